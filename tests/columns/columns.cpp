// SPDX-License-Identifier: MIT
// Arrow arrays, read by the letter of the C data interface: they say what the rows say, and are released once.
#include "secmon/columns.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "catch.hpp"
#include "formats/fixtures.hpp"
#include "render/sample.hpp"

namespace secmon::test {
namespace {

using Json = nlohmann::json;

// ---- a consumer of Arrow -------------------------------------------------------------------------------------------

// Any of the three structs, released at the end.
template <class C>
struct Owned : C {
  Owned() : C{} {}
  Owned(Owned&& other) noexcept : C(other) { other.release = nullptr; }
  Owned(const Owned&)            = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (this->release != nullptr) this->release(this);
  }
};
using Batch = Owned<ArrowArray>;

bool is_valid(const ArrowArray& array, std::int64_t i) {
  const auto* bits = static_cast<const unsigned char*>(array.buffers[0]);
  return bits == nullptr || ((bits[i / 8] >> (i % 8)) & 1U) != 0;
}

template <class T>
T number_at(const ArrowArray& array, std::int64_t i) {
  return static_cast<const T*>(array.buffers[1])[i];
}

Json value_at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t i);

Json list_at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t i) {
  Json made       = Json::array();
  const auto from = number_at<std::int64_t>(array, i), to = number_at<std::int64_t>(array, i + 1);
  REQUIRE((from <= to && to <= array.children[0]->length));
  for (std::int64_t k = from; k < to; ++k) made.push_back(value_at(*schema.children[0], *array.children[0], k));
  return made;
}

Json value_at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t i) {
  const std::string_view format = schema.format;
  REQUIRE((i >= 0 && i < array.length));
  REQUIRE(array.offset == 0);
  if (!is_valid(array, i)) {
    CHECK((schema.flags & ARROW_FLAG_NULLABLE) != 0);
    return nullptr;
  }
  if (schema.dictionary != nullptr) {
    const std::int64_t number = format == "c" ? number_at<std::int8_t>(array, i) : number_at<std::int32_t>(array, i);
    return value_at(*schema.dictionary, *array.dictionary, number);
  }
  if (format == "U") {
    const auto from = number_at<std::int64_t>(array, i), to = number_at<std::int64_t>(array, i + 1);
    REQUIRE(from <= to);
    return std::string(static_cast<const char*>(array.buffers[2]) + from, static_cast<std::size_t>(to - from));
  }
  if (format == "b") return ((static_cast<const unsigned char*>(array.buffers[1])[i / 8] >> (i % 8)) & 1U) != 0;
  if (format == "I") return number_at<std::uint32_t>(array, i);
  if (format == "f") return number_at<float>(array, i);
  if (format == "g") return number_at<double>(array, i);
  if (format == "tss:UTC") return number_at<std::int64_t>(array, i);
  if (format == "+L") return list_at(schema, array, i);
  REQUIRE(format == "+s");
  Json made = Json::object();
  for (std::int64_t k = 0; k < schema.n_children; ++k)
    made[schema.children[k]->name] = value_at(*schema.children[k], *array.children[k], i);
  return made;
}

// What a consumer relies on without looking at values.
void check_array(const ArrowSchema& schema, const ArrowArray& array) {
  const std::string_view format = schema.format;
  REQUIRE(array.n_buffers == (format == "+s" ? 1 : format == "U" ? 3 : 2));
  REQUIRE(array.n_children == schema.n_children);
  REQUIRE((array.dictionary != nullptr) == (schema.dictionary != nullptr));
  std::int64_t nulls = 0;
  for (std::int64_t i = 0; i < array.length; ++i) nulls += is_valid(array, i) ? 0 : 1;
  CHECK(array.null_count == nulls);
  for (std::int64_t b = 1; b < array.n_buffers; ++b) CHECK(array.buffers[b] != nullptr);
  for (std::int64_t k = 0; k < array.n_children; ++k) check_array(*schema.children[k], *array.children[k]);
  if (array.dictionary == nullptr) return;
  check_array(*schema.dictionary, *array.dictionary);
  std::map<Json, int> words;
  for (std::int64_t k = 0; k < array.dictionary->length; ++k)
    CHECK(++words[value_at(*schema.dictionary, *array.dictionary, k)] == 1);  // data frames want categories once
}

