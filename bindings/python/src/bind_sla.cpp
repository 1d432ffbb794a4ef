// SPDX-License-Identifier: MIT
// Service levels in Python.
#include <optional>
#include <utility>

#include <pybind11/chrono.h>
#include <pybind11/stl.h>

#include "bind.hpp"

namespace secmon::python {
namespace {

py::dict to_dict(const SlaClock& clock) {
  py::dict made;
  made["state"] = word(clock.state);
  made["due"]   = iso(clock.due);
  made["left"]  = some(clock.left.count(), clock.due != kNoTime);
  return made;
}

py::dict to_dict(const Sla& sla) {
  py::dict made;
  made["start"]   = iso(sla.start);
  made["respond"] = to_dict(sla.respond);
  made["resolve"] = to_dict(sla.resolve);
  return made;
}

std::string sla_repr(const Sla& sla) {
  return "<secmon.Sla respond " + std::string(name(sla.respond.state)) + ", resolve " +
         std::string(name(sla.resolve.state)) + ">";
}

BusinessHours hours(const std::pair<int, int>& given, const std::vector<int>& days, int utc_offset) {
  const auto [start, end] = given;
  if (start < 0 || start >= end || end > 24) refuse("business_hours are (start, end) with 0 <= start < end <= 24");
  unsigned bits = 0;
  for (const int day : days) {
    if (day < 0 || day > 6) refuse("business_days are numbers from 0 (Monday) to 6");
    bits |= 1U << static_cast<unsigned>(day);
  }
  if (bits == 0) refuse("business_days need at least one day");
  return {true, static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(start), static_cast<std::uint8_t>(end),
          std::chrono::minutes(utc_offset)};
}

SlaPolicy policy(const py::dict& targets, double due_soon, const std::optional<std::pair<int, int>>& business_hours,
                 const std::vector<int>& business_days, int utc_offset_minutes) {
  SlaPolicy made;
  for (const auto& [severity, target] : targets) {
    const auto both = cast<std::pair<py::object, py::object>>(target, "(respond, resolve) for each severity");
    made.targets[static_cast<std::size_t>(severity_of(severity))] = {duration_of(both.first), duration_of(both.second)};
  }
  made.due_soon = due_soon;
  if (business_hours) made.business = hours(*business_hours, business_days, utc_offset_minutes);
  return made;
}

py::dict targets_of(const SlaPolicy& policy) {
  py::dict made;
  for (std::size_t i = kSeverityCount; i-- > 0;) {
    const SlaTarget& target              = policy.targets[i];
    made[word(static_cast<Severity>(i))] = py::make_tuple(target.respond, target.resolve);
  }
  return made;
}

}  // namespace

void bind_sla(py::module_& module) {
  py::class_<SlaPolicy>(module, "SlaPolicy",
                        "The time allowed for each severity.\n\n"
                        "targets: {severity: (respond, resolve)} as timedelta or seconds, None for no target; what is\n"
                        "not named keeps its default. business_hours=(9, 17) lets the clock run only then.")
      .def(py::init(&policy), py::kw_only(), py::arg("targets") = py::dict(),
           py::arg("due_soon") = SlaPolicy().due_soon, py::arg("business_hours") = py::none(),
           py::arg("business_days") = std::vector<int>{0, 1, 2, 3, 4}, py::arg("utc_offset_minutes") = 0)
      .def_property_readonly("targets", targets_of)
      .def_readonly("due_soon", &SlaPolicy::due_soon);
  py::class_<SlaClock>(module, "SlaClock", "One of the two clocks of a finding.")
      .def_property_readonly("state", [](const SlaClock& c) { return word(c.state); })
      .def_property_readonly("due", [](const SlaClock& c) { return datetime(c.due); })
      .def_property_readonly(
          "left", [](const SlaClock& c) { return some(c.left, c.due != kNoTime); },
          "Time left until it is due, negative when it is over; None without a due time.")
      .def("to_dict", [](const SlaClock& c) { return to_dict(c); })
      .def("__repr__", [](const SlaClock& c) { return "<secmon.SlaClock " + std::string(name(c.state)) + ">"; });
  py::class_<Sla>(module, "Sla", "By when a finding must be answered and resolved, and whether it was.")
      .def_property_readonly("start", [](const Sla& s) { return datetime(s.start); })
      .def_readonly("respond", &Sla::respond)
      .def_readonly("resolve", &Sla::resolve)
      .def("to_dict", [](const Sla& s) { return to_dict(s); })
      .def("__repr__", sla_repr);
  module.def(
      "classify",
      [](const Report& report, const py::object& now, const std::optional<SlaPolicy>& given) {
        const Time at = time_of(now);
        if (at == kNoTime) refuse("now is needed: datetime.now(timezone.utc)");
        const SlaPolicy rules = given.value_or(SlaPolicy());
        std::vector<Sla> made;
        {
          const py::gil_scoped_release others_may_run;
          made = classify(report, at, rules);
        }
        return made;
      },
      py::arg("report"), py::arg("now"), py::arg("policy") = py::none(),
      "Holds each finding of a report, in its order, against its service levels at the time `now`.");
}

}  // namespace secmon::python
