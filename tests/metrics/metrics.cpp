// SPDX-License-Identifier: MIT
// Trends and key figures, from plain values.
#include "secmon/metrics.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catch.hpp"

namespace secmon {
namespace {

using namespace std::chrono_literals;

constexpr Time kDay0 = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};
constexpr Time day(int number) { return kDay0 + std::chrono::days(number); }
constexpr auto kHigh = static_cast<std::size_t>(Severity::high);

Episode episode(Severity severity, Time opened, Time fixed = kNoTime) {
  Episode e;
  e.severity = severity;
  e.opened   = opened;
  e.fixed    = fixed;
  if (fixed != kNoTime) e.state = State::fixed;
  return e;
}

ScanRecord scan(std::int64_t id, Time time, std::uint64_t open) {
  ScanRecord s;
  s.id                   = id;
  s.time                 = time;
  s.complete             = true;
  s.tools                = {"bandit"};
  s.open[Severity::high] = open;
  Tally tally;
  tally.tool = "bandit";
  tally.open = s.open;
  if (open > 0) s.tallies.push_back(tally);
  return s;
}

}  // namespace

TEST_CASE("without data nothing is known") {
  const Trend none = trend({});
  CHECK(none.points.empty());
  const Trend empty = trend({}, {.now = day(40)});
  REQUIRE(empty.points.size() == 5);
  CHECK_FALSE(empty.points.back().known);
  CHECK(empty.score_change == 0);

  const Kpis figures = kpis({}, {}, {.now = day(40)});
  CHECK_FALSE(figures.known);
  for (const Figure& figure : {figures.backlog, figures.remediation, figures.freshness, figures.coverage,
                               figures.detect.all, figures.respond.by_severity[kHigh]}) {
    CHECK(figure.aim == Aim::no_data);
    CHECK(figure.count == 0);
  }
  const auto json = nlohmann::json::parse(to_json(figures));
  CHECK(json["score"].is_null());
  CHECK(json["open"].is_null());
  CHECK(json["backlog"]["value"].is_null());
  CHECK(json["backlog"]["aim"] == "no_data");
  const std::string text = to_open_metrics(figures, "shop");
  CHECK(text.find("secmon_score") == std::string::npos);
  CHECK(text.find("secmon_backlog") == std::string::npos);
  CHECK(kpis({}, {}).now == kNoTime);
  CHECK(month_over_month({}, {}).previous.now == kNoTime);
}

TEST_CASE("a trend is made of whole steps back from its end") {
  std::vector<ScanRecord> scans  = {scan(1, day(5), 3), scan(2, day(20), 2), scan(3, day(20), 1), scan(4, day(39), 4),
                                    scan(5, day(50), 9)};
  scans[3].added[Severity::high] = 3;
  scans[2].fixed[Severity::high] = 2;
  scans[1].reopened[Severity::high] = 1;
  std::swap(scans[0], scans[3]);  // in any order
  const Trend t = trend(scans, {.now = day(40)});
  REQUIRE(t.points.size() == 5);
  CHECK((t.points[0].from == day(10) && t.points[0].until == day(12)));
  CHECK((t.points[4].from == day(33) && t.points[4].until == day(40)));
  CHECK((t.points[0].known && t.points[0].scans == 0 && t.points[0].open[Severity::high] == 3));
  CHECK((t.points[2].scans == 2 && t.points[2].open[Severity::high] == 1));
  CHECK((t.points[2].fixed[Severity::high] == 2 && t.points[2].reopened[Severity::high] == 1));
  CHECK((t.points[4].open[Severity::high] == 4 && t.points[4].added.total() == 3));
  CHECK((t.points[0].score.value == 94 && t.points[4].score.value == 92 && t.score_change == -2));
  REQUIRE(t.tools.size() == 1);
  CHECK(t.tools[0].points[4].open[Severity::high] == 4);

  const Trend days = trend(scans, {.now = day(40), .window = std::chrono::days(3), .step = std::chrono::days(1)});
  CHECK(days.points.size() == 3);
  CHECK(trend(scans, {.now = day(40), .window = std::chrono::days(-5)}).points.size() == 1);
}

TEST_CASE("what was open when the trend begins is not known before the first scan") {
  const std::vector<ScanRecord> scans = {scan(1, day(35), 3)};
  const Trend t                       = trend(scans, {.now = day(40)});
  CHECK_FALSE(t.points[0].known);
  CHECK(t.points[4].known);
  const auto json = nlohmann::json::parse(to_json(t));
  CHECK(json["points"][0]["open"].is_null());
  CHECK(json["points"][4]["open"]["high"] == 3);
  CHECK(json["tools"][0]["tool"] == "bandit");
}

