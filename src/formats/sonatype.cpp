// SPDX-License-Identifier: MIT
// Sonatype Lifecycle (Nexus IQ): raw data of an application's report, JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void package(Draft& f, Json c, Writer& out) {
  const Json id = c["componentIdentifier"], at = id["coordinates"];
  f.package.ecosystem = ecosystem_of(id.str("format"));
  f.package.purl      = c.str("packageUrl");
  f.package.version   = at.text("version");
  if (!at.str("groupId").empty()) {
    f.package.name = out.join({at.str("groupId"), ":", at.str("artifactId")});
  } else {
    f.package.name = at.str("packageId").empty() ? at.str("name") : at.str("packageId");
  }
  if (f.package.name.empty()) f.package.name = c.str("displayName");
  f.location.path = c["pathnames"][0].str();
}

void issue(Json r, Json component, Writer& out) {
  const string_view status = r.str("status");
  Draft& f                 = out.add(Kind::sca);
  f.rule_id                = r.str("reference");
  package(f, component, out);
  f.title = out.join({f.rule_id, " in ", f.package.name});
  f.rate_by_score(r.number("severity", -1));  // a number
  f.add_cvss(r.str("cvssVector"), r.number("severity", -1));
  f.add_cwe(r.text("cwe"));
  f.add_id(f.rule_id);
  f.add_reference(r.str("url"));
  if (status == "Not Applicable") f.state = State::dismissed;
  if (status == "Acknowledged") f.add_tag("acknowledged");
  if (status == "Confirmed") f.confidence = Confidence::certain;
  if (f.state != State::open) f.state_reason = status;
  if (!r.str("threatCategory").empty()) f.add_tag(out.join({"threat-", r.str("threatCategory")}));
}

void read(Json document, Writer& out) {
  if (!document["components"].is_array()) {
    return out.reject(Errc::malformed, "no list \"components\": not a whole report of Sonatype");
  }
  out.tool("Sonatype Lifecycle");
  for (Json c : document["components"]) {
    for (Json r : c["securityData"]["securityIssues"]) issue(r, c, out);
  }
}

}  // namespace

extern constinit const Format sonatype{
    .id       = "sonatype",
    .name     = "Sonatype Lifecycle",
    .url      = "https://www.sonatype.com/products/open-source-security-dependency-management",
    .command  = "GET /api/v2/applications/NAME/reports/ID/raw",
    .kinds    = "sca",
    .versions = "raw report, API v2",
    .severity = "\"severity\", a CVSS score",
    .missing  = "descriptions, fixed versions; threats of licences are not read",
    .known_by = "components[0].componentIdentifier components[0].matchState matchSummary | components=[] matchSummary",
    .read     = read,
};

}  // namespace secmon::format
