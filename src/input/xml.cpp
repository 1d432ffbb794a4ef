// SPDX-License-Identifier: MIT
// The XML cursor over pugixml, which expands no declared entity, loads nothing, and parses without recursion. Nothing
// in this file recurses either, so that depth costs no stack.
#include "input/xml.hpp"

#include <algorithm>
#include <new>
#include <pugixml.hpp>
#include <utility>

#include "core/text.hpp"
#include "input/bytes.hpp"
#include "input/numbers.hpp"
#include "input/xml_source.hpp"

namespace secmon {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// ---- the text, before it is parsed --------------------------------------------------------------------------------

/// The encoding that the prologue names, in lower case, or "".
std::string declared_encoding(std::string_view text) {
  if (!text.starts_with("<?xml")) return {};
  std::string_view prologue = text.substr(0, std::min<std::size_t>(text.find("?>"), 512));
  const std::size_t at      = prologue.find("encoding");
  if (at == kNowhere) return {};
  prologue.remove_prefix(at);
  const std::size_t open = prologue.find_first_of("\"'");
  if (open == kNowhere) return {};
  const std::size_t close = prologue.find(prologue[open], open + 1);
  return close == kNowhere ? std::string() : lower(trim(prologue.substr(open + 1, close - open - 1)));
}

bool is_latin(std::string_view encoding) noexcept {
  for (std::string_view name : {"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "windows-1252",
                                "cp1252", "cp-1252", "us-ascii", "ascii"}) {
    if (encoding == name) return true;
  }
  return false;
}

bool is_unicode(std::string_view encoding) noexcept { return encoding.empty() || encoding.starts_with("utf"); }

/// Behind the '>' of the tag that begins at `at`, whose attributes may hold a '>' too; npos if it does not end.
std::size_t end_of_tag(std::string_view text, std::size_t at) noexcept {
  for (;;) {
    at = text.find_first_of("\"'>", at);
    if (at == kNowhere) return kNowhere;
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

std::size_t behind(std::string_view text, std::size_t at, std::string_view mark) noexcept {
  const std::size_t found = text.find(mark, at);
  return found == kNowhere ? kNowhere : found + mark.size();
}

std::size_t end_of_markup(std::string_view text, std::size_t at) noexcept {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("<!--")) return behind(text, at + 4, "-->");
  if (rest.starts_with("<![CDATA[")) return behind(text, at + 9, "]]>");
  if (rest.starts_with("<?")) return behind(text, at + 2, "?>");
  if (rest.starts_with("<!")) return end_of_doctype(text, at + 2);
  return end_of_tag(text, at + 1);
}

/// What stands before the place at which the parser gave up.
struct Outline {
  std::size_t stop  = 0;      // where the markup begins that is wrong or does not end
  std::size_t depth = 0;      // elements that are open there
  bool cut          = false;  // the document ends too early, all of it that is there is right
};

bool begins_name(char c) noexcept {
  const auto letter = static_cast<unsigned char>(c | 0x20);
  return (letter >= 'a' && letter <= 'z') || letter >= 0x80 || c == '_' || c == ':';
}

Outline outline(std::string_view text, std::size_t error) noexcept {
  Outline made;
  bool elements = false;
  made.stop     = text.find('<');
  while (made.stop != kNowhere) {
    const std::size_t end = end_of_markup(text, made.stop);
    made.cut              = end == kNowhere;
    if (made.cut || end > error) return made;
    const char kind = text[made.stop + 1];
    if (kind == '/') {
      made.depth -= made.depth != 0;
    } else if (begins_name(kind)) {
      made.depth += text[end - 2] != '/';
      elements = true;
    } else if (kind != '!' && kind != '?') {
      return made;
    }
    made.stop = text.find('<', end);
  }
  made.stop = text.size();
  made.cut  = made.depth != 0 || !elements;
  return made;
}

/// The text as UTF-8 without NULs. What is valid UTF-8 is taken as such whatever the prologue says: a shell that
/// redirects output re-encodes the text, but not the declaration.
std::string readable(std::string_view text, std::string_view encoding, bool& repaired, bool& nuls) {
  std::string made = is_latin(encoding) && !is_valid_utf8(text) ? latin1_to_utf8(text) : repair_utf8(text, repaired);
  nuls             = made.find('\0') != kNowhere;
  if (nuls) std::replace(made.begin(), made.end(), '\0', ' ');
  return made;
}

// ---- nodes --------------------------------------------------------------------------------------------------------

pugi::xml_node node_of(void* node) noexcept { return pugi::xml_node(static_cast<pugi::xml_node_struct*>(node)); }

std::string_view local(std::string_view name) noexcept { return name.substr(name.find(':') + 1); }

bool is_element(const pugi::xml_node& node) noexcept { return node.type() == pugi::node_element; }

/// The first of `node` and the siblings behind it that is an element of that name, or of any name for "".
pugi::xml_node element_from(pugi::xml_node node, std::string_view name) noexcept {
  while (node && !(is_element(node) && (name.empty() || local(node.name()) == name))) node = node.next_sibling();
  return node;
}

pugi::xml_node descend(pugi::xml_node node, std::string_view path) noexcept {
  for (std::string_view part; node && next_part(path, '/', part);) node = element_from(node.first_child(), part);
  return node;
}

/// The node behind `node` in document order below `top`, and how much deeper it lies; null behind the last.
pugi::xml_node following(pugi::xml_node node, const pugi::xml_node& top, std::ptrdiff_t& depth) noexcept {
  if (pugi::xml_node child = node.first_child()) return ++depth, child;
  while (node != top) {
    if (pugi::xml_node sibling = node.next_sibling()) return sibling;
    node = node.parent();
    --depth;
  }
  return {};
}

/// Prefers the name as it is written. A declaration of a namespace is no attribute.
pugi::xml_attribute attribute(const pugi::xml_node& node, std::string_view name) noexcept {
  pugi::xml_attribute prefixed;
  for (pugi::xml_attribute a = node.first_attribute(); a; a = a.next_attribute()) {
    const std::string_view written = a.name();
    if (written == name) return a;
    if (!prefixed && local(written) == name && !written.starts_with("xmlns:")) prefixed = a;
  }
  return prefixed;
}

bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// All text below; a space stands between the texts of different elements. `scratch` holds it if it is in pieces.
std::string_view text_of(const pugi::xml_node& top, std::string& scratch) {
  pugi::xml_node last;  // that had text
  std::ptrdiff_t depth = 0;
  for (pugi::xml_node node = top; node; node = following(node, top, depth)) {
    const std::string_view piece = node.value();
    if (piece.empty() || (node.type() != pugi::node_pcdata && node.type() != pugi::node_cdata)) continue;
    if (!last) {
      last = node;
      continue;
    }
    if (scratch.empty()) scratch = last.value();
    if (node.parent() != last.parent() && !is_space(scratch.back()) && !is_space(piece.front())) scratch += ' ';
    scratch += piece;
    last = node;
  }
  return scratch.empty() ? std::string_view(last.value()) : std::string_view(scratch);
}

/// The text of the element at a path, or else the attribute of that name.
std::string_view value_at(const pugi::xml_node& node, std::string_view path, std::string& scratch) {
  if (const pugi::xml_node found = descend(node, path)) return text_of(found, scratch);
  const std::size_t slash = path.rfind('/');
  const pugi::xml_node at = slash == kNowhere ? node : descend(node, path.substr(0, slash));
  return attribute(at, path.substr(slash == kNowhere ? 0 : slash + 1)).value();
}

}  // namespace

// ---- the source ---------------------------------------------------------------------------------------------------

struct XmlSource::Tree {
  pugi::xml_document document;
};

XmlSource::XmlSource(std::string_view text, Writer& out, const Limits& limits)
    : text_(text), out_(out), depth_(std::min<std::uint32_t>(limits.depth, 1000)), tree_(std::make_unique<Tree>()) {}

XmlSource::~XmlSource() { out_.partial(false); }

bool XmlSource::open() {
  make_readable();
  const std::size_t size = buffer_.size();
  // pugixml overwrites the last byte that it is given, so it is given a NUL.
  buffer_ += '\0';
  const pugi::xml_parse_result result =
      tree_->document.load_buffer_inplace(buffer_.data(), size + 1, pugi::parse_default, pugi::encoding_utf8);
  if (result.status == pugi::status_out_of_memory) throw std::bad_alloc();
  if (result.status != pugi::status_ok) {
    const auto error = static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0));
    // Errors at the end are reported at the last byte or behind it.
    if (!break_off(error + 2 > size ? size : error, result.description())) return false;
  } else if (const std::string_view text = trim(text_); !text.starts_with('<') || !text.ends_with('>')) {
    out_.remark(Errc::malformed, "text before or behind the XML was ignored");
  }
  return !refuse_depth();
}

