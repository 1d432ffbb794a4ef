// SPDX-License-Identifier: MIT
// alerts(): what holds in this run, who is to know it, what they were told already, and the messages for the rest.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "alert/digest.hpp"
#include "alert/memory.hpp"
#include "alert/text.hpp"
#include "core/life.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "secmon/suppress.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr std::uint8_t bit(Trigger trigger) noexcept {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(trigger));
}

constexpr string_view kRest = "rest", kPullRequest = "pull_request", kIssue = "github_issue",
                      kComment = "github_comment", kFinding = "finding", kRule = "rule", kPackage = "package",
                      kFile = "file";

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

const std::string& name_of(const AlertChannel& channel) { return channel.name.empty() ? channel.kind : channel.name; }

// ---- is the policy one? ---------------------------------------------------------------------------------------------

Error wrong(std::string message) { return {Errc::invalid_argument, std::move(message)}; }

bool is_grouping(string_view by) {
  return by.empty() || by == kFinding || by == kRule || by == kPackage || by == kFile;
}

Error check(const AlertPolicy& policy, const AlertInput& input) {
  if (input.now == kNoTime) return wrong("alerts need the time: AlertInput::now");
  if (!is_grouping(policy.group_by)) {
    return wrong("a digest has rows by rule, finding, package or file, not by \"" + short_line(policy.group_by, 40) +
                 "\"");
  }
  std::set<string_view> names;
  for (const AlertChannel& channel : policy.channels) {
    if (find_channel_kind(channel.kind) == nullptr) {
      std::string message = "no kind of channel \"" + short_line(channel.kind, 40) + "\"; there are";
      for (const ChannelInfo& info : channel_kinds()) message.append(" ").append(info.id);
      return wrong(std::move(message));
    }
    if (!is_grouping(channel.group_by)) {
      return wrong("issues are grouped by finding, rule, package or file, not by \"" +
                   short_line(channel.group_by, 40) + "\"");
    }
    if (!names.insert(name_of(channel)).second) {
      return wrong("two channels have the name \"" + short_line(name_of(channel), 40) + "\"");
    }
  }
  const AlertEscalation& escalation = policy.escalation;
  for (const std::uint8_t start : escalation.start) {
    if (!escalation.levels.empty() && start >= escalation.levels.size()) {
      return wrong("escalation starts at level " + std::to_string(start + 1) + " of " +
                   std::to_string(escalation.levels.size()));
    }
  }
  return {};
}

// ---- which tools this run has an answer of
// ----------------------------------------------------------------------------

class Coverage {
 public:
  Coverage(std::span<const Report> reports, std::span<const ScanFailure> failures) {
    for (const Report& report : reports) {
      auto& tools = report.status() == Status::complete ? whole_ : broken_;
      add(tools, report.tool());
      add(tools, report.format());
      string_view last;
      for (const Finding& f : report) {  // a report that was put together by adopt() has no tool of its own
        if (f.tool != last) add(tools, f.tool);
        last = f.tool;
      }
    }
    for (const ScanFailure& failure : failures) {
      if (failure.tool.empty()) nothing_ = true;
      add(broken_, failure.tool);
    }
  }

  // Whether all of these tools (joined by ", ") ran to their ends.
  [[nodiscard]] bool covers(string_view tools) const {
    if (nothing_ || tools.empty()) return false;
    for (string_view tool; next_part(tools, ',', tool);) {
      const std::string key = plain(tool);
      if (!whole_.contains(key) || broken_.contains(key)) return false;
    }
    return true;
  }
  [[nodiscard]] std::string all() const {
    std::string made;
    for (const std::string& tool : whole_) made.append(made.empty() ? "" : ", ").append(tool);
    return made;
  }

 private:
  // One tool has several spellings: "pip-audit" and "pip_audit".
  static std::string plain(string_view tool) {
    std::string made = lower(trim(tool));
    std::replace(made.begin(), made.end(), '_', '-');
    return made;
  }
  static void add(std::set<std::string>& tools, string_view names) {
    for (string_view tool; next_part(names, ',', tool);) {
      if (!trim(tool).empty()) tools.insert(plain(tool));
    }
  }
  std::set<std::string> whole_, broken_;
  bool nothing_ = false;
};

// ---- what holds in this run
// -------------------------------------------------------------------------------------------

