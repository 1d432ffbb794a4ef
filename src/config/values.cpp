// SPDX-License-Identifier: MIT
// How each type of key is written in the file, and shown.
#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/notes.hpp"
#include "core/ascii.hpp"
#include "core/text.hpp"

namespace secmon::config {
namespace {

using std::string_view;

constexpr std::array<string_view, 5> kSeverityWords{"critical", "high", "medium", "low", "info"};
constexpr std::array<string_view, 12> kKindWords{"sast",    "sca",     "secret", "iac",     "container", "dast",
                                                 "license", "quality", "access", "network", "malware",   "other"};
constexpr std::int64_t kLongest = std::int64_t{100} * 366 * 86400;  // seconds of a duration

std::string joined(std::span<const string_view> words) {
  std::string made;
  for (const string_view word : words) made += (made.empty() ? "" : ", ") + std::string(word);
  return made;
}

// The word as the list has it, whatever the case; "" if it is none of them.
string_view known_word(string_view text, std::span<const string_view> words) noexcept {
  const auto found =
      std::find_if(words.begin(), words.end(), [&](string_view w) { return equal_ignoring_case(w, text); });
  return found == words.end() ? string_view() : *found;
}

Mismatch no_word(const Key& key, string_view text, std::span<const string_view> words) {
  return {ConfigCode::bad_value, expectation(key), near_miss(text, words)};
}

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.10g", value);
  return text.data();
}

bool is_whole(double value) noexcept { return value == static_cast<double>(static_cast<std::int64_t>(value)); }

std::string range(const Key& key) {
  if (key.most >= 1e9) return " from " + number(key.least);
  return " from " + number(key.least) + " to " + number(key.most);
}

Mismatch wrong(const Key& key) { return {ConfigCode::wrong_type, expectation(key)}; }
Mismatch out_of_range(const Key& key) { return {ConfigCode::bad_value, expectation(key)}; }

// ---- one overload of put() for each type of Field ----------------------------------------------------------------

Mismatch put(const Key& key, bool* to, string_view text, bool quoted) {
  const std::optional<bool> read = quoted ? std::nullopt : truth(text);
  if (!read) return wrong(key);
  *to = *read;
  return {};
}

template <class Number>
Mismatch put_number(const Key& key, Number* to, std::optional<double> read) {
  if (!read) return wrong(key);
  if (*read < key.least || *read > key.most) return out_of_range(key);
  *to = static_cast<Number>(*read);
  return {};
}

std::optional<double> whole(string_view text) {
  const std::optional<std::int64_t> read = to_integer(text);
  return read ? std::optional<double>(static_cast<double>(*read)) : std::nullopt;
}

Mismatch put(const Key& key, int* to, string_view text, bool quoted) {
  return put_number(key, to, quoted ? std::nullopt : whole(text));
}
Mismatch put(const Key& key, double* to, string_view text, bool quoted) {
  return put_number(key, to, quoted ? std::nullopt : to_number(text));
}
Mismatch put(const Key& key, Hour to, string_view text, bool quoted) {
  return put_number(key, to.value, quoted ? std::nullopt : whole(text));
}

Mismatch put(const Key& key, std::string* to, string_view text, bool) {
  if (key.words.empty()) {
    *to = text;
    return {};
  }
  const string_view word = known_word(text, key.words);
  if (word.empty()) return no_word(key, text, key.words);
  *to = word;
  return {};
}

Mismatch put(const Key& key, Strings* to, string_view text, bool quoted) {
  std::string one;
  Mismatch mismatch = put(key, &one, text, quoted);
  if (mismatch.expected.empty()) to->push_back(std::move(one));
  return mismatch;
}

Mismatch put(const Key& key, Severity* to, string_view text, bool) {
  const string_view word = known_word(text, kSeverityWords);
  if (word.empty()) return no_word(key, text, kSeverityWords);
  *to = severity_named(word);
  return {};
}

Mismatch put(const Key& key, Severities* to, string_view text, bool quoted) {
  Severity one      = Severity::unknown;
  Mismatch mismatch = put(key, &one, text, quoted);
  if (mismatch.expected.empty()) to->push_back(one);
  return mismatch;
}

Mismatch put(const Key& key, std::vector<Kind>* to, string_view text, bool) {
  const string_view word = known_word(text, kKindWords);
  if (word.empty()) return no_word(key, text, kKindWords);
  to->push_back(kind_named(word));
  return {};
}

Mismatch put(const Key& key, std::chrono::seconds* to, string_view text, bool) {
  const std::optional<std::chrono::seconds> read = duration(text);
  if (!read) return wrong(key);
  if (static_cast<double>(read->count()) < key.least) return out_of_range(key);
  *to = *read;
  return {};
}

Mismatch put(const Key&, Secret* to, string_view text, bool) {
  *to = Secret(std::string(text));
  return {};
}

Mismatch put(const Key& key, Limit to, string_view text, bool quoted) {
  if (equal_ignoring_case(text, "any")) {
    *to.value = kNoLimit;
    return {};
  }
  const std::optional<std::int64_t> read = quoted ? std::nullopt : to_integer(text);
  if (!read) return wrong(key);
  if (*read < 0) return out_of_range(key);
  *to.value = static_cast<std::uint64_t>(*read);
  return {};
}

// "-l", "-ll", "-lll" (or -i…) of bandit's command line, or a severity.
Mismatch put(const Key& key, Level to, string_view text, bool quoted) {
  if (text == "-l" || text == "-i") return *to.value = Severity::low, Mismatch{};
  if (text == "-ll" || text == "-ii") return *to.value = Severity::medium, Mismatch{};
  if (text == "-lll" || text == "-iii") return *to.value = Severity::high, Mismatch{};
  return put(key, to.value, text, quoted);
}

Mismatch put(const Key& key, Days to, string_view text, bool) {
  const string_view word = known_word(text, key.words);
  if (word.empty()) return no_word(key, text, key.words);
  const auto day = std::find(key.words.begin(), key.words.end(), word) - key.words.begin();
  *to.value      = static_cast<std::uint8_t>(*to.value | (1U << static_cast<unsigned>(day)));
  return {};
}

// "+02:00", "-05:30", "Z".
Mismatch put(const Key& key, UtcOffset to, string_view text, bool) {
  if (text == "Z" || text == "0") return *to.value = std::chrono::minutes(0), Mismatch{};
  const auto digit = [&](std::size_t i) { return text[i] - '0'; };
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || !is_digit(text[1]) ||
      !is_digit(text[2]) || !is_digit(text[4]) || !is_digit(text[5]))
    return wrong(key);
  const int minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
  if (minutes > 14 * 60 || digit(4) > 5) return out_of_range(key);
  *to.value = std::chrono::minutes(text[0] == '-' ? -minutes : minutes);
  return {};
}

