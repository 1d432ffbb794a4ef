// SPDX-License-Identifier: MIT
// Service levels, to the second.
#include <chrono>
#include <random>
#include <vector>

#include "catch.hpp"
#include "secmon/report.hpp"
#include "secmon/sla.hpp"

namespace secmon {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr Time at(int year, unsigned month, unsigned day, seconds of_day = 0s) {
  return sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) + of_day;
}

Finding seen(Severity severity, Time detected) {
  Finding f;
  f.severity       = severity;
  f.dates.detected = detected;
  return f;
}

constexpr Time kStart = at(2024, 5, 1, 12h);  // a Wednesday

SlaPolicy business() {
  SlaPolicy policy;
  policy.business.enabled = true;
  return policy;
}

// Counts working seconds the slow way.
std::int64_t slow_business(Time from, Time to, const BusinessHours& work) {
  std::int64_t count = 0;
  for (Time t = from; t < to; t += 60s) {
    const Time local = t + work.utc_offset;
    const auto day   = std::chrono::floor<std::chrono::days>(local);
    const auto bit   = std::chrono::weekday(day).iso_encoding() - 1;
    const auto hour  = std::chrono::floor<std::chrono::hours>(local - day).count();
    if ((work.days >> bit & 1) != 0 && hour >= work.start && hour < work.end) count += 60;
  }
  return count;
}

}  // namespace

TEST_CASE("the default targets are those of the guide") {
  struct Row {
    Severity severity;
    seconds respond, resolve;
  };
  for (const Row& row :
       {Row{Severity::critical, 1h, 24h}, Row{Severity::high, 4h, 168h}, Row{Severity::medium, 24h, 720h},
        Row{Severity::unknown, 24h, 720h}, Row{Severity::low, 168h, 2160h}}) {
    const Sla sla = classify(seen(row.severity, kStart), kStart);
    INFO(name(row.severity));
    CHECK(sla.start == kStart);
    CHECK(sla.respond.due == kStart + row.respond);
    CHECK(sla.resolve.due == kStart + row.resolve);
    CHECK(sla.respond.left == row.respond);
    CHECK(sla.resolve.state == SlaState::on_time);
  }
  const Sla info = classify(seen(Severity::info, kStart), kStart + 10000h);
  CHECK(info.respond.state == SlaState::none);
  CHECK(info.resolve.state == SlaState::none);
  CHECK(info.resolve.due == kNoTime);
}

TEST_CASE("a clock changes its state to the second") {
  const Finding f     = seen(Severity::critical, kStart);  // 24 h to resolve
  const auto resolved = [&](Time now) { return classify(f, now).resolve; };
  CHECK(resolved(kStart + 18h - 1s).state == SlaState::on_time);
  CHECK(resolved(kStart + 18h).state == SlaState::due_soon);
  CHECK(resolved(kStart + 24h).state == SlaState::due_soon);
  CHECK(resolved(kStart + 24h).left == 0s);
  CHECK(resolved(kStart + 24h + 1s).state == SlaState::breached);
  CHECK(resolved(kStart + 24h + 1s).left == -1s);
  CHECK(resolved(kStart - 5h).state == SlaState::on_time);
  CHECK(resolved(kStart - 5h).left == 24h);
}

TEST_CASE("a clock stops when the work is done") {
  Finding f            = seen(Severity::critical, kStart);
  f.dates.acknowledged = kStart + 1h;
  f.dates.fixed        = kStart + 24h;
  Sla sla              = classify(f, kStart + 1000h);
  CHECK(sla.respond.state == SlaState::met);
  CHECK(sla.respond.left == 0s);
  CHECK(sla.resolve.state == SlaState::met);

  f.dates.acknowledged += 1s;
  f.dates.fixed += 1s;
  sla = classify(f, kStart + 1000h);
  CHECK(sla.respond.state == SlaState::breached);
  CHECK(sla.respond.left == -1s);
  CHECK(sla.resolve.state == SlaState::breached);
  CHECK(sla.resolve.left == -1s);
}

