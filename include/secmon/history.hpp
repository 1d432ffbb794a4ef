// SPDX-License-Identifier: MIT
// History: what earlier scans found and what people decided, in one file that many projects share.
//
//     auto history = secmon::History::open(".security/history.db").value();
//     auto done    = history.ingest("shop", reports, {.time = now, .commit = "4f2c1e0", .branch = "main"}).value();
//     auto report  = history.findings("shop", {.now = now}).value();   // a Report again: score, gate, render it
//
// The file is an SQLite database. What happens to a finding is kept as events that are only ever added; a finding is
// known by its fingerprint, so that code that moves keeps its past. No clock is read: every time is handed in.
//
// Of a library that was built without history (SECMON_HISTORY=OFF) every open() fails with Errc::storage.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/report.hpp"
#include "secmon/score.hpp"
#include "secmon/sla.hpp"

namespace secmon {

/// What can happen to a finding. The numbers are stable: they stand in the file.
enum class EventKind : std::uint8_t {
  // Seen by a scan.
  first_seen = 0,
  seen       = 1,  ///< a scan that was handed in late shows that it was there before its first event
  changed    = 2,  ///< its severity or the version of its package is another; the reason says which
  fixed      = 3,  ///< a complete scan that covers it no longer finds it; or a person says so
  reopened   = 4,  ///< found again after it was fixed; or a decision was taken back

  // Decided by a person, or by the tool that reports it so. The clocks of the service levels stand still meanwhile.
  accepted       = 10,  ///< the risk is accepted, until a time or for good
  false_positive = 11,
  dismissed      = 12,
  suppressed     = 13,  ///< silenced in the source or by a rule

  // The response workflow of the security monitoring guide. The first step but `detected` acknowledges the finding.
  detected      = 20,
  acknowledged  = 21,
  triaged       = 22,
  investigating = 23,
  remediated    = 24,  ///< a person says that it is fixed; it stays open until a scan agrees
  verified      = 25,
  communicated  = 26,
  prevented     = 27,
};
SECMON_API std::string_view name(EventKind) noexcept;  ///< "first_seen", "accepted" …
/// The kind of that name; `fallback` for any other text.
SECMON_API EventKind event_kind_named(std::string_view name, EventKind fallback = EventKind::first_seen) noexcept;

/// Something that happened to a finding.
struct Event {
  std::int64_t id = 0;  ///< rises with the order in which events were written, which need not be that of their times
  std::string fingerprint;
  EventKind kind    = EventKind::first_seen;
  Time time         = kNoTime;
  std::int64_t scan = 0;  ///< the scan that shows it; 0 for what a person said
  std::string who;        ///< the person, or the tool; "" if nobody was named
  std::string reason;
  Time until = kNoTime;  ///< of an acceptance; kNoTime for one without an end
};

/// What the caller knows of a scan that is handed in.
struct Scan {
  Time time          = kNoTime;  ///< when it ran; else the newest time that its reports give, else `now`
  Time now           = kNoTime;  ///< the time of the clock: a scan from the future is taken as of now, with a note
  std::string commit = {};
  std::string branch = {};  ///< "" for the project's main one: lives of different branches do not mix
  /// The tools that ran, in any case of letters. Empty: those that the reports name. Needed for a tool that leaves no
  /// report when it finds nothing.
  std::vector<std::string> tools = {};
  /// What they looked at: folders or files, images, URLs, resources. Empty: all that they can see of the project. Only
  /// findings at one of the targets can become fixed. One in a container image can do so only if the image is a target
  /// or the reports still name it, as the scan of one image says nothing of another; tags do not matter.
  std::vector<std::string> targets = {};
  bool complete                    = true;  ///< false: a tool failed or is missing, so nothing becomes fixed

