// SPDX-License-Identifier: MIT
// Version requirements (">=1.2.0 <2.0.0 || ^3.1", "~> 1.0.9") where a report says with them in what a problem is fixed.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// Adds the lowest version of each alternative: the first one that has the fix.
inline void add_fixes(Draft& f, std::string_view requirement) {
  // "<0.0.0" is how npm's registry says that there is no fix.
  if (trim(requirement).empty() || trim(requirement) == "<0.0.0") return;
  std::size_t or_at = 0;
  while (or_at != std::string_view::npos) {
    or_at                 = requirement.find("||");
    std::string_view part = trim(requirement.substr(0, or_at));
    if (or_at != std::string_view::npos) requirement.remove_prefix(or_at + 2);
    if (!part.empty() && (part[0] == '>' || part[0] == '^' || part[0] == '~' || part[0] == '=')) {
      part = trim(part.substr(std::min(part.find_first_not_of(">^~= "), part.size())));
      part = part.substr(0, part.find_first_of(" ,<"));
    }
    f.add_fixed_in(part);
  }
}

}  // namespace secmon::format
