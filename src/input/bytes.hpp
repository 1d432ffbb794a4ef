// SPDX-License-Identifier: MIT
// From bytes as they lie on a disk to UTF-8 text.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/error.hpp"
#include "secmon/parse.hpp"

namespace secmon {

/// A file mapped for reading, followed by at least kPadding readable bytes. Unmapped with the object. Where mapping is
/// not possible (a pipe, a device, an empty file), or is not worth it (a small file), the bytes are read into memory.
class MappedFile {
 public:
  static constexpr std::size_t kPadding = 64;
  static Result<MappedFile> open(const std::filesystem::path& path, std::uint64_t limit);
  MappedFile(MappedFile&&) noexcept;
  MappedFile& operator=(MappedFile&&) noexcept;
  ~MappedFile();
  [[nodiscard]] std::string_view bytes() const noexcept { return {data_, size_}; }
  /// Whether the bytes are those of the file, and not a copy.
  [[nodiscard]] bool is_mapped() const noexcept { return mapped_ != 0; }
  /// Gives the pages of a large file back on two threads, if there may be two: the kernel takes them out one by
  /// one, which for 100 MB is a twentieth of the time of reading a report. The bytes can be read still.
  void release(unsigned threads) const noexcept;

 private:
  MappedFile()      = default;
  const char* data_ = nullptr;
  std::size_t size_ = 0, mapped_ = 0;
  std::unique_ptr<char[]> owned_;
};

/// A remark on how the text was made, for the report's notes.
struct Remark {
  Errc code;
  bool incomplete;
  std::string message;
};

/// Text in UTF-8 (not yet validated when it was UTF-8 already), and what had to be done to get it.
struct Decoded {
  std::string_view text;        ///< into `owned`, or into the bytes that were given
  std::string owned;            ///< empty when nothing had to be converted
  std::size_t padding = 0;      ///< readable bytes behind `text`
  bool line_end       = false;  ///< a line break stood behind `text` and was removed: its last line is whole
  std::vector<Remark> remarks;
};

/// gunzips (also several members; a damaged or cut stream gives what could be had and an incomplete remark, or
/// Errc::unreadable_bytes if that is nothing), converts UTF-16 (with a mark, or told by its zero bytes) and removes
/// the byte order mark and trailing NULs and white space. `padding` is the number of readable bytes behind `bytes`.
/// Errc::empty when nothing is left, Errc::too_large beyond the limits.
Result<Decoded> decode(std::string_view bytes, const Limits& limits, std::size_t padding = 0);

/// The same text in UTF-8, every byte read as windows-1252, of which ISO-8859-1 is the part that is used in texts.
std::string latin1_to_utf8(std::string_view text);

/// The text with what is valid UTF-8 kept, and each byte that is not read as windows-1252. Surrogates that were
/// encoded one by one (as Java's modified UTF-8 does) are joined, alone they become U+FFFD. `changed` is set to true
/// when the result is another than `text`, and is left alone otherwise.
std::string repair_utf8(std::string_view text, bool& changed);

}  // namespace secmon
