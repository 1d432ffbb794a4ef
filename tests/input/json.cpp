// SPDX-License-Identifier: MIT
// The JSON cursor: total on any input, the same answers for small and for large documents.
#include "input/json.hpp"

#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "core/writer.hpp"
#include "input/json_source.hpp"
#include "input/scan.hpp"

using namespace secmon;

namespace {

// A document and what reading it noted.
struct Doc {
  explicit Doc(std::string text, Limits limits = {})
      : text_(std::move(text)), out(report, "test", {}), source(text_, 0, out, limits) {}

  bool next() { return source.next(); }
  Json root() { return source.document(); }
  std::string notes() {
    source.finish();
    std::string all;
    for (const Note& n : report.notes()) all += std::string(name(n.code)) + (n.incomplete ? "!" : "") + ' ';
    return all;
  }

  std::string text_;
  Report report;
  Writer out;
  JsonSource source;
};

// A list of `n` records whose bytes are far beyond the window, with members on both sides of it.
std::string large(std::size_t n) {
  std::string text = R"({"before": "b", "results": [)";
  for (std::size_t i = 0; i < n; ++i) {
    if (i != 0) text += ",\n";
    text += R"({"id": )" + std::to_string(i) +
            R"(, "text": "quote \" brace } ] { [ \\", "nested": {"list": [1, 2, {"x": "y"}]}})";
  }
  return text + R"(], "after": {"name": "a"}})";
}

}  // namespace

TEST_CASE("a missing key, a null and another type are nowhere") {
  Doc d(R"({"a": null, "n": 5, "s": "text", "l": [1], "o": {}})");
  REQUIRE(d.next());
  const Json j = d.root();
  CHECK_FALSE(j["none"].exists());
  CHECK_FALSE(j["none"]["deeper"][3]["still"].exists());
  CHECK_FALSE(j["a"].exists());
  CHECK(j["a"].is_null());
  CHECK(j.has("a"));
  CHECK_FALSE(j.has("none"));
  CHECK(j["n"].str().empty());
  CHECK(j["n"].text() == "5");
  CHECK(j["s"].integer(7) == 7);
  CHECK(j["s"]["x"].str().empty());
  CHECK_FALSE(j["l"][1].exists());
  CHECK(j["l"][0].integer() == 1);
  CHECK(j["o"].size() == 0);
  for (const Json& item : j["s"]) FAIL("a string has no elements: " << item.text());
  CHECK_FALSE(Json()["x"].exists());
  CHECK(Json().str().empty());
}

TEST_CASE("numbers and truths are also read from text") {
  Doc d(R"({"i": "42", "f": "1.5", "b": "True", "big": 18446744073709551615, "real": 2.9, "neg": -3, "line": 0})");
  REQUIRE(d.next());
  const Json j = d.root();
  CHECK(j.integer("i") == 42);
  CHECK(j.number("f") == Approx(1.5));
  CHECK(j.truth("b"));
  CHECK(j.text("big") == "18446744073709551615");
  CHECK(j.integer("big", -1) == -1);
  CHECK(j.integer("real") == 2);
  CHECK(j.line("neg") == 0);
  CHECK(j.line("line") == 0);
  CHECK(j.line("i") == 42);
}

TEST_CASE("a whole number beyond what a double holds, as the modulus of a key, is kept as text") {
  const std::string modulus(617, '7');
  Doc d("{\"n\": " + modulus + ", \"m\": -" + modulus + ", \"e\": 65537}");
  REQUIRE(d.next());
  CHECK(d.root().text("n") == modulus);
  CHECK(d.root().text("m") == "-" + modulus);
  CHECK(d.root().integer("e") == 65537);
}

