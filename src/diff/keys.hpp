// SPDX-License-Identifier: MIT
// What makes two findings comparable, as keys of 128 bits. An absent key means: not comparable in this way.
#pragma once

#include <optional>
#include <string_view>

#include "core/fingerprint.hpp"

namespace secmon {

using Key = std::optional<Identity>;

/// Whether the file that a finding is in is a part of the key.
enum class Within { file, any_file };

/// The file that a finding is in: its path, else the manifest of its package. "" if none.
std::string_view file_of(const Finding& finding) noexcept;

/// By the tool's own id, which need not be unique beyond a rule and a place. In any file only where it is no mere
/// number.
Key tool_id_key(const Finding& finding, Within within);

/// By the flagged code without digits and white space. Of a secret there is none, as what is quoted is not the secret,
/// nor of a package, which is no code.
Key snippet_key(const Finding& finding, Within within);

/// By the texts without digits, and the function; of a package by the vulnerability and its name.
Key message_key(const Finding& finding, Within within);

/// Whether both quote code, on some line that both are on, and one quotes a part of what the other does.
bool quotes_part(const Finding& a, const Finding& b);

/// By the flagged code alone, if it is long enough to say something.
Key telling_snippet_key(const Finding& finding);

}  // namespace secmon
