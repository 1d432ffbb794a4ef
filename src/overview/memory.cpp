// SPDX-License-Identifier: MIT
// All that is asked of a history, at once.
#include <algorithm>
#include <utility>

#include "secmon/overview.hpp"

namespace secmon {

namespace {

constexpr int kTracked = 6;

// The same time of day so many months earlier; on the last day of a month that is shorter.
Time months_before(Time time, int months) {
  using namespace std::chrono;
  const auto day      = floor<days>(time);
  year_month_day date = year_month_day(day) - std::chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / last;
  return sys_days(date) + (time - day);
}

}  // namespace

Result<Memory> remember(const History& history, std::string_view project, const MemoryOptions& options) {
  if (options.now == kNoTime) return Error{Errc::invalid_argument, "remember() needs the time `now`", {}, 0};
  const Time until = options.until == kNoTime ? options.now : options.until;
  const Time since = options.since == kNoTime ? until - std::chrono::days(30) : options.since;
  if (since >= until) return Error{Errc::invalid_argument, "the period ends before it begins", {}, 0};

  Result<Report> report = history.findings(project, {.branch = options.branch, .now = options.now, .all = true});
  if (!report) return std::move(report).error();
  Result<std::vector<Past>> pasts = history.pasts(project, *report, options.now, options.branch);
  if (!pasts) return std::move(pasts).error();
  Result<std::vector<ScanRecord>> scans = history.scans(project, kNoTime, options.now, options.branch);
  if (!scans) return std::move(scans).error();
  Result<std::vector<Episode>> episodes = history.episodes(project, options.branch);
  if (!episodes) return std::move(episodes).error();
  Result<std::vector<Event>> events = history.events(project, {}, options.branch);
  if (!events) return std::move(events).error();

  Memory memory;
  memory.report = *std::move(report);
  memory.pasts  = *std::move(pasts);
  memory.scans  = *std::move(scans);
  for (Event& event : *events) {
    if (event.time > since && event.time <= until) memory.events.push_back(std::move(event));
  }
  TrendOptions trending;
  trending.now    = until;
  trending.window = std::chrono::ceil<std::chrono::days>(until - since);
  trending.score  = options.policy.score;
  memory.trend    = trend(memory.scans, trending);
  KpiOptions figures;
  figures.now       = until;
  figures.since     = since;
  figures.inventory = options.inventory;
  figures.policy    = options.policy;
  memory.months     = month_over_month(*episodes, memory.scans, figures);
  for (int ago = 0; ago < kTracked; ++ago) {
    figures.now       = months_before(until, ago);
    figures.since     = months_before(until, ago + 1);
    figures.inventory = ago == 0 ? options.inventory : nullptr;
    const Kpis month  = kpis(*episodes, memory.scans, figures);
    if (month.backlog.aim == Aim::no_data) break;  // there was no scan yet
    memory.tracking.push_back(month);
  }
  return memory;
}

}  // namespace secmon
