// SPDX-License-Identifier: MIT
// Which bytes an XML document is made of. UTF-16 and byte order marks are gone by then: decode() has seen to them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace secmon {

class Writer;

struct XmlEncoding {
  enum class Bytes : std::uint8_t { utf8, repaired, latin };
  Bytes bytes = Bytes::utf8;
  bool nuls   = false;  ///< which are read as spaces
};

/// Looks over the whole text, and remarks what is odd. What is valid UTF-8 is taken as such whatever the prologue says:
/// a shell that redirects output re-encodes the text, but not the declaration.
XmlEncoding encoding_of(std::string_view text, Writer& out);

/// A part of that text, which must not end inside a character, as UTF-8 without NULs.
void make_readable(std::string_view text, XmlEncoding encoding, std::string& to);

}  // namespace secmon