TEST_CASE("a large document is walked record by record and can be asked on both sides") {
  constexpr std::size_t kRecords = 5000;
  Doc d(large(kRecords));
  REQUIRE(d.text_.size() > 2 * JsonSource::kWindow);
  REQUIRE(d.next());
  const Json j  = d.root();
  std::size_t n = 0;
  Json stale;
  std::string_view kept;
  for (const Json& r : j["results"]) {
    REQUIRE(r.integer("id") == static_cast<std::int64_t>(n));
    CHECK(j["after"].str("name") == "a");  // a member behind the list, from inside the loop
    CHECK(r["nested"]["list"][2].str("x") == "y");
    if (n == 0) stale = r, kept = r.str("text");
    ++n;
  }
  CHECK(n == kRecords);
  CHECK(kept == R"(quote " brace } ] { [ \)");
  CHECK_FALSE(stale.exists());  // its record is gone
  CHECK(stale.str("text").empty());
  CHECK(j.str("before") == "b");
  CHECK(j["results"].size() == kRecords);
  CHECK(j["results"][4321].integer("id") == 4321);
  CHECK_FALSE(d.next());
  CHECK(d.notes().empty());
}

TEST_CASE("two loops over one large list do not disturb each other") {
  Doc d(large(4000));
  REQUIRE(d.next());
  std::size_t pairs = 0;
  for (const Json& a : d.root()["results"]) {
    if (a.integer("id") == 3) break;
    for (const Json& b : d.root()["results"]) {
      if (b.integer("id") == 2) break;
      CHECK(a.integer("id") < 3);
      ++pairs;
    }
  }
  CHECK(pairs == 6);
  CHECK(d.notes().empty());
}

TEST_CASE("members of a large object are walked with their keys") {
  std::string text = "{";
  for (int i = 0; i < 9000; ++i)
    text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + R"(": {"v": "0123456789012345678901234567890"})";
  Doc d(text + R"(, "esc\"aped": 1})");
  REQUIRE(d.next());
  std::size_t n = 0;
  std::string last;
  for (const Json& member : d.root()) {
    if (n < 9000) CHECK(member.key() == "k" + std::to_string(n));
    last = member.key();
    ++n;
  }
  CHECK(n == 9001);
  CHECK(last == "esc\"aped");
  CHECK(d.notes().empty());
}

TEST_CASE("what is odd is tolerated, and noted") {
  struct Case {
    const char *text, *key, *value, *notes;
  };
  const Case cases[] = {
      {R"({"a": "x", })", "a", "x", "malformed "},
      {R"({"a": "x" /* why */ })", "a", "x", "malformed "},
      {"{// c\n\"a\": \"x\"}", "a", "x", "malformed "},
      {R"({"a": "x", "n": NaN})", "a", "x", "malformed "},
      {R"({"a": "1", "a": "2"})", "a", "2", "malformed "},
      {R"({"a": "\ud800x"})", "a", "\xEF\xBF\xBDx", "malformed "},
      {R"({"a": "\x41"})", "a", R"(\x41)", "malformed "},
      {"{\"a\": \"b\xE9z\"}", "a", "b\xC3\xA9z", "malformed "},
      {"{\"a\": \"tab\there\"}", "a", "tab\there", "malformed "},
      {R"({"a": 007})", "a", "7", "malformed "},
      {R"({"a": 123456789012345678901234567890})", "a", "1.2345678901234568e+29", ""},
      {"warning: {name} is odd\n{\"a\": \"x\"}\nall done {}", "a", "x", "malformed "},
      {"[main]\tINFO\tstart\n{\"a\": \"x\"}", "a", "x", "malformed "},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    Doc d(c.text);
    REQUIRE(d.next());
    CHECK(d.root().text(c.key) == c.value);
    CHECK_FALSE(d.next());
    CHECK(d.notes() == c.notes);
  }
}

TEST_CASE("documents back to back are read one after another") {
  for (const char* text : {"{\"a\":1}{\"a\":2}\n{\"a\":3}", "{\"a\":1}\n\n{\"a\":2}\n---\n{\"a\":3}",
                           "\x1e{\"a\":1}\n\x1e{\"a\":2}\n\x1e{\"a\":3}\n"}) {
    INFO(text);
    Doc d(text);
    std::int64_t n = 0;
    while (d.next()) CHECK(d.root().integer("a") == ++n);
    CHECK(n == 3);
  }
}

