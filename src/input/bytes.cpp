// SPDX-License-Identifier: MIT
// From bytes as they lie on a disk to UTF-8 text: mapping, gunzipping, UTF-16, and the repair of what is not UTF-8.
#include "input/bytes.hpp"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <limits>
#include <new>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "core/ascii.hpp"
#include "core/pages.hpp"
#include "input/zip.hpp"

#if defined(__unix__) || defined(__APPLE__)
#define SECMON_HAS_MMAP 1
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace secmon {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t index) noexcept {
  return static_cast<std::uint8_t>(text[index]);
}

// ---- files --------------------------------------------------------------------------------------------------------

std::string shown(const std::filesystem::path& path) {
  const auto text = path.u8string();
  bool changed    = false;
  return repair_utf8({reinterpret_cast<const char*>(text.data()), text.size()}, changed);
}

Error cannot_read(const std::filesystem::path& path, const std::string& why) {
  return {Errc::unreadable_bytes, shown(path) + ": " + why};
}

Error too_large(const std::filesystem::path& path, std::uint64_t limit) {
  return {Errc::too_large, shown(path) + ": more than the limit of " + std::to_string(limit) + " bytes"};
}

std::string reason(int error_number) { return std::error_code(error_number, std::generic_category()).message(); }

/// A buffer that grows by doubling and always ends in kPadding zeros that are not counted.
struct Growing {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0, capacity = 0;

  void grow() {
    const std::size_t wanted = std::max<std::size_t>(2 * capacity, std::size_t{64} << 10);
    auto more                = std::make_unique<char[]>(wanted + MappedFile::kPadding);
    if (size != 0) std::memcpy(more.get(), bytes.get(), size);
    bytes    = std::move(more);
    capacity = wanted;
  }
};

/// Reads to the end what cannot be mapped. Gives an error when it fails or goes beyond the limit.
std::optional<Error> read_all(const std::filesystem::path& path, std::uint64_t limit, Growing& to) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return cannot_read(path, errno != 0 ? reason(errno) : "cannot be opened");
  to.grow();
  while (file) {
    if (to.size == to.capacity) to.grow();
    file.read(to.bytes.get() + to.size, static_cast<std::streamsize>(to.capacity - to.size));
    to.size += static_cast<std::size_t>(file.gcount());
    if (to.size > limit) return too_large(path, limit);
  }
  if (file.bad()) return cannot_read(path, "reading failed");
  std::memset(to.bytes.get() + to.size, 0, MappedFile::kPadding);
  return std::nullopt;
}

#if defined(SECMON_HAS_MMAP)

struct Descriptor {
  int number;
  explicit Descriptor(int n) : number(n) {}
  Descriptor(const Descriptor&)            = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

struct Mapping {
  const char* data   = nullptr;
  std::size_t size   = 0;
  std::size_t mapped = 0;
};

/// Small files are read: threads that map and unmap wait for one another. It may be fewer bytes, when somebody makes
/// the file shorter meanwhile.
std::optional<Error> read_small(const std::filesystem::path& path, int file, std::size_t size, Growing& to) {
  to.bytes.reset(new char[size + MappedFile::kPadding]);
  while (to.size < size) {
    const ::ssize_t got = ::read(file, to.bytes.get() + to.size, size - to.size);
    if (got == 0) break;
    if (got < 0 && errno != EINTR) return cannot_read(path, reason(errno));
    if (got > 0) to.size += static_cast<std::size_t>(got);
  }
  std::memset(to.bytes.get() + to.size, 0, MappedFile::kPadding);
  return std::nullopt;
}

/// Maps a regular file over the front of an anonymous mapping that is at least kPadding bytes longer, so that zeros
/// follow the last byte even when the file ends at the end of a page; or reads it, if it is small. Both stay empty
/// where that does not work.
std::optional<Error> map(const std::filesystem::path& path, std::uint64_t limit, Mapping& to, Growing& small) {
  constexpr std::size_t kSmall = std::size_t{256} << 10;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number < 0) return cannot_read(path, reason(errno));
  struct stat status = {};
  if (::fstat(file.number, &status) != 0) return cannot_read(path, reason(errno));
  if (!S_ISREG(status.st_mode) || status.st_size <= 0) return std::nullopt;
  const auto wanted = static_cast<std::uint64_t>(status.st_size);
  if (wanted > limit) return too_large(path, limit);
  if (wanted > std::numeric_limits<std::size_t>::max() / 2) return std::nullopt;

