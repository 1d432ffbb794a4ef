// SPDX-License-Identifier: MIT
// From findings and what a history knows to the figures that people are shown.
#include "secmon/overview.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "core/life.hpp"
#include "core/redact.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "secmon/format.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr Severity kWorstFirst[kSeverityCount] = {Severity::critical, Severity::high, Severity::medium,
                                                  Severity::unknown,  Severity::low,  Severity::info};
constexpr float kLikely                        = 0.1F;
constexpr std::size_t kMostIds = 20, kMostFingerprints = 100, kMostNotes = 5, kMostScans = 100, kMostDecisions = 200;

std::size_t rank(Severity severity) {
  return static_cast<std::size_t>(std::find(std::begin(kWorstFirst), std::end(kWorstFirst), severity) -
                                  std::begin(kWorstFirst));
}

// ---- one finding ----------------------------------------------------------------------------------------------------

string_view main_id(const Finding& f) {
  if (!f.ids.empty()) return f.ids.front();
  return f.rule_id.empty() ? f.rule_name : f.rule_id;
}

std::string place_of(const Finding& f) {
  const Location& at = f.location;
  for (const string_view place : {at.path, at.url, at.resource, f.package.manifest, f.package.image}) {
    if (place.empty()) continue;
    std::string text = redact(place);
    if (!at.path.empty() && at.start_line > 0) text.append(":").append(std::to_string(at.start_line));
    return text;
  }
  return {};
}

std::string package_of(const Package& package) {
  std::string text(package.name);
  if (!text.empty() && !package.version.empty()) text.append(" ").append(package.version);
  return text;
}

// Whether an update of its package settles it.
bool of_package(const Finding& f) {
  return !f.package.name.empty() &&
         (f.kind == Kind::sca || f.kind == Kind::container || f.kind == Kind::malware || f.kind == Kind::license);
}

// "step:investigating": where a finding stands in the workflow, as a history tags it.
EventKind step_of(const Finding& f) {
  constexpr string_view kStep = "step:";
  for (const string_view tag : f.tags) {
    if (tag.starts_with(kStep)) return event_kind_named(tag.substr(kStep.size()), EventKind::detected);
  }
  return EventKind::detected;
}

Urgency urgency_of(const Finding& f, const Due& due, Time now) {
  using std::chrono::hours;
  switch (due.resolved) {
    case SlaState::breached: return Urgency::overdue;
    case SlaState::due_soon: return Urgency::soon;
    case SlaState::on_time:
      if (due.resolve == kNoTime) return Urgency::later;
      if (due.resolve - now <= hours(24)) return Urgency::soon;
      return due.resolve - now <= hours(24 * 7) ? Urgency::this_week : Urgency::later;
    case SlaState::none:
    case SlaState::met:
    case SlaState::paused: break;
  }
  return f.kev ? Urgency::soon : Urgency::undated;
}

// ---- what one change settles ----------------------------------------------------------------------------------------

class Actions {
 public:
  void add(const Finding& f, const Due& due, Time now) {
    key_.clear();
    const bool package = of_package(f);
    if (package) {
      for (const string_view part : {f.package.ecosystem, f.package.name, f.package.version})
        key_.append(part).push_back('\xFF');
    } else {
      const string_view rule = f.rule_id.empty() ? (f.rule_name.empty() ? f.title : f.rule_name) : f.rule_id;
      for (const string_view part : {f.tool, rule}) key_.append(part).push_back('\xFE');
    }
    Group& group     = groups_[key_];
    ActionItem& item = group.item;
    const bool first = item.findings++ == 0, worse = first || rank(f.severity) < rank(item.severity);
    if (worse) {
      item.severity = f.severity;
      item.kind     = f.kind;
      item.what     = redact(f.title);
      item.rule     = main_id(f);
      item.tool     = f.tool;
      item.place    = place_of(f);
    }
    const Urgency urgency = urgency_of(f, due, now);
    if (first || urgency < item.urgency) item.urgency = urgency;
    const bool running = due.resolved != SlaState::paused && due.resolved != SlaState::met;
    if (running && due.resolve != kNoTime && (item.due == kNoTime || due.resolve < item.due)) item.due = due.resolve;
    if (const EventKind step = step_of(f); step > group.step) {
      group.step = step;
      item.step  = name(step);
    }
    item.epss = std::max(item.epss, f.epss);
    item.kev  = item.kev || f.kev;
    if (item.fingerprints.size() < kMostFingerprints) item.fingerprints.emplace_back(f.fingerprint);
    if (package) update(group, f);
    if (!f.ids.empty() && item.ids.size() < kMostIds &&
        std::find(item.ids.begin(), item.ids.end(), f.ids.front()) == item.ids.end()) {
      item.ids.emplace_back(f.ids.front());
    }
  }

