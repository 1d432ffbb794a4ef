// SPDX-License-Identifier: MIT
// bandit's outputs that are not JSON: CSV, XML, and the lines of its default template.
#include "formats/dialect/bandit.hpp"

#include <algorithm>

namespace secmon::format {

// ---- CSV --------------------------------------------------------------------------------------------------------

void read_bandit_table(const Rows& rows, Writer& out) {
  // The last column of all versions: without it the header is cut off.
  if (!rows.has("test_id") || !rows.has("more_info")) {
    return out.reject(Errc::malformed, "no column \"test_id\" or \"more_info\": not a whole table of bandit");
  }
  const Rows::Iterator first = rows.begin();
  out.tool("bandit", first == rows.end() ? "" : bandit_version((*first)["more_info"]));
  for (const Row& r : rows) {
    std::string_view range = r.peek("line_range");  // "[9, 10, 11]"
    range                  = range.substr(std::min(range.find_first_not_of('['), range.size()));
    range                  = range.substr(0, range.find(']'));
    const std::size_t last = range.rfind(',');
    const auto first_line  = to_integer(range.substr(0, range.find(','))).value_or(0);
    const auto last_line   = to_integer(last == range.npos ? range : range.substr(last + 1)).value_or(0);
    const BanditSpan span{r.integer("line_number"), first_line, last_line, r.integer("col_offset", -1),
                          r.integer("end_col_offset", -1)};
    // The weakness is given as a link.
    Draft& f = bandit_finding(
        {r["test_id"], r["test_name"], r["issue_severity"], r["issue_confidence"], r["issue_cwe"], r["issue_text"]},
        out);
    f.location.path = r["filename"];
    bandit_place(f.location, span);
    const std::string_view link = r["more_info"];
    f.add_reference(link);
    if (is_url(link) && !link.ends_with(".html") && link.find(".html") == std::string_view::npos) {
      out.incomplete(Errc::truncated, "the link at the end of a row is cut off, and perhaps more rows", r.offset());
    }
  }
}

// ---- XML: JUnit in shape, with most facts in a text ---------------------------------------------------------------

namespace {

std::string_view word_after(std::string_view text, std::string_view label) {
  const std::size_t at = text.find(label);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + label.size());
  return rest.substr(0, rest.find_first_of(" \r\n"));
}

// Test ID: B301 Severity: MEDIUM Confidence: HIGH
// CWE: CWE-20 (https://…)                            since 1.7.3
// the text
// Location ./a.py:16
void testcase(Xml test, Xml error, Writer& out) {
  std::string_view body       = error.text(), cwe, location;
  const std::string_view head = first_line(body);
  for (std::string_view line; next_part(body, '\n', line);) {
    if (cwe.empty() && line.substr(0, 5) == "CWE: ") cwe = line;
    if (line.substr(0, 9) == "Location ") location = line;
  }
  Draft& f              = bandit_finding({word_after(head, "Test ID: "), test.attr("name"), error.attr("type"),
                                          word_after(head, "Confidence: "), cwe, error.attr("message")},
                                         out);
  f.location.path       = test.attr("classname");
  f.location.start_line = bandit_line(to_integer(location.substr(location.rfind(':') + 1)).value_or(0));
  f.location.end_line   = f.location.start_line;
  f.add_reference(error.attr("more_info"));
}

}  // namespace

void read_bandit_xml(Xml root, Writer& out) {
  out.tool("bandit", bandit_version(root.at("testcase/error").attr("more_info")));
  if (root.name() != "testsuite") {
    return out.reject(Errc::unsupported_version, "only bandit's XML report is read as XML; run bandit -f json");
  }
  std::int64_t count = 0;
  for (const Xml& test : root.all("testcase")) {
    ++count;
    if (const Xml error = test.at("error")) testcase(test, error, out);
  }
  if (to_integer(root.attr("tests")).value_or(-1) != count) {
    out.incomplete(Errc::truncated, "the number of test cases is not the one that the report states");
  }
}

// ---- text ---------------------------------------------------------------------------------------------------------

namespace {

// The default of -f custom: "/src/a.py:16: B201[bandit]: HIGH: text"
bool template_line(std::string_view given, Writer& out) {
  constexpr std::string_view kMark = "[bandit]: ";
  if (given.find(kMark) == given.npos) return false;
  const std::string_view line = out.keep(given);
  const std::size_t mark      = line.find(kMark);
  const std::string_view left = line.substr(0, mark), right = line.substr(mark + kMark.size());
  const std::size_t id = left.rfind(": B"), severity = right.find(": ");
  if (id == left.npos || id == 0 || severity == right.npos) return false;
  const std::size_t colon    = left.rfind(':', id - 1);
  const std::uint32_t number = bandit_line(to_integer(left.substr(colon + 1, id - colon - 1)).value_or(0));
  if (colon == left.npos || number == 0) return false;
  Draft& f =
      bandit_finding({left.substr(id + 2), {}, right.substr(0, severity), {}, {}, right.substr(severity + 2)}, out);
  f.location.path       = left.substr(0, colon);
  f.location.start_line = f.location.end_line = number;
  return true;
}

struct Unread {
  std::string_view begins, what;
};
constexpr Unread kUnread[] = {
    {"generated_at: '", "bandit's YAML report"}, {"Run started:", "bandit's text report"},
    {"Test results:", "bandit's text report"},   {"    Bandit Report", "bandit's HTML report"},
    {">> Issue: ", "bandit's text report"},
};

}  // namespace

void read_bandit_lines(const Lines& lines, Writer& out) {
  out.tool("bandit");
  std::string_view problem;
  for (const std::string_view line : lines) {
    for (const Unread& u : kUnread) {
      if (line.substr(0, u.begins.size()) != u.begins) continue;
      return out.reject(Errc::unsupported_version, out.join({u.what, " is not read; run bandit -f json"}));
    }
    const bool failure = line.find("rror: ") != line.npos || line.find("\tERROR\t") != line.npos;
    const bool log     = line.substr(0, 1) == "[" && !failure;
    if (trim(line).empty() || log || template_line(line, out)) continue;
    // "bandit: error: …", "[main] ERROR …" or the last line of a traceback says most.
    if (problem.empty() || failure) problem = out.keep(clip(line, 200));
  }
  out.finish();
  if (out.size() == 0) {
    out.reject(Errc::scanner_failed, out.join({"a message of bandit where its report should be: ", problem}));
  } else if (!problem.empty()) {
    out.incomplete(Errc::scanner_failed, out.join({"not a finding of bandit: ", problem}));
  } else {
    out.incomplete(Errc::truncated,
                   "lines of a template do not say what could not be checked, nor where they end; run bandit -f json");
  }
}

}  // namespace secmon::format
