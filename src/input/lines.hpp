// SPDX-License-Identifier: MIT
// The cursor for plain text: lines without their end ("\n", "\r\n"), without ANSI escape sequences, and with the bytes
// that are not UTF-8 read as windows-1252.
#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

namespace secmon {

/// for (std::string_view line : lines) … Each line is good until the next one is taken.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  class Iterator {
   public:
    using value_type        = std::string_view;
    using difference_type   = std::ptrdiff_t;
    using reference         = std::string_view;
    using pointer           = const std::string_view*;
    using iterator_category = std::input_iterator_tag;

    std::string_view operator*() const noexcept { return copied_ ? std::string_view(copy_) : line_; }
    Iterator& operator++() {
      take();
      return *this;
    }
    friend bool operator==(const Iterator& it, std::default_sentinel_t) noexcept { return it.done_; }

   private:
    friend class Lines;
    void take();
    std::string_view rest_, line_;
    std::string copy_;  // the line, if it had to be changed
    bool copied_ = false, done_ = true;
  };
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
  [[nodiscard]] std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

}  // namespace secmon
