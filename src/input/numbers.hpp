// SPDX-License-Identifier: MIT
// Numbers in the text of a cursor, with one meaning for tables and XML: what is no number is absent.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

#include "core/text.hpp"

namespace secmon {

/// Rounds down: spreadsheets write the port 443 as "443.0".
inline std::int64_t integer_in(std::string_view text, std::int64_t absent) noexcept {
  if (const auto whole = to_integer(text)) return *whole;
  const auto number = to_number(text);
  return number && std::abs(*number) < 9e18 ? static_cast<std::int64_t>(std::floor(*number)) : absent;
}

inline double number_in(std::string_view text, double absent) noexcept { return to_number(text).value_or(absent); }

/// A line or column: 0 unless it is from 1 to 2^31.
inline std::uint32_t line_in(std::string_view text) noexcept {
  const std::int64_t line = integer_in(text, 0);
  return line >= 1 && line <= std::int64_t{1} << 31 ? static_cast<std::uint32_t>(line) : 0;
}

}  // namespace secmon
