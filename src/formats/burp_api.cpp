// SPDX-License-Identifier: MIT
// burp_api: a scan, as the REST API of Burp Suite answers it.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void issue(Json event, Writer& out) {
  const Json i          = event["issue"];
  Draft& f              = out.add(Kind::dast);
  f.rule_id             = i.text("type_index");
  f.rule_name           = i.str("name");
  f.title               = f.rule_name;
  const string_view why = plain(i.str("description"), out), background = plain(i.str("issue_background"), out);
  f.description = out.join({why, why.empty() || background.empty() ? "" : "\n\n", background});
  f.remediation = plain(i.str("remediation").empty() ? i.str("remediation_background") : i.str("remediation"), out);
  const bool false_positive = i.str("severity") == "false_positive";
  if (false_positive) f.state = State::false_positive;
  f.rate(false_positive ? string_view() : i.str("severity"));
  f.confidence = confidence_of(i.str("confidence"));
  add_cwes_in(f, i.str("vulnerability_classifications"));
  f.location.url       = url_at(i.str("origin"), i.str("path"), out);
  f.location.parameter = i["evidence"][0]["detail"]["param_name"].str();
  add_links(f, i.str("references"), out);
  f.dates.detected = time_of_epoch(i["evidence"][0]["request_response"].integer("request_time"));
  f.native_id      = i.text("serial_number");
}

void read(Json document, Writer& out) {
  out.tool("burp");
  if (!document["issue_events"].is_array()) {
    return out.reject(Errc::malformed, "no list \"issue_events\": not a scan of Burp Suite");
  }
  for (Json event : document["issue_events"]) {
    if (event["issue"].is_object()) issue(event, out);
  }
  if (const string_view status = document.str("scan_status"); !status.empty() && status != "succeeded") {
    out.incomplete(Errc::scanner_failed,
                   out.join({"the scan has not ended well: ", status, " ", document.str("message")}));
  }
}

}  // namespace

extern constinit const Format burp_api{
    .id       = "burp_api",
    .name     = "Burp Suite REST API",
    .url      = "https://portswigger.net/burp/documentation/desktop/settings/suite/rest-api",
    .command  = "curl http://127.0.0.1:1337/v0.1/scan/TASK > burp.json",
    .kinds    = "dast",
    .versions = "API v0.1",
    .severity = "the tool's word",
    .missing  = "CVE, version of the tool; requests and responses are not read",
    .known_by = "scan_status issue_events | scan_status issue_events scan_metrics",
    .read     = read,
};

}  // namespace secmon::format
