// SPDX-License-Identifier: MIT
// Arrow's arrays and schemas as values, and how they become the structs of its C data interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "secmon/arrow.h"

namespace secmon {

/// Bytes that arrays share.
using Block = std::shared_ptr<std::byte>;
Block make_block(std::size_t size);  ///< with any content
Block make_zeros(std::size_t size);

struct Array {
  std::int64_t length = 0;
  std::int64_t nulls  = 0;
  std::vector<Block> buffers;  ///< the first says which items are not null; nullptr if all
  std::vector<Array> children;
  std::shared_ptr<const Array> dictionary;
};

struct Schema {
  const char* format;  ///< static, as the name
  const char* name   = "";
  std::int64_t flags = 0;
  std::vector<Schema> children;
  std::shared_ptr<const Schema> dictionary;
  std::string metadata;
};

/// Fills `*out`, which then holds all that it needs until it is released. Throws std::bad_alloc only, and leaves `*out`
/// as it was.
void hand_over(Array array, ArrowArray* out);
void hand_over(Schema schema, ArrowSchema* out);

}  // namespace secmon
