// SPDX-License-Identifier: MIT
#include "alert/digest.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "alert/text.hpp"
#include "core/time.hpp"
#include "render/escape.hpp"

namespace secmon {
namespace {

using std::string_view;

// As a person wants to read them.
constexpr std::array<Trigger, 5> kOrder{Trigger::breached, Trigger::regressed, Trigger::appeared, Trigger::unanswered,
                                        Trigger::due_soon};

std::size_t order_of(Trigger trigger) noexcept {
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), trigger) - kOrder.begin());
}

double safety_of(const Finding& f) noexcept {
  const double score = f.cvss.empty() ? -1 : f.cvss.front().score;
  return score >= 0 && score <= 10 ? 10 - score : 11;
}

auto rank_of(const DigestRow& r) { return std::make_tuple(badness(r.severity), !r.kev, r.safety, ~r.count); }

DigestRow row_of(const Finding& f, const AlertSubject& subject) {
  constexpr std::size_t kTitle = 200, kWord = 80;
  DigestRow row;
  row.severity = subject.severity;
  row.title    = short_line(f.title.empty() ? string_view("(no title)") : f.title, kTitle);
  row.id       = short_line(main_id(f), kWord);
  row.tool     = short_line(f.tool, kWord);
  if (!f.package.fixed_in.empty()) row.fix = short_line(f.package.fixed_in.front(), kWord);
  return row;
}

void add_finding(DigestRow& row, const Finding& f, const AlertSubject& subject) {
  constexpr std::size_t kPlaces = 3, kPlace = 160;
  row.count += 1;
  row.kev    = row.kev || f.kev;
  row.safety = std::min(row.safety, safety_of(f));
  if (badness(subject.severity) < badness(row.severity)) row.severity = subject.severity;
  if (row.places.size() < kPlaces) {
    std::string place = place_text(f);
    if (!f.package.name.empty()) place = package_text(f.package).append(place.empty() ? "" : " in ").append(place);
    if (!place.empty()) row.places.push_back(short_line(place, kPlace));
  }
  if (row.due.empty()) row.due = due_text(subject.resolve);
  if (row.owner.empty()) row.owner = short_line(subject.owner, kPlace);
}

// What the findings of one row have in common. `name` is what it is called where the rule does not say it: a package or
// file.
struct RowKey {
  std::string group, same, name;
};

RowKey row_key(const Finding& f, const AlertSubject& subject, string_view by) {
  constexpr std::size_t kName = 200;
  std::string name;
  if (by == "package") name = short_line(f.package.name, kName);
  if (by == "file") name = short_line(f.location.path, kName);
  if (!name.empty()) return {std::string(by), name, name};
  if (by == "finding") return {std::string(by), subject.key, {}};
  return {subject.tool, short_line(main_id(f).empty() ? f.title : main_id(f), kName), {}};
}

std::vector<DigestGroup> groups_of(std::span<const AlertItem> items, string_view by) {
  struct Row {
    DigestRow row;
    std::string name;
  };
  std::array<std::map<std::pair<std::string, std::string>, Row>, kOrder.size()> rows;
  Redaction safe;
  for (const AlertItem& item : items) {
    const std::size_t order = order_of(item.trigger);
    if (item.subject->report == nullptr || order == kOrder.size()) continue;
    const Finding f       = shown(safe, *item.subject);
    RowKey key            = row_key(f, *item.subject, by);
    const auto [at, made] = rows[order].try_emplace({std::move(key.group), std::move(key.same)});
    if (made) at->second = {row_of(f, *item.subject), std::move(key.name)};
    add_finding(at->second.row, f, *item.subject);
  }
  std::vector<DigestGroup> groups;
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (rows[i].empty()) continue;
    DigestGroup group;
    group.trigger     = kOrder[i];
    std::size_t count = 0;
    for (auto& [key, made] : rows[i]) {
      DigestRow& row = made.row;
      count += row.count;
      if (!made.name.empty()) {
        row.title.insert(0, made.name + ": ");
        if (row.count > 1) row.title.append(", and ").append(std::to_string(row.count - 1)).append(" more");
      }
      group.rows.push_back(std::move(row));
    }
    std::stable_sort(group.rows.begin(), group.rows.end(),
                     [](const DigestRow& a, const DigestRow& b) { return rank_of(a) < rank_of(b); });
    group.heading = word_of(group.trigger).append(": ").append(counted(count, "finding"));
    groups.push_back(std::move(group));
  }
  return groups;
}

