// SPDX-License-Identifier: MIT
// Looking at 16 bytes at a time finds what looking at each of them finds.
#include "render/runs.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>

#include "catch.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon::test {
namespace {

using Stops = Runs<'"', '<', '\x7F'>;

// Texts of all lengths around a block, mostly plain.
std::string drawn(std::mt19937& random) {
  static const std::vector<std::string> kOdd = {" ",      "  ",         "\n",         "\t",     "\"", "<", "</",
                                                "\\",     "&",          "'",          ",",      ";",  "=", "\x7F",
                                                "\u00E9", "\u4E2D",     "\u2028",     "\u202E", "@",  "-", "\x01",
                                                "\u0085", "\U0001F600", "\U000E0041", "\uFEFF"};
  std::string text;
  const std::size_t size = random() % (random() % 8 == 0 ? 300 : 70);
  const std::size_t rare = 1 + random() % 40;
  while (text.size() < size)
    text += random() % rare == 0 ? kOdd[random() % kOdd.size()] : std::string(1, "ab c.1"[random() % 6]);
  return text;
}

template <class Put>
std::string written(Put&& put) {
  std::string made;
  const Sink sink = [&](std::string_view piece) { return made += piece, true; };
  Out out(sink);
  put(out);
  out.flush();
  return made;
}

// What a browser makes of it.
std::string unescaped(std::string text) {
  for (const auto& [escape, c] :
       {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}) {
    for (std::size_t at = 0; (at = text.find(escape, at)) != std::string::npos; ++at) {
      text.replace(at, std::string_view(escape).size(), c);
    }
  }
  return text;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0x20 && c != 0x7F; });
}

}  // namespace

TEST_CASE("runs end where the first byte is that a writer must look at") {
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = drawn(random);
    INFO(text);
    const auto stop = std::find_if(text.begin(), text.end(), [](char c) { return Stops::stops(c); });
    REQUIRE(Stops::plain(text) == static_cast<std::size_t>(stop - text.begin()));
    std::size_t line = 0;
    while (line < text.size() && is_plain(text.substr(line, 1)) && (line == 0 || text.substr(line - 1, 2) != "  "))
      ++line;
    REQUIRE(line_run(text) == line);
    std::string copy(text.size(), '\0');
    copy_bytes(copy.data(), text.data(), text.size());
    REQUIRE(copy == text);
  }
}

TEST_CASE("escaped text is the text again, however it falls on blocks") {
  std::mt19937 random(8);
  CsvFields fields;  // remembers what stood at the same address before
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = drawn(random);
    INFO(text);
    const std::string json = written([&](Out& out) { put_json(out, text); });
    REQUIRE(nlohmann::json::parse("\"" + json + "\"") == text);
    REQUIRE(json.find("</") == std::string::npos);
    const std::string html = written([&](Out& out) { put_html(out, text); });
    REQUIRE(html.find_first_of("<>\"'") == std::string::npos);
    if (is_plain(text)) REQUIRE(unescaped(html) == text);
    const std::string line = one_line(text);
    REQUIRE(line.find("  ") == std::string::npos);
    REQUIRE((line.empty() || (line.front() != ' ' && line.back() != ' ')));
    REQUIRE(one_line(line) == line);
    const auto put  = [&] { return written([&](Out& out) { fields.put(out, text); }); };
    std::string csv = put();
    for (int again = 0; again < 2; ++again) REQUIRE(put() == csv);
    if (csv.starts_with('"')) {
      csv = csv.substr(1, csv.size() - 2);
      for (std::size_t at = 0; (at = csv.find("\"\"", at)) != std::string::npos; ++at) csv.erase(at, 1);
    } else {
      REQUIRE(csv.find_first_of(",;\"") == std::string::npos);
    }
    REQUIRE((csv == line || csv == "'" + line));
  }
}

}  // namespace secmon::test
