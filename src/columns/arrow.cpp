// SPDX-License-Identifier: MIT
// Who owns what in Arrow's structs: each has a `Held` behind its private_data, and with it its children.
#include "columns/arrow.hpp"

#include <cstdlib>
#include <new>
#include <utility>

namespace secmon {

Block make_block(std::size_t size) {
  auto* bytes = static_cast<std::byte*>(std::malloc(size == 0 ? 1 : size));
  if (bytes == nullptr) throw std::bad_alloc();
  return {bytes, std::free};
}

Block make_zeros(std::size_t size) {
  auto* bytes = static_cast<std::byte*>(std::calloc(size == 0 ? 1 : size, 1));
  if (bytes == nullptr) throw std::bad_alloc();
  return {bytes, std::free};
}

namespace {

// What a struct of type C points at. A consumer may have moved a child out: its release is then nullptr.
template <class C, class Value>
struct Held {
  explicit Held(Value given) : value(std::move(given)), children(value.children.size()) {}
  Held(const Held&)            = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    for (C& child : children) drop(child);
    drop(dictionary);
  }
  void fill() {
    for (std::size_t i = 0; i < children.size(); ++i) {
      hand_over(std::move(value.children[i]), &children[i]);
      pointers.push_back(&children[i]);
    }
    if (value.dictionary != nullptr) hand_over(*value.dictionary, &dictionary);
  }
  static void drop(C& part) {
    if (part.release != nullptr) part.release(&part);
  }
  static void release(C* out) {
    delete static_cast<Held*>(out->private_data);
    out->release = nullptr;
  }

  Value value;
  std::vector<const void*> buffers;
  std::vector<C> children;
  std::vector<C*> pointers;
  C dictionary{};
};

// What both structs have in common; the value stays where it is.
template <class C, class Value>
C filled(std::unique_ptr<Held<C, Value>> held) {
  held->fill();
  C made{};
  made.n_children   = static_cast<std::int64_t>(held->children.size());
  made.children     = held->pointers.data();
  made.dictionary   = held->value.dictionary == nullptr ? nullptr : &held->dictionary;
  made.release      = Held<C, Value>::release;
  made.private_data = held.release();
  return made;
}

}  // namespace

void hand_over(Array array, ArrowArray* out) {
  auto held          = std::make_unique<Held<ArrowArray, Array>>(std::move(array));
  const Array& value = held->value;
  auto& buffers      = held->buffers;
  for (const Block& block : value.buffers) buffers.push_back(block.get());
  ArrowArray made = filled(std::move(held));
  made.length     = value.length;
  made.null_count = value.nulls;
  made.n_buffers  = static_cast<std::int64_t>(buffers.size());
  made.buffers    = buffers.data();
  *out            = made;
}

void hand_over(Schema schema, ArrowSchema* out) {
  auto held           = std::make_unique<Held<ArrowSchema, Schema>>(std::move(schema));
  const Schema& value = held->value;
  ArrowSchema made    = filled(std::move(held));
  made.format         = value.format;
  made.name           = value.name;
  made.metadata       = value.metadata.empty() ? nullptr : value.metadata.data();
  made.flags          = value.flags;
  *out                = made;
}

}  // namespace secmon
