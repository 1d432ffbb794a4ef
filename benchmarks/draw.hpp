// SPDX-License-Identifier: MIT
// What the shapes are drawn and written with. Everything is our own, so that the bytes are the same everywhere.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace grow {

using std::string_view;
using std::uint64_t;

// ---- chance -----------------------------------------------------------------------------------------------------

// splitmix64
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z          = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z          = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }
  uint64_t below(uint64_t n) { return ((next() >> 32U) * n) >> 32U; }
  uint64_t between(uint64_t least, uint64_t most) { return least + below(most - least + 1); }
  /// Many near the least, few near the most, as lengths and line numbers are.
  uint64_t mostly_small(uint64_t least, uint64_t most) { return least + below(1 + below(most - least + 1)); }
  bool one_in(uint64_t n) { return below(n) == 0; }
  bool percent(uint64_t n) { return below(100) < n; }
  template <std::size_t N>
  string_view pick(const std::array<string_view, N>& from) {
    return from[below(N)];
  }

 private:
  uint64_t state_;
};

inline constexpr std::array<string_view, 128> kWords  = {"the",
                                                         "of",
                                                         "to",
                                                         "and",
                                                         "in",
                                                         "a",
                                                         "is",
                                                         "that",
                                                         "for",
                                                         "by",
                                                         "with",
                                                         "can",
                                                         "an",
                                                         "attacker",
                                                         "allows",
                                                         "before",
                                                         "through",
                                                         "remote",
                                                         "input",
                                                         "user",
                                                         "request",
                                                         "server",
                                                         "when",
                                                         "which",
                                                         "this",
                                                         "are",
                                                         "not",
                                                         "it",
                                                         "or",
                                                         "be",
                                                         "from",
                                                         "data",
                                                         "file",
                                                         "path",
                                                         "memory",
                                                         "buffer",
                                                         "function",
                                                         "crafted",
                                                         "arbitrary",
                                                         "code",
                                                         "execution",
                                                         "denial",
                                                         "service",
                                                         "overflow",
                                                         "parsing",
                                                         "versions",
                                                         "prior",
                                                         "issue",
                                                         "has",
                                                         "been",
                                                         "found",
                                                         "possible",
                                                         "sensitive",
                                                         "information",
                                                         "access",
                                                         "without",
                                                         "validation",
                                                         "certificate",
                                                         "connection",
                                                         "response",
                                                         "header",
                                                         "length",
                                                         "integer",
                                                         "heap",
                                                         "stack",
                                                         "read",
                                                         "write",
                                                         "pointer",
                                                         "null",
                                                         "reference",
                                                         "component",
                                                         "affected",
                                                         "vulnerability",
                                                         "privileges",
                                                         "local",
                                                         "network",
                                                         "handling",
                                                         "specially",
                                                         "malformed",
                                                         "message",
                                                         "library",
                                                         "application",
                                                         "module",
                                                         "default",
                                                         "configuration",
                                                         "option",
                                                         "value",
                                                         "string",
                                                         "query",
                                                         "command",
                                                         "injection",
                                                         "site",
                                                         "scripting",
                                                         "markup",
                                                         "template",
                                                         "session",
                                                         "token",
                                                         "password",
                                                         "key",
                                                         "hash",
                                                         "weak",
                                                         "random",
                                                         "number",
                                                         "cipher",
                                                         "encrypted",
                                                         "signature",
                                                         "verify",
                                                         "trusted",
                                                         "untrusted",
                                                         "source",
                                                         "sink",
                                                         "flows",
                                                         "into",
                                                         "shell",
                                                         "process",
                                                         "host",
                                                         "client",
                                                         "proxy",
                                                         "cache",
                                                         "archive",
                                                         "extract",
                                                         "directory",
                                                         "traversal",
                                                         "symbolic",
                                                         "link",
                                                         "permission",
                                                         "exposes",
                                                         "leads"};
inline constexpr std::array<string_view, 16> kFolders = {"app",    "core",   "api",      "web",    "services", "models",
                                                         "views",  "auth",   "internal", "common", "handlers", "jobs",
                                                         "plugin", "client", "storage",  "tests"};
inline constexpr std::array<string_view, 24> kNames   = {"user",    "order",  "session", "payment", "import", "export",
                                                         "report",  "basket", "mail",    "queue",   "cache",  "account",
                                                         "token",   "cart",   "product", "search",  "upload", "image",
                                                         "invoice", "config", "loader",  "runner",  "proxy",  "backup"};
inline constexpr std::array<string_view, 3> kLevels   = {"HIGH", "MEDIUM", "LOW"};
inline constexpr std::array<string_view, 5> kPatterns = {" = run(", " = connect(", " = load(", " = render(",
                                                         " = execute("};

