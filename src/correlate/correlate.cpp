// SPDX-License-Identifier: MIT
// Groups: first by fingerprint, then what different tools say about one subject.
#include "secmon/correlate.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <tuple>

#include "core/parts.hpp"
#include "correlate/aliases.hpp"
#include "correlate/candidate.hpp"

namespace secmon {
namespace {

using std::string_view;

struct Row {
  FindingRef at;
  std::uint32_t with;  // the row that it is the same as; itself at first
  SameBy by         = SameBy::itself;
  Severity severity = Severity::unknown;
  bool open         = false;
};

class Correlator {
 public:
  explicit Correlator(std::span<const Report> reports) : reports_(reports) {}

  Correlation operator()() {
    read();
    join_fingerprints();
    join_candidates();
    return grouped();
  }

 private:
  // What is known of a group while it is put together.
  struct Made {
    std::uint32_t founder;
    std::uint64_t ecosystem, version, image;
    string_view path;
    std::vector<std::uint32_t> cwe;  // that all members share
    std::vector<std::uint64_t> tools;
  };

  Finding finding(std::uint32_t row) const { return reports_[rows_[row].at.report][rows_[row].at.index]; }

  void read();
  void join_fingerprints();
  void join_candidates();
  void join_subject(std::span<const Candidate* const> candidates);
  static bool fits(const Made& group, const Candidate& c);
  static void take(Made& group, const Candidate& c);
  void join(std::uint32_t row, const Made& group, const Candidate& c);
  [[nodiscard]] Correlation grouped() const;

  std::span<const Report> reports_;
  std::vector<Row> rows_;
  struct Mark {
    Identity fingerprint;
    std::uint32_t row;
    friend bool operator<(const Mark& a, const Mark& b) {
      return std::tie(a.fingerprint, a.row) < std::tie(b.fingerprint, b.row);
    }
  };
  std::vector<Mark> marks_;
  Aliases aliases_;
};

void Correlator::read() {
  for (std::uint32_t report = 0; report < reports_.size(); ++report) {
    std::size_t index = 0;
    for (const Finding& f : reports_[report]) {
      const auto row = static_cast<std::uint32_t>(rows_.size());
      rows_.push_back({{report, index++}, row, SameBy::itself, f.severity, f.state == State::open});
      if (!f.fingerprint.empty()) marks_.push_back({Parts::hash(f.fingerprint), row});
      aliases_.add(f.ids);
    }
  }
  aliases_.settle();
}

void Correlator::join_fingerprints() {
  std::sort(marks_.begin(), marks_.end());
  for (std::size_t i = 1; i < marks_.size(); ++i) {
    if (marks_[i].fingerprint != marks_[i - 1].fingerprint) continue;
    Row& row = rows_[marks_[i].row];
    row.with = rows_[marks_[i - 1].row].with;
    row.by   = SameBy::fingerprint;
  }
  marks_ = {};
}

// ---- what different tools say --------------------------------------------------------------------------------------

bool ends_with_path(string_view longer, string_view shorter) noexcept {
  return longer.ends_with(shorter) &&
         (longer.size() == shorter.size() || longer[longer.size() - shorter.size() - 1] == '/');
}

bool Correlator::fits(const Made& group, const Candidate& c) {
  constexpr std::size_t kTools = 32;  // more are no tools
  const auto open_or_same      = [](std::uint64_t a, std::uint64_t b) { return a == 0 || b == 0 || a == b; };
  if (!open_or_same(group.ecosystem, c.ecosystem) || !open_or_same(group.version, c.version) ||
      !open_or_same(group.image, c.image)) {
    return false;
  }
  if (!group.path.empty() && !c.path.empty() && !ends_with_path(group.path, c.path) &&
      !ends_with_path(c.path, group.path)) {
    return false;
  }
  const auto shared = [&](std::uint32_t number) {
    return std::find(c.cwe.begin(), c.cwe.end(), number) != c.cwe.end();
  };
  if (c.weakness && std::none_of(group.cwe.begin(), group.cwe.end(), shared)) return false;
  return group.tools.size() < kTools && std::find(group.tools.begin(), group.tools.end(), c.tool) == group.tools.end();
}

// From now on the group says what any of its members says.
void Correlator::take(Made& group, const Candidate& c) {
  for (const auto& [own, other] : {std::pair(&group.ecosystem, c.ecosystem), std::pair(&group.version, c.version),
                                   std::pair(&group.image, c.image)}) {
    if (*own == 0) *own = other;
  }
  if (c.path.size() > group.path.size()) group.path = c.path;
  std::erase_if(group.cwe, [&](std::uint32_t number) {
    return c.weakness && std::find(c.cwe.begin(), c.cwe.end(), number) == c.cwe.end();
  });
  if (std::find(group.tools.begin(), group.tools.end(), c.tool) == group.tools.end()) group.tools.push_back(c.tool);
}

bool share_an_id(const Finding& a, const Finding& b) {
  constexpr std::size_t kLooked = 32;
  const auto other              = b.ids.first(std::min(b.ids.size(), kLooked));
  const auto mine               = a.ids.first(std::min(a.ids.size(), kLooked));
  return std::any_of(mine.begin(), mine.end(), [&](string_view id) {
    return std::any_of(other.begin(), other.end(), [&](string_view known) { return equal_ignoring_case(id, known); });
  });
}

void Correlator::join(std::uint32_t row, const Made& group, const Candidate& c) {
  rows_[row].with     = group.founder;
  const bool by_place = c.weakness || finding(row).kind == Kind::secret;
  rows_[row].by       = by_place                                            ? SameBy::place
                        : share_an_id(finding(row), finding(group.founder)) ? SameBy::id
                                                                            : SameBy::alias;
}

// Candidates of one subject, those that say most first and those that say the same together.
void Correlator::join_subject(std::span<const Candidate* const> candidates) {
  constexpr std::size_t kLooked = 64;
  std::deque<Made> groups;
  const Candidate* last = nullptr;
  std::size_t last_at   = 0;  // the group of the last candidate, counted with those that are gone
  std::size_t gone      = 0;
  for (const Candidate* c : candidates) {
    std::size_t at = gone + groups.size();
    // What one tool says twice in the same words is one where it is about a package; where it is about a line it is two
    // rules of that tool.
    if (last != nullptr && last->exact == c->exact && c->package && last_at >= gone) {
      at = last_at;
    } else {
      for (std::size_t i = 0; i < groups.size(); ++i) {
        if (!fits(groups[i], *c)) continue;
        at = gone + i;
        break;
      }
    }
    if (at == gone + groups.size()) {
      groups.push_back(
          {c->row, c->ecosystem, c->version, c->image, c->path, {c->cwe.begin(), c->cwe.end()}, {c->tool}});
      if (groups.size() > kLooked) groups.pop_front(), ++gone;
    } else {
      join(c->row, groups[at - gone], *c);
      take(groups[at - gone], *c);
    }
    last    = c;
    last_at = at;
  }
}

void Correlator::join_candidates() {
  std::deque<std::string> texts;
  std::vector<Candidate> candidates;
  for (std::uint32_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row].with != row) continue;
    if (auto candidate = candidate_of(finding(row), aliases_, texts)) {
      candidate->row = row;
      candidates.push_back(*candidate);
    }
  }
  std::vector<const Candidate*> order;
  order.reserve(candidates.size());
  for (const Candidate& c : candidates) order.push_back(&c);
  std::sort(order.begin(), order.end(), [](const Candidate* a, const Candidate* b) {
    if (a->subject != b->subject) return a->subject < b->subject;
    if (a->detail() != b->detail()) return a->detail() > b->detail();
    return std::tie(a->exact, a->row) < std::tie(b->exact, b->row);
  });
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    for (end = begin + 1; end < order.size() && order[end]->subject == order[begin]->subject;) ++end;
    if (end - begin > 1) join_subject(std::span(order).subspan(begin, end - begin));
  }
}

