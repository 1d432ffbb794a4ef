// SPDX-License-Identifier: MIT
// What stands behind the rows: the text of a table, of which one row at a time is taken apart. Made by parse().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/writer.hpp"
#include "input/rows.hpp"
#include "secmon/parse.hpp"

namespace secmon {

/// `text` comes from decode() and must outlive the source. The header is its first line that is not blank, but for a
/// line "sep=;", by which Excel is told the delimiter.
///
/// Every row is given, whatever fields it lacks. One that its document cuts off makes the report incomplete: one that
/// ends inside quotes, or the last one if it has fewer fields than the header, no line break stands behind it
/// (Decoded::line_end) and no row before it was short. Other rows of another length are a remark.
class RowSource {
 public:
  RowSource(std::string_view text, Writer& out, const Limits& limits, bool line_end = false);
  RowSource(const RowSource&)            = delete;
  RowSource& operator=(const RowSource&) = delete;

  /// Reads the header. False if there is none, after Writer::reject.
  bool open();
  /// The rows. There is one current row: two loops over them must not run at the same time.
  Rows rows() noexcept;

 private:
  friend class Row;
  friend class Rows;

  static constexpr std::uint32_t kNoColumn = ~std::uint32_t{0};
  static constexpr std::size_t kMaxColumns = 4096;  // more is no report, and would take memory and time

  void choose_delimiter();
  void name_columns();
  bool take_row();
  void take_field();
  void skip_quoted(std::size_t quote);
  void end_row();
  [[nodiscard]] bool is_blank_row() const noexcept;

  void rewind() noexcept;
  bool next();
  void judge_row();
  void cut_off(const char* why);
  void note_odd_rows();

  [[nodiscard]] std::string_view field(std::size_t column);
  std::string_view give(std::size_t column);
  std::uint32_t column(std::string_view heading);
  std::uint32_t look_up(std::string_view heading);

  std::string_view text_;
  Writer& out_;
  bool line_end_;
  char delimiter_ = ',';
  std::vector<std::string_view> header_;
  // Headings as they are written, and as formats asked for them; and in lower case, for those that differ.
  std::unordered_map<std::string_view, std::uint32_t> exact_;
  std::unordered_map<std::string, std::uint32_t> folded_;
  // A format asks with the same literal each time: what was found for it last, by its address.
  struct Asked {
    std::string_view heading;
    std::uint32_t column = kNoColumn;
  };
  static constexpr unsigned kAskedBits = 7;
  std::array<Asked, std::size_t{1} << kAskedBits> asked_;

  std::size_t at_    = 0;                 // where the next row begins
  std::size_t first_ = 0;                 // where the first row behind the header begins
  std::size_t row_   = 0;                 // where the current row begins
  std::vector<std::string_view> fields_;  // of the current row, as they stand in the text, at most kMaxColumns
  std::size_t count_ = 0;                 // of all its fields
  bool open_quote_   = false;             // the current row ends inside quotes
  std::string scratch_;

  std::size_t short_ = 0, long_ = 0, odd_at_ = 0;
  bool noted_ = false, repaired_ = false;
  // Whether the whole text is UTF-8: looked up with the first row, as many headers are tried that are none.
  std::optional<bool> valid_;
};

}  // namespace secmon
