// SPDX-License-Identifier: MIT
// diff and correlate in Python: what they give holds the reports and makes each finding when it is asked for.
#include <optional>

#include "bind.hpp"

namespace secmon::python {
namespace {

using Owners = std::shared_ptr<const std::vector<Owner>>;

Owners owners_of(const std::vector<Report>& reports) {
  auto made = std::make_shared<std::vector<Owner>>();
  made->reserve(reports.size());
  for (const Report& report : reports) made->push_back(std::make_shared<const Report>(report.share()));
  return made;
}

Part<Finding> finding_at(const Owners& owners, FindingRef ref) {
  const Owner& report = (*owners)[ref.report];
  return {report, (*report)[ref.index]};
}

std::optional<Part<Finding>> maybe_finding(const Owners& owners, FindingRef ref) {
  return ref ? std::optional(finding_at(owners, ref)) : std::nullopt;
}

py::object ref(FindingRef at) { return at ? py::object(py::make_tuple(at.report, at.index)) : py::object(py::none()); }

std::size_t checked(py::ssize_t index, std::size_t size) {
  if (index < 0) index += static_cast<py::ssize_t>(size);
  if (index < 0 || index >= static_cast<py::ssize_t>(size)) throw py::index_error("nothing with this index");
  return static_cast<std::size_t>(index);
}

// A sequence of T, made when it is asked for: `at(i)` and `size()` are what a class has.
template <class Sequence, class... Extra>
py::class_<Sequence> bind_sequence(py::module_& module, const char* name, const char* doc, const Extra&... extra) {
  struct Iterator {
    Sequence sequence;
    std::size_t next = 0;
  };
  py::class_<Iterator>(module, (std::string(name) + "Iterator").c_str(), py::module_local())
      .def("__iter__", [](Iterator& it) -> Iterator& { return it; })
      .def("__length_hint__", [](const Iterator& it) { return it.sequence.size() - it.next; })
      .def("__next__", [](Iterator& it) {
        if (it.next == it.sequence.size()) throw py::stop_iteration();
        return it.sequence.at(it.next++);
      });
  return py::class_<Sequence>(module, name, doc, extra...)
      .def("__len__", [](const Sequence& s) { return s.size(); })
      .def("__getitem__", [](const Sequence& s, py::ssize_t i) { return s.at(checked(i, s.size())); })
      .def("__getitem__",
           [](const Sequence& s, const py::slice& slice) {
             std::size_t start = 0, stop = 0, step = 0, size = 0;
             if (!slice.compute(s.size(), &start, &stop, &step, &size)) throw py::error_already_set();
             py::list made;
             for (std::size_t i = 0; i < size; ++i, start += step) made.append(s.at(start));
             return made;
           })
      .def("__iter__", [](const Sequence& s) { return Iterator{s}; });
}

// ---- diff ----------------------------------------------------------------------------------------------------------

struct Compared {
  std::vector<Report> before, after;
  Owners old_owners, new_owners;
  Diff diff;
};
using Held = std::shared_ptr<const Compared>;

struct MatchPart {
  Held held;
  Match match;

  [[nodiscard]] std::optional<Part<Finding>> before() const { return maybe_finding(held->old_owners, match.before); }
  [[nodiscard]] std::optional<Part<Finding>> after() const { return maybe_finding(held->new_owners, match.after); }
  [[nodiscard]] Part<Finding> finding() const { return match.after ? *after() : *before(); }
};

struct Matches {
  Held held;
  Change change;