std::string title_of(const AlertRun& run, std::span<const AlertItem> items) {
  std::array<std::size_t, kTriggerCount> counts{};
  for (const AlertItem& item : items) ++counts[static_cast<std::size_t>(item.trigger)];
  const auto count = [&](Trigger trigger) { return counts[static_cast<std::size_t>(trigger)]; };
  std::string text;
  const auto add = [&](std::size_t n, string_view words) {
    if (n == 0) return;
    text.append(text.empty() ? "" : ", ").append(std::to_string(n)).append(" ").append(words);
  };
  const std::size_t scans = count(Trigger::scan_failed), limits = count(Trigger::threshold);
  add(scans, scans == 1 ? "scan failed" : "scans failed");
  add(limits, limits == 1 ? "threshold exceeded" : "thresholds exceeded");
  add(count(Trigger::breached), "past the time to resolve");
  add(count(Trigger::regressed), "open again");
  add(count(Trigger::appeared), count(Trigger::appeared) == 1 ? "new finding" : "new findings");
  add(count(Trigger::unanswered), "not acknowledged");
  add(count(Trigger::due_soon), "due soon");
  const std::string project = short_line(run.input.title, 80);
  return project.empty() ? text : project + ": " + text;
}

}  // namespace

std::string level_text(const AlertLevel& level) {
  std::string text = short_line(level.name, 40);
  if (!level.contact.empty()) text.append(": ").append(short_line(level.contact, 120));
  if (level.respond.count() <= 0) return text + ", at once";
  std::string within = duration_text(level.respond);  // "4 h 0 min"
  for (const std::string_view zero : {" 0 min", " 0 h"}) {
    if (within.ends_with(zero)) within.resize(within.size() - zero.size());
  }
  return text + ", within " + within;
}

std::string due_text(const SlaClock& clock) {
  std::string day = to_string(clock.due).substr(0, 16);  // "2026-01-09T03:04"
  std::replace(day.begin(), day.end(), 'T', ' ');
  day += " UTC";
  switch (clock.state) {
    case SlaState::breached: return duration_text(clock.left) + " over, was due " + day;
    case SlaState::on_time:
    case SlaState::due_soon: return "due " + day + ", in " + duration_text(clock.left);
    default: return {};
  }
}

std::string word_of(Trigger trigger) {
  switch (trigger) {
    case Trigger::appeared: return "New";
    case Trigger::regressed: return "Open again";
    case Trigger::due_soon: return "Due soon";
    case Trigger::breached: return "Past the time to resolve";
    case Trigger::unanswered: return "Not acknowledged in time";
    case Trigger::threshold: return "Threshold exceeded";
    case Trigger::scan_failed: return "Scan failed";
  }
  return {};
}

bool has(std::uint8_t triggers, Trigger trigger) noexcept {
  return (triggers >> static_cast<unsigned>(trigger) & 1U) != 0;
}

Trigger first_of(std::uint8_t triggers) noexcept {
  // What is told for the first time is that first; how late it is stands beside it.
  for (const Trigger trigger : {Trigger::regressed, Trigger::appeared, Trigger::breached, Trigger::unanswered}) {
    if (has(triggers, trigger)) return trigger;
  }
  if (has(triggers, Trigger::due_soon)) return Trigger::due_soon;
  return has(triggers, Trigger::threshold) ? Trigger::threshold : Trigger::scan_failed;
}

