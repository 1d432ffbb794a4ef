// SPDX-License-Identifier: MIT
// The XML cursor over pugixml, which expands no declared entity, loads nothing, and parses without recursion. Nothing
// in this file recurses either, so that depth costs no stack. A large text is never parsed as a whole: its outline says
// where its slices stand, and each is parsed when a cursor comes to it.
#include "input/xml.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <pugixml.hpp>
#include <unordered_map>
#include <utility>

#include "core/text.hpp"
#include "input/bytes.hpp"
#include "input/keys.hpp"
#include "input/numbers.hpp"
#include "input/xml_source.hpp"
#include "input/xml_text.hpp"

namespace secmon {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// ---- nodes --------------------------------------------------------------------------------------------------------

pugi::xml_node node_of(const void* node) noexcept {
  return pugi::xml_node(static_cast<pugi::xml_node_struct*>(const_cast<void*>(node)));
}

std::string_view local(std::string_view name) noexcept { return name.substr(name.find(':') + 1); }

bool is_element(const pugi::xml_node& node) noexcept { return node.type() == pugi::node_element; }

/// The first of `node` and the siblings behind it that is an element of that name, or of any name for "".
pugi::xml_node element_from(pugi::xml_node node, std::string_view name) noexcept {
  while (node && !(is_element(node) && (name.empty() || local(node.name()) == name))) node = node.next_sibling();
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

/// The element below `node` whose name stands at that place of the text.
pugi::xml_node element_at(pugi::xml_node node, std::size_t place) noexcept {
  const auto wanted = static_cast<std::ptrdiff_t>(place);
  while (node && node.offset_debug() != wanted) {
    pugi::xml_node around;  // the last child that begins before it
    for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
      if (!is_element(child)) continue;
      if (child.offset_debug() > wanted) break;
      around = child;
    }
    node = around;
  }
  return node;
}

/// Prefers the name as it is written. A declaration of a namespace is no attribute.
pugi::xml_attribute attribute(const pugi::xml_node& node, std::string_view name) noexcept {
  pugi::xml_attribute prefixed;
  for (pugi::xml_attribute a = node.first_attribute(); a; a = a.next_attribute()) {
    const std::string_view written = a.name();
    if (written == name) return a;
    if (written.size() <= name.size() || prefixed || !written.ends_with(name)) continue;
    if (local(written) == name && !written.starts_with("xmlns:")) prefixed = a;
  }
  return prefixed;
}

bool is_white(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/// Text that stands in pieces. A space stands between those of different elements.
class Texts {
 public:
  /// `copied`: the pieces do not stay where they are.
  Texts(std::string& scratch, bool copied) : scratch_(scratch), copied_(copied) {}

  void add(std::string_view piece, const void* parent) {
    if (piece.empty()) return;
    if (!any_ && !copied_) {
      only_ = piece;
    } else {
      if (scratch_.empty()) scratch_ = only_;
      if (any_ && parent != parent_ && !is_white(scratch_.back()) && !is_white(piece.front())) scratch_ += ' ';
      scratch_ += piece;
    }
    any_    = true;
    parent_ = parent;
  }

  /// All below `top`, whose own pieces are those of `parent`.
  void add_tree(const pugi::xml_node& top, const void* parent) {
    std::ptrdiff_t depth = 0;
    for (pugi::xml_node node = top; node; node = following(node, top, depth)) {
      if (node.type() != pugi::node_pcdata && node.type() != pugi::node_cdata) continue;
      const pugi::xml_node around = node.parent();
      const bool own              = around == top;
      if (*node.value() != '\0') in_tree_ = !own;
      add(node.value(), own ? parent : around.internal_object());
    }
  }

  /// An element of the tree that is parsed next may have the address of one that is gone.
  void leave_tree() noexcept {
    if (in_tree_) parent_ = nullptr;
  }

  [[nodiscard]] std::string_view all() const noexcept { return scratch_.empty() ? only_ : std::string_view(scratch_); }

 private:
  std::string& scratch_;
  bool copied_, any_ = false, in_tree_ = false;
  std::string_view only_;
  const void* parent_ = nullptr;
};

constexpr std::uint32_t kNone = XmlOutline::kNone;
constexpr std::uint32_t kTag  = kNone - 1;  // the "part" that is the start tag
constexpr std::size_t kSpare  = 4;          // records that stay for a while although nobody holds them

// Pugixml drops a byte order mark at the front. A slice is given one, so that it does not lose one of its text.
constexpr std::string_view kMark = "\xEF\xBB\xBF";

}  // namespace

// ---- records ------------------------------------------------------------------------------------------------------

struct XmlSource::Record {
  std::uint32_t node = kNone, part = kNone;  // which part it is of which large element
  std::size_t begin        = 0;              // where its text begins
  std::uint32_t generation = 0;
  int uses                 = 0;      // loops that stand in it
  std::uint32_t owner      = kNone;  // large element that it was asked of; it stays until a loop goes on behind that
  std::uint64_t turn       = 0;      // when it was used last
  std::string buffer;                // the tree points into it
  pugi::xml_document document;
};

struct XmlSource::Lookups {
  const Node* node   = nullptr;
  std::uint32_t seen = 0;                                     // parts whose names are known
  std::unordered_map<std::string_view, std::uint32_t> first;  // part in which the first child of that name stands
};

// A format asks an element for one child after the other: their names are listed when it asks first, the first ones
// only, so that a large element costs no more than a small one each time that others were asked between.
struct XmlSource::Children {
  static constexpr std::size_t kMost = 48;
  struct Child {
    std::string_view name;
    const void* node;
  };
  const void* parent       = nullptr;
  const Record* record     = nullptr;
  std::uint32_t generation = 0;
  std::array<Child, kMost> list;
  std::size_t size   = 0;
  std::uint64_t bits = 0;  // key_bit() of all names
  pugi::xml_node rest;     // the first sibling that is not in the list

