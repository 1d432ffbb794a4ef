// SPDX-License-Identifier: MIT
// Finds credentials in text. A few bytes without which no credential is recognised (":", "=", "_" …) stop a fast
// search; then a bounded look to both sides decides. What is taken for a secret is skipped as a whole and what is not
// is never read further than kHead, which keeps the whole linear.
#include "core/redact.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "core/ascii.hpp"
#include "core/text.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr auto kNowhere         = string_view::npos;
constexpr std::size_t kHead     = 256;  // bytes of a value that decide what it is
constexpr std::size_t kName     = 64;   // bytes of a name that are looked at
constexpr std::size_t kTypeName = 48;   // bytes of a type between a name and its value
constexpr string_view kMask     = "***";
constexpr string_view kKeyBegin = "-----BEGIN";

// The place of a secret; empty where there is none.
struct Place {
  std::size_t begin = 0, end = 0;
  explicit operator bool() const noexcept { return end > begin; }
};

// A set of bytes, as a table: these questions are asked for most bytes of most texts.
class CharSet {
 public:
  constexpr explicit CharSet(string_view chars, bool letters_and_digits = false) {
    for (const char c : chars) has_[static_cast<unsigned char>(c)] = true;
    for (char c = '0'; letters_and_digits && c <= 'z'; ++c) has_[static_cast<unsigned char>(c)] |= is_alnum(c);
  }
  constexpr bool operator()(char c) const noexcept { return has_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> has_{};
};

constexpr CharSet is_blank(" \t"), is_quote("\"'`");
constexpr CharSet is_name_char("_-.", true), is_token_char("_-", true), is_base64_char("+/=", true);
constexpr CharSet is_type_char("_-.&*?", true), is_type_argument_char("_-.&*?,;| ", true);
constexpr CharSet ends_authority(" \t\n\v\f\r\"'`/?#\\<>"), ends_bare(" \t\n\v\f\r\"'`,;&)]}<>|");

char at_or_nul(string_view text, std::size_t i) noexcept { return i < text.size() ? text[i] : '\0'; }
bool is_one_of(char c, string_view set) noexcept { return set.find(c) != kNowhere; }

std::size_t skip_blanks(string_view text, std::size_t i) noexcept {
  while (i < text.size() && is_blank(text[i])) ++i;
  return i;
}

bool starts_at(string_view text, std::size_t i, string_view part) noexcept {
  if (part.empty()) return true;
  return i < text.size() && text[i] == part[0] && text.substr(i, part.size()) == part;
}

template <class Fits>
std::size_t end_of_run(string_view text, std::size_t i, Fits fits) noexcept {
  while (i < text.size() && fits(text[i])) ++i;
  return i;
}

// ---- what a value is ------------------------------------------------------------------------------------------------

// A word of a language or an identifier: "password", "Token", "AWS", "userName"; no digits, and no capital that is
// not followed by two small letters, as random text has.
bool is_plain_segment(string_view segment) noexcept {
  if (std::all_of(segment.begin(), segment.end(), is_upper)) return true;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (!is_letter(segment[i])) return false;
    const bool hump = is_lower(at_or_nul(segment, i + 1)) && is_lower(at_or_nul(segment, i + 2));
    if (is_upper(segment[i]) && !hump) return false;
  }
  return true;
}

// Such words joined as in code or in a name: "settings.db_password", "multi-word".
bool is_plain(string_view value) noexcept {
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i < value.size() && !is_one_of(value[i], "._-:?")) continue;
    if (!is_plain_segment(value.substr(begin, i - begin))) return false;
    begin = i + 1;
  }
  return true;
}

bool has_content(string_view value) noexcept {
  return std::any_of(value.begin(), value.end(),
                     [](char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; });
}

bool says_nothing(string_view value) noexcept {
  constexpr std::array<string_view, 8> kWords{"none", "null", "nil", "true", "false", "undefined", "yes", "no"};
  return !has_content(value) || std::any_of(kWords.begin(), kWords.end(),
                                            [value](string_view word) { return equal_ignoring_case(word, value); });
}

