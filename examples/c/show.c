/* SPDX-License-Identifier: MIT */
/* Prints the findings of a report, in C:  cc show.c $(pkg-config --cflags --libs secmon) && ./a.out bandit.json */
#include <secmon.h>
#include <stdio.h>

static void print(const secmon_finding* finding) {
  const secmon_str severity = secmon_severity_name(finding->severity);
  printf("%-8.*s %.*s %.*s:%u\n         %.*s\n", SECMON_STR_ARG(severity), SECMON_STR_ARG(finding->rule_id),
         SECMON_STR_ARG(finding->path), (unsigned)finding->start_line, SECMON_STR_ARG(finding->title));
}

int main(int argc, char** argv) {
  secmon_report* report = NULL;
  secmon_score score    = SECMON_SCORE_INIT;
  secmon_error error;
  size_t i;

  if (argc != 2) return fprintf(stderr, "usage: show REPORT\n"), 2;
  if (secmon_parse_file(argv[1], NULL, &report, &error) != SECMON_OK)
    return fprintf(stderr, "%s: %s\n", argv[1], error.message), 3;

  for (i = 0; i < secmon_report_count(report); ++i) {
    secmon_finding finding = SECMON_FINDING_INIT;
    if (secmon_report_finding(report, i, &finding, NULL) == SECMON_OK) print(&finding);
  }
  {
    const secmon_report* const reports[] = {report};
    if (secmon_score_reports(reports, 1, NULL, &score, &error) == SECMON_OK)
      printf("score %d: %.*s\n", (int)score.value, SECMON_STR_ARG(secmon_grade_name(score.grade)));
  }
  i = secmon_report_status(report) == SECMON_REPORT_COMPLETE ? 0 : 3;
  secmon_report_free(report);
  return (int)i;
}
