// SPDX-License-Identifier: MIT
// The checks that every format inherits: nobody writes them, the folders of tests/formats are found here.
#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "core/words.hpp"
#include "formats/fixtures.hpp"
#include "invariants.hpp"

namespace secmon::test {
namespace {

const std::vector<Fixture>& all() {
  static const std::vector<Fixture> found = fixtures();
  return found;
}

/// The format that a fixture is read as, also where it is cut to pieces.
std::string format_of(const Fixture& fixture) {
  if (!fixture.format.empty()) return fixture.format;
  return fixture.of_format() ? fixture.folder : std::string();
}

Result<Report> parse_as(std::string_view bytes, const std::string& format, const Limits& limits = {}) {
  ParseOptions options;
  options.format = format;
  options.limits = limits;
  return parse(bytes, options);
}

/// What is wrong with an outcome: an error needs a code and a message, a report must keep its promises.
std::string broken(const Result<Report>& result) {
  if (result) return test::broken(*result);
  if (result.error().code == Errc::ok) return "an error with the code ok";
  if (result.error().message.empty()) return "an error without a message";
  if (!is_utf8(result.error().message)) return "an error whose message is not UTF-8";
  return {};
}

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \r\n\t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \r\n\t") + 1 - begin);
}

/// Whether somebody could take it for a clean run.
bool looks_clean(const Result<Report>& result) {
  return result && result->status() == Status::complete && result->empty();
}

bool of_lines(const Fixture& fixture) {
  const std::filesystem::path ending = fixture.input.extension();
  return ending == ".csv" || ending == ".txt";
}

std::string json_of(const Report& report) { return render(report, "json").value(); }

}  // namespace

TEST_CASE("every format has a folder, and every folder a format") {
  std::set<std::string> folders, registered;
  for (const std::string& folder : fixture_folders())
    if (!folder.starts_with('_')) folders.insert(folder);
  for (const FormatInfo& format : formats()) registered.emplace(format.id);
  CHECK(folders == registered);
}

TEST_CASE("every format has a real report and a clean run") {
  for (const FormatInfo& format : formats()) {
    std::set<std::string> names;
    for (const Fixture& fixture : fixtures(format.id)) {
      INFO(fixture.label() << ": two inputs with one name");
      CHECK(names.insert(fixture.name).second);
    }
    INFO(format.id);
    CHECK(names.contains("basic"));
    // A tool that has no such thing says so in none.args.
    CHECK((names.contains("none") || std::filesystem::exists(fixture_root() / format.id / "none.args")));
  }
}

TEST_CASE("every golden file has its input") {
  for (const std::string& folder : fixture_folders()) {
    std::set<std::string> names;
    for (const Fixture& fixture : fixtures(folder)) names.insert(fixture.name);
    for (const auto& entry : std::filesystem::directory_iterator(fixture_root() / folder)) {
      const std::string file = entry.path().filename().string();
      for (std::string_view ending : {".expected.json", ".args"}) {
        if (!file.ends_with(ending)) continue;
        const std::string name = file.substr(0, file.size() - ending.size());
        INFO(entry.path());
        CHECK((names.contains(name) || file == "none.args"));
      }
    }
  }
}

TEST_CASE("every input becomes its golden file") {
  for (const Fixture& fixture : all()) {
    DYNAMIC_SECTION(fixture.label()) {
      INFO("if this is right: golden --update " << fixture.folder << ", and read what it wrote");
      REQUIRE(std::filesystem::exists(fixture.golden));
      const OrderedJson golden  = OrderedJson::parse(read_text(fixture.golden));
      const OrderedJson outcome = test::outcome(fixture);
      if (golden != outcome) {
        FAIL_CHECK(nlohmann::json::diff(nlohmann::json(golden), nlohmann::json(outcome)).dump(2));
      }
    }
  }
}

