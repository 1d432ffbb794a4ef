// SPDX-License-Identifier: MIT
// A scan meets what is known: both are in the order of their fingerprints, and are gone through side by side.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/fingerprint.hpp"
#include "core/time.hpp"
#include "history/contents.hpp"
#include "history/data.hpp"
#include "history/scope.hpp"
#include "history/standing.hpp"
#include "secmon/render.hpp"

namespace secmon {
namespace {

using std::string_view;

std::int64_t hash_of(string_view bytes) noexcept {
  return static_cast<std::int64_t>(XXH3_64bits(bytes.data(), bytes.size()));
}

// What a finding is: all but its state and dates, which are its life's.
std::string content_of(Finding finding) {
  finding.state        = State::open;
  finding.state_reason = {};
  finding.dates        = {.published = finding.dates.published, .introduced = finding.dates.introduced};
  return to_json(finding);
}

// A finding of the scan.
struct Incoming {
  string_view fingerprint;
  std::size_t report, row;
  Severity severity;
  State state;
  std::int64_t digest = 0;
};

// Each fingerprint once: of several, one that is open, at the highest severity, and then the first. Digests are made in
// the order of the rows; in that of the fingerprints each field would be a cache miss.
std::vector<Incoming> incoming_of(std::span<const Report> reports) {
  std::vector<Incoming> all;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    std::size_t row = 0;
    for (const Finding& f : reports[i]) {
      all.push_back({f.fingerprint, i, row++, f.severity, f.state, hash_of(content_of(f))});
    }
  }
  std::sort(all.begin(), all.end(), [](const Incoming& a, const Incoming& b) {
    if (a.fingerprint != b.fingerprint) return a.fingerprint < b.fingerprint;
    const bool a_open = a.state == State::open, b_open = b.state == State::open;
    if (a_open != b_open) return a_open;
    if (a.severity != b.severity) return a.severity > b.severity;
    return std::pair(a.report, a.row) < std::pair(b.report, b.row);
  });
  const auto same = [](const Incoming& a, const Incoming& b) { return a.fingerprint == b.fingerprint; };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

// An older scan of the same tool had no chance to see what a later one did not.
struct LaterScan {
  Time time;
  Scope scope;
};

class Ingesting {
 public:
  Ingesting(History::Data& data, std::span<const Report> reports, const Scan& scan)
      : data_(data), db_(data.db), reports_(reports), scan_(scan) {}

  Result<Ingest> run(string_view project);

 private:
  struct Ran {
    bool complete, late;
    std::vector<LaterScan> later;  // read when the first late finding asks
    bool later_known = false;
    Tally tally;
  };

  [[nodiscard]] bool set_time();
  std::int64_t project_of(string_view name);
  std::string digest() const;
  bool is_repeated();
  void see_tools();
  void insert_scan(const std::string& digest);
  void meet_all();
  void compare();
  [[nodiscard]] Report known_alike();
  void write_tallies();

  void add(KeptFinding& row, EventKind kind, Time time, string_view reason = {}, string_view who = {});
  void create(const Incoming& in);
  void meet(KeptFinding& row, const Incoming& in);
  void miss(KeptFinding& row);
  void describe(KeptFinding& row, const Finding& f, const Incoming& in) const;
  void follow_report(KeptFinding& row, const Finding& f);
  void inherit(KeptFinding& row);
  void fix_if_later_scan_missed_it(KeptFinding& row);
  void stand(const KeptFinding& row, string_view fingerprint, bool known, bool was_present) {
    const bool open = state_of(row.course, time_) == State::open;
    if (open) ++tally(row.tool).open[row.severity];
    standings_.push_back(
        {fingerprint, row.id, row.vulnerability, row.severity, known, was_present, row.course.present, open});
  }
  [[nodiscard]] Finding finding(const Incoming& in) const { return reports_[in.report][in.row]; }
  Ran* ran(string_view tool) {
    const auto at = tools_.find(tool);
    return at == tools_.end() ? nullptr : &at->second;
  }
  Tally& tally(string_view tool) {
    if (last_ == nullptr || last_->tool != tool) {
      last_       = &tallies_.try_emplace(std::string(tool)).first->second;
      last_->tool = tool;
    }
    return *last_;
  }
  // A date of a report, if it can be true.
  [[nodiscard]] Time not_after_scan(Time date) const noexcept { return date == kNoTime || date > time_ ? time_ : date; }

