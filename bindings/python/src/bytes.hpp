// SPDX-License-Identifier: MIT
// Bytes of Python (bytes, bytearray, memoryview, mmap …), held still while they are read.
#pragma once

#include <pybind11/pybind11.h>

#include <string_view>

namespace secmon::python {

class Bytes {
 public:
  /// Whether an object gives bytes; text and paths do not.
  static bool of(const pybind11::handle& object) noexcept { return PyObject_CheckBuffer(object.ptr()) != 0; }

  explicit Bytes(const pybind11::handle& object) {
    if (PyObject_GetBuffer(object.ptr(), &buffer_, PyBUF_SIMPLE) != 0) throw pybind11::error_already_set();
  }
  Bytes(const Bytes&)            = delete;
  Bytes& operator=(const Bytes&) = delete;
  ~Bytes() { PyBuffer_Release(&buffer_); }

  [[nodiscard]] std::string_view view() const noexcept {
    return {static_cast<const char*>(buffer_.buf), static_cast<std::size_t>(buffer_.len)};
  }

 private:
  Py_buffer buffer_{};
};

}  // namespace secmon::python
