// SPDX-License-Identifier: MIT
// Names by a bit, for lookups of what mostly is not there.
#pragma once

#include <cstdint>
#include <string_view>

namespace secmon {

/// One of the lower 56 bits for a key. Of the keys of an object (or the names of an element's children) their bits are
/// known, so that most lookups of keys that are not there need not look. Computed by the compiler where the key is a
/// literal.
constexpr std::uint64_t key_bit(std::string_view key) noexcept {
  if (key.empty()) return 1;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(key[i])); };
  const std::uint32_t mixed = byte(0) * 5 + byte(key.size() - 1) * 11 + static_cast<std::uint32_t>(key.size()) * 23;
  return std::uint64_t{1} << ((mixed & 63U) * 7 / 8);
}

}  // namespace secmon