TEST_CASE("a fix answers too, and what lies in the future has not happened") {
  Finding f     = seen(Severity::critical, kStart);
  f.dates.fixed = kStart + 30min;
  CHECK(classify(f, kStart + 2h).respond.state == SlaState::met);
  CHECK(classify(f, kStart + 2h).respond.left == 30min);
  CHECK(classify(f, kStart + 10min).resolve.state == SlaState::on_time);
  f.dates.fixed = kStart + 100000h;
  CHECK(classify(f, kStart + 25h).resolve.state == SlaState::breached);
}

TEST_CASE("fixed at an unknown time is met while it could not be late") {
  Finding f = seen(Severity::critical, kStart);
  f.state   = State::fixed;
  CHECK(classify(f, kStart + 24h).resolve.state == SlaState::met);
  CHECK(classify(f, kStart + 25h).resolve.state == SlaState::none);
}

TEST_CASE("without a date there is no clock") {
  const Finding f = seen(Severity::critical, kNoTime);
  CHECK(classify(f, kStart).start == kNoTime);
  CHECK(classify(f, kStart).resolve.state == SlaState::none);
  CHECK(classify(seen(Severity::critical, kStart), kNoTime).resolve.state == SlaState::none);
}

TEST_CASE("the clock starts when the finding was first seen") {
  Finding f          = seen(Severity::high, kStart);
  f.dates.introduced = kStart - 100h;
  CHECK(classify(f, kStart).start == kStart);
  f.dates.detected = kNoTime;
  CHECK(classify(f, kStart).start == kStart - 100h);
  Life life;
  life.first_seen = kStart - 500h;  // moved code does not restart it
  CHECK(classify(f, kStart, {}, life).start == kStart - 500h);
  CHECK(classify(f, kStart, {}, life).resolve.state == SlaState::breached);
}

TEST_CASE("what a history knows goes before the finding's own dates") {
  Finding f            = seen(Severity::critical, kStart);
  f.dates.acknowledged = kStart + 10h;
  Life life;
  life.acknowledged = kStart + 5min;
  life.fixed        = kStart + 2h;
  const Sla sla     = classify(f, kStart + 100h, {}, life);
  CHECK(sla.respond.state == SlaState::met);
  CHECK(sla.respond.left == 55min);
  CHECK(sla.resolve.left == 22h);
}

TEST_CASE("pauses put the due time off") {
  const Finding f = seen(Severity::critical, kStart);
  Life life;
  // Unordered, overlapping, one inside another, one reversed and one from nowhere.
  const std::vector<Pause> pauses = {{kStart + 10h, kStart + 12h}, {kStart + 2h, kStart + 5h},
                                     {kStart + 3h, kStart + 6h},   {kStart + 4h, kStart + 5h},
                                     {kStart + 9h, kStart + 8h},   {kNoTime, kStart + 3h}};
  life.pauses                     = pauses;
  CHECK(classify(f, kStart, {}, life).resolve.due == kStart + 24h + 4h + 2h);
  CHECK(classify(f, kStart + 5h, {}, life).resolve.state == SlaState::paused);
  CHECK(classify(f, kStart + 5h, {}, life).resolve.left == 22h);
  CHECK(classify(f, kStart + 6h, {}, life).resolve.state == SlaState::on_time);
  CHECK(classify(f, kStart + 30h, {}, life).resolve.state == SlaState::due_soon);
  CHECK(classify(f, kStart + 30h, {}, life).resolve.left == 0s);
  CHECK(classify(f, kStart + 30h + 1s, {}, life).resolve.state == SlaState::breached);
  CHECK(classify(f, kStart + 30h, {}, life).respond.state == SlaState::breached);
}

