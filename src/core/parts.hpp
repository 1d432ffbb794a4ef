// SPDX-License-Identifier: MIT
// A list of texts as 128 bits: what a fingerprint is made by, and any other key that findings are compared by.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/ascii.hpp"
#include "core/fingerprint.hpp"
#include "core/text.hpp"

namespace secmon {

/// Hashes a list of parts. Ordinary rows fit into the buffer and are hashed in one go, which is several times as fast
/// as feeding a state; the state takes over when they do not.
class Parts {
 public:
  void add(std::string_view text) noexcept {
    append(text);
    end();
  }
  /// Numbers, in the machine's own order of bytes: not for what is kept.
  template <std::size_t N>
  void add(const std::array<std::uint64_t, N>& numbers) noexcept {
    for (const std::uint64_t number : numbers) {
      char bytes[sizeof number];
      std::memcpy(bytes, &number, sizeof number);
      append(std::string_view(bytes, sizeof bytes));
    }
  }
  template <class Keep>
  void add_if(std::string_view text, Keep keep) noexcept {
    each_piece(text, [&](std::string_view piece) { take_if(piece, keep); });
    end();
  }
  /// What many texts have none of, so that eight bytes are looked at together.
  void add_without_digits(std::string_view text) noexcept {
    each_piece(text, [&](std::string_view piece) {
      for (; piece.size() >= 8; piece.remove_prefix(8)) {
        // The digits become 0 to 9, of which each one sets the high bit of its byte; others may, too.
        const std::uint64_t eight = eight_bytes(piece, 0);
        const std::uint64_t low   = eight ^ 0x3030303030303030U;
        if (((low - 0x0A0A0A0A0A0A0A0AU) & ~low & 0x8080808080808080U) != 0) {
          take_if(piece.substr(0, 8), [](char c) { return !is_digit(c); });
        } else {
          std::memcpy(buffer_ + size_, &eight, sizeof eight);
          size_ += sizeof eight;
        }
      }
      take_if(piece, [](char c) { return !is_digit(c); });
    });
    end();
  }
  void add_lower(std::string_view text) noexcept {
    each_piece(text, [&](std::string_view piece) {
      for (const char c : piece) buffer_[size_++] = to_lower(c);
    });
    end();
  }
  void add_path(std::string_view path) {
    if (is_normal_path(path)) {
      add(path);
    } else {
      add(normal_path(path));
    }
  }

  /// Two parts. A query holds values, often tokens; what stands before the '@' of a host is a credential.
  void add_url(std::string_view url) noexcept {
    constexpr auto kNowhere = std::string_view::npos;
    url                     = url.substr(0, url.find_first_of("?#"));
    const std::size_t begin = url.find("://");
    const std::size_t host  = begin == kNowhere ? 0 : begin + 3;
    const std::size_t at    = url.substr(host, url.find('/', host) - host).rfind('@');
    add(url.substr(0, host));
    add(url.substr(at == kNowhere ? host : host + at + 1));
  }

  Identity identity() noexcept {
    if (!streaming_) return hash({buffer_, size_});
    spill();
    return from_xxh(XXH3_128bits_digest(&state_));
  }
  /// Of one text alone, as it is.
  static Identity hash(std::string_view text) noexcept { return from_xxh(XXH3_128bits(text.data(), text.size())); }

 private:
  static Identity from_xxh(XXH128_hash_t hash) noexcept { return {hash.high64, hash.low64}; }
  // Ends a part with a byte that no UTF-8 text has, so that "a", "bc" is not "ab", "c".
  void end() noexcept { append('\xFF'); }
  void append(char c) noexcept {
    if (size_ == sizeof buffer_) spill();
    buffer_[size_++] = c;
  }
  // Visits pieces that have room in the buffer, and one byte more.
  template <class Visit>
  void each_piece(std::string_view text, Visit visit) noexcept {
    while (!text.empty()) {
      if (size_ + 1 >= sizeof buffer_) spill();
      const std::string_view piece = text.substr(0, sizeof buffer_ - 1 - size_);
      visit(piece);
      text.remove_prefix(piece.size());
    }
  }
  // There is room for all of it.
  template <class Keep>
  void take_if(std::string_view piece, Keep keep) noexcept {
    // Every byte is written; those that are not kept are overwritten by the next one.
    char* to = buffer_ + size_;
    for (const char c : piece) {
      *to = c;
      to += keep(c) ? 1 : 0;
    }
    size_ = static_cast<std::size_t>(to - buffer_);
  }
  void append(std::string_view text) noexcept {
    if (text.size() > sizeof buffer_ - size_) {
      spill();
      if (text.size() > sizeof buffer_) {
        XXH3_128bits_update(&state_, text.data(), text.size());
        return;
      }
    }
    if (!text.empty()) std::memcpy(buffer_ + size_, text.data(), text.size());
    size_ += text.size();
  }
  void spill() noexcept {
    if (!streaming_) XXH3_128bits_reset(&state_);
    streaming_ = true;
    if (size_ > 0) XXH3_128bits_update(&state_, buffer_, size_);
    size_ = 0;
  }

  XXH3_state_t state_;  // not initialised: most rows never need it
  bool streaming_   = false;
  std::size_t size_ = 0;
  char buffer_[1024];
};

}  // namespace secmon