  History::Data& data_;
  Db& db_;
  std::span<const Report> reports_;
  const Scan& scan_;

  Ingest done_;
  Error refused_;
  Time time_            = kNoTime;
  std::int64_t project_ = 0;
  std::vector<std::int64_t> siblings_;  // other branches of the project
  std::vector<Incoming> incoming_;
  std::vector<KeptFinding> known_;      // before the scan; then as it left them
  std::vector<Standing> standings_;     // of all, in the order of their fingerprints
  std::vector<std::int64_t> subjects_;  // of findings that may have become one with what is known
  Scope scope_;
  std::map<std::string, Ran, std::less<>> tools_;
  std::map<std::string, Tally, std::less<>> tallies_;
  Tally* last_ = nullptr;
};

// ---- the scan ---------------------------------------------------------------------------------------------------

bool Ingesting::set_time() {
  time_ = scan_.time;
  if (time_ == kNoTime) {
    for (const Report& report : reports_) time_ = std::max(time_, report.generated());
  }
  if (time_ == kNoTime) time_ = scan_.now;
  if (time_ == kNoTime) {
    refused_ = {Errc::invalid_argument, "history: when was this scan? Its reports do not say; give its time"};
    return false;
  }
  if (scan_.now != kNoTime && time_ > scan_.now) {
    done_.notes.push_back("the scan says that it ran at " + to_string(time_) +
                          ", which is yet to come; it is taken as of " + to_string(scan_.now));
    time_ = scan_.now;
  }
  return true;
}

std::int64_t Ingesting::project_of(string_view name) {
  const std::string branch = valid(scan_.branch);
  std::int64_t id          = data_.project(name, branch);
  if (id == 0 && !branch.empty()) {
    // A branch that is named for the first time is the one that had no name.
    id                  = data_.project(name, {});
    Statement& nameless = db_.prepare("UPDATE project SET branch = ? WHERE id = ? AND branch = '' AND main = 1");
    nameless.run(branch, id);
    if (id != 0 && db_.changes() == 0) id = 0;
  }
  siblings_ = data_.branches(name);
  if (id == 0) {
    db_.prepare("INSERT INTO project (name, branch, main) VALUES (?, ?, ?)")
        .run(valid(name), branch, siblings_.empty());
    id = db_.last_id();
  }
  std::erase(siblings_, id);
  return id;
}

std::string Ingesting::digest() const {
  std::string said = to_string(time_);
  const auto add   = [&](string_view text) { said.append(text).push_back('\0'); };
  add(scan_.commit);
  for (const auto& [name, run] : tools_) add(name), add(run.complete ? "1" : "0");
  add(packed(scope_.targets));
  for (const std::int64_t number :
       {scan_.files_scanned, scan_.files_of_code, scan_.packages_current, scan_.packages_known}) {
    add(std::to_string(number));
  }
  for (const Incoming& in : incoming_) {
    said.append(in.fingerprint).push_back(static_cast<char>(in.state));
    for (int shift = 0; shift < 64; shift += 8) said.push_back(static_cast<char>(in.digest >> shift));
  }
  const XXH128_hash_t hash = XXH3_128bits(said.data(), said.size());
  std::string bytes;
  for (const std::uint64_t half : {hash.high64, hash.low64}) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(half >> shift));
  }
  return bytes;
}

void Ingesting::see_tools() {
  Statement& newest = db_.prepare("SELECT max(time) FROM ran WHERE project = ? AND tool = ?");
  done_.complete    = true;
  for (auto& [name, run] : tools_) {
    newest.with(project_, name);
    const Time before = newest.next() ? newest.time(0) : kNoTime;
    run.late          = before != kNoTime && before > time_;
    done_.complete    = done_.complete && run.complete;
  }
  newest.with();
  // Also what another tool found since is not what was open then.
  Statement& any  = db_.prepare("SELECT max(time) FROM scan WHERE project = ?").with(project_);
  const Time last = any.next() ? any.time(0) : kNoTime;
  done_.late      = last != kNoTime && last > time_;
  any.with();
}

