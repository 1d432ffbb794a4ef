// SPDX-License-Identifier: MIT
// Passing over JSON without reading it: bit masks of 64 bytes tell strings from structure.
#include "input/scan.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace secmon {

namespace {

constexpr std::size_t kBlock = 64;

// One bit a byte: what matters for finding the end of a container.
struct Masks {
  std::uint64_t quote, backslash, open, close;
};

#if defined(__x86_64__) && defined(__GNUC__)
#define SECMON_AVX2 __attribute__((target("avx2,bmi")))

SECMON_AVX2 inline Masks masks_avx2(const char* bytes) noexcept {
  const auto* at     = reinterpret_cast<const __m256i*>(bytes);
  const __m256i low  = _mm256_loadu_si256(at);
  const __m256i high = _mm256_loadu_si256(at + 1);
  const auto bits    = [](__m256i a, __m256i b, char c) SECMON_AVX2 {
    const __m256i wanted = _mm256_set1_epi8(c);
    const auto first     = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, wanted)));
    const auto second    = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, wanted)));
    return static_cast<std::uint64_t>(second) << 32U | first;
  };
  const __m256i fold = _mm256_set1_epi8(0x20);  // '[' becomes '{', ']' becomes '}'
  const __m256i a    = _mm256_or_si256(low, fold);
  const __m256i b    = _mm256_or_si256(high, fold);
  return {bits(low, high, '"'), bits(low, high, '\\'), bits(a, b, '{'), bits(a, b, '}')};
}
#endif

#if defined(__SSE2__)
inline Masks masks_of(const char* bytes) noexcept {
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
inline Masks masks_of(const char* bytes) noexcept {
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

// The brackets outside strings of some blocks.
struct Brackets {
  static constexpr std::size_t kBlocks = 8;
  std::uint64_t open[kBlocks], close[kBlocks];
};

void brackets_anywhere(const char* bytes, std::size_t blocks, Carry& carry, Brackets& found) noexcept {
  for (std::size_t i = 0; i < blocks; ++i) {
    const Masks m               = masks_of(bytes + i * kBlock);
    const std::uint64_t outside = ~string_bytes(m, carry);
    found.open[i]               = m.open & outside;
    found.close[i]              = m.close & outside;
  }
}

#if defined(SECMON_AVX2)
// The same with wider registers, where the processor has them.
SECMON_AVX2 void brackets_avx2(const char* bytes, std::size_t blocks, Carry& carry, Brackets& found) noexcept {
  for (std::size_t i = 0; i < blocks; ++i) {
    const Masks m               = masks_avx2(bytes + i * kBlock);
    const std::uint64_t outside = ~string_bytes(m, carry);
    found.open[i]               = m.open & outside;
    found.close[i]              = m.close & outside;
  }
}
const auto brackets = __builtin_cpu_supports("avx2") ? brackets_avx2 : brackets_anywhere;
#else
constexpr auto brackets = brackets_anywhere;
#endif

// Calls `visit(position, opens)` for each bracket from `begin` on until it answers false; gives the position it
// stopped at, or kNowhere at the end.
template <class Visit>
inline std::size_t each_bracket(std::string_view text, std::size_t begin, std::size_t end, Visit&& visit) {
  Carry carry;
  Brackets found;
  for (std::size_t at = begin; at < end;) {
    std::size_t blocks = std::min((end - at) / kBlock, Brackets::kBlocks);
    if (blocks == 0) {
      char last[kBlock];
      std::memset(last, ' ', sizeof last);
      std::memcpy(last, text.data() + at, end - at);
      brackets(last, blocks = 1, carry, found);
    } else {
      brackets(text.data() + at, blocks, carry, found);
    }
    for (std::size_t i = 0; i < blocks; ++i, at += kBlock) {
      for (std::uint64_t all = found.open[i] | found.close[i]; all != 0; all &= all - 1) {
        const auto position = at + static_cast<std::size_t>(std::countr_zero(all));
        if (!visit(position, (found.open[i] & all & (~all + 1)) != 0)) return position;
      }
    }
  }
  return kNowhere;
}

}  // namespace

std::size_t container_end(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  std::size_t depth      = 0;
  const std::size_t stop = each_bracket(text, begin, end, [&](std::size_t, bool opens) {
    depth += opens ? 1 : std::size_t{0} - 1;
    return depth != 0;
  });
  return stop == kNowhere ? kNowhere : stop + 1;
}

std::size_t outline_container(std::string_view text, std::size_t begin, std::size_t window, std::size_t depth,
                              Outline& outline) {
  std::vector<std::size_t> open;
  std::size_t deeper     = 0;  // levels below those that are told apart
  const std::size_t stop = each_bracket(text, begin, text.size(), [&](std::size_t at, bool opens) {
    if (opens) {
      if (open.size() < depth) {
        open.push_back(at);
      } else {
        ++deeper;
      }
    } else if (deeper != 0) {
      --deeper;
    } else {
      if (at + 1 - open.back() > window) outline.emplace(open.back(), at + 1);
      open.pop_back();
    }
    return !open.empty();
  });
  return stop == kNowhere ? kNowhere : stop + 1;
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
