/* SPDX-License-Identifier: MIT */
/* The C API as C programs use it: what it gives, and what it does with arguments that are wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secmon.h"
#include "secmon/arrow.h"

static int failures      = 0;
static const int64_t day = 86400;

#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
      ++failures;                                                             \
    }                                                                         \
  } while (0)

static int is(secmon_str text, const char* expected) {
  return text.size == strlen(expected) && memcmp(text.data, expected, text.size) == 0;
}

/* Two findings: one high with everything, one low. */
static const char bandit[] =
    "{\"errors\": [], \"generated_at\": \"2024-05-01T12:00:00Z\", \"metrics\": {\"_totals\": {\"loc\": 9}},"
    " \"results\": ["
    "{\"code\": \"1 import subprocess\\n\", \"col_offset\": 4, \"end_col_offset\": 30, \"filename\": \"./shop/a.py\","
    " \"issue_confidence\": \"HIGH\", \"issue_cwe\": {\"id\": 78, \"link\": \"https://cwe.mitre.org/data/78.html\"},"
    " \"issue_severity\": \"HIGH\", \"issue_text\": \"subprocess call with shell=True\", \"line_number\": 7,"
    " \"line_range\": [7], \"more_info\": \"https://bandit.readthedocs.io/b602.html\", \"test_id\": \"B602\","
    " \"test_name\": \"subprocess_popen_with_shell_equals_true\"},"
    "{\"code\": \"3 assert x\\n\", \"col_offset\": 0, \"end_col_offset\": 8, \"filename\": \"./shop/b.py\","
    " \"issue_confidence\": \"HIGH\", \"issue_cwe\": {\"id\": 703, \"link\": \"https://cwe.mitre.org/data/703.html\"},"
    " \"issue_severity\": \"LOW\", \"issue_text\": \"Use of assert detected.\", \"line_number\": 3,"
    " \"line_range\": [3], \"more_info\": \"https://bandit.readthedocs.io/b101.html\", \"test_id\": \"B101\","
    " \"test_name\": \"assert_used\"}]}";

static secmon_report* parsed(void) {
  secmon_report* report = NULL;
  secmon_error error;
  if (secmon_parse(bandit, strlen(bandit), NULL, &report, &error) != SECMON_OK) {
    fprintf(stderr, "the sample is not read: %s\n", error.message);
    exit(1);
  }
  return report;
}

static void test_version_and_names(void) {
  CHECK(secmon_version() ==
        ((uint32_t)SECMON_VERSION_MAJOR << 16 | (uint32_t)SECMON_VERSION_MINOR << 8 | SECMON_VERSION_PATCH));
  CHECK(strcmp(secmon_version_string(), SECMON_VERSION) == 0);
  CHECK(is(secmon_severity_name(SECMON_SEVERITY_CRITICAL), "critical"));
  CHECK(is(secmon_kind_name(SECMON_KIND_SCA), "sca"));
  CHECK(is(secmon_state_name(SECMON_STATE_FALSE_POSITIVE), "false_positive"));
  CHECK(is(secmon_confidence_name(SECMON_CONFIDENCE_CERTAIN), "certain"));
  CHECK(is(secmon_severity_from_name(SECMON_SEVERITY_FROM_WORD), "word"));
  CHECK(is(secmon_status_name(SECMON_AMBIGUOUS_FORMAT), "ambiguous_format"));
  CHECK(is(secmon_report_status_name(SECMON_REPORT_INCOMPLETE), "incomplete"));
  CHECK(is(secmon_grade_name(SECMON_GRADE_EXCELLENT), "excellent"));
  CHECK(is(secmon_sla_state_name(SECMON_SLA_BREACHED), "breached"));
  CHECK(is(secmon_gate_rule_name(SECMON_GATE_MIN_SCORE), "min_score"));
  CHECK(secmon_severity_name(-1).data != NULL && is(secmon_severity_name(-1), ""));
  CHECK(secmon_severity_name(100000).data != NULL && is(secmon_severity_name(100000), ""));
}

static void test_formats(void) {
  size_t i;
  int found = 0;
  secmon_error error;
  CHECK(secmon_format_count() >= 7);
  for (i = 0; i < secmon_format_count(); ++i) {
    secmon_format_info info = SECMON_FORMAT_INFO_INIT;
    CHECK(secmon_format_at(i, &info, &error) == SECMON_OK);
    CHECK(info.id.size > 0 && info.name.size > 0 && info.command.size > 0);
    if (is(info.id, "bandit")) found = 1;
  }
  CHECK(found);
  {
    secmon_format_info info = SECMON_FORMAT_INFO_INIT;
    CHECK(secmon_format_at(secmon_format_count(), &info, &error) == SECMON_INVALID_ARGUMENT);
    CHECK(error.code == SECMON_INVALID_ARGUMENT && error.message[0] != '\0');
    CHECK(secmon_format_at(0, NULL, NULL) == SECMON_INVALID_ARGUMENT);
  }
}

static void test_detect(void) {
  secmon_str format    = {NULL, 0};
  secmon_buffer reason = SECMON_BUFFER_INIT;
  secmon_error error;
  CHECK(secmon_detect(bandit, strlen(bandit), &format, &reason, &error) == SECMON_OK);
  CHECK(is(format, "bandit"));
  CHECK(reason.size > 0 && strlen(reason.data) == reason.size);
  secmon_buffer_free(&reason);
  CHECK(reason.data == NULL && reason.size == 0);
  secmon_buffer_free(&reason);
  secmon_buffer_free(NULL);
  CHECK(secmon_detect("{\"nobody\": 1}", 13, &format, &reason, &error) == SECMON_UNKNOWN_FORMAT);
  CHECK(format.size == 0 && reason.data == NULL && error.message[0] != '\0');
  CHECK(secmon_detect(NULL, 5, NULL, NULL, NULL) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_detect(bandit, strlen(bandit), NULL, NULL, NULL) == SECMON_OK);
}

