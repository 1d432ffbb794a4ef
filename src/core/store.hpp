// SPDX-License-Identifier: MIT
// How a report keeps its findings: text once, in large chunks; facts in columns, of which only those exist that any
// finding of the report has. A row of 500 bytes takes about 100 here.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/slots.hpp"
#include "core/text.hpp"
#include "secmon/finding.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// Owns bytes; gives them out in order and never moves them. The first chunk is a small one of the heap, enough for
/// most reports; the second is a megabyte, of which only the pages that are written take memory; all others are of
/// the system (pages.hpp). All but the first begin at multiples of a megabyte, so that an address tells whether it is
/// in one.
class Arena {
 public:
  Arena() = default;
  ~Arena();
  Arena(const Arena&)            = delete;
  Arena& operator=(const Arena&) = delete;

  /// `size` bytes, the first of them at a multiple of `alignment` (1 or 8).
  std::byte* allocate(std::size_t size, std::size_t alignment);
  [[nodiscard]] std::size_t memory() const noexcept { return memory_; }
  /// Gives the room back that is left in its last chunk, as a report may be kept for long. More can be allocated.
  void trim() noexcept;
  /// Whether it owns this byte. It may have forgotten that it does, if it has more than a hundred megabytes.
  [[nodiscard]] bool owns(const void* byte) const noexcept {
    const auto address          = reinterpret_cast<std::uintptr_t>(byte);
    const std::uintptr_t number = address / kGrain;
    return address - first_ < kFirst || known_[number % known_.size()] == number;
  }

 private:
  static constexpr std::size_t kFirst = std::size_t{120} << 10, kGrain = std::size_t{1} << 20;
  struct Chunk {
    std::byte* bytes;
    std::size_t size;
    bool pages;
  };
  Chunk add_chunk(std::size_t least);

  std::vector<Chunk> chunks_;
  std::uintptr_t first_ = ~std::uintptr_t{0};  // where the first chunk begins, if it is a small one
  std::array<std::uintptr_t, 256> known_{};    // numbers of megabytes, by their last bits
  std::byte* next_    = nullptr;
  std::size_t left_   = 0;
  bool in_pages_      = false;  // `next_` is in pages of its own
  std::size_t memory_ = 0;
};

/// Keeps texts and lists, and what repeats from row to row once: what was kept lately is found again, while what comes
/// back after many thousand others is kept a second time. A table of everything would cost more than it saves, in
/// memory and in time. What it keeps is preceded in memory by its length, so that a column holds it in one pointer, its
/// handle; the handle of what is empty is nullptr.
///
/// Of a text that is left in an input which stays (ParseOptions::in_place) only the place is kept, and its handle
/// points to that.
class Texts {
 public:
  using Handle = const std::byte*;

  /// Texts in these bytes may be left there.
  void input_stays(std::string_view bytes);
  [[nodiscard]] std::string_view input() const noexcept { return input_; }
  /// Whether the text is a part of that input, and long enough to be left there.
  [[nodiscard]] bool stays(std::string_view text) const noexcept {
    const auto from  = reinterpret_cast<std::uintptr_t>(text.data());
    const auto begin = reinterpret_cast<std::uintptr_t>(input_.data());
    return text.size() >= kWorthIt && from - begin < input_.size();
  }
  static constexpr std::size_t kWorthIt = 32;  ///< a place takes 20 bytes

  /// For texts of others, as a cursor's.
  std::string_view keep(std::string_view text) { return copy_of(keep_bytes(text.data(), text.size(), 1)); }
  /// The same for the texts of one place in a format, as the values of a key: mostly the same as there before.
  std::string_view keep(std::string_view text, const void* place) {
    Handle& last = last_[slot_of(place, kLastBits)];
    if (size_of(last) != text.size() || !same_bytes(last, text.data(), text.size())) {
      last = keep_bytes(text.data(), text.size(), 1);
    }
    return copy_of(last);
  }
  /// For texts that may have been kept here.
  Handle handle(std::string_view text) {
    if (text.empty()) return nullptr;
    const auto* bytes = reinterpret_cast<Handle>(text.data());
    if (is_kept(bytes, text.size())) return bytes;
    return stays(text) ? keep_place(text) : keep_bytes(bytes, text.size(), 1);
  }
  /// Where a text was left that is probably this one; else it is to be put there.
  std::string_view& left(std::string_view text) noexcept;
  /// For texts that do not repeat.
  std::string_view keep_new(std::string_view text) { return copy_of(store(text.data(), text.size(), 1)); }

