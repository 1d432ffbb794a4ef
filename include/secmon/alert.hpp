// SPDX-License-Identifier: MIT
// Alerts: what is worth telling somebody, told once, to the right people, as messages that are ready to be sent.
//
//     auto plan = alerts(reports, policy, {.now = now, .state = state_of_last_run}).value();
//     for (const AlertMessage& message : plan.messages) {
//       if (send(message)) plan.state = confirm(plan.state, {.message = message, .at = now}).value();
//     }
//     keep(plan.state);
//
// Nothing is sent here: the library opens no socket. What was told is remembered in the state, a small JSON document
// that is handed in and given back. A message counts as told when confirm() says so, and not before; messages that wait
// for a server that is down are handed in as `queued`, and are not made again.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/gate.hpp"
#include "secmon/report.hpp"
#include "secmon/sla.hpp"

namespace secmon {

/// Why something is told.
enum class Trigger : std::uint8_t {
  appeared    = 0,  ///< an open finding that the channel was never told of; its name is "new"
  regressed   = 1,  ///< it was gone (fixed or closed), and is open again
  due_soon    = 2,  ///< the time to resolve it is nearly over, see SlaPolicy::due_soon
  breached    = 3,  ///< the time to resolve it is over
  unanswered  = 4,  ///< nobody acknowledged it within the response time of its level of escalation
  threshold   = 5,  ///< more findings of a severity are open than allowed
  scan_failed = 6,  ///< a scanner did not run to its end, so what it would have found is not known
};
inline constexpr std::size_t kTriggerCount = 7;
SECMON_API std::string_view name(Trigger) noexcept;
/// The trigger of a stable name ("new", "regressed" …); `fallback` for any other text.
SECMON_API Trigger trigger_named(std::string_view name, Trigger fallback = Trigger::appeared) noexcept;

/// What is known of a kind of channel. All text has static storage.
struct ChannelInfo {
  std::string_view id;    ///< "slack"
  std::string_view name;  ///< "Slack, by an incoming webhook"
};

/// All kinds of channels: email, slack, discord, teams, github_issue, github_comment, webhook, stdout.
SECMON_API std::span<const ChannelInfo> channel_kinds() noexcept;

/// Where alerts go. Addresses and secrets of servers are no business of the library: whoever sends knows them.
struct AlertChannel {
  std::string name;                  ///< as routes call it; unique. "" takes the kind's name
  std::string kind;                  ///< id of a kind
  std::vector<Severity> severities;  ///< only these; empty: all
  std::vector<std::string> to;       ///< e-mail addresses; for email
  std::vector<std::string> labels;   ///< further labels; for github_issue
  std::string group_by;              ///< one issue for each "finding" (also ""), "rule", "package" or "file"
};

/// One rule of who is told what. A condition that is empty holds always; all conditions must hold.
struct AlertRoute {
  std::vector<Severity> severities;
  std::vector<Kind> kinds;
  std::vector<std::string> tools;   ///< names of tools, without regard to case
  std::vector<std::string> paths;   ///< globs, see glob_matches(); of the path, else the manifest
  std::vector<std::string> owners;  ///< see AlertPolicy::owners
  std::vector<Trigger> triggers;
  std::vector<std::string> channels;  ///< names of channels; those that the policy does not have are passed over
  bool last = false;                  ///< what this route takes is not offered to the routes after it
};

/// Who owns a part of the code. As in a CODEOWNERS file, the last glob that matches counts.
struct AlertOwner {
  std::string pattern, owner;
};

/// A level of escalation: whom to ask, and how long they may take to answer.
struct AlertLevel {
  std::string name;                   ///< "L3"
  std::string contact;                ///< "Repository owner"
  std::chrono::seconds respond{0};    ///< 0: at once
  std::vector<std::string> to;        ///< e-mail addresses that also get what is at this level
  std::vector<std::string> channels;  ///< names of channels that also get what has risen to this level
};

/// From which level a finding starts, and how far it rises. The defaults are the levels of the audit guide:
///
///     L1  low and info         team lead          1 business day (24 h)
///     L2  medium and unknown   security champion  4 h
///     L3  high                 repository owner   1 h
///     L4  critical             emergency contact  at once
///
/// A finding that nobody acknowledged within the response time of its level, counted from when it was first told, goes
/// to the next level: one level further by default, so that no finding of low severity wakes the emergency contact.
struct AlertEscalation {
  AlertEscalation();
  std::vector<AlertLevel> levels;
  std::array<std::uint8_t, kSeverityCount> start{};  ///< index of the level, by the value of Severity
  std::uint8_t rise = 1;                             ///< levels that a finding may rise; 0: it never does
};

/// What is told, to whom. The defaults are those of the security monitoring guide: critical findings go to email, slack
/// and github_issue, high ones to slack and github_issue, all others to slack; thresholds as GatePolicy has them.
struct AlertPolicy {
  AlertPolicy();
  std::vector<AlertChannel> channels;  ///< none by default, so that nothing is told
  std::vector<AlertRoute> routes;
  std::vector<Trigger> triggers;  ///< what counts at all; empty: all
  std::vector<AlertOwner> owners;
  /// Open findings of a severity that are allowed (index: value of Severity); it is told when there are MORE.
  std::array<std::uint64_t, kSeverityCount> thresholds;
  Severity scan_failed = Severity::high;  ///< as what the failure of a scan is routed
  SlaPolicy sla;
  AlertEscalation escalation;
  std::uint64_t max_issues = 20;  ///< new issues a run and channel; what is beyond goes into one issue for the rest
  std::uint64_t max_rows   = 0;   ///< rows of a digest; 0: as many as the channel takes
  std::string group_by;           ///< one row of a digest for each "rule" (also ""), "finding", "package" or "file"
  /// Messages a run and channel. One is a digest of all. With more, the worst findings get a message each, and the last
  /// message is a digest of the rest.
  std::uint64_t max_messages = 1;
  bool close_fixed           = true;  ///< whether issues of what is fixed are closed
  std::chrono::days forget{365};      ///< how long what is gone is remembered
};

/// Something that was told: the finding's fingerprint (or "scan:bandit", "threshold:high") and why.
struct Told {
  std::string key;
  std::string trigger;  ///< name of a Trigger; "unanswered:L4" with the level