struct Facts {
  std::vector<AlertSubject> open;
  std::unordered_map<string_view, std::size_t> index;  // into `open`, by key
  std::unordered_set<string_view> closed;              // fingerprints that a report states not to be open
};

string_view owner_of(const AlertPolicy& policy, const Finding& f) {
  const string_view path = f.location.path.empty() ? f.package.manifest : f.location.path;
  for (auto rule = policy.owners.rbegin(); rule != policy.owners.rend(); ++rule) {
    if (glob_matches(rule->pattern, path)) return rule->owner;
  }
  return {};
}

// The finding with one fingerprint counts once, as the worst that any report has it.
void gather_findings(std::span<const Report> reports, Facts& facts) {
  std::unordered_map<string_view, std::size_t> seen;
  for (const Report& report : reports) {
    std::size_t row = 0;
    for (const Finding& f : report) {
      const std::size_t here = row++;
      if (f.state != State::open) {
        facts.closed.insert(f.fingerprint);
        continue;
      }
      const auto [at, made] = seen.try_emplace(f.fingerprint, facts.open.size());
      if (made) {
        AlertSubject subject;
        subject.key      = f.fingerprint;
        subject.report   = &report;
        subject.row      = here;
        subject.severity = f.severity;
        subject.tool     = lower(f.tool.empty() ? tool_of(report) : f.tool);
        facts.open.push_back(std::move(subject));
      } else if (badness(f.severity) < badness(facts.open[at->second].severity)) {
        AlertSubject& subject = facts.open[at->second];
        subject.report        = &report;
        subject.row           = here;
        subject.severity      = f.severity;
      }
    }
  }
}

AlertSubject sentence_of(std::string key, Severity severity, std::string tool, Trigger trigger, std::string sentence) {
  AlertSubject subject;
  subject.key      = std::move(key);
  subject.severity = severity;
  subject.tool     = std::move(tool);
  subject.triggers = bit(trigger);
  subject.sentence = std::move(sentence);
  return subject;
}

void gather_thresholds(const AlertPolicy& policy, const Counts& open, const std::string& tools, Facts& facts) {
  for (const Severity severity : kWorstFirst) {
    const std::uint64_t allowed = policy.thresholds[static_cast<std::size_t>(severity)];
    if (open[severity] <= allowed) continue;
    std::string sentence = counted(open[severity], std::string(name(severity)) + " finding");
    sentence.append(open[severity] == 1 ? " is open, " : " are open, ");
    sentence.append(allowed == 0 ? "none is allowed" : std::to_string(allowed) + " are allowed");
    facts.open.push_back(
        sentence_of("threshold:" + std::string(name(severity)), severity, tools, Trigger::threshold, sentence));
  }
}

void gather_failures(std::span<const Report> reports, const AlertPolicy& policy, const AlertInput& input,
                     Facts& facts) {
  std::set<std::string> seen;
  const auto add = [&](string_view id, string_view shown, string_view why) {
    std::string key = "scan:" + lower(id);
    if (!seen.insert(key).second) return;
    std::string sentence(shown);
    sentence.append(" did not run to its end, so what it would have found is not known");
    if (!why.empty()) sentence.append(": ").append(why);
    facts.open.push_back(sentence_of(std::move(key), policy.scan_failed, lower(id), Trigger::scan_failed, sentence));
  };
  for (const ScanFailure& failure : input.failures) {
    add(failure.tool, failure.tool.empty() ? string_view("a scanner") : string_view(failure.tool), failure.reason);
  }
  for (const Report& report : reports) {
    if (report.status() == Status::complete) continue;
    string_view why;
    for (const Note& note : report.notes()) {
      if (note.incomplete && why.empty()) why = note.message;
    }
    add(report.format().empty() ? tool_of(report) : report.format(), tool_of(report), why);
  }
}

// ---- the run
// ----------------------------------------------------------------------------------------------------------

class Planner {
 public:
  Planner(std::span<const Report> reports, const AlertPolicy& policy, const AlertInput& input, AlertMemory memory)
      : policy_(policy),
        input_(input),
        run_{policy, input, input.verdict != nullptr ? input.verdict->score : score(reports), reports},
        coverage_(reports, input.failures),
        memory_(std::move(memory)) {
    gather_findings(reports, facts_);
    gather_thresholds(policy, run_.score.open, coverage_.all(), facts_);
    gather_failures(reports, policy, input, facts_);
    for (std::size_t i = 0; i < facts_.open.size(); ++i) facts_.index.emplace(facts_.open[i].key, i);
    for (const AlertMessage& message : input.queued) {
      auto& waiting = queued_[message.channel];
      if (!message.unit.empty()) waiting.units.insert(message.unit);
      for (const Told& told : message.told) waiting.told.insert(told.key + ' ' + told.trigger);
    }
  }

