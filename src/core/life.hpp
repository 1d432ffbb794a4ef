// SPDX-License-Identifier: MIT
// What a report adds to the life of its findings.
#pragma once

#include "secmon/sla.hpp"

namespace secmon {

/// A finding without a date of its own was seen when its scanner ran.
inline Life life_in(const Report& report, const Finding& finding) noexcept {
  Life life;
  const bool dated = finding.dates.detected != kNoTime || finding.dates.introduced != kNoTime;
  if (!dated) life.first_seen = report.generated();
  return life;
}

}  // namespace secmon
