// SPDX-License-Identifier: MIT
// The overview, its documents and its checklists, and the feeds that enrich reports, in Python.
#include <array>
#include <optional>
#include <utility>

#include <pybind11/stl.h>

#include "bind.hpp"
#include "bytes.hpp"

namespace secmon::python {
namespace {

constexpr std::string_view kDefaultProject = "default";  // of History.ingest()

// An overview with all that it was made from, so that it can be rendered at any time.
struct Shown {
  std::optional<Memory> memory;
  std::vector<Report> reports;
  Overview overview;
};

template <class T>
T taken(Result<T> result, const std::filesystem::path& path = {}) {
  if (!result) raise(result.error(), path);
  return *std::move(result);
}

std::unique_ptr<Shown> make(const py::object& reports, const py::object& now, const std::string& project,
                            const py::object& history, const std::string& branch, const py::object& since,
                            const py::object& until, const Inventory* inventory, const py::dict& allowed, int min_score,
                            const py::object& sla_breaches, bool allow_incomplete, bool allow_unknown,
                            const std::optional<ScorePolicy>& score, const std::optional<SlaPolicy>& sla) {
  auto made = std::make_unique<Shown>();
  OverviewOptions options;
  options.now     = time_of(now);
  options.project = project;
  options.since   = time_of(since);
  options.until   = time_of(until);
  for (const auto& [name, count] : allowed)
    options.gate.allowed[static_cast<std::size_t>(severity_of(name))] = limit_of(count);
  options.gate.min_score = min_score;
  if (!sla_breaches.is_none()) options.gate.sla_breaches = limit_of(sla_breaches);
  options.gate.allow_incomplete = allow_incomplete;
  options.gate.allow_unknown    = allow_unknown;
  if (score) options.gate.score = *score;
  if (sla) options.gate.sla = *sla;
  if (reports.is_none() && history.is_none()) refuse("give reports, or a history, or both");
  if (!reports.is_none()) made->reports = reports_of(reports);
  std::filesystem::path path;
  if (!history.is_none()) path = path_of(history);

  std::optional<Error> failed;
  {
    const py::gil_scoped_release others_may_run;
    if (!path.empty()) {
      Result<Memory> known = [&]() -> Result<Memory> {
        Result<History> file = History::open(path, {.read_only = true});
        if (!file) return std::move(file).error();
        MemoryOptions wanted;
        wanted.now = options.now, wanted.since = options.since, wanted.until = options.until;
        wanted.branch       = branch;
        wanted.inventory    = inventory;
        wanted.policy.sla   = options.gate.sla;
        wanted.policy.score = options.gate.score;
        for (std::size_t i = 0; i < kSeverityCount; ++i) wanted.policy.detect[i] = options.gate.sla.targets[i].respond;
        return remember(*file, project.empty() ? kDefaultProject : std::string_view(project), wanted);
      }();
      if (known) {
        made->memory   = *std::move(known);
        options.memory = &*made->memory;
      } else {
        failed = std::move(known).error();
      }
    }
    if (!failed) {
      if (made->memory && reports.is_none()) made->reports.push_back(made->memory->report.share());
      made->overview = overview(made->reports, options);
    }
  }
  if (failed) raise(*failed, path);
  return made;
}

py::str rendered(const Shown& shown, const std::string& to, const std::string& title, std::size_t max_findings) {
  RenderOptions options;
  options.now = shown.overview.now, options.verdict = &shown.overview.verdict, options.title = title;
  options.max_findings = max_findings, options.overview = &shown.overview;
  return text(taken([&] {
    const py::gil_scoped_release others_may_run;
    return render(shown.reports, to, options);
  }()));
}

Audit audit_named(const std::string& given) {
  for (std::size_t i = 0; i < kAuditCount; ++i) {
    if (name(static_cast<Audit>(i)) == given) return static_cast<Audit>(i);
  }
  refuse("'" + given + "' is no checklist: daily, weekly, monthly, quarterly, pre_deployment, access");
}

py::object enriched(const py::object& reports, const Epss* epss, const Kev* kev) {
  const bool one                  = py::isinstance<Report>(reports);
  const std::vector<Report> given = reports_of(reports);
  std::vector<std::shared_ptr<Report>> made;
  {
    const py::gil_scoped_release others_may_run;
    for (const Report& report : given) made.push_back(std::make_shared<Report>(enrich(report, epss, kev)));
  }
  return one ? py::cast(made.front()) : py::cast(made);
}

template <class Feed>
std::shared_ptr<Feed> parsed(const py::object& source, Result<Feed> (*parse)(std::string_view, const Limits&)) {
  const Bytes bytes(source);
  Result<Feed> made = [&] {
    const py::gil_scoped_release others_may_run;
    return parse(bytes.view(), {});
  }();
  return std::make_shared<Feed>(taken(std::move(made)));
}

template <class Feed>
py::class_<Feed, std::shared_ptr<Feed>> bind_feed(py::module_& module, const char* name, const char* doc) {
  return py::class_<Feed, std::shared_ptr<Feed>>(module, name, doc)
      .def_property_readonly(
          "date", [](const Feed& f) { return datetime(f.date); }, "Of the file; None if it does not say.")
      .def_property_readonly("complete", [](const Feed& f) { return f.complete; })
      .def_property_readonly("problem", [](const Feed& f) { return text(f.problem); })
      .def("__len__", [](const Feed& f) { return f.rows.size(); });
}

}  // namespace

void bind_overview(py::module_& module) {
  py::class_<Checklist>(module, "Checklist", "A checklist, answered as far as data go.")
      .def_property_readonly("audit", [](const Checklist& c) { return word(c.audit); })
      .def_property_readonly("title", [](const Checklist& c) { return text(c.title); })
      .def("to_dict", [](const Checklist& c) { return json(to_json(c)); })
      .def("to_markdown", [](const Checklist& c) { return text(to_markdown(c)); });

  py::class_<Shown>(module, "Overview", "The figures of the dashboard, with the reports that they were made from.")
      .def_property_readonly("reports",
                             [](const Shown& s) {
                               py::list made;
                               for (const Report& report : s.reports)
                                 made.append(py::cast(std::make_shared<Report>(report.share())));
                               return made;
                             })
      .def_property_readonly("verdict", [](const Shown& s) { return s.overview.verdict; })
      .def_property_readonly("checked", [](const Shown& s) { return s.overview.checked; })
      .def_property_readonly("complete", [](const Shown& s) { return s.overview.complete; })
      .def(
          "audit", [](const Shown& s, const std::string& kind) { return audit(audit_named(kind), s.overview); },
          py::arg("kind"), "One of the checklists: daily, weekly, monthly, quarterly, pre_deployment or access.")
      .def("render", rendered, py::arg("to"), py::kw_only(), py::arg("title") = "", py::arg("max_findings") = 0,
           "The text of a document: 'dashboard', 'dashboard_md', 'monthly', 'checklists', 'badge', 'overview', or any\n"
           "other renderer.")
      .def(
          "to_dict", [](const Shown& s) { return json(std::string(rendered(s, "overview", "", 0))); },
          "All figures, as in docs/overview.md.")
      .def("__repr__", [](const Shown& s) {
        return "<secmon.Overview " + (s.overview.checked ? std::to_string(s.overview.verdict.score.value) : "no data") +
               ">";
      });

  module.def(
      "overview", make, py::arg("reports") = py::none(), py::kw_only(), py::arg("now"), py::arg("project") = "",
      py::arg("history") = py::none(), py::arg("branch") = "", py::arg("since") = py::none(),
      py::arg("until") = py::none(), py::arg("inventory") = py::none(), py::arg("allowed") = py::dict(),
      py::arg("min_score") = 0, py::arg("sla_breaches") = py::none(), py::arg("allow_incomplete") = false,
      py::arg("allow_unknown") = false, py::arg("score_policy") = py::none(), py::arg("sla_policy") = py::none(),
      "Puts together what a dashboard, a monthly report or a checklist says.\n\n"
      "reports: one or several; None takes what the history knows, with the decisions in it. history: the path of\n"
      "one, for trends and key figures of `project`. since, until: the period of the monthly report; the 30 days\n"
      "before `now` by default. allowed and what follows: as for gate().");

  bind_feed<Epss>(module, "Epss", "One day's EPSS scores, of FIRST.").def_property_readonly("model", [](const Epss& f) {
    return text(f.model);
  });
  bind_feed<Kev>(module, "Kev", "CISA's catalogue of known exploited vulnerabilities.")
      .def_property_readonly("version", [](const Kev& f) { return text(f.version); });
  module.def(
      "parse_epss", [](const py::object& data) { return parsed<Epss>(data, parse_epss); }, py::arg("data"),
      "Reads FIRST's CSV of EPSS scores, gzipped or not, from bytes.");
  module.def(
      "parse_kev", [](const py::object& data) { return parsed<Kev>(data, parse_kev); }, py::arg("data"),
      "Reads CISA's catalogue of known exploited vulnerabilities, its JSON, from bytes.");
  module.def(
      "enrich", enriched, py::arg("reports"), py::kw_only(), py::arg("epss") = py::none(), py::arg("kev") = py::none(),
      "A report, or a list of them, whose findings know what the feeds say of their CVEs: epss, epss_percentile,\n"
      "kev, and tags such as 'kev:due:2024-05-01', by which classify() tightens the time to resolve.");
}

}  // namespace secmon::python