// ---- what is expected, and JSON ----------------------------------------------------------------------------------

std::string expect(const Key&, bool*) { return "true or false, without quotes"; }
std::string expect(const Key& key, int*) { return "a whole number" + range(key); }
std::string expect(const Key& key, Hour) { return "an hour, a whole number" + range(key); }
std::string expect(const Key& key, double*) { return "a number" + range(key); }
std::string expect(const Key& key, std::string*) {
  return key.words.empty() ? "a text" : "one of " + joined(key.words);
}
std::string expect(const Key& key, Strings*) {
  return key.words.empty() ? "a text or a list of texts" : "a list of " + joined(key.words);
}
std::string expect(const Key&, Severity*) { return "one of " + joined(kSeverityWords); }
std::string expect(const Key&, Severities*) { return "a list of " + joined(kSeverityWords); }
std::string expect(const Key&, std::vector<Kind>*) { return "a list of " + joined(kKindWords); }
std::string expect(const Key& key, std::chrono::seconds*) {
  return key.least > 0 ? "a time of at least a second: 300, 30s, 10m, 4h, 7d" : "a time: 300, 30s, 10m, 4h, 7d";
}
std::string expect(const Key&, Secret*) { return "nothing, or ${NAME} of an environment variable"; }
std::string expect(const Key&, Limit) { return "a whole number from 0, or any"; }
std::string expect(const Key&, Level) { return "one of " + joined(kSeverityWords) + ", or -l, -ll, -lll"; }
std::string expect(const Key& key, Days) { return "a list of " + joined(key.words); }
std::string expect(const Key&, UtcOffset) { return "an offset such as '+02:00'"; }

template <class List, class Item>
std::string json_list(const List& list, Item&& item) {
  std::string made = "[";
  for (const auto& one : list) made += (made.size() == 1 ? "" : ", ") + item(one);
  return made + "]";
}

constexpr std::array<string_view, 7> kDayWords{"monday", "tuesday",  "wednesday", "thursday",
                                               "friday", "saturday", "sunday"};

