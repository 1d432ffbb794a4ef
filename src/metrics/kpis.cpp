// SPDX-License-Identifier: MIT
// Key figures: means, shares and counts over a window, each against its target.
#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "secmon/metrics.hpp"

namespace secmon {
namespace {

using std::chrono::days;
using std::chrono::seconds;

// A mean of durations.
struct Mean {
  std::int64_t sum    = 0;
  std::uint64_t count = 0;
  void add(seconds duration) noexcept {
    sum += std::max<std::int64_t>(duration.count(), 0);
    ++count;
  }
};
struct Means {
  std::array<Mean, kSeverityCount> by_severity;
  Mean all;
  void add(Severity severity, seconds duration) noexcept {
    by_severity[std::min<std::size_t>(static_cast<std::size_t>(severity), kSeverityCount - 1)].add(duration);
    all.add(duration);
  }
};

Figure figure_of(const Mean& mean, seconds target) noexcept {
  Figure figure;
  figure.target = static_cast<double>(target.count());
  figure.count  = mean.count;
  if (mean.count == 0) return figure;
  figure.value = static_cast<double>(mean.sum) / static_cast<double>(mean.count);
  figure.aim   = target.count() <= 0 ? Aim::no_target : figure.value <= figure.target ? Aim::met : Aim::missed;
  return figure;
}

template <class TargetOf>
MeanTime mean_time(const Means& means, const TargetOf& target_of) {
  MeanTime made;
  for (std::size_t i = 0; i < kSeverityCount; ++i) made.by_severity[i] = figure_of(means.by_severity[i], target_of(i));
  made.all = figure_of(means.all, seconds(0));
  return made;
}

// A share of `count` things; below 0 there is no target.
Figure share(std::uint64_t part, std::uint64_t count, double target) noexcept {
  Figure figure;
  figure.target = std::max(target, 0.0);
  figure.count  = count;
  if (count == 0) return figure;
  figure.value = static_cast<double>(part) / static_cast<double>(count);
  figure.aim   = target < 0 ? Aim::no_target : figure.value >= target ? Aim::met : Aim::missed;
  return figure;
}

struct Window {
  Time since, now;
  [[nodiscard]] bool has(Time time) const noexcept { return time != kNoTime && time > since && time <= now; }
};

Time newest(std::span<const ScanRecord> scans) noexcept {
  Time time = kNoTime;
  for (const ScanRecord& scan : scans) time = std::max(time, scan.time);
  return time;
}

// The earlier of two, of which either may be absent.
Time earlier(Time a, Time b) noexcept {
  if (a == kNoTime || b == kNoTime) return a == kNoTime ? b : a;
  return std::min(a, b);
}

using Episodes = std::span<const Episode* const>;

// A stretch of a vulnerability's life: from when the first of its findings came, or came back, until the last of them
// was fixed.
struct Stretch {
  bool first;
  Severity severity;       // of the vulnerability
  bool open      = false;  // at the end of the window
  Time published = kNoTime, introduced = kNoTime;
  Time opened = kNoTime, acknowledged = kNoTime, fixed = kNoTime;
};

// The worst of the findings that are open, or of all if none is.
Severity severity_of(Episodes vulnerability, Time now) {
  Severity open = Severity::unknown, all = Severity::unknown;
  bool is_any_open = false;
  for (const Episode* episode : vulnerability) {
    all = std::max(all, episode->severity);
    if (!is_open(*episode, now)) continue;
    open        = std::max(open, episode->severity);
    is_any_open = true;
  }
  return is_any_open ? open : all;
}

// The end of the stretch that begins with the first of them: where there is a gap.
std::size_t end_of_stretch(Episodes vulnerability) {
  std::size_t end = 1;
  Time fixed      = vulnerability[0]->fixed;
  while (end < vulnerability.size() && (fixed == kNoTime || vulnerability[end]->opened <= fixed)) {
    const Time other = vulnerability[end++]->fixed;
    fixed            = fixed == kNoTime || other == kNoTime ? kNoTime : std::max(fixed, other);
  }
  return end;
}

Stretch stretch_of(Episodes episodes, Time now, Severity severity, bool first) {
  Stretch made{.first = first, .severity = severity, .opened = episodes[0]->opened, .fixed = episodes[0]->fixed};
  for (const Episode* episode : episodes) {
    made.open         = made.open || is_open(*episode, now);
    made.published    = earlier(made.published, episode->published);
    made.introduced   = earlier(made.introduced, episode->introduced);
    made.acknowledged = earlier(made.acknowledged, episode->acknowledged);
    made.fixed = made.fixed == kNoTime || episode->fixed == kNoTime ? kNoTime : std::max(made.fixed, episode->fixed);
  }
  return made;
}

// The stretches of all vulnerabilities, or of all findings, that began by `now`; false positives are left out.
std::vector<Stretch> stretches_of(std::span<const Episode> all, Time now, bool by_vulnerability) {
  std::vector<const Episode*> episodes;
  for (const Episode& episode : all) {
    if (episode.state == State::false_positive || episode.opened == kNoTime || episode.opened > now) continue;
    episodes.push_back(&episode);
  }
  const auto number = [&](const Episode* episode) { return by_vulnerability ? episode->vulnerability : 0; };
  std::sort(episodes.begin(), episodes.end(), [&](const Episode* a, const Episode* b) {
    return std::pair(number(a), a->opened) < std::pair(number(b), b->opened);
  });
  std::vector<Stretch> made;
  made.reserve(episodes.size());
  for (Episodes rest = episodes; !rest.empty();) {
    std::size_t count = 1;
    while (count < rest.size() && number(rest[0]) != 0 && number(rest[count]) == number(rest[0])) ++count;
    Episodes vulnerability  = rest.first(count);
    const Severity severity = severity_of(vulnerability, now);
    for (bool first = rest[0]->first; !vulnerability.empty(); first = false) {
      const std::size_t end = end_of_stretch(vulnerability);
      made.push_back(stretch_of(vulnerability.first(end), now, severity, first));
      vulnerability = vulnerability.subspan(end);
    }
    rest = rest.subspan(count);
  }
  return made;
}

void measure(const Stretch& s, const Window& window, Kpis& made, Means& detect, Means& respond, Means& remediate) {
  if (s.open) ++made.open[s.severity];
  if (window.has(s.opened)) {
    ++(s.first ? made.added : made.reopened)[s.severity];
    const Time since = std::max(s.published, s.introduced);
    if (s.first && since != kNoTime) detect.add(s.severity, s.opened - since);
  }
  const Time answered = earlier(s.acknowledged, s.fixed);
  if (window.has(answered)) respond.add(s.severity, answered - s.opened);
  if (window.has(s.fixed)) {
    ++made.fixed[s.severity];
    remediate.add(s.severity, s.fixed - s.opened);
  }
}

// The newest scan up to `now` that `says`; nullptr if none does.
template <class Says>
const ScanRecord* newest_that(std::span<const ScanRecord> scans, Time now, const Says& says) {
  const ScanRecord* found = nullptr;
  for (const ScanRecord& scan : scans) {
    if (scan.time > now || !says(scan)) continue;
    if (found == nullptr || scan.time > found->time || (scan.time == found->time && scan.id > found->id)) found = &scan;
  }
  return found;
}

// More than the target is asked for, not as much.
Figure freshness_of(std::uint64_t current, std::uint64_t known, double target) noexcept {
  Figure figure = share(current, known, target);
  if (figure.aim == Aim::met && figure.value <= target) figure.aim = Aim::missed;
  return figure;
}

Figure freshness_of(std::span<const ScanRecord> scans, Time now, const KpiOptions& options) {
  std::uint64_t current = 0, known = 0;
  if (options.inventory != nullptr) {
    for (const Component& c : options.inventory->components) {
      known += c.latest.empty() ? 0 : 1;
      current += !c.latest.empty() && c.latest == c.version ? 1 : 0;
    }
  } else if (const ScanRecord* scan = newest_that(
                 scans, now, [](const ScanRecord& s) { return s.packages_known > 0 && s.packages_current >= 0; })) {
    known   = static_cast<std::uint64_t>(scan->packages_known);
    current = static_cast<std::uint64_t>(scan->packages_current);
  }
  return freshness_of(current, known, options.policy.freshness);
}

Figure coverage_of(std::span<const ScanRecord> scans, Time now, double target) {
  const ScanRecord* scan =
      newest_that(scans, now, [](const ScanRecord& s) { return s.files_of_code > 0 && s.files_scanned >= 0; });
  if (scan == nullptr) return share(0, 0, target);
  return share(static_cast<std::uint64_t>(scan->files_scanned), static_cast<std::uint64_t>(scan->files_of_code),
               target);
}

// Without any scan nobody knows what is open.
Figure backlog_of(const Counts& open, bool known, std::uint64_t limit) noexcept {
  Figure figure;
  figure.target = static_cast<double>(limit);
  if (!known) return figure;
  const std::uint64_t value = open[Severity::high] + open[Severity::critical];
  figure.value              = static_cast<double>(value);
  figure.count              = open.total();
  figure.aim                = value < limit ? Aim::met : Aim::missed;
  return figure;
}

}  // namespace

KpiPolicy::KpiPolicy() : detect{} {
  for (std::size_t i = 0; i < kSeverityCount; ++i) detect[i] = sla.targets[i].respond;
}

bool is_open(const Episode& episode, Time at) noexcept {
  if (episode.opened == kNoTime || episode.opened > at) return false;
  if (episode.fixed != kNoTime && episode.fixed <= at) return false;
  return std::none_of(episode.pauses.begin(), episode.pauses.end(), [&](const Pause& pause) {
    return pause.from <= at && (pause.until == kNoTime || pause.until > at);
  });
}

Kpis kpis(std::span<const Episode> episodes, std::span<const ScanRecord> scans, const KpiOptions& options) {
  const KpiPolicy& policy = options.policy;
  Kpis made;
  made.now   = options.now != kNoTime ? options.now : newest(scans);
  made.since = options.since != kNoTime || made.now == kNoTime ? options.since : made.now - days(30);
  const Window window{made.since, made.now};
  for (const ScanRecord& scan : scans) {
    made.scans += window.has(scan.time) ? 1 : 0;
    made.known = made.known || scan.time <= made.now;
  }

  Means detect, respond, remediate;
  std::uint64_t there = 0;
  for (const Stretch& stretch : stretches_of(episodes, made.now, policy.score.by_group)) {
    measure(stretch, window, made, detect, respond, remediate);
    there += stretch.fixed == kNoTime || stretch.fixed > made.since ? 1 : 0;
  }
  made.score       = score(made.open, policy.score);
  made.detect      = mean_time(detect, [&](std::size_t i) { return policy.detect[i]; });
  made.respond     = mean_time(respond, [&](std::size_t i) { return policy.sla.targets[i].respond; });
  made.remediate   = mean_time(remediate, [&](std::size_t i) { return policy.sla.targets[i].resolve; });
  made.backlog     = backlog_of(made.open, made.known, policy.backlog);
  made.remediation = share(made.fixed.total(), there, policy.remediation);
  made.freshness   = freshness_of(scans, made.now, options);
  made.coverage    = coverage_of(scans, made.now, policy.coverage);
  return made;
}

Months month_over_month(std::span<const Episode> episodes, std::span<const ScanRecord> scans,
                        const KpiOptions& options) {
  Months months;
  months.current    = kpis(episodes, scans, options);
  KpiOptions before = options;
  before.now        = months.current.since;
  before.since      = kNoTime;
  if (before.now != kNoTime) {
    before.since    = before.now - (months.current.now - months.current.since);
    months.previous = kpis(episodes, scans, before);
  }
  return months;
}

}  // namespace secmon
