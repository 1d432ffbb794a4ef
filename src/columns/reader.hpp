// SPDX-License-Identifier: MIT
// From one field of some rows to one array.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "columns/arrow.hpp"
#include "columns/fields.hpp"
#include "core/store.hpp"

namespace secmon {

inline constexpr std::size_t kBatchRows = 65536;

Schema schema_of(const Field& field);

/// The rows of a report by their numbers, whichever columns they are in: the run that was asked last is asked first.
class RowFinder {
 public:
  explicit RowFinder(const Rowset& rows) noexcept : runs_(rows.runs()), count_(rows.size()) {}

  struct Place {
    const Columns* columns;
    std::size_t row;
  };
  Place operator[](std::size_t row) noexcept {
    if (row - begin_ >= size_) find(row);
    return {columns_, row - begin_ + from_};
  }
  /// Whether any columns have it: `has(columns)`.
  template <class Has>
  [[nodiscard]] bool any(Has has) const {
    return std::any_of(runs_.begin(), runs_.end(), [&](const Rowset::Run& run) { return has(*run.columns); });
  }

 private:
  void find(std::size_t row) noexcept {
    const auto behind      = std::upper_bound(runs_.begin(), runs_.end(), row,
                                              [](std::size_t i, const Rowset::Run& run) { return i < run.begin; });
    const Rowset::Run& run = *(behind - 1);
    columns_               = run.columns.get();
    from_                  = run.from;
    begin_                 = run.begin;
    size_                  = (behind == runs_.end() ? count_ : behind->begin) - begin_;
  }

  std::span<const Rowset::Run> runs_;
  std::size_t count_;
  const Columns* columns_ = nullptr;
  std::size_t from_ = 0, begin_ = 0, size_ = 0;
};

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
  [[nodiscard]] bool is_absent() const;
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
