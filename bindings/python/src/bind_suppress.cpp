// SPDX-License-Identifier: MIT
// Suppressions in Python.
#include <memory>
#include <utility>

#include <pybind11/stl.h>

#include "bind.hpp"
#include "bytes.hpp"
#include "secmon/suppress.hpp"

namespace secmon::python {
namespace {

Suppression make(std::string fingerprint, std::string rule, std::string path, std::string id, std::string package,
                 std::string tool, std::string reason, std::string owner, const py::object& expires) {
  return {std::move(fingerprint), std::move(rule),   std::move(path),  std::move(id),   std::move(package),
          std::move(tool),        std::move(reason), std::move(owner), time_of(expires)};
}

py::dict to_dict(const Suppression& s) {
  py::dict made;
  made["fingerprint"] = text(s.fingerprint);
  made["rule"]        = text(s.rule);
  made["path"]        = text(s.path);
  made["id"]          = text(s.id);
  made["package"]     = text(s.package);
  made["tool"]        = text(s.tool);
  made["reason"]      = text(s.reason);
  made["owner"]       = text(s.owner);
  made["expires"]     = iso(s.expires);
  made["line"]        = some(s.line, s.line != 0);
  return made;
}

struct Outcome {
  std::shared_ptr<Report> report;
  std::uint64_t findings;
  std::vector<std::uint64_t> matched;
  std::vector<ConfigNote> notes;
};

}  // namespace

void bind_suppress(py::module_& module) {
  py::class_<Suppression>(module, "Suppression", "Which findings are known and do not count, who says so, and why.")
      .def(py::init(&make), py::kw_only(), py::arg("fingerprint") = "", py::arg("rule") = "", py::arg("path") = "",
           py::arg("id") = "", py::arg("package") = "", py::arg("tool") = "", py::arg("reason"), py::arg("owner"),
           py::arg("expires") = py::none())
      .def_property_readonly("reason", [](const Suppression& s) { return text(s.reason); })
      .def_property_readonly("owner", [](const Suppression& s) { return text(s.owner); })
      .def_property_readonly("expires", [](const Suppression& s) { return datetime(s.expires); })
      .def("to_dict", [](const Suppression& s) { return to_dict(s); })
      .def(
          "to_yaml",
          [](const Suppression& s) {
            Result<std::string> made = to_yaml(s);
            if (!made) raise(made.error());
            return text(*made);
          },
          "The entry as text to be appended to the list of a file.")
      .def("__repr__", [](const Suppression& s) { return text("<secmon.Suppression by " + s.owner + ">"); });
  py::class_<Suppressions>(module, "Suppressions", "The suppressions of a file.")
      .def(py::init([](std::vector<Suppression> rules) {
             return Suppressions{{}, std::move(rules), {}};
           }),
           py::arg("rules"))
      .def_property_readonly("rules", [](const Suppressions& s) { return s.rules; })
      .def_property_readonly("notes", [](const Suppressions& s) { return s.notes; })
      .def_property_readonly("ok", &Suppressions::ok, "Whether the file could be read; if not, there are no rules.")
      .def("__len__", [](const Suppressions& s) { return s.rules.size(); });
  py::class_<Outcome>(module, "Suppressed", "What suppress() did.")
      .def_property_readonly("report", [](const Outcome& o) { return o.report; })
      .def_readonly("findings", &Outcome::findings, "How many were open and are now suppressed.")
      .def_readonly("matched", &Outcome::matched, "For each rule: how many findings it matches.")
      .def_property_readonly("notes", [](const Outcome& o) { return o.notes; });
  module.def(
      "load_suppressions",
      [](const py::object& source, const std::string& file) {
        const Bytes bytes(source);
        return load_suppressions(bytes.view(), file);
      },
      py::arg("source"), py::kw_only(), py::arg("file") = "",
      "Reads suppressions from bytes. An entry that is not well formed suppresses nothing and is a note.");
  module.def(
      "suppress",
      [](const Report& report, const Suppressions& rules, const py::object& now) {
        const Time at = time_of(now);
        std::unique_ptr<Suppressed> done;
        {
          const py::gil_scoped_release others_may_run;
          done = std::make_unique<Suppressed>(suppress(report, rules, at));
        }
        return Outcome{std::make_shared<Report>(std::move(done->report)), done->findings, std::move(done->matched),
                       std::move(done->notes)};
      },
      py::arg("report"), py::arg("suppressions"), py::arg("now"),
      "A copy of the report in which each open finding that a rule matches is suppressed, with the reason.");
  module.def("glob_matches", &glob_matches, py::arg("glob"), py::arg("path"),
             "Whether a glob (*, **, ?, [a-z]) matches a path with '/', as in .gitignore.");
}

}  // namespace secmon::python
