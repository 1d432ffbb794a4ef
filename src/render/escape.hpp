// SPDX-License-Identifier: MIT
// Text of a scanner made harmless, for each language that it is written into.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "render/renderer.hpp"

namespace secmon {

/// The inside of a JSON string. Beyond what JSON asks for, "</" and the control, line and direction characters of
/// Unicode are escaped, so that the text is safe in a <script>, in JavaScript and on a terminal.
void put_json(Out& out, std::string_view text);

/// Text for a page, between tags or in a quoted attribute.
void put_html(Out& out, std::string_view text);

/// Fields of CSV rows (RFC 4180), each on one line. A field that a spreadsheet would take for a formula gets a leading
/// apostrophe. What a longer text became is remembered, as those of rules and packages come again with each finding.
class CsvFields {
 public:
  void put(Out& out, std::string_view text);

 private:
  static constexpr unsigned kBits = 9;
  struct Known {
    const char* place = nullptr;
    std::string text, field;
  };
  template <class Put>
  void write(std::string_view text, Put&& put);

  std::array<Known, std::size_t{1} << kBits> known_;  // by the text's place
  std::string line_;
};

/// Text in running Markdown or in a cell of a table: on one line, and without markup, links, images, mentions (@user),
/// references (#1) or HTML.
void put_markdown(Out& out, std::string_view text);
/// The same as code.
void put_markdown_code(Out& out, std::string_view text);

/// The text on one line, without anything that a terminal obeys or that reorders what is read: control characters,
/// line ends and directions become spaces, runs of which become one.
std::string one_line(std::string_view text);
void one_line(std::string_view text, std::string& line);  ///< the same in place of what `line` had

/// Columns that a text takes on a terminal, roughly: East Asian wide characters and emoji take two.
std::size_t columns(std::string_view text) noexcept;
/// The text cut to so many columns, with "…" when something was cut.
std::string fit(std::string_view text, std::size_t width);

/// A path as a URI reference: all but unreserved characters and '/' percent-encoded.
std::string percent_encode(std::string_view text);
bool is_percent_encoded(std::string_view text) noexcept;  ///< whether it would change nothing

/// Whether a link may be made of a URL: http or https, and only of the characters that a URL may have (without quotes).
bool is_link(std::string_view url) noexcept;

}  // namespace secmon
