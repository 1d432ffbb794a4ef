// SPDX-License-Identifier: MIT
// Text behind text in one block, as Arrow has it; and the dictionary that is made of different texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "columns/arrow.hpp"
#include "core/slots.hpp"

namespace secmon {

/// Builds an array of text (large_utf8).
class TextArray {
 public:
  explicit TextArray(std::size_t expected) { offsets_.reserve(expected + 1), offsets_.push_back(0); }
  TextArray(const TextArray&)            = delete;
  TextArray& operator=(const TextArray&) = delete;
  ~TextArray();

  void add(std::string_view text);
  [[nodiscard]] std::size_t size() const noexcept { return offsets_.size() - 1; }
  [[nodiscard]] std::size_t bytes() const noexcept { return used_; }
  [[nodiscard]] std::string_view operator[](std::size_t i) const noexcept {
    return {reinterpret_cast<const char*>(bytes_) + offsets_[i],
            static_cast<std::size_t>(offsets_[i + 1] - offsets_[i])};
  }
  /// What was added, without nulls. It is empty then.
  Array take();

 private:
  std::byte* bytes_ = nullptr;
  std::size_t used_ = 0, room_ = 0;
  std::vector<std::int64_t> offsets_;
};

/// A vector's items as a block, where they are.
template <class T>
Block block_of(std::vector<T> items) {
  auto kept = std::make_shared<std::vector<T>>(std::move(items));
  return {kept, reinterpret_cast<std::byte*>(kept->data())};
}

/// Numbers different texts in the order of their coming. In a report, a text that repeats mostly stands in one place,
/// but not always: texts are known by their places first, and by their contents then.
class Words {
 public:
  Words() : places_(kPlaces) {}
  /// `text()` is asked for only if the place was not seen lately.
  template <class Text>
  std::int32_t number(const void* place, Text text) {
    Place& slot = places_[slot_of(place, kPlaceBits)];
    if (slot.place != place) slot = {place, number_of(text())};
    return slot.number;
  }
  Array take() { return texts_.take(); }

 private:
  // So few that they stay in the processor's cache: a table of all places is slower than looking at texts again.
  static constexpr unsigned kPlaceBits = 13;
  static constexpr std::size_t kPlaces = std::size_t{1} << kPlaceBits;

  struct Place {
    const void* place   = nullptr;
    std::int32_t number = 0;
  };
  struct Content {
    std::uint32_t hash  = 0;
    std::int32_t number = -1;
  };
  std::int32_t number_of(std::string_view text);
  void grow();

  TextArray texts_{0};
  std::vector<Place> places_;      // the later in place of the earlier
  std::vector<Content> contents_;  // the size is a power of two; at most half is full
};

}  // namespace secmon