  /// Lists of views must hold views that were kept here.
  template <class T>
  Handle handle(std::span<const T> list) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 8);
    return keep_bytes(list.data(), list.size_bytes(), 8);
  }

  static std::string_view text_of(Handle handle) noexcept {
    const std::string_view copy = copy_of(handle);
    return copy.size() == kElsewhere ? place_of(handle) : copy;
  }
  template <class T>
  static std::span<const T> list_of(Handle handle) noexcept {
    return {reinterpret_cast<const T*>(handle), size_of(handle) / sizeof(T)};
  }

  [[nodiscard]] std::size_t memory() const noexcept { return arena_.memory() + slots_.capacity() * sizeof(Slot); }
  /// No more is to be kept for now: forgets what is only there to find texts again.
  void trim() noexcept;

 private:
  struct Slot {
    Handle bytes       = nullptr;
    std::uint32_t hash = 0;
    std::uint32_t size = 0;
  };
  struct Place {
    const char* text;
    std::size_t size;
  };
  static constexpr std::uint32_t kElsewhere = UINT32_MAX;  // in place of a length: a Place follows

  static std::string_view copy_of(Handle handle) noexcept {
    return {reinterpret_cast<const char*>(handle), size_of(handle)};
  }
  static std::string_view place_of(Handle handle) noexcept {
    Place place;
    std::memcpy(&place, handle, sizeof place);
    return {place.text, place.size};
  }
  Handle keep_place(std::string_view text);
  static std::size_t size_of(Handle handle) noexcept {
    std::uint32_t size = 0;
    if (handle != nullptr) std::memcpy(&size, handle - sizeof size, sizeof size);
    return size;
  }
  Handle keep_bytes(const void* data, std::size_t size, std::size_t alignment);
  Handle store(const void* data, std::size_t size, std::size_t alignment);
  // Texts come here twice: from the cursor, and with their row. The second time they are known by their address. A part
  // of a kept text that by chance follows its own length is as good as one that was kept; no text begins with a chunk.
  [[nodiscard]] bool is_kept(Handle bytes, std::size_t size) const noexcept {
    return arena_.owns(bytes) && size_of(bytes) == size;
  }
  void grow();

  static constexpr unsigned kLastBits = 7;
  Arena arena_;
  std::array<Handle, std::size_t{1} << kLastBits> last_{};
  std::string_view input_;
  struct Left {
    std::array<std::string_view, 4096> texts;                   // by hash
    std::array<Handle, std::size_t{1} << kLastBits> handles{};  // by the place of the text
  };
  std::unique_ptr<Left> left_;  // if the input stays
  std::vector<Slot> slots_;     // by hash, the later in place of the earlier; the size is a power of two
  std::size_t used_ = 0;
};

/// The values of one field in all findings, in blocks, so that growing copies little. Takes no memory while all of
/// them are absent, and next to none for a block in which all are the same, as the tool's name is.
template <class T, auto kAbsent>
class Column {
 public:
  static constexpr std::size_t kBlock = 4096;

  /// Sets the value of row `row`, which must be behind the last row that was set. Room is taken from `arena`, which
  /// must be the same each time.
  void set(std::size_t row, T value, Arena& arena) {
    if (value == T(kAbsent)) return;
    if (row >= end_) make_room(row);
    if (current_ == nullptr) {
      Same& same = same_.back();
      if (row % kBlock == same.rows && (same.rows == 0 || same.value == value)) {
        same = {value, same.rows + 1};
        return;
      }
      spread(blocks_.size() - 1, row, arena);
    }
    current_[row % kBlock] = value;
  }
  /// Replaces a value that is there.
  void replace(std::size_t row, T value, Arena& arena) {
    const std::size_t block = row / kBlock;
    if (blocks_[block] == nullptr) spread(block, row, arena);
    blocks_[block][row % kBlock] = value;
  }
  [[nodiscard]] T operator[](std::size_t row) const noexcept {
    if (row >= end_) return T(kAbsent);
    const std::size_t block = row / kBlock;
    if (blocks_[block] != nullptr) return blocks_[block][row % kBlock];
    return row % kBlock < same_[block].rows ? same_[block].value : T(kAbsent);
  }
  [[nodiscard]] bool empty() const noexcept { return blocks_.empty(); }
  [[nodiscard]] std::size_t memory() const noexcept {
    std::size_t sum = blocks_.capacity() * sizeof blocks_[0] + same_.capacity() * sizeof same_[0];
    for (const T* block : blocks_) sum += block != nullptr ? kBlock * sizeof(T) : 0;
    return blocks_.size() == 1 && first_ ? sum - (kBlock - end_) * sizeof(T) : sum;
  }

 private:
  // Of a block that is not there: the value of its first rows, behind which all are absent.
  struct Same {
    T value          = T(kAbsent);
    std::size_t rows = 0;
  };

