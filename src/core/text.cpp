// SPDX-License-Identifier: MIT
// Small questions about text.
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "core/ascii.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr auto kNowhere = string_view::npos;

bool is_word_char(char c) noexcept { return is_alnum(c) || c == '_'; }

bool starts_with_ignoring_case(string_view text, string_view start) noexcept {
  return equal_ignoring_case(text.substr(0, start.size()), start);
}

// Where the run of digits that begins at `from` ends.
std::size_t end_of_digits(string_view text, std::size_t from) noexcept {
  while (from < text.size() && is_digit(text[from])) ++from;
  return from;
}

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

string_view trimmed(string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equal_ignoring_case(string_view a, string_view b) noexcept {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string lower(string_view text) {
  std::string result(text);
  for (char& c : result) c = to_lower(c);
  return result;
}

bool contains_ignoring_case(string_view text, string_view part) noexcept {
  const auto same = [](char x, char y) { return to_lower(x) == to_lower(y); };
  return part.empty() || std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

// A view of nothing (without address) is the end; an empty text that has one is a last, empty part.
bool next_part(string_view& rest, char separator, string_view& part) noexcept {
  if (rest.data() == nullptr) return false;
  const std::size_t end = rest.find(separator);
  part                  = rest.substr(0, end);
  rest                  = end == kNowhere ? string_view{} : rest.substr(end + 1);
  return true;
}

string_view first_line(string_view text) noexcept {
  text = trim(text);
  return trim(text.substr(0, std::min(text.find('\n'), text.find('\r'))));
}

string_view first_sentence(string_view text, std::size_t limit) noexcept {
  const string_view line = first_line(text);
  string_view before     = line.substr(0, limit);  // what stands before the first sentence's end
  const auto whole       = before.size();
  for (const char mark : {'.', '!', '?'}) {
    for (std::size_t i = before.find(mark); i != kNowhere; i = before.find(mark, i + 1)) {
      // "e.g. like this" goes on: a sentence does not begin with a small letter.
      if (i + 2 < line.size() && line[i + 1] == ' ' && !is_lower(line[i + 2])) before = before.substr(0, i);
    }
  }
  return before.size() < whole ? line.substr(0, before.size() + 1) : trim(clip(line, limit));
}

string_view clip(string_view text, std::size_t limit) noexcept {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  // A sequence has at most three bytes after its first; more of them are not UTF-8 and may be cut anywhere.
  while (end > 0 && limit - end < 3 && is_continuation(text[end])) --end;
  return text.substr(0, is_continuation(text[end]) ? limit : end);
}

std::optional<std::int64_t> to_integer(string_view text) noexcept {
  text = trim(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  std::int64_t value = 0;
  // The short ones, which nearly all are, cannot overflow.
  if (!text.empty() && text.size() <= 9 && end_of_digits(text, 0) == text.size()) {
    for (const char digit : text) value = value * 10 + (digit - '0');
    return value;
  }
  const char* end      = text.data() + text.size();
  const auto [at, bad] = std::from_chars(text.data(), end, value);
  if (bad != std::errc{} || at != end) return std::nullopt;
  return value;
}

std::optional<double> to_number(string_view text) noexcept {
  text = trim(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value         = 0;
  const char* end      = text.data() + text.size();
  const auto [at, bad] = std::from_chars(text.data(), end, value);
  if (bad != std::errc{} || at != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

// ---- weaknesses -----------------------------------------------------------------------------------------------------

namespace {

// The number that begins at `from`, if it is one that a weakness can have; 0 otherwise.
std::uint32_t weakness_at(string_view text, std::size_t from) noexcept {
  const std::size_t end = end_of_digits(text, from);
  std::uint32_t number  = 0;
  for (std::size_t i = from; i < end; ++i) {
    number = number * 10 + static_cast<std::uint32_t>(text[i] - '0');
    if (number > 99'999) return 0;
  }
  return number;
}

// "CWE-79", "cwe:79", "CWE 79", "cwe79" at `at`.
std::uint32_t named_weakness_at(string_view text, std::size_t at) noexcept {
  if (!starts_with_ignoring_case(text.substr(at), "cwe") || (at > 0 && is_alnum(text[at - 1]))) return 0;
  std::size_t number = at + 3;
  // "CWE: 79" has two characters between, and none has more.
  for (int i = 0; i < 2 && number < text.size() && string_view("-: _/=").find(text[number]) != kNowhere; ++i) ++number;
  return weakness_at(text, number);
}

}  // namespace

std::uint32_t cwe_number(string_view text) noexcept {
  // https://cwe.mitre.org/data/definitions/79.html
  constexpr string_view kSite = "https://cwe.mitre.org/data/", kPage = "definitions/";
  text = trim(text);
  if (end_of_digits(text, 0) == text.size()) return weakness_at(text, 0);
  if (text.starts_with(kSite)) text.remove_prefix(kSite.size());
  if (text.starts_with(kPage)) {
    if (const std::uint32_t number = weakness_at(text, kPage.size()); number != 0) return number;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c         = to_lower(text[i]);
    std::uint32_t number = 0;
    if (c == 'c') number = named_weakness_at(text, i);
    if (c == 'd' && starts_with_ignoring_case(text.substr(i), kPage)) number = weakness_at(text, i + kPage.size());
    if (number != 0) return number;
  }
  return 0;
}

// ---- vulnerabilities ------------------------------------------------------------------------------------------------

namespace {

// What stands behind the name of a database and its '-'.
enum class Shape : std::uint8_t {
  none,
  year,     // "2021-44228", "2021:1234" (Red Hat)
  numbers,  // "5123-1"
  groups,   // "xxxx-xxxx-xxxx"
  path,     // "PYTHON-DJANGO-1234"
};

struct Database {
  string_view name;
  Shape shape;
};

constexpr std::array kDatabases{
    Database{"CVE", Shape::year},     Database{"GHSA", Shape::groups}, Database{"PYSEC", Shape::year},
    Database{"RUSTSEC", Shape::year}, Database{"GO", Shape::year},     Database{"OSV", Shape::year},
    Database{"MAL", Shape::year},     Database{"PVE", Shape::year},    Database{"SFTY", Shape::numbers},
    Database{"SNYK", Shape::path},    Database{"RHSA", Shape::year},   Database{"RHBA", Shape::year},
    Database{"RHEA", Shape::year},    Database{"DSA", Shape::numbers}, Database{"DLA", Shape::numbers},
    Database{"USN", Shape::numbers},  Database{"ELSA", Shape::year},   Database{"ALAS", Shape::year},
    Database{"ALSA", Shape::year},    Database{"RLSA", Shape::year},   Database{"HSEC", Shape::year},
    Database{"GSD", Shape::year},     Database{"EUVD", Shape::year},   Database{"GMS", Shape::year},
};
constexpr std::size_t kLongestName = 7;

Shape shape_of(string_view database) noexcept {
  for (const Database& known : kDatabases) {
    if (equal_ignoring_case(known.name, database)) return known.shape;
  }
  return Shape::none;
}

// Where "<digits>-<digits>" that begins at `from` ends; 0 if it is none. `width` digits come first, or any if it is 0.
std::size_t end_of_numbers(string_view text, std::size_t from, std::size_t width) noexcept {
  const std::size_t dash = end_of_digits(text, from);
  if (dash == from || dash == text.size() || (width != 0 && dash - from != width)) return 0;
  if (text[dash] != '-' && text[dash] != ':') return 0;
  const std::size_t end = end_of_digits(text, dash + 1);
  return end == dash + 1 ? 0 : end;
}

// Where three groups of four letters or digits end; 0 if they are not there.
std::size_t end_of_groups(string_view text, std::size_t from) noexcept {
  if (text.size() < from + 14) return 0;
  for (std::size_t i = 0; i < 14; ++i) {
    const char c = text[from + i];
    if (i % 5 == 4 ? c != '-' : !is_alnum(c)) return 0;
  }
  return from + 14;
}

// Where words joined by '-' end of which the last is a number; 0 if it is none. Snyk's ids have two words before it.
std::size_t end_of_path(string_view text, std::size_t from) noexcept {
  constexpr std::size_t kLongest = 200;  // bounds the way that a text of many '-' makes us go again and again
  text                           = text.substr(0, from + kLongest);
  std::size_t end                = from;
  while (end < text.size() && (is_alnum(text[end]) || text[end] == '-' || text[end] == '_')) ++end;
  const std::size_t last = text.substr(0, end).rfind('-');
  if (last == kNowhere || last <= from || last + 1 == end) return 0;
  return end_of_digits(text, last + 1) == end ? end : 0;
}

std::size_t end_of_id(string_view text, std::size_t dash, Shape shape) noexcept {
  switch (shape) {
    case Shape::none: return 0;
    case Shape::year: return end_of_numbers(text, dash + 1, 4);
    case Shape::numbers: return end_of_numbers(text, dash + 1, 0);
    case Shape::groups: return end_of_groups(text, dash + 1);
    case Shape::path: return end_of_path(text, dash + 1);
  }
  return 0;
}

}  // namespace

string_view next_vulnerability_id(string_view text, std::size_t& from) noexcept {
  // Every id has a '-', and most words have none: look for those, then to both sides.
  for (std::size_t dash = text.find('-', from); dash != kNowhere; dash = text.find('-', dash + 1)) {
    std::size_t begin = dash;
    while (begin > from && dash - begin <= kLongestName && is_letter(text[begin - 1])) --begin;
    if (begin == dash || (begin > 0 && is_word_char(text[begin - 1]))) continue;
    if (dash + 1 == text.size() || !is_alnum(text[dash + 1])) continue;
    constexpr string_view kInitials = "acdeghmoprsuACDEGHMOPRSU";
    if (kInitials.find(text[begin]) == kNowhere) continue;
    const std::size_t end = end_of_id(text, dash, shape_of(text.substr(begin, dash - begin)));
    if (end == 0 || (end < text.size() && is_word_char(text[end]))) continue;
    from = end;
    return text.substr(begin, end - begin);
  }
  from = text.size();
  return {};
}

bool is_vulnerability_id(string_view text) noexcept {
  std::size_t from = 0;
  return !text.empty() && next_vulnerability_id(text, from).size() == text.size();
}

// ---- URLs, encodings, paths -----------------------------------------------------------------------------------------

bool is_url(string_view text) noexcept {
  if (text.starts_with("https://")) return true;  // nearly all
  return starts_with_ignoring_case(text, "http://") || starts_with_ignoring_case(text, "https://");
}

std::string percent_decode(string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    result += escape ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return is_valid_utf8(result) ? result : std::string(text);
}

namespace {

// The length of the UTF-8 sequence at the front of `text`; 0 if there is none: overlong forms, surrogates and what is
// beyond U+10FFFF are not UTF-8.
std::size_t sequence_length(string_view text) noexcept {
  const auto byte  = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2 ? 0U : first < 0xE0 ? 2U : first < 0xF0 ? 3U : first < 0xF5 ? 4U : 0U;
  if (length == 0 || text.size() < length) return 0;
  const unsigned lowest  = first == 0xE0 ? 0xA0U : first == 0xF0 ? 0x90U : 0x80U;
  const unsigned highest = first == 0xED ? 0x9FU : first == 0xF4 ? 0x8FU : 0xBFU;
  if (byte(1) < lowest || byte(1) > highest) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  return length;
}

}  // namespace

bool is_valid_utf8(string_view text) noexcept {
  while (true) {
    text.remove_prefix(ascii_prefix(text));
    if (text.empty()) return true;
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
}

std::string normal_path(string_view path) {
  std::string result;
  result.reserve(path.size());
  for (char c : path) {
    if (c == '\\') c = '/';
    if (c == '/' && !result.empty() && result.back() == '/') continue;
    if (c == '/' && result == ".") {
      result.clear();
      continue;
    }
    // What follows a leading "./" may begin with further slashes, and must not become absolute by them.
    const bool after_dot = result.empty() && c == '/' && path.front() == '.';
    if (!after_dot) result += c;
  }
  if (result.empty() && !path.empty()) return ".";
  return result;
}

bool is_normal_path(string_view path) noexcept {
  if (path.size() >= 2 && path[0] == '.' && path[1] == '/') return false;
  // Eight bytes at a time: a byte of `zeros(x)` has its high bit set where one of x is 0 (or 1 above one that is 0).
  const auto zeros = [](std::uint64_t x) { return (x - 0x0101010101010101U) & ~x & 0x8080808080808080U; };
  const auto load  = [&](std::size_t i) { return eight_bytes(path, i); };
  std::size_t i    = 0;
  for (; i + 9 <= path.size(); i += 8) {
    const std::uint64_t here    = load(i);
    const std::uint64_t slashes = zeros(here ^ 0x2F2F2F2F2F2F2F2FU) & zeros(load(i + 1) ^ 0x2F2F2F2F2F2F2F2FU);
    if ((slashes | zeros(here ^ 0x5C5C5C5C5C5C5C5CU)) != 0) break;  // perhaps; the bytes are looked at one by one
  }
  for (; i < path.size(); ++i) {
    if (path[i] == '\\' || (path[i] == '/' && i + 1 < path.size() && path[i + 1] == '/')) return false;
  }
  return true;
}

}  // namespace secmon
