// SPDX-License-Identifier: MIT
// Score and its policy in Python.
#include "bind.hpp"

namespace secmon::python {
namespace {

py::dict to_dict(const Score& score) {
  py::dict made;
  made["value"]   = score.value;
  made["grade"]   = word(score.grade);
  made["counted"] = score.counted;
  made["open"]    = counts(score.open);
  return made;
}

std::string score_repr(const Score& score) {
  return "<secmon.Score " + std::to_string(score.value) + " " + std::string(name(score.grade)) + ">";
}

ScorePolicy policy(double points_per_finding, const py::object& floor, bool count_unknown, int excellent, int good,
                   int fair, bool by_group) {
  return {points_per_finding, severity_of(floor), count_unknown, excellent, good, fair, by_group};
}

// A policy, or the keywords of one.
ScorePolicy policy_of(const py::object& given, const py::kwargs& keywords) {
  if (given.is_none()) return py::type::of<ScorePolicy>()(**keywords).cast<ScorePolicy>();
  if (!keywords.empty()) refuse("give a policy or its fields as keywords, not both");
  return cast<ScorePolicy>(given, "a ScorePolicy");
}

}  // namespace

void bind_score(py::module_& module) {
  const ScorePolicy by_default;
  py::class_<ScorePolicy>(module, "ScorePolicy", "How a score is made.")
      .def(py::init(&policy), py::kw_only(), py::arg("points_per_finding") = by_default.points_per_finding,
           py::arg("floor") = std::string(name(by_default.floor)), py::arg("count_unknown") = by_default.count_unknown,
           py::arg("excellent") = by_default.excellent, py::arg("good") = by_default.good,
           py::arg("fair") = by_default.fair, py::arg("by_group") = by_default.by_group)
      .def_readonly("points_per_finding", &ScorePolicy::points_per_finding)
      .def_property_readonly("floor", [](const ScorePolicy& p) { return word(p.floor); })
      .def_readonly("count_unknown", &ScorePolicy::count_unknown)
      .def_readonly("excellent", &ScorePolicy::excellent)
      .def_readonly("good", &ScorePolicy::good)
      .def_readonly("fair", &ScorePolicy::fair)
      .def_readonly("by_group", &ScorePolicy::by_group);
  py::class_<Score>(module, "Score", "One number and a grade for what is open.")
      .def_readonly("value", &Score::value)
      .def_property_readonly("grade", [](const Score& s) { return word(s.grade); })
      .def_readonly("counted", &Score::counted)
      .def_property_readonly("open", [](const Score& s) { return counts(s.open); })
      .def("to_dict", to_dict)
      .def("__int__", [](const Score& s) { return s.value; })
      .def("__repr__", score_repr);
  module.def(
      "score",
      [](const py::object& reports, const py::object& given, const py::kwargs& keywords) {
        const ScorePolicy rules          = policy_of(given, keywords);
        const std::vector<Report> shared = reports_of(reports);
        const py::gil_scoped_release others_may_run;
        return score(shared, rules);
      },
      py::arg("reports"), py::arg("policy") = py::none(),
      "Scores the open findings of one report, or of all reports together.\n\n"
      "Takes a ScorePolicy, or its fields as keywords: score(report, points_per_finding=1). by_group: whether the "
      "same\n"
      "vulnerability from several scanners counts once, see correlate().");
}

}  // namespace secmon::python
