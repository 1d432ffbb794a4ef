// SPDX-License-Identifier: MIT
// One large document, read by several threads.
//
// Each thread runs the whole reader of the format over the document, with a cursor of its own and a writer of its own.
// What differs is what the loops over the large lists that the format names (Format::divisible) go over: a part of the
// elements each. So formats know nothing of threads, and what stands around the lists (a header, rules) is read by all.
#pragma once

#include "core/writer.hpp"
#include "formats/format.hpp"
#include "input/json_source.hpp"

namespace secmon {

/// Reads the current document of `source` on up to `threads` threads, into `out`, as format.read() had done it. False,
/// and nothing is done, where that is not possible or not worth it: then format.read() is to be called.
bool read_divided(const format::Format& format, JsonSource& source, unsigned threads, Writer& out);

}  // namespace secmon