  AlertPlan plan() {
    for (const std::string& key : input_.acknowledged) {  // also of what this run does not see
      Remembered* known = remembered(key);
      if (known != nullptr && known->taken == kNoTime) known->taken = input_.now;
    }
    for (AlertSubject& subject : facts_.open) judge(subject);
    forget();
    std::vector<std::vector<AlertItem>> wanted(policy_.channels.size());
    for (const AlertSubject& subject : facts_.open) route(subject, wanted);
    for (std::size_t i = 0; i < policy_.channels.size(); ++i) tell(policy_.channels[i], wanted[i]);
    return {std::move(messages_), write_memory(memory_)};
  }

 private:
  struct Waiting {
    std::set<std::string, std::less<>> units;
    std::unordered_set<std::string> told;  // "key trigger"
  };

  // ---- what is true of one subject

  Remembered* remembered(const std::string& key) {
    const auto at = memory_.keys.find(key);
    return at == memory_.keys.end() ? nullptr : &at->second;
  }

  void judge(AlertSubject& subject) {
    Remembered* known = remembered(subject.key);
    if (known != nullptr && known->gone != kNoTime) come_back(*known);
    if (known != nullptr && known->tool.empty()) known->tool = subject.tool;
    subject.level = policy_.escalation.start[static_cast<std::size_t>(subject.severity)];
    if (subject.report == nullptr) return;
    const Finding f  = (*subject.report)[subject.row];
    subject.owner    = owner_of(policy_, f);
    subject.returned = known != nullptr && known->returned;
    subject.triggers = bit(subject.returned ? Trigger::regressed : Trigger::appeared);
    subject.resolve  = classify(f, input_.now, policy_.sla, life_of(subject, f, known)).resolve;
    if (subject.resolve.state == SlaState::due_soon) subject.triggers |= bit(Trigger::due_soon);
    if (subject.resolve.state == SlaState::breached) subject.triggers |= bit(Trigger::breached);
    escalate(subject, f, known);
  }

  void come_back(Remembered& known) const {
    known.since    = input_.now;
    known.gone     = kNoTime;
    known.taken    = kNoTime;
    known.returned = true;
    for (auto& [channel, here] : known.channels) here.told.clear();
  }

  // The clock begins when the finding was first seen; after a fix it begins anew.
  Life life_of(const AlertSubject& subject, const Finding& f, const Remembered* known) const {
    Life life = life_in(*subject.report, f);
    if (known == nullptr || known->since == kNoTime) return life;
    if (known->returned) {
      life.first_seen = known->since;
    } else if (const Time own = seen_at(subject, f); own == kNoTime || known->first < own) {
      life.first_seen = known->first;
    }
    return life;
  }
  static Time seen_at(const AlertSubject& subject, const Finding& f) {
    if (f.dates.detected != kNoTime) return f.dates.detected;
    return f.dates.introduced != kNoTime ? f.dates.introduced : subject.report->generated();
  }

  void escalate(AlertSubject& subject, const Finding& f, Remembered* known) {
    const AlertEscalation& escalation = policy_.escalation;
    if (escalation.levels.empty() || known == nullptr) return;
    const bool taken = f.dates.acknowledged != kNoTime && f.dates.acknowledged <= input_.now;
    if (taken && known->taken == kNoTime) known->taken = input_.now;
    const Time told = known->told_at();
    if (known->taken != kNoTime || told == kNoTime) return;
    const std::size_t highest = std::min(subject.level + escalation.rise, escalation.levels.size() - 1);
    for (Time due = told; subject.level < highest; ++subject.level) {
      due += escalation.levels[subject.level].respond;
      if (input_.now < due) break;
      subject.triggers |= bit(Trigger::unanswered);
    }
  }

  // ---- what is no longer true

