// SPDX-License-Identifier: MIT
// Small questions about text.
#include "core/text.hpp"

#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

namespace {

using namespace secmon;
using std::string;
using std::string_view;

std::vector<string> parts_of(string_view text, char separator) {
  std::vector<string> parts;
  for (string_view part; next_part(text, separator, part);) parts.emplace_back(part);
  return parts;
}

std::vector<string> ids_in(string_view text) {
  std::vector<string> ids;
  std::size_t from = 0;
  for (string_view id = next_vulnerability_id(text, from); !id.empty(); id = next_vulnerability_id(text, from)) {
    ids.emplace_back(id);
  }
  CHECK(from == text.size());
  return ids;
}

using Strings = std::vector<string>;

}  // namespace

TEST_CASE("trim, case and parts") {
  CHECK(trim(" \t\r\n a b \v\f ") == "a b");
  CHECK(trim(" \n ").empty());
  CHECK(trim("").empty());
  CHECK(equal_ignoring_case("CvE", "cVe"));
  CHECK_FALSE(equal_ignoring_case("CVE", "CV"));
  CHECK_FALSE(equal_ignoring_case("@", "`"));  // they differ in the bit that makes a letter small
  CHECK(lower("A-Z \xC3\x84") == "a-z \xC3\x84");
  CHECK(contains_ignoring_case("No SARIF here", "sarif"));
  CHECK_FALSE(contains_ignoring_case("No SARI", "sarif"));
  CHECK(contains_ignoring_case("", ""));
  CHECK_FALSE(contains_ignoring_case("", "a"));
  CHECK(parts_of("a,b,,c", ',') == Strings{"a", "b", "", "c"});
  CHECK(parts_of("a,", ',') == Strings{"a", ""});
  CHECK(parts_of("a", ',') == Strings{"a"});
  CHECK(parts_of({}, ',').empty());
}

TEST_CASE("first lines and sentences") {
  CHECK(first_line("\n  one \r\n two") == "one");
  CHECK(first_line("").empty());
  CHECK(first_sentence("One thing. Another.") == "One thing.");
  CHECK(first_sentence("Is it? Yes.") == "Is it?");
  CHECK(first_sentence("Some tools, e.g. bandit, say so. Others not.") == "Some tools, e.g. bandit, say so.");
  CHECK(first_sentence("Fixed in 1.2.3 and later\nmore") == "Fixed in 1.2.3 and later");
  CHECK(first_sentence("abc def", 5) == "abc d");
  CHECK(first_sentence("abc. Def", 2) == "ab");
  CHECK(first_sentence("").empty());
}

TEST_CASE("clip never cuts a UTF-8 sequence") {
  const string text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z";
  for (std::size_t limit = 0; limit <= text.size() + 1; ++limit) {
    const string_view part = clip(text, limit);
    CHECK(part.size() <= limit);
    CHECK(is_valid_utf8(part));
    CHECK(part.size() + 3 >= std::min(limit, text.size()));
  }
  const string junk(10, '\x80');
  CHECK(clip(junk, 7).size() == 7);
}

TEST_CASE("numbers") {
  CHECK(to_integer(" 42 ") == 42);
  CHECK(to_integer("-7") == -7);
  CHECK(to_integer("+7") == 7);
  CHECK(to_integer("9223372036854775807") == INT64_MAX);
  for (const char* text : {"", " ", "4x", "4.0", "+-4", "+", "9223372036854775808", "0x10", "1 2"}) {
    INFO(text);
    CHECK_FALSE(to_integer(text).has_value());
  }
  CHECK(to_number("7.5") == 7.5);
  CHECK(to_number(" 1e3 ") == 1000.0);
  CHECK(to_number("0.16001e0") == 0.16001);
  CHECK(to_number("+9.8") == 9.8);
  for (const char* text : {"", "inf", "nan", "-infinity", "1e999", "7,5", "7.5 high", "+-1"}) {
    INFO(text);
    CHECK_FALSE(to_number(text).has_value());
  }
}

TEST_CASE("numbers of weaknesses") {
  const std::vector<std::pair<const char*, std::uint32_t>> cases{
      {"CWE-79: Cross-site Scripting", 79},
      {"cwe-079", 79},
      {"external/cwe/cwe-079", 79},
      {"CWE:79", 79},
      {"CWE: 79", 79},
      {"CWE79", 79},
      {"CWE_1321", 1321},
      {" 79 ", 79},
      {"https://cwe.mitre.org/data/definitions/79.html", 79},
      {"see CWE-20 and CWE-79", 20},
      {"(CWE-798)", 798},
      {"", 0},
      {"CWE", 0},
      {"CWE-", 0},
      {"NVD-CWE-noinfo", 0},
      {"NVD-CWE-Other", 0},
      {"-1", 0},
      {"0", 0},
      {"CWE-0", 0},
      {"CWE-99999999999", 0},
      {"XCWE-79", 0},
      {"79 things", 0},
      {"A01:2021", 0},
  };
  for (const auto& [text, number] : cases) {
    INFO(text);
    CHECK(cwe_number(text) == number);
  }
}

