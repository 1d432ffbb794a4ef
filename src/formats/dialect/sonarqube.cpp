// SPDX-License-Identifier: MIT
#include "formats/dialect/sonarqube.hpp"

namespace secmon::format {

std::string_view sonar_impact(Json impacts) {
  std::string_view worst;
  for (Json i : impacts) {
    const std::string_view word = i.str("severity");
    if (i.str("softwareQuality") == "SECURITY") return word;
    if (worst.empty() || severity_of(word, kSonarSeverities) > severity_of(worst, kSonarSeverities)) worst = word;
  }
  return worst;
}

bool sonar_is_about_security(Json impacts) {
  for (Json i : impacts) {
    if (i.str("softwareQuality") == "SECURITY") return true;
  }
  return false;
}

void sonar_range(Draft& f, Json r, const char* start, const char* end) {
  if (!r) return;
  f.location.start_line = r.line("startLine");
  f.location.end_line   = r.line("endLine");
  if (r[start]) f.location.start_column = static_cast<std::uint32_t>(r.integer(start)) + 1;
  if (r[end]) f.location.end_column = static_cast<std::uint32_t>(r.integer(end)) + 1;
}

}  // namespace secmon::format
