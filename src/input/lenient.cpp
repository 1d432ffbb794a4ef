// SPDX-License-Identifier: MIT
// Makes JSON strict that is not quite so. Only records that the strict parser refused come here.
#include "input/lenient.hpp"

#include <cstdint>

#include "core/text.hpp"
#include "input/bytes.hpp"
#include "input/scan.hpp"

namespace secmon {

namespace {

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The code unit of "XXXX" at `at`, or -1.
int code_unit(std::string_view text, std::size_t at) noexcept {
  if (at + 4 > text.size()) return -1;
  int unit = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = hex_value(text[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high(int unit) noexcept { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(int unit) noexcept { return unit >= 0xDC00 && unit <= 0xDFFF; }

class Strict {
 public:
  Strict(std::string_view text, std::string& out, Oddities& odd) : text_(text), out_(out), odd_(odd) {}

  bool run() {
    out_.reserve(text_.size() + text_.size() / 8 + 64);
    while (true) {
      at_ = skip_filler(text_, at_, text_.size(), odd_.comments);
      if (at_ >= text_.size()) return !out_.empty();
      if (!token()) return false;
    }
  }

 private:
  bool token() {
    const char c = text_[at_];
    switch (c) {
      case '"': return string();
      case '{':
      case '[':
      case ':': put(c); return true;
      case '}':
      case ']':
        if (last_ == ',') {
          out_.pop_back();
          ++odd_.commas;
        }
        put(c);
        return true;
      case ',':
        // A second comma, or one with nothing before it.
        if (last_ == ',' || last_ == '{' || last_ == '[') {
          ++at_;
          ++odd_.commas;
          return true;
        }
        put(c);
        return true;
      default: return word();
    }
  }

  void put(char c) {
    out_ += c;
    last_ = c;
    ++at_;
  }

  bool string() {
    const std::size_t end = string_end(text_, at_, text_.size());
    if (end == kNowhere) return false;
    std::string repaired;
    std::string_view body = text_.substr(at_ + 1, end - at_ - 2);
    if (!is_valid_utf8(body)) {
      ++odd_.encoding;
      bool changed = false;
      repaired     = repair_utf8(body, changed);
      body         = repaired;
    }
    out_ += '"';
    for (std::size_t i = 0; i < body.size();) {
      const auto byte = static_cast<unsigned char>(body[i]);
      if (byte == '\\') {
        i = escape(body, i);
      } else if (byte < 0x20) {
        constexpr std::string_view kHex = "0123456789abcdef";
        out_ += "\\u00";
        out_ += kHex[byte >> 4U];
        out_ += kHex[byte & 15U];
        ++odd_.controls;
        ++i;
      } else {
        out_ += body[i++];
      }
    }
    out_ += '"';
    last_ = '"';
    at_   = end;
    return true;
  }

  // Copies the escape at `i`; gives the position behind it.
  std::size_t escape(std::string_view body, std::size_t i) {
    const char kind = i + 1 < body.size() ? body[i + 1] : '\0';
    if (kind == 'u') {
      const int unit = code_unit(body, i + 2);
      if (is_high(unit) && i + 7 < body.size() && body[i + 6] == '\\' && body[i + 7] == 'u' &&
          is_low(code_unit(body, i + 8))) {
        out_ += body.substr(i, 12);
        return i + 12;
      }
      if (is_high(unit) || is_low(unit)) {
        out_ += "\\ufffd";
        ++odd_.surrogates;
        return i + 6;
      }
      if (unit >= 0) {
        out_ += body.substr(i, 6);
        return i + 6;
      }
    } else if (kind != '\0' && std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos) {
      out_ += body.substr(i, 2);
      return i + 2;
    }
    // Not an escape of JSON ("\x41", "\'", "C:\dir"): the backslash stands for itself.
    out_ += "\\\\";
    ++odd_.escapes;
    return i + 1;
  }

  bool word() {
    const std::size_t end       = value_end(text_, at_, text_.size());
    const std::string_view word = text_.substr(at_, end == kNowhere ? 1 : end - at_);
    at_ += word.size();
    last_ = 'w';
    if (word == "true" || word == "false" || word == "null") {
      out_ += word;
      return true;
    }
    for (const std::string_view nothing :
         {"NaN", "nan", "-NaN", "Infinity", "-Infinity", "+Infinity", "inf", "-inf", "undefined"}) {
      if (word != nothing) continue;
      out_ += "null";
      ++odd_.not_numbers;
      return true;
    }
    return number(word);
  }

  // Numbers that JSON does not write so ("+1", "007", ".5", "5."), or that have more digits than an integer holds.
  bool number(std::string_view word) {
    std::string digits(word.substr(word[0] == '+' ? 1 : 0));
    if (digits.empty() || digits.find_first_not_of("0123456789+-.eE") != std::string::npos) return false;
    const bool negative = digits[0] == '-';
    if (!to_number(digits)) {  // beyond what a double holds, if it is one
      if (digits.size() > 300 && digits.find_first_not_of("0123456789", negative ? 1 : 0) == std::string::npos) {
        out_.append("\"").append(digits).append("\"");  // whole, as the modulus of a key: kept as it is written
        return true;
      }
      if (digits.find_first_of("eE") == std::string::npos) return false;
      out_ += "null";
      ++odd_.not_numbers;
      return true;
    }
    std::size_t zeros = negative ? 1 : 0;
    while (zeros + 1 < digits.size() && digits[zeros] == '0' && digits[zeros + 1] >= '0' && digits[zeros + 1] <= '9')
      ++zeros;
    std::string strict(negative ? 1 : 0, '-');
    strict.append(digits, zeros, std::string::npos);
    const std::size_t first = negative ? 1 : 0;
    if (strict[first] == '.') strict.insert(first, 1, '0');
    const std::size_t dot = strict.find('.');
    if (dot != std::string::npos && (dot + 1 == strict.size() || strict[dot + 1] < '0' || strict[dot + 1] > '9'))
      strict.insert(dot + 1, 1, '0');
    if (strict != word) ++odd_.numbers;
    // JSON has integers of any length; the parser has not.
    if (strict.find_first_of(".eE") == std::string::npos && strict.size() > 18) strict += "e0";
    out_ += strict;
    return true;
  }

  std::string_view text_;
  std::string& out_;
  Oddities& odd_;
  std::size_t at_ = 0;
  char last_      = '\0';  // the last token written: a punctuation mark, '"' for a string, 'w' for a word
};

}  // namespace

bool make_strict(std::string_view text, std::string& out, Oddities& odd) {
  out.clear();
  return Strict(text, out, odd).run();
}

}  // namespace secmon
