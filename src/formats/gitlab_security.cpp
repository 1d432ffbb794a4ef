// SPDX-License-Identifier: MIT
// The security reports of GitLab's pipelines: one schema for all kinds of scanners, its own and those of others.
#include <map>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// The kind stands with the scan, until version 14 also with each row; in fragments only the place tells.
Kind kind_of(string_view type, Json place) {
  if (type == "sast") return Kind::sast;
  if (type == "secret_detection") return Kind::secret;
  if (type == "dependency_scanning") return Kind::sca;
  if (type == "container_scanning" || type == "cluster_image_scanning") return Kind::container;
  if (type == "dast" || type == "api_fuzzing" || type == "coverage_fuzzing") return Kind::dast;
  if (place.has("image")) return Kind::container;
  if (!place["dependency"]["package"].str("name").empty()) return Kind::sca;
  if (place.has("hostname")) return Kind::dast;
  if (place.has("commit")) return Kind::secret;
  return place.has("crash_type") ? Kind::dast : Kind::sast;
}

void identifiers(Draft& f, Json list) {
  bool first = true;
  for (Json id : list) {
    const string_view type = id.str("type"), value = id.text("value"), name = id.str("name");
    // Dependency-Check has the hash of the file as the value, and the CVE as the name.
    if (first) f.rule_id = value.empty() || is_vulnerability_id(name) ? name : value, f.rule_name = name;
    first = false;
    if (equal_ignoring_case(type, "cwe")) {
      f.add_cwe(value.empty() ? name : value);
    } else if (is_vulnerability_id(value)) {
      f.add_id(value);
    } else if (is_vulnerability_id(name)) {
      f.add_id(name);
    } else if (equal_ignoring_case(type, "owasp")) {
      f.add_tag(name);
    }
    f.add_reference(id.str("url"));
  }
}

void package(Draft& f, Json place, string_view manager) {
  const Json dependency   = place["dependency"];
  const string_view image = place.str("image"), system = place.str("operating_system");
  f.package.name     = dependency["package"].str("name");
  f.package.version  = dependency.str("version");
  f.package.image    = image;
  f.package.manifest = place.str("file");
  // "debian:9.4", "alpine 3.12"; of files only the list behind the rows says who manages them.
  if (!system.empty()) f.package.ecosystem = ecosystem_of(system.substr(0, system.find_first_of(": ")));
  if (system.empty() && !manager.empty()) f.package.ecosystem = ecosystem_of(manager);
  if (dependency.has("direct")) f.add_tag(dependency.truth("direct") ? "direct" : "transitive");
}

using Managers = std::map<string_view, string_view>;  // path of a file -> who manages the packages in it

string_view resource_of(Json place, Writer& out) {
  const Json r = place["kubernetes_resource"];
  if (!r) return {};
  return out.join({r.str("namespace"), r.str("namespace").empty() ? "" : "/", r.str("kind"), "/", r.str("name")});
}

void locate(Draft& f, Json place, Writer& out) {
  f.location.path       = place.str("file");
  f.location.start_line = place.line("start_line");
  f.location.end_line   = place.line("end_line");
  f.location.function   = place.str("method");
  if (f.kind == Kind::dast && place.has("hostname")) {
    const string_view host = place.str("hostname"), path = place.str("path");  // the host has the scheme
    f.location.function  = {};
    f.location.url       = out.join({host, path.empty() || path[0] == '/' ? "" : "/", path});
    f.location.method    = place.str("method");
    f.location.parameter = place.str("param");
  } else if (!place.str("class").empty()) {
    f.location.function = out.join({place.str("class"), f.location.function.empty() ? "" : ".", f.location.function});
  }
  f.location.resource = resource_of(place, out);
  if (f.location.function.empty()) f.location.function = first_line(place.str("crash_state"));
  // "0000000" and the year 1 stand where the history was not read.
  const Json commit  = place["commit"];
  f.dates.introduced = commit.time("date");
  if (!trim(commit.str("sha")).empty() && commit.str("sha").find_first_not_of('0') != string_view::npos) {
    f.add_tag(out.join({"commit ", commit.str("sha")}));
  }
}

