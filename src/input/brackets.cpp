// SPDX-License-Identifier: MIT
// Bit masks of 64 bytes tell strings from structure, with the widest registers that the processor has.
#include "input/brackets.hpp"

#include <bit>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace secmon {

namespace {

// One bit a byte: what matters for finding the end of a container.
struct Masks {
  std::uint64_t quote, backslash, open, close;
};

// The bytes that an unescaped backslash precedes.
inline std::uint64_t escaped_bytes(std::uint64_t backslash, BracketCarry& carry) noexcept {
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

// `parity` gives for each bit whether an odd number of bits up to and including it is set.
template <class Parity>
inline void outside_strings(const Masks& m, BracketCarry& carry, Parity parity, Brackets& found,
                            std::size_t i) noexcept {
  const std::uint64_t inside = parity(m.quote & ~escaped_bytes(m.backslash, carry)) ^ carry.in_string;
  carry.in_string            = std::uint64_t{0} - (inside >> 63);
  found.open[i]              = m.open & ~inside;
  found.close[i]             = m.close & ~inside;
}

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
  for (std::size_t i = 0; i < Brackets::kBlock; ++i) {
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

void find_anywhere(const char* bytes, std::size_t blocks, BracketCarry& carry, Brackets& found) noexcept {
  const auto parity = [](std::uint64_t bits) {
    for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
  };
  for (std::size_t i = 0; i < blocks; ++i) {
    outside_strings(masks_of(bytes + i * Brackets::kBlock), carry, parity, found, i);
    found.opens[i]  = static_cast<std::uint8_t>(std::popcount(found.open[i]));
    found.closes[i] = static_cast<std::uint8_t>(std::popcount(found.close[i]));
  }
}

#if defined(__x86_64__) && defined(__GNUC__)
// This pass is the first to touch the document, and the processor does not look ahead over the end of a page.
inline void prefetch(const char* block) noexcept { _mm_prefetch(block + 2048, _MM_HINT_T0); }

#define SECMON_AVX2 __attribute__((target("avx2,bmi,pclmul,popcnt")))

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

SECMON_AVX2 void find_avx2(const char* bytes, std::size_t blocks, BracketCarry& carry, Brackets& found) noexcept {
  const auto parity = [](std::uint64_t bits) SECMON_AVX2 {
    const __m128i product =
        _mm_clmulepi64_si128(_mm_set_epi64x(0, static_cast<long long>(bits)), _mm_set1_epi8('\xFF'), 0);
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
  };
  for (std::size_t i = 0; i < blocks; ++i) {
    prefetch(bytes + i * Brackets::kBlock);
    outside_strings(masks_avx2(bytes + i * Brackets::kBlock), carry, parity, found, i);
    found.opens[i]  = static_cast<std::uint8_t>(_mm_popcnt_u64(found.open[i]));
    found.closes[i] = static_cast<std::uint8_t>(_mm_popcnt_u64(found.close[i]));
  }
}

#define SECMON_AVX512 __attribute__((target("avx512f,avx512bw,avx2,bmi,pclmul,popcnt")))

SECMON_AVX512 void find_avx512(const char* bytes, std::size_t blocks, BracketCarry& carry, Brackets& found) noexcept {
  const auto parity = [](std::uint64_t bits) SECMON_AVX512 {
    const __m128i product =
        _mm_clmulepi64_si128(_mm_set_epi64x(0, static_cast<long long>(bits)), _mm_set1_epi8('\xFF'), 0);
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(product));
  };
  for (std::size_t i = 0; i < blocks; ++i) {
    prefetch(bytes + i * Brackets::kBlock);
    const __m512i block  = _mm512_loadu_si512(bytes + i * Brackets::kBlock);
    const __m512i folded = _mm512_or_si512(block, _mm512_set1_epi8(0x20));  // '[' becomes '{', ']' becomes '}'
    const Masks masks{
        _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"')), _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\\')),
        _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8('{')), _mm512_cmpeq_epi8_mask(folded, _mm512_set1_epi8('}'))};
    outside_strings(masks, carry, parity, found, i);
    found.opens[i]  = static_cast<std::uint8_t>(_mm_popcnt_u64(found.open[i]));
    found.closes[i] = static_cast<std::uint8_t>(_mm_popcnt_u64(found.close[i]));
  }
}

using Find = void (*)(const char*, std::size_t, BracketCarry&, Brackets&) noexcept;

Find widest() noexcept {
  if (!__builtin_cpu_supports("pclmul") || !__builtin_cpu_supports("avx2")) return find_anywhere;
  return __builtin_cpu_supports("avx512bw") ? find_avx512 : find_avx2;
}

const Find find = widest();
#else
constexpr auto find = find_anywhere;
#endif

}  // namespace

void find_brackets(const char* bytes, std::size_t blocks, BracketCarry& carry, Brackets& found) noexcept {
  find(bytes, blocks, carry, found);
}

}  // namespace secmon
