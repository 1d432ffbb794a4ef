// SPDX-License-Identifier: MIT
// Report in Python, and the sequence of its findings.
#include <optional>

#include "bind.hpp"

namespace secmon::python {
namespace {

// Some findings of a report in some order: what report.findings and its slices are.
struct Findings {
  Owner report;
  py::ssize_t start = 0, step = 1;
  std::size_t size = 0;

  [[nodiscard]] Part<Finding> at(std::size_t i) const {
    return {report, (*report)[static_cast<std::size_t>(start + static_cast<py::ssize_t>(i) * step)]};
  }
};

struct Iterator {
  Findings findings;
  std::size_t next = 0;
};

Findings all(const std::shared_ptr<Report>& report) { return {report, 0, 1, report->size()}; }

Part<Finding> item(const Findings& findings, py::ssize_t index) {
  const auto size = static_cast<py::ssize_t>(findings.size);
  if (index < -size || index >= size) throw py::index_error("no finding with this index");
  return findings.at(static_cast<std::size_t>(index < 0 ? index + size : index));
}

Findings slice(const Findings& findings, const py::slice& slice) {
  py::ssize_t start = 0, stop = 0, step = 0, size = 0;
  if (!slice.compute(static_cast<py::ssize_t>(findings.size), &start, &stop, &step, &size))
    throw py::error_already_set();
  return {findings.report, findings.start + start * findings.step, step * findings.step,
          static_cast<std::size_t>(size)};
}

std::optional<std::size_t> position(const Findings& findings, const Part<Finding>& wanted) {
  for (std::size_t i = 0; i < findings.size; ++i)
    if (findings.at(i).value.fingerprint == wanted.value.fingerprint) return i;
  return std::nullopt;
}

std::size_t index_of(const Findings& findings, const Part<Finding>& wanted) {
  if (const auto found = position(findings, wanted)) return *found;
  throw py::value_error("the finding is not in the report");
}

std::size_t count_of(const Findings& findings, const Part<Finding>& wanted) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < findings.size; ++i)
    if (findings.at(i).value.fingerprint == wanted.value.fingerprint) ++count;
  return count;
}

std::string plural(std::size_t count) { return std::to_string(count) + (count == 1 ? " finding" : " findings"); }

std::string report_repr(const Report& report) {
  std::string made  = "<secmon.Report " + std::string(report.format()) + ": " + plural(report.size());
  const Counts open = count_open({&report, 1});
  std::string parts;
  for (std::size_t i = kSeverityCount; i-- > 0;) {
    const auto severity = static_cast<Severity>(i);
    if (open[severity] == 0) continue;
    parts += (parts.empty() ? "" : ", ") + std::to_string(open[severity]) + " " + std::string(name(severity));
  }
  if (!parts.empty()) made += " (open: " + parts + ")";
  return made + ", " + std::string(name(report.status())) + ">";
}

py::list notes(const std::shared_ptr<Report>& report) {
  py::list made;
  for (const Note& note : report->notes()) made.append(Part<Note>{report, note});
  return made;
}

std::string note_repr(const Part<Note>& note) {
  return "<secmon.Note " + std::string(name(note.value.code)) + ": " + std::string(note.value.message) + ">";
}

std::string rendered(const Report& report, const std::string& to, const RenderOptions& options) {
  const py::gil_scoped_release others_may_run;
  return render(report, to, options).value();
}

