// SPDX-License-Identifier: MIT
// The scan of XML: tags, their attributes, comments, CDATA, instructions and the DOCTYPE, as pugixml takes them.
#include "input/xml_scan.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace secmon {
namespace {

constexpr std::size_t kNowhere = kXmlNowhere;

// Elements deeper than this are never taken apart, so that a text of nothing but nested large elements does not take
// more memory than it has bytes.
constexpr std::size_t kDeepestLarge = 32;

enum Class : std::uint8_t { kNameBegin = 1, kName = 2, kSpace = 4 };

constexpr std::array<std::uint8_t, 256> classes() {
  std::array<std::uint8_t, 256> of{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) of[c] = of[c - 'a' + 'A'] = kNameBegin | kName;
  for (std::size_t c = 0x80; c < 0x100; ++c) of[c] = kNameBegin | kName;
  for (std::size_t c = '0'; c <= '9'; ++c) of[c] = kName;
  of['_'] = of[':'] = kNameBegin | kName;
  of['-'] = of['.'] = kName;
  of[0] = of[' '] = of['\t'] = of['\r'] = of['\n'] = kSpace;
  return of;
}
constexpr std::array<std::uint8_t, 256> kClasses = classes();

bool is(char c, Class wanted) noexcept { return (kClasses[static_cast<unsigned char>(c)] & wanted) != 0; }

// ---- markup that is right, or that was found wrong ----------------------------------------------------------------

/// Behind the '>' of the tag that begins at `at`, whose attributes may hold a '>' too; npos if it does not end.
std::size_t end_of_tag(std::string_view text, std::size_t at) noexcept {
  for (;;) {
    while (at < text.size() && text[at] != '"' && text[at] != '\'' && text[at] != '>') ++at;
    if (at == text.size()) return kNowhere;
    if (text[at] == '>') return at + 1;
    at = text.find(text[at], at + 1);
    if (at == kNowhere) return kNowhere;
    ++at;
  }
}

/// The same of a DOCTYPE, whose declarations stand in brackets.
std::size_t end_of_doctype(std::string_view text, std::size_t at) noexcept {
  bool inside = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = text.find(c, at + 1);
      if (at == kNowhere) return kNowhere;
    } else if (c == '[') {
      inside = true;
    } else if (c == ']') {
      inside = false;
    } else if (c == '>' && !inside) {
      return at + 1;
    }
  }
  return kNowhere;
}

std::size_t behind_mark(std::string_view text, std::size_t at, std::string_view mark) noexcept {
  const std::size_t found = text.find(mark, at);
  return found == kNowhere ? kNowhere : found + mark.size();
}

std::size_t end_of_markup(std::string_view text, std::size_t at) noexcept {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("<!--")) return behind_mark(text, at + 4, "-->");
  if (rest.starts_with("<![CDATA[")) return behind_mark(text, at + 9, "]]>");
  if (rest.starts_with("<?")) return behind_mark(text, at + 2, "?>");
  if (rest.starts_with("<!")) return end_of_doctype(text, at + 2);
  return end_of_tag(text, at + 1);
}

// ---- the scan -------------------------------------------------------------------------------------------------------

class Scan {
 public:
  Scan(std::string_view text, const XmlScanLimits& limits) : text_(text), limits_(limits), frames_(1) {}

