/* SPDX-License-Identifier: MIT */
/* The one place where the version of libsecmon is written. CMake, pyproject.toml, the C++ headers and the C header
   all read these three numbers. Plain C, so that both sides of the border can include it. */
#ifndef SECMON_VERSION_H
#define SECMON_VERSION_H

#define SECMON_VERSION_MAJOR 0
#define SECMON_VERSION_MINOR 1
#define SECMON_VERSION_PATCH 0
#define SECMON_VERSION "0.1.0"

#endif
