// SPDX-License-Identifier: MIT
// The stable names of all enumerations: what stands in JSON, in the C API and in messages.
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "secmon/alert.hpp"
#include "secmon/correlate.hpp"
#include "secmon/diff.hpp"
#include "secmon/error.hpp"
#include "secmon/finding.hpp"
#include "secmon/gate.hpp"
#include "secmon/history.hpp"
#include "secmon/metrics.hpp"
#include "secmon/report.hpp"
#include "secmon/score.hpp"
#include "secmon/sla.hpp"
#include "secmon/version.hpp"

namespace secmon {
namespace {

using std::string_view;

// Each table is in the order of its enumeration, whose values count from 0.
constexpr std::array<string_view, kSeverityCount> kSeverities{"unknown", "info", "low", "medium", "high", "critical"};
constexpr std::array<string_view, 6> kSeverityOrigins{"none", "word", "level", "rule", "score", "policy"};
constexpr std::array<string_view, 5> kConfidences{"unknown", "low", "medium", "high", "certain"};
constexpr std::array<string_view, 12> kKinds{"other", "sast",    "sca",     "secret", "iac",     "container",
                                             "dast",  "license", "quality", "access", "network", "malware"};
constexpr std::array<string_view, 6> kStates{"open",           "fixed",         "dismissed",
                                             "false_positive", "accepted_risk", "suppressed"};
constexpr std::array<string_view, 2> kStatuses{"complete", "incomplete"};
constexpr std::array<string_view, 4> kGrades{"critical", "fair", "good", "excellent"};
constexpr std::array<string_view, 6> kSlaStates{"none", "on_time", "due_soon", "breached", "met", "paused"};
constexpr std::array<string_view, 6> kGateRules{"severity_count", "unknown_severity",  "min_score",
                                                "sla_breach",     "incomplete_report", "no_reports"};
constexpr std::array<string_view, kChangeCount> kChanges{"new", "fixed", "unchanged", "moved", "changed", "missing"};
constexpr std::array<string_view, 10> kDiffReasons{"nothing",    "tool_id",      "fingerprint",   "snippet",
                                                   "message",    "renamed_file", "moved_snippet", "baseline",
                                                   "incomplete", "no_report"};
constexpr std::array<string_view, kAspects.size()> kAspectNames{"line",    "file", "severity", "state",
                                                                "version", "fix",  "exploited"};
constexpr std::array<string_view, 5> kSameBys{"itself", "fingerprint", "id", "alias", "place"};

constexpr std::array<string_view, 4> kAims{"no_data", "no_target", "met", "missed"};
// Numbers of events have gaps.
constexpr std::pair<EventKind, string_view> kEvents[] = {{EventKind::first_seen, "first_seen"},
                                                         {EventKind::seen, "seen"},
                                                         {EventKind::changed, "changed"},
                                                         {EventKind::fixed, "fixed"},
                                                         {EventKind::reopened, "reopened"},
                                                         {EventKind::accepted, "accepted"},
                                                         {EventKind::false_positive, "false_positive"},
                                                         {EventKind::dismissed, "dismissed"},
                                                         {EventKind::suppressed, "suppressed"},
                                                         {EventKind::detected, "detected"},
                                                         {EventKind::acknowledged, "acknowledged"},
                                                         {EventKind::triaged, "triaged"},
                                                         {EventKind::investigating, "investigating"},
                                                         {EventKind::remediated, "remediated"},
                                                         {EventKind::verified, "verified"},
                                                         {EventKind::communicated, "communicated"},
                                                         {EventKind::prevented, "prevented"}};
constexpr std::array<string_view, kTriggerCount> kTriggers{"new",        "regressed", "due_soon",   "breached",
                                                           "unanswered", "threshold", "scan_failed"};
constexpr std::array<string_view, 4> kAlertActions{"send", "upsert", "reopen", "close"};

// "" for a number that is no member, as the C API and a newer library may hand over.
template <class Enum, std::size_t N>
constexpr string_view name_in(const std::array<string_view, N>& names, Enum value) noexcept {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? names[index] : string_view{};
}

template <class Enum, std::size_t N>
constexpr Enum named_in(const std::array<string_view, N>& names, string_view name, Enum fallback) noexcept {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return fallback;
}

static_assert(name_in(kSeverities, Severity::critical) == "critical");
static_assert(name_in(kSeverityOrigins, SeverityFrom::policy) == "policy");
static_assert(name_in(kConfidences, Confidence::certain) == "certain");
static_assert(name_in(kKinds, Kind::malware) == "malware");
static_assert(name_in(kStates, State::suppressed) == "suppressed");
static_assert(name_in(kStatuses, Status::incomplete) == "incomplete");
static_assert(name_in(kGrades, Grade::excellent) == "excellent");
static_assert(name_in(kSlaStates, SlaState::paused) == "paused");
static_assert(name_in(kGateRules, GateRule::no_reports) == "no_reports");
static_assert(name_in(kChanges, Change::missing) == "missing");
static_assert(name_in(kDiffReasons, DiffReason::no_report) == "no_report");
static_assert(name_in(kSameBys, SameBy::place) == "place");
static_assert(name_in(kAims, Aim::missed) == "missed");
static_assert(name_in(kTriggers, Trigger::scan_failed) == "scan_failed");
static_assert(name_in(kAlertActions, AlertAction::close) == "close");

}  // namespace

string_view name(Severity severity) noexcept { return name_in(kSeverities, severity); }
string_view name(SeverityFrom from) noexcept { return name_in(kSeverityOrigins, from); }
string_view name(Confidence confidence) noexcept { return name_in(kConfidences, confidence); }
string_view name(Kind kind) noexcept { return name_in(kKinds, kind); }
string_view name(State state) noexcept { return name_in(kStates, state); }
string_view name(Status status) noexcept { return name_in(kStatuses, status); }
string_view name(Grade grade) noexcept { return name_in(kGrades, grade); }
string_view name(SlaState state) noexcept { return name_in(kSlaStates, state); }
string_view name(GateRule rule) noexcept { return name_in(kGateRules, rule); }
string_view name(Change change) noexcept { return name_in(kChanges, change); }
string_view name(DiffReason reason) noexcept { return name_in(kDiffReasons, reason); }
string_view name(SameBy by) noexcept { return name_in(kSameBys, by); }
string_view name(Aspect aspect) noexcept {
  for (std::size_t i = 0; i < kAspects.size(); ++i) {
    if (kAspects[i] == aspect) return kAspectNames[i];
  }
  return {};
}
string_view name(Aim aim) noexcept { return name_in(kAims, aim); }

string_view name(EventKind kind) noexcept {
  for (const auto& [value, text] : kEvents) {
    if (value == kind) return text;
  }
  return {};
}

EventKind event_kind_named(string_view name, EventKind fallback) noexcept {
  for (const auto& [value, text] : kEvents) {
    if (text == name) return value;
  }
  return fallback;
}
string_view name(Trigger trigger) noexcept { return name_in(kTriggers, trigger); }
string_view name(AlertAction action) noexcept { return name_in(kAlertActions, action); }

string_view name(Errc code) noexcept {
  switch (code) {
    case Errc::ok: return "ok";
    case Errc::unreadable_bytes: return "unreadable_bytes";
    case Errc::malformed: return "malformed";
    case Errc::too_large: return "too_large";
    case Errc::too_deep: return "too_deep";
    case Errc::truncated: return "truncated";
    case Errc::empty: return "empty";
    case Errc::unknown_format: return "unknown_format";
    case Errc::ambiguous_format: return "ambiguous_format";
    case Errc::unsupported_version: return "unsupported_version";
    case Errc::scanner_failed: return "scanner_failed";
    case Errc::storage: return "storage";
    case Errc::storage_version: return "storage_version";
    case Errc::delivery: return "delivery";
    case Errc::invalid_argument: return "invalid_argument";
    case Errc::out_of_memory: return "out_of_memory";
    case Errc::internal: return "internal";
  }
  return {};
}

Severity severity_named(string_view name, Severity fallback) noexcept { return named_in(kSeverities, name, fallback); }
SeverityFrom severity_from_named(string_view name, SeverityFrom fallback) noexcept {
  return named_in(kSeverityOrigins, name, fallback);
}
Confidence confidence_named(string_view name, Confidence fallback) noexcept {
  return named_in(kConfidences, name, fallback);
}
Kind kind_named(string_view name, Kind fallback) noexcept { return named_in(kKinds, name, fallback); }
State state_named(string_view name, State fallback) noexcept { return named_in(kStates, name, fallback); }
Trigger trigger_named(string_view name, Trigger fallback) noexcept { return named_in(kTriggers, name, fallback); }
AlertAction action_named(string_view name, AlertAction fallback) noexcept {
  return named_in(kAlertActions, name, fallback);
}

string_view version() noexcept { return SECMON_VERSION; }

// Here, so that the class has its table of virtual functions in one place.
Exception::~Exception() = default;

}  // namespace secmon