  std::vector<ActionItem> take() {
    std::vector<ActionItem> items;
    items.reserve(groups_.size());
    for (auto& [key, group] : groups_) {
      if (group.updates) say_update(group);
      items.push_back(std::move(group.item));
    }
    const auto key = [](const ActionItem& i) {
      return std::make_tuple(i.urgency, !i.kev, i.epss < kLikely, rank(i.severity), -i.epss,
                             i.due == kNoTime ? Time::max() : i.due, std::cref(i.what), std::cref(i.rule));
    };
    std::sort(items.begin(), items.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    return items;
  }

 private:
  struct Group {
    ActionItem item;
    bool updates              = false;
    EventKind step            = EventKind::detected;
    std::uint64_t without_fix = 0;
  };

  // The least version that settles this finding, and so the greatest of those for the package.
  static void update(Group& group, const Finding& f) {
    group.updates          = true;
    group.item.package     = package_of(f.package);
    const string_view best = version_to_take(f.package);
    if (best.empty()) {
      ++group.without_fix;
    } else if (group.item.fix.empty() || compare_versions(best, group.item.fix) > 0) {
      group.item.fix = best;
    }
  }

  static void say_update(Group& group) {
    ActionItem& item = group.item;
    if (item.kind == Kind::license) {
      item.what = "Settle the licence of " + item.package + ": " + item.what;
    } else if (item.kind == Kind::malware) {
      item.what = "Remove " + item.package + ": " + item.what;
    } else if (item.fix.empty()) {
      item.what = "Replace or shield " + item.package + ": no version fixes it yet";
    } else {
      item.what = "Update " + item.package + " to " + item.fix;
      if (group.without_fix > 0) item.what += " (" + std::to_string(group.without_fix) + " will remain: no fix yet)";
    }
  }

  std::map<std::string, Group> groups_;
  std::string key_;
};

// ---- each finding once ----------------------------------------------------------------------------------------------

struct Open {
  std::size_t hash;
  string_view fingerprint;
  std::uint32_t report;
  std::size_t row;
  std::size_t rank;
};

// Of those with one fingerprint the worst, of equally bad ones the first; in the order of the reports. Sorted rather
// than put into a hash table, for the reason that stands in score.cpp.
void keep_distinct(std::vector<Open>& all) {
  std::sort(all.begin(), all.end(), [](const Open& a, const Open& b) {
    return std::tie(a.hash, a.fingerprint, a.rank, a.report, a.row) <
           std::tie(b.hash, b.fingerprint, b.rank, b.report, b.row);
  });
  all.erase(std::unique(all.begin(), all.end(),
                        [](const Open& a, const Open& b) {
                          return !a.fingerprint.empty() && a.hash == b.hash && a.fingerprint == b.fingerprint;
                        }),
            all.end());
  std::sort(all.begin(), all.end(),
            [](const Open& a, const Open& b) { return std::tie(a.report, a.row) < std::tie(b.report, b.row); });
}

// ---- what is one counts once ----------------------------------------------------------------------------------------

// Of several clocks the one that says most about what is to be done.
SlaState more_urgent(SlaState a, SlaState b) {
  constexpr SlaState kOrder[] = {SlaState::breached, SlaState::due_soon, SlaState::on_time,
                                 SlaState::paused,   SlaState::met,      SlaState::none};
  return *std::find_if(std::begin(kOrder), std::end(kOrder), [&](SlaState s) { return s == a || s == b; });
}

// What is counted of an open vulnerability: the most urgent of what its open findings have.
struct Urgent {
  SlaState respond = SlaState::none, resolve = SlaState::none;
  bool likely = false, exploited = false;

