// SPDX-License-Identifier: MIT
// Files that are gone and files that are new, and which of them are one.
#include <algorithm>
#include <tuple>

#include "core/parts.hpp"
#include "diff/matcher.hpp"

namespace secmon {
namespace {

using Hashes = std::vector<std::uint64_t>;

void sort_once(auto& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

Hashes files_of(std::span<const Matcher::Row> rows) {
  Hashes files;
  for (const Matcher::Row& row : rows) {
    if (row.file != 0) files.push_back(row.file);
  }
  sort_once(files);
  return files;
}

bool has(const Hashes& sorted, std::uint64_t hash) { return std::binary_search(sorted.begin(), sorted.end(), hash); }

// A finding of a file that only one side has.
struct Loose {
  std::uint64_t file;
  Identity key;
  std::uint32_t row;
};
struct File {
  std::uint64_t hash;
  std::uint64_t base_name;
  std::span<const Loose> findings;  // by key
};

struct Candidate {
  std::uint32_t before, after;  // indexes of files
  std::uint32_t votes;
  friend bool operator<(const Candidate& a, const Candidate& b) {
    return std::tie(a.before, a.after) < std::tie(b.before, b.after);
  }
};

// What stands in many files says little about which of them was renamed to which; and looking at each pair of files for
// it would take the square of their number.
constexpr std::size_t kFewFiles = 8;

std::vector<File> grouped(std::vector<Loose>& loose, const auto& base_name) {
  std::sort(loose.begin(), loose.end(), [](const Loose& a, const Loose& b) {
    return std::tie(a.file, a.key, a.row) < std::tie(b.file, b.key, b.row);
  });
  std::vector<File> files;
  each_run(
      std::span<const Loose>(loose), [](const Loose& a, const Loose& b) { return a.file == b.file; },
      [&](std::span<const Loose> run) {
        files.push_back({run.front().file, base_name(run.front().row), run});
      });
  return files;
}

struct Mark {
  Identity key;
  Side side;
  std::uint32_t file;
  friend bool operator==(const Mark&, const Mark&) = default;
  friend bool operator<(const Mark& a, const Mark& b) {
    return std::tie(a.key, a.side, a.file) < std::tie(b.key, b.side, b.file);
  }
};

// Files that share a key that few files have, or a name that no other has.
std::vector<Candidate> candidates(const std::vector<File>& before, const std::vector<File>& after) {
  std::vector<Mark> marks;
  const auto mark = [&](Side side, const std::vector<File>& files) {
    for (std::uint32_t i = 0; i < files.size(); ++i) {
      marks.push_back({{files[i].base_name, 0}, side, i});
      for (const Loose& finding : files[i].findings) marks.push_back({finding.key, side, i});
    }
  };
  mark(kBefore, before);
  mark(kAfter, after);
  sort_once(marks);
  std::vector<Candidate> found;
  each_run(
      std::span<const Mark>(marks), [](const Mark& a, const Mark& b) { return a.key == b.key; },
      [&](std::span<const Mark> run) {
        const auto middle =
            std::partition_point(run.begin(), run.end(), [](const Mark& m) { return m.side == kBefore; });
        const auto old = static_cast<std::size_t>(middle - run.begin());
        if (old > kFewFiles || run.size() - old > kFewFiles) return;
        for (const Mark& a : run.first(old)) {
          for (const Mark& b : run.subspan(old)) found.push_back({a.file, b.file, 1});
        }
      });
  std::sort(found.begin(), found.end());
  std::size_t kept = 0;
  for (const Candidate& c : found) {
    if (kept > 0 && found[kept - 1].before == c.before && found[kept - 1].after == c.after) {
      ++found[kept - 1].votes;
    } else {
      found[kept++] = c;
    }
  }
  found.resize(kept);
  return found;
}

std::uint32_t shared(const File& a, const File& b) {
  std::uint32_t count = 0;
  for (std::size_t i = 0, j = 0; i < a.findings.size() && j < b.findings.size();) {
    const Identity &x = a.findings[i].key, &y = b.findings[j].key;
    if (x == y) {
      ++count, ++i, ++j;
    } else {
      x < y ? ++i : ++j;
    }
  }
  return count;
}

// One file for one file, those that share most first. A file is compared with its few best candidates only.
std::vector<std::pair<std::uint64_t, std::uint64_t>> renames(const std::vector<File>& before,
                                                             const std::vector<File>& after) {
  std::vector<Candidate> found = candidates(before, after);
  std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(b.votes, a.before, a.after) < std::tuple(a.votes, b.before, b.after);
  });
  std::vector<std::uint8_t> looked[2] = {std::vector<std::uint8_t>(before.size()),
                                         std::vector<std::uint8_t>(after.size())};
  std::vector<Candidate> sure;
  for (const Candidate& c : found) {
    if (looked[kBefore][c.before] == kFewFiles || looked[kAfter][c.after] == kFewFiles) continue;
    ++looked[kBefore][c.before], ++looked[kAfter][c.after];
    const std::uint32_t both = shared(before[c.before], after[c.after]);
    const std::size_t larger = std::max(before[c.before].findings.size(), after[c.after].findings.size());
    if (std::size_t{both} * 2 > larger) sure.push_back({c.before, c.after, both});
  }
  std::sort(sure.begin(), sure.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(b.votes, a.before, a.after) < std::tuple(a.votes, b.before, b.after);
  });
  std::vector<std::pair<std::uint64_t, std::uint64_t>> made;
  std::vector<bool> taken[2] = {std::vector<bool>(before.size()), std::vector<bool>(after.size())};
  for (const Candidate& c : sure) {
    if (taken[kBefore][c.before] || taken[kAfter][c.after]) continue;
    taken[kBefore][c.before] = taken[kAfter][c.after] = true;
    made.emplace_back(before[c.before].hash, after[c.after].hash);
  }
  return made;
}