  // For the figures of metrics.hpp; below 0 if not known.
  std::int64_t files_scanned = -1, files_of_code = -1;
  std::int64_t packages_current = -1, packages_known = -1;  ///< up to date, among those whose newest version is known
};

/// What ingest() did. Each finding counts once, however many reports have it.
struct Ingest {
  std::int64_t scan       = 0;      ///< the number of the scan in the file
  bool repeated           = false;  ///< this very scan was there already: nothing has changed
  bool late               = false;  ///< a newer scan was there already: see History::ingest
  bool complete           = false;  ///< whether findings could become fixed
  std::uint64_t added     = 0;      ///< never seen before
  std::uint64_t reopened  = 0;      ///< seen again after they were fixed
  std::uint64_t changed   = 0;      ///< known, but moved, or with another severity, version or text
  std::uint64_t unchanged = 0;
  std::uint64_t fixed     = 0;
  std::vector<std::string> notes;  ///< what was odd, for a person
};

/// Numbers of one tool's findings.
struct Tally {
  std::string tool;               ///< in lower case
  Counts open;                    ///< after the scan
  Counts added, fixed, reopened;  ///< by the scan
};

/// A scan as the history keeps it.
struct ScanRecord {
  std::int64_t id = 0;
  Time time       = kNoTime;
  std::string commit, branch;
  std::vector<std::string> tools, targets;
  bool complete       = false;
  bool late           = false;  ///< handed in after a newer one: `open` is not what was open at its time
  std::uint64_t found = 0;      ///< findings in its reports
  Counts open;                  ///< vulnerabilities of the whole branch after it: what is one counts once
  Counts added, fixed, reopened;
  std::vector<Tally> tallies;  ///< the same in findings, for each tool that has any number, by name
  std::int64_t files_scanned = -1, files_of_code = -1, packages_current = -1, packages_known = -1;
};

/// A stretch of a finding's life: from when it came, or came back, until it was fixed. What metrics are made of.
struct Episode {
  std::string fingerprint;
  std::string tool;                ///< as the finding has it
  std::int64_t vulnerability = 0;  ///< the same for findings that are one vulnerability; 0: it is the only one
  Severity severity          = Severity::unknown;
  State state                = State::open;  ///< of the finding now, without regard to acceptances that have run out
  bool first                 = true;         ///< false if it had been fixed before
  Time published = kNoTime, introduced = kNoTime;
  Time opened       = kNoTime;
  Time acknowledged = kNoTime;  ///< by the first step of the workflow or decision of a person
  Time fixed        = kNoTime;
  std::vector<Pause> pauses;  ///< while it was accepted, dismissed, suppressed or a false positive
};

/// The life of one finding, as classify() takes it and as people ask for it.
struct Past {
  Time first_seen = kNoTime, last_seen = kNoTime;
  std::uint64_t reopened = 0;                    ///< how often
  State state            = State::open;          ///< at the time that was asked for
  EventKind step         = EventKind::detected;  ///< where it stands in the workflow since it was last opened
  Time opened = kNoTime, acknowledged = kNoTime, fixed = kNoTime;  ///< of its last episode
  std::vector<Pause> pauses;

  /// For classify(); borrows `pauses`. The clock of a finding that came back starts when it did.
  [[nodiscard]] Life life() const noexcept SECMON_LIFETIMEBOUND { return {opened, acknowledged, fixed, pauses}; }
};

/// A decision or a step of the workflow.
struct Triage {
  /// Or its beginning, if no other finding of the project begins so: at least 6 of its 32 digits, with or without "1:".
  std::string_view fingerprint = {};
  EventKind state              = EventKind::acknowledged;  ///< anything but first_seen, seen and changed
  std::string_view who = {}, reason = {};
  Time time  = kNoTime;  ///< must be given
  Time until = kNoTime;  ///< only of `accepted`; must then be later than `time`
};

/// Which findings are asked for.
struct HistoryFilter {
  std::string_view branch = {};     ///< "" for the project's main one
  Time now              = kNoTime;  ///< acceptances that have run out by then do not count; kNoTime: the newest scan's
  bool all              = false;    ///< also findings that are not open
  Severity floor        = Severity::unknown;  ///< the least severity
  std::string_view tool = {};                 ///< only of this tool, in any case of letters
};

struct HistoryOptions {
  bool read_only                 = false;  ///< the file must be there, and every call that writes fails
  bool create                    = true;   ///< make the file, and the folder that it is in, if it is not there
  std::chrono::milliseconds wait = std::chrono::seconds(5);  ///< for another process that writes
  std::uint64_t max_bytes        = 0;                        ///< that the file may grow to; 0 for no limit
};

/// A project of the file, once for each branch.
struct Project {
  std::string name, branch;
  bool main           = true;  ///< whether "" means this branch
  std::uint64_t scans = 0, findings = 0;
  Time first_scan = kNoTime, last_scan = kNoTime;
};

/// What retain() removed.
struct Retained {
  std::uint64_t findings = 0, events = 0, scans = 0;
};

/// An open history.
///
/// Every call is one transaction: it is done as a whole or not at all, also when the process is killed in it. Several
/// processes may use one file at once: readers never wait, writers wait for each other (HistoryOptions::wait). One
/// object may be used by several threads, whose calls take turns.
///
/// Calls fail with Errc::storage where the file is locked for too long, read-only, damaged, no history, or the disk is
/// full; with Errc::storage_version where a newer secmon wrote it; with Errc::invalid_argument for what the caller
/// gave. The file is then as it was before the call.
class SECMON_API History {
 public:
  /// Opens the file. One of an older version is brought to this one, unless it is opened read-only: then it is read as
  /// long as that is possible, and else refused with Errc::storage_version.
  static Result<History> open(const std::filesystem::path& path, const HistoryOptions& options = {});

