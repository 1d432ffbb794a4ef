// SPDX-License-Identifier: MIT
// What a scan covered: which of the findings that it did not see are gone.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "history/data.hpp"
#include "secmon/history.hpp"

namespace secmon {

/// The name under which a tool is counted: "pip-audit" for "Pip_Audit".
std::string tool_key(std::string_view tool);
/// The tool of a finding; its format where it names none.
std::string tool_of(const Finding& finding);
/// Where a finding is, in one text: path, manifest, URL or resource.
std::string place_of(const Finding& finding);

/// A number that findings must share to be one vulnerability: above 0 that of the package's name, below 0 that of the
/// file's. Never 0.
std::int64_t subject_of(const Finding& finding);

/// What the tools looked at.
struct Scope {
  std::vector<std::string> targets;  ///< none: all that is in no image
  std::vector<std::string> images;   ///< that count where there are no targets, sorted
  [[nodiscard]] bool covers(std::string_view image, std::string_view place) const;
};

/// A target as Scope compares it.
std::string normal_target(std::string_view target);

/// The tools that ran, by name, and whether all that each of them had to say is there.
using Tools = std::map<std::string, bool, std::less<>>;
Tools tools_of(std::span<const Report> reports, const Scan& scan);

/// What the scan covered, as the caller says or as its reports show.
Scope scope_of(std::span<const Report> reports, const Scan& scan);

}  // namespace secmon
