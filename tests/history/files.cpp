// SPDX-License-Identifier: MIT
// Files that are older, newer, damaged, locked, full, or of somebody else.
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "history/scratch.hpp"
#include "secmon/history.hpp"

namespace secmon {
namespace {

using namespace std::chrono_literals;
using test::day;
using test::finding;
using test::made;
using test::Scratch;

// Runs SQL on a file without our library.
class Raw {
 public:
  explicit Raw(const std::filesystem::path& path) { REQUIRE(sqlite3_open(path.c_str(), &db_) == SQLITE_OK); }
  Raw(const Raw&)            = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() { sqlite3_close(db_); }
  bool run(const std::string& sql) { return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK; }

 private:
  sqlite3* db_ = nullptr;
};

// The tables of version 1 and one finding in them, word for word as that version made them.
constexpr const char* kVersion1 = R"sql(
PRAGMA auto_vacuum = INCREMENTAL;
CREATE TABLE project (id INTEGER PRIMARY KEY, name TEXT NOT NULL, branch TEXT NOT NULL, main INTEGER NOT NULL,
  UNIQUE (name, branch));
CREATE TABLE scan (id INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, time INTEGER NOT NULL,
  revision TEXT NOT NULL, targets BLOB NOT NULL, images BLOB NOT NULL, complete INTEGER NOT NULL, late INTEGER NOT NULL,
  found INTEGER NOT NULL, digest BLOB NOT NULL, UNIQUE (project, digest));
CREATE INDEX scan_by_time ON scan (project, time, id);
CREATE TABLE ran (project INTEGER NOT NULL, tool TEXT NOT NULL, time INTEGER NOT NULL, scan INTEGER NOT NULL,
  complete INTEGER NOT NULL, PRIMARY KEY (project, tool, time, scan)) WITHOUT ROWID;
CREATE INDEX ran_by_scan ON ran (scan);
CREATE TABLE tally (scan INTEGER NOT NULL, tool TEXT NOT NULL, severity INTEGER NOT NULL, open INTEGER NOT NULL,
  added INTEGER NOT NULL, fixed INTEGER NOT NULL, reopened INTEGER NOT NULL, PRIMARY KEY (scan, tool, severity))
  WITHOUT ROWID;
CREATE TABLE finding (project INTEGER NOT NULL, fingerprint TEXT NOT NULL, id INTEGER NOT NULL, tool TEXT NOT NULL,
  severity INTEGER NOT NULL, version TEXT NOT NULL, image TEXT NOT NULL, place TEXT NOT NULL, digest INTEGER NOT NULL,
  present INTEGER NOT NULL, reported INTEGER NOT NULL, decided INTEGER NOT NULL, until INTEGER, reason TEXT NOT NULL,
  step INTEGER NOT NULL, published INTEGER, introduced INTEGER, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
  opened INTEGER NOT NULL, acknowledged INTEGER, fixed INTEGER, closed INTEGER, reopened INTEGER NOT NULL,
  PRIMARY KEY (project, fingerprint)) WITHOUT ROWID;
CREATE UNIQUE INDEX finding_by_id ON finding (id);
CREATE TABLE content (id INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL);
CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, project INTEGER NOT NULL, finding INTEGER NOT NULL,
  kind INTEGER NOT NULL, time INTEGER NOT NULL, scan INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL,
  until INTEGER);
CREATE INDEX event_by_finding ON event (project, finding, id);
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE (ABORT, 'events are only ever added'); END;
PRAGMA application_id = 1397048141;
PRAGMA user_version = 1;
INSERT INTO project VALUES (1, 'shop', '', 1);
INSERT INTO scan VALUES (1, 1, 1704153600, 'abc', x'', x'', 1, 0, 1, x'00');
INSERT INTO ran VALUES (1, 'bandit', 1704153600, 1, 1);
INSERT INTO tally VALUES (1, 'bandit', 4, 1, 1, 0, 0);
INSERT INTO finding VALUES (1, '1:0123456789abcdef0123456789abcdef', 1, 'bandit', 4, '', '', 'a.py', 7, 1, 0, 0, NULL, '',
  20, NULL, NULL, 1704153600, 1704153600, 1704153600, NULL, NULL, NULL, 0);
INSERT INTO content VALUES (1, '{"tool":"bandit","format":"bandit","kind":"sast","rule_id":"R1","title":"old","severity":"high","severity_from":"word","severity_raw":"HIGH","cvss":[],"cwe":[],"ids":[],"package":{"ecosystem":"","name":"","version":"","purl":"","fixed_in":[]},"location":{"path":"a.py","start_line":null,"end_line":null,"start_column":null,"end_column":null,"url":""},"state":"open","fingerprint":"1:0123456789abcdef0123456789abcdef"}');
INSERT INTO event VALUES (1, 1, 1, 0, 1704153600, 1, '', '', NULL);
)sql";

