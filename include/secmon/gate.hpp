// SPDX-License-Identifier: MIT
// The gate: may this go on? It fails closed.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/export.hpp"
#include "secmon/report.hpp"
#include "secmon/score.hpp"
#include "secmon/sla.hpp"

namespace secmon {

inline constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

/// What a gate allows. The defaults are those of the security monitoring guide.
struct GatePolicy {
  GatePolicy();
  /// Open findings that are allowed for each severity (index: value of Severity); the gate fails when there are MORE.
  /// Default: critical 0, high 5, medium 20, low 100, info kNoLimit. For unknown see `allow_unknown`.
  std::array<std::uint64_t, kSeverityCount> allowed;
  int min_score              = 0;         ///< fails below this score
  std::uint64_t sla_breaches = kNoLimit;  ///< breached clocks that are allowed; needs `now`
  bool allow_incomplete      = false;     ///< whether an incomplete report may pass
  bool allow_unknown         = false;     ///< whether findings of unknown severity may pass without limit
  ScorePolicy score;
  SlaPolicy sla;
};

enum class GateRule : std::uint8_t {
  severity_count    = 0,  ///< more findings of one severity than allowed
  unknown_severity  = 1,  ///< findings whose severity is not known
  min_score         = 2,
  sla_breach        = 3,
  incomplete_report = 4,
  no_reports        = 5,  ///< nothing was handed in, so nothing was proven
};
SECMON_API std::string_view name(GateRule) noexcept;

/// Why a gate failed, as data and as a sentence.
struct GateReason {
  GateRule rule        = GateRule::severity_count;
  Severity severity    = Severity::unknown;  ///< for severity_count and unknown_severity
  std::uint64_t actual = 0, allowed = 0;
  std::size_t report = 0;  ///< index of the report, for incomplete_report
  std::string message;
};

struct Verdict {
  bool passed = false;
  std::vector<GateReason> reasons;  ///< empty if and only if it passed
  Score score;
  std::uint64_t sla_breached = 0;  ///< open findings with a breached clock, counted as the score; 0 without `now`
};

/// Judges all reports together. What is counted is counted as the score counts (ScorePolicy::by_group). `now` is only
/// needed for SLA breaches; kNoTime leaves them out, unless the policy limits them: then the gate fails, as it cannot
/// know.
SECMON_API Verdict gate(std::span<const Report> reports, const GatePolicy& policy = {}, Time now = kNoTime);
inline Verdict gate(const Report& report, const GatePolicy& policy = {}, Time now = kNoTime) {
  return gate({&report, 1}, policy, now);
}

}  // namespace secmon
