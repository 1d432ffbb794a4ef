// SPDX-License-Identifier: MIT
// Solar appScreener: source code, CSV.
#include <algorithm>

#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void vulnerability(Row r, Writer& out) {
  const string_view status = r["Status"];
  Draft& f                 = out.add(Kind::sast);
  f.rule_id                = r["Vulnerability"];
  f.title                  = r["Vulnerability"];
  f.description            = r["Description"];
  f.remediation            = r["Recommendations"];
  f.rate(r["Severity Level"]);
  f.location.path        = r["File"];
  const string_view line = r["Line"];  // "151-152"
  const auto dash        = std::min(line.find('-'), line.size());
  f.location.start_line  = static_cast<std::uint32_t>(to_integer(line.substr(0, dash)).value_or(0) & 0x7FFFFFFF);
  if (dash < line.size())
    f.location.end_line = static_cast<std::uint32_t>(to_integer(line.substr(dash + 1)).value_or(0) & 0x7FFFFFFF);
  string_view links = r["Links"];
  for (string_view url; next_part(links, ',', url);) f.add_reference(url);
  if (equal_ignoring_case(status, "rejected")) f.state = State::false_positive;
  if (equal_ignoring_case(status, "confirmed")) f.confidence = Confidence::certain;
  if (f.state != State::open) f.state_reason = r["Vulnerability Comment"];
  f.add_tag(r["Language"]);
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Solar appScreener");
  for (Row r : rows) vulnerability(r, out);
  check_header(rows, {"Jira Task Assignee", "Vulnerability Comment"}, out);
}

}  // namespace

extern constinit const Format solar_appscreener{
    .id        = "solar_appscreener",
    .name      = "Solar appScreener",
    .url       = "https://solarappscreener.com/",
    .command   = "appScreener, Detailed Results, Export, CSV",
    .kinds     = "sast",
    .versions  = "CSV of detailed results",
    .severity  = "the tool's word",
    .missing   = "CWE, dates, columns; the flagged code is not read",
    .known_by  = "\"Vulnerability,Severity Level,Recommendations,Trace,Vulnerability Comment\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
