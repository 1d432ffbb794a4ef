// SPDX-License-Identifier: MIT
// A report as Arrow columns in Python, by the PyCapsule protocol: whoever speaks Arrow takes it as it is.
#include <memory>
#include <utility>

#include <pybind11/stl.h>

#include "bind.hpp"

namespace secmon::python {
namespace {

constexpr const char* kStream = "arrow_array_stream";
constexpr const char* kSchema = "arrow_schema";

// Some columns of a report; all of them without names.
struct Columns {
  Owner report;
  std::vector<std::string> names;
};

// Frees the struct of a capsule that nobody took, or whose content was moved out.
template <class C, const char* const& kName>
void drop(PyObject* capsule) {
  auto* content = static_cast<C*>(PyCapsule_GetPointer(capsule, kName));
  if (content == nullptr) return PyErr_WriteUnraisable(capsule);
  if (content->release != nullptr) content->release(content);
  delete content;
}

template <class C, const char* const& kName>
py::object capsule(std::unique_ptr<C> content) {
  PyObject* made = PyCapsule_New(content.get(), kName, drop<C, kName>);
  if (made == nullptr) {
    content->release(content.get());
    throw py::error_already_set();
  }
  (void)content.release();
  return py::reinterpret_steal<py::object>(made);
}

std::unique_ptr<ArrowArrayStream> stream_of(const Report& report, const std::vector<std::string>& names) {
  auto made = std::make_unique<ArrowArrayStream>();
  const std::vector<std::string_view> chosen(names.begin(), names.end());
  (void)secmon::columns(report, made.get(), chosen).value();
  return made;
}

py::object stream(const Report& report, const std::vector<std::string>& names) {
  return capsule<ArrowArrayStream, kStream>(stream_of(report, names));
}

py::object schema(const Report& report, const std::vector<std::string>& names) {
  const auto from = stream_of(report, names);
  auto made       = std::make_unique<ArrowSchema>();
  const int error = from->get_schema(from.get(), made.get());
  from->release(from.get());
  if (error != 0) throw std::bad_alloc();
  return capsule<ArrowSchema, kSchema>(std::move(made));
}

// Refuses names that are no columns at once, and not when somebody reads them.
Columns choose(const std::shared_ptr<Report>& report, const py::args& names) {
  Columns made{report, {}};
  for (const py::handle name : names) made.names.push_back(cast<std::string>(name, "names of columns as str"));
  const auto tried = stream_of(*report, made.names);
  tried->release(tried.get());
  return made;
}

std::vector<std::string> names_of(const Columns& columns) {
  if (!columns.names.empty()) return columns.names;
  return {column_names().begin(), column_names().end()};
}

}  // namespace

void bind_columns(py::module_& module, py::class_<Report, std::shared_ptr<Report>>& report) {
  py::class_<Columns>(module, "Columns",
                      "Columns of a report, for pyarrow, pandas, Polars, DuckDB and whatever else takes Arrow.\n\n"
                      "docs/columns.md has their names and types.")
      .def_property_readonly("names", [](const Columns& c) { return py::tuple(py::cast(names_of(c))); })
      .def(
          "__arrow_c_stream__", [](const Columns& c, const py::object&) { return stream(*c.report, c.names); },
          py::arg("requested_schema") = py::none(), "The findings as Arrow columns, for consumers of Arrow.")
      .def(
          "__arrow_c_schema__", [](const Columns& c) { return schema(*c.report, c.names); },
          "Names and types of the columns, for consumers of Arrow.")
      .def("__len__", [](const Columns& c) { return c.report->size(); })
      .def("__repr__", [](const Columns& c) {
        return "<secmon.Columns: " + std::to_string(names_of(c).size()) + " of " + std::to_string(c.report->size()) +
               " findings>";
      });
  report
      .def("columns", choose,
           "The columns with these names, in this order; all of them without names.\n\n"
           "pyarrow.table(report.columns('severity', 'path')): what is not named costs nothing.")
      .def(
          "__arrow_c_stream__", [](const Report& r, const py::object&) { return stream(r, {}); },
          py::arg("requested_schema") = py::none(), "All columns of the report, for consumers of Arrow.")
      .def(
          "__arrow_c_schema__", [](const Report& r) { return schema(r, {}); },
          "Names and types of all columns, for consumers of Arrow.");
}

}  // namespace secmon::python