struct Table {
  Owned<ArrowSchema> schema;
  std::vector<Batch> batches;

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> made;
    for (std::int64_t k = 0; k < schema.n_children; ++k) made.emplace_back(schema.children[k]->name);
    return made;
  }
  [[nodiscard]] Json rows() const {
    Json made = Json::array();
    for (const Batch& batch : batches)
      for (std::int64_t i = 0; i < batch.length; ++i) made.push_back(value_at(schema, batch, i));
    return made;
  }
};

Table read(ArrowArrayStream& stream) {
  Table made;
  REQUIRE(stream.get_schema(&stream, &made.schema) == 0);
  for (;;) {
    Batch batch;
    REQUIRE(stream.get_next(&stream, &batch) == 0);
    CHECK(stream.get_last_error(&stream) == nullptr);
    if (batch.release == nullptr) return made;
    CHECK((batch.length > 0 && batch.length <= 65536));
    for (std::int64_t k = 0; k < batch.n_children; ++k) CHECK(batch.children[k]->length == batch.length);
    check_array(made.schema, batch);
    made.batches.push_back(std::move(batch));
  }
}

Table table_of(const Report& report, std::initializer_list<std::string_view> names = {}) {
  Owned<ArrowArrayStream> stream;
  REQUIRE(columns(report, &stream, names));
  return read(stream);
}

std::map<std::string, std::string> metadata_of(const ArrowSchema& schema) {
  std::map<std::string, std::string> made;
  const char* at    = schema.metadata;
  const auto number = [&] {
    std::int32_t value = 0;
    std::memcpy(&value, std::exchange(at, at + sizeof value), sizeof value);
    return value;
  };
  const auto text = [&] {
    const std::int32_t size = number();
    return std::string(std::exchange(at, at + size), static_cast<std::size_t>(size));
  };
  for (std::int32_t left = number(); left > 0; --left) {
    std::string key = text();
    made[key]       = text();
  }
  return made;
}

// ---- what the rows say ---------------------------------------------------------------------------------------------

Json text(std::string_view text) { return text.empty() ? Json() : Json(std::string(text)); }
Json line(std::uint32_t line) { return line == 0 ? Json() : Json(line); }
Json time(Time time) { return time == kNoTime ? Json() : Json(time.time_since_epoch().count()); }
template <class T>
Json ratio(T value) {
  return value >= 0 ? Json(value) : Json();
}
template <class T>
Json list(std::span<const T> items) {
  return items.empty() ? Json() : Json(std::vector<T>(items.begin(), items.end()));
}
Json ratings(std::span<const Cvss> items) {
  Json made;
  for (const Cvss& c : items) {
    made.push_back({{"version", text(c.version)},
                    {"vector", text(c.vector)},
                    {"score", ratio(c.score)},
                    {"source", text(c.source)}});
  }
  return made;
}
template <class Enum>
Json word(Enum value, bool present = true) {
  return present ? text(name(value)) : Json();
}

Json row_of(const Finding& f) {
  const Package& p  = f.package;
  const Location& l = f.location;
  Json made         = {{"tool", text(f.tool)},
                       {"tool_version", text(f.tool_version)},
                       {"format", text(f.format)},
                       {"kind", word(f.kind)},
                       {"rule_id", text(f.rule_id)},
                       {"rule_name", text(f.rule_name)},
                       {"title", text(f.title)},
                       {"description", text(f.description)},
                       {"remediation", text(f.remediation)},
                       {"severity", word(f.severity)},
                       {"severity_from", word(f.severity_from, f.severity_from != SeverityFrom::none)},
                       {"severity_raw", text(f.severity_raw)},
                       {"confidence", word(f.confidence, f.confidence != Confidence::unknown)},
                       {"cvss", ratings(f.cvss)},
                       {"epss", ratio(f.epss)},
                       {"epss_percentile", ratio(f.epss_percentile)},
                       {"kev", f.kev},
                       {"cwe", list(f.cwe)},
                       {"ids", list(f.ids)},
                       {"package_ecosystem", text(p.ecosystem)},
                       {"package_name", text(p.name)},
                       {"package_version", text(p.version)},
                       {"package_purl", text(p.purl)},
                       {"package_manifest", text(p.manifest)},
                       {"package_image", text(p.image)},
                       {"package_fixed_in", list(p.fixed_in)}};
  made.update({{"path", text(l.path)},
               {"start_line", line(l.start_line)},
               {"end_line", line(l.end_line)},
               {"start_column", line(l.start_column)},
               {"end_column", line(l.end_column)},
               {"snippet", text(l.snippet)},
               {"function", text(l.function)},
               {"url", text(l.url)},
               {"method", text(l.method)},
               {"parameter", text(l.parameter)},
               {"resource", text(l.resource)},
               {"references", list(f.references)},
               {"state", word(f.state)},
               {"state_reason", text(f.state_reason)},
               {"published", time(f.dates.published)},
               {"introduced", time(f.dates.introduced)},
               {"detected", time(f.dates.detected)},
               {"acknowledged", time(f.dates.acknowledged)},
               {"fixed", time(f.dates.fixed)},
               {"dismissed", time(f.dates.dismissed)},
               {"tags", list(f.tags)},
               {"native_id", text(f.native_id)},
               {"fingerprint", text(f.fingerprint)}});
  return made;
}

