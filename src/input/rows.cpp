// SPDX-License-Identifier: MIT
// The cursor for tables: one row at a time is taken apart into views; a field is unquoted when it is asked for.
#include "input/rows.hpp"

#include <algorithm>
#include <array>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "core/slots.hpp"
#include "core/text.hpp"
#include "input/bytes.hpp"
#include "input/numbers.hpp"
#include "input/rows_source.hpp"

namespace secmon {
namespace {

constexpr std::size_t kNowhere         = std::string_view::npos;
constexpr std::string_view kDelimiters = ",;\t|";

bool is_line_end(char c) noexcept { return c == '\n' || c == '\r'; }

/// Where the field ends that goes on at `at` outside quotes; looked for 16 bytes at a time.
std::size_t end_of_field(std::string_view text, std::size_t at, char delimiter) noexcept {
#if defined(__SSE2__)
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i lines =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
    const __m128i ends = _mm_or_si128(lines, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(delimiter)));
    const auto found   = static_cast<unsigned>(_mm_movemask_epi8(ends));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
  }
#endif
  while (at < text.size() && text[at] != delimiter && !is_line_end(text[at])) ++at;
  return at;
}

/// The line at the front, quotes counted, so that a heading may have a line break.
std::string_view header_line(std::string_view text) noexcept {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && is_line_end(text[i])) return text.substr(0, i);
  }
  return text;
}

/// The delimiter that stands most often outside quotes; of equal ones the more usual.
char delimiter_of(std::string_view line) noexcept {
  std::array<std::size_t, kDelimiters.size()> counts{};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    const std::size_t which = quoted ? kNowhere : kDelimiters.find(c);
    if (which != kNowhere) ++counts[which];
  }
  return kDelimiters[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

/// The text of a field that begins with a quote. What stands behind the closing quote belongs to it, as it does for
/// the readers that everybody has tried the tool's output with.
void unquote(std::string_view field, std::string& text) {
  text.clear();
  field.remove_prefix(1);
  for (;;) {
    const std::size_t quote = field.find('"');
    text.append(field.substr(0, quote));
    if (quote == kNowhere) return;
    field.remove_prefix(quote + 1);
    if (!field.starts_with('"')) break;
    text += '"';
    field.remove_prefix(1);
  }
  text.append(field);
}

}  // namespace

RowSource::RowSource(std::string_view text, Writer& out, const Limits& /*limits*/, bool line_end)
    : text_(text), out_(out), line_end_(line_end) {}

Rows RowSource::rows() noexcept {
  Rows made;
  made.source_ = this;
  return made;
}

// ---- the header ---------------------------------------------------------------------------------------------------

bool RowSource::open() {
  choose_delimiter();
  while (take_row() && is_blank_row()) {
  }
  first_ = at_;
  if (fields_.empty() || is_blank_row()) {
    out_.reject(Errc::malformed, "the table has no header");
    return false;
  }
  if (open_quote_) {
    out_.reject(Errc::truncated, "the header of the table ends inside quotes", row_);
    return false;
  }
  if (count_ > kMaxColumns) {
    out_.reject(Errc::malformed, "the header has more columns than any report", row_);
    return false;
  }
  name_columns();
  return true;
}

void RowSource::choose_delimiter() {
  at_                         = std::min(text_.find_first_not_of("\r\n"), text_.size());
  const std::string_view line = header_line(text_.substr(at_));
  delimiter_                  = delimiter_of(line);
  if (line.size() == 5 && equal_ignoring_case(line.substr(0, 4), "sep=") && kDelimiters.find(line[4]) != kNowhere) {
    delimiter_ = line[4];
    at_ += line.size();
  }
}

void RowSource::name_columns() {
  std::string doubles;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const std::string_view heading = give(i);
    const auto number              = static_cast<std::uint32_t>(i);
    header_.push_back(heading);
    if (!exact_.emplace(heading, number).second && !heading.empty()) {
      doubles.append(doubles.empty() ? "" : ", ").append(heading);
    }
    folded_.emplace(lower(heading), number);
  }
  if (!doubles.empty()) {
    out_.remark(Errc::malformed,
                "several columns have one heading, of which the first is read: " + std::string(clip(doubles, 200)),
                row_);
  }
}

std::uint32_t RowSource::column(std::string_view heading) {
  // Literals of one format stand close together: their lengths tell those apart that would have the same slot.
  Asked& asked = asked_[(slot_of(heading.data(), kAskedBits) + heading.size()) % asked_.size()];
  const bool same =
      asked.heading.size() == heading.size() && same_bytes(asked.heading.data(), heading.data(), heading.size());
  if (!same || heading.empty()) {
    asked.column  = look_up(heading);
    asked.heading = out_.keep(heading);
  }
  return asked.column;
}

/// Found once for each spelling that a format asks for, also if there is no such column.
std::uint32_t RowSource::look_up(std::string_view heading) {
  if (const auto found = exact_.find(heading); found != exact_.end()) return found->second;
  const auto found           = folded_.find(lower(heading));
  const std::uint32_t number = found == folded_.end() ? kNoColumn : found->second;
  exact_.emplace(out_.keep(heading), number);
  return number;
}

// ---- rows ---------------------------------------------------------------------------------------------------------

/// Takes the row at `at_` apart. False at the end of the text.
bool RowSource::take_row() {
  fields_.clear();
  count_      = 0;
  open_quote_ = false;
  row_        = at_;
  if (at_ == text_.size()) return false;
  for (;;) {
    take_field();
    if (at_ == text_.size() || text_[at_] != delimiter_) break;
    ++at_;
  }
  end_row();
  return true;
}