void Ingesting::insert_scan(const std::string& digest) {
  db_.prepare(
         "INSERT INTO scan (project, time, revision, targets, images, complete, late, found, digest, files_scanned, "
         "files_of_code, packages_current, packages_known) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(project_, time_, valid(scan_.commit), Blob{packed(scope_.targets)}, Blob{packed(scope_.images)},
           done_.complete, done_.late, incoming_.size(), Blob{digest}, scan_.files_scanned, scan_.files_of_code,
           scan_.packages_current, scan_.packages_known);
  done_.scan = db_.last_id();
  for (const auto& [name, run] : tools_) {
    db_.prepare("INSERT INTO ran (project, tool, time, scan, complete) VALUES (?, ?, ?, ?, ?)")
        .run(project_, name, time_, done_.scan, run.complete);
  }
}

void Ingesting::write_tallies() {
  Statement& insert = db_.prepare(
      "INSERT INTO tally (scan, tool, severity, open, added, fixed, reopened) VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const auto& [name, tally] : tallies_) {
    for (std::size_t i = 0; i < kSeverityCount; ++i) {
      const auto s = static_cast<Severity>(i);
      if (tally.open[s] + tally.added[s] + tally.fixed[s] + tally.reopened[s] == 0) continue;
      insert.run(done_.scan, name, s, tally.open[s], tally.added[s], tally.fixed[s], tally.reopened[s]);
    }
  }
  const Tally total = count_vulnerabilities(standings_);
  for (std::size_t i = 0; i < kSeverityCount; ++i) {
    const auto s = static_cast<Severity>(i);
    db_.prepare("INSERT INTO total (scan, severity, open, added, fixed, reopened) VALUES (?, ?, ?, ?, ?, ?)")
        .run(done_.scan, s, total.open[s], total.added[s], total.fixed[s], total.reopened[s]);
  }
}

// ---- its findings -------------------------------------------------------------------------------------------------

void Ingesting::add(KeptFinding& row, EventKind kind, Time time, string_view reason, string_view who) {
  data_.add(project_, row, {kind, time, done_.scan, who, reason, kNoTime});
  if (kind == EventKind::fixed) ++done_.fixed, ++tally(row.tool).fixed[row.severity];
  if (kind == EventKind::reopened && time == row.course.opened) ++tally(row.tool).reopened[row.severity];
}

void Ingesting::describe(KeptFinding& row, const Finding& f, const Incoming& in) const {
  row.tool       = tool_of(f);
  row.severity   = f.severity;
  row.version    = valid(f.package.version);
  row.image      = valid(image_name(f.package.image));
  row.place      = place_of(f);
  row.subject    = subject_of(f);
  row.digest     = in.digest;
  row.published  = f.dates.published;
  row.introduced = f.dates.introduced;
}

// What the report says of the state.
void Ingesting::follow_report(KeptFinding& row, const Finding& f) {
  Course& course = row.course;
  if (f.dates.acknowledged != kNoTime && course.acknowledged == kNoTime && f.dates.acknowledged >= course.opened) {
    add(row, EventKind::acknowledged, not_after_scan(f.dates.acknowledged), {}, row.tool);
  }
  if (f.state == State::fixed) {
    if (course.present) add(row, EventKind::fixed, not_after_scan(f.dates.fixed), clean(f.state_reason), row.tool);
    return;
  }
  if (!course.present && time_ >= course.fixed) {
    add(row, EventKind::reopened, time_);
    ++done_.reopened;
  }
  if (f.state == course.reported) return;
  if (f.state == State::open) {
    add(row, EventKind::reopened, time_, "no longer " + std::string(name(course.reported)), row.tool);
  } else {
    add(row, decision_for(f.state), not_after_scan(f.dates.dismissed), clean(f.state_reason), row.tool);
  }
}

void Ingesting::create(const Incoming& in) {
  const Finding f = finding(in);
  KeptFinding row;
  row.fingerprint = in.fingerprint;
  row.id          = data_.add_content(content_of(f));
  row.last_seen   = time_;
  describe(row, f, in);
  // A date that is only that of the run is the caller's to say.
  const bool own_date = f.dates.detected != reports_[in.report].generated();
  add(row, EventKind::first_seen, own_date ? not_after_scan(f.dates.detected) : time_);
  ++done_.added;
  ++tally(row.tool).added[row.severity];
  inherit(row);
  follow_report(row, f);
  const Ran* run = ran(row.tool);
  if (run != nullptr && run->late) fix_if_later_scan_missed_it(row);
  row.vulnerability = row.id;
  data_.insert(project_, row);
  stand(row, in.fingerprint, false, false);
  subjects_.push_back(row.subject);
}

