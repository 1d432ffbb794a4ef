// SPDX-License-Identifier: MIT
// Findings counted by what they are: one fingerprint counts once, however many scanners reported it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "secmon/score.hpp"

namespace secmon {

class Distinct {
 public:
  void add(std::string_view fingerprint, Severity severity);
  /// By severity, each fingerprint at the highest that it was added with. A finding without one counts for itself.
  [[nodiscard]] Counts counts();

 private:
  struct Seen {
    std::uint64_t hash;
    std::string_view fingerprint;
    Severity severity;
  };
  std::vector<Seen> seen_;
  Counts without_;
};

}  // namespace secmon
