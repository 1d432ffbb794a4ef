// SPDX-License-Identifier: MIT
// The version of the library, at compile time (macros of version.h) and at run time.
#pragma once

#include <string_view>

#include "secmon/export.hpp"
#include "secmon/version.h"

namespace secmon {

/// The version of the library that is linked, "major.minor.patch". It differs from SECMON_VERSION when the program
/// was compiled against another version than the one it runs with.
SECMON_API std::string_view version() noexcept;

}  // namespace secmon
