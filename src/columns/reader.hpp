// SPDX-License-Identifier: MIT
// From one field of some rows to one array.
#pragma once

#include <cstddef>

#include "columns/arrow.hpp"
#include "columns/fields.hpp"
#include "core/store.hpp"

namespace secmon {

inline constexpr std::size_t kBatchRows = 65536;

Schema schema_of(const Field& field);

/// Reads one column from its beginning to its end.
class Reader {
 public:
  Reader(const Field& field, const Rowset& rows) noexcept : field_(&field), rows_(&rows) {}

  /// What needs to be known of all of the `count` rows before the first batch is made. `zeros` are enough for the
  /// buffers of a batch in which everything is absent.
  void prepare(std::size_t count, const Block& zeros);

  /// An array for the rows from `from` on, at most `count` of them: fewer (but a multiple of 64) where their texts are
  /// very long. It is to be cut to the length that all columns have.
  [[nodiscard]] Array read(std::size_t from, std::size_t count) const;

  [[nodiscard]] const Field& field() const noexcept { return *field_; }

 private:
  [[nodiscard]] bool is_absent() const noexcept;
  void number_words(std::size_t count);

  const Field* field_;
  const Rowset* rows_;
  Block zeros_;  // if the column is absent
  std::shared_ptr<const Array> dictionary_;
  Block indices_, present_;  // of all rows of a column of words
};

/// Cuts an array to its first rows and counts what is null in them.
void cut(Array& array, std::size_t rows);

}  // namespace secmon
