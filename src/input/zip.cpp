// SPDX-License-Identifier: MIT
// Zip archives, read from their directory at the end. No ZIP64, no encryption, no path is ever used as one.
#include "input/zip.hpp"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <new>

#include "core/text.hpp"

namespace secmon {
namespace {

using std::string_view;
using namespace std::string_view_literals;

constexpr string_view kLocal = "PK\x03\x04"sv, kCentral = "PK\x01\x02"sv, kEnd = "PK\x05\x06"sv;
constexpr std::size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22, kMostFiles = 10000;

std::uint32_t number(string_view bytes, std::size_t at, std::size_t size) noexcept {
  std::uint32_t n = 0;
  for (std::size_t i = size; i-- > 0;) n = n << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return n;
}

struct Entry {
  string_view path = {}, name = {};  // the name is the last part of the path
  std::uint32_t flags = 0, method = 0, checksum = 0, packed = 0, size = 0, offset = 0;
};

Error unreadable(std::string message) { return {Errc::unreadable_bytes, std::move(message)}; }

// ---- the directory ------------------------------------------------------------------------------------------------

std::optional<Error> read_directory(string_view bytes, std::vector<Entry>& entries) {
  // A comment of up to 64 KiB may stand behind it.
  const std::size_t tail = std::min<std::size_t>(bytes.size(), kEndSize + 0xFFFF);
  const std::size_t end  = bytes.substr(bytes.size() - tail).rfind(kEnd);
  if (end == string_view::npos || tail - end < kEndSize) {
    return unreadable("a zip archive that is cut off: its directory is missing");
  }
  const string_view last  = bytes.substr(bytes.size() - tail + end);
  const std::size_t count = number(last, 10, 2), at = number(last, 16, 4);
  if (count == 0) return unreadable("an empty zip archive");
  if (count == 0xFFFF || at == 0xFFFFFFFF) return unreadable("a ZIP64 archive: extract it first");
  if (count > kMostFiles) return unreadable("a zip archive of too many files: extract it first");
  string_view rest = bytes.substr(std::min(at, bytes.size()));
  for (std::size_t i = 0; i < count; ++i) {
    if (rest.size() < kCentralSize || !rest.starts_with(kCentral)) return unreadable("a damaged zip archive");
    const std::size_t name = number(rest, 28, 2), more = number(rest, 30, 2) + std::size_t{number(rest, 32, 2)};
    Entry e{.flags    = number(rest, 8, 2),
            .method   = number(rest, 10, 2),
            .checksum = number(rest, 16, 4),
            .packed   = number(rest, 20, 4),
            .size     = number(rest, 24, 4),
            .offset   = number(rest, 42, 4)};
    rest.remove_prefix(kCentralSize);
    if (rest.size() < name + more) return unreadable("a damaged zip archive");
    e.path = rest.substr(0, name);
    e.name = e.path.substr(e.path.find_last_of("/\\") + 1);
    rest.remove_prefix(name + more);
    // Folders, and what macOS puts beside the files.
    if (!e.name.empty() && e.name[0] != '.' && !e.path.starts_with("__MACOSX/")) entries.push_back(e);
  }
  return std::nullopt;
}

// ---- one file -----------------------------------------------------------------------------------------------------

struct Inflating {
  Inflating() {
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  Inflating(const Inflating&)            = delete;
  Inflating& operator=(const Inflating&) = delete;
  ~Inflating() { inflateEnd(&stream); }
  z_stream stream = {};
};

/// Appends what a raw stream of deflate holds, to one byte beyond the limit. False if it is damaged; what was made
/// before stays.
bool inflate_raw(string_view packed, std::uint64_t limit, std::string& text) {
  Inflating inflating;
  z_stream& stream = inflating.stream;
  stream.next_in   = reinterpret_cast<const Bytef*>(packed.data());
  stream.avail_in  = static_cast<uInt>(packed.size());  // from 32 bits
  std::size_t made = text.size();
  int status       = Z_OK;
  while (status == Z_OK && made <= limit) {
    const std::uint64_t room = std::min<std::uint64_t>(limit + 1 - made, std::max<std::size_t>(made, 65536));
    text.resize(made + static_cast<std::size_t>(std::min<std::uint64_t>(room, 1U << 30)));
    stream.next_out  = reinterpret_cast<Bytef*>(text.data() + made);
    stream.avail_out = static_cast<uInt>(text.size() - made);
    status           = inflate(&stream, Z_NO_FLUSH);
    made             = text.size() - stream.avail_out;
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
  }
  text.resize(made);
  return status == Z_STREAM_END || made > limit;
}

std::optional<Error> extract(string_view bytes, const Entry& e, std::uint64_t limit, std::string& text,
                             std::vector<Remark>& remarks) {
  if ((e.flags & 1U) != 0) return unreadable("an encrypted zip archive: extract it first");
  if (e.method != 0 && e.method != 8) return unreadable("a zip archive with an unusual compression: extract it first");
  string_view rest = bytes.substr(std::min<std::size_t>(e.offset, bytes.size()));
  if (rest.size() < kLocalSize || !rest.starts_with(kLocal)) return unreadable("a damaged zip archive");
  const std::size_t skip = kLocalSize + number(rest, 26, 2) + number(rest, 28, 2);
  if (rest.size() < skip || rest.size() - skip < e.packed) return unreadable("a damaged zip archive");
  rest                     = rest.substr(skip, e.packed);
  const std::size_t before = text.size();
  bool whole               = true;
  if (e.method == 0) {
    if (before + rest.size() <= limit) text.append(rest);
    if (before + rest.size() > limit) text.resize(static_cast<std::size_t>(limit) + 1);
  } else {
    whole = inflate_raw(rest, limit, text);
  }
  if (text.size() > limit) {
    return Error{Errc::too_large, "more than the limit of " + std::to_string(limit) + " bytes after decompression"};
  }
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(text.data() + before), text.size() - before);
  if (!whole || sum != e.checksum || text.size() - before != e.size) {
    bool changed = false;
    remarks.push_back({Errc::unreadable_bytes, true,
                       "the file " + repair_utf8(clip(e.name, 80), changed) + " of the zip archive is damaged"});
  }
  return std::nullopt;
}

// ---- which ones ---------------------------------------------------------------------------------------------------

bool is_named(const Entry& e, string_view start, string_view ending) {
  const std::string name = lower(e.name);
  return name.starts_with(start) && name.ends_with(ending);
}

std::vector<Entry> chosen(const std::vector<Entry>& all, string_view start, string_view ending) {
  std::vector<Entry> some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some),
               [&](const Entry& e) { return is_named(e, start, ending); });
  std::sort(some.begin(), some.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  return some;
}

// Documents become parts of one: without a mark and declaration in the middle.
void cut_declaration(std::string& text, std::size_t at) {
  if (string_view(text).substr(at).starts_with("\xEF\xBB\xBF")) text.erase(at, 3);
  const string_view document = string_view(text).substr(at);
  const std::size_t end      = document.starts_with("<?xml") ? document.find("?>") : document.npos;
  if (end != document.npos) text.erase(at, end + 2);
}

std::optional<Error> unzip_fpr(string_view bytes, const Entry& fvdl, const std::vector<Entry>& audit,
                               std::uint64_t limit, std::string& text, std::vector<Remark>& remarks) {
  text = "<zip>";
  for (const std::vector<Entry>& part : {audit, std::vector<Entry>{fvdl}}) {
    if (part.empty()) continue;
    const std::size_t at = text.size();
    if (auto error = extract(bytes, part.front(), limit, text, remarks)) return error;
    cut_declaration(text, at);
  }
  text += "</zip>";
  return std::nullopt;
}

}  // namespace