  const auto size = static_cast<std::size_t>(wanted);
  if (size <= kSmall) return read_small(path, file.number, size, small);
  const auto page  = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const auto total = (size + MappedFile::kPadding + page - 1) / page * page;
  void* const base = ::mmap(nullptr, total, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return std::nullopt;
  if (::mmap(base, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, file.number, 0) == MAP_FAILED) {
    ::munmap(base, total);
    return std::nullopt;
  }
  to = {static_cast<const char*>(base), size, total};
  return std::nullopt;
}

#endif

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path, std::uint64_t limit) {
  std::error_code failed;
  const auto status = std::filesystem::status(path, failed);
  if (failed && !std::filesystem::exists(status)) return cannot_read(path, failed.message());
  if (std::filesystem::is_directory(status)) return cannot_read(path, "is a directory");

  MappedFile made;
  Growing read;
#if defined(SECMON_HAS_MMAP)
  // Only regular files are opened here: a pipe that is opened, closed and opened again has lost its writer.
  if (std::filesystem::is_regular_file(status)) {
    Mapping mapping;
    if (auto error = map(path, limit, mapping, read)) return *std::move(error);
    made.data_   = mapping.data;
    made.size_   = mapping.size;
    made.mapped_ = mapping.mapped;
    if (made.mapped_ != 0) return made;
  }
#endif
  if (!read.bytes) {
    if (auto error = read_all(path, limit, read)) return *std::move(error);
  }
  made.owned_ = std::move(read.bytes);
  made.data_  = made.owned_.get();
  made.size_  = read.size;
  return made;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)),
      owned_(std::move(other.owned_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  std::swap(owned_, other.owned_);
  return *this;
}

void MappedFile::release([[maybe_unused]] unsigned threads) const noexcept {
#if defined(SECMON_HAS_MMAP) && defined(MADV_DONTNEED)
  constexpr std::size_t kWorthIt = std::size_t{32} << 20;
  if (threads < 2 || mapped_ < kWorthIt) return;
  char* const begin      = const_cast<char*>(data_);
  const std::size_t half = mapped_ / 2 / kLargePage * kLargePage;
  try {
    std::thread other([=, this] { ::madvise(begin + half, mapped_ - half, MADV_DONTNEED); });
    ::madvise(begin, half, MADV_DONTNEED);
    other.join();
  } catch (const std::system_error&) {  // no thread could be had: they are given back with the object
  }
#endif
}

MappedFile::~MappedFile() {
#if defined(SECMON_HAS_MMAP)
  if (mapped_ != 0) ::munmap(const_cast<char*>(data_), mapped_);
#endif
}

namespace {

// ---- gzip ---------------------------------------------------------------------------------------------------------

constexpr std::string_view kGzip = "\x1f\x8b";

/// zlib counts in unsigned int, so that large input and output are handed over in parts.
constexpr std::size_t kPart = std::size_t{1} << 30;

/// One pass through a gzip stream of any number of members.
class Gunzip {
 public:
  enum class End : std::uint8_t { complete, cut, damaged, too_large };

  explicit Gunzip(std::string_view bytes) : rest_(bytes) {
    if (inflateInit2_(&stream_, 15 + 32, ZLIB_VERSION, static_cast<int>(sizeof stream_)) != Z_OK)
      throw std::bad_alloc();
  }
  Gunzip(const Gunzip&)            = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip() { inflateEnd(&stream_); }

  /// Appends what it holds, at most `limit` bytes, to `text`.
  End run(std::uint64_t limit, std::string& text) {
    std::size_t made = 0;
    const End end    = inflate_members(limit, text, made);
    text.resize(made);
    return end;
  }

  /// What stands behind the last member.
  [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

 private:
  End inflate_members(std::uint64_t limit, std::string& text, std::size_t& made) {
    for (;;) {
      if (made > limit) return End::too_large;
      if (made == text.size()) grow(limit, text);
      const int status = step(text, made);
      if (status == Z_MEM_ERROR) throw std::bad_alloc();
      if (status == Z_STREAM_END) {
        if (!rest_.starts_with(kGzip)) return made > limit ? End::too_large : End::complete;
        inflateReset(&stream_);
        continue;
      }
      if (status != Z_OK && status != Z_BUF_ERROR) return End::damaged;
      if (rest_.empty() && stream_.avail_out != 0) return End::cut;
    }
  }

  /// One byte beyond the limit is enough to know that it is too much, however good the compression was.
  static void grow(std::uint64_t limit, std::string& text) {
    const std::uint64_t doubled = std::max<std::uint64_t>(2 * std::uint64_t{text.size()}, std::uint64_t{256} << 10);
    const std::uint64_t most    = limit < text.max_size() ? limit + 1 : text.max_size();
    text.resize(static_cast<std::size_t>(std::min(doubled, most)));
  }

  int step(std::string& text, std::size_t& made) {
    const auto in     = static_cast<uInt>(std::min(rest_.size(), kPart));
    const auto out    = static_cast<uInt>(std::min(text.size() - made, kPart));
    stream_.next_in   = reinterpret_cast<const Bytef*>(rest_.data());
    stream_.avail_in  = in;
    stream_.next_out  = reinterpret_cast<Bytef*>(text.data() + made);
    stream_.avail_out = out;
    const int status  = inflate(&stream_, Z_NO_FLUSH);
    rest_.remove_prefix(in - stream_.avail_in);
    made += out - stream_.avail_out;
    return status;
  }

  z_stream stream_ = {};
  std::string_view rest_;
};

std::optional<Error> gunzip(std::string_view bytes, std::uint64_t limit, Decoded& out) {
  Gunzip stream(bytes);
  const Gunzip::End end = stream.run(limit, out.owned);
  if (end == Gunzip::End::too_large) {
    return Error{Errc::too_large, "more than the limit of " + std::to_string(limit) + " bytes after decompression"};
  }
  if (end == Gunzip::End::complete) {
    // Tapes and block devices fill up with zeros; that is nothing to talk about.
    if (stream.rest().find_first_not_of('\0') != std::string_view::npos) {
      out.remarks.push_back({Errc::unreadable_bytes, false,
                             std::to_string(stream.rest().size()) + " bytes behind the gzip stream were ignored"});
    }
    return std::nullopt;
  }
  const bool cut = end == Gunzip::End::cut;
  if (out.owned.empty()) {
    return Error{Errc::unreadable_bytes, cut ? "the gzip stream ends before its first byte of text"
                                             : "the gzip stream is damaged and holds nothing that can be read"};
  }
  out.remarks.push_back({cut ? Errc::truncated : Errc::unreadable_bytes, true,
                         cut ? "the gzip stream is cut off; what came before was read"
                             : "the gzip stream is damaged; what came before was read"});
  return std::nullopt;
}

// ---- what is no text ----------------------------------------------------------------------------------------------

struct Magic {
  std::string_view bytes;
  std::string_view what;
};

using namespace std::string_view_literals;

constexpr Magic kNoText[] = {
    {"PK\x03\x04"sv, "a zip archive: extract it first"},
    {"PK\x05\x06"sv, "an empty zip archive"},
    {"\x1f\x8b"sv, "gzip inside gzip: decompress it first"},
    {"\xFD"
     "7zXZ\0"sv,
     "an xz stream: decompress it first"},
    {"\x28\xB5\x2F\xFD"sv, "a zstd stream: decompress it first"},
    {"BZh91AY&SY"sv, "a bzip2 stream: decompress it first"},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7z archive: extract it first"},
    {"%PDF-"sv, "a PDF: have the tool write JSON, XML or CSV"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Office file: save it as CSV first"},
    {"\xFF\xFE\0\0"sv, "text in UTF-32, which is not read: convert it to UTF-8"},
    {"\0\0\xFE\xFF"sv, "text in UTF-32, which is not read: convert it to UTF-8"},
};

std::optional<Error> refuse_no_text(std::string_view bytes) {
  for (const Magic& magic : kNoText) {
    if (bytes.starts_with(magic.bytes)) return Error{Errc::unreadable_bytes, std::string(magic.what)};
  }
  return std::nullopt;
}

// ---- UTF-16 -------------------------------------------------------------------------------------------------------

enum class Wide : std::uint8_t { no, little, big };

/// By its mark; without one, by the zero bytes that plain letters have in the first 64 code units, nearly all on one
/// side: only every 256th character has its zero on the other.
Wide width_of(std::string_view bytes) noexcept {
  if (bytes.starts_with("\xFF\xFE")) return Wide::little;
  if (bytes.starts_with("\xFE\xFF")) return Wide::big;
  const std::size_t units = std::min<std::size_t>(bytes.size() / 2, 64);
  std::size_t first = 0, second = 0;
  for (std::size_t i = 0; i < units; ++i) {
    first += bytes[2 * i] == '\0';
    second += bytes[2 * i + 1] == '\0';
  }
  if (2 * second > units && 8 * first < second) return Wide::little;
  if (2 * first > units && 8 * second < first) return Wide::big;
  return Wide::no;
}

template <Wide wide>
char16_t unit_at(const char* at) noexcept {
  const auto first  = static_cast<std::uint8_t>(at[0]);
  const auto second = static_cast<std::uint8_t>(at[1]);
  return static_cast<char16_t>(wide == Wide::little ? first | second << 8 : first << 8 | second);
}

char* put(char* to, char32_t c) noexcept {
  const auto part = [c](unsigned shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    *to++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *to++ = static_cast<char>(0xC0 | c >> 6);
    *to++ = part(0);
  } else if (c < 0x10000) {
    *to++ = static_cast<char>(0xE0 | c >> 12);
    *to++ = part(6);
    *to++ = part(0);
  } else {
    *to++ = static_cast<char>(0xF0 | c >> 18);
    *to++ = part(12);
    *to++ = part(6);
    *to++ = part(0);
  }
  return to;
}

bool is_high(char32_t c) noexcept { return (c & 0xFFFFFC00) == 0xD800; }
bool is_low(char32_t c) noexcept { return (c & 0xFFFFFC00) == 0xDC00; }
char32_t joined(char32_t high, char32_t low) noexcept { return 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF)); }

/// Bytes that the text needs in UTF-8; a pair of surrogates is counted as six.
template <Wide wide>
std::size_t utf8_size(const char* from, std::size_t units) noexcept {
  std::size_t size = units;
  for (std::size_t i = 0; i < units; ++i) {
    const char16_t unit = unit_at<wide>(from + 2 * i);
    size += static_cast<std::size_t>(unit >= 0x80) + static_cast<std::size_t>(unit >= 0x800);
  }
  return size;
}

/// Converts; gives the number of surrogates that stood alone.
template <Wide wide>
std::size_t convert(const char* from, std::size_t units, std::string& text) {
  constexpr std::size_t kBlock = 16;
  text.resize(utf8_size<wide>(from, units) + MappedFile::kPadding);
  char* to         = text.data();
  std::size_t lone = 0;
  for (std::size_t i = 0; i < units;) {
    if (units - i >= kBlock) {  // most blocks are plain ASCII, and compilers make a few wide instructions of this
      char16_t all = 0;
      for (std::size_t k = 0; k < kBlock; ++k) all |= unit_at<wide>(from + 2 * (i + k));
      if (all < 0x80) {
        for (std::size_t k = 0; k < kBlock; ++k) to[k] = static_cast<char>(unit_at<wide>(from + 2 * (i + k)));
        to += kBlock;
        i += kBlock;
        continue;
      }
    }
    const std::size_t stop = std::min(units, i + kBlock);
    while (i < stop) {
      char32_t c = unit_at<wide>(from + 2 * i++);
      if (is_high(c) && i < units && is_low(unit_at<wide>(from + 2 * i))) {
        c = joined(c, unit_at<wide>(from + 2 * i++));
      } else if (is_high(c) || is_low(c)) {
        c = 0xFFFD;
        ++lone;
      }
      to = put(to, c);
    }
  }
  text.resize(static_cast<std::size_t>(to - text.data()));
  return lone;
}

std::string from_utf16(std::string_view bytes, Wide wide, std::vector<Remark>& remarks) {
  std::string text;
  const std::size_t units = bytes.size() / 2;
  const std::size_t lone  = wide == Wide::little ? convert<Wide::little>(bytes.data(), units, text)
                                                 : convert<Wide::big>(bytes.data(), units, text);
  if (lone != 0) {
    remarks.push_back(
        {Errc::unreadable_bytes, false, std::to_string(lone) + " halves of characters in UTF-16 had no other half"});
  }
  if (bytes.size() % 2 != 0) {
    remarks.push_back({Errc::truncated, true, "the UTF-16 text ends in the middle of a character"});
  }
  return text;
}

// ---- both ends ----------------------------------------------------------------------------------------------------

constexpr std::string_view kMark  = "\xEF\xBB\xBF";
constexpr std::string_view kBlank = " \t\r\n\v\f\0"sv;

/// Without marks, white space and NULs at both ends; `nuls` says whether there was a NUL, `line_end` whether there was
/// a line break behind the text.
std::string_view stripped(std::string_view text, bool& nuls, bool& line_end) noexcept {
  const auto cut = [&](std::size_t from, std::size_t count) {
    if (text.substr(from, count).find('\0') != std::string_view::npos) nuls = true;
  };
  do {
    if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
    const std::size_t first = std::min(text.find_first_not_of(kBlank), text.size());
    cut(0, first);
    text.remove_prefix(first);
  } while (text.starts_with(kMark));
  const std::size_t behind = text.empty() ? 0 : text.find_last_not_of(kBlank) + 1;
  cut(behind, text.size());
  line_end = text.find_first_of("\r\n", behind) != std::string_view::npos;
  return text.substr(0, behind);
}

}  // namespace

Result<Decoded> decode(std::string_view bytes, const Limits& limits, std::size_t padding) {
  if (bytes.size() > limits.bytes) {
    return Error{Errc::too_large, "more than the limit of " + std::to_string(limits.bytes) + " bytes"};
  }
  Decoded out;
  bool owns = bytes.starts_with(kGzip);
  if (owns) {
    if (auto error = gunzip(bytes, limits.decompressed, out)) return *std::move(error);
    bytes = out.owned;
  } else if (is_zip(bytes)) {
    if (auto error = unzip(bytes, limits.decompressed, out.owned, out.remarks)) return *std::move(error);
    bytes = out.owned;
    owns  = true;
  }
  if (auto error = refuse_no_text(bytes)) return *std::move(error);
  if (const Wide wide = width_of(bytes); wide != Wide::no) {
    out.owned = from_utf16(bytes, wide, out.remarks);
    owns      = true;
  }
  if (owns) {
    // The padding also keeps the string out of its own small buffer, so that `text` survives a move.
    const std::size_t size = out.owned.size();
    out.owned.resize(size + MappedFile::kPadding);
    bytes   = std::string_view(out.owned).substr(0, size);
    padding = MappedFile::kPadding;
  }
  bool nuls   = false;
  out.text    = stripped(bytes, nuls, out.line_end);
  out.padding = padding + static_cast<std::size_t>(bytes.data() + bytes.size() - (out.text.data() + out.text.size()));
  if (out.text.empty()) {
    return Error{Errc::empty, "the document is empty: this usually means that the scanner crashed or was not run"};
  }
  if (nuls) out.remarks.push_back({Errc::unreadable_bytes, false, "NUL bytes around the text were removed"});
  return out;
}

// ---- text that is not UTF-8 ---------------------------------------------------------------------------------------

namespace {

void append(std::string& text, char32_t c) {
  char bytes[4];
  text.append(bytes, static_cast<std::size_t>(put(bytes, c) - bytes));
}

/// The upper half of windows-1252 below 0xA0; what it leaves undefined is read as a control character, as browsers do.
char32_t windows_1252(std::uint8_t byte) noexcept {
  constexpr std::array<char16_t, 32> kTable = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                               0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                               0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                               0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};
  return byte >= 0x80 && byte < 0xA0 ? kTable[byte - 0x80U] : byte;
}

/// The size of the sequence at the front, 0 if it is not valid UTF-8.
std::size_t sequence_size(std::string_view text) noexcept {
  const std::uint8_t lead = byte_at(text, 0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4U : lead >= 0xE0 ? 3U : 2U;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF are all told by the second byte.
  const std::uint8_t least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t most  = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte_at(text, 1) < least || byte_at(text, 1) > most) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if ((byte_at(text, i) & 0xC0) != 0x80) return 0;
  }
  return size;
}

