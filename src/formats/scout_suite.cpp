// SPDX-License-Identifier: MIT
// Scout Suite: how accounts at cloud providers are set up. The data of its page: JavaScript with a JSON object in it.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLevels[] = {{"danger", Severity::high}, {"warning", Severity::medium}};

// A rule has an item for each resource that it flagged.
void rule(Json r, string_view service, string_view account, Writer& out) {
  const std::int64_t flagged = r.integer("flagged_items");
  std::int64_t items         = 0;
  const auto finding         = [&](string_view item) {
    Draft& f      = out.add(Kind::iac);
    f.rule_id     = r.key();
    f.title       = r.str("description");
    f.description = r.str("rationale");
    f.remediation = r.str("remediation");
    f.rate(r.str("level"), kLevels);
    f.location.resource = item.empty() ? account : item;
    for (Json url : r["references"]) f.add_reference(url.str());
    f.add_tag(service);
    for (Json c : r["compliance"]) f.add_tag(out.join({c.str("name"), " ", c.str("version"), " ", c.str("reference")}));
  };
  if (flagged == 0) return;
  for (Json item : r["items"]) finding(item.str()), ++items;
  if (items == 0) finding({});
}

void read(Json document, Writer& out) {
  if (!document["services"].is_object()) {
    return out.reject(Errc::malformed, "no object \"services\": not a result of Scout Suite");
  }
  const Json run = document["last_run"];
  out.tool("Scout Suite", run.str("version"));
  out.generated(run.time("time"));
  const string_view account = document.str("account_id");
  for (Json service : document["services"]) {
    for (Json r : service["findings"]) rule(r, service.key(), account, out);
  }
  if (!run) out.incomplete(Errc::truncated, "no \"last_run\": nothing says that Scout Suite finished");
}

}  // namespace

extern constinit const Format scout_suite{
    .id       = "scout_suite",
    .name     = "Scout Suite",
    .url      = "https://github.com/nccgroup/ScoutSuite",
    .command  = "scout aws --report-dir scout, then scout/scoutsuite-results/scoutsuite_results_*.js",
    .kinds    = "iac",
    .versions = "5, the file of results with or without the JavaScript before it",
    .severity = "level: danger high, warning medium",
    .missing  = "CWE, dates of findings; errors of the run (scoutsuite_errors_*.json has them); resources are not read",
    .known_by = "account_id last_run services provider_code | services service_list provider_code",
    .read     = read,
};

}  // namespace secmon::format
