// SPDX-License-Identifier: MIT
// The texts of SARIF. All of it is linear in the text, and what it makes is bounded.
#include "formats/dialect/sarif_text.hpp"

#include <algorithm>
#include <string>

#include "core/text.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::size_t kNowhere = string_view::npos;
// One template serves many results, so what is made of it must not be much longer than a result is.
constexpr std::size_t kExpandedLimit = 4096;

// The argument that "{…}" at the front of `text` asks for, -1 if it is no placeholder.
int placeholder(string_view text) {
  if (text.size() >= 3 && is_digit(text[1]) && text[2] == '}') return text[1] - '0';
  if (text.size() >= 4 && is_digit(text[1]) && is_digit(text[2]) && text[3] == '}') {
    return (text[1] - '0') * 10 + (text[2] - '0');
  }
  return -1;
}

// A link goes to a related location by its number, to another part of the document, or into the web. What stands
// in brackets before other parentheses, as in "a[i](x)", is code.
bool is_target(string_view text) {
  constexpr std::size_t kLongest = 2048;
  if (text.empty() || text.size() > kLongest) return false;
  if (std::all_of(text.begin(), text.end(), is_digit)) return true;
  const bool address = is_url(text) || text.substr(0, 6) == "sarif:" || text.substr(0, 5) == "file:" || text[0] == '#';
  return address && text.find_first_of(" \n") == kNowhere;
}

// Copies text, leaving out the links around their words.
class LinkRemover {
 public:
  explicit LinkRemover(string_view text) : text_(text) {}

  std::string run() {
    for (std::size_t at = 0; at < text_.size();) at = step(at);
    return std::move(plain_);
  }

 private:
  std::size_t step(std::size_t at) {
    const char c    = text_[at];
    const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
    if (c == '\\' && (next == '[' || next == ']')) {
      plain_ += next;
      return at + 2;
    }
    if (c == '[') open_ = plain_.size();
    if (c == ']' && next == '(' && open_ != kNowhere) {
      if (const std::size_t end = link_end(at + 2); end != kNowhere) {
        plain_.erase(open_, 1);
        open_ = kNowhere;
        return end;
      }
    }
    plain_ += c;
    return at + 1;
  }

  // Where the link goes on after its target, which begins at `from`.
  std::size_t link_end(std::size_t from) {
    // The next ')' is remembered, so that many brackets without one are not searched again and again.
    if (close_ == kNowhere || (close_ < from && close_ != text_.size())) {
      close_ = std::min(text_.find(')', from), text_.size());
    }
    if (close_ == text_.size() || !is_target(text_.substr(from, close_ - from))) return kNowhere;
    return close_ + 1;
  }

  string_view text_;
  std::string plain_;
  std::size_t open_  = kNowhere;  // where the last '[' stands in plain_
  std::size_t close_ = kNowhere;  // the next ')', text_.size() if there is none
};

// "///C:/x" of "file:///C:/x" is "C:/x", "////abs" is "/abs"; a host other than localhost stays: "//host/share".
string_view local_path(string_view rest) {
  if (rest.substr(0, 12) == "//localhost/") rest.remove_prefix(11);
  const std::size_t begin = std::min(rest.find_first_not_of('/'), rest.size());
  if (begin == 0 || begin == 2) return rest;
  rest.remove_prefix(begin);
  const bool drive = rest.size() >= 2 && (rest[1] == ':' || rest.substr(1, 3) == "%3A" || rest.substr(1, 3) == "%3a");
  return drive ? rest : string_view(rest.data() - 1, rest.size() + 1);
}

}  // namespace

string_view sarif_text(Json message) {
  string_view text = message.str("text");
  if (text.empty()) text = message.str("markdown");
  return clip(text, kSarifTextLimit);
}

string_view sarif_expand(string_view text, Json arguments, Writer& out) {
  if (text.find('{') == kNowhere && text.find('}') == kNowhere) return text;
  text = clip(text, kExpandedLimit);
  std::string whole;
  for (std::size_t at = 0; at < text.size() && whole.size() < kExpandedLimit;) {
    const char c       = text[at];
    const bool doubled = (c == '{' || c == '}') && at + 1 < text.size() && text[at + 1] == c;
    const int number   = c == '{' && !doubled ? placeholder(text.substr(at)) : -1;
    if (number >= 0) {
      whole += clip(arguments[number].text(), kExpandedLimit);
      at = text.find('}', at) + 1;
      continue;
    }
    whole += c;
    at += doubled ? 2 : 1;
  }
  return out.keep(clip(whole, kExpandedLimit));
}

string_view sarif_plain(string_view text, Writer& out) {
  const bool marked = text.find("](") != kNowhere || text.find("\\[") != kNowhere || text.find("\\]") != kNowhere;
  return marked ? out.keep(LinkRemover(text).run()) : text;
}

string_view sarif_labelled(string_view text, string_view label) {
  for (string_view line; next_part(text, '\n', line);) {
    line = trim(line);
    if (line.substr(0, label.size()) == label) return trim(line.substr(label.size()));
  }
  return {};
}

string_view sarif_path(string_view uri, Writer& out) {
  uri = trim(uri);
  if (equal_ignoring_case(uri.substr(0, 5), "file:")) uri = local_path(uri.substr(5));
  return uri.find('%') == kNowhere ? uri : out.keep(percent_decode(uri));
}

}  // namespace secmon::format
