// SPDX-License-Identifier: MIT
// One document that several writers read at once, each a share of its large lists: the report that one had written.
#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/writer_state.hpp"

namespace secmon {

namespace {

// A run of rows and notes, and where in the document it belongs.
struct Piece {
  std::size_t list, part, writer;
  std::size_t first_row, rows_end, first_note, notes_end;

  friend bool operator<(const Piece& a, const Piece& b) noexcept {
    return std::tie(a.list, a.part) < std::tie(b.list, b.part);
  }
};

struct HashIdentity {
  std::size_t operator()(Identity i) const noexcept { return static_cast<std::size_t>(i.low); }
};
using Identities = std::unordered_set<Identity, HashIdentity>;

// The identities of findings that more than one writer has, without those that were made from one of them.
Identities in_several(std::span<const Occurrences* const> writers) {
  Identities several;
  for (std::size_t i = 1; i < writers.size(); ++i) {
    writers[i]->each([&](Identity known) {
      const auto has = [&](const Occurrences* other) { return other->count(known) != 0; };
      if (std::any_of(writers.begin(), writers.begin() + static_cast<std::ptrdiff_t>(i), has)) several.insert(known);
    });
  }
  Identities made;
  for (const Identity same : several) {
    for (const Occurrences* writer : writers) {
      const std::uint32_t count = writer->count(same);
      for (std::uint32_t ordinal = 2; ordinal <= count; ++ordinal) made.insert(distinguished(same, ordinal));
    }
  }
  for (const Identity one : made) several.erase(one);
  return several;
}

// Where a row stands among those of all writers.
struct Standing {
  std::size_t piece, row;
  friend bool operator<(const Standing& a, const Standing& b) noexcept {
    return std::tie(a.piece, a.row) < std::tie(b.piece, b.row);
  }
};

// Findings that are equal, but were read by different writers, are told apart as if one writer had read them.
void tell_apart(std::span<const Piece> pieces, std::span<const Occurrences* const> occurrences,
                std::span<Report* const> reports) {
  const Identities several = in_several(occurrences);
  if (several.empty()) return;
  // The pieces of each writer by their last rows.
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>> ends(reports.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].first_row != pieces[i].rows_end) ends[pieces[i].writer].emplace_back(pieces[i].rows_end, i);
  }
  for (auto& of_writer : ends) std::sort(of_writer.begin(), of_writer.end());
  std::vector<Standing> rows;
  for (const Identity same : several) {
    rows.clear();
    for (std::size_t w = 0; w < reports.size(); ++w) {
      const std::uint32_t count = occurrences[w]->count(same);
      for (std::uint32_t ordinal = 1; ordinal <= count; ++ordinal) {
        const std::size_t row = occurrences[w]->row(ordinal == 1 ? same : distinguished(same, ordinal));
        const auto piece      = std::upper_bound(ends[w].begin(), ends[w].end(), std::pair{row, SIZE_MAX});
        rows.push_back({piece->second, row});
      }
    }
    std::sort(rows.begin(), rows.end());
    std::uint32_t ordinal = 0;
    for (const Standing& at : rows) {
      ++ordinal;
      Report::Data& data = reports[pieces[at.piece].writer]->data();
      Columns& columns   = *data.rows.runs().front().columns;
      const auto made    = to_text(ordinal == 1 ? same : distinguished(same, ordinal));
      const std::string_view text(made.data(), made.size());
      if (text == columns.fingerprint(at.row)) continue;
      columns.set_fingerprint(at.row, data.texts.handle(data.texts.keep_new(text)));
    }
  }
}

}  // namespace

void Writer::take_part(std::size_t number) noexcept {
  state_->number = number;
  state_->muted  = number != 0;
}

void Writer::begin_share(std::size_t list, std::size_t part) {
  finish();
  State& s = *state_;
  s.muted  = false;
  s.shares.push_back({list, part, s.report.size(), s.report.notes().size()});
}

void Writer::end_share(std::size_t list) {
  finish();
  State& s = *state_;
  s.muted  = s.number != 0;
  s.shares.push_back({list, State::Share::kBehind, s.report.size(), s.report.notes().size()});
}

bool Writer::absorb(std::span<Writer* const> writers) {
  State& s         = *state_;
  State& leader    = *writers.front()->state_;
  std::size_t rows = 0;
  for (Writer* writer : writers) {
    writer->finish();
    const State& w = *writer->state_;
    rows += w.report.size();
    if (w.full || w.rejection.code != Errc::ok || w.shares.back().list != leader.shares.back().list) return false;
  }
  if (rows > std::min<std::uint64_t>(s.options.limits.findings, UINT32_MAX) || !s.report.empty()) return false;

  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < writers.size(); ++i) {
    const State& w       = *writers[i]->state_;
    std::size_t rows_end = w.report.size(), notes_end = w.report.notes().size();
    for (auto share = w.shares.rbegin(); share != w.shares.rend(); ++share) {
      pieces.push_back({share->list, share->part, i, share->first_row, rows_end, share->first_note, notes_end});
      rows_end  = share->first_row;
      notes_end = share->first_note;
    }
  }
  std::sort(pieces.begin(), pieces.end());

  std::vector<const Occurrences*> occurrences;
  std::vector<Report*> reports;
  for (Writer* writer : writers) {
    occurrences.push_back(&writer->state_->occurrences);
    reports.push_back(&writer->state_->report);
  }
  tell_apart(pieces, occurrences, reports);

  Report::Data& data = s.report.data();
  std::unordered_set<std::string> odd;  // words are noted once
  for (const Piece& piece : pieces) {
    const Report& report = *reports[piece.writer];
    if (piece.first_row != piece.rows_end) {
      data.rows.append(report.data().rows.runs().front().columns, piece.first_row, piece.rows_end - piece.first_row);
    }
    for (const Note& note : report.notes().subspan(piece.first_note, piece.notes_end - piece.first_note)) {
      if (note.message.starts_with("severity \"") && !odd.emplace(note.message).second) continue;
      s.report.add_note(note.code, note.incomplete, note.message, note.offset);
    }
  }
  const Report::Data& first = leader.report.data();
  data.format               = first.format;
  data.tool                 = first.tool;
  data.tool_version         = first.tool_version;
  data.generated            = std::max(data.generated, first.generated);
  s.tool                    = leader.tool;
  s.tool_version            = leader.tool_version;
  s.tools                   = leader.tools;
  s.generated               = leader.generated;
  s.expected += leader.expected;
  for (Writer* writer : writers) {
    s.odd_words.merge(writer->state_->odd_words);
    s.more_occurrences.push_back(std::move(writer->state_->occurrences));
    data.others.push_back(writer->state_->report.share());
  }
  return true;
}

}  // namespace secmon
