// SPDX-License-Identifier: MIT
// Which bytes an XML document is made of. UTF-16 and byte order marks are gone by then: decode() has seen to them.
#pragma once

#include <string>
#include <string_view>

namespace secmon {

class Writer;

/// The text as it is parsed: in UTF-8, with spaces for NULs. What is odd is remarked. `made` holds it where it had to
/// be changed, as a whole: a letter may stand as UTF-8 in a start tag, and as windows-1252 in its end tag.
///
/// What is valid UTF-8 is taken as such whatever the prologue says: a shell that redirects output re-encodes the text,
/// but not the declaration.
std::string_view readable_xml(std::string_view text, Writer& out, std::string& made);

}  // namespace secmon
