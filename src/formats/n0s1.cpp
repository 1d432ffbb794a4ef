// SPDX-License-Identifier: MIT
// n0s1: secrets in Slack, Jira, Confluence, Asana, Linear, Zendesk and files.
#include "formats/dialect/secrets.hpp"
#include "input/numbers.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void finding(Json r, Writer& out) {
  const Json details = r["details"], rule = details["matched_regex_config"];
  const string_view id = rule.str("id"), text = rule.str("description");
  Draft& f               = secret_found(id, text.empty() ? id : text, out);
  f.location.resource    = details.str("ticket_field").empty()
                               ? details.str("platform")
                               : out.join({details.str("platform"), "/", details.str("ticket_field")});
  const string_view url  = r.str("url");
  const std::size_t mark = url.rfind("#L");
  if (details.str("platform") == "LocalFilesystem") {  // "path#L2"
    f.location.path       = url.substr(0, mark);
    f.location.start_line = mark == url.npos ? 0 : line_in(url.substr(mark + 2));
  } else {
    f.location.url = url;
  }
  f.add_reference(url);
  for (Json tag : rule["tags"]) f.add_tag(tag.str());
  f.native_id = r.str("id").empty() ? r.key() : r.str("id");
}

void read(Json document, Writer& out) {
  const Json findings = document["findings"];
  out.tool("n0s1", document["tool"].str("version"));
  const Time when = document["scan_date"].time("date_utc");
  out.generated(when != kNoTime ? when : document["scan_date"].time("timestamp"));
  if (!findings.is_object() && !findings.is_array()) {
    return out.reject(Errc::malformed, "no \"findings\": not a report of n0s1");
  }
  for (Json r : findings) finding(r, out);
}

}  // namespace

extern constinit const Format n0s1{
    .id       = "n0s1",
    .name     = "n0s1",
    .url      = "https://github.com/spark1security/n0s1",
    .command  = "n0s1 jira_scan --report-format n0s1 --report-file n0s1.json",
    .kinds    = "secret",
    .versions = "1.x, its own JSON; SARIF is the format sarif, that of GitLab is gitlab_secret_detection",
    .severity = "none in the report: high",
    .missing  = "whether the secret works; the secret is in the report but is not read",
    .known_by = "tool.name=n0s1 findings regex_config | tool.name=n0s1 findings scan_date",
    .read     = read,
};

}  // namespace secmon::format