TEST_CASE("a pause without an end leaves no due time") {
  const Finding f     = seen(Severity::critical, kStart);
  const Pause endless = {kStart + 30min, kNoTime};
  Life life;
  life.pauses   = {&endless, 1};
  const Sla sla = classify(f, kStart + 9000h, {}, life);
  CHECK(sla.resolve.state == SlaState::paused);
  CHECK(sla.resolve.due == kNoTime);
  CHECK(sla.resolve.left == 23h + 30min);
  CHECK(sla.respond.state == SlaState::paused);
  // A pause that begins after the time was over comes too late.
  const Pause late = {kStart + 25h, kNoTime};
  life.pauses      = {&late, 1};
  CHECK(classify(f, kStart + 30h, {}, life).resolve.state == SlaState::breached);
  CHECK(classify(f, kStart + 30h, {}, life).resolve.due == kStart + 24h);
}

TEST_CASE("accepted and dismissed findings are paused") {
  for (const State state : {State::dismissed, State::false_positive, State::accepted_risk, State::suppressed}) {
    Finding f = seen(Severity::critical, kStart);
    f.state   = state;
    INFO(name(state));
    CHECK(classify(f, kStart + 9000h).resolve.state == SlaState::paused);
    CHECK(classify(f, kStart + 9000h).resolve.left == 0s);
    f.dates.dismissed = kStart + 40min;
    const Sla sla     = classify(f, kStart + 9000h);
    CHECK(sla.resolve.state == SlaState::paused);
    CHECK(sla.resolve.left == 23h + 20min);
    CHECK(sla.respond.state == SlaState::met);  // the dismissal was an answer
    f.dates.dismissed = kStart + 30h;
    CHECK(classify(f, kStart + 9000h).resolve.state == SlaState::breached);
  }
}

TEST_CASE("leap years have their day, and there is no summer time") {
  SlaPolicy policy;
  Finding f                                                       = seen(Severity::low, at(2024, 2, 28, 23h));
  policy.targets[static_cast<std::size_t>(Severity::low)].resolve = 48h;
  CHECK(classify(f, kStart, policy).resolve.due == at(2024, 3, 1, 23h));
  f.dates.detected = at(2023, 2, 28, 23h);
  CHECK(classify(f, kStart, policy).resolve.due == at(2023, 3, 2, 23h));
  f.dates.detected = at(2024, 3, 30, 12h);  // over the European change of clocks
  CHECK(classify(f, kStart, policy).resolve.due == at(2024, 4, 1, 12h));
}

TEST_CASE("business time counts working hours only") {
  const SlaPolicy policy = business();
  // Friday 16:30, 24 working hours of three days: Friday 0.5 h, Monday and Tuesday 8 h each, Wednesday 7.5 h.
  Finding f = seen(Severity::medium, at(2024, 5, 3, 16h + 30min));
  CHECK(classify(f, kStart, policy).respond.due == at(2024, 5, 8, 16h + 30min));
  // Saturday: begins on Monday at nine.
  f.dates.detected = at(2024, 5, 4, 3h);
  CHECK(classify(f, kStart, policy).respond.due == at(2024, 5, 8, 17h));
  CHECK(classify(f, at(2024, 5, 6, 9h), policy).respond.left == 24h);
  CHECK(classify(f, at(2024, 5, 6, 10h), policy).respond.left == 23h);
  CHECK(classify(f, at(2024, 5, 8, 17h), policy).respond.state == SlaState::due_soon);
  CHECK(classify(f, at(2024, 5, 9, 9h), policy).respond.state == SlaState::due_soon);
  CHECK(classify(f, at(2024, 5, 9, 9h + 1s), policy).respond.state == SlaState::breached);
}

TEST_CASE("business hours follow the team's clock") {
  SlaPolicy policy           = business();
  policy.business.utc_offset = 2h;  // 9:00 there is 7:00 UTC
  Finding f                  = seen(Severity::critical, at(2024, 5, 6, 1h));
  CHECK(classify(f, kStart, policy).respond.due == at(2024, 5, 6, 8h));
  policy.business.utc_offset = -8h;
  CHECK(classify(f, kStart, policy).respond.due == at(2024, 5, 6, 18h));
}

TEST_CASE("working hours that hold no time are calendar time") {
  SlaPolicy policy     = business();
  const Finding f      = seen(Severity::critical, kStart);
  policy.business.days = 0;
  CHECK(classify(f, kStart, policy).resolve.due == kStart + 24h);
  policy              = business();
  policy.business.end = policy.business.start;
  CHECK(classify(f, kStart, policy).resolve.due == kStart + 24h);
  policy.business.start = 23, policy.business.end = 4;
  CHECK(classify(f, kStart, policy).resolve.due == kStart + 24h);
}