static void test_report(void) {
  secmon_report* report = parsed();
  CHECK(is(secmon_report_format(report), "bandit"));
  CHECK(secmon_report_tool(report).size > 0);
  CHECK(secmon_report_status(report) == SECMON_REPORT_COMPLETE);
  CHECK(secmon_report_generated(report) == 1714564800);
  CHECK(secmon_report_count(report) == 2);
  CHECK(secmon_report_note_count(report) == 0);
  secmon_report_free(report);
  secmon_report_free(NULL);

  CHECK(secmon_report_count(NULL) == 0 && secmon_report_note_count(NULL) == 0);
  CHECK(secmon_report_status(NULL) == SECMON_REPORT_INCOMPLETE);
  CHECK(secmon_report_generated(NULL) == SECMON_NO_TIME);
  CHECK(is(secmon_report_format(NULL), "") && is(secmon_report_tool(NULL), ""));
  CHECK(is(secmon_report_tool_version(NULL), ""));
}

static void test_finding(void) {
  secmon_report* report  = parsed();
  secmon_finding finding = SECMON_FINDING_INIT;
  secmon_buffer json     = SECMON_BUFFER_INIT;
  secmon_error error;
  CHECK(secmon_report_finding(report, 0, &finding, &error) == SECMON_OK);
  CHECK(error.code == SECMON_OK && error.message[0] == '\0');
  CHECK(finding.struct_size == sizeof finding);
  CHECK(finding.kind == SECMON_KIND_SAST && finding.severity == SECMON_SEVERITY_HIGH);
  CHECK(finding.severity_from == SECMON_SEVERITY_FROM_WORD && is(finding.severity_raw, "HIGH"));
  CHECK(finding.state == SECMON_STATE_OPEN && finding.kev == 0 && finding.epss < 0);
  CHECK(is(finding.rule_id, "B602") && is(finding.title, "subprocess call with shell=True"));
  CHECK(is(finding.path, "shop/a.py") && finding.start_line == 7);
  CHECK(finding.cwe.count == 1 && finding.cwe.items[0] == 78);
  CHECK(finding.references.count >= 1);
  CHECK(secmon_str_list_at(finding.references, 0).size > 0);
  CHECK(is(secmon_str_list_at(finding.references, finding.references.count), ""));
  CHECK(finding.cvss.count == 0 && secmon_cvss_list_at(finding.cvss, 0).score < 0);
  CHECK(finding.package_fixed_in.count == 0 && is(secmon_str_list_at(finding.package_fixed_in, 0), ""));
  CHECK(finding.published == SECMON_NO_TIME);
  CHECK(finding.fingerprint.size == 34);
  CHECK(is(finding.package_name, "") && finding.package_name.data != NULL);

  CHECK(secmon_report_finding_json(report, 1, &json, &error) == SECMON_OK);
  CHECK(json.data != NULL && strstr(json.data, "\"B101\"") != NULL && json.data[0] == '{');
  secmon_buffer_free(&json);

  CHECK(secmon_report_finding(report, 2, &finding, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_report_finding(NULL, 0, &finding, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_report_finding(report, 0, NULL, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_report_finding_json(report, 2, &json, &error) == SECMON_INVALID_ARGUMENT && json.data == NULL);
  CHECK(secmon_report_finding_json(report, 0, NULL, NULL) == SECMON_INVALID_ARGUMENT);
  secmon_report_free(report);
}

/* What a program sees that was compiled with an older or a newer header. */
static void test_struct_sizes(void) {
  secmon_report* report = parsed();
  secmon_error error;
  struct {
    secmon_finding finding;
    uint64_t later;
  } newer;
  unsigned char older[sizeof(secmon_finding)];
  uint32_t small = offsetof(secmon_finding, state);
  int32_t severity;

  memset(older, 0xAA, sizeof older);
  memcpy(older, &small, sizeof small);
  CHECK(secmon_report_finding(report, 0, (secmon_finding*)(void*)older, &error) == SECMON_OK);
  memcpy(&severity, older + offsetof(secmon_finding, severity), sizeof severity);
  CHECK(severity == SECMON_SEVERITY_HIGH);
  CHECK(older[small] == 0xAA && older[sizeof older - 1] == 0xAA);

  memset(&newer, 0xAA, sizeof newer);
  newer.finding.struct_size = (uint32_t)sizeof newer;
  CHECK(secmon_report_finding(report, 0, &newer.finding, &error) == SECMON_OK);
  CHECK(newer.later == 0 && newer.finding.struct_size == sizeof newer && is(newer.finding.rule_id, "B602"));

  memset(&newer, 0, sizeof newer);
  CHECK(secmon_report_finding(report, 0, &newer.finding, &error) == SECMON_INVALID_ARGUMENT);
  secmon_report_free(report);
}

static void test_options(void) {
  secmon_report* report        = NULL;
  secmon_parse_options options = SECMON_PARSE_OPTIONS_INIT;
  secmon_finding finding       = SECMON_FINDING_INIT;
  secmon_error error;
  struct {
    secmon_parse_options options;
    uint64_t later;
  } newer;

  options.format = "bandit";
  CHECK(secmon_parse(bandit, strlen(bandit), &options, &report, &error) == SECMON_OK);
  secmon_report_free(report);

  options.in_place = 1; /* `bandit` is a literal, and so stays */
  CHECK(secmon_parse(bandit, strlen(bandit), &options, &report, &error) == SECMON_OK);
  CHECK(secmon_report_finding(report, 0, &finding, &error) == SECMON_OK);
  CHECK(finding.rule_name.data >= bandit && finding.rule_name.data < bandit + strlen(bandit));
  secmon_report_free(report);
  options.in_place = 0;

  options.format = "no_such_format";
  CHECK(secmon_parse(bandit, strlen(bandit), &options, &report, &error) != SECMON_OK);
  CHECK(report == NULL && error.message[0] != '\0');

  options.format    = NULL;
  options.max_bytes = 10;
  CHECK(secmon_parse(bandit, strlen(bandit), &options, &report, &error) == SECMON_TOO_LARGE);

  /* An older caller knows only the first fields. */
  options.struct_size = offsetof(secmon_parse_options, max_bytes);
  CHECK(secmon_parse(bandit, strlen(bandit), &options, &report, &error) == SECMON_OK);
  secmon_report_free(report);

  options.struct_size = 0;
  CHECK(secmon_parse(bandit, strlen(bandit), &options, &report, &error) == SECMON_INVALID_ARGUMENT);

  /* A newer caller may not ask for what this library does not know. */
  memset(&newer, 0, sizeof newer);
  newer.options.struct_size = (uint32_t)sizeof newer;
  CHECK(secmon_parse(bandit, strlen(bandit), &newer.options, &report, &error) == SECMON_OK);
  secmon_report_free(report);
  newer.later = 1;
  CHECK(secmon_parse(bandit, strlen(bandit), &newer.options, &report, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(report == NULL);
}

static void test_parse_errors(void) {
  secmon_report* report = NULL;
  secmon_error error;
  FILE* file;
  CHECK(secmon_parse("", 0, NULL, &report, &error) == SECMON_EMPTY);
  CHECK(error.code == SECMON_EMPTY && report == NULL);
  CHECK(secmon_parse(NULL, 0, NULL, &report, NULL) == SECMON_EMPTY);
  CHECK(secmon_parse(NULL, 4, NULL, &report, NULL) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_parse(bandit, strlen(bandit), NULL, NULL, NULL) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_parse_file("no such file.json", NULL, &report, &error) == SECMON_UNREADABLE_BYTES);
  CHECK(report == NULL && error.message[0] != '\0');
  CHECK(secmon_parse_file(NULL, NULL, &report, &error) == SECMON_INVALID_ARGUMENT);

  file = fopen("capi-sample.json", "wb");
  CHECK(file != NULL);
  if (file == NULL) return;
  CHECK(fwrite(bandit, 1, strlen(bandit), file) == strlen(bandit));
  fclose(file);
  CHECK(secmon_parse_file("capi-sample.json", NULL, &report, &error) == SECMON_OK);
  CHECK(secmon_report_count(report) == 2);
  secmon_report_free(report);
  remove("capi-sample.json");
}

static void test_notes(void) {
  secmon_report* report = NULL;
  secmon_error error;
  secmon_note note = SECMON_NOTE_INIT;
  /* Cut off in the second finding. */
  CHECK(secmon_parse(bandit, strlen(bandit) - 40, NULL, &report, &error) == SECMON_OK);
  CHECK(secmon_report_status(report) == SECMON_REPORT_INCOMPLETE);
  CHECK(secmon_report_note_count(report) >= 1);
  CHECK(secmon_report_note(report, 0, &note, &error) == SECMON_OK);
  CHECK(note.incomplete == 1 && note.code == SECMON_TRUNCATED && note.message.size > 0);
  CHECK(secmon_report_note(report, secmon_report_note_count(report), &note, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_report_note(report, 0, NULL, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_report_note(NULL, 0, &note, &error) == SECMON_INVALID_ARGUMENT);
  secmon_report_free(report);
}

static void test_score(void) {
  secmon_report* report               = parsed();
  const secmon_report* const both[2]  = {report, report};
  const secmon_report* const holes[2] = {report, NULL};
  secmon_score score                  = SECMON_SCORE_INIT;
  secmon_score_options options        = SECMON_SCORE_OPTIONS_INIT;
  secmon_error error;
  CHECK(secmon_score_reports(both, 1, NULL, &score, &error) == SECMON_OK);
  CHECK(score.value == 96 && score.grade == SECMON_GRADE_EXCELLENT && score.counted == 2);
  CHECK(score.open[SECMON_SEVERITY_HIGH] == 1 && score.open[SECMON_SEVERITY_LOW] == 1);
  CHECK(secmon_score_reports(both, 2, NULL, &score, &error) == SECMON_OK);
  CHECK(score.value == 96); /* the same findings count once */

  options.floor              = SECMON_SEVERITY_MEDIUM;
  options.points_per_finding = 40;
  CHECK(secmon_score_reports(both, 1, &options, &score, &error) == SECMON_OK);
  CHECK(score.value == 60 && score.counted == 1 && score.grade == SECMON_GRADE_FAIR);
  options.points_per_finding = SECMON_ZERO;
  CHECK(secmon_score_reports(both, 1, &options, &score, &error) == SECMON_OK && score.value == 100);
  options.floor = 77;
  CHECK(secmon_score_reports(both, 1, &options, &score, &error) == SECMON_INVALID_ARGUMENT);

  CHECK(secmon_score_reports(NULL, 0, NULL, &score, &error) == SECMON_OK && score.value == 100);
  CHECK(secmon_score_reports(NULL, 1, NULL, &score, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_score_reports(holes, 2, NULL, &score, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_score_reports(both, 1, NULL, NULL, &error) == SECMON_INVALID_ARGUMENT);
  secmon_report_free(report);
}

static void test_classify(void) {
  secmon_report* report      = parsed();
  const int64_t detected     = 1714564800;
  secmon_sla_options options = SECMON_SLA_OPTIONS_INIT;
  secmon_sla slas[2];
  secmon_error error;
  CHECK(secmon_classify(report, detected + 8 * day, NULL, slas, 2, &error) == SECMON_OK);
  CHECK(slas[0].start == detected);
  CHECK(slas[0].resolve.state == SECMON_SLA_BREACHED && slas[0].resolve.left == -day);
  CHECK(slas[0].resolve.due == detected + 7 * day);
  CHECK(slas[1].resolve.state == SECMON_SLA_ON_TIME);

  options.resolve[SECMON_SEVERITY_HIGH] = 9 * day;
  options.respond[SECMON_SEVERITY_HIGH] = SECMON_ZERO;
  CHECK(secmon_classify(report, detected + 8 * day, &options, slas, 2, &error) == SECMON_OK);
  CHECK(slas[0].resolve.state == SECMON_SLA_DUE_SOON && slas[0].respond.state == SECMON_SLA_NONE);

  options.resolve[SECMON_SEVERITY_HIGH] = -5;
  CHECK(secmon_classify(report, detected, &options, slas, 2, &error) == SECMON_INVALID_ARGUMENT);
  options.resolve[SECMON_SEVERITY_HIGH] = 0;
  options.business_time                 = 1;
  options.business_start                = 18;
  CHECK(secmon_classify(report, detected, &options, slas, 2, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_classify(report, detected, NULL, slas, 1, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_classify(report, detected, NULL, NULL, 2, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_classify(NULL, detected, NULL, slas, 2, &error) == SECMON_INVALID_ARGUMENT);
  secmon_report_free(report);
}

static void test_gate(void) {
  secmon_report* report             = parsed();
  const secmon_report* const one[1] = {report};
  secmon_verdict* verdict           = NULL;
  secmon_gate_options options       = SECMON_GATE_OPTIONS_INIT;
  secmon_gate_reason reason         = SECMON_GATE_REASON_INIT;
  secmon_score score                = SECMON_SCORE_INIT;
  secmon_error error;
  CHECK(secmon_gate(one, 1, NULL, &verdict, &error) == SECMON_OK);
  CHECK(secmon_verdict_passed(verdict) == 1 && secmon_verdict_reason_count(verdict) == 0);
  CHECK(secmon_verdict_score(verdict, &score, &error) == SECMON_OK && score.value == 96);
  secmon_verdict_free(verdict);

  options.allowed[SECMON_SEVERITY_HIGH] = SECMON_ZERO;
  options.min_score                     = 99;
  CHECK(secmon_gate(one, 1, &options, &verdict, &error) == SECMON_OK);
  CHECK(secmon_verdict_passed(verdict) == 0 && secmon_verdict_reason_count(verdict) == 2);
  CHECK(secmon_verdict_reason(verdict, 0, &reason, &error) == SECMON_OK);
  CHECK(reason.rule == SECMON_GATE_SEVERITY_COUNT && reason.severity == SECMON_SEVERITY_HIGH);
  CHECK(reason.actual == 1 && reason.allowed == 0 && reason.message.size > 0);
  CHECK(secmon_verdict_reason(verdict, 2, &reason, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_verdict_reason(verdict, 0, NULL, &error) == SECMON_INVALID_ARGUMENT);
  secmon_verdict_free(verdict);

  options.allowed[SECMON_SEVERITY_HIGH] = SECMON_NO_LIMIT;
  options.min_score                     = 0;
  options.sla_breaches                  = SECMON_ZERO;
  options.now                           = 1914564800;
  CHECK(secmon_gate(one, 1, &options, &verdict, &error) == SECMON_OK);
  CHECK(secmon_verdict_passed(verdict) == 0 && secmon_verdict_sla_breached(verdict) == 2);
  secmon_verdict_free(verdict);

  CHECK(secmon_gate(NULL, 0, NULL, &verdict, &error) == SECMON_OK); /* nothing was proven */
  CHECK(secmon_verdict_passed(verdict) == 0);
  CHECK(secmon_verdict_reason(verdict, 0, &reason, &error) == SECMON_OK && reason.rule == SECMON_GATE_NO_REPORTS);
  secmon_verdict_free(verdict);

  CHECK(secmon_gate(one, 1, NULL, NULL, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_verdict_passed(NULL) == 0 && secmon_verdict_reason_count(NULL) == 0);
  CHECK(secmon_verdict_score(NULL, &score, NULL) == SECMON_INVALID_ARGUMENT);
  secmon_verdict_free(NULL);
  secmon_report_free(report);
}

static int32_t count_bytes(void* user, const char* data, size_t size) {
  CHECK(data != NULL || size == 0);
  *(size_t*)user += size;
  return 0;
}

static int32_t stop(void* user, const char* data, size_t size) {
  (void)data, (void)size;
  ++*(int*)user;
  return 1;
}

static void test_render(void) {
  secmon_report* report             = parsed();
  const secmon_report* const one[1] = {report};
  secmon_verdict* verdict           = NULL;
  secmon_render_options options     = SECMON_RENDER_OPTIONS_INIT;
  secmon_buffer text                = SECMON_BUFFER_INIT;
  secmon_report* again              = NULL;
  secmon_error error;
  size_t i, bytes = 0;
  int calls = 0;

  CHECK(secmon_renderer_count() >= 7);
  CHECK(secmon_gate(one, 1, NULL, &verdict, &error) == SECMON_OK);
  options.verdict = verdict;
  options.title   = "The shop";
  for (i = 0; i < secmon_renderer_count(); ++i) {
    secmon_renderer_info info = SECMON_RENDERER_INFO_INIT;
    char id[32]               = "";
    CHECK(secmon_renderer_at(i, &info, &error) == SECMON_OK && info.id.size < sizeof id);
    memcpy(id, info.id.data, info.id.size);
    CHECK(secmon_render(one, 1, id, &options, &text, &error) == SECMON_OK);
    CHECK(text.size > 0 && text.data[text.size] == '\0');
    CHECK(is(info.id, "badge") || is(info.id, "checklists") || strstr(text.data, "B602") != NULL);
    bytes = 0;
    CHECK(secmon_render_to(one, 1, id, &options, count_bytes, &bytes, &error) == SECMON_OK);
    CHECK(bytes == text.size);
    secmon_buffer_free(&text);
  }
  CHECK(secmon_render(one, 1, "json", NULL, &text, &error) == SECMON_OK);
  CHECK(secmon_parse(text.data, text.size, NULL, &again, &error) == SECMON_OK);
  CHECK(secmon_report_count(again) == 2);
  secmon_report_free(again);
  secmon_buffer_free(&text);

  CHECK(secmon_render(one, 1, "no_such_renderer", NULL, &text, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_render(one, 1, NULL, NULL, &text, &error) == SECMON_INVALID_ARGUMENT && text.data == NULL);
  CHECK(secmon_render(one, 1, "json", NULL, NULL, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_render_to(one, 1, "json", NULL, NULL, NULL, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_render_to(one, 1, "json", NULL, stop, &calls, &error) != SECMON_OK && calls == 1);
  secmon_verdict_free(verdict);
  secmon_report_free(report);
}

/* The text of a column of words in one row of a batch; "" for null. */
static secmon_str word_at(const struct ArrowArray* column, int64_t row) {
  const uint8_t* valid   = column->buffers[0];
  const int32_t* numbers = column->buffers[1];
  const int64_t* offsets = column->dictionary->buffers[1];
  const char* bytes      = column->dictionary->buffers[2];
  secmon_str text        = {"", 0};
  if (valid != NULL && (valid[row / 8] >> row % 8 & 1) == 0) return text;
  text.data = bytes + offsets[numbers[row]];
  text.size = (size_t)(offsets[numbers[row] + 1] - offsets[numbers[row]]);
  return text;
}

static void test_columns(void) {
  static const char* const names[]   = {"path", "start_line", "rule_id"};
  static const char* const unknown[] = {"path", "file"};
  static const char* const none[]    = {NULL};
  secmon_report* report              = parsed();
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray batch, end;
  secmon_error error;

  CHECK(secmon_report_columns(report, names, 3, &stream, &error) == SECMON_OK);
  secmon_report_free(report); /* the stream holds what it needs */
  CHECK(stream.get_schema(&stream, &schema) == 0);
  CHECK(schema.n_children == 3 && strcmp(schema.children[1]->name, "start_line") == 0);
  CHECK(stream.get_next(&stream, &batch) == 0);
  CHECK(stream.get_next(&stream, &end) == 0 && end.release == NULL);
  stream.release(&stream);
  CHECK(stream.release == NULL);
  CHECK(batch.length == 2 && batch.n_children == 3);
  CHECK(is(word_at(batch.children[0], 0), "shop/a.py") && is(word_at(batch.children[2], 1), "B101"));
  CHECK(((const uint32_t*)batch.children[1]->buffers[1])[0] == 7);
  batch.release(&batch);
  schema.release(&schema);

  report = parsed();
  CHECK(secmon_report_columns(report, NULL, 0, &stream, NULL) == SECMON_OK);
  CHECK(stream.get_schema(&stream, &schema) == 0 && schema.n_children > 40);
  schema.release(&schema);
  stream.release(&stream);
  CHECK(secmon_report_columns(report, unknown, 2, &stream, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(stream.release == NULL && strstr(error.message, "no column \"file\"") != NULL);
  CHECK(secmon_report_columns(report, none, 1, &stream, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_report_columns(report, NULL, 1, &stream, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_report_columns(report, names, 3, NULL, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_report_columns(NULL, names, 3, &stream, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(stream.release == NULL);
  secmon_report_free(report);
}

static void test_config(void) {
  static const char good[]                  = "severity_thresholds: {high: 0}\nscore: {floor: high}\n";
  static const char bad[]                   = "severity_thresholds: {hihg: 0}\n";
  static const secmon_variable variables[1] = {{"GITHUB_TOKEN", "not-to-be-seen"}};
  secmon_report* report                     = parsed();
  const secmon_report* reports[1];
  secmon_config* config   = NULL;
  secmon_verdict* verdict = NULL;
  secmon_score score      = SECMON_SCORE_INIT;
  secmon_buffer json      = SECMON_BUFFER_INIT;
  secmon_sla slas[2];
  secmon_error error;
  reports[0] = report;

  CHECK(secmon_config_load(good, sizeof good - 1, "c.yml", variables, 1, &config, &error) == SECMON_OK);
  CHECK(secmon_config_ok(config) == 1);
  CHECK(secmon_config_json(config, &json, &error) == SECMON_OK);
  CHECK(strstr(json.data, "\"integrations.github.token\", \"value\": \"set\"") != NULL);
  CHECK(strstr(json.data, "not-to-be-seen") == NULL);
  secmon_buffer_free(&json);
  CHECK(secmon_config_score(config, reports, 1, &score, &error) == SECMON_OK && score.counted == 1);
  CHECK(secmon_config_classify(config, report, 1700000000, slas, 2, &error) == SECMON_OK);
  CHECK(secmon_config_gate(config, reports, 1, SECMON_NO_TIME, &verdict, &error) == SECMON_OK);
  CHECK(secmon_verdict_passed(verdict) == 0);
  secmon_verdict_free(verdict);
  secmon_config_free(config);

  CHECK(secmon_config_load(bad, sizeof bad - 1, NULL, NULL, 0, &config, &error) == SECMON_OK);
  CHECK(secmon_config_ok(config) == 0 && secmon_config_ok(NULL) == 0);
  CHECK(secmon_config_gate(config, reports, 1, 0, &verdict, &error) == SECMON_INVALID_ARGUMENT && verdict == NULL);
  CHECK(strstr(error.message, "did you mean high?") != NULL);
  secmon_config_free(config);
  secmon_config_free(NULL);
  CHECK(secmon_config_load(NULL, 1, NULL, NULL, 0, &config, &error) == SECMON_INVALID_ARGUMENT && config == NULL);
  secmon_report_free(report);
}

static void test_suppress(void) {
  static const char rules[] =
      "suppressions:\n- {rule: B101, reason: r, owner: o}\n- {rule: B999, reason: r, owner: o}\n";
  secmon_report* report = parsed();
  secmon_report* out    = NULL;
  secmon_buffer notes   = SECMON_BUFFER_INIT;
  uint64_t suppressed   = 0;
  secmon_error error;
  CHECK(secmon_suppress(report, rules, sizeof rules - 1, "s.yml", SECMON_NO_TIME, &out, &suppressed, &notes, &error) ==
        SECMON_OK);
  CHECK(suppressed == 1 && secmon_report_count(out) == secmon_report_count(report));
  CHECK(strstr(notes.data, "\"unused\"") != NULL);
  secmon_buffer_free(&notes);
  secmon_report_free(out);
  CHECK(secmon_suppress(report, "text", 4, NULL, 0, &out, NULL, NULL, &error) == SECMON_MALFORMED && out == NULL);
  CHECK(secmon_suppress(NULL, "", 0, NULL, 0, &out, NULL, NULL, &error) == SECMON_INVALID_ARGUMENT);
  secmon_report_free(report);
}

/* One bandit finding instead of two, on another line. */
static const char later[] =
    "{\"errors\": [], \"generated_at\": \"2024-05-02T12:00:00Z\", \"metrics\": {\"_totals\": {\"loc\": 9}},"
    " \"results\": ["
    "{\"code\": \"1 import subprocess\\n\", \"col_offset\": 4, \"end_col_offset\": 30, \"filename\": \"./shop/a.py\","
    " \"issue_confidence\": \"HIGH\", \"issue_cwe\": {\"id\": 78, \"link\": \"https://cwe.mitre.org/data/78.html\"},"
    " \"issue_severity\": \"HIGH\", \"issue_text\": \"subprocess call with shell=True\", \"line_number\": 9,"
    " \"line_range\": [9], \"more_info\": \"https://bandit.readthedocs.io/b602.html\", \"test_id\": \"B602\","
    " \"test_name\": \"subprocess_popen_with_shell_equals_true\"}]}";

static void test_diff(void) {
  secmon_report *before = parsed(), *after = NULL;
  secmon_diff* diff = NULL;
  secmon_error error;
  secmon_match match   = SECMON_MATCH_INIT;
  secmon_match unsized = {0};
  secmon_buffer text   = SECMON_BUFFER_INIT;
  CHECK(secmon_parse(later, strlen(later), NULL, &after, &error) == SECMON_OK);
  CHECK(secmon_diff_reports((const secmon_report* const*)&before, 1, (const secmon_report* const*)&after, 1, NULL,
                            &diff, &error) == SECMON_OK);
  secmon_report_free(before); /* the diff holds what it needs */
  secmon_report_free(after);
  CHECK(secmon_diff_count(diff, SECMON_CHANGE_MOVED) == 1 && secmon_diff_count(diff, SECMON_CHANGE_FIXED) == 1);
  CHECK(secmon_diff_count(diff, SECMON_CHANGE_NEW) == 0 && secmon_diff_count(diff, 77) == 0);
  CHECK(secmon_diff_count(diff, -1) == 0 && secmon_diff_count(NULL, 0) == 0);
  CHECK(secmon_diff_match(diff, SECMON_CHANGE_MOVED, 0, &match, &error) == SECMON_OK);
  CHECK(match.reason == SECMON_DIFF_FINGERPRINT && match.aspects == SECMON_ASPECT_LINE);
  CHECK(match.before.report == 0 && match.before.index == 0 && match.after.report == 0 && match.after.index == 0);
  CHECK(secmon_diff_match(diff, SECMON_CHANGE_FIXED, 0, &match, &error) == SECMON_OK);
  CHECK(match.before.index == 1 && match.after.report == SECMON_NO_REPORT);
  CHECK(secmon_diff_match(diff, SECMON_CHANGE_FIXED, 1, &match, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_diff_match(diff, SECMON_CHANGE_FIXED, 0, &unsized, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_diff_match(diff, SECMON_CHANGE_FIXED, 0, NULL, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_diff_render(diff, "json", NULL, &text, &error) == SECMON_OK && strstr(text.data, "\"moved\":[") != NULL);
  secmon_buffer_free(&text);
  CHECK(secmon_diff_render(diff, "sarif", NULL, &text, &error) == SECMON_INVALID_ARGUMENT && text.data == NULL);
  CHECK(secmon_diff_render(NULL, "json", NULL, &text, &error) == SECMON_INVALID_ARGUMENT);
  secmon_diff_free(diff);
  secmon_diff_free(NULL);
  CHECK(secmon_diff_reports(NULL, 1, NULL, 0, NULL, &diff, &error) == SECMON_INVALID_ARGUMENT && diff == NULL);
  CHECK(secmon_diff_reports(NULL, 0, NULL, 0, NULL, NULL, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(is(secmon_change_name(SECMON_CHANGE_NEW), "new") && is(secmon_change_name(77), ""));
  CHECK(is(secmon_diff_reason_name(SECMON_DIFF_NO_REPORT), "no_report"));
  CHECK(is(secmon_aspect_name(SECMON_ASPECT_EXPLOITED), "exploited"));
}

static void test_correlation(void) {
  secmon_report* report             = parsed();
  const secmon_report* const both[] = {report, report};
  secmon_correlation* correlation   = NULL;
  secmon_score_options by_finding   = SECMON_SCORE_OPTIONS_INIT;
  secmon_score score                = SECMON_SCORE_INIT;
  secmon_group group                = SECMON_GROUP_INIT;
  secmon_member member              = SECMON_MEMBER_INIT;
  secmon_buffer text                = SECMON_BUFFER_INIT;
  secmon_error error;
  CHECK(secmon_correlate(both, 2, &correlation, &error) == SECMON_OK);
  by_finding.by_finding = 1;
  CHECK(secmon_score_reports(both, 2, &by_finding, &score, &error) == SECMON_OK && score.counted == 2);
  secmon_report_free(report);
  CHECK(secmon_correlation_count(correlation) == 2 && secmon_correlation_count(NULL) == 0);
  CHECK(secmon_correlation_group(correlation, 0, &group, &error) == SECMON_OK);
  CHECK(group.members == 2 && group.open == 1 && group.severity == SECMON_SEVERITY_HIGH);
  CHECK(secmon_correlation_member(correlation, 0, 1, &member, &error) == SECMON_OK);
  CHECK(member.by == SECMON_SAME_BY_FINGERPRINT && member.finding.report == 1 && member.with.report == 0);
  CHECK(secmon_correlation_member(correlation, 0, 0, &member, &error) == SECMON_OK);
  CHECK(member.by == SECMON_SAME_BY_ITSELF && member.with.report == SECMON_NO_REPORT);
  CHECK(secmon_correlation_member(correlation, 0, 2, &member, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_correlation_group(correlation, 2, &group, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_correlation_render(correlation, "json", NULL, &text, &error) == SECMON_OK && text.size > 0);
  secmon_buffer_free(&text);
  secmon_correlation_free(correlation);
  CHECK(secmon_correlation_render(NULL, "json", NULL, &text, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_correlate(NULL, 2, &correlation, &error) == SECMON_INVALID_ARGUMENT && correlation == NULL);
  CHECK(is(secmon_same_by_name(SECMON_SAME_BY_ALIAS), "alias"));
  secmon_correlation_free(NULL);
}

/* Of a history of two scans: both findings came, one was accepted, both were fixed. */
static void test_past(const secmon_history* history, const char* fingerprint, int64_t last) {
  secmon_event_list* events     = NULL;
  secmon_scan_list* scans       = NULL;
  secmon_event event            = SECMON_EVENT_INIT;
  secmon_past_scan scan         = SECMON_PAST_SCAN_INIT;
  secmon_metrics_options period = SECMON_METRICS_OPTIONS_INIT;
  secmon_gate_options gate      = SECMON_GATE_OPTIONS_INIT;
  secmon_buffer text            = SECMON_BUFFER_INIT;
  secmon_error error;

  CHECK(secmon_history_events(history, "shop", NULL, NULL, &events, &error) == SECMON_OK);
  CHECK(secmon_event_list_count(events) == 5);
  secmon_event_list_free(events);
  CHECK(secmon_history_events(history, "shop", fingerprint, NULL, &events, &error) == SECMON_OK);
  CHECK(secmon_event_list_count(events) == 3);
  CHECK(secmon_event_list_get(events, 0, &event, &error) == SECMON_OK && is(event.kind, "first_seen"));
  CHECK(event.by_person == 0 && event.scan > 0 && event.until == SECMON_NO_TIME);
  CHECK(secmon_event_list_get(events, 1, &event, &error) == SECMON_OK && is(event.kind, "accepted"));
  CHECK(event.by_person == 1 && event.scan == 0 && event.until - event.time == 2 * day);
  CHECK(secmon_event_list_get(events, 2, &event, &error) == SECMON_OK && is(event.kind, "fixed"));
  CHECK(event.time == last && is(event.fingerprint, fingerprint));
  CHECK(secmon_event_list_get(events, 3, &event, &error) == SECMON_INVALID_ARGUMENT);
  secmon_event_list_free(events);
  CHECK(secmon_history_events(history, "nobody", NULL, NULL, &events, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(events == NULL && secmon_event_list_count(NULL) == 0);
  secmon_event_list_free(NULL);

  CHECK(secmon_history_scans(history, "shop", NULL, 0, 0, &scans, &error) == SECMON_OK);
  CHECK(secmon_scan_list_count(scans) == 2);
  CHECK(secmon_scan_list_get(scans, 0, &scan, &error) == SECMON_OK && scan.complete == 1 && scan.late == 0);
  CHECK(scan.found == 2 && scan.open[SECMON_SEVERITY_HIGH] == 1 && scan.added[SECMON_SEVERITY_HIGH] == 1);
  CHECK(scan.files_scanned == 0 && scan.files_of_code == 2 && scan.packages_known == -1);
  CHECK(secmon_scan_list_get(scans, 1, &scan, &error) == SECMON_OK && scan.time == last);
  CHECK(scan.open[SECMON_SEVERITY_HIGH] == 0 && scan.fixed[SECMON_SEVERITY_HIGH] == 1);
  CHECK(scan.tools.count == 1 && is(secmon_str_list_at(scan.tools, 0), "bandit"));
  CHECK(secmon_scan_list_get(scans, 2, &scan, &error) == SECMON_INVALID_ARGUMENT);
  secmon_scan_list_free(scans);
  CHECK(secmon_history_scans(history, "shop", NULL, last, 0, &scans, &error) == SECMON_OK);
  CHECK(secmon_scan_list_count(scans) == 1);
  secmon_scan_list_free(scans);
  secmon_scan_list_free(NULL);

  CHECK(secmon_history_render(history, "shop", "monthly", NULL, NULL, &text, &error) == SECMON_INVALID_ARGUMENT);
  period.now = last + day;
  CHECK(secmon_history_render(history, "shop", "monthly", &period, NULL, &text, &error) == SECMON_OK);
  CHECK(strstr(text.data, "# Security report") != NULL && strstr(text.data, "| Vulnerabilities fixed | 2 |") != NULL);
  secmon_buffer_free(&text);
  gate.min_score = 100;
  CHECK(secmon_history_render(history, "shop", "overview", &period, &gate, &text, &error) == SECMON_OK);
  CHECK(strstr(text.data, "secmon-overview/1") != NULL);
  secmon_buffer_free(&text);
  CHECK(secmon_history_render(history, "shop", "nothing", &period, NULL, &text, &error) == SECMON_INVALID_ARGUMENT);
}

static void test_history(void) {
  static const char* const tools[] = {"bandit"};
  secmon_history* history          = NULL;
  secmon_report *report = parsed(), *back = NULL;
  const secmon_report* const reports[] = {report};
  secmon_history_options options       = SECMON_HISTORY_OPTIONS_INIT;
  secmon_history_filter filter         = SECMON_HISTORY_FILTER_INIT;
  secmon_metrics_options window        = SECMON_METRICS_OPTIONS_INIT;
  secmon_scan scan                     = SECMON_SCAN_INIT;
  secmon_ingest done                   = SECMON_INGEST_INIT;
  secmon_triage triage                 = SECMON_TRIAGE_INIT;
  secmon_finding finding               = SECMON_FINDING_INIT;
  secmon_buffer text                   = SECMON_BUFFER_INIT;
  secmon_error error;
  char fingerprint[64];

  options.no_create = 1;
  CHECK(secmon_history_open("not/there.db", &options, &history, &error) == SECMON_STORAGE && history == NULL);
  CHECK(secmon_history_open(NULL, NULL, &history, &error) == SECMON_INVALID_ARGUMENT);
  if (secmon_history_open(":memory:", NULL, &history, &error) != SECMON_OK) {
    CHECK(strstr(error.message, "SECMON_HISTORY=OFF") != NULL);
    secmon_report_free(report);
    return;
  }

  scan.time          = 1714557600;
  scan.files_of_code = 2;
  scan.files_scanned = SECMON_ZERO;
  CHECK(secmon_history_ingest(history, "shop", reports, 1, &scan, &done, &error) == SECMON_OK);
  CHECK(done.added == 2 && done.complete == 1 && done.repeated == 0 && done.scan > 0);
  CHECK(secmon_history_ingest(history, "shop", reports, 1, &scan, &done, NULL) == SECMON_OK && done.repeated == 1);
  CHECK(secmon_history_ingest(history, "", reports, 1, &scan, NULL, NULL) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_history_ingest(NULL, "shop", reports, 1, &scan, NULL, NULL) == SECMON_INVALID_ARGUMENT);

  filter.floor = SECMON_SEVERITY_HIGH;
  CHECK(secmon_history_findings(history, "shop", &filter, &back, &error) == SECMON_OK);
  CHECK(secmon_report_count(back) == 1 && secmon_report_status(back) == SECMON_REPORT_COMPLETE);
  CHECK(secmon_report_finding(back, 0, &finding, &error) == SECMON_OK);
  snprintf(fingerprint, sizeof fingerprint, "%.*s", SECMON_STR_ARG(finding.fingerprint));
  secmon_report_free(back);

  triage.state = "accepted";
  triage.time  = scan.time + day;
  triage.until = scan.time + 3 * day;
  CHECK(secmon_history_triage(history, "shop", fingerprint, &triage, &error) == SECMON_OK);
  filter.now = scan.time + 2 * day;
  CHECK(secmon_history_findings(history, "shop", &filter, &back, NULL) == SECMON_OK);
  CHECK(secmon_report_count(back) == 0);
  secmon_report_free(back);
  triage.state = "seen";
  CHECK(secmon_history_triage(history, "shop", fingerprint, &triage, &error) == SECMON_INVALID_ARGUMENT);
  CHECK(secmon_history_triage(history, "shop", fingerprint, NULL, &error) == SECMON_INVALID_ARGUMENT);

  scan.time += 4 * day;
  scan.tools      = tools;
  scan.tool_count = 1;
  CHECK(secmon_history_ingest(history, "shop", NULL, 0, &scan, &done, &error) == SECMON_OK && done.fixed == 2);
  CHECK(secmon_history_kpis(history, "shop", NULL, &text, &error) == SECMON_OK);
  CHECK(strstr(text.data, "\"remediate\"") != NULL && strstr(text.data, "\"coverage\":{\"value\":0,") != NULL);
  secmon_buffer_free(&text);
  window.days = 14;
  CHECK(secmon_history_trend(history, "shop", &window, &text, &error) == SECMON_OK);
  CHECK(strstr(text.data, "\"points\"") != NULL);
  secmon_buffer_free(&text);
  CHECK(secmon_history_open_metrics(history, "shop", &window, &text, &error) == SECMON_OK);
  CHECK(strstr(text.data, "secmon_score{project=\"shop\"} 100\n") != NULL);
  secmon_buffer_free(&text);
  CHECK(secmon_history_kpis(history, "nobody", NULL, &text, &error) == SECMON_INVALID_ARGUMENT);
  test_past(history, fingerprint, scan.time);
  CHECK(secmon_history_retain(history, "shop", scan.time + day, &error) == SECMON_OK);
  CHECK(secmon_history_retain(history, "shop", 0, &error) == SECMON_INVALID_ARGUMENT);
  secmon_history_free(history);
  secmon_history_free(NULL);
  secmon_report_free(report);
}

int main(void) {
  test_version_and_names();
  test_formats();
  test_detect();
  test_report();
  test_finding();
  test_columns();
  test_struct_sizes();
  test_options();
  test_parse_errors();
  test_notes();
  test_score();
  test_classify();
  test_gate();
  test_config();
  test_suppress();
  test_render();
  test_diff();
  test_correlation();
  test_history();
  if (failures == 0) puts("ok");
  return failures == 0 ? 0 : 1;
}
