// SPDX-License-Identifier: MIT
// Kiuwan Insights: vulnerabilities of components, JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void vulnerability(Json v, Json component, Writer& out) {
  const string_view artifact = component.str("artifact");
  Draft& f                   = out.add(Kind::sca);
  f.rule_id                  = v.str("cve");
  f.title                    = out.join({f.rule_id, artifact.empty() ? "" : " in ", artifact});
  f.description              = v.str("description");
  f.rate(v.str("securityRisk"));
  f.add_cvss({}, v.number("cVSSv3BaseScore", -1), {}, "3.0");
  f.add_cvss({}, v.number("cVSSv2BaseScore", -1), {}, "2.0");
  f.add_cwe(v.str("cwe"));
  f.add_id(f.rule_id);
  // "group:artifact" is Maven's.
  f.package.ecosystem = artifact.find(':') == artifact.npos ? "" : "maven";
  f.package.name      = artifact;
  f.package.version   = component.text("version");
  if (v.truth("muted")) f.state = State::suppressed;
  f.native_id = v.text("id");
}

void read(Json document, Writer& out) {
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of Kiuwan Insights");
  out.tool("Kiuwan Insights");
  for (Json v : document) {
    if (!v.has("securityRisk")) {
      out.incomplete(Errc::malformed, "a row without \"securityRisk\"", v.offset());
      continue;
    }
    for (Json c : v["components"]) vulnerability(v, c, out);
    if (!v["components"][0]) vulnerability(v, {}, out);
  }
}

}  // namespace

extern constinit const Format kiuwan_sca{
    .id       = "kiuwan_sca",
    .name     = "Kiuwan Insights",
    .url      = "https://www.kiuwan.com/",
    .command  = "GET /insights/analysis/security?analysisCode=CODE&application=NAME",
    .kinds    = "sca",
    .versions = "answers of the API",
    .severity = "securityRisk",
    .missing  = "fixed versions, dates, files",
    .known_by = "[0].cve [0].securityRisk [0].components",
    .read     = read,
};

}  // namespace secmon::format
