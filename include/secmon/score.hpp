// SPDX-License-Identifier: MIT
// The score: one number and a grade for what is open.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "secmon/correlate.hpp"
#include "secmon/export.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// Numbers by severity, indexed by the value of Severity.
struct Counts {
  std::array<std::uint64_t, kSeverityCount> by_severity{};

  std::uint64_t& operator[](Severity severity) noexcept { return by_severity[static_cast<std::size_t>(severity)]; }
  std::uint64_t operator[](Severity severity) const noexcept { return by_severity[static_cast<std::size_t>(severity)]; }
  [[nodiscard]] std::uint64_t total() const noexcept {
    std::uint64_t sum = 0;
    for (std::uint64_t n : by_severity) sum += n;
    return sum;
  }
};

/// Counts the findings that are open. Findings with one fingerprint, in one report or in several, are counted once,
/// at the highest severity that any of them has.
SECMON_API Counts count_open(std::span<const Report> reports);

/// Counts the groups that are open, each at its severity: the same vulnerability from several scanners counts once.
SECMON_API Counts count_open(const Correlation& correlation) noexcept;

enum class Grade : std::uint8_t { critical = 0, fair = 1, good = 2, excellent = 3 };
SECMON_API std::string_view name(Grade) noexcept;

/// How a score is made. The defaults are those of the security monitoring guide.
struct ScorePolicy {
  double points_per_finding = 2;              ///< taken off 100 for each finding that counts
  Severity floor            = Severity::low;  ///< the least severity that counts
  bool count_unknown        = true;           ///< whether a finding of unknown severity counts
  int excellent = 90, good = 70, fair = 50;   ///< the least score for each grade; below fair it is critical
  /// Whether the same vulnerability from several scanners counts once (correlate()); else once for each fingerprint,
  /// and so for each scanner. A further report can then show that two findings are one, and so better a score.
  bool by_group = true;
};

struct Score {
  int value             = 100;  ///< 0 … 100: max(0, 100 − points · counted), rounded down
  Grade grade           = Grade::excellent;
  std::uint64_t counted = 0;  ///< findings that counted, by group or by fingerprint as the policy says
  Counts open;                ///< all open findings, counted in the same way
};

/// Scores the open findings of all reports together. It does not look at their status: an incomplete report can
/// score 100, but never passes a gate.
SECMON_API Score score(std::span<const Report> reports, const ScorePolicy& policy = {});
/// The same of what is grouped already, whatever the policy's by_group says.
SECMON_API Score score(const Correlation& correlation, const ScorePolicy& policy = {});
/// The same of findings that were counted before.
SECMON_API Score score(const Counts& open, const ScorePolicy& policy = {});
inline Score score(const Report& report, const ScorePolicy& policy = {}) { return score({&report, 1}, policy); }

}  // namespace secmon
