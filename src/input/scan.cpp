// SPDX-License-Identifier: MIT
// Passing over JSON without reading it.
#include "input/scan.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "input/brackets.hpp"

namespace secmon {

namespace {

constexpr std::size_t kBlock = Brackets::kBlock;

}  // namespace

std::size_t container_end(std::string_view text, std::size_t begin, std::size_t end) noexcept {
  BracketCarry carry;
  Brackets found;
  std::size_t depth = 0;
  for (std::size_t at = begin; at < end;) {
    // One block first: most containers are small.
    std::size_t blocks = at == begin ? 1 : std::min<std::size_t>((end - at) / kBlock, 4);
    if (end - at < kBlock) {
      char last[kBlock];
      std::memset(last, ' ', sizeof last);
      std::memcpy(last, text.data() + at, end - at);
      find_brackets(last, blocks = 1, carry, found);
    } else {
      find_brackets(text.data() + at, blocks, carry, found);
    }
    for (std::size_t i = 0; i < blocks; ++i, at += kBlock) {
      if (found.closes[i] < depth) {
        depth += std::size_t{found.opens[i]} - found.closes[i];
        continue;
      }
      for (std::uint64_t all = found.open[i] | found.close[i]; all != 0; all &= all - 1) {
        depth += (found.open[i] & all & (~all + 1)) != 0 ? 1 : std::size_t{0} - 1;
        if (depth == 0) return at + static_cast<std::size_t>(std::countr_zero(all)) + 1;
      }
    }
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
