# SPDX-License-Identifier: MIT
# Dependencies: what the system (or the project that embeds us) has, else sources pinned by hash.
#
# A fetched dependency is only unpacked: the few files that we need of it are compiled here, so that no build system,
# option or install rule of a third party runs inside ours. Its objects become part of libsecmon itself, and nobody
# who links the installed library has to have it. docs/decisions.md says why each dependency is there.
option(SECMON_FETCH "Fetch the dependencies that are not found on the system" ON)
include(FetchContent)

# Unpacks a dependency that was not found. Sets <name>_SOURCE_DIR.
macro(secmon_fetch name url hash)
  if(NOT SECMON_FETCH)
    message(FATAL_ERROR "secmon: ${name} was not found. Install it, or configure with -DSECMON_FETCH=ON.")
  endif()
  message(STATUS "secmon: ${name} was not found; fetching it")
  FetchContent_Declare(${name} URL ${url} URL_HASH SHA256=${hash} DOWNLOAD_EXTRACT_TIMESTAMP OFF
                       SOURCE_SUBDIR sources-only) # no such folder: its CMakeLists.txt is not run
  FetchContent_MakeAvailable(${name})
endmacro()

# Compiles fetched sources into objects that go into our own library, under the name that find_package would give.
function(secmon_bundle target alias)
  cmake_parse_arguments(arg "" "INCLUDE" "SOURCES" ${ARGN})
  if(arg_SOURCES)
    add_library(${target} OBJECT EXCLUDE_FROM_ALL ${arg_SOURCES})
    target_include_directories(${target} SYSTEM PUBLIC ${arg_INCLUDE})
    target_link_libraries(${target} PRIVATE secmon_sanitize)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
                                               C_VISIBILITY_PRESET hidden CXX_STANDARD 20)
    set_property(GLOBAL APPEND PROPERTY SECMON_BUNDLED ${target})
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} SYSTEM INTERFACE ${arg_INCLUDE})
  endif()
  add_library(${alias} ALIAS ${target})
endfunction()

find_package(Threads REQUIRED)
set(secmon_found Threads) # what the installed static library needs again: see secmonConfig.cmake.in

if(NOT TARGET ZLIB::ZLIB)
  find_package(ZLIB QUIET)
endif()
if(TARGET ZLIB::ZLIB)
  list(APPEND secmon_found ZLIB)
else()
  secmon_fetch(zlib https://github.com/madler/zlib/releases/download/v1.2.13/zlib-1.2.13.tar.gz
               b3a24de97a8fdbc835b9833169501030b8977031bcb54b3b3ac13740f846ab30)
  set(sources adler32.c crc32.c inffast.c inflate.c inftrees.c zutil.c) # inflating is all that we do
  list(TRANSFORM sources PREPEND ${zlib_SOURCE_DIR}/)
  secmon_bundle(secmon_zlib ZLIB::ZLIB INCLUDE ${zlib_SOURCE_DIR} SOURCES ${sources})
endif()

if(NOT TARGET simdjson::simdjson)
  find_package(simdjson QUIET)
endif()
if(TARGET simdjson::simdjson)
  list(APPEND secmon_found simdjson)
else()
  secmon_fetch(simdjson https://github.com/simdjson/simdjson/archive/v3.0.1.tar.gz
               156b1bc5eb0561b2bd166b46d191fd3d95a3e709cc63761477d3b7aec2b6e9ed)
  secmon_bundle(secmon_simdjson simdjson::simdjson INCLUDE ${simdjson_SOURCE_DIR}/singleheader
                SOURCES ${simdjson_SOURCE_DIR}/singleheader/simdjson.cpp)
endif()

if(NOT TARGET pugixml::pugixml)
  find_package(pugixml QUIET)
endif()
if(TARGET pugixml::pugixml)
  list(APPEND secmon_found pugixml)
else()
  secmon_fetch(pugixml https://github.com/zeux/pugixml/archive/v1.13.tar.gz
               5c5ad5d7caeb791420408042a7d88c2c6180781bf218feca259fd9d840a888e1)
  secmon_bundle(secmon_pugixml pugixml::pugixml INCLUDE ${pugixml_SOURCE_DIR}/src
                SOURCES ${pugixml_SOURCE_DIR}/src/pugixml.cpp)
endif()

# Its target has a namespace since 0.8. Reading is all that we do.
if(NOT TARGET yaml-cpp AND NOT TARGET yaml-cpp::yaml-cpp)
  find_package(yaml-cpp QUIET)