void RowSource::take_field() {
  const std::size_t begin = at_;
  // Some tools write a space behind the delimiter, also before a quote.
  std::size_t quote = begin;
  while (quote < text_.size() && text_[quote] == ' ') ++quote;
  if (quote < text_.size() && text_[quote] == '"') skip_quoted(quote);
  at_ = end_of_field(text_, at_, delimiter_);
  // More are only counted, so that a line of nothing but delimiters takes no memory.
  if (++count_ <= kMaxColumns) fields_.push_back(text_.substr(begin, at_ - begin));
}

void RowSource::skip_quoted(std::size_t quote) {
  for (at_ = quote + 1;; at_ += 2) {
    at_ = text_.find('"', at_);
    if (at_ == kNowhere) {
      at_         = text_.size();
      open_quote_ = true;
      return;
    }
    if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') {
      ++at_;
      return;
    }
  }
}

void RowSource::end_row() {
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
}

/// Spreadsheets write rows of nothing but delimiters.
bool RowSource::is_blank_row() const noexcept {
  return std::all_of(fields_.begin(), fields_.end(), [](std::string_view field) { return trim(field).empty(); });
}

void RowSource::rewind() noexcept {
  at_    = first_;
  short_ = long_ = 0;
  if (!valid_) valid_ = is_valid_utf8(text_);
}

/// Goes to the next row that is to be read. Notes are written in the first loop only.
bool RowSource::next() {
  while (!out_.full() && take_row()) {
    if (is_blank_row()) continue;
    judge_row();
    return true;
  }
  fields_.clear();
  if (at_ == text_.size()) note_odd_rows();
  return false;
}

void RowSource::judge_row() {
  const std::size_t columns = header_.size();
  if (open_quote_) return cut_off("the last row ends inside quotes: the document is cut off, or a quote is missing");
  if (fields_.size() < columns) {
    // decode() has removed white space at the end, and with it empty fields of a table that is delimited by tabs.
    if (at_ == text_.size() && !line_end_ && short_ == 0 && delimiter_ != '\t') {
      return cut_off("the last row has fewer fields than the header: the document seems to be cut off");
    }
    if (short_++ + long_ == 0) odd_at_ = row_;
  } else if (std::any_of(fields_.begin() + static_cast<std::ptrdiff_t>(columns), fields_.end(),
                         [](std::string_view extra) { return !trim(extra).empty(); })) {
    if (short_ + long_++ == 0) odd_at_ = row_;
  }
}

void RowSource::cut_off(const char* why) {
  if (!noted_) out_.incomplete(Errc::truncated, why, row_);
}

void RowSource::note_odd_rows() {
  if (!noted_ && short_ + long_ != 0) {
    out_.remark(Errc::malformed,
                std::to_string(short_) + " rows have fewer fields than the header, " + std::to_string(long_) + " more",
                odd_at_);
  }
  noted_ = true;
}

// ---- fields -------------------------------------------------------------------------------------------------------

/// Good until the next one is asked for.
std::string_view RowSource::field(std::size_t column) {
  if (column >= fields_.size()) return {};
  const std::string_view raw = trim(fields_[column]);
  if (!raw.starts_with('"')) return raw;
  const std::size_t quote = raw.find('"', 1);
  if (quote == kNowhere || quote + 1 == raw.size()) return trim(raw.substr(1, quote - 1));  // nothing to be undone
  unquote(raw, scratch_);
  return trim(scratch_);
}

std::string_view RowSource::give(std::size_t column) {
  const std::string_view text = field(column);
  if (text.empty()) return {};
  if (valid_.value_or(false) || is_valid_utf8(text)) return out_.keep(text, &fields_[column]);
  if (!repaired_) {
    out_.remark(Errc::unreadable_bytes, "some text is not UTF-8; its bytes were read as windows-1252", row_);
  }
  repaired_ = true;
  return out_.keep(repair_utf8(text, repaired_));
}

std::string_view Row::operator[](std::string_view heading) const {
  return source_ == nullptr ? std::string_view() : source_->give(source_->column(heading));
}

std::string_view Row::operator[](std::size_t column) const {
  return source_ == nullptr ? std::string_view() : source_->give(column);
}

std::string_view Row::peek(std::string_view heading) const {
  return source_ == nullptr ? std::string_view() : source_->field(source_->column(heading));
}

std::size_t Row::size() const noexcept { return source_ == nullptr ? 0 : source_->count_; }

std::int64_t Row::integer(std::string_view heading, std::int64_t absent) const {
  return source_ == nullptr ? absent : integer_in(peek(heading), absent);
}

double Row::number(std::string_view heading, double absent) const {
  return source_ == nullptr ? absent : number_in(peek(heading), absent);
}

std::uint32_t Row::line(std::string_view heading) const { return source_ == nullptr ? 0 : line_in(peek(heading)); }

std::size_t Row::offset() const noexcept { return source_ == nullptr ? 0 : source_->row_; }

// ---- the loop -----------------------------------------------------------------------------------------------------

Rows::Iterator Rows::begin() const {
  Iterator it;
  if (source_ == nullptr) return it;
  source_->rewind();
  it.row_.source_ = source_;
  return ++it;
}

Rows::Iterator& Rows::Iterator::operator++() {
  done_ = !row_.source_->next();
  return *this;
}

bool Rows::has(std::string_view heading) const {
  return source_ != nullptr && source_->column(heading) != RowSource::kNoColumn;
}

const std::vector<std::string_view>& Rows::header() const noexcept {
  static const std::vector<std::string_view> none;
  return source_ == nullptr ? none : source_->header_;
}

}  // namespace secmon