  XmlOutline run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      const void* found = std::memchr(text_.data() + at, '<', text_.size() - at);
      if (found == nullptr) break;
      made_.stop = static_cast<std::size_t>(static_cast<const char*>(found) - text_.data());
      at         = markup(made_.stop);
      if (at == kNowhere) break;
      if (at > limits_.error) return fail(limits_.error, "unexpected markup"), finish();
    }
    if (made_.wrong == nullptr && made_.too_deep == kNowhere) {
      made_.stop = text_.size();
      if (depth_ != 0) fail(text_.size(), "Start-end tags mismatch");
      if (!made_.elements) fail(text_.size(), "No document element found");
    }
    return finish();
  }

 private:
  // An element that is open, or the document.
  struct Frame {
    std::size_t begin = 0, inside = 0, cut = 0;  // `cut`: where the slice begins that is being filled
    std::uint32_t name = 0, first = 0;           // length of the name; number of the first node that stands in it
    std::vector<XmlOutline::Part> parts;
  };

  std::size_t fail(std::size_t error, const char* wrong) {
    made_.wrong = wrong;
    made_.error = error + 2 > text_.size() ? text_.size() : error;  // as the parser reports errors at the end
    made_.cut   = made_.stop >= text_.size() || end_of_markup(text_, made_.stop) == kNowhere;
    return kNowhere;
  }

  /// Behind the markup that begins at `at`; npos if it is wrong.
  std::size_t markup(std::size_t at) {
    const char kind = peek(at + 1);
    if (is(kind, kNameBegin)) return start_tag(at);
    if (kind == '/') return end_tag(at);
    if (kind == '?') return instruction(at);
    if (kind == '!') return declaration(at);
    return fail(at + 1, "Could not determine tag type");
  }

  [[nodiscard]] char peek(std::size_t at) const noexcept { return at < text_.size() ? text_[at] : '\x01'; }

  void skip(std::size_t& at, Class what) const noexcept {
    while (at < text_.size() && is(text_[at], what)) ++at;
  }

  std::size_t start_tag(std::size_t begin) {
    std::size_t at = begin + 1;
    skip(at, kName);
    const std::size_t name = at - begin - 1;
    if (is(peek(at), kSpace)) {
      at = attributes(at);
      if (at == kNowhere) return at;
    } else if (peek(at) != '/' && peek(at) != '>') {
      return fail(at + 1, "Error parsing start element tag");
    }
    const bool closed = peek(at) == '/';
    if (closed) ++at;
    if (peek(at) != '>') return fail(at, "Error parsing start element tag");
    ++at;
    if (at > limits_.error) return at;
    made_.elements = true;
    if (depth_ >= limits_.depth) {
      made_.too_deep = begin;
      return kNowhere;
    }
    open(begin, at, name);
    if (closed) close(at, at);
    return at;
  }

  /// Behind the attributes and the space around them.
  std::size_t attributes(std::size_t at) {
    constexpr const char* kWrong = "Error parsing element attribute";
    for (;;) {
      skip(at, kSpace);
      if (!is(peek(at), kNameBegin)) return at;
      skip(at, kName);
      skip(at, kSpace);
      if (peek(at) != '=') return fail(at + 1, kWrong);
      ++at;
      skip(at, kSpace);
      const char quote = peek(at);
      if (quote != '"' && quote != '\'') return fail(at, kWrong);
      ++at;
      const void* end = at < text_.size() ? std::memchr(text_.data() + at, quote, text_.size() - at) : nullptr;
      if (end == nullptr) return fail(at, kWrong);
      at = static_cast<std::size_t>(static_cast<const char*>(end) - text_.data()) + 1;
      if (is(peek(at), kNameBegin)) return fail(at, kWrong);
    }
  }

  std::size_t end_tag(std::size_t begin) {
    const Frame& frame = frames_[depth_];
    const std::string_view name =
        depth_ == 0 ? std::string_view() : text_.substr(frame.begin + 1, std::size_t{frame.name});
    std::size_t at = begin + 2;
    if (depth_ == 0 || text_.substr(at, name.size()) != name || is(peek(at + name.size()), kName)) {
      return fail(at, "Start-end tags mismatch");
    }
    at += name.size();
    skip(at, kSpace);
    if (peek(at) != '>') return fail(at, "Error parsing end element tag");
    ++at;
    if (at <= limits_.error) close(begin, at);
    return at;
  }

  std::size_t behind(std::size_t from, std::string_view mark, const char* wrong) {
    const std::size_t end = behind_mark(text_, from, mark);
    return end == kNowhere ? fail(text_.size(), wrong) : end;
  }

  std::size_t instruction(std::size_t begin) {
    constexpr const char* kWrong = "Error parsing document declaration/processing instruction";
    std::size_t at               = begin + 2;
    if (!is(peek(at), kNameBegin)) return fail(at, kWrong);
    skip(at, kName);
    return behind(at, "?>", kWrong);
  }

  std::size_t declaration(std::size_t begin) {
    const std::string_view rest = text_.substr(begin + 2, 7);
    if (rest.starts_with("--")) return behind(begin + 4, "-->", "Error parsing comment");
    if (rest.starts_with('-')) return fail(begin + 3, "Error parsing comment");
    if (rest == "[CDATA[") return behind(begin + 9, "]]>", "Error parsing CDATA section");
    if (rest.starts_with('[')) return fail(begin + 3, "Error parsing CDATA section");
    if (rest == "DOCTYPE") return doctype(begin);
    return fail(begin + 2, "Could not determine tag type");
  }

  // Groups "<!…>" may be nested; quoted text, comments and instructions are passed over.
  std::size_t doctype(std::size_t begin) {
    constexpr const char* kWrong = "Error parsing document type declaration";
    if (depth_ != 0) return fail(begin, kWrong);
    std::size_t groups = 0, at = begin + 9;
    while (at < text_.size()) {
      const char c                = text_[at];
      const std::string_view rest = text_.substr(at, 4);
      if (rest.starts_with("<![")) {
        at = ignored(at);
      } else if (rest.starts_with("<!") && rest != "<!--" && !rest.starts_with("<!-")) {
        ++groups;
        at += 2;
      } else if (c == '"' || c == '\'') {
        at = behind_mark(text_, at + 1, text_.substr(at, 1));
      } else if (rest.starts_with("<?")) {
        at = behind_mark(text_, at + 2, "?>");
      } else if (rest == "<!--") {
        at = behind_mark(text_, at + 4, "-->");
      } else if (c == '<') {
        return fail(at, kWrong);
      } else if (c == '>' && groups == 0) {
        return at + 1;
      } else {
        groups -= c == '>' ? 1 : 0;
        ++at;
      }
    }
    return fail(text_.size(), kWrong);
  }

  // A conditional section, "<![IGNORE[ … ]]>", in which others may stand.
  [[nodiscard]] std::size_t ignored(std::size_t at) const noexcept {
    std::size_t sections = 0;
    while (at < text_.size()) {
      const std::string_view rest = text_.substr(at, 3);
      if (rest == "<![") {
        ++sections;
        at += 3;
      } else if (rest == "]]>") {
        at += 3;
        if (--sections == 0) return at;
      } else {
        ++at;
      }
    }
    return kNowhere;
  }

  // ---- elements
  // ------------------------------------------------------------------------------------------------------

  void open(std::size_t begin, std::size_t inside, std::size_t name) {
    if (++depth_ == frames_.size()) frames_.emplace_back();
    Frame& frame = frames_[depth_];
    frame.begin  = begin;
    frame.inside = frame.cut = inside;
    frame.name               = static_cast<std::uint32_t>(std::min<std::size_t>(name, UINT32_MAX));
    frame.first              = static_cast<std::uint32_t>(made_.nodes.size());
  }

  // The innermost element ends: its content at `inside_end`, the whole of it at `end`.
  void close(std::size_t inside_end, std::size_t end) {
    const Frame& frame = frames_[depth_];
    Frame& parent      = frames_[depth_ - 1];
    if (depth_ <= kDeepestLarge && end - frame.begin > limits_.window) {
      add_node(inside_end, end, false);
    } else if (depth_ <= kDeepestLarge + 1 && end - parent.cut > limits_.window) {
      parent.parts.push_back({parent.cut, end});
      parent.cut = end;
    }
    --depth_;
  }

  // The innermost element is a large one.
  void add_node(std::size_t inside_end, std::size_t end, bool open) {
    Frame& frame      = frames_[depth_];
    Frame& parent     = frames_[depth_ - 1];
    const auto number = take_node(frame, inside_end, open);
    if (parent.cut < frame.begin) parent.parts.push_back({parent.cut, frame.begin});
    parent.parts.push_back({frame.begin, end, number});
    parent.cut = end;
  }

  std::uint32_t take_node(Frame& frame, std::size_t inside_end, bool open) {
    const auto number = static_cast<std::uint32_t>(made_.nodes.size());
    if (frame.cut < inside_end) frame.parts.push_back({frame.cut, inside_end});
    for (std::uint32_t i = 0; i < frame.parts.size(); ++i) {
      if (frame.parts[i].node == XmlOutline::kNone) continue;
      XmlOutline::Node& child = made_.nodes[frame.parts[i].node];
      child.parent            = number;
      child.in_part           = i;
    }
    XmlOutline::Node& node = made_.nodes.emplace_back();
    node.begin             = frame.begin;
    node.inside            = frame.inside;
    node.first             = frame.first;
    node.open              = open;
    node.parts.assign(frame.parts.begin(), frame.parts.end());
    frame.parts.clear();
    return number;
  }

  // Elements that are not closed are large ones however small they are, so that no slice holds half an element.
  XmlOutline finish() {
    if (made_.too_deep != kNowhere) return std::move(made_);
    made_.open = depth_;
    for (; depth_ > 0; --depth_) add_node(made_.stop, made_.stop, true);
    take_node(frames_[0], made_.stop, false);
    return std::move(made_);
  }

  std::string_view text_;
  XmlScanLimits limits_;
  XmlOutline made_;
  std::vector<Frame> frames_;  // the first is the document; those behind depth_ keep their memory
  std::size_t depth_ = 0;
};

}  // namespace

XmlOutline outline_xml(std::string_view text, const XmlScanLimits& limits) { return Scan(text, limits).run(); }

std::string_view xml_name_at(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at + 1;
  while (end < text.size() && is(text[end], kName)) ++end;
  return text.substr(at + 1, end - at - 1);
}

bool next_xml_element(std::string_view slice, std::size_t& at, std::size_t& behind) noexcept {
  std::size_t depth = 0;
  for (std::size_t next = slice.find('<', behind); next != kNowhere; next = slice.find('<', next)) {
    const std::size_t end = end_of_markup(slice, next);
    if (end == kNowhere) return false;
    const char kind = slice[next + 1];
    if (is(kind, kNameBegin)) {
      if (depth == 0) at = next;
      depth += slice[end - 2] != '/';
    } else if (kind == '/') {
      depth -= depth != 0;
    }
    next = end;
    if (depth != 0 || !(kind == '/' || is(kind, kNameBegin))) continue;
    behind = end;
    return true;
  }
  return false;
}

}  // namespace secmon