std::string json(const bool* v) { return *v ? "true" : "false"; }
std::string json(const int* v) { return std::to_string(*v); }
std::string json(const double* v) { return is_whole(*v) ? std::to_string(static_cast<std::int64_t>(*v)) : number(*v); }
std::string json(const std::string* v) { return quote_json(*v); }
std::string json(const Strings* v) { return json_list(*v, quote_json); }
std::string json(const Severity* v) { return quote_json(name(*v)); }
std::string json(const Severities* v) {
  return json_list(*v, [](Severity s) { return quote_json(name(s)); });
}
std::string json(const std::vector<Kind>* v) {
  return json_list(*v, [](Kind k) { return quote_json(name(k)); });
}
std::string json(const std::chrono::seconds* v) { return std::to_string(v->count()); }
std::string json(const Secret* v) { return v->is_set() ? "\"set\"" : "\"not set\""; }
std::string json(Limit v) { return *v.value == kNoLimit ? "\"any\"" : std::to_string(*v.value); }
std::string json(Level v) { return json(v.value); }
std::string json(Hour v) { return std::to_string(*v.value); }
std::string json(Days v) {
  std::vector<string_view> days;
  for (std::size_t i = 0; i < kDayWords.size(); ++i) {
    if ((*v.value >> i & 1U) != 0) days.push_back(kDayWords[i]);
  }
  return json_list(days, quote_json);
}
std::string json(UtcOffset v) {
  const auto minutes = v.value->count();
  std::array<char, 16> text{};
  const auto size = static_cast<int>(std::abs(minutes));
  std::snprintf(text.data(), text.size(), "\"%c%02d:%02d\"", minutes < 0 ? '-' : '+', size / 60 % 100, size % 60);
  return text.data();
}

}  // namespace

Mismatch set(const Key& key, string_view text, bool quoted) {
  return std::visit([&](auto field) { return put(key, field, text, quoted); }, key.field);
}

bool is_list(const Field& field) noexcept {
  return std::holds_alternative<Strings*>(field) || std::holds_alternative<Severities*>(field) ||
         std::holds_alternative<std::vector<Kind>*>(field) || std::holds_alternative<Days>(field);
}

void clear(const Field& field) {
  std::visit(
      [](auto to) {
        if constexpr (std::is_same_v<decltype(to), Days>) {
          *to.value = 0;
        } else if constexpr (std::is_same_v<decltype(to), Strings*> || std::is_same_v<decltype(to), Severities*> ||
                             std::is_same_v<decltype(to), std::vector<Kind>*>) {
          to->clear();
        }
      },
      field);
}

std::string expectation(const Key& key) {
  return std::visit([&](auto field) { return expect(key, field); }, key.field);
}

std::optional<bool> truth(string_view text) noexcept {
  for (const string_view word : {"true", "yes", "on"}) {
    if (equal_ignoring_case(text, word)) return true;
  }
  for (const string_view word : {"false", "no", "off"}) {
    if (equal_ignoring_case(text, word)) return false;
  }
  return std::nullopt;
}

std::optional<std::chrono::seconds> duration(string_view text) noexcept {
  std::int64_t sum = 0;
  bool any         = false;
  text             = trim(text);
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ') {
      ++i;
      continue;
    }
    std::int64_t count      = 0;
    const std::size_t begin = i;
    for (; i < text.size() && is_digit(text[i]) && i - begin < 12; ++i) count = count * 10 + (text[i] - '0');
    if (i == begin) return std::nullopt;
    const char unit = i < text.size() ? text[i] : 's';
    if (i == text.size() && any) return std::nullopt;  // "1h 30": of what?
    const std::int64_t seconds = unit == 's'   ? 1
                                 : unit == 'm' ? 60
                                 : unit == 'h' ? 3600
                                 : unit == 'd' ? 86400
                                 : unit == 'w' ? 604800
                                               : 0;
    if (seconds == 0 || count > kLongest / seconds) return std::nullopt;
    sum += count * seconds;
    if (sum > kLongest) return std::nullopt;
    any = true;
    i += i < text.size() ? 1 : 0;
  }
  return any ? std::optional(std::chrono::seconds(sum)) : std::nullopt;
}

std::string to_json(const Field& field) {
  return std::visit([](auto value) { return json(value); }, field);
}

std::string quote_json(string_view text) {
  std::string made = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      made += '\\';
      made += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      made += escape.data();
    } else {
      made += c;
    }
  }
  return made + "\"";
}

}  // namespace secmon::config
