// SPDX-License-Identifier: MIT
// The figures: what counts once, what is one action, what comes first, and what is not known.
#include "secmon/overview.hpp"

#include <algorithm>

#include "catch.hpp"
#include "core/version.hpp"
#include "overview/made.hpp"

namespace secmon::test {
namespace {

const ActionItem& only(const Overview& o) {
  REQUIRE(o.actions.size() == 1);
  return o.actions.front();
}

std::vector<std::string> whats(const Overview& o) {
  std::vector<std::string> all;
  for (const ActionItem& item : o.actions) all.push_back(item.what);
  return all;
}

}  // namespace

TEST_CASE("without a report nothing is known, and nothing passes") {
  const Overview o = overview({}, at(kNow));
  CHECK_FALSE(o.checked);
  CHECK_FALSE(o.verdict.passed);
  CHECK(o.actions.empty());
  CHECK_FALSE(o.remembered);
}

TEST_CASE("a finding that two reports have counts once, at its worst") {
  std::vector<Report> reports(2);
  Finding f     = code("B602", Severity::low);
  f.fingerprint = "1:0123456789abcdef0123456789abcdef";
  reports[0].adopt(f);
  f.severity = Severity::high;
  reports[1].adopt(f);
  const Overview o = overview(reports, at(kNow));
  CHECK(o.verdict.score.open.total() == 1);
  CHECK(o.thresholds[1].severity == Severity::high);
  CHECK(o.thresholds[1].open == 1);
  CHECK(o.kinds[static_cast<std::size_t>(Kind::sast)].total() == 1);
  CHECK(only(o).severity == Severity::high);
  CHECK(only(o).findings == 1);
  CHECK(o.reports[0].open.total() == 1);  // each report's own
}

TEST_CASE("all findings of a package are one action: the version that settles them all") {
  Report report;
  const std::string_view one[] = {"CVE-2020-0001"}, two[] = {"CVE-2020-0002"}, three[] = {"CVE-2020-0003"};
  const std::string_view old[] = {"1.11.23", "2.1.11", "2.2.4"}, late[] = {"2.2.28"};
  report.adopt(dependency("django", "2.2.0", one, old, Severity::low));
  report.adopt(dependency("django", "2.2.0", two, late, Severity::critical));
  const Overview o = overview({&report, 1}, at(kNow));
  CHECK(only(o).what == "Update django 2.2.0 to 2.2.28");
  CHECK(only(o).severity == Severity::critical);
  CHECK(only(o).findings == 2);
  CHECK(only(o).ids == std::vector<std::string>{"CVE-2020-0001", "CVE-2020-0002"});
  report.adopt(dependency("django", "2.2.0", three, {}, Severity::low));
  const Overview more = overview({&report, 1}, at(kNow));
  CHECK(only(more).what == "Update django 2.2.0 to 2.2.28 (1 will remain: no fix yet)");
  Report unfixed;
  unfixed.adopt(dependency("libc6", "2.28", three, {}, Severity::low));
  CHECK(only(overview({&unfixed, 1}, at(kNow))).what == "Replace or shield libc6 2.28: no version fixes it yet");
}

TEST_CASE("all findings of a rule are one action") {
  Report report;
  report.adopt(code("B602", Severity::medium, "a.py"));
  report.adopt(code("B602", Severity::high, "b.py"));
  report.adopt(code("B101", Severity::high, "c.py"));
  const Overview o = overview({&report, 1}, at(kNow));
  REQUIRE(o.actions.size() == 2);
  const auto item = std::find_if(o.actions.begin(), o.actions.end(), [](const auto& i) { return i.rule == "B602"; });
  REQUIRE(item != o.actions.end());
  CHECK(item->findings == 2);
  CHECK(item->place == "b.py:7");
}

TEST_CASE("actions are in the order of urgency, then exploited, probable, severity, EPSS") {
  Report report;
  const auto add = [&](std::string_view rule, Severity severity, float epss = -1, bool kev = false) {
    Finding f = code(rule, severity, rule);
    f.epss = epss, f.kev = kev;
    report.adopt(f);
  };
  add("overdue", Severity::critical);  // 24 h are over
  add("week", Severity::high);         // 5 days left
  add("week, EPSS low", Severity::high, 0.02F);
  add("week, probable", Severity::high, 0.5F);
  add("week, exploited", Severity::high, 0.01F, true);
  add("later", Severity::low);
  add("later, probable", Severity::low, 0.3F);
  Finding undated        = code("undated", Severity::critical);
  undated.dates.detected = kNoTime;
  report.adopt(undated);
  Finding exploited = undated;
  exploited.rule_id = exploited.title = "undated, exploited";
  exploited.kev                       = true;
  report.adopt(exploited);
  Finding closed = code("closed", Severity::critical);
  closed.state   = State::accepted_risk;
  report.adopt(closed);
  const Overview o = overview({&report, 1}, at(kNow));
  CHECK(whats(o) == std::vector<std::string>{"overdue", "undated, exploited", "week, exploited", "week, probable",
                                             "week, EPSS low", "week", "later, probable", "later", "undated"});
  CHECK(o.actions[0].urgency == Urgency::overdue);
  CHECK(o.actions[1].urgency == Urgency::soon);
  CHECK(o.actions[2].urgency == Urgency::this_week);
  CHECK(o.likely == 2);
  CHECK(o.exploited == 2);
}

TEST_CASE("service levels count open findings by the state of their clocks") {
  Report report;
  report.adopt(code("a", Severity::critical, "a"));
  report.adopt(code("b", Severity::low, "b"));
  const Overview o = overview({&report, 1}, at(kNow));
  const auto state = [&](std::size_t row, SlaState s) { return o.sla.at(row).resolve.at(static_cast<std::size_t>(s)); };
  CHECK(o.sla[0].severity == Severity::critical);
  CHECK(state(0, SlaState::breached) == 1);
  CHECK(o.sla[4].severity == Severity::low);
  CHECK(state(4, SlaState::on_time) == 1);
  REQUIRE(o.dues.size() == 1);
  CHECK(o.dues[0][0].resolve == kSeen + hours(24));
  const Overview timeless = overview({&report, 1});
  CHECK(timeless.sla[0].resolve.at(static_cast<std::size_t>(SlaState::none)) == 1);
}

TEST_CASE("service levels count what several scanners say is one as one, by its most urgent clock") {
  const std::string_view ids[] = {"CVE-2024-1"};
  const auto advisory          = [&](std::string_view tool, Severity severity, Time detected) {
    Finding f           = code("a", severity);
    f.tool              = tool;
    f.kind              = Kind::sca;
    f.ids               = ids;
    f.package.ecosystem = "pypi";
    f.package.name      = "django";
    f.package.version   = "2.2";
    f.dates.detected    = detected;
    return f;
  };
  Report one, other;
  one.adopt(advisory("trivy", Severity::low, kNow - hours(1)));
  Finding late = advisory("grype", Severity::high, kNow - hours(24 * 30));
  late.kev     = true;
  late.epss    = 0.5F;
  other.adopt(late);
  std::vector<Report> reports;
  reports.push_back(one.share());
  reports.push_back(other.share());
  const auto total = [](const Overview& o) {
    std::uint64_t sum = 0;
    for (const SlaRow& row : o.sla) {
      for (const std::uint64_t n : row.resolve) sum += n;
    }
    return sum;
  };
  const Overview o = overview(reports, at(kNow));
  CHECK(total(o) == 1);
  CHECK(o.sla[1].resolve.at(static_cast<std::size_t>(SlaState::breached)) == 1);
  CHECK((o.likely == 1 && o.exploited == 1));
  OverviewOptions apart     = at(kNow);
  apart.gate.score.by_group = false;
  const Overview by_finding = overview(reports, apart);
  CHECK(total(by_finding) == 2);
  CHECK((by_finding.likely == 1 && by_finding.exploited == 1));
}

TEST_CASE("no secret stands in an overview") {
  Report report;
  Finding f = code("key", Severity::high);
  f.kind    = Kind::secret;
  f.title   = "password = \"hunter2hunter2hunter2\"";
  report.adopt(f);
  report.add_note(Errc::malformed, true, "token=ghp_abcdefghijklmnopqrstuvwxyz0123456789");
  const Overview o = overview({&report, 1}, at(kNow));
  CHECK(only(o).what.find("hunter2") == std::string::npos);
  CHECK(o.reports[0].problems.at(0).find("ghp_abc") == std::string::npos);
  CHECK_FALSE(o.complete);
}

TEST_CASE("versions are compared by their numbers") {
  CHECK(compare_versions("1.10", "1.9") > 0);
  CHECK(compare_versions("1.2", "1.2.1") < 0);
  CHECK(compare_versions("1.2-rc1", "1.2") < 0);
  CHECK(compare_versions("1.02", "1.2") == 0);
  CHECK(compare_versions("7.64.0-4+deb10u2", "7.64.0-4+deb10u10") < 0);
  CHECK(compare_versions("", "1") < 0);
  CHECK(compare_versions("", "") == 0);
}

TEST_CASE("what a history knows goes into the overview, and what happened outside the period does not") {
  Memory memory;
  Finding fixed     = code("B602", Severity::high, "a.py");
  fixed.state       = State::fixed;
  fixed.dates.fixed = kNow - hours(24);
  memory.report.adopt(fixed);
  Finding long_ago     = code("B603", Severity::high, "b.py");
  long_ago.state       = State::fixed;
  long_ago.dates.fixed = kNow - hours(24 * 90);
  memory.report.adopt(long_ago);
  const std::string_view tags[] = {"step:investigating"};
  Finding open                  = code("B604", Severity::critical, "c.py");
  open.tags                     = tags;
  memory.report.adopt(open);
  // It was accepted for all of the time that its service level would have allowed.
  Past accepted;
  accepted.opened = kSeen;
  accepted.pauses = {{kSeen, kNow - hours(1)}};
  memory.pasts    = {{}, {}, accepted};
  for (const int days : {40, 20, 1}) {
    ScanRecord scan;
    scan.id = 100 - days, scan.time = kNow - hours(24 * days), scan.complete = true;
    Tally tally;
    tally.tool                 = "bandit";
    tally.open[Severity::high] = static_cast<std::uint64_t>(days);
    scan.tallies               = {tally};
    scan.tools                 = {"bandit", "trivy"};
    memory.scans.push_back(scan);
  }
  Event decision;
  decision.kind = EventKind::accepted, decision.time = kNow - hours(30),
  decision.fingerprint = memory.report[2].fingerprint;
  Event seen           = decision;
  seen.scan            = 7;
  Event old            = decision;
  old.time             = kNow - hours(24 * 60);
  memory.events        = {old, decision, seen};

  OverviewOptions options = at(kNow);
  options.memory          = &memory;
  const Overview o        = overview({&memory.report, 1}, options);
  CHECK(o.remembered);
  CHECK(o.since == kNow - std::chrono::days(30));
  REQUIRE(o.resolved.size() == 1);
  CHECK(o.resolved[0].id == "B602");
  REQUIRE(o.decisions.size() == 1);
  CHECK(o.decisions[0].title == "B604");
  REQUIRE(o.reports.size() == 2);
  CHECK(o.reports[0].tool == "bandit");
  CHECK(o.reports[0].generated == kNow - hours(24));
  CHECK(o.reports[0].findings == 3);
  CHECK(o.reports[0].open.total() == 1);
  CHECK(o.reports[1].tool == "trivy");  // it ran, and found nothing
  CHECK(o.reports[1].findings == 0);
  REQUIRE(o.scans.size() == 3);
  CHECK(o.scans[0].time == kNow - hours(24));
  REQUIRE(o.tools.size() == 1);
  CHECK(o.tools[0].open == 1);
  CHECK(o.tools[0].before_known);
  CHECK(o.tools[0].before == 40);
  CHECK(only(o).step == "investigating");
  CHECK(only(o).urgency == Urgency::soon);  // not overdue: the clock stood still
}

}  // namespace secmon::test
