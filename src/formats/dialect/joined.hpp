// SPDX-License-Identifier: MIT
// A list of words, as one text.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// The elements of a list (or the value, where it is none) with something between them; "" for nothing.
inline std::string_view joined(Json list, std::string_view between, Writer& out) {
  Joined text(between);
  for (Json piece : list.each()) text.add(piece.text());
  return text.kept(out);
}

}  // namespace secmon::format
