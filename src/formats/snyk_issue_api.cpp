// SPDX-License-Identifier: MIT
// snyk's REST API: the issues of an organisation.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Kind kind_of(string_view type) {
  if (type == "code") return Kind::sast;
  if (type == "license") return Kind::license;
  if (type == "cloud" || type == "config" || type == "custom") return Kind::iac;
  return Kind::sca;
}

void coordinates(Draft& f, Json list, Writer& out) {
  for (Json c : list) {
    if (c.truth("is_upgradeable")) f.add_tag("upgradeable");
    if (c.truth("is_patchable")) f.add_tag("patchable");
    if (const string_view reach = c.str("reachability"); !reach.empty() && reach != "not-applicable") f.add_tag(reach);
    for (Json r : c["representations"]) {
      const Json source = r["sourceLocation"], dependency = r["dependency"];
      if (f.location.path.empty() && source) {
        f.location.path         = source.str("file");
        f.location.start_line   = source["region"]["start"].line("line");
        f.location.start_column = source["region"]["start"].line("column");
        f.location.end_line     = source["region"]["end"].line("line");
        f.location.end_column   = source["region"]["end"].line("column");
      }
      if (f.package.name.empty() && dependency) {
        f.package.name    = dependency.str("package_name");
        f.package.version = dependency.str("package_version");
      }
      if (f.location.resource.empty()) f.location.resource = r.str("resourcePath");
      if (f.location.resource.empty() && r["cloud_resource"]) {
        const Json resource = r["cloud_resource"]["resource"];
        f.location.resource = resource.str("name").empty() ? resource.str("id") : out.keep(resource.str("name"));
      }
    }
  }
}

void state(Draft& f, Json attributes) {
  // "resolved" is the scanner's: it no longer finds it; ignored is a person's.
  if (attributes.str("status") == "resolved") {
    f.state        = State::fixed;
    f.state_reason = attributes["resolution"].str("type");
    f.dates.fixed  = attributes["resolution"].time("resolved_at");
  } else if (attributes.truth("ignored")) {
    f.state        = State::suppressed;
    f.state_reason = "ignored in snyk";
  }
}

void issue(Json data, Writer& out) {
  const Json a = data["attributes"];
  if (!a.is_object()) return out.incomplete(Errc::malformed, "an entry without \"attributes\"", data.offset());
  Draft& f      = out.add(kind_of(a.str("type")));
  f.rule_id     = a.str("key");
  f.title       = a.str("title");
  f.description = a.str("description");
  f.rate(a.str("effective_severity_level"));
  for (Json s : a["severities"]) {
    f.add_cvss(s.str("vector"), s.number("score", -1), s.str("source"), s.text("version"));
  }
  for (Json c : a["classes"]) {
    if (c.str("source") == "CWE") f.add_cwe(c.str("id"));
  }
  for (Json p : a["problems"]) {
    // Of code the problem's id is a key of this issue only.
    if (f.kind != Kind::sast) f.add_id(p.str("id"));
    f.add_reference(p.str("url"));
  }
  coordinates(f, a["coordinates"], out);
  f.dates.detected = a.time("created_at");
  state(f, a);
  f.native_id = data.str("id");
  for (Json factor : a["risk"]["factors"]) f.add_tag(factor.is_object() ? factor.str("name") : factor.str());
}

void read(Json document, Writer& out) {
  if (!document["data"].is_array()) {
    const Json error = document["errors"][0];
    return out.reject(error ? Errc::scanner_failed : Errc::malformed,
                      error ? out.join({"snyk's API: ", error.str("title"), " ", error.str("detail")})
                            : "no list \"data\": not a list of issues of snyk");
  }
  out.tool("snyk");
  for (Json data : document["data"]) issue(data, out);
  if (const Json next = document["links"]["next"]; next) {
    out.incomplete(Errc::malformed, "there are more pages: links.next is set");
  }
}

}  // namespace

extern constinit const Format snyk_issue_api{
    .id      = "snyk_issue_api",
    .name    = "Snyk issues API",
    .url     = "https://apidocs.snyk.io/",
    .command = "curl -H \"Authorization: token TOKEN\" \"https://api.snyk.io/rest/orgs/ORG/issues?version=2024-10-15\"",
    .kinds   = "sca sast license iac",
    .versions = "REST, 2024-08-25 and later; pages back to back",
    .severity = "effective_severity_level",
    .missing  = "the fixing version, description of packages' vulnerabilities",
    .known_by =
        "jsonapi data[0].attributes.effective_severity_level | jsonapi data=[] links.self=/rest/orgs/* | "
        "data[0].type=issue data[0].attributes.key data[0].attributes.effective_severity_level",
    .read = read,
};

}  // namespace secmon::format
