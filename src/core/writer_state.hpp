// SPDX-License-Identifier: MIT
// What a writer remembers from row to row.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/fingerprint.hpp"
#include "core/slots.hpp"
#include "core/store.hpp"
#include "core/text.hpp"
#include "core/writer.hpp"
#include "secmon/parse.hpp"
#include "secmon/report.hpp"

namespace secmon {

struct Writer::State {
  State(Writer& writer, Report& r, const ParseOptions& o) : report(r), options(o), draft(writer) {}

  Report& report;
  ParseOptions options;
  Draft draft;
  bool open            = false;
  bool full            = false;
  bool partial         = false;
  bool muted           = false;  // outside its share of the document
  std::size_t number   = 0;      // of several writers
  std::size_t expected = 0;
  // Of all lists of all findings together. Reports have some dozens of bytes for each item.
  static constexpr std::size_t kItems = 1'000'000;
  std::size_t items = 0, document = 0;
  std::string_view format, tool, tool_version;
  Time generated = kNoTime;
  Error rejection;
  Occurrences occurrences;
  std::vector<Occurrences> more_occurrences;  // of writers that were absorbed, until they are needed
  // Where rows belong that were written from there on, up to the next share's: a part of a list, or behind a list.
  struct Share {
    static constexpr std::size_t kBehind = SIZE_MAX;
    std::size_t list, part, first_row, first_note;
  };
  std::vector<Share> shares{{0, Share::kBehind, 0, 0}};
  std::vector<std::pair<std::string_view, std::string_view>> tools;
  std::unordered_set<std::string> odd_words;  // severities that were not understood, each noted once
  static std::string odd_word(std::string_view word) {
    return "severity \"" + std::string(word) + "\" is not understood; it is unknown here";
  }
  // Texts and what they are without secrets, by their place: most rows repeat some. A title is often the front of its
  // description, so the same address alone does not mean the same text.
  struct Cleaned {
    std::string_view text, clean;
    [[nodiscard]] bool is(std::string_view other) const noexcept {
      return text.data() == other.data() && text.size() == other.size();
    }
  };
  static constexpr unsigned kCleanedBits = 9;
  std::array<Cleaned, std::size_t{1} << kCleanedBits> cleaned{};
  std::array<Cleaned, 2> last_paths{};  // of a finding and of a manifest, and their normal forms
  [[nodiscard]] Cleaned& cleaned_slot(std::string_view text) noexcept {
    return cleaned[slot_of(text.data(), kCleanedBits)];
  }

  // Rules repeat from row to row, so the last answer is remembered.
  std::string_view last_rule;
  bool last_is_id = false;
  bool is_id(std::string_view rule) noexcept {
    if (rule.data() != last_rule.data() || rule.size() != last_rule.size()) {
      last_rule  = rule;
      last_is_id = is_vulnerability_id(rule);
    }
    return last_is_id;
  }

  void take_occurrences() {
    for (const Occurrences& more : more_occurrences) occurrences.add(more);
    more_occurrences.clear();
  }

  Texts& texts() { return report.data().texts; }
};

}  // namespace secmon
