// SPDX-License-Identifier: MIT
// Places, near misses, and notes as compilers write them.
#include "config/notes.hpp"

#include <algorithm>
#include <utility>

#include "core/ascii.hpp"
#include "core/redact.hpp"
#include "core/text.hpp"

namespace secmon {

using std::string_view;

string_view name(ConfigCode code) noexcept {
  switch (code) {
    case ConfigCode::unreadable: return "unreadable";
    case ConfigCode::malformed: return "malformed";
    case ConfigCode::too_large: return "too_large";
    case ConfigCode::not_a_map: return "not_a_map";
    case ConfigCode::several_documents: return "several_documents";
    case ConfigCode::unknown_key: return "unknown_key";
    case ConfigCode::wrong_type: return "wrong_type";
    case ConfigCode::bad_value: return "bad_value";
    case ConfigCode::unset_variable: return "unset_variable";
    case ConfigCode::unknown_anchor: return "unknown_anchor";
    case ConfigCode::missing_key: return "missing_key";
    case ConfigCode::other_schema: return "other_schema";
    case ConfigCode::misplaced_secret: return "misplaced_secret";
    case ConfigCode::duplicate_key: return "duplicate_key";
    case ConfigCode::unquoted_star: return "unquoted_star";
    case ConfigCode::secret_in_file: return "secret_in_file";
    case ConfigCode::empty: return "empty";
    case ConfigCode::deprecated_key: return "deprecated_key";
    case ConfigCode::no_effect: return "no_effect";
    case ConfigCode::not_suppressing: return "not_suppressing";
    case ConfigCode::unused: return "unused";
    case ConfigCode::short_form: return "short_form";
  }
  return "unknown";
}

string_view name(SettingFrom from) noexcept {
  switch (from) {
    case SettingFrom::built_in: return "default";
    case SettingFrom::file: return "file";
    case SettingFrom::environment: return "environment";
  }
  return "unknown";
}

std::string to_string(const ConfigNote& note) {
  std::string text = note.file;
  const auto part  = [&](std::uint32_t number) {
    if (!text.empty()) text += ':';
    text += std::to_string(number);
  };
  if (note.line != 0) part(note.line);
  if (note.column != 0) part(note.column);
  if (!text.empty()) text += ": ";
  return text + (note.is_error() ? "error: " : "warning: ") + note.message;
}

namespace config {

Notes::Notes(string_view file, string_view bytes) : file_(file), bytes_(bytes) {
  lines_.push_back(0);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\n') lines_.push_back(i + 1);
  }
}

std::uint32_t Notes::line_of(std::size_t offset) const noexcept {
  if (offset == kNowhere) return 0;
  const auto behind = std::upper_bound(lines_.begin(), lines_.end(), offset);
  return static_cast<std::uint32_t>(behind - lines_.begin());
}

std::uint32_t Notes::column_of(std::size_t offset) const noexcept {
  if (offset == kNowhere) return 0;
  const string_view before = bytes_.substr(0, offset).substr(lines_[line_of(offset) - 1]);
  return 1 + static_cast<std::uint32_t>(std::count_if(before.begin(), before.end(), [](char c) {
           return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
         }));
}

void Notes::add(std::size_t offset, Saying saying) {
  if (!room()) {
    ++(secmon::is_error(saying.code) ? errors_left_out_ : warnings_left_out_);
    return;
  }
  if (!saying.near_miss.empty()) saying.message += " (did you mean " + saying.near_miss + "?)";
  notes_.push_back({.code       = saying.code,
                    .file       = file_,
                    .line       = line_of(offset),
                    .column     = column_of(offset),
                    .key        = shown(saying.key),
                    .expected   = std::move(saying.expected),
                    .actual     = std::move(saying.actual),
                    .near_miss  = std::move(saying.near_miss),
                    .other_line = line_of(saying.other),
                    .message    = std::move(saying.message)});
}

std::vector<ConfigNote> Notes::take() {
  std::stable_sort(notes_.begin(), notes_.end(), [](const ConfigNote& a, const ConfigNote& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  if (errors_left_out_ + warnings_left_out_ != 0) {
    notes_.push_back({.code    = errors_left_out_ != 0 ? ConfigCode::malformed : ConfigCode::no_effect,
                      .file    = file_,
                      .message = "and " + std::to_string(errors_left_out_) + " more errors and " +
                                 std::to_string(warnings_left_out_) + " more warnings"});
  }
  return std::move(notes_);
}

std::string shown(string_view text) {
  std::string made = redact(clip(text, Notes::kMaxShown));
  if (made.size() < text.size() && text.size() > Notes::kMaxShown) made += "…";
  std::replace_if(
      made.begin(), made.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return made;
}

namespace {

char folded(char c) noexcept { return c == '-' || c == ' ' ? '_' : to_lower(c); }

// Insertions, deletions, replacements and swaps of neighbours, with '-' for '_' and case for free.
std::size_t distance(string_view a, string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      now[j]          = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]))
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::string near_miss(string_view given, std::span<const string_view> known) {
  constexpr std::size_t kLongest = 64;
  if (given.empty() || given.size() > kLongest) return {};
  string_view best;
  std::size_t least = std::max<std::size_t>(1, given.size() / 3) + 1;
  for (const string_view word : known) {
    const std::size_t edits = distance(given, word);
    if (edits < least) least = edits, best = word;
  }
  return std::string(best);
}

}  // namespace config
}  // namespace secmon