  [[nodiscard]] std::size_t size() const { return held->diff[change].size(); }
  [[nodiscard]] MatchPart at(std::size_t i) const { return {held, held->diff[change][i]}; }
};

py::object optional_finding(const std::optional<Part<Finding>>& finding) {
  return finding ? py::cast(*finding) : py::object(py::none());
}

py::tuple changes(const Match& match) {
  py::list made;
  for (const Aspect aspect : kAspects) {
    if (match.differs_in(aspect)) made.append(word(aspect));
  }
  return py::tuple(made);
}

std::string rendered(const Compared& c, const std::string& to, const RenderOptions& options) {
  const py::gil_scoped_release others_may_run;
  return render_diff(c.before, c.after, c.diff, to, options).value();
}

std::string diff_repr(const Held& held) {
  std::string made = "<secmon.Diff";
  for (std::size_t i = 0; i < kChangeCount; ++i) {
    made += (i == 0 ? " " : ", ") + std::to_string(held->diff.lists[i].size()) + " " +
            std::string(name(static_cast<Change>(i)));
  }
  return made + ">";
}

// pybind11 holds objects as what they are, not as const.
struct PyDiff {
  Held held;
};

auto list_of(Change change) {
  return [change](const PyDiff& d) { return Matches{d.held, change}; };
}

PyDiff diffed(const py::object& before, const py::object& after, bool across_files, bool trust_absence) {
  auto made        = std::make_shared<Compared>();
  made->before     = reports_of(before);
  made->after      = reports_of(after);
  made->old_owners = owners_of(made->before);
  made->new_owners = owners_of(made->after);
  const py::gil_scoped_release others_may_run;
  made->diff = diff(made->before, made->after, {.across_files = across_files, .trust_absence = trust_absence});
  return {made};
}

void bind_match(py::module_& module) {
  py::class_<MatchPart>(module, "Match", "One finding of a diff, seen from both sides.")
      .def_property_readonly("finding", &MatchPart::finding, "As it is after, or was before where there is no after.")
      .def_property_readonly("before", [](const MatchPart& m) { return optional_finding(m.before()); })
      .def_property_readonly("after", [](const MatchPart& m) { return optional_finding(m.after()); })
      .def_property_readonly(
          "before_at", [](const MatchPart& m) { return ref(m.match.before); },
          "Index of the report and of the finding in it, or None.")
      .def_property_readonly("after_at", [](const MatchPart& m) { return ref(m.match.after); })
      .def_property_readonly(
          "reason", [](const MatchPart& m) { return word(m.match.reason); },
          "Why the two are one, or why it stands alone.")
      .def_property_readonly(
          "changes", [](const MatchPart& m) { return changes(m.match); },
          "What differs: line, file, severity, state, version, fix, exploited.")
      .def("__repr__", [](const MatchPart& m) {
        return "<secmon.Match " + std::string(name(m.match.reason)) + ": " +
               py::repr(py::cast(m.finding())).cast<std::string>() + ">";
      });
  bind_sequence<Matches>(module, "Matches", "A sequence of matches; makes each Match when it is asked for.")
      .def("__repr__", [](const Matches& m) {
        return "<secmon.Matches: " + std::to_string(m.size()) + " " + std::string(name(m.change)) + ">";
      });
}

void bind_diff_class(py::module_& module) {
  bind_match(module);
  py::class_<PyDiff>(module, "Diff", "What is new, fixed, moved and changed between two states of the same code.")
      .def_property_readonly("new", list_of(Change::added), "There after, and not before.")
      .def_property_readonly("fixed", list_of(Change::fixed), "There before, and not after, although the tool looked.")
      .def_property_readonly("unchanged", list_of(Change::unchanged))
      .def_property_readonly("moved", list_of(Change::moved), "On another line or in another file, else the same.")
      .def_property_readonly("changed", list_of(Change::changed), "With another severity, version, state …")
      .def_property_readonly("missing", list_of(Change::missing),
                             "There before, and not known to be fixed: the tool's report is incomplete or not there.")
      .def(
          "render",
          [](const PyDiff& d, const std::string& to, const std::string& title, std::size_t max_findings, unsigned width,
             bool color) {
            return text(
                rendered(*d.held, to, {.title = title, .max_findings = max_findings, .width = width, .color = color}));
          },
          "The diff as 'json', 'markdown' (for a comment on a pull request) or 'table'.", py::arg("to"), py::kw_only(),
          py::arg("title") = "", py::arg("max_findings") = 0, py::arg("width") = 0, py::arg("color") = false)
      .def("to_json", [](const PyDiff& d) { return text(rendered(*d.held, "json", {})); })
      .def(
          "to_dict", [](const PyDiff& d) { return json(rendered(*d.held, "json", {})); },
          "{'new': [...], 'fixed': [...], …}: findings as in Report.to_dict(), each with a member 'match'.")
      .def("__repr__", [](const PyDiff& d) { return diff_repr(d.held); });
  module.def("diff", diffed, py::arg("before"), py::arg("after"), py::kw_only(), py::arg("across_files") = true,
             py::arg("trust_absence") = false,
             "Compares two states of the same code, each one report or all its reports.\n\n"
             "across_files: whether findings are followed into renamed files. trust_absence: whether a finding counts\n"
             "as fixed, rather than missing, where the tool's report after is incomplete or not there.");
}

// ---- correlate -----------------------------------------------------------------------------------------------------

struct Grouped {
  std::vector<Report> reports;
  Owners owners;
  Correlation correlation;
};
using HeldGroups = std::shared_ptr<const Grouped>;

struct MemberPart {
  HeldGroups held;
  Member member;
};

struct GroupPart {
  HeldGroups held;
  Group group;

