// SPDX-License-Identifier: MIT
// Lines of plain text: their ends, and the escape sequences that are taken out.
#include "input/lines.hpp"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "core/text.hpp"

using namespace std::string_view_literals;
using secmon::Lines;

namespace {

using List = std::vector<std::string>;

List list(std::string_view text) {
  List lines;
  for (const std::string_view line : Lines(text)) lines.emplace_back(line);
  return lines;
}

}  // namespace

TEST_CASE("lines: lines come without their ends") {
  CHECK(list("").empty());
  CHECK(list("a") == List{"a"});
  CHECK(list("a\n") == List{"a"});
  CHECK(list("a\nb") == List{"a", "b"});
  CHECK(list("a\r\nb\r\n") == List{"a", "b"});
  CHECK(list("a\r\r\nb") == List{"a", "b"});
  CHECK(list("\n\na\n\n") == List{"", "", "a", ""});
  CHECK(list(" a \n\tb") == List{" a ", "\tb"});
  CHECK(list("a\rb") == List{"a\rb"});
}

TEST_CASE("lines: a line that is not changed is a view into the text") {
  const std::string text = "first\nsecond";
  auto it                = Lines(text).begin();
  CHECK((*it).data() == text.data());
  ++it;
  CHECK((*it).data() == text.data() + 6);
}

TEST_CASE("lines: escape sequences are taken out") {
  CHECK(list("\x1b[1;31mHIGH\x1b[0m: text") == List{"HIGH: text"});
  CHECK(list("\x1b[38;2;1;2;3mred\x1b[K") == List{"red"});
  CHECK(list("\x1b[?25lhidden\x1b[?25h") == List{"hidden"});
  CHECK(list("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\") == List{"link"});
  CHECK(list("\x1b]0;title\x07text") == List{"text"});
  CHECK(list("\x1b(Btext\x1b=") == List{"text"});
  CHECK(list("\x1b[31m\nplain\n\x1b[0m") == List{"", "plain", ""});
}

TEST_CASE("lines: escape sequences that do not end take the rest of their line, not more") {
  CHECK(list("a\x1b\nb") == List{"a", "b"});
  CHECK(list("a\x1b[31\nb") == List{"a", "b"});
  CHECK(list("a\x1b]8;;https://example.org\nb") == List{"a", "b"});
  CHECK(list("a\x1b[\nb") == List{"a", "b"});
}

TEST_CASE("lines: bytes that are not UTF-8 are read as windows-1252") {
  CHECK(list("caf\xE9\ncafé\n\x1b[1mcaf\xE9") == List{"café", "café", "café"});
}

TEST_CASE("lines: an iterator can be copied") {
  auto first        = Lines("\x1b[1ma\nb").begin();
  const auto second = first;
  ++first;
  CHECK(*first == "b");
  CHECK(*second == "a");
}

TEST_CASE("lines: random bytes: every line is valid text without ends and escapes") {
  std::mt19937 random(5);
  constexpr std::string_view kPieces[] = {"\n",   "\r\n", "\x1b", "\x1b[", "\x1b]", "31", "m",
                                          "\x07", "\\",   "\xE9", "text",  "\0"sv,  ";"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto left = random() % 20; left > 0; --left) text += kPieces[random() % std::size(kPieces)];
    std::size_t size = 0;
    for (const std::string_view line : Lines(text)) {
      REQUIRE(line.find('\n') == std::string_view::npos);
      REQUIRE(line.find('\x1b') == std::string_view::npos);
      REQUIRE(secmon::is_valid_utf8(line));
      size += line.size();
    }
    REQUIRE(size <= 2 * text.size());
  }
}
