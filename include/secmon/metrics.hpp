// SPDX-License-Identifier: MIT
// Trends and key figures of what a history knows. Pure functions: they read no clock and no file.
//
//     auto episodes = history.episodes("shop").value();
//     auto scans    = history.scans("shop").value();
//     Trend trend   = secmon::trend(scans, {.now = now});
//     Kpis figures  = secmon::kpis(episodes, scans, {.now = now});
//
// They count vulnerabilities: the findings of several scanners that the history knows as one (Episode::vulnerability)
// count once, as they do for score and gate. Only the trend of a single tool counts its findings. Where a policy says
// `score.by_group = false`, every finding counts.
//
// Every figure says on how many of them (or files, or packages) it rests. "No data" is a state of its own and never 0.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/export.hpp"
#include "secmon/history.hpp"
#include "secmon/inventory.hpp"
#include "secmon/score.hpp"
#include "secmon/sla.hpp"

namespace secmon {

// ---- trends -------------------------------------------------------------------------------------------------------

struct TrendOptions {
  Time now                 = kNoTime;                ///< the end of the window; kNoTime: the newest scan's time
  std::chrono::days window = std::chrono::days(30);  ///< how far it reaches back
  std::chrono::days step   = std::chrono::days(7);   ///< the length of one period
  ScorePolicy score        = {};
};

/// One period of a trend: after `from`, up to and including `until`.
struct TrendPoint {
  Time from = kNoTime, until = kNoTime;
  std::uint64_t scans = 0;  ///< in the period; of a tool, those in which it ran
  /// Whether it is known what was open at its end: whether there was any scan before. If not, `open` and `score` mean
  /// nothing.
  bool known = false;
  Counts open;                    ///< at its end, as the last scan up to then saw it
  Score score;                    ///< of these
  Counts added, fixed, reopened;  ///< in the period
};

/// How one tool did, over the same periods, counted in findings.
struct ToolTrend {
  std::string tool;                ///< in lower case
  std::vector<TrendPoint> points;  ///< one for each of Trend::points
};

struct Trend {
  std::vector<TrendPoint>
      points;                    ///< the oldest first; the last one ends at `now`, the first may be shorter than a step
  std::vector<ToolTrend> tools;  ///< by name
  /// Points that the score rose by from the first to the last period of which it is known; 0 if fewer than two are.
  int score_change = 0;
};

/// What the scans say of the window that ends at `options.now`. Takes the scans in any order; those after `now` are
/// left out, and of those before the window only the last counts, for what was open when it began.
SECMON_API Trend trend(std::span<const ScanRecord> scans, const TrendOptions& options = {});

// ---- key figures --------------------------------------------------------------------------------------------------

enum class Aim : std::uint8_t {
  no_data   = 0,  ///< there is nothing that the figure could rest on
  no_target = 1,
  met       = 2,
  missed    = 3,
};
SECMON_API std::string_view name(Aim) noexcept;  ///< "no_data", "met" …

/// One figure against its target. `value` means nothing where `aim` is no_data, nor `target` where there is none.
struct Figure {
  double value        = 0;
  double target       = 0;
  Aim aim             = Aim::no_data;
  std::uint64_t count = 0;  ///< what it rests on
};

/// A mean time, in seconds, by severity and over all. `all` has no target, as the severities have different ones.
struct MeanTime {
  std::array<Figure, kSeverityCount> by_severity;  ///< indexed by the value of Severity
  Figure all;
};

/// The targets. The defaults are those of the security monitoring guide.
struct KpiPolicy {
  KpiPolicy();
  SlaPolicy sla;                                            ///< the targets of responding and remediating
  std::array<std::chrono::seconds, kSeverityCount> detect;  ///< those of detecting; default: of responding; 0: none
  std::uint64_t backlog = 5;                                ///< fewer open high and critical vulnerabilities than this
  double freshness      = 0.8;                              ///< a larger share of the packages than this
  double coverage       = 1;                                ///< at least this share of the files
  double remediation    = -1;                               ///< at least this share is fixed; below 0: none
  ScorePolicy score;
};

struct KpiOptions {
  Time now                   = kNoTime;  ///< the end of the window; kNoTime: the newest scan's time
  Time since                 = kNoTime;  ///< its begin, which is not in it; kNoTime: 30 days before `now`
  const Inventory* inventory = nullptr;  ///< for the freshness; else what the newest scan said; not owned
  KpiPolicy policy           = {};
};

/// The key figures of the time after `since`, up to and including `now`. False positives are left out throughout.
///
/// A vulnerability is there from when the first of its findings came until the last one was fixed, and open while any
/// of them is. It comes back when none was there any more. Its severity is that of the worst finding that is open at
/// `now`, or of all if none is.
struct Kpis {
  Time since = kNoTime, now = kNoTime;
  std::uint64_t scans = 0;      ///< in the window
  bool known          = false;  ///< whether there was any scan up to `now`; if not, `open` and `score` mean nothing

  Counts open;                    ///< at `now`; what is accepted, dismissed or suppressed at that time is not open
  Score score;                    ///< of these
  Counts added, fixed, reopened;  ///< in the window

  /// From when a vulnerability could have been found (it was published, or came into the code if that was later; by the
  /// earliest date that any of its findings gives) until a tool found it: over those that were first seen in the window
  /// and have one of these dates. 0 for one that was found before it was published.
  MeanTime detect;
  /// From when it was opened until somebody answered (acknowledged or decided any of its findings, or fixed it), over
  /// those answered in the window.
  MeanTime respond;
  /// From when it was opened until it was fixed, over those fixed in the window.
  MeanTime remediate;

  Figure backlog;      ///< open high and critical vulnerabilities; rests on all that are open; no_data without any scan
  Figure remediation;  ///< 0 … 1: fixed in the window, of those that were open at any time in it
  Figure freshness;    ///< 0 … 1: packages that are up to date, of those whose newest version is known
  Figure coverage;     ///< 0 … 1: files scanned, of the files that are code, by the newest scan that says so
};

/// The key figures. Takes episodes and scans in any order; what comes after `now` has not happened yet.
SECMON_API Kpis kpis(std::span<const Episode> episodes, std::span<const ScanRecord> scans,
                     const KpiOptions& options = {});

/// Two windows of the same length side by side.
struct Months {
  Kpis current, previous;
};

/// The key figures of the window, and of the one of the same length before it. The inventory is that of now.
SECMON_API Months month_over_month(std::span<const Episode> episodes, std::span<const ScanRecord> scans,
                                   const KpiOptions& options = {});

/// Whether the finding was open at a time in this episode: it had come, was not fixed, and no decision had closed it.
SECMON_API bool is_open(const Episode& episode, Time at) noexcept;

// ---- as text ------------------------------------------------------------------------------------------------------

/// The figures as JSON, docs/metrics.md: null where there is no data, times as "2024-05-01T12:00:00Z", durations in
/// seconds.
SECMON_API std::string to_json(const Kpis& kpis);
SECMON_API std::string to_json(const Months& months);
SECMON_API std::string to_json(const Trend& trend);

/// The figures in the text format of OpenMetrics 1.0, for Prometheus; what has no data is left out. The project is a
/// label of every sample.
SECMON_API std::string to_open_metrics(const Kpis& kpis, std::string_view project);

}  // namespace secmon
