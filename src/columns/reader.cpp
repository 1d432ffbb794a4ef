// SPDX-License-Identifier: MIT
// How each type of field becomes an array.
#include "columns/reader.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "columns/words.hpp"

namespace secmon {

namespace {

// Text in one column of one batch, after which the batch ends.
constexpr std::size_t kBatchBytes = std::size_t{64} << 20;

// ---- which are present ---------------------------------------------------------------------------------------------

std::size_t bitmap_size(std::size_t count) { return (count + 63) / 64 * 8; }

// Bits in the order of Arrow: the first is the lowest of the first byte.
class Bitmap {
 public:
  explicit Bitmap(std::size_t count) : block_(make_zeros(bitmap_size(count))), bytes_(block_.get()) {}
  void set(std::size_t i, bool value) {
    bytes_[i / 8] |= static_cast<std::byte>(static_cast<unsigned>(value) << i % 8);
  }
  [[nodiscard]] const Block& block() const noexcept { return block_; }

 private:
  Block block_;
  std::byte* bytes_;
};

std::size_t ones(const std::byte* bits, std::size_t count) {
  std::size_t sum = 0, i = 0;
  for (; i + 8 <= count; i += 8)
    sum += static_cast<std::size_t>(std::popcount(static_cast<unsigned char>(bits[i / 8])));
  for (; i < count; ++i) sum += std::to_integer<unsigned>(bits[i / 8] >> i % 8) & 1U;
  return sum;
}

// A part of a block, which holds the whole.
Block part(const Block& block, std::size_t from) { return {block, block.get() + from}; }

std::int64_t length(std::size_t count) { return static_cast<std::int64_t>(count); }

bool is_enough(std::size_t row, std::size_t bytes, std::size_t limit = kBatchBytes) {
  return bytes >= limit && row != 0 && row % 64 == 0;
}

// ---- what is soon needed -------------------------------------------------------------------------------------------

// Texts lie wherever they were read; without this, a column waits for memory once a row.
constexpr std::size_t kAhead = 16;

void fetch(const void* place) noexcept {
#if defined(__GNUC__)
  if (place == nullptr) return;
  __builtin_prefetch(static_cast<const char*>(place) - 8);
  __builtin_prefetch(static_cast<const char*>(place) + 56);
#else
  (void)place;
#endif
}

// ---- of a fixed size -----------------------------------------------------------------------------------------------

template <class T, class Get, class Present>
Array numbers(std::size_t count, Get get, Present present) {
  const Block values = make_block(count * sizeof(T));
  auto* out          = reinterpret_cast<T*>(values.get());
  Bitmap bits(count);
  for (std::size_t i = 0; i < count; ++i) {
    const T value = get(i);
    bits.set(i, present(value));
    out[i] = value;
  }
  return {length(count), 0, {bits.block(), values}, {}, nullptr};
}

template <class Get>
Array truths(std::size_t count, Get get) {
  Bitmap bits(count);
  for (std::size_t i = 0; i < count; ++i) bits.set(i, get(i));
  return {length(count), 0, {nullptr, bits.block()}, {}, nullptr};
}

// ---- text ----------------------------------------------------------------------------------------------------------

// Texts of which "" is null.
template <class Get>
Array texts(std::size_t count, Get get, std::size_t limit = kBatchBytes) {
  Bitmap bits(count);
  TextArray made(count);
  for (std::size_t i = 0; i < count && !is_enough(i, made.bytes(), limit); ++i) {
    const std::string_view text = get(i);
    bits.set(i, !text.empty());
    made.add(text);
  }
  Array array      = made.take();
  array.buffers[0] = bits.block();
  return array;
}

// ---- lists ---------------------------------------------------------------------------------------------------------

// What the items of a list are put into: add(item), bytes() and take().
class Numbers {
 public:
  void add(std::uint32_t number) { items_.push_back(number); }
  [[nodiscard]] std::size_t bytes() const noexcept { return items_.size() * sizeof(std::uint32_t); }
  Array take() {
    const std::size_t count = items_.size();
    items_.reserve(1);
    return {length(count), 0, {nullptr, block_of(std::move(items_))}, {}, nullptr};
  }