void XmlSource::make_readable() {
  const std::string encoding = declared_encoding(text_);
  bool repaired              = false;
  bool nuls                  = false;
  buffer_                    = readable(text_, encoding, repaired, nuls);
  if (repaired) {
    out_.remark(Errc::unreadable_bytes, is_unicode(encoding)
                                            ? "some text is not UTF-8; its bytes were read as windows-1252"
                                            : "the declared encoding is not read; letters beyond ASCII may be wrong");
  }
  if (nuls) out_.remark(Errc::malformed, "NUL characters in the XML were read as spaces");
}

/// Says that the document ends too early or is wrong, and leaves in the tree what came before. False if that is
/// nothing. The parser has changed its text, so that it is made once more to see what it could not say.
bool XmlSource::break_off(std::size_t error, const char* reason) {
  bool ignored           = false;
  const std::string text = readable(text_, declared_encoding(text_), ignored, ignored);
  const Outline before   = outline(text, error);
  pugi::xml_node last    = tree_->document.root();
  const auto begins_at   = [](const pugi::xml_node& node) { return static_cast<std::size_t>(node.offset_debug()) - 1; };
  while (pugi::xml_node child = last.last_child()) last = child;
  // A start tag that was being read has an attribute that may have swallowed all the rest.
  if (is_element(last) && begins_at(last) >= before.stop) last.parent().remove_child(last);

  const Errc code          = before.cut ? Errc::truncated : Errc::malformed;
  const std::size_t offset = before.cut ? before.stop : error;
  const std::string message =
      before.cut ? "the XML ends before it is complete" : std::string("the XML is wrong here (") + reason + ")";
  if (!root()) {
    out_.reject(code, message, offset);
    return false;
  }
  out_.incomplete(code, message + "; what came before was read", offset);
  last = tree_->document.root();
  for (std::size_t i = 0; i < before.depth && is_element(last.last_child()); ++i) {
    last = last.last_child();
    open_.insert(last.internal_object());
  }
  return true;
}