// "1.2.3", "^8.5.1": what follows the name of a package such as jsonwebtoken.
bool is_version(string_view value) noexcept {
  const std::size_t begin = end_of_run(value, 0, [](char c) { return is_one_of(c, "^~=<>v "); });
  const auto fits         = [](char c) { return is_digit(c) || c == '.'; };
  return value.find('.') != kNowhere && begin < value.size() && end_of_run(value, begin, fits) == value.size();
}

// A place where the value is put later, or a mask: "${TOKEN}", "$TOKEN", "{{ token }}", "<token>", "%s", "%(token)s".
bool is_placeholder(string_view value) noexcept {
  if (value.empty()) return true;
  const char next = at_or_nul(value, 1);
  switch (value[0]) {
    case '$': return next == '{' || next == '(' || is_plain(value.substr(1));
    case '%': return value.size() == 2 || next == '(' || next == '{';
    case '{': return value.back() == '}' || next == '{';
    case '<': return value.back() == '>';
    default: return false;
  }
}

bool is_harmless(string_view value) noexcept {
  return says_nothing(value) || is_placeholder(value) || is_version(value) || is_vulnerability_id(value);
}

// ---- known forms of tokens ------------------------------------------------------------------------------------------

enum class Alphabet : std::uint8_t { letters_digits, token, upper_digits };

struct Form {
  string_view before;  // ends with the byte that stopped the search
  string_view after;   // follows it
  Alphabet alphabet;
  std::size_t least;    // characters that must follow
  bool random = false;  // and that must not all be words
};

constexpr std::array kUnderscoreForms{
    Form{"ghp_", "", Alphabet::letters_digits, 20},     Form{"gho_", "", Alphabet::letters_digits, 20},
    Form{"ghu_", "", Alphabet::letters_digits, 20},     Form{"ghs_", "", Alphabet::letters_digits, 20},
    Form{"ghr_", "", Alphabet::letters_digits, 20},     Form{"github_pat_", "", Alphabet::token, 20},
    Form{"sk_live_", "", Alphabet::letters_digits, 10}, Form{"rk_live_", "", Alphabet::letters_digits, 10},
    Form{"npm_", "", Alphabet::letters_digits, 30},
};
constexpr std::array kDashForms{
    Form{"glpat-", "", Alphabet::token, 16},    Form{"xoxa-", "", Alphabet::token, 10},
    Form{"xoxb-", "", Alphabet::token, 10},     Form{"xoxp-", "", Alphabet::token, 10},
    Form{"xoxr-", "", Alphabet::token, 10},     Form{"xoxs-", "", Alphabet::token, 10},
    Form{"sk-", "", Alphabet::token, 20, true}, Form{"pypi-", "AgEI", Alphabet::token, 16},
};
constexpr std::array kCapitalForms{
    Form{"AKI", "A", Alphabet::upper_digits, 16},
    Form{"ASI", "A", Alphabet::upper_digits, 16},
    Form{"AI", "za", Alphabet::token, 30},
};
constexpr std::array kNineForms{Form{"ya29", ".", Alphabet::token, 16}};

bool is_of(Alphabet alphabet, char c) noexcept {
  switch (alphabet) {
    case Alphabet::letters_digits: return is_alnum(c);
    case Alphabet::token: return is_token_char(c);
    case Alphabet::upper_digits: return is_upper(c) || is_digit(c);
  }
  return false;
}

bool begins_word(string_view text, std::size_t i) noexcept { return i == 0 || !is_alnum(text[i - 1]); }

template <std::size_t N>
Place token(string_view text, std::size_t at, const std::array<Form, N>& forms) noexcept {
  for (const Form& form : forms) {
    // The byte before first: it tells nearly always, and without a call.
    if (at + 1 < form.before.size() || text[at - 1] != form.before[form.before.size() - 2]) continue;
    const std::size_t begin = at + 1 - form.before.size();
    if (!starts_at(text, begin, form.before) || !starts_at(text, at + 1, form.after)) continue;
    if (!begins_word(text, begin)) continue;
    const std::size_t body   = at + 1 + form.after.size();
    const auto fits          = [&form](char c) { return is_of(form.alphabet, c); };
    const std::size_t enough = end_of_run(text.substr(0, body + form.least), body, fits);
    if (enough - body < form.least) return {};
    if (form.random && is_plain(text.substr(body, form.least))) return {};
    const std::size_t end = end_of_run(text, enough, fits);
    if (is_alnum(at_or_nul(text, end))) return {};
    return {begin, end};
  }
  return {};
}