 private:
  std::vector<std::uint32_t> items_;
};

class Ratings {
 public:
  void add(const Cvss& rating) {
    items_.push_back(rating);
    bytes_ += sizeof rating + rating.version.size() + rating.vector.size() + rating.source.size();
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  Array take() const {
    const std::size_t count = items_.size();
    Array made{length(count), 0, {nullptr}, {}, nullptr};
    made.children.push_back(texts_of(&Cvss::version));
    made.children.push_back(texts_of(&Cvss::vector));
    made.children.push_back(numbers<double>(
        count, [&](std::size_t i) { return items_[i].score; }, [](double score) { return score >= 0; }));
    made.children.push_back(texts_of(&Cvss::source));
    for (Array& child : made.children) cut(child, count);
    return made;
  }

 private:
  [[nodiscard]] Array texts_of(std::string_view Cvss::*member) const {
    // The list has kept to the limit already.
    return texts(
        items_.size(), [&](std::size_t i) { return items_[i].*member; }, SIZE_MAX);
  }
  std::vector<Cvss> items_;
  std::size_t bytes_ = 0;
};

// Lists of which the empty one is null.
template <class Items, class Get>
Array lists(std::size_t count, Items items, Get get) {
  Bitmap bits(count);
  std::vector<std::int64_t> offsets;
  offsets.reserve(count + 1);
  offsets.push_back(0);
  for (std::size_t i = 0; i < count && !is_enough(i, items.bytes()); ++i) {
    const auto list = get(i);
    bits.set(i, !list.empty());
    for (const auto& item : list) items.add(item);
    offsets.push_back(offsets.back() + length(list.size()));
  }
  const std::size_t done = offsets.size() - 1;
  Array made{length(done), 0, {bits.block(), block_of(std::move(offsets))}, {}, nullptr};
  made.children.push_back(items.take());
  return made;
}

// ---- what is absent ------------------------------------------------------------------------------------------------

Array nothing(const Schema& schema, std::size_t rows, const Block& zeros) {
  const std::string_view format = schema.format;
  const std::size_t buffers     = format == "+s" ? 1 : format == "U" ? 3 : 2;
  Array made{length(rows), 0, std::vector<Block>(buffers, zeros), {}, nullptr};
  for (const Schema& child : schema.children) made.children.push_back(nothing(child, 0, zeros));
  if (schema.dictionary != nullptr)
    made.dictionary = std::make_shared<const Array>(nothing(*schema.dictionary, 0, zeros));
  return made;
}

}  // namespace

void cut(Array& array, std::size_t rows) {
  array.length = length(rows);
  if (array.buffers[0] == nullptr) return;
  array.nulls = length(rows - ones(array.buffers[0].get(), rows));
  if (array.nulls == 0) array.buffers[0] = nullptr;
}

Schema schema_of(const Field& field) {
  Schema made{"U", field.name.data(), field.nullable() ? ARROW_FLAG_NULLABLE : 0, {}, nullptr, {}};
  const auto text = [](const char* name, std::int64_t flags) { return Schema{"U", name, flags, {}, nullptr, {}}; };
  const auto item = [&](Schema child) {
    child.name  = "item";
    made.format = "+L";
    made.children.push_back(std::move(child));
  };
  switch (field.shape) {
    case Shape::text: break;
    case Shape::word:
      made.format     = "i";
      made.dictionary = std::make_shared<const Schema>(text("", 0));
      break;
    case Shape::code:
      made.format     = "c";
      made.dictionary = std::make_shared<const Schema>(text("", 0));
      if (field.ordered) made.flags |= ARROW_FLAG_DICTIONARY_ORDERED;
      break;
    case Shape::truth: made.format = "b"; break;
    case Shape::line: made.format = "I"; break;
    case Shape::probability: made.format = "f"; break;
    case Shape::time: made.format = "tss:UTC"; break;
    case Shape::texts: item(text("", 0)); break;
    case Shape::numbers: item({"I", "", 0, {}, nullptr, {}}); break;
    case Shape::ratings:
      item({"+s",
            "",
            0,
            {text("version", ARROW_FLAG_NULLABLE),
             text("vector", ARROW_FLAG_NULLABLE),
             {"g", "score", ARROW_FLAG_NULLABLE, {}, nullptr, {}},
             text("source", ARROW_FLAG_NULLABLE)},
            nullptr,
            {}});
      break;
  }
  return made;
}

bool Reader::is_absent() const {
  const RowFinder rows(*rows_);
  const std::size_t number = field_->number;
  switch (field_->shape) {
    case Shape::text:
    case Shape::word: return !rows.any([&](const Columns& c) { return c.has_text(number); });
    case Shape::line: return !rows.any([&](const Columns& c) { return c.has_line(number); });
    case Shape::time: return !rows.any([&](const Columns& c) { return c.has_time(number); });
    case Shape::probability: return !rows.any([&](const Columns& c) { return c.has_probability(number); });
    case Shape::texts:
    case Shape::numbers:
    case Shape::ratings: return !rows.any([&](const Columns& c) { return c.has_list(number); });
    case Shape::code:
    case Shape::truth: break;
  }
  return false;
}

void Reader::prepare(std::size_t count, const Block& zeros) {
  if (is_absent()) {
    zeros_ = zeros;
  } else if (field_->shape == Shape::word) {
    number_words(count);
  } else if (field_->shape == Shape::code) {
    TextArray names(field_->names.size());
    for (const std::string_view name : field_->names) names.add(name);
    dictionary_ = std::make_shared<const Array>(names.take());
  }
}

void Reader::number_words(std::size_t count) {
  indices_  = make_block(count * sizeof(std::int32_t));
  auto* out = reinterpret_cast<std::int32_t*>(indices_.get());
  Bitmap bits(count);
  Words words;
  const std::size_t number = field_->number;
  RowFinder rows(*rows_);
  for (std::size_t row = 0; row < count; ++row) {
    if (row + kAhead < count) {
      const RowFinder::Place later = rows[row + kAhead];
      fetch(later.columns->place_of_text(number, later.row));
    }
    const RowFinder::Place at = rows[row];
    const void* place         = at.columns->place_of_text(number, at.row);
    bits.set(row, place != nullptr);
    out[row] = place == nullptr ? 0 : words.number(place, [&] { return at.columns->text_at(number, at.row); });
  }
  present_    = bits.block();
  dictionary_ = std::make_shared<const Array>(words.take());
}

Array Reader::read(std::size_t from, std::size_t count) const {
  if (zeros_ != nullptr) return nothing(schema_of(*field_), count, zeros_);
  const std::size_t number = field_->number;
  RowFinder rows(*rows_);
  // What the columns say of one of the rows.
  const auto value = [&](std::size_t i, auto get) {
    const RowFinder::Place at = rows[from + i];
    return (at.columns->*get)(number, at.row);
  };
  // Asks for memory before it is needed; a field that is absent there has none.
  const auto fetch_text = [&](std::size_t i) {
    if (i >= count) return;
    const RowFinder::Place at = rows[from + i];
    fetch(at.columns->place_of_text(number, at.row));
  };
  const auto fetch_list = [&](std::size_t i) {
    if (i >= count) return;
    const RowFinder::Place at = rows[from + i];
    fetch(at.columns->place_of_list(number, at.row));
  };
  switch (field_->shape) {
    case Shape::text:
      return texts(count, [&](std::size_t i) {
        fetch_text(i + kAhead);
        return value(i, &Columns::text_at);
      });
    case Shape::word:
      // `from` is a multiple of 64, so that no bit has to be moved.
      return {
          length(count), 0, {part(present_, from / 8), part(indices_, from * sizeof(std::int32_t))}, {}, dictionary_};
    case Shape::code: {
      // A caller may have adopted a number that is no enumerator: it counts as the first.
      const int first = field_->first, last = static_cast<int>(field_->names.size()) - 1;
      Array made = numbers<std::int8_t>(
          count,
          [&](std::size_t i) {
            const int code = value(i, &Columns::code_at) - first;
            return static_cast<std::int8_t>(code > last ? 0 : code);
          },
          [](std::int8_t code) { return code >= 0; });
      made.dictionary = dictionary_;
      return made;
    }
    case Shape::truth: return truths(count, [&](std::size_t i) { return value(i, &Columns::code_at) != 0; });
    case Shape::line:
      return numbers<std::uint32_t>(
          count, [&](std::size_t i) { return value(i, &Columns::line_at); },
          [](std::uint32_t line) { return line != 0; });
    case Shape::time:
      return numbers<std::int64_t>(
          count, [&](std::size_t i) { return value(i, &Columns::time_at); },
          [](std::int64_t time) { return time != INT64_MIN; });
    case Shape::probability:
      return numbers<float>(
          count, [&](std::size_t i) { return value(i, &Columns::probability_at); },
          [](float share) { return share >= 0; });
    case Shape::texts:
      return lists(count, TextArray(count), [&](std::size_t i) {
        fetch_list(i + 2 * kAhead);
        if (i + kAhead < count) {
          for (const std::string_view text : value(i + kAhead, &Columns::list_at<std::string_view>)) fetch(text.data());
        }
        return value(i, &Columns::list_at<std::string_view>);
      });
    case Shape::numbers:
      return lists(count, Numbers(), [&](std::size_t i) {
        fetch_list(i + kAhead);
        return value(i, &Columns::list_at<std::uint32_t>);
      });
    case Shape::ratings:
      return lists(count, Ratings(), [&](std::size_t i) {
        fetch_list(i + 2 * kAhead);
        if (i + kAhead < count) {
          for (const Cvss& rating : value(i + kAhead, &Columns::list_at<Cvss>)) fetch(rating.vector.data());
        }
        return value(i, &Columns::list_at<Cvss>);
      });
  }
  return {};
}

}  // namespace secmon
