// SPDX-License-Identifier: MIT
// Passing over JSON without reading it, 64 bytes at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace secmon {

inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// The position behind the container that opens at `begin` (with '{' or '['), knowing strings from structure;
/// kNowhere if it does not close before `end`. Which bracket closes which is not checked.
std::size_t container_end(std::string_view text, std::size_t begin, std::size_t end) noexcept;

/// The position behind the string that opens at `begin` (with '"'); kNowhere if it does not close before `end`.
std::size_t string_end(std::string_view text, std::size_t begin, std::size_t end) noexcept;

/// The position behind the value at `begin`: a container, a string, or a word or number up to the next delimiter.
std::size_t value_end(std::string_view text, std::size_t begin, std::size_t end) noexcept;

/// The first position at or after `at` that is neither white space nor in a comment ("//", "/* */", "#").
/// `comments` counts those that were passed over.
std::size_t skip_filler(std::string_view text, std::size_t at, std::size_t end, std::size_t& comments) noexcept;

}  // namespace secmon
