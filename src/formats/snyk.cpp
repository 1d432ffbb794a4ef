// SPDX-License-Identifier: MIT
// snyk: dependencies, images and infrastructure code. JSON of the command line; snyk code writes SARIF.
#include "formats/dialect/joined.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Project {
  string_view file, image, manager;
};

// "debian:11" is of the system, "npm" is not; the project of an image says "deb".
bool of_system(string_view manager) {
  const string_view ecosystem = ecosystem_of(manager);
  return ecosystem == "deb" || ecosystem == "rpm" || ecosystem == "apk" || manager == "linux";
}

void identifiers(Draft& f, Json ids) {
  for (const char* list : {"CVE", "GHSA", "OSV", "RHSA", "ALTERNATIVE"}) {
    for (Json id : ids[list]) f.add_id(id.str());
  }
  for (Json cwe : ids["CWE"]) f.add_cwe(cwe.str());
}

void ratings(Draft& f, Json v) {
  f.add_cvss(v.str("CVSSv3"), v.number("cvssScore", -1), "snyk");
  for (Json c : v["cvssDetails"]) {
    f.add_cvss(c.str("cvssV3Vector"), c.number("cvssV3BaseScore", -1), c.str("assigner"));
  }
  for (Json c : v["cvssSources"]) {
    f.add_cvss(c.str("vector"), c.number("baseScore", -1), c.str("assigner"), c.text("cvssVersion"));
  }
  const Json epss = v["epssDetails"];  // numbers as text
  if (epss) {
    f.epss            = static_cast<float>(epss.number("probability", -1));
    f.epss_percentile = static_cast<float>(epss.number("percentile", -1));
  }
}

Draft& vulnerability(Json v, const Project& project, Writer& out) {
  const string_view manager = v.str("packageManager").empty() ? project.manager : v.str("packageManager");
  const bool license        = v.str("type") == "license";
  const bool system         = !project.image.empty() && of_system(manager);
  Draft& f                  = out.add(license                ? Kind::license
                                      : v.truth("malicious") ? Kind::malware
                                      : system               ? Kind::container
                                                             : Kind::sca);
  const string_view package = v.str("packageName").empty() ? v.str("name") : v.str("packageName");
  f.rule_id                 = v.str("id");
  f.title                   = package.empty() ? v.str("title") : out.join({v.str("title"), " in ", package});
  f.description             = v.str("description");
  // Old versions of the API knew no "critical" in severity.
  f.rate(v.str("severityWithCritical").empty() ? v.str("severity") : v.str("severityWithCritical"));
  identifiers(f, v["identifiers"]);
  f.add_id(license ? string_view() : f.rule_id);
  ratings(f, v);
  f.package.ecosystem = ecosystem_of(manager);
  // In an image "name" is "source/binary"; what has the vulnerability is the source, "packageName".
  f.package.name     = package;
  f.package.version  = v.str("version");
  f.package.manifest = project.file;
  f.package.image    = project.image;
  for (Json fix : v["fixedIn"]) f.add_fixed_in(fix.str());
  f.add_fixed_in(v.str("nearestFixedInVersion"));
  f.location.path       = project.file;
  f.location.start_line = v.line("lineNumber");
  f.location.resource   = joined(v["from"], " > ", out);  // the whole way tells two rows of one package apart
  for (Json r : v["references"]) f.add_reference(r.str("url"));
  // The first entry is false where the project itself need not change.
  for (Json step : v["upgradePath"]) {
    if (!step.str().empty()) {
      f.remediation = out.join({"Upgrade to ", step.str()});
      break;
    }
  }
  f.dates.published = v.time("publicationTime");
  if (v.truth("isDisputed")) f.add_tag("disputed");
  if (const string_view exploit = v.str("exploit"); exploit != "Not Defined") f.add_tag(exploit);
  return f;
}

// Rows that a policy took out of the list.
void filtered(Json list, State state, const Project& project, Writer& out) {
  for (Json v : list) {
    Draft& f       = vulnerability(v, project, out);
    f.state        = state;
    const Json why = v["filtered"][state == State::fixed ? "patches" : "ignored"][0];
    f.state_reason = why.str("reason");
    if (f.state_reason.empty())
      f.state_reason = state == State::fixed ? "patched by snyk's policy" : "ignored by snyk's policy";
  }
}

