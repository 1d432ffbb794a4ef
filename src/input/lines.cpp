// SPDX-License-Identifier: MIT
// The cursor for plain text: ends of lines, and the colours that tools write even when nobody looks.
#include "input/lines.hpp"

#include "core/text.hpp"
#include "input/bytes.hpp"

namespace secmon {
namespace {

constexpr char kEscape = '\x1b';

/// Behind a command string ("ESC ] 8;;https://… BEL", the link of a terminal), which BEL or ESC \ ends.
std::size_t behind_string(std::string_view line, std::size_t at) noexcept {
  at = line.find_first_of("\x07\x1b", at);
  if (at == std::string_view::npos) return line.size();
  return line[at] == kEscape && at + 1 < line.size() && line[at + 1] == '\\' ? at + 2 : at + 1;
}

/// Behind the escape sequence that begins at `at`; the end of the line if it does not end there.
std::size_t behind_escape(std::string_view line, std::size_t at) noexcept {
  ++at;
  if (at == line.size()) return at;
  const char kind = line[at++];
  if (kind == ']' || kind == 'P' || kind == '_' || kind == '^') return behind_string(line, at);
  if (kind != '[' && (kind < ' ' || kind > '/')) return at;
  const char last_parameter = kind == '[' ? '?' : '/';
  while (at < line.size() && line[at] >= ' ' && line[at] <= last_parameter) ++at;
  return at < line.size() ? at + 1 : at;
}

std::string without_escapes(std::string_view line) {
  std::string text;
  text.reserve(line.size());
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t escape = line.find(kEscape, at);
    text.append(line.substr(at, escape - at));
    if (escape == std::string_view::npos) break;
    at = behind_escape(line, escape);
  }
  return text;
}

}  // namespace

Lines::Iterator Lines::begin() const {
  Iterator it;
  it.rest_ = text_;
  it.take();
  return it;
}

void Lines::Iterator::take() {
  done_ = rest_.empty();
  if (done_) return;
  const std::size_t end = rest_.find('\n');
  line_                 = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  while (line_.ends_with('\r')) line_.remove_suffix(1);
  const bool coloured = line_.find(kEscape) != std::string_view::npos;
  copied_             = coloured || !is_valid_utf8(line_);
  if (copied_) copy_ = repair_utf8(coloured ? without_escapes(line_) : std::string(line_), copied_);
}

}  // namespace secmon
