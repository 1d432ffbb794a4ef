// SPDX-License-Identifier: MIT
// Exceptions: one class for each thing that a caller would do about an error, found by its code and never by its text.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "bind.hpp"

namespace secmon::python {
namespace {

const char* class_for(Errc code) {
  switch (code) {
    case Errc::unknown_format:
    case Errc::ambiguous_format:
    case Errc::unsupported_version: return "FormatError";
    case Errc::storage:
    case Errc::storage_version: return "StorageError";
    case Errc::invalid_argument: return "ArgumentError";
    case Errc::unreadable_bytes:
    case Errc::malformed:
    case Errc::too_large:
    case Errc::too_deep:
    case Errc::truncated:
    case Errc::empty:
    case Errc::scanner_failed: return "ParseError";
    default: return "Error";
  }
}

py::object class_named(const char* name) { return py::module_::import("secmon._secmon").attr(name); }

// Why the system does not let a file be read; 0 if it does.
int system_error(const std::filesystem::path& path) {
  std::error_code code;
  const auto type = std::filesystem::status(path, code).type();
  if (type == std::filesystem::file_type::not_found) return ENOENT;
  if (type == std::filesystem::file_type::directory) return EISDIR;
  if (type == std::filesystem::file_type::none) return code.value() != 0 ? code.value() : EIO;
  if (type != std::filesystem::file_type::regular) return 0;
  errno = 0;
  if (std::ifstream(path, std::ios::binary)) return 0;
  return errno != 0 ? errno : EIO;
}

// A file that is not there is told apart from one whose bytes are no text, so that `except FileNotFoundError` works.
py::object instance(const Error& error, const std::filesystem::path& path) {
  const int reason = error.code == Errc::unreadable_bytes && !path.empty() ? system_error(path) : 0;
  if (reason == 0) return class_named(class_for(error.code))(text(error.message));
  return class_named(reason == ENOENT ? "MissingFileError" : "FileError")(reason, text(std::strerror(reason)),
                                                                          text(path.string()));
}

py::object make_class(py::module_& module, const char* name, const py::object& bases, const char* doc) {
  const std::string full = std::string("secmon.") + name;
  PyObject* made         = PyErr_NewExceptionWithDoc(full.c_str(), doc, bases.ptr(), nullptr);
  if (made == nullptr) throw py::error_already_set();
  py::object type   = py::reinterpret_steal<py::object>(made);
  module.attr(name) = type;
  return type;
}

void translate(std::exception_ptr flying) {
  try {
    if (flying) std::rethrow_exception(flying);
  } catch (const Exception& e) {
    const py::object made = exception(e.error());
    PyErr_SetObject(py::type::handle_of(made).ptr(), made.ptr());
  }
}

}  // namespace

py::object exception(const Error& error, const std::filesystem::path& path) {
  if (error.code == Errc::out_of_memory) return py::handle(PyExc_MemoryError)(text(error.message));
  py::object made     = instance(error, path);
  made.attr("code")   = word(error.code);
  made.attr("format") = text(error.format);
  made.attr("offset") = error.offset;
  made.attr("path")   = path.empty() ? py::object(py::none()) : py::object(text(path.string()));
  return made;
}

void raise(const Error& error, const std::filesystem::path& path) {
  const py::object made = exception(error, path);
  PyErr_SetObject(py::type::handle_of(made).ptr(), made.ptr());
  throw py::error_already_set();
}

void bind_error(py::module_& module) {
  const auto builtin   = [](PyObject* type) { return py::reinterpret_borrow<py::object>(type); };
  py::object error     = make_class(module, "Error", builtin(PyExc_Exception),
                                    "A call that could not be done.\n\n"
                                        "code: stable name such as 'unknown_format'; format: id of the format that was being\n"
                                        "read, ''; offset: byte offset in the document, 0; path: of the file, or None.");
  error.attr("code")   = "internal";
  error.attr("format") = "";
  error.attr("offset") = 0;
  error.attr("path")   = py::none();
  make_class(module, "ParseError", py::make_tuple(error, builtin(PyExc_ValueError)), "The bytes cannot be read.");
  make_class(module, "FormatError", py::make_tuple(error, builtin(PyExc_LookupError)),
             "The format is unknown, ambiguous or of a version that is not read.");
  make_class(module, "ArgumentError", py::make_tuple(error, builtin(PyExc_ValueError)), "An argument is wrong.");
  make_class(module, "StorageError", py::make_tuple(error, builtin(PyExc_OSError)), "A store cannot be used.");
  py::object file = make_class(module, "FileError", py::make_tuple(error, builtin(PyExc_OSError)),
                               "The system does not let a file be read.");
  make_class(module, "MissingFileError", py::make_tuple(file, builtin(PyExc_FileNotFoundError)),
             "There is no such file.");
  py::register_local_exception_translator(translate);
}

}  // namespace secmon::python
