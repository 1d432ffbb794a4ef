// SPDX-License-Identifier: MIT
// Suppressions: what they match, what keeps them from it, and that they stay fast.
#include "secmon/suppress.hpp"

#include <chrono>
#include <string>

#include "catch.hpp"

namespace secmon::test {
namespace {

constexpr Time kNow = std::chrono::sys_days{std::chrono::year{2031} / 5 / 10} + std::chrono::hours(12);

Finding finding(std::string_view rule, std::string_view path) {
  Finding f;
  f.title         = "a finding";
  f.tool          = "bandit";
  f.rule_id       = rule;
  f.location.path = path;
  return f;
}

Report sample() {
  Report report;
  const std::string_view ids[] = {"CVE-2031-1", "GHSA-2q3w-4x5c-6v7m"};
  Finding tests                = finding("B101", "tests/unit/test_a.py");
  tests.fingerprint            = "1:aaaa";
  Finding code                 = finding("B602", "src/app.py");
  code.rule_name               = "shell_true";
  Finding dependency           = finding("CVE-2031-1", "requirements.txt");
  dependency.tool              = "pip-audit";
  dependency.ids               = ids;
  dependency.package.ecosystem = "pypi";
  dependency.package.name      = "Tea_Pot";
  dependency.package.version   = "1.0";
  dependency.package.purl      = "pkg:pypi/tea-pot@1.0";
  Finding fixed                = finding("B101", "tests/b.py");
  fixed.state                  = State::fixed;
  for (const Finding& f : {tests, code, dependency, fixed}) report.adopt(f);
  return report;
}

std::string entry(const std::string& what) { return "suppressions:\n  - {" + what + ", reason: r, owner: o}\n"; }

// Which of the findings are suppressed by one entry: "0 2".
std::string hits(const std::string& what) {
  const Suppressions rules = load_suppressions(entry(what), "s.yml");
  for (const ConfigNote& note : rules.notes) UNSCOPED_INFO(to_string(note));
  const Suppressed done = suppress(sample(), rules, kNow);
  std::string made;
  for (std::size_t i = 0; i < done.report.size(); ++i) {
    if (done.report[i].state == State::suppressed) made += (made.empty() ? "" : " ") + std::to_string(i);
  }
  return made;
}

}  // namespace

TEST_CASE("suppress: each thing that an entry can ask for, and all of them together") {
  CHECK(hits("fingerprint: '1:aaaa'") == "0");
  CHECK(hits("rule: b101") == "0");  // what is fixed stays so
  CHECK(hits("rule: shell_true") == "1");
  CHECK(hits("path: tests/**") == "0");
  CHECK(hits("path: '*.py'") == "0 1");
  CHECK(hits("id: ghsa-2q3w-4x5c-6v7m") == "2");
  CHECK(hits("id: CVE-2031-1") == "2");
  CHECK(hits("package: tea-pot") == "2");
  CHECK(hits("package: 'pkg:pypi/Tea_Pot'") == "2");
  CHECK(hits("package: 'pkg:pypi/tea-pot@1.0'") == "2");
  CHECK(hits("package: 'pkg:pypi/tea-pot@2.0'").empty());
  CHECK(hits("package: 'pkg:npm/tea-pot'").empty());
  CHECK(hits("tool: BANDIT") == "0 1");
  CHECK(hits("tool: bandit, rule: B602, path: src/app.py") == "1");
  CHECK(hits("tool: bandit, rule: B602, path: lib/**").empty());
}

TEST_CASE("suppress: what is suppressed is kept, counted and explained") {
  const Suppressions rules = load_suppressions(
      "suppressions:\n  - rule: B101\n    reason: asserts\n    owner: qa\n    expires: 2031-05-10\n"
      "  - {rule: B101, reason: again, owner: qa}\n  - {rule: B999, reason: r, owner: o}\n",
      "s.yml");
  const Suppressed done = suppress(sample(), rules, kNow);
  CHECK(done.report.size() == 4);
  CHECK(done.findings == 1);
  CHECK(done.matched == std::vector<std::uint64_t>{2, 2, 0});
  CHECK(done.report[0].state_reason == "asserts (qa, until 2031-05-10, s.yml:2)");
  REQUIRE(done.notes.size() == 1);
  CHECK(done.notes[0].code == ConfigCode::unused);
  CHECK(done.notes[0].line == 7);
  CHECK(suppress(sample(), rules, kNow).report[0].fingerprint == "1:aaaa");
}

TEST_CASE("suppress: a date lasts to its end, and without the time no date can be judged") {
  const auto at = [](const char* expires, Time now) {
    return suppress(sample(), load_suppressions(entry("rule: B602, expires: " + std::string(expires))), now);
  };
  CHECK(at("2031-05-10", kNow).findings == 1);
  CHECK(at("2031-05-10", kNow + std::chrono::hours(12)).findings == 0);
  CHECK(at("2031-05-09", kNow).findings == 0);
  CHECK(at("2031-05-10T11:59:59Z", kNow).findings == 0);
  CHECK(at("2031-05-10T12:00:01Z", kNow).findings == 1);
  const Suppressed unknown = at("2031-05-20", kNoTime);
  CHECK(unknown.findings == 0);
  REQUIRE(unknown.notes.size() == 1);
  CHECK(unknown.notes[0].code == ConfigCode::not_suppressing);
}

TEST_CASE("suppress: an entry that is not well formed suppresses nothing and says so") {
  for (const char* bad : {"{rule: B602, owner: o}", "{rule: B602, reason: r}", "{reason: r, owner: o}",
                          "{rule: B602, reason: ' ', owner: o}", "{rul: B602, tool: bandit, reason: r, owner: o}",
                          "{rule: , tool: bandit, reason: r, owner: o}", "{rule: [B602], reason: r, owner: o}",
                          "{rule: B602, reason: r, owner: o, expires: soon}", "text", "[a]"}) {
    INFO(bad);
    const Suppressions rules =
        load_suppressions("suppressions:\n  - " + std::string(bad) + "\n  - {id: CVE-2031-1, reason: r, owner: o}\n");
    CHECK(rules.ok());
    REQUIRE(rules.notes.size() == 1);
    CHECK(rules.notes[0].code == ConfigCode::not_suppressing);
    CHECK(rules.notes[0].line == 2);
    CHECK(rules.rules.size() == 1);
  }
  CHECK(load_suppressions("suppressions:\n- {rul: x, reason: r, owner: o}").notes[0].near_miss == "rule");
  CHECK_FALSE(load_suppressions("suppressions: {a: b").ok());
  CHECK_FALSE(load_suppressions("supressions: []").ok());
  CHECK_FALSE(load_suppressions("suppressions: 3").ok());
  CHECK_FALSE(load_suppressions("text").ok());
  CHECK(load_suppressions("").ok());
  CHECK(load_suppressions("- {rule: a, reason: r, owner: o}").rules.size() == 1);
}

TEST_CASE("suppress: an entry written is the entry read") {
  Suppression rule{.path = "a \"b\"/**\n# x", .reason = "it's: fine\\", .owner = "é", .expires = kNow};
  const Suppressions read = load_suppressions("suppressions:\n" + to_yaml(rule).value());
  REQUIRE(read.rules.size() == 1);
  CHECK(read.rules[0].path == rule.path);
  CHECK(read.rules[0].reason == rule.reason);
  CHECK(read.rules[0].owner == "é");
  CHECK(read.rules[0].expires == kNow);
  rule.reason.clear();
  CHECK_FALSE(to_yaml(rule).has_value());
}

TEST_CASE("glob: names, folders, sets") {
  const auto is = [](const char* glob, const char* path) { return glob_matches(glob, path); };
  CHECK(is("*.py", "a.py"));
  CHECK(is("*.py", "src/deep/a.py"));
  CHECK_FALSE(is("src/*.py", "src/deep/a.py"));
  CHECK(is("src/**/*.py", "src/a.py"));
  CHECK(is("src/**/*.py", "src/x/y/a.py"));
  CHECK_FALSE(is("src/**/*.py", "srcx/a.py"));
  CHECK(is("*/conftest.py", "tests/conftest.py"));
  CHECK_FALSE(is("*/conftest.py", "conftest.py"));
  CHECK(is("**/conftest.py", "conftest.py"));
  CHECK(is("**/conftest.py", "a/b/conftest.py"));
  CHECK_FALSE(is("**/conftest.py", "a/xconftest.py"));
  CHECK(is("venv/", "venv/lib/x.py"));
  CHECK(is("venv/", "a/venv/x.py"));
  CHECK_FALSE(is("venv/", "venv"));
  CHECK(is("/venv/", "venv/x"));
  CHECK_FALSE(is("/venv/", "a/venv/x"));
  CHECK(is("a?c", "abc"));
  CHECK(is("a?c", "aéc"));
  CHECK_FALSE(is("a?c", "x/a/c"));
  CHECK(is("[a-c]x[!0-9]", "bxz"));
  CHECK_FALSE(is("[a-c]x[!0-9]", "bx7"));
  CHECK(is("[]]x", "]x"));
  CHECK(is("a[b", "a[b"));
  CHECK(is("a\\*b", "a*b"));
  CHECK_FALSE(is("a\\*b", "axb"));
  CHECK(is("a/**", "a/b/c"));
  CHECK_FALSE(is("a/**", "ab"));
  CHECK(is("a**z", "axyz"));
  CHECK_FALSE(is("a**z", "a/x/z"));  // two stars within a name are one
  CHECK(is("./src/a.py", "src/a.py"));
  CHECK_FALSE(is("", "a"));
}

TEST_CASE("glob and suppress: nothing makes them slow") {
  const auto begin = std::chrono::steady_clock::now();
  std::string stars;
  for (int i = 0; i < 500; ++i) stars += "*a**/";
  CHECK_FALSE(glob_matches(stars + "b", std::string(5000, 'a')));
  const std::string open(50'000, '[');
  CHECK(glob_matches(open, open));
  CHECK_FALSE(glob_matches(open + "x", open));

  Report report;
  for (int i = 0; i < 20000; ++i) {
    const std::string path = "src/m" + std::to_string(i % 977) + "/f" + std::to_string(i) + ".py";
    report.adopt(finding("R" + std::to_string(i % 50), path));
  }
  std::string yaml = "suppressions:\n";
  for (int i = 0; i < 4000; ++i) {
    const std::string n    = std::to_string(i);
    const std::string what = i % 4 == 0   ? "rule: R1, path: src/m" + n + "/**"
                             : i % 4 == 1 ? "fingerprint: '1:" + n + "'"
                             : i % 4 == 2 ? "rule: R2, path: f" + n + ".py"
                                          : "path: src/m3/f" + n + ".py";
    yaml += "  - {" + what + ", reason: r, owner: o}\n";
  }
  const Suppressions rules = load_suppressions(yaml);
  REQUIRE(rules.rules.size() == 4000);
  CHECK(suppress(report, rules, kNow).findings > 0);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

}  // namespace secmon::test