bool is_zip(string_view bytes) noexcept { return bytes.starts_with(kLocal) || bytes.starts_with(kEnd); }

std::optional<Error> unzip(string_view bytes, std::uint64_t limit, std::string& text, std::vector<Remark>& remarks) {
  std::vector<Entry> all;
  if (auto error = read_directory(bytes, all)) return error;
  const std::vector<Entry> fvdl = chosen(all, "audit.fvdl", "audit.fvdl"), json = chosen(all, "", ".json");
  const std::vector<Entry> tables = chosen(all, "security", ".csv");
  if (fvdl.size() == 1) {
    return unzip_fpr(bytes, fvdl.front(), chosen(all, "audit.xml", "audit.xml"), limit, text, remarks);
  }
  std::vector<Entry> wanted;
  if (all.size() == 1) wanted = all;
  if (wanted.empty()) wanted = json;
  if (wanted.empty() && tables.size() == 1) {
    wanted = tables;
    remarks.push_back({Errc::ok, false, "of the tables in the zip archive only the one of vulnerabilities was read"});
  }
  if (wanted.empty()) return unreadable("a zip archive of several files: extract the report first");
  for (const Entry& e : wanted) {
    if (auto error = extract(bytes, e, limit, text, remarks)) return error;
    if (wanted.size() > 1) text += '\n';
  }
  return std::nullopt;
}

}  // namespace secmon
