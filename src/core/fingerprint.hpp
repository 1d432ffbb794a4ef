// SPDX-License-Identifier: MIT
// The identity of a finding, version 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "secmon/finding.hpp"

namespace secmon {

/// 128 bits that say "the same finding": over kind, rule, place and what was flagged, but not over lines, columns,
/// versions of packages, dates or severities. Of a secret only rule and place count; of any other finding the snippet
/// or title does, so these must have gone through redact() before. docs/design.md has the recipe.
struct Identity {
  std::uint64_t high = 0, low = 0;
  friend bool operator==(const Identity&, const Identity&) = default;
};
Identity identity(const Finding& finding);

/// Tells equal findings of one report apart, by the order in which they come: the first keeps its identity.
class Occurrences {
 public:
  Identity distinct(Identity same);

 private:
  struct Slot {
    Identity identity;
    std::uint32_t count = 0;  // findings with this identity so far; 0 is a free slot
  };
  Slot& find(Identity identity) noexcept;
  void grow();
  std::vector<Slot> slots_;  // open addressing, a power of two
  std::size_t used_ = 0;
};

/// "1:" and 32 hexadecimal digits.
std::array<char, 34> to_text(Identity identity) noexcept;

}  // namespace secmon
