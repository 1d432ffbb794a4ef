// SPDX-License-Identifier: MIT
// The formats that are read, and how a document's format is recognised.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "secmon/error.hpp"
#include "secmon/export.hpp"

namespace secmon {

/// What is known of a format. All text has static storage.
struct FormatInfo {
  std::string_view id;        ///< "pip_audit": stable, lower case; what ParseOptions::format takes
  std::string_view name;      ///< "pip-audit"
  std::string_view url;       ///< the tool's home
  std::string_view command;   ///< how to make such a report
  std::string_view kinds;     ///< the kinds of finding, "sca container secret"
  std::string_view versions;  ///< versions and shapes that are read
  std::string_view severity;  ///< where the severity comes from
  std::string_view missing;   ///< what the tool does not write into its report
};

/// All formats, by id.
SECMON_API std::span<const FormatInfo> formats() noexcept;

/// The format with this id, or nullptr.
SECMON_API const FormatInfo* find_format(std::string_view id) noexcept;

/// What detect() found out.
struct Detection {
  const FormatInfo* format = nullptr;         ///< the one that fits best; nullptr if none or ambiguous
  std::vector<const FormatInfo*> candidates;  ///< all that fit equally well: empty if unknown, one if sure
  std::string reason;                         ///< the marks that were found, or why there is no answer
};

/// Says which format a document is in, from its content alone, with the reason. It never guesses: where several
/// formats fit equally well it names them all. An Error is given when the bytes hold no document at all.
SECMON_API Result<Detection> detect(std::string_view bytes);

}  // namespace secmon