  void add(const Finding& f, const Due& due) {
    respond   = more_urgent(respond, due.respond);
    resolve   = more_urgent(resolve, due.resolved);
    likely    = likely || f.epss >= kLikely;
    exploited = exploited || f.kev;
  }
};

void count(Overview& made, std::size_t severity_rank, const Urgent& urgent) {
  SlaRow& sla = made.sla[severity_rank];
  ++sla.respond[static_cast<std::size_t>(urgent.respond)];
  ++sla.resolve[static_cast<std::size_t>(urgent.resolve)];
  made.likely += urgent.likely ? 1 : 0;
  made.exploited += urgent.exploited ? 1 : 0;
}

void count_groups(Overview& made, std::span<const Report> reports) {
  const Correlation correlation = correlate(reports);
  for (const Group& group : correlation.groups) {
    if (!group.open) continue;
    Urgent urgent;
    for (const Member& member : correlation.members_of(group)) {
      const Finding f = reports[member.finding.report][member.finding.index];
      if (f.state == State::open) urgent.add(f, made.dues[member.finding.report][member.finding.index]);
    }
    count(made, rank(group.severity), urgent);
  }
}

// ---- the reports ----------------------------------------------------------------------------------------------------

ScanRow row_of(const Report& report) {
  ScanRow row;
  row.tool      = report.tool().empty() ? report.format() : report.tool();
  row.version   = report.tool_version();
  row.format    = report.format();
  row.generated = report.generated();
  row.complete  = report.status() == Status::complete;
  row.findings  = report.size();
  if (row.tool.empty()) row.tool = "unknown tool";
  for (const Note& note : report.notes()) {
    std::vector<std::string>& list = note.incomplete ? row.problems : row.remarks;
    if (list.size() < kMostNotes) list.push_back(redact(note.message));
  }
  return row;
}

// A history keeps the findings of all tools in one report: what each of them said, and when it ran last.
std::vector<ScanRow> rows_of(const Memory& memory) {
  std::map<std::string, ScanRow> rows;
  for (const ScanRecord& scan : memory.scans) {
    for (const std::string& tool : scan.tools) {
      ScanRow& row = rows[tool];
      if (row.generated != kNoTime && row.generated > scan.time) continue;
      row.tool      = tool;
      row.generated = scan.time;
      row.complete  = scan.complete;
    }
  }
  for (const Finding& f : memory.report) {
    ScanRow& row = rows[lower(f.tool)];
    row.tool = f.tool, row.version = f.tool_version, row.format = f.format;
    ++row.findings;
    if (f.state == State::open) ++row.open[f.severity];
  }
  std::vector<ScanRow> all;
  const ScanRow whole = row_of(memory.report);
  bool told           = whole.complete;
  for (auto& [key, row] : rows) {
    if (!row.complete) row.problems = whole.problems;
    told = told || !row.complete;
    all.push_back(std::move(row));
  }
  if (!told || all.empty()) all.push_back(whole);  // what makes it incomplete must be seen
  return all;
}

std::size_t index_of(Kind kind) { return std::min<std::size_t>(static_cast<std::size_t>(kind), 11); }

// A scanner covers the kinds that its format has, whether or not it found any.
void cover(Overview& made, string_view format) {
  const FormatInfo* info = find_format(format);
  if (info == nullptr) return;
  string_view rest = info->kinds;
  for (string_view word; next_part(rest, ' ', word);) {
    const Kind kind = kind_named(word);
    if (name(kind) == word) made.covered[index_of(kind)] = true;
  }
}

AccessRow access_of(const Finding& f) {
  AccessRow row;
  row.who = f.location.resource, row.rule = f.rule_id, row.what = redact(f.title);
  row.role     = f.tags.empty() ? string_view() : f.tags.front();
  row.severity = f.severity;
  return row;
}

Resolved resolved_of(const Finding& f) {
  return {std::string(main_id(f)), redact(f.title), package_of(f.package),
          std::string(f.tool),     f.severity,      f.dates.fixed};
}

bool in_period(Time time, const Overview& o) { return time != kNoTime && time > o.since && time <= o.until; }

void take_period(Overview& made, const OverviewOptions& options) {
  made.now   = options.now;
  made.until = options.until == kNoTime ? options.now : options.until;
  made.since = options.since;
  if (made.since == kNoTime && made.until != kNoTime) made.since = made.until - std::chrono::days(30);
}

std::vector<ToolChange> changes(const Memory& memory, const Overview& o) {
  const ScanRecord *now = nullptr, *before = nullptr;
  for (const ScanRecord& scan : memory.scans) {
    if (scan.late) continue;
    if (scan.time <= o.until) now = &scan;
    if (scan.time <= o.since) before = &scan;
  }
  std::map<string_view, ToolChange> tools;
  const auto take = [&](const ScanRecord* scan, std::uint64_t ToolChange::*field) {
    if (scan == nullptr) return;
    for (const Tally& tally : scan->tallies) {
      ToolChange& change = tools[tally.tool];
      change.tool        = tally.tool;
      change.*field      = tally.open.total();
    }
  };
  take(now, &ToolChange::open);
  take(before, &ToolChange::before);
  std::vector<ToolChange> all;
  for (auto& [tool, change] : tools) {
    change.before_known = before != nullptr;
    all.push_back(std::move(change));
  }
  return all;
}

std::vector<Decision> decisions(const Memory& memory, const Overview& o) {
  std::vector<Decision> made;
  for (const Event& event : memory.events) {
    if (event.scan == 0 && in_period(event.time, o)) made.push_back({event, {}, {}});
  }
  std::stable_sort(made.begin(), made.end(),
                   [](const Decision& a, const Decision& b) { return a.event.time < b.event.time; });
  if (made.size() > kMostDecisions) made.erase(made.begin(), made.end() - static_cast<std::ptrdiff_t>(kMostDecisions));
  std::multimap<string_view, Decision*> of;
  for (Decision& decision : made) of.emplace(decision.event.fingerprint, &decision);
  for (const Finding& f : memory.report) {
    const auto [from, until] = of.equal_range(f.fingerprint);
    for (auto at = from; at != until; ++at) {
      at->second->id    = main_id(f);
      at->second->title = redact(f.title);
    }
  }
  return made;
}

void take_memory(Overview& made, const Memory& memory) {
  made.remembered = true;
  made.tracking   = memory.tracking;
  made.tools      = changes(memory, made);
  made.trend      = memory.trend;
  made.months     = memory.months;
  made.scans.assign(memory.scans.rbegin(),
                    memory.scans.rbegin() + static_cast<std::ptrdiff_t>(std::min(memory.scans.size(), kMostScans)));
  made.decisions = decisions(memory, made);
  for (const Finding& f : memory.report) {
    if (f.state == State::fixed && in_period(f.dates.fixed, made)) made.resolved.push_back(resolved_of(f));
  }
  std::stable_sort(made.resolved.begin(), made.resolved.end(), [](const Resolved& a, const Resolved& b) {
    return std::make_pair(rank(a.severity), a.fixed) < std::make_pair(rank(b.severity), b.fixed);
  });
}

}  // namespace

