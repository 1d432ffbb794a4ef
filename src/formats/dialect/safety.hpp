// SPDX-License-Identifier: MIT
// What the reports of safety's commands `check` and `scan` have in common.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

struct SafetyKnown {
  std::string_view id, package, version, advisory;
};

Draft& safety_finding(const SafetyKnown& known, Writer& out);

/// Safety's own id. After the ids of others, for that is what it is called on no other site.
void add_safety_id(Draft& f, Writer& out);

/// "<2.2.24" says that 2.2.24 is fixed; "<=1.24.1" does not say what is.
void safety_fixed_by(Draft& f, std::string_view specifiers);

void safety_suppress(Draft& f, std::string_view reason, std::string_view expires, Writer& out);

}  // namespace secmon::format
