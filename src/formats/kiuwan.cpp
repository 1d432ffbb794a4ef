// SPDX-License-Identifier: MIT
// Kiuwan Code Security and Code Analysis: defects and vulnerabilities, CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kPriorities[] = {
    {"Very High", Severity::critical}, {"High", Severity::high}, {"Normal", Severity::medium}, {"Low", Severity::low},
    {"Very Low", Severity::info},
};

void defect(Row r, Writer& out) {
  const string_view status = r["Status"];
  const bool security      = r["Software characteristic"] == "Security";
  Draft& f                 = out.add(security ? Kind::sast : Kind::quality);
  f.rule_id                = r["Rule code"];
  f.title                  = r["Rule"];
  f.description            = r["Vulnerability type"];
  f.rate(r["Priority"], kPriorities);
  f.add_cwe(r["CWE"]);
  f.location.path       = r["File"];
  f.location.start_line = r.line("Line number");
  f.location.snippet    = r["Line text"];
  if (!r["Source file"].empty()) {
    f.description = out.join(
        {f.description, f.description.empty() ? "" : "\n", "from ", r["Source file"], ":", r["Source line number"]});
  }
  if (equal_ignoring_case(r["Muted"], "yes")) f.state = State::suppressed;
  if (status == "FALSE_POSITIVE" || status == "False positive") f.state = State::false_positive;
  if (f.state == State::open) f.add_tag(status == "none" ? "" : status);
  if (f.state != State::open && status != "none") f.state_reason = status;
  f.add_tag(r["Language"]);
  f.add_tag(security ? "" : r["Software characteristic"]);
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Kiuwan");
  for (Row r : rows) defect(r, out);
  check_header(rows, {"Framework"}, out);
}

}  // namespace

extern constinit const Format kiuwan{
    .id        = "kiuwan",
    .name      = "Kiuwan",
    .url       = "https://www.kiuwan.com/",
    .command   = "Kiuwan, Vulnerabilities (or Defects), Export to CSV",
    .kinds     = "sast quality",
    .versions  = "CSV of vulnerabilities and of defects",
    .severity  = "Priority: Very High critical, High high, Normal medium, Low low, Very Low info",
    .missing   = "descriptions, dates, columns",
    .known_by  = "\"Rule code,Rule,Priority,Software characteristic,Muted,Normative\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