void infrastructure(Json i, string_view file, Writer& out) {
  const Json text = i["iacDescription"];
  Draft& f        = out.add(Kind::iac);
  f.rule_id       = i.str("publicId").empty() ? i.str("id") : i.str("publicId");
  f.title         = i.str("title");
  f.description   = text.str("issue");
  if (!text.str("impact").empty()) f.description = out.join({f.description, "\n", text.str("impact")});
  f.remediation = text.str("resolve").empty() ? i.str("resolve") : text.str("resolve");
  f.rate(i.str("severity"));
  f.location.path       = file;
  f.location.start_line = i.line("lineNumber");
  f.location.resource   = joined(i["path"], ".", out);
  f.add_reference(i.str("documentation"));
  for (Json url : i["references"]) f.add_reference(url.str());
  if (i.truth("isIgnored")) f.state = State::suppressed, f.state_reason = "ignored by snyk's policy";
  f.add_tag(i.str("subType"));
}

void project(Json p, string_view image, int depth, Writer& out) {
  if (const string_view error = p.str("error").empty() ? p["error"].str("message") : p.str("error");
      p["error"] && !p["vulnerabilities"].is_array()) {
    return out.incomplete(Errc::scanner_failed,
                          out.join({"snyk could not test ", p.str("path"), ": ", clip(error, 300)}), p.offset());
  }
  const Json iac = p["infrastructureAsCodeIssues"];
  if (!p["vulnerabilities"].is_array() && !iac.is_array()) {
    return out.incomplete(Errc::malformed, "a project without \"vulnerabilities\" was not read", p.offset());
  }
  Project about;
  about.file    = p.str("displayTargetFile").empty() ? p.str("targetFile") : p.str("displayTargetFile");
  about.manager = p.str("packageManager");
  about.image   = image.empty() && p["docker"].is_object() ? p.str("path") : image;
  for (Json i : iac) infrastructure(i, about.file, out);
  for (Json v : p["vulnerabilities"]) vulnerability(v, about, out);
  filtered(p["filtered"]["ignore"], State::suppressed, about, out);
  filtered(p["filtered"]["patch"], State::fixed, about, out);
  // What is installed in the image beside the system: whole projects.
  if (depth < 4) {
    for (Json inner : p["applications"]) project(inner, about.image, depth + 1, out);
  }
}

void read(Json document, Writer& out) {
  out.tool("snyk");
  if (document.is_object()) {
    if (!document["vulnerabilities"].is_array() && !document["infrastructureAsCodeIssues"].is_array()) {
      const string_view error = document.str("error");
      return out.reject(error.empty() ? Errc::malformed : Errc::scanner_failed,
                        error.empty() ? "no list \"vulnerabilities\": not a report of snyk"
                                      : out.join({"snyk failed: ", clip(error, 300)}));
    }
    return project(document, {}, 0, out);
  }
  if (!document.is_array() || document.begin() == document.end()) {
    return out.reject(Errc::malformed, "neither a project nor a list of them: not a report of snyk");
  }
  for (Json p : document) project(p, {}, 0, out);
}

}  // namespace

extern constinit const Format snyk{
    .id       = "snyk",
    .name     = "Snyk",
    .url      = "https://github.com/snyk/cli",
    .command  = "snyk test --all-projects --json-file-output=snyk.json",
    .kinds    = "sca container license iac malware",
    .versions = "test, container test and iac test --json, one project or a list; snyk code writes SARIF",
    .severity = "severityWithCritical, else severity: the policy's word; no score changes it",
    .missing  = "lines (but of infrastructure code), version of the tool",
    .known_by =
        "vulnerabilities=[] packageManager dependencyCount | [0].vulnerabilities=[] [0].packageManager "
        "[0].dependencyCount | infrastructureAsCodeIssues=[] | [0].infrastructureAsCodeIssues=[] | "
        "vulnerabilities[0].semver vulnerabilities[0].from | ok error path !vulnerabilities | "
        "[0].ok [0].error [0].path | vulnerabilities=[] ok org",
    .divisible = "vulnerabilities",
    .read      = read,
};

}  // namespace secmon::format
