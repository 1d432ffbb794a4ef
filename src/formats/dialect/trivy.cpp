// SPDX-License-Identifier: MIT
// The rows of trivy's reports.
#include "formats/dialect/trivy.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace secmon::format {
namespace {

using std::string_view;

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
  for (string_view version; next_part(versions, ',', version);) {
    version = trim(version);
    f.add_fixed_in(version.substr(version.substr(0, 2) == ">=" ? 2 : 0));
  }
}

string_view title_of(Json v, Writer& out) {
  if (const string_view title = v.str("Title"); !title.empty()) return title;
  const string_view id = v.str("VulnerabilityID"), package = v.str("PkgName");
  if (id.empty()) return package.empty() ? package : out.join({"vulnerability in ", package});
  return package.empty() ? id : out.join({id, " in ", package});
}

void fill_package(Draft& f, Json v, const TrivyPlace& place) {
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

}  // namespace

Draft* trivy_vulnerability(Json v, const TrivyPlace& place, Writer& out) {
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
  // Of what is installed in an image, the target is a mere "Java" or "Python".
  f.package.manifest = place.system ? string_view() : f.location.path;
  f.add_reference(v.str("PrimaryURL"));
  for (Json url : v["References"]) f.add_reference(url.str());
  f.dates.published = v.time("PublishedDate");
  // The vendor's word. "fixed" says that there is a version to go to: the finding is open.
  const string_view status = v.str("Status");
  f.add_tag(status);
  if (status == "not_affected") f.state = State::dismissed, f.state_reason = status;
  f.native_id = v.str("Fingerprint");  // since 0.68
  return &f;
}

namespace {

// ---- the other kinds --------------------------------------------------------------------------------------------

// One check has had three ids: KSV001, AVD-KSV-0001 and, since 0.69, KSV-0001. All become the last.
string_view rule_of(string_view id, Writer& out) {
  constexpr string_view kBefore = "AVD-";
  string_view rule              = id;
  if (rule.substr(0, kBefore.size()) == kBefore) rule.remove_prefix(kBefore.size());
  const auto is_letter     = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_digit      = [](char c) { return c >= '0' && c <= '9'; };
  const auto digits        = std::find_if_not(rule.begin(), rule.end(), is_letter);
  const auto letters       = static_cast<std::size_t>(digits - rule.begin());
  const string_view number = rule.substr(letters + (rule.substr(letters, 1) == "-" ? 1 : 0));
  const bool known =
      letters >= 2 && !number.empty() && number.size() <= 4 && std::all_of(number.begin(), number.end(), is_digit);
  return known ? out.join({rule.substr(0, letters), "-", string_view("0000").substr(number.size()), number}) : id;
}

void fill_cause(Draft& f, Json cause) {
  if (const string_view resource = cause.str("Resource"); !resource.empty()) f.location.resource = resource;
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

}  // namespace

Draft* trivy_misconfiguration(Json m, const TrivyPlace& place, Writer& out) {
  if (const string_view status = m.str("Status"); status == "PASS" || status == "EXCEPTION") return nullptr;
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = rule_of(m.str("ID"), out);
  f.rule_name   = m.str("Namespace");
  f.title       = m.str("Title").empty() ? m.str("Message") : m.str("Title");
  f.description = m.str("Message").empty() ? m.str("Description") : m.str("Message");
  f.remediation = m.str("Resolution");
  f.rate(m.str("Severity"));
  f.add_id(m.str("ID"));
  f.add_id(m.str("AVDID"));
  f.package.image     = place.resource.empty() ? place.image : string_view();
  f.location.path     = place.resource.empty() ? place.target : string_view();
  f.location.resource = place.resource;
  fill_cause(f, m["CauseMetadata"]);
  f.location.snippet = cause_code(m["CauseMetadata"]["Code"], out);
  f.add_reference(m.str("PrimaryURL"));
  for (Json url : m["References"]) f.add_reference(url.str());
  return &f;
}

// "Match" and "Code" hold the line of the secret, which is masked only where the rule knew how: neither is read.
Draft* trivy_secret(Json s, const TrivyPlace& place, Writer& out) {
  Draft& f    = out.add(Kind::secret);
  f.rule_id   = s.str("RuleID");
  f.rule_name = s.str("Category");
  f.title     = s.str("Title");
  f.rate(s.str("Severity"));
  f.package.image       = place.image;
  f.location.path       = place.target;
  f.location.start_line = s.line("StartLine");
  f.location.end_line   = s.line("EndLine");
  f.location.resource   = place.resource;
  if (s.truth("Deleted")) f.add_tag("deleted");
  return &f;
}

Draft* trivy_license(Json l, const TrivyPlace& place, Writer& out) {
  const string_view name = l.str("Name"), package = l.str("PkgName"), path = l.str("FilePath");
  Draft& f    = out.add(Kind::license);
  f.rule_id   = out.join({"license:", name});
  f.rule_name = name;
  f.title     = out.join({"licence ", name, " (", l.str("Category"), ")", package.empty() ? "" : " of ", package});
  f.rate(l.str("Severity"));
  f.package.ecosystem = package.empty() ? string_view() : ecosystem_of(place.type);
  f.package.name      = package;
  f.package.image     = place.image;
  f.location.path     = path.empty() && package.empty() ? place.target : path;  // of packages it is "OS Packages"
  f.location.resource = place.resource;
  f.add_reference(l.str("Link"));
  f.add_tag(l.str("Category"));
  return &f;
}

namespace {

// The row that it wrote, or nullptr if it is no finding.
Draft* finding(string_view type, Json row, const TrivyPlace& place, Writer& out) {
  if (type == "vulnerability") return trivy_vulnerability(row, place, out);
  if (type == "misconfiguration") return trivy_misconfiguration(row, place, out);
  if (type == "secret") return trivy_secret(row, place, out);
  if (type == "license") return trivy_license(row, place, out);
  out.incomplete(Errc::malformed, out.join({"findings of type \"", clip(type, 80), "\" are not known"}), row.offset());
  return nullptr;
}

}  // namespace

// What .trivyignore or a VEX document took out of the lists stands here (since 0.55, with --show-suppressed).
void trivy_modified(Json m, const TrivyPlace& place, Writer& out) {
  Draft* f = finding(m.str("Type"), m["Finding"], place, out);
  if (f == nullptr) return;
  const string_view status = m.str("Status");
  if (status == "ignored") f->state = State::suppressed;
  if (status == "not_affected") f->state = State::dismissed;
  if (status == "fixed") f->state = State::fixed;
  f->state_reason = m.str("Statement").empty() ? status : m.str("Statement");
}

}  // namespace secmon::format
