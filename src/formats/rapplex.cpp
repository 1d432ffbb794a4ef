// SPDX-License-Identifier: MIT
// rapplex: running applications. JSON, where issues stand by severity and kind.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void issue(Json i, Json definition, Writer& out) {
  const Json sections = definition["Sections"];
  Draft& f            = out.add(Kind::dast);
  f.rule_id           = definition.str("Title");
  f.title             = i.str("Title");
  f.description       = plain(sections.str("Summary"), out);
  f.remediation       = plain(sections.str("Remediation"), out);
  f.rate(i.str("Severity").empty() ? definition.str("Severity") : i.str("Severity"));
  for (Json c : definition["Classifications"].each()) {
    if (c.str("Foundation") == "CWE") f.add_cwe(c.text("Value"));
    if (c.str("Foundation") != "CWE") f.add_tag(c.str("Formatted"));
  }
  f.location.url            = i.str("Url");
  f.location.parameter      = i["InjectionPoint"].str("Name");
  const string_view request = i.str("HttpRequest");
  if (const std::size_t space = request.find(' '); space < 8) f.location.method = request.substr(0, space);
  for (Json r : definition["References"].each()) f.add_reference(r.str("Link"));
}

void read(Json document, Writer& out) {
  if (!document["Severities"].is_object() || !document.has("ScanId"))
    return out.reject(Errc::malformed, "no \"Severities\": not a report of Rapplex");
  out.tool("rapplex");
  for (Json severity : document["Severities"]) {
    for (Json group : severity["IssueGroups"]) {
      for (Json i : group["Issues"]) issue(i, group["Definition"], out);
    }
  }
}

}  // namespace

extern constinit const Format rapplex{
    .id       = "rapplex",
    .name     = "Rapplex",
    .url      = "https://rapplex.com",
    .command  = "a scan > Report > JSON",
    .kinds    = "dast",
    .versions = "JSON",
    .severity = "the tool's word",
    .missing  = "CVE, confidence, dates (their order of day and month is not said); requests are not read",
    .known_by = "ScanId Target Severities | ScanId Target Severities.*.IssueGroups",
    .read     = read,
};

}  // namespace secmon::format
