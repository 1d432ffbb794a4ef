// SPDX-License-Identifier: MIT
// What is odd about a file of settings, collected with its places.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/config.hpp"

namespace secmon::config {

/// The bytes of a file, and the notes about it. An offset into the bytes becomes a line and a column.
class Notes {
 public:
  static constexpr std::size_t kMost     = 100;
  static constexpr std::size_t kNowhere  = static_cast<std::size_t>(-1);
  static constexpr std::size_t kMaxShown = 60;  // bytes of what stood there

  Notes(std::string_view file, std::string_view bytes);

  /// What a note says beside its place.
  struct Saying {
    ConfigCode code;
    std::string message;
    std::string key       = {};
    std::string expected  = {};
    std::string actual    = {};
    std::string near_miss = {};
    std::size_t other     = kNowhere;  // offset of the first of two
  };
  void add(std::size_t offset, Saying saying);
  /// Whether there is still room: what is costly to find out for a note may be left out when there is none.
  [[nodiscard]] bool room() const noexcept { return notes_.size() < kMost; }

  [[nodiscard]] std::uint32_t line_of(std::size_t offset) const noexcept;
  [[nodiscard]] std::uint32_t column_of(std::size_t offset) const noexcept;

  /// The notes in the order of the file, and one more that counts those there was no room for. An error among those
  /// is never lost: the one more is then an error.
  std::vector<ConfigNote> take();

 private:
  std::string file_;
  std::string_view bytes_;
  std::vector<std::size_t> lines_;  // where each begins
  std::vector<ConfigNote> notes_;
  std::size_t errors_left_out_ = 0, warnings_left_out_ = 0;
};

/// A text of a file as a note may show it: short, on one line, without control characters and without secrets.
std::string shown(std::string_view text);

/// The one of `known` that is nearest to `given`, "" if none is near: at most one edit for each three characters.
std::string near_miss(std::string_view given, std::span<const std::string_view> known);

}  // namespace secmon::config