TEST_CASE("business time equals counting minute by minute") {
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    SlaPolicy policy      = business();
    policy.business.days  = static_cast<std::uint8_t>(1 + random() % 127);
    policy.business.start = static_cast<std::uint8_t>(random() % 23);
    policy.business.end =
        static_cast<std::uint8_t>(policy.business.start + 1 + random() % (24U - policy.business.start));
    policy.business.utc_offset = std::chrono::minutes(static_cast<int>(random() % 1440) - 720);
    const Time start           = at(2024, 2, 20) + std::chrono::minutes(random() % 20000);
    const Time now             = start + std::chrono::minutes(random() % 30000);
    const Sla sla              = classify(seen(Severity::low, start), now, policy);
    CHECK((7 * 24h - sla.respond.left).count() == slow_business(start, now, policy.business));
    // At the due time all of it is used up, and a minute before it is not.
    const Time due = sla.respond.due;
    CHECK(slow_business(start, due, policy.business) == seconds(7 * 24h).count());
    CHECK(slow_business(start, due - 1min, policy.business) < seconds(7 * 24h).count());
  }
}

TEST_CASE("hostile dates and policies neither overflow nor hang") {
  const std::vector<Time> times = {kNoTime,
                                   Time::max(),
                                   Time::min() + 1s,
                                   Time(0s),
                                   at(9999, 12, 31),
                                   at(1, 1, 1),
                                   kStart,
                                   Time(seconds(1LL << 62)),
                                   Time(seconds(-(1LL << 62)))};
  for (const bool working : {false, true}) {
    SlaPolicy policy                                         = working ? business() : SlaPolicy();
    policy.targets[static_cast<std::size_t>(Severity::high)] = {seconds::max(), seconds::min()};
    policy.targets[static_cast<std::size_t>(Severity::low)]  = {seconds::max(), seconds::max()};
    policy.business.utc_offset                               = std::chrono::minutes::max();
    for (const Time start : times) {
      for (const Time now : times) {
        for (const Time other : times) {
          Finding f     = seen(other == kStart ? Severity::high : Severity::low, start);
          f.dates.fixed = f.dates.acknowledged = f.dates.dismissed = other;
          f.state           = other == Time::max() ? State::dismissed : State::open;
          const Pause pause = {other, now};
          Life life;
          life.pauses      = {&pause, 1};
          const Sla sla    = classify(f, now, policy, life);
          const bool dated = start != kNoTime && now != kNoTime;
          CHECK((sla.start != kNoTime) == dated);
          CHECK((sla.resolve.due == kNoTime || sla.resolve.due >= sla.start));
        }
      }
    }
  }
}

TEST_CASE("of a report, its own time stands in where a finding has none") {
  Report report;
  report.adopt(seen(Severity::high, kStart));
  report.adopt(seen(Severity::high, kNoTime));
  const std::vector<Sla> slas = classify(report, kStart + 1h);
  REQUIRE(slas.size() == 2);
  CHECK(slas[0].start == kStart);
  CHECK(slas[1].start == kNoTime);  // this report has no time either
}

TEST_CASE("time only ever runs down") {
  std::mt19937 random(5);
  const SlaPolicy policies[] = {SlaPolicy(), business()};
  for (const SlaPolicy& policy : policies) {
    const Finding f = seen(Severity::high, kStart);
    seconds left    = seconds::max();
    Time now        = kStart - 10h;
    const Time due  = classify(f, now, policy).resolve.due;
    for (int i = 0; i < 500; ++i, now += seconds(random() % 9000)) {
      const SlaClock clock = classify(f, now, policy).resolve;
      CHECK(clock.left <= left);
      CHECK(clock.due == due);
      CHECK((clock.state == SlaState::breached) == (clock.left < 0s));
      left = clock.left;
    }
  }
}

}  // namespace secmon
