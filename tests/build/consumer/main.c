/* SPDX-License-Identifier: MIT */
/* Somebody else's program in C: reads one report and is content when it has findings and the version is the header's.
 */
#include <secmon.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char* argv[]) {
  secmon_report* report = NULL;
  secmon_error error;
  size_t i, count;
  if (argc != 2 || strcmp(secmon_version_string(), SECMON_VERSION) != 0) return 2;
  if (secmon_parse_file(argv[1], NULL, &report, &error) != SECMON_OK) {
    puts(error.message);
    return 3;
  }
  count = secmon_report_count(report);
  for (i = 0; i < count; ++i) {
    secmon_finding finding = SECMON_FINDING_INIT;
    if (secmon_report_finding(report, i, &finding, &error) != SECMON_OK) return 5;
    printf("%.*s\n", SECMON_STR_ARG(finding.title));
  }
  secmon_report_free(report);
  return count == 0 ? 4 : 0;
}
