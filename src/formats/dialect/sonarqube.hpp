// SPDX-License-Identifier: MIT
// What SonarQube's own issues and those that it imports have in common.
#pragma once

#include <array>
#include <string_view>

#include "core/words.hpp"
#include "core/writer.hpp"
#include "input/json.hpp"

namespace secmon::format {

// Five words before 10.2 and five since, which Sonar itself maps one to one: its CRITICAL is one below BLOCKER.
inline constexpr std::array<SeverityWord, 7> kSonarSeverities{{{"BLOCKER", Severity::critical},
                                                               {"CRITICAL", Severity::high},
                                                               {"HIGH", Severity::high},
                                                               {"MAJOR", Severity::medium},
                                                               {"MEDIUM", Severity::medium},
                                                               {"MINOR", Severity::low},
                                                               {"LOW", Severity::low}}};

/// The impact on security if there is one, else the worst.
std::string_view sonar_impact(Json impacts);
bool sonar_is_about_security(Json impacts);

/// A textRange, whose columns count from 0 and have these names.
void sonar_range(Draft& f, Json r, const char* start, const char* end);

}  // namespace secmon::format
