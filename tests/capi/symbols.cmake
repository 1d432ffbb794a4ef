# SPDX-License-Identifier: MIT
# Compares the C symbols that the shared library exports with capi/secmon.symbols: neither more nor fewer.
execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL " T secmon_[a-z_]+" exported "${table}")
list(TRANSFORM exported REPLACE " T " "")
list(SORT exported)
file(STRINGS ${SYMBOLS} expected)
if(NOT expected)
  message(FATAL_ERROR "${SYMBOLS} is empty")
endif()
if(NOT exported STREQUAL expected)
  set(extra ${exported})
  list(REMOVE_ITEM extra ${expected})
  set(missing ${expected})
  list(REMOVE_ITEM missing ${exported})
  message(FATAL_ERROR "exported but not listed: ${extra}\nlisted but not exported: ${missing}\n"
                      "(or the list is not sorted)")
endif()
