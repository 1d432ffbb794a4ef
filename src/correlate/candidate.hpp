// SPDX-License-Identifier: MIT
// What correlation compares of one finding.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/fingerprint.hpp"
#include "correlate/aliases.hpp"

namespace secmon {

/// Findings can only be one if they have one subject: a vulnerability in a package of some name, or a line of some file
/// of some name. The rest is what they may leave open; 0 and "" are what a finding does not say.
struct Candidate {
  Identity subject;
  Identity exact;  // over the facts below that a finding may leave open
  std::uint64_t tool      = 0;
  std::uint64_t ecosystem = 0, version = 0, image = 0;
  std::string_view path;
  std::span<const std::uint32_t> cwe;  // of which one must be shared, if `weakness`
  bool weakness     = false;
  bool package      = false;  // about a package: one tool may list it twice and mean one
  std::uint32_t row = 0;

  /// How much of it is said; that with most is compared first, so that it founds the groups.
  [[nodiscard]] std::size_t detail() const noexcept {
    const std::size_t facts = std::size_t{ecosystem != 0} + std::size_t{version != 0} + std::size_t{image != 0};
    return facts << 32U | path.size();
  }
};

/// None for a finding that cannot be the same as one of another tool. `texts` keeps what had to be changed.
std::optional<Candidate> candidate_of(const Finding& finding, const Aliases& aliases, std::deque<std::string>& texts);

}  // namespace secmon
