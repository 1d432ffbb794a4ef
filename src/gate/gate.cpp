// SPDX-License-Identifier: MIT
// The gate. Each rule is one function that adds its reasons; no reason means passed.
#include "secmon/gate.hpp"

#include <algorithm>
#include <utility>

#include "core/life.hpp"
#include "score/distinct.hpp"

namespace secmon {

GatePolicy::GatePolicy() {
  const auto limit = [&](Severity severity) -> std::uint64_t& { return allowed[static_cast<std::size_t>(severity)]; };
  limit(Severity::unknown)  = 0;
  limit(Severity::info)     = kNoLimit;
  limit(Severity::low)      = 100;
  limit(Severity::medium)   = 20;
  limit(Severity::high)     = 5;
  limit(Severity::critical) = 0;
}

namespace {

using Reasons = std::vector<GateReason>;

// "7 high findings are open, 5 are allowed"
std::string too_many(std::uint64_t actual, std::string_view what, std::string_view state, std::uint64_t allowed) {
  const bool one   = actual == 1;
  std::string text = std::to_string(actual);
  text.append(" ").append(what).append(one ? " finding " : " findings ").append(one ? "is " : "are ").append(state);
  if (allowed == 0) return text.append(", none is allowed");
  return text.append(", ").append(std::to_string(allowed)).append(allowed == 1 ? " is allowed" : " are allowed");
}

void judge_reports(std::span<const Report> reports, const GatePolicy& policy, Reasons& reasons) {
  if (reports.empty()) {
    reasons.push_back({GateRule::no_reports, {}, 0, 0, 0, "there is no report, so nothing was checked"});
  }
  if (policy.allow_incomplete) return;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const Report& report = reports[i];
    if (report.status() == Status::complete) continue;
    // Only words of ours: a reason is shown in places that the text of a scanner must not reach.
    std::string message = "report " + std::to_string(i + 1);
    if (!report.format().empty()) message.append(" (").append(report.format()).append(")");
    message += " is incomplete";
    for (const Note& note : report.notes()) {
      if (!note.incomplete) continue;
      if (note.code != Errc::ok) message.append(": ").append(name(note.code));
      break;
    }
    reasons.push_back({GateRule::incomplete_report, {}, 1, 0, i, std::move(message)});
  }
}

void judge_counts(const Counts& open, const GatePolicy& policy, Reasons& reasons) {
  for (const Severity severity :
       {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info}) {
    const std::uint64_t allowed = policy.allowed[static_cast<std::size_t>(severity)];
    if (open[severity] <= allowed) continue;
    reasons.push_back({GateRule::severity_count, severity, open[severity], allowed, 0,
                       too_many(open[severity], name(severity), "open", allowed)});
  }
  const std::uint64_t unknown = open[Severity::unknown];
  const std::uint64_t allowed = policy.allowed[static_cast<std::size_t>(Severity::unknown)];
  if (policy.allow_unknown || unknown <= allowed) return;
  reasons.push_back({GateRule::unknown_severity, Severity::unknown, unknown, allowed, 0,
                     too_many(unknown, "open", "of unknown severity", allowed)});
}

void judge_score(const Score& score, const GatePolicy& policy, Reasons& reasons) {
  if (score.value >= policy.min_score) return;
  const auto actual = static_cast<std::uint64_t>(score.value);
  const auto least  = static_cast<std::uint64_t>(policy.min_score);
  reasons.push_back({GateRule::min_score,
                     {},
                     actual,
                     least,
                     0,
                     "the score is " + std::to_string(score.value) + ", at least " + std::to_string(policy.min_score) +
                         " is asked for"});
}

bool is_breached(const Report& report, const Finding& finding, const GatePolicy& policy, Time now) {
  if (finding.state != State::open) return false;
  const Sla sla = classify(finding, now, policy.sla, life_in(report, finding));
  return sla.respond.state == SlaState::breached || sla.resolve.state == SlaState::breached;
}

std::uint64_t count_breached(std::span<const Report> reports, const GatePolicy& policy, Time now) {
  Distinct breached;
  for (const Report& report : reports) {
    for (const Finding& finding : report) {
      if (is_breached(report, finding, policy, now)) breached.add(finding.fingerprint, finding.severity);
    }
  }
  return breached.counts().total();
}

// A group is over time if any of its findings is.
std::uint64_t count_breached(std::span<const Report> reports, const Correlation& correlation, const GatePolicy& policy,
                             Time now) {
  const auto is_over = [&](const Member& member) {
    const Report& report = reports[member.finding.report];
    return is_breached(report, report[member.finding.index], policy, now);
  };
  std::uint64_t count = 0;
  for (const Group& group : correlation.groups) {
    const auto members = correlation.members_of(group);
    count += group.open && std::any_of(members.begin(), members.end(), is_over) ? 1 : 0;
  }
  return count;
}

void judge_sla(std::uint64_t breached, const GatePolicy& policy, Time now, Reasons& reasons) {
  if (policy.sla_breaches == kNoLimit) return;
  if (now == kNoTime) {
    reasons.push_back({GateRule::sla_breach,
                       {},
                       0,
                       policy.sla_breaches,
                       0,
                       "breaches of service levels are limited, but the time to judge them by was not given"});
  } else if (breached > policy.sla_breaches) {
    reasons.push_back({GateRule::sla_breach,
                       {},
                       breached,
                       policy.sla_breaches,
                       0,
                       too_many(breached, "open", "past a service level", policy.sla_breaches)});
  }
}

}  // namespace

Verdict gate(std::span<const Report> reports, const GatePolicy& policy, Time now) {
  Verdict verdict;
  if (policy.score.by_group) {
    const Correlation correlation = correlate(reports);
    verdict.score                 = score(correlation, policy.score);
    if (now != kNoTime) verdict.sla_breached = count_breached(reports, correlation, policy, now);
  } else {
    verdict.score = score(reports, policy.score);
    if (now != kNoTime) verdict.sla_breached = count_breached(reports, policy, now);
  }
  judge_reports(reports, policy, verdict.reasons);
  judge_counts(verdict.score.open, policy, verdict.reasons);
  judge_score(verdict.score, policy, verdict.reasons);
  judge_sla(verdict.sla_breached, policy, now, verdict.reasons);
  verdict.passed = verdict.reasons.empty();
  return verdict;
}

}  // namespace secmon
