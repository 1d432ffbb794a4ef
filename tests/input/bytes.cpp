// SPDX-License-Identifier: MIT
// From bytes to text: every encoding that is read, every one that is refused, and files of all sizes.
#include "input/bytes.hpp"

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "catch.hpp"
#include "core/text.hpp"

using namespace std::string_literals;
using namespace std::string_view_literals;
using secmon::decode;
using secmon::Decoded;
using secmon::Errc;
using secmon::Limits;
using secmon::MappedFile;

namespace {

std::string gzip(std::string_view text, int level = Z_DEFAULT_COMPRESSION) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
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

std::string utf16(std::u16string_view text, bool big_endian) {
  std::string bytes;
  for (const char16_t unit : text) {
    const auto high = static_cast<char>(unit >> 8);
    const auto low  = static_cast<char>(unit & 0xFF);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

std::string text_of(std::string_view bytes) {
  const auto decoded = decode(bytes, {});
  return decoded ? std::string(decoded->text) : "error: " + decoded.error().message;
}

Errc code_of(std::string_view bytes, const Limits& limits = {}) {
  const auto decoded = decode(bytes, limits);
  return decoded ? Errc::ok : decoded.error().code;
}

/// The only remark, as "code!" if it makes the report incomplete; "" if there is none, "many" if there are more.
std::string remark_of(std::string_view bytes) {
  const auto decoded = decode(bytes, {});
  if (!decoded) return "error";
  if (decoded->remarks.empty()) return "";
  if (decoded->remarks.size() > 1) return "many";
  const secmon::Remark& remark = decoded->remarks.front();
  return std::string(secmon::name(remark.code)) + (remark.incomplete ? "!" : "");
}

/// A file that is gone at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content)
      : path_(std::filesystem::temp_directory_path() / ("secmon_bytes_" + std::to_string(std::random_device()()))) {
    std::ofstream(path_, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  }
  TemporaryFile(const TemporaryFile&)            = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("bytes: UTF-8 text is handed on as it lies, without copying") {
  const std::string bytes = "{\"a\": \"ä\"}";
  const auto decoded      = decode(bytes, {}, 7);
  REQUIRE(decoded);
  CHECK(decoded->text.data() == bytes.data());
  CHECK(decoded->text == bytes);
  CHECK(decoded->owned.empty());
  CHECK(decoded->padding == 7);
  CHECK(decoded->remarks.empty());
}

TEST_CASE("bytes: marks, white space and NULs at both ends are removed") {
  CHECK(text_of("\xEF\xBB\xBF{}") == "{}");
  CHECK(text_of("\xEF\xBB\xBF\n\xEF\xBB\xBF{}") == "{}");
  CHECK(text_of(" \r\n\t{} \v\f\n") == "{}");
  CHECK(text_of("{}\0\0\0\0"sv) == "{}");
  CHECK(text_of("\0\0 {} \0\n"sv) == "{}");
  CHECK(text_of("{\"a\0b\"}"sv) == "{\"a\0b\"}"sv);

  CHECK(remark_of("\xEF\xBB\xBF {}\n").empty());
  CHECK(remark_of("{}\n\0\0\0"sv) == "unreadable_bytes");
  CHECK(remark_of("\0\0\0\0{}"sv) == "unreadable_bytes");
}

TEST_CASE("bytes: whether a line break stood behind the text is said") {
  CHECK(decode("a,b\n1,2\n", {})->line_end);
  CHECK(decode("a,b\r\n1,2\r", {})->line_end);
  CHECK(decode("a,b\n1,2 \n ", {})->line_end);
  CHECK_FALSE(decode("a,b\n1,2", {})->line_end);
  CHECK_FALSE(decode("a,b\n1,2 \t", {})->line_end);
}

TEST_CASE("bytes: what is cut off the end counts as padding") {
  const auto decoded = decode("{} \n\0"sv, {}, 10);
  REQUIRE(decoded);
  CHECK(decoded->text == "{}");
  CHECK(decoded->padding == 13);
}

TEST_CASE("bytes: an empty document is an error that says what it usually means") {
  for (const std::string_view bytes : {""sv, " "sv, "\n\r\n\t"sv, "\0\0\0"sv, "\xEF\xBB\xBF"sv, "\xFF\xFE"sv}) {
    const auto decoded = decode(bytes, {});
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().code == Errc::empty);
    CHECK(decoded.error().message.find("scanner crashed or was not run") != std::string::npos);
  }
  CHECK(code_of(gzip("")) == Errc::empty);
  CHECK(code_of(gzip(" \n")) == Errc::empty);
}

TEST_CASE("bytes: what is no text is refused with advice") {
  const auto message = [](std::string_view bytes) {
    const auto decoded = decode(bytes, {});
    CHECK_FALSE(decoded);
    if (decoded) return "read as "s + std::string(decoded->text);
    CHECK(decoded.error().code == Errc::unreadable_bytes);
    return decoded.error().message;
  };
  CHECK(message("PK\x03\x04rest"sv) == "a zip archive that is cut off: its directory is missing");
  CHECK(message("PK\x05\x06"s + std::string(18, '\0')) == "an empty zip archive");
  CHECK(message("\xFD"
                "7zXZ\0rest"sv) == "an xz stream: decompress it first");
  CHECK(message("\x28\xB5\x2F\xFDrest"sv) == "a zstd stream: decompress it first");
  CHECK(message("BZh91AY&SYrest"sv) == "a bzip2 stream: decompress it first");
  CHECK(message("7z\xBC\xAF\x27\x1Crest"sv) == "a 7z archive: extract it first");
  CHECK(message("%PDF-1.7"sv) == "a PDF: have the tool write JSON, XML or CSV");
  CHECK(message("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv) == "an old Office file: save it as CSV first");
  CHECK(message("\xFF\xFE\0\0{\0\0\0"sv).find("UTF-32") != std::string::npos);
  CHECK(message("\0\0\xFE\xFF\0\0\0{"sv).find("UTF-32") != std::string::npos);
  CHECK(message(gzip(gzip("{}"))) == "gzip inside gzip: decompress it first");
  CHECK(message(gzip("PK\x03\x04rest")) == "a zip archive: extract it first");
}

TEST_CASE("bytes: more bytes than the limit are an error") {
  Limits limits;
  limits.bytes = 4;
  CHECK(code_of("1234", limits) == Errc::ok);
  CHECK(code_of("12345", limits) == Errc::too_large);
}

TEST_CASE("bytes: gzip, one member, many members, zeros and rubbish behind them") {
  const std::string big(3'000'000, 'x');
  CHECK(text_of(gzip("{\"a\":1}")) == "{\"a\":1}");
  CHECK(text_of(gzip(big)) == big);
  CHECK(text_of(gzip(big, 0)) == big);
  CHECK(text_of(gzip("one ") + gzip("") + gzip("two")) == "one two");
  CHECK(text_of(gzip(utf16(u"\uFEFF{\"ä\":1}", false))) == "{\"ä\":1}");
  CHECK(remark_of(gzip("{}")).empty());
  CHECK(remark_of(gzip("{}") + std::string(512, '\0')).empty());

  const auto decoded = decode(gzip("{}") + "rubbish", {});
  REQUIRE(decoded);
  CHECK(decoded->text == "{}");
  REQUIRE(decoded->remarks.size() == 1);
  CHECK(decoded->remarks[0].message == "7 bytes behind the gzip stream were ignored");
  CHECK_FALSE(decoded->remarks[0].incomplete);
}

TEST_CASE("bytes: gzip, a view into the decompressed text survives moves, with padding behind it") {
  auto first           = decode(gzip("{}"), {});
  const Decoded second = *std::move(first);
  CHECK(second.text == "{}");
  CHECK(second.text.data() == second.owned.data());
  REQUIRE(second.padding >= MappedFile::kPadding);
  CHECK(std::string_view(second.text.data() + 2, second.padding) == std::string(second.padding, '\0'));
}

TEST_CASE("bytes: gzip, cut and damaged streams give what could be had, and say so") {
  std::mt19937 random(1);
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += static_cast<char>('a' + random() % 26);
  const std::string packed = gzip(text);

  const auto cut = decode(packed.substr(0, packed.size() / 2), {});
  REQUIRE(cut);
  CHECK(text.starts_with(cut->text));
  CHECK(cut->text.size() > 10'000);
  REQUIRE(cut->remarks.size() == 1);
  CHECK(cut->remarks[0].incomplete);
  CHECK(cut->remarks[0].code == Errc::truncated);

  std::string wrong_checksum = packed;
  wrong_checksum[packed.size() - 8] ^= 1;
  CHECK(text_of(wrong_checksum) == text);
  CHECK(remark_of(wrong_checksum) == "unreadable_bytes!");

  CHECK(remark_of(gzip("{}") + packed.substr(0, 100)) == "truncated!");
  CHECK(remark_of(gzip("{}") + "\x1f\x8b rubbish") == "unreadable_bytes!");
  CHECK(code_of(packed.substr(0, 5)) == Errc::unreadable_bytes);
  CHECK(code_of("\x1f\x8b") == Errc::unreadable_bytes);
  CHECK(code_of("\x1f\x8brubbish that is no header") == Errc::unreadable_bytes);
}

TEST_CASE("bytes: gzip, the limit holds exactly, also for a bomb") {
  const std::string text(1 << 20, 'x');
  Limits limits;
  limits.decompressed = text.size();
  CHECK(code_of(gzip(text), limits) == Errc::ok);
  limits.decompressed = text.size() - 1;
  CHECK(code_of(gzip(text), limits) == Errc::too_large);
  limits.decompressed = 0;
  CHECK(code_of(gzip("x"), limits) == Errc::too_large);
  limits.decompressed = ~std::uint64_t{0};
  CHECK(code_of(gzip(text), limits) == Errc::ok);

  limits.decompressed = 16 << 20;
  const std::string bomb(64 << 20, '\0');
  CHECK(code_of(gzip(bomb), limits) == Errc::too_large);
}

TEST_CASE("bytes: UTF-16 is read with and without a mark, in both orders") {
  const std::u16string_view text = u"{\"key\": \"Grüße, €, 漢字, \U0001F600\"}";
  const std::string wanted       = "{\"key\": \"Grüße, €, 漢字, \U0001F600\"}";
  for (const bool big_endian : {false, true}) {
    CHECK(text_of(utf16(text, big_endian)) == wanted);
    CHECK(text_of(utf16(u"\uFEFF", big_endian) + utf16(text, big_endian)) == wanted);
    CHECK(remark_of(utf16(text, big_endian)).empty());
    CHECK(text_of(utf16(u"[]", big_endian)) == "[]");
  }
  CHECK(text_of(utf16(u"\uFEFF漢字だけ", false)) == "漢字だけ");
}

TEST_CASE("bytes: UTF-16 of every length and mixture equals what is put in") {
  // Wide characters at every place of a block and at its borders.
  for (std::size_t size = 1; size < 70; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::u16string wide = u"\uFEFF" + std::u16string(size, u'a');
      std::string narrow(size, 'a');
      wide.replace(at + 1, 1, u"\U0001F600");
      narrow.replace(at, 1, "\U0001F600");
      REQUIRE(text_of(utf16(wide, size % 2 == 0)) == narrow);
    }
  }
}

TEST_CASE("bytes: UTF-16, halves of characters become U+FFFD, and an odd byte at the end is said") {
  const std::u16string lone = {0xFEFF, u'a', 0xD83D, u'b', 0xDE00, u'c', 0xD83D};
  CHECK(text_of(utf16(lone, false)) == "a\uFFFDb\uFFFDc\uFFFD");
  const auto decoded = decode(utf16(lone, true), {});
  REQUIRE(decoded);
  REQUIRE(decoded->remarks.size() == 1);
  CHECK(decoded->remarks[0].message == "3 halves of characters in UTF-16 had no other half");
  CHECK_FALSE(decoded->remarks[0].incomplete);

  CHECK(text_of(utf16(u"[1, 2]", false) + "\x20") == "[1, 2]");
  CHECK(remark_of(utf16(u"[1, 2]", false) + "\x20") == "truncated!");
}

TEST_CASE("bytes: zero bytes in UTF-8 text do not make it UTF-16") {
  CHECK(text_of("a\0\0\0b and a lot of other text"sv) == "a\0\0\0b and a lot of other text"sv);
  CHECK(text_of("x"sv) == "x");
}

TEST_CASE("bytes: windows-1252 is read as browsers read it") {
  CHECK(secmon::latin1_to_utf8("plain") == "plain");
  CHECK(secmon::latin1_to_utf8("Gr\xFC\xDF"
                               "e, a rather long text with \xE9") == "Grüße, a rather long text with é");
  CHECK(secmon::latin1_to_utf8("\x80\x93\x94\x99\x9F\xFF") == "€“”™Ÿÿ");
  CHECK(secmon::latin1_to_utf8("\x81") == "\u0081");
  CHECK(secmon::latin1_to_utf8("").empty());
}

TEST_CASE("bytes: repair keeps what is valid and reads each bad byte as windows-1252") {
  const auto repaired = [](std::string_view text, bool expected) {
    bool changed           = false;
    const std::string made = secmon::repair_utf8(text, changed);
    CHECK(changed == expected);
    CHECK(secmon::is_valid_utf8(made));
    return made;
  };
  CHECK(repaired("", false).empty());
  CHECK(repaired("plain text that is longer than eight bytes", false) == "plain text that is longer than eight bytes");
  CHECK(repaired("Grüße €\U0001F600\uFFFD\U0010FFFF", false) == "Grüße €\U0001F600\uFFFD\U0010FFFF");
  CHECK(repaired("caf\xE9 and café", true) == "café and café");
  CHECK(repaired("\xC0\x80", true) == "À€");                 // overlong
  CHECK(repaired("\xE0\x80\x80", true) == "à€€");            // overlong
  CHECK(repaired("\xF4\x90\x80\x80", true) == "ô\u0090€€");  // beyond U+10FFFF
  CHECK(repaired("\xF5", true) == "õ");
  CHECK(repaired("\xE2\x82", true) == "â‚");  // cut
  CHECK(repaired("\x80", true) == "€");
  CHECK(repaired("\xED\xA0\xBD\xED\xB8\x80!", true) == "\U0001F600!");
  CHECK(repaired("\xED\xA0\xBD!\xED\xB8\x80", true) == "\uFFFD!\uFFFD");
  CHECK(repaired("\xED\xA0\xBD\xED\xA0\xBD\xED\xB8\x80", true) == "\uFFFD\U0001F600");
}

TEST_CASE("bytes: changed is left alone when nothing was repaired") {
  bool changed = true;
  CHECK(secmon::repair_utf8("fine", changed) == "fine");
  CHECK(changed);
}

TEST_CASE("bytes: random bytes: repair and decode never fail to give valid text") {
  std::mt19937 random(20240501);
  constexpr std::string_view kPieces[] = {"a",    "\xED\xA0\x80", "\xED\xB0\x80", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                          "\x80", "\xFF",         "\xC3",         "plain text"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto left = random() % 12; left > 0; --left) text += kPieces[random() % std::size(kPieces)];
    bool changed           = false;
    const std::string made = secmon::repair_utf8(text, changed);
    REQUIRE(secmon::is_valid_utf8(made));
    REQUIRE(changed == !secmon::is_valid_utf8(text));
    REQUIRE(changed == (made != text));
    REQUIRE(secmon::is_valid_utf8(secmon::latin1_to_utf8(text)));
  }
  constexpr std::string_view kStarts[] = {"", "\x1f\x8b\x08\0\0\0\0\0\0\3"sv, "\xFF\xFE", "\xFE\xFF", "\xEF\xBB\xBF"};
  Limits limits;
  limits.decompressed = 1 << 20;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(kStarts[static_cast<std::size_t>(round) % std::size(kStarts)]);
    for (auto left = random() % 200; left > 0; --left) bytes += static_cast<char>(random());
    const auto decoded = decode(bytes, limits);
    if (decoded) {
      REQUIRE_FALSE(decoded->text.empty());
      REQUIRE(decoded->text.size() <= bytes.size() + limits.decompressed);
    } else {
      REQUIRE_FALSE(decoded.error().message.empty());
    }
  }
}

TEST_CASE("bytes: any damage to a gzip stream gives text with a remark, or an error") {
  std::mt19937 random(7);
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(random() % 1000) + ",";
  const std::string packed = gzip(text);
  for (std::size_t at = 0; at < packed.size(); at += 3) {
    std::string damaged = packed;
    damaged[at]         = static_cast<char>(damaged[at] ^ static_cast<char>(1 << at % 8));
    const auto decoded  = decode(damaged, {});
    if (decoded && decoded->text == text) continue;  // a bit of the header that means nothing
    const bool said = !decoded || at < 10 || (!decoded->remarks.empty() && decoded->remarks[0].incomplete);
    CHECK(said);
  }
}

TEST_CASE("bytes: files of every size around a page are followed by readable zeros") {
  for (const std::size_t size : {1U, 63U, 4032U, 4033U, 4095U, 4096U, 4097U, 8192U, 65536U, 100'000U}) {
    const TemporaryFile file(std::string(size, 'x'));
    const auto mapped = MappedFile::open(file.path(), 1 << 20);
    REQUIRE(mapped);
    CHECK(mapped->bytes() == std::string(size, 'x'));
    const std::string_view padding(mapped->bytes().data() + size, MappedFile::kPadding);
    CHECK(padding == std::string(MappedFile::kPadding, '\0'));
  }
}

TEST_CASE("bytes: an empty file is read as no bytes") {
  const TemporaryFile file("");
  const auto mapped = MappedFile::open(file.path(), 10);
  REQUIRE(mapped);
  CHECK(mapped->bytes().empty());
}

TEST_CASE("bytes: a mapped file can be moved and lives on") {
  const TemporaryFile file("content");
  auto first        = MappedFile::open(file.path(), 10).value();
  MappedFile second = std::move(first);
  CHECK(second.bytes() == "content");
  auto third = MappedFile::open(file.path(), 10).value();
  third      = std::move(second);
  CHECK(third.bytes() == "content");
}

TEST_CASE("bytes: a large file can be read after its pages were given back") {
  const TemporaryFile file("front");
  std::filesystem::resize_file(file.path(), std::size_t{40} << 20);
  {
    std::ofstream more(file.path(), std::ios::binary | std::ios::app);
    more << "back";
  }
  const auto mapped = MappedFile::open(file.path(), std::uint64_t{1} << 30).value();
  for (const unsigned threads : {1U, 2U}) {
    CHECK(mapped.bytes().starts_with(std::string_view("front\0", 6)));
    CHECK(mapped.bytes().ends_with(std::string_view("\0back", 5)));
    mapped.release(threads);
  }
  CHECK(mapped.bytes().starts_with("front"));
  CHECK(mapped.bytes().ends_with("back"));
}

TEST_CASE("bytes: files that cannot be read are errors with their name") {
  const auto directory = MappedFile::open(std::filesystem::temp_directory_path(), 10);
  REQUIRE_FALSE(directory);
  CHECK(directory.error().code == Errc::unreadable_bytes);
  CHECK(directory.error().message.find("is a directory") != std::string::npos);

  const auto missing = MappedFile::open("no-such-file.json", 10);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Errc::unreadable_bytes);
  CHECK(missing.error().message.starts_with("no-such-file.json: "));
  CHECK(missing.error().message.size() > "no-such-file.json: "sv.size());

  const TemporaryFile file("12345");
  CHECK(MappedFile::open(file.path(), 5));
  const auto large = MappedFile::open(file.path(), 4);
  REQUIRE_FALSE(large);
  CHECK(large.error().code == Errc::too_large);
}

#if defined(__linux__)
TEST_CASE("bytes: what is no regular file is read into memory, within the limit") {
  const auto endless = MappedFile::open("/dev/zero", 100'000);
  REQUIRE_FALSE(endless);
  CHECK(endless.error().code == Errc::too_large);
  const auto nothing = MappedFile::open("/dev/null", 10);
  REQUIRE(nothing);
  CHECK(nothing->bytes().empty());
  const auto sizeless = MappedFile::open("/proc/self/status", 1 << 20);  // says that it has no bytes, and has some
  REQUIRE(sizeless);
  CHECK(sizeless->bytes().starts_with("Name:"));
  CHECK(sizeless->bytes().data()[sizeless->bytes().size()] == '\0');
}
#endif