// ---- output -----------------------------------------------------------------------------------------------------

// How a text marks what its format has a meaning for.
struct Marks {
  string_view quote, newline;
};
inline constexpr Marks kInJson{"\\\"", "\\n"}, kInXml{"&quot;", "\n"}, kInCsv{"\"\"", "\n"};

// No row is larger than half of the buffer, so only whole rows are asked for space.
class Out {
 public:
  Out(std::FILE* file, Marks marks) : file_(file), marks_(marks), buffer_(kSize) {}
  Out(const Out&)            = delete;
  Out& operator=(const Out&) = delete;

  uint64_t written() const { return flushed_ + used_; }

  void row() {
    if (used_ > kSize / 2) flush();
  }
  /// Whether all was written so far.
  bool flush() {
    good_ = good_ && std::fwrite(buffer_.data(), 1, used_, file_) == used_;
    flushed_ += used_;
    used_ = 0;
    return good_;
  }

  Out& operator<<(string_view text) {
    std::memcpy(buffer_.data() + used_, text.data(), text.size());
    used_ += text.size();
    return *this;
  }
  Out& operator<<(char c) {
    buffer_[used_++] = c;
    return *this;
  }
  Out& operator<<(uint64_t number) {
    used_ = static_cast<std::size_t>(
        std::to_chars(buffer_.data() + used_, buffer_.data() + buffer_.size(), number).ptr - buffer_.data());
    return *this;
  }

  Out& digits(uint64_t number, unsigned count) {
    for (unsigned i = count; i-- > 0; number /= 10) buffer_[used_ + i] = static_cast<char>('0' + number % 10);
    used_ += count;
    return *this;
  }
  Out& hex(Random& random, unsigned count) {
    uint64_t bits = 0;
    for (unsigned i = 0; i < count; ++i, bits >>= 4U) {
      if (i % 16 == 0) bits = random.next();
      buffer_[used_++] = "0123456789abcdef"[bits & 15U];
    }
    return *this;
  }
  Out& tenths(uint64_t number) { return *this << number / 10 << '.' << number % 10; }
  Out& spaces(std::size_t count) {
    std::memset(buffer_.data() + used_, ' ', count);
    used_ += count;
    return *this;
  }
  Out& quote() { return *this << marks_.quote; }
  Out& newline() { return *this << marks_.newline; }

  // Sentences, about `length` characters; one quoted word in some 600 characters. Ends without a space.
  Out& prose(Random& random, std::size_t length) {
    const std::size_t end = used_ + length;
    bool first            = true;
    for (uint64_t left = 0; used_ < end; --left) {
      const uint64_t bits    = random.next();
      const string_view word = kWords[bits % kWords.size()];
      if (left == 0) {
        if (!first) *this << ". ";
        left = 8 + (bits >> 32U) % 12;
        *this << static_cast<char>(word[0] - 'a' + 'A') << word.substr(1);
      } else if (const uint64_t chance = (bits >> 40U) % 1600; chance < 16) {
        const bool typographic = chance == 0;  // so that some three texts in a hundred are not ASCII
        *this << ' ';
        (typographic ? *this << "\u201c" : quote()) << word;
        typographic ? *this << "\u201d" : quote();
      } else {
        *this << ' ' << word;
      }
      first = false;
    }
    return *this << '.';
  }

  // A statement with two quotes, about 50 characters.
  Out& statement(Random& random) {
    const string_view name = random.pick(kNames);
    *this << name << random.pick(kPatterns);
    quote() << random.pick(kNames) << " %s";
    quote() << " % " << name << '.' << random.pick(kNames) << ", " << random.below(1000) << ')';
    return *this;
  }

 private:
  static constexpr std::size_t kSize = std::size_t{1} << 20U;

  std::FILE* file_;
  Marks marks_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  uint64_t flushed_ = 0;
  bool good_        = true;
};

// How the tools lay out JSON: in one line, as Python's and Go's writers do, as Java's Jackson does (CodeQL).
enum class Layout : std::uint8_t { compact, lines, jackson };

class Json {
 public:
  Json(Out& out, Layout layout) : out_(out), layout_(layout) {}

  Json& object() { return open('{', false); }
  Json& object(string_view key) { return name(key).open('{', false); }
  template <class Write>
  Json& object_of(Write write_key) {
    item_of(write_key);
    out_ << colon();
    return open('{', false);
  }
  Json& array(string_view key) { return name(key).open('[', layout_ == Layout::jackson); }
  Json& end() {
    const Level level = levels_.back();
    levels_.pop_back();
    if (!level.empty) level.one_line ? void(out_ << ' ') : line();
    out_ << level.close;
    return *this;
  }