const Report& report() {
  static const Report one = made({finding("bandit", "a.py", Severity::high)});
  return one;
}

Error error_of(const std::filesystem::path& path, const HistoryOptions& options = {}) {
  const Result<History> opened = History::open(path, options);
  REQUIRE_FALSE(opened);
  return opened.error();
}

void fill(const std::filesystem::path& path, int scans = 1) {
  History history = History::open(path).value();
  for (int i = 1; i <= scans; ++i) history.ingest("shop", {&report(), 1}, {.time = day(i)}).value();
}

}  // namespace

TEST_CASE("a file of version 1 is brought to this one") {
  const Scratch scratch;
  const auto path = scratch / "old.db";
  REQUIRE(Raw(path).run(kVersion1));
  CHECK(error_of(path, {.read_only = true}).code == Errc::storage_version);
  {
    History history   = History::open(path).value();
    const Report back = history.findings("shop").value();
    REQUIRE(back.size() == 1);
    CHECK(back[0].title == "old");
    CHECK(history.scans("shop").value()[0].files_of_code == -1);
    CHECK(history.scans("shop").value()[0].open[Severity::high] == 1);
    CHECK(history.ingest("shop", {&report(), 1}, {.time = day(9), .files_of_code = 5}).value().fixed == 1);
    CHECK(history.scans("shop").value()[1].files_of_code == 5);
  }
  const History again = History::open(path, {.read_only = true}).value();
  CHECK(again.findings("shop", {.all = true}).value().size() == 2);
}