  void forget() {
    for (auto at = memory_.keys.begin(); at != memory_.keys.end();) {
      Remembered& known = at->second;
      const bool open   = facts_.index.contains(string_view(at->first));
      const bool stated = facts_.closed.contains(string_view(at->first));
      if (!open && known.gone == kNoTime && (stated || coverage_.covers(known.tool))) known.gone = input_.now;
      const bool old = known.gone != kNoTime && known.gone + policy_.forget < input_.now && !in_open_unit(known);
      at             = old ? memory_.keys.erase(at) : std::next(at);
    }
    for (auto at = memory_.confirmed.begin(); at != memory_.confirmed.end();) {
      at = at->second + policy_.forget < input_.now ? memory_.confirmed.erase(at) : std::next(at);
    }
  }
  bool in_open_unit(const Remembered& known) const {
    return std::any_of(known.channels.begin(), known.channels.end(), [&](const auto& channel) {
      const AlertUnit* unit = unit_of(channel.first, channel.second.unit);
      return unit != nullptr && unit->open;
    });
  }
  const AlertUnit* unit_of(const std::string& channel, const std::string& name) const {
    const auto units = memory_.units.find(channel);
    if (units == memory_.units.end()) return nullptr;
    const auto unit = units->second.find(name);
    return unit == units->second.end() ? nullptr : &unit->second;
  }

  // ---- who is to know it

  static bool fits(const AlertRoute& route, const AlertSubject& subject) {
    if (!route.severities.empty() && !contains(route.severities, subject.severity)) return false;
    if (!route.owners.empty() && !contains(route.owners, subject.owner)) return false;
    const bool any_tool =
        route.tools.empty() || std::any_of(route.tools.begin(), route.tools.end(),
                                           [&](const auto& t) { return equal_ignoring_case(t, subject.tool); });
    if (!any_tool) return false;
    if (route.kinds.empty() && route.paths.empty()) return true;
    if (subject.report == nullptr) return false;
    const Finding f = (*subject.report)[subject.row];
    if (!route.kinds.empty() && !contains(route.kinds, f.kind)) return false;
    const string_view path = f.location.path.empty() ? f.package.manifest : f.location.path;
    return route.paths.empty() || std::any_of(route.paths.begin(), route.paths.end(),
                                              [&](const auto& pattern) { return glob_matches(pattern, path); });
  }

  static std::uint8_t bits_of(const std::vector<Trigger>& triggers) {
    if (triggers.empty()) return 0xFF;
    std::uint8_t bits = 0;
    for (const Trigger trigger : triggers) bits |= bit(trigger);
    return bits;
  }

  void route(const AlertSubject& subject, std::vector<std::vector<AlertItem>>& wanted) {
    std::vector<std::uint8_t> bits(policy_.channels.size(), 0);
    const std::uint8_t holds = subject.triggers & bits_of(policy_.triggers);
    for (const AlertRoute& route : policy_.routes) {
      const std::uint8_t told = holds & bits_of(route.triggers);
      if (told == 0 || !fits(route, subject)) continue;
      for (std::size_t i = 0; i < policy_.channels.size(); ++i) {
        if (contains(route.channels, name_of(policy_.channels[i]))) bits[i] |= told;
      }
      if (route.last) break;
    }
    if (has(holds, Trigger::unanswered)) {
      const auto& also = policy_.escalation.levels[subject.level].channels;
      for (std::size_t i = 0; i < bits.size(); ++i) {
        if (contains(also, name_of(policy_.channels[i]))) bits[i] |= bit(Trigger::unanswered);
      }
    }
    for (std::size_t i = 0; i < bits.size(); ++i) {
      const auto& only = policy_.channels[i].severities;
      if (bits[i] == 0 || (!only.empty() && !contains(only, subject.severity))) continue;
      remember(subject);
      wanted[i].push_back({&subject, bits[i], first_of(bits[i])});
    }
  }

  void remember(const AlertSubject& subject) {
    const auto [at, made] = memory_.keys.try_emplace(subject.key);
    Remembered& known     = at->second;
    known.tool            = subject.tool;
    if (known.first != kNoTime) return;
    known.first = input_.now;
    if (subject.report != nullptr) {
      const Time own = seen_at(subject, (*subject.report)[subject.row]);
      if (own != kNoTime) known.first = std::min(own, input_.now);
    }
    known.since = known.first;
  }

  // ---- what they were not told yet

