// SPDX-License-Identifier: MIT
// Small tables of what was seen last, by an address: a literal of a format, or where a text is kept.
#pragma once

#include <cstddef>
#include <cstdint>

namespace secmon {

/// The slot of `place` in a table of 2^`bits`. Others may have the same one: what is found there must be compared.
inline std::size_t slot_of(const void* place, unsigned bits) noexcept {
  return static_cast<std::size_t>((std::uint64_t{reinterpret_cast<std::uintptr_t>(place)} * 0x9E3779B97F4A7C15U) >>
                                  (64U - bits));
}

}  // namespace secmon