endif()
if(TARGET yaml-cpp::yaml-cpp)
  set(secmon_yaml yaml-cpp::yaml-cpp)
  list(APPEND secmon_found yaml-cpp)
elseif(TARGET yaml-cpp)
  set(secmon_yaml yaml-cpp)
  list(APPEND secmon_found yaml-cpp)
else()
  secmon_fetch(yaml_cpp https://github.com/jbeder/yaml-cpp/archive/yaml-cpp-0.7.0.tar.gz
               43e6a9fcb146ad871515f0d0873947e5d497a1c9c60c58cb102a97b47208b7c3)
  set(sources depthguard.cpp directives.cpp exceptions.cpp exp.cpp null.cpp parser.cpp regex_yaml.cpp scanner.cpp
              scanscalar.cpp scantag.cpp scantoken.cpp simplekey.cpp singledocparser.cpp stream.cpp tag.cpp)
  list(TRANSFORM sources PREPEND ${yaml_cpp_SOURCE_DIR}/src/)
  set(secmon_yaml secmon::yaml)
  secmon_bundle(secmon_yaml_cpp secmon::yaml INCLUDE ${yaml_cpp_SOURCE_DIR}/include SOURCES ${sources})
  target_compile_definitions(secmon_yaml_cpp PUBLIC YAML_CPP_STATIC_DEFINE)
endif()

# Used as a header only (XXH_INLINE_ALL), so that nobody has to link it.
find_path(XXHASH_INCLUDE_DIR xxhash.h)
mark_as_advanced(XXHASH_INCLUDE_DIR)
if(XXHASH_INCLUDE_DIR)
  secmon_bundle(secmon_xxhash xxhash::xxhash INCLUDE ${XXHASH_INCLUDE_DIR})
else()
  secmon_fetch(xxhash https://github.com/Cyan4973/xxHash/archive/v0.8.1.tar.gz
               3bb6b7d6f30c591dd65aaaff1c8b7a5b94d81687998ca9400082c739a690436c)
  secmon_bundle(secmon_xxhash xxhash::xxhash INCLUDE ${xxhash_SOURCE_DIR})
endif()

if(SECMON_TESTS)
  if(NOT TARGET Catch2::Catch2)
    find_package(Catch2 QUIET)
  endif()
  if(NOT TARGET Catch2::Catch2)
    secmon_fetch(catch2 https://github.com/catchorg/Catch2/archive/v2.13.10.tar.gz
                 d54a712b7b1d7708bc7a819a8e6e47b2fde9536f487b89ccbca295072a7d9943)
    secmon_bundle(secmon_catch2 Catch2::Catch2 INCLUDE ${catch2_SOURCE_DIR}/single_include)
  endif()
endif()
if(SECMON_TESTS OR SECMON_FUZZ)
  if(NOT TARGET nlohmann_json::nlohmann_json)
    find_package(nlohmann_json QUIET)
  endif()
  if(NOT TARGET nlohmann_json::nlohmann_json)
    secmon_fetch(nlohmann_json https://github.com/nlohmann/json/archive/v3.11.2.tar.gz
                 d69f9deb6a75e2580465c6c4c5111b89c4dc2fa94e3a85fcd2ffcd9a143d9273)
    secmon_bundle(secmon_nlohmann_json nlohmann_json::nlohmann_json
                  INCLUDE ${nlohmann_json_SOURCE_DIR}/single_include)
  endif()
endif()

# Links a target of ours with all of it. What is only there at build time stays out of the exported package.
function(secmon_link_dependencies target)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:xxhash::xxhash> $<BUILD_INTERFACE:secmon_sanitize>)
  get_property(bundled GLOBAL PROPERTY SECMON_BUNDLED)
  foreach(dependency Threads::Threads ZLIB::ZLIB simdjson::simdjson pugixml::pugixml ${secmon_yaml})
    get_target_property(real ${dependency} ALIASED_TARGET)
    if(real IN_LIST bundled)
      target_include_directories(${target} SYSTEM PRIVATE $<TARGET_PROPERTY:${real},INTERFACE_INCLUDE_DIRECTORIES>)
      get_target_property(type ${target} TYPE)
      if(NOT type STREQUAL "OBJECT_LIBRARY")
        target_sources(${target} PRIVATE $<TARGET_OBJECTS:${real}>)
      endif()
    else()
      target_link_libraries(${target} PRIVATE ${dependency})
    endif()
  endforeach()
endfunction()
