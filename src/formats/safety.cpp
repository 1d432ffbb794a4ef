// SPDX-License-Identifier: MIT
// safety check: known vulnerabilities of Python packages. Two shapes: rows of 1.x, and the report of 2.x and 3.x.
#include <map>
#include <string>
#include <vector>

#include "formats/dialect/safety.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr string_view kUse = "; run safety check --output json or safety scan --output json";

void rating(Draft& f, Json version2, Json version3) {
  const double score2 = version2.number("base_score", -1), score3 = version3.number("base_score", -1);
  f.add_cvss(version3.str("vector_string"), score3);
  f.add_cvss(version2.str("vector_string"), score2, {}, "2.0");
  f.rate(version3.str("base_severity"));
  if (score3 > 0) f.rate_by_score(score3, "3");
  if (score2 > 0) f.rate_by_score(score2, "2.0");
}

// A text, or an object with a rating of its own: in the betas of 2.0.
void add_cve(Draft& f, Json cve) {
  f.add_id(cve.is_object() ? cve.str("name") : cve.str());
  rating(f, cve["cvssv2"], cve["cvssv3"]);
}

// ---- 1.x: [package, specifier, version, advisory, id, CVSS 2 or null, CVSS 3 or null], the last two since 1.10.3 ----

void row(Json r, Writer& out) {
  Draft& f = safety_finding({r[4].text(), r[0].str(), r[2].str(), r[3].str()}, out);
  rating(f, r[5], r[6]);
  f.add_ids_in(r[3].str());
  add_safety_id(f, out);
  safety_fixed_by(f, r[1].str());
}

void read_array(Json document, Writer& out) {
  out.tool("safety");
  for (Json r : document) {
    if (r.is_object() && r.has("license")) {
      return out.reject(Errc::unsupported_version,
                        out.join({"safety's report of licences holds no vulnerabilities", kUse}), r.offset());
    }
    if (r.is_array() && r[4].exists()) {
      row(r, out);
    } else {
      out.incomplete(Errc::malformed, "a row of safety has not the five fields that all of them have", r.offset());
    }
  }
}

// ---- check of 2.x and 3.x -------------------------------------------------------------------------------------------

struct Package {
  string_view found, recommended;
};
using Packages = std::map<string_view, Package>;
using Files    = std::map<string_view, string_view>;  // full path -> as the user gave it

Packages packages_of(Json document) {
  Packages packages;
  for (Json p : document["affected_packages"]) packages[p.key()].found = p.str("found");
  for (Json r : document["remediations"]) {
    string_view& recommended = packages[r.key()].recommended;
    recommended              = r.str("recommended_version");
    for (Json requirement : r["requirements"]) {  // 3.x
      if (recommended.empty()) recommended = requirement.str("recommended_version");
    }
  }
  return packages;
}

Files files_of(Json meta) {
  std::vector<string_view> given;
  for (Json path : meta["scanned"]) given.push_back(path.str());
  Files files;
  std::size_t i = 0;
  for (Json full : meta["scanned_full_path"]) {
    if (i < given.size()) files[full.str()] = given[i++];
  }
  return files;
}

void vulnerability(Json v, const Packages& packages, const Files& files, bool ignored, Writer& out) {
  Draft& f = safety_finding(
      {v.text("vulnerability_id"), v.str("package_name"), v.str("analyzed_version"), v.str("advisory")}, out);
  const Json cve = v["CVE"], severity = v["severity"];
  rating(f, severity["cvssv2"], severity["cvssv3"]);
  for (Json id : cve.each()) add_cve(f, id);
  f.add_id(severity.str("source"));  // its PVE where there is no CVE
  add_safety_id(f, out);

  const auto package = packages.find(f.package.name);
  string_view next   = package == packages.end() ? "" : package->second.recommended;
  if (next.empty()) next = v["closest_versions_without_known_vulnerabilities"][0].str();
  if (!next.empty()) f.remediation = out.join({"Upgrade ", f.package.name, " to ", next});
  bool any = false;  // [""] is none
  for (Json version : v["fixed_versions"]) {
    f.add_fixed_in(version.str());
    any |= !version.str().empty();
  }
  if (!any) {
    for (Json specifiers : v["vulnerable_spec"].each()) safety_fixed_by(f, specifiers.str());  // a text before 2.4
  }
  string_view found = v["analyzed_requirement"].str("found");
  if (found.empty() && package != packages.end()) found = package->second.found;
  const auto file    = files.find(found);
  f.package.manifest = file == files.end() ? found : file->second;

  for (Json url : v["resources"]) f.add_reference(url.str());
  f.add_reference(v.str("more_info_url"));
  f.dates.published = v.time("published_date");
  if (v.truth("is_transitive")) f.add_tag("transitive");
  // `ignored` is {} where it is not.
  if (ignored || v.truth("ignored")) safety_suppress(f, v.str("ignored_reason"), v.str("ignored_expires"), out);
}