/// The surrogate that stands at the front in three bytes, 0 if there is none.
char32_t surrogate(std::string_view text) noexcept {
  if (text.size() < 3 || byte_at(text, 0) != 0xED || (byte_at(text, 1) & 0xE0) != 0xA0) return 0;
  if ((byte_at(text, 2) & 0xC0) != 0x80) return 0;
  return 0xD000 | (byte_at(text, 1) & 0x3FU) << 6 | (byte_at(text, 2) & 0x3FU);
}

/// Appends what the bad bytes at the front stand for, and gives their number.
std::size_t repair_front(std::string_view text, std::string& to) {
  const char32_t first = surrogate(text);
  if (first == 0) {
    append(to, windows_1252(byte_at(text, 0)));
    return 1;
  }
  const char32_t second = surrogate(text.substr(3));
  const bool pair       = is_high(first) && is_low(second);
  append(to, pair ? joined(first, second) : U'\xFFFD');
  return pair ? 6 : 3;
}

}  // namespace

std::string latin1_to_utf8(std::string_view text) {
  std::string made;
  made.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const std::size_t plain = ascii_prefix(text);
    made.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    append(made, windows_1252(byte_at(text, 0)));
    text.remove_prefix(1);
  }
  return made;
}

std::string repair_utf8(std::string_view text, bool& changed) {
  std::string made;
  made.reserve(text.size());
  std::size_t good = 0;  // bytes at the front of `text` that are fine and not yet in `made`
  while (good < text.size()) {
    good += ascii_prefix(text.substr(good));
    if (good == text.size()) break;
    if (const std::size_t size = sequence_size(text.substr(good)); size != 0) {
      good += size;
      continue;
    }
    changed = true;
    made.append(text.substr(0, good));
    text.remove_prefix(good);
    text.remove_prefix(repair_front(text, made));
    good = 0;
  }
  made.append(text);
  return made;
}

}  // namespace secmon
