// SPDX-License-Identifier: MIT
// Two lists of findings, and what has been found to be the same in them so far.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/fingerprint.hpp"
#include "diff/keys.hpp"
#include "secmon/diff.hpp"

namespace secmon {

enum Side : std::uint8_t { kBefore = 0, kAfter = 1 };

/// Visits the runs of `items` that `same` takes for one, in order.
template <class T, class Same, class Visit>
void each_run(std::span<T> items, Same same, Visit visit) {
  for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    for (end = begin + 1; end < items.size() && same(items[begin], items[end]);) ++end;
    visit(items.subspan(begin, end - begin));
  }
}

class Matcher {
 public:
  static constexpr std::uint32_t kAlone = ~std::uint32_t{0};

  struct Row {
    FindingRef at;
    Identity family;          // what all findings of a report have in common that only their order tells apart
    std::uint64_t file  = 0;  // hash of the file's name, 0 if it has none
    std::uint32_t line  = 0;
    std::uint32_t other = kAlone;  // its partner among the rows of the other side
    DiffReason reason   = DiffReason::nothing;
    bool only_exact     = false;  // the tool says that it is new: only what is certain may contradict it
    [[nodiscard]] bool matched() const noexcept { return other != kAlone; }
  };

  Matcher(std::span<const Report> before, std::span<const Report> after);

  [[nodiscard]] std::span<const Row> rows(Side side) const noexcept { return rows_[side]; }
  [[nodiscard]] Finding finding(Side side, std::size_t row) const noexcept {
    const FindingRef at = rows_[side][row].at;
    return reports_[side][at.report][at.index];
  }

  /// Pairs what is alone on both sides and has equal keys; `key(side, row)` gives a Key. Of several with one key, those
  /// that are on the same line, and then the others in the order of their lines.
  template <class KeyOf>
  void match(DiffReason reason, KeyOf key) {
    entries_.clear();
    for (const Side side : {kBefore, kAfter}) {
      for (std::uint32_t i = 0; i < rows_[side].size(); ++i) {
        const Row& row = rows_[side][i];
        if (row.matched() || (row.only_exact && reason > DiffReason::fingerprint)) continue;
        if (const Key made = key(side, i)) entries_.push_back({*made, side, row.line, i});
      }
    }
    each_group([&](Entries before, Entries after) { pair_group(before, after, reason); });
  }

  /// The same for keys that are only believed where neither side has them twice.
  template <class KeyOf>
  void match_unique(DiffReason reason, KeyOf key) {
    entries_.clear();
    for (const Side side : {kBefore, kAfter}) {
      for (std::uint32_t i = 0; i < rows_[side].size(); ++i) {
        if (const Key made = key(side, i)) entries_.push_back({*made, side, rows_[side][i].line, i});
      }
    }
    each_group([&](Entries before, Entries after) {
      if (before.size() != 1 || after.size() != 1) return;
      if (rows_[kBefore][before[0].row].matched() || rows_[kAfter][after[0].row].matched()) return;
      pair(before[0], after[0], reason);
    });
  }

  void match_families();       ///< by the fingerprint, without the number that tells equal findings apart
  void match_messages();       ///< where at least one of the two quotes no code, or only a part of the other's
  void match_renamed_files();  ///< whole files, then single findings

 private:
  struct Entry {
    Identity key;
    Side side;
    std::uint32_t line, row;
  };
  using Entries = std::span<const Entry>;

  void match_parts();
  void sort_entries();
  /// Visits the entries of each key, those of each side in the order of lines.
  template <class Visit>
  void each_group(Visit visit) {
    sort_entries();
    const auto same = [](const Entry& a, const Entry& b) { return a.key == b.key; };
    each_run(Entries(entries_), same, [&](Entries group) {
      const auto middle =
          std::partition_point(group.begin(), group.end(), [](const Entry& entry) { return entry.side == kBefore; });
      const auto before = static_cast<std::size_t>(middle - group.begin());
      visit(group.first(before), group.subspan(before));
    });
  }
  void pair_group(Entries before, Entries after, DiffReason reason);
  void pair(const Entry& before, const Entry& after, DiffReason reason) noexcept;

  std::span<const Report> reports_[2];
  std::vector<Row> rows_[2];
  std::vector<Entry> entries_;  // of one match(), kept for its memory
};

}  // namespace secmon
