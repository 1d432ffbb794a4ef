// SPDX-License-Identifier: MIT
// Cobalt: findings of penetration tests, JSON of the API and the older CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void finding(Json entry, Writer& out) {
  const Json r = entry["resource"];
  if (!r.has("title")) return out.incomplete(Errc::malformed, "an entry without a finding", entry.offset());
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = r.str("type_category").empty() ? r.str("title") : r.str("type_category");
  f.title       = r.str("title");
  f.description = r.str("description");
  f.remediation = r.str("suggested_fix");
  f.rate(r.str("severity"));
  f.location.url = r["affected_targets"][0].str();
  f.add_reference(entry["links"]["ui"].str("url"));
  const string_view state = r.str("state");
  if (state == "valid_fix") f.state = State::fixed;
  if (state == "wont_fix") f.state = State::accepted_risk;
  if (state == "invalid") f.state = State::false_positive;
  if (state == "duplicate" || state == "out_of_scope") f.state = State::dismissed;
  if (f.state == State::open) f.add_tag(state);
  if (f.state != State::open) f.state_reason = state;
  f.dates.detected = r["log"][0].time("timestamp");
  for (Json label : r["labels"]) f.add_tag(label.is_object() ? label.str("name") : label.str());
  f.native_id = r.str("id");
}

void read(Json document, Writer& out) {
  if (!document["data"].is_array()) return out.reject(Errc::malformed, "no list \"data\": not an answer of Cobalt");
  out.tool("Cobalt");
  for (Json entry : document["data"]) finding(entry, out);
  if (document["pagination"]["next_page"]) out.expect(1);  // of pages back to back, all but the last have one
}

void read_end(std::size_t documents, Writer& out) {
  if (documents != 0 && out.expected() >= documents) {
    out.incomplete(Errc::truncated, "\"next_page\": there are further pages, which are not in this file");
  }
}

// A quote keeps spreadsheets from taking a text for a formula.
string_view plain(string_view text) { return text.substr(text.starts_with('\'') ? 1 : 0); }

void row(Row r, Writer& out) {
  Draft& f       = out.add(Kind::dast);
  f.rule_id      = plain(r["Type"]);
  f.title        = plain(r["Title"]);
  f.description  = plain(r["Description"]);
  f.remediation  = plain(r["SuggestedFix"]);
  f.location.url = plain(r["BrowserUrl"]);
  f.add_reference(plain(r["ReportUrl"]));
  f.dates.detected = parse_time(r["CreatedAt"]);
  f.native_id      = plain(r["Token"]);
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Cobalt");
  for (Row r : rows) row(r, out);
  check_header(rows, {"RefKey"}, out);
}

}  // namespace

extern constinit const Format cobalt{
    .id       = "cobalt",
    .name     = "Cobalt",
    .url      = "https://docs.cobalt.io/",
    .command  = "GET https://api.cobalt.io/findings",
    .kinds    = "dast",
    .versions = "answers of the API, one page or several; CSV",
    .severity = "the tool's word in JSON; none in CSV: unknown",
    .missing  = "CWE, CVSS",
    .known_by =
        "data[0].resource.pentest_id data[0].resource.state data[0].resource.title | ? data=[] !data[0] | "
        "\"Token,Tag,Title,Type,CriticalityJustification,SuggestedFix\"",
    .read      = read,
    .read_rows = read_rows,
    .read_end  = read_end,
};

}  // namespace secmon::format
