// SPDX-License-Identifier: MIT
// Text that is copied once, and found again by its address or by its content.
#include "columns/words.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace secmon {

namespace {

constexpr std::size_t kFirstSlots = 256, kFirstBytes = 4096;

}  // namespace

// ---- text behind text ----------------------------------------------------------------------------------------------

TextArray::~TextArray() { std::free(bytes_); }

void TextArray::add(std::string_view text) {
  if (text.size() > room_ - used_) {
    // realloc moves pages of large blocks instead of copying them.
    const std::size_t room = std::max({kFirstBytes, room_ * 2, used_ + text.size()});
    void* larger           = std::realloc(bytes_, room);
    if (larger == nullptr) throw std::bad_alloc();
    bytes_ = static_cast<std::byte*>(larger);
    room_  = room;
  }
  if (!text.empty()) std::memcpy(bytes_ + used_, text.data(), text.size());
  used_ += text.size();
  offsets_.push_back(static_cast<std::int64_t>(used_));
}

Array TextArray::take() {
  Array made;
  made.length = static_cast<std::int64_t>(size());
  made.buffers.resize(3);
  made.buffers[1] = block_of(std::exchange(offsets_, {0}));
  if (void* exact = bytes_ == nullptr ? nullptr : std::realloc(bytes_, std::max<std::size_t>(used_, 1))) {
    bytes_ = static_cast<std::byte*>(exact);
  }
  if (bytes_ == nullptr) {
    made.buffers[2] = make_zeros(1);
  } else {
    // The block frees its bytes also when there is no memory for its counter.
    made.buffers[2] = Block(std::exchange(bytes_, nullptr), std::free);
  }
  used_ = room_ = 0;
  return made;
}

// ---- dictionary ----------------------------------------------------------------------------------------------------

std::int32_t Words::number_of(std::string_view text) {
  if (texts_.size() * 2 >= contents_.size()) grow();
  const auto hash = static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
  for (std::size_t at = hash;; ++at) {
    Content& slot = contents_[at & (contents_.size() - 1)];
    if (slot.number < 0) {
      const auto number = static_cast<std::int32_t>(texts_.size());
      texts_.add(text);
      slot = {hash, number};
      return number;
    }
    if (slot.hash == hash && texts_[static_cast<std::size_t>(slot.number)] == text) return slot.number;
  }
}

void Words::grow() {
  std::vector<Content> old(std::max(kFirstSlots, contents_.size() * 4));
  old.swap(contents_);
  for (const Content& slot : old) {
    if (slot.number < 0) continue;
    std::size_t at = slot.hash;
    while (contents_[at & (contents_.size() - 1)].number >= 0) ++at;
    contents_[at & (contents_.size() - 1)] = slot;
  }
}

}  // namespace secmon