void sort_worst_first(std::vector<AlertItem>& items) {
  struct Ranked {
    unsigned bad;
    bool unexploited;
    double safety;
    AlertItem item;
  };
  std::vector<Ranked> ranked;
  ranked.reserve(items.size());
  for (const AlertItem& item : items) {
    Ranked r{badness(item.subject->severity), true, 11, item};
    if (item.subject->report != nullptr) {
      const Finding f = (*item.subject->report)[item.subject->row];
      r.unexploited   = !f.kev;
      r.safety        = safety_of(f);
    }
    ranked.push_back(r);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return std::tie(a.bad, a.unexploited, a.safety) < std::tie(b.bad, b.unexploited, b.safety);
  });
  for (std::size_t i = 0; i < ranked.size(); ++i) items[i] = ranked[i].item;
}

std::string more_text(std::size_t left_out) {
  return "and " + std::to_string(left_out) + " more " + (left_out == 1 ? "finding that is" : "findings that are") +
         " not listed here";
}

AlertDigest make_digest(const AlertRun& run, std::span<const AlertItem> items) {
  AlertDigest made;
  made.title = title_of(run, items);
  if (run.input.verdict != nullptr) made.summary = run.input.verdict->passed ? "Gate passed. " : "Gate failed. ";
  made.summary.append("Score ").append(std::to_string(run.score.value)).append(" of 100 (");
  made.summary.append(name(run.score.grade)).append("); ").append(counts_text(run.score.open)).append(".");
  made.items.assign(items.begin(), items.end());
  sort_worst_first(made.items);
  made.groups        = groups_of(made.items, run.policy.group_by);  // so that a row speaks of its worst finding
  std::uint64_t room = run.policy.max_rows == 0 ? ~std::uint64_t{0} : run.policy.max_rows;
  for (DigestGroup& group : made.groups) {
    if (group.rows.size() > room) group.rows.resize(static_cast<std::size_t>(room));
    room -= group.rows.size();
  }
  std::set<std::size_t> levels;
  Redaction safe;
  unsigned worst = kSeverityCount;
  for (const AlertItem& item : items) {
    const AlertSubject& s = *item.subject;
    if (badness(s.severity) < worst) worst = badness(s.severity), made.worst = s.severity;
    if (s.report == nullptr) {
      made.sentences.push_back(short_line(safe(s.sentence), 300));
    } else {
      ++made.findings;
    }
    levels.insert(s.level);
  }
  if (run.input.verdict != nullptr) {
    for (const GateReason& reason : run.input.verdict->reasons) {
      made.sentences.push_back("The gate failed: " + short_line(safe(reason.message), 300));
    }
  }
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    if (*level < run.policy.escalation.levels.size()) {
      made.levels.push_back(level_text(run.policy.escalation.levels[*level]));
    }
  }
  return made;
}

std::string marker_of(std::string_view unit) {
  std::string safe;
  for (const char c : unit) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':' || c == '.' || c == '_';
    safe += plain ? c : '_';
  }
  if (safe != unit || safe.size() > 100) safe = safe.substr(0, 60) + "." + hash_of(unit);
  return "<!-- secmon:fingerprint=" + safe + " -->";
}

// ---- the kinds ----------------------------------------------------------------------------------------------------

#define CHANNEL(id) extern const ChannelKind id##_channel;
#include "alert/channels.def"
#undef CHANNEL

namespace {

#define CHANNEL(id) &id##_channel,
constexpr std::array kKinds = {
#include "alert/channels.def"
};
#undef CHANNEL

}  // namespace

#define CHANNEL(id) id##_channel.info,
std::span<const ChannelInfo> channel_kinds() noexcept {
  static const std::array<ChannelInfo, kKinds.size()> infos = {
#include "alert/channels.def"
  };
  return infos;
}
#undef CHANNEL

const ChannelKind* find_channel_kind(string_view id) noexcept {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const ChannelKind* k) { return k->info.id == id; });
  return found == kKinds.end() ? nullptr : *found;
}

}  // namespace secmon
