// SPDX-License-Identifier: MIT
// CVSS: versions, base scores from vectors, and severities from scores.
#pragma once

#include <string_view>

#include "secmon/finding.hpp"

namespace secmon {

/// "3.1" from "CVSS:3.1/AV:N/…", "4.0", "3.0"; "2.0" from a bare "AV:N/AC:L/Au:N/…"; "" if it is no vector.
std::string_view cvss_version(std::string_view vector) noexcept;

/// The base score that the specification computes from a vector of version 2.0, 3.0 or 3.1; temporal and environmental
/// metrics are passed over. -1 where a base metric is missing or not known, and for version 4.0, whose scores come from
/// a table of 270 groups of vectors rather than from a formula.
double cvss_base_score(std::string_view vector) noexcept;

/// The rating of the specification, after rounding to one decimal. Version 2: 0 … 3.9 low, 4 … 6.9 medium, from 7
/// high. Versions 3 and 4: 0 info ("none"), below 4 low, below 7 medium, below 9 high, else critical.
/// `unknown` for scores below 0, above 10, or not a number. An empty version is read as 3.
Severity severity_of_score(double score, std::string_view version = {}) noexcept;

}  // namespace secmon
