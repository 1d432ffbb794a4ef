// SPDX-License-Identifier: MIT
// The date that CISA's catalogue gives a finding, as it stands among its tags.
#pragma once

#include <string_view>

#include "core/time.hpp"
#include "secmon/finding.hpp"

namespace secmon {

inline constexpr std::string_view kKevTag = "kev:", kKevDueTag = "kev:due:", kKevRansomwareTag = "kev:ransomware";

/// The day by which it is to be remediated; kNoTime if no tag says so.
inline Time due_of_kev(const Finding& finding) noexcept {
  if (!finding.kev) return kNoTime;
  for (const std::string_view tag : finding.tags) {
    if (tag.starts_with(kKevDueTag)) return parse_time(tag.substr(kKevDueTag.size()));
  }
  return kNoTime;
}

}  // namespace secmon