  friend bool operator==(const Told&, const Told&) = default;
};

/// What is to be done on the channel.
enum class AlertAction : std::uint8_t {
  send   = 0,  ///< send it
  upsert = 1,  ///< create the issue or comment of this `unit`, or change the one that is there
  reopen = 2,  ///< the same for an issue that was closed as fixed: open it again
  close  = 3,  ///< close the issue of this `unit`; `comment` says why
};
SECMON_API std::string_view name(AlertAction) noexcept;
SECMON_API AlertAction action_named(std::string_view name, AlertAction fallback = AlertAction::send) noexcept;

/// A message that is ready for one channel. Whatever a scanner wrote into a text cannot change its structure, cannot
/// mention or link anybody, and shows no secret.
struct AlertMessage {
  std::string id;             ///< 16 hexadecimal digits, of the run and the content: to recognise a repetition
  std::string channel, kind;  ///< name and kind of the channel
  AlertAction action = AlertAction::send;
  std::string subject;              ///< one line, without control characters; the title of an issue
  std::string body;                 ///< plain text (email, stdout), JSON (slack, discord, teams, webhook) or Markdown
  std::string html;                 ///< for email
  std::vector<std::string> to;      ///< for email
  std::vector<std::string> labels;  ///< for github_issue
  std::string unit;                 ///< what an issue or comment is about; it stands in `marker`
  std::string marker;               ///< "<!-- secmon:fingerprint=1:… -->", by which it is found again
  std::string ref;                  ///< number of the issue or comment, as it was confirmed before; "" if never
  std::string comment;              ///< to be added to an issue besides; Markdown
  std::string hash;                 ///< of the content, to change only what is different
  std::vector<Told> told;           ///< what counts as told once this is confirmed
};

/// A scanner that did not give a report at all.
struct ScanFailure {
  std::string tool;    ///< "" if it is not known which
  std::string reason;  ///< shown; secrets in it are not
};

/// What else a run knows.
struct AlertInput {
  Time now = kNoTime;                         ///< needed
  std::string_view state;                     ///< as alerts() or confirm() gave it last; "" in the first run
  const Verdict* verdict = nullptr;           ///< shown if given; not owned
  std::span<const ScanFailure> failures;      ///< besides the reports that are incomplete
  std::span<const AlertMessage> queued;       ///< made in earlier runs and not confirmed yet: not made again
  std::span<const std::string> acknowledged;  ///< fingerprints that somebody has taken up, besides the findings' dates
  std::string_view title;                     ///< of the project, for subjects and headings; "" for none
  std::string_view pull_request;              ///< its number, where channels of the kind github_comment shall comment
};

struct AlertPlan {
  std::vector<AlertMessage> messages;  ///< in the order of the policy's channels
  std::string state;                   ///< what is known after this run; replaces the state that was handed in
};

/// Finds what is to be told that was not told before, and builds the messages: one digest for each channel
/// (AlertPolicy::max_messages),
/// grouped, the worst first, within the channel's own limits of size ("and N more"); for issues one message for each
/// issue that is new, changed or to be closed.
///
/// A finding is gone when a complete report of its tool does not have it open any more; reports that are incomplete,
/// and tools that did not run, close nothing. Then its issue is closed, and it is told again should it come back.
///
/// Fails with Errc::invalid_argument for a policy that cannot be (an unknown kind, two channels of one name, a route to
/// a level that is not there) or without `now`; with Errc::storage for a state that is damaged, and
/// Errc::storage_version for one that a newer version wrote: then nothing is told, rather than everything again.
SECMON_API Result<AlertPlan> alerts(std::span<const Report> reports, const AlertPolicy& policy,
                                    const AlertInput& input);

/// A message that has arrived.
struct AlertReceipt {
  const AlertMessage& message;
  Time at              = kNoTime;
  std::string_view ref = {};  ///< number of the issue or comment
};

/// The state in which what the message tells counts as told. Confirming a message twice changes nothing.
SECMON_API Result<std::string> confirm(std::string_view state, const AlertReceipt& receipt);

/// Whether a message with this id has been confirmed, so that a repetition can be left out.
SECMON_API Result<bool> is_confirmed(std::string_view state, std::string_view id);

}  // namespace secmon
