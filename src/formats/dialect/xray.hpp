// SPDX-License-Identifier: MIT
// What all answers of JFrog Xray spell in the same way.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// Fills the package from "npm://ip:2.0.0", "gav://org.acme:wave:1.4", "deb://debian:bookworm:libwave:2:1.4-3",
/// "alpine://3.20:libwave:1.4-r0" …; a text of another form becomes the name.
void xray_package(Draft& f, std::string_view component, Writer& out);

/// Whether it is a package of a system, as in images.
bool xray_is_system(std::string_view component);

/// An entry of "cves": {cve, cwe[], cvss_v2: "5.0/AV:…"} or {cve, cvss_v2_score, cvss_v2_vector}.
void xray_cve(Draft& f, Json cve);

/// "[1.26]", "≥ 2:1.4-3", "1.26".
void xray_fixed(Draft& f, Json versions, Writer& out);

}  // namespace secmon::format
