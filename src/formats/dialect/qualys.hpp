// SPDX-License-Identifier: MIT
// What the reports of Qualys' products have in common.
#pragma once

#include <array>
#include <string_view>

#include "core/words.hpp"
#include "core/writer.hpp"
#include "input/xml.hpp"

namespace secmon::format {

/// Levels: 5 "urgent", 4 "critical", 3 "serious", 2 "medium", 1 "minimal".
inline constexpr std::array<SeverityWord, 5> kQualysLevels{{{"1", Severity::info},
                                                            {"2", Severity::low},
                                                            {"3", Severity::medium},
                                                            {"4", Severity::high},
                                                            {"5", Severity::critical}}};

/// "Vuln", "Confirmed", "Practice" (a potential vulnerability), "Ig" (information gathered).
void qualys_type(Draft& f, std::string_view type);

/// "Active", "New", "Re-Opened", "Fixed".
void qualys_status(Draft& f, std::string_view status);

/// "8.1 (AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H)", with or without the vector; "-" and "" are none.
void qualys_cvss(Draft& f, std::string_view text, std::string_view version, Writer& out);

/// What a text in HTML says; "" for "N/A".
std::string_view qualys_text(std::string_view html, Writer& out);

/// "05/13/2021 07:08:28", "Feb 03, 2026 07:00 AM", "12 Mar 2020 01:15PM GMT-0400" and what time_of() reads.
Time qualys_time(std::string_view text, Writer& out);

/// "threat\nimpact", without what is absent.
std::string_view qualys_description(std::string_view threat, std::string_view impact, Writer& out);

}  // namespace secmon::format
