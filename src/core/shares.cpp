// SPDX-License-Identifier: MIT
// One document that several writers read at once, each a share of its large lists: the report that one had written.
#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/writer_state.hpp"

namespace secmon {

namespace {

// A run of rows and notes, in the order of the document.
struct Piece {
  std::size_t writer;
  std::size_t first_row, rows_end, first_note, notes_end;
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

using Fingerprint = std::array<char, 34>;
std::string text_of(const Fingerprint& text) { return {text.data(), text.size()}; }

// Findings that are equal, but were read by different writers, are told apart as if one writer had read them.
void tell_apart(std::span<const Piece> pieces, std::span<const Occurrences* const> occurrences,
                std::span<Report* const> reports) {
  const Identities several = in_several(occurrences);
  if (several.empty()) return;
  std::vector<std::unordered_map<std::string, Identity>> given(reports.size());  // by the fingerprint they have
  for (const Identity same : several) {
    for (std::size_t w = 0; w < reports.size(); ++w) {
      const std::uint32_t count = occurrences[w]->count(same);
      for (std::uint32_t ordinal = 1; ordinal <= count; ++ordinal) {
        given[w].emplace(text_of(to_text(ordinal == 1 ? same : distinguished(same, ordinal))), same);
      }
    }
  }
  std::unordered_map<Identity, std::uint32_t, HashIdentity> counts;
  for (const Piece& piece : pieces) {
    if (piece.first_row == piece.rows_end) continue;
    Report::Data& data = reports[piece.writer]->data();
    Columns& columns   = *data.rows.runs().front().columns;
    for (std::size_t row = piece.first_row; row < piece.rows_end; ++row) {
      const auto found = given[piece.writer].find(std::string(columns.fingerprint(row)));
      if (found == given[piece.writer].end()) continue;
      const std::uint32_t ordinal = ++counts[found->second];
      const Fingerprint made      = to_text(ordinal == 1 ? found->second : distinguished(found->second, ordinal));
      const std::string_view text(made.data(), made.size());
      if (text == columns.fingerprint(row)) continue;
      columns.set_fingerprint(row, data.texts.handle(data.texts.keep_new(text)));
    }
  }
}

}  // namespace

void Writer::take_part(std::size_t number) noexcept {
  state_->number = number;
  state_->muted  = number != 0;
}

void Writer::begin_share() {
  finish();
  State& s = *state_;
  s.muted  = false;
  s.shares.push_back({s.report.size(), s.report.notes().size(), s.report.size(), s.report.notes().size()});
}

void Writer::end_share() {
  finish();
  State& s                  = *state_;
  s.muted                   = s.number != 0;
  s.shares.back().rows_end  = s.report.size();
  s.shares.back().notes_end = s.report.notes().size();
}

bool Writer::absorb(std::span<Writer* const> writers) {
  State& s         = *state_;
  State& leader    = *writers.front()->state_;
  std::size_t rows = 0;
  for (Writer* writer : writers) {
    writer->finish();
    const State& w = *writer->state_;
    rows += w.report.size();
    if (w.full || w.rejection.code != Errc::ok || w.shares.size() != leader.shares.size()) return false;
  }
  if (rows > s.options.limits.findings || !s.report.empty()) return false;

  std::vector<Piece> pieces;
  Piece own{0, 0, 0, 0, 0};  // of the leader: its shares, and what is in no share
  for (std::size_t share = 0; share < leader.shares.size(); ++share) {
    own.rows_end  = leader.shares[share].rows_end;
    own.notes_end = leader.shares[share].notes_end;
    pieces.push_back(own);
    own.first_row  = own.rows_end;
    own.first_note = own.notes_end;
    for (std::size_t w = 1; w < writers.size(); ++w) {
      const State::Share& other = writers[w]->state_->shares[share];
      pieces.push_back({w, other.first_row, other.rows_end, other.first_note, other.notes_end});
    }
  }
  own.rows_end  = leader.report.size();
  own.notes_end = leader.report.notes().size();
  pieces.push_back(own);

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
