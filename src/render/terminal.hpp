// SPDX-License-Identifier: MIT
// What is written to a terminal: rows of cells and paragraphs, no wider than it is, in colours if it has them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon {

inline std::string_view color_of(Severity severity) noexcept {
  switch (severity) {
    case Severity::critical: return "\x1b[1;31m";
    case Severity::high: return "\x1b[31m";
    case Severity::medium: return "\x1b[33m";
    case Severity::unknown: return "\x1b[35m";
    case Severity::low: return "\x1b[36m";
    case Severity::info: break;
  }
  return "\x1b[2m";
}

class Terminal {
 public:
  static constexpr std::size_t kGap = 2;  // between columns

  Terminal(Out& out, const RenderOptions& options)
      : out_(out), color_(options.color), width_(std::max(options.width == 0 ? kWidth : options.width, kLeastWidth)) {}

  [[nodiscard]] std::size_t width() const noexcept { return width_; }

  /// Cells of one line each, cut to their widths; a column of width 0 is not shown. One of them is coloured.
  void row(std::span<const std::string> cells, std::span<const std::size_t> widths, std::size_t colored_cell,
           std::string_view color) {
    std::size_t owed = 0;  // spaces are written before the next cell, so that no line ends with them
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (widths[i] == 0) continue;
      const std::string text = fit(cells[i], widths[i]);
      if (!text.empty()) {
        out_.put_spaces(owed);
        owed = 0;
        colored(text, i == colored_cell ? color : std::string_view());
      }
      owed += widths[i] - columns(text) + kGap;
    }
    out_.put('\n');
  }

  /// A paragraph, broken between words; the lines after the first are set in.
  void paragraph(std::string_view text, std::string_view color = {}) {
    const std::string line = one_line(text);
    std::string_view rest  = line;
    std::size_t indent     = 0;
    while (!rest.empty()) {
      std::string_view part = rest.substr(0, breaking_point(rest, width_ - indent));
      rest.remove_prefix(part.size());
      rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
      out_.put_spaces(indent);
      colored(part, color);
      out_.put('\n');
      indent = 2;
    }
  }
  void empty_line() { out_.put('\n'); }

 private:
  static constexpr unsigned kWidth = 120, kLeastWidth = 40;

  // The end of the last word that fits, or of what fits of a word that is too long.
  static std::size_t breaking_point(std::string_view text, std::size_t width) {
    if (columns(text.substr(0, 4 * width)) <= width && text.size() <= 4 * width) return text.size();
    std::size_t fits        = fit(text.substr(0, 4 * width + 4), width).size();
    fits                    = fits > 3 ? fits - 3 : fits;  // without the ellipsis
    const std::size_t space = text.substr(0, fits + 1).find_last_of(' ');
    return space == std::string_view::npos || space == 0 ? std::max<std::size_t>(fits, 1) : space;
  }

  void colored(std::string_view text, std::string_view color) {
    if (!color_ || color.empty()) return out_.put(text);
    out_.put({color, text, "\x1b[0m"});
  }

  Out& out_;
  bool color_;
  std::size_t width_;
};

}  // namespace secmon
