// SPDX-License-Identifier: MIT
// Findings of the Open Cybersecurity Schema Framework, versions 1.0 to 1.6.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// Reads one event. Its vulnerabilities become a finding each; an event without any is one finding of this kind, or of
/// what its class says for Kind::other. Gives false for events that are no findings (another category).
bool ocsf_event(Json event, Kind kind, Writer& out);

}  // namespace secmon::format
