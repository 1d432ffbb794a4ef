// SPDX-License-Identifier: MIT
// The cursor for tables: headers, quoting, and rows that are not as they should be.
#include "input/rows.hpp"

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "core/text.hpp"
#include "core/writer.hpp"
#include "input/rows_source.hpp"
#include "secmon/report.hpp"

using namespace std::string_view_literals;
using secmon::Errc;
using secmon::Row;
using secmon::Rows;

namespace {

using List  = std::vector<std::string>;
using Lists = std::vector<List>;

struct Table {
  explicit Table(std::string text, bool line_end = false)
      : copy(std::move(text)), writer(report, "test", {}), source(copy, writer, {}, line_end) {
    open = source.open();
    if (open) rows = source.rows();
  }

  [[nodiscard]] List header() const { return {rows.header().begin(), rows.header().end()}; }

  [[nodiscard]] Lists all() const {
    Lists lists;
    for (const Row& row : rows) {
      List& list = lists.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i) list.emplace_back(row[i]);
    }
    return lists;
  }

  /// The notes as "code offset", with '!' if they make the report incomplete.
  [[nodiscard]] List notes() const {
    List list;
    for (const secmon::Note& note : report.notes()) {
      list.push_back(std::string(secmon::name(note.code)) + (note.incomplete ? "! " : " ") +
                     std::to_string(note.offset));
    }
    return list;
  }