std::string_view name(Urgency urgency) noexcept {
  switch (urgency) {
    case Urgency::overdue: return "overdue";
    case Urgency::soon: return "soon";
    case Urgency::this_week: return "this_week";
    case Urgency::later: return "later";
    case Urgency::undated: break;
  }
  return "undated";
}

Overview overview(std::span<const Report> reports, const OverviewOptions& options) {
  Overview made;
  made.project = options.project;
  take_period(made, options);
  made.checked = !reports.empty();
  made.complete =
      std::all_of(reports.begin(), reports.end(), [](const Report& r) { return r.status() == Status::complete; });
  made.verdict = gate(reports, options.gate, options.now);

  // The memory's own report comes with lives; for all others the dates of the findings count.
  const Memory* memory = options.memory;
  const auto life      = [&](const Report& report, std::size_t row, const Finding& f) {
    const bool own = memory != nullptr && &report.data() == &memory->report.data() && row < memory->pasts.size();
    return own ? memory->pasts[row].life() : life_in(report, f);
  };

  std::vector<Open> open;
  made.dues.resize(reports.size());
  for (std::uint32_t r = 0; r < reports.size(); ++r) {
    const Report& report = reports[r];
    ScanRow scan         = row_of(report);
    made.access_checked  = made.access_checked || report.format() == "github_collaborators";
    made.dues[r].reserve(report.size());
    cover(made, report.format());
    std::size_t row = 0;
    string_view format;
    for (const Finding& f : report) {
      const Sla sla = classify(f, options.now, options.gate.sla, life(report, row, f));
      made.dues[r].push_back({sla.resolve.due, sla.respond.state, sla.resolve.state});
      made.covered[index_of(f.kind)] = true;
      if (f.format != format) cover(made, format = f.format);
      if (f.state == State::open) {
        ++scan.open[f.severity];
        open.push_back({std::hash<string_view>{}(f.fingerprint), f.fingerprint, r, row, rank(f.severity)});
      }
      ++row;
    }
    if (memory != nullptr && &report.data() == &memory->report.data()) {
      for (ScanRow& of_tool : rows_of(*memory)) made.reports.push_back(std::move(of_tool));
    } else {
      made.reports.push_back(std::move(scan));
    }
  }

  for (std::size_t i = 0; i < kSeverityCount; ++i) {
    const Severity severity  = kWorstFirst[i];
    const std::size_t policy = static_cast<std::size_t>(severity);
    made.thresholds[i]       = {severity, made.verdict.score.open[severity], options.gate.allowed[policy]};
    if (severity == Severity::unknown && options.gate.allow_unknown) made.thresholds[i].allowed = kNoLimit;
    made.sla[i].severity = severity;
    made.sla[i].target   = options.gate.sla.targets[policy];
  }

  if (options.gate.score.by_group) count_groups(made, reports);
  keep_distinct(open);
  Actions actions;
  for (const Open& at : open) {
    const Finding f = reports[at.report][at.row];
    const Due& due  = made.dues[at.report][at.row];
    if (!options.gate.score.by_group) {
      Urgent alone;
      alone.add(f, due);
      count(made, at.rank, alone);
    }
    ++made.kinds[index_of(f.kind)][f.severity];
    if (f.kind == Kind::access) made.access.push_back(access_of(f));
    actions.add(f, due, options.now);
  }
  made.actions = actions.take();
  if (memory != nullptr) take_memory(made, *memory);
  return made;
}

}  // namespace secmon
