// SPDX-License-Identifier: MIT
// Errors: what a call that cannot be done answers. What is merely odd about a document is a Note (report.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "secmon/export.hpp"

namespace secmon {

/// Why a call could not be done. The numbers are stable across versions and equal those of the C API; gaps are left
/// for later codes.
enum class Errc : std::uint8_t {
  ok                  = 0,
  unreadable_bytes    = 10,  ///< no text: an unknown encoding, a damaged gzip stream, a file that cannot be read
  malformed           = 11,  ///< not the JSON, XML or CSV that it claims to be
  too_large           = 12,  ///< more bytes, findings or decompressed bytes than the limits allow
  too_deep            = 13,  ///< nested deeper than the limits allow
  truncated           = 14,  ///< the document ends before it is complete
  empty               = 15,  ///< no bytes, or only white space
  unknown_format      = 20,  ///< no format recognises the document
  ambiguous_format    = 21,  ///< several formats recognise it equally well; name one
  unsupported_version = 22,  ///< a known tool, but a version or output mode that is not read
  scanner_failed      = 23,  ///< the scanner's own error message stands where its report should be
  storage             = 30,
  storage_version     = 31,
  delivery            = 40,
  invalid_argument    = 90,
  out_of_memory       = 91,
  internal            = 99,
};

/// The stable name of a code, such as "unknown_format".
SECMON_API std::string_view name(Errc code) noexcept;

/// What went wrong, where, and what to do about it.
struct Error {
  Errc code = Errc::ok;
  std::string message;           ///< one or two sentences for a person, never with bytes of a secret
  std::string_view format = {};  ///< id of the format that was being read, "" if none; static storage
  std::size_t offset      = 0;   ///< byte offset in the decoded document, 0 if it does not apply
};

/// What Result::value() throws.
class SECMON_API Exception : public std::exception {
 public:
  explicit Exception(Error error) : error_(std::move(error)) {}
  ~Exception() override;
  [[nodiscard]] const char* what() const noexcept override { return error_.message.c_str(); }
  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

/// A value, or the Error that stood in its way. Has the names of C++23's std::expected, which will replace it.
/// Serves both camps:
///
///     if (auto report = secmon::parse(bytes)) use(*report); else log(report.error().message);
///     auto report = secmon::parse(bytes).value();     // throws secmon::Exception
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  /// The value; has_value() must be true.
  T& operator*() & noexcept SECMON_LIFETIMEBOUND { return *std::get_if<0>(&state_); }
  const T& operator*() const& noexcept SECMON_LIFETIMEBOUND { return *std::get_if<0>(&state_); }
  T&& operator*() && noexcept SECMON_LIFETIMEBOUND { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() noexcept SECMON_LIFETIMEBOUND { return std::get_if<0>(&state_); }
  const T* operator->() const noexcept SECMON_LIFETIMEBOUND { return std::get_if<0>(&state_); }

  /// The value, or throws Exception with the error.
  T& value() & SECMON_LIFETIMEBOUND {
    require();
    return **this;
  }
  const T& value() const& SECMON_LIFETIMEBOUND {
    require();
    return **this;
  }
  T&& value() && SECMON_LIFETIMEBOUND {
    require();
    return *std::move(*this);
  }

  /// The error; has_value() must be false.
  [[nodiscard]] const Error& error() const& noexcept SECMON_LIFETIMEBOUND { return *std::get_if<1>(&state_); }
  [[nodiscard]] Error&& error() && noexcept SECMON_LIFETIMEBOUND { return std::move(*std::get_if<1>(&state_)); }

 private:
  void require() const {
    if (has_value()) return;
#if defined(__cpp_exceptions)
    throw Exception(error());
#else
    std::abort();  // a program without exceptions asks has_value() first
#endif
  }
  std::variant<T, Error> state_;
};

}  // namespace secmon
