// SPDX-License-Identifier: MIT
// Service levels: two clocks for each finding.
#include "secmon/sla.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

#include "core/kev.hpp"
#include "core/life.hpp"

namespace secmon {

namespace {

using std::chrono::hours;
using std::chrono::seconds;
using Point = std::int64_t;  // seconds since 1970, UTC

// Dates come from documents: the years 1 to 9999 leave room for all sums below.
constexpr Point kFirst      = -62'135'596'800;
constexpr Point kLast       = 253'402'300'799;
constexpr Point kLongTarget = std::int64_t{1000} * 366 * 24 * 3600;

Point point_of(Time time) noexcept { return std::clamp<Point>(time.time_since_epoch().count(), kFirst, kLast); }
Time time_of(Point point) noexcept { return Time(seconds(std::min(point, kLast))); }

std::optional<Point> given(Time time) noexcept {
  if (time == kNoTime) return std::nullopt;
  return point_of(time);
}

std::optional<Point> given(Time first, Time second) noexcept { return given(first == kNoTime ? second : first); }

// The earlier of two, of which either may be absent.
std::optional<Point> earlier(std::optional<Point> a, std::optional<Point> b) noexcept {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

bool closed_without_fix(State state) noexcept {
  return state == State::dismissed || state == State::false_positive || state == State::accepted_risk ||
         state == State::suppressed;
}

// Time as a policy counts it: all of it, or the working hours of a week. Every week has the same ones, so that both
// questions are answered in the same time however far apart two points are.
class Calendar {
 public:
  // Working hours that hold no time at all (no day, or an end before the start) are taken as calendar time, so that no
  // clock stands still by mistake.
  explicit Calendar(const BusinessHours& work) noexcept {
    days_     = work.days & 0x7FU;
    start_    = work.start * kHour;
    length_   = (std::min<Point>(work.end, 24) * kHour) - start_;
    week_     = length_ * std::popcount(days_);
    business_ = work.enabled && length_ > 0 && week_ > 0;
    shift_    = std::clamp<Point>(work.utc_offset.count(), -kDay / kMinute, kDay / kMinute) * kMinute;
  }

  // Seconds that count from `from` to `to`; 0 if `to` is not later.
  [[nodiscard]] Point between(Point from, Point to) const noexcept {
    if (to <= from) return 0;
    return business_ ? counted(to) - counted(from) : to - from;
  }

  // The first point at which `amount` seconds (at least one) have been counted since `from`.
  [[nodiscard]] Point after(Point from, Point amount) const noexcept {
    if (!business_) return from + amount;
    const Point target = counted(from) + amount;
    const Point weeks  = (target - 1) / week_;
    Point rest         = target - weeks * week_;
    Point day          = kMonday + weeks * kWeek - shift_;
    for (int weekday = 0; weekday < 7; ++weekday, day += kDay) {
      if (!works(weekday)) continue;
      if (rest <= length_) break;
      rest -= length_;
    }
    return day + start_ + rest;
  }

 private:
  static constexpr Point kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour, kWeek = 7 * kDay;
  static constexpr Point kMonday = kFirst - kWeek;  // the year 1 began on a Monday; a week more for the shift

  // Working seconds since kMonday.
  [[nodiscard]] Point counted(Point time) const noexcept {
    const Point since = time + shift_ - kMonday;
    Point sum         = since / kWeek * week_;
    Point left        = since % kWeek - start_;  // since this weekday's work began
    for (int weekday = 0; weekday < 7 && left > 0; ++weekday, left -= kDay) {
      if (works(weekday)) sum += std::min(left, length_);
    }
    return sum;
  }
  [[nodiscard]] bool works(int weekday) const noexcept { return (days_ >> weekday & 1U) != 0; }

  bool business_ = false;
  unsigned days_ = 0;
  Point start_ = 0, length_ = 0, week_ = 0;  // of a working day, and of a working week
  Point shift_ = 0;                          // from UTC to the team's clock
};

// A time in which the clocks stand still: [from, until).
struct Still {
  Point from  = 0;
  Point until = kLast;
  bool open   = false;  // it has not ended yet
};

// In order and without overlaps.
std::vector<Still> still_times(std::span<const Pause> pauses) {
  std::vector<Still> still;
  for (const Pause& pause : pauses) {
    if (pause.from == kNoTime) continue;
    const std::optional<Point> until = given(pause.until);
    const Point from                 = point_of(pause.from);
    if (!until || *until > from) still.push_back({from, until.value_or(kLast), !until});
  }
  std::sort(still.begin(), still.end(), [](const Still& a, const Still& b) { return a.from < b.from; });
  std::vector<Still> merged;
  for (const Still& next : still) {
    if (merged.empty() || next.from > merged.back().until) {
      merged.push_back(next);
    } else if (next.open || (!merged.back().open && next.until > merged.back().until)) {
      merged.back().until = next.until;
      merged.back().open  = next.open;
    }
  }
  return merged;
}

// What both clocks of a finding have in common.
struct Course {
  const Calendar& calendar;
  Point start, now;
  double due_soon;
  std::vector<Still> still;
  bool paused        = false;  // at `now`
  bool pause_unknown = false;  // it is paused, but nobody knows since when

  // Time that counted from the start to `end`.
  [[nodiscard]] Point elapsed(Point end) const noexcept {
    Point sum = 0, at = start;
    for (const Still& s : still) {
      if (s.from >= end) break;
      sum += calendar.between(at, s.from);
      at = std::max(at, s.until);
    }
    return sum + calendar.between(at, end);
  }

  // When `target` will have counted; nothing if a pause without an end comes first.
  [[nodiscard]] std::optional<Point> due(Point target) const noexcept {
    Point left = target, at = start;
    for (const Still& s : still) {
      const Point run = calendar.between(at, s.from);
      if (run >= left) break;
      if (s.open) return std::nullopt;
      left -= run;
      at = std::max(at, s.until);
    }
    return calendar.after(at, left);
  }
};

SlaState running_state(Point elapsed, Point target, double due_soon) noexcept {
  if (elapsed > target) return SlaState::breached;
  return static_cast<double>(elapsed) >= due_soon * static_cast<double>(target) ? SlaState::due_soon
                                                                                : SlaState::on_time;
}

// `done`: when the clock stopped. `done_unknown`: it stopped, but nobody knows when.
SlaClock clock_of(const Course& course, Point allowed, std::optional<Point> done, bool done_unknown) {
  SlaClock clock;
  const Point target = std::min(allowed, kLongTarget);
  if (target <= 0) return clock;
  if (!done && course.pause_unknown) return clock.state = SlaState::paused, clock;
  const std::optional<Point> due = course.due(target);
  if (due) clock.due = time_of(*due);
  const Point elapsed = course.elapsed(done.value_or(course.now));
  clock.left          = seconds(target - elapsed);
  if (done) {
    clock.state = elapsed > target ? SlaState::breached : SlaState::met;
  } else if (done_unknown) {
    // Done by now at the latest: in time if there is time left, and unknown otherwise.
    if (elapsed <= target) {
      clock.state = SlaState::met;
    } else {
      clock.left = seconds(0);
    }
  } else if (course.paused && elapsed <= target) {
    clock.state = SlaState::paused;
  } else {
    clock.state = running_state(elapsed, target, course.due_soon);
  }
  return clock;
}

// The time to fix a finding that is known to be exploited: until the end of the day that CISA's catalogue names, if
// that is sooner, but never less than a critical one gets. Most of those days are long past when the finding is first
// seen.
Point until_kev_due(const Course& course, Point allowed, Time due, const SlaPolicy& policy) {
  if (due == kNoTime) return allowed;
  constexpr Point kDay   = std::int64_t{24} * 3600;
  const Point critical   = policy.targets[static_cast<std::size_t>(Severity::critical)].resolve.count();
  const Point end_of_day = std::min(point_of(due), kLast - kDay) + kDay;
  const Point wanted     = std::max(course.elapsed(end_of_day), critical > 0 ? critical : kDay);
  return allowed > 0 ? std::min(allowed, wanted) : wanted;
}

// Adds what the finding's own state says of pauses.
void pause_while_closed(Course& course, const Finding& finding) {
  course.paused = std::any_of(course.still.begin(), course.still.end(),
                              [&](const Still& s) { return s.from <= course.now && (s.open || course.now < s.until); });
  if (course.paused || !closed_without_fix(finding.state)) return;
  course.paused                     = true;
  const std::optional<Point> closed = given(finding.dates.dismissed);
  course.pause_unknown              = !closed || *closed > course.now;
  if (course.pause_unknown) return;
  // The clocks have stood still since then, whatever pauses came before.
  while (!course.still.empty() && course.still.back().from >= *closed) course.still.pop_back();
  if (!course.still.empty() && course.still.back().until >= *closed) {
    course.still.back().until = kLast;
    course.still.back().open  = true;
  } else {
    course.still.push_back({*closed, kLast, true});
  }
}

}  // namespace

SlaPolicy::SlaPolicy() {
  const auto target = [&](Severity severity) -> SlaTarget& { return targets[static_cast<std::size_t>(severity)]; };
  target(Severity::critical) = {hours(1), hours(24)};
  target(Severity::high)     = {hours(4), hours(24 * 7)};
  target(Severity::medium)   = {hours(24), hours(24 * 30)};
  target(Severity::low)      = {hours(24 * 7), hours(24 * 90)};
  target(Severity::unknown)  = target(Severity::medium);
}

Sla classify(const Finding& finding, Time now, const SlaPolicy& policy, const Life& life) {
  Sla sla;
  const Dates& dates = finding.dates;
  const std::optional<Point> start =
      life.first_seen != kNoTime ? given(life.first_seen) : given(dates.detected, dates.introduced);
  if (!start || now == kNoTime) return sla;
  sla.start = time_of(*start);

  const Calendar calendar(policy.business);
  Course course{calendar, *start, point_of(now), policy.due_soon, still_times(life.pauses)};
  pause_while_closed(course, finding);

  // What lies in the future has not happened yet.
  const auto happened = [&](std::optional<Point> point) {
    return point && *point <= course.now ? point : std::nullopt;
  };
  const std::optional<Point> fixed     = happened(given(life.fixed, dates.fixed));
  const std::optional<Point> dismissed = closed_without_fix(finding.state) ? given(dates.dismissed) : std::nullopt;
  // A fix or a dismissal is an answer too.
  const std::optional<Point> answered =
      earlier(happened(given(life.acknowledged, dates.acknowledged)), earlier(fixed, happened(dismissed)));
  const SlaTarget& target =
      policy.targets[std::min<std::size_t>(static_cast<std::size_t>(finding.severity), kSeverityCount - 1)];
  const bool gone     = finding.state == State::fixed;
  const Point resolve = until_kev_due(course, target.resolve.count(), due_of_kev(finding), policy);
  sla.respond         = clock_of(course, target.respond.count(), answered, gone);
  sla.resolve         = clock_of(course, resolve, fixed, gone);
  return sla;
}

std::vector<Sla> classify(const Report& report, Time now, const SlaPolicy& policy) {
  std::vector<Sla> all;
  all.reserve(report.size());
  for (const Finding& finding : report) {
    all.push_back(classify(finding, now, policy, life_in(report, finding)));
  }
  return all;
}

}  // namespace secmon