void check_rows(const Report& report) {
  const Table table = table_of(report);
  const Json rows   = table.rows();
  REQUIRE(rows.size() == report.size());
  for (std::size_t i = 0; i < report.size(); ++i) CHECK(rows[i] == row_of(report[i]));
}

// "dictionary<int32, large_utf8>": a type in the words of docs/columns.md.
std::string type_of(const ArrowSchema& schema) {
  static const std::map<std::string_view, std::string> plain = {
      {"U", "large_utf8"}, {"b", "bool"},    {"c", "int8"},    {"i", "int32"},
      {"I", "uint32"},     {"f", "float32"}, {"g", "float64"}, {"tss:UTC", "timestamp[s, UTC]"}};
  const std::string_view format = schema.format;
  if (schema.dictionary != nullptr)
    return "dictionary<" + plain.at(format) + ", " + type_of(*schema.dictionary) +
           ((schema.flags & ARROW_FLAG_DICTIONARY_ORDERED) != 0 ? ", ordered>" : ">");
  if (format == "+L") return "large_list<" + type_of(*schema.children[0]) + ">";
  if (format != "+s") return plain.at(format);
  std::string made;
  for (std::int64_t k = 0; k < schema.n_children; ++k)
    made.append(k == 0 ? "struct<" : ", ").append(schema.children[k]->name).append(": ") +=
        type_of(*schema.children[k]);
  return made + ">";
}

Report many(std::size_t count) {
  Report report;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string path = numbered("src/", i % 1000), print = numbered("1:", i);
    Finding f             = simple_finding(static_cast<Severity>(i % kSeverityCount), "a title", path);
    f.location.start_line = static_cast<std::uint32_t>(i);
    f.fingerprint         = print;
    report.adopt(f);
  }
  return report;
}

}  // namespace

// ---- values --------------------------------------------------------------------------------------------------------

TEST_CASE("columns say what the rows say, for every fixture") {
  std::size_t reports = 0;
  for (const Fixture& fixture : fixtures()) {
    INFO(fixture.label());
    const Result<Report> report = parse(fixture.bytes, fixture.options());
    if (!report) continue;
    ++reports;
    check_rows(*report);
    CHECK(metadata_of(table_of(*report, {"kind"}).schema).at("secmon.status") == name(report->status()));
  }
  CHECK(reports > 50);
}

TEST_CASE("columns say what the rows say, for every field and any text") {
  Report report;
  report.adopt(Finding());
  report.adopt(full_finding());
  report.adopt(simple_finding(Severity::unknown, "nothing else"));
  report.adopt(full_finding());
  check_rows(report);
  check_rows(hostile_report());
  for (const Batch& batch : table_of(report).batches) {
    for (std::int64_t k = 0; k < batch.n_children; ++k) CHECK(batch.children[k]->null_count <= 2);
  }
}

TEST_CASE("a number that is no enumerator is no index of a dictionary") {
  Report report;
  Finding f    = full_finding();
  f.severity   = static_cast<Severity>(77);
  f.confidence = static_cast<Confidence>(200);
  report.adopt(f);
  const Json row = table_of(report, {"severity", "confidence"}).rows()[0];
  CHECK(row == Json{{"severity", "unknown"}, {"confidence", "low"}});
}

TEST_CASE("a column that nothing is in is there and null") {
  Report report;
  report.adopt(simple_finding(Severity::low, "one"));
  report.adopt(simple_finding(Severity::low, "two"));
  const Table table = table_of(report);
  CHECK(table.names() == std::vector<std::string>(column_names().begin(), column_names().end()));
  for (const char* absent : {"rule_name", "cvss", "epss", "cwe", "ids", "package_name", "url", "published"}) {
    const auto& names = column_names();
    const auto k      = std::find(names.begin(), names.end(), absent) - names.begin();
    CHECK(table.batches[0].children[k]->null_count == 2);
  }
}

