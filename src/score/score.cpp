// SPDX-License-Identifier: MIT
// Counting what is open, and one number for it.
#include "secmon/score.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "score/distinct.hpp"

namespace secmon {

void Distinct::add(std::string_view fingerprint, Severity severity) {
  if (fingerprint.empty()) {
    ++without_[severity];
  } else {
    seen_.push_back({std::hash<std::string_view>{}(fingerprint), fingerprint, severity});
  }
}

// Sorted rather than put into a hash table: fingerprints may come from a document, and whoever wrote it could choose
// them so that they collide.
Counts Distinct::counts() {
  std::sort(seen_.begin(), seen_.end(), [](const Seen& a, const Seen& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    if (a.fingerprint != b.fingerprint) return a.fingerprint < b.fingerprint;
    return a.severity > b.severity;
  });
  Counts counts = without_;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (i == 0 || seen_[i].fingerprint != seen_[i - 1].fingerprint) ++counts[seen_[i].severity];
  }
  return counts;
}

Counts count_open(std::span<const Report> reports) {
  Distinct distinct;
  for (const Report& report : reports) {
    for (const Finding& finding : report) {
      if (finding.state == State::open) distinct.add(finding.fingerprint, finding.severity);
    }
  }
  return distinct.counts();
}

Counts count_open(const Correlation& correlation) noexcept {
  Counts counts;
  for (const Group& group : correlation.groups) counts[group.severity] += group.open ? 1 : 0;
  return counts;
}

namespace {

std::uint64_t counted(const Counts& open, const ScorePolicy& policy) noexcept {
  std::uint64_t sum = policy.count_unknown ? open[Severity::unknown] : 0;
  for (const Severity severity :
       {Severity::info, Severity::low, Severity::medium, Severity::high, Severity::critical}) {
    if (severity >= policy.floor) sum += open[severity];
  }
  return sum;
}

int value_of(std::uint64_t counted, double points) noexcept {
  if (counted == 0) return 100;
  const double value = 100 - points * static_cast<double>(counted);
  if (!(value > 0)) return 0;  // also when the points are no number
  // A tenth of a point taken ten times is not exactly one: what lies within rounding of a whole number is that number.
  return static_cast<int>(std::floor(std::min(value, 100.0) + 1e-9));
}

Grade grade_of(int value, const ScorePolicy& policy) noexcept {
  if (value >= policy.excellent) return Grade::excellent;
  if (value >= policy.good) return Grade::good;
  return value >= policy.fair ? Grade::fair : Grade::critical;
}

}  // namespace

Score score(const Counts& open, const ScorePolicy& policy) {
  Score score;
  score.open    = open;
  score.counted = counted(score.open, policy);
  score.value   = value_of(score.counted, policy.points_per_finding);
  score.grade   = grade_of(score.value, policy);
  return score;
}

Score score(std::span<const Report> reports, const ScorePolicy& policy) {
  return policy.by_group ? score(correlate(reports), policy) : score(count_open(reports), policy);
}

Score score(const Correlation& correlation, const ScorePolicy& policy) {
  return score(count_open(correlation), policy);
}

}  // namespace secmon
