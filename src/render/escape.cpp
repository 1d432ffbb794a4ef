// SPDX-License-Identifier: MIT
// Escapes. Each walks its text once; what needs no escape is copied in runs.
#include "render/escape.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "core/slots.hpp"
#include "core/text.hpp"

namespace secmon {

namespace {

constexpr char kHex[] = "0123456789ABCDEF";

unsigned char byte_of(char c) noexcept { return static_cast<unsigned char>(c); }

// One character of UTF-8. A broken sequence counts as one byte, so that no input can lead out of the text.
struct Character {
  char32_t code    = 0;
  std::size_t size = 1;
};

Character character_at(std::string_view text, std::size_t at) noexcept {
  const unsigned char first = byte_of(text[at]);
  const std::size_t size    = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (size == 0 || at + size > text.size()) return {0xFFFD, 1};
  if (size == 1) return {first, 1};
  char32_t code = first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) code = (code << 6) | (byte_of(text[at + i]) & 0x3FU);
  return {code, size};
}

// Characters that a reader does not see but that a terminal or a browser obeys: controls, line and paragraph
// separators, and those that set the direction of writing.
bool is_invisible(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xE0000 && c < 0xE0080);
}

// Bytes that put_json must look at: the others are copied as they are.
constexpr std::array<bool, 256> json_specials() {
  std::array<bool, 256> special{};
  for (std::size_t i = 0; i < 0x20; ++i) special[i] = true;
  for (const unsigned c : {0x22U, 0x5CU, 0x3CU, 0x7FU}) special[c] = true;         // '"' '\\' '<' DEL
  for (const unsigned c : {0xC2U, 0xD8U, 0xE2U, 0xEFU, 0xF3U}) special[c] = true;  // lead bytes of the invisible ones
  return special;
}
constexpr std::array<bool, 256> kJsonSpecial = json_specials();

void put_unicode_escape(Out& out, char32_t code) {
  if (code >= 0x10000) {
    code -= 0x10000;
    put_unicode_escape(out, 0xD800 + (code >> 10));
    put_unicode_escape(out, 0xDC00 + (code & 0x3FF));
    return;
  }
  const char escape[] = {'\\', 'u', kHex[code >> 12 & 15], kHex[code >> 8 & 15], kHex[code >> 4 & 15], kHex[code & 15]};
  out.put(std::string_view(escape, sizeof escape));
}

// Writes the special character at `at` and gives its size.
std::size_t put_json_special(Out& out, std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '"': out.put("\\\""); return 1;
    case '\\': out.put("\\\\"); return 1;
    case '\n': out.put("\\n"); return 1;
    case '\r': out.put("\\r"); return 1;
    case '\t': out.put("\\t"); return 1;
    case '<':
      if (text.substr(at, 2) != "</") return out.put('<'), 1;
      out.put("<\\/");
      return 2;
    default: break;
  }
  const Character c = character_at(text, at);
  if (is_invisible(c.code)) {
    put_unicode_escape(out, c.code);
  } else {
    out.put(text.substr(at, c.size));
  }
  return c.size;
}

// Copies what `escape` has nothing to say about. `escape(at)` answers the replacement of the character at `at`, or
// nullptr to keep it.
template <class Escape>
void put_escaped(Out& out, std::string_view text, Escape&& escape) {
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c       = byte_of(text[at]) < 0x80 ? Character{byte_of(text[at]), 1} : character_at(text, at);
    const char* replacement = escape(at, c.code);
    if (replacement != nullptr) {
      out.put(text.substr(from, at - from));
      out.put(replacement);
      from = at + c.size;
    }
    at += c.size;
  }
  out.put(text.substr(from));
}

const char* html_escape(char32_t c) noexcept {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\n':
    case '\t': return nullptr;
    default: return is_invisible(c) ? "\xEF\xBF\xBD" : nullptr;  // visible as a replacement character
  }
}

}  // namespace

void put_json(Out& out, std::string_view text) {
  for (;;) {
    std::size_t plain = Runs<'"', '\\', '<', '\x7F'>::plain(text);
    while (plain < text.size() && !kJsonSpecial[byte_of(text[plain])]) ++plain;  // letters beyond ASCII, mostly
    out.put(text.substr(0, plain));
    if (plain == text.size()) return;
    text.remove_prefix(plain);
    text.remove_prefix(put_json_special(out, text, 0));
  }
}

