# SPDX-License-Identifier: MIT
# Builds a project that has the library as a subdirectory; not optimised, which compiles sooner.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)
build_project(${CMAKE_CURRENT_LIST_DIR}/embed ${WORK} -DSECMON_ROOT=${ROOT} -DCMAKE_BUILD_TYPE=Debug
              -DCMAKE_CXX_FLAGS_DEBUG=-O0)
run(${WORK}/program ${ROOT}/tests/formats/bandit/basic.in.json)