  History(History&&) noexcept;
  History& operator=(History&&) noexcept;
  History(const History&)            = delete;
  History& operator=(const History&) = delete;
  ~History();  ///< closes the file

  /// Adds a scan: all reports of one run together.
  ///
  /// The same scan twice (time, commit, what it covered and what it found) changes nothing. A finding that is known
  /// and not in the reports becomes fixed only if its tool and its target are covered by the scan, and all that this
  /// tool reported is complete. A finding was first seen when the scan ran, or earlier if it has a date of its own that
  /// says so. Findings that the reports give as fixed, dismissed or suppressed are taken so, with their dates; what a
  /// person decided stands until it is taken back, whatever a report says.
  ///
  /// A scan that is older than one of the same tool that is there already is late: findings that it alone knows count
  /// as fixed when the next newer complete scan did not find them, it can move the first time a known one was seen, and
  /// it neither fixes nor reopens any. Scans may have one and the same time; they then count in the order in which they
  /// come.
  ///
  /// The same vulnerability from several scanners is remembered as one (correlate()): findings that a scan shows to be
  /// one stay one, also when one of them is fixed or its code has moved. What a scan reports is compared with itself,
  /// with what scans of the same commit left open, and, where it is about a package, with all that is there: an older
  /// line is none that a new one could be compared with.
  Result<Ingest> ingest(std::string_view project, std::span<const Report> reports, const Scan& scan);

  /// The findings as a report, with the states and dates that the history knows: detected is when the finding came (or
  /// came back), and a tag "step:investigating" says where it stands in the workflow. The report is incomplete if the
  /// newest scan of one of the tools was. A project that is not there has an empty, incomplete report.
  [[nodiscard]] Result<Report> findings(std::string_view project, const HistoryFilter& filter = {}) const;

  /// The past of one finding (see Triage::fingerprint), for classify(). Errc::invalid_argument if it is not known.
  [[nodiscard]] Result<Past> past(std::string_view project, std::string_view fingerprint, Time now = kNoTime,
                                  std::string_view branch = {}) const;
  /// The same for each finding of a report of findings(), in its order.
  [[nodiscard]] Result<std::vector<Past>> pasts(std::string_view project, const Report& report, Time now = kNoTime,
                                                std::string_view branch = {}) const;

  /// All events of a project in the order in which they were written, or of one finding.
  [[nodiscard]] Result<std::vector<Event>> events(std::string_view project, std::string_view fingerprint = {},
                                                  std::string_view branch = {}) const;
  /// The scans from `since` to `until` (both included; kNoTime: without a bound), in the order of their times.
  [[nodiscard]] Result<std::vector<ScanRecord>> scans(std::string_view project, Time since = kNoTime,
                                                      Time until = kNoTime, std::string_view branch = {}) const;
  /// All episodes of all findings, by the order in which they were first seen.
  [[nodiscard]] Result<std::vector<Episode>> episodes(std::string_view project, std::string_view branch = {}) const;

  /// Writes down a decision or a step, on every branch that has the finding, and answers on how many.
  Result<std::uint64_t> triage(std::string_view project, const Triage& triage);

  /// Removes the findings that were fixed before `before`, with their events, and the scans before it; the newest scan
  /// of each tool stays. What is open is never removed.
  Result<Retained> retain(std::string_view project, Time before);

  [[nodiscard]] Result<std::vector<Project>> projects() const;

  class Data;  ///< the inside; see src/history/

 private:
  explicit History(std::unique_ptr<Data> data) noexcept;
  std::unique_ptr<Data> data_;
};

}  // namespace secmon
