// SPDX-License-Identifier: MIT
// Numbers of vulnerabilities: joined where correlation says so, never parted.
#include "history/standing.hpp"

#include <algorithm>

#include "secmon/correlate.hpp"

namespace secmon {
namespace {

// Indexes of findings that are one, as a forest whose roots are the least of them.
class Joined {
 public:
  explicit Joined(std::size_t count) : root_(count) {
    for (std::size_t i = 0; i < count; ++i) root_[i] = i;
  }
  std::size_t root(std::size_t i) noexcept {
    while (root_[i] != i) i = root_[i] = root_[root_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) noexcept {
    a = root(a), b = root(b);
    root_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> root_;
};

// The indexes, those of one vulnerability together.
std::vector<std::size_t> by_vulnerability(std::span<const Standing> standings) {
  std::vector<std::size_t> order(standings.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const std::int64_t x = standings[a].vulnerability, y = standings[b].vulnerability;
    return x != y ? x < y : a < b;
  });
  return order;
}

constexpr std::size_t kNowhere = ~std::size_t{0};

std::size_t find(std::span<const Standing> standings, std::string_view fingerprint) {
  const auto at = std::lower_bound(standings.begin(), standings.end(), fingerprint,
                                   [](const Standing& s, std::string_view wanted) { return s.fingerprint < wanted; });
  return at != standings.end() && at->fingerprint == fingerprint ? static_cast<std::size_t>(at - standings.begin())
                                                                 : kNowhere;
}

}  // namespace

std::vector<std::size_t> join(std::span<Standing> standings, std::span<const Report> reports) {
  Joined joined(standings.size());
  const std::vector<std::size_t> order = by_vulnerability(standings);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::int64_t number = standings[order[i]].vulnerability;
    if (number != 0 && number == standings[order[i - 1]].vulnerability) joined.join(order[i - 1], order[i]);
  }
  const Correlation correlation = correlate(reports);
  for (const Group& group : correlation.groups) {
    if (group.count == 1) continue;
    std::size_t first = kNowhere;
    for (const Member& member : correlation.members_of(group)) {
      const std::size_t at = find(standings, reports[member.finding.report][member.finding.index].fingerprint);
      if (at == kNowhere) continue;
      if (first == kNowhere) first = at;
      joined.join(first, at);
    }
  }
  std::vector<std::int64_t> least(standings.size(), 0);
  for (std::size_t i = 0; i < standings.size(); ++i) {
    const std::int64_t own = standings[i].vulnerability != 0 ? standings[i].vulnerability : standings[i].id;
    std::int64_t& number   = least[joined.root(i)];
    if (number == 0 || own < number) number = own;
  }
  std::vector<std::size_t> changed;
  for (std::size_t i = 0; i < standings.size(); ++i) {
    const std::int64_t number = least[joined.root(i)];
    if (standings[i].vulnerability == number) continue;
    standings[i].vulnerability = number;
    changed.push_back(i);
  }
  return changed;
}

Tally count_vulnerabilities(std::span<const Standing> standings) {
  Tally made;
  const std::vector<std::size_t> order = by_vulnerability(standings);
  for (auto at = order.begin(); at != order.end();) {
    Standing all = standings[*at];
    for (++at; at != order.end() && standings[*at].vulnerability == all.vulnerability && all.vulnerability != 0; ++at) {
      const Standing& s = standings[*at];
      if (s.open != all.open) {
        if (s.open) all.severity = s.severity;
      } else {
        all.severity = std::max(all.severity, s.severity);
      }
      all.known       = all.known || s.known;
      all.was_present = all.was_present || s.was_present;
      all.present     = all.present || s.present;
      all.open        = all.open || s.open;
    }
    made.open[all.severity] += all.open ? 1 : 0;
    made.added[all.severity] += all.known ? 0 : 1;
    made.reopened[all.severity] += all.known && !all.was_present && all.present ? 1 : 0;
    made.fixed[all.severity] += (all.was_present || !all.known) && !all.present ? 1 : 0;
  }
  return made;
}

}  // namespace secmon