  void fill(pugi::xml_node of, const Record& from);
};

void XmlSource::Children::fill(pugi::xml_node of, const Record& from) {
  parent     = of.internal_object();
  record     = &from;
  generation = from.generation;
  size       = 0;
  bits       = 0;
  rest       = of.first_child();
  for (; rest && size < kMost; rest = rest.next_sibling()) {
    if (!is_element(rest)) continue;
    list[size++] = {local(rest.name()), rest.internal_object()};
    bits |= key_bit(list[size - 1].name);
  }
}

XmlSource::XmlSource(std::string_view text, Writer& out, const Limits& limits, Sizes sizes)
    : text_(text), out_(out), depth_(std::min<std::uint32_t>(limits.depth, 1000)), sizes_(sizes) {}

XmlSource::~XmlSource() { out_.partial(false); }

XmlSource::Record& XmlSource::take_record() {
  Record* oldest    = nullptr;
  std::size_t spare = 0;
  for (const auto& record : records_) {
    if (record->uses != 0 || record->owner != kNone) continue;
    ++spare;
    if (oldest == nullptr || record->turn < oldest->turn) oldest = record.get();
  }
  if (spare < kSpare) return *records_.emplace_back(std::make_unique<Record>());
  ++oldest->generation;
  oldest->document.reset();
  if (oldest->buffer.capacity() > 4 * sizes_.window) oldest->buffer = std::string();
  return *oldest;
}

/// It stays as long as `owner`, if that is given.
XmlSource::Record& XmlSource::record_of(const Node& node, std::uint32_t part, const Node* owner) {
  const std::uint32_t number = number_of(node);
  for (const auto& known : records_) {
    if (known->node != number || known->part != part) continue;
    known->turn = ++turn_;
    own(*known, owner);
    return *known;
  }
  Record& record = take_record();
  record.node    = number;
  record.part    = part;
  record.turn    = ++turn_;
  own(record, owner);
  if (part == kTag) {
    record.begin               = node.begin;
    const std::string_view tag = text_.substr(node.begin, node.inside - node.begin);
    tag.ends_with("/>") ? parse(record, tag, {}) : parse(record, tag.substr(0, tag.size() - 1), "/>");
  } else {
    const XmlOutline::Part& slice = node.parts[part];
    record.begin                  = slice.begin;
    parse(record, text_.substr(slice.begin, slice.end - slice.begin), {});
  }
  return record;
}

void XmlSource::own(Record& record, const Node* owner) const noexcept {
  if (owner == nullptr) return;
  const std::uint32_t number = number_of(*owner);
  if (record.owner == kNone || record.owner < number) record.owner = number;  // the outer one of two
}

void XmlSource::parse(Record& record, std::string_view text, std::string_view behind) {
  record.buffer.assign(kMark).append(text).append(behind);
  record.buffer += '\0';  // pugixml overwrites the last byte that it is given
  const pugi::xml_parse_result result = record.document.load_buffer_inplace(
      record.buffer.data(), record.buffer.size(), pugi::parse_default | pugi::parse_fragment, pugi::encoding_utf8);
  if (result.status == pugi::status_out_of_memory) throw std::bad_alloc();
  if (result.status == pugi::status_ok) return;
  // The outline said that it is right.
  const auto at = std::max(static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)), kMark.size());
  out_.incomplete(Errc::malformed, std::string("the XML is wrong here (") + result.description() + ")",
                  record.begin + at - kMark.size());
}

