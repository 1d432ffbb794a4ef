// SPDX-License-Identifier: MIT
// Markdown and the terminal table: what they show, and what hostile text cannot do in them.
#include <algorithm>

#include "catch.hpp"
#include "render/escape.hpp"
#include "render/sample.hpp"

namespace secmon::test {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string markdown(std::string_view text) {
  std::string made;
  const Sink sink = [&](std::string_view piece) { return made += piece, true; };
  Out out(sink);
  put_markdown(out, text);
  out.flush();
  return made;
}

// Without what stands between backticks, where nothing has a meaning.
std::string without_code(std::string_view line) {
  std::string text;
  bool code = false;
  for (const char c : line) {
    if (c == '`') code = !code;
    if (!code) text += c;
  }
  CHECK_FALSE(code);
  return text;
}

// Pipes of a line.
std::size_t cells(std::string_view line) { return static_cast<std::size_t>(std::count(line.begin(), line.end(), '|')); }

Report three() {
  Report report;
  report.adopt(simple_finding(Severity::low, "a low one", "low.py"));
  report.adopt(simple_finding(Severity::critical, "a critical one", "critical.py"));
  report.adopt(simple_finding(Severity::unknown, "an unknown one", "unknown.py"));
  return report;
}

}  // namespace

TEST_CASE("Markdown takes no orders from a text") {
  CHECK(markdown("a|b") == "a&#124;b");
  CHECK(markdown("a\\|b") == "a\\\\&#124;b");
  CHECK(markdown("`x`") == "&#96;x&#96;");
  CHECK(markdown("<b>&amp;") == "&lt;b&gt;&amp;amp;");
  CHECK(markdown("[x](http://y)") == "\\[x\\](http:&#8203;//y)");
  CHECK(markdown("![i](x)") == "\\!\\[i\\](x)");
  CHECK(markdown("@user #12 GH-3") == "@&#8203;user \\#&#8203;12 GH-&#8203;3");
  CHECK(markdown("www.x.org") == "www.&#8203;x.org");
  CHECK(markdown("**b** _i_ ~s~ $m$") == "\\*\\*b\\*\\* \\_i\\_ \\~s\\~ &#36;m&#36;");
  CHECK(markdown("a\nb\r\n\tc") == "a b c");
  CHECK(markdown("a\xE2\x80\xAE"
                 "b\x1b[31m") == "a b \\[31m");
}

TEST_CASE("a table of Markdown keeps its columns whatever stands in it") {
  const Report report                  = hostile_report();
  const std::vector<std::string> lines = lines_of(rendered(report, "markdown"));
  std::size_t rows = 0, columns = 0;
  for (const std::string& line : lines) {
    if (line.rfind("| Severity | Rule", 0) == 0) columns = cells(line);
    if (columns > 0 && line.rfind("| high |", 0) == 0) {
      INFO(line);
      ++rows;
      CHECK(cells(line) == columns);
      CHECK_FALSE(contains(line, "<script"));
      CHECK_FALSE(contains(line, "<img"));
      CHECK_FALSE(contains(without_code(line), "@everyone"));
      CHECK_FALSE(contains(without_code(line), "#123"));
      CHECK_FALSE(contains(without_code(line), "://"));
      CHECK_FALSE(contains(line, "\x1b"));
    }
  }
  CHECK(rows == hostile_texts().size());
  // No line begins with anything but what we begin lines with.
  for (const std::string& line : lines) {
    const bool known = line.empty() || line[0] == '|' || line.rfind("# Security report", 0) == 0 ||
                       line.rfind("## ", 0) == 0 || line[0] == '>' || line.rfind("- from **", 0) == 0 ||
                       line.rfind("Score **", 0) == 0 || line.rfind("_", 0) == 0;
    INFO(line);
    CHECK(known);
  }
}

TEST_CASE("code in Markdown keeps to itself") {
  Report report;
  report.adopt(simple_finding(Severity::low, "t", "a`|b\\"));
  report.adopt(simple_finding(Severity::low, "t", "src/plain_file.py"));
  const std::string text = rendered(report, "markdown");
  CHECK(contains(text, "<code>a&#96;&#124;b\\\\:7</code>"));
  CHECK(contains(text, "`src/plain_file.py:7`"));
}