void put_html(Out& out, std::string_view text) {
  for (;;) {
    std::size_t plain  = Runs<'&', '<', '>', '"', '\'', '\x7F'>::plain(text);
    const char* escape = nullptr;
    std::size_t size   = 0;
    for (; plain < text.size(); plain += size) {
      const Character c = character_at(text, plain);
      size              = c.size;
      escape            = html_escape(c.code);
      if (escape != nullptr) break;
      if (c.code < 0x80) {  // a line end: what follows is plain again
        plain += size;
        size = Runs<'&', '<', '>', '"', '\'', '\x7F'>::plain(text.substr(plain));
      }
    }
    out.put(text.substr(0, plain));
    if (plain == text.size()) return;
    out.put(escape);
    text.remove_prefix(plain + size);
  }
}

// ---- CSV --------------------------------------------------------------------------------------------------------

namespace {

// Spreadsheets look past white space and quotes, and take the wide forms of the signs for the signs.
bool may_be_formula(std::string_view text) noexcept {
  constexpr std::string_view kPassedOver = " \"'\xC2\xA0", kSigns = "=+-@\t\r\n";
  std::size_t first = 0;
  while (first < text.size() && !is_alnum(text[first]) && kPassedOver.find(text[first]) != std::string_view::npos) {
    ++first;
  }
  if (first == text.size() || is_alnum(text[first])) return false;
  text = text.substr(first);
  if (kSigns.find(text.front()) != std::string_view::npos) return true;
  const std::string_view wide = text.substr(0, 3);
  return wide == "\xEF\xBC\x9D" || wide == "\xEF\xBC\x8B" || wide == "\xEF\xBC\x8D" || wide == "\xEF\xBC\xA0";
}

bool has_separator(std::string_view line) noexcept {
  std::size_t plain = 0;
  while (plain < line.size()) {
    plain += Runs<',', ';'>::plain(line.substr(plain));
    if (plain == line.size()) break;
    if (line[plain] == ',' || line[plain] == ';') return true;
    ++plain;  // beyond ASCII
  }
  return false;
}

bool is_one_line(std::string_view text) noexcept {
  return text.front() != ' ' && text.back() != ' ' && line_run(text) == text.size();
}

}  // namespace

void CsvFields::put(Out& out, std::string_view text) {
  constexpr std::size_t kWorthIt = 64, kLongest = 8192;
  const auto direct = [&](std::string_view piece) { out.put(piece); };
  if (text.size() < kWorthIt || text.size() > kLongest) return write(text, direct);
  Known& known = known_[slot_of(text.data(), kBits)];
  if (known.text == text) return out.put(known.field);
  // Most texts never come again: only one that stands where the last one stood is worth a copy.
  if (std::exchange(known.place, text.data()) != text.data()) return write(text, direct);
  known.text = text;
  known.field.clear();
  write(text, [&](std::string_view piece) { known.field += piece; });
  out.put(known.field);
}

template <class Put>
void CsvFields::write(std::string_view text, Put&& put) {
  if (text.empty()) return;
  std::string_view line = text;
  if (!is_one_line(text)) {
    one_line(text, line_);
    line = line_;
  }
  // Also what becomes a formula only by being one line.
  const bool formula = may_be_formula(text) || (line.data() != text.data() && may_be_formula(line));
  if (line.find('"') == std::string_view::npos) {
    const bool quoted = has_separator(line);
    if (quoted) put("\"");
    if (formula) put("'");
    put(line);
    if (quoted) put("\"");
    return;
  }
  put(formula ? "\"'" : "\"");
  for (std::string_view part; next_part(line, '"', part);) {
    put(part);
    if (line.data() != nullptr) put("\"\"");
  }
  put("\"");
}

// ---- Markdown ---------------------------------------------------------------------------------------------------

