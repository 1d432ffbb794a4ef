// SPDX-License-Identifier: MIT
// What holds for every diff: nothing is lost, nothing is there twice, and equal is equal.
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "secmon/diff.hpp"
#include "secmon/render.hpp"

namespace secmon {
namespace {

constexpr State kStates[] = {State::open, State::open, State::open, State::suppressed, State::fixed};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return engine_() % bound; }
  std::string one_of(const char* prefix, std::size_t bound) {
    return std::string(prefix).append(std::to_string(below(bound)));
  }

  // Few values for each fact, so that everything collides with everything.
  Report report(std::size_t size, bool may_be_fixed) {
    Report report;
    for (std::size_t i = 0; i < size; ++i) {
      const std::string path = one_of("f", 4), rule = one_of("R", 2), title = one_of("t", 3), id = one_of("id", 40);
      const std::string tool = one_of("tool", 2), snippet = below(3) == 0 ? "" : one_of("call(argument, ", 4) + "x)";
      const std::string print      = tool + rule + one_of("print", 10);
      const std::string_view ids[] = {"CVE-2024-1"};
      Finding f;
      f.tool = tool, f.rule_id = rule, f.title = title;
      f.severity = static_cast<Severity>(below(kSeverityCount));
      f.state    = kStates[below(may_be_fixed ? 5 : 4)];
      if (below(4) == 0) f.native_id = id;
      if (below(4) == 0) f.fingerprint = print;
      f.location.path       = path;
      f.location.snippet    = snippet;
      f.location.start_line = static_cast<std::uint32_t>(below(6));
      if (below(5) == 0) f.kind = Kind::sca, f.package.name = title, f.ids = ids, f.package.version = rule;
      report.adopt(f);
    }
    if (below(6) == 0) report.add_note(Errc::truncated, true, "cut off");
    return report;
  }
  std::vector<Report> reports(bool may_be_fixed) {
    std::vector<Report> all;
    for (std::size_t i = 0, count = below(3); i <= count; ++i) all.push_back(report(below(60), may_be_fixed));
    return all;
  }

 private:
  std::mt19937 engine_;
};

std::size_t total(std::span<const Report> reports) {
  std::size_t sum = 0;
  for (const Report& report : reports) sum += report.size();
  return sum;
}

// Every finding of one side is in exactly one match.
bool is_partition(const Diff& d, std::span<const Report> reports, FindingRef Match::*side) {
  std::vector<std::vector<int>> seen;
  for (const Report& report : reports) seen.emplace_back(report.size());
  for (const auto& list : d.lists) {
    for (const Match& match : list) {
      if (match.*side) ++seen[(match.*side).report][(match.*side).index];
    }
  }
  for (const auto& counts : seen) {
    for (const int count : counts) {
      if (count != 1) return false;
    }
  }
  return true;
}

Finding at(std::span<const Report> reports, FindingRef ref) { return reports[ref.report][ref.index]; }

}  // namespace

TEST_CASE("diff: each finding of either side is in exactly one match of one list") {
  Random random(1);
  for (int round = 0; round < 400; ++round) {
    const bool may_be_fixed          = round % 2 == 0;
    const std::vector<Report> before = random.reports(may_be_fixed), after = random.reports(may_be_fixed);
    const Diff d = diff(before, after, {.across_files = random.below(2) == 0, .trust_absence = random.below(2) == 0});
    REQUIRE(is_partition(d, before, &Match::before));
    REQUIRE(is_partition(d, after, &Match::after));
    const auto size         = [&](Change change) { return d[change].size(); };
    const std::size_t pairs = size(Change::unchanged) + size(Change::moved) + size(Change::changed);
    if (!may_be_fixed) {
      REQUIRE(total(before) == size(Change::fixed) + pairs + size(Change::missing));
      REQUIRE(total(after) == size(Change::added) + pairs);
    }
    for (const auto& list : d.lists) {
      for (const Match& match : list) {
        if (!match.before || !match.after) continue;
        REQUIRE(at(before, match.before).rule_id == at(after, match.after).rule_id);
        REQUIRE(at(before, match.before).tool == at(after, match.after).tool);
      }
    }
    for (const char* form : {"json", "markdown", "table"}) REQUIRE(render_diff(before, after, d, form));
  }
}

TEST_CASE("diff: a report against itself is unchanged") {
  Random random(2);
  for (int round = 0; round < 100; ++round) {
    const std::vector<Report> reports = random.reports(true);
    const Diff d                      = diff(reports, reports);
    REQUIRE(d[Change::unchanged].size() == total(reports));
  }
}

TEST_CASE("diff: the other way round, what was new is fixed") {
  Random random(3);
  for (int round = 0; round < 100; ++round) {
    const std::vector<Report> before = random.reports(false), after = random.reports(false);
    const DiffPolicy policy{.across_files = true, .trust_absence = true};
    const Diff forth = diff(before, after, policy), back = diff(after, before, policy);
    REQUIRE(forth[Change::added].size() == back[Change::fixed].size());
    REQUIRE(forth[Change::fixed].size() == back[Change::added].size());
  }
}

TEST_CASE("diff: what is missing is never called fixed") {
  Random random(4);
  for (int round = 0; round < 100; ++round) {
    const std::vector<Report> before = random.reports(false);
    std::vector<Report> after        = random.reports(false);
    for (Report& report : after) report.add_note(Errc::truncated, true, "cut off");
    REQUIRE(diff(before, after)[Change::fixed].empty());
  }
}

}  // namespace secmon
