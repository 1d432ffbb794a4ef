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
  struct Known {
    Identity identity;
    std::uint32_t count = 0;  // findings with this identity so far
  };
  struct Slot {
    std::uint32_t tag   = 0;  // bits of the identity, so that few others need be looked at
    std::uint32_t index = 0;  // in known_, from 1; 0 is a free slot
  };
  Known& find(Identity identity);
  void grow();
  std::vector<Known> known_;
  std::vector<Slot> slots_;  // open addressing, a power of two
};

/// "1:" and 32 hexadecimal digits.
std::array<char, 34> to_text(Identity identity) noexcept;

}  // namespace secmon
