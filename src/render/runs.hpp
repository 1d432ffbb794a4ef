// SPDX-License-Identifier: MIT
// How much of a text can be written as it is: looked at 16 bytes at a time, since most of most texts can.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace secmon {

// GCC 12 sees copies of 16 bytes where a literal is inlined that is shorter, although its length does not come here.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds"
#pragma GCC diagnostic ignored "-Wstringop-overread"
#endif

/// Copies what mostly is a few bytes; a call of memcpy takes longer than such a copy.
inline void copy_bytes(char* to, const char* from, std::size_t size) noexcept {
  if (size >= 16) {
    if (size > 64) {
      std::memcpy(to, from, size);
      return;
    }
    for (std::size_t i = 0; i + 16 < size; i += 16) std::memcpy(to + i, from + i, 16);
    std::memcpy(to + size - 16, from + size - 16, 16);
  } else if (size >= 8) {
    std::memcpy(to, from, 8);
    std::memcpy(to + size - 8, from + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(to, from, 4);
    std::memcpy(to + size - 4, from + size - 4, 4);
  } else {
    for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  }
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

/// Bytes at which a writer must stop to look: controls, all beyond ASCII, and kStops.
template <char... kStops>
class Runs {
 public:
  /// The length of the front of `text` that has no such byte.
  static std::size_t plain(std::string_view text) noexcept {
    const char* at        = text.data();
    const std::size_t all = text.size();
    std::size_t i         = 0;
#if defined(__SSE2__)
    for (; i + 16 <= all; i += 16) {
      const unsigned found = stops_of(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i)));
      if (found != 0) return i + static_cast<std::size_t>(std::countr_zero(found));
    }
    if (i < all && all >= 16) {  // the rest, together with bytes that were looked at
      const unsigned found = stops_of(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at + all - 16)));
      return found == 0 ? all : all - 16 + static_cast<std::size_t>(std::countr_zero(found));
    }
    for (; i + 8 <= all; i += 8) {
      const unsigned found = stops_of(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(at + i))) & 0xFFU;
      if (found != 0) return i + static_cast<std::size_t>(std::countr_zero(found));
    }
#endif
    while (i < all && !stops(at[i])) ++i;
    return i;
  }
  static bool stops(char c) noexcept { return static_cast<signed char>(c) < 0x20 || ((c == kStops) || ...); }

 private:
#if defined(__SSE2__)
  static unsigned stops_of(__m128i bytes) noexcept {
    // As signed numbers, the bytes beyond ASCII are below the controls.
    __m128i found = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
    ((found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(kStops)))), ...);
    return static_cast<unsigned>(_mm_movemask_epi8(found));
  }
#endif
};

/// The length of the front of `text` that has no control, nothing beyond ASCII, and no two spaces in a row.
inline std::size_t line_run(std::string_view text) noexcept {
  const char* at        = text.data();
  const std::size_t all = text.size();
  std::size_t i         = 0;
  bool space            = false;  // before `i`
#if defined(__SSE2__)
  for (; i + 16 <= all; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
    const __m128i odd =
        _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F)));
    const auto spaces      = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' '))));
    const unsigned doubled = spaces & (spaces << 1 | static_cast<unsigned>(space));
    const unsigned found   = static_cast<unsigned>(_mm_movemask_epi8(odd)) | doubled;
    if (found != 0) return i + static_cast<std::size_t>(std::countr_zero(found));
    space = (spaces & 0x8000U) != 0;
  }
#endif
  for (; i < all; ++i) {
    const char c = at[i];
    if (static_cast<signed char>(c) < 0x20 || c == 0x7F || (c == ' ' && space)) return i;
    space = c == ' ';
  }
  return i;
}

}  // namespace secmon
