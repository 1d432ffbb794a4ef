// SPDX-License-Identifier: MIT
// How a report keeps its findings: text once, in large chunks; facts in columns, of which only those exist that any
// finding of the report has. A row of 500 bytes takes about 100 here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "secmon/finding.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// Owns bytes; gives them out in order and never moves them.
class Arena {
 public:
  /// `size` bytes, aligned for any of our types.
  std::byte* allocate(std::size_t size);
  [[nodiscard]] std::size_t memory() const noexcept { return memory_; }

  template <class T>
  std::span<const T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (items.empty()) return {};
    auto* to = reinterpret_cast<T*>(allocate(items.size_bytes()));
    std::memcpy(static_cast<void*>(to), items.data(), items.size_bytes());
    return {to, items.size()};
  }

 private:
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* next_       = nullptr;
  std::size_t left_      = 0;
  std::size_t memory_    = 0;
};

/// Text that is kept once. What keep() gives is preceded in memory by its length, so that a column can hold it in one
/// pointer.
class Texts {
 public:
  std::string_view keep(std::string_view text);
  [[nodiscard]] std::size_t memory() const noexcept;

  /// A kept text as one pointer and back; nullptr is "".
  static const char* handle(std::string_view kept) noexcept { return kept.empty() ? nullptr : kept.data(); }
  static std::string_view text(const char* handle) noexcept {
    if (handle == nullptr) return {};
    std::uint32_t size = 0;
    std::memcpy(&size, handle - sizeof size, sizeof size);
    return {handle, size};
  }

 private:
  struct Slot {
    const char* text = nullptr;
    std::uint32_t hash = 0;
    std::uint32_t size = 0;
  };
  void grow();
  Arena arena_;
  std::vector<Slot> slots_;  // open addressing, a power of two
  std::size_t used_ = 0;
};

/// The values of one field in all findings. Takes no memory while all of them are the default.
template <class T>
class Column {
 public:
  /// Sets the value of row `row`, which must be the last one or a later one.
  void set(std::size_t row, const T& value, const T& absent) {
    if (value == absent && values_.empty()) return;
    values_.resize(row, absent);
    values_.push_back(value);
  }
  [[nodiscard]] T get(std::size_t row, const T& absent) const noexcept {
    return row < values_.size() ? values_[row] : absent;
  }
  [[nodiscard]] std::size_t memory() const noexcept { return values_.capacity() * sizeof(T); }

 private:
  std::vector<T> values_;
};

}  // namespace secmon
