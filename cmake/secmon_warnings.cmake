# SPDX-License-Identifier: MIT
# Warnings and sanitizers, as interface targets that only our own targets link.
add_library(secmon_warnings INTERFACE)
target_compile_options(
  secmon_warnings
  INTERFACE $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wcast-qual;-Wnon-virtual-dtor;-Wold-style-cast;-Woverloaded-virtual>
            $<$<AND:$<BOOL:${SECMON_STRICT}>,$<CXX_COMPILER_ID:GNU,Clang,AppleClang>>:-Werror>
            $<$<CXX_COMPILER_ID:MSVC>:/W4;/permissive-;/utf-8>)

# GCC 12 sees overlaps in std::string operators that are not there (GCC bug 105651).
target_compile_options(secmon_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

add_library(secmon_sanitize INTERFACE)
if(SECMON_SANITIZE)
  target_compile_options(secmon_sanitize INTERFACE -fsanitize=${SECMON_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  target_link_options(secmon_sanitize INTERFACE -fsanitize=${SECMON_SANITIZE})
endif()