// A JSON web token: three parts, of which the first two are objects, and so begin with `{"` in base 64.
Place web_token(string_view text, std::size_t j) noexcept {
  if (j < 2 || text[j - 1] != 'y' || text[j - 2] != 'e') return {};
  const std::size_t begin = j - 2;
  if (begin > 0 && is_token_char(text[begin - 1])) return {};
  const std::size_t header  = end_of_run(text, begin, is_token_char);
  const std::size_t payload = header == text.size() ? header : end_of_run(text, header + 1, is_token_char);
  if (header - begin < 8 || at_or_nul(text, header) != '.' || payload - header < 3) return {};
  if (at_or_nul(text, payload) != '.') return {};
  return {begin, end_of_run(text, payload + 1, is_token_char)};
}

Place token_at(string_view text, std::size_t i) noexcept {
  switch (text[i]) {
    case '_': return token(text, i, kUnderscoreForms);
    case '-': return token(text, i, kDashForms);
    case 'I': return token(text, i, kCapitalForms);
    case 'J': return web_token(text, i);
    case '9': return token(text, i, kNineForms);
    default: return {};
  }
}

bool holds_token(string_view text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (token_at(text, i)) return true;
  }
  return false;
}

// ---- names that hold secrets ----------------------------------------------------------------------------------------

struct Keyword {
  string_view text;    // lower case, without separators
  bool whole = false;  // stands for itself, not as a part of a longer word ("bypass", "author")
};
constexpr std::array kKeywords{
    Keyword{"password"},   Keyword{"passwd"},     Keyword{"pwd"},           Keyword{"passphrase"},
    Keyword{"pass", true}, Keyword{"secret"},     Keyword{"token"},         Keyword{"apikey"},
    Keyword{"accesskey"},  Keyword{"authkey"},    Keyword{"accountkey"},    Keyword{"privatekey"},
    Keyword{"signingkey"}, Keyword{"credential"}, Keyword{"encryptionkey"}, Keyword{"authorization"},
};

// "token_url" and "secret_name" tell about a secret and hold none.
constexpr std::array<string_view, 24> kTellsAbout{
    "url", "uri", "type", "name",   "id",     "field", "length", "len",     "size",  "policy",   "count", "expiry",
    "ttl", "ref", "arn",  "header", "prefix", "label", "env",    "version", "regex", "endpoint", "file",  "path",
};

// A name without its separators, in lower case, and where its words begin and end.
struct Name {
  std::array<char, kName> letters{};
  std::array<bool, kName> begins{}, ends{};
  std::size_t size = 0;

  explicit Name(string_view raw) noexcept {
    if (raw.size() > kName) raw.remove_prefix(raw.size() - kName);
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const char c = raw[i], before = i == 0 ? '_' : raw[i - 1], after = i + 1 == raw.size() ? '_' : raw[i + 1];
      if (!is_alnum(c)) continue;
      letters[size] = to_lower(c);
      begins[size]  = !is_letter(before) || (is_upper(c) && is_lower(before));
      ends[size++]  = !is_letter(after) || (is_lower(c) && is_upper(after));
    }
  }
  [[nodiscard]] string_view text() const noexcept { return {letters.data(), size}; }
};

bool tells_about(string_view rest) noexcept {
  return std::any_of(kTellsAbout.begin(), kTellsAbout.end(), [rest](string_view word) {
    return rest.size() >= word.size() && rest.substr(rest.size() - word.size()) == word;
  });
}

// A bit for each letter that a keyword begins with.
constexpr std::uint32_t kInitials = [] {
  std::uint32_t bits = 0;
  for (const Keyword& keyword : kKeywords) bits |= 1U << (keyword.text[0] - 'a');
  return bits;
}();

bool begins_keyword(char c) noexcept { return is_lower(c) && ((kInitials >> (c - 'a')) & 1U) != 0; }

