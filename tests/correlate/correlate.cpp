// SPDX-License-Identifier: MIT
// When findings of several scanners are one, and when they are not.
#include "secmon/correlate.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "secmon/gate.hpp"
#include "secmon/render.hpp"
#include "secmon/score.hpp"

namespace secmon {
namespace {

using std::string_view;
using Ids = std::vector<string_view>;

struct Dependency {
  string_view tool;
  Ids ids;
  string_view name = "requests", version = "2.19.0", manifest = {}, ecosystem = "pypi", image = {};
  Severity severity = Severity::high;
  State state       = State::open;

  void into(Report& report) const {
    Finding f;
    f.tool = tool, f.kind = Kind::sca, f.ids = ids, f.rule_id = ids.empty() ? "X" : ids[0], f.title = "title";
    f.severity = severity, f.state = state;
    f.package.name = name, f.package.version = version, f.package.manifest = manifest;
    f.package.ecosystem = ecosystem, f.package.image = image;
    report.adopt(f);
  }
};

struct Line {
  string_view tool, path;
  std::uint32_t line;
  std::vector<std::uint32_t> cwe;
  Kind kind         = Kind::sast;
  string_view rule  = "R";
  Severity severity = Severity::medium;

  void into(Report& report) const {
    Finding f;
    f.tool = tool, f.kind = kind, f.rule_id = rule, f.title = "title", f.cwe = cwe, f.severity = severity;
    f.location.path = path, f.location.start_line = line;
    report.adopt(f);
  }
};

// A report for each finding, so that references are {i, 0}.
template <class Made>
std::vector<Report> reports_of(const std::vector<Made>& findings) {
  std::vector<Report> reports;
  for (const Made& made : findings) made.into(reports.emplace_back());
  return reports;
}

template <class Made>
std::size_t groups_of(const std::vector<Made>& findings) {
  return correlate(reports_of(findings)).groups.size();
}

}  // namespace

TEST_CASE("correlate: aliases in one package are one vulnerability") {
  const std::vector<Report> reports = reports_of<Dependency>({
      {.tool = "pip-audit", .ids = {"PYSEC-2018-28", "CVE-2018-18074", "GHSA-x84v-xcm2-53pg"}},
      {.tool = "safety", .ids = {"cve-2018-18074"}},
      {.tool = "osv-scanner", .ids = {"GHSA-x84v-xcm2-53pg"}, .severity = Severity::critical},
      {.tool = "other", .ids = {"PYSEC-2018-28"}},
  });
  const Correlation c               = correlate(reports);
  REQUIRE(c.groups.size() == 1);
  const auto members = c.members_of(c.groups[0]);
  REQUIRE(members.size() == 4);
  CHECK(c.groups[0].severity == Severity::critical);
  CHECK(c.groups[0].open);
  std::size_t founders = 0;
  for (const Member& m : members) {
    founders += m.by == SameBy::itself ? 1 : 0;
    CHECK(static_cast<bool>(m.with) == (m.by != SameBy::itself));
  }
  CHECK(founders == 1);
  CHECK(members[0].by == SameBy::itself);
  CHECK(members[1].by == SameBy::id);
  CHECK(members[1].with == FindingRef{0, 0});
  CHECK(ids_of(reports, c, c.groups[0]) == Ids{"PYSEC-2018-28", "CVE-2018-18074", "GHSA-x84v-xcm2-53pg"});
}

TEST_CASE("correlate: what only a third tool knows to be an alias") {
  const std::vector<Report> reports = reports_of<Dependency>({
      {.tool = "one", .ids = {"CVE-2018-18074"}},
      {.tool = "two", .ids = {"GHSA-x84v-xcm2-53pg"}},
      {.tool = "three", .ids = {"CVE-2018-18074", "GHSA-x84v-xcm2-53pg"}, .name = "unrelated"},
  });
  const Correlation c               = correlate(reports);
  REQUIRE(c.groups.size() == 2);
  CHECK(c.members_of(c.groups[0])[1].by == SameBy::alias);
}

TEST_CASE("correlate: a finding with many ids glues nothing together") {
  // An advisory of a distribution about three vulnerabilities, each of which another tool reports alone.
  CHECK(groups_of<Dependency>({{.tool = "one", .ids = {"CVE-2024-1", "CVE-2024-2", "CVE-2024-3"}},
                               {.tool = "two", .ids = {"CVE-2024-1"}},
                               {.tool = "three", .ids = {"CVE-2024-2"}}}) == 3);
  // The same list from two tools is the same, in any order.
  CHECK(groups_of<Dependency>({{.tool = "one", .ids = {"CVE-2024-1", "CVE-2024-2"}},
                               {.tool = "two", .ids = {"CVE-2024-2", "CVE-2024-1"}}}) == 1);
  // An id that two CVEs are said to have tells nothing about either.
  const std::vector<Dependency> contradiction = {{.tool = "one", .ids = {"CVE-2024-1", "GHSA-aaaa-bbbb-cccc"}},
                                                 {.tool = "two", .ids = {"CVE-2024-2", "GHSA-aaaa-bbbb-cccc"}},
                                                 {.tool = "three", .ids = {"GHSA-aaaa-bbbb-cccc"}}};
  CHECK(groups_of(contradiction) == 3);
  // Two GHSAs of one CVE are that CVE.
  CHECK(groups_of<Dependency>({{.tool = "one", .ids = {"CVE-2024-1", "GHSA-aaaa-bbbb-cccc"}},
                               {.tool = "two", .ids = {"CVE-2024-1", "GHSA-dddd-bbbb-cccc"}},
                               {.tool = "three", .ids = {"GHSA-dddd-bbbb-cccc"}}}) == 1);
  // Numbers are a tool's own.
  CHECK(groups_of<Dependency>({{.tool = "one", .ids = {"51457"}}, {.tool = "two", .ids = {"51457"}}}) == 2);
}

TEST_CASE("correlate: package, version and place must fit") {
  const Dependency a{.tool = "one", .ids = {"CVE-2024-1"}, .manifest = "a/requirements.txt"};
  const auto with = [&](auto change) {
    Dependency b = a;
    b.tool       = "two";
    change(b);
    return groups_of<Dependency>({a, b});
  };
  CHECK(with([](Dependency&) {}) == 1);
  CHECK(with([](Dependency& b) { b.ids = {"CVE-2024-2"}; }) == 2);
  CHECK(with([](Dependency& b) { b.name = "flask"; }) == 2);
  CHECK(with([](Dependency& b) { b.name = "Requests"; }) == 1);
  CHECK(with([](Dependency& b) { b.version = "2.20.0"; }) == 2);
  CHECK(with([](Dependency& b) { b.version = "v2.19.0"; }) == 1);
  CHECK(with([](Dependency& b) { b.version = {}; }) == 1);
  CHECK(with([](Dependency& b) { b.ecosystem = "npm"; }) == 2);
  CHECK(with([](Dependency& b) { b.ecosystem = "PyPI"; }) == 1);
  CHECK(with([](Dependency& b) { b.ecosystem = {}; }) == 1);
  CHECK(with([](Dependency& b) { b.manifest = {}; }) == 1);
  CHECK(with([](Dependency& b) { b.manifest = "/home/runner/app/a/requirements.txt"; }) == 1);
  CHECK(with([](Dependency& b) { b.manifest = "b/requirements.txt"; }) == 2);
  CHECK(with([](Dependency& b) { b.manifest = "aa/requirements.txt"; }) == 2);
  CHECK(with([](Dependency& b) { b.image = "tea:1"; }) == 1);
  CHECK(groups_of<Dependency>({{.tool = "one", .ids = {"CVE-2024-1"}, .image = "tea:1"},
                               {.tool = "two", .ids = {"CVE-2024-1"}, .image = "pot:1"}}) == 2);
  CHECK(groups_of<Dependency>({{.tool = "one", .ids = {"CVE-2024-1"}, .image = "tea:1"},
                               {.tool = "two", .ids = {"CVE-2024-1"}, .image = "tea@sha256:00"}}) == 1);
}

TEST_CASE("correlate: packages of a system are in no file that scanners would name alike") {
  CHECK(groups_of<Dependency>(
            {{.tool = "trivy", .ids = {"CVE-2024-1"}, .manifest = "tea (debian 12)", .ecosystem = "deb"},
             {.tool = "grype", .ids = {"CVE-2024-1"}, .manifest = "/var/lib/dpkg/status", .ecosystem = "deb"}}) == 1);
}

TEST_CASE("correlate: what one tool lists in two places are two, whoever else reports them") {
  const std::vector<Report> reports = reports_of<Dependency>({
      {.tool = "pip-audit", .ids = {"CVE-2024-1"}},  // does not say where
      {.tool = "trivy", .ids = {"CVE-2024-1"}, .manifest = "requirements.txt"},
      {.tool = "trivy", .ids = {"CVE-2024-1"}, .manifest = "a/requirements.txt"},
      {.tool = "osv", .ids = {"CVE-2024-1"}, .manifest = "/x/a/requirements.txt"},
  });
  const Correlation c               = correlate(reports);
  REQUIRE(c.groups.size() == 2);
  // The same from one tool under two names is one.
  CHECK(groups_of<Dependency>({{.tool = "one", .ids = {"CVE-2024-1", "GHSA-aaaa-bbbb-cccc"}},
                               {.tool = "one", .ids = {"GHSA-aaaa-bbbb-cccc"}}}) == 1);
}

TEST_CASE("correlate: a weakness in a line is one, if the CWE is") {
  CHECK(groups_of<Line>({{"bandit", "./app/a.py", 12, {78}}, {"semgrep", "app/a.py", 12, {77, 78}}}) == 1);
  CHECK(groups_of<Line>({{"bandit", "app/a.py", 12, {78}}, {"semgrep", "/src/app/a.py", 12, {78}}}) == 1);
  CHECK(groups_of<Line>({{"bandit", "app/a.py", 12, {78}}, {"semgrep", "app/a.py", 12, {79}}}) == 2);
  CHECK(groups_of<Line>({{"bandit", "app/a.py", 12, {78}}, {"semgrep", "app/a.py", 13, {78}}}) == 2);
  CHECK(groups_of<Line>({{"bandit", "app/a.py", 12, {78}}, {"semgrep", "lib/a.py", 12, {78}}}) == 2);
  CHECK(groups_of<Line>({{"bandit", "app/a.py", 12, {}}, {"semgrep", "app/a.py", 12, {}}}) == 2);
  CHECK(groups_of<Line>({{"bandit", "app/a.py", 0, {78}}, {"semgrep", "app/a.py", 0, {78}}}) == 2);
  // Weaknesses are no chain: what the first and the last share is nothing.
  CHECK(groups_of<Line>({{"one", "a.py", 1, {1}}, {"two", "a.py", 1, {1, 2}}, {"three", "a.py", 1, {2}}}) == 2);
  // Two rules of one tool are two findings.
  CHECK(groups_of<Line>({{.tool = "one", .path = "a.py", .line = 1, .cwe = {78}, .rule = "R1"},
                         {.tool = "one", .path = "a.py", .line = 1, .cwe = {78}, .rule = "R2"}}) == 2);
}

TEST_CASE("correlate: a secret in a line is one") {
  const auto secret = [](string_view tool, std::uint32_t line) {
    return Line{.tool = tool, .path = "a.env", .line = line, .cwe = {}, .kind = Kind::secret};
  };
  const std::vector<Report> reports = reports_of<Line>({secret("gitleaks", 3), secret("trufflehog", 3)});
  const Correlation c               = correlate(reports);
  REQUIRE(c.groups.size() == 1);
  CHECK(c.members[1].by == SameBy::place);
  CHECK(groups_of<Line>({secret("gitleaks", 3), secret("trufflehog", 4)}) == 2);
}

TEST_CASE("correlate: the same finding in two reports is one") {
  const Line line{"bandit", "a.py", 3, {}};
  const std::vector<Report> reports = reports_of<Line>({line, line});
  const Correlation c               = correlate(reports);
  REQUIRE(c.groups.size() == 1);
  CHECK(c.members[1].by == SameBy::fingerprint);
  CHECK(c.members[1].with == FindingRef{0, 0});
}

TEST_CASE("correlate: a group is open while any of its members is, and as bad as the worst of these") {
  const Dependency open{.tool = "one", .ids = {"CVE-2024-1"}, .severity = Severity::low};
  Dependency closed{.tool = "two", .ids = {"CVE-2024-1"}, .severity = Severity::critical, .state = State::dismissed};
  const std::vector<Report> reports = reports_of<Dependency>({closed, open});
  const Correlation c               = correlate(reports);
  REQUIRE(c.groups.size() == 1);
  CHECK(c.groups[0].open);
  CHECK(c.groups[0].severity == Severity::low);
  CHECK(correlate(reports_of<Dependency>({closed})).groups[0].severity == Severity::critical);
  CHECK_FALSE(correlate(reports_of<Dependency>({closed})).groups[0].open);
}

TEST_CASE("correlate: score, gate and service levels count groups, or findings if asked to") {
  Dependency a{.tool = "pip-audit", .ids = {"CVE-2024-1"}}, b{.tool = "safety", .ids = {"CVE-2024-1"}};
  const std::vector<Report> reports = reports_of<Dependency>({a, b});
  ScorePolicy each;
  each.by_group = false;
  CHECK(score(reports).value == 98);
  CHECK(score(reports, each).value == 96);
  CHECK(score(correlate(reports)).counted == 1);
  CHECK(count_open(correlate(reports))[Severity::high] == 1);
  CHECK(count_open(reports)[Severity::high] == 2);

  GatePolicy policy;
  policy.allowed[static_cast<std::size_t>(Severity::high)] = 1;
  CHECK(gate(reports, policy).passed);
  policy.score.by_group = false;
  CHECK_FALSE(gate(reports, policy).passed);

  // Only one of the two has a date: the group is over time as it is.
  std::vector<Report> dated;
  for (const std::int64_t day : {0, 1}) {
    Report& report = dated.emplace_back();
    Finding f      = reports[static_cast<std::size_t>(day)][0];
    if (day == 1) f.dates.detected = Time(std::chrono::seconds(1'700'000'000));
    report.adopt(f);
  }
  const Time now(std::chrono::seconds(1'800'000'000));
  CHECK(gate(dated, {}, now).sla_breached == 1);
  GatePolicy by_finding;
  by_finding.score.by_group = false;
  CHECK(gate(dated, by_finding, now).sla_breached == 1);
  CHECK(gate(dated, {}).sla_breached == 0);
}

TEST_CASE("correlate: no finding is lost, none is there twice, and no two CVEs are one") {
  std::mt19937 random(5);
  const auto below                    = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  const std::vector<std::string> pool = {"CVE-2024-1",          "CVE-2024-2",        "GHSA-aaaa-bbbb-cccc",
                                         "GHSA-dddd-bbbb-cccc", "PYSEC-2024-1",      "OSV-2024-1",
                                         "CVE-2024-3",          "RUSTSEC-2024-0001", "17"};
  const string_view tools[] = {"a", "b", "c", "d"}, versions[] = {"", "1", "2"},
                    files[] = {"", "x/r.txt", "r.txt", "y/r.txt"};
  for (int round = 0; round < 300; ++round) {
    std::vector<Report> reports(1 + below(4));
    for (Report& report : reports) {
      for (std::size_t i = 0, count = below(30); i < count; ++i) {
        Finding f;
        std::vector<string_view> ids;
        for (std::size_t n = below(4); n > 0; --n) ids.push_back(pool[below(pool.size())]);
        const std::vector<std::uint32_t> cwe(below(3), static_cast<std::uint32_t>(1 + below(3)));
        f.tool = tools[below(4)], f.title = "t", f.ids = ids, f.cwe = cwe;
        f.kind     = static_cast<Kind>(below(7));
        f.severity = static_cast<Severity>(below(kSeverityCount));
        f.state    = below(3) == 0 ? State::dismissed : State::open;
        if (below(2) == 0) f.package.name = "p", f.package.version = versions[below(3)];
        f.location.path       = files[below(4)];
        f.location.start_line = static_cast<std::uint32_t>(below(3));
        report.adopt(f);
      }
    }
    const Correlation c = correlate(reports);
    std::vector<std::vector<int>> seen;
    for (const Report& report : reports) seen.emplace_back(report.size());
    std::size_t next = 0;
    for (const Group& group : c.groups) {
      REQUIRE(group.first == next);
      REQUIRE(group.count > 0);
      next += group.count;
      bool open = false;
      for (const Member& m : c.members_of(group)) {
        ++seen[m.finding.report][m.finding.index];
        open = open || reports[m.finding.report][m.finding.index].state == State::open;
      }
      REQUIRE(group.open == open);
      // All that name exactly one CVE, and are not one by fingerprint, name the same.
      string_view cve;
      for (const Member& m : c.members_of(group)) {
        if (m.by != SameBy::id && m.by != SameBy::alias) continue;
        std::vector<string_view> named;
        for (const string_view id : reports[m.finding.report][m.finding.index].ids) {
          if (id.starts_with("CVE") && std::find(named.begin(), named.end(), id) == named.end()) named.push_back(id);
        }
        if (named.size() != 1) continue;
        REQUIRE((cve.empty() || cve == named[0]));
        cve = named[0];
      }
    }
    REQUIRE(next == c.members.size());
    for (const auto& counts : seen) REQUIRE(std::all_of(counts.begin(), counts.end(), [](int n) { return n == 1; }));
    REQUIRE(count_open(c).total() <= count_open(reports).total());
    for (const char* form : {"json", "table"}) REQUIRE(render_groups(reports, c, form));
  }
}

}  // namespace secmon
