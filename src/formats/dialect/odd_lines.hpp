// SPDX-License-Identifier: MIT
// What the readers of what a command prints have in common: lines that they cannot take for what they should be.
#pragma once

#include <string>

#include "formats/format.hpp"

namespace secmon::format {

/// Lines of one sort, which make one note: how many there are, and the first.
class OddLines {
 public:
  /// `what`: "lines that are not understood". Of the first one up to `shown` bytes are told.
  OddLines(Errc code, std::string_view what, std::size_t shown) : code_(code), what_(what), shown_(shown) {}

  void add(std::string_view line, Writer& out) {
    if (n_++ == 0) first_ = out.keep(clip(line, shown_));
  }

  /// The report is incomplete if there was any.
  void tell(Writer& out) const {
    if (n_ == 0) return;
    out.incomplete(code_, out.join({what_, ": ", std::to_string(n_), ", the first: ", first_}));
  }

 private:
  Errc code_;
  std::string_view what_, first_;
  std::size_t shown_, n_ = 0;
};

inline OddLines lines_not_understood() { return {Errc::malformed, "lines that are not understood", 80}; }

}  // namespace secmon::format