Key loose_key(const Finding& f) {
  if (const Key snippet = snippet_key(f, Within::any_file)) return snippet;
  return message_key(f, Within::any_file);
}

std::uint64_t base_name_hash(const Finding& f) {
  std::string_view name = file_of(f);
  name.remove_prefix(name.find_last_of("/\\") + 1);  // npos + 1 is 0
  return Parts::hash(name).high;
}

}  // namespace

void Matcher::match_renamed_files() {
  const Hashes files[2] = {files_of(rows_[kBefore]), files_of(rows_[kAfter])};
  const auto only_here  = [&](Side side, const Row& row) {
    return row.file != 0 && !has(files[side == kBefore ? kAfter : kBefore], row.file);
  };
  std::vector<Loose> loose[2];
  for (const Side side : {kBefore, kAfter}) {
    for (std::uint32_t i = 0; i < rows_[side].size(); ++i) {
      const Row& row = rows_[side][i];
      if (row.matched() || row.only_exact || !only_here(side, row)) continue;
      loose[side].push_back({row.file, *loose_key(finding(side, i)), i});
    }
  }
  if (loose[kBefore].empty() || loose[kAfter].empty()) return;
  const auto names = [&](Side side) {
    return [this, side](std::uint32_t row) { return base_name_hash(finding(side, row)); };
  };
  auto renamed = renames(grouped(loose[kBefore], names(kBefore)), grouped(loose[kAfter], names(kAfter)));

  // A finding of a renamed file is looked for under the name that the file had before.
  Hashes old_names;
  for (const auto& [before, after] : renamed) old_names.push_back(before);
  std::sort(old_names.begin(), old_names.end());
  std::sort(renamed.begin(), renamed.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto old_name = [&](Side side, std::uint64_t file) -> std::uint64_t {
    if (side == kBefore) return has(old_names, file) ? file : 0;
    const auto at = std::lower_bound(renamed.begin(), renamed.end(), file,
                                     [](const auto& pair, std::uint64_t wanted) { return pair.second < wanted; });
    return at != renamed.end() && at->second == file ? at->first : 0;
  };
  match(DiffReason::renamed_file, [&](Side side, std::size_t i) -> Key {
    const std::uint64_t file = old_name(side, rows_[side][i].file);
    if (file == 0) return {};
    Identity key = *loose_key(finding(side, i));
    key.high ^= file;
    return key;
  });
  match(DiffReason::moved_snippet, [&](Side side, std::size_t i) -> Key {
    return only_here(side, rows_[side][i]) ? telling_snippet_key(finding(side, i)) : Key();
  });
}

}  // namespace secmon
