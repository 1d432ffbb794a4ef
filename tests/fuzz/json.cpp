// SPDX-License-Identifier: MIT
// The JSON cursor: total on any input, and of the same opinion as another parser on valid JSON.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/writer.hpp"
#include "fuzz/fuzz.hpp"
#include "input/json.hpp"
#include "input/json_source.hpp"
#include "invariants.hpp"

namespace {

using nlohmann::json;
using secmon::Json;
using secmon::fuzz::require;

constexpr unsigned kDepth = 40;

/// Asks a value everything that can be asked.
void ask(const Json& value) {
  require(secmon::test::is_utf8(value.str()), "str() is UTF-8");
  require(secmon::test::is_utf8(value.text()), "text() is UTF-8");
  require(secmon::test::is_utf8(value.key()), "key() is UTF-8");
  require(!std::isnan(value.number()), "number() is a number");
  const int is = int{value.is_object()} + int{value.is_array()} + int{value.is_string()} + int{value.is_number()} +
                 int{value.is_bool()} + int{value.is_null()};
  require(is <= 1, "a value is of one type");
  require(value.exists() == (is == 1 && !value.is_null()), "what exists is of a type");
  require(value.str().empty() || value.is_string(), "only a string has str()");
  (void)value.integer();
  (void)value.truth();
  (void)value.line();
  (void)value.time();
  (void)value.offset();
  require(value.has("key") || !value["key"].exists(), "a key that is not there is nowhere");
  (void)value[0];
  (void)value["a"].str("b");
}

/// Visits everything once. `budget` keeps an input of many empty containers from taking for ever.
void walk(const Json& value, unsigned depth, unsigned& budget) {
  if (budget == 0 || depth > kDepth) return;
  --budget;
  ask(value);
  for (const Json& child : value) walk(child, depth + 1, budget);
}

unsigned depth_of(const json& value) {
  unsigned deepest = 0;
  if (value.is_structured())
    for (const json& child : value) deepest = std::max(deepest, depth_of(child));
  return deepest + 1;
}

/// Whether the cursor sees what the other parser saw. Of a number only its size is compared, as texts differ.
void compare(const Json& mine, const json& other) {
  require(mine.is_object() == other.is_object() && mine.is_array() == other.is_array() &&
              mine.is_string() == other.is_string() && mine.is_bool() == other.is_boolean() &&
              mine.is_null() == other.is_null(),
          "the same type");
  if (other.is_string()) require(mine.str() == other.get_ref<const std::string&>(), "the same text");
  if (other.is_boolean()) require(mine.truth() == other.get<bool>(), "the same truth");
  if (other.is_number()) {
    const double a = mine.number(), b = other.get<double>();
    require(a == b || std::abs(a - b) <= std::abs(b) * 1e-12, "the same number");
  }
  if (other.is_array()) {
    std::size_t index = 0;
    for (const Json& child : mine) {
      require(index < other.size(), "no more elements");
      compare(child, other[index++]);
    }
    require(index == other.size(), "no fewer elements");
  }
  if (other.is_object())
    for (const auto& [key, child] : other.items()) {
      require(mine.has(key), "the same keys");
      compare(mine[key], child);
    }
}

/// Records with a comma behind each: enough of them on both sides of the input that it is read in a batch with others.
const std::string& many_records() {
  static const std::string records = [] {
    std::string text;
    while (text.size() < secmon::JsonSource::kWindow) text += R"({"key": ["a", 1], "a": {"b": "c\n"}}, )";
    return text;
  }();
  return records;
}

/// Asks each record of the list and what it has, and gives whether all was well. The first of the many records, and all
/// that are not one of them, are for `other`.
template <class Other>
bool read_list(std::string_view text, const secmon::ParseOptions& options, bool ask_for_them, Other other) {
  secmon::Report report;
  secmon::Writer out(report, "sarif", options);
  secmon::JsonSource source(text, 0, out, options.limits);
  while (source.next()) {
    if (!ask_for_them) continue;
    std::size_t records = 0;
    for (const Json& record : source.document()) {
      if (record["a"].str("b") != "c\n" || records++ == 0) other(record);
    }
  }
  source.finish();
  out.finish();
  // That a key stands twice is noted of valid JSON, too.
  const auto notes    = report.notes();
  const auto is_twice = [](const secmon::Note& note) { return note.message.find("twice") != std::string_view::npos; };
  return report.status() == secmon::Status::complete && std::all_of(notes.begin(), notes.end(), is_twice);
}

/// The same input as one of many records: nothing that is not JSON goes by unnoticed, whether it is asked for or not.
void as_a_record(std::string_view text, const json& other, const secmon::ParseOptions& options) {
  const std::string list = "[" + many_records() + std::string(text) + ", " + many_records() + "{}]";
  const bool valid       = other.is_structured();
  bool seen              = false;
  const auto visit       = [&](const Json& record) {
    unsigned budget = 1000;
    walk(record, 1, budget);
    seen              = true;
    const bool is_end = record.is_object() && record.size() == 0;
    if (valid && !is_end && record["a"].str("b") != "c\n") compare(record, other);
  };
  const bool asked   = read_list(list, options, true, visit);
  const bool unasked = read_list(list, options, false, visit);
  require(seen, "records are given out");
  if (valid) {
    require(asked && unasked, "a valid record leaves no note");
  } else if (json::parse(list, nullptr, false).is_discarded()) {
    require(!asked && !unasked, "what is not JSON leaves a note");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = secmon::fuzz::text_of(data, size);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // decode() takes it away, and so does the other parser
  secmon::ParseOptions options;
  options.limits.depth = kDepth;
  {
    secmon::Report report;
    secmon::Writer out(report, "sarif", options);
    secmon::JsonSource source(text, 0, out, options.limits);
    unsigned budget = 20'000;
    while (source.next()) walk(source.document(), 0, budget);
    source.finish();
    out.finish();
  }
  if (text.find('\0') != std::string_view::npos) return 0;  // the end of the document, for the other parser
  const json other = json::parse(text, nullptr, false);
  if (size % 16 == 0 && depth_of(other) + 1 <= kDepth) as_a_record(text, other, options);
  if (!other.is_structured() || depth_of(other) > kDepth) return 0;
  secmon::Report report;
  secmon::Writer out(report, "sarif", options);
  secmon::JsonSource source(text, 0, out, options.limits);
  require(source.next(), "valid JSON is a document");
  compare(source.document(), other);
  require(!source.next(), "one document is one document");
  source.finish();
  out.finish();
  require(out.rejection().code == secmon::Errc::ok, "valid JSON is not rejected");
  require(report.status() == secmon::Status::complete, "valid JSON is complete");
  return 0;
}
