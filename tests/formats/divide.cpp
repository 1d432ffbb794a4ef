// SPDX-License-Identifier: MIT
// A large document is read by several threads: what comes out must be what one thread makes of it.
#include "divide.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "core/store.hpp"
#include "input/outline.hpp"
#include "secmon/secmon.hpp"

namespace {

using namespace secmon;  // NOLINT

constexpr std::size_t kLarge = 9'000'000;

std::string read_by(unsigned threads, const std::string& text, ParseOptions options = {}) {
  options.threads   = threads;
  const auto report = parse(text, options);
  if (!report) return report.error().message;
  return render(*report, "json").value();
}

void same_for_all(const std::string& text, const ParseOptions& options = {}) {
  const std::string one = read_by(1, text, options);
  REQUIRE(one.size() > 1000);
  for (const unsigned threads : {2U, 3U, 7U}) {
    // Not CHECK(a == b), which would print both.
    const bool same = read_by(threads, text, options) == one;
    INFO(threads << " threads");
    CHECK(same);
  }
}

std::string bandit_result(std::size_t i, const char* severity = "LOW") {
  // Every seventh is equal to others, near and far.
  const std::string line = std::to_string(i % 7 == 0 ? 5 : i);
  return R"({"code": "5 run(\"]}{[\\\\\")\n", "col_offset": 2, "filename": "./a/)" +
         std::to_string(i % 7 == 0 ? 1 : i % 90) +
         R"(.py", "issue_confidence": "HIGH", "issue_cwe": {"id": 78}, "issue_severity": ")" + severity +
         R"(", "issue_text": "Call )" + line + R"( of a \"shell\", {not} [checked]", "line_number": )" + line +
         R"(, "line_range": [)" + line +
         R"(], "more_info": "https://bandit.example/b602.html", "test_id": "B602", "test_name": "shell"})";
}

std::string bandit(std::size_t size, const std::string& between, const std::string& extra = "") {
  std::string text =
      R"({"errors": [{"filename": "x.py", "reason": "syntax"}], "generated_at": "2026-01-02T03:04:05Z",)";
  text += R"("metrics": {"_totals": {"loc": 10}}, "results": [)";
  for (std::size_t i = 0; text.size() < size; ++i) {
    text += (i == 0 ? "" : between) + bandit_result(i, i == 9000 || i == 20 ? "ODD" : "LOW");
  }
  return text + extra + "]}";
}

}  // namespace

TEST_CASE("several threads read what one reads") {
  same_for_all(bandit(kLarge, ",\n  "));
  same_for_all(bandit(kLarge, ","));
}

TEST_CASE("a large document that is odd is read as by one thread") {
  same_for_all(bandit(kLarge, ", /* c */ "));                    // lenient
  same_for_all(bandit(kLarge, ",", ", {\"issue_text\": NaN}"));  // in one record
  same_for_all(bandit(kLarge, ",", ",,"));
  same_for_all(bandit(kLarge, ",", ", {\"test_id\": }"));  // damaged
  std::string cut = bandit(kLarge, ",");
  cut.resize(cut.size() - 300);
  same_for_all(cut);
  same_for_all(bandit(kLarge, ",") + "\n" + bandit(kLarge / 2, ","));  // two documents
  for (const char* between : {"", ":", ",]", "\""}) {                  // in the middle of the list
    std::string text        = bandit(kLarge / 2, ",");
    const std::size_t place = text.find("},{\"code\"", text.size() / 3) + 1;
    text.replace(place, 1, between);
    INFO(between);
    same_for_all(text);
    const auto report = parse(text);
    CHECK((!report || report->status() == Status::incomplete));
  }
  std::string utf8 = bandit(kLarge, ",");
  utf8.replace(utf8.size() - 100, 4, "\xE4\xF6\xFC ");  // Latin-1 in the middle of a text
  same_for_all(utf8);
}

TEST_CASE("threads without a file of their own help with a large one") {
  const auto path = std::filesystem::temp_directory_path() / "secmon-divide.json";
  std::ofstream(path, std::ios::binary) << bandit(kLarge, ",\n");
  const auto readers = [&](unsigned threads, unsigned for_one, std::size_t files) {
    ParseOptions options;
    options.threads    = for_one;
    const auto reports = parse_files(std::vector(files, path), options, threads);
    return reports.back().value().data().others.size();
  };
  CHECK(readers(3, 0, 1) == 3);
  CHECK(readers(1, 0, 1) == 0);
  CHECK(readers(3, 2, 1) == 2);
  CHECK(readers(2, 0, 3) == 2);  // the last one, when the other two have been begun
  std::filesystem::remove(path);
}

TEST_CASE("a damaged record makes a large report incomplete") {
  for (const char* record :
       {"{\"test_id\": }", "{\"test_id\": \"B1\", }}", "{\"test_id\" 5}", "{test_id: 5}", "[}", "tru"}) {
    ParseOptions options;
    options.threads   = 1;
    const auto report = parse(bandit(kLarge / 9, ",", std::string(",") + record), options);
    INFO(record);
    CHECK((!report || report->status() == Status::incomplete));
  }
}

