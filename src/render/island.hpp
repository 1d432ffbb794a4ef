// SPDX-License-Identifier: MIT
// The data block of the dashboard.
#pragma once

#include <span>

#include "render/renderer.hpp"

namespace secmon {

/// Writes the rows that are shown as a <script type="application/json">, from which the script of dashboard_page.hpp
/// builds its table. A text that stood before is written as its number.
void write_data(std::span<const Report> reports, Out& out, const Overview& o, const Selection& rows, Redaction& safe);

}  // namespace secmon
