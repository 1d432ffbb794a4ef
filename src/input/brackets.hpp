// SPDX-License-Identifier: MIT
// The brackets of JSON that stand outside strings, 64 bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace secmon {

/// Where a walk stands between two blocks.
struct BracketCarry {
  std::uint64_t escaped   = 0;  ///< 1: the next byte is escaped
  std::uint64_t in_string = 0;  ///< all ones while inside a string

  friend bool operator==(const BracketCarry&, const BracketCarry&) = default;
};

/// The brackets of up to kBlocks blocks: one bit a byte, and their numbers. Square and curly ones are not told apart.
struct Brackets {
  static constexpr std::size_t kBlock = 64, kBlocks = 16;
  std::uint64_t open[kBlocks], close[kBlocks];
  std::uint8_t opens[kBlocks], closes[kBlocks];
};

/// Fills `found` for `blocks` (at most Brackets::kBlocks) whole blocks that begin at `bytes`.
void find_brackets(const char* bytes, std::size_t blocks, BracketCarry& carry, Brackets& found) noexcept;

}  // namespace secmon
