// SPDX-License-Identifier: MIT
// The diff: what is new, what is fixed, and what only moved or changed between two states of the same code.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "secmon/export.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// The lists of a diff. A finding is *there* if a report has it and does not itself say that it is fixed.
enum class Change : std::uint8_t {
  added     = 0,  ///< there after, and not before; its name is "new"
  fixed     = 1,  ///< there before, and not after, although the tool looked
  unchanged = 2,  ///< there before and after in the same place; or fixed before, and fixed still
  moved     = 3,  ///< there before and after, on another line or in another file, and otherwise the same
  changed   = 4,  ///< there before and after, with another severity, version … (see Aspect); it may have moved, too
  missing   = 5,  ///< there before; whether it is fixed is not known, as nobody looked to the end
};
inline constexpr std::size_t kChangeCount = 6;
SECMON_API std::string_view name(Change) noexcept;

/// Why two findings are taken for one, or why one stands alone. In the order in which it is tried.
enum class DiffReason : std::uint8_t {
  nothing       = 0,  ///< the other side has nothing like it
  tool_id       = 1,  ///< the tool's own identity of it: SARIF fingerprints and partialFingerprints, a tracker's key
  fingerprint   = 2,  ///< ours; of several equal findings of a file, those on the same line, then by line
  snippet       = 3,  ///< same rule, file and flagged code, but for digits and white space
  message       = 4,  ///< same rule, file and message, but for digits, where one side quotes no code
  renamed_file  = 5,  ///< the same but for the file: that is gone, and a new one has most of its findings
  moved_snippet = 6,  ///< same rule and code, from a file that is gone in one that is new
  baseline      = 7,  ///< the report itself says that it is fixed (SARIF baselineState "absent", and others)
  incomplete    = 8,  ///< missing: the tool's report after is incomplete
  no_report     = 9,  ///< missing: there is no report of the tool after
};
SECMON_API std::string_view name(DiffReason) noexcept;

/// What differs in two findings that are one. Values are bits.
enum class Aspect : std::uint8_t {
  line      = 1,
  file      = 2,  ///< path or manifest
  severity  = 4,
  state     = 8,   ///< "open" before and "suppressed" after, for example
  version   = 16,  ///< of the package
  fix       = 32,  ///< the versions in which it is fixed
  exploited = 64,  ///< whether it is known to be exploited
};
inline constexpr std::array kAspects = {Aspect::line,    Aspect::file, Aspect::severity, Aspect::state,
                                        Aspect::version, Aspect::fix,  Aspect::exploited};
SECMON_API std::string_view name(Aspect) noexcept;

/// One finding of a diff, seen from both sides. At least one side has it.
struct Match {
  FindingRef before, after;
  DiffReason reason    = DiffReason::nothing;
  std::uint8_t aspects = 0;  ///< bits of Aspect

  [[nodiscard]] bool differs_in(Aspect aspect) const noexcept {
    return (aspects & static_cast<std::uint8_t>(aspect)) != 0;
  }
};

struct DiffPolicy {
  /// Whether findings are followed into files that were renamed, and tool's ids into other files.
  bool across_files = true;
  /// Whether a finding counts as fixed where `after` is incomplete or has no report of the tool, instead of missing.
  bool trust_absence = false;
};

/// What diff() gives: every finding of both sides, each in exactly one match of exactly one list. So, unless a report
/// says itself that some of its findings are fixed,
///
///     before = fixed + unchanged + moved + changed + missing
///     after  = new   + unchanged + moved + changed
///
/// A match holds indexes and no text: keep the reports, in the same order, to look at its findings. Lists are in the
/// order of `after`; those of what is only before, in the order of `before`.
struct Diff {
  std::array<std::vector<Match>, kChangeCount> lists;  ///< indexed by the value of Change

  [[nodiscard]] std::span<const Match> operator[](Change change) const noexcept {
    return lists[static_cast<std::size_t>(change)];
  }
};

/// Compares the findings of two states, each given as all its reports. Reports of several tools may be mixed: a finding
/// is only compared with those of the same tool and rule.
///
/// What `after` does not have is fixed only if `after` holds a complete report of the same tool; else it is missing. Of
/// targets nothing is known: hand in reports that were made of the same ones.
///
/// The time it takes grows with the number of findings (sorted by 128 bit keys), however many of them are equal.
SECMON_API Diff diff(std::span<const Report> before, std::span<const Report> after, const DiffPolicy& policy = {});
inline Diff diff(const Report& before, const Report& after, const DiffPolicy& policy = {}) {
  return diff({&before, 1}, {&after, 1}, policy);
}

}  // namespace secmon
