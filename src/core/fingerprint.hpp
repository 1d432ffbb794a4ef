// SPDX-License-Identifier: MIT
// The identity of a finding, version 1.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "secmon/finding.hpp"

namespace secmon {

/// 128 bits that say "the same finding": over kind, rule, place and what was flagged, but not over lines, columns,
/// versions of packages, dates, severities, or anything that a secret is part of. docs/design.md has the recipe.
struct Identity {
  std::uint64_t high = 0, low = 0;
  friend bool operator==(const Identity&, const Identity&) = default;
};
Identity identity(const Finding& finding) noexcept;

/// Tells equal findings of one report apart, by the order in which they come: the first keeps its identity.
class Occurrences {
 public:
  Identity distinct(Identity same) noexcept;

 private:
  struct Hash {
    std::size_t operator()(const Identity& i) const noexcept { return i.low; }
  };
  std::unordered_map<Identity, std::uint32_t, Hash> seen_;
};

/// "1:" and 32 hexadecimal digits.
std::array<char, 34> to_text(Identity identity) noexcept;

}  // namespace secmon
