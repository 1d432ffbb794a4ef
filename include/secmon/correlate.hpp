// SPDX-License-Identifier: MIT
// Correlation: the same vulnerability from several scanners is one group, which keeps every record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "secmon/export.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// Why a finding is in its group.
enum class SameBy : std::uint8_t {
  itself      = 0,  ///< the finding that the others are compared with
  fingerprint = 1,  ///< the same finding of the same tool, seen in another report or twice
  id          = 2,  ///< an id in common, in the same package or place
  alias       = 3,  ///< ids that another finding says are the same vulnerability, in the same package or place
  place       = 4,  ///< the same weakness in the same line, or at the same URL and parameter; a secret in the same line
};
SECMON_API std::string_view name(SameBy) noexcept;

/// One finding of a group.
struct Member {
  FindingRef finding;
  SameBy by = SameBy::itself;
  FindingRef with;  ///< the member that it is the same as; none for `itself`
};

struct Group {
  std::size_t first = 0, count = 0;       ///< its members in Correlation::members
  Severity severity = Severity::unknown;  ///< the highest of its open members; of all, if none is open
  bool open         = false;              ///< whether any member is
};

/// What correlate() gives: every finding of all reports in exactly one group. Groups are in the order of their first
/// findings, members in that of the reports. It holds indexes and no text.
struct Correlation {
  std::vector<Group> groups;
  std::vector<Member> members;

  [[nodiscard]] std::span<const Member> members_of(const Group& group) const noexcept {
    return std::span(members).subspan(group.first, group.count);
  }
};

/// Groups the findings of all reports.
///
/// Two findings about packages are one if they are about the same vulnerability, package and version, and in the same
/// manifest, path or image. Any other two are one if they are about the same vulnerability, or share a weakness (CWE),
/// at the same place; two secrets if they are in the same line. In detail:
///
///   - Vulnerabilities are the same by their ids. CVE names a vulnerability, then GHSA, then all other schemes; an id
///     of a lower scheme is an alias of the one that findings state beside it, unless they state several. So two CVEs
///     never become one. A finding with several ids of its highest scheme is about all of them together, and is only
///     the same as another one with just these.
///   - What a finding does not say (a version, a manifest) fits everything; where it fits several, it is put to the
///     first. Paths fit if one ends with the other: "app/requirements.txt", "/build/app/requirements.txt".
///   - Two findings of one tool are only one if nothing that is compared here differs: what a tool lists twice are two.
///   - Whether they are open does not matter: a group is open while any of its members is.
///
/// A finding that is none of this, or says too little, is a group of its own. Among the findings of one vulnerability
/// in one package, or in one line, the last 64 groups are looked at for what does not fit exactly, so that the time
/// grows with the number of findings only.
SECMON_API Correlation correlate(std::span<const Report> reports);

/// The ids of all members, each once, in the order in which they come. The views borrow from the reports.
SECMON_API std::vector<std::string_view> ids_of(std::span<const Report> reports, const Correlation& correlation,
                                                const Group& group);

}  // namespace secmon
