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

Draft* vulnerability(Json v, const Place& place, Writer& out) {
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

Draft* misconfiguration(Json m, const Place& place, Writer& out) {
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
  f.package.image     = place.image;
  f.location.path     = place.resource.empty() ? place.target : string_view();
  f.location.resource = place.resource;
  fill_cause(f, m["CauseMetadata"]);
  f.location.snippet = cause_code(m["CauseMetadata"]["Code"], out);
  f.add_reference(m.str("PrimaryURL"));
  for (Json url : m["References"]) f.add_reference(url.str());
  return &f;
}

// "Match" and "Code" hold the line of the secret, which is masked only where the rule knew how: neither is read.
Draft* secret(Json s, const Place& place, Writer& out) {
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

Draft* license(Json l, const Place& place, Writer& out) {
  const string_view name = l.str("Name"), package = l.str("PkgName"), path = l.str("FilePath");
  Draft& f    = out.add(Kind::license);
  f.rule_id   = out.join({"license:", name});
  f.rule_name = name;
  f.title     = out.join({"licence ", name, " (", l.str("Category"), ")", package.empty() ? "" : " of ", package});
  f.rate(l.str("Severity"));
  f.package.ecosystem = package.empty() ? string_view() : ecosystem_of(place.type);
  f.package.name      = package;
  f.package.image     = place.image;
  f.location.path     = path.empty() && !place.system ? place.target : path;
  f.location.resource = place.resource;
  f.add_reference(l.str("Link"));
  f.add_tag(l.str("Category"));
  return &f;
}

// The row that it wrote, or nullptr if it is no finding.
Draft* finding(string_view type, Json row, const Place& place, Writer& out) {
  if (type == "vulnerability") return vulnerability(row, place, out);
  if (type == "misconfiguration") return misconfiguration(row, place, out);
  if (type == "secret") return secret(row, place, out);
  if (type == "license") return license(row, place, out);
  out.incomplete(Errc::malformed, out.join({"findings of type \"", clip(type, 80), "\" are not known"}), row.offset());
  return nullptr;
}

// ---- results ----------------------------------------------------------------------------------------------------

// What .trivyignore or a VEX document took out of the lists stands here (since 0.55, with --show-suppressed).
void modified(Json m, const Place& place, Writer& out) {
  Draft* f = finding(m.str("Type"), m["Finding"], place, out);
  if (f == nullptr) return;
  const string_view status = m.str("Status");
  if (status == "ignored") f->state = State::suppressed;
  if (status == "not_affected") f->state = State::dismissed;
  if (status == "fixed") f->state = State::fixed;
  f->state_reason = m.str("Statement").empty() ? status : m.str("Statement");
}

bool is_system(string_view kind, string_view type, string_view target) {
  if (!kind.empty()) return kind == "os-pkgs";
  // Version 1 had no class, and at first no type.
  const string_view ecosystem = ecosystem_of(type);
  if (type.empty()) return !target.empty() && target.back() == ')';
  return ecosystem == "deb" || ecosystem == "rpm" || ecosystem == "apk";
}

void result(Json r, Place& place, Writer& out) {
  if (!r.has("Target")) return out.incomplete(Errc::malformed, "an entry without \"Target\" was not read", r.offset());
  place.target = r.str("Target");
  place.type   = r.str("Type");
  place.system = is_system(r.str("Class"), place.type, place.target);
  // "alpine:3.9 (alpine 3.9.4)". What was found before the next system is of the same image.
  if (place.system) place.image = place.target.substr(0, place.target.rfind(" ("));
  for (Json v : r["Vulnerabilities"]) vulnerability(v, place, out);
  for (Json m : r["Misconfigurations"]) misconfiguration(m, place, out);
  for (Json s : r["Secrets"]) secret(s, place, out);
  for (Json l : r["Licenses"]) license(l, place, out);
  for (Json m : r["ExperimentalModifiedFindings"]) modified(m, place, out);
}

// ---- clusters ---------------------------------------------------------------------------------------------------

void resource(Json r, Writer& out) {
  const string_view space = r.str("Namespace");
  Place place;
  place.resource = out.join({space, space.empty() ? "" : "/", r.str("Kind"), "/", r.str("Name")});
  // An object until 0.56; since 0.57 one for each container.
  for (Json image : r["Metadata"].each()) {
    place.image = image["RepoTags"][0].str();
    if (place.image.empty()) place.image = image["RepoDigests"][0].str();
    break;
  }
  if (const string_view error = r.str("Error"); !error.empty()) {
    out.incomplete(Errc::scanner_failed, out.join({"trivy could not scan ", place.resource, ": ", first_line(error)}));
  }
  for (Json entry : r["Results"]) result(entry, place, out);
}

// ---- compliance -------------------------------------------------------------------------------------------------

// The summary has only numbers. A control without one is to be checked by hand.
void control(Json c, Writer& out) {
  if (c.integer("TotalFail") <= 0) return;
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = c.str("ID");
  f.title       = c.str("Name");
  f.description = out.join({c.text("TotalFail"), " checks of this control failed"});
  f.rate(c.str("Severity"));
}

// "Results" of a compliance report are controls, which have the results of their checks.
void results(Json list, Place& place, Writer& out) {
  for (Json r : list) {
    if (!r.has("Target") && r["Results"].is_array()) {
      for (Json inner : r["Results"]) result(inner, place, out);
    } else if (r.has("Target") || !r.has("Results")) {
      result(r, place, out);
    }
  }
}

// ---- documents --------------------------------------------------------------------------------------------------

void scan(Json document, Writer& out) {
  Place place;
  if (document.str("ArtifactType") == "container_image") place.image = document.str("ArtifactName");
  if (document["Metadata"]["OS"].truth("EOSL")) {
    out.remark(Errc::ok, "the operating system is no longer supported: new vulnerabilities of it are not reported");
  }
  const Json list = document["Results"];
  if (list && !list.is_array()) out.incomplete(Errc::malformed, "\"Results\" is no list");
  if (!list) out.remark(Errc::ok, "trivy found nothing that it knows how to check");
  results(list, place, out);
}

void read(Json document, Writer& out) {
  out.tool("trivy", document["Trivy"].str("Version"));
  out.generated(document.time("CreatedAt"));
  if (document.is_array()) {  // version 1
    Place place;
    for (Json r : document) result(r, place, out);
    return;
  }
  if (document.is_null()) return;  // version 1 without anything to check
  if (const std::int64_t version = document.integer("SchemaVersion", 2); version != 2) {
    return out.reject(Errc::unsupported_version,
                      out.join({"trivy's schema ", document.text("SchemaVersion"), " is not read"}));
  }
  bool any = false;
  if (document.has("ClusterName")) {
    for (const char* list : {"Resources", "Findings", "Vulnerabilities", "Misconfigurations"}) {
      for (Json r : document[list]) resource(r, out);
    }
    any = true;
  }
  for (Json c : document["SummaryControls"]) control(c, out);
  any = any || document.has("SummaryControls");
  if (document.has("SchemaVersion") || document.has("Results")) scan(document, out), any = true;
  if (!any) out.reject(Errc::malformed, "neither \"Results\" nor \"ClusterName\": not a report of trivy");
}

}  // namespace

extern constinit const Format trivy{
    .id       = "trivy",
    .name     = "Trivy",
    .url      = "https://github.com/aquasecurity/trivy",
    .command  = "trivy image --format json --output trivy.json IMAGE",
    .kinds    = "container sca iac secret license",
    .versions = "schema 2 (since 0.20), version 1 (a list of targets), clusters (trivy k8s), compliance reports",
    .severity = "the vendor's word that trivy chose; no CVSS score changes it",
    .missing  = "lines of packages; the text of secrets is in the report but is not read",
    .known_by =
        "SchemaVersion ArtifactName | SchemaVersion Results | [0].Target [0].Vulnerabilities | [0].Target [0].Type | "
        "ClusterName Resources | ClusterName Findings | ClusterName Vulnerabilities | ClusterName Misconfigurations | "
        "ID Title SummaryControls | ID Title Results.[0].Results",
    .read = read,
};

}  // namespace secmon::format
