// SPDX-License-Identifier: MIT
// The gate and its verdict in Python.
#include <optional>

#include <pybind11/stl.h>

#include "bind.hpp"

namespace secmon::python {
namespace {

py::object severity(const GateReason& r) {
  const bool about_severity = r.rule == GateRule::severity_count || r.rule == GateRule::unknown_severity;
  return about_severity ? py::object(word(r.severity)) : py::object(py::none());
}

py::object report_index(const GateReason& r) { return some(r.report, r.rule == GateRule::incomplete_report); }

py::dict to_dict(const GateReason& r) {
  py::dict made;
  made["rule"]     = word(r.rule);
  made["severity"] = severity(r);
  made["actual"]   = r.actual;
  made["allowed"]  = limit(r.allowed);
  made["report"]   = report_index(r);
  made["message"]  = text(r.message);
  return made;
}

py::dict to_dict(const Verdict& verdict) {
  py::list reasons;
  for (const GateReason& reason : verdict.reasons) reasons.append(to_dict(reason));
  py::dict made;
  made["passed"]       = verdict.passed;
  made["reasons"]      = reasons;
  made["score"]        = py::cast(verdict.score).attr("to_dict")();
  made["sla_breached"] = verdict.sla_breached;
  return made;
}

GatePolicy policy(const py::dict& allowed, int min_score, const py::object& sla_breaches, bool allow_incomplete,
                  bool allow_unknown, const std::optional<ScorePolicy>& score, const std::optional<SlaPolicy>& sla) {
  GatePolicy made;
  for (const auto& [name, count] : allowed) made.allowed[static_cast<std::size_t>(severity_of(name))] = limit_of(count);
  made.min_score        = min_score;
  made.sla_breaches     = limit_of(sla_breaches);
  made.allow_incomplete = allow_incomplete;
  made.allow_unknown    = allow_unknown;
  if (score) made.score = *score;
  if (sla) made.sla = *sla;
  return made;
}

std::string verdict_repr(const Verdict& verdict) {
  if (verdict.passed) return "<secmon.Verdict passed>";
  std::string made = "<secmon.Verdict failed:";
  for (const GateReason& reason : verdict.reasons) made += " " + reason.message;
  return made + ">";
}

}  // namespace

void bind_gate(py::module_& module) {
  py::class_<GateReason>(module, "GateReason", "Why a gate failed.")
      .def_property_readonly("rule", [](const GateReason& r) { return word(r.rule); })
      .def_property_readonly("severity", severity, "For severity_count and unknown_severity, else None.")
      .def_readonly("actual", &GateReason::actual)
      .def_property_readonly("allowed", [](const GateReason& r) { return limit(r.allowed); })
      .def_property_readonly("report", report_index, "Index of the report, for incomplete_report, else None.")
      .def_property_readonly("message", [](const GateReason& r) { return text(r.message); })
      .def("to_dict", [](const GateReason& r) { return to_dict(r); })
      .def("__repr__", [](const GateReason& r) { return "<secmon.GateReason " + r.message + ">"; });
  py::class_<Verdict>(module, "Verdict", "What the gate says; true if it passed.")
      .def_readonly("passed", &Verdict::passed)
      .def_property_readonly("reasons", [](const Verdict& v) { return v.reasons; })
      .def_property_readonly("score", [](const Verdict& v) { return v.score; })
      .def_readonly("sla_breached", &Verdict::sla_breached)
      .def("to_dict", [](const Verdict& v) { return to_dict(v); })
      .def("__bool__", [](const Verdict& v) { return v.passed; })
      .def("__repr__", verdict_repr);
  module.def(
      "gate",
      [](const py::object& reports, const py::dict& allowed, int min_score, const py::object& sla_breaches,
         bool allow_incomplete, bool allow_unknown, const std::optional<ScorePolicy>& score_policy,
         const std::optional<SlaPolicy>& sla_policy, const py::object& now) {
        const GatePolicy rules =
            policy(allowed, min_score, sla_breaches, allow_incomplete, allow_unknown, score_policy, sla_policy);
        const std::vector<Report> shared = reports_of(reports);
        const Time at                    = time_of(now);
        const py::gil_scoped_release others_may_run;
        return gate(shared, rules, at);
      },
      py::arg("reports"), py::kw_only(), py::arg("allowed") = py::dict(), py::arg("min_score") = 0,
      py::arg("sla_breaches") = py::none(), py::arg("allow_incomplete") = false, py::arg("allow_unknown") = false,
      py::arg("score_policy") = py::none(), py::arg("sla_policy") = py::none(), py::arg("now") = py::none(),
      "Judges one report, or all reports together; fails closed.\n\n"
      "allowed: {severity: number of open findings, None for any}; what is not named keeps its default (critical 0,\n"
      "high 5, medium 20, low 100). sla_breaches: breached clocks that are allowed, needs `now`.");
}

}  // namespace secmon::python
