// SPDX-License-Identifier: MIT
// The XML cursor: total, as the JSON cursor is. Names are local names: prefixes and namespaces are left out.
// Entities that a DOCTYPE declares are never expanded and no external one is ever loaded.
//
//     for (Xml issue : document.all("issue")) {
//       f.title = issue.text("name");
//       f.location.url = issue.at("host").attr("ip");
//     }
//
// All text that it gives lives as long as the report. Keep facts, not cursors: of a large document only a few rows are
// in memory, and one that is asked again later has to be read again, and then stays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "secmon/finding.hpp"

namespace secmon {

class XmlSource;  // input/xml.cpp

class Xml {
 public:
  Xml() = default;  ///< nowhere

  [[nodiscard]] bool exists() const noexcept { return node_ != nullptr; }
  explicit operator bool() const noexcept { return exists(); }
  [[nodiscard]] std::string_view name() const;  ///< local name of this element

  /// The first child element of that name, or nowhere. A path is allowed: at("host/address").
  [[nodiscard]] Xml at(std::string_view path) const;
  /// An attribute, without surrounding space; "" if it is absent.
  [[nodiscard]] std::string_view attr(std::string_view name) const;
  [[nodiscard]] bool has_attr(std::string_view name) const;
  /// All text inside this element, CDATA included, its children's too, without surrounding space.
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] std::string_view text(std::string_view path) const { return at(path).text(); }
  /// The text or attribute as a number; `absent` if it is none.
  [[nodiscard]] std::int64_t integer(std::string_view path, std::int64_t absent = 0) const;
  [[nodiscard]] double number(std::string_view path, double absent = 0) const;
  [[nodiscard]] std::uint32_t line(std::string_view path) const;       ///< as Json::line()
  [[nodiscard]] std::uint32_t attr_line(std::string_view name) const;  ///< the same of an attribute

  /// Children of that name, or all child elements for "".
  class Range;
  [[nodiscard]] Range all(std::string_view name = {}) const;
  /// Where the element begins in the document, in bytes.
  [[nodiscard]] std::size_t offset() const noexcept;

 private:
  friend class XmlSource;
  friend class Range;
  class Hold;

  XmlSource* source_ = nullptr;
  // In the tree of a record, or of the outline where there is no record. The record may be used again for another slice
  // of the text, which its generation tells; then this one is found again by its place.
  mutable const void* node_         = nullptr;
  mutable void* record_             = nullptr;
  mutable std::uint32_t generation_ = 0;
  std::uint32_t large_ = 0, part_ = 0;  // the slice: which part of which large element
  std::size_t place_ = 0;               // of the name, in the slice
};

/// Keeps what an element stands in from being used for something else.
class Xml::Hold {
 public:
  Hold() = default;
  explicit Hold(const Xml& element);
  Hold(const Hold& other) noexcept : uses_(other.uses_) { count(1); }
  Hold(Hold&& other) noexcept : uses_(std::exchange(other.uses_, nullptr)) {}
  Hold& operator=(Hold other) noexcept {
    std::swap(uses_, other.uses_);
    return *this;
  }
  ~Hold() { count(-1); }

 private:
  void count(int more) noexcept {
    if (uses_ != nullptr) *uses_ += more;
  }
  int* uses_ = nullptr;
};

class Xml::Range {
 public:
  class Iterator {
   public:
    using value_type        = Xml;
    using difference_type   = std::ptrdiff_t;
    using reference         = const Xml&;
    using pointer           = const Xml*;
    using iterator_category = std::input_iterator_tag;

    const Xml& operator*() const noexcept { return value_; }
    const Xml* operator->() const noexcept { return &value_; }
    Iterator& operator++();
    friend bool operator==(const Iterator& a, const Iterator& b) noexcept { return a.is(b); }

   private:
    friend class Range;
    void stand(const Xml& at, const Xml& around);
    [[nodiscard]] bool is(const Iterator& other) const noexcept { return value_.node_ == other.value_.node_; }
    Xml value_;
    std::string_view name_;
    Hold hold_;
  };
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const noexcept { return {}; }

 private:
  friend class Xml;
  Xml parent_;
  std::string_view name_;
};

}  // namespace secmon
