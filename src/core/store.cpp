// SPDX-License-Identifier: MIT
// Texts that are kept once, and rows in columns.
#include "core/store.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <new>

#include "core/pages.hpp"
#include "core/text.hpp"

namespace secmon {

namespace {

constexpr std::size_t kFirstSlots = 256, kMostSlots = 16384;  // the largest table stays in the cache
constexpr std::size_t kFront = 8;                             // bytes at the front of a chunk that no text has

}  // namespace

Arena::~Arena() {
  for (const Chunk& chunk : chunks_) {
    if (chunk.pages) {
      free_pages(chunk.bytes, chunk.size);
    } else if (chunk.size == kFirst) {
      ::operator delete(chunk.bytes);
    } else {
      ::operator delete (chunk.bytes, std::align_val_t{kGrain});
    }
  }
}

std::byte* Arena::allocate(std::size_t size, std::size_t alignment) {
  const std::size_t skip = (alignment - reinterpret_cast<std::uintptr_t>(next_) % alignment) % alignment;
  memory_ += size + skip;
  if (next_ != nullptr && size + skip <= left_) {
    std::byte* here = next_ + skip;
    next_           = here + size;
    left_ -= size + skip;
    return here;
  }
  const Chunk chunk = add_chunk(size + kFront);
  std::byte* here   = chunk.bytes + kFront;
  if (chunk.size - kFront - size >= left_) {  // go on in whichever chunk has more room
    next_     = here + size;
    left_     = chunk.size - kFront - size;
    in_pages_ = chunk.pages;
  }
  return here;
}

Arena::Chunk Arena::add_chunk(std::size_t least) {
  chunks_.reserve(chunks_.size() + 1);
  Chunk chunk{nullptr, 0, false};
  if (chunks_.empty() && least <= kFirst) {
    chunk  = {static_cast<std::byte*>(::operator new(kFirst)), kFirst, false};
    first_ = reinterpret_cast<std::uintptr_t>(chunk.bytes);
  } else if (chunks_.size() <= 1 && least <= kGrain) {
    chunk = {static_cast<std::byte*>(::operator new (kGrain, std::align_val_t{kGrain})), kGrain, false};
  } else {
    const std::size_t size = (least + kLargePage - 1) / kLargePage * kLargePage;
    chunk                  = {allocate_pages(size), size, true};
  }
  chunks_.push_back(chunk);
  const std::uintptr_t number = reinterpret_cast<std::uintptr_t>(chunk.bytes) / kGrain;
  for (std::uintptr_t i = 0; i < std::min(chunk.size / kGrain, known_.size()); ++i) {
    known_[(number + i) % known_.size()] = number + i;
  }
  return chunk;
}

void Arena::trim() noexcept {
  if (in_pages_) empty_pages(next_, next_ + left_);
}

Texts::Handle Texts::store(const void* data, std::size_t size, std::size_t alignment) {
  if (size == 0) return nullptr;
  size                     = std::min<std::size_t>(size, kElsewhere - 1);
  const std::size_t header = alignment == 1 ? 4 : 8;  // the length stands right before the bytes
  std::byte* bytes         = arena_.allocate(size + header, alignment) + header;
  const auto length        = static_cast<std::uint32_t>(size);
  std::memcpy(bytes - sizeof length, &length, sizeof length);
  std::memcpy(bytes, data, size);
  return bytes;
}

void Texts::input_stays(std::string_view bytes) {
  input_ = bytes;
  left_  = std::make_unique<Left>();
}

std::string_view& Texts::left(std::string_view text) noexcept {
  return left_->texts[XXH3_64bits(text.data(), text.size()) % left_->texts.size()];
}

// A text comes here with each row that has it, which mostly follow each other.
Texts::Handle Texts::keep_place(std::string_view text) {
  Handle& known = left_->handles[slot_of(text.data(), kLastBits)];
  if (const std::string_view last = text_of(known); last.data() == text.data() && last.size() == text.size()) {
    return known;
  }
  const Place place{text.data(), text.size()};
  std::byte* bytes = arena_.allocate(sizeof kElsewhere + sizeof place, 1) + sizeof kElsewhere;
  std::memcpy(bytes - sizeof kElsewhere, &kElsewhere, sizeof kElsewhere);
  std::memcpy(bytes, &place, sizeof place);
  return known = bytes;
}

Texts::Handle Texts::keep_bytes(const void* data, std::size_t size, std::size_t alignment) {
  if (size == 0) return nullptr;
  size = std::min<std::size_t>(size, kElsewhere - 1);
  if (used_ * 2 >= slots_.size() && slots_.size() < kMostSlots) grow();
  const auto hash = static_cast<std::uint32_t>(XXH3_64bits(data, size));
  Slot& slot      = slots_[hash & (slots_.size() - 1)];
  if (slot.hash == hash && slot.size == size && same_bytes(slot.bytes, data, size) &&
      reinterpret_cast<std::uintptr_t>(slot.bytes) % alignment == 0) {
    return slot.bytes;
  }
  ++used_;
  const Handle bytes = store(data, size, alignment);
  slot               = {bytes, hash, static_cast<std::uint32_t>(size)};
  return bytes;
}

void Texts::trim() noexcept {
  arena_.trim();
  last_.fill(nullptr);
  input_ = {};  // what is kept from here on is copied
  left_  = nullptr;
  slots_ = {};
  used_  = 0;
}

void Texts::grow() {
  std::vector<Slot> old(std::max(kFirstSlots, slots_.size() * 4));
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.bytes != nullptr) slots_[slot.hash & (slots_.size() - 1)] = slot;
  }
}

