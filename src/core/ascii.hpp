// SPDX-License-Identifier: MIT
// Characters of ASCII: what they are, whatever the locale says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace secmon {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) noexcept { return is_upper(c) || is_lower(c); }
constexpr bool is_alnum(char c) noexcept { return is_digit(c) || is_letter(c); }
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char to_lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c | 0x20) : c; }

/// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  const char l = to_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/// The eight bytes at `at`, for looking at them at once.
inline std::uint64_t eight_bytes(std::string_view text, std::size_t at) noexcept {
  std::uint64_t eight = 0;
  std::memcpy(&eight, text.data() + at, sizeof eight);
  return eight;
}

/// How many bytes at the front are ASCII.
inline std::size_t ascii_prefix(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  const auto eight                  = [&](std::size_t at) { return eight_bytes(text, at); };
  std::size_t at                    = 0;
  for (; at + 32 <= text.size(); at += 32) {
    if (((eight(at) | eight(at + 8) | eight(at + 16) | eight(at + 24)) & kHighBits) != 0) break;
  }
  for (; at + 8 <= text.size(); at += 8) {
    if ((eight(at) & kHighBits) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

}  // namespace secmon
