// SPDX-License-Identifier: MIT
// safety scan: known vulnerabilities of Python packages, by project and file.
#include <map>
#include <vector>

#include "formats/dialect/safety.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Only with --detailed-output.
struct Detail {
  std::vector<string_view> cves;
  string_view url, advisory, severity;
};
using Details = std::map<string_view, Detail>;

struct Place {
  string_view manifest, package, version;
};

string_view below(string_view path, string_view root) {
  const bool inside = !root.empty() && path.size() > root.size() && path.substr(0, root.size()) == root;
  return inside && path[root.size()] == '/' ? path.substr(root.size() + 1) : path;
}

// "werkzeug==3.1.4 ; python_version > '3'" has a version, "werkzeug>=3" has none.
string_view pinned(string_view requirement) {
  const std::size_t at = requirement.find("==");
  if (at == requirement.npos) return {};
  const string_view rest = requirement.substr(requirement.find_first_not_of("= ", at));
  return rest.substr(0, rest.find_first_of(" ;,#"));
}

void known_vulnerability(Json v, Json remediation, const Place& place, const Details& details, Writer& out) {
  const string_view id = v.text("id");
  const auto found     = details.find(id);
  static const Detail kNone;
  const Detail& detail = found == details.end() ? kNone : found->second;
  Draft& f             = safety_finding({id, place.package, place.version, detail.advisory}, out);
  f.rate(detail.severity);
  for (const string_view cve : detail.cves) f.add_id(cve);
  add_safety_id(f, out);
  const string_view next = remediation.str("recommended");
  if (!next.empty()) f.remediation = out.join({"Upgrade ", place.package, " to ", next});
  for (Json specifiers : v["vulnerable_spec"].each()) safety_fixed_by(f, specifiers.str());
  f.package.manifest = place.manifest;
  f.add_reference(detail.url);
  if (const Json ignored = v["ignored"]; ignored.is_object()) {
    safety_suppress(f, ignored.str("reason").empty() ? ignored.str("code") : ignored.str("reason"),
                    ignored.str("expires"), out);
  }
}

void file(Json f, string_view root, const Details& details, Writer& out) {
  for (Json dependency : f["results"]["dependencies"]) {
    for (Json s : dependency["specifications"]) {
      const Place place{below(f.str("location"), root), dependency.str("name"), pinned(s.str("raw"))};
      const Json all = s["vulnerabilities"];
      for (Json v : all["known_vulnerabilities"]) known_vulnerability(v, all["remediation"], place, details, out);
    }
  }
}

void read(Json document, Writer& out) {
  const Json meta = document["meta"], results = document["scan_results"];
  out.tool("safety", meta["telemetry"].str("safety_version"));
  out.generated(meta.time("timestamp"));
  if (!results["projects"].is_array() && !results["files"].is_array()) {
    return out.reject(Errc::malformed, "neither projects nor files in \"scan_results\": not a whole report of safety");
  }
  Details details;
  for (Json d : document["cve_details"]) {
    Detail& detail  = details[d.text("safety_vulnerability_id")];
    detail.url      = d.str("more_info");
    detail.advisory = d.str("advisory");
    detail.severity = d.str("severity");
    for (Json cve : d["CVE"].each()) detail.cves.push_back(cve.is_object() ? cve.str("name") : cve.str());
  }
  for (Json project : results["projects"]) {
    for (Json f : project["files"]) file(f, project.str("location"), details, out);
  }
  for (Json f : results["files"]) file(f, {}, details, out);  // of a system scan
}

}  // namespace

extern constinit const Format safety_scan{
    .id       = "safety_scan",
    .name     = "Safety scan",
    .url      = "https://github.com/pyupio/safety",
    .command  = "safety scan --detailed-output --output json > safety.json",
    .kinds    = "sca",
    .versions = "3.x scan --output json (schema 3.0); check is the format safety",
    .severity = "the word that --detailed-output adds",
    .missing  = "CWE and CVSS; severity, ids and advisory without --detailed-output",
    .known_by = "scan_results meta.schema_version",
    .read     = read,
};

}  // namespace secmon::format
