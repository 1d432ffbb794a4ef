// SPDX-License-Identifier: MIT
// What stands behind the XML cursor: the text, and of it the records that are being read. Made by parse(), once for an
// input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/writer.hpp"
#include "input/xml.hpp"
#include "input/xml_scan.hpp"
#include "secmon/parse.hpp"

namespace secmon {

/// `text` comes from decode() and must outlive the source. A small text is parsed as a whole. Of a larger one only the
/// outline is kept; its slices are parsed when a cursor comes to them, into a few records that are used again and
/// again.
///
/// Cursors may be used as long as the source lives; what they give, as long as the report.
class XmlSource {
 public:
  /// Texts with more bytes than `whole` are read in slices of about `window` bytes.
  struct Sizes {
    std::size_t whole = std::size_t{1} << 20, window = std::size_t{1} << 17;
  };
  XmlSource(std::string_view text, Writer& out, const Limits& limits) : XmlSource(text, out, limits, Sizes{}) {}
  XmlSource(std::string_view text, Writer& out, const Limits& limits, Sizes sizes);
  XmlSource(const XmlSource&)            = delete;
  XmlSource& operator=(const XmlSource&) = delete;
  ~XmlSource();

  /// Reads, or looks over, the whole text. False if there is nothing to read, after Writer::reject. A document that
  /// ends or breaks off too early is read up to there, after Writer::incomplete. A row that is added in a loop over
  /// elements, of which one was not closed, is half a finding and left out (Writer::partial).
  bool open();

  /// The root element of the document.
  Xml root();
  /// The root of the next document, where several were written back to back; nowhere behind the last.
  Xml next(const Xml& root);

 private:
  friend class Xml;
  using Node = XmlOutline::Node;
  struct Record;    // a slice of the text, parsed
  struct Lookups;   // what was asked of a large element
  struct Children;  // of a small element

  // The text.
  bool open_whole();
  bool open_outline();
  bool tell_broken(const XmlOutline& outline, std::size_t error, const char* reason);
  void tell_around();
  void reject_depth(std::size_t offset);
  bool refuse_depth();

  // Records.
  Record& take_record();
  Record& record_of(const Node& node, std::uint32_t part, const Node* owner);
  void own(Record& record, const Node* owner) const noexcept;
  void parse(Record& record, std::string_view text, std::string_view behind);
  void release(const Node& node);
  [[nodiscard]] std::uint32_t number_of(const Node& node) const noexcept;
  Lookups& lookups_of(const Node& node);

  // Elements.
  Xml small(Record& record, const void* element) noexcept;
  Xml large(const Node& node) noexcept;
  Xml first_in(const Node& node, std::uint32_t part, std::string_view name);
  Xml first_child(const Xml& parent, std::string_view name);
  const void* child_named(const void* parent, const Record& record, std::string_view name);
  Xml child(const Xml& parent, std::string_view name, const Node* owner);
  Xml child_in(const Node& node, std::uint32_t part, std::string_view name, const Node* owner);
  void learn_names(Lookups& known, std::uint32_t part);
  Xml after(const Xml& element, std::string_view name, Xml& around);
  Xml descend(Xml element, std::string_view path);
  void stand_at(const Xml& element);

  // What they hold.
  const void* tree_node(const Xml& element);
  static const Node* large_node(const Xml& element) noexcept;
  std::string_view attribute_of(const Xml& element, std::string_view name, bool& found);
  std::string_view text_of(const Xml& element, std::string& scratch);
  std::string_view value_at(const Xml& element, std::string_view path, std::string& scratch);
  std::string_view name_of(const Xml& element);
  std::size_t offset_of(const Xml& element) const noexcept;
  std::string_view give(std::string_view text);

  std::string_view text_;
  Writer& out_;
  std::size_t depth_;
  Sizes sizes_;
  std::string changed_;  // what text_ is where the input could not be parsed as it is

  XmlOutline outline_;  // of a large text; without nodes if the text is parsed as a whole
  std::vector<std::unique_ptr<Record>> records_;
  std::vector<std::unique_ptr<Lookups>> lookups_;
  std::unique_ptr<Children> children_;  // of the element that was asked last
  std::uint64_t turn_ = 0;
  Xml::Hold root_;
  bool broken_ = false;                   // some element is not closed, because the document breaks off
  std::unordered_set<const void*> open_;  // those elements, where the text was parsed as a whole
};

}  // namespace secmon
