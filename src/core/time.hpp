// SPDX-License-Identifier: MIT
// Dates as scanners write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "secmon/finding.hpp"

namespace secmon {

/// Reads "2024-05-01T12:00:00Z", "…+02:00", "…+0200", "2024-05-01 12:00:00.123456" (with ' ' or 'T'), "2024-05-01",
/// "2022-Feb-03", RFC 1123 ("Tue, 01 May 2024 12:00:00 GMT") and "2024/05/01". Without a zone it is taken as UTC.
/// Fractions of a second are cut off. kNoTime for anything else, for the year 1 that Go writes for "never", and for
/// dates that do not exist.
Time parse_time(std::string_view text) noexcept;

/// Seconds, milliseconds or microseconds since 1970 (told apart by size); kNoTime for 0 and below.
Time time_of_epoch(std::int64_t number) noexcept;

/// "2024-05-01T12:00:00Z"; "" for kNoTime.
std::string to_string(Time time);

}  // namespace secmon