/// A loop goes on behind that element.
void XmlSource::release(const Node& node) {
  if (node.uses > 1) return;  // another one stands at it
  const std::uint32_t last = number_of(node);
  for (const auto& record : records_) {
    if (record->owner >= node.first && record->owner <= last) record->owner = kNone;
  }
  std::erase_if(lookups_, [&](const auto& of) { return number_of(*of->node) >= node.first && of->node <= &node; });
}

std::uint32_t XmlSource::number_of(const Node& node) const noexcept {
  return static_cast<std::uint32_t>(&node - outline_.nodes.data());
}

XmlSource::Lookups& XmlSource::lookups_of(const Node& node) {
  for (const auto& known : lookups_) {
    if (known->node == &node) return *known;
  }
  Lookups& made = *lookups_.emplace_back(std::make_unique<Lookups>());
  made.node     = &node;
  return made;
}

// ---- the text -----------------------------------------------------------------------------------------------------

bool XmlSource::open() {
  text_ = readable_xml(text_, out_, changed_);
  return text_.size() > sizes_.whole ? open_outline() : open_whole();
}

bool XmlSource::open_whole() {
  Record& record = take_record();
  record.uses    = 1;                           // it is never used again
  record.buffer.assign(text_).push_back('\0');  // pugixml overwrites the last byte that it is given
  const pugi::xml_parse_result result = record.document.load_buffer_inplace(record.buffer.data(), record.buffer.size(),
                                                                            pugi::parse_default, pugi::encoding_utf8);
  if (result.status == pugi::status_out_of_memory) throw std::bad_alloc();
  if (result.status == pugi::status_ok) {
    if (refuse_depth()) return false;
    tell_around();
    return true;
  }
  auto error = static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0));
  if (error + 2 > text_.size()) error = text_.size();  // errors at the end are reported at the last byte or behind it
  XmlScanLimits limits;
  limits.error             = error;
  const XmlOutline outline = outline_xml(text_, limits);
  pugi::xml_node last      = record.document.root();
  while (pugi::xml_node child = last.last_child()) last = child;
  // What was being read may have swallowed all the rest: an attribute of a start tag, or CDATA.
  const bool half_tag   = is_element(last) && static_cast<std::size_t>(last.offset_debug()) > outline.stop;
  const bool half_cdata = last.type() == pugi::node_cdata && text_.substr(outline.stop).starts_with("<![CDATA[");
  if (half_tag || half_cdata) last.parent().remove_child(last);
  if (refuse_depth() || !tell_broken(outline, error, result.description())) return false;
  last = record.document.root();
  for (std::size_t i = 0; i < outline.open && is_element(last.last_child()); ++i) {
    last = last.last_child();
    open_.insert(last.internal_object());
  }
  return true;
}

bool XmlSource::open_outline() {
  XmlScanLimits limits;
  limits.window = sizes_.window;
  limits.depth  = depth_;
  outline_      = outline_xml(text_, limits);
  if (outline_.too_deep != kXmlNowhere) {
    reject_depth(outline_.too_deep);
    return false;
  }
  if (outline_.wrong != nullptr) return tell_broken(outline_, outline_.error, outline_.wrong);
  tell_around();
  return true;
}

void XmlSource::tell_around() {
  const std::string_view text = trim(text_);
  if (text.starts_with('<') && text.ends_with('>')) return;
  out_.remark(Errc::malformed, "text before or behind the XML was ignored");
}

/// Says that the document ends too early or is wrong. False if nothing came before.
bool XmlSource::tell_broken(const XmlOutline& outline, std::size_t error, const char* reason) {
  const Errc code          = outline.cut ? Errc::truncated : Errc::malformed;
  const std::size_t offset = outline.cut ? outline.stop : error;
  const std::string message =
      outline.cut ? "the XML ends before it is complete" : std::string("the XML is wrong here (") + reason + ")";
  if (!outline.elements) {
    out_.reject(code, message, offset);
    return false;
  }
  out_.incomplete(code, message + "; what came before was read", offset);
  broken_ = outline.open != 0;
  return true;
}