TEST_CASE("the same text in two places is one word") {
  Report report;
  for (int i = 0; i < 40'000; ++i) {  // more than the store remembers, so that it keeps the first texts again
    const std::string path = numbered("src/", static_cast<std::size_t>(i) % 20'000);
    report.adopt(simple_finding(Severity::low, "t", path));
  }
  REQUIRE(report[0].location.path.data() != report[20'000].location.path.data());
  const Table table = table_of(report, {"path"});
  CHECK(table.batches[0].children[0]->dictionary->length == 20'000);
  CHECK(table.rows()[39'999]["path"] == "src/19999");
}

// ---- batches -------------------------------------------------------------------------------------------------------

TEST_CASE("a long report comes in batches that share their dictionaries") {
  const Report report = many(70'000);
  const Table table   = table_of(report, {"path", "start_line", "severity", "fingerprint", "rule_name"});
  REQUIRE(table.batches.size() == 2);
  CHECK(table.batches[0].length == 65'536);
  CHECK(table.batches[1].length == 4'464);
  for (const int k : {0, 2}) {
    const ArrowArray& first = *table.batches[0].children[k]->dictionary;
    CHECK(first.buffers[2] == table.batches[1].children[k]->dictionary->buffers[2]);
  }
  CHECK(table.batches[1].children[0]->dictionary->length == 1000);
  const Json rows = table.rows();
  for (std::size_t i = 0; i < rows.size(); i += 997) {
    CHECK(rows[i] == Json{{"path", numbered("src/", i % 1000)},
                          {"start_line", i == 0 ? Json() : Json(i)},
                          {"severity", name(static_cast<Severity>(i % kSeverityCount))},
                          {"fingerprint", numbered("1:", i)},
                          {"rule_name", nullptr}});
  }
}

TEST_CASE("a report that several threads read has one table") {
  std::string text = R"({"errors": [], "generated_at": "2026-01-02T03:04:05Z", "metrics": {}, "results": [)";
  for (std::size_t i = 0; text.size() < 9'000'000; ++i) {
    text +=
        (i == 0 ? "" : ",\n") + std::string(R"({"code": "1 x\n", "filename": "./a/)") + std::to_string(i % 90) +
        R"(.py", "issue_confidence": "HIGH", "issue_cwe": {"id": 78}, "issue_severity": "LOW", "issue_text": "call )" +
        std::to_string(i) + R"(", "line_number": 3, "line_range": [3], "more_info": "https://bandit.example/x.html",)" +
        R"( "test_id": "B602", "test_name": "shell"})";
  }
  text += "]}";
  ParseOptions options;
  options.threads     = 3;
  const Report report = parse(text, options).value();
  const Table table   = table_of(report, {"path", "title", "start_line", "fingerprint", "cwe", "rule_name", "url"});
  const Json rows     = table.rows();
  REQUIRE(rows.size() == report.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < report.size(); ++i) {
    const Json row = row_of(report[i]);
    for (const auto& [name, value] : rows[i].items()) wrong += row[name] == value ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(table.batches[0].children[0]->dictionary->length == 90);
}

TEST_CASE("very long texts make shorter batches") {
  Report report;
  const std::string snippet((std::size_t{1} << 20) + 64, 'x');
  for (std::size_t i = 0; i < 150; ++i) {
    const std::string title = numbered("title ", i);
    Finding f               = simple_finding(Severity::low, title);
    f.location.snippet      = i == 140 ? "" : std::string_view(snippet).substr(i % 2);
    report.adopt(f);
  }
  const Table table = table_of(report, {"title", "snippet", "path"});
  REQUIRE(table.batches.size() == 3);
  CHECK(table.batches[0].length == 64);
  CHECK(table.batches[1].length == 64);
  CHECK(table.batches[2].length == 22);
  const Json rows = table.rows();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i]["title"] == numbered("title ", i));
    CHECK((rows[i]["snippet"] == row_of(report[i])["snippet"]));
  }
}

TEST_CASE("an empty report has a schema and no batch") {
  Owned<ArrowArrayStream> stream;
  REQUIRE(*columns(Report(), &stream) == column_names().size());
  Owned<ArrowSchema> schema;
  REQUIRE(stream.get_schema(&stream, &schema) == 0);
  CHECK(schema.n_children == static_cast<std::int64_t>(column_names().size()));
  CHECK(metadata_of(schema) ==
        std::map<std::string, std::string>{{"secmon.schema", "secmon-columns-1"}, {"secmon.status", "complete"}});
  for (int i = 0; i < 2; ++i) {
    Batch batch;
    REQUIRE(stream.get_next(&stream, &batch) == 0);
    CHECK(batch.release == nullptr);
  }
}

// ---- schema --------------------------------------------------------------------------------------------------------

TEST_CASE("columns are chosen by name, in any order") {
  const Report report = many(3);
  CHECK(table_of(report, {"path", "severity"}).names() == std::vector<std::string>{"path", "severity"});
  CHECK(table_of(report, {"severity", "path"}).names() == std::vector<std::string>{"severity", "path"});
  Owned<ArrowArrayStream> stream;
  const auto unknown = columns(report, &stream, {"path", "location\n"});
  REQUIRE(!unknown);
  CHECK(unknown.error().code == Errc::invalid_argument);
  CHECK(unknown.error().message.starts_with("no column \"location?\"; there are tool tool_version"));
  CHECK(stream.release == nullptr);
  CHECK(columns(report, &stream, {"path", "path"}).error().message == "the column \"path\" is named twice");
}

TEST_CASE("the schema says what the report says of itself") {
  Report report;
  report.add_note(Errc::truncated, true, "cut off\nhere");
  report.add_note(Errc::ok, false, "a remark");
  const auto metadata = metadata_of(table_of(report).schema);
  CHECK(metadata.at("secmon.status") == "incomplete");
  CHECK(metadata.at("secmon.notes") == "truncated, incomplete: cut off here\nok: a remark");
  CHECK(metadata.count("secmon.tool") == 0);
}

TEST_CASE("the schema is what docs/columns.md says") {
  std::ifstream page(std::string(SECMON_SOURCE_DIR) + "/docs/columns.md");
  const Table table = table_of(Report());
  std::int64_t k    = 0;
  for (std::string row; std::getline(page, row);) {
    if (row == "## Batches") break;
    if (!row.starts_with("| `")) continue;
    REQUIRE(k < table.schema.n_children);
    const ArrowSchema& column = *table.schema.children[k++];
    const bool nullable       = (column.flags & ARROW_FLAG_NULLABLE) != 0;
    const std::string start =
        "| `" + std::string(column.name) + "` | `" + type_of(column) + (nullable ? "` | " : "`, never null | ");
    CHECK(row.substr(0, start.size()) == start);
  }
  CHECK(k == table.schema.n_children);
}

// ---- who owns what -------------------------------------------------------------------------------------------------

TEST_CASE("stream and batches outlive the report, and batches the stream") {
  std::optional<Table> table;
  Json expected = Json::array();
  {
    Owned<ArrowArrayStream> stream;
    {
      Report report = many(100);
      report.adopt(full_finding());
      for (const Finding& f : report) expected.push_back(row_of(f));
      REQUIRE(columns(report, &stream));
    }
    table.emplace(read(stream));
  }
  CHECK(table->rows() == expected);
}

TEST_CASE("what was moved out of a batch or schema lives on alone") {
  Owned<ArrowSchema> column_schema;
  Batch column;
  {
    Report report;
    report.adopt(full_finding());
    Table table                              = table_of(report, {"path", "cvss"});
    static_cast<ArrowArray&>(column)         = *table.batches[0].children[1];
    static_cast<ArrowSchema&>(column_schema) = *table.schema.children[1];
    table.batches[0].children[1]->release    = nullptr;
    table.schema.children[1]->release        = nullptr;
  }
  CHECK(value_at(column_schema, column, 0) == ratings(full_finding().cvss));
}

TEST_CASE("each part is released exactly once") {
  static std::map<void*, std::pair<void (*)(ArrowArray*), int>> parts;
  parts.clear();
  {
    Report report;
    report.adopt(full_finding());
    Table table = table_of(report);
    for (Batch& batch : table.batches) {
      for (std::int64_t k = 0; k < batch.n_children; ++k) {
        ArrowArray& child         = *batch.children[k];
        parts[child.private_data] = {child.release, 0};
        child.release             = [](ArrowArray* array) {
          auto& [release, count] = parts.at(array->private_data);
          ++count;
          release(array);
        };
      }
    }
    // One of them is released by the consumer itself.
    ArrowArray& first = *table.batches[0].children[0];
    first.release(&first);
    CHECK(first.release == nullptr);
  }
  REQUIRE(parts.size() == column_names().size());
  for (const auto& [address, part] : parts) CHECK(part.second == 1);
}

}  // namespace secmon::test
