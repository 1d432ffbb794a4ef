// SPDX-License-Identifier: MIT
// From bytes to findings.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/report.hpp"

namespace secmon {

/// What is read at most. Beyond the first two, the call fails with Errc::too_large; beyond `findings` the report is
/// incomplete; beyond `depth` with Errc::too_deep.
struct Limits {
  std::uint64_t bytes        = std::uint64_t{4} << 30;  ///< of the input as given
  std::uint64_t decompressed = std::uint64_t{4} << 30;  ///< of a gzip stream after decompression
  std::uint64_t findings     = 10'000'000;
  std::uint32_t depth        = 256;  ///< of nested JSON or XML, at most 1000
};

struct ParseOptions {
  std::string_view format = {};  ///< id of the format; "" to have it detected
  Limits limits           = {};
  /// Keep the text of secrets in snippets. Off by default: then no finding holds one, and no renderer can leak it.
  bool keep_secrets = false;
  /// How many threads may read one large document; 0: one for each processor. They end with the call. What is read,
  /// and in which order, does not depend on it.
  unsigned threads = 0;
  /// Leave long texts in the input in place of copying them, where that is possible: in JSON that is UTF-8 and not
  /// compressed. Then the report takes less memory, but the input must stay as it is for as long as the report lives,
  /// and all that shares it: the bytes given to parse(); or the file, which the report keeps mapped (one that is not
  /// mapped, as a small one or a pipe, is copied). A program that looks at a text of a file which was cut meanwhile is
  /// ended by the system (SIGBUS); one that was replaced by another, by renaming, does no harm.
  bool in_place = false;
};

/// Reads one report, or several of one format back to back, from memory.
///
/// The bytes may be UTF-8 with or without BOM, UTF-16 or Latin-1, gzipped, have text around the JSON, be JSON Lines
/// or be cut off at the end. They are only read during the call and may be freed after.
///
/// A document in which many findings share long lists (of ids, references, tags …) ends as incomplete (too_large) once
/// these are together a million items and two for each byte of it: no report is so, but time and memory would grow with
/// the square of the size.
///
/// An Error means that nothing could be read: see its code. A Report whose status() is incomplete means that
/// something could not; its notes say what. A document that is not understood is never "0 findings".
SECMON_API Result<Report> parse(std::string_view bytes, const ParseOptions& options = {});

/// The same for a file, which is mapped rather than copied and must not be changed during the call (see also
/// options.in_place).
SECMON_API Result<Report> parse_file(const std::filesystem::path& path, const ParseOptions& options = {});

/// The same for many files, on `threads` threads (0: one for each processor): each reads whole files, and where there
/// are more threads than files left they help with large ones, no more than options.threads (0: all) with one. The
/// results are in the order of the paths. `progress`, if given, is called after each file with the number of files done
/// so far, from any thread but never twice at once; it answers false to stop, and the files that were not read have
/// Errc::invalid_argument.
SECMON_API std::vector<Result<Report>> parse_files(std::span<const std::filesystem::path> paths,
                                                   const ParseOptions& options = {}, unsigned threads = 0,
                                                   const std::function<bool(std::size_t)>& progress = {});

}  // namespace secmon
