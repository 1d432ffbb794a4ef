/* SPDX-License-Identifier: MIT */
/* ours_c FILE: the same through the C API. */
#include <stdio.h>

#include "secmon.h"

int main(int argc, char* argv[]) {
  secmon_report* report = NULL;
  if (argc != 2 || secmon_parse_file(argv[1], NULL, &report, NULL) != SECMON_OK) return 1;
  printf("{\"findings\": %zu}\n", secmon_report_count(report));
  secmon_report_free(report);
  return 0;
}
