// SPDX-License-Identifier: MIT
// Which of two versions is the later one, as far as that can be told without knowing their ecosystem.
#pragma once

#include <cstddef>
#include <string_view>

#include "secmon/finding.hpp"

namespace secmon {

/// Below 0, 0 or above it. Numbers count as numbers, letters as text; "1.2" is before "1.2.1", and "1.2-rc1" before
/// "1.2".
inline int compare_versions(std::string_view a, std::string_view b) noexcept {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto word  = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto part  = [&](std::string_view& text) {
    while (!text.empty() && !digit(text.front()) && !word(text.front())) text.remove_prefix(1);
    std::size_t size = 0;
    if (!text.empty()) {
      const bool number = digit(text.front());
      while (size < text.size() && (number ? digit(text[size]) : word(text[size]))) ++size;
    }
    std::string_view cut = text.substr(0, size);
    text.remove_prefix(size);
    return cut;
  };
  while (true) {
    std::string_view x = part(a), y = part(b);
    if (x.empty() && y.empty()) return 0;
    if (x.empty()) return word(y.front()) ? 1 : -1;
    if (y.empty()) return word(x.front()) ? -1 : 1;
    if (digit(x.front()) != digit(y.front())) return digit(x.front()) ? 1 : -1;
    if (digit(x.front())) {
      while (x.size() > 1 && x.front() == '0') x.remove_prefix(1);
      while (y.size() > 1 && y.front() == '0') y.remove_prefix(1);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
    }
    if (const int order = x.compare(y); order != 0) return order;
  }
}

/// The least of the versions in which a package is fixed that is above the one installed, since tools list one for each
/// branch; the first if none is above it, "" if there are none.
inline std::string_view version_to_take(const Package& package) noexcept {
  std::string_view best;
  for (const std::string_view version : package.fixed_in) {
    if (!package.version.empty() && compare_versions(version, package.version) <= 0) continue;
    if (best.empty() || compare_versions(version, best) < 0) best = version;
  }
  return best.empty() && !package.fixed_in.empty() ? package.fixed_in.front() : best;
}

}  // namespace secmon