// Each keyword has one of these: w (password, pwd), k (token, key), z, "cr" (secret, credential), "ss" (pass).
bool may_have_keyword(string_view raw) noexcept {
  constexpr CharSet kRare("wkzWKZ");
  char before = '\0';
  for (const char c : raw) {
    const char l = to_lower(c);
    if (kRare(c) || (l == 'r' && before == 'c') || (l == 's' && before == 's')) return true;
    before = l;
  }
  return false;
}

bool is_secret_name(string_view raw) noexcept {
  if (raw.size() < 3 || !may_have_keyword(raw)) return false;
  const Name name(raw);
  for (std::size_t i = 0; i < name.size; ++i) {
    if (!begins_keyword(name.letters[i])) continue;
    for (const Keyword& keyword : kKeywords) {
      if (keyword.text[0] != name.letters[i] || !starts_at(name.text(), i, keyword.text)) continue;
      const std::size_t end = i + keyword.text.size();
      if (!name.ends[end - 1] || (keyword.whole && !name.begins[i])) continue;
      return !tells_about(name.text().substr(end));
    }
  }
  return false;
}

// The name that ends at `end`, behind blanks, quotes and a closing bracket: `password`, `"password"`, `\"password\"`,
// `config['password']`. Of "API key" and "access key" both words.
string_view name_before(string_view text, std::size_t end) noexcept {
  while (end > 0 && is_blank(text[end - 1])) --end;
  if (end > 0 && text[end - 1] == ']') --end;
  if (end > 0 && is_quote(text[end - 1])) --end;
  if (end > 0 && text[end - 1] == '\\') --end;
  std::size_t begin  = end;
  const auto go_back = [&] {
    while (begin > 0 && end - begin < kName && is_name_char(text[begin - 1])) --begin;
  };
  go_back();
  if (begin > 1 && text[begin - 1] == ' ' && equal_ignoring_case(text.substr(begin, end - begin), "key")) {
    --begin;
    go_back();
  }
  return text.substr(begin, end - begin);
}

// ---- values given to names ------------------------------------------------------------------------------------------

// How a value is written, and so how sure one can be that it is one.
enum class Giving : std::uint8_t { tight, spaced };

// "Bearer …", "Basic …": the scheme is no secret.
std::size_t skip_scheme(string_view text, std::size_t i) noexcept {
  constexpr std::array<string_view, 4> kSchemes{"bearer ", "basic ", "token ", "digest "};
  for (const string_view scheme : kSchemes) {
    if (equal_ignoring_case(text.substr(i, scheme.size()), scheme)) return skip_blanks(text, i + scheme.size());
  }
  return i;
}

// Behind a prefix such as b"", f"", @"", $"", and behind the '\' of a quote inside a string; or `i` as it is.
std::size_t skip_to_quote(string_view text, std::size_t i) noexcept {
  std::size_t at = i;
  while (at < i + 3 && at < text.size() && is_one_of(text[at], "bBrRuUfFL@$\\")) ++at;
  return is_quote(at_or_nul(text, at)) ? at : i;
}

// Where the text that was opened by `mark` ends: at that mark, or, as a snippet may be cut, with the line. A mark right
// before a letter is part of the text, as in a message that quotes 'it's' as it is.
std::size_t end_of_quoted(string_view text, std::size_t i, string_view mark) noexcept {
  const bool lines = mark.size() > 1 || mark == "`";
  for (; i < text.size(); ++i) {
    if (!lines && (text[i] == '\n' || text[i] == '\r')) return i;
    if (starts_at(text, i, mark) && !is_alnum(at_or_nul(text, i + mark.size()))) return i;
    if (text[i] == '\\' && mark[0] != '\\') ++i;
  }
  return text.size();
}

