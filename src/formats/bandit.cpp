// SPDX-License-Identifier: MIT
// bandit: Python source. JSON of all versions; the other outputs are read in dialect/bandit_outputs.cpp.
#include <algorithm>
#include <string>

#include "formats/dialect/bandit.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

// `code` holds up to three lines around the statement as well, and begins each with its number.
std::string_view flagged(std::string_view code, const Location& at, Writer& out) {
  std::string text;
  bool any = false;
  for (std::string_view line; next_part(code, '\n', line);) {
    const std::size_t digits   = std::min(line.find_first_not_of("0123456789"), line.size());
    const std::uint32_t number = bandit_line(to_integer(line.substr(0, digits)).value_or(0));
    if (number == 0 || number < at.start_line || number > at.end_line) continue;
    if (any) text += '\n';
    any = true;
    line.remove_prefix(digits);
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) line.remove_prefix(1);
    text += line;
  }
  // Before Python 3.8 the range takes in the empty lines that follow.
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return out.keep(text);
}

// A result's `candidates` (with a baseline) are other places that it may have moved from: not findings.
void result(Json r, Writer& out) {
  BanditSpan span{r.integer("line_number"), 0, 0, r.integer("col_offset", -1), r.integer("end_col_offset", -1)};
  for (Json line : r["line_range"]) {
    const std::int64_t number = line.integer();
    if (span.first == 0 || number < span.first) span.first = number;
    span.last = std::max(span.last, number);
  }
  Draft& f = bandit_finding({r.str("test_id"), r.str("test_name"), r.str("issue_severity"), r.str("issue_confidence"),
                             r["issue_cwe"].text("id"), r.str("issue_text")},
                            out);
  f.location.path = r.str("filename");
  bandit_place(f.location, span);
  f.location.snippet = flagged(r.peek("code"), f.location, out);
  f.add_reference(r.str("more_info"));
}

void read(Json document, Writer& out) {
  const Json results = document["results"];
  out.tool("bandit", bandit_version(results[0].str("more_info")));
  out.generated(document.time("generated_at"));
  if (!results.is_array()) return out.reject(Errc::malformed, "no list \"results\": not a whole report of bandit");
  bool any = false;
  for (Json r : results) {
    any = true;
    result(r, out);
  }
  // Also for a path that does not exist, with exit status 0 and no result.
  for (Json e : document["errors"]) {
    out.incomplete(Errc::scanner_failed, out.join({"bandit did not check ", e.str("filename"), ": ", e.str("reason")}),
                   e.offset());
  }
  if (any) return;  // the metrics of all files may be half of the document
  const Json total = document["metrics"]["_totals"]["loc"];
  if (total.exists() && total.number() == 0) out.remark(Errc::ok, "bandit found no line of code to check");
}

}  // namespace

extern constinit const Format bandit{
    .id       = "bandit",
    .name     = "Bandit",
    .url      = "https://github.com/PyCQA/bandit",
    .command  = "bandit -r . -f json -o bandit.json",
    .kinds    = "sast secret",
    .versions = "1.5 and later: JSON, CSV, XML and the default template of -f custom; SARIF is the format sarif",
    .severity = "issue_severity; UNDEFINED is info",
    .missing =
        "version of the tool (but for the one in its links), columns before 1.7.1, CWE before 1.7.3 (the one of the "
        "test is taken), lines with # nosec",
    .known_by =
        "errors generated_at metrics results | errors generated_at metrics | <testsuite name=bandit> | "
        "\"filename,test_name,test_id\" | /Run_started:/ /Test_results:/ | "
        "/errors:/ /metrics:/ /____CONFIDENCE.HIGH:/ | /____Bandit_Report/ | /usage:_bandit/",
    .divisible  = "results",
    .read       = read,
    .read_xml   = read_bandit_xml,
    .read_rows  = read_bandit_table,
    .read_lines = read_bandit_lines,
};

}  // namespace secmon::format
