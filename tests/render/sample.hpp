// SPDX-License-Identifier: MIT
// Reports for the tests of the renderers: one with every field filled, and text that wants to be more than text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "secmon/secmon.hpp"

namespace secmon::test {

inline constexpr Time kNow = Time(std::chrono::seconds(1'714'564'800));  // 2024-05-01T12:00:00Z

/// "f7": a text with a number. GCC 12 takes `"f" + std::to_string(7)` for an overlapping copy.
inline std::string numbered(std::string_view text, std::size_t number) {
  return std::string(text).append(std::to_string(number));
}

/// A finding with every field filled.
inline Finding full_finding() {
  static constexpr Cvss ratings[]                = {{"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "nvd"},
                                                    {"2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", -1, ""}};
  static constexpr std::uint32_t weaknesses[]    = {502, 20};
  static constexpr std::string_view ids[]        = {"CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q"};
  static constexpr std::string_view fixed_in[]   = {"2.15.0", "2.12.2"};
  static constexpr std::string_view references[] = {"https://nvd.nist.gov/vuln/detail/CVE-2021-44228"};
  static constexpr std::string_view tags[]       = {"rce", "jndi"};
  Finding f;
  f.tool = "trivy", f.tool_version = "0.50.1", f.format = "trivy", f.kind = Kind::sca;
  f.rule_id = "CVE-2021-44228", f.rule_name = "Log4Shell", f.title = "Remote code execution in log4j-core";
  f.description = "Lookups of JNDI names in messages.\nSecond line.", f.remediation = "Upgrade.";
  f.severity = Severity::critical, f.severity_from = SeverityFrom::word, f.severity_raw = "CRITICAL";
  f.confidence = Confidence::high, f.cvss = ratings;
  f.epss = 0.975F, f.epss_percentile = 0.999F, f.kev = true, f.cwe = weaknesses, f.ids = ids;
  f.package    = {"maven",   "org.apache.logging.log4j:log4j-core",
                  "2.14.1",  "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
                  "pom.xml", "shop:latest",
                  fixed_in};
  f.location   = {"src/main/java/Shop.java",
                  12,
                  14,
                  5,
                  9,
                  "logger.info(name);",
                  "Shop.buy",
                  "https://shop.example/buy",
                  "POST",
                  "name",
                  "Deployment/shop"};
  f.references = references, f.state = State::accepted_risk, f.state_reason = "behind a firewall";
  f.dates     = {kNow - std::chrono::hours(900), kNow - std::chrono::hours(800), kNow - std::chrono::hours(700),
                 kNow - std::chrono::hours(600), kNow - std::chrono::hours(500), kNow - std::chrono::hours(400)};
  f.tags      = tags;
  f.native_id = "T-1", f.fingerprint = "1:0123456789abcdef0123456789abcdef";
  return f;
}

inline Finding simple_finding(Severity severity, std::string_view title, std::string_view path = "src/app.py") {
  Finding f;
  f.tool = "bandit", f.format = "bandit", f.kind = Kind::sast, f.rule_id = "B602", f.title = title;
  f.severity      = severity;
  f.severity_from = severity == Severity::unknown ? SeverityFrom::none : SeverityFrom::word;
  f.location.path = path, f.location.start_line = 7, f.location.end_line = 7;
  return f;
}

/// Text in which every language of the renderers would find something to do.
inline const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts = {
      "<script>alert(1)</script>",
      "</script><img src=x onerror=alert(1)>",
      "\"><svg/onload=alert(1)>",
      "' onmouseover='alert(1)",
      "=HYPERLINK(\"http://evil.example\",\"x\")",
      "+1+cmd|' /C calc'!A0",
      "-2+3",
      "@SUM(1)",
      " \t=1+1",
      "\"=1+1\"",
      "\357\274\2351+1",  // a wide '='
      "\xEF\xBB\xBF=1+1",
      "a,b;c\"d\r\ne",
      "| a | b |\n| - | - |\n# heading",
      "`code` ``` fence",
      "a \\| b \\",
      "[click](javascript:alert(1)) ![image](http://evil.example/x.png)",
      "<https://evil.example> https://evil.example www.evil.example a@evil.example",
      "@everyone and #123 and GH-7 and owner/repo#9",
      "**bold** _it_ ~~gone~~ $x^2$ <b>b</b> &lt; &#60;",
      "\x1b[31mred\x1b]0;title\x07 \x9b",
      "back\bspace \x7f bell\x07",
      "\xE2\x80\xAEkcab\xE2\x80\xAC \xE2\x81\xA6isolate\xE2\x81\xA9",
      "\342\200\250line\342\200\251paragraph \302\205next \302\23331m",  // separators and C1 controls
      std::string("nul\0byte", 8),
      "\xE5\xAE\x89\xE5\x85\xA8 \xF0\x9F\x94\x92 wide",
      "{0} %s ${jndi:ldap://x} {{7*7}}",
      "](http://evil.example) [text](3)",
  };
  return texts;
}

/// A finding whose every text is `text`.
inline Finding hostile_finding(std::string_view text, std::span<const std::string_view> list,
                               std::span<const Cvss> ratings) {
  Finding f;
  f.tool = f.tool_version = f.rule_id = f.rule_name = f.title = f.description = f.remediation = f.severity_raw = text;
  f.severity = Severity::high, f.cvss = ratings, f.ids = list, f.references = list, f.tags = list;
  f.package      = {text, text, text, text, text, text, list};
  f.location     = {text, 1, 1, 0, 0, text, text, text, text, text, text};
  f.state_reason = f.native_id = text;
  return f;
}

/// One finding for each hostile text, with that text in every field, and a note with it.
inline Report hostile_report() {
  Report report;
  for (const std::string& text : hostile_texts()) {
    const std::string_view list[] = {text, text};
    const Cvss ratings[]          = {{text, text, 5, text}};
    report.adopt(hostile_finding(text, list, ratings));
    report.add_note(Errc::malformed, true, text);
  }
  return report;
}

inline std::string rendered(std::span<const Report> reports, std::string_view renderer,
                            const RenderOptions& options = {}) {
  return render(reports, renderer, options).value();
}
inline std::string rendered(const Report& report, std::string_view renderer, const RenderOptions& options = {}) {
  return rendered({&report, 1}, renderer, options);
}

/// The same text in the whole, cut at line ends.
inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\n', from);
    lines.emplace_back(text.substr(from, end == std::string_view::npos ? end : end - from));
    from = end == std::string_view::npos ? text.size() : end + 1;
  }
  return lines;
}

}  // namespace secmon::test
