// SPDX-License-Identifier: MIT
// What every table has in common.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// A table of nothing but its header says that nothing was found, unless even the header was cut off: then its last
/// heading is none of those that a whole one ends with.
inline void check_header(const Rows& rows, std::initializer_list<std::string_view> last, Writer& out) {
  if (!(rows.begin() == rows.end())) return;
  const std::string_view heading = rows.header().empty() ? std::string_view() : trim(rows.header().back());
  for (const std::string_view name : last) {
    if (equal_ignoring_case(name, heading)) return;
  }
  out.incomplete(Errc::truncated, out.join({"a table without rows, whose header ends with \"", clip(heading, 60),
                                            "\": it may have been cut off"}));
}

}  // namespace secmon::format
