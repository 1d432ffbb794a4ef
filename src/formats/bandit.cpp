// SPDX-License-Identifier: MIT
// bandit: Python source. JSON of all versions, CSV, XML, and the lines of its default template.
#include <algorithm>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

constexpr SeverityWord kSeverities[] = {{"UNDEFINED", Severity::info}};

// The weakness of each test, for the versions (before 1.7.3) and outputs that do not say it.
struct Weakness {
  std::int64_t first, last;
  std::uint32_t cwe;
};
constexpr Weakness kWeaknesses[] = {
    {101, 101, 703}, {102, 102, 78},  {103, 103, 732}, {104, 104, 605}, {105, 107, 259}, {108, 108, 377},
    {110, 112, 703}, {113, 113, 400}, {201, 201, 94},  {202, 202, 22},  {301, 302, 502}, {303, 305, 327},
    {306, 306, 377}, {307, 307, 78},  {308, 308, 79},  {309, 309, 319}, {310, 310, 22},  {311, 311, 330},
    {312, 312, 319}, {313, 320, 20},  {321, 321, 319}, {323, 323, 295}, {324, 324, 327}, {325, 325, 377},
    {401, 402, 319}, {403, 403, 502}, {404, 404, 78},  {405, 411, 20},  {412, 412, 284}, {413, 414, 327},
    {415, 415, 319}, {501, 501, 295}, {502, 504, 327}, {505, 505, 326}, {506, 506, 20},  {507, 507, 295},
    {508, 509, 319}, {601, 607, 78},  {608, 608, 89},  {609, 609, 155}, {610, 611, 89},  {612, 612, 94},
    {613, 613, 838}, {614, 614, 502}, {615, 615, 494}, {701, 701, 94},  {702, 703, 80},  {704, 704, 79},
};

std::uint32_t weakness(std::string_view test_id) {
  if (test_id.empty() || test_id[0] != 'B') return 0;
  const std::int64_t number = to_integer(test_id.substr(1)).value_or(0);
  for (const Weakness& w : kWeaknesses) {
    if (w.first <= number && number <= w.last) return w.cwe;
  }
  return 0;
}

// What all outputs say of an issue.
struct Issue {
  std::string_view test_id, test_name, severity, confidence, cwe, text;
};

Draft& finding(const Issue& issue, Writer& out) {
  // The text of B105 to B107 quotes the password.
  const bool password = issue.test_id == "B105" || issue.test_id == "B106" || issue.test_id == "B107";
  Draft& f            = out.add(password ? Kind::secret : Kind::sast);
  f.rule_id           = issue.test_id;
  f.rule_name         = issue.test_name;
  f.title             = first_sentence(issue.text);
  f.description       = issue.text;
  f.rate(issue.severity, kSeverities);
  f.confidence = confidence_of(issue.confidence);
  f.add_cwe(issue.cwe);
  f.add_cwe(issue.cwe.empty() ? weakness(issue.test_id) : 0);
  return f;
}

// The lines of the flagged statement, and the columns, which belong to its first and last line rather than to
// line_number (the line of one argument, say). Both columns count bytes from 0, -1 is unknown.
struct Span {
  std::int64_t line = 0, first = 0, last = 0, column = -1, end_column = -1;
};

std::uint32_t counted(std::int64_t number) {
  return number >= 1 && number <= 0x7fffffff ? static_cast<std::uint32_t>(number) : 0;
}

std::uint32_t from_zero(std::int64_t offset) { return counted(std::min<std::int64_t>(offset, 0x7fffffff) + 1); }

void place(Location& at, const Span& span) {
  if (span.first < 1 || span.line < span.first || span.line > span.last) {
    at.start_line = at.end_line = counted(span.line);
    return;
  }
  at.start_line   = counted(span.first);
  at.end_line     = counted(span.last);
  at.start_column = from_zero(span.column);
  at.end_column   = from_zero(span.end_column);  // B613 ends before it starts; settling drops that
}

