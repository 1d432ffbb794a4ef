# SPDX-License-Identifier: MIT
# Dependencies: what the system has, first. docs/decisions.md says why each is there.
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(pugixml REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
add_library(xxhash::xxhash INTERFACE IMPORTED)
target_include_directories(xxhash::xxhash INTERFACE ${XXHASH_INCLUDE_DIR})
if(SECMON_TESTS)
  find_package(Catch2 REQUIRED)
  find_package(nlohmann_json REQUIRED)
endif()
