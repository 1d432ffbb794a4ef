// SPDX-License-Identifier: MIT
// Recognition: holding `known_by` against a document. The grammar is in format.hpp.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <vector>

#include "formats/formats.hpp"

namespace secmon::format {

namespace {

// Cuts the next mark off an alternative: up to a space, but <…>, "…", /…/ and a quoted key are one mark.
bool next_mark(std::string_view& rest, std::string_view& mark) noexcept {
  rest = trim(rest);
  if (rest.empty()) return false;
  std::size_t end = std::string_view::npos;
  if (rest[0] == '<') {
    end = rest.find('>');
  } else if (rest[0] == '"' || rest[0] == '/') {
    end = rest.find(rest[0], 1);
  }
  if (end != std::string_view::npos) {
    ++end;
  } else {
    bool quoted = false;
    for (end = 0; end < rest.size() && (quoted || rest[end] != ' '); ++end) quoted ^= rest[end] == '\'';
  }
  mark = rest.substr(0, end);
  rest.remove_prefix(end);
  return true;
}

// "value", in which '*' stands for any text: "val*" for one that begins so.
bool fits(std::string_view text, std::string_view wanted) noexcept {
  std::size_t star = wanted.find('*');
  if (star == std::string_view::npos) return text == wanted;
  if (!text.starts_with(wanted.substr(0, star))) return false;
  text.remove_prefix(star);
  for (wanted.remove_prefix(star + 1); (star = wanted.find('*')) != std::string_view::npos;) {
    const std::size_t at = text.find(wanted.substr(0, star));
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + star);
    wanted.remove_prefix(star + 1);
  }
  return text.ends_with(wanted);
}

bool has_value(const Json& value, std::string_view wanted) {
  if (wanted == "[]") return value.is_array();
  if (wanted == "{}") return value.is_object();
  if (wanted == "null") return value.is_null();
  return fits(value.text(), wanted);
}

// Whether `path` leads somewhere from `value`, and to `wanted` if that is given.
bool leads(const Json& value, std::string_view path, std::string_view wanted, bool any) {
  if (path.starts_with('.')) path.remove_prefix(1);
  if (path.empty()) return any || has_value(value, wanted);
  if (path[0] == '[') {
    const std::size_t end = std::min(path.find(']'), path.size() - 1);
    const auto number     = to_integer(path.substr(1, end - 1));
    const Json item       = number ? value[static_cast<std::size_t>(*number)] : Json();
    const auto rest       = path.substr(end + 1);
    return (item.exists() || item.is_null()) && leads(item, rest, wanted, any);
  }
  const bool quoted           = path[0] == '\'';
  const std::size_t end       = std::min(quoted ? path.find('\'', 1) : path.find_first_of(".["), path.size());
  const std::string_view name = path.substr(quoted, end - quoted);
  const std::string_view rest = path.substr(std::min(end + quoted, path.size()));
  if (quoted) return value.has(name) && ((rest.empty() && any) || leads(value[name], rest, wanted, any));
  if (name == "*") {
    const auto first = value.begin();
    return !(first == value.end()) && leads(*first, rest, wanted, any);
  }
  if (name.ends_with('*')) {
    const auto first = value.begin();
    return !(first == value.end()) && fits(first->key(), name) && leads(*first, rest, wanted, any);
  }
  if (!value.has(name)) return false;
  return (rest.empty() && any) || leads(value[name], rest, wanted, any);
}

bool holds(std::string_view mark, const Json& document) {
  const bool absent = mark.starts_with('!');
  if (absent) mark.remove_prefix(1);
  if (mark.starts_with('<') || mark.starts_with('"') || mark.starts_with('/')) return false;
  // Of a quoted key, '=' is a part.
  const std::size_t quote       = mark.rfind('\'');
  const std::size_t equals      = mark.find('=', quote == std::string_view::npos ? 0 : quote);
  const bool any                = equals == std::string_view::npos;
  const std::string_view path   = mark.substr(0, equals);
  const std::string_view wanted = any ? std::string_view() : mark.substr(equals + 1);
  return leads(document, path, wanted, any) != absent;
}

// <name>, <name attribute>, <name attribute=value>; and, behind it, paths of elements that must be there.
bool holds(std::string_view mark, const Xml& root) {
  if (!mark.starts_with('<')) {
    return !mark.starts_with('"') && !mark.starts_with('/') && root.exists() && root.at(mark).exists();
  }
  mark = mark.substr(1, mark.size() - 2);
  std::string_view part;
  if (!next_part(mark, ' ', part) || root.name() != part) return false;
  while (next_part(mark, ' ', part)) {
    const std::size_t equals    = std::min(part.find('='), part.size());
    const std::string_view name = part.substr(0, equals);
    if (!root.has_attr(name)) return false;
    if (equals < part.size() && !fits(root.attr(name), part.substr(equals + 1))) return false;
  }
  return true;
}

bool holds(std::string_view mark, const Rows& rows) {
  if (!mark.starts_with('"')) return false;
  mark = mark.substr(1, mark.size() - 2);
  std::string_view column;
  while (next_part(mark, ',', column)) {
    if (!rows.has(trim(column))) return false;
  }
  return true;
}

// Whether a line begins with `wanted`, in which '~' is a number and '_' a space or itself.
bool begins(std::string_view line, std::string_view wanted) noexcept {
  for (const char c : wanted) {
    if (c == '~') {
      const std::size_t end = std::min(line.find_first_not_of("0123456789"), line.size());
      if (end == 0) return false;
      line.remove_prefix(end);
      continue;
    }
    if (!line.starts_with(c) && !(c == '_' && line.starts_with(' '))) return false;
    line.remove_prefix(1);
  }
  return true;
}

// Behind a '*' the rest may stand anywhere in the line.
bool line_fits(std::string_view line, std::string_view wanted) noexcept {
  if (!wanted.starts_with('*')) return begins(line, wanted);
  for (wanted.remove_prefix(1); !line.empty(); line.remove_prefix(1)) {
    if (begins(line, wanted)) return true;
  }
  return false;
}

bool holds(std::string_view mark, const Lines& lines) {
  if (!mark.starts_with('/') || mark.size() < 3) return false;
  const std::string_view wanted = mark.substr(1, mark.size() - 2);
  constexpr std::size_t kHead   = 4096;
  const Lines head(lines.text().substr(0, kHead));
  for (const std::string_view line : head) {
    if (line_fits(line, wanted)) return true;
  }
  return false;
}

template <class Document>
unsigned count_marks(std::string_view alternative, const Document& document) {
  unsigned n = 0;
  for (std::string_view mark; next_mark(alternative, mark); ++n) {
    if (!holds(mark, document)) return 0;
    // An attribute is a mark of its own.
    if (mark.starts_with('<')) n += static_cast<unsigned>(std::count(mark.begin(), mark.end(), ' '));
  }
  return n;
}

// An alternative that a document can have without being named, and what its first mark asks for: most are passed over
// by that alone. They are taken apart once, as there are about a thousand.
struct Alternative {
  const Format* format;
  std::string_view text;
  std::string_view first;  // the key, or the name of the root; "" where it is not as simple
};

enum class Shape : std::uint8_t { json, xml, rows, lines };
using Alternatives = std::array<std::vector<Alternative>, 4>;

Shape shape_of(std::string_view alternative) noexcept {
  switch (alternative.front()) {
    case '<': return Shape::xml;
    case '"': return Shape::rows;
    case '/': return Shape::lines;
    default: return Shape::json;
  }
}

std::string_view first_of(std::string_view alternative, Shape shape) noexcept {
  if (shape == Shape::xml) return alternative.substr(1, alternative.find_first_of(" >") - 1);
  if (shape != Shape::json) return {};
  std::string_view first;
  next_mark(alternative, first);
  first = first.substr(0, first.find_first_of(".[="));
  return first.find_first_of("!'*") == std::string_view::npos ? first : std::string_view();
}

const std::vector<Alternative>& alternatives(Shape shape) {
  static const Alternatives made = [] {
    Alternatives all_of_them;
    for (const Format* format : all()) {
      std::string_view text;
      for (std::string_view rest = format->known_by; next_part(rest, '|', text);) {
        text = trim(text);
        if (text.empty() || text.starts_with('?')) continue;
        const Shape of = shape_of(text);
        all_of_them[static_cast<std::size_t>(of)].push_back({format, text, first_of(text, of)});
      }
    }
    return all_of_them;
  }();
  return made[static_cast<std::size_t>(shape)];
}

template <class Document, class MayHold>
Match match_all(const Document& document, Shape shape, MayHold may_hold) {
  Match found;
  unsigned most                           = 0;
  const std::vector<Alternative>& to_hold = alternatives(shape);
  for (auto at = to_hold.begin(); at != to_hold.end();) {
    const Format* const format = at->format;
    unsigned n                 = 0;
    std::string_view by;
    for (; at != to_hold.end() && at->format == format; ++at) {
      if (!at->first.empty() && !may_hold(at->first)) continue;
      const unsigned held = count_marks(at->text, document);
      if (held > n) by = at->text;
      n = std::max(n, held);
    }
    if (n == 0 || n < most) continue;
    if (n > most) found = {};
    most = n;
    found.formats.push_back(format);
    found.marks += (found.marks.empty() ? "" : " / ") + std::string(by);
  }
  return found;
}

// Of the best alternative, also of those that count where the caller named the format.
template <class Document>
unsigned marks_of(const Format& format, const Document& document) {
  unsigned most = 0;
  std::string_view alternative;
  for (std::string_view rest = format.known_by; next_part(rest, '|', alternative);) {
    alternative = trim(alternative);
    if (alternative.starts_with('?')) alternative.remove_prefix(1);
    most = std::max(most, count_marks(alternative, document));
  }
  return most;
}

}  // namespace

unsigned marks(const Format& format, const Json& document) { return marks_of(format, document); }
unsigned marks(const Format& format, const Xml& root) { return marks_of(format, root); }
unsigned marks(const Format& format, const Rows& rows) { return marks_of(format, rows); }
unsigned marks(const Format& format, const Lines& lines) { return marks_of(format, lines); }

Match match(const Json& document) {
  return match_all(document, Shape::json, [&](std::string_view key) { return document.has(key); });
}
Match match(const Xml& root) {
  return match_all(root, Shape::xml, [name = root.name()](std::string_view wanted) { return name == wanted; });
}
Match match(const Rows& rows) {
  return match_all(rows, Shape::rows, [](std::string_view) { return true; });
}
Match match(const Lines& lines) {
  return match_all(lines, Shape::lines, [](std::string_view) { return true; });
}

const Format* recognise(const Json& document) {
  const Match found = match(document);
  return found.formats.size() == 1 ? found.formats.front() : nullptr;
}

}  // namespace secmon::format
