// SPDX-License-Identifier: MIT
// Where findings stand after a scan, and which of them are one vulnerability.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "secmon/history.hpp"

namespace secmon {

/// A finding of a branch after a scan. The fingerprint borrows from its row or its report.
struct Standing {
  std::string_view fingerprint;
  std::int64_t id            = 0;
  std::int64_t vulnerability = 0;  ///< 0: it was never compared with others
  Severity severity          = Severity::unknown;
  bool known                 = false;  ///< before the scan
  bool was_present           = false;
  bool present               = false;
  bool open                  = false;
};

/// Gives those that are one by `reports` one number, the least that any of them has; numbers that were one stay one.
/// `standings` are in the order of their fingerprints. Answers which of them got another number.
std::vector<std::size_t> join(std::span<Standing> standings, std::span<const Report> reports);

/// What the scan did, counted by vulnerability: one is there as long as any of its findings is. Each has the severity
/// of the worst of its findings that are open, or of all if none is.
Tally count_vulnerabilities(std::span<const Standing> standings);

}  // namespace secmon
