// SPDX-License-Identifier: MIT
// Small pieces of text that all channels need.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "render/renderer.hpp"

namespace secmon {

/// What `write(out)` writes.
template <class Write>
std::string text_of(Write&& write) {
  std::string text;
  const Sink sink = [&](std::string_view piece) {
    text += piece;
    return true;
  };
  Out out(sink);
  std::forward<Write>(write)(out);
  out.flush();
  return text;
}

/// A key that is not a literal of ours; of more than 1,000 bytes the front.
void put_key(JsonWriter& json, std::string_view key);

/// The text on one line, without what a terminal obeys, at most `limit` bytes with "…" where something was cut.
std::string short_line(std::string_view text, std::size_t limit);

/// The text in a JSON string, with the quotes.
std::string json_string(std::string_view text);

/// 16 hexadecimal digits. To tell contents apart, not to resist anybody.
std::string hash_of(std::string_view text);

}  // namespace secmon
