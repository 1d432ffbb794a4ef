// SPDX-License-Identifier: MIT
// Asking a history, and deciding. ingest.cpp adds scans to it.
#include "secmon/history.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "core/store.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "history/contents.hpp"
#include "history/data.hpp"
#include "history/migrate.hpp"
#include "history/scope.hpp"

namespace secmon {
namespace {

using std::string_view;

Error refuse(std::string message) { return {Errc::invalid_argument, "history: " + std::move(message)}; }

Error no_project(string_view project, string_view branch) {
  std::string message = "there is no project '" + valid(project) + "'";
  if (!branch.empty()) message.append(" with the branch '").append(valid(branch)).append("'");
  return refuse(message + " in this file");
}

}  // namespace

// ---- the file -----------------------------------------------------------------------------------------------------

Result<History> History::open(const std::filesystem::path& path, const HistoryOptions& options) {
  if (path.empty()) return refuse("the file has no name");
  const std::u8string u8 = path.u8string();
  const std::string shown(u8.begin(), u8.end());
  const bool in_memory = shown == ":memory:";
  if (options.create && !options.read_only && !in_memory && path.has_parent_path()) {
    std::error_code code;
    std::filesystem::create_directories(path.parent_path(), code);
    if (code) return Error{Errc::storage, "history " + shown + ": its folder cannot be made: " + code.message()};
  }
  // While a file is made, or recovered after a crash, SQLite answers that it is busy rather than wait.
  constexpr std::chrono::milliseconds kPause(10);
  for (auto waited = std::chrono::milliseconds(0);; waited += kPause) {
    Result<Db> opened = Db::open(path, options);
    if (!opened) return std::move(opened).error();
    Db db = *std::move(opened);
    migrate(db, options.read_only, shown);
    if (db.busy() && waited < options.wait) {
      std::this_thread::sleep_for(kPause);
      continue;
    }
    if (db.ok() && !options.read_only && db.read_only()) {
      db.fail({Errc::storage, "history " + shown + ": it can only be read; open it read-only"});
    }
    if (db.ok() && options.max_bytes != 0) db.limit(options.max_bytes);
    if (!db.ok()) return db.take_error();
    db.wait(options.wait);
    return History(std::make_unique<Data>(std::move(db)));
  }
}

History::History(std::unique_ptr<Data> data) noexcept : data_(std::move(data)) {}
History::History(History&&) noexcept            = default;
History& History::operator=(History&&) noexcept = default;
History::~History()                             = default;

// ---- findings -----------------------------------------------------------------------------------------------------

namespace {

bool is_wanted(const KeptFinding& row, const HistoryFilter& filter, State state) {
  if (!filter.all && state != State::open) return false;
  if (row.severity < filter.floor) return false;
  return filter.tool.empty() || row.tool == tool_key(filter.tool);
}

// The finding as its life has made it.
void adopt(Report& report, Finding f, const KeptFinding& row, State state) {
  const Course& course   = row.course;
  const bool closed      = state != State::open && state != State::fixed;
  f.fingerprint          = row.fingerprint;
  f.state                = state;
  f.state_reason         = closed ? string_view(course.reason) : string_view();
  f.dates.detected       = course.opened;
  f.dates.acknowledged   = course.acknowledged;
  f.dates.fixed          = course.present ? kNoTime : course.fixed;
  f.dates.dismissed      = closed ? course.closed : kNoTime;
  const std::string step = "step:" + std::string(name(course.step));
  std::vector<string_view> tags;
  for (const string_view tag : f.tags) {
    if (!tag.starts_with("step:")) tags.push_back(tag);
  }
  if (course.step != EventKind::detected) tags.push_back(step);
  f.tags = tags;
  report.adopt(f);
}

// What the newest scan of each tool says of the whole.
void conclude(Db& db, std::int64_t project, Report& report) {
  Statement& query = db.prepare(
      "SELECT tool, complete, time FROM (SELECT tool, complete, time, row_number() OVER (PARTITION BY tool ORDER BY "
      "time DESC, scan DESC) AS place FROM ran WHERE project = ?) WHERE place = 1 ORDER BY tool");
  query.with(project);
  std::string tools;
  Report::Data& data = report.data();
  while (query.next()) {
    const string_view tool = query.text(0);
    tools.append(tools.empty() ? "" : ", ").append(tool);
    data.generated = std::max(data.generated, query.time(2));
    if (query.integer(1) == 0) {
      report.add_note(Errc::ok, true, "the newest scan of " + std::string(tool) + " is incomplete");
    }
  }
  data.format = "secmon";
  data.tool   = data.texts.keep(tools);
}

Time newest_scan(Db& db, std::int64_t project) {
  Statement& query = db.prepare("SELECT max(time) FROM scan WHERE project = ?").with(project);
  const Time time  = query.next() ? query.time(0) : kNoTime;
  query.with();
  return time;
}

}  // namespace

Result<Report> History::findings(string_view project, const HistoryFilter& filter) const {
  const std::lock_guard lock(data_->mutex);
  Db& db = data_->db;
  Transaction transaction(db, Transaction::Kind::read);
  const std::int64_t id = data_->project(project, filter.branch);
  Report report;
  if (id == 0) {
    if (!db.ok()) return db.take_error();
    report.add_note(Errc::empty, true, no_project(project, filter.branch).message);
    return report;
  }
  const Time now   = filter.now != kNoTime ? filter.now : newest_scan(db, id);
  Statement& query = db.prepare("SELECT " + std::string(kRowColumns) +
                                ", json FROM content JOIN finding USING (id) WHERE project = ? ORDER BY id");
  query.with(id);
  std::vector<std::pair<KeptFinding, State>> rows;
  Contents contents;
  while (query.next()) {
    KeptFinding row   = row_of(query);
    const State state = state_of(row.course, now);
    if (!is_wanted(row, filter, state)) continue;
    contents.add(query.text(kRowColumnCount));
    rows.emplace_back(std::move(row), state);
  }
  if (!db.ok()) return db.take_error();
  const Result<Report> read = contents.read();
  if (!read) return read.error();
  std::size_t at = 0;
  for (const Finding& f : *read) {
    adopt(report, f, rows[at].first, rows[at].second);
    ++at;
  }
  conclude(db, id, report);
  if (!db.ok()) return db.take_error();
  return report;
}

// ---- events, and what they come to --------------------------------------------------------------------------------

namespace {

// The finding that a fingerprint or its beginning means.
Result<KeptFinding> find(History::Data& data, std::int64_t project, string_view given) {
  constexpr std::size_t kLeast = 6, kWhole = 34;
  std::string begin = valid(trim(given));
  if (!begin.starts_with("1:") && begin.find(':') == std::string::npos) begin.insert(0, "1:");
  if (begin.size() < 2 + kLeast) return refuse("'" + begin + "' is too short for a fingerprint: at least 6 digits");
  std::string end = begin;
  ++end.back();
  Statement& query =
      data.db.prepare("SELECT " + std::string(kRowColumns) +
                      " FROM finding WHERE project = ? AND fingerprint >= ? AND fingerprint < ? LIMIT 2");
  query.with(project, begin, end);
  if (!query.next()) {
    if (!data.db.ok()) return data.db.take_error();
    return refuse("no finding of the project has the fingerprint '" + begin + "'");
  }
  KeptFinding row = row_of(query);
  if (begin.size() < kWhole && query.next()) {
    query.with();
    return refuse("several findings of the project have a fingerprint that begins with '" + begin + "'");
  }
  query.with();
  return row;
}

LifeChange change_of(const Statement& from, int at) {
  return {from.word<EventKind>(at), from.time(at + 1), from.integer(at + 2), {}, {}, from.time(at + 3)};
}

Past past_of(const KeptFinding& row, Course course, Time now) {
  Past past;
  past.first_seen   = course.first_seen;
  past.last_seen    = row.last_seen;
  past.reopened     = course.reopened;
  past.state        = state_of(course, now);
  past.step         = course.step;
  past.opened       = course.opened;
  past.acknowledged = course.acknowledged;
  past.fixed        = course.fixed;
  past.pauses       = std::move(course.pauses);
  return past;
}

Episode episode_of(const KeptFinding& row, const Course& course) {
  Episode episode;
  episode.fingerprint   = row.fingerprint;
  episode.tool          = row.tool;
  episode.vulnerability = row.vulnerability;
  episode.severity      = row.severity;
  episode.state         = state_of(row.course, kNoTime);
  episode.first         = course.reopened == 0;
  episode.published     = row.published;
  episode.introduced    = row.introduced;
  episode.opened        = course.opened;
  episode.acknowledged  = course.acknowledged;
  episode.fixed         = course.fixed;
  episode.pauses        = course.pauses;
  return episode;
}

// Plays the events of every finding of a project, in the order of the findings; `before` sees the life before each
// event, `after` when all have happened.
template <class Before, class After>
void replay(Db& db, std::int64_t project, const Before& before, const After& after) {
  Statement& query =
      db.prepare("SELECT finding, kind, time, scan, until FROM event WHERE project = ? ORDER BY project, finding, id");
  query.with(project);
  std::int64_t finding = 0;
  Course course;
  while (query.next()) {
    if (query.integer(0) != finding) {
      if (finding != 0) after(finding, course);
      finding = query.integer(0);
      course  = {};
    }
    const LifeChange change = change_of(query, 1);
    before(finding, course, change);
    happen(course, change);
  }
  if (finding != 0) after(finding, course);
}

// Rows by their number, as events name them.
std::vector<KeptFinding> rows_by_id(History::Data& data, std::int64_t project) {
  std::vector<KeptFinding> rows = data.rows(project);
  std::sort(rows.begin(), rows.end(), [](const KeptFinding& a, const KeptFinding& b) { return a.id < b.id; });
  return rows;
}

}  // namespace

Result<Past> History::past(string_view project, string_view fingerprint, Time now, string_view branch) const {
  const std::lock_guard lock(data_->mutex);
  Db& db = data_->db;
  Transaction transaction(db, Transaction::Kind::read);
  const std::int64_t id = data_->project(project, branch);
  if (id == 0) return db.ok() ? no_project(project, branch) : db.take_error();
  const Result<KeptFinding> row = find(*data_, id, fingerprint);
  if (!row) return row.error();
  Statement& query =
      db.prepare("SELECT kind, time, scan, until FROM event WHERE project = ? AND finding = ? ORDER BY id");
  query.with(id, row->id);
  Course course;
  while (query.next()) happen(course, change_of(query, 0));
  if (!db.ok()) return db.take_error();
  return past_of(*row, std::move(course), now);
}

Result<std::vector<Past>> History::pasts(string_view project, const Report& report, Time now,
                                         string_view branch) const {
  const std::lock_guard lock(data_->mutex);
  Db& db = data_->db;
  Transaction transaction(db, Transaction::Kind::read);
  const std::int64_t id = data_->project(project, branch);
  if (id == 0) return db.ok() ? no_project(project, branch) : db.take_error();
  std::vector<KeptFinding> rows = rows_by_id(*data_, id);
  std::vector<Past> lives(rows.size());
  auto row = rows.begin();
  replay(
      db, id, [](std::int64_t, const Course&, const LifeChange&) {},
      [&](std::int64_t finding, Course& course) {
        while (row != rows.end() && row->id < finding) ++row;
        if (row == rows.end() || row->id != finding) return;
        lives[static_cast<std::size_t>(row - rows.begin())] = past_of(*row, std::move(course), now);
      });
  if (!db.ok()) return db.take_error();
  std::vector<std::pair<string_view, std::size_t>> known;
  for (std::size_t i = 0; i < rows.size(); ++i) known.emplace_back(rows[i].fingerprint, i);
  std::sort(known.begin(), known.end());
  std::vector<Past> made;
  made.reserve(report.size());
  for (const Finding& f : report) {
    const auto at       = std::lower_bound(known.begin(), known.end(), std::pair(f.fingerprint, std::size_t{0}));
    const bool is_known = at != known.end() && at->first == f.fingerprint;
    made.push_back(is_known ? lives[at->second] : Past());
  }
  return made;
}

Result<std::vector<Event>> History::events(string_view project, string_view fingerprint, string_view branch) const {
  const std::lock_guard lock(data_->mutex);
  Db& db = data_->db;
  Transaction transaction(db, Transaction::Kind::read);
  const std::int64_t id = data_->project(project, branch);
  if (id == 0) return db.ok() ? no_project(project, branch) : db.take_error();
  std::int64_t finding = 0;
  if (!fingerprint.empty()) {
    const Result<KeptFinding> row = find(*data_, id, fingerprint);
    if (!row) return row.error();
    finding = row->id;
  }
  Statement& query = db.prepare(
      "SELECT event.id, fingerprint, kind, event.time, scan, who, event.reason, event.until FROM event "
      "JOIN finding ON finding.id = event.finding WHERE event.project = ?1 AND (?2 = 0 OR finding = ?2) "
      "ORDER BY event.id");
  query.with(id, finding);
  std::vector<Event> events;
  while (query.next()) {
    events.push_back({query.integer(0), std::string(query.text(1)), query.word<EventKind>(2), query.time(3),
                      query.integer(4), std::string(query.text(5)), std::string(query.text(6)), query.time(7)});
  }
  if (!db.ok()) return db.take_error();
  return events;
}

Result<std::vector<Episode>> History::episodes(string_view project, string_view branch) const {
  const std::lock_guard lock(data_->mutex);
  Db& db = data_->db;
  Transaction transaction(db, Transaction::Kind::read);
  const std::int64_t id = data_->project(project, branch);
  if (id == 0) return db.ok() ? no_project(project, branch) : db.take_error();
  const std::vector<KeptFinding> rows = rows_by_id(*data_, id);
  std::vector<Episode> episodes;
  episodes.reserve(rows.size());
  auto row            = rows.begin();
  const auto is_there = [&](std::int64_t finding) {
    while (row != rows.end() && row->id < finding) ++row;
    return row != rows.end() && row->id == finding;
  };
  replay(
      db, id,
      [&](std::int64_t finding, const Course& course, const LifeChange& change) {
        if (change.kind != EventKind::reopened || course.present) return;
        if (is_there(finding)) episodes.push_back(episode_of(*row, course));
      },
      [&](std::int64_t finding, const Course& course) {
        if (is_there(finding)) episodes.push_back(episode_of(*row, course));
      });
  if (!db.ok()) return db.take_error();
  return episodes;
}

// ---- scans --------------------------------------------------------------------------------------------------------

namespace {

Severity severity_in(const Statement& query, int column) noexcept {
  return static_cast<Severity>(std::clamp<std::int64_t>(query.integer(column), 0, kSeverityCount - 1));
}

void add_counts(Db& db, ScanRecord& scan) {
  Statement& total =
      db.prepare("SELECT severity, open, added, fixed, reopened FROM total WHERE scan = ?").with(scan.id);
  while (total.next()) {
    const Severity s = severity_in(total, 0);
    int column       = 1;
    for (Counts* counts : {&scan.open, &scan.added, &scan.fixed, &scan.reopened}) (*counts)[s] = total.count(column++);
  }
  Statement& query = db.prepare(
      "SELECT tool, severity, open, added, fixed, reopened FROM tally WHERE scan = ? ORDER BY scan, tool, severity");
  query.with(scan.id);
  while (query.next()) {
    if (scan.tallies.empty() || scan.tallies.back().tool != query.text(0)) {
      scan.tallies.push_back({std::string(query.text(0)), {}, {}, {}, {}});
    }
    Tally& tally     = scan.tallies.back();
    const Severity s = severity_in(query, 1);
    int column       = 2;
    for (Counts* counts : {&tally.open, &tally.added, &tally.fixed, &tally.reopened}) {
      (*counts)[s] = query.count(column++);
    }
  }
  Statement& tool = db.prepare("SELECT tool FROM ran WHERE scan = ? ORDER BY tool").with(scan.id);
  while (tool.next()) scan.tools.emplace_back(tool.text(0));
}

}  // namespace

Result<std::vector<ScanRecord>> History::scans(string_view project, Time since, Time until, string_view branch) const {
  const std::lock_guard lock(data_->mutex);
  Db& db = data_->db;
  Transaction transaction(db, Transaction::Kind::read);
  const std::int64_t id = data_->project(project, branch);
  if (id == 0) return db.ok() ? no_project(project, branch) : db.take_error();
  Statement& query = db.prepare(
      "SELECT scan.id, time, revision, branch, targets, complete, late, found, files_scanned, files_of_code, "
      "packages_current, packages_known FROM scan JOIN project ON project.id = scan.project "
      "WHERE project = ?1 AND time >= ?2 AND time <= ?3 ORDER BY time, scan.id");
  query.with(id, since == kNoTime ? Time::min().time_since_epoch().count() : since.time_since_epoch().count(),
             until == kNoTime ? Time::max().time_since_epoch().count() : until.time_since_epoch().count());
  std::vector<ScanRecord> scans;
  while (query.next()) {
    ScanRecord& scan      = scans.emplace_back();
    int at                = 0;
    scan.id               = query.integer(at++);
    scan.time             = query.time(at++);
    scan.commit           = query.text(at++);
    scan.branch           = query.text(at++);
    scan.targets          = unpacked(query.text(at++));
    scan.complete         = query.integer(at++) != 0;
    scan.late             = query.integer(at++) != 0;
    scan.found            = query.count(at++);
    scan.files_scanned    = query.integer(at++);
    scan.files_of_code    = query.integer(at++);
    scan.packages_current = query.integer(at++);
    scan.packages_known   = query.integer(at++);
  }
  for (ScanRecord& scan : scans) add_counts(db, scan);
  if (!db.ok()) return db.take_error();
  return scans;
}

Result<std::vector<Project>> History::projects() const {
  const std::lock_guard lock(data_->mutex);
  Db& db           = data_->db;
  Statement& query = db.prepare(
      "SELECT name, branch, main, (SELECT count(*) FROM scan WHERE project = project.id), "
      "(SELECT count(*) FROM finding WHERE project = project.id), "
      "(SELECT min(time) FROM scan WHERE project = project.id), (SELECT max(time) FROM scan WHERE project = "
      "project.id) "
      "FROM project ORDER BY name, project.id");
  query.with();
  std::vector<Project> projects;
  while (query.next()) {
    projects.push_back({std::string(query.text(0)), std::string(query.text(1)), query.integer(2) != 0, query.count(3),
                        query.count(4), query.time(5), query.time(6)});
  }
  if (!db.ok()) return db.take_error();
  return projects;
}

// ---- deciding -----------------------------------------------------------------------------------------------------

namespace {

// "" if it can be done.
std::string problem_of(const Triage& triage) {
  const bool by_scan = triage.state < EventKind::fixed;
  if (by_scan || name(triage.state).empty()) return "this is nothing that a person can say of a finding";
  if (triage.time == kNoTime) return "when was this decided? Give the time";
  if (triage.until == kNoTime) return {};
  if (triage.state != EventKind::accepted) return "only an acceptance has an end";
  return triage.until > triage.time ? std::string() : "the acceptance would end before it begins";
}

}  // namespace

Result<std::uint64_t> History::triage(string_view project, const Triage& triage) {
  if (std::string problem = problem_of(triage); !problem.empty()) return refuse(std::move(problem));
  const std::lock_guard lock(data_->mutex);
  Db& db = data_->db;
  Transaction transaction(db, Transaction::Kind::write);
  const std::vector<std::int64_t> branches = data_->branches(project);
  if (branches.empty()) return db.ok() ? no_project(project, {}) : db.take_error();
  const std::string who = clean(triage.who), reason = clean(triage.reason);
  std::set<std::string> meant;
  std::uint64_t written = 0;
  Error none;
  for (const std::int64_t branch : branches) {
    Result<KeptFinding> row = find(*data_, branch, triage.fingerprint);
    if (!row) {
      none = row.error();
      continue;
    }
    meant.insert(row->fingerprint);
    data_->add(branch, *row, {triage.state, triage.time, 0, who, reason, triage.until});
    data_->update(branch, *row);
    ++written;
  }
  if (!db.ok()) return db.take_error();
  if (written == 0) return none;
  if (meant.size() > 1) return refuse("several findings of the project have a fingerprint that begins so");
  if (!transaction.commit()) return db.take_error();
  return written;
}

// ---- forgetting ---------------------------------------------------------------------------------------------------

Result<Retained> History::retain(string_view project, Time before) {
  if (before == kNoTime) return refuse("before when? Give the time");
  const std::lock_guard lock(data_->mutex);
  Db& db = data_->db;
  Retained removed;
  {
    Transaction transaction(db, Transaction::Kind::write);
    const std::vector<std::int64_t> branches = data_->branches(project);
    if (branches.empty()) return db.ok() ? no_project(project, {}) : db.take_error();
    const auto count                   = [&](std::uint64_t& sum) { sum += static_cast<std::uint64_t>(db.changes()); };
    constexpr string_view kOldFindings = "(SELECT id FROM finding WHERE project = ?1 AND present = 0 AND fixed < ?2)";
    constexpr string_view kOldScans =
        "(SELECT id FROM scan WHERE project = ?1 AND time < ?2 AND id NOT IN (SELECT scan FROM (SELECT scan, "
        "row_number() OVER (PARTITION BY tool ORDER BY time DESC, scan DESC) AS place FROM ran WHERE project = ?1) "
        "WHERE place = 1))";
    for (const std::int64_t id : branches) {
      const auto run = [&](const std::string& sql) { db.prepare(sql).run(id, before); };
      run("DELETE FROM event WHERE project = ?1 AND finding IN " + std::string(kOldFindings));
      count(removed.events);
      run("DELETE FROM content WHERE id IN " + std::string(kOldFindings));
      run("DELETE FROM finding WHERE project = ?1 AND present = 0 AND fixed < ?2");
      count(removed.findings);
      run("DELETE FROM tally WHERE scan IN " + std::string(kOldScans));
      run("DELETE FROM total WHERE scan IN " + std::string(kOldScans));
      // `ran` last, as it says which scans are the newest; a tool's newest row stays with its scan.
      run("DELETE FROM scan WHERE id IN " + std::string(kOldScans));
      count(removed.scans);
      db.prepare("DELETE FROM ran WHERE project = ?1 AND scan NOT IN (SELECT id FROM scan WHERE project = ?1)").run(id);
    }
    if (!transaction.commit()) return db.take_error();
  }
  db.run("PRAGMA incremental_vacuum");
  if (!db.ok()) return db.take_error();
  return removed;
}

}  // namespace secmon