  void make_room(std::size_t row) {
    const std::size_t block = row / kBlock;
    if (block == 0 && first_) return enlarge(room_for(row));
    if (block != 0 && blocks_.size() == 1 && first_) enlarge(kBlock);
    blocks_.resize(block + 1);
    same_.resize(block + 1);
    current_ = nullptr;
    end_     = (block + 1) * kBlock;
  }
  // Gives the block rows of its own. The first one is of the heap and grows with a small report; those of a large one
  // are made whole.
  void spread(std::size_t block, std::size_t row, Arena& arena) {
    const Same same        = same_[block];
    const bool only        = block == 0 && blocks_.size() == 1;
    const std::size_t size = only ? room_for(std::max(row + 1, same.rows) - 1) : kBlock;
    if (block == 0) {
      first_.reset(new T[size]);
      blocks_[0] = first_.get();
    } else {
      blocks_[block] = new (arena.allocate(size * sizeof(T), alignof(T) > 1 ? 8 : 1)) T[size];
    }
    std::fill_n(blocks_[block], same.rows, same.value);
    std::fill_n(blocks_[block] + same.rows, size - same.rows, T(kAbsent));
    if (only) end_ = size;
    if (block + 1 == blocks_.size()) current_ = blocks_[block];
  }
  void enlarge(std::size_t size) {
    std::unique_ptr<T[]> larger(new T[size]);
    std::copy_n(first_.get(), end_, larger.get());
    std::fill_n(larger.get() + end_, size - end_, T(kAbsent));
    first_     = std::move(larger);
    blocks_[0] = current_ = first_.get();
    end_                  = size;
  }
  static std::size_t room_for(std::size_t row) noexcept {
    std::size_t size = 64;
    while (size <= row) size *= 4;
    return size;
  }

  std::unique_ptr<T[]> first_;
  std::vector<T*> blocks_;
  std::vector<Same> same_;
  T* current_      = nullptr;  // the last block, if it is there
  std::size_t end_ = 0;        // rows that have room
};

// The fields of a row by type, in the order of finding.hpp. Storing and giving out a row are both a visit of these.

template <class F, class V>
void each_text(F& f, V&& visit) {
  visit(f.tool), visit(f.tool_version), visit(f.format);
  visit(f.rule_id), visit(f.rule_name), visit(f.title), visit(f.description), visit(f.remediation);
  visit(f.severity_raw);
  visit(f.package.ecosystem), visit(f.package.name), visit(f.package.version), visit(f.package.purl);
  visit(f.package.manifest), visit(f.package.image);
  visit(f.location.path), visit(f.location.snippet), visit(f.location.function);
  visit(f.location.url), visit(f.location.method), visit(f.location.parameter), visit(f.location.resource);
  visit(f.state_reason), visit(f.native_id), visit(f.fingerprint);
}

template <class F, class V>
void each_list(F& f, V&& visit) {
  visit(f.cvss), visit(f.cwe), visit(f.ids), visit(f.package.fixed_in), visit(f.references), visit(f.tags);
}

template <class F, class V>
void each_line(F& f, V&& visit) {
  visit(f.location.start_line), visit(f.location.end_line);
  visit(f.location.start_column), visit(f.location.end_column);
}

template <class F, class V>
void each_time(F& f, V&& visit) {
  visit(f.dates.published), visit(f.dates.introduced), visit(f.dates.detected);
  visit(f.dates.acknowledged), visit(f.dates.fixed), visit(f.dates.dismissed);
}

template <class F, class V>
void each_code(F& f, V&& visit) {
  visit(f.kind), visit(f.severity), visit(f.severity_from), visit(f.confidence), visit(f.state), visit(f.kev);
}

/// The rows that one writer wrote.
class Columns {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Appends a row whose texts and list items were all kept in `texts` (or are kept there now).
  void push(const Finding& row, Texts& texts);
  [[nodiscard]] Finding get(std::size_t index) const noexcept;
  [[nodiscard]] std::string_view fingerprint(std::size_t index) const noexcept;
  void set_fingerprint(std::size_t index, Texts::Handle text);
  [[nodiscard]] std::size_t memory() const noexcept;
  void trim() noexcept { arena_.trim(); }

