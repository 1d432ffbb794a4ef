// SPDX-License-Identifier: MIT
// The documents of an overview: safe against text that wants to be more, whole, and honest about what is not known.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "render/digest.hpp"
#include "render/sample.hpp"
#include "secmon/audit.hpp"

namespace secmon::test {
namespace {

using nlohmann::json;

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  REQUIRE(from != std::string::npos);
  const std::size_t to = text.find(end, from + begin.size());
  REQUIRE(to != std::string::npos);
  return text.substr(from + begin.size(), to - from - begin.size());
}

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

Report full_report() {
  Report report;
  report.adopt(full_finding());
  report.adopt(simple_finding(Severity::low, "a low one"));
  return report;
}

json island(const std::string& page) {
  return json::parse(between(page, "<script type=\"application/json\" id=\"data\">", "</script>"));
}

// The rows with all their texts, read as the page's script reads them.
json rows_of(const std::string& page) {
  const json data = island(page);
  std::vector<json> texts;
  const auto text = [&](const json& value) -> json {
    if (value.is_number()) return texts.at(value.get<std::size_t>());
    if (value != "") texts.push_back(value);
    return value;
  };
  json rows = data["rows"];
  for (json& row : rows) {
    for (const std::size_t at : std::initializer_list<std::size_t>{8, 9, 10, 12, 13}) row[at] = text(row[at]);
    for (const json& at : data["shared"]) {
      json& field = row[14][at.get<std::size_t>()];
      if (field.is_array()) {
        for (json& part : field) part = text(part);
      } else {
        field = text(field);
      }
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("SHA-256 of FIPS 180-4") {
  CHECK(csp_hash("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  CHECK(csp_hash("abc") == "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  CHECK(csp_hash(std::string(1'000'000, 'a')) == "sha256-zcduXJkU+5KBocfihNc+Z/GAmkiklyAOBG05zMcRLNA=");
}

TEST_CASE("only the page's own style and script are allowed, by their hashes, and nothing is loaded") {
  const std::string page   = rendered(full_report(), "dashboard");
  const std::string policy = between(page, "Content-Security-Policy\" content=\"", "\"");
  CHECK(policy == "default-src 'none'; style-src '" + csp_hash(between(page, "<style>", "</style>")) +
                      "'; script-src '" + csp_hash(between(page, "<script>", "</script>")) +
                      "'; base-uri 'none'; form-action 'none'");
  CHECK(times(page, "<script>") == 1);
  CHECK(times(page, "</script>") == 2);
  CHECK(page.find(" style=\"") == std::string::npos);  // the policy would not apply it
  CHECK(page.find("src=\"") == std::string::npos);
  CHECK(page.find("<link") == std::string::npos);
  CHECK(page.find("url(") == std::string::npos);
}

TEST_CASE("the data block has every finding, with all that its details show") {
  const Report report = full_report();
  const json rows     = rows_of(rendered(report, "dashboard"));
  REQUIRE(rows.size() == report.size());
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [](const json& row) { return row[10] == "Remote code execution in log4j-core"; });
  REQUIRE(found != rows.end());
  const json& row = *found;
  CHECK(row[0] == 0);  // critical
  CHECK(row[2] == static_cast<int>(State::accepted_risk));
  CHECK(row[5] == 9750);  // EPSS
  CHECK(row[6] == 1);     // exploited
  CHECK(row[7] == 98);    // CVSS
  CHECK(row[8] == "trivy");
  CHECK(row[9] == "CVE-2021-44228");
  CHECK(row[11] == "src/main/java/Shop.java:12");
  CHECK(row[12] == "org.apache.logging.log4j:log4j-core 2.14.1");
  CHECK(row[13] == "2.15.0");
  const json& detail = row[14];
  CHECK(detail[0] == "Lookups of JNDI names in messages.\nSecond line.");
  CHECK(detail[3] == json::array({"CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q"}));
  CHECK(detail[4] == json::array({502, 20}));
  CHECK(detail[5] == json::array({"https://nvd.nist.gov/vuln/detail/CVE-2021-44228"}));
  CHECK(detail[10] == "behind a firewall");
  CHECK(detail[15] == "1:0123456789abcdef0123456789abcdef");
}

TEST_CASE("hostile text is text everywhere in the page") {
  Report report = hostile_report();
  for (const char* text : {"</script><script>alert(1)</script>", "<!--<script>", "\u2028\u2029", "]]>", "</style>"}) {
    Finding f     = simple_finding(Severity::critical, text, text);
    f.description = text, f.location.snippet = text, f.tool = text, f.rule_id = text;
    report.adopt(f);
  }
  RenderOptions options;
  options.now             = kNow;
  options.title           = "<script>\"'&";
  const std::string page  = render(report, "dashboard", options).value();
  const std::string block = between(page, "id=\"data\">", "</script>");
  CHECK(block.find('<') == std::string::npos);
  CHECK(block.find("\u2028") == std::string::npos);
  CHECK(times(page, "<script") == 2);
  CHECK(times(page, "</script>") == 2);
  CHECK(times(page, "<!--") == 0);
  CHECK(times(page, "<style") == 1);
  CHECK(rows_of(page).size() == report.size());
}

TEST_CASE("a text that comes back after many others is still the right one") {
  Report report;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < 30'000; ++i) {
      const std::string title = numbered("title ", i),
                        path  = numbered("p", i + static_cast<std::size_t>(round) * 100'000);
      report.adopt(simple_finding(Severity::low, title, path));
    }
  }
  const json rows = rows_of(rendered(report, "dashboard"));
  REQUIRE(rows.size() == 60'000);
  for (std::size_t i = 0; i < rows.size(); i += 997) CHECK(rows[i][10] == numbered("title ", i % 30'000));
}

TEST_CASE("what is not known is said, in every document") {
  for (const char* document : {"dashboard", "dashboard_md", "monthly", "badge"}) {
    INFO(document);
    const std::string text = render(std::span<const Report>(), document).value();
    const bool told        = text.find("no data") != std::string::npos || text.find("No data") != std::string::npos;
    CHECK(told);
    CHECK(text.find("Score 0") == std::string::npos);
  }
  CHECK(json::parse(render(std::span<const Report>(), "overview").value())["score"].is_null());
}

TEST_CASE("an incomplete report is named in every document") {
  Report report;
  report.add_note(Errc::scanner_failed, true, "it *fell* over");
  for (const char* document : {"dashboard", "dashboard_md", "monthly", "checklists", "badge"}) {
    INFO(document);
    CHECK(rendered(report, document).find("ncomplete") != std::string::npos);
  }
  CHECK(rendered(report, "badge").find("#23693f") == std::string::npos);  // never green
  CHECK(json::parse(rendered(report, "overview"))["complete"] == false);
}

TEST_CASE("hostile text cannot change the structure of the Markdown documents") {
  Report report = hostile_report();
  Finding f     = simple_finding(Severity::critical, "```mermaid\n# heading\n| a | b |\n<img src=x>", "x`|y");
  f.tool        = "a\" : 5\n    \"b";
  report.adopt(f);
  std::vector<Report> reports;
  reports.push_back(report.share());
  reports.push_back(full_report());
  RenderOptions options;
  options.now = kNow;
  for (const char* document : {"dashboard_md", "monthly", "checklists"}) {
    INFO(document);
    const std::string text = render(reports, document, options).value();
    CHECK(text.find("<img") == std::string::npos);
    CHECK(text.find("<script") == std::string::npos);
    CHECK(text.find("\n# heading") == std::string::npos);
    CHECK(times(text, "\n```mermaid\n") * 2 == times(text, "\n```"));
    CHECK(text.find("\"b\n") == std::string::npos);
  }
}

TEST_CASE("the badge says what it is in words") {
  const std::string badge = rendered(full_report(), "badge");
  CHECK(badge.starts_with("<svg xmlns="));
  CHECK(badge.find("role=\"img\" aria-label=\"security: ") != std::string::npos);
  CHECK(badge.find("<title>security: ") != std::string::npos);
}

TEST_CASE("the charts and the month show what a history knows") {
  Memory memory;
  memory.report.adopt(simple_finding(Severity::high, "still open"));
  for (int week = 0; week < 3; ++week) {
    TrendPoint point;
    point.until                = kNow - std::chrono::days(14 - 7 * week);
    point.known                = true;
    point.open[Severity::high] = static_cast<std::uint64_t>(4 - week);
    point.score.value          = 90 + week;
    memory.trend.points.push_back(point);
  }
  Kpis month;
  month.now = kNow, month.since = kNow - std::chrono::days(30), month.scans = 3;
  month.open[Severity::high]                  = 2;
  month.backlog                               = {2, 5, Aim::met, 2};
  month.remediate.all                         = {90'000, 0, Aim::no_target, 4};
  memory.months.current                       = month;
  memory.months.previous.backlog              = {6, 5, Aim::missed, 6};
  memory.months.previous.open[Severity::high] = 6;
  memory.tracking                             = {month};
  OverviewOptions wanted;
  wanted.now = kNow, wanted.memory = &memory, wanted.project = "shop";
  const Overview figures = overview({&memory.report, 1}, wanted);
  RenderOptions options;
  options.now = kNow, options.overview = &figures;

  const std::string page = render(memory.report, "dashboard", options).value();
  CHECK(times(page, "class=\"dot\"") == 3);
  CHECK(page.find("<title>2024-05-01: 92</title>") != std::string::npos);
  CHECK(page.find("<title>2024-05-01: 2 high</title>") != std::string::npos);
  CHECK(page.find("1 d 1 h") != std::string::npos);                             // to remediate
  CHECK(page.find("<dd class=\"nothing\">no data</dd>") != std::string::npos);  // to detect

  const std::string text = render(memory.report, "dashboard_md", options).value();
  CHECK(text.find("    line [90, 91, 92]\n") != std::string::npos);
  CHECK(text.find("    bar [4, 3, 2]\n") != std::string::npos);

  const std::string report = render(memory.report, "monthly", options).value();
  CHECK(report.find("| Open, high | 2 | −4 |") != std::string::npos);
  CHECK(report.find("| Backlog of critical and high vulnerabilities | 2, target met | −4 |") != std::string::npos);
  CHECK(report.find("| Mean time to detect | no data | no data |") != std::string::npos);
  CHECK(report.find("| 2024-05-01 | 0 | 2 | 0 | 0 | no data | no data | 1 d 1 h | score 100, 3 scans") !=
        std::string::npos);

  const json data = json::parse(render(memory.report, "overview", options).value());
  CHECK(data["history"]["trend"].is_object());
  CHECK(data["history"]["tracking"].size() == 1);
  CHECK(data["checklists"].size() == kAuditCount);
}

}  // namespace secmon::test
