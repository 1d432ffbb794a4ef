// SPDX-License-Identifier: MIT
// Small questions about text. Views in, views out, wherever that is possible.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "core/ascii.hpp"

namespace secmon {

/// Whether two ranges of `size` bytes are the same. Inline, since most of what is compared is short.
inline bool same_bytes(const void* a, const void* b, std::size_t size) noexcept {
  const auto* x    = static_cast<const unsigned char*>(a);
  const auto* y    = static_cast<const unsigned char*>(b);
  const auto equal = [x, y]<class Word>(std::size_t i, Word) {
    Word left, right;
    std::memcpy(&left, x + i, sizeof left);
    std::memcpy(&right, y + i, sizeof right);
    return left == right;
  };
  // Two words that may overlap cover what is no multiple of a word.
  constexpr std::size_t kInline = 64;
  if (size > kInline) return std::memcmp(a, b, size) == 0;
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (!equal(i, std::uint64_t{})) return false;
    }
    return equal(size - 8, std::uint64_t{});
  }
  if (size >= 4) return equal(0, std::uint32_t{}) && equal(size - 4, std::uint32_t{});
  if (size >= 2) return equal(0, std::uint16_t{}) && equal(size - 2, std::uint16_t{});
  return size == 0 || *x == *y;
}

/// Without white space (ASCII) at both ends. Most texts have none, which is seen at once.
std::string_view trimmed(std::string_view text) noexcept;
inline std::string_view trim(std::string_view text) noexcept {
  return text.empty() || (!is_space(text.front()) && !is_space(text.back())) ? text : trimmed(text);
}
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;  ///< ASCII
std::string lower(std::string_view text);                                   ///< ASCII
bool contains_ignoring_case(std::string_view text, std::string_view part) noexcept;

/// Cuts the part up to `separator` off the front of `rest` and gives it back; the last part when there is none.
/// `for (std::string_view part; next_part(rest, ',', part);)` visits all parts, also empty ones; a view of nothing
/// (std::string_view{}) has none.
bool next_part(std::string_view& rest, char separator, std::string_view& part) noexcept;

std::string_view first_line(std::string_view text) noexcept;  ///< trimmed, without the end of line
/// The first sentence of a text, at most `limit` bytes, never cutting a UTF-8 sequence.
std::string_view first_sentence(std::string_view text, std::size_t limit = 200) noexcept;
/// At most `limit` bytes of `text`, never cutting a UTF-8 sequence.
std::string_view clip(std::string_view text, std::size_t limit) noexcept;

/// The whole of `text` as a number, with surrounding space; nullopt otherwise, and for infinities and NaN.
std::optional<std::int64_t> to_integer(std::string_view text) noexcept;
std::optional<double> to_number(std::string_view text) noexcept;

/// The number of the first weakness named in a text: "CWE-79: …", "cwe-079", "external/cwe/cwe-079", "CWE:79", "79",
/// ".../definitions/79.html". 0 if there is none.
std::uint32_t cwe_number(std::string_view text) noexcept;

/// Finds the next id of a vulnerability ("CVE-2021-44228", "GHSA-xxxx-xxxx-xxxx", "PYSEC-2021-1") in `text` at or
/// after `from`, as a whole word, without regard to case; moves `from` behind it. "" if there is no more.
std::string_view next_vulnerability_id(std::string_view text, std::size_t& from) noexcept;
/// Whether the whole text is such an id.
bool is_vulnerability_id(std::string_view text) noexcept;

bool is_url(std::string_view text) noexcept;  ///< begins with http:// or https://

/// What is not a valid escape stays as it is, and so does a text that would not be UTF-8.
std::string percent_decode(std::string_view text);
bool is_valid_utf8(std::string_view text) noexcept;

/// A path as all findings have it: '/' for '\', no leading "./", no doubled '/'. The text itself when nothing changes.
std::string normal_path(std::string_view path);
/// Whether normal_path() would change it; so that most rows need no copy.
bool is_normal_path(std::string_view path) noexcept;

}  // namespace secmon