// `code` holds up to three lines around the statement as well, and begins each with its number.
std::string_view flagged(std::string_view code, const Location& at, Writer& out) {
  std::string text;
  bool any = false;
  for (std::string_view line; next_part(code, '\n', line);) {
    const std::size_t digits   = std::min(line.find_first_not_of("0123456789"), line.size());
    const std::uint32_t number = counted(to_integer(line.substr(0, digits)).value_or(0));
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

// No output names bandit's version, but the links to its documentation do: ".../en/1.9.4/plugins/...". Old ones have
// "latest" there.
std::string_view version_in(std::string_view more_info) {
  constexpr std::string_view kBefore = "bandit.readthedocs.io/en/";
  const std::size_t at               = more_info.find(kBefore);
  if (at == std::string_view::npos) return {};
  const std::string_view rest    = more_info.substr(at + kBefore.size());
  const std::string_view version = rest.substr(0, rest.find('/'));
  return !version.empty() && version[0] >= '0' && version[0] <= '9' ? version : std::string_view();
}

// ---- JSON -------------------------------------------------------------------------------------------------------

// A result's `candidates` (with a baseline) are other places that it may have moved from: not findings.
void result(Json r, Writer& out) {
  Span span{r.integer("line_number"), 0, 0, r.integer("col_offset", -1), r.integer("end_col_offset", -1)};
  for (Json line : r["line_range"]) {
    const std::int64_t number = line.integer();
    if (span.first == 0 || number < span.first) span.first = number;
    span.last = std::max(span.last, number);
  }
  Draft& f        = finding({r.str("test_id"), r.str("test_name"), r.str("issue_severity"), r.str("issue_confidence"),
                             r["issue_cwe"].text("id"), r.str("issue_text")},
                            out);
  f.location.path = r.str("filename");
  place(f.location, span);
  f.location.snippet = flagged(r.str("code"), f.location, out);
  f.add_reference(r.str("more_info"));
}

void read(Json document, Writer& out) {
  const Json results = document["results"];
  out.tool("bandit", version_in(results[0].str("more_info")));
  out.generated(document.time("generated_at"));
  if (!results.is_array()) return out.reject(Errc::malformed, "no list \"results\": not a whole report of bandit");
  for (Json r : results) result(r, out);
  // Also for a path that does not exist, with exit status 0 and no result.
  for (Json e : document["errors"]) {
    out.incomplete(Errc::scanner_failed, out.join({"bandit did not check ", e.str("filename"), ": ", e.str("reason")}),
                   e.offset());
  }
  const Json total = document["metrics"]["_totals"]["loc"];
  if (total.exists() && total.number() == 0) out.remark(Errc::ok, "bandit found no line of code to check");
}

// ---- CSV --------------------------------------------------------------------------------------------------------

void read_rows(const Rows& rows, Writer& out) {
  // The last column of all versions: without it the header is cut off.
  if (!rows.has("test_id") || !rows.has("more_info")) {
    return out.reject(Errc::malformed, "no column \"test_id\" or \"more_info\": not a whole table of bandit");
  }
  const Rows::Iterator first = rows.begin();
  out.tool("bandit", first == rows.end() ? "" : version_in((*first)["more_info"]));
  for (const Row& r : rows) {
    std::string_view range = r["line_range"];  // "[9, 10, 11]"
    range                  = range.substr(std::min(range.find_first_not_of('['), range.size()));
    range                  = range.substr(0, range.find(']'));
    const std::size_t last = range.rfind(',');
    const Span span{r.integer("line_number"), to_integer(range.substr(0, range.find(','))).value_or(0),
                    to_integer(last == range.npos ? range : range.substr(last + 1)).value_or(0),
                    r.integer("col_offset", -1), r.integer("end_col_offset", -1)};
    // The weakness is given as a link.
    Draft& f = finding(
        {r["test_id"], r["test_name"], r["issue_severity"], r["issue_confidence"], r["issue_cwe"], r["issue_text"]},
        out);
    f.location.path = r["filename"];
    place(f.location, span);
    f.add_reference(r["more_info"]);
    if (is_url(r["more_info"]) && r["more_info"].find(".html") == std::string_view::npos) {
      out.incomplete(Errc::truncated, "the link at the end of a row is cut off, and perhaps more rows", r.offset());
    }
  }
}

// ---- XML: JUnit in shape, with most facts in a text ---------------------------------------------------------------

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
  Draft& f              = finding({word_after(head, "Test ID: "), test.attr("name"), error.attr("type"),
                                   word_after(head, "Confidence: "), cwe, error.attr("message")},
                                  out);
  f.location.path       = test.attr("classname");
  f.location.start_line = counted(to_integer(location.substr(location.rfind(':') + 1)).value_or(0));
  f.location.end_line   = f.location.start_line;
  f.add_reference(error.attr("more_info"));
}

void read_xml(Xml root, Writer& out) {
  out.tool("bandit", version_in(root.at("testcase/error").attr("more_info")));
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
  const std::uint32_t number = counted(to_integer(left.substr(colon + 1, id - colon - 1)).value_or(0));
  if (colon == left.npos || number == 0) return false;
  Draft& f = finding({left.substr(id + 2), {}, right.substr(0, severity), {}, {}, right.substr(severity + 2)}, out);
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

void read_lines(const Lines& lines, Writer& out) {
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
        "test is "
        "taken), lines with # nosec",
    .known_by =
        "errors generated_at metrics results | errors generated_at metrics | <testsuite name=bandit> | "
        "\"filename,test_name,test_id\" | /Run_started:/ /Test_results:/ | "
        "/errors:/ /metrics:/ /____CONFIDENCE.HIGH:/ | /____Bandit_Report/ | /usage:_bandit/",
    .read       = read,
    .read_xml   = read_xml,
    .read_rows  = read_rows,
    .read_lines = read_lines,
};

}  // namespace secmon::format