void bind_sequence(py::module_& module) {
  py::class_<Part<Note>>(module, "Note", "Something odd about a document.")
      .def_property_readonly("code", [](const Part<Note>& n) { return word(n.value.code); })
      .def_property_readonly("incomplete", [](const Part<Note>& n) { return n.value.incomplete; })
      .def_property_readonly("message", [](const Part<Note>& n) { return text(n.value.message); })
      .def_property_readonly("offset", [](const Part<Note>& n) { return n.value.offset; })
      .def("__repr__", note_repr);
  py::class_<Iterator>(module, "FindingIterator")
      .def("__iter__", [](Iterator& it) -> Iterator& { return it; })
      .def("__length_hint__", [](const Iterator& it) { return it.findings.size - it.next; })
      .def("__next__", [](Iterator& it) {
        if (it.next == it.findings.size) throw py::stop_iteration();
        return it.findings.at(it.next++);
      });
  py::class_<Findings>(module, "Findings", "A sequence of findings; makes each Finding when it is asked for.")
      .def("__len__", [](const Findings& f) { return f.size; })
      .def("__getitem__", item)
      .def("__getitem__", slice)
      .def("__iter__", [](const Findings& f) { return Iterator{f}; })
      .def("__contains__", [](const Findings& f, const Part<Finding>& x) { return position(f, x).has_value(); })
      .def("__contains__", [](const Findings&, const py::object&) { return false; })
      .def("index", index_of, py::arg("finding"))
      .def("count", count_of, py::arg("finding"))
      .def("__repr__", [](const Findings& f) { return "<secmon.Findings: " + plural(f.size) + ">"; });
}

}  // namespace

void bind_report(py::module_& module) {
  bind_sequence(module);
  py::class_<Report, std::shared_ptr<Report>> report(
      module, "Report", "The findings of one run of a scanner, and what was odd about it.");
  report.def_property_readonly("findings", all)
      .def_property_readonly("format", [](const Report& r) { return text(r.format()); })
      .def_property_readonly("tool", [](const Report& r) { return text(r.tool()); })
      .def_property_readonly("tool_version", [](const Report& r) { return text(r.tool_version()); })
      .def_property_readonly("generated", [](const Report& r) { return datetime(r.generated()); })
      .def_property_readonly("status", [](const Report& r) { return word(r.status()); })
      .def_property_readonly("complete", [](const Report& r) { return r.status() == Status::complete; })
      .def_property_readonly("notes", notes)
      .def_property_readonly("memory", &Report::memory, "Bytes of memory that the report holds.")
      .def(
          "summary",
          [](const Report& r) {
            return counts(count_open({&r, 1}));
          },
          "Open findings by severity, the worst first; findings that are the same count once.")
      .def("to_json", [](const Report& r) { return text(rendered(r, "json", {})); })
      .def(
          "to_dict", [](const Report& r) { return json(rendered(r, "json", {})); },
          "What to_json() says, as dict (docs/report.schema.json).")
      .def(
          "render",
          [](const Report& r, const std::string& to, const py::object& now, const Verdict* verdict,
             const std::string& title, std::size_t max_findings, unsigned width, bool color, bool all) {
            return text(rendered(r, to, render_options(now, verdict, title, max_findings, width, color, all)));
          },
          "The report as 'json', 'sarif', 'markdown' …: see secmon.render.", py::arg("to"), py::kw_only(),
          py::arg("now") = py::none(), py::arg("verdict") = py::none(), py::arg("title") = "",
          py::arg("max_findings") = 0, py::arg("width") = 0, py::arg("color") = false, py::arg("all") = false)
      .def("__len__", &Report::size)
      .def(
          "__bool__", [](const Report&) { return true; }, "A report without findings is still a report.")
      .def("__getitem__", [](const std::shared_ptr<Report>& r, py::ssize_t index) { return item(all(r), index); })
      .def("__getitem__", [](const std::shared_ptr<Report>& r, const py::slice& s) { return slice(all(r), s); })
      .def("__iter__", [](const std::shared_ptr<Report>& r) { return Iterator{all(r)}; })
      .def("__contains__",
           [](const std::shared_ptr<Report>& r, const Part<Finding>& x) { return position(all(r), x).has_value(); })
      .def("__contains__", [](const Report&, const py::object&) { return false; })
      .def("__reduce__",
           [](const Report& r) {
             const std::string bytes = rendered(r, "json", {});
             return py::make_tuple(py::module_::import("secmon").attr("parse"),
                                   py::make_tuple(py::bytes(bytes), "secmon"));
           })
      .def("__repr__", report_repr);
  bind_columns(module, report);
}

}  // namespace secmon::python