void read_check(Json document, Writer& out) {
  const Json meta = document["report_meta"];
  out.tool("safety", meta.str("safety_version"));
  out.generated(meta.time("timestamp"));
  if (!document["vulnerabilities"].is_array()) {
    if (document.has("licenses")) {
      return out.reject(Errc::unsupported_version,
                        out.join({"safety's report of licences holds no vulnerabilities", kUse}));
    }
    return out.reject(Errc::malformed, "no list \"vulnerabilities\": not a whole report of safety");
  }
  const Packages packages = packages_of(document);
  const Files files       = files_of(meta);
  for (Json v : document["vulnerabilities"]) vulnerability(v, packages, files, false, out);
  for (Json v : document["ignored_vulnerabilities"]) vulnerability(v, packages, files, true, out);
  for (Json p : document["scanned_packages"]) {
    if (!p["version"].is_null()) continue;
    out.incomplete(Errc::scanner_failed, out.join({p.key(), " was not checked, as its version is not pinned"}));
  }
  for (Json a : document["announcements"]) {
    if (a.str("type") == "error") out.incomplete(Errc::scanner_failed, a.str("message"));
  }
}

void read(Json document, Writer& out) {
  if (document.is_array()) return read_array(document, out);
  if (document.has("report_meta")) return read_check(document, out);
  if (document.has("scan_results")) {
    return out.reject(Errc::unsupported_version, "a report of safety scan: its format is safety_scan");
  }
  out.reject(Errc::malformed, out.join({"not a report of safety", kUse}));
}

// The table, bare names, help, or what went wrong.
void read_lines(const Lines& lines, Writer& out) {
  string_view problem;
  for (const string_view line : lines) {
    if (line.find("REPORT") != line.npos || line.find("by pyup.io") != line.npos) {
      return out.reject(Errc::unsupported_version, out.join({"the text report of safety is not read", kUse}));
    }
    // The banner about `check` says nothing of what happened.
    const bool banner =
        line.substr(0, 3) == "+==" || line.substr(0, 10) == "DEPRECATED" || line.substr(0, 9) == "We highly";
    const bool failure = line.find("rror: ") != line.npos || line.find("unable to") != line.npos;
    if (!banner && !trim(line).empty() && (problem.empty() || failure)) problem = out.keep(clip(line, 200));
  }
  out.reject(Errc::scanner_failed, out.join({"a message of safety where its report should be: ", problem}));
}

}  // namespace

extern constinit const Format safety{
    .id       = "safety",
    .name     = "Safety",
    .url      = "https://github.com/pyupio/safety",
    .command  = "safety check --output json > safety.json",
    .kinds    = "sca",
    .versions = "1.x check --json, 2.x and 3.x check --output json; 3.x scan is the format safety_scan",
    .severity = "base_severity of CVSS 3, else its score, else the score of CVSS 2",
    .missing  = "CWE; CVSS before 1.10.3",
    .known_by =
        "report_meta vulnerabilities | report_meta licenses | "
        "[0][0] [0][4] | [0].package [0].version [0].license | "
        "/DEPRECATED:_this_command_(`check`)/ | /Usage:_safety/ | /_Usage:_safety/ | /__by_pyup.io/ | "
        "/__by_safetycli.com/ | /Check_your_network_connection,_unable/",
    .read       = read,
    .read_lines = read_lines,
};

}  // namespace secmon::format
