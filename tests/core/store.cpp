// SPDX-License-Identifier: MIT
// Where a report keeps its text and its rows, also when they are many.
#include "core/store.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "core/pages.hpp"

namespace {

std::string text_number(int i) { return "text number " + std::to_string(i); }

}  // namespace

TEST_CASE("store: large pages are aligned, can be written to their end, and are given back") {
  for (const std::size_t pages : {1U, 3U}) {
    const std::size_t size  = pages * secmon::kLargePage;
    std::byte* const memory = secmon::allocate_pages(size);
    CHECK(reinterpret_cast<std::uintptr_t>(memory) % secmon::kLargePage == 0);
    memory[0] = memory[size - 1] = std::byte{1};
    secmon::free_pages(memory, size);
  }
}

TEST_CASE("store: a large vector keeps its items while it grows out of the heap") {
  secmon::LargeVector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < 500'000; ++i) numbers.push_back(i * i);
  const secmon::LargeVector<std::uint64_t> copy = numbers;
  bool same                                     = copy.size() == 500'000;
  for (std::uint64_t i = 0; i < 500'000; ++i) same = same && copy[i] == i * i;
  CHECK(same);
}

TEST_CASE("store: texts are kept, those of another chunk and those that are larger than one too") {
  secmon::Texts texts;
  std::vector<std::string_view> kept;
  for (int i = 0; i < 300'000; ++i) kept.push_back(texts.keep(text_number(i)));
  const std::string huge(5'000'000, 'x');
  const std::string_view whole = texts.keep(huge);
  const std::string_view after = texts.keep("behind it");
  bool same                    = true;
  for (int i = 0; i < 300'000; ++i) same = same && kept[static_cast<std::size_t>(i)] == text_number(i);
  CHECK(same);
  CHECK(whole == huge);
  CHECK(after == "behind it");
  CHECK(texts.handle(after) == texts.handle(std::string("behind it")));
  CHECK(texts.memory() > 5'000'000 + 300'000 * 20);
}

TEST_CASE("store: what was trimmed is as it was, and more can be kept") {
  secmon::Texts texts;
  texts.trim();
  std::vector<std::string_view> kept;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 100'000; ++i) kept.push_back(texts.keep(text_number(i), &kept));
    texts.trim();
  }
  bool same = true;
  for (std::size_t i = 0; i < kept.size(); ++i) same = same && kept[i] == text_number(static_cast<int>(i % 100'000));
  CHECK(same);
  CHECK(texts.handle(kept[7]) == texts.handle(kept[7]));
}

TEST_CASE("store: a place remembers its last text, and no other") {
  secmon::Texts texts;
  std::vector<int> places(1000);
  const std::string_view first = texts.keep("first", places.data());
  CHECK(texts.keep("first", places.data()).data() == first.data());
  CHECK(texts.keep("other", places.data()) == "other");
  CHECK(texts.keep("first", places.data()).data() == first.data());
  CHECK(texts.keep("", places.data()).empty());
  // More places than there is room for: they take each other's, and the texts stay right.
  bool same = true;
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::string text = text_number(static_cast<int>(i % 7));
      same                   = same && texts.keep(text, &places[i]) == text;
    }
  }
  CHECK(same);
}

TEST_CASE("store: rows of more than one block, with fields that only some have") {
  secmon::Texts texts;
  secmon::Columns columns;
  constexpr int kRows = 30'000;
  for (int i = 0; i < kRows; ++i) {
    const std::string title = text_number(i);
    secmon::Finding row;
    row.title = title;
    if (i >= 9000 && i % 3 == 0) row.location.start_line = static_cast<std::uint32_t>(i);
    if (i == 20'000) row.epss = 0.5F;
    columns.push(row, texts);
  }
  REQUIRE(columns.size() == kRows);
  bool same = true;
  for (int i = 0; i < kRows; ++i) {
    const secmon::Finding row = columns.get(static_cast<std::size_t>(i));
    const bool has_line       = i >= 9000 && i % 3 == 0;
    same = same && row.title == text_number(i) && row.location.start_line == (has_line ? static_cast<unsigned>(i) : 0U);
    same = same && row.epss == (i == 20'000 ? 0.5F : -1.0F) && row.description.empty();
  }
  CHECK(same);
}

TEST_CASE("store: a column gives back what was set, whether a block has one value or many") {
  using Numbers                = secmon::Column<std::uint32_t, 0U>;
  constexpr std::size_t kBlock = Numbers::kBlock, kRows = 3 * kBlock + 100;
  // What row has which value: 0 is absent.
  const auto one         = [](std::size_t) { return 7U; };
  const auto none        = [](std::size_t) { return 0U; };
  const auto each        = [](std::size_t row) { return static_cast<std::uint32_t>(row + 1); };
  const auto blocks      = [](std::size_t row) { return static_cast<std::uint32_t>(row / kBlock + 1); };
  const auto ends        = [](std::size_t row) { return row % kBlock < 1000 ? 7U : 0U; };
  const auto begins_late = [](std::size_t row) { return row < kBlock + 5 ? 0U : 7U; };
  const auto gap         = [](std::size_t row) { return row % kBlock == 70 ? 0U : 7U; };
  const auto other       = [](std::size_t row) { return row % kBlock == 70 || row == 2 * kBlock ? 8U : 7U; };
  const auto last        = [](std::size_t row) { return row + 1 == kRows ? 9U : 0U; };
  const auto rare        = [](std::size_t row) { return row == 3000 ? 5U : 0U; };
  const std::vector<std::function<std::uint32_t(std::size_t)>> shapes{one,         none, each,  blocks, ends,
                                                                      begins_late, gap,  other, last,   rare};
  std::size_t number = 0;
  for (const auto& value : shapes) {
    for (const std::size_t rows : {std::size_t{1}, std::size_t{100}, kBlock, kRows}) {
      secmon::Arena arena;
      Numbers column;
      bool any = false;
      for (std::size_t row = 0; row < rows; ++row) {
        column.set(row, value(row), arena);
        any = any || value(row) != 0;
      }
      bool same = column.empty() != any;
      for (std::size_t row = 0; row < rows + 10; ++row) same = same && column[row] == (row < rows ? value(row) : 0);
      INFO(number << ": " << rows);
      CHECK(same);
      if (value(rows / 2) == 0) continue;
      column.replace(rows / 2, 99, arena);
      same = true;
      column.set(rows, 11, arena);
      for (std::size_t row = 0; row < rows; ++row) same = same && column[row] == (row == rows / 2 ? 99 : value(row));
      CHECK(same);
      CHECK(column[rows] == 11);
    }
    ++number;
  }
  secmon::Arena arena;
  Numbers column;
  for (std::size_t row = 0; row < kRows; ++row) column.set(row, 7, arena);
  CHECK(column.memory() < 1000);
}