  std::string copy;
  secmon::Report report;
  secmon::Writer writer;
  secmon::RowSource source;
  bool open = false;
  Rows rows;
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("rows: columns are found by name, exactly or without regard to case") {
  const Table t("Title,Severity,title\nOne,high,one\nTwo,low,two\n");
  REQUIRE(t.open);
  CHECK(t.header() == List{"Title", "Severity", "title"});
  CHECK(t.rows.has("Title"));
  CHECK(t.rows.has("SEVERITY"));
  CHECK_FALSE(t.rows.has("none"));
  List titles;
  for (const Row& row : t.rows) {
    titles.emplace_back(row["Title"]);
    titles.emplace_back(row["title"]);
    titles.emplace_back(row["TITLE"]);  // neither, so the first
    titles.emplace_back(row["severity"]);
    CHECK(row["none"].empty());
    CHECK(row["none"].empty());
    CHECK(row[7].empty());
  }
  CHECK(titles == List{"One", "one", "One", "high", "Two", "two", "Two", "low"});
  CHECK(t.notes().empty());
}

TEST_CASE("rows: nowhere answers every question") {
  const Rows none;
  CHECK(none.begin() == none.end());
  CHECK_FALSE(none.has("a"));
  CHECK(none.header().empty());
  const Row row;
  CHECK(row["a"].empty());
  CHECK(row[0].empty());
  CHECK(row.peek("a").empty());
  CHECK(row.size() == 0);
  CHECK(row.integer("a", 7) == 7);
  CHECK(row.number("a", 0.5) == 0.5);
  CHECK(row.line("a") == 0);
  CHECK(row.offset() == 0);
}

TEST_CASE("rows: the delimiter is told from the header") {
  CHECK(Table("a;b,c;d\n1;2;3").all() == Lists{{"1", "2", "3"}});
  CHECK(Table("a\tb\tc\n1\t2\t3").all() == Lists{{"1", "2", "3"}});
  CHECK(Table("a|b|c\n1|2|3").all() == Lists{{"1", "2", "3"}});
  CHECK(Table("\"a,b,c\";d\n1;2").header() == List{"a,b,c", "d"});
  CHECK(Table("a,b;c\n1,2;3").all() == Lists{{"1", "2;3"}});  // a tie: the more usual one
  CHECK(Table("one\n1").all() == Lists{{"1"}});
  CHECK(Table("sep=;\na;b\n1;2").all() == Lists{{"1", "2"}});
  CHECK(Table("SEP=,\r\na;b,c\r\n1,2").header() == List{"a;b", "c"});
  CHECK(Table("sep=x\n1").header() == List{"sep=x"});
}

TEST_CASE("rows: quoted fields: line breaks, doubled quotes, spaces around, text behind") {
  CHECK(Table("a,b\n\"x\ny\",\"he said \"\"no\"\"\"\n").all() == Lists{{"x\ny", "he said \"no\""}});
  CHECK(Table("a,b\n\"1,2\", \"3,4\" \n").all() == Lists{{"1,2", "3,4"}});
  CHECK(Table("a,b\n\"\",\"\"\"\"\n").all() == Lists{{"", "\""}});
  CHECK(Table("a,b\n\"x\"y,\"x\" \"y\"\n").all() == Lists{{"xy", "x \"y\""}});
  CHECK(Table("a,b\nx\"y,\"\"\"\"\"\"\n").all() == Lists{{"x\"y", "\"\""}});
  CHECK(Table("a,b\n'x',5\" disk\n").all() == Lists{{"'x'", "5\" disk"}});
  CHECK(Table("\"a\nb\",c\n1,2\n").header() == List{"a\nb", "c"});
}

TEST_CASE("rows: ends of lines, blank lines and blank rows") {
  CHECK(Table("a,b\r\n1,2\r\n3,4\r\n").all() == Lists{{"1", "2"}, {"3", "4"}});
  CHECK(Table("a,b\r1,2\r3,4").all() == Lists{{"1", "2"}, {"3", "4"}});
  CHECK(Table("a,b\r\r\n1,2\r\r\n3,4").all() == Lists{{"1", "2"}, {"3", "4"}});
  CHECK(Table("\n \na,b\n\n1,2\n  \n,\n3,4\n\n").all() == Lists{{"1", "2"}, {"3", "4"}});
  CHECK(Table("a,b\n 1 ,\t2\n").all() == Lists{{"1", "2"}});
  CHECK(Table("a,b").all().empty());
  CHECK(Table("a,b").notes().empty());
  CHECK(Table("a,b\n").all().empty());
}

TEST_CASE("rows: rows can be walked again") {
  const Table t("a,b\n1,2\n3\n5,6\n");
  CHECK(t.all() == t.all());
  CHECK(t.all().size() == 3);
  CHECK(t.notes() == List{"malformed 8"});
}

TEST_CASE("rows: a text can be looked at without being kept") {
  const Table t("plain,quoted\n one ,\" a \"\"b\"\" \"\n");
  for (const Row& row : t.rows) {
    CHECK(row.peek("plain") == "one");
    CHECK(row.peek("QUOTED") == "a \"b\"");
    CHECK(row.peek("none").empty());
  }
  CHECK(t.all().size() == 1);
}

TEST_CASE("rows: numbers and lines") {
  const Table t("n,f,bad,line,zero,big\n12,443.0,x,7,0,99999999999\n");
  for (const Row& row : t.rows) {
    CHECK(row.integer("n") == 12);
    CHECK(row.integer("f") == 443);
    CHECK(row.integer("bad", -1) == -1);
    CHECK(row.integer("none", -1) == -1);
    CHECK(row.number("f") == 443.0);
    CHECK(row.number("bad", 0.5) == 0.5);
    CHECK(row.line("line") == 7);
    CHECK(row.line("zero") == 0);
    CHECK(row.line("big") == 0);
  }
  CHECK(t.all().size() == 1);
}

TEST_CASE("rows: offsets are those of the rows") {
  const Table t("a,b\n1,2\n\n\"x\ny\",4\n5,6");
  std::vector<std::size_t> offsets;
  for (const Row& row : t.rows) offsets.push_back(row.offset());
  CHECK(offsets == std::vector<std::size_t>{4, 9, 17});
}

TEST_CASE("rows: doubled headings: the first wins, with a remark") {
  const Table t("a,b,a,,\n1,2,3,4,5\n");
  for (const Row& row : t.rows) CHECK(row["a"] == "1");
  CHECK(t.notes() == List{"malformed 0"});
  CHECK(t.report.notes()[0].message == "several columns have one heading, of which the first is read: a");
}

TEST_CASE("rows: rows of another length are read, and counted in one remark") {
  const Table t("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,\n1\n1,2,3\n");
  CHECK(t.all().size() == 6);
  REQUIRE(t.notes() == List{"malformed 6"});
  CHECK(t.report.notes()[0].message == "2 rows have fewer fields than the header, 1 more");
}

TEST_CASE("rows: a table that is cut off is incomplete, and its half row is kept") {
  const Table quoted("a,b\n1,2\n3,\"4\n5,6\n");  // has all its fields, of which the last is cut
  CHECK(quoted.all() == Lists{{"1", "2"}, {"3", "4\n5,6"}});
  CHECK(quoted.notes() == List{"truncated! 8"});

  const Table half("a,b\n1,2\n\"3");
  CHECK(half.all() == Lists{{"1", "2"}, {"3"}});
  CHECK(half.all() == Lists{{"1", "2"}, {"3"}});
  CHECK(half.notes() == List{"truncated! 8"});

  const Table few("a,b,c\n1,2,3\n4,5");
  CHECK(few.all() == Lists{{"1", "2", "3"}, {"4", "5"}});
  CHECK(few.notes() == List{"truncated! 12"});
  CHECK(few.report.status() == secmon::Status::incomplete);

  // A line break behind it (decode() removes it, and says so): it is short, but whole.
  const Table whole("a,b,c\n1,2,3\n4,5", true);
  CHECK(whole.all() == few.all());
  CHECK(whole.notes() == List{"malformed 12"});
  CHECK(whole.report.status() == secmon::Status::complete);

  // Where rows are short anyway, the last one says nothing.
  const Table usual("a,b,c\n1,2\n4,5");
  CHECK(usual.all().size() == 2);
  CHECK(usual.notes() == List{"malformed 6"});

  // The empty fields at the end of a table with tabs are white space, which decode() has removed.
  const Table tabs("a\tb\tc\n1\t2\t3\n4");
  CHECK(tabs.all() == Lists{{"1", "2", "3"}, {"4"}});
  CHECK(tabs.report.status() == secmon::Status::complete);
}

TEST_CASE("rows: what is no table is rejected") {
  const auto rejected = [](std::string_view text) {
    const Table t{std::string(text)};
    CHECK_FALSE(t.open);
    return t.writer.rejection().code;
  };
  CHECK(rejected("") == Errc::malformed);
  CHECK(rejected("\n\n") == Errc::malformed);
  CHECK(rejected(",,,\n") == Errc::malformed);
  CHECK(rejected("a,\"b") == Errc::truncated);
  CHECK(rejected(repeated("a,", 5000)) == Errc::malformed);
  CHECK(Table(repeated("a,", 4095) + "\n").open);
}

TEST_CASE("rows: bytes that are not UTF-8 are read as windows-1252, with one remark") {
  const Table t("t\xEFtre,b\ncaf\xE9,café\n\x80,x\n");
  CHECK(t.rows.has("tïtre"));
  CHECK(t.all() == Lists{{"café", "café"}, {"€", "x"}});
  CHECK(t.notes() == List{"unreadable_bytes 0"});
}

TEST_CASE("rows: text outlives the table") {
  Table t("a,b\n\"from \"\"the\"\" table\",x\n");
  std::string_view text;
  for (const Row& row : t.rows) text = row["a"];
  t.copy.assign(t.copy.size(), '#');
  CHECK(text == "from \"the\" table");
}

TEST_CASE("rows: hostile tables are read in linear time and memory") {
  const auto start = std::chrono::steady_clock::now();
  std::string header;
  for (int i = 0; i < 4000; ++i) header += "column" + std::to_string(i) + ",";
  CHECK(Table(header + "x\n" + repeated(repeated("1,", 4000) + "1\n", 100)).all().size() == 100);
  const Table wide("a,b\nx" + repeated(",", 5'000'000));
  std::size_t fields = 0;
  for (const Row& row : wide.rows) {
    fields = row.size();
    CHECK(row[4'999'999].empty());
  }
  CHECK(fields == 5'000'001);
  CHECK(Table("a,b\n" + repeated("\"\"", 3'000'000)).all().size() == 1);
  CHECK(Table("a,b\n" + repeated("\"", 3'000'001)).all().size() == 1);
  CHECK(Table("a,b\n" + repeated("\"\",", 3'000'000)).open);
  CHECK(Table("a,b\n" + repeated("\n", 5'000'000)).all().empty());
  CHECK(Table("a,b\n" + repeated(" ", 5'000'000)).all().empty());
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("rows: random tables: every field is valid text without space around it") {
  std::mt19937 random(11);
  constexpr std::string_view kPieces[] = {",", ";", "\t",   "\"",   "\"\"", "\n",   "\r\n", "\r",
                                          " ", "a", "text", "\xE9", "\0"sv, "sep=", "=1+1"};
  for (int round = 0; round < 50'000; ++round) {
    std::string text = round % 2 == 0 ? "a,b\n" : "";
    for (auto left = random() % 30; left > 0; --left) text += kPieces[random() % std::size(kPieces)];
    INFO(text);
    const Table t(text);
    if (!t.open) {
      REQUIRE(t.writer.rejection().code != Errc::ok);
      continue;
    }
    std::size_t last = 0;
    for (const Row& row : t.rows) {
      REQUIRE(row.size() >= 1);
      REQUIRE(row.offset() > last);
      REQUIRE(row.offset() < text.size());
      last = row.offset();
      for (std::size_t i = 0; i < row.size(); ++i) {
        REQUIRE(secmon::is_valid_utf8(row[i]));
        REQUIRE(secmon::trim(row[i]) == row[i]);
      }
      REQUIRE(row["a"] == row["a"]);
    }
  }
}