void XmlSource::reject_depth(std::size_t offset) {
  out_.reject(Errc::too_deep, "XML elements are nested deeper than the limit of " + std::to_string(depth_), offset);
}

/// In a text that was parsed as a whole.
bool XmlSource::refuse_depth() {
  Record& record           = *records_.front();
  std::ptrdiff_t depth     = 0;
  const pugi::xml_node top = record.document.root();
  const auto most          = static_cast<std::ptrdiff_t>(depth_);
  for (pugi::xml_node node = top; node; node = following(node, top, depth)) {
    if (depth <= most || !is_element(node)) continue;
    reject_depth(offset_of(small(record, node.internal_object())));
    return true;
  }
  return false;
}

/// References to characters ("&#xD83D;&#xDE00;", as some Java writers have them) can still make bad UTF-8.
std::string_view XmlSource::give(std::string_view text) {
  text = trim(text);
  if (text.empty()) return {};
  if (is_valid_utf8(text)) return out_.keep(text);
  bool changed = false;
  return out_.keep(repair_utf8(text, changed));
}

// ---- elements -----------------------------------------------------------------------------------------------------

Xml XmlSource::small(Record& record, const void* element) noexcept {
  Xml made;
  if (element == nullptr) return made;
  made.source_     = this;
  made.node_       = element;
  made.record_     = &record;
  made.generation_ = record.generation;
  made.large_      = record.node;
  made.part_       = record.part;
  made.place_      = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node_of(element).offset_debug(), 0));
  return made;
}

Xml XmlSource::large(const Node& node) noexcept {
  Xml made;
  if (node.parent == kNone) return made;  // the document is no element
  made.source_ = this;
  made.node_   = &node;
  return made;
}

/// In the tree of its record; nullptr for a large element.
const void* XmlSource::tree_node(const Xml& element) {
  auto* record = static_cast<Record*>(element.record_);
  if (record == nullptr || record->generation == element.generation_)
    return record == nullptr ? nullptr : element.node_;
  // Somebody kept it longer than its row, and may do so again and again.
  record              = &record_of(outline_.nodes[element.large_], element.part_, &outline_.nodes.back());
  element.node_       = element_at(record->document.root(), element.place_).internal_object();
  element.record_     = record;
  element.generation_ = record->generation;
  return element.node_;
}

const XmlOutline::Node* XmlSource::large_node(const Xml& element) noexcept {
  return element.record_ == nullptr ? static_cast<const Node*>(element.node_) : nullptr;
}

Xml XmlSource::root() {
  Xml found;
  if (outline_.nodes.empty()) {
    Record& record = *records_.front();
    found          = small(record, element_from(record.document.first_child(), {}).internal_object());
  } else {
    found = first_in(outline_.nodes.back(), 0, {});
  }
  root_ = Xml::Hold(found);
  return found;
}

Xml XmlSource::next(const Xml& root) {
  out_.partial(false);
  Xml around;
  const Xml found = after(root, {}, around);
  root_           = Xml::Hold(found);
  return found;
}

/// The first child of that name in the parts from `part` on.
Xml XmlSource::first_in(const Node& node, std::uint32_t part, std::string_view name) {
  for (; part < node.parts.size(); ++part) {
    const XmlOutline::Part& p = node.parts[part];
    if (p.node != kNone) {
      const Xml element = large(outline_.nodes[p.node]);
      if (name.empty() || name_of(element) == name) return element;
    } else if (text_.substr(p.begin, p.end - p.begin).find('<') != kNowhere) {
      Record& record = record_of(node, part, nullptr);
      if (const auto found = element_from(record.document.first_child(), name)) {
        return small(record, found.internal_object());
      }
    }
  }
  return {};
}

/// To begin a loop with.
Xml XmlSource::first_child(const Xml& parent, std::string_view name) {
  if (const Node* node = large_node(parent)) return first_in(*node, 0, name);
  const void* node = tree_node(parent);
  if (node == nullptr) return {};
  auto& record = *static_cast<Record*>(parent.record_);
  return small(record, child_named(node, record, name));
}

const void* XmlSource::child_named(const void* parent, const Record& record, std::string_view name) {
  if (!children_) children_ = std::make_unique<Children>();
  Children& known = *children_;
  if (known.parent != parent || known.record != &record || known.generation != record.generation) {
    known.fill(node_of(parent), record);
  }
  if (name.empty() && known.size != 0) return known.list[0].node;
  if ((known.bits & key_bit(name)) != 0) {
    for (std::size_t i = 0; i < known.size; ++i) {
      if (known.list[i].name == name) return known.list[i].node;
    }
  }
  return element_from(known.rest, name).internal_object();
}

