// SPDX-License-Identifier: MIT
#include "formats/dialect/web.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "core/ascii.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr auto kNowhere = string_view::npos;

// ---- HTML ----------------------------------------------------------------------------------------------------------

void append_utf8(std::string& text, std::uint32_t code) {
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return;
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6U));
    text += static_cast<char>(0x80 | (code & 63U));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12U));
    text += static_cast<char>(0x80 | ((code >> 6U) & 63U));
    text += static_cast<char>(0x80 | (code & 63U));
  } else {
    text += static_cast<char>(0xF0 | (code >> 18U));
    text += static_cast<char>(0x80 | ((code >> 12U) & 63U));
    text += static_cast<char>(0x80 | ((code >> 6U) & 63U));
    text += static_cast<char>(0x80 | (code & 63U));
  }
}

std::uint32_t number_of(string_view digits, std::uint32_t base) {
  std::uint32_t code = 0;
  for (const char c : digits) {
    const char small          = to_lower(c);
    const std::uint32_t digit = is_digit(c)                    ? static_cast<std::uint32_t>(c - '0')
                                : small >= 'a' && small <= 'f' ? static_cast<std::uint32_t>(small - 'a' + 10)
                                                               : 99U;
    if (digit >= base || code > 0x10FFFF) return 0;
    code = code * base + digit;
  }
  return code;
}

// Appends what the reference at the front of `text` ("&amp;…") stands for; gives its length, 0 if it is none.
std::size_t reference(string_view text, std::string& to) {
  constexpr std::size_t kLongest = 10;
  const std::size_t end          = text.substr(0, kLongest).find(';');
  if (end == kNowhere || end < 2) return 0;
  const string_view name = text.substr(1, end - 1);
  if (name[0] == '#') {
    const bool hexadecimal = name.size() > 2 && to_lower(name[1]) == 'x';
    append_utf8(to, hexadecimal ? number_of(name.substr(2), 16) : number_of(name.substr(1), 10));
    return end + 1;
  }
  struct Named {
    string_view name, text;
  };
  constexpr std::array<Named, 9> kNamed{{{"amp", "&"},
                                         {"lt", "<"},
                                         {"gt", ">"},
                                         {"quot", "\""},
                                         {"apos", "'"},
                                         {"nbsp", " "},
                                         {"ndash", "-"},
                                         {"rsquo", "'"},
                                         {"hellip", "..."}}};
  for (const Named& known : kNamed) {
    if (known.name != name) continue;
    to += known.text;
    return end + 1;
  }
  return 0;
}

bool is_tag(string_view text) {
  const char next = text.size() > 1 ? text[1] : '\0';
  return is_letter(next) || next == '/' || next == '!';
}

bool breaks_line(string_view tag) {
  if (!tag.empty() && tag[0] == '/') tag.remove_prefix(1);
  std::size_t end = 0;
  while (end < tag.size() && (is_letter(tag[end]) || is_digit(tag[end]))) ++end;
  const string_view name = tag.substr(0, end);
  for (const string_view block : {"p", "br", "li", "ul", "ol", "div", "tr", "h1", "h2", "h3", "h4", "pre", "table"}) {
    if (equal_ignoring_case(name, block)) return true;
  }
  return false;
}

void end_line(std::string& text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (!text.empty() && text.back() != '\n') text += '\n';
}

// ---- dates ---------------------------------------------------------------------------------------------------------

// The number of a month by its English name, whole or of three letters.
unsigned month_of(string_view word) {
  constexpr std::array<string_view, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                                "July",    "August",   "September", "October", "November", "December"};
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (equal_ignoring_case(word, kMonths[i]) || equal_ignoring_case(word, kMonths[i].substr(0, 3))) return i + 1;
  }
  return 0;
}

// What may stand in a date beside its parts: a day of the week, a zone, "at". Other words are of another language, in
// which "mar" may be a Tuesday.
bool says_nothing(string_view word) {
  for (const string_view day : {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}) {
    if (equal_ignoring_case(word, day) || equal_ignoring_case(word, day.substr(0, 3))) return true;
  }
  const bool upper = std::all_of(word.begin(), word.end(), is_upper);
  return upper || word == "at" || equal_ignoring_case(word, "(UTC)");
}

std::optional<std::chrono::seconds> clock_of(string_view word) {
  std::array<std::int64_t, 3> parts{};
  std::size_t n = 0;
  string_view part;
  for (string_view rest = word; next_part(rest, ':', part); ++n) {
    const auto number = to_integer(part.substr(0, part.find('.')));
    if (n == parts.size() || part.empty() || !number || *number < 0 || *number > 60) return {};
    parts[n] = *number;
  }
  if (n < 2 || parts[0] > 23) return {};
  return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) + std::chrono::seconds(parts[2]);
}

}  // namespace