TEST_CASE("detect picks a fixture's own format and no other") {
  std::map<std::string, std::map<std::string, int>> matrix;
  for (const Fixture& fixture : all()) {
    if (!fixture.of_format() && !fixture.detect) continue;
    // Where the caller has to name the format, detect may have no answer, but not a wrong one.
    const std::string answer   = detected(fixture.bytes);
    const std::string expected = fixture.detect.value_or(fixture.folder);
    const bool unsure = !fixture.format.empty() && !fixture.detect && (answer == "none" || answer == "ambiguous");
    INFO(fixture.label() << " is taken for " << answer);
    CHECK((answer == expected || unsure));
    if (answer != expected && !unsure) ++matrix[fixture.folder][answer];
  }
  for (const auto& [folder, answers] : matrix)
    for (const auto& [answer, count] : answers) WARN(folder << " -> " << answer << ": " << count);
}

TEST_CASE("every report keeps its promises") {
  for (const Fixture& fixture : all()) {
    const Result<Report> result = parse(fixture.bytes, fixture.options());
    INFO(fixture.label());
    CHECK(broken(result) == "");
    if (!result) continue;
    CHECK((!fixture.of_format() || result->format() == fixture.folder || !fixture.format.empty()));
    for (const Finding& finding : *result) {
      INFO(finding.title);
      const bool said = finding.severity_from == SeverityFrom::none || says_unknown(finding.severity_raw);
      CHECK((finding.severity != Severity::unknown || said || !result->notes().empty()));
    }
  }
}

TEST_CASE("a report read back from our own JSON is the same report") {
  for (const Fixture& fixture : all()) {
    const Result<Report> result = parse(fixture.bytes, fixture.options());
    if (!result) continue;
    const std::string text = json_of(*result);
    INFO(fixture.label());
    ParseOptions options;
    options.format            = "secmon";
    options.keep_secrets      = fixture.keep_secrets;
    const Result<Report> back = parse(text, options);
    REQUIRE(back);
    CHECK(OrderedJson::parse(json_of(*back)) == OrderedJson::parse(text));
  }
}

TEST_CASE("every renderer takes every report") {
  for (const Fixture& fixture : all()) {
    const Result<Report> result = parse(fixture.bytes, fixture.options());
    if (!result) continue;
    for (const RendererInfo& renderer : renderers()) {
      INFO(fixture.label() << " as " << renderer.id);
      const Result<std::string> text = render(*result, renderer.id);
      REQUIRE(text);
      CHECK(is_utf8(*text));
      // One line a finding, so none where there is nothing.
      CHECK((!text->empty() || (renderer.id == "jsonl" && result->empty())));
    }
  }
}

TEST_CASE("a report that was cut off is never a complete one with less in it") {
  constexpr std::size_t kPoints = 16;
  for (const Fixture& fixture : all()) {
    const std::string format   = format_of(fixture);
    const Result<Report> whole = parse_as(fixture.bytes, format, fixture.limits);
    const std::size_t findings = whole ? whole->size() : 0;
    for (std::size_t point = 0; point < kPoints; ++point) {
      const std::string_view part = std::string_view(fixture.bytes).substr(0, fixture.bytes.size() * point / kPoints);
      for (const std::string& named : {format, std::string()}) {
        const Result<Report> result = parse_as(part, named, fixture.limits);
        INFO(fixture.label() << " cut after " << part.size() << " bytes, read as '" << named << "'");
        CHECK(broken(result) == "");
        if (!whole || whole->status() == Status::incomplete || !result) continue;
        // Lines may end anywhere, so that a cut can go unseen; but not so that nothing is left.
        if (of_lines(fixture) && point > 0 && findings > 0) CHECK_FALSE(looks_clean(result));
        if (!of_lines(fixture)) CHECK((result->status() == Status::incomplete || result->size() >= findings));
      }
    }
  }
}

TEST_CASE("what stands before a cut is read") {
  for (const Fixture& fixture : all()) {
    const Result<Report> whole = parse(fixture.bytes, fixture.options());
    const bool json            = fixture.of_format() && trim(fixture.bytes).ends_with('}');
    // Of JSON Lines the last bracket belongs to the last finding, which is dropped with it.
    if (!json || fixture.input.extension() == ".jsonl") continue;
    if (!whole || whole->status() == Status::incomplete || whole->empty()) continue;
    INFO(fixture.label());
    // Without its last bracket a document still has all of its findings.
    std::string_view part = trim(fixture.bytes);
    part.remove_suffix(1);
    const Result<Report> result = parse_as(part, fixture.folder, fixture.limits);
    REQUIRE(result);
    CHECK(result->size() == whole->size());
    if (fixture.name != "basic") continue;
    std::size_t before = 0;
    for (std::size_t point = 1; point <= 64; ++point) {
      const Result<Report> more = parse_as(part.substr(0, part.size() * point / 64), fixture.folder, fixture.limits);
      INFO("cut at " << point << "/64");
      const std::size_t now = more ? more->size() : 0;
      CHECK(now >= before);
      before = now;
    }
  }
}

