// SPDX-License-Identifier: MIT
// The text of an XML document before it is parsed: which bytes it is made of, and how they are read.
#include "input/xml_text.hpp"

#include <algorithm>
#include <cstring>

#include "core/text.hpp"
#include "core/writer.hpp"
#include "input/bytes.hpp"

namespace secmon {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

/// The encoding that the prologue names, in lower case, or "".
std::string declared_encoding(std::string_view text) {
  if (!text.starts_with("<?xml")) return {};
  std::string_view prologue = text.substr(0, std::min<std::size_t>(text.find("?>"), 512));
  const std::size_t at      = prologue.find("encoding");
  if (at == kNowhere) return {};
  prologue.remove_prefix(at);
  const std::size_t open = prologue.find_first_of("\"'");
  if (open == kNowhere) return {};
  const std::size_t close = prologue.find(prologue[open], open + 1);
  return close == kNowhere ? std::string() : lower(trim(prologue.substr(open + 1, close - open - 1)));
}

bool is_latin(std::string_view encoding) noexcept {
  for (std::string_view name : {"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "windows-1252",
                                "cp1252", "cp-1252", "us-ascii", "ascii"}) {
    if (encoding == name) return true;
  }
  return false;
}

bool is_unicode(std::string_view encoding) noexcept { return encoding.empty() || encoding.starts_with("utf"); }

/// Whether all of it is UTF-8, and whether there are NULs in it; in pieces that stay in the cache.
bool is_valid_utf8(std::string_view text, bool& nuls) noexcept {
  constexpr std::size_t kPiece = 4096;
  bool valid                   = true;
  while (!text.empty()) {
    std::size_t size     = std::min(kPiece, text.size());
    unsigned char beyond = 0;
    for (std::size_t i = 0; i < size; ++i) beyond |= static_cast<unsigned char>(text[i]);
    nuls = nuls || std::memchr(text.data(), 0, size) != nullptr;
    // A sequence that the end of the piece would cut belongs to this piece.
    while (beyond >= 0x80 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
    valid = valid && (beyond < 0x80 || secmon::is_valid_utf8(text.substr(0, size)));
    text.remove_prefix(size);
  }
  return valid;
}

}  // namespace

std::string_view readable_xml(std::string_view text, Writer& out, std::string& made) {
  bool nuls = false, changed = false;
  if (!is_valid_utf8(text, nuls)) {
    const std::string declared = declared_encoding(text);
    if (is_latin(declared)) {
      made = latin1_to_utf8(text);
    } else {
      made = repair_utf8(text, changed);
      out.remark(Errc::unreadable_bytes, is_unicode(declared)
                                             ? "some text is not UTF-8; its bytes were read as windows-1252"
                                             : "the declared encoding is not read; letters beyond ASCII may be wrong");
    }
    text = made;
  }
  if (nuls) {
    out.remark(Errc::malformed, "NUL characters in the XML were read as spaces");
    if (made.empty()) made = text;
    std::replace(made.begin(), made.end(), '\0', ' ');
    text = made;
  }
  return text;
}

}  // namespace secmon
