// SPDX-License-Identifier: MIT
// The overview: everything that a dashboard, a monthly report, a badge or a checklist says, as one set of figures.
//
//     Overview figures = overview(reports, {.now = now, .project = "shop"});
//     render(reports, "dashboard", {.now = now, .overview = &figures});      // or monthly, badge, overview (JSON) …
//
// With a history it also knows what was:
//
//     auto history = History::open("history.db").value();
//     auto known   = remember(history, "shop", {.now = now}).value();
//     Overview figures = overview({&known.report, 1}, {.now = now, .project = "shop", .memory = &known});
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/gate.hpp"
#include "secmon/history.hpp"
#include "secmon/inventory.hpp"
#include "secmon/metrics.hpp"
#include "secmon/report.hpp"
#include "secmon/sla.hpp"

namespace secmon {

// ---- what a history adds ------------------------------------------------------------------------------------------

struct MemoryOptions {
  Time now                   = kNoTime;  ///< must be given
  Time since                 = kNoTime;  ///< begin of the period, not in it; kNoTime: 30 days before `until`
  Time until                 = kNoTime;  ///< its end; kNoTime: `now`
  std::string_view branch    = {};       ///< "" for the project's main one
  const Inventory* inventory = nullptr;  ///< for the freshness of dependencies; not owned
  KpiPolicy policy;
};

/// What a history knows of a project, taken out once.
struct Memory {
  Report report;                  ///< all findings that it knows, of every state
  std::vector<Past> pasts;        ///< of these, in their order
  std::vector<ScanRecord> scans;  ///< up to `now`, the oldest first
  std::vector<Event> events;      ///< of the period
  Trend trend;                    ///< of the period, in weeks
  Months months;                  ///< the key figures of the period and of the one before it
  std::vector<Kpis> tracking;     ///< of the month that ends with the period and of the five before, the newest first
};

/// Reads all that the history knows of a project up to `options.now`.
SECMON_API Result<Memory> remember(const History& history, std::string_view project, const MemoryOptions& options);

// ---- the overview -------------------------------------------------------------------------------------------------

/// How soon something has to be done.
enum class Urgency : std::uint8_t {
  overdue   = 0,  ///< past its time
  soon      = 1,  ///< due within 24 hours, or the larger part of its time is over; or exploited, and without a date
  this_week = 2,  ///< due within 7 days
  later     = 3,
  undated   = 4,  ///< no date to count from, or no target
};
inline constexpr std::size_t kUrgencyCount = 5;
SECMON_API std::string_view name(Urgency) noexcept;  ///< "overdue", "soon", "this_week" …

/// Something to do: what one change settles. Findings of one package are one item, and so are those of one rule.
struct ActionItem {
  Urgency urgency   = Urgency::undated;
  Severity severity = Severity::unknown;  ///< the worst of its findings
  Kind kind         = Kind::other;
  std::string what;                       ///< "Update requests 2.19.0 to 2.31.0", or the title of the worst finding
  std::string rule, tool, place;          ///< of the worst finding
  std::string package, fix;               ///< "requests 2.19.0" and the version that settles it; "" if there is none
  std::vector<std::string> ids;           ///< of vulnerabilities, at most 20
  std::vector<std::string> fingerprints;  ///< at most 100
  std::uint64_t findings = 0;
  Time due               = kNoTime;  ///< the earliest
  float epss             = -1;       ///< the highest
  bool kev               = false;    ///< any of them is known to be exploited
  std::string step;  ///< how far the response workflow has come ("investigating"), as a history tags it; "" if it
                     ///< has not begun
};

/// The open findings of one severity against what the gate allows.
struct Threshold {
  Severity severity     = Severity::unknown;
  std::uint64_t open    = 0;
  std::uint64_t allowed = kNoLimit;
  [[nodiscard]] bool exceeded() const noexcept { return open > allowed; }
};

/// Numbers of open findings by the state of a clock, indexed by the value of SlaState.
using SlaCounts = std::array<std::uint64_t, 6>;
struct SlaRow {
  Severity severity = Severity::unknown;
  SlaTarget target;
  SlaCounts respond{}, resolve{};
};

/// One report; of a history, all that one tool said, and when it ran last.
struct ScanRow {
  std::string tool, version, format;
  Time generated         = kNoTime;
  bool complete          = true;
  std::uint64_t findings = 0;
  Counts open;
  std::vector<std::string> problems;  ///< why it is not complete, at most 5
  std::vector<std::string> remarks;   ///< notes that change nothing, at most 5
};

/// Something that was fixed in the period.
struct Resolved {
  std::string id, title, package, tool;
  Severity severity = Severity::unknown;
  Time fixed        = kNoTime;
};

/// What was open of one tool at the end of the period, and before it.
struct ToolChange {
  std::string tool;
  std::uint64_t open = 0, before = 0;
  bool before_known = false;  ///< whether there was a scan before the period
};

/// Somebody's access that an audit has to look at.
struct AccessRow {
  std::string who, role, rule, what;
  Severity severity = Severity::unknown;
};

/// What somebody decided of a finding, or did about it.
struct Decision {
  Event event;
  std::string id, title;  ///< of the finding
};

/// When a finding is due, and how its clocks stand.
struct Due {
  Time resolve     = kNoTime;
  SlaState respond = SlaState::none, resolved = SlaState::none;
};

struct OverviewOptions {
  Time now                 = kNoTime;  ///< without it nothing is known of due times
  std::string_view project = {};
  GatePolicy gate;                        ///< thresholds, score, service levels
  Time since = kNoTime, until = kNoTime;  ///< the period that a monthly report is about; as in MemoryOptions
  const Memory* memory = nullptr;         ///< what a history knows; not owned
};

struct Overview {
  std::string project;
  Time now = kNoTime, since = kNoTime, until = kNoTime;

  bool checked    = false;  ///< whether there was any report; if not, no figure here means anything
  bool complete   = false;  ///< whether all reports are
  bool remembered = false;  ///< whether there was a history; if not, the part that needs one is empty
  Verdict verdict;          ///< of the gate, with the score. Distinct findings, as everywhere here.
  std::array<Threshold, kSeverityCount> thresholds;  ///< the worst first
  std::array<SlaRow, kSeverityCount> sla;            ///< the worst first; what is one counts once
  std::array<Counts, 12> kinds{};                    ///< open findings, indexed by the value of Kind
  std::array<bool, 12> covered{};  ///< whether a scanner of such findings was among the reports, indexed so too
  std::uint64_t likely = 0, exploited = 0;  ///< open, with an EPSS score of 10 % or more; in the KEV
  std::vector<ScanRow> reports;
  std::vector<ActionItem> actions;  ///< the most urgent first
  std::vector<AccessRow> access;
  bool access_checked = false;  ///< whether a list of collaborators was among the reports

  // Of the history.
  Trend trend;
  Months months;
  std::vector<Kpis> tracking;       ///< by month, the newest first
  std::vector<ToolChange> tools;    ///< by name
  std::vector<ScanRecord> scans;    ///< the newest first, at most 100
  std::vector<Decision> decisions;  ///< what people decided or did in the period, the oldest first, at most 200
  std::vector<Resolved> resolved;   ///< in the period, the worst first

  std::vector<std::vector<Due>> dues;  ///< of each finding of each report
};

/// Puts the figures together. Pure; linear but for sorting.
///
/// Actions are in the order of their urgency; those of one urgency begin with what is known to be exploited, then what
/// probably will be (EPSS of 10 % or more), then by severity, EPSS, due time.
SECMON_API Overview overview(std::span<const Report> reports, const OverviewOptions& options = {});

}  // namespace secmon
