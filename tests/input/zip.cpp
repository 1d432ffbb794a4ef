// SPDX-License-Identifier: MIT
// Archives: which of their files are read, and archives that are damaged or made to harm.
#include "input/zip.hpp"

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace std::string_literals;
using namespace std::string_view_literals;
using secmon::decode;
using secmon::Errc;
using secmon::Limits;

namespace {

std::string raw_deflate(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
  std::string input(text);
  stream.next_in   = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in  = static_cast<uInt>(input.size());
  stream.next_out  = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string number(std::size_t n, int size) {
  std::string bytes;
  for (; size > 0; --size, n >>= 8) bytes += static_cast<char>(n & 0xFF);
  return bytes;
}

/// An archive; files whose name ends with '!' are stored without compression.
std::string zip(const std::vector<std::pair<std::string, std::string>>& files, std::string_view comment = {},
                std::uint32_t flags = 0) {
  std::string bytes, directory;
  for (auto [name, text] : files) {
    const bool stored        = name.ends_with('!');
    const std::string packed = stored ? text : raw_deflate(text);
    if (stored) name.pop_back();
    const auto sum           = crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
    const std::string common = number(20, 2) + number(flags, 2) + number(stored ? 0 : 8, 2) + number(0, 4) +
                               number(sum, 4) + number(packed.size(), 4) + number(text.size(), 4) +
                               number(name.size(), 2) + number(0, 2);
    directory += "PK\x01\x02"s + number(20, 2) + common + number(0, 10) + number(bytes.size(), 4) + name;
    bytes += "PK\x03\x04"s + common + name + packed;
  }
  const std::size_t at = bytes.size();
  return bytes + directory + "PK\x05\x06"s + number(0, 4) + number(files.size(), 2) + number(files.size(), 2) +
         number(directory.size(), 4) + number(at, 4) + number(comment.size(), 2) + std::string(comment);
}

std::string text_of(std::string_view bytes, const Limits& limits = {}) {
  const auto decoded = decode(bytes, limits);
  return decoded ? std::string(decoded->text) : "error: " + decoded.error().message;
}

}  // namespace

TEST_CASE("zip: one file is that file, whatever its name and compression") {
  CHECK(text_of(zip({{"report.sarif", "{\"a\": 1}"}})) == "{\"a\": 1}");
  CHECK(text_of(zip({{"a/b/report.xml!", "<a/>"}}, "a comment")) == "<a/>");
  CHECK(text_of(zip({{"../../etc/passwd!", "{}"}, {"__MACOSX/x", "no"}, {"dir/", ""}, {".DS_Store", "no"}})) == "{}");
  const auto decoded = decode(zip({{"r.json", "{}"}}), {});
  REQUIRE(decoded);
  CHECK(decoded->padding >= 64);
  CHECK(decoded->remarks.empty());
}

TEST_CASE("zip: of several files the documents are read") {
  CHECK(text_of(zip({{"b/2.json", "{\"b\": 2}"}, {"README", "no"}, {"a/1.JSON", "{\"a\": 1}"}})) ==
        "{\"a\": 1}\n{\"b\": 2}");
  CHECK(text_of(zip({{"components.csv", "x,y"}, {"p/security_2025.csv", "a,b"}})) == "a,b");
  CHECK(text_of(zip({{"audit.xml", "\xEF\xBB\xBF<?xml version='1.0'?><Audit/>"},
                     {"audit.fvdl", "<?xml version='1.0'?>\n<FVDL/>"},
                     {"src-archive/index.xml", "<no/>"}})) == "<zip><Audit/>\n<FVDL/></zip>");
  CHECK(text_of(zip({{"audit.fvdl", "<FVDL/>"}})) == "<zip><FVDL/></zip>");
  CHECK(text_of(zip({{"a.txt", "1"}, {"b.txt", "2"}})) ==
        "error: a zip archive of several files: extract the report first");
  CHECK(text_of(zip({{"security_1.csv", "1"}, {"security_2.csv", "2"}})) ==
        "error: a zip archive of several files: extract the report first");
}

TEST_CASE("zip: limits hold for all files together") {
  Limits limits;
  limits.decompressed = 1000;
  const std::string big(600, ' ');
  CHECK(text_of(zip({{"a.json", "{}" + big}}), limits) == "{}");
  for (const char* name : {"b.json", "b.json!"}) {
    const auto decoded = decode(zip({{"a.json", "{}" + big}, {name, big}}), limits);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().code == Errc::too_large);
  }
  const auto bomb = decode(zip({{"a.json", std::string(5'000'000, ' ')}}), limits);
  REQUIRE_FALSE(bomb);
  CHECK(bomb.error().code == Errc::too_large);
}

TEST_CASE("zip: what is damaged is an error or makes the report incomplete") {
  const std::string whole =
      zip({{"a.json", "{\"a\": \"some text that is long enough to be compressed, long enough\"}"}});
  for (std::size_t size = 4; size < whole.size(); ++size) {
    const auto decoded = decode(std::string_view(whole).substr(0, size), {});
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().code == Errc::unreadable_bytes);
  }
  for (std::size_t at = 4; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bytes  = whole;
      bytes[at]          = static_cast<char>(bytes[at] ^ static_cast<char>(1U << bit));
      const auto decoded = decode(bytes, {});
      if (decoded && decoded->text != "{\"a\": \"some text that is long enough to be compressed, long enough\"}") {
        REQUIRE_FALSE(decoded->remarks.empty());
        CHECK(decoded->remarks.front().incomplete);
      }
    }
  }
  CHECK(text_of(zip({{"a.json", "{}"}}, {}, 1)) == "error: an encrypted zip archive: extract it first");
  CHECK(text_of(zip({{"a.zip!", zip({{"a.json", "{}"}})}})) == "error: a zip archive: extract it first");
}
