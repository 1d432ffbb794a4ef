// SPDX-License-Identifier: MIT
// Bugcrowd: submissions to a bounty programme, JSON of the API and CSV.
#include <string>

#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kPriorities[] = {
    {"1", Severity::critical}, {"2", Severity::high}, {"3", Severity::medium},
    {"4", Severity::low},      {"5", Severity::info},
};

void state(Draft& f, string_view word, bool duplicate) {
  if (word == "resolved") f.state = State::fixed;
  if (word == "informational" || word == "wont_fix" || word == "wont-fix") f.state = State::accepted_risk;
  for (const string_view no :
       {"not_applicable", "not_reproducible", "out_of_scope", "not-applicable", "not-reproducible", "out-of-scope"}) {
    if (word == no) f.state = State::dismissed;
  }
  if (duplicate) f.state = State::dismissed;
  if (f.state == State::open) f.add_tag(word);
  if (f.state != State::open) f.state_reason = duplicate ? "duplicate" : word;
}

// "* [https://example.org](https://example.org)" on each line.
void links(Draft& f, string_view text) {
  for (string_view line; next_part(text, '\n', line);) {
    const std::size_t begin = line.find("](http") == line.npos ? line.find("http") : line.find("](http") + 2;
    if (begin != line.npos) f.add_reference(line.substr(begin, line.find_first_of(")] ", begin) - begin));
  }
}

void submission(Json r, Writer& out) {
  const Json a = r["attributes"];
  if (!a.has("title")) return out.incomplete(Errc::malformed, "an entry without a submission", r.offset());
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = a.str("vrt_id");
  f.title       = a.str("title");
  f.description = a.str("description");
  f.remediation = a.str("remediation_advice");
  if (a["severity"]) f.rate(a.text("severity"), kPriorities, SeverityFrom::level);
  f.location.url = a.str("bug_url");
  links(f, a.str("vulnerability_references"));
  state(f, a.str("state"), a.truth("duplicate"));
  f.dates.detected     = a.time("submitted_at");
  f.dates.acknowledged = a.time("last_transitioned_to_triaged_at");
  if (f.state == State::fixed) f.dates.fixed = a.time("last_transitioned_to_resolved_at");
  f.native_id = r.str("id");
}

void read(Json document, Writer& out) {
  const Json list = document.is_array() ? document : document["data"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list: not an answer of Bugcrowd");
  out.tool("Bugcrowd");
  std::int64_t rows = 0;
  for (Json r : list) submission(r, out), ++rows;
  if (const Json all = document["meta"]["total_hits"]; all.integer() > rows) {
    out.incomplete(Errc::truncated,
                   out.join({std::to_string(rows), " of ", all.text(), " submissions are in this file"}));
  }
}

void row(Row r, Writer& out) {
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = r["vrt_lineage"];
  f.title       = r["title"];
  f.description = r["description"];
  f.remediation = r["remediation_advice"];
  f.rate(r["priority"], kPriorities, SeverityFrom::level);
  f.location.url      = r["bug_url"];
  f.location.resource = r["target_name"];
  links(f, r["vulnerability_references"]);
  state(f, r["substate"].empty() ? r["state"] : r["substate"], equal_ignoring_case(r["duplicate"], "true"));
  f.dates.detected     = parse_time(r["submitted_at"]);
  f.dates.acknowledged = parse_time(r["validated_at"]);
  if (f.state == State::fixed) f.dates.fixed = parse_time(r["closed_at"]);
  f.native_id = r["reference_number"];
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Bugcrowd");
  for (Row r : rows) row(r, out);
  check_header(rows, {"vulnerability_references"}, out);
}

}  // namespace

extern constinit const Format bugcrowd{
    .id       = "bugcrowd",
    .name     = "Bugcrowd",
    .url      = "https://docs.bugcrowd.com/",
    .command  = "GET https://api.bugcrowd.com/submissions",
    .kinds    = "dast",
    .versions = "answers of the API, or the list in them; CSV",
    .severity = "the priority, P1 critical to P5 info",
    .missing  = "CWE, CVSS",
    .known_by =
        "[0].attributes.vrt_id [0].attributes.bug_url [0].attributes.state | data[0].attributes.vrt_id "
        "data[0].attributes.bug_url data[0].attributes.state | "
        "\"reference_number,bounty_code,priority,vrt_lineage,substate,bug_url\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
