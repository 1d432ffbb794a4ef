// SPDX-License-Identifier: MIT
// A report as its users see it.
#include "secmon/report.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/fingerprint.hpp"
#include "core/store.hpp"
#include "core/text.hpp"

namespace secmon {

namespace {

constexpr std::size_t kNotes = 100;

// Findings of other hands may hold any bytes; the renderers rely on UTF-8.
std::string_view keep_valid(Texts& texts, std::string_view text) {
  if (is_valid_utf8(text)) return texts.keep(text);
  std::string ascii(text);
  std::replace_if(
      ascii.begin(), ascii.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return texts.keep(ascii);
}

// How many notes a note stands for: N for our own "and N more notes".
std::size_t notes_told_by(std::string_view message) {
  constexpr std::string_view kBefore = "and ", kBehind = " more notes";
  if (!message.starts_with(kBefore) || !message.ends_with(kBehind)) return 1;
  message.remove_prefix(kBefore.size());
  message.remove_suffix(std::min(message.size(), kBehind.size()));
  constexpr std::int64_t kMost = 1'000'000'000;
  const auto number            = to_integer(message);
  return number && *number > 0 && *number < kMost ? static_cast<std::size_t>(*number) : 1;
}

}  // namespace

Report::Report() : data_(std::make_shared<Data>()) {}
Report::Report(Report&&) noexcept            = default;
Report& Report::operator=(Report&&) noexcept = default;
Report::~Report()                            = default;

std::string_view Report::format() const noexcept { return data_->format; }
std::string_view Report::tool() const noexcept { return data_->tool; }
std::string_view Report::tool_version() const noexcept { return data_->tool_version; }
Time Report::generated() const noexcept { return data_->generated; }
Status Report::status() const noexcept { return data_->status; }
std::span<const Note> Report::notes() const noexcept { return data_->notes; }
std::size_t Report::size() const noexcept { return data_->rows.size(); }
Finding Report::operator[](std::size_t index) const noexcept { return data_->rows.get(index); }
std::size_t Report::memory() const noexcept {
  std::size_t sum = sizeof *data_ + data_->texts.memory() + data_->rows.memory();
  for (const Report& other : data_->others) sum += sizeof(Data) + other.data().texts.memory();
  return sum;
}

void Report::hold(std::shared_ptr<const void> owner) { data_->held.push_back(std::move(owner)); }

void Report::adopt(const Finding& finding) {
  Finding row  = finding;
  Texts& texts = data_->texts;
  each_text(row, [&](std::string_view& text) { text = keep_valid(texts, text); });
  // Items of lists are kept as they are pushed.
  const auto valid = [](std::span<const std::string_view> list) {
    return std::all_of(list.begin(), list.end(), [](std::string_view text) { return is_valid_utf8(text); });
  };
  std::vector<std::vector<std::string_view>> repaired;
  for (auto* list : {&row.ids, &row.package.fixed_in, &row.references, &row.tags}) {
    if (valid(*list)) continue;
    std::vector<std::string_view>& items = repaired.emplace_back(list->begin(), list->end());
    for (std::string_view& item : items) item = keep_valid(texts, item);
    *list = items;
  }
  std::vector<Cvss> ratings(row.cvss.begin(), row.cvss.end());
  for (Cvss& rating : ratings) {
    for (std::string_view* text : {&rating.version, &rating.vector, &rating.source}) *text = keep_valid(texts, *text);
  }
  row.cvss = ratings;
  if (row.fingerprint.empty()) {
    const auto text = to_text(identity(row));
    row.fingerprint = texts.keep({text.data(), text.size()});
  }
  data_->rows.push(row, texts);
  data_->redacted = false;
}

void Report::add_note(Errc code, bool incomplete, std::string_view message, std::size_t offset) {
  if (incomplete) data_->status = Status::incomplete;
  std::vector<Note>& notes = data_->notes;
  if (notes.size() < kNotes) {
    notes.push_back({code, incomplete, keep_valid(data_->texts, message), offset});
    return;
  }
  // The hundred-and-first counts the rest. In a report that was read back it may stand for several itself.
  if (data_->more_notes == 0) notes.push_back({});
  data_->more_notes += notes_told_by(message);
  const std::string rest = "and " + std::to_string(data_->more_notes) + " more notes";
  notes.back()           = {Errc::ok, data_->status == Status::incomplete, data_->texts.keep(rest), 0};
}

}  // namespace secmon