 private:
  static constexpr std::size_t kTexts = 25, kLists = 6, kLines = 4, kTimes = 6, kCodes = 6;
  static constexpr std::size_t kFingerprint = 24;  // the last of each_text()
  std::size_t size_                         = 0;
  Arena arena_;
  std::array<Column<Texts::Handle, nullptr>, kTexts> texts_;
  std::array<Column<Texts::Handle, nullptr>, kLists> lists_;
  std::array<Texts::Handle, kLists> long_lists_{};  // the last one of each field
  std::array<Column<std::uint32_t, 0U>, kLines> lines_;
  std::array<Column<std::int64_t, INT64_MIN>, kTimes> times_;
  std::array<Column<std::uint8_t, 0U>, kCodes> codes_;
  Column<float, -1> epss_, epss_percentile_;

 public:
  // How one field is read in all rows (src/columns/). Fields are numbered as each_text(), each_list() … visit them; the
  // probabilities are epss and epss_percentile. A field that no row has says so without looking at rows.
  [[nodiscard]] std::string_view text_at(std::size_t field, std::size_t row) const noexcept {
    return Texts::text_of(texts_[field][row]);
  }
  /// Where the text is or the items are; nullptr if absent. The same place is the same text, but not the other way.
  [[nodiscard]] const void* place_of_text(std::size_t field, std::size_t row) const noexcept {
    return texts_[field][row];
  }
  [[nodiscard]] const void* place_of_list(std::size_t field, std::size_t row) const noexcept {
    return lists_[field][row];
  }
  template <class T>
  [[nodiscard]] std::span<const T> list_at(std::size_t field, std::size_t row) const noexcept {
    return Texts::list_of<T>(lists_[field][row]);
  }
  [[nodiscard]] std::uint32_t line_at(std::size_t field, std::size_t row) const noexcept { return lines_[field][row]; }
  [[nodiscard]] std::int64_t time_at(std::size_t field, std::size_t row) const noexcept { return times_[field][row]; }
  [[nodiscard]] std::uint8_t code_at(std::size_t field, std::size_t row) const noexcept { return codes_[field][row]; }
  [[nodiscard]] float probability_at(std::size_t field, std::size_t row) const noexcept {
    return (field == 0 ? epss_ : epss_percentile_)[row];
  }
  [[nodiscard]] bool has_text(std::size_t field) const noexcept { return !texts_[field].empty(); }
  [[nodiscard]] bool has_list(std::size_t field) const noexcept { return !lists_[field].empty(); }
  [[nodiscard]] bool has_line(std::size_t field) const noexcept { return !lines_[field].empty(); }
  [[nodiscard]] bool has_time(std::size_t field) const noexcept { return !times_[field].empty(); }
  [[nodiscard]] bool has_probability(std::size_t field) const noexcept {
    return !(field == 0 ? epss_ : epss_percentile_).empty();
  }
};

/// The rows of a report: those of one writer, or runs of rows of several, which read a large document together.
class Rowset {
 public:
  struct Run {
    std::shared_ptr<Columns> columns;
    std::size_t from, begin;  // its first row in the columns, and in the report
  };

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  void push(const Finding& row, Texts& texts) {
    if (runs_.empty() || runs_.back().from + (size_ - runs_.back().begin) != runs_.back().columns->size()) {
      runs_.push_back({std::make_shared<Columns>(), 0, size_});
    }
    runs_.back().columns->push(row, texts);
    ++size_;
  }
  /// Appends `count` rows of columns whose texts live as long as these rows.
  void append(std::shared_ptr<Columns> columns, std::size_t from, std::size_t count) {
    if (count == 0) return;
    runs_.push_back({std::move(columns), from, size_});
    size_ += count;
  }
  [[nodiscard]] Finding get(std::size_t index) const noexcept {
    const Run& run = run_of(index);
    return run.columns->get(run.from + (index - run.begin));
  }
  [[nodiscard]] std::span<const Run> runs() const noexcept { return runs_; }
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  [[nodiscard]] const Run& run_of(std::size_t index) const noexcept {
    if (runs_.size() == 1) return runs_.front();
    const auto behind = std::upper_bound(runs_.begin(), runs_.end(), index,
                                         [](std::size_t i, const Run& run) { return i < run.begin; });
    return *(behind - 1);
  }

  std::size_t size_ = 0;
  std::vector<Run> runs_;  // few: for each list that was divided, one for each writer
};

/// The inside of a report.
class Report::Data {
 public:
  Texts texts;
  std::vector<Report> others;                     // of the other writers, for their texts
  std::vector<std::shared_ptr<const void>> held;  // see Report::hold()
  Rowset rows;
  std::vector<Note> notes;
  std::size_t more_notes = 0;  // beyond the hundred that are kept
  Status status          = Status::complete;
  std::string_view format, tool, tool_version;
  Time generated = kNoTime;
  bool redacted  = false;  ///< every row went through redact() (settle.cpp), and none was adopted

  /// It was read, and is now kept as it is.
  void trim() noexcept;
};

}  // namespace secmon
