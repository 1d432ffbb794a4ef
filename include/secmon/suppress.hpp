// SPDX-License-Identifier: MIT
// Suppressions: which findings of any tool are known and do not count, who says so, why, and until when.
//
//     suppressions:
//       - fingerprint: "1:0f3c…"          # each of these that is given must match
//         rule: B101
//         path: tests/**
//         id: CVE-2021-44228
//         package: requests                # or pkg:pypi/requests
//         tool: bandit
//         reason: asserts are what tests are made of
//         owner: platform-team
//         expires: 2027-01-31              # optional; counts to the end of that day in UTC
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/config.hpp"
#include "secmon/export.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// One entry. Texts that are empty do not matter; at least one of the first six is given.
struct Suppression {
  std::string fingerprint{};  ///< Finding::fingerprint
  std::string rule{};         ///< rule_id or rule_name, ignoring case
  std::string path{};         ///< a glob, see glob_matches()
  std::string id{};           ///< one of the finding's ids, ignoring case
  std::string package{};      ///< the package's name, or a package URL: of type, name and, if it is given, version
  std::string tool{};         ///< ignoring case
  std::string reason{};       ///< never empty in an entry that suppresses
  std::string owner{};        ///< never empty in an entry that suppresses
  Time expires       = kNoTime;
  std::uint32_t line = 0;  ///< in the file; 0 if it is not from one
};

struct Suppressions {
  std::string file;                ///< as the caller named it
  std::vector<Suppression> rules;  ///< those that are well formed, in the order of the file
  std::vector<ConfigNote> notes;   ///< an entry that is not well formed does not suppress, and is a note

  /// Whether the file could be read as such. Where it could not there are no rules, so that nothing is suppressed.
  [[nodiscard]] SECMON_API bool ok() const noexcept;
};

/// Reads a file of suppressions; the entries are the list `suppressions`, or the document itself. An entry without
/// reason, owner or anything to match, or with a key that is not known, does not suppress. Never fails.
SECMON_API Suppressions load_suppressions(std::string_view yaml, std::string_view file = {},
                                          std::size_t max_bytes = std::size_t{16} << 20);

/// What suppress() did.
struct Suppressed {
  Report report;                       ///< all findings; those that matched are State::suppressed
  std::uint64_t findings = 0;          ///< that were open and are now suppressed
  std::vector<std::uint64_t> matched;  ///< for each rule: the findings that it matches, whatever their state
  std::vector<ConfigNote> notes;       ///< rules that are expired, and rules that matched nothing
};

/// A copy of `report` in which each open finding that a rule matches is suppressed; state_reason names reason, owner,
/// date and place of the first such rule. A finding that is not open keeps its state. A rule that has expired at `now`
/// suppresses nothing, and one with a date neither if `now` is kNoTime.
SECMON_API Suppressed suppress(const Report& report, const Suppressions& suppressions, Time now);

/// An entry as text to be appended to the list of a file, or the error that is in it.
SECMON_API Result<std::string> to_yaml(const Suppression& rule);

/// Whether a glob matches a path with '/'. `*` is anything within a name, `?` one character of it, `[a-z]` and `[!a]`
/// one of a set; `**` in place of a whole name is any number of folders, at the end all that is below. As in
/// .gitignore, a glob without '/' (but at its end) matches at any depth, one with '/' at its end all that is in the
/// folder, and one with
/// '/' elsewhere counts from the root. Takes time in proportion to the product of the two lengths at most.
SECMON_API bool glob_matches(std::string_view glob, std::string_view path);

}  // namespace secmon
