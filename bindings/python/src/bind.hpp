// SPDX-License-Identifier: MIT
// What the binding files share: one function each, and how text, times and lists of reports cross to Python and back.
#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/secmon.hpp"

namespace secmon::python {

namespace py = pybind11;

void bind_alert(py::module_& module);
void bind_error(py::module_& module);
void bind_format(py::module_& module);
void bind_finding(py::module_& module);
void bind_report(py::module_& module);
void bind_columns(py::module_& module, py::class_<Report, std::shared_ptr<Report>>& report);
void bind_parse(py::module_& module);
void bind_score(py::module_& module);
void bind_sla(py::module_& module);
void bind_gate(py::module_& module);
void bind_config(py::module_& module);
void bind_suppress(py::module_& module);
void bind_diff(py::module_& module);
void bind_inventory(py::module_& module);
void bind_history(py::module_& module);
void bind_render(py::module_& module);
void bind_vex(py::module_& module);
void bind_overview(py::module_& module);

/// A value that borrows from a report, and the report: it lives as long as any part of it is held.
using Owner = std::shared_ptr<const Report>;
template <class T>
struct Part {
  Owner report;
  T value;
};

// ---- to Python (arguments.cpp) ----------------------------------------------------------------------------------

py::str text(std::string_view text);
py::tuple texts(std::span<const std::string_view> list);
py::object datetime(Time time);          ///< aware, in UTC; None for kNoTime
py::object iso(Time time);               ///< "2024-05-01T12:00:00Z" as in JSON; None for kNoTime
py::object limit(std::uint64_t count);   ///< None for kNoLimit
py::dict counts(const Counts& counts);   ///< by the name of the severity, the worst first
py::object json(std::string_view text);  ///< what json.loads gives

template <class Enum>
py::str word(Enum value) {
  return text(name(value));
}

/// A number, or None when it is absent.
template <class Number>
py::object some(Number value, bool present) {
  return present ? py::cast(value) : py::object(py::none());
}

/// An exception object of the class that fits the error's code. `path` is "" for what was read from memory.
py::object exception(const Error& error, const std::filesystem::path& path = {});
/// Raises it.
[[noreturn]] void raise(const Error& error, const std::filesystem::path& path = {});

// ---- from Python ------------------------------------------------------------------------------------------------

[[noreturn]] void refuse(const std::string& message);  ///< ArgumentError

/// The value as T; TypeError otherwise.
template <class T>
T cast(const py::handle& value, const char* expected) {
  try {
    return value.cast<T>();
  } catch (const py::cast_error&) {
    throw py::type_error(std::string("expected ") + expected);
  }
}
std::filesystem::path path_of(const py::handle& value);  ///< a str or os.PathLike

Time time_of(const py::object& value);  ///< an aware datetime or seconds since 1970; None gives kNoTime
std::chrono::seconds duration_of(const py::handle& value);  ///< a timedelta or seconds; None gives 0
std::uint64_t limit_of(const py::handle& value);            ///< None gives kNoLimit
Severity severity_of(const py::handle& value);

/// One report or any iterable of reports, as handles that can be used without the interpreter.
std::vector<Report> reports_of(const py::object& reports);

/// The options that render() and Report.render() take as keywords. Borrows from the arguments.
RenderOptions render_options(const py::object& now, const Verdict* verdict, const std::string& title,
                             std::size_t max_findings, unsigned width, bool color, bool all);

}  // namespace secmon::python
