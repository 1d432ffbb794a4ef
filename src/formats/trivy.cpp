// SPDX-License-Identifier: MIT
// trivy: images, file systems, clusters. Vulnerabilities, misconfigurations, secrets, licences.
#include <algorithm>
#include <array>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What stands around the rows of one entry of "Results".
struct Place {
  string_view target;    // "package-lock.json", "alpine:3.9 (alpine 3.9.4)", "Deployment/web"
  string_view type;      // "npm", "debian", "terraform" …
  string_view image;     // what was scanned, if it was an image
  string_view resource;  // of a cluster: "default/Deployment/web"
  bool system = false;   // packages of an operating system
};

// ---- vulnerabilities --------------------------------------------------------------------------------------------

void add_cvss(Draft& f, string_view vendor, Json ratings) {
  if (!ratings) return;
  f.add_cvss(ratings.str("V40Vector"), ratings.number("V40Score", -1), vendor, "4.0");
  f.add_cvss(ratings.str("V3Vector"), ratings.number("V3Score", -1), vendor);
  f.add_cvss(ratings.str("V2Vector"), ratings.number("V2Score", -1), vendor, "2.0");
}

// The ratings of the vendor whose severity trivy took come first, then those of whom it trusts in this order.
void add_ratings(Draft& f, string_view source, Json by_vendor) {
  const std::array<string_view, 5> first = {source, "nvd", "ghsa", "redhat", "bitnami"};
  for (const string_view vendor : first) add_cvss(f, vendor, vendor.empty() ? Json() : by_vendor[vendor]);
  for (Json ratings : by_vendor) {
    const string_view vendor = ratings.key();
    if (std::find(first.begin(), first.end(), vendor) == first.end()) add_cvss(f, vendor, ratings);
  }
}

// One text: "11.0.14, 10.1.49"; of version 1 also a range, ">=4.17.11".
void add_fixes(Draft& f, string_view versions) {
  for (string_view version; next_part(versions, ',', version);) f.add_fixed_in(version);
}

string_view title_of(Json v, Writer& out) {
  if (const string_view title = v.str("Title"); !title.empty()) return title;
  const string_view id = v.str("VulnerabilityID"), package = v.str("PkgName");
  if (id.empty()) return package.empty() ? package : out.join({"vulnerability in ", package});
  return package.empty() ? id : out.join({id, " in ", package});
}

void fill_package(Draft& f, Json v, const Place& place) {
  Package& p  = f.package;
  p.ecosystem = ecosystem_of(place.type);
  p.name      = v.str("PkgName");
  p.version   = v.str("InstalledVersion");
  p.purl      = v["PkgIdentifier"].str("PURL");
  if (p.purl.empty() && v.str("Ref").substr(0, 4) == "pkg:") p.purl = v.str("Ref");  // of an SBOM, before 0.49
  p.image = place.image;
  // The type of a package URL is exact; trivy also finds Debian's packages in a list of Python's (in an SBOM).
  if (p.purl.substr(0, 4) == "pkg:") p.ecosystem = p.purl.substr(4, p.purl.find('/') - 4);
  add_fixes(f, v.str("FixedVersion"));
}

void vulnerability(Json v, const Place& place, Writer& out) {
  Draft& f      = out.add(place.system ? Kind::container : Kind::sca);
  f.rule_id     = v.str("VulnerabilityID");
  f.title       = title_of(v, out);
  f.description = v.str("Description");
  f.rate(v.str("Severity"));
  add_ratings(f, v.str("SeveritySource"), v["CVSS"]);
  for (Json cwe : v["CweIDs"]) f.add_cwe(cwe.str());
  f.add_id(f.rule_id);
  for (Json id : v["VendorIDs"]) f.add_id(id.str());
  fill_package(f, v, place);
  // A system package has no file to go to; the target names the image and its system, or the host.
  const string_view path = v.str("PkgPath");
  f.location.path        = path.empty() && !place.system ? place.target : path;
  f.location.resource    = place.resource;
  f.package.manifest     = place.system ? string_view() : place.target;
  f.add_reference(v.str("PrimaryURL"));
  for (Json url : v["References"]) f.add_reference(url.str());
  f.dates.published = v.time("PublishedDate");
  // The vendor's word. "fixed" says that there is a version to go to: the finding is open.
  const string_view status = v.str("Status");
  f.add_tag(status);
  if (status == "not_affected") f.state = State::false_positive, f.state_reason = status;
}

// ---- the other kinds --------------------------------------------------------------------------------------------

