// SPDX-License-Identifier: MIT
// The diff: the ways of matching in their order, and the list that each finding ends in.
#include "secmon/diff.hpp"

#include <algorithm>

#include "core/parts.hpp"
#include "core/text.hpp"
#include "diff/matcher.hpp"

namespace secmon {
namespace {

using std::string_view;

// ---- which tools looked --------------------------------------------------------------------------------------------

// What a list of reports says about the tools that ran.
class Coverage {
 public:
  explicit Coverage(std::span<const Report> reports) {
    for (const Report& report : reports) add(report);
    for (std::vector<Identity>* list : {&complete_, &incomplete_}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
  }

  /// `nothing` if a tool looked to the end, else why it is not known whether a finding is still there.
  [[nodiscard]] DiffReason of(const Finding& f) const {
    const Identity tool = tool_key(f.tool), format = format_key(f.format);
    if (anything_incomplete_ || has(incomplete_, tool) || has(incomplete_, format)) return DiffReason::incomplete;
    return has(complete_, tool) || has(complete_, format) ? DiffReason::nothing : DiffReason::no_report;
  }

 private:
  static Identity key(string_view kind, string_view name) {
    Parts parts;
    parts.add(kind);
    parts.add_lower(name);
    return parts.identity();
  }
  static Identity tool_key(string_view name) { return key("tool", name); }
  static Identity format_key(string_view id) { return key("format", id); }
  static bool has(const std::vector<Identity>& sorted, const Identity& key) {
    return std::binary_search(sorted.begin(), sorted.end(), key);
  }

  void add(const Report& report) {
    const bool complete          = report.status() == Status::complete;
    std::vector<Identity>& names = complete ? complete_ : incomplete_;
    const string_view all        = report.tool();
    // A report that names no tool, a clean one for example, stands for what its format stands for.
    if (all.empty() && !report.format().empty()) names.push_back(format_key(report.format()));
    if (all.empty() && report.format().empty() && !complete) anything_incomplete_ = true;
    names.push_back(tool_key(all));
    string_view rest = all;
    for (string_view one; next_part(rest, ',', one);) names.push_back(tool_key(trim(one)));
    string_view last;
    for (const Finding& f : report) {
      if (f.tool == last) continue;
      last = f.tool;
      names.push_back(tool_key(last));
    }
  }

  std::vector<Identity> complete_, incomplete_;
  bool anything_incomplete_ = false;
};

// ---- what differs --------------------------------------------------------------------------------------------------

constexpr std::uint8_t bit(Aspect aspect) noexcept { return static_cast<std::uint8_t>(aspect); }
constexpr std::uint8_t kPlace = bit(Aspect::line) | bit(Aspect::file);

bool same_path(string_view a, string_view b) {
  return a == b || (!is_normal_path(a) && normal_path(a) == normal_path(b)) ||
         (!is_normal_path(b) && normal_path(a) == normal_path(b));
}

std::uint8_t differences(const Finding& before, const Finding& after) {
  const auto unlike = [](const auto& a, const auto& b, const auto& absent) {
    return a != b && a != absent && b != absent;
  };
  std::uint8_t aspects = 0;
  const auto set       = [&](Aspect aspect, bool differs) { aspects |= differs ? bit(aspect) : std::uint8_t{0}; };
  set(Aspect::line, unlike(before.location.start_line, after.location.start_line, 0U));
  set(Aspect::file, !same_path(file_of(before), file_of(after)));
  set(Aspect::severity, before.severity != after.severity);
  set(Aspect::state, before.state != after.state);
  set(Aspect::version, unlike(before.package.version, after.package.version, string_view()));
  set(Aspect::fix, !std::equal(before.package.fixed_in.begin(), before.package.fixed_in.end(),
                               after.package.fixed_in.begin(), after.package.fixed_in.end()));
  set(Aspect::exploited, before.kev != after.kev);
  return aspects;
}

bool is_there(const Finding& f) noexcept { return f.state != State::fixed; }

Change change_of(const Finding& before, const Finding& after, std::uint8_t aspects) noexcept {
  if (!is_there(before)) return is_there(after) ? Change::added : Change::unchanged;
  if (!is_there(after)) return Change::fixed;
  if ((aspects & ~kPlace) != 0) return Change::changed;
  return aspects != 0 ? Change::moved : Change::unchanged;
}

// ---- lists ---------------------------------------------------------------------------------------------------------

void put(Diff& out, Change change, const Match& match) { out.lists[static_cast<std::size_t>(change)].push_back(match); }

void put_after(const Matcher& matcher, Diff& out) {
  const auto rows = matcher.rows(kAfter);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Matcher::Row& row = rows[i];
    const Finding now       = matcher.finding(kAfter, i);
    if (!row.matched()) {
      // That a report lists what is fixed says that it once was there, even if `before` does not know it.
      const bool there = is_there(now);
      put(out, there ? Change::added : Change::fixed,
          {{}, row.at, there ? DiffReason::nothing : DiffReason::baseline, 0});
      continue;
    }
    const Finding old          = matcher.finding(kBefore, row.other);
    const std::uint8_t aspects = differences(old, now);
    const Change change        = change_of(old, now, aspects);
    const DiffReason reason    = change == Change::fixed ? DiffReason::baseline : row.reason;
    put(out, change, {matcher.rows(kBefore)[row.other].at, row.at, reason, aspects});
  }
}

void put_before(const Matcher& matcher, const Coverage& coverage, const DiffPolicy& policy, Diff& out) {
  const auto rows = matcher.rows(kBefore);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].matched()) continue;
    const Finding old = matcher.finding(kBefore, i);
    if (!is_there(old)) {
      put(out, Change::unchanged, {rows[i].at, {}, DiffReason::baseline, 0});
      continue;
    }
    const DiffReason why = policy.trust_absence ? DiffReason::nothing : coverage.of(old);
    put(out, why == DiffReason::nothing ? Change::fixed : Change::missing, {rows[i].at, {}, why, 0});
  }
}

}  // namespace

Diff diff(std::span<const Report> before, std::span<const Report> after, const DiffPolicy& policy) {
  Matcher matcher(before, after);
  const auto by = [&](auto key, Within within) {
    return [&matcher, key, within](Side side, std::size_t row) { return key(matcher.finding(side, row), within); };
  };
  matcher.match(DiffReason::tool_id, by(tool_id_key, Within::file));
  matcher.match_families();
  if (policy.across_files) matcher.match_unique(DiffReason::tool_id, by(tool_id_key, Within::any_file));
  matcher.match(DiffReason::snippet, by(snippet_key, Within::file));
  matcher.match_messages();
  if (policy.across_files) matcher.match_renamed_files();

  Diff out;
  put_after(matcher, out);
  put_before(matcher, Coverage(after), policy, out);
  return out;
}

}  // namespace secmon