namespace {

std::string_view kept(std::string_view text, Texts& texts) {
  return texts.stays(text) ? text : Texts::text_of(texts.handle(text));
}

constexpr std::size_t kLong = 16;  // more than this many items

// A list of views is kept as a list of kept views.
template <class T>
Texts::Handle keep_list(std::span<const T> list, Texts& texts) {
  return texts.handle(list);
}

Texts::Handle keep_list(std::span<const std::string_view> list, Texts& texts) {
  std::array<std::string_view, kLong> few;
  if (list.size() <= few.size()) {
    std::transform(list.begin(), list.end(), few.begin(), [&](std::string_view t) { return kept(t, texts); });
    return texts.handle(std::span<const std::string_view>(few.data(), list.size()));
  }
  std::vector<std::string_view> many(list.begin(), list.end());
  for (std::string_view& text : many) text = kept(text, texts);
  return texts.handle(std::span<const std::string_view>(many));
}

Texts::Handle keep_list(std::span<const Cvss> list, Texts& texts) {
  std::vector<Cvss> ratings(list.begin(), list.end());
  for (Cvss& c : ratings) {
    for (std::string_view* text : {&c.version, &c.vector, &c.source}) *text = kept(*text, texts);
  }
  return texts.handle(std::span<const Cvss>(ratings));
}

}  // namespace

void Columns::push(const Finding& row, Texts& texts) {
  const std::size_t at = size_++;
  std::size_t i        = 0;
  const auto set_text  = [&](std::string_view text) { texts_[i].set(at, texts.handle(text), arena_); };
  each_text(row, [&](std::string_view text) {
    if (!text.empty()) set_text(text);
    ++i;
  });
  i = 0;
  each_list(row, [&]<class T>(std::span<const T> list) {
    Texts::Handle& last  = long_lists_[i];
    const auto last_list = Texts::list_of<T>(last);
    // What a report says once of a vulnerability in many products is kept once, however long it is.
    const bool is_long        = list.size() > kLong;
    const bool again          = is_long && std::equal(list.begin(), list.end(), last_list.begin(), last_list.end());
    const Texts::Handle value = again ? last : list.empty() ? nullptr : keep_list(list, texts);
    if (is_long) last = value;
    lists_[i++].set(at, value, arena_);
  });
  i = 0;
  each_line(row, [&](std::uint32_t line) { lines_[i++].set(at, line, arena_); });
  i = 0;
  each_time(row, [&](Time time) { times_[i++].set(at, time.time_since_epoch().count(), arena_); });
  i = 0;
  each_code(row, [&](auto code) { codes_[i++].set(at, static_cast<std::uint8_t>(code), arena_); });
  epss_.set(at, row.epss, arena_);
  epss_percentile_.set(at, row.epss_percentile, arena_);
}

Finding Columns::get(std::size_t at) const noexcept {
  Finding row;
  std::size_t i = 0;
  each_text(row, [&](std::string_view& text) { text = Texts::text_of(texts_[i++][at]); });
  i = 0;
  each_list(row, [&]<class T>(std::span<const T>& list) { list = Texts::list_of<T>(lists_[i++][at]); });
  i = 0;
  each_line(row, [&](std::uint32_t& line) { line = lines_[i++][at]; });
  i = 0;
  each_time(row, [&](Time& time) { time = Time(std::chrono::seconds(times_[i++][at])); });
  i = 0;
  each_code(row, [&]<class T>(T& code) { code = static_cast<T>(codes_[i++][at]); });
  row.epss            = epss_[at];
  row.epss_percentile = epss_percentile_[at];
  return row;
}

std::size_t Columns::memory() const noexcept {
  std::size_t sum  = epss_.memory() + epss_percentile_.memory();
  const auto count = [&](const auto& columns) {
    for (const auto& column : columns) sum += column.memory();
  };
  count(texts_), count(lists_), count(lines_), count(times_), count(codes_);
  return sum;
}

std::string_view Columns::fingerprint(std::size_t index) const noexcept {
  return Texts::text_of(texts_[kFingerprint][index]);
}

void Columns::set_fingerprint(std::size_t index, Texts::Handle text) {
  texts_[kFingerprint].replace(index, text, arena_);
}

void Report::Data::trim() noexcept {
  texts.trim();
  for (const Rowset::Run& run : rows.runs()) {
    if (run.from == 0) run.columns->trim();  // the first of the runs of its columns
  }
  for (Report& other : others) other.data().trim();
}

std::size_t Rowset::memory() const noexcept {
  std::size_t sum = 0;
  for (const Run& run : runs_) {
    const bool first = run.from == 0;  // of the runs of its columns
    sum += first ? run.columns->memory() : 0;
  }
  return sum;
}

}  // namespace secmon
