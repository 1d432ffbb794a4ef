// SPDX-License-Identifier: MIT
// Dates as scanners write them.
#include "core/time.hpp"

#include <chrono>
#include <random>
#include <string>

#include "catch.hpp"

namespace {

using namespace secmon;

std::string read(std::string_view text) { return to_string(parse_time(text)); }

}  // namespace

TEST_CASE("dates in all their spellings") {
  for (const char* text : {"2024-05-01T12:00:00Z",
                           "2024-05-01t12:00:00z",
                           " 2024-05-01 12:00:00 ",
                           "2024-05-01T12:00:00",
                           "2024-05-01T12:00:00.999Z",
                           "2024-05-01T12:00:00,5",
                           "2024-05-01 12:00:00.123456",
                           "2024-05-01T14:00:00+02:00",
                           "2024-05-01T14:00:00+0200",
                           "2024-05-01T14:00:00+02",
                           "2024-05-01T05:00:00.123456789-07:00",
                           "2024-05-01 12:00:00 UTC",
                           "2024-05-01 05:00:00 -0700 -0700",
                           "2024-05-01 05:00:00 -0700 PDT",
                           "2024-05-01 12:00:00 +0000 UTC",
                           "2024-05-01T12:00",
                           "2024/05/01 12:00:00",
                           "2024-May-01 12:00:00",
                           "Wed, 01 May 2024 12:00:00 GMT",
                           "Wed, 1 May 2024 12:00:00 +0000",
                           "01 May 2024 12:00:00 GMT"}) {
    INFO(text);
    CHECK(read(text) == "2024-05-01T12:00:00Z");
  }
  CHECK(read("2024-05-01") == "2024-05-01T00:00:00Z");
  CHECK(read("2024/05/01") == "2024-05-01T00:00:00Z");
  CHECK(read("2022-Feb-03") == "2022-02-03T00:00:00Z");
  CHECK(read("2024-02-29") == "2024-02-29T00:00:00Z");
  CHECK(read("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00Z");
  CHECK(read("2024-01-01T00:30:00+01:00") == "2023-12-31T23:30:00Z");
  CHECK(read("1969-12-31T23:59:59Z") == "1969-12-31T23:59:59Z");
}

TEST_CASE("what is no date") {
  for (const char* text : {"",
                           " ",
                           "never",
                           "0001-01-01T00:00:00Z",
                           "0000-00-00",
                           "2023-02-29",
                           "2024-13-01",
                           "2024-00-10",
                           "2024-05-32",
                           "2024-05",
                           "2024-05-01T",
                           "2024-05-01T12",
                           "2024-05-01T25:00:00Z",
                           "2024-05-01T12:60:00Z",
                           "2024-05-01T12:00:61Z",
                           "2024-05-01T12:00:00.Z",
                           "2024-05-01T12:00:00X",
                           "2024-05-01T12:00:00G",
                           "2024-05-01T12:00:00GM",
                           "2024-05-01T12:00:00Zx",
                           "2024-05-01T12:00:00+",
                           "2024-05-01T12:00:00+2",
                           "2024-05-01T12:00:00+25:00",
                           "2024-05/01",
                           "20240501",
                           "1714564800",
                           "2024-Foo-01",
                           "Wed",
                           "Wed,",
                           "01 Foo 2024",
                           "12024-05-01",
                           "2024-05-01 ; drop",
                           "\xC3\xA4"}) {
    INFO(text);
    CHECK(parse_time(text) == kNoTime);
  }
  CHECK(parse_time(std::string_view("2024-05-01\0", 11)) == kNoTime);
  CHECK(parse_time(std::string_view("2024-05-01T12:00:00\0", 20)) == kNoTime);
}

TEST_CASE("seconds, milliseconds and microseconds") {
  CHECK(to_string(time_of_epoch(1714564800)) == "2024-05-01T12:00:00Z");
  CHECK(to_string(time_of_epoch(1714564800'123)) == "2024-05-01T12:00:00Z");
  CHECK(to_string(time_of_epoch(1714564800'123456)) == "2024-05-01T12:00:00Z");
  CHECK(time_of_epoch(0) == kNoTime);
  CHECK(time_of_epoch(-1) == kNoTime);
  CHECK(time_of_epoch(INT64_MAX) == kNoTime);
}

TEST_CASE("what is written can be read") {
  CHECK(to_string(kNoTime).empty());
  CHECK(to_string(Time::max()).empty());
  CHECK(to_string(Time{std::chrono::seconds{253402300800}}).empty());  // the year 10000
  CHECK(to_string(Time{}) == "1970-01-01T00:00:00Z");
  std::mt19937_64 random(42);
  // From the year 2 to the year 9999.
  std::uniform_int_distribution<std::int64_t> seconds(-62'104'060'800, 253'402'300'799);
  for (int i = 0; i < 20'000; ++i) {
    const Time time{std::chrono::seconds{seconds(random)}};
    if (parse_time(to_string(time)) != time) {
      CHECK(to_string(parse_time(to_string(time))) == to_string(time));
      break;
    }
  }
}
