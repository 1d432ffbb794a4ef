// SPDX-License-Identifier: MIT
// CyCognito: issues of an attack surface, JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void issue(Json r, Writer& out) {
  if (!r.has("issue_type") || !r.has("affected_asset")) {
    return out.incomplete(Errc::malformed, "a row without \"affected_asset\" is no issue of CyCognito", r.offset());
  }
  Draft& f      = out.add(Kind::network);
  f.rule_id     = r.str("issue_type");
  f.title       = r.str("title");
  f.description = r.str("summary");
  f.remediation = r["remediation_steps"].each().begin() == r["remediation_steps"].each().end()
                      ? r.str("remediation_method")
                      : r["remediation_steps"][0].str();
  f.rate(r.str("severity"));
  f.add_cvss({}, r.number("base_severity_score", -1));
  for (Json id : r["cve_ids"]) f.add_id(id.str());
  f.location.resource  = r.str("affected_asset");
  f.location.parameter = r.text("port");
  for (Json url : r["references"]) f.add_reference(url.str());
  if (r["resolved_at"]) f.state = State::fixed, f.dates.fixed = r.time("resolved_at");
  if (r.truth("is_snoozed")) f.state = State::suppressed;
  const string_view status = r.str("issue_status");
  f.dates.detected         = r.time("first_detected");
  f.add_tag(status);
  for (Json tag : r["tags"]) f.add_tag(tag.str());
  f.native_id = r.str("id");
}

void read(Json document, Writer& out) {
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of CyCognito");
  out.tool("CyCognito");
  for (Json r : document) issue(r, out);
}

}  // namespace

extern constinit const Format cycognito{
    .id       = "cycognito",
    .name     = "CyCognito",
    .url      = "https://www.cycognito.com/",
    .command  = "POST /v1/issues",
    .kinds    = "network",
    .versions = "answers of the API v1",
    .severity = "the tool's word",
    .missing  = "CWE, CVSS vectors",
    .known_by = "[0].affected_asset [0].issue_type [0].issue_status",
    .read     = read,
};

}  // namespace secmon::format