/// The same of a child that is asked for by name, and that stays good as long as `owner`.
Xml XmlSource::child(const Xml& parent, std::string_view name, const Node* owner) {
  const Node* node = large_node(parent);
  if (node == nullptr) return first_child(parent, name);
  Lookups& known = lookups_of(*node);
  for (;;) {
    const auto found = known.first.find(name);
    if (found != known.first.end()) return child_in(*node, found->second, name, owner);
    if (known.seen == node->parts.size()) return {};
    learn_names(known, known.seen++);
  }
}

Xml XmlSource::child_in(const Node& node, std::uint32_t part, std::string_view name, const Node* owner) {
  if (const std::uint32_t number = node.parts[part].node; number != kNone) {
    const Node& found = outline_.nodes[number];
    if (owner != nullptr) found.owner = owner;
    return large(found);
  }
  Record& record = record_of(node, part, owner);
  return small(record, element_from(record.document.first_child(), name).internal_object());
}

void XmlSource::learn_names(Lookups& known, std::uint32_t part) {
  const XmlOutline::Part& p = known.node->parts[part];
  const auto learn          = [&](std::string_view name) {
    known.first.try_emplace(local(name), part);
    known.first.try_emplace({}, part);  // any name
  };
  if (p.node != kNone) return learn(xml_name_at(text_, p.begin));
  const std::string_view slice = text_.substr(p.begin, p.end - p.begin);
  for (std::size_t at = 0, behind = 0; next_xml_element(slice, at, behind);) learn(xml_name_at(slice, at));
}

/// The next of that name behind it, else nowhere; `around` becomes the element that both stand in.
Xml XmlSource::after(const Xml& element, std::string_view name, Xml& around) {
  if (const Node* node = large_node(element)) {
    release(*node);
    const Node& parent = outline_.nodes[node->parent];
    around             = large(parent);
    return first_in(parent, node->in_part + 1, name);
  }
  const pugi::xml_node node = node_of(tree_node(element));
  if (!node) return {};
  Record& record = *static_cast<Record*>(element.record_);
  if (const pugi::xml_node found = element_from(node.next_sibling(), name)) {
    return small(record, found.internal_object());
  }
  const pugi::xml_node parent = node.parent();
  if (is_element(parent)) {
    around = small(record, parent.internal_object());
  } else if (record.node != kNone) {
    around = large(outline_.nodes[record.node]);
    return first_in(outline_.nodes[record.node], record.part + 1, name);
  }
  return {};
}

Xml XmlSource::descend(Xml element, std::string_view path) {
  const Node* owner = large_node(element);
  if (owner != nullptr && owner->owner != nullptr) owner = owner->owner;
  for (std::string_view part; element.node_ != nullptr && next_part(path, '/', part);) {
    element = child(element, part, owner);
  }
  return element;
}

/// A loop has come to that element, or has left its last one for the element around it.
void XmlSource::stand_at(const Xml& element) {
  if (!broken_) return;
  const Node* node = large_node(element);
  out_.partial(node != nullptr ? node->open : open_.count(tree_node(element)) != 0);
}

// ---- what they hold -----------------------------------------------------------------------------------------------

std::string_view XmlSource::name_of(const Xml& element) {
  const Node* node = large_node(element);
  return local(node != nullptr ? xml_name_at(text_, node->begin) : node_of(tree_node(element)).name());
}

std::size_t XmlSource::offset_of(const Xml& element) const noexcept {
  if (const Node* node = large_node(element)) return node->begin;
  if (element.place_ == 0) return 0;
  const std::size_t at = element.place_ - 1;  // the '<' stands before the name
  if (element.large_ == kNone) return at;
  return outline_.nodes[element.large_].parts[element.part_].begin + at - kMark.size();
}

std::string_view XmlSource::attribute_of(const Xml& element, std::string_view name, bool& found) {
  const Node* large = large_node(element);
  const pugi::xml_node node =
      large != nullptr ? record_of(*large, kTag, large).document.first_child() : node_of(tree_node(element));
  const pugi::xml_attribute at = attribute(node, name);
  found                        = !at.empty();
  return at.value();
}

