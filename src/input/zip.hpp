// SPDX-License-Identifier: MIT
// Reports that come in a zip archive: which of its files are documents, and those as one text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/bytes.hpp"

namespace secmon {

/// Whether the bytes begin as a zip archive.
bool is_zip(std::string_view bytes) noexcept;

/// Puts the text of an archive into `text`. Names of files only choose; nothing is written anywhere:
///
///     audit.fvdl, audit.xml     Fortify's FPR: <zip>, both documents, </zip>
///     *.json                    all of them, back to back, in order of their names
///     security*.csv             Black Duck's: this table of several
///     one file                  that file
///
/// Errc::too_large beyond `limit` bytes in all, Errc::unreadable_bytes for everything else that is not read.
std::optional<Error> unzip(std::string_view bytes, std::uint64_t limit, std::string& text,
                           std::vector<Remark>& remarks);

}  // namespace secmon