namespace {

// A space without width, which ends what GitHub would take for a mention, a reference or an address.
#define ZERO_WIDTH "&#8203;"

const char* markdown_escape(std::string_view text, std::size_t at, char32_t c) noexcept {
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '|': return "&#124;";  // "\|" would be undone by a backslash before it
    case '`': return "&#96;";
    case '$': return "&#36;";
    case '\\': return "\\\\";
    case '*': return "\\*";
    case '_': return "\\_";
    case '~': return "\\~";
    case '[': return "\\[";
    case ']': return "\\]";
    case '!': return "\\!";
    case '@': return "@" ZERO_WIDTH;
    case '#': return "\\#" ZERO_WIDTH;
    case ':': return next == '/' ? ":" ZERO_WIDTH : nullptr;
    case '.': return at >= 3 && equal_ignoring_case(text.substr(at - 3, 3), "www") ? "." ZERO_WIDTH : nullptr;
    case '-':  // GH-12 is a reference, as #12 is
      return at >= 2 && is_digit(next) && equal_ignoring_case(text.substr(at - 2, 2), "gh") ? "-" ZERO_WIDTH : nullptr;
    default: return nullptr;
  }
}

// What may stand between backticks as it is.
bool is_plain_code(std::string_view text) noexcept {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' &&
         text.find_first_of("`|\\<&") == std::string_view::npos;
}

}  // namespace

void put_markdown(Out& out, std::string_view text) {
  const std::string line = one_line(text);
  put_escaped(out, line, [&](std::size_t at, char32_t c) { return markdown_escape(line, at, c); });
}

void put_markdown_code(Out& out, std::string_view text) {
  const std::string line = one_line(text);
  if (line.empty()) return;
  if (is_plain_code(line)) return out.put({"`", line, "`"});
  out.put("<code>");
  put_escaped(out, line, [&](std::size_t at, char32_t c) { return markdown_escape(line, at, c); });
  out.put("</code>");
}

// ---- terminals --------------------------------------------------------------------------------------------------

std::string one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  one_line(text, line);
  return line;
}

void one_line(std::string_view text, std::string& line) {
  line.clear();
  for (std::size_t at = 0; at < text.size();) {
    std::string_view plain = text.substr(at, line_run(text.substr(at)));  // most of any text
    at += plain.size();
    if (plain.starts_with(' ') && (line.empty() || line.back() == ' ')) plain.remove_prefix(1);
    line.append(plain);
    if (at == text.size()) break;
    const Character c = character_at(text, at);
    if (c.code == 0xFFFD && c.size == 1) {
      line += '?';
    } else if (c.code != ' ' && !is_invisible(c.code)) {
      line += text.substr(at, c.size);
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
    at += c.size;
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
}

namespace {

std::size_t columns_of(char32_t c) noexcept {
  if (c < 0x300) return 1;
  const bool combining =
      c <= 0x36F || (c >= 0x200B && c <= 0x200D) || (c >= 0x20D0 && c <= 0x20FF) || (c >= 0xFE00 && c <= 0xFE0F);
  if (combining) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

std::size_t columns(std::string_view text) noexcept {
  std::size_t sum = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    sum += columns_of(c.code);
    at += c.size;
  }
  return sum;
}

std::string fit(std::string_view text, std::size_t width) {
  std::size_t sum = 0, cut = 0;  // `cut`: the end of what leaves a column for the ellipsis
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    sum += columns_of(c.code);
    if (sum > width) return width == 0 ? std::string() : std::string(text.substr(0, cut)) + "\xE2\x80\xA6";
    at += c.size;
    if (sum < width) cut = at;
  }
  return std::string(text);
}

// ---- addresses --------------------------------------------------------------------------------------------------

namespace {

constexpr std::array<bool, 256> unreserved() {
  std::array<bool, 256> plain{};
  for (unsigned c = 'a'; c <= 'z'; ++c) plain[c] = plain[c - 'a' + 'A'] = true;
  for (unsigned c = '0'; c <= '9'; ++c) plain[c] = true;
  for (const char c : {'-', '.', '_', '~', '/'}) plain[static_cast<unsigned char>(c)] = true;
  return plain;
}
constexpr std::array<bool, 256> kUnreserved = unreserved();

}  // namespace

bool is_percent_encoded(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return kUnreserved[byte_of(c)]; });
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (kUnreserved[byte_of(c)]) {
      encoded += c;
    } else {
      encoded += {'%', kHex[byte_of(c) >> 4], kHex[byte_of(c) & 15]};
    }
  }
  return encoded;
}

bool is_link(std::string_view url) noexcept {
  return is_url(url) && std::all_of(url.begin(), url.end(), [](char c) {
           return is_alnum(c) || std::string_view("-._~:/?#[]@!$&()*+,;=%").find(c) != std::string_view::npos;
         });
}

}  // namespace secmon
