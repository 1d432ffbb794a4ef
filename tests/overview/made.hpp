// SPDX-License-Identifier: MIT
// Findings for the tests of overviews, and a history of three months made by hand.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "secmon/secmon.hpp"

namespace secmon::test {

using std::chrono::hours;

inline constexpr Time kSeen = Time(std::chrono::seconds(1'796'025'600));  // 2026-11-30T08:00:00Z
inline constexpr Time kNow  = kSeen + std::chrono::hours(48);             // 2026-12-02T08:00:00Z

inline Finding code(std::string_view rule, Severity severity, std::string_view path = "src/app.py") {
  Finding f;
  f.tool = "bandit", f.format = "bandit", f.kind = Kind::sast;
  f.rule_id = rule, f.title = rule, f.severity = severity;
  f.location.path = path, f.location.start_line = 7;
  f.dates.detected = kSeen;
  return f;
}

inline Finding dependency(std::string_view name, std::string_view version, std::span<const std::string_view> ids,
                          std::span<const std::string_view> fixed_in, Severity severity) {
  Finding f;
  f.tool = "trivy", f.format = "trivy", f.kind = Kind::sca;
  f.title = "a vulnerability", f.severity = severity, f.ids = ids, f.rule_id = ids.front();
  f.package.ecosystem = "pypi", f.package.name = name, f.package.version = version, f.package.fixed_in = fixed_in;
  f.dates.detected = kSeen;
  return f;
}

inline OverviewOptions at(Time now) {
  OverviewOptions options;
  options.now     = now;
  options.project = "shop";
  return options;
}

}  // namespace secmon::test
