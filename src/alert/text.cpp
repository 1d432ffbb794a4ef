// SPDX-License-Identifier: MIT
#include "alert/text.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/text.hpp"
#include "render/escape.hpp"

namespace secmon {

void put_key(JsonWriter& json, std::string_view key) {
  key              = clip(key, 1000);
  const bool plain = std::all_of(key.begin(), key.end(),
                                 [](char c) { return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '<'; });
  if (plain) return json.key(key);
  json.key(text_of([&](Out& out) { put_json(out, key); }));
}

std::string short_line(std::string_view text, std::size_t limit) {
  // One line is never longer than the text, so what is far beyond the limit need not be looked at.
  std::string line = one_line(text.substr(0, std::min(text.size(), 16 * limit)));
  if (line.size() <= limit) return line;
  return std::string(clip(line, limit - 3)) + "\xE2\x80\xA6";
}

std::string json_string(std::string_view text) {
  return text_of([&](Out& out) { JsonWriter(out).text(text); });
}

std::string hash_of(std::string_view text) {  // FNV-1a
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  std::string digits(16, '0');
  for (std::size_t i = digits.size(); i-- > 0; hash >>= 4U) digits[i] = "0123456789abcdef"[hash & 15U];
  return digits;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

bool fits_pattern(std::string_view pattern, std::string_view path) {
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  if (pattern.starts_with('/')) {
    pattern.remove_prefix(1);
  } else if (pattern.substr(0, pattern.find_last_not_of('/') + 1).find('/') == pattern.npos && !pattern.empty()) {
    // A name: of the file, or of any folder on the way.
    for (std::string_view rest = path, part; next_part(rest, '/', part);) {
      const bool folder = rest.data() != nullptr;
      if ((folder || !pattern.ends_with('/')) && pattern != "/" &&
          fits_pattern(std::string("/").append(pattern.substr(0, pattern.find('/'))), part)) {
        return true;
      }
    }
    return false;
  }
  const std::string folder = pattern.ends_with('/') ? std::string(pattern).append("**") : std::string();
  if (!folder.empty()) pattern = folder;
  // One row of the usual table: which fronts of the path fit the pattern so far.
  std::vector<char> fits(path.size() + 1, 0);
  fits[0] = 1;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '*') {
      const bool across = pattern.substr(at, 2) == "**";
      if (across) ++at;
      // "**/" is also nothing at all
      const bool folders = across && at + 1 < pattern.size() && pattern[at + 1] == '/';
      std::vector<char> before;
      if (folders) before = fits;
      for (std::size_t i = 0; i < path.size(); ++i) {
        if (fits[i] != 0 && (across || path[i] != '/')) fits[i + 1] = 1;
      }
      if (folders) {
        ++at;
        for (std::size_t i = path.size() + 1; i-- > 0;) {
          const bool ended = i > 0 && fits[i - 1] != 0 && path[i - 1] == '/';
          fits[i]          = static_cast<char>(before[i] != 0 || ended);
        }
      }
      continue;
    }
    for (std::size_t i = path.size(); i-- > 0;) {
      const bool same = pattern[at] == path[i] || (pattern[at] == '?' && path[i] != '/');
      fits[i + 1]     = static_cast<char>(fits[i] != 0 && same);
    }
    fits[0] = 0;
  }
  return fits[path.size()] != 0;
}

}  // namespace secmon