TEST_CASE("a large part that nobody asks for is validated by all threads") {
  constexpr int kFiles = 40'000;
  for (const bool behind : {false, true}) {
    for (const int damaged : {-1, 10, kFiles / 2, kFiles - 10}) {
      std::string map = R"(: {"_totals": {"loc": 10})";
      for (int i = 0; i < kFiles; ++i) {
        map += ",\n\"./a/" + std::to_string(i) + R"(.py": {"SEVERITY.HIGH": 0, "SEVERITY.LOW": 1, "loc": )";
        map += (i == damaged ? "1x" : "12") + std::string(R"(, "nosec": 0, "text": "a \u00e9 b"})");
      }
      std::string text            = bandit(kLarge / 2, ",\n");
      const std::string_view with = R"("metrics": {"_totals": {"loc": 10})";
      if (behind) {
        text.insert(text.size() - 1, ",\n \"more\"" + map + "}");
      } else {
        text.replace(text.find(with), with.size(), "\"metrics\"" + map);
      }
      same_for_all(text);
      const auto report = parse(text);
      REQUIRE(report);
      INFO(damaged << behind);
      const auto notes    = report->notes();
      const bool is_noted = std::any_of(notes.begin(), notes.end(), [&](const Note& note) {
        return note.code == Errc::malformed && note.offset > text.find("./a/0.py");
      });
      CHECK(is_noted == (damaged >= 0));
    }
  }
}

TEST_CASE("limits hold however many threads read") {
  const std::string text = bandit(kLarge, ",");
  ParseOptions options;
  options.limits.findings = 1000;
  same_for_all(text, options);
  options                 = {};
  options.limits.findings = 20000;
  same_for_all(text, options);
}

TEST_CASE("lists of several runs and targets are divided each by itself") {
  std::string sarif = R"({"version": "2.1.0", "runs": [)";
  for (int run = 0; run < 3; ++run) {
    sarif += run == 0 ? "" : ",";
    sarif += R"({"results": [)";
    // The second run is small; the rules stand behind the results.
    for (std::size_t i = 0; i < (run == 1 ? 20U : 20000U); ++i) {
      sarif += i == 0 ? "" : ",";
      sarif += R"({"ruleId": "r)" + std::to_string(i % 5) + R"(", "message": {"text": "text )" +
               std::to_string(i % 50) + R"("}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "a)" +
               std::to_string(i % 11) + R"(.c"}, "region": {"startLine": )" + std::to_string(1 + i % 900) + "}}}]}";
    }
    sarif += R"(], "tool": {"driver": {"name": "t)" + std::to_string(run) +
             R"(", "rules": [{"id": "r1", "defaultConfiguration": {"level": "error"}}]}}})";
  }
  same_for_all(sarif + "]}");

  std::string trivy = R"({"SchemaVersion": 2, "ArtifactName": "i:1", "Results": [)";
  for (int target = 0; target < 5; ++target) {
    trivy += target == 0 ? "" : ",";
    trivy += R"({"Target": "t)" + std::to_string(target) +
             R"(", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": [)";
    for (std::size_t i = 0; i < (target % 2 == 0 ? 9000U : 3U); ++i) {
      trivy += i == 0 ? "" : ",";
      trivy += R"({"VulnerabilityID": "CVE-2020-)" + std::to_string(1000 + i % 3000) + R"(", "PkgName": "p)" +
               std::to_string(i % 17) + R"(", "InstalledVersion": "1", "Severity": ")" +
               (i % 1000 == 7 ? "WEIRD" : "HIGH") + R"(", "Title": "a title that is long enough", "Description": "d"})";
    }
    trivy += "]}";
  }
  same_for_all(trivy + "]}");
}

TEST_CASE("the outline of a document does not depend on the threads that made it") {
  std::mt19937 random(7);  // NOLINT
  for (const bool lines : {true, false}) {
    std::string text = "[";
    for (std::size_t i = 0; text.size() < kLarge; ++i) {
      if (i != 0) text += lines ? ",\n" : ",";
      // Now and then one that is large itself, and texts that look like structure.
      const std::size_t n = random() % 3000 == 0 ? 40000 : random() % 8;
      text += R"({"a\\": [)";
      for (std::size_t j = 0; j < n; ++j) text += R"("]},{\"x\":[",)";
      text += R"("\\"]})";
    }
    text += "]  tail ]}";
    Outline one, other;
    const std::size_t end = one.read(text, 0, 256, 1);
    CHECK(end == text.size() - std::string("  tail ]}").size());
    CHECK(one.end_of(0) == end);
    for (const unsigned threads : {2U, 5U}) {
      REQUIRE(other.read(text, 0, 256, threads) == end);
      for (std::size_t at = 0; at + 1 < text.size(); at += 30'000) {
        const std::size_t cut = one.cut(at, end, 1);
        CHECK(cut == other.cut(at, end, 1));
        CHECK(one.first_cut(at, end, 1) == other.first_cut(at, end, 1));
        if (cut != kNowhere) CHECK((text[cut - 1] == '}' && (text[cut] == ',' || text[cut] == ']')));
      }
      std::size_t large = 0;
      for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '{' && text[at] != '[') continue;
        CHECK(one.end_of(at) == other.end_of(at));
        large += one.end_of(at) != kNowhere ? 1U : 0U;
      }
      CHECK(large > 1);
    }
  }
}

TEST_CASE("an outline survives what is no document") {
  for (const std::string piece : {"]", "}", "[", "[]]", "\"", "\\\"", "{\"a\":"}) {
    std::string text = "{\"a\": [";
    while (text.size() < kLarge) text += piece;
    Outline one, other;
    CHECK(one.read(text, 0, 64, 1) == other.read(text, 0, 64, 3));
  }
}
