// SPDX-License-Identifier: MIT
#include "alert/text.hpp"

#include <algorithm>
#include <cstdint>

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

}  // namespace secmon
