// SPDX-License-Identifier: MIT
// The outline of a JSON document: where its large containers end, and where their elements do. One pass over the
// document finds it, so that no byte is passed over twice on the way from container to container.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "input/scan.hpp"

namespace secmon {

class Outline {
 public:
  /// Containers of more bytes are large.
  static constexpr std::size_t kLarge = std::size_t{128} << 10;

  /// Outlines the document whose container opens at `begin`, down to `depth` levels, on up to `threads` threads.
  /// The position behind it, or kNowhere if it does not close in `text`.
  std::size_t read(std::string_view text, std::size_t begin, std::size_t depth, unsigned threads);
  void clear();

  /// The position behind the large container that opens at `begin`; kNowhere if none does.
  [[nodiscard]] std::size_t end_of(std::size_t begin) const;

  /// A position behind `from`, not far from it and at most at `end`, where an element of a container ends whose
  /// elements are `depth` levels deep (1: those of the document itself). kNowhere if there is none nearby.
  [[nodiscard]] std::size_t cut(std::size_t from, std::size_t end, std::size_t depth) const noexcept;

  /// The first such position at or behind `from`, however far.
  [[nodiscard]] std::size_t first_cut(std::size_t from, std::size_t end, std::size_t depth) const noexcept;

  struct Segment;  // what one thread finds out

 private:
  // The document in steps of kStep bytes; of each the last place with the least depth, just behind a closing bracket.
  // In a large list that is the end of an element, since elements are what is shallowest in it.
  static constexpr std::size_t kStep = std::size_t{64} << 10;
  struct Low {
    std::size_t at     = 0;
    std::int32_t depth = 0;
  };

  std::size_t begin_ = 0;
  std::vector<Low> lows_;
  std::unordered_map<std::size_t, std::size_t> large_;  // by where they begin
};

}  // namespace secmon