TEST_CASE("a late scan does not say what was open") {
  std::vector<ScanRecord> scans  = {scan(1, day(30), 3), scan(2, day(31), 9)};
  scans[1].late                  = true;
  scans[1].added[Severity::high] = 6;
  const Trend t                  = trend(scans, {.now = day(40)});
  CHECK(t.points.back().open[Severity::high] == 3);
  CHECK(t.points[3].added[Severity::high] == 6);
}

TEST_CASE("a tool that has nothing open is known once it ran") {
  std::vector<ScanRecord> scans = {scan(1, day(30), 0), scan(2, day(39), 1)};
  scans[1].tools                = {"semgrep"};
  scans[1].tallies[0].tool      = "semgrep";
  const Trend t                 = trend(scans, {.now = day(40)});
  REQUIRE(t.tools.size() == 2);
  CHECK((t.tools[0].tool == "bandit" && t.tools[0].points.back().known));
  CHECK((t.tools[0].points.back().scans == 0 && t.tools[0].points[3].scans == 1));
  CHECK_FALSE(t.tools[1].points[3].known);
  CHECK(t.tools[1].points[4].open[Severity::high] == 1);
}

TEST_CASE("mean times are over what ended in the window") {
  std::vector<Episode> episodes = {episode(Severity::high, day(12), day(14)), episode(Severity::high, day(20), day(24)),
                                   episode(Severity::high, day(1), day(5)),     // before the window
                                   episode(Severity::low, day(30)),             // still open
                                   episode(Severity::high, day(30), day(45))};  // not yet fixed
  episodes[1].acknowledged      = day(21);
  episodes[3].published         = day(10);
  episodes[3].introduced        = day(28);
  episodes[4].published         = day(31);  // found before it was known
  const std::vector<ScanRecord> scans = {scan(1, day(39), 2)};
  const Kpis k                        = kpis(episodes, scans, {.now = day(40)});
  CHECK(k.since == day(10));
  const Figure& fixed = k.remediate.by_severity[kHigh];
  CHECK((fixed.value == 3 * 86400.0 && fixed.count == 2 && fixed.aim == Aim::met && fixed.target == 7 * 86400.0));
  const Figure& answered = k.respond.by_severity[kHigh];
  CHECK((answered.value == 1.5 * 86400 && answered.count == 2 && answered.aim == Aim::missed));
  CHECK((k.detect.all.value == 86400.0 && k.detect.all.count == 2 && k.detect.all.aim == Aim::no_target));
  CHECK(k.detect.by_severity[static_cast<std::size_t>(Severity::low)].aim == Aim::met);
  CHECK((k.open[Severity::high] == 1 && k.open[Severity::low] == 1));
  CHECK((k.added.total() == 4 && k.fixed.total() == 2));
  CHECK((k.remediation.value == 0.5 && k.remediation.count == 4 && k.remediation.aim == Aim::no_target));
  CHECK((k.backlog.value == 1 && k.backlog.count == 2 && k.backlog.aim == Aim::met));
  CHECK((k.score.value == 96 && k.scans == 1));

  KpiOptions strict{.now = day(40)};
  strict.policy.backlog     = 1;
  strict.policy.remediation = 0.6;
  strict.policy.detect.fill(0s);
  const Kpis s = kpis(episodes, scans, strict);
  CHECK((s.backlog.aim == Aim::missed && s.remediation.aim == Aim::missed));
  CHECK(s.detect.by_severity[static_cast<std::size_t>(Severity::low)].aim == Aim::no_target);
}

TEST_CASE("what is accepted or false is not open") {
  Episode accepted                    = episode(Severity::high, day(1));
  accepted.pauses                     = {{day(5), day(10)}, {day(20), kNoTime}};
  Episode wrong                       = episode(Severity::critical, day(1), day(3));
  wrong.state                         = State::false_positive;
  std::vector<Episode> episodes       = {accepted, wrong};
  const std::vector<ScanRecord> scans = {scan(1, day(1), 1)};
  const auto open                     = [&](int on) { return kpis(episodes, scans, {.now = day(on)}).open.total(); };
  CHECK(open(0) == 0);
  CHECK(open(1) == 1);
  CHECK(open(5) == 0);
  CHECK(open(10) == 1);
  CHECK(open(20) == 0);
  CHECK(kpis(episodes, scans, {.now = day(4)}).fixed.total() == 0);
}