Place quoted_value(string_view text, std::size_t quote) noexcept {
  const bool escaped  = quote > 0 && text[quote - 1] == '\\';
  const char c        = text[quote];
  std::size_t opening = escaped ? quote - 1 : quote;
  std::size_t length  = escaped ? 2 : 1;
  if (!escaped && at_or_nul(text, quote + 1) == c && at_or_nul(text, quote + 2) == c) length = 3;
  const string_view mark  = text.substr(opening, length);
  const std::size_t begin = skip_scheme(text, opening + length);

  const string_view head   = text.substr(begin, kHead);
  const std::size_t end    = end_of_quoted(head, 0, mark);
  const string_view value  = trim(head.substr(0, end));
  const bool concatenation = !value.empty() && is_quote(value[0]);  // "… password = '" + password + "'"
  if (is_harmless(value) || concatenation || starts_at(value, 0, kKeyBegin)) return {};
  return {begin, end + mark.size() < head.size() ? begin + end : end_of_quoted(text, begin, mark)};
}

bool ends_value(string_view text, std::size_t i) noexcept {
  return ends_bare(text[i]) || (text[i] == '\\' && is_one_of(at_or_nul(text, i + 1), "nrt\"'"));
}

std::size_t end_of_bare(string_view text, std::size_t i) noexcept {
  while (i < text.size() && !ends_value(text, i)) ++i;
  return i;
}

// Whether a value without quotes is rather an expression of a program: a call, an index, a variable.
bool is_expression(string_view value, Giving giving) noexcept {
  const std::size_t name = end_of_run(value, 0, [](char c) { return is_name_char(c) || c == ':' || c == '!'; });
  if (name < value.size() && (value[name] == '(' || value[name] == '[' || value[name] == '{')) return true;
  if (is_one_of(value[0], "{[(*")) return true;
  if (!is_plain(value)) return false;
  return giving == Giving::spaced || value.find('.') != kNowhere || is_secret_name(value);
}

Place bare_value(string_view text, std::size_t i, Giving giving) noexcept {
  const std::size_t begin  = skip_scheme(text, i);
  const string_view head   = text.substr(begin, kHead);
  const std::size_t end    = end_of_bare(head, 0);
  const string_view value  = head.substr(0, end);
  const bool small_number  = end < 4 && end_of_run(value, 0, is_digit) == end;
  const bool address       = value.find("://") != kNowhere;  // its password is found by url_password()
  const bool key           = starts_at(value, 0, kKeyBegin);
  const Giving as_a_scheme = begin == i ? giving : Giving::tight;
  if (is_harmless(value) || small_number || address || key ||
      (is_expression(value, as_a_scheme) && !holds_token(value)))
    return {};
  return {begin, end < head.size() ? begin + end : end_of_bare(text, begin)};
}

// Where the type that begins at `i` ends: `str`, `&str`, `Optional[str]`, `Map<String, String>`.
std::size_t end_of_type(string_view text, std::size_t i) noexcept {
  constexpr string_view kStatic = "&'static ";
  if (starts_at(text, i, kStatic)) i += kStatic.size();
  i = end_of_run(text, i, is_type_char);
  if (at_or_nul(text, i) != '[' && at_or_nul(text, i) != '<') return i;
  const std::size_t close = end_of_run(text, i + 1, is_type_argument_char);
  return is_one_of(at_or_nul(text, close), "]>") ? close + 1 : i;
}

// Where the value behind `password: str = …` begins: behind the '=', if a type and one stand at `i`; or `i` as it is.
// A '=' may also be the end of a value in base 64: then there is neither a blank before it nor a quote behind it.
std::size_t skip_type(string_view text, std::size_t i) noexcept {
  const std::size_t type = end_of_type(text.substr(0, i + 2 * kTypeName), i);
  const std::size_t sign = skip_blanks(text, type);
  if (at_or_nul(text, sign) != '=' || at_or_nul(text, sign + 1) == '=') return i;
  const string_view name = text.substr(i, type - i);
  if (!has_content(name) || holds_token(name)) return i;
  const std::size_t value = skip_blanks(text, sign + 1);
  return sign > type || is_quote(at_or_nul(text, value)) ? value : i;
}

