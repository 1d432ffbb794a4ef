// SPDX-License-Identifier: MIT
// Sonatype's OSS Index, as the tools that ask it pass its answers on.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// The finding of one vulnerability. Nancy writes the same keys with a capital.
Draft& ossindex_vulnerability(Json v, Writer& out);
/// Fills the package from "pkg:npm/name@1.0".
void ossindex_package(Draft& f, std::string_view coordinates, Writer& out);

}  // namespace secmon::format