// What a person decided holds on all branches.
void Ingesting::inherit(KeptFinding& row) {
  for (const std::int64_t sibling : siblings_) {
    Statement& query = db_.prepare(
        "SELECT kind, event.time, who, event.reason, event.until FROM event JOIN finding ON finding.id = event.finding "
        "WHERE finding.project = ? AND fingerprint = ? AND decided <> 0 AND kind = decided AND scan = 0 "
        "ORDER BY event.id DESC LIMIT 1");
    query.with(sibling, row.fingerprint);
    if (!query.next()) continue;
    const std::string who(query.text(2)), reason(query.text(3));
    const LifeChange decision{query.word<EventKind>(0), query.time(1), 0, who, reason, query.time(4)};
    query.with();
    return data_.add(project_, row, decision);
  }
}

void Ingesting::fix_if_later_scan_missed_it(KeptFinding& row) {
  Ran& run = *ran(row.tool);
  if (!run.later_known) {
    Statement& query = db_.prepare(
        "SELECT scan.time, targets, images FROM ran JOIN scan ON scan.id = ran.scan "
        "WHERE ran.project = ? AND tool = ? AND ran.time > ? AND ran.complete = 1 ORDER BY ran.time, ran.scan");
    query.with(project_, row.tool, time_);
    while (query.next()) run.later.push_back({query.time(0), {unpacked(query.text(1)), unpacked(query.text(2))}});
    run.later_known = true;
  }
  for (const LaterScan& later : run.later) {
    if (!row.course.present || !later.scope.covers(row.image, row.place)) continue;
    return add(row, EventKind::fixed, later.time);
  }
}

void Ingesting::meet(KeptFinding& row, const Incoming& in) {
  const Ran* run = ran(row.tool);
  if (run != nullptr && run->late) {
    ++done_.unchanged;
    if (time_ < row.course.first_seen) {
      add(row, EventKind::seen, time_);
      data_.update(project_, row);
    }
    return;
  }
  const std::uint64_t reopened = done_.reopened;
  const Finding f              = finding(in);
  bool changed                 = false;
  if (row.digest != in.digest || row.severity != in.severity) {
    changed                       = true;
    const Severity was            = row.severity;
    const std::string old_version = std::exchange(row.version, {});
    describe(row, f, in);
    data_.change_content(row.id, content_of(f));
    std::string what;
    if (was != row.severity) what.append("severity ").append(name(was)).append(" -> ").append(name(row.severity));
    if (old_version != row.version) {
      what.append(what.empty() ? "" : ", ").append("version ").append(old_version).append(" -> ").append(row.version);
    }
    if (!what.empty()) add(row, EventKind::changed, time_, what);
  }
  const bool was_present = row.course.present;
  follow_report(row, f);
  row.last_seen = std::max(row.last_seen, time_);
  data_.update(project_, row);
  if (changed || done_.reopened != reopened) subjects_.push_back(row.subject);
  if (done_.reopened == reopened && !(was_present && !row.course.present))
    ++(changed ? done_.changed : done_.unchanged);
}

void Ingesting::miss(KeptFinding& row) {
  const Ran* run = ran(row.tool);
  // What a person opened again later is not gone because an earlier scan did not see it.
  const bool could_see = run != nullptr && run->complete && !run->late && time_ >= row.course.opened;
  if (row.course.present && could_see && scope_.covers(row.image, row.place)) {
    add(row, EventKind::fixed, time_);
    data_.update(project_, row);
  }
}

void Ingesting::meet_all() {
  known_  = data_.rows(project_);
  auto in = incoming_.begin();
  standings_.reserve(std::max(known_.size(), incoming_.size()));
  for (KeptFinding& row : known_) {
    for (; in != incoming_.end() && in->fingerprint < row.fingerprint; ++in) create(*in);
    const bool was_present = row.course.present;
    if (in != incoming_.end() && in->fingerprint == row.fingerprint) {
      meet(row, *in++);
    } else {
      miss(row);
    }
    stand(row, row.fingerprint, true, was_present);
    if (row.vulnerability == 0) subjects_.push_back(row.subject);
    if (!db_.ok()) return;
  }
  for (; in != incoming_.end() && db_.ok(); ++in) create(*in);
}

