// SPDX-License-Identifier: MIT
// What one channel is told in one run, as data: the builders of messages only choose words and keep to their limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "render/renderer.hpp"
#include "secmon/alert.hpp"

namespace secmon {

/// Something that may be told: a finding, a threshold that is exceeded, or a scan that failed.
struct AlertSubject {
  std::string key;
  const Report* report = nullptr;  ///< of a finding; nullptr for the others
  std::size_t row      = 0;
  Severity severity    = Severity::unknown;
  std::string tool;           ///< lower case
  std::string_view owner;     ///< "" if none
  std::string sentence;       ///< of a threshold or scan
  std::uint8_t triggers = 0;  ///< bits, by the value of Trigger
  std::size_t level     = 0;  ///< of escalation
  SlaClock resolve;
  bool returned = false;
};

/// A subject and why it is told here and now.
struct AlertItem {
  const AlertSubject* subject = nullptr;
  std::uint8_t triggers       = 0;                  ///< bits: that were not told before
  Trigger trigger             = Trigger::appeared;  ///< the one of them that is shown
};

/// Findings of one rule (AlertPolicy::group_by), told for one reason. All text is on one line and has no secrets; it is
/// not escaped.
struct DigestRow {
  Severity severity = Severity::unknown;
  bool kev          = false;
  double safety     = 11;  ///< 10 minus the CVSS score
  std::string title, id, tool, fix, due, owner;
  std::vector<std::string> places;  ///< the first three
  std::size_t count = 0;
};

/// Rows of one reason, the worst first.
struct DigestGroup {
  Trigger trigger = Trigger::appeared;
  std::string heading;  ///< "New: 12 findings"
  std::vector<DigestRow> rows;
};

struct AlertDigest {
  std::string title;                   ///< "2 new findings, 1 scan failed"; with the project's name before it
  Severity worst = Severity::unknown;  ///< of what is told
  std::string summary;                 ///< "Gate failed. Score 40 of 100 (critical). 2 critical findings are open."
  std::vector<std::string> sentences;  ///< thresholds, scans that failed, reasons of the gate
  std::vector<DigestGroup> groups;
  std::vector<std::string> levels;  ///< "L4: Emergency contact, at once"
  std::size_t findings = 0;
  std::vector<AlertItem> items;  ///< one by one, the worst first
};

/// What is the same for all channels of a run.
struct AlertRun {
  const AlertPolicy& policy;
  const AlertInput& input;
  Score score;
  std::span<const Report> reports;
};

/// Findings as rows: without an order between the groups, but the worst first in each.
AlertDigest make_digest(const AlertRun& run, std::span<const AlertItem> items);

/// The finding with no secret in it; good until the next call on `safe`.
inline Finding shown(Redaction& safe, const AlertSubject& subject) { return safe((*subject.report)[subject.row]); }

std::string level_text(const AlertLevel& level);  ///< "L3: Repository owner, within 1 h"
/// "due 2026-01-02, in 3 d 4 h", "2 d over, was due 2026-01-02"; "" without a due time.
std::string due_text(const SlaClock& clock);
std::string word_of(Trigger trigger);  ///< "New", "Past the time to resolve"
bool has(std::uint8_t triggers, Trigger trigger) noexcept;
/// Which of several reasons a person should see.
Trigger first_of(std::uint8_t triggers) noexcept;
/// Sorts the worst first, then as they were.
void sort_worst_first(std::vector<AlertItem>& items);

/// A kind of channel: a row of data and a function that fills a message's subject, body and html.
struct ChannelKind {
  ChannelInfo info;
  void (*write)(const AlertDigest& digest, const AlertRun& run,
                AlertMessage& message);  ///< nullptr: it is told otherwise
};
const ChannelKind* find_channel_kind(std::string_view id) noexcept;

/// Hands out the rows group by group until `row` answers false; gives how many findings were left out. `heading` is
/// asked once a group, before its first row, and may answer false too.
template <class Heading, class RowOf>
std::size_t fill(const AlertDigest& digest, Heading&& heading, RowOf&& row) {
  std::size_t told = 0;
  for (const DigestGroup& group : digest.groups) {
    if (group.rows.empty() || !heading(group)) break;
    bool room = true;
    for (const DigestRow& r : group.rows) {
      room = row(r);
      if (!room) break;
      told += r.count;
    }
    if (!room) break;
  }
  return digest.findings - told;
}

/// "and 9,900 more findings are not listed here": what stands at the end.
std::string more_text(std::size_t left_out);

// ---- issues and comments, which are about what is there and not about what is new ---------------------------------

/// The issue of a unit with these open members, the worst first; `rest` for the one of all that have none of their own.
void write_issue(const AlertRun& run, std::span<const AlertItem> members, bool rest, AlertMessage& message);
/// The comment on a pull request.
void write_comment(const AlertRun& run, std::span<const AlertItem> open, AlertMessage& message);

/// The marker by which an issue or comment is found again; safe whatever stands in `unit`.
std::string marker_of(std::string_view unit);

}  // namespace secmon