// `sep` is a ':' or '=': name and value stand around it.
Place given_value(string_view text, std::size_t sep) noexcept {
  const string_view name = name_before(text, sep);
  if (!is_secret_name(name)) return {};
  std::size_t i = sep + 1;
  while (i < text.size() && is_one_of(text[i], "=>~") && i < sep + 3) ++i;  // ":=", "==", "===", "=>"
  const std::size_t value = skip_blanks(text, i);
  const bool tight = text[sep] == '=' && i == sep + 1 && value == i && name.data() + name.size() == text.data() + sep;

  const std::size_t behind_type = text[sep] == ':' && i == sep + 1 ? skip_type(text, value) : value;
  const std::size_t quote       = skip_to_quote(text, behind_type);
  if (is_quote(at_or_nul(text, quote))) return quoted_value(text, quote);
  // "npm:jsonwebtoken:9.0.0", "file.js:9:hardcoded_secret:CWE-798": a list with colons, and the name one of its items.
  const auto begin = static_cast<std::size_t>(name.data() - text.data());
  if (text[sep] == ':' && value == sep + 1 && begin > 0 && text[begin - 1] == ':') return {};
  return bare_value(text, behind_type, tight ? Giving::tight : Giving::spaced);
}

// `<password>…</password>`; `close` is the '>' of the first.
Place element_value(string_view text, std::size_t close) noexcept {
  const string_view name = name_before(text, close);
  const auto open        = static_cast<std::size_t>(name.data() - text.data());
  if (open == 0 || text[open - 1] != '<' || !is_secret_name(name)) return {};
  const std::size_t end = text.find('<', close + 1);
  if (end == kNowhere || at_or_nul(text, end + 1) != '/') return {};
  const string_view value = trim(text.substr(close + 1, end - close - 1));
  if (is_harmless(value.substr(0, kHead)) || starts_at(value, 0, kKeyBegin)) return {};
  const auto begin = static_cast<std::size_t>(value.data() - text.data());
  return {begin, begin + value.size()};
}

// ---- credentials in URLs --------------------------------------------------------------------------------------------

// Whether the user of a URL may be read: not when a service takes a token in its place.
bool shows_user(string_view user) noexcept {
  const auto fits = [](char c) { return is_name_char(c) || c == '%' || c == '+'; };
  return user.size() <= kName && std::all_of(user.begin(), user.end(), fits) && !is_secret_name(user) &&
         !holds_token(user);
}

// "scheme://user:password@host", and the webhooks of Slack, whose path is the credential. `begin` is behind "://".
Place url_secret(string_view text, std::size_t begin) noexcept {
  constexpr string_view kWebhook = "hooks.slack.com/services/";
  if (starts_at(text, begin, kWebhook)) {
    const std::size_t path = begin + kWebhook.size();
    const std::size_t end  = end_of_run(text, path, [](char c) { return is_token_char(c) || c == '/'; });
    return {path, end - path < 10 ? path : end};
  }
  const std::size_t end   = end_of_run(text, begin, [](char c) { return !ends_authority(c); });
  string_view authority   = text.substr(begin, end - begin);
  authority               = authority.substr(0, authority.find(kMask));  // what was done once is not done again
  const std::size_t host  = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  if (host == kNowhere || colon == kNowhere || colon > host) return {};
  const string_view password = authority.substr(colon + 1, host - colon - 1);
  if (!has_content(password) || is_placeholder(password)) return {};
  return {shows_user(authority.substr(0, colon)) ? begin + colon + 1 : begin, begin + host};
}

// ---- private keys ---------------------------------------------------------------------------------------------------

// Of a block that is cut off: lines of base 64, as long as they are too long for words.
std::size_t end_of_key_lines(string_view text, std::size_t begin) noexcept {
  constexpr std::size_t kLongestWord = 24;
  std::size_t end                    = begin;
  for (std::size_t i = begin; i < text.size();) {
    i = end_of_run(text, i, [](char c) { return is_space(c) || c == '\\' || c == '"' || c == ','; });
    if (at_or_nul(text, i) == 'n' && i > 0 && text[i - 1] == '\\') ++i;  // the line break of a string
    const std::size_t next = end_of_run(text, i, is_base64_char);
    if (next - i <= kLongestWord) break;
    end = i = next;
  }
  return end;
}

