// SPDX-License-Identifier: MIT
// Trends: what the scans of a window say, period by period.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "secmon/metrics.hpp"

namespace secmon {
namespace {

using Scans = std::vector<const ScanRecord*>;

Scans in_order(std::span<const ScanRecord> scans, Time now) {
  Scans ordered;
  for (const ScanRecord& scan : scans) {
    if (scan.time != kNoTime && scan.time <= now) ordered.push_back(&scan);
  }
  std::sort(ordered.begin(), ordered.end(), [](const ScanRecord* a, const ScanRecord* b) {
    return a->time != b->time ? a->time < b->time : a->id < b->id;
  });
  return ordered;
}

Time newest(std::span<const ScanRecord> scans) noexcept {
  Time time = kNoTime;
  for (const ScanRecord& scan : scans) time = std::max(time, scan.time);
  return time;
}

void add(Counts& sum, const Counts& more) noexcept {
  for (std::size_t i = 0; i < kSeverityCount; ++i) sum.by_severity[i] += more.by_severity[i];
}

// The periods of the window, empty: whole steps back from its end.
std::vector<TrendPoint> periods(Time now, const TrendOptions& options) {
  // Windows come from command lines: a thousand years of days is the most that anybody can mean.
  const std::chrono::days longest(366'000);
  const auto window = std::clamp(options.window, std::chrono::days(1), longest);
  const auto step   = std::clamp(options.step, std::chrono::days(1), longest);
  std::vector<TrendPoint> points;
  for (Time until = now; until > now - window; until -= step) {
    TrendPoint point;
    point.until = until;
    point.from  = std::max(until - step, now - window);
    points.push_back(point);
  }
  std::reverse(points.begin(), points.end());
  return points;
}

// What a scan says of the whole, or of one tool.
struct Said {
  bool ran;  // whether the scan counts
  Counts open = {}, added = {}, fixed = {}, reopened = {};
};

// Goes through scans and periods side by side. `said_by` answers nothing where a tool was not heard of yet.
template <class SaidBy>
std::vector<TrendPoint> filled(std::vector<TrendPoint> points, const Scans& scans, const ScorePolicy& policy,
                               const SaidBy& said_by) {
  std::optional<Counts> open;
  auto scan = scans.begin();
  for (TrendPoint& point : points) {
    for (; scan != scans.end() && (*scan)->time <= point.until; ++scan) {
      const std::optional<Said> said = said_by(**scan, open.has_value());
      if (!said) continue;
      if (!(*scan)->late) open = said->open;
      if ((*scan)->time <= point.from) continue;
      point.scans += said->ran ? 1 : 0;
      add(point.added, said->added);
      add(point.fixed, said->fixed);
      add(point.reopened, said->reopened);
    }
    point.known = open.has_value();
    point.open  = open.value_or(Counts());
    point.score = score(point.open, policy);
  }
  return points;
}

std::optional<Said> by_vulnerability(const ScanRecord& scan, bool) {
  return Said{true, scan.open, scan.added, scan.fixed, scan.reopened};
}

std::optional<Said> by_finding(const ScanRecord& scan, bool) {
  Said said{.ran = true};
  for (const Tally& tally : scan.tallies) {
    add(said.open, tally.open);
    add(said.added, tally.added);
    add(said.fixed, tally.fixed);
    add(said.reopened, tally.reopened);
  }
  return said;
}

// A tool without any number in a scan has nothing open, if it is known at all.
std::optional<Said> by_tool(const ScanRecord& scan, const std::string& tool, bool known) {
  const bool ran = std::find(scan.tools.begin(), scan.tools.end(), tool) != scan.tools.end();
  for (const Tally& tally : scan.tallies) {
    if (tally.tool == tool) return Said{ran, tally.open, tally.added, tally.fixed, tally.reopened};
  }
  if (!ran && !known) return std::nullopt;
  return Said{.ran = ran};
}

int change_of(const std::vector<TrendPoint>& points) noexcept {
  const auto known = [](const TrendPoint& point) { return point.known; };
  const auto first = std::find_if(points.begin(), points.end(), known);
  return first == points.end() ? 0 : points.back().score.value - first->score.value;
}

}  // namespace

Trend trend(std::span<const ScanRecord> scans, const TrendOptions& options) {
  Trend made;
  const Time now = options.now != kNoTime ? options.now : newest(scans);
  if (now == kNoTime) return made;
  const std::vector<TrendPoint> empty = periods(now, options);
  const Scans ordered                 = in_order(scans, now);
  made.points       = filled(empty, ordered, options.score, options.score.by_group ? by_vulnerability : by_finding);
  made.score_change = change_of(made.points);

  std::set<std::string> tools;
  for (const ScanRecord* scan : ordered) {
    tools.insert(scan->tools.begin(), scan->tools.end());
    for (const Tally& tally : scan->tallies) tools.insert(tally.tool);
  }
  for (const std::string& name : tools) {
    const auto said = [&name](const ScanRecord& scan, bool known) { return by_tool(scan, name, known); };
    made.tools.push_back({name, filled(empty, ordered, options.score, said)});
  }
  return made;
}

}  // namespace secmon
