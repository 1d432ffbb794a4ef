// SPDX-License-Identifier: MIT
// Cloudflare Security Insights: zones and their settings, CSV and JSON.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void insight(Json r, Writer& out) {
  if (!r.has("issue_class")) return out.incomplete(Errc::malformed, "a row without \"issue_class\"", r.offset());
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r.str("issue_class");
  f.title       = r.str("issue_class");
  f.description = r.str("issue_type");
  f.remediation = r.str("resolve_text");
  f.rate(r.str("severity"));
  f.location.resource = r.str("subject");
  f.add_reference(r.str("resolve_link"));
  if (r.truth("dismissed")) f.state = State::dismissed;
  f.dates.detected = r.time("since");
  f.native_id      = r.str("id");
}

void read(Json document, Writer& out) {
  out.tool("Cloudflare");
  const Json list = document["result"]["issues"] ? document["result"]["issues"] : document;
  if (!list.is_array()) return out.reject(Errc::malformed, "no list: not a report of Cloudflare's insights");
  if (document.is_array() && !document[0])
    out.incomplete(Errc::malformed, "an empty list says nothing of what was checked");
  std::int64_t rows = 0;
  for (Json r : list) insight(r, out), ++rows;
  if (document["result"].integer("count") > rows) {
    out.incomplete(Errc::truncated,
                   out.join({"only a page of ", document["result"].text("count"), " insights is there"}));
  }
}

void row(Row r, Writer& out) {
  Draft& f  = out.add(Kind::iac);
  f.rule_id = r["issue_class"];
  f.title   = r["issue_class"];
  f.description =
      out.join({r["insight"].empty() ? r["issue_type"] : r["insight"], r["risk"].empty() ? "" : "\n", r["risk"]});
  f.remediation = r["recommended_action"];
  f.rate(r["severity"]);
  f.location.resource      = r["subject"];
  const string_view status = r["status"];
  if (equal_ignoring_case(status, "archived") || equal_ignoring_case(status, "dismissed")) f.state = State::dismissed;
  if (equal_ignoring_case(status, "resolved")) f.state = State::fixed;
  if (f.state != State::open) f.state_reason = status;
  f.dates.detected = parse_time(r["scan_performed_on"]);
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Cloudflare");
  for (Row r : rows) row(r, out);
  check_header(rows, {"recommended_action"}, out);
}

}  // namespace

extern constinit const Format cloudflare_insights{
    .id       = "cloudflare_insights",
    .name     = "Cloudflare Security Insights",
    .url      = "https://developers.cloudflare.com/security-center/security-insights/",
    .command  = "Security Center, Security Insights, Export; GET /accounts/ID/intel/attack-surface-report/issues",
    .kinds    = "iac",
    .versions = "CSV, JSON of the API",
    .severity = "the tool's word",
    .missing  = "descriptions in JSON",
    .known_by =
        "[0].issue_class [0].issue_type [0].subject | result.issues[0].issue_class result.issues[0].subject | "
        "result.issues=[] result.count | \"severity,issue_class,subject,issue_type,scan_performed_on\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
