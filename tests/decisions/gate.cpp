// SPDX-License-Identifier: MIT
// The gate: passes only what was proven.
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "secmon/gate.hpp"

namespace secmon {
namespace {

using namespace std::chrono_literals;

constexpr Time kNow = Time(1'700'000'000s);

void add(Report& report, Severity severity, int count = 1, State state = State::open) {
  for (int i = 0; i < count; ++i) {
    const std::string fingerprint = std::string(name(severity)) + std::to_string(report.size());
    Finding f;
    f.title          = "title";
    f.severity       = severity;
    f.state          = state;
    f.fingerprint    = fingerprint;
    f.dates.detected = kNow;
    report.adopt(f);
  }
}

Report with(Severity severity, int count) {
  Report report;
  add(report, severity, count);
  return report;
}

}  // namespace

TEST_CASE("a complete report without findings passes") {
  const Verdict verdict = gate(Report());
  CHECK(verdict.passed);
  CHECK(verdict.reasons.empty());
  CHECK(verdict.score.value == 100);
}

TEST_CASE("nothing proves nothing") {
  const Verdict verdict = gate(std::span<const Report>());
  CHECK_FALSE(verdict.passed);
  REQUIRE(verdict.reasons.size() == 1);
  CHECK(verdict.reasons[0].rule == GateRule::no_reports);
  GatePolicy lax;
  lax.allow_incomplete = lax.allow_unknown = true;
  CHECK_FALSE(gate(std::span<const Report>(), lax).passed);
}

TEST_CASE("counts may be reached but not exceeded") {
  struct Row {
    Severity severity;
    int allowed;
  };
  for (const Row& row :
       {Row{Severity::critical, 0}, Row{Severity::high, 5}, Row{Severity::medium, 20}, Row{Severity::low, 100}}) {
    INFO(name(row.severity));
    CHECK(gate(with(row.severity, row.allowed)).passed);
    const Verdict verdict = gate(with(row.severity, row.allowed + 1));
    CHECK_FALSE(verdict.passed);
    REQUIRE(verdict.reasons.size() == 1);
    CHECK(verdict.reasons[0].rule == GateRule::severity_count);
    CHECK(verdict.reasons[0].severity == row.severity);
    CHECK(verdict.reasons[0].actual == static_cast<std::uint64_t>(row.allowed) + 1);
    CHECK(verdict.reasons[0].allowed == static_cast<std::uint64_t>(row.allowed));
  }
  CHECK(gate(with(Severity::info, 5000)).passed);
}

TEST_CASE("reasons are sentences") {
  const auto message = [](const Verdict& verdict) { return verdict.reasons.at(0).message; };
  CHECK(message(gate(with(Severity::high, 7))) == "7 high findings are open, 5 are allowed");
  CHECK(message(gate(with(Severity::critical, 1))) == "1 critical finding is open, none is allowed");
  CHECK(message(gate(with(Severity::unknown, 2))) == "2 open findings are of unknown severity, none is allowed");
  GatePolicy policy;
  policy.min_score = 99;
  CHECK(message(gate(with(Severity::low, 1), policy)) == "the score is 98, at least 99 is asked for");
  Report cut;
  cut.add_note(Errc::truncated, true, "\x1b[31mcut off");
  CHECK(message(gate(cut)) == "report 1 is incomplete: truncated");
}

TEST_CASE("an incomplete report fails unless it is allowed") {
  std::vector<Report> reports(3);
  reports[1].add_note(Errc::malformed, false, "odd but whole");
  reports[2].add_note(Errc::truncated, true, "cut off");
  const Verdict verdict = gate(reports);
  CHECK_FALSE(verdict.passed);
  REQUIRE(verdict.reasons.size() == 1);
  CHECK(verdict.reasons[0].rule == GateRule::incomplete_report);
  CHECK(verdict.reasons[0].report == 2);
  GatePolicy policy;
  policy.allow_incomplete = true;
  CHECK(gate(reports, policy).passed);
}

TEST_CASE("unknown severities fail unless they are allowed") {
  const Report report = with(Severity::unknown, 3);
  CHECK_FALSE(gate(report).passed);
  CHECK(gate(report).reasons.at(0).rule == GateRule::unknown_severity);
  GatePolicy policy;
  policy.allowed[static_cast<std::size_t>(Severity::unknown)] = 3;
  CHECK(gate(report, policy).passed);
  policy.allowed[static_cast<std::size_t>(Severity::unknown)] = 2;
  CHECK_FALSE(gate(report, policy).passed);
  policy.allow_unknown = true;
  CHECK(gate(report, policy).passed);
}

TEST_CASE("findings that are closed do not fail a gate") {
  Report report;
  for (const State state :
       {State::fixed, State::dismissed, State::false_positive, State::accepted_risk, State::suppressed}) {
    add(report, Severity::critical, 3, state);
    add(report, Severity::unknown, 3, state);
  }
  CHECK(gate(report, {}, kNow + 90000h).passed);
}

TEST_CASE("the least score is inclusive") {
  GatePolicy policy;
  policy.min_score = 98;
  CHECK(gate(with(Severity::low, 1), policy).passed);
  CHECK_FALSE(gate(with(Severity::low, 2), policy).passed);
  policy.score.points_per_finding = 1;
  CHECK(gate(with(Severity::low, 2), policy).passed);
  policy.min_score = 101;
  CHECK_FALSE(gate(Report(), policy).passed);
}

TEST_CASE("breaches of service levels count when they are limited") {
  Report report = with(Severity::high, 3);  // seven days
  GatePolicy policy;
  CHECK(gate(report, policy, kNow + 8 * 24h).passed);
  CHECK(gate(report, policy, kNow + 8 * 24h).sla_breached == 3);
  CHECK(gate(report, policy).sla_breached == 0);
  policy.sla_breaches = 2;
  CHECK(gate(report, policy, kNow + 1h).passed);
  const Verdict verdict = gate(report, policy, kNow + 8 * 24h);
  CHECK_FALSE(verdict.passed);
  REQUIRE(verdict.reasons.size() == 1);
  CHECK(verdict.reasons[0].rule == GateRule::sla_breach);
  CHECK(verdict.reasons[0].actual == 3);
  CHECK(verdict.reasons[0].message == "3 open findings are past a service level, 2 are allowed");
  policy.sla_breaches = 3;
  CHECK(gate(report, policy, kNow + 8 * 24h).passed);
  add(report, Severity::critical, 2, State::suppressed);
  CHECK(gate(report, policy, kNow + 8 * 24h).sla_breached == 3);
}

TEST_CASE("a finding in two reports breaches once") {
  std::vector<Report> reports;
  reports.push_back(with(Severity::high, 2));
  reports.push_back(with(Severity::high, 2));
  CHECK(gate(reports, {}, kNow + 8 * 24h).sla_breached == 2);
  CHECK(gate(reports).score.open.total() == 2);
}

TEST_CASE("limited breaches without a time cannot be judged, so they fail") {
  GatePolicy policy;
  policy.sla_breaches   = 1000;
  const Verdict verdict = gate(Report(), policy);
  CHECK_FALSE(verdict.passed);
  CHECK(verdict.reasons.at(0).rule == GateRule::sla_breach);
}

TEST_CASE("all reasons are given, not the first") {
  Report report = with(Severity::critical, 60);
  add(report, Severity::unknown, 1);
  add(report, Severity::high, 6);
  report.add_note(Errc::truncated, true, "cut off");
  GatePolicy policy;
  policy.min_score    = 50;
  policy.sla_breaches = 0;
  CHECK(gate(report, policy, kNow + 999h).reasons.size() == 6);
}

TEST_CASE("a gate that is passed has no reasons, and one more finding never opens it") {
  std::mt19937 random(23);
  for (int round = 0; round < 40; ++round) {
    Report report;
    bool failed = false;
    for (int i = 0; i < 40; ++i) {
      add(report, static_cast<Severity>(random() % kSeverityCount));
      const Verdict verdict = gate(report, {}, kNow);
      CHECK(verdict.passed == verdict.reasons.empty());
      CHECK_FALSE((failed && verdict.passed));
      failed = !verdict.passed;
    }
  }
}

}  // namespace secmon
