// SPDX-License-Identifier: MIT
// The vocabulary: what the words of all tools mean. A word that only one tool uses in its own sense ("WARNING",
// "ERROR") belongs into that tool's format, as a table of its own.
#pragma once

#include <span>
#include <string_view>

#include "secmon/finding.hpp"

namespace secmon {

/// One word and what it means. Words are compared without regard to case and surrounding space.
struct SeverityWord {
  std::string_view word;
  Severity severity;
};

/// The severity that a word stands for in all tools ("critical", "Important", "moderate", "Informational", "none" …).
/// `unknown` for any other text, and for the words that say so ("unknown", "undefined", "unassigned", "").
Severity severity_of(std::string_view word) noexcept;

/// The same after looking into a tool's own table.
Severity severity_of(std::string_view word, std::span<const SeverityWord> own) noexcept;

/// Whether a word states that the severity is not known, in contrast to one that is not understood.
bool says_unknown(std::string_view word) noexcept;

/// "high", "MEDIUM", "very-high", "Certain", "Firm", "Tentative" …; unknown for any other text.
Confidence confidence_of(std::string_view word) noexcept;

/// The type in a package URL for a name of an ecosystem, in any tool's spelling: "PIP", "pip", "PyPI", "python" give
/// "pypi"; "rubygems" gives "gem"; "go", "gomod" give "golang"; "rust" gives "cargo"; "Debian:12" gives "deb" … As it
/// is, without surrounding space, when it is not known.
std::string_view ecosystem_of(std::string_view name) noexcept;

}  // namespace secmon
