// SPDX-License-Identifier: MIT
// apply in Python.
#include "bind.hpp"

namespace secmon::python {
namespace {

std::shared_ptr<Report> applied(const std::shared_ptr<Report>& report, const std::shared_ptr<Report>& statements) {
  Result<Report> result = [&] {
    const py::gil_scoped_release others_may_run;
    return apply(*report, *statements);
  }();
  return std::make_shared<Report>(std::move(result).value());
}

}  // namespace

void bind_vex(py::module_& module) {
  module.def("apply", applied,
             "A copy of a report with VEX statements applied: those of a report read as openvex, csaf or cyclonedx.\n"
             "state_reason of a finding names the statement; one that fits nothing is a note.",
             py::arg("report"), py::arg("statements"));
}

}  // namespace secmon::python