// What is known of the subjects of this scan and can be compared with it: what is about a package, wherever its line
// is and whether or not it is fixed, and what scans of the same commit left.
Report Ingesting::known_alike() {
  std::vector<Time> same_commit;
  if (!scan_.commit.empty()) {
    Statement& times = db_.prepare("SELECT time FROM scan WHERE project = ? AND revision = ? ORDER BY time");
    times.with(project_, valid(scan_.commit));
    while (times.next()) same_commit.push_back(times.time(0));
  }
  std::sort(subjects_.begin(), subjects_.end());
  const auto is_comparable = [&](const KeptFinding& row) {
    const bool fresh = std::binary_search(same_commit.begin(), same_commit.end(), row.last_seen);
    return row.subject > 0 || (row.course.present && fresh);
  };
  const auto is_alike = [&](const KeptFinding& row) {
    return is_comparable(row) && std::binary_search(subjects_.begin(), subjects_.end(), row.subject);
  };
  Contents contents;
  std::vector<KeptFinding*> rows;
  Statement& query = db_.prepare("SELECT json FROM content WHERE id = ?");
  auto in          = incoming_.begin();
  for (KeptFinding& row : known_) {
    while (in != incoming_.end() && in->fingerprint < row.fingerprint) ++in;
    if (in != incoming_.end() && in->fingerprint == row.fingerprint) continue;
    if (row.subject != 0 && !is_alike(row)) continue;
    query.with(row.id);
    if (!query.next()) continue;
    contents.add(query.text(0));
    rows.push_back(&row);
  }
  query.with();
  Report alike;
  const Result<Report> all = contents.read();
  if (!all) {
    done_.notes.push_back("what earlier scans found cannot be read, so it was not compared with this scan");
    return alike;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    KeptFinding& row = *rows[i];
    Finding f        = (*all)[i];
    f.fingerprint    = row.fingerprint;
    if (row.subject == 0) {
      row.subject = subject_of(f);
      data_.update(project_, row);
    }
    if (is_comparable(row)) alike.adopt(f);
  }
  return alike;
}

// Which findings are one vulnerability.
void Ingesting::compare() {
  if (!db_.ok()) return;
  std::vector<Report> reports;
  for (const Report& report : reports_) reports.push_back(report.share());
  if (!subjects_.empty()) reports.push_back(known_alike());
  for (const std::size_t at : join(standings_, reports)) {
    data_.renumber(project_, standings_[at].fingerprint, standings_[at].vulnerability);
  }
}

// The scan itself is what is looked for, whatever its number.
bool Ingesting::is_repeated() {
  Statement& query = db_.prepare("SELECT id FROM scan WHERE project = ? AND digest = ?");
  query.with(project_, Blob{digest()});
  if (!query.next()) return query.with(), false;
  done_.scan      = query.integer(0);
  done_.repeated  = true;
  done_.unchanged = incoming_.size();
  query.with();
  return true;
}

Result<Ingest> Ingesting::run(string_view project) {
  if (!set_time()) return refused_;
  for (auto& [name, complete] : tools_of(reports_, scan_)) tools_[name] = {complete, false, {}, false, {}};
  if (tools_.empty()) {
    return Error{Errc::invalid_argument, "history: nothing was scanned: give reports, or the tools that ran"};
  }
  scope_    = scope_of(reports_, scan_);
  incoming_ = incoming_of(reports_);

  Transaction transaction(db_, Transaction::Kind::write);
  project_ = project_of(project);
  see_tools();
  if (!is_repeated()) {
    insert_scan(digest());
    meet_all();
    compare();
    write_tallies();
  }
  if (!transaction.commit()) return db_.take_error();
  return std::move(done_);
}

}  // namespace

Result<Ingest> History::ingest(std::string_view project, std::span<const Report> reports, const Scan& scan) {
  if (project.empty()) return Error{Errc::invalid_argument, "history: the project has no name"};
  const std::lock_guard lock(data_->mutex);
  return Ingesting(*data_, reports, scan).run(project);
}

}  // namespace secmon