TEST_CASE("objects with any keys are found and walked") {
  std::mt19937 random(3);  // NOLINT: the same keys each time
  for (int round = 0; round < 5000; ++round) {
    // The bits that are kept of the keys must not be taken for anything else on the tape, whatever they are.
    std::string text = R"({"list": [)";
    std::vector<std::vector<std::string>> objects(4);
    for (std::vector<std::string>& keys : objects) {
      text += text.back() == '[' ? "{" : ",{";
      const std::size_t n = 1 + random() % 40;
      for (std::size_t i = 0; i < n; ++i) {
        std::string key(1 + random() % 9, ' ');
        for (char& c : key) c = static_cast<char>('a' + random() % 26);
        key += std::to_string(i);
        text += (i == 0 ? "\"" : ",\"") + key + "\":" + std::to_string(i);
        keys.push_back(key);
      }
      text += "}";
    }
    Doc d(text + R"(], "end": "e"})");
    REQUIRE(d.next());
    std::size_t at = 0;
    for (const Json& object : d.root()["list"]) {
      REQUIRE(object.size() == objects[at].size());
      for (std::size_t i = 0; i < objects[at].size(); ++i) {
        REQUIRE(object.integer(objects[at][i], -1) == static_cast<std::int64_t>(i));
      }
      CHECK_FALSE(object.has("not there"));
      ++at;
    }
    CHECK(at == objects.size());
    CHECK(d.root().str("end") == "e");
  }
}

TEST_CASE("a truncated document gives what stands before the cut") {
  const std::string whole = large(3000);
  for (const std::size_t cut : {whole.size() / 2, whole.size() - 40, std::size_t{5000}}) {
    Doc d(whole.substr(0, cut));
    REQUIRE(d.next());
    std::size_t n = 0;
    for (const Json& r : d.root()["results"]) {
      if (r.str("text").empty()) continue;
      CHECK(r.integer("id") == static_cast<std::int64_t>(n));
      ++n;
    }
    CHECK(n > 10);
    CHECK(d.notes().find("truncated!") != std::string::npos);
  }
}

TEST_CASE("half a record makes no finding") {
  Doc d(R"({"results": [{"id": 1, "t": "whole"}, {"id": 2, "t": "ha)");
  REQUIRE(d.next());
  for (const Json& r : d.root()["results"]) d.out.add(Kind::sast).title = r.str("t");
  d.out.finish();
  REQUIRE(d.report.size() == 1);
  CHECK(d.report[0].title == "whole");
  CHECK(d.notes() == "truncated! ");
}

TEST_CASE("a damaged record does not lose its neighbours") {
  Doc d(R"({"results": [{"t": "one"}, {"t": "two", "x": oops}, {"t": "three"}], "end": "e"})");
  REQUIRE(d.next());
  for (const Json& r : d.root()["results"]) d.out.add(Kind::sast).title = r.str("t");
  d.out.finish();
  REQUIRE(d.report.size() == 2);
  CHECK(d.report[1].title == "three");
  CHECK(d.root().str("end") == "e");
  CHECK(d.notes().find("malformed!") != std::string::npos);
}

TEST_CASE("what nobody asked for is validated all the same") {
  std::string text = large(3000);
  text.insert(text.size() - 1, R"(, "extra": [tru])");
  Doc d(text);
  REQUIRE(d.next());
  CHECK(d.root().str("before") == "b");
  CHECK_FALSE(d.next());
  CHECK(d.notes().find("malformed!") != std::string::npos);
}

TEST_CASE("a key in a large list, and a value without one in a large object, are not JSON") {
  // Where somebody asks for the records, and where nobody does.
  constexpr int kRecords = 9000;
  for (const bool list : {true, false}) {
    for (const bool asked : {true, false}) {
      std::string text = list ? R"({"all": [)" : R"({"all": {)";
      for (int i = 0; i < kRecords; ++i) {
        if (i != 0) text += ",\n";
        if ((i == kRecords / 2) == list) text += "\"k" + std::to_string(i) + "\": ";
        text += R"({"v": "0123456789012345678901234567890"})";
      }
      Doc d(text + (list ? "]}" : "}}"));
      REQUIRE(d.next());
      int n = 0;
      if (asked) {
        for (const Json& record : d.root()["all"]) n += record.is_object() ? 1 : 0;
        CHECK(n < kRecords);
      }
      CHECK_FALSE(d.next());
      INFO(list << asked);
      CHECK(d.notes().find("malformed!") != std::string::npos);
    }
  }
}

