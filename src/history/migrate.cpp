// SPDX-License-Identifier: MIT
// The tables of a history. A version that was released is never changed: a new one is a step behind it.
#include "history/migrate.hpp"

#include <array>
#include <string_view>

namespace secmon {
namespace {

using std::string_view;

constexpr std::int64_t kOurs = 0x5345434D;  // "SECM": PRAGMA application_id, which `file` shows too

// Times are seconds since 1970, NULL where there is none. Lists are texts that each end with a zero byte.
constexpr string_view kVersion1 = R"sql(
-- A row for each branch of a project; lives of different branches do not mix.
CREATE TABLE project (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  branch  TEXT NOT NULL,
  main    INTEGER NOT NULL,
  UNIQUE (name, branch)
);
CREATE TABLE scan (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  project   INTEGER NOT NULL,
  time      INTEGER NOT NULL,
  revision  TEXT NOT NULL,
  targets   BLOB NOT NULL,
  images    BLOB NOT NULL,     -- that its reports name; only these are covered where there are no targets
  complete  INTEGER NOT NULL,
  late      INTEGER NOT NULL,
  found     INTEGER NOT NULL,
  digest    BLOB NOT NULL,     -- of the whole scan, so that it is known when it comes again
  UNIQUE (project, digest)
);
CREATE INDEX scan_by_time ON scan (project, time, id);
-- The tools that ran in a scan.
CREATE TABLE ran (
  project   INTEGER NOT NULL,
  tool      TEXT NOT NULL,
  time      INTEGER NOT NULL,
  scan      INTEGER NOT NULL,
  complete  INTEGER NOT NULL,
  PRIMARY KEY (project, tool, time, scan)
) WITHOUT ROWID;
CREATE INDEX ran_by_scan ON ran (scan);
-- What was open after each scan, and what it brought: so that a trend need not look at findings.
CREATE TABLE tally (
  scan      INTEGER NOT NULL,
  tool      TEXT NOT NULL,
  severity  INTEGER NOT NULL,
  open      INTEGER NOT NULL,
  added     INTEGER NOT NULL,
  fixed     INTEGER NOT NULL,
  reopened  INTEGER NOT NULL,
  PRIMARY KEY (scan, tool, severity)
) WITHOUT ROWID;
-- The state of each finding: what its events come to. Small, as every scan rewrites it.
CREATE TABLE finding (
  project       INTEGER NOT NULL,
  fingerprint   TEXT NOT NULL,
  id            INTEGER NOT NULL,
  tool          TEXT NOT NULL,
  severity      INTEGER NOT NULL,
  version       TEXT NOT NULL,     -- of the package
  image         TEXT NOT NULL,     -- that it is in, without its tag
  place         TEXT NOT NULL,     -- path, URL or resource: for the targets of scans
  digest        INTEGER NOT NULL,  -- of the content
  present       INTEGER NOT NULL,
  reported      INTEGER NOT NULL,  -- the state that the tool gives it
  decided       INTEGER NOT NULL,  -- the kind of event that closed it, by a person; 0 for none
  until         INTEGER,           -- of an acceptance
  reason        TEXT NOT NULL,     -- of the decision, or of the tool
  step          INTEGER NOT NULL,
  published     INTEGER,
  introduced    INTEGER,
  first_seen    INTEGER NOT NULL,
  last_seen     INTEGER NOT NULL,
  opened        INTEGER NOT NULL,  -- of the last episode, as are the next two
  acknowledged  INTEGER,
  fixed         INTEGER,
  closed        INTEGER,           -- when it was dismissed, accepted …
  reopened      INTEGER NOT NULL,  -- how often
  PRIMARY KEY (project, fingerprint)
) WITHOUT ROWID;
CREATE UNIQUE INDEX finding_by_id ON finding (id);
CREATE TABLE content (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  json  TEXT NOT NULL              -- without state and dates, which are the finding's
);
CREATE TABLE event (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  project  INTEGER NOT NULL,
  finding  INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  time     INTEGER NOT NULL,
  scan     INTEGER NOT NULL,       -- 0 for what a person said
  who      TEXT NOT NULL,
  reason   TEXT NOT NULL,
  until    INTEGER
);
CREATE INDEX event_by_finding ON event (project, finding, id);
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN
  SELECT RAISE (ABORT, 'events are only ever added');
END;
)sql";

// What metrics.hpp needs of a scan besides.
constexpr string_view kVersion2 = R"sql(
ALTER TABLE scan ADD COLUMN files_scanned INTEGER NOT NULL DEFAULT -1;
ALTER TABLE scan ADD COLUMN files_of_code INTEGER NOT NULL DEFAULT -1;
ALTER TABLE scan ADD COLUMN packages_current INTEGER NOT NULL DEFAULT -1;
ALTER TABLE scan ADD COLUMN packages_known INTEGER NOT NULL DEFAULT -1;
)sql";