TEST_CASE("a file of version 2 learns which findings are one") {
  const Scratch scratch;
  const auto path = scratch / "old.db";
  // What version 2 added, and a second scanner's word on the finding.
  REQUIRE(Raw(path).run(std::string(kVersion1) + R"sql(
ALTER TABLE scan ADD COLUMN files_scanned INTEGER NOT NULL DEFAULT -1;
ALTER TABLE scan ADD COLUMN files_of_code INTEGER NOT NULL DEFAULT -1;
ALTER TABLE scan ADD COLUMN packages_current INTEGER NOT NULL DEFAULT -1;
ALTER TABLE scan ADD COLUMN packages_known INTEGER NOT NULL DEFAULT -1;
PRAGMA user_version = 2;
UPDATE finding SET fingerprint = '1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
UPDATE content SET json = replace(replace(json, '"kind":"sast"', '"kind":"sca"'), '"ids":[],"package":{"ecosystem":"","name":"","version":""', '"ids":["CVE-2020-1"],"package":{"ecosystem":"pypi","name":"x","version":"1"');
INSERT INTO finding SELECT project, '1:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 2, 'trivy', 5, version, image, place, digest, present,
  reported, decided, until, reason, step, published, introduced, first_seen, last_seen, opened, acknowledged, fixed,
  closed, reopened FROM finding;
INSERT INTO content SELECT 2, replace(json, '"tool":"bandit"', '"tool":"trivy"') FROM content;
INSERT INTO event SELECT 2, project, 2, kind, time, scan, who, reason, until FROM event;
INSERT INTO tally VALUES (1, 'trivy', 5, 1, 1, 0, 0);
)sql"));
  History history      = History::open(path).value();
  const ScanRecord old = history.scans("shop").value()[0];
  CHECK((old.open.total() == 2 && old.added[Severity::critical] == 1));  // by finding, as is all that is known
  const std::vector<Episode> before = history.episodes("shop").value();
  for (const Episode& e : before) CHECK(e.vulnerability == 0);
  // Nothing of this scan is new, but it is the first that compares.
  history.ingest("shop", {}, {.time = day(9), .tools = {"gosec"}}).value();
  const std::vector<Episode> episodes = history.episodes("shop").value();
  REQUIRE(episodes.size() == 2);
  CHECK((episodes[0].vulnerability == 1 && episodes[1].vulnerability == 1));
  const ScanRecord scan = history.scans("shop").value()[1];
  CHECK((scan.open.total() == 1 && scan.open[Severity::critical] == 1 && scan.fixed.total() == 0));
}

TEST_CASE("a migration that cannot be finished leaves the file as it was") {
  const Scratch scratch;
  const auto path = scratch / "odd.db";
  REQUIRE(Raw(path).run(std::string(kVersion1) + "ALTER TABLE scan ADD COLUMN packages_known INTEGER;"));
  CHECK(error_of(path).code == Errc::storage);
  CHECK(error_of(path).code == Errc::storage);
  CHECK(Raw(path).run("SELECT packages_known FROM scan"));
  CHECK_FALSE(Raw(path).run("SELECT files_scanned FROM scan"));
}

TEST_CASE("a file of a newer version is refused") {
  const Scratch scratch;
  const auto path = scratch / "new.db";
  fill(path);
  REQUIRE(Raw(path).run("PRAGMA user_version = 4"));
  for (const bool read_only : {false, true}) {
    const Error error = error_of(path, {.read_only = read_only});
    CHECK(error.code == Errc::storage_version);
    CHECK(error.message.find("newer") != std::string::npos);
    CHECK(error.message.find("new.db") != std::string::npos);
  }
}

TEST_CASE("other files are left alone") {
  const Scratch scratch;
  const auto path = scratch / "other";
  SECTION("of another program") {
    REQUIRE(Raw(path).run("CREATE TABLE mine (x); INSERT INTO mine VALUES (1)"));
    CHECK(error_of(path).code == Errc::storage);
    CHECK(Raw(path).run("SELECT x FROM mine"));
  }
  SECTION("no database") {
    std::ofstream(path) << std::string(5000, 'x');
    CHECK(error_of(path).code == Errc::storage);
    CHECK(test::bytes_of(path) == std::string(5000, 'x'));
  }
  SECTION("a folder") {
    std::filesystem::create_directory(path);
    CHECK(error_of(path).code == Errc::storage);
  }
  SECTION("not there") {
    CHECK(error_of(path, {.create = false}).code == Errc::storage);
    CHECK(error_of(path, {.read_only = true}).code == Errc::storage);
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK(error_of({}).code == Errc::invalid_argument);
  }
  SECTION("in a folder that is a file") {
    std::ofstream(path) << "x";
    CHECK(error_of(path / "history.db").code == Errc::storage);
  }
  SECTION("in a folder that is not there yet") { CHECK(History::open(path / "deep" / "history.db")); }
}

TEST_CASE("a file that was cut off is an error, wherever it was cut") {
  const Scratch scratch;
  const auto path = scratch / "whole.db", cut = scratch / "cut.db";
  {
    History history = History::open(path).value();
    Report many;
    for (int i = 0; i < 300; ++i) {
      many.adopt(finding("bandit", std::to_string(i) + ".py", Severity::high));
    }
    history.ingest("shop", {&many, 1}, {.time = day(1)}).value();
  }
  const std::string bytes = test::bytes_of(path);
  REQUIRE(bytes.size() > 100'000);
  for (std::size_t part = 1; part < 16; ++part) {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(cut.string() + end);
    std::ofstream(cut, std::ios::binary) << bytes.substr(0, bytes.size() * part / 16);
    Result<History> opened = History::open(cut);
    if (opened) {
      CHECK(opened->findings("shop", {.all = true}).error().code == Errc::storage);
      CHECK(opened->ingest("shop", {&report(), 1}, {.time = day(2)}).error().code == Errc::storage);
    } else {
      CHECK(opened.error().code == Errc::storage);
    }
  }
}

TEST_CASE("bytes that were changed never crash") {
  const Scratch scratch;
  const auto path = scratch / "whole.db", odd = scratch / "odd.db";
  fill(path, 3);
  const std::string bytes = test::bytes_of(path);
  std::mt19937 random(7);
  for (int i = 0; i < 60; ++i) {
    std::string changed = bytes;
    for (int k = 0; k < 20; ++k) changed[random() % changed.size()] = static_cast<char>(random());
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(odd.string() + end);
    std::ofstream(odd, std::ios::binary) << changed;
    Result<History> opened = History::open(odd);
    if (!opened) continue;
    (void)opened->findings("shop", {.all = true});
    (void)opened->episodes("shop");
    (void)opened->scans("shop");
    (void)opened->ingest("shop", {&report(), 1}, {.time = day(9)});
  }
}

TEST_CASE("a file that another process locks is waited for, and then an error") {
  const Scratch scratch;
  const auto path = scratch / "history.db";
  fill(path);
  History history = History::open(path, {.wait = 50ms}).value();
  Raw other(path);
  REQUIRE(other.run("BEGIN IMMEDIATE"));
  const Error error = history.ingest("shop", {&report(), 1}, {.time = day(2)}).error();
  CHECK(error.code == Errc::storage);
  CHECK(error.message.find("another process") != std::string::npos);
  CHECK(history.findings("shop").value().size() == 1);  // readers do not wait
  REQUIRE(other.run("COMMIT"));
  CHECK(history.ingest("shop", {&report(), 1}, {.time = day(2)}));

  History patient = History::open(path, {.wait = 10s}).value();
  REQUIRE(other.run("BEGIN IMMEDIATE"));
  std::thread soon([&] {
    std::this_thread::sleep_for(100ms);
    other.run("COMMIT");
  });
  CHECK(patient.ingest("shop", {&report(), 1}, {.time = day(3)}));
  soon.join();
}

TEST_CASE("what was asked leaves no lock behind") {
  const Scratch scratch;
  const auto path = scratch / "history.db";
  fill(path);
  Raw(path).run("PRAGMA journal_mode = DELETE");  // where a reader that lingers would be in the way
  History one = History::open(path, {.wait = 50ms}).value();
  History two = History::open(path, {.wait = 50ms}).value();
  for (int i = 2; i < 6; ++i) {
    for (History* history : {&one, &two}) {
      CHECK(history->ingest("shop", {&report(), 1}, {.time = day(i), .commit = history == &one ? "a" : "b"}));
      CHECK(history->findings("shop"));
      CHECK(history->past("shop", report()[0].fingerprint));
      CHECK(history->events("shop", report()[0].fingerprint));
      CHECK(history->scans("shop"));
      CHECK(history->episodes("shop"));
      CHECK(history->projects());
      CHECK(history->triage("shop", {.fingerprint = report()[0].fingerprint, .time = day(i)}));
      CHECK_FALSE(history->triage("shop", {.fingerprint = "1:ffffffff", .time = day(i)}));
      CHECK(history->retain("shop", day(0)));
    }
  }
}

TEST_CASE("a file that can only be read") {
  const Scratch scratch;
  const auto path = scratch / "history.db";
  fill(path);
  History history = History::open(path, {.read_only = true}).value();
  CHECK(history.findings("shop").value().size() == 1);
  CHECK(history.ingest("shop", {&report(), 1}, {.time = day(2)}).error().code == Errc::storage);
  CHECK(history.triage("shop", {.fingerprint = report()[0].fingerprint, .time = day(2)}).error().code == Errc::storage);
  CHECK(history.retain("shop", day(2)).error().code == Errc::storage);
  CHECK(history.findings("shop").value().size() == 1);
}

TEST_CASE("a disk that is full loses nothing that was there") {
  const Scratch scratch;
  const auto path = scratch / "history.db";
  fill(path);
  Report many;
  for (int i = 0; i < 5000; ++i) many.adopt(finding("semgrep", std::to_string(i) + ".py", Severity::low));
  {
    History history   = History::open(path, {.max_bytes = std::uint64_t{300'000}}).value();
    const Error error = history.ingest("shop", {&many, 1}, {.time = day(2)}).error();
    CHECK(error.code == Errc::storage);
    CHECK(error.message.find("full") != std::string::npos);
    CHECK(history.findings("shop").value().size() == 1);
    CHECK(history.scans("shop").value().size() == 1);
    CHECK(history.ingest("shop", {&report(), 1}, {.time = day(3)}).value().unchanged == 1);
  }
  History history = History::open(path).value();
  CHECK(history.ingest("shop", {&many, 1}, {.time = day(4)}).value().added == 5000);
}

TEST_CASE("events are only ever added") {
  const Scratch scratch;
  const auto path = scratch / "history.db";
  fill(path);
  CHECK_FALSE(Raw(path).run("UPDATE event SET kind = 3"));
}

TEST_CASE("several threads may use one history") {
  const Scratch scratch;
  History history = History::open(scratch / "history.db").value();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&history, t] {
      for (int i = 0; i < 10; ++i) {
        (void)history.ingest("p" + std::to_string(t), {&report(), 1}, {.time = day(i)});
        (void)history.findings("p" + std::to_string(t));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int t = 0; t < 4; ++t) CHECK(history.scans("p" + std::to_string(t)).value().size() == 10);
}

}  // namespace secmon