TEST_CASE("of a key that a large object has twice the last value is read, however it is spelled") {
  std::string map;
  for (int i = 0; i < 9000; ++i) map += ", \"k" + std::to_string(i) + R"(": "0123456789")";
  for (const std::string again : {R"("twice": 2)", R"("tw\u0069ce": 2)", R"("other": "twice")"}) {
    Doc d(R"({"map": {"twice": 1)" + map + ", " + again + map + "}}");
    REQUIRE(d.next());
    INFO(again);
    CHECK(d.root()["map"].integer("twice") == (again.find("other") == std::string::npos ? 2 : 1));
    CHECK_FALSE(d.root()["map"].has("thrice"));
  }
}

TEST_CASE("what was asked for in part is validated all the same") {
  // A map of many members, large and small, of which some are asked for: by more searches than are made one by one.
  std::string map;
  for (int i = 0; i < 9000; ++i)
    map += "\"k" + std::to_string(i) + R"(": {"a": [1, "x\\\"y", {}], "b": )" + std::to_string(i) + "},\n";
  for (const std::int64_t wanted : {0, 1, 3, 9}) {
    for (const std::string end : {"1", "tru", "{]", "\"\\q", "01", "\"\xff\""}) {
      Doc d("{\"map\": {" + map + "\"last\": {\"v\": [" + end + "]}}, \"behind\": \"b\"}");
      REQUIRE(d.next());
      for (std::int64_t i = 0; i < wanted * 900; i += 900)
        CHECK(d.root()["map"]["k" + std::to_string(i)].integer("b") == i);
      CHECK_FALSE(d.root()["map"].has("none"));
      CHECK_FALSE(d.next());
      d.source.finish();
      const bool good = end == "1" || end == "01" || end == "\"\xff\"";  // the last two are mended, with a remark
      INFO(end);
      CHECK((d.notes().find('!') == std::string::npos) == good);
      CHECK((d.notes().empty()) == (end == "1"));
    }
  }
}

TEST_CASE("depth is limited, however deep the input is") {
  Limits limits;
  limits.depth = 50;
  for (const std::size_t depth : {std::size_t{60}, std::size_t{1000000}}) {
    Doc d(std::string(depth, '[') + std::string(depth, ']'), limits);
    while (d.next()) {
      for (const Json& item : d.root()) CHECK_FALSE(item.is_string());
    }
    d.source.finish();
    CHECK(d.out.rejection().code == Errc::too_deep);
  }
}

TEST_CASE("any bytes give an answer in time that is proportional") {
  std::mt19937 random(7);  // NOLINT: the same bytes each time
  const std::string alphabet = "{}[]\",:\\ \n1tfn/*#'a";
  for (int round = 0; round < 3000; ++round) {
    std::string text(random() % 400, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    Doc d(text);
    while (d.next()) {
      const Json j = d.root();
      for (const Json& a : j) {
        for (const Json& b : a) (void)b.text();
      }
      (void)j["a"].str();
      (void)j[0].text();
    }
    d.source.finish();
  }
  for (const std::string piece : {"[/*", "{\"", "[\"a", "[[", "{}", "[1,", "{\"a\":[", "\\\"", "[ "}) {
    std::string text;
    while (text.size() < 3'000'000) text += piece + "\n";
    Doc d(text);
    std::size_t documents = 0;
    while (d.next()) ++documents;
    d.source.finish();
    CHECK(documents <= text.size());
  }
}

TEST_CASE("the ends of containers are found whatever stands in strings") {
  std::mt19937 random(11);  // NOLINT
  for (int round = 0; round < 2000; ++round) {
    std::string text    = "[\"";
    const std::size_t n = random() % 200;
    for (std::size_t i = 0; i < n; ++i) {
      const char* const pieces[] = {"x", "]", "}", "[", "\\\\", "\\\"", ","};
      text += pieces[random() % 7];
    }
    text += "\"]";
    const std::size_t size = text.size();
    text += " ]}\"]";
    CHECK(container_end(text, 0, text.size()) == size);
    CHECK(string_end(text, 1, text.size()) == size - 1);
  }
}
