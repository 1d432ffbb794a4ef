// SPDX-License-Identifier: MIT
// Pairing. Sorted rather than put into hash tables: equal keys come together in the order in which they are paired, and
// nobody can choose texts that collide.
#include "diff/matcher.hpp"

#include <algorithm>
#include <tuple>

#include "core/parts.hpp"

namespace secmon {
namespace {

bool is_new_to_its_tool(const Finding& f) {
  return std::find(f.tags.begin(), f.tags.end(), "baseline:new") != f.tags.end();
}

std::uint64_t file_hash(const Finding& f) {
  const std::string_view file = file_of(f);
  if (file.empty()) return 0;
  Parts parts;
  parts.add_path(file);
  return parts.identity().low | 1U;
}

// The fingerprint of the third of several equal findings is made from that of the first: of those the first one's is
// the family, so that the third may become the second. Any other fingerprint, which somebody made by another rule, is a
// family of its own.
Identity family_of(const Finding& f, Occurrences& seen) {
  const Identity base = identity(f);
  const auto made     = to_text(seen.distinct(base));
  return f.fingerprint == std::string_view(made.data(), made.size()) ? base : Parts::hash(f.fingerprint);
}

std::vector<Matcher::Row> rows_of(std::span<const Report> reports) {
  std::vector<Matcher::Row> rows;
  std::size_t total = 0;
  for (const Report& report : reports) total += report.size();
  rows.reserve(total);
  for (std::uint32_t number = 0; number < reports.size(); ++number) {
    Occurrences seen;
    std::size_t index = 0;
    for (const Finding& f : reports[number]) {
      Matcher::Row& row = rows.emplace_back();
      row.at            = {number, index++};
      row.family        = family_of(f, seen);
      row.file          = file_hash(f);
      row.line          = f.location.start_line;
      row.only_exact    = is_new_to_its_tool(f);
    }
  }
  return rows;
}

}  // namespace

Matcher::Matcher(std::span<const Report> before, std::span<const Report> after)
    : reports_{before, after}, rows_{rows_of(before), rows_of(after)} {}

void Matcher::pair(const Entry& before, const Entry& after, DiffReason reason) noexcept {
  Row &old = rows_[kBefore][before.row], &now = rows_[kAfter][after.row];
  old.other = after.row, old.reason = reason;
  now.other = before.row, now.reason = reason;
}

// Both in the order of lines.
void Matcher::pair_group(Entries before, Entries after, DiffReason reason) {
  for (std::size_t i = 0, j = 0; i < before.size() && j < after.size();) {
    if (before[i].line == after[j].line) {
      pair(before[i++], after[j++], reason);
    } else {
      before[i].line < after[j].line ? ++i : ++j;
    }
  }
  std::size_t j = 0;
  for (const Entry& old : before) {
    if (rows_[kBefore][old.row].matched()) continue;
    while (j < after.size() && rows_[kAfter][after[j].row].matched()) ++j;
    if (j == after.size()) return;
    pair(old, after[j], reason);
  }
}

void Matcher::sort_entries() {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.key, a.side, a.line, a.row) < std::tie(b.key, b.side, b.line, b.row);
  });
}

void Matcher::match_families() {
  match(DiffReason::fingerprint, [&](Side side, std::size_t row) -> Key { return rows_[side][row].family; });
  // A report that was put together from parts of others has fingerprints that no order explains.
  match(DiffReason::fingerprint,
        [&](Side side, std::size_t row) -> Key { return Parts::hash(finding(side, row).fingerprint); });
}

// Two findings that both quote their code, and not the same, are two findings, whatever their messages say; unless one
// quotes a part of what the other does.
void Matcher::match_messages() {
  const auto match_those = [&](bool old_quotes, bool new_quotes) {
    match(DiffReason::message, [&](Side side, std::size_t row) -> Key {
      const Finding f   = finding(side, row);
      const bool quotes = !f.location.snippet.empty() && f.kind != Kind::secret;
      if (quotes != (side == kBefore ? old_quotes : new_quotes)) return {};
      return message_key(f, Within::file);
    });
  };
  match_those(false, false);
  match_those(false, true);
  match_those(true, false);
  match_parts();
}

// What one output of a tool quotes as a whole, another one may quote a line of: bandit's JSON and its SARIF.
void Matcher::match_parts() {
  constexpr std::size_t kLooked = 16;  // neighbours that are compared
  entries_.clear();
  for (const Side side : {kBefore, kAfter}) {
    for (std::uint32_t i = 0; i < rows_[side].size(); ++i) {
      const Row& row = rows_[side][i];
      if (row.matched() || row.only_exact || row.line == 0) continue;
      const Finding f = finding(side, i);
      if (f.location.snippet.empty() || f.kind == Kind::secret) continue;
      entries_.push_back({*message_key(f, Within::file), side, row.line, i});
    }
  }
  each_group([&](Entries before, Entries after) {
    std::size_t first = 0;  // that is not far before the line
    for (const Entry& old : before) {
      while (after.size() - first > kLooked && after[first + kLooked / 2].line < old.line) ++first;
      const Entries near = after.subspan(first, std::min(kLooked, after.size() - first));
      const Finding was  = finding(kBefore, old.row);
      const auto fits    = [&](const Entry& now) {
        return !rows_[kAfter][now.row].matched() && quotes_part(was, finding(kAfter, now.row));
      };
      const auto at = std::find_if(near.begin(), near.end(), fits);
      if (at != near.end()) pair(old, *at, DiffReason::message);
    }
  });
}

}  // namespace secmon