TEST_CASE("ids of vulnerabilities") {
  CHECK(ids_in("see CVE-2021-44228, ghsa-jfh8-c2jp-5v3q and (PYSEC-2021-1).") ==
        Strings{"CVE-2021-44228", "ghsa-jfh8-c2jp-5v3q", "PYSEC-2021-1"});
  CHECK(ids_in("https://nvd.nist.gov/vuln/detail/CVE-2021-44228") == Strings{"CVE-2021-44228"});
  CHECK(ids_in("DEBIAN-CVE-2021-1, RHSA-2021:1234; DSA-5123-1 RUSTSEC-2020-0001") ==
        Strings{"CVE-2021-1", "RHSA-2021:1234", "DSA-5123-1", "RUSTSEC-2020-0001"});
  CHECK(ids_in("SNYK-PYTHON-DJANGO-1234 SFTY-20230713-12345 GO-2023-1840") ==
        Strings{"SNYK-PYTHON-DJANGO-1234", "SFTY-20230713-12345", "GO-2023-1840"});
  CHECK(ids_in("CVE-2021-1CVE-2021-2 XCVE-2021-3 CVE-2021-4_x CVE-21-5 CVE-2021- CVE GHSA-1-2-3 CWE-79").empty());
  CHECK(ids_in("").empty());
  CHECK(ids_in("---").empty());
  std::size_t from = 1;
  CHECK(next_vulnerability_id("CVE-2021-1 CVE-2021-2", from) == "CVE-2021-2");
  CHECK(from == 21);
  from = 99;
  CHECK(next_vulnerability_id("CVE-2021-1", from).empty());

  CHECK(is_vulnerability_id("CVE-2021-44228"));
  CHECK(is_vulnerability_id("GHSA-xxxx-xxxx-xxxx"));
  CHECK_FALSE(is_vulnerability_id("CVE-2021-44228 "));
  CHECK_FALSE(is_vulnerability_id("UBUNTU-CVE-2021-44228"));
  CHECK_FALSE(is_vulnerability_id(""));
  CHECK_FALSE(is_vulnerability_id("B602"));
}

TEST_CASE("searching for ids takes time in proportion to the text") {
  for (const char* piece : {"SNYK-", "CVE-2021-", "GHSA-", "-", "GO-1", "CVE-2021-1"}) {
    string text;
    while (text.size() < 1'000'000) text += piece;
    const std::clock_t start = std::clock();  // of the processor: others may use the machine, too
    ids_in(text);
    CHECK(cwe_number(text) == 0);
    CHECK(std::clock() - start < 5 * CLOCKS_PER_SEC);
  }
}

TEST_CASE("URLs, escapes and UTF-8") {
  CHECK(is_url("https://host"));
  CHECK(is_url("HTTP://host"));
  CHECK_FALSE(is_url("ftp://host"));
  CHECK_FALSE(is_url("http:/"));
  CHECK(percent_decode("%40scope%2Fname%") == "@scope/name%");
  CHECK(percent_decode("%4") == "%4");
  CHECK(percent_decode("%zz%41") == "%zzA");
  CHECK(percent_decode("%41%ce5") == "%41%ce5");  // no UTF-8
  for (const char* text : {"", "plain text of more than eight", "\xC3\xA4 and \xE2\x82\xAC", "\xF0\x9F\x98\x80",
                           "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF", "\x7F"}) {
    CHECK(is_valid_utf8(text));
  }
  for (const char* text :
       {"\x80", "\xC3", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFF", "12345678\xE2\x82", "\xE2\x82x", "\xF0\x9F\x98"}) {
    CHECK_FALSE(is_valid_utf8(text));
  }
}

TEST_CASE("paths") {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"src/a.py", "src/a.py"},
      {"./src/a.py", "src/a.py"},
      {".\\src\\a.py", "src/a.py"},
      {"././/a", "a"},
      {"C:\\x\\y.cs", "C:/x/y.cs"},
      {"/abs//a", "/abs/a"},
      {"../up", "../up"},
      {".hidden", ".hidden"},
      {"a/./b", "a/./b"},
      {"", ""},
      {"./", "."},
      {".", "."},
      {"\\\\host\\share", "/host/share"},
      {"./../a", "../a"},
      {"/", "/"},
      {"\\", "/"},
      {"Name/CASE", "Name/CASE"},
  };
  for (const auto& [path, normal] : cases) {
    INFO(path);
    CHECK(normal_path(path) == normal);
    CHECK(is_normal_path(path) == (string_view(path) == normal));
    CHECK(is_normal_path(normal_path(path)));
  }
}

TEST_CASE("is_normal_path agrees with normal_path") {
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    string path;
    for (auto n = random() % 10; n > 0; --n) path += "./\\ab"[random() % 5];
    const string normal = normal_path(path);
    if (is_normal_path(path) != (normal == path) || normal_path(normal) != normal) {
      INFO(path);
      CHECK(is_normal_path(path) == (normal == path));
      CHECK(normal_path(normal) == normal);
      break;
    }
  }
}