/// All text below. `scratch` holds it if it is in pieces.
std::string_view XmlSource::text_of(const Xml& element, std::string& scratch) {
  const Node* top = large_node(element);
  Texts texts(scratch, top != nullptr);
  if (top == nullptr) {
    const pugi::xml_node node  = node_of(tree_node(element));
    const pugi::xml_node piece = node.first_child();
    const bool alone           = !piece.next_sibling() && !piece.first_child();  // as nearly all are
    if (alone && (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata)) return piece.value();
    texts.add_tree(node, node.internal_object());
    return texts.all();
  }
  std::vector<std::pair<const Node*, std::uint32_t>> open{{top, 0}};
  while (!open.empty()) {
    auto& [node, part] = open.back();
    if (part == node->parts.size()) {
      open.pop_back();
      continue;
    }
    const std::uint32_t now = part++;
    if (const std::uint32_t child = node->parts[now].node; child != kNone) {
      open.emplace_back(&outline_.nodes[child], 0);
      continue;
    }
    texts.add_tree(record_of(*node, now, nullptr).document.root(), node);
    texts.leave_tree();
  }
  return texts.all();
}

/// The text of the element at a path, or else the attribute of that name.
std::string_view XmlSource::value_at(const Xml& element, std::string_view path, std::string& scratch) {
  if (const Xml found = descend(element, path); found.node_ != nullptr) return text_of(found, scratch);
  const std::size_t slash = path.rfind('/');
  const Xml at            = slash == kNowhere ? element : descend(element, path.substr(0, slash));
  bool found              = false;
  return attribute_of(at, path.substr(slash == kNowhere ? 0 : slash + 1), found);
}

// ---- the cursor ---------------------------------------------------------------------------------------------------

std::string_view Xml::name() const {
  return source_ == nullptr ? std::string_view() : source_->give(source_->name_of(*this));
}

Xml Xml::at(std::string_view path) const { return source_ == nullptr ? Xml() : source_->descend(*this, path); }

std::string_view Xml::attr(std::string_view name) const {
  bool found = false;
  return source_ == nullptr ? std::string_view() : source_->give(source_->attribute_of(*this, name, found));
}

bool Xml::has_attr(std::string_view name) const {
  bool found = false;
  if (source_ != nullptr) source_->attribute_of(*this, name, found);
  return found;
}

std::string_view Xml::text() const {
  std::string scratch;
  return source_ == nullptr ? std::string_view() : source_->give(source_->text_of(*this, scratch));
}

std::int64_t Xml::integer(std::string_view path, std::int64_t absent) const {
  std::string scratch;
  return source_ == nullptr ? absent : integer_in(source_->value_at(*this, path, scratch), absent);
}

double Xml::number(std::string_view path, double absent) const {
  std::string scratch;
  return source_ == nullptr ? absent : number_in(source_->value_at(*this, path, scratch), absent);
}

std::uint32_t Xml::line(std::string_view path) const {
  std::string scratch;
  return source_ == nullptr ? 0 : line_in(source_->value_at(*this, path, scratch));
}

std::uint32_t Xml::attr_line(std::string_view name) const {
  bool found = false;
  return source_ == nullptr ? 0 : line_in(source_->attribute_of(*this, name, found));
}

std::size_t Xml::offset() const noexcept { return source_ == nullptr ? 0 : source_->offset_of(*this); }

Xml::Hold::Hold(const Xml& element) {
  if (const auto* node = XmlSource::large_node(element)) {
    uses_ = &node->uses;
  } else if (element.record_ != nullptr) {
    uses_ = &static_cast<XmlSource::Record*>(element.record_)->uses;
  }
  count(1);
}

Xml::Range Xml::all(std::string_view name) const {
  Range range;
  range.parent_ = *this;
  range.name_   = name;
  return range;
}

Xml::Range::Iterator Xml::Range::begin() const {
  Iterator it;
  it.name_ = name_;
  if (parent_.source_ != nullptr) it.stand(parent_.source_->first_child(parent_, name_), parent_);
  return it;
}

Xml::Range::Iterator& Xml::Range::Iterator::operator++() {
  Xml around;
  if (value_.source_ != nullptr) stand(value_.source_->after(value_, name_, around), around);
  return *this;
}

void Xml::Range::Iterator::stand(const Xml& at, const Xml& around) {
  XmlSource* source = around.source_ != nullptr ? around.source_ : value_.source_;
  value_            = at;
  hold_             = Hold(at);
  if (source != nullptr) source->stand_at(at.node_ != nullptr ? at : around);
}

}  // namespace secmon
