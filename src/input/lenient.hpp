// SPDX-License-Identifier: MIT
// JSON that is not quite JSON, made strict: what real tools, templates and shells do to it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace secmon {

/// What was odd about a document, by number.
struct Oddities {
  std::size_t comments = 0, commas = 0, not_numbers = 0, numbers = 0;
  std::size_t surrogates = 0, escapes = 0, controls = 0, encoding = 0, duplicates = 0;

  friend bool operator==(const Oddities&, const Oddities&) = default;
};

/// Writes `text` (one JSON value) to `out` as strict JSON: without comments and spare commas; NaN and infinities as
/// null; numbers in the form that JSON has, whole ones beyond what a double holds as text; lone surrogates as U+FFFD;
/// unknown escapes as they stand; control characters escaped; bytes that are not UTF-8 read as Windows-1252. Counts
/// what it did.
/// False if there is something that it cannot make sense of, or if a string does not end.
bool make_strict(std::string_view text, std::string& out, Oddities& odd);

}  // namespace secmon