TEST_CASE("a finding that came back is no detection") {
  Episode back                        = episode(Severity::high, day(20));
  back.first                          = false;
  back.published                      = day(1);
  const std::vector<Episode> episodes = {back};
  const Kpis k                        = kpis(episodes, {}, {.now = day(30)});
  CHECK(k.detect.all.count == 0);
  CHECK((k.reopened.total() == 1 && k.added.total() == 0));
}

namespace {

Episode of(std::int64_t vulnerability, Episode e) {
  e.vulnerability = vulnerability;
  return e;
}

}  // namespace

TEST_CASE("one vulnerability that three scanners found is one") {
  std::vector<Episode> episodes = {of(7, episode(Severity::medium, day(12), day(20))),
                                   of(7, episode(Severity::high, day(11), day(15))),
                                   of(7, episode(Severity::low, day(14), day(23))),
                                   of(8, episode(Severity::low, day(30))),
                                   episode(Severity::low, day(30)),
                                   episode(Severity::low, day(30))};
  episodes[0].published         = day(10);
  episodes[1].published         = day(9);
  episodes[2].introduced        = day(8);
  episodes[2].acknowledged      = day(16);
  std::swap(episodes[0], episodes[5]);  // in any order
  const std::vector<ScanRecord> scans = {scan(1, day(39), 2)};
  const Kpis k                        = kpis(episodes, scans, {.now = day(40), .since = day(5)});
  CHECK((k.added.total() == 4 && k.added[Severity::high] == 1 && k.reopened.total() == 0));
  CHECK((k.fixed.total() == 1 && k.fixed[Severity::high] == 1));  // by the last of them, as bad as the worst
  CHECK((k.remediate.by_severity[kHigh].count == 1 && k.remediate.by_severity[kHigh].value == 12 * 86400.0));
  CHECK((k.respond.all.count == 1 && k.respond.all.value == 5 * 86400.0));
  CHECK((k.detect.all.count == 1 && k.detect.all.value == 2 * 86400.0));  // published on the 9th
  CHECK((k.remediation.count == 4 && k.remediation.value == 0.25));
  CHECK((k.open.total() == 3 && k.score.value == 94 && k.backlog.count == 3));

  // While only some of them are fixed it is open, as bad as the worst that is left.
  const Kpis meanwhile = kpis(episodes, {}, {.now = day(17), .since = day(5)});
  CHECK((meanwhile.open[Severity::medium] == 1 && meanwhile.open.total() == 1 && meanwhile.fixed.total() == 0));
  CHECK((meanwhile.respond.all.count == 1 && meanwhile.remediate.all.count == 0));

  KpiOptions by_finding{.now = day(40), .since = day(5)};
  by_finding.policy.score.by_group = false;
  CHECK(kpis(episodes, {}, by_finding).added.total() == 6);
  CHECK(kpis(episodes, {}, by_finding).fixed.total() == 3);
}

TEST_CASE("a vulnerability comes back when none of its findings was there") {
  std::vector<Episode> episodes = {of(7, episode(Severity::high, day(12), day(14))),
                                   of(7, episode(Severity::high, day(14), day(16))),  // without a gap
                                   of(7, episode(Severity::high, day(20)))};
  episodes[2].first             = true;  // of another tool, which had not seen it before
  episodes[2].published         = day(1);
  const Kpis k                  = kpis(episodes, {}, {.now = day(30), .since = day(10)});
  CHECK((k.added.total() == 1 && k.reopened.total() == 1 && k.fixed.total() == 1 && k.open.total() == 1));
  CHECK((k.remediate.all.value == 4 * 86400.0 && k.detect.all.count == 0 && k.remediation.count == 2));
}

TEST_CASE("what is decided of one finding is not decided of the others") {
  std::vector<Episode> episodes = {of(7, episode(Severity::high, day(1))), of(7, episode(Severity::low, day(2))),
                                   of(8, episode(Severity::critical, day(1))), of(8, episode(Severity::low, day(3)))};
  episodes[0].pauses            = {{day(5), kNoTime}};
  episodes[0].acknowledged      = day(5);
  episodes[2].state             = State::false_positive;
  const Kpis k                  = kpis(episodes, {}, {.now = day(9)});
  CHECK((k.open[Severity::low] == 2 && k.open.total() == 2));
  CHECK((k.respond.all.count == 1 && k.respond.all.value == 4 * 86400.0));
  episodes[1].pauses = {{day(6), kNoTime}};
  CHECK(kpis(episodes, {}, {.now = day(9)}).open.total() == 1);
}