  std::string trigger_name(Trigger trigger, const AlertSubject& subject) const {
    std::string made(name(trigger));
    if (trigger == Trigger::unanswered) made.append(":").append(policy_.escalation.levels[subject.level].name);
    return made;
  }

  // The reasons that were told neither before nor by a message that is under way.
  std::uint8_t pending(const std::string& channel, const AlertSubject& subject, std::uint8_t wanted) {
    const Remembered& known = *remembered(subject.key);
    const auto here         = known.channels.find(channel);
    const auto waiting      = queued_.find(channel);
    for (std::size_t i = 0; i < kTriggerCount; ++i) {
      const auto trigger = static_cast<Trigger>(i);
      if (!has(wanted, trigger)) continue;
      const std::string word = trigger_name(trigger, subject);
      // What is past its time was due soon before.
      const bool known_already =
          here != known.channels.end() &&
          (here->second.told.contains(word) ||
           (trigger == Trigger::due_soon && here->second.told.contains(name(Trigger::breached))));
      const bool under_way = waiting != queued_.end() && waiting->second.told.contains(subject.key + ' ' + word);
      if (known_already || under_way) wanted &= static_cast<std::uint8_t>(~bit(trigger));
    }
    return wanted;
  }

  void add_told(const AlertItem& item, AlertMessage& message) const {
    for (std::size_t i = 0; i < kTriggerCount; ++i) {
      const auto trigger = static_cast<Trigger>(i);
      if (has(item.triggers, trigger))
        message.told.push_back({item.subject->key, trigger_name(trigger, *item.subject)});
    }
  }

  // ---- messages

  AlertMessage message_to(const AlertChannel& channel) const {
    AlertMessage message;
    message.channel = name_of(channel);
    message.kind    = channel.kind;
    message.to      = channel.to;
    message.labels  = channel.labels;
    return message;
  }

  void finish(AlertMessage message) {
    std::string content = message.channel;
    for (const string_view part : {string_view(name(message.action)), string_view(message.unit),
                                   string_view(message.subject), string_view(message.body)}) {
      content.append(1, '\xFF').append(part);
    }
    for (const Told& told : message.told) content.append(1, '\xFF').append(told.key);  // texts may be alike
    message.id = hash_of(content.append(1, '\xFF').append(to_string(input_.now)));
    messages_.push_back(std::move(message));
  }

  void tell(const AlertChannel& channel, std::vector<AlertItem>& wanted) {
    if (channel.kind == kIssue) return tell_issues(channel, wanted);
    if (channel.kind == kComment) return tell_comment(channel, wanted);
    std::vector<AlertItem> items;
    for (AlertItem item : wanted) {
      item.triggers = pending(name_of(channel), *item.subject, item.triggers);
      item.trigger  = first_of(item.triggers);
      if (item.triggers != 0) items.push_back(item);
    }
    sort_worst_first(items);
    const std::uint64_t most = std::max<std::uint64_t>(policy_.max_messages, 1);
    std::uint64_t made       = 0;
    for (std::span<const AlertItem> rest = items; !rest.empty();) {
      const std::size_t count = ++made < most ? 1 : rest.size();
      tell_digest(channel, rest.first(count));
      rest = rest.subspan(count);
    }
  }

  void tell_digest(const AlertChannel& channel, std::span<const AlertItem> items) {
    const AlertDigest digest = make_digest(run_, items);
    AlertMessage message     = message_to(channel);
    message.subject          = short_line("Security alert: " + digest.title, 200);
    find_channel_kind(channel.kind)->write(digest, run_, message);
    for (const AlertItem& item : digest.items) add_told(item, message);
    finish(std::move(message));
  }

  void tell_comment(const AlertChannel& channel, std::vector<AlertItem>& wanted) {
    if (input_.pull_request.empty()) return;
    AlertMessage message = message_to(channel);
    message.unit         = std::string(kPullRequest) + ":" + std::string(input_.pull_request);
    message.marker       = marker_of(kPullRequest);
    if (queued_[message.channel].units.contains(message.unit)) return;
    const AlertUnit* known = unit_of(message.channel, message.unit);
    const bool quiet       = wanted.empty() && (input_.verdict == nullptr || input_.verdict->passed);
    if (quiet && known == nullptr) return;
    sort_worst_first(wanted);
    write_comment(run_, wanted, message);
    message.hash   = hash_of(message.body);
    message.action = AlertAction::upsert;
    if (known != nullptr && known->hash == message.hash) return;
    if (known != nullptr) message.ref = known->ref;
    finish(std::move(message));
  }

