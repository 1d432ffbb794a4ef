// SPDX-License-Identifier: MIT
// Texts that are left in the input say the same as those that were copied.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "catch.hpp"
#include "formats/fixtures.hpp"
#include "secmon/secmon.hpp"

namespace secmon::test {
namespace {

std::string json_of(const Result<Report>& report) {
  return report ? render(*report, "json").value() : report.error().message;
}

bool stands_in(std::string_view text, std::string_view bytes) {
  return text.data() >= bytes.data() && text.data() + text.size() <= bytes.data() + bytes.size();
}

// Findings whose long texts are their own, so that nothing is saved by keeping it once.
std::string semgrep_report(int findings) {
  std::string text = R"({"version":"1.0","errors":[],"paths":{"scanned":["a.py"]},"results":[)";
  for (int i = 0; i < findings; ++i) {
    const std::string number = std::to_string(i);
    text += (i == 0 ? "" : ",") + (R"({"check_id":"rule","path":"a.py","start":{"line":)" + number + R"(,"col":1},)") +
            R"("end":{"line":)" + number +
            R"(,"col":9},"extra":{"severity":"ERROR","metadata":{},"message":"finding )" + number +
            R"(: what is said here is so long that a copy of it would take more than its place does",)" +
            R"("lines":"escaped\ttexts of finding )" + number + R"( are read, and so they can not stay"}})";
  }
  return text + "]}";
}

}  // namespace

TEST_CASE("every report is the same with its texts left in place") {
  std::size_t compared = 0;
  for (const Fixture& fixture : fixtures()) {
    ParseOptions options = fixture.options();
    const auto copied    = parse(fixture.bytes, options);
    options.in_place     = true;
    // Bytes of the heap, so that a sanitizer sees who looks beyond them.
    const auto bytes = std::make_unique<char[]>(fixture.bytes.size());
    std::copy(fixture.bytes.begin(), fixture.bytes.end(), bytes.get());
    const auto left = parse({bytes.get(), fixture.bytes.size()}, options);
    INFO(fixture.label());
    CHECK(json_of(left) == json_of(copied));
    compared += left ? left->size() : 0;
  }
  CHECK(compared > 1000);
}

TEST_CASE("a long text without escapes is left in the input, and no other") {
  const std::string text = semgrep_report(3);
  const auto report      = parse(text, {.in_place = true});
  REQUIRE(report);
  REQUIRE(report->size() == 3);
  const Finding finding = (*report)[1];
  CHECK(finding.description.starts_with("finding 1: "));
  CHECK(stands_in(finding.description, text));
  CHECK(finding.location.snippet == "escaped\ttexts of finding 1 are read, and so they can not stay");
  CHECK_FALSE(stands_in(finding.location.snippet, text));
  CHECK_FALSE(stands_in(finding.rule_id, text));
  CHECK_FALSE(stands_in((*parse(text))[1].description, text));
}

TEST_CASE("a report whose texts are left in place takes less memory, on any number of threads") {
  const std::string text = semgrep_report(40'000);
  const auto copied      = parse(text, {.threads = 1});
  for (const unsigned threads : {1U, 3U}) {
    const auto left = parse(text, {.threads = threads, .in_place = true});
    REQUIRE(left);
    const bool same = json_of(left) == json_of(copied);
    CHECK(same);
    CHECK(left->memory() * 10 < copied->memory() * 9);
  }
}

TEST_CASE("nothing is left in an input that had to be converted") {
  std::string utf16 = "\xFF\xFE";
  for (const char c : semgrep_report(2)) utf16 += std::string{c, '\0'};
  const auto report     = parse(utf16, {.in_place = true});
  const std::string was = json_of(report);
  std::fill(utf16.begin(), utf16.end(), '?');
  CHECK(json_of(report) == was);
  CHECK(report->size() == 2);
}

TEST_CASE("a report keeps the file that its texts were left in") {
  const auto path        = std::filesystem::temp_directory_path() / "secmon_in_place.json";
  const std::string text = semgrep_report(20'000);
  std::ofstream(path, std::ios::binary) << text;
  auto report = parse_file(path, {.in_place = true});
  std::filesystem::remove(path);
  REQUIRE(report);
  const Report other = report->share();
  const bool same    = json_of(report) == json_of(parse(text));
  report             = Error{};
  CHECK(same);
  CHECK(other[19'999].description.starts_with("finding 19999: "));
}

TEST_CASE("a report releases what it held when the last one lets it go") {
  auto held                      = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = held;
  auto report                    = std::make_unique<Report>();
  report->hold(std::move(held));
  auto other = std::make_unique<Report>(report->share());
  report.reset();
  CHECK_FALSE(watch.expired());
  other.reset();
  CHECK(watch.expired());
}

}  // namespace secmon::test