// ---- the result ----------------------------------------------------------------------------------------------------

Correlation Correlator::grouped() const {
  Correlation out;
  // A row is the same as one of its fingerprint, and that as the founder of a group.
  const auto founder = [&](std::size_t row) { return rows_[rows_[row].with].with; };
  std::vector<std::uint32_t> number(rows_.size());  // of the group, by its founder; from 1
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    std::uint32_t& group = number[founder(row)];
    if (group == 0) {
      out.groups.emplace_back();
      group = static_cast<std::uint32_t>(out.groups.size());
    }
    ++out.groups[group - 1].count;
  }
  std::size_t first = 0;
  for (Group& group : out.groups) group.first = first, first += group.count, group.count = 0;
  out.members.resize(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    Group& group   = out.groups[number[founder(i)] - 1];
    Member& member = out.members[group.first + group.count++];
    member         = {row.at, row.by, {}};
    if (row.by != SameBy::itself) member.with = rows_[row.with].at;
    // What is closed does not make a group worse while it is open.
    if (row.open && !group.open) {
      group.open     = true;
      group.severity = row.severity;
    } else if (row.open == group.open) {
      group.severity = std::max(group.severity, row.severity);
    }
  }
  return out;
}

}  // namespace

Correlation correlate(std::span<const Report> reports) { return Correlator(reports)(); }

std::vector<string_view> ids_of(std::span<const Report> reports, const Correlation& correlation, const Group& group) {
  std::vector<std::pair<Identity, std::uint32_t>> seen;
  std::vector<string_view> all;
  for (const Member& member : correlation.members_of(group)) {
    for (const string_view id : reports[member.finding.report][member.finding.index].ids) {
      Parts parts;
      parts.add_lower(id);
      seen.emplace_back(parts.identity(), static_cast<std::uint32_t>(all.size()));
      all.push_back(id);
    }
  }
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.first == b.first; }),
             seen.end());
  std::sort(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::vector<string_view> ids;
  ids.reserve(seen.size());
  for (const auto& [identity, index] : seen) ids.push_back(all[index]);
  return ids;
}

}  // namespace secmon
