// SPDX-License-Identifier: MIT
// The identity of a finding, version 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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
  /// `row` is remembered for row().
  Identity distinct(Identity same, std::uint32_t row = 0);

  /// Visits all identities that are known, in any order, also those that were made to tell equal findings apart.
  template <class Visit>
  void each(Visit visit) const {
    for (const Slot& slot : slots_) {
      if (slot.count != 0) visit(slot.identity);
    }
  }
  /// How many findings have this identity so far.
  [[nodiscard]] std::uint32_t count(Identity identity) const noexcept;
  /// The row of the finding that has this identity, which must be known and not from add().
  [[nodiscard]] std::uint32_t row(Identity identity) const noexcept;
  void add(const Occurrences& others);

 private:
  struct Slot {
    Identity identity;
    std::uint32_t count = 0;  // 0 is a free slot
    std::uint32_t row   = 0;
  };
  Slot& find(Identity identity);
  void grow();
  [[nodiscard]] std::size_t place_of(Identity identity) const noexcept;
  LargeVector<Slot> slots_;  // open addressing, a power of two
  std::size_t used_ = 0;
};

/// The identity of the further findings that are equal to one; `ordinal` is 2 for the second of them.
Identity distinguished(Identity same, std::uint32_t ordinal) noexcept;

/// "1:" and 32 hexadecimal digits.
std::array<char, 34> to_text(Identity identity) noexcept;

}  // namespace secmon
