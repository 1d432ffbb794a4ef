// SPDX-License-Identifier: MIT
// All formats, and finding the one that a document is in.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.hpp"

namespace secmon::format {

/// All formats, sorted by id.
std::span<const Format* const> all() noexcept;

/// The format with this id, or nullptr.
const Format* find(std::string_view id) noexcept;

/// The number of marks of the format's best alternative that the document has; 0 if it has all of none.
unsigned marks(const Format& format, const Json& document);
unsigned marks(const Format& format, const Xml& root);
unsigned marks(const Format& format, const Rows& rows);
unsigned marks(const Format& format, const Lines& lines);

/// The formats that fit best: none, one, or several that fit equally well; and the marks by which they are known.
struct Match {
  std::vector<const Format*> formats;
  std::string marks;
};
Match match(const Json& document);
Match match(const Xml& root);
Match match(const Rows& rows);
Match match(const Lines& lines);

/// The one format that a JSON document is in, or nullptr; for documents that hold other tools' documents.
const Format* recognise(const Json& document);

/// Reads the JSON that is somewhere in `text` (a scanner's captured output) as `format_id`, or as the format that is
/// recognised if it is "". False if there is none; then nothing was noted.
bool read_embedded(std::string_view text, std::string_view format_id, Writer& out);

}  // namespace secmon::format