TEST_CASE("Markdown says what matters") {
  Report report = three();
  report.add_note(Errc::truncated, true, "it was cut off");
  const Verdict verdict = gate(report);
  RenderOptions options;
  options.verdict        = &verdict;
  options.now            = kNow;
  options.title          = "Nightly";
  const std::string text = rendered(report, "markdown", options);
  CHECK(contains(text, "# Nightly\n"));
  CHECK(contains(text, "**Gate: failed** · Score **94** of 100 (excellent)"));
  CHECK(contains(text, "1 critical finding is open, none is allowed"));
  CHECK(contains(text, "> **Warning: not everything could be read."));
  CHECK(contains(text, "it was cut off"));
  CHECK(contains(text, "| critical | 1 |"));
  CHECK(text.find("a critical one") < text.find("an unknown one"));
  CHECK(text.find("an unknown one") < text.find("a low one"));
}

TEST_CASE("rows beyond the limit are counted, closed ones only shown when asked for") {
  Report report = three();
  Finding fixed = simple_finding(Severity::high, "a fixed one", "fixed.py");
  fixed.state   = State::fixed;
  report.adopt(fixed);
  RenderOptions options;
  options.max_findings = 1;
  CHECK(contains(rendered(report, "markdown", options), "_2 more findings are not listed here._"));
  CHECK(contains(rendered(report, "table", options), "… and 2 more"));
  CHECK_FALSE(contains(rendered(report, "table"), "a fixed one"));
  options.all = true, options.max_findings = 10;
  CHECK(contains(rendered(report, "table", options), "[fixed] a fixed one"));
  CHECK(contains(rendered(report, "markdown", options), "(fixed) a fixed one"));
}

TEST_CASE("service levels are shown when the time is known") {
  Finding f        = simple_finding(Severity::critical, "t");
  f.dates.detected = kNow - std::chrono::hours(26);
  Report report;
  report.adopt(f);
  RenderOptions options;
  CHECK_FALSE(contains(rendered(report, "table", options), "over"));
  options.now = kNow;
  CHECK(contains(rendered(report, "table", options), "2 h 0 min over"));
  CHECK(contains(rendered(report, "markdown", options), "2024-05-01 2 h 0 min over"));
  CHECK(contains(rendered(report, "html", options), "2 h 0 min over"));
}

TEST_CASE("a table fits its terminal and takes no orders from a text") {
  const Report report = hostile_report();
  for (const unsigned width : {40U, 60U, 80U, 120U, 200U}) {
    RenderOptions options;
    options.width = width;
    options.now   = kNow;
    for (const std::string& line : lines_of(rendered(report, "table", options))) {
      INFO(line);
      CHECK(columns(line) <= width);
      for (const char c : line) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != '\x7F'));
      CHECK_FALSE(contains(line, "\xE2\x80\xAE"));
      CHECK_FALSE(contains(line, "\xC2\x9B"));
    }
  }
}

TEST_CASE("colours are ours alone") {
  RenderOptions options;
  options.color           = true;
  const std::string text  = rendered(three(), "table", options);
  const std::string plain = rendered(three(), "table");
  CHECK(contains(text, "\x1b[1;31mcritical\x1b[0m"));
  CHECK_FALSE(contains(plain, "\x1b"));
}

TEST_CASE("a table ends with counts, status and verdict") {
  Report report = three();
  report.add_note(Errc::truncated, true, "it was cut off");
  const Verdict verdict = gate(report);
  RenderOptions options;
  options.verdict        = &verdict;
  const std::string text = rendered(report, "table", options);
  CHECK(contains(text, "1 critical, 1 unknown, 1 low findings are open; score 94 of 100, excellent"));
  CHECK(contains(text, "INCOMPLETE: unknown tool"));
  CHECK(contains(text, "it was cut off"));
  CHECK(contains(text, "gate: FAILED"));
  CHECK(contains(rendered(Report(), "table"), "no finding is open; score 100 of 100, excellent"));
}

TEST_CASE("text is cut by columns, not by bytes") {
  CHECK(columns("abc") == 3);
  CHECK(columns("\xE5\xAE\x89\xE5\x85\xA8") == 4);  // two wide characters
  CHECK(columns("e\xCC\x81") == 1);                 // e with an accent of its own
  CHECK(fit("abcdef", 6) == "abcdef");
  CHECK(fit("abcdef", 5) == "abcd…");
  CHECK(columns(fit("\xE5\xAE\x89\xE5\x85\xA8\xE5\xAE\x89", 5)) == 5);
  CHECK(columns(fit("\xE5\xAE\x89\xE5\x85\xA8\xE5\xAE\x89", 4)) <= 4);
  CHECK(fit("abc", 0).empty());
  CHECK(one_line("\xFF\xE5x") == "??x");
}

}  // namespace secmon::test