string_view plain(string_view html, Writer& out) {
  if (html.find_first_of("<&") == kNowhere) return trim(html);
  std::string text;
  bool rest_is_text = false;
  for (std::size_t i = 0; i < html.size();) {
    const char c = html[i];
    if (c == '<' && !rest_is_text && is_tag(html.substr(i))) {
      const std::size_t end = html.find('>', i);
      rest_is_text          = end == kNowhere;  // looked for once
      if (!rest_is_text) {
        if (breaks_line(html.substr(i + 1, end - i - 1))) end_line(text);
        i = end + 1;
        continue;
      }
    }
    if (c == '&') {
      if (const std::size_t length = reference(html.substr(i), text); length != 0) {
        i += length;
        continue;
      }
    }
    ++i;
    if (c == '\n') {
      end_line(text);
    } else {
      text += c;
    }
  }
  return out.keep(trim(text));
}

void add_links(Draft& f, string_view text, Writer& out) {
  std::size_t at = text.find("http");
  while (at != kNowhere) {
    string_view rest = text.substr(at);
    if (!is_url(rest)) {
      at = text.find("http", at + 4);
      continue;
    }
    std::size_t end = std::min(rest.find_first_of(" \t\r\n<>\"'|\\^`{}"), rest.size());
    // Lists of old reports have nothing between two of them; a URL inside of another one stands behind '=' or '/'.
    for (std::size_t next = rest.substr(0, end).find("http", 8); next != kNowhere;
         next             = rest.substr(0, end).find("http", next + 4)) {
      const char before = rest[next - 1];
      if (!is_url(rest.substr(next)) || before == '=' || before == '/' || before == ':') continue;
      end = next;
      break;
    }
    string_view url = rest.substr(0, end);
    while (!url.empty() && string_view(".,;:)]").find(url.back()) != kNowhere) url.remove_suffix(1);
    constexpr std::size_t kScheme = 8;
    if (url.size() > kScheme) f.add_reference(out.keep(url.find('&') == kNowhere ? url : plain(url, out)));
    at = text.find("http", at + end);
  }
}

void add_cwes_in(Draft& f, string_view text) {
  for (std::size_t at = text.find("CWE"); at != kNowhere; at = text.find("CWE", at + 3)) {
    std::size_t digits = at + 3;
    while (digits < text.size() && digits < at + 6 && string_view("-: ").find(text[digits]) != kNowhere) ++digits;
    std::size_t end = digits;
    while (end < text.size() && end < digits + 5 && is_digit(text[end])) ++end;
    if (end > digits && digits > at + 3) {
      f.add_cwe(static_cast<std::uint32_t>(to_integer(text.substr(digits, end - digits)).value_or(0)));
    }
  }
}

Time time_of(string_view text) {
  if (const Time known = parse_time(text); known != kNoTime) return known;
  unsigned month = 0, day = 0, year = 0;
  std::optional<std::chrono::seconds> clock;
  std::chrono::seconds east{0};
  bool afternoon = false, morning = false;
  for (text = clip(trim(text), 80); !text.empty(); text = trim(text)) {
    const std::size_t end  = std::min(text.find_first_of(" ,\t"), text.size());
    const string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool offset = word.size() == 5 && (word[0] == '+' || word[0] == '-');
    const auto number = to_integer(offset ? word.substr(1) : word);
    if (word.empty()) continue;
    if (offset && number) {
      east = std::chrono::hours(*number / 100) + std::chrono::minutes(*number % 100);
      if (word[0] == '-') east = -east;
    } else if (number && *number >= 1900 && *number <= 2200 && year == 0) {
      year = static_cast<unsigned>(*number);
    } else if (number && *number >= 1 && *number <= 31 && day == 0) {
      day = static_cast<unsigned>(*number);
    } else if (const unsigned named = month_of(word); named != 0 && month == 0) {
      month = named;
    } else if (!clock && word.find(':') != kNowhere) {
      clock = clock_of(word);
    } else if (equal_ignoring_case(word, "PM") || equal_ignoring_case(word, "AM")) {
      (to_lower(word[0]) == 'p' ? afternoon : morning) = true;
    } else if (!says_nothing(word)) {
      return kNoTime;
    }
  }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (year == 0 || !date.ok()) return kNoTime;
  std::chrono::seconds at = clock.value_or(std::chrono::seconds{0});
  constexpr std::chrono::hours kNoon{12};
  if (afternoon && at < kNoon) at += kNoon;
  if (morning && at >= kNoon) at -= kNoon;
  return std::chrono::sys_days{date} + at - east;
}

string_view host_and_port(string_view host, string_view port, string_view protocol, Writer& out) {
  host = trim(host), port = trim(port), protocol = trim(protocol);
  if (port.empty() || port == "0") return host;
  return out.join({host, ":", port, protocol.empty() ? "" : "/", lower(protocol)});
}

string_view url_at(string_view origin, string_view path, Writer& out) {
  origin = trim(origin), path = trim(path);
  if (is_url(path) || origin.empty()) return path;
  if (path.empty()) return origin;
  while (!origin.empty() && origin.back() == '/') origin.remove_suffix(1);
  return out.join({origin, path.front() == '/' ? "" : "/", path});
}

}  // namespace secmon::format