  // ---- issues

  static std::string unit_for(const AlertChannel& channel, const AlertSubject& subject) {
    if (channel.group_by.empty() || channel.group_by == kFinding || subject.report == nullptr) return subject.key;
    const Finding f  = (*subject.report)[subject.row];
    string_view same = main_id(f);
    if (channel.group_by == kPackage) same = f.package.name;
    if (channel.group_by == kFile) same = f.location.path;
    if (same.empty()) return subject.key;
    std::string unit = channel.group_by + ":";
    if (channel.group_by == kRule) unit.append(subject.tool).append(":");
    return unit + short_line(same, 200);
  }

  // Open members of an issue that a report, or nothing, tells of.
  struct Issue {
    std::vector<AlertItem> members;
    bool pending     = false;  // one of them has something that was not told
    bool certain     = true;   // false: some may still be open, but this run does not know
    std::size_t kept = 0;      // members that are not gone
  };

  void tell_issues(const AlertChannel& channel, std::vector<AlertItem>& wanted) {
    const std::string& here = name_of(channel);
    const Waiting& waiting  = queued_[here];
    std::map<std::string, Issue> issues;
    std::unordered_set<string_view> present;
    sort_worst_first(wanted);
    std::uint64_t made = 0;
    for (AlertItem item : wanted) {
      const AlertSubject& subject = *item.subject;
      present.insert(subject.key);
      const std::uint8_t all = item.triggers;
      item.triggers          = pending(here, subject, item.triggers);
      const auto known       = remembered(subject.key)->channels.find(here);
      std::string unit       = known == remembered(subject.key)->channels.end() ? "" : known->second.unit;
      if (unit.empty() && item.triggers == 0) continue;  // it is in the message that is under way
      if (unit.empty()) {
        unit              = unit_for(channel, subject);
        const bool exists = issues.contains(unit) || unit_of(here, unit) != nullptr;
        if (!exists && made == policy_.max_issues) {
          unit = kRest;
        } else if (!exists) {
          ++made;
        }
      }
      Issue& issue = issues[unit];
      issue.members.push_back({&subject, all, first_of(all)});
      issue.pending = issue.pending || item.triggers != 0;
    }
    for (const auto& [key, known] : memory_.keys) {
      const auto told = known.channels.find(here);
      if (told == known.channels.end() || told->second.unit.empty()) continue;
      Issue& issue = issues[told->second.unit];
      if (known.gone == kNoTime) ++issue.kept;
      if (known.gone == kNoTime && !present.contains(string_view(key))) issue.certain = false;
    }
    for (auto& [unit, issue] : issues) {
      if (!waiting.units.contains(unit)) write_unit(channel, unit, issue);
    }
  }

  void write_unit(const AlertChannel& channel, const std::string& unit, const Issue& issue) {
    AlertMessage message   = message_to(channel);
    message.unit           = unit;
    message.marker         = marker_of(unit);
    const AlertUnit* known = unit_of(message.channel, unit);
    if (known != nullptr) message.ref = known->ref;
    if (issue.members.empty()) {
      if (known == nullptr || !known->open || issue.kept > 0 || !policy_.close_fixed) return;
      message.action  = AlertAction::close;
      message.subject = "Fixed";
      message.comment = "Closed by secmon: it was not reported any more by a complete scan, " +
                        to_string(input_.now).substr(0, 16) + " UTC.";
      return finish(std::move(message));
    }
    // A list that may be short of members is not written over one that is whole.
    if (!issue.certain && known != nullptr && !issue.pending) return;
    write_issue(run_, issue.members, unit == kRest, message);
    message.hash = hash_of(message.subject + '\xFF' + message.body);
    if (known != nullptr && known->open && known->hash == message.hash && !issue.pending) return;
    message.action = known != nullptr && !known->open ? AlertAction::reopen : AlertAction::upsert;
    if (message.action == AlertAction::reopen) message.comment = "Reopened by secmon: it is reported again.";
    if (known != nullptr && known->open && issue.pending) message.comment = news(message.channel, issue);
    for (AlertItem item : issue.members) {
      item.triggers = pending(message.channel, *item.subject, item.triggers);
      add_told(item, message);
    }
    finish(std::move(message));
  }

