// SPDX-License-Identifier: MIT
// Trends: what the scans of a window say, period by period.
#include <algorithm>
#include <map>
#include <optional>
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

// Goes through scans and periods side by side. `tally` gives what a scan says of the whole or of one tool; nothing
// where that tool was not heard of yet.
template <class TallyOf>
std::vector<TrendPoint> filled(std::vector<TrendPoint> points, const Scans& scans, const ScorePolicy& policy,
                               const TallyOf& tally_of) {
  std::optional<Counts> open;
  auto scan = scans.begin();
  for (TrendPoint& point : points) {
    for (; scan != scans.end() && (*scan)->time <= point.until; ++scan) {
      const std::optional<Tally> tally = tally_of(**scan, open.has_value());
      if (!tally) continue;
      if (!(*scan)->late) open = tally->open;
      if ((*scan)->time <= point.from) continue;
      ++point.scans;
      add(point.added, tally->added);
      add(point.fixed, tally->fixed);
      add(point.reopened, tally->reopened);
    }
    point.known = open.has_value();
    point.open  = open.value_or(Counts());
    point.score = score(point.open, policy);
  }
  return points;
}

std::optional<Tally> of_all(const ScanRecord& scan, bool) {
  return Tally{{}, scan.open, scan.added, scan.fixed, scan.reopened};
}

// A tool without any number in a scan has nothing open, if it is known at all.
std::optional<Tally> of_tool(const ScanRecord& scan, const std::string& tool, bool known) {
  for (const Tally& tally : scan.tallies) {
    if (tally.tool == tool) return tally;
  }
  const bool ran = std::find(scan.tools.begin(), scan.tools.end(), tool) != scan.tools.end();
  if (!ran && !known) return std::nullopt;
  return Tally{tool, {}, {}, {}, {}};
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
  made.points                         = filled(empty, ordered, options.score, of_all);
  made.score_change                   = change_of(made.points);

  std::map<std::string, bool> tools;
  for (const ScanRecord* scan : ordered) {
    for (const std::string& tool : scan->tools) tools[tool] = true;
    for (const Tally& tally : scan->tallies) tools[tally.tool] = true;
  }
  for (const auto& [tool, is_there] : tools) {
    const auto tally = [&name = tool](const ScanRecord& scan, bool known) { return of_tool(scan, name, known); };
    made.tools.push_back({tool, filled(empty, ordered, options.score, tally)});
  }
  return made;
}

}  // namespace secmon
