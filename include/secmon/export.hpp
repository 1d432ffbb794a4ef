// SPDX-License-Identifier: MIT
// What a declaration needs to cross the border of a shared library, and to warn of views that outlive their owner.
#pragma once

#if defined(SECMON_STATIC)
#define SECMON_API
#elif defined(_WIN32)
#if defined(SECMON_BUILDING)
#define SECMON_API __declspec(dllexport)
#else
#define SECMON_API __declspec(dllimport)
#endif
#else
#define SECMON_API __attribute__((visibility("default")))
#endif

// Marks a member function whose result borrows from *this: clang then warns when *this is a temporary.
#if defined(__clang__)
#define SECMON_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define SECMON_LIFETIMEBOUND
#endif
