// SPDX-License-Identifier: MIT
// stackhawk: running applications. The message that StackHawk sends (webhook) when a scan has ended.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

State state_of(string_view word) {
  if (word == "FALSE_POSITIVE") return State::false_positive;
  return word == "RISK_ACCEPTED" ? State::accepted_risk : State::open;
}

void path(Json p, Json finding, Writer& out) {
  Draft& f  = out.add(Kind::dast);
  f.rule_id = finding.str("pluginId");
  f.title   = finding.str("pluginName");
  f.rate(finding.str("severity"));
  f.location.url    = url_at(finding.str("host"), p.str("path"), out);
  f.location.method = p.str("method");
  f.add_reference(p.str("pathURL"));
  f.add_reference(finding.str("findingURL"));
  f.state = state_of(p.str("status"));
  if (f.state != State::open) f.state_reason = p.str("status");
  f.add_tag(finding.str("category"));
}

void read(Json document, Writer& out) {
  const Json completed = document["scanCompleted"], scan = completed["scan"];
  if (document.str("service") != "StackHawk" || !completed["findings"].is_array()) {
    return out.reject(Errc::malformed, "not a report of StackHawk");
  }
  out.tool("stackhawk", scan.str("hawkscanVersion"));
  out.generated(scan.time("startedTimestamp"));
  for (Json finding : completed["findings"]) {
    for (Json p : finding["paths"]) path(p, finding, out);
    // The message may name fewer places than there are.
    const std::int64_t all = finding.integer("totalCount");
    const std::size_t here = finding["paths"].size();
    if (here == 0) path(Json(), finding, out);
    if (all > static_cast<std::int64_t>(here)) {
      out.remark(Errc::ok,
                 out.join({finding.str("pluginName"), ": ", finding.text("totalCount"), " places, not all are named"}));
    }
  }
  if (const string_view status = scan.str("status"); !status.empty() && status != "COMPLETED") {
    out.incomplete(Errc::scanner_failed, out.join({"the scan ended as ", status}));
  }
}

}  // namespace

extern constinit const Format stackhawk{
    .id       = "stackhawk",
    .name     = "StackHawk",
    .url      = "https://www.stackhawk.com",
    .command  = "Integrations > Webhook, type Scan Completed",
    .kinds    = "dast",
    .versions = "the message of a scan that has ended",
    .severity = "the tool's word",
    .missing  = "CWE, CVE, descriptions; each place is a finding",
    .known_by = "service=StackHawk scanCompleted.findings",
    .read     = read,
};

}  // namespace secmon::format
