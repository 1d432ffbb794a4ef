// SPDX-License-Identifier: MIT
// The identity of a finding, version 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/pages.hpp"
#include "secmon/finding.hpp"

namespace secmon {

/// 128 bits that say "the same finding": over kind, rule, place and what was flagged, but not over lines, columns,
/// versions of packages, dates or severities. Of a secret only rule and place count; of any other finding the snippet
/// or title does, so these must have gone through redact() before. docs/design.md has the recipe.
struct Identity {
  std::uint64_t high = 0, low = 0;
  friend bool operator==(const Identity&, const Identity&) = default;
  friend bool operator<(const Identity& a, const Identity& b) noexcept {
    return a.high != b.high ? a.high < b.high : a.low < b.low;
  }
};
Identity identity(const Finding& finding);

/// Whether a finding is about a package: its identity is that package and the vulnerability.
bool is_about_package(const Finding& finding) noexcept;
/// "registry:5000/team/app" of "registry:5000/team/app:1.2@sha256:…": a rebuilt image is the same image.
std::string_view image_name(std::string_view image) noexcept;

/// Tells equal findings of one report apart, by the order in which they come: the first keeps its identity.
class Occurrences {
 public:
  struct Known {
    Identity identity;
    std::uint32_t count = 0;  // findings with this identity so far
  };
  Identity distinct(Identity same);

  /// All that are known, also the identities that were made to tell equal findings apart.
  [[nodiscard]] std::span<const Known> known() const noexcept { return known_; }
  [[nodiscard]] std::uint32_t count(Identity identity) const noexcept;
  void add(const Occurrences& others);

 private:
  struct Slot {
    std::uint32_t tag   = 0;  // bits of the identity, so that few others need be looked at
    std::uint32_t index = 0;  // in known_, from 1; 0 is a free slot
  };
  Known& find(Identity identity);
  void grow();
  LargeVector<Known> known_;
  LargeVector<Slot> slots_;  // open addressing, a power of two
};

/// The identity of the further findings that are equal to one; `ordinal` is 2 for the second of them.
Identity distinguished(Identity same, std::uint32_t ordinal) noexcept;

/// "1:" and 32 hexadecimal digits.
std::array<char, 34> to_text(Identity identity) noexcept;

}  // namespace secmon
