// SPDX-License-Identifier: MIT
// Service levels: by when a finding must be answered and resolved, and whether it was.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "secmon/export.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// The time allowed for one severity. Zero means that there is no target.
struct SlaTarget {
  std::chrono::seconds respond{0};  ///< until somebody acknowledges it
  std::chrono::seconds resolve{0};  ///< until it is fixed
};

/// When the clock runs. Calendar time always runs; business time only on working days between two hours of UTC.
struct BusinessHours {
  bool enabled       = false;
  std::uint8_t days  = 0b0011111;      ///< bit 0 is Monday
  std::uint8_t start = 9, end = 17;    ///< hours; start < end <= 24
  std::chrono::minutes utc_offset{0};  ///< of the team's clock from UTC
};

/// The defaults are those of the security monitoring guide: critical 1 h / 24 h, high 4 h / 7 d, medium 24 h / 30 d,
/// low 7 d / 90 d, and none for info. A finding of unknown severity is held to the target of medium.
struct SlaPolicy {
  SlaPolicy();
  std::array<SlaTarget, kSeverityCount> targets;  ///< indexed by the value of Severity
  double due_soon = 0.75;                         ///< the part of the time after which "on time" becomes "due soon"
  BusinessHours business;
};

enum class SlaState : std::uint8_t {
  none     = 0,  ///< no target, or no date to count from
  on_time  = 1,
  due_soon = 2,
  breached = 3,  ///< the time is over, whether or not it was done later
  met      = 4,  ///< done in time
  paused   = 5,  ///< the risk is accepted, or the finding was closed without a fix
};
SECMON_API std::string_view name(SlaState) noexcept;

/// A time in which the clock stood still, because the risk was accepted. `until` is kNoTime while it still does.
struct Pause {
  Time from, until;
};

/// What is known of a finding's life beyond its report, for example from a history. Absent times are kNoTime, and
/// then the finding's own dates count.
struct Life {
  Time first_seen   = kNoTime;  ///< under any line or path: moved code does not restart the clock
  Time acknowledged = kNoTime;
  Time fixed        = kNoTime;
  std::span<const Pause> pauses;
};

/// One of the two clocks of a finding.
struct SlaClock {
  SlaState state = SlaState::none;
  Time due       = kNoTime;
  /// Time left until `due` (of the kind that the policy counts), negative when it is over; for a clock that has
  /// stopped, the time that was left then.
  std::chrono::seconds left{0};
};

struct Sla {
  Time start = kNoTime;  ///< first seen, else detected, else introduced, else the report's own time
  SlaClock respond, resolve;
};

/// Holds one finding against the policy at the time `now`. Pure: it reads no clock.
///
/// A finding that enrich() found in CISA's catalogue (enrich.hpp) is to be resolved by the end of the day that stands
/// there, if that is sooner than its severity asks; but never sooner than a critical one, as most of those days are
/// past when a scanner first sees it. It has that time also where its severity has no target.
SECMON_API Sla classify(const Finding& finding, Time now, const SlaPolicy& policy = {}, const Life& life = {});

/// The same for each finding of a report, in its order; the report's time stands in where a finding has no date.
SECMON_API std::vector<Sla> classify(const Report& report, Time now, const SlaPolicy& policy = {});

}  // namespace secmon