bool XmlSource::refuse_depth() {
  std::ptrdiff_t depth     = 0;
  const pugi::xml_node top = tree_->document.root();
  const auto most          = static_cast<std::ptrdiff_t>(depth_);
  for (pugi::xml_node node = top; node; node = following(node, top, depth)) {
    if (depth <= most || !is_element(node)) continue;
    out_.reject(Errc::too_deep, "XML elements are nested deeper than the limit of " + std::to_string(depth_),
                element(node.internal_object()).offset());
    return true;
  }
  return false;
}

Xml XmlSource::element(void* node) noexcept {
  Xml made;
  if (node != nullptr) {
    made.source_ = this;
    made.node_   = node;
  }
  return made;
}

Xml XmlSource::root() { return element(element_from(tree_->document.first_child(), {}).internal_object()); }

Xml XmlSource::next(const Xml& root) {
  out_.partial(false);
  return element(element_from(node_of(root.node_).next_sibling(), {}).internal_object());
}

/// A loop has come to that element, or has left its last one for the element around it.
void XmlSource::stand_at(void* node) {
  if (!open_.empty()) out_.partial(open_.count(node) != 0);
}

/// References to characters ("&#xD83D;&#xDE00;", as some Java writers have them) can still make bad UTF-8.
std::string_view XmlSource::give(std::string_view text) {
  text = trim(text);
  if (text.empty()) return {};
  if (is_valid_utf8(text)) return out_.keep(text);
  bool changed = false;
  return out_.keep(repair_utf8(text, changed));
}

// ---- the cursor ---------------------------------------------------------------------------------------------------

std::string_view Xml::name() const {
  return source_ == nullptr ? std::string_view() : source_->give(local(node_of(node_).name()));
}

Xml Xml::at(std::string_view path) const {
  return source_ == nullptr ? Xml() : source_->element(descend(node_of(node_), path).internal_object());
}

std::string_view Xml::attr(std::string_view name) const {
  return source_ == nullptr ? std::string_view() : source_->give(attribute(node_of(node_), name).value());
}

bool Xml::has_attr(std::string_view name) const { return !attribute(node_of(node_), name).empty(); }

std::string_view Xml::text() const {
  std::string scratch;
  return source_ == nullptr ? std::string_view() : source_->give(text_of(node_of(node_), scratch));
}

std::int64_t Xml::integer(std::string_view path, std::int64_t absent) const {
  std::string scratch;
  return integer_in(value_at(node_of(node_), path, scratch), absent);
}

double Xml::number(std::string_view path, double absent) const {
  std::string scratch;
  return number_in(value_at(node_of(node_), path, scratch), absent);
}

std::uint32_t Xml::line(std::string_view path) const {
  std::string scratch;
  return line_in(value_at(node_of(node_), path, scratch));
}

std::uint32_t Xml::attr_line(std::string_view name) const { return line_in(attribute(node_of(node_), name).value()); }

std::size_t Xml::offset() const noexcept {
  const std::ptrdiff_t name = node_of(node_).offset_debug();  // that of the name; the '<' stands before it
  return name > 0 ? static_cast<std::size_t>(name) - 1 : 0;
}

Xml::Range Xml::all(std::string_view name) const {
  Range range;
  range.parent_ = *this;
  range.name_   = name;
  return range;
}

Xml::Range::Iterator Xml::Range::begin() const {
  Iterator it;
  it.name_          = name_;
  it.value_.source_ = parent_.source_;
  it.go(parent_.node_, node_of(parent_.node_).first_child().internal_object());
  return it;
}

Xml::Range::Iterator& Xml::Range::Iterator::operator++() {
  const pugi::xml_node node = node_of(value_.node_);
  go(node.parent().internal_object(), node.next_sibling().internal_object());
  return *this;
}

void Xml::Range::Iterator::go(void* parent, void* from) {
  value_.node_ = element_from(node_of(from), name_).internal_object();
  if (value_.source_ != nullptr) value_.source_->stand_at(value_.node_ != nullptr ? value_.node_ : parent);
}

}  // namespace secmon
