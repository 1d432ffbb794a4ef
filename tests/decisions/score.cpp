// SPDX-License-Identifier: MIT
// Counting what is open, and the score.
#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "secmon/report.hpp"
#include "secmon/score.hpp"

namespace secmon {
namespace {

Finding finding(Severity severity, std::string_view fingerprint, State state = State::open) {
  Finding f;
  f.title       = "title";
  f.severity    = severity;
  f.state       = state;
  f.fingerprint = fingerprint;
  return f;
}

// "f7". GCC 12 takes `"f" + std::to_string(7)` for an overlapping copy.
std::string numbered(std::size_t number) { return std::string("f").append(std::to_string(number)); }

// `count` different findings.
Report report_of(Severity severity, std::size_t count) {
  Report report;
  for (std::size_t i = 0; i < count; ++i) report.adopt(finding(severity, numbered(i)));
  return report;
}

}  // namespace

TEST_CASE("only open findings are counted") {
  Report report;
  report.adopt(finding(Severity::high, "a"));
  report.adopt(finding(Severity::low, "b"));
  for (const State state :
       {State::fixed, State::dismissed, State::false_positive, State::accepted_risk, State::suppressed}) {
    report.adopt(finding(Severity::critical, name(state), state));
  }
  const Counts counts = count_open({&report, 1});
  CHECK(counts.total() == 2);
  CHECK(counts[Severity::high] == 1);
  CHECK(counts[Severity::low] == 1);
  CHECK(counts[Severity::critical] == 0);
}

TEST_CASE("one fingerprint counts once, at its highest severity") {
  std::vector<Report> reports(2);
  reports[0].adopt(finding(Severity::low, "same"));
  reports[0].adopt(finding(Severity::medium, "same"));
  reports[1].adopt(finding(Severity::high, "same"));
  reports[1].adopt(finding(Severity::unknown, "same"));
  reports[1].adopt(finding(Severity::critical, "same", State::suppressed));
  const Counts counts = count_open(reports);
  CHECK(counts.total() == 1);
  CHECK(counts[Severity::high] == 1);
}

TEST_CASE("a severity that one tool knows stands for the one that another does not") {
  Report report;
  report.adopt(finding(Severity::unknown, "same"));
  CHECK(count_open({&report, 1})[Severity::unknown] == 1);
  report.adopt(finding(Severity::info, "same"));
  CHECK(count_open({&report, 1})[Severity::unknown] == 0);
  CHECK(count_open({&report, 1})[Severity::info] == 1);
}

TEST_CASE("the default score is 100 less two for each finding that counts") {
  CHECK(score(Report()).value == 100);
  CHECK(score(report_of(Severity::low, 1)).value == 98);
  CHECK(score(report_of(Severity::critical, 49)).value == 2);
  CHECK(score(report_of(Severity::medium, 50)).value == 0);
  CHECK(score(report_of(Severity::medium, 5000)).value == 0);
  CHECK(score(report_of(Severity::info, 5000)).value == 100);
  CHECK(score(report_of(Severity::unknown, 3)).value == 94);
  CHECK(score(report_of(Severity::unknown, 3)).counted == 3);
}

TEST_CASE("grades begin at 90, 70 and 50") {
  const auto grade = [](std::size_t findings) { return score(report_of(Severity::high, findings)).grade; };
  CHECK(grade(0) == Grade::excellent);
  CHECK(grade(5) == Grade::excellent);   // 90
  CHECK(grade(6) == Grade::good);        // 88
  CHECK(grade(15) == Grade::good);       // 70
  CHECK(grade(16) == Grade::fair);       // 68
  CHECK(grade(25) == Grade::fair);       // 50
  CHECK(grade(26) == Grade::critical);   // 48
  CHECK(grade(500) == Grade::critical);  // 0
}

TEST_CASE("the policy says what counts and how much") {
  ScorePolicy policy;
  policy.floor = Severity::high;
  CHECK(score(report_of(Severity::medium, 10), policy).value == 100);
  CHECK(score(report_of(Severity::high, 10), policy).value == 80);
  CHECK(score(report_of(Severity::unknown, 10), policy).value == 80);
  policy.count_unknown = false;
  CHECK(score(report_of(Severity::unknown, 10), policy).value == 100);
  policy.floor = Severity::info;
  CHECK(score(report_of(Severity::info, 10), policy).value == 80);

  policy.points_per_finding = 0.5;
  CHECK(score(report_of(Severity::low, 3), policy).value == 98);  // 98.5, rounded down
  policy.points_per_finding = 0.1;
  CHECK(score(report_of(Severity::low, 30), policy).value == 97);  // 97, although 0.1 is not exact
  policy.points_per_finding = -5;
  CHECK(score(report_of(Severity::low, 3), policy).value == 100);
  policy.points_per_finding = std::numeric_limits<double>::infinity();
  CHECK(score(report_of(Severity::low, 1), policy).value == 0);
  policy.points_per_finding = std::numeric_limits<double>::quiet_NaN();
  CHECK(score(report_of(Severity::low, 1), policy).value == 0);
  CHECK(score(Report(), policy).value == 100);
}

TEST_CASE("a further finding never raises the score, and closing one never lowers it") {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    Report report;
    int before = score(report).value;
    for (int i = 0; i < 60; ++i) {
      // Some findings are rated by nobody; the others by one tool or by several.
      const std::size_t which = random() % 40;
      const auto severity     = static_cast<Severity>(which % 5 == 0 ? 0 : 1 + random() % (kSeverityCount - 1));
      report.adopt(finding(severity, numbered(which)));
      const Score now = score(report);
      CHECK(now.value <= before);
      CHECK(now.value >= 0);
      CHECK(now.counted <= now.open.total());
      before = now.value;
    }
    Report closed;
    for (const Finding& f : report) {
      Finding copy = f;
      if (random() % 2 == 0) copy.state = State::fixed;
      closed.adopt(copy);
    }
    CHECK(score(closed).value >= before);
  }
}

TEST_CASE("the order of findings and reports does not matter") {
  std::mt19937 random(11);
  std::vector<Finding> all;
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) names.push_back(numbered(random() % 80));
  for (const std::string& fingerprint : names) {
    all.push_back(finding(static_cast<Severity>(random() % kSeverityCount), fingerprint));
  }
  std::vector<Report> one(1), many(5);
  for (const Finding& f : all) one[0].adopt(f);
  std::shuffle(all.begin(), all.end(), random);
  for (const Finding& f : all) many[random() % many.size()].adopt(f);
  CHECK(count_open(one).by_severity == count_open(many).by_severity);
}

}  // namespace secmon
