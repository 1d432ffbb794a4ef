// SPDX-License-Identifier: MIT
// Catch2, whichever of its two generations is installed.
#pragma once

#if defined(SECMON_CATCH2_VERSION) && SECMON_CATCH2_VERSION >= 3
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
