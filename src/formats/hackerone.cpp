// SPDX-License-Identifier: MIT
// HackerOne: reports of a programme. The API's answers, and the lists (JSON and CSV) that its site exports.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What a person decided; "new", "triaged", "needs-more-info", "pending-program-review" and "retesting" are open.
void decided(Draft& f, string_view state) {
  if (state == "resolved") f.state = State::fixed;
  if (state == "not-applicable" || state == "spam") f.state = State::false_positive;
  if (state == "informative" || state == "duplicate" || state == "closed") f.state = State::dismissed;
  if (f.state == State::open) return f.add_tag(state);
  f.state_reason = state;
}

// Who reported it is not copied.
void report(Json r, Writer& out) {
  const Json a = r["attributes"], links = r["relationships"];
  if (!a.has("title")) return out.incomplete(Errc::malformed, "an entry that is no report", r.offset());
  const Json severity = links["severity"]["data"]["attributes"], weakness = links["weakness"]["data"]["attributes"];
  const Json asset = links["structured_scope"]["data"]["attributes"];
  Draft& f         = out.add(Kind::dast);
  f.rule_id        = weakness.str("external_id").empty() ? weakness.str("name") : weakness.str("external_id");
  f.rule_name      = weakness.str("name");
  f.title          = a.str("title");
  f.description    = a.str("vulnerability_information");
  f.rate(severity.str("rating"));
  f.add_cvss({}, severity.number("score", -1));
  f.add_cwe(weakness.str("external_id"));
  for (Json id : a["cve_ids"]) f.add_id(id.str());
  f.location.resource = asset.str("asset_identifier");
  f.add_reference(a.str("issue_tracker_reference_url"));
  decided(f, a.str("state"));
  f.dates.detected                                              = a.time("created_at");
  f.dates.acknowledged                                          = a.time("triaged_at");
  (f.state == State::fixed ? f.dates.fixed : f.dates.dismissed) = a.time("closed_at");
  f.native_id                                                   = r.text("id");
}

template <class Row>
void exported(const Row& r, string_view id, Writer& out) {
  const auto at         = [&](const char* key) -> string_view { return r(key); };
  const string_view how = at("substate").empty() ? at("state") : at("substate");
  Draft& f              = out.add(Kind::dast);
  f.rule_id             = at("weakness");
  f.title               = at("title");
  f.rate(at("severity_rating"));
  f.add_cvss({}, to_number(at("severity_score")).value_or(-1));
  f.add_ids_in(at("cve_ids"));
  f.location.resource = at("structured_scope");
  f.add_reference(at("reference_url"));
  decided(f, how);
  f.dates.detected                                              = parse_time(at("reported_at"));
  f.dates.acknowledged                                          = parse_time(at("triaged_at"));
  (f.state == State::fixed ? f.dates.fixed : f.dates.dismissed) = parse_time(at("closed_at"));
  f.native_id                                                   = id;
}

void read(Json document, Writer& out) {
  out.tool("HackerOne");
  if (!document["data"].is_array() && !document["findings"].is_array()) {
    return out.reject(Errc::malformed, "neither \"data\" nor \"findings\": not a list of HackerOne");
  }
  for (Json r : document["data"]) report(r, out);
  for (Json r : document["findings"]) exported([&](const char* key) { return r.text(key); }, r.text("id"), out);
  if (!document["links"].str("next").empty()) out.incomplete(Errc::truncated, "a page of several: \"links.next\"");
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("HackerOne");
  for (Row r : rows) exported([&](const char* key) { return r[key]; }, r["id"], out);
  check_header(rows, {"duplicate_report_ids", "collaborating_users", "bounty"}, out);
}

}  // namespace

extern constinit const Format hackerone{
    .id       = "hackerone",
    .name     = "HackerOne",
    .url      = "https://api.hackerone.com/customer-resources/#reports",
    .command  = "curl -u $NAME:$TOKEN 'https://api.hackerone.com/v1/reports?filter[program][]=tea' > hackerone.json",
    .kinds    = "dast",
    .versions = "v1 of the API; the export as JSON and CSV",
    .severity = "the word of the rating",
    .missing  = "remediation; the reporter, who is not copied; the text of a report in the export",
    .known_by =
        "data[0].attributes.vulnerability_information data[0].type=report data[0].relationships | "
        "findings[0].severity_rating findings[0].substate findings[0].title | "
        "\"id,title,severity_rating,severity_score,state,substate,weakness\" | ? findings=[] | ? data=[]",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