// The text that was found, raw_source_code_extract, is the secret, and is never read.
void vulnerability(Json v, string_view type, const Managers& managers, Writer& out) {
  const Json place     = v["location"];
  const string_view of = type.empty() ? v.str("category") : type;
  Draft& f             = out.add(kind_of(of, place));
  if (!v["scanner"].str("name").empty()) f.tool = v["scanner"].str("name");
  identifiers(f, v["identifiers"]);
  f.title = v.str("name").empty() ? v.str("message") : v.str("name");
  if (f.title.empty()) f.title = f.rule_name;
  f.description = v.str("description").empty() ? v.str("message") : v.str("description");
  f.remediation = v.str("solution");
  f.rate(v.str("severity"));
  // "Ignore" is the one word of confidence that is a decision.
  const string_view confidence = v.str("confidence");
  f.confidence                 = confidence_of(confidence);
  if (confidence == "Ignore") f.state = State::suppressed, f.state_reason = "confidence Ignore";
  for (Json rating : v["cvss_vectors"]) f.add_cvss(rating.str("vector"), -1, rating.str("vendor"));
  if (f.kind == Kind::sca || f.kind == Kind::container) {
    const auto manager = managers.find(place.str("file"));
    package(f, place, manager == managers.end() ? string_view() : manager->second);
  }
  if (f.kind == Kind::secret) f.add_cwe(798);
  locate(f, place, out);
  for (Json link : v["links"]) f.add_reference(link.str("url"));
  for (Json flag : v["flags"]) f.add_tag(flag.str("type"));  // likely false positives stay open
  f.dates.detected = v.time("discovered_at");
  f.native_id      = v.str("id");
}

void messages(Json scan, Writer& out) {
  const string_view status = scan.str("status");
  for (Json m : scan["messages"]) {
    const string_view level = m.str("level"), text = clip(m.str("value"), 300);
    if (level == "fatal" || level == "error") {
      out.incomplete(Errc::scanner_failed, out.join({"the scanner said: ", text}));
    } else if (level == "warn") {
      out.remark(Errc::ok, out.join({"the scanner said: ", text}));
    }
  }
  if (!status.empty() && status != "success") {
    out.incomplete(Errc::scanner_failed, out.join({"the scan ended with the status ", clip(status, 80)}));
  }
}

void read(Json document, Writer& out) {
  const Json scan = document["scan"], by = scan["scanner"] ? scan["scanner"] : scan["analyzer"];
  if (!document["vulnerabilities"].is_array()) {
    return out.reject(Errc::malformed, "no list \"vulnerabilities\": not a security report of GitLab");
  }
  out.tool(by.str("name").empty() ? by.str("id") : by.str("name"), by.str("version"));
  out.generated(scan.time("end_time"));
  messages(scan, out);
  Managers managers;
  for (Json file : document["dependency_files"]) managers[file.str("path")] = file.str("package_manager");
  for (Json v : document["vulnerabilities"]) {
    if (!v["identifiers"].is_array() && !v.has("location")) {
      out.incomplete(Errc::malformed, "a row without identifiers and location", v.offset());
    } else {
      vulnerability(v, scan.str("type"), managers, out);
    }
  }
}

}  // namespace

extern constinit const Format gitlab_security{
    .id      = "gitlab_security",
    .name    = "GitLab security reports",
    .url     = "https://gitlab.com/gitlab-org/security-products/security-report-schemas",
    .command = "the artifact of a job: gl-sast-report.json, gl-dependency-scanning-report.json …",
    .kinds   = "sast secret sca container dast",
    .versions =
        "schemas 2 to 15: SAST, secret detection, dependency, container and cluster image scanning, DAST, API "
        "fuzzing, coverage fuzzing",
    .severity = "the analyzer's word",
    .missing  = "columns; fixed versions are only a sentence; states, which GitLab keeps; secrets are not read",
    .known_by =
        "version vulnerabilities=[] scan.type scan.scanner | version vulnerabilities=[] scan.type | "
        "version vulnerabilities=[] remediations | vulnerabilities[0].identifiers vulnerabilities[0].location | "
        "vulnerabilities[0].identifiers vulnerabilities[0].location scan.scanner",
    .read = read,
};

}  // namespace secmon::format
