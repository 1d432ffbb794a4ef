// SPDX-License-Identifier: MIT
// What happens to findings from scan to scan.
#include "secmon/history.hpp"

#include <chrono>
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "history/scratch.hpp"
#include "secmon/metrics.hpp"
#include "secmon/render.hpp"

namespace secmon {
namespace {

using namespace std::chrono_literals;
using test::day;
using test::finding;
using test::made;
using test::Scratch;

std::vector<EventKind> kinds(const History& history, std::string_view project, std::string_view fingerprint = {}) {
  std::vector<EventKind> made;
  const std::vector<Event> events = history.events(project, fingerprint).value();
  for (const Event& event : events) made.push_back(event.kind);
  return made;
}

using Kinds = std::vector<EventKind>;

std::string fingerprint_of(const Finding& f) {
  Report report;
  report.adopt(f);
  return std::string(report[0].fingerprint);
}

Ingest ingest(History& history, const Report& report, Time time) {
  return history.ingest("shop", {&report, 1}, {.time = time}).value();
}

State state_of(const History& history, const Finding& f, Time now = kNoTime) {
  return history.past("shop", fingerprint_of(f), now).value().state;
}

}  // namespace

TEST_CASE("a scan is new, then unchanged, then repeated") {
  History history     = History::open(":memory:").value();
  const Report report = made({finding("bandit", "a.py", Severity::high), finding("bandit", "b.py", Severity::low)});

  const Ingest first = ingest(history, report, day(1));
  CHECK(first.added == 2);
  CHECK(first.complete);
  CHECK_FALSE(first.repeated);
  const auto events = history.events("shop").value().size();

  const Ingest again = ingest(history, report, day(1));
  CHECK(again.repeated);
  CHECK(again.scan == first.scan);
  CHECK(again.unchanged == 2);
  CHECK(history.events("shop").value().size() == events);
  CHECK(history.scans("shop").value().size() == 1);

  const Ingest second = ingest(history, report, day(2));
  CHECK_FALSE(second.repeated);
  CHECK(second.unchanged == 2);
  CHECK(second.added + second.fixed + second.reopened + second.changed == 0);
  CHECK(history.events("shop").value().size() == events);
  const Past past = history.past("shop", report[0].fingerprint).value();
  CHECK(past.first_seen == day(1));
  CHECK(past.last_seen == day(2));
}

TEST_CASE("findings come back as they went in") {
  History history                   = History::open(":memory:").value();
  Finding f                         = finding("trivy", "requirements.txt", Severity::critical);
  const std::string_view ids[]      = {"CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q"};
  const std::string_view fixed_in[] = {"2.15.0"};
  const std::uint32_t cwe[]         = {502, 400};
  const Cvss cvss[]                 = {{"3.1", "CVSS:3.1/AV:N", 10.0, "nvd"}};
  f.kind                            = Kind::sca;
  f.ids                             = ids;
  f.cwe                             = cwe;
  f.cvss                            = cvss;
  f.epss                            = 0.97F;
  f.kev                             = true;
  f.package                         = {"maven", "log4j", "2.14.1", "pkg:maven/log4j@2.14.1", "pom.xml", "", fixed_in};
  f.dates.published                 = day(0);
  f.description                     = "line one\nline \"two\" \x01 \xC3\xA9";
  const Report report               = made({f, finding("bandit", "a.py", Severity::low)});
  ingest(history, report, day(1));

  const Report back = history.findings("shop").value();
  REQUIRE(back.size() == 2);
  CHECK(back.status() == Status::complete);
  CHECK(back.generated() == day(1));
  for (const Finding& got : back) {
    const bool is_first = got.fingerprint == report[0].fingerprint;
    Finding want        = report[is_first ? 0 : 1];
    want.dates.detected = day(1);
    CHECK(to_json(got) == to_json(want));
  }
}

TEST_CASE("code that moves, and a severity that changes, keep their life") {
  History history = History::open(":memory:").value();
  Finding f       = finding("bandit", "a.py", Severity::medium);
  ingest(history, made({f}), day(1));
  f.location.start_line = 99;
  CHECK(ingest(history, made({f}), day(2)).changed == 1);
  CHECK(history.findings("shop").value()[0].location.start_line == 99);
  CHECK(kinds(history, "shop") == Kinds{EventKind::first_seen});

  f.severity = Severity::critical;
  CHECK(ingest(history, made({f}), day(3)).changed == 1);
  CHECK(kinds(history, "shop") == Kinds{EventKind::first_seen, EventKind::changed});
  CHECK(history.events("shop").value()[1].reason == "severity medium -> critical");
  CHECK(history.past("shop", fingerprint_of(f)).value().first_seen == day(1));
}

TEST_CASE("a finding in several reports counts once, open and at its highest severity") {
  History history = History::open(":memory:").value();
  Finding low     = finding("bandit", "a.py", Severity::low);
  Finding high    = low;
  high.severity   = Severity::high;
  Finding quiet   = low;
  quiet.severity  = Severity::critical;
  quiet.state     = State::suppressed;
  std::vector<Report> reports;
  for (const Finding& f : {low, quiet, high}) reports.push_back(made({f}));
  CHECK(history.ingest("shop", reports, {.time = day(1)}).value().added == 1);
  const Report back = history.findings("shop").value();
  REQUIRE(back.size() == 1);
  CHECK(back[0].severity == Severity::high);
}

TEST_CASE("what a complete scan no longer finds is fixed, and can come back") {
  History history = History::open(":memory:").value();
  const Finding a = finding("bandit", "a.py", Severity::high), b = finding("bandit", "b.py", Severity::low);
  ingest(history, made({a, b}), day(1));
  CHECK(ingest(history, made({b}), day(2)).fixed == 1);
  CHECK(state_of(history, a) == State::fixed);
  CHECK(history.past("shop", fingerprint_of(a)).value().fixed == day(2));
  CHECK(history.findings("shop").value().size() == 1);
  const Report all = history.findings("shop", {.all = true}).value();
  REQUIRE(all.size() == 2);

  CHECK(ingest(history, made({a, b}), day(4)).reopened == 1);
  const Past past = history.past("shop", fingerprint_of(a)).value();
  CHECK(past.state == State::open);
  CHECK(past.first_seen == day(1));
  CHECK(past.opened == day(4));
  CHECK(past.fixed == kNoTime);
  CHECK(past.reopened == 1);
  CHECK(kinds(history, "shop", fingerprint_of(a)) ==
        Kinds{EventKind::first_seen, EventKind::fixed, EventKind::reopened});

  const std::vector<Episode> episodes = history.episodes("shop").value();
  REQUIRE(episodes.size() == 3);
  std::vector<Episode> of_a;
  for (const Episode& e : episodes) {
    if (e.fingerprint == fingerprint_of(a)) of_a.push_back(e);
  }
  REQUIRE(of_a.size() == 2);
  CHECK((of_a[0].first && of_a[0].opened == day(1) && of_a[0].fixed == day(2)));
  CHECK((!of_a[1].first && of_a[1].opened == day(4) && of_a[1].fixed == kNoTime));
}

TEST_CASE("only what the scan covered can become fixed") {
  History history     = History::open(":memory:").value();
  const Finding sa    = finding("bandit", "src/a.py", Severity::high);
  const Finding sb    = finding("semgrep", "lib/b.py", Severity::high);
  Finding image       = finding("trivy", "usr/lib/x", Severity::high);
  image.kind          = Kind::container;
  image.package       = {"deb", "openssl", "3", {}, {}, "registry:5000/shop/web:1.2", {}};
  Finding other       = image;
  other.package.image = "registry:5000/shop/worker:1.2";
  ingest(history, made({sa, sb, image, other}), day(1));
  std::vector<Report> none;
  const auto scan = [&](Scan of) { return history.ingest("shop", none, of).value(); };

  SECTION("another tool says nothing") {
    CHECK(scan({.time = day(2), .tools = {"gosec"}}).fixed == 0);
    CHECK(scan({.time = day(3), .tools = {"Bandit"}}).fixed == 1);
    CHECK(state_of(history, sb) == State::open);
  }
  SECTION("other targets say nothing") {
    CHECK(scan({.time = day(2), .tools = {"bandit", "semgrep"}, .targets = {"sr", "src/a", "lib/"}}).fixed == 1);
    CHECK(state_of(history, sa) == State::open);
    CHECK(state_of(history, sb) == State::fixed);
    CHECK(scan({.time = day(3), .tools = {"bandit", "semgrep"}, .targets = {"./src/"}}).fixed == 1);
  }
  SECTION("the whole folder") { CHECK(scan({.time = day(2), .tools = {"bandit"}, .targets = {"."}}).fixed == 1); }
  SECTION("an image that nobody named") {
    CHECK(scan({.time = day(2), .tools = {"trivy"}}).fixed == 0);
    CHECK(scan({.time = day(3), .tools = {"trivy"}, .targets = {"registry:5000/shop/web:1.3"}}).fixed == 1);
    CHECK(state_of(history, image) == State::fixed);
    CHECK(state_of(history, other) == State::open);
  }
  SECTION("an image that the report still names") {
    Finding left      = image;
    left.package.name = "zlib";
    left.rule_id      = "CVE-2022-37434";
    CHECK(ingest(history, made({left}), day(2)).fixed == 1);
    CHECK(state_of(history, image) == State::fixed);
    CHECK(state_of(history, other) == State::open);
  }
  SECTION("an incomplete scan") {
    CHECK(scan({.time = day(2), .tools = {"bandit", "trivy"}, .complete = false}).fixed == 0);
    Report cut = made({sb});
    cut.add_note(Errc::truncated, true, "cut off");
    const Ingest done = history.ingest("shop", {&cut, 1}, {.time = day(3), .tools = {"bandit"}}).value();
    CHECK_FALSE(done.complete);
    CHECK(done.fixed == 1);  // bandit's own word is complete
    CHECK(state_of(history, sa) == State::fixed);
    CHECK(state_of(history, sb) == State::open);
    const Report back = history.findings("shop").value();
    CHECK(back.status() == Status::incomplete);
    CHECK_FALSE(back.notes().empty());
  }
  SECTION("an incomplete report of nobody knows which tool") {
    Report cut;
    cut.add_note(Errc::unknown_format, true, "what is this?");
    CHECK(history.ingest("shop", {&cut, 1}, {.time = day(2), .tools = {"bandit"}}).value().fixed == 0);
  }
}

TEST_CASE("states that a report gives are taken, with their dates") {
  History history = History::open(":memory:").value();
  Finding f       = finding("github", "a.py", Severity::high);
  f.state         = State::fixed;
  f.dates         = {.detected = day(1), .acknowledged = day(2), .fixed = day(3)};
  Finding g       = finding("github", "b.py", Severity::high);
  g.state         = State::dismissed;
  g.state_reason  = "used in tests";
  g.dates         = {.detected = day(1), .dismissed = day(4)};
  ingest(history, made({f, g}), day(10));
  const Past fixed = history.past("shop", fingerprint_of(f)).value();
  CHECK((fixed.opened == day(1) && fixed.acknowledged == day(2) && fixed.fixed == day(3)));
  CHECK(fixed.state == State::fixed);
  const Report all = history.findings("shop", {.all = true}).value();
  for (const Finding& got : all) {
    if (got.location.path != "b.py") continue;
    CHECK(got.state == State::dismissed);
    CHECK(got.state_reason == "used in tests");
    CHECK(got.dates.dismissed == day(4));
  }
  const auto episodes = history.episodes("shop").value();
  REQUIRE(episodes.size() == 2);

  g.state        = State::open;
  g.state_reason = {};
  g.dates        = {.detected = day(1)};
  ingest(history, made({f, g}), day(11));
  CHECK(state_of(history, g) == State::open);
  CHECK(history.events("shop", fingerprint_of(g)).value().back().reason == "no longer dismissed");
  const Past past = history.past("shop", fingerprint_of(g)).value();
  REQUIRE(past.pauses.size() == 1);
  CHECK((past.pauses[0].from == day(4) && past.pauses[0].until == day(11)));
}

TEST_CASE("decisions of people stand, until they run out or are taken back") {
  History history = History::open(":memory:").value();
  const Finding f = finding("bandit", "a.py", Severity::high);
  ingest(history, made({f}), day(1));
  const std::string id = fingerprint_of(f);
  const auto triage    = [&](Triage t) {
    t.fingerprint = id;
    t.who         = "ada";
    return history.triage("shop", t);
  };

  SECTION("accepted until") {
    REQUIRE(triage({.state = EventKind::accepted, .reason = "next release", .time = day(2), .until = day(9)}));
    CHECK(state_of(history, f, day(5)) == State::accepted_risk);
    CHECK(state_of(history, f, day(9)) == State::open);
    CHECK(history.findings("shop", {.now = day(5)}).value().empty());
    CHECK(history.findings("shop", {.now = day(9)}).value().size() == 1);
    const Report all = history.findings("shop", {.now = day(5), .all = true}).value();
    CHECK(all[0].state_reason == "next release");
    const Past past = history.past("shop", id).value();
    CHECK(past.acknowledged == day(2));
    REQUIRE(past.pauses.size() == 1);
    CHECK((past.pauses[0].from == day(2) && past.pauses[0].until == day(9)));
    CHECK(classify(all[0], day(5), {}, past.life()).resolve.state == SlaState::paused);
  }
  SECTION("a scan changes nothing about it") {
    REQUIRE(triage({.state = EventKind::false_positive, .time = day(2)}));
    ingest(history, made({f}), day(3));
    CHECK(state_of(history, f) == State::false_positive);
    history.ingest("shop", {}, {.time = day(4), .tools = {"bandit"}}).value();
    ingest(history, made({f}), day(5));
    CHECK(state_of(history, f) == State::false_positive);
    REQUIRE(triage({.state = EventKind::reopened, .time = day(6)}));
    CHECK(state_of(history, f) == State::open);
    CHECK(history.findings("shop").value()[0].dates.dismissed == kNoTime);
  }
  SECTION("fixed by word, and a scan knows better") {
    REQUIRE(triage({.state = EventKind::fixed, .time = day(3)}));
    CHECK(state_of(history, f) == State::fixed);
    CHECK(ingest(history, made({f}), day(2)).reopened == 0);  // it saw what was there before
    CHECK(state_of(history, f) == State::fixed);
    CHECK(ingest(history, made({f}), day(4)).reopened == 1);
    CHECK(state_of(history, f) == State::open);
  }
  SECTION("the workflow") {
    for (const EventKind step : {EventKind::triaged, EventKind::investigating, EventKind::remediated}) {
      REQUIRE(triage({.state = step, .time = day(2)}));
    }
    const Past past = history.past("shop", id).value();
    CHECK(past.step == EventKind::remediated);
    CHECK(past.state == State::open);
    CHECK(past.acknowledged == day(2));
    const Report back = history.findings("shop").value();
    REQUIRE(back[0].tags.size() == 1);
    CHECK(back[0].tags[0] == "step:remediated");
    CHECK(back[0].dates.acknowledged == day(2));
    const Event last = history.events("shop", id).value().back();
    CHECK((last.who == "ada" && last.scan == 0));
  }
  SECTION("what cannot be decided") {
    CHECK(triage({.state = EventKind::first_seen, .time = day(2)}).error().code == Errc::invalid_argument);
    CHECK(triage({.state = EventKind::changed, .time = day(2)}).error().code == Errc::invalid_argument);
    CHECK(triage({.state = EventKind::dismissed}).error().code == Errc::invalid_argument);
    CHECK_FALSE(triage({.state = EventKind::dismissed, .time = day(2), .until = day(3)}));
    CHECK_FALSE(triage({.state = EventKind::accepted, .time = day(3), .until = day(3)}));
    CHECK_FALSE(history.triage("shop", {.fingerprint = "1:ffffff", .time = day(2)}));
    CHECK_FALSE(history.triage("shop", {.fingerprint = "1:ab", .time = day(2)}));
    CHECK_FALSE(history.triage("none", {.fingerprint = id, .time = day(2)}));
    CHECK(kinds(history, "shop") == Kinds{EventKind::first_seen});
  }
  SECTION("the beginning of a fingerprint is enough, if it is clear") {
    CHECK(history.triage("shop", {.fingerprint = id.substr(0, 10), .time = day(2)}).value() == 1);
    CHECK(history.triage("shop", {.fingerprint = id.substr(2, 8), .time = day(2)}).value() == 1);
    Finding twin     = finding("bandit", "b.py", Severity::low);
    std::string like = id;
    like.back()      = like.back() == '0' ? '1' : '0';
    twin.fingerprint = like;
    ingest(history, made({f, twin}), day(3));
    const auto both = history.triage("shop", {.fingerprint = id.substr(0, 33), .time = day(4)});
    CHECK(both.error().code == Errc::invalid_argument);
    CHECK(history.triage("shop", {.fingerprint = id, .time = day(4)}).value() == 1);
  }
}

TEST_CASE("branches have lives of their own, and decisions in common") {
  History history = History::open(":memory:").value();
  const Finding f = finding("bandit", "a.py", Severity::high), g = finding("bandit", "b.py", Severity::high);
  const Report both = made({f, g}), one = made({f}), none = made({});
  const auto scan = [&](const Report& report, int on, const char* branch) {
    return history.ingest("shop", {&report, 1}, {.time = day(on), .branch = branch, .tools = {"bandit"}}).value();
  };
  scan(both, 1, "");  // the branch that is named first is this one
  CHECK(scan(one, 2, "main").fixed == 1);
  CHECK(scan(both, 3, "feature").added == 2);
  CHECK(scan(none, 4, "feature").fixed == 2);
  CHECK(history.findings("shop").value().size() == 1);
  CHECK(history.findings("shop", {.branch = "main"}).value().size() == 1);
  CHECK(history.findings("shop", {.branch = "feature", .tool = "bandit"}).value().empty());

  const std::string id = fingerprint_of(f);
  CHECK(history.triage("shop", {.fingerprint = id, .state = EventKind::false_positive, .time = day(5)}).value() == 2);
  scan(one, 6, "late");
  CHECK(history.past("shop", id, kNoTime, "late").value().state == State::false_positive);

  const std::vector<Project> projects = history.projects().value();
  REQUIRE(projects.size() == 3);
  CHECK((projects[0].branch == "main" && projects[0].main && projects[0].scans == 2 && projects[0].findings == 2));
  CHECK((projects[1].branch == "feature" && !projects[1].main));
}

TEST_CASE("projects do not meet") {
  History history     = History::open(":memory:").value();
  const Report report = made({finding("bandit", "a.py", Severity::high)});
  const Report none   = made({});
  ingest(history, report, day(1));
  CHECK(history.ingest("other", {&report, 1}, {.time = day(1)}).value().added == 1);
  CHECK(history.ingest("other", {&none, 1}, {.time = day(2), .tools = {"bandit"}}).value().fixed == 1);
  CHECK(history.findings("shop").value().size() == 1);
  const Report unknown = history.findings("nobody").value();
  CHECK(unknown.empty());
  CHECK(unknown.status() == Status::incomplete);
  CHECK(history.events("nobody").error().code == Errc::invalid_argument);
}

TEST_CASE("scans that come late fix and reopen nothing") {
  History history = History::open(":memory:").value();
  const Finding a = finding("bandit", "a.py", Severity::high), b = finding("bandit", "b.py", Severity::low),
                c = finding("bandit", "c.py", Severity::low);
  ingest(history, made({a}), day(10));
  ingest(history, made({a}), day(20));

  const Ingest late = ingest(history, made({b}), day(15));  // b was fixed by the scan of the 20th
  CHECK(late.late);
  CHECK(late.added == 1);
  CHECK(state_of(history, a) == State::open);
  CHECK(state_of(history, b) == State::fixed);
  CHECK(history.past("shop", fingerprint_of(b)).value().fixed == day(20));

  ingest(history, made({a}), day(5));  // a was there before
  const Past past = history.past("shop", fingerprint_of(a)).value();
  CHECK((past.first_seen == day(5) && past.opened == day(5) && past.last_seen == day(20)));

  ingest(history, made({}), day(21));
  const Report nothing;
  history.ingest("shop", {&nothing, 1}, {.time = day(22), .tools = {"bandit"}}).value();
  CHECK(ingest(history, made({a}), day(11)).reopened == 0);
  CHECK(state_of(history, a) == State::fixed);

  // Another tool is late for itself only.
  Finding s = c;
  s.tool    = "semgrep";
  history.ingest("shop", {}, {.time = day(30), .tools = {"bandit"}}).value();
  ingest(history, made({s}), day(25));
  CHECK(state_of(history, s) == State::open);
  const std::vector<ScanRecord> scans = history.scans("shop").value();
  for (std::size_t i = 1; i < scans.size(); ++i) CHECK(scans[i - 1].time <= scans[i].time);
}

TEST_CASE("two scans with one time, a scan without one, and one from the future") {
  History history = History::open(":memory:").value();
  const Finding a = finding("bandit", "a.py", Severity::high);
  ingest(history, made({a}), day(1));
  CHECK(history.ingest("shop", {}, {.time = day(1), .tools = {"bandit"}}).value().fixed == 1);
  CHECK(ingest(history, made({a, finding("bandit", "b.py", Severity::low)}), day(1)).reopened == 1);

  const Report report = made({a});
  CHECK(history.ingest("shop", {&report, 1}, {}).error().code == Errc::invalid_argument);
  CHECK(history.ingest("shop", {&report, 1}, {.now = day(2)}).value().scan != 0);
  CHECK(history.scans("shop").value().back().time == day(2));

  const Ingest future = history.ingest("shop", {&report, 1}, {.time = day(400), .now = day(3)}).value();
  REQUIRE(future.notes.size() == 1);
  CHECK(history.scans("shop").value().back().time == day(3));
  CHECK_FALSE(history.ingest("shop", {}, {.time = day(4)}));
  CHECK_FALSE(history.ingest("", {&report, 1}, {.time = day(4)}));
}

TEST_CASE("scans are kept with what was open after them") {
  History history = History::open(":memory:").value();
  const Finding a = finding("bandit", "a.py", Severity::high), b = finding("semgrep", "b.py", Severity::low);
  const Report both = made({a, b});
  history
      .ingest("shop", {&both, 1},
              {.time          = day(1),
               .commit        = "abc",
               .branch        = "main",
               .targets       = {"src", "lib/"},
               .files_scanned = 9,
               .files_of_code = 10})
      .value();
  history.ingest("shop", {}, {.time = day(2), .tools = {"bandit"}}).value();
  const std::vector<ScanRecord> scans = history.scans("shop").value();
  REQUIRE(scans.size() == 2);
  CHECK(scans[0].tools == std::vector<std::string>{"bandit", "semgrep"});
  CHECK(scans[0].targets == std::vector<std::string>{"src", "lib"});
  CHECK((scans[0].commit == "abc" && scans[0].branch == "main" && scans[0].found == 2));
  CHECK((scans[0].files_scanned == 9 && scans[0].files_of_code == 10 && scans[0].packages_known == -1));
  CHECK((scans[0].open[Severity::high] == 1 && scans[0].added.total() == 2));
  CHECK((scans[1].open.total() == 1 && scans[1].fixed[Severity::high] == 1));
  REQUIRE(scans[1].tallies.size() == 2);
  CHECK((scans[1].tallies[0].tool == "bandit" && scans[1].tallies[0].open.total() == 0));
  CHECK(history.scans("shop", day(2)).value().size() == 1);
  CHECK(history.scans("shop", kNoTime, day(1)).value().size() == 1);
}

namespace {

// The same vulnerability as every scanner of packages would report it.
Finding advisory(std::string_view tool, std::string_view version, std::span<const std::string_view> ids,
                 Severity severity = Severity::high) {
  Finding f = finding(tool, "requirements.txt", severity);
  f.kind    = Kind::sca;
  f.rule_id = ids.front();
  f.ids     = ids;
  f.package = {"pypi", "django", version, {}, "requirements.txt", {}, {}};
  return f;
}

std::int64_t number_of(const History& history, const Finding& f) {
  const std::string id                = fingerprint_of(f);
  const std::vector<Episode> episodes = history.episodes("shop").value();
  for (const Episode& e : episodes) {
    if (e.fingerprint == id) return e.vulnerability;
  }
  return -1;
}

constexpr std::string_view kCve[] = {"CVE-2019-14234", "GHSA-6r97-cj55-9hrq"}, kGhsa[] = {"GHSA-6r97-cj55-9hrq"},
                           kPysec[] = {"PYSEC-2019-13", "GHSA-6r97-cj55-9hrq"};

}  // namespace

TEST_CASE("the same vulnerability from several scanners is remembered as one") {
  History history     = History::open(":memory:").value();
  const Finding trivy = advisory("trivy", "2.2", kCve, Severity::critical), grype = advisory("grype", "2.2", kGhsa),
                pip = advisory("pip-audit", "2.2", kPysec);
  const Report two  = made({trivy, grype, finding("bandit", "a.py", Severity::low)});
  CHECK(ingest(history, two, day(1)).added == 3);
  const ScanRecord first = history.scans("shop").value()[0];
  CHECK((first.open.total() == 2 && first.open[Severity::critical] == 1 && first.added.total() == 2));
  CHECK(first.tallies.size() == 3);
  CHECK(number_of(history, trivy) == number_of(history, grype));
  CHECK(number_of(history, trivy) != number_of(history, finding("bandit", "a.py", Severity::low)));

  SECTION("also by a tool that comes alone") {
    ingest(history, made({pip}), day(2));
    CHECK(number_of(history, pip) == number_of(history, trivy));
    const ScanRecord scan = history.scans("shop").value()[1];
    CHECK((scan.open.total() == 2 && scan.added.total() == 0));
    CHECK(history.ingest("shop", {}, {.time = day(3), .tools = {"trivy"}}).value().fixed == 1);
    CHECK(history.scans("shop").value()[2].fixed.total() == 0);
    CHECK(history.scans("shop").value()[2].open[Severity::high] == 1);
    CHECK(history.ingest("shop", {}, {.time = day(4), .tools = {"grype", "pip-audit"}}).value().fixed == 2);
    CHECK(history.scans("shop").value()[3].fixed.total() == 1);
    CHECK(ingest(history, made({grype}), day(5)).reopened == 1);
    CHECK(history.scans("shop").value()[4].reopened.total() == 1);
    CHECK(ingest(history, made({trivy}), day(6)).reopened == 1);
    CHECK(history.scans("shop").value()[5].reopened.total() == 0);
    const Kpis figures = kpis(history.episodes("shop").value(), history.scans("shop").value());
    CHECK((figures.added.total() == 2 && figures.fixed.total() == 1 && figures.reopened.total() == 1));
    CHECK(figures.open.total() == history.scans("shop").value()[5].open.total());
  }
  SECTION("and stays one when a tool sees another version first") {
    ingest(history, made({advisory("trivy", "2.3", kCve)}), day(2));
    CHECK(number_of(history, trivy) == number_of(history, grype));
    CHECK(history.scans("shop").value()[1].open.total() == 2);
  }
  SECTION("what another scan shows joins two that were apart") {
    const std::string_view cve[] = {"CVE-2019-14234"}, osv[] = {"OSV-2019-1"},
                           both[] = {"CVE-2019-14234", "OSV-2019-1"};
    const Finding apart           = advisory("osv-scanner", "2.2", osv);
    ingest(history, made({apart}), day(2));
    CHECK(number_of(history, apart) != number_of(history, trivy));
    ingest(history, made({advisory("snyk", "2.2", both)}), day(3));
    CHECK(number_of(history, apart) == number_of(history, trivy));
    CHECK(number_of(history, advisory("trivy", "2.2", cve)) == number_of(history, grype));
  }
  SECTION("on its own branch") {
    history.ingest("shop", {&two, 1}, {.time = day(2), .branch = "main"}).value();
    history.ingest("shop", {&two, 1}, {.time = day(2), .branch = "other"}).value();
    CHECK(history.scans("shop", kNoTime, kNoTime, "other").value()[0].added.total() == 2);
    CHECK(history.episodes("shop", "other").value()[0].vulnerability !=
          history.episodes("shop").value()[0].vulnerability);
  }
}

TEST_CASE("lines are compared where they are of one commit") {
  History history            = History::open(":memory:").value();
  const std::uint32_t cwe[]  = {78};
  Finding bandit             = finding("bandit", "a.py", Severity::high);
  bandit.cwe                 = cwe;
  bandit.location.start_line = 7;
  Finding semgrep            = bandit;
  semgrep.tool = semgrep.format = "semgrep";
  const auto scan               = [&](const Finding& f, int on, const char* commit) {
    const Report report = made({f});
    history.ingest("shop", {&report, 1}, {.time = day(on), .commit = commit}).value();
  };
  const auto are_one = [&] { return number_of(history, bandit) == number_of(history, semgrep); };

  SECTION("of one scan") {
    ingest(history, made({bandit, semgrep}), day(1));
    CHECK(are_one());
  }
  SECTION("of two jobs") {
    scan(bandit, 1, "abc");
    scan(semgrep, 2, "abc");
    CHECK(are_one());
  }
  SECTION("not of two commits") {
    scan(bandit, 1, "abc");
    scan(semgrep, 2, "abd");
    CHECK_FALSE(are_one());
    ingest(history, made({bandit, semgrep}), day(3));
    CHECK(are_one());
    CHECK(history.scans("shop").value()[2].open.total() == 1);
  }
  SECTION("nor if nobody says which") {
    scan(bandit, 1, "");
    scan(semgrep, 2, "");
    CHECK_FALSE(are_one());
  }
}

TEST_CASE("retention removes what is long fixed, and never what is open") {
  History history = History::open(":memory:").value();
  const Finding a = finding("bandit", "a.py", Severity::high), b = finding("bandit", "b.py", Severity::low);
  ingest(history, made({a, b}), day(1));
  ingest(history, made({b}), day(2));
  ingest(history, made({b}), day(3));
  const Retained removed = history.retain("shop", day(3)).value();
  CHECK((removed.findings == 1 && removed.events == 2 && removed.scans == 2));
  CHECK(history.findings("shop", {.all = true}).value().size() == 1);
  CHECK(history.retain("shop", day(300)).value().scans == 0);  // the newest stays
  CHECK(history.findings("shop").value().size() == 1);
  CHECK_FALSE(history.retain("shop", kNoTime));
  CHECK_FALSE(history.retain("nobody", day(1)));
}

TEST_CASE("secrets do not reach the file") {
  const Scratch scratch;
  const auto path         = scratch / "history.db";
  const std::string token = "ghp_" + std::string("0123456789abcdefghijABCDEFGHIJ012345");
  {
    History history         = History::open(path).value();
    const std::string title = "found password = \"hunter2-" + token + "\"";
    Finding f               = finding("gitleaks", "a.py", Severity::high);
    f.kind                  = Kind::secret;
    f.title                 = title;
    f.location.snippet      = title;
    f.state                 = State::suppressed;
    f.state_reason          = title;
    const Report report     = made({f});
    history.ingest("shop", {&report, 1}, {.time = day(1), .commit = "c"}).value();
    REQUIRE(history.triage("shop", {.fingerprint = report[0].fingerprint,
                                    .state       = EventKind::accepted,
                                    .who         = "ada",
                                    .reason      = title,
                                    .time        = day(2)}));
  }
  const std::string bytes = test::bytes_of(path);
  CHECK(bytes.size() > 1000);
  CHECK(bytes.find(token) == std::string::npos);
}

TEST_CASE("pasts of a report are in its order") {
  History history     = History::open(":memory:").value();
  const Report report = made({finding("bandit", "b.py", Severity::low), finding("bandit", "a.py", Severity::high)});
  ingest(history, report, day(1));
  const Report other = made({finding("bandit", "x.py", Severity::low), finding("bandit", "a.py", Severity::high)});
  const auto pasts   = history.pasts("shop", other).value();
  REQUIRE(pasts.size() == 2);
  CHECK(pasts[0].first_seen == kNoTime);
  CHECK(pasts[1].first_seen == day(1));
}

TEST_CASE("names of events are stable") {
  std::set<std::string_view> names;
  for (int i = 0; i < 256; ++i) {
    const auto kind             = static_cast<EventKind>(i);
    const std::string_view text = name(kind);
    if (text.empty()) continue;
    names.insert(text);
    CHECK(event_kind_named(text) == kind);
  }
  CHECK(names.size() == 17);
  CHECK(event_kind_named("Fixed", EventKind::dismissed) == EventKind::dismissed);
}

}  // namespace secmon
