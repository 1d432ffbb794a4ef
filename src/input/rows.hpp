// SPDX-License-Identifier: MIT
// The cursor for tables (CSV): total. Columns are found by the name in the header, never by position.
//
//     for (Row r : rows) { f.title = r["Title"]; f.rate(r["Severity"]); }
//
// RFC 4180 with what real tools write: ',' ';' tab or '|' (told from the header), quoted fields with line breaks and
// doubled quotes, CR LF or LF, and rows that are too short or too long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <vector>

#include "secmon/finding.hpp"

namespace secmon {

class RowSource;  // input/rows.cpp

/// One row. Good until its loop takes the next one; the text that it gives lives as long as the report.
class Row {
 public:
  /// The field under that heading (exact, else without regard to case), without surrounding space; "" if absent.
  [[nodiscard]] std::string_view operator[](std::string_view heading) const;
  [[nodiscard]] std::string_view operator[](std::size_t column) const;
  /// The same, but gone when the next one is asked for: for a text that is only taken apart.
  [[nodiscard]] std::string_view peek(std::string_view heading) const;
  [[nodiscard]] std::size_t size() const noexcept;  ///< fields in this row
  [[nodiscard]] std::int64_t integer(std::string_view heading, std::int64_t absent = 0) const;
  [[nodiscard]] double number(std::string_view heading, double absent = 0) const;
  [[nodiscard]] std::uint32_t line(std::string_view heading) const;  ///< as Json::line()
  [[nodiscard]] std::size_t offset() const noexcept;                 ///< where the row begins in the document

 private:
  friend class Rows;
  friend class RowSource;
  RowSource* source_ = nullptr;
};

/// The rows after the header.
class Rows {
 public:
  class Iterator {
   public:
    using value_type        = Row;
    using difference_type   = std::ptrdiff_t;
    using reference         = const Row&;
    using pointer           = const Row*;
    using iterator_category = std::input_iterator_tag;

    const Row& operator*() const noexcept { return row_; }
    const Row* operator->() const noexcept { return &row_; }
    Iterator& operator++();
    friend bool operator==(const Iterator& it, std::default_sentinel_t) noexcept { return it.done_; }

   private:
    friend class Rows;
    Row row_;
    bool done_ = true;
  };
  [[nodiscard]] Iterator begin() const;  ///< always from the first row after the header
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
  /// Whether the header has that column (without regard to case).
  [[nodiscard]] bool has(std::string_view heading) const;
  [[nodiscard]] const std::vector<std::string_view>& header() const noexcept;

 private:
  friend class RowSource;
  RowSource* source_ = nullptr;
};

}  // namespace secmon
