// SPDX-License-Identifier: MIT
// The cursors for tables and for lines: total on any input.
#include "core/writer.hpp"
#include "fuzz/fuzz.hpp"
#include "input/lines.hpp"
#include "input/rows.hpp"
#include "input/rows_source.hpp"
#include "invariants.hpp"

namespace {

using secmon::fuzz::require;

void read_rows(std::string_view text) {
  const secmon::ParseOptions options;
  secmon::Report report;
  secmon::Writer out(report, "sarif", options);
  secmon::RowSource source(text, out, options.limits);
  if (!source.open()) {
    require(out.rejection().code != secmon::Errc::ok, "what cannot be opened is rejected");
    return;
  }
  const secmon::Rows rows = source.rows();
  require(!rows.header().empty(), "a table has a header");
  for (int pass = 0; pass < 2; ++pass) {
    std::size_t before = 0;
    for (const secmon::Row& row : rows) {
      require(row.offset() >= before && row.offset() <= text.size(), "rows come in their order");
      before = row.offset();
      for (std::size_t column = 0; column <= row.size() && column < 64; ++column)
        require(secmon::test::is_utf8(row[column]), "a field is UTF-8");
      require(rows.has("Title") || row["Title"].empty(), "a column that is not there is empty");
      (void)row.integer(rows.header().front());
      (void)row.number(rows.header().front());
      (void)row.line(rows.header().front());
    }
  }
  out.finish();
}

void read_lines(std::string_view text) {
  std::size_t bytes = 0;
  for (std::string_view line : secmon::Lines(text)) {
    require(line.find('\n') == std::string_view::npos, "a line is one line");
    require(line.find('\x1b') == std::string_view::npos, "a line has no escape sequences");
    require(secmon::test::is_utf8(line), "a line is UTF-8");
    bytes += line.size();
  }
  require(bytes <= 3 * text.size(), "lines are parts of the text");  // a byte of Windows-1252 has up to three
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_rows(secmon::fuzz::text_of(data, size));
  read_lines(secmon::fuzz::text_of(data, size));
  return 0;
}