void fill_cause(Draft& f, Json cause) {
  f.location.resource = cause.str("Resource").empty() ? f.location.resource : cause.str("Resource");
  f.location.start_line = cause.line("StartLine");
  f.location.end_line   = cause.line("EndLine");
  // Where a module is used, not where it is written.
  const Json use = cause["Occurrences"][0];
  if (f.location.start_line != 0 || !use) return;
  f.location.start_line = use["Location"].line("StartLine");
  f.location.end_line   = use["Location"].line("EndLine");
  if (!use.str("Filename").empty()) f.location.path = use.str("Filename");
}

// The flagged lines; "Highlighted" beside "Content" is for terminals.
string_view cause_code(Json code, Writer& out) {
  constexpr std::size_t kLongest = 4096;
  std::string text;
  for (Json line : code["Lines"]) {
    if (!line.truth("IsCause") || line.truth("Truncated") || text.size() > kLongest) continue;
    if (!text.empty()) text += '\n';
    text += line.str("Content");
  }
  return out.keep(clip(text, kLongest));
}

void misconfiguration(Json m, const Place& place, Writer& out) {
  if (const string_view status = m.str("Status"); status == "PASS" || status == "EXCEPTION") return;
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = m.str("ID");
  f.rule_name   = m.str("Namespace");
  f.title       = m.str("Title").empty() ? m.str("Message") : m.str("Title");
  f.description = m.str("Message").empty() ? m.str("Description") : m.str("Message");
  f.remediation = m.str("Resolution");
  f.rate(m.str("Severity"));
  f.add_id(m.str("AVDID"));
  f.package.image     = place.image;
  f.location.path     = place.resource.empty() ? place.target : string_view();
  f.location.resource = place.resource;
  fill_cause(f, m["CauseMetadata"]);
  f.location.snippet = cause_code(m["CauseMetadata"]["Code"], out);
  f.add_reference(m.str("PrimaryURL"));
  for (Json url : m["References"]) f.add_reference(url.str());
}

// "Match" and "Code" hold the line of the secret, which is masked only where the rule knew how: neither is read.
void secret(Json s, const Place& place, Writer& out) {
  Draft& f              = out.add(Kind::secret);
  f.rule_id             = s.str("RuleID");
  f.rule_name           = s.str("Category");
  f.title               = s.str("Title");
  f.rate(s.str("Severity"));
  f.package.image       = place.image;
  f.location.path       = place.target;
  f.location.start_line = s.line("StartLine");
  f.location.end_line   = s.line("EndLine");
  f.location.resource   = place.resource;
  if (s.truth("Deleted")) f.add_tag("deleted");
}

void license(Json l, const Place& place, Writer& out) {
  const string_view name = l.str("Name"), package = l.str("PkgName"), path = l.str("FilePath");
  Draft& f            = out.add(Kind::license);
  f.rule_id           = out.join({"license:", name});
  f.rule_name         = name;
  f.title             = out.join({"licence ", name, " (", l.str("Category"), ")", package.empty() ? "" : " of ", package});
  f.rate(l.str("Severity"));
  f.package.ecosystem = package.empty() ? string_view() : ecosystem_of(place.type);
  f.package.name      = package;
  f.package.image     = place.image;
  f.location.path     = path.empty() && !place.system ? place.target : path;
  f.location.resource = place.resource;
  f.add_reference(l.str("Link"));
  f.add_tag(l.str("Category"));
}

void finding(string_view type, Json row, const Place& place, Writer& out) {
  if (type == "vulnerability") return vulnerability(row, place, out);
  if (type == "misconfiguration") return misconfiguration(row, place, out);
  if (type == "secret") return secret(row, place, out);
  if (type == "license") return license(row, place, out);
  out.incomplete(Errc::malformed, out.join({"findings of type \"", clip(type, 80), "\" are not known"}), row.offset());
}

// ---- modified findings ------------------------------------------------------------------------------------------

constexpr struct {
  string_view status;
  State state;
} kStates[] = {{"ignored", State::suppressed},
               {"not_affected", State::false_positive},
               {"fixed", State::fixed},
               {"unknown", State::open},
               {"affected", State::open},
               {"under_investigation", State::open},
               {"will_not_fix", State::accepted_risk},
               {"fix_deferred", State::accepted_risk},
               {"end_of_life", State::accepted_risk}};

// What .trivyignore or a VEX document took out of the lists (since 0.55).
void modified(Json m, const Place& place, Writer& out);

}  // namespace
}  // namespace secmon::format