TEST_CASE("a trend counts vulnerabilities, its tools findings") {
  std::vector<ScanRecord> scans = {scan(1, day(30), 2)};
  Tally trivy                   = scans[0].tallies[0];
  trivy.tool                    = "trivy";
  scans[0].tallies.push_back(trivy);
  TrendOptions options{.now = day(40)};
  const Trend t = trend(scans, options);
  CHECK((t.points.back().open.total() == 2 && t.points.back().score.value == 96));
  CHECK((t.tools[0].points.back().open.total() == 2 && t.tools[1].points.back().open.total() == 2));
  options.score.by_group = false;
  CHECK(trend(scans, options).points.back().open.total() == 4);
}

TEST_CASE("freshness and coverage") {
  std::vector<ScanRecord> scans = {scan(1, day(1), 0), scan(2, day(2), 0), scan(3, day(50), 0)};
  scans[0].files_scanned        = 9;
  scans[0].files_of_code        = 10;
  scans[0].packages_current     = 8;
  scans[0].packages_known       = 10;
  scans[2].files_scanned = scans[2].files_of_code = 10;
  const Kpis k                                    = kpis({}, scans, {.now = day(40)});
  CHECK((k.coverage.value == 0.9 && k.coverage.count == 10 && k.coverage.aim == Aim::missed));
  CHECK((k.freshness.value == 0.8 && k.freshness.aim == Aim::missed));  // more than 80 % is asked for
  CHECK(kpis({}, scans, {.now = day(60)}).coverage.aim == Aim::met);

  Inventory inventory;
  inventory.components = {{"pypi", "a", "1", "1"}, {"pypi", "b", "1", "2"}, {"pypi", "c", "1", ""}};
  const Kpis i         = kpis({}, scans, {.now = day(40), .inventory = &inventory});
  CHECK((i.freshness.value == 0.5 && i.freshness.count == 2));
  CHECK(i.freshness.value == freshness(inventory));
}

TEST_CASE("two months side by side") {
  const std::vector<Episode> episodes = {episode(Severity::high, day(5), day(20)), episode(Severity::high, day(50))};
  const std::vector<ScanRecord> scans = {scan(1, day(5), 1)};
  const Months m                      = month_over_month(episodes, scans, {.now = day(60)});
  CHECK((m.current.since == day(30) && m.previous.now == day(30) && m.previous.since == day(0)));
  CHECK((m.current.added.total() == 1 && m.previous.added.total() == 1 && m.previous.fixed.total() == 1));
  const auto json = nlohmann::json::parse(to_json(m));
  CHECK(json["previous"]["remediate"]["high"]["value"] == 15 * 86400);
  CHECK(json["previous"]["remediate"]["high"]["target"] == 7 * 86400);
  const Months odd = month_over_month(episodes, scans, {.now = day(60), .since = day(50)});
  CHECK((odd.previous.since == day(40) && odd.previous.now == day(50)));
}

TEST_CASE("OpenMetrics names, escapes and ends") {
  const std::vector<Episode> episodes = {episode(Severity::high, day(35), day(36))};
  const std::vector<ScanRecord> scans = {scan(1, day(39), 2)};
  const std::string text              = to_open_metrics(kpis(episodes, scans, {.now = day(40)}), "a\"b\\c\nd\x01");
  CHECK(text.find("# TYPE secmon_time_to_remediate_seconds gauge\n# UNIT secmon_time_to_remediate_seconds seconds\n") !=
        std::string::npos);
  CHECK(text.find("secmon_time_to_remediate_seconds{project=\"a\\\"b\\\\c\\nd?\",severity=\"high\"} 86400\n") !=
        std::string::npos);
  CHECK(text.find("time_to_remediate_seconds{project=\"a\\\"b\\\\c\\nd?\",severity=\"low\"}") == std::string::npos);
  CHECK(text.find("secmon_score{project=\"a\\\"b\\\\c\\nd?\"} 100\n") != std::string::npos);
  CHECK(text.ends_with("# EOF\n"));
  CHECK(to_open_metrics({}, "\xFF\xFE").find("project=\"??\"") != std::string::npos);
}

}  // namespace secmon
