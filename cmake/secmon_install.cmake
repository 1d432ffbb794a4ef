# SPDX-License-Identifier: MIT
# What `cmake --install` puts where: headers, both libraries, a CMake package and a pkg-config file.
include(CMakePackageConfigHelpers)

set(secmon_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/secmon)
install(DIRECTORY include/secmon TYPE INCLUDE COMPONENT secmon_dev)
install(FILES capi/secmon.h TYPE INCLUDE COMPONENT secmon_dev)

# Two exports, as the static library needs the dependencies' packages again and the shared one needs none.
install(TARGETS secmon_static EXPORT secmon_static ARCHIVE COMPONENT secmon_dev)
install(EXPORT secmon_static NAMESPACE secmon:: FILE secmonStatic.cmake DESTINATION ${secmon_cmake_dir}
        COMPONENT secmon_dev)
if(SECMON_SHARED)
  install(TARGETS secmon_shared EXPORT secmon_shared
          RUNTIME COMPONENT secmon
          LIBRARY COMPONENT secmon NAMELINK_COMPONENT secmon_dev)
  install(EXPORT secmon_shared NAMESPACE secmon:: FILE secmonShared.cmake DESTINATION ${secmon_cmake_dir}
          COMPONENT secmon_dev)
endif()

configure_package_config_file(cmake/secmonConfig.cmake.in secmonConfig.cmake INSTALL_DESTINATION ${secmon_cmake_dir})
# Before 1.0 a new minor version may change the interface.
write_basic_package_version_file(secmonConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/secmonConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/secmonConfigVersion.cmake
        DESTINATION ${secmon_cmake_dir} COMPONENT secmon_dev)

# pkg-config: what a static link needs besides is named by the packages that were found.
set(secmon_pc_requires)
foreach(package IN LISTS secmon_found)
  if(NOT package STREQUAL "Threads")
    string(TOLOWER ${package} package)
    list(APPEND secmon_pc_requires ${package})
  endif()
endforeach()
list(JOIN secmon_pc_requires " " secmon_pc_requires)
set(secmon_pc_cflags "")
if(NOT SECMON_SHARED)
  set(secmon_pc_cflags "-DSECMON_STATIC")
endif()
# Relative to the file itself, so that an installed tree can be moved.
file(RELATIVE_PATH secmon_pc_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/secmon.pc.in secmon.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/secmon.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT secmon_dev)