  [[nodiscard]] std::span<const Member> members() const { return held->correlation.members_of(group); }
};

struct Groups {
  HeldGroups held;

  [[nodiscard]] std::size_t size() const { return held->correlation.groups.size(); }
  [[nodiscard]] GroupPart at(std::size_t i) const { return {held, held->correlation.groups[i]}; }
};

py::tuple members(const GroupPart& g) {
  py::tuple made(g.group.count);
  std::size_t i = 0;
  for (const Member& member : g.members()) made[i++] = MemberPart{g.held, member};
  return made;
}

std::string group_repr(const GroupPart& g) {
  const std::string count = std::to_string(g.group.count) + (g.group.count == 1 ? " finding" : " findings");
  return "<secmon.Group " + std::string(name(g.group.severity)) + (g.group.open ? ": " : ", not open: ") + count + ">";
}

std::string rendered_groups(const Groups& g, const std::string& to, const RenderOptions& options) {
  const py::gil_scoped_release others_may_run;
  return render_groups(g.held->reports, g.held->correlation, to, options).value();
}

Groups correlated(const py::object& reports) {
  auto made     = std::make_shared<Grouped>();
  made->reports = reports_of(reports);
  made->owners  = owners_of(made->reports);
  const py::gil_scoped_release others_may_run;
  made->correlation = correlate(made->reports);
  return {made};
}

void bind_groups(py::module_& module) {
  py::class_<MemberPart>(module, "Member", "One finding of a group, and why it is in it.")
      .def_property_readonly("finding",
                             [](const MemberPart& m) { return finding_at(m.held->owners, m.member.finding); })
      .def_property_readonly(
          "at", [](const MemberPart& m) { return ref(m.member.finding); },
          "Index of the report and of the finding in it.")
      .def_property_readonly(
          "by", [](const MemberPart& m) { return word(m.member.by); }, "itself, fingerprint, id, alias or place.")
      .def_property_readonly(
          "with_at", [](const MemberPart& m) { return ref(m.member.with); },
          "Where the finding is that it is the same as; None for 'itself'.")
      .def("__repr__", [](const MemberPart& m) {
        return "<secmon.Member by " + std::string(name(m.member.by)) + ": " +
               py::repr(py::cast(finding_at(m.held->owners, m.member.finding))).cast<std::string>() + ">";
      });
  py::class_<GroupPart>(module, "Group", "Findings that are one vulnerability, in the order of their reports.")
      .def_property_readonly("members", members)
      .def_property_readonly(
          "severity", [](const GroupPart& g) { return word(g.group.severity); },
          "The highest of its open members; of all, if none is open.")
      .def_property_readonly("open", [](const GroupPart& g) { return g.group.open; })
      .def_property_readonly(
          "ids", [](const GroupPart& g) { return texts(ids_of(g.held->reports, g.held->correlation, g.group)); },
          "The ids of all its members, each once.")
      .def("__len__", [](const GroupPart& g) { return g.group.count; })
      .def("__repr__", group_repr);
  bind_sequence<Groups>(module, "Groups", "The groups of some reports; makes each Group when it is asked for.")
      .def(
          "render",
          [](const Groups& g, const std::string& to, const std::string& title, std::size_t max_findings, unsigned width,
             bool color, bool all) {
            return text(rendered_groups(
                g, to, {.title = title, .max_findings = max_findings, .width = width, .color = color, .all = all}));
          },
          "The groups as 'json' or 'table'.", py::arg("to"), py::kw_only(), py::arg("title") = "",
          py::arg("max_findings") = 0, py::arg("width") = 0, py::arg("color") = false, py::arg("all") = false)
      .def("to_json", [](const Groups& g) { return text(rendered_groups(g, "json", {})); })
      .def("to_dict", [](const Groups& g) { return json(rendered_groups(g, "json", {})); })
      .def(
          "summary", [](const Groups& g) { return counts(count_open(g.held->correlation)); },
          "Open groups by severity, the worst first.")
      .def("__repr__", [](const Groups& g) {
        return "<secmon.Groups: " + std::to_string(g.held->correlation.members.size()) + " findings in " +
               std::to_string(g.size()) + " groups>";
      });
  module.def("correlate", correlated, py::arg("reports"),
             "Groups the findings of one report, or of all reports: the same vulnerability from several scanners is\n"
             "one group, which keeps every record and says why they are one.");
}

}  // namespace

void bind_diff(py::module_& module) {
  bind_diff_class(module);
  bind_groups(module);
}

}  // namespace secmon::python