  // What those who watch an issue should hear of, besides its text.
  std::string news(const std::string& channel, const Issue& issue) {
    std::string made;
    std::array<std::size_t, kTriggerCount> counts{};
    std::size_t level = 0;
    for (const AlertItem& item : issue.members) {
      const std::uint8_t fresh = pending(channel, *item.subject, item.triggers);
      if (fresh == 0) continue;
      ++counts[static_cast<std::size_t>(first_of(fresh))];
      level = std::max(level, item.subject->level);
    }
    for (std::size_t i = 0; i < kTriggerCount; ++i) {
      if (counts[i] == 0) continue;
      made.append(made.empty() ? "" : "\n").append(word_of(static_cast<Trigger>(i)));
      if (issue.members.size() > 1) made.append(": ").append(counted(counts[i], "finding"));
      if (static_cast<Trigger>(i) == Trigger::unanswered) {
        made.append(". Escalation ").append(level_text(policy_.escalation.levels[level]));
      }
    }
    return made;
  }

  const AlertPolicy& policy_;
  const AlertInput& input_;
  AlertRun run_;
  Coverage coverage_;
  AlertMemory memory_;
  Facts facts_;
  std::map<std::string, Waiting, std::less<>> queued_;
  std::vector<AlertMessage> messages_;
};

}  // namespace

AlertEscalation::AlertEscalation() {
  using std::chrono::hours;
  levels                = {{"L1", "Team lead", hours(24), {}, {}},
                           {"L2", "Security champion", hours(4), {}, {}},
                           {"L3", "Repository owner", hours(1), {}, {}},
                           {"L4", "Emergency contact", hours(0), {}, {}}};
  const auto at         = [&](Severity severity) -> std::uint8_t& { return start[static_cast<std::size_t>(severity)]; };
  at(Severity::unknown) = 1;
  at(Severity::medium)  = 1;
  at(Severity::high)    = 2;
  at(Severity::critical) = 3;
}

AlertPolicy::AlertPolicy() : thresholds(GatePolicy().allowed) {
  thresholds[static_cast<std::size_t>(Severity::unknown)] = kNoLimit;
  AlertRoute critical, high, others;
  critical.severities = {Severity::critical};
  critical.channels   = {"email", "slack", "github_issue"};
  high.severities     = {Severity::high};
  high.channels       = {"slack", "github_issue"};
  others.severities   = {Severity::medium, Severity::low, Severity::info, Severity::unknown};
  others.channels     = {"slack"};
  // The other kinds are not in the guide: whoever sets them up gets everything.
  AlertRoute all;
  all.channels = {"discord", "teams", "github_comment", "webhook", "stdout"};
  routes       = {critical, high, others, all};
}

Result<AlertPlan> alerts(std::span<const Report> reports, const AlertPolicy& policy, const AlertInput& input) {
  Error error = check(policy, input);
  if (error.code != Errc::ok) return error;
  Result<AlertMemory> memory = read_memory(input.state);
  if (!memory) return std::move(memory).error();
  return Planner(reports, policy, input, *std::move(memory)).plan();
}

Result<std::string> confirm(string_view state, const AlertReceipt& receipt) {
  Result<AlertMemory> read = read_memory(state);
  if (!read) return std::move(read).error();
  AlertMemory& memory         = *read;
  const AlertMessage& message = receipt.message;
  if (memory.confirmed.contains(message.id)) return std::string(state);
  memory.confirmed[message.id] = receipt.at;
  for (const Told& told : message.told) {
    Remembered& known = memory.keys[told.key];
    if (known.first == kNoTime) known.first = known.since = receipt.at;
    ToldHere& here          = known.channels[message.channel];
    here.told[told.trigger] = receipt.at;
    if (message.kind == kIssue) here.unit = message.unit;
  }
  if (!message.unit.empty()) {
    AlertUnit& unit = memory.units[message.channel][message.unit];
    if (!receipt.ref.empty()) unit.ref = receipt.ref;
    if (!message.hash.empty()) unit.hash = message.hash;
    unit.open = message.action != AlertAction::close;
  }
  return write_memory(memory);
}

Result<bool> is_confirmed(string_view state, string_view id) {
  Result<AlertMemory> read = read_memory(state);
  if (!read) return std::move(read).error();
  return read->confirmed.contains(id);
}

}  // namespace secmon
