// SPDX-License-Identifier: MIT
// CVSS: what a vector says about its version, and the specification's table of ratings.
#include "core/cvss.hpp"

#include <array>
#include <cmath>

namespace secmon {
namespace {

using std::string_view;

constexpr std::array<string_view, 4> kVersions{"2.0", "3.0", "3.1", "4.0"};

bool has(string_view text, string_view part) noexcept { return text.find(part) != string_view::npos; }

}  // namespace

string_view cvss_version(string_view vector) noexcept {
  constexpr string_view kPrefix = "CVSS:";
  if (vector.substr(0, kPrefix.size()) == kPrefix) {
    for (const string_view version : kVersions) {
      if (vector.substr(kPrefix.size(), version.size()) == version) return version;
    }
    return {};
  }
  // Without a prefix, only metrics that one version alone has can tell; 3.0 and 3.1 have the same.
  if (!has(vector, "AV:")) return {};
  if (has(vector, "/Au:")) return "2.0";
  if (has(vector, "/AT:")) return "4.0";
  return {};
}

Severity severity_of_score(double score, string_view version) noexcept {
  if (!(score >= 0 && score <= 10)) return Severity::unknown;
  const long tenths = std::lround(score * 10);
  if (!version.empty() && version[0] == '2') {
    if (tenths < 40) return Severity::low;
    return tenths < 70 ? Severity::medium : Severity::high;
  }
  if (tenths == 0) return Severity::info;
  if (tenths < 40) return Severity::low;
  if (tenths < 70) return Severity::medium;
  return tenths < 90 ? Severity::high : Severity::critical;
}

}  // namespace secmon