TEST_CASE("flipped bits give an error or a report", "[hostile]") {
  constexpr int kFlips = 64;
  std::mt19937 random(20240501);  // the same flips in every run
  for (const Fixture& fixture : all()) {
    if (fixture.bytes.empty()) continue;
    const std::string format = format_of(fixture);
    for (int flip = 0; flip < kFlips; ++flip) {
      std::string bytes           = fixture.bytes;
      const std::size_t at        = random() % bytes.size();
      bytes[at]                   = static_cast<char>(bytes[at] ^ static_cast<char>(1U << (random() % 8)));
      const Result<Report> result = parse_as(bytes, flip % 2 == 0 ? format : std::string(), fixture.limits);
      INFO(fixture.label() << " with a bit flipped at " << at);
      CHECK(broken(result) == "");
      if (result) CHECK_NOTHROW(OrderedJson::parse(json_of(*result)));
    }
  }
}

TEST_CASE("what is no report is never a clean one") {
  const std::vector<std::string> inputs = {
      "",
      " \r\n\t",
      "{}",
      "[]",
      "[{}]",
      "[[]]",
      "null",
      "true",
      "0",
      "\"\"",
      "<a/>",
      "a,b\n",
      "<html><body><h1>502 Bad Gateway</h1></body></html>",
      R"({"error": "Internal Server Error", "message": "try again"})",
      R"({"message": "Bad credentials", "status": "401"})",
      R"({"errors": [{"message": "rate limit exceeded"}]})",
      "usage: scanner [-h] [-f {json,txt}] [-o FILE] target\nscanner: error: unrecognized arguments: --frmat",
      "Traceback (most recent call last):\n  File \"scanner.py\", line 1, in <module>\nRuntimeError: no such file",
      "scanner: command not found",
      std::string(64, '\0'),
  };
  for (const std::string& input : inputs) {
    INFO("input: " << input);
    const Result<Report> unnamed = parse(input);
    CHECK(broken(unnamed) == "");
    CHECK_FALSE(looks_clean(unnamed));
    CHECK(detected(input) == "none");
    for (const FormatInfo& format : formats()) {
      // A tool whose clean run looks like this says so with a fixture.
      const std::vector<Fixture> own = fixtures(format.id);
      if (std::any_of(own.begin(), own.end(), [&](const Fixture& f) { return trim(f.bytes) == trim(input); })) continue;
      const Result<Report> result = parse_as(input, std::string(format.id));
      INFO("read as " << format.id);
      CHECK(broken(result) == "");
      CHECK_FALSE(looks_clean(result));
    }
  }
}

TEST_CASE("what one format reads is not a clean run of another") {
  for (const Fixture& fixture : all()) {
    if (!fixture.of_format() || fixture.name != "basic") continue;
    for (const FormatInfo& other : formats()) {
      if (other.id == fixture.folder) continue;
      INFO(fixture.label() << " read as " << other.id);
      const Result<Report> result = parse_as(fixture.bytes, std::string(other.id));
      CHECK(broken(result) == "");
      CHECK_FALSE(looks_clean(result));
    }
  }
}

TEST_CASE("a format describes itself") {
  std::string last;
  for (const FormatInfo& format : formats()) {
    INFO(format.id);
    CHECK(last < format.id);
    CHECK(find_format(format.id) == &format);
    CHECK_FALSE(format.name.empty());
    CHECK(format.url.starts_with("https://"));
    CHECK_FALSE(format.command.empty());
    CHECK_FALSE(format.kinds.empty());
    CHECK_FALSE(format.versions.empty());
    CHECK_FALSE(format.severity.empty());
    last = format.id;
  }
  CHECK_FALSE(formats().empty());
  CHECK(find_format("no such format") == nullptr);
}

}  // namespace secmon::test