  Json& text(string_view key, string_view value) {
    name(key);
    out_ << '"' << value << '"';
    return *this;
  }
  Json& number(string_view key, uint64_t value) {
    name(key);
    out_ << value;
    return *this;
  }
  Json& literal(string_view key, string_view value) {
    name(key);
    out_ << value;
    return *this;
  }
  /// A text that `write` writes, with what must be escaped already escaped.
  template <class Write>
  Json& text_of(string_view key, Write write) {
    name(key);
    return item_of(write, false);
  }
  template <class Write>
  Json& number_of(string_view key, Write write) {
    name(key);
    write(out_);
    return *this;
  }
  template <class Write>
  Json& item_of(Write write, bool separate = true) {
    if (separate) separator();
    out_ << '"';
    write(out_);
    out_ << '"';
    return *this;
  }
  Json& item(string_view text) {
    separator();
    out_ << '"' << text << '"';
    return *this;
  }
  Json& item(uint64_t number) {
    separator();
    out_ << number;
    return *this;
  }
  /// The next object is a member of the array that is open.
  Json& element() {
    separator();
    return open('{', false);
  }

 private:
  struct Level {
    char close;
    bool empty, one_line;
  };

  Json& open(char mark, bool one_line) {
    out_ << mark;
    levels_.push_back({mark == '{' ? '}' : ']', true, one_line});
    return *this;
  }
  Json& name(string_view key) {
    separator();
    out_ << '"' << key << '"' << colon();
    return *this;
  }
  string_view colon() const { return layout_ == Layout::compact ? ":" : layout_ == Layout::lines ? ": " : " : "; }
  void separator() {
    if (levels_.empty()) return;
    Level& level = levels_.back();
    if (!level.empty) out_ << ',';
    level.empty = false;
    level.one_line ? void(out_ << ' ') : line();
  }
  void line() {
    if (layout_ == Layout::compact) return;
    // Jackson's arrays do not indent what they hold.
    std::size_t depth = 0;
    for (const Level& level : levels_) depth += level.one_line ? 0 : 1;
    (out_ << '\n').spaces(2 * depth);
  }

  Out& out_;
  Layout layout_;
  std::vector<Level> levels_;
};

// ---- what the shapes share --------------------------------------------------------------------------------------

// The same number gives the same path, so that no list of them is kept. 28 characters [12 - 57].
inline void path(Out& out, uint64_t number, string_view suffix) {
  Random random(number * 2654435761U + 1);
  for (uint64_t i = random.between(1, 3); i > 0; --i) out << random.pick(kFolders) << '/';
  out << random.pick(kNames) << '_' << random.pick(kNames) << number << suffix;
}

inline void date(Out& out, Random& random, char separator = '-') {
  out.digits(random.between(2012, 2025), 4) << separator;
  out.digits(random.between(1, 12), 2) << separator;
  out.digits(random.between(1, 28), 2);
}

inline void day_and_time(Out& out, Random& random) {
  date(out, random);
  out << 'T';
  out.digits(random.below(24), 2) << ':';
  out.digits(random.below(60), 2) << ':';
  out.digits(random.below(60), 2);
}

inline void cvss3(Out& out, Random& random) {
  out << "AV:"
      << "NALP"[random.below(4)] << "/AC:"
      << "LH"[random.below(2)] << "/PR:"
      << "NLH"[random.below(3)] << "/UI:"
      << "NR"[random.below(2)] << "/S:"
      << "UC"[random.below(2)] << "/C:"
      << "NLH"[random.below(3)] << "/I:"
      << "NLH"[random.below(3)] << "/A:"
      << "NLH"[random.below(3)];
}

inline void cve(Out& out, Random& random) {
  out << "CVE-" << random.between(2012, 2025) << '-';
  const bool long_number = random.one_in(3);
  out.digits(random.between(1, long_number ? 49999 : 9999), long_number ? 5 : 4);
}

// Fresh with a chance, else one of the last ones: what repeats in a report repeats close by.
class Repeating {
 public:
  Repeating(Random& random, uint64_t percent_new) : random_(random), percent_new_(percent_new) {}
  uint64_t next() {
    if (count_ == 0 || random_.percent(percent_new_)) {
      last_[count_++ % last_.size()] = random_.next();
      return last_[(count_ - 1) % last_.size()];
    }
    return last_[random_.below(count_ < last_.size() ? count_ : last_.size())];
  }

 private:
  Random& random_;
  uint64_t percent_new_;
  std::array<uint64_t, 48> last_{};
  std::size_t count_ = 0;
};

}  // namespace grow
