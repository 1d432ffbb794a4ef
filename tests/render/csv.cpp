// SPDX-License-Identifier: MIT
// CSV: read back by a small reader of the test's own, and safe for spreadsheets.
#include "catch.hpp"
#include "render/sample.hpp"

namespace secmon::test {
namespace {

// RFC 4180, by the letter.
std::vector<std::vector<std::string>> rows_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        row.back() += text[++i];
      } else if (c == '"') {
        quoted = false;
      } else {
        row.back() += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.emplace_back();
    } else if (c == '\r') {
      REQUIRE(text.at(i + 1) == '\n');
    } else if (c == '\n') {
      rows.push_back(row);
      row.assign(1, "");
    } else {
      row.back() += c;
    }
  }
  CHECK(row == std::vector<std::string>{""});
  return rows;
}

std::string field(const std::vector<std::vector<std::string>>& rows, std::size_t row, const std::string& heading) {
  const auto& header = rows.at(0);
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i] == heading) return rows.at(row).at(i);
  }
  FAIL("no column " << heading);
  return {};
}

}  // namespace

TEST_CASE("CSV has a line for each finding") {
  Report report;
  report.adopt(full_finding());
  report.adopt(simple_finding(Severity::low, "a, \"quoted\" title"));
  const std::string text = rendered(report, "csv");
  const auto rows        = rows_of(text);
  REQUIRE(rows.size() == 3);
  for (const auto& row : rows) CHECK(row.size() == rows[0].size());
  CHECK(text.starts_with("report_format,report_status,tool,kind,severity,"));
  CHECK(field(rows, 1, "title") == "Remote code execution in log4j-core");
  CHECK(field(rows, 1, "description") == "Lookups of JNDI names in messages. Second line.");
  CHECK(field(rows, 1, "ids") == "CVE-2021-44228 GHSA-jfh8-c2jp-5v3q");
  CHECK(field(rows, 1, "cwe") == "CWE-502 CWE-20");
  CHECK(field(rows, 1, "cvss") == "9.8");
  CHECK(field(rows, 1, "fixed_in") == "2.15.0 2.12.2");
  CHECK(field(rows, 1, "start_line") == "12");
  CHECK(field(rows, 1, "state") == "accepted_risk");
  CHECK(field(rows, 2, "title") == "a, \"quoted\" title");
  CHECK(field(rows, 2, "cvss").empty());
  CHECK(field(rows, 2, "report_status") == "complete");
}

TEST_CASE("no field of CSV is a formula or breaks a line") {
  const Report report = hostile_report();
  const auto rows     = rows_of(rendered(report, "csv"));
  REQUIRE(rows.size() == hostile_texts().size() + 1);
  for (const auto& row : rows) {
    CHECK(row.size() == rows[0].size());
    for (const std::string& text : row) {
      const std::size_t first = text.find_first_not_of(" \"");
      INFO(text);
      CHECK((first == std::string::npos || std::string("=+-@\t\r\n").find(text[first]) == std::string::npos));
      CHECK(text.rfind("\xEF\xBC\x9D", 0) != 0);
      CHECK(text.find_first_of("\r\n\x1b") == std::string::npos);
    }
  }
  CHECK(field(rows, 5, "title") == "'=HYPERLINK(\"http://evil.example\",\"x\")");
}

TEST_CASE("an incomplete report is visible in CSV even without findings") {
  std::vector<Report> reports(2);
  reports[1].add_note(Errc::scanner_failed, true, "it fell over");
  const auto rows = rows_of(rendered(reports, "csv"));
  REQUIRE(rows.size() == 2);
  CHECK(field(rows, 1, "report_status") == "incomplete");
  CHECK(field(rows, 1, "description") == "it fell over");
}

}  // namespace secmon::test