// Which findings are one vulnerability, and each scan counted by these. Of older scans findings are what is known.
constexpr string_view kVersion3 = R"sql(
ALTER TABLE finding ADD COLUMN vulnerability INTEGER NOT NULL DEFAULT 0;  -- the same for those that are one; 0: not compared yet
ALTER TABLE finding ADD COLUMN subject INTEGER NOT NULL DEFAULT 0;  -- only findings of one subject can be one; 0: not known
CREATE TABLE total (
  scan      INTEGER NOT NULL,
  severity  INTEGER NOT NULL,
  open      INTEGER NOT NULL,
  added     INTEGER NOT NULL,
  fixed     INTEGER NOT NULL,
  reopened  INTEGER NOT NULL,
  PRIMARY KEY (scan, severity)
) WITHOUT ROWID;
INSERT INTO total SELECT scan, severity, sum(open), sum(added), sum(fixed), sum(reopened) FROM tally
  GROUP BY scan, severity;
)sql";

constexpr std::array<string_view, kSchemaVersion> kSteps = {kVersion1, kVersion2, kVersion3};

struct Found {
  std::int64_t owner, version, tables;
  [[nodiscard]] bool empty() const noexcept { return tables == 0 && version == 0 && owner == 0; }
};

Found look(Db& db) {
  return {db.number("PRAGMA application_id"), db.number("PRAGMA user_version"),
          db.number("SELECT count(*) FROM sqlite_master")};
}

// Whether it is a history that we can work with, perhaps after some steps.
bool is_ours(Db& db, const Found& found, bool read_only, const std::string& path) {
  if (!db.ok()) return false;
  if (found.empty() && !read_only) return true;
  if (found.owner != kOurs) {
    db.fail({Errc::storage, "history " + path + ": it is a database of another program"});
  } else if (found.version > kSchemaVersion) {
    db.fail({Errc::storage_version, "history " + path + ": a newer secmon wrote it (version " +
                                        std::to_string(found.version) + " of its tables, this one knows up to " +
                                        std::to_string(kSchemaVersion) + "); update secmon"});
  } else if (read_only && found.version < kSchemaVersion) {
    db.fail({Errc::storage_version, "history " + path + ": an older secmon wrote it; open it once for writing, which " +
                                        "brings it to this version"});
  }
  return db.ok();
}

// With a write-ahead log readers need not wait for a writer. The switch needs the file for itself and does not wait for
// it: where another process is busy, it is the one that switches, or whoever opens the file next.
void write_ahead(Db& db) {
  Statement& mode     = db.prepare("PRAGMA journal_mode").with();
  const bool is_ahead = mode.next() && mode.text(0) == "wal";
  mode.with();
  if (is_ahead || !db.ok()) return;
  db.run("PRAGMA journal_mode = WAL");
  if (!db.ok()) db.take_error();
}

}  // namespace

void migrate(Db& db, bool read_only, const std::string& path) {
  const Found before = look(db);
  if (!is_ours(db, before, read_only, path)) return;
  if (read_only) return;
  if (before.empty()) {
    // Fewer and larger pages: most of what a large scan costs beyond its rows is the calls that write them.
    db.run("PRAGMA page_size = 16384");
    db.run("PRAGMA auto_vacuum = INCREMENTAL");
  }
  write_ahead(db);
  if (before.version == kSchemaVersion) return;
  Transaction transaction(db, Transaction::Kind::write);
  const Found now = look(db);  // another process may have been faster
  if (!is_ours(db, now, read_only, path)) return;
  for (auto step = static_cast<std::size_t>(now.version); step < kSteps.size(); ++step) db.run(kSteps[step]);
  db.run("PRAGMA application_id = " + std::to_string(kOurs));
  db.run("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  transaction.commit();
}

}  // namespace secmon
