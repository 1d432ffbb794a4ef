// SPDX-License-Identifier: MIT
// The columns: their names, their types, and where the store keeps them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace secmon {

enum class Shape : std::uint8_t {
  text,         ///< a text of its own in most rows
  word,         ///< a text that repeats from row to row: dictionary-encoded
  code,         ///< an enumeration: dictionary-encoded
  truth,        ///< never absent
  line,         ///< also columns
  probability,  ///< also percentiles
  time,
  texts,
  numbers,
  ratings,
};

struct Field {
  std::string_view name;  ///< with a NUL behind it
  Shape shape;
  bool ordered;        ///< a code whose order means something
  std::uint8_t first;  ///< the first code that is not absent
  std::size_t number;  ///< among the fields that the store keeps in the same way, see Rowset::text_at() and the like
  std::vector<std::string_view> names;  ///< of the codes from `first` on

  [[nodiscard]] bool nullable() const noexcept { return shape != Shape::truth && (shape != Shape::code || first > 0); }
};

std::span<const Field> fields();

}  // namespace secmon
