// SPDX-License-Identifier: MIT
// Settling rows, the same way for all formats.
#include "core/writer.hpp"

#include <string_view>

#include "catch.hpp"
#include "secmon/parse.hpp"
#include "secmon/report.hpp"

TEST_CASE("writer: a title is one line, whatever it was made from") {
  secmon::Report report;
  secmon::Writer out(report, "bandit", {});
  out.add(secmon::Kind::sast).title       = "first\nsecond";
  out.add(secmon::Kind::sast).description = "\n first\r\nsecond";
  out.add(secmon::Kind::sast).rule_name   = "first\nsecond";
  out.add(secmon::Kind::sast).rule_id     = "\nfirst\nsecond";
  out.add(secmon::Kind::sast).add_id("first\nsecond");
  out.finish();
  REQUIRE(report.size() == 5);
  for (const secmon::Finding& finding : report) CHECK(finding.title == "first");
}

TEST_CASE("writer: a clean title does not vouch for the description that it is the front of") {
  secmon::Report report;
  secmon::Writer out(report, "test", {});
  const std::string_view text = out.keep("A token was found. It is AKIAIOSFODNN7EXAMPLE in the settings.");
  secmon::Draft& f            = out.add(secmon::Kind::sast);
  f.title                     = text.substr(0, 18);
  f.description               = text;
  out.finish();
  REQUIRE(report.size() == 1);
  CHECK(report[0].title == "A token was found.");
  CHECK(report[0].description == "A token was found. It is *** in the settings.");
}

TEST_CASE("writer: a format's memory is one of each type, and lives as long as the reading does") {
  secmon::Report report;
  secmon::Writer out(report, "test", {});
  out.memory<int>() = 7;
  CHECK(out.memory<long>() == 0);
  out.memory<long>() = 9;
  CHECK(out.memory<int>() == 7);
  CHECK(out.memory<long>() == 9);
}
