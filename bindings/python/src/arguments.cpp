// SPDX-License-Identifier: MIT
// How text, times, numbers and lists cross to Python and back.
#include <cmath>

#include <pybind11/stl/filesystem.h>

#include "bind.hpp"
// Behind Python.h, which bind.hpp brings.
#include <datetime.h>

namespace secmon::python {
namespace {

namespace chr = std::chrono;

// The years that datetime can hold.
constexpr Time kFirst = chr::sys_days{chr::year{1} / 1 / 1};
constexpr Time kLast  = chr::sys_days{chr::year{9999} / 12 / 31} + chr::seconds(86399);

void need_datetime() {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  if (PyDateTimeAPI == nullptr) throw py::error_already_set();
}

}  // namespace

py::str text(std::string_view text) {
  PyObject* made = PyUnicode_DecodeUTF8(text.data(), static_cast<py::ssize_t>(text.size()), "replace");
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(made);
}

py::tuple texts(std::span<const std::string_view> list) {
  py::tuple made(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) made[i] = text(list[i]);
  return made;
}

py::object datetime(Time time) {
  if (time < kFirst || time > kLast) return py::none();
  need_datetime();
  const auto day = chr::floor<chr::days>(time);
  const chr::year_month_day date(day);
  const chr::hh_mm_ss clock(time - day);
  PyObject* made = PyDateTimeAPI->DateTime_FromDateAndTime(
      static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
      static_cast<int>(static_cast<unsigned>(date.day())), static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()), 0,
      PyDateTimeAPI->TimeZone_UTC, PyDateTimeAPI->DateTimeType);
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(made);
}

py::object iso(Time time) {
  const py::object made = datetime(time);
  if (made.is_none()) return made;
  return made.attr("strftime")("%Y-%m-%dT%H:%M:%SZ");
}

py::object limit(std::uint64_t count) { return some(count, count != kNoLimit); }

py::dict counts(const Counts& counts) {
  py::dict made;
  for (std::size_t i = kSeverityCount; i-- > 0;) {
    const auto severity  = static_cast<Severity>(i);
    made[word(severity)] = counts[severity];
  }
  return made;
}

py::object json(std::string_view text) {
  return py::module_::import("json").attr("loads")(py::bytes(text.data(), text.size()));
}

std::filesystem::path path_of(const py::handle& value) {
  return cast<std::filesystem::path>(value, "bytes, or a str or os.PathLike that names a file");
}

void refuse(const std::string& message) { raise({Errc::invalid_argument, message}); }

Time time_of(const py::object& value) {
  if (value.is_none()) return kNoTime;
  if (py::isinstance<py::int_>(value) || py::isinstance<py::float_>(value))
    return chr::floor<chr::seconds>(
        Time() + chr::duration_cast<chr::seconds>(chr::duration<double>(std::floor(value.cast<double>()))));
  need_datetime();
  if (!PyDateTime_Check(value.ptr())) refuse("a time is a datetime with a time zone, or seconds since 1970");
  if (value.attr("tzinfo").is_none()) refuse("a datetime needs a time zone: datetime.now(timezone.utc)");
  return Time(chr::seconds(static_cast<std::int64_t>(std::floor(value.attr("timestamp")().cast<double>()))));
}

std::chrono::seconds duration_of(const py::handle& value) {
  if (value.is_none()) return {};
  const py::object seconds =
      py::hasattr(value, "total_seconds") ? value.attr("total_seconds")() : py::reinterpret_borrow<py::object>(value);
  return chr::seconds(static_cast<std::int64_t>(cast<double>(seconds, "a timedelta or seconds")));
}

std::uint64_t limit_of(const py::handle& value) {
  return value.is_none() ? kNoLimit : cast<std::uint64_t>(value, "a number that is not negative, or None");
}

Severity severity_of(const py::handle& value) {
  const auto given        = cast<std::string>(value, "the name of a severity");
  const Severity severity = severity_named(given);
  if (name(severity) != given) refuse("'" + given + "' is no severity: unknown, info, low, medium, high, critical");
  return severity;
}

std::vector<Report> reports_of(const py::object& reports) {
  std::vector<Report> made;
  const auto add = [&](const py::handle& report) {
    if (!py::isinstance<Report>(report)) throw py::type_error("expected a Report, or several");
    made.push_back(report.cast<const Report&>().share());
  };
  if (py::isinstance<Report>(reports)) {
    add(reports);
  } else {
    for (const py::handle report : reports) add(report);
  }
  return made;
}

RenderOptions render_options(const py::object& now, const Verdict* verdict, const std::string& title,
                             std::size_t max_findings, unsigned width, bool color, bool all) {
  return {.now          = time_of(now),
          .verdict      = verdict,
          .title        = title,
          .max_findings = max_findings,
          .width        = width,
          .color        = color,
          .all          = all};
}

}  // namespace secmon::python
