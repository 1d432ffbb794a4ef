// SPDX-License-Identifier: MIT
// Inputs that were made to be slow: the time may grow with the size of an input, but not with its square.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "invariants.hpp"
#include "secmon/secmon.hpp"

namespace secmon::test {
namespace {

constexpr std::size_t kSize = std::size_t{1} << 20;
constexpr std::size_t kRows = kSize / 4;  // of rows that cost more than their bytes
// What is linear takes some hundredths of a second, with sanitizers and on a busy machine some tenths; what is
// quadratic takes minutes.
constexpr std::chrono::seconds kBound{8};

std::string repeat(std::string_view text, std::size_t bytes = kSize) {
  std::string out;
  out.reserve(bytes + text.size());
  while (out.size() < bytes) out += text;
  return out;
}

std::string in_bandit(const std::string& results) {
  return R"({"errors": [], "generated_at": "2024-05-01T12:00:00Z", "metrics": {}, "results": [)" + results + "]}";
}

const std::vector<std::pair<const char*, std::string>>& inputs() {
  static const std::vector<std::pair<const char*, std::string>> all = {
      {"open arrays", repeat("[")},
      {"open objects", repeat("{\"a\":")},
      {"braces that begin nothing", repeat("{")},
      {"braces and spaces", repeat("{     ")},
      {"objects that never get a value", repeat("{\"a\" ")},
      {"quotes", repeat("\"")},
      {"braces in quotes", repeat("{\"")},
      {"backslashes", "[\"" + repeat("\\") + "\"]"},
      {"escaped quotes", "{\"results\": [\"" + repeat("\\\"")},
      {"empty documents", repeat("{}\n")},
      {"empty arrays on one line", repeat("[] ")},
      {"small documents", repeat("{\"a\":1}\n")},
      {"documents without a break", repeat("{\"a\":1}")},
      {"cut documents on lines", repeat("{\"a\":[1,\n")},
      {"line comments", "[" + repeat("//\n") + "]"},
      {"open comments", "[" + repeat("/*")},
      {"closed comments", "{" + repeat("/**/") + "}"},
      {"commas", "[" + repeat(",") + "]"},
      {"numbers", "[" + repeat("1,") + "1]"},
      {"a long number", "[" + repeat("1") + "]"},
      {"bare words", "[" + repeat("nan ") + "]"},
      {"equal keys", "{" + repeat("\"a\":1,") + "\"a\":1}"},
      {"lone surrogates", "[\"" + repeat("\\ud800") + "\"]"},
      {"no UTF-8", "[\"" + repeat("\xff") + "\"]"},
      {"rows that are no rows", in_bandit(repeat("1,", kRows) + "1")},
      {"empty rows", in_bandit(repeat("{},", kRows) + "{}")},
      {"one long title", in_bandit(R"({"issue_text": ")" + repeat("a ") + R"(", "test_id": "B1"})")},
      {"a title of assignments", in_bandit(R"({"issue_text": ")" + repeat("password=") + R"(", "test_id": "B1"})")},
      {"a title of quotes", in_bandit(R"({"issue_text": ")" + repeat("token='") + R"(", "test_id": "B1"})")},
      {"a title of ids", in_bandit(R"({"issue_text": ")" + repeat("CVE-2021-1 ") + R"(", "test_id": "B1"})")},
      {"a title of half ids", in_bandit(R"({"issue_text": ")" + repeat("CVE-") + R"(", "test_id": "B1"})")},
      {"a title of URLs", in_bandit(R"({"issue_text": ")" + repeat("https://a:b@") + R"(", "test_id": "B1"})")},
      {"a path of dots", in_bandit(R"({"filename": ")" + repeat("./") + R"(", "test_id": "B1"})")},
      {"a path of backslashes", in_bandit(R"({"filename": ")" + repeat("\\\\") + R"(", "test_id": "B1"})")},
      {"one code of many lines", in_bandit(R"({"code": ")" + repeat("1 a\\n") + R"(", "test_id": "B1"})")},
      {"open elements", repeat("<a>")},
      {"empty elements", "<a>" + repeat("<b/>") + "</a>"},
      {"attributes", "<a " + repeat("b='c' ") + "/>"},
      {"entities", "<a>" + repeat("&amp;") + "</a>"},
      {"open tags", repeat("<a ")},
      {"open comments of XML", "<a>" + repeat("<!--")},
      {"a document type", "<!DOCTYPE a [" + repeat("<!ENTITY b \"c\">") + "]><a/>"},
      {"commas of a table", repeat(",")},
      {"a table with open quotes", "filename,test_name,test_id\n" + repeat("\"a,")},
      {"a table of short rows", "filename,test_name,test_id\n" + repeat("a\n")},
      {"line ends", repeat("\n") + "a"},
      {"escape sequences", repeat("\x1b[31m")},
      {"UTF-16 of one letter", "\xff\xfe" + repeat(std::string_view("a\0", 2))},
  };
  return all;
}

}  // namespace

TEST_CASE("no input takes more than its share of time", "[hostile]") {
  for (const auto& [label, bytes] : inputs()) {
    for (const char* format : {"", "bandit"}) {
      ParseOptions options;
      options.format              = format;
      const auto start            = std::chrono::steady_clock::now();
      const Result<Report> result = parse(bytes, options);
      INFO(label << ", read as '" << format << "'");
      CHECK(std::chrono::steady_clock::now() - start < kBound);
      if (!result) continue;
      CHECK(broken(*result) == "");
      CHECK((result->status() == Status::incomplete || !result->empty()));
      for (const RendererInfo& renderer : renderers()) {
        INFO("written as " << renderer.id);
        const auto before = std::chrono::steady_clock::now();
        CHECK(render(*result, renderer.id));
        CHECK(std::chrono::steady_clock::now() - before < kBound);
      }
    }
  }
}

}  // namespace secmon::test
