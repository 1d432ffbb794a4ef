// SPDX-License-Identifier: MIT
// Every format that says that a list of its can be divided gets the same report on several threads as on one. Its
// golden reports are made large for that: the elements of those lists stand in them many times, a little changed.
#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "core/store.hpp"
#include "formats/fixtures.hpp"
#include "formats/formats.hpp"

namespace secmon::test {
namespace {

constexpr std::size_t kLarge = 4'300'000;

bool is_divisible(const format::Format& format, std::string_view key) {
  std::string_view keys = format.divisible;
  for (std::string_view one; next_part(keys, ' ', one);) {
    if (one == key) return true;
  }
  return false;
}

// Another one of the same kind: lines and the like are counted up, so that not all findings are equal.
void change(OrderedJson& value, int by) {
  if (value.is_number_integer() && value.get<std::int64_t>() > 1 && value.get<std::int64_t>() < 100'000) {
    value = value.get<std::int64_t>() + by;
  } else if (value.is_structured()) {
    for (OrderedJson& inner : value) change(inner, by);
  }
}

// The lists below `value`, the innermost of those that stand in each other.
void collect(const format::Format& format, std::string_view key, OrderedJson& value, std::vector<OrderedJson*>& lists) {
  const std::size_t before = lists.size();
  if (value.is_object()) {
    for (auto member = value.begin(); member != value.end(); ++member) {
      collect(format, member.key(), member.value(), lists);
    }
  } else if (value.is_array()) {
    for (OrderedJson& element : value) collect(format, {}, element, lists);
    if (lists.size() == before && !value.empty() && is_divisible(format, key)) lists.push_back(&value);
  }
}

// The document with larger lists; "" if it has none of them.
std::string grown(const format::Format& format, const std::string& text) {
  OrderedJson document = OrderedJson::parse(text, nullptr, false);
  if (document.is_discarded()) return {};
  std::vector<OrderedJson*> lists;
  collect(format, document.is_array() ? "[]" : "", document, lists);
  std::size_t size = 0;
  for (const OrderedJson* list : lists) size += list->dump().size();
  if (size == 0) return {};
  const auto times = static_cast<int>(kLarge / size) + 1;
  for (OrderedJson* list : lists) {
    const OrderedJson once = *list;
    for (int i = 1; i < times; ++i) {
      for (OrderedJson element : once) {
        change(element, i);
        list->push_back(std::move(element));
      }
    }
  }
  return document.dump(1);
}

struct Read {
  std::string text;
  std::size_t readers, findings;
};

Read read_by(unsigned threads, const std::string& text, const Fixture& fixture) {
  ParseOptions options = fixture.options();
  options.format       = fixture.folder;
  options.threads      = threads;
  const auto report    = parse(text, options);
  if (!report) return {report.error().message, 0, 0};
  return {render(*report, "json").value(), report->data().others.size(), report->size()};
}

}  // namespace

TEST_CASE("every list that can be divided is read by several threads as by one") {
  for (const FormatInfo& info : formats()) {
    const format::Format& format = *format::find(info.id);
    if (format.divisible.empty()) continue;
    constexpr int kEnough = 1;  // they are large
    int divided           = 0;
    for (const Fixture& fixture : fixtures(format.id)) {
      if (divided == kEnough) break;
      const std::string text = grown(format, fixture.bytes);
      if (text.empty()) continue;
      const Read one = read_by(1, text, fixture);
      if (one.findings < 100) continue;  // an error, a list that holds none, or a limit
      const Read several = read_by(3, text, fixture);
      INFO(fixture.label());
      const bool same = several.text == one.text;  // not CHECK(a == b), which would print both
      CHECK(same);
      divided += several.readers == 3 ? 1 : 0;
    }
    INFO(format.id);
    CHECK(divided > 0);
  }
}

}  // namespace secmon::test
