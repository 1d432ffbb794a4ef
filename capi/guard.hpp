// SPDX-License-Identifier: MIT
// How a call crosses the border to C: nothing flies out, structs of other versions are read and filled as far as both
// sides know them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "secmon.h"
#include "secmon/error.hpp"

namespace secmon::capi {

/// Copies as much of a text as fits, with a NUL behind it, without cutting a UTF-8 sequence.
template <std::size_t N>
void copy_text(char (&to)[N], std::string_view text) noexcept {
  std::size_t size = std::min(text.size(), N - 1);
  if (size < text.size()) {
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  }
  to[text.copy(to, size)] = '\0';
}

inline secmon_status answer(secmon_error* error, Errc code, std::string_view message, std::string_view format = {},
                            std::uint64_t offset = 0) noexcept {
  const auto status = static_cast<secmon_status>(code);
  if (error == nullptr) return status;
  error->code   = status;
  error->offset = offset;
  copy_text(error->format, format);
  copy_text(error->message, message);
  return status;
}

/// Runs the body of a C function and turns whatever flies into a status and the caller's error.
template <class Body>
secmon_status guard(secmon_error* error, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return answer(error, Errc::ok, {});
  } catch (const Exception& e) {
    return answer(error, e.error().code, e.error().message, e.error().format, e.error().offset);
  } catch (const std::bad_alloc&) {
    return answer(error, Errc::out_of_memory, "out of memory");
  } catch (const std::exception& e) {
    return answer(error, Errc::internal, e.what());
  } catch (...) {
    return answer(error, Errc::internal, "unknown exception");
  }
}

inline void require(bool condition, const char* message) {
  if (!condition) throw Exception({Errc::invalid_argument, message});
}

inline void require_index(std::size_t index, std::size_t count) {
  require(index < count, "index is not below the count");
}

/// The caller's options in the size that this library knows; all zero for NULL. What a newer caller has beyond that
/// must be zero: it would otherwise be ignored without a word.
template <class Options>
Options known(const Options* given) {
  Options options{};
  if (given == nullptr) return options;
  const std::size_t size = given->struct_size;
  require(size >= sizeof given->struct_size, "struct_size of the options is not set: begin with their _INIT");
  std::memcpy(&options, given, std::min(size, sizeof options));
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (std::size_t i = sizeof options; i < size; ++i) require(bytes[i] == 0, "an option is unknown to this library");
  return options;
}

/// Hands a filled struct over in the size that the caller knows; what this library does not know becomes zero.
template <class Struct>
void hand_over(const Struct& filled, Struct* out) {
  require(out != nullptr, "out is NULL");
  const std::uint32_t size = out->struct_size;
  require(size >= sizeof size, "struct_size of out is not set: begin with its _INIT");
  if (size > sizeof filled) std::memset(reinterpret_cast<char*>(out) + sizeof filled, 0, size - sizeof filled);
  std::memcpy(static_cast<void*>(out), &filled, std::min<std::size_t>(size, sizeof filled));
  out->struct_size = size;
}

inline secmon_str str(std::string_view text) noexcept { return {text.empty() ? "" : text.data(), text.size()}; }

/// Text in memory that secmon_buffer_free gives back.
inline void fill(secmon_buffer* out, std::string_view text) {
  require(out != nullptr, "out is NULL");
  auto* bytes = static_cast<char*>(std::malloc(text.size() + 1));
  if (bytes == nullptr) throw std::bad_alloc();
  bytes[text.copy(bytes, text.size())] = '\0';
  *out                                 = {bytes, text.size()};
}

}  // namespace secmon::capi
