// SPDX-License-Identifier: MIT
// The JSON cursor: the only thing that a format sees of JSON. It is total: a key that is missing, null or of another
// type gives nowhere, "", 0 or false, never an error, on input that an attacker may have written.
//
//     for (Json r : document["results"]) {
//       f.title = r.str("issue_text");
//       f.location.start_line = r.line("line_number");
//     }
//
// Documents of any size are read one record at a time. A cursor into a row is good until its loop takes the next row;
// after that it is nowhere. Text from str() lives as long as the report. Values outside the loop (`document["tool"]`)
// can be asked for at any time, on whichever side of the big array they stand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "input/keys.hpp"
#include "secmon/finding.hpp"

namespace secmon {

class JsonSource;  // input/json_source.hpp

class Json {
 public:
  Json() = default;  ///< nowhere

  // Where it is.
  [[nodiscard]] bool exists() const noexcept;  ///< it is there and not null
  explicit operator bool() const noexcept { return exists(); }
  [[nodiscard]] bool is_object() const noexcept;
  [[nodiscard]] bool is_array() const noexcept;
  [[nodiscard]] bool is_string() const noexcept;
  [[nodiscard]] bool is_number() const noexcept;
  [[nodiscard]] bool is_bool() const noexcept;
  [[nodiscard]] bool is_null() const noexcept;  ///< a literal null; false for nowhere

  // Going on. A duplicate key gives its last value.
  Json operator[](std::string_view key) const { return member(key, key_bit(key)); }
  Json operator[](const char* key) const { return (*this)[std::string_view(key)]; }
  Json operator[](std::size_t index) const;
  Json operator[](int index) const { return (*this)[static_cast<std::size_t>(index)]; }
  [[nodiscard]] bool has(std::string_view key) const;  ///< the key is there, perhaps with null

  // Taking a value: the whole text of a string, the number, the truth. With a key: the same of that member.
  [[nodiscard]] std::string_view str() const;                         ///< of a string; "" otherwise
  [[nodiscard]] std::string_view text() const;                        ///< also of a number or boolean, as it is written
  [[nodiscard]] std::int64_t integer(std::int64_t absent = 0) const;  ///< also of a string that is one; rounds down
  [[nodiscard]] double number(double absent = 0) const;               ///< also of a string that is one
  [[nodiscard]] bool truth(bool absent = false) const;                ///< also of "true" and "false"
  [[nodiscard]] std::uint32_t line() const;  ///< a line or column: 0 unless it is from 1 to 2^31
  [[nodiscard]] Time time() const;           ///< of a date in text or of seconds since 1970
  /// What str() gives, but where it stands: gone with the record. For a text that is only taken apart, and long; what
  /// is to stay in a finding has to be kept by the writer.
  [[nodiscard]] std::string_view peek() const noexcept;

  [[nodiscard]] std::string_view str(std::string_view key) const { return (*this)[key].str(); }
  [[nodiscard]] std::string_view peek(std::string_view key) const { return (*this)[key].peek(); }
  [[nodiscard]] std::string_view text(std::string_view key) const { return (*this)[key].text(); }
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t absent = 0) const {
    return (*this)[key].integer(absent);
  }
  [[nodiscard]] double number(std::string_view key, double absent = 0) const { return (*this)[key].number(absent); }
  [[nodiscard]] bool truth(std::string_view key, bool absent = false) const { return (*this)[key].truth(absent); }
  // A literal would else become the bool of the one without a key.
  [[nodiscard]] bool truth(const char* key, bool absent = false) const { return (*this)[key].truth(absent); }
  [[nodiscard]] std::uint32_t line(std::string_view key) const { return (*this)[key].line(); }
  [[nodiscard]] Time time(std::string_view key) const { return (*this)[key].time(); }

  /// The key under which this value was found: by a lookup or by a loop over an object.
  [[nodiscard]] std::string_view key() const;
  /// Number of elements or members; of a large container it has to be walked for.
  [[nodiscard]] std::size_t size() const;
  /// Where the value (or the record that it is part of) begins in the decoded document.
  [[nodiscard]] std::size_t offset() const noexcept;

  // Elements of an array, or values of an object's members (whose names are their key()). Nothing else has any.
  class Iterator;
  struct Sentinel {};
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Sentinel end() const noexcept { return {}; }

  /// A scalar or one object seen as a list of one, an array as it is: for tools that write either.
  class Each;
  [[nodiscard]] Each each() const;

 private:
  friend class JsonSource;
  enum class Where : std::uint8_t { nowhere, tape, node };

  [[nodiscard]] Json member(std::string_view key, std::uint64_t bit) const;
  [[nodiscard]] bool on_tape() const noexcept;
  [[nodiscard]] bool on_node() const noexcept;
  [[nodiscard]] std::string_view left(std::string_view text) const;
  [[nodiscard]] char type() const noexcept;  // of the word on the tape, '\0' for anything else

  JsonSource* source_       = nullptr;
  const void* base_         = nullptr;  // the record's tape, or the node of a large container
  Where where_              = Where::nowhere;
  std::uint32_t generation_ = 0;  // of the tape or node: stale cursors are nowhere
  std::uint32_t at_         = 0;  // the word on the tape
  std::string_view key_;          // as looked up or walked
};

class Json::Iterator {
 public:
  using value_type        = Json;
  using difference_type   = std::ptrdiff_t;
  using reference         = const Json&;
  using pointer           = const Json*;
  using iterator_category = std::input_iterator_tag;

  const Json& operator*() const noexcept { return value_; }
  const Json* operator->() const noexcept { return &value_; }
  Iterator& operator++();
  friend bool operator==(const Iterator& it, Json::Sentinel) noexcept { return it.done_; }

  Iterator() = default;
  Iterator(Iterator&&) noexcept;
  Iterator& operator=(Iterator&&) noexcept;
  Iterator(const Iterator&)            = delete;
  Iterator& operator=(const Iterator&) = delete;
  ~Iterator();

 private:
  friend class Json;
  friend class JsonSource;
  friend class Each;
  void load();
  Json container_;
  Json value_;
  std::uint32_t next_ = 0;        // the word on the tape behind the value
  void* walk_         = nullptr;  // state of a walk over a large container, given back when the loop ends
  bool done_          = true;
};

class Json::Each {
 public:
  explicit Each(const Json& value) : value_(value) {}
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Sentinel end() const noexcept { return {}; }

 private:
  Json value_;
};

}  // namespace secmon
