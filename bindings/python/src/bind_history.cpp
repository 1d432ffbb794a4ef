// SPDX-License-Identifier: MIT
// The history, and what is made of it: trends and key figures.
#include <memory>
#include <optional>
#include <utility>

#include <pybind11/stl.h>

#include "bind.hpp"

namespace secmon::python {
namespace {

// Closed where Python says so, not only when nobody holds it any more; but never under a call of another thread.
struct Handle {
  std::shared_ptr<History> history;

  [[nodiscard]] std::shared_ptr<History> open() const {
    if (!history) raise({Errc::storage, "this history is closed"});
    return history;
  }
};

/// What a call gives, made without the interpreter.
template <class Call>
auto outside(const Call& call) {
  auto result = [&] {
    const py::gil_scoped_release others_may_run;
    return call();
  }();
  if (!result) raise(result.error());
  return *std::move(result);
}

std::int64_t number_or_none(const py::object& value) {
  if (value.is_none()) return -1;
  const auto number = cast<std::int64_t>(value, "a number or None");
  if (number < 0) refuse("a number of files or packages is not negative");
  return number;
}

py::object known_number(std::int64_t value) { return some(value, value >= 0); }

Time time_needed(const py::object& value, const char* what) {
  const Time time = time_of(value);
  if (time == kNoTime) refuse(std::string(what) + " is needed: datetime.now(timezone.utc)");
  return time;
}

EventKind event_kind_of(const std::string& state) {
  const EventKind kind = event_kind_named(state);
  if (name(kind) != state) refuse("'" + state + "' is nothing that can happen to a finding: see secmon.TRIAGE_STATES");
  return kind;
}

// ---- to Python ----------------------------------------------------------------------------------------------------

py::dict to_dict(const Ingest& done) {
  py::dict made;
  made["scan"]      = done.scan;
  made["repeated"]  = done.repeated;
  made["late"]      = done.late;
  made["complete"]  = done.complete;
  made["added"]     = done.added;
  made["reopened"]  = done.reopened;
  made["changed"]   = done.changed;
  made["unchanged"] = done.unchanged;
  made["fixed"]     = done.fixed;
  made["notes"]     = done.notes;
  return made;
}

py::dict to_dict(const Event& event) {
  py::dict made;
  made["id"]          = event.id;
  made["fingerprint"] = text(event.fingerprint);
  made["kind"]        = word(event.kind);
  made["time"]        = iso(event.time);
  made["scan"]        = some(event.scan, event.scan != 0);
  made["who"]         = text(event.who);
  made["reason"]      = text(event.reason);
  made["until"]       = iso(event.until);
  return made;
}

py::list to_list(const std::vector<Tally>& tallies) {
  py::list made;
  for (const Tally& tally : tallies) {
    py::dict row;
    row["tool"]     = text(tally.tool);
    row["open"]     = counts(tally.open);
    row["added"]    = counts(tally.added);
    row["fixed"]    = counts(tally.fixed);
    row["reopened"] = counts(tally.reopened);
    made.append(row);
  }
  return made;
}

py::list texts_of(const std::vector<std::string>& list) {
  py::list made;
  for (const std::string& item : list) made.append(text(item));
  return made;
}

py::dict to_dict(const ScanRecord& scan) {
  py::dict made;
  made["id"]               = scan.id;
  made["time"]             = iso(scan.time);
  made["commit"]           = text(scan.commit);
  made["branch"]           = text(scan.branch);
  made["tools"]            = texts_of(scan.tools);
  made["targets"]          = texts_of(scan.targets);
  made["complete"]         = scan.complete;
  made["late"]             = scan.late;
  made["found"]            = scan.found;
  made["open"]             = counts(scan.open);
  made["added"]            = counts(scan.added);
  made["fixed"]            = counts(scan.fixed);
  made["reopened"]         = counts(scan.reopened);
  made["tallies"]          = to_list(scan.tallies);
  made["files_scanned"]    = known_number(scan.files_scanned);
  made["files_of_code"]    = known_number(scan.files_of_code);
  made["packages_current"] = known_number(scan.packages_current);
  made["packages_known"]   = known_number(scan.packages_known);
  return made;
}

py::dict to_dict(const Past& past) {
  py::dict made;
  made["first_seen"]   = iso(past.first_seen);
  made["last_seen"]    = iso(past.last_seen);
  made["reopened"]     = past.reopened;
  made["state"]        = word(past.state);
  made["step"]         = word(past.step);
  made["opened"]       = iso(past.opened);
  made["acknowledged"] = iso(past.acknowledged);
  made["fixed"]        = iso(past.fixed);
  py::list pauses;
  for (const Pause& pause : past.pauses) {
    py::dict row;
    row["from"]  = iso(pause.from);
    row["until"] = iso(pause.until);
    pauses.append(row);
  }
  made["pauses"] = pauses;
  return made;
}

py::dict to_dict(const Project& project) {
  py::dict made;
  made["name"]       = text(project.name);
  made["branch"]     = text(project.branch);
  made["main"]       = project.main;
  made["scans"]      = project.scans;
  made["findings"]   = project.findings;
  made["first_scan"] = iso(project.first_scan);
  made["last_scan"]  = iso(project.last_scan);
  return made;
}

template <class Item>
py::list to_list(const std::vector<Item>& items) {
  py::list made;
  for (const Item& item : items) made.append(to_dict(item));
  return made;
}

// ---- calls --------------------------------------------------------------------------------------------------------

Handle opened(const py::object& path, bool read_only, bool create, const py::object& wait, std::uint64_t max_bytes) {
  const std::filesystem::path file = path_of(path);
  HistoryOptions options{.read_only = read_only, .create = create, .max_bytes = max_bytes};
  options.wait = std::chrono::milliseconds(static_cast<std::int64_t>(cast<double>(wait, "seconds") * 1000));
  return {std::make_shared<History>(outside([&] { return History::open(file, options); }))};
}

Ingest ingest(Handle& handle, const py::object& reports, const std::string& project, const py::object& time,
              const py::object& now, const std::string& commit, const std::string& branch,
              const std::vector<std::string>& tools, const std::vector<std::string>& targets, bool complete,
              const py::object& files_scanned, const py::object& files_of_code, const Inventory* inventory) {
  const std::vector<Report> shared = reports_of(reports);
  Scan scan;
  scan.time          = time_of(time);
  scan.now           = time_of(now);
  scan.commit        = commit;
  scan.branch        = branch;
  scan.tools         = tools;
  scan.targets       = targets;
  scan.complete      = complete;
  scan.files_scanned = number_or_none(files_scanned);
  scan.files_of_code = number_or_none(files_of_code);
  if (inventory != nullptr) {
    scan.packages_current = scan.packages_known = 0;
    for (const Component& c : inventory->components) {
      if (c.latest.empty()) continue;
      ++scan.packages_known;
      scan.packages_current += c.latest == c.version ? 1 : 0;
    }
  }
  const auto history = handle.open();
  return outside([&] { return history->ingest(project, shared, scan); });
}

// What kpis() and its kin take as keywords.
KpiOptions kpi_options(const py::object& now, const py::object& since, const Inventory* inventory,
                       const std::optional<SlaPolicy>& sla, const py::dict& detect, std::uint64_t backlog,
                       double freshness, double coverage, const py::object& remediation,
                       const std::optional<ScorePolicy>& score) {
  KpiOptions options{.now = time_of(now), .since = time_of(since), .inventory = inventory};
  KpiPolicy& policy = options.policy;
  if (sla) {
    policy.sla = *sla;
    for (std::size_t i = 0; i < kSeverityCount; ++i) policy.detect[i] = sla->targets[i].respond;
  }
  for (const auto& [severity, target] : detect) {
    policy.detect[static_cast<std::size_t>(severity_of(severity))] = duration_of(target);
  }
  policy.backlog     = backlog;
  policy.freshness   = freshness;
  policy.coverage    = coverage;
  policy.remediation = remediation.is_none() ? -1 : cast<double>(remediation, "a share or None");
  if (score) policy.score = *score;
  return options;
}

// Episodes and scans of one project, and what `make` makes of them.
template <class Make>
auto figures(Handle& handle, const std::string& project, const std::string& branch, const Make& make) {
  const auto history = handle.open();
  return outside([&]() -> Result<decltype(make(std::vector<Episode>(), std::vector<ScanRecord>()))> {
    Result<std::vector<Episode>> episodes = history->episodes(project, branch);
    if (!episodes) return std::move(episodes).error();
    Result<std::vector<ScanRecord>> scans = history->scans(project, kNoTime, kNoTime, branch);
    if (!scans) return std::move(scans).error();
    return make(*episodes, *scans);
  });
}

template <class Make, class Convert>
void define_figures(py::class_<Handle>& history, const char* name, const char* doc, Make make, Convert convert) {
  const KpiPolicy by_default;
  history.def(
      name,
      [make, convert](Handle& handle, const std::string& project, const py::object& now, const py::object& since,
                      const std::string& branch, const Inventory* inventory, const std::optional<SlaPolicy>& sla,
                      const py::dict& detect, std::uint64_t backlog, double freshness, double coverage,
                      const py::object& remediation, const std::optional<ScorePolicy>& score) {
        const KpiOptions options =
            kpi_options(now, since, inventory, sla, detect, backlog, freshness, coverage, remediation, score);
        return convert(figures(handle, project, branch, [&](const auto& episodes, const auto& scans) {
          return make(episodes, scans, options, project);
        }));
      },
      doc, py::arg("project") = "default", py::kw_only(), py::arg("now") = py::none(), py::arg("since") = py::none(),
      py::arg("branch") = "", py::arg("inventory") = py::none(), py::arg("sla") = py::none(),
      py::arg("detect") = py::dict(), py::arg("backlog") = by_default.backlog,
      py::arg("freshness") = by_default.freshness, py::arg("coverage") = by_default.coverage,
      py::arg("remediation") = py::none(), py::arg("score") = py::none());
}

py::object trend_of(Handle& handle, const std::string& project, const py::object& now, int days, int step,
                    const std::string& branch, const std::optional<ScorePolicy>& score) {
  if (days < 1 || step < 1) refuse("days and step are at least 1");
  const TrendOptions options{.now    = time_of(now),
                             .window = std::chrono::days(days),
                             .step   = std::chrono::days(step),
                             .score  = score.value_or(ScorePolicy())};
  const auto history = handle.open();
  return json(outside([&]() -> Result<std::string> {
    Result<std::vector<ScanRecord>> scans = history->scans(project, kNoTime, kNoTime, branch);
    if (!scans) return std::move(scans).error();
    return to_json(trend(*scans, options));
  }));
}

std::vector<Sla> classify_all(Handle& handle, const Report& report, const py::object& now, const std::string& project,
                              const std::string& branch, const std::optional<SlaPolicy>& policy) {
  const Time at         = time_needed(now, "now");
  const SlaPolicy rules = policy.value_or(SlaPolicy());
  const auto history    = handle.open();
  return outside([&]() -> Result<std::vector<Sla>> {
    Result<std::vector<Past>> pasts = history->pasts(project, report, at, branch);
    if (!pasts) return std::move(pasts).error();
    std::vector<Sla> made;
    for (std::size_t i = 0; i < report.size(); ++i) made.push_back(classify(report[i], at, rules, (*pasts)[i].life()));
    return made;
  });
}

void bind_ingest(py::module_& module) {
  py::class_<Ingest>(module, "Ingest", "What History.ingest did. Each finding counts once.")
      .def_readonly("scan", &Ingest::scan, "The number of the scan in the file.")
      .def_readonly("repeated", &Ingest::repeated, "This very scan was there already: nothing has changed.")
      .def_readonly("late", &Ingest::late, "A newer scan was there already.")
      .def_readonly("complete", &Ingest::complete, "Whether findings could become fixed.")
      .def_readonly("added", &Ingest::added)
      .def_readonly("reopened", &Ingest::reopened)
      .def_readonly("changed", &Ingest::changed, "Known, but moved, or with another severity, version or text.")
      .def_readonly("unchanged", &Ingest::unchanged)
      .def_readonly("fixed", &Ingest::fixed)
      .def_readonly("notes", &Ingest::notes, "What was odd, for a person.")
      .def("to_dict", [](const Ingest& i) { return to_dict(i); })
      .def("__repr__", [](const Ingest& i) {
        return "<secmon.Ingest " + std::to_string(i.added) + " added, " + std::to_string(i.fixed) + " fixed, " +
               std::to_string(i.reopened) + " reopened>";
      });
}

void bind_asking(py::class_<Handle>& history) {
  history
      .def(
          "findings",
          [](Handle& handle, const std::string& project, const py::object& now, bool all, const py::object& severity,
             const std::string& tool, const std::string& branch) {
            const HistoryFilter filter{branch, time_of(now), all, severity_of(severity), tool};
            const auto open = handle.open();
            return std::make_shared<Report>(outside([&] { return open->findings(project, filter); }));
          },
          "The findings as a report, with the states and dates that the history knows.\n\n"
          "now: acceptances that have run out by then do not count; the newest scan's time by default. all: also what\n"
          "is not open. severity: the least one. The report is incomplete if the newest scan of one of the tools was.",
          py::arg("project") = "default", py::kw_only(), py::arg("now") = py::none(), py::arg("all") = false,
          py::arg("severity") = "unknown", py::arg("tool") = "", py::arg("branch") = "")
      .def(
          "past",
          [](Handle& handle, const std::string& fingerprint, const std::string& project, const py::object& now,
             const std::string& branch) {
            const Time at   = time_of(now);
            const auto open = handle.open();
            return to_dict(outside([&] { return open->past(project, fingerprint, at, branch); }));
          },
          "The life of one finding, by its fingerprint or the clear beginning of one.", py::arg("fingerprint"),
          py::arg("project") = "default", py::kw_only(), py::arg("now") = py::none(), py::arg("branch") = "")
      .def(
          "events",
          [](Handle& handle, const std::string& fingerprint, const std::string& project, const std::string& branch) {
            const auto open = handle.open();
            return to_list(outside([&] { return open->events(project, fingerprint, branch); }));
          },
          "What happened to all findings, or to one, in the order in which it was written down.",
          py::arg("fingerprint") = "", py::arg("project") = "default", py::kw_only(), py::arg("branch") = "")
      .def(
          "scans",
          [](Handle& handle, const std::string& project, const py::object& since, const py::object& until,
             const std::string& branch) {
            const Time from = time_of(since), to = time_of(until);
            const auto open = handle.open();
            return to_list(outside([&] { return open->scans(project, from, to, branch); }));
          },
          "The scans in the order of their times, with what was open after each of them.",
          py::arg("project") = "default", py::kw_only(), py::arg("since") = py::none(), py::arg("until") = py::none(),
          py::arg("branch") = "")
      .def(
          "projects",
          [](Handle& handle) {
            const auto open = handle.open();
            return to_list(outside([&] { return open->projects(); }));
          },
          "The projects of the file, once for each branch.");
}

void bind_figures(py::class_<Handle>& history) {
  history
      .def("trend", trend_of, "What the scans of the last `days` say, in periods of `step` days (docs/metrics.md).",
           py::arg("project") = "default", py::kw_only(), py::arg("now") = py::none(), py::arg("days") = 30,
           py::arg("step") = 7, py::arg("branch") = "", py::arg("score") = py::none())
      .def("classify", classify_all,
           "Holds each finding of a report of findings() against its service levels, with what the history knows of "
           "its\n"
           "life: when it was first seen, acknowledged, accepted.",
           py::arg("report"), py::arg("now"), py::arg("project") = "default", py::kw_only(), py::arg("branch") = "",
           py::arg("policy") = py::none());
  define_figures(
      history, "kpis",
      "The key figures (docs/metrics.md) of the time after `since` (30 days before `now` by default) up to `now` (the\n"
      "newest scan's by default). sla, detect, backlog, freshness, coverage, remediation: the targets.",
      [](const auto& episodes, const auto& scans, const KpiOptions& options, const std::string&) {
        return to_json(kpis(episodes, scans, options));
      },
      [](const std::string& made) { return json(made); });
  define_figures(
      history, "month_over_month", "The same for that window and for the one of the same length before it.",
      [](const auto& episodes, const auto& scans, const KpiOptions& options, const std::string&) {
        return to_json(month_over_month(episodes, scans, options));
      },
      [](const std::string& made) { return json(made); });
  define_figures(
      history, "open_metrics", "The key figures as OpenMetrics text, for Prometheus.",
      [](const auto& episodes, const auto& scans, const KpiOptions& options, const std::string& project) {
        return to_open_metrics(kpis(episodes, scans, options), project);
      },
      [](const std::string& made) { return text(made); });
}

}  // namespace

void bind_history(py::module_& module) {
  bind_ingest(module);
  py::class_<Handle> history(module, "History",
                             "What earlier scans found and what people decided: an SQLite file for many projects.\n\n"
                             "    with secmon.History('.security/history.db') as history:\n"
                             "        history.ingest(reports, project='shop', now=now)\n"
                             "        report = history.findings('shop', now=now)\n\n"
                             "Raises StorageError where the file is locked, read-only, damaged or full. wait: seconds\n"
                             "to wait for another process that writes.");
  history
      .def(py::init(&opened), py::arg("path"), py::kw_only(), py::arg("read_only") = false, py::arg("create") = true,
           py::arg("wait") = 5.0, py::arg("max_bytes") = 0)
      .def("close", [](Handle& handle) { handle.history.reset(); })
      .def_property_readonly("closed", [](const Handle& handle) { return handle.history == nullptr; })
      .def("__enter__", [](py::object self) { return self; })
      .def("__exit__", [](Handle& handle, const py::args&) { handle.history.reset(); })
      .def("ingest", ingest,
           "Adds a scan: all reports of one run together. The same scan twice changes nothing.\n\n"
           "time: when it ran; else the newest time that its reports give, else now. now: a scan from the future is\n"
           "taken as of now. tools: those that ran, also those that leave no report when they find nothing. targets:\n"
           "what they looked at. Only what is covered by tools and targets, and complete, can become fixed.",
           py::arg("reports"), py::kw_only(), py::arg("project") = "default", py::arg("time") = py::none(),
           py::arg("now") = py::none(), py::arg("commit") = "", py::arg("branch") = "",
           py::arg("tools") = std::vector<std::string>(), py::arg("targets") = std::vector<std::string>(),
           py::arg("complete") = true, py::arg("files_scanned") = py::none(), py::arg("files_of_code") = py::none(),
           py::arg("inventory") = py::none())
      .def(
          "triage",
          [](Handle& handle, const std::string& fingerprint, const std::string& state, const py::object& time,
             const std::string& project, const std::string& who, const std::string& reason, const py::object& until) {
            const Triage decision{fingerprint, event_kind_of(state),      who,
                                  reason,      time_needed(time, "time"), time_of(until)};
            const auto open = handle.open();
            return outside([&] { return open->triage(project, decision); });
          },
          "Writes down a decision or a step of the workflow (secmon.TRIAGE_STATES) on every branch that has the\n"
          "finding, and gives their number.",
          py::arg("fingerprint"), py::arg("state"), py::kw_only(), py::arg("time"), py::arg("project") = "default",
          py::arg("who") = "", py::arg("reason") = "", py::arg("until") = py::none())
      .def(
          "retain",
          [](Handle& handle, const py::object& before, const std::string& project) {
            const Time at          = time_needed(before, "before");
            const auto open        = handle.open();
            const Retained removed = outside([&] { return open->retain(project, at); });
            py::dict made;
            made["findings"] = removed.findings;
            made["events"]   = removed.events;
            made["scans"]    = removed.scans;
            return made;
          },
          "Removes what was fixed before a time, and the scans before it; what is open always stays.",
          py::arg("before"), py::arg("project") = "default");
  bind_asking(history);
  bind_figures(history);
}

}  // namespace secmon::python
