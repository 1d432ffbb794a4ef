# SPDX-License-Identifier: MIT
# Installs the build into a folder of its own, moves it, and builds and runs projects that find it there.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --config ${CONFIG} --prefix ${WORK}/first)
file(RENAME ${WORK}/first ${WORK}/moved) # an installed tree does not know where it was put

file(GLOB_RECURSE pc ${WORK}/moved/*/secmon.pc)
get_filename_component(pc_dir ${pc} DIRECTORY)
build_project(${CMAKE_CURRENT_LIST_DIR}/consumer ${WORK}/build -DCMAKE_PREFIX_PATH=${WORK}/moved
              -DSECMON_WANTED=${VERSION} -DSECMON_PC_DIR=${pc_dir})
foreach(program shared static plain_c no_exceptions)
  run(${WORK}/build/${program} ${ROOT}/tests/formats/bandit/basic.in.json)
endforeach()