// The inside of "-----BEGIN RSA PRIVATE KEY-----" … "-----END". `dash` is the last '-' of the five at the front.
Place private_key(string_view text, std::size_t dash) noexcept {
  constexpr string_view kBegin = "BEGIN ", kTitle = "PRIVATE KEY", kDashes = "-----";
  if (at_or_nul(text, dash + 1) != 'B' || !starts_at(text, dash + 1, kBegin)) return {};
  const string_view title    = text.substr(dash + 1, kName);
  const std::size_t private_ = title.find(kTitle);
  const std::size_t dashes   = title.find(kDashes);
  // "RSA ", "ENCRYPTED " … before and " BLOCK" behind; more is no title.
  if (private_ == kNowhere || dashes == kNowhere || private_ > 18 || dashes < private_ || dashes > private_ + 17)
    return {};

  const std::size_t begin = dash + 1 + dashes + kDashes.size();
  // Up to the next dashes, and no further: of many beginnings without an end each would be searched to the end.
  const std::size_t end = text.find(kDashes, begin);
  if (end == kNowhere || !starts_at(text, end + kDashes.size(), "END ")) return {begin, end_of_key_lines(text, begin)};
  const string_view inside = text.substr(begin, end - begin);
  if (!has_content(inside)) return {};  // a mask
  const auto first = static_cast<std::size_t>(trim(inside).data() - text.data());
  return {first, first + trim(inside).size()};
}

// ---- the search -----------------------------------------------------------------------------------------------------

constexpr string_view kTriggers = ":=_->IJ9";
constexpr CharSet is_trigger(kTriggers);

// The next byte, at or after `i`, that a secret may hang on.
std::size_t next_trigger(string_view text, std::size_t i) noexcept {
#if defined(__SSE2__)
  for (; i + 16 <= text.size(); i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i));
    __m128i any         = _mm_setzero_si128();
    for (const char trigger : kTriggers) any = _mm_or_si128(any, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(trigger)));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(any));
    if (found != 0) return i + static_cast<std::size_t>(std::countr_zero(found));
  }
#endif
  return end_of_run(text, i, [](char c) { return !is_trigger(c); });
}

Place secret_at(string_view text, std::size_t i) noexcept {
  switch (text[i]) {
    case ':':
      if (at_or_nul(text, i + 1) == ':' || (i > 0 && text[i - 1] == ':')) return {};  // a scope, as in C++
      if (starts_at(text, i, "://")) return url_secret(text, i + 3);
      return given_value(text, i);
    case '=': return given_value(text, i);
    case '>': return element_value(text, i);
    case '-':
      if (const Place key = private_key(text, i)) return key;
      return token_at(text, i);
    default: return token_at(text, i);
  }
}

// The first secret that hangs on a byte at or after `from`.
Place next_secret(string_view text, std::size_t from) noexcept {
  for (std::size_t i = next_trigger(text, from); i < text.size(); i = next_trigger(text, i + 1)) {
    if (const Place place = secret_at(text, i)) return place;
  }
  return {};
}

}  // namespace

bool may_hold_secret(string_view text) noexcept { return static_cast<bool>(next_secret(text, 0)); }

std::string redact(string_view text) {
  std::string result;
  std::size_t done = 0;
  while (const Place secret = next_secret(text, done)) {
    result.append(text, done, secret.begin - done).append(kMask);
    done = secret.end;
  }
  return result.append(text, done);
}

std::string redact_all(string_view text) {
  constexpr std::size_t kShort = 3, kLongestWord = 16;
  const std::string known = redact(text);
  const string_view rest  = known;
  std::string result;
  for (std::size_t i = 0; i < rest.size();) {
    const std::size_t end  = end_of_run(rest, i, is_alnum);
    const string_view run  = rest.substr(i, end - i);
    const bool capitalised = std::all_of(run.begin() + (run.empty() ? 0 : 1), run.end(), is_lower);
    const bool capitals    = std::all_of(run.begin(), run.end(), is_upper);
    const bool word        = run.size() <= kLongestWord && (capitals || (capitalised && !is_digit(at_or_nul(run, 0))));
    result.append(run.size() <= kShort || word ? run : kMask);
    i = end;
    if (i < rest.size()) result += rest[i++];
  }
  return result;
}

}  // namespace secmon
