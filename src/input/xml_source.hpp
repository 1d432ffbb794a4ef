// SPDX-License-Identifier: MIT
// What stands behind the XML cursor: the text, made UTF-8, and its tree. Made by parse(), once for an input.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/writer.hpp"
#include "input/xml.hpp"
#include "secmon/parse.hpp"

namespace secmon {

/// `text` comes from decode(). Cursors may be used as long as the source lives; what they give, as long as the report.
class XmlSource {
 public:
  XmlSource(std::string_view text, Writer& out, const Limits& limits);
  XmlSource(const XmlSource&)            = delete;
  XmlSource& operator=(const XmlSource&) = delete;
  ~XmlSource();

  /// Parses. False if there is nothing to read, after Writer::reject. A document that ends or breaks off too early is
  /// read up to there, after Writer::incomplete. A row that is added in a loop over elements, of which one was not
  /// closed, is half a finding and left out (Writer::partial).
  bool open();

  /// The root element of the document.
  Xml root();
  /// The root of the next document, where several were written back to back; nowhere behind the last.
  Xml next(const Xml& root);

 private:
  friend class Xml;
  struct Tree;

  void make_readable();
  bool break_off(std::size_t error, const char* reason);
  bool refuse_depth();
  void stand_at(void* node);
  std::string_view give(std::string_view text);
  Xml element(void* node) noexcept;

  std::string_view text_;
  Writer& out_;
  std::size_t depth_;
  std::string buffer_;  // the tree points into it
  std::unique_ptr<Tree> tree_;
  std::unordered_set<void*> open_;  // elements that the document does not close, because it breaks off
};

}  // namespace secmon
