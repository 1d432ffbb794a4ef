// SPDX-License-Identifier: MIT
// Where the elements of an XML text stand: one scan, before anything is read, so that a text of any size is read piece
// by piece, and so that it is known beforehand where it breaks off. It accepts exactly what the parser accepts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace secmon {

inline constexpr std::size_t kXmlNowhere = std::string_view::npos;

/// The large elements of a text. Their contents are cut into parts: a large element each, or a slice of about a window
/// with text and whole small elements.
struct XmlOutline {
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  struct Part {
    std::size_t begin = 0, end = 0;
    std::uint32_t node = kNone;  ///< the large element that it is; kNone: a slice
  };
  struct Node {
    std::size_t begin = 0, inside = 0;          ///< where its start tag begins, and ends
    std::uint32_t first  = 0;                   ///< nodes from `first` up to this one stand in it
    std::uint32_t parent = kNone, in_part = 0;  ///< which part it is of which node
    bool open = false;                          ///< the document breaks off before it is closed
    // What reading keeps in mind: the loops that stand at it, and the element that it was asked of by name.
    mutable int uses          = 0;
    mutable const Node* owner = nullptr;
    std::vector<Part> parts;
  };
  std::vector<Node> nodes;  ///< each behind those that stand in it; the last one is the document

  bool elements        = false;        ///< there is an element
  std::size_t open     = 0;            ///< elements that are not closed
  const char* wrong    = nullptr;      ///< what is wrong with the text, nullptr for nothing
  bool cut             = false;        ///< the text only ends too early
  std::size_t stop     = 0;            ///< where the markup begins that is wrong or does not end
  std::size_t error    = 0;            ///< where in it
  std::size_t too_deep = kXmlNowhere;  ///< the first element that is deeper than the limit; the scan ends there
};

struct XmlScanLimits {
  std::size_t window = kXmlNowhere;  ///< an element with more bytes is a large one
  std::size_t depth  = kXmlNowhere;
  std::size_t error  = kXmlNowhere;  ///< where the parser gave up: all markup that ends behind is taken for wrong
};

/// NUL counts as a space.
XmlOutline outline_xml(std::string_view text, const XmlScanLimits& limits);

/// The name of the element whose start tag begins at `at`, as it is written.
std::string_view xml_name_at(std::string_view text, std::size_t at) noexcept;

/// Goes through the elements of a slice, not into them: moves `at` to the begin of the next one, and `behind` behind
/// it. False behind the last. For text that outline_xml() has found to be right.
bool next_xml_element(std::string_view slice, std::size_t& at, std::size_t& behind) noexcept;

}  // namespace secmon
