// SPDX-License-Identifier: MIT
// JFrog Xray: summary of artifacts, JSON of the API.
#include "formats/dialect/xray.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void issue(Json r, Json general, Writer& out) {
  const bool image = equal_ignoring_case(general.str("pkg_type"), "docker");
  Draft& f         = out.add(r.str("issue_type") == "license" ? Kind::license : image ? Kind::container : Kind::sca);
  f.rule_id        = r.str("issue_id").empty() ? r["cves"][0].str("cve") : r.str("issue_id");
  f.title          = first_sentence(r.str("summary"));
  f.description    = r.str("description").empty() ? r.str("summary") : r.str("description");
  f.rate(r.str("severity"));
  for (Json c : r["cves"]) xray_cve(f, c);
  f.add_id(r.str("issue_id"));
  const Json component = r["components"][0];
  if (component) xray_package(f, component.str("component_id"), out), xray_fixed(f, component["fixed_versions"], out);
  // Which package it is, only the path through the artifact says.
  f.location.path     = r["impact_path"][0].str();
  f.location.resource = general.str("component_id");
  if (image) f.package.image = general.str("name");
  for (Json url : r["references"].each()) f.add_reference(url.str());
  f.dates.published = r.time("created");
}

void read(Json document, Writer& out) {
  if (!document["artifacts"].is_array()) {
    return out.reject(Errc::malformed, "no list \"artifacts\": not a whole summary of Xray");
  }
  out.tool("JFrog Xray");
  for (Json artifact : document["artifacts"]) {
    const Json general = artifact["general"];
    if (!artifact["issues"].is_array()) out.incomplete(Errc::malformed, "an artifact has no list \"issues\"");
    for (Json r : artifact["issues"]) issue(r, general, out);
  }
  for (Json e : document["errors"]) {
    out.incomplete(Errc::scanner_failed, out.join({e.str("identifier"), ": ", e.str("error")}));
  }
}

}  // namespace

extern constinit const Format jfrog_xray_api_summary_artifact{
    .id       = "jfrog_xray_api_summary_artifact",
    .name     = "JFrog Xray artifact summary",
    .url      = "https://jfrog.com/xray/",
    .command  = "POST /xray/api/v1/summary/artifact",
    .kinds    = "sca container license",
    .versions = "answers of /summary/artifact, v1 and v2",
    .severity = "the tool's word",
    .missing  = "the package, which only the path in the artifact tells",
    .known_by =
        "artifacts[0].general.component_id artifacts[0].issues | artifacts[0].general.pkg_type artifacts[0].licenses",
    .read = read,
};

}  // namespace secmon::format
