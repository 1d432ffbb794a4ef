// SPDX-License-Identifier: MIT
// Passing over JSON without reading it: bit masks of 64 bytes tell strings from structure.
#include "input/scan.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace secmon {

namespace {

constexpr std::size_t kBlock = 64;

// One bit a byte: what matters for finding the end of a container.
struct Masks {
  std::uint64_t quote, backslash, open, close;
};

#if defined(__SSE2__)
Masks masks_of(const char* bytes) noexcept {
  Masks m{0, 0, 0, 0};
  for (unsigned i = 0; i < 4; ++i) {
    const __m128i chunk  = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + std::size_t{16} * i));
    const __m128i folded = _mm_or_si128(chunk, _mm_set1_epi8(0x20));  // '[' becomes '{', ']' becomes '}'
    const auto bits      = [&](__m128i of, char c) {
      const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(of, _mm_set1_epi8(c)));
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(mask)) << (16 * i);
    };
    m.quote |= bits(chunk, '"');
    m.backslash |= bits(chunk, '\\');
    m.open |= bits(folded, '{');
    m.close |= bits(folded, '}');
  }
  return m;
}
#else
Masks masks_of(const char* bytes) noexcept {
  Masks m{0, 0, 0, 0};
  for (std::size_t i = 0; i < kBlock; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    switch (bytes[i]) {
      case '"': m.quote |= bit; break;
      case '\\': m.backslash |= bit; break;
      case '{':
      case '[': m.open |= bit; break;
      case '}':
      case ']': m.close |= bit; break;
      default: break;
    }
  }
  return m;
}
#endif

// Bit i of the result says whether an odd number of bits up to and including i is set.
std::uint64_t parity_up_to(std::uint64_t bits) noexcept {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// Where the walk stands between two blocks.
struct Carry {
  std::uint64_t escaped   = 0;  // 1: the next byte is escaped
  std::uint64_t in_string = 0;  // all ones while inside a string
};

// The bytes that an unescaped backslash precedes.
std::uint64_t escaped_bytes(std::uint64_t backslash, Carry& carry) noexcept {
  std::uint64_t escaped = carry.escaped;
  backslash &= ~escaped;
  carry.escaped = 0;
  while (backslash != 0) {
    const int at = std::countr_zero(backslash);
    if (at == 63) {
      carry.escaped = 1;
      break;
    }
    const std::uint64_t next = std::uint64_t{2} << at;
    escaped |= next;
    backslash &= ~(next | (next >> 1));
  }
  return escaped;
}

std::uint64_t string_bytes(const Masks& m, Carry& carry) noexcept {
  const std::uint64_t quotes = m.quote & ~escaped_bytes(m.backslash, carry);
  const std::uint64_t inside = parity_up_to(quotes) ^ carry.in_string;
  carry.in_string            = (inside >> 63) != 0 ? ~std::uint64_t{0} : 0;
  return inside;
}

// The position in the block behind the bracket that closes depth 0, or kBlock + 1.
std::size_t closing(std::uint64_t open, std::uint64_t close, std::size_t& depth) noexcept {
  const auto closes = static_cast<std::size_t>(std::popcount(close));
  if (closes < depth) {  // cannot get to 0 in this block, whatever the order
    depth += static_cast<std::size_t>(std::popcount(open)) - closes;
    return kBlock + 1;
  }
  for (std::uint64_t all = open | close; all != 0; all &= all - 1) {
    const std::uint64_t bit = all & (~all + 1);
    if ((open & bit) != 0) {
      ++depth;
    } else if (--depth == 0) {
      return static_cast<std::size_t>(std::countr_zero(bit)) + 1;
    }
  }
  return kBlock + 1;
}

}  // namespace

std::size_t container_end(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  Carry carry;
  std::size_t depth = 0;
  for (std::size_t at = begin; at < end; at += kBlock) {
    char last[kBlock];
    const char* block = text.data() + at;
    if (end - at < kBlock) {
      std::memset(last, ' ', sizeof last);
      std::memcpy(last, block, end - at);
      block = last;
    }
    const Masks m               = masks_of(block);
    const std::uint64_t outside = ~string_bytes(m, carry);
    const std::size_t found     = closing(m.open & outside, m.close & outside, depth);
    if (found <= kBlock) return at + found;
  }
  return kNowhere;
}

std::size_t string_end(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  for (std::size_t at = begin + 1; at < end;) {
    const void* found = std::memchr(text.data() + at, '"', end - at);
    if (found == nullptr) return kNowhere;
    const auto quote        = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    std::size_t backslashes = 0;
    while (quote - backslashes > at && text[quote - backslashes - 1] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return quote + 1;
    at = quote + 1;
  }
  return kNowhere;
}

std::size_t value_end(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  if (begin >= end) return kNowhere;
  switch (text[begin]) {
    case '{':
    case '[': return container_end(text, begin, end);
    case '"': return string_end(text, begin, end);
    default: break;
  }
  const std::size_t stop = text.substr(0, end).find_first_of(",]}:\"{[ \t\r\n", begin);
  return stop == begin ? kNowhere : (stop == std::string_view::npos ? end : stop);
}

std::size_t skip_filler(std::string_view text, std::size_t at, std::size_t end, std::size_t& comments) noexcept {
  while (at < end) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at;
      continue;
    }
    const bool block = c == '/' && at + 1 < end && text[at + 1] == '*';
    const bool line  = c == '#' || (c == '/' && at + 1 < end && text[at + 1] == '/');
    if (!block && !line) break;
    ++comments;
    const std::size_t stop = text.find(block ? "*/" : "\n", at + (block ? 2 : 1));
    at                     = stop >= end ? end : stop + (block ? 2 : 1);
  }
  return at;
}

}  // namespace secmon
