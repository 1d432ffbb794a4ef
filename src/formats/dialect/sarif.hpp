// SPDX-License-Identifier: MIT
// SARIF 2.1.0, for every format that is "SARIF from X".
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// Reads a SARIF 2.1.0 document: all runs, each with its own tool, rules and bases.
void read_sarif(Json document, Writer& out);

}  // namespace secmon::format
