// SPDX-License-Identifier: MIT
// The texts of SARIF: messages made of templates, embedded links, lines with labels, URIs.
#pragma once

#include <string_view>

#include "core/writer.hpp"
#include "input/json.hpp"

namespace secmon::format {

/// Text longer than this is cut: it is quoted by every result, of which a hostile report has many.
inline constexpr std::size_t kSarifTextLimit = 16384;

/// The text of a `multiformatMessageString`, or its Markdown where there is no plain text.
std::string_view sarif_text(Json message);

/// A template with "{0}", "{1}" … replaced by the arguments, and "{{" and "}}" by one brace each.
std::string_view sarif_expand(std::string_view text, Json arguments, Writer& out);

/// The text without its embedded links: "from [here](1)" becomes "from here", "\[" becomes "[".
std::string_view sarif_plain(std::string_view text, Writer& out);

/// What stands behind a label at the beginning of a line, "" if no line has it: of "Package: musl\nSeverity: LOW" it
/// is "LOW" for "Severity:".
std::string_view sarif_labelled(std::string_view text, std::string_view label);

/// The path that a `file:` or relative URI stands for; percent-decoded.
std::string_view sarif_path(std::string_view uri, Writer& out);

}  // namespace secmon::format
