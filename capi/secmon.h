/* SPDX-License-Identifier: MIT */
/* secmon.h - C interface to libsecmon: the reports of security scanners as one type of finding, and decisions.
 *
 * (1) Handles are opaque; each has one _free, which accepts NULL.
 * (2) Every call that can fail returns secmon_status and fills *error if error is not NULL. Its `out` is then NULL,
 *     empty or untouched, and need not be freed.
 * (3) secmon_str borrows from the handle it was asked of and is not NUL-terminated: print it with "%.*s" and
 *     SECMON_STR_ARG. secmon_buffer belongs to the caller: secmon_buffer_free.
 * (4) Structs that may grow begin with their size, which their _INIT (C99, C++20) sets; a library that is older or
 *     newer than the header fills and reads the part that both know. In option structs zero means "default" in every
 *     field; SECMON_ZERO means the number 0 where 0 is not the default.
 * (5) A handle may be read from many threads at once.
 * (6) Nothing is printed, nothing is global, and no clock is read: the caller hands in the time.
 *
 *     secmon_report* report = NULL;
 *     secmon_error error;
 *     if (secmon_parse_file("trivy.json", NULL, &report, &error) != SECMON_OK) fprintf(stderr, "%s\n", error.message);
 *     ...
 *     secmon_report_free(report);
 */
#ifndef SECMON_H
#define SECMON_H

#include <stddef.h>
#include <stdint.h>

#include "secmon/version.h"

#if !defined(SECMON_API)
#if defined(SECMON_STATIC)
#define SECMON_API
#elif defined(_WIN32)
#if defined(SECMON_BUILDING)
#define SECMON_API __declspec(dllexport)
#else
#define SECMON_API __declspec(dllimport)
#endif
#else
#define SECMON_API __attribute__((visibility("default")))
#endif
#endif

/* NOLINTBEGIN(modernize-use-using): this is C, also where C++ includes it */
#ifdef __cplusplus
extern "C" {
#endif

/* ---- vocabulary: enumerations cross as int32_t, so that a new member changes no layout ------------------------ */

/* What a call answers. The numbers are stable; gaps are left for later ones. */
typedef int32_t secmon_status;
enum {
  SECMON_OK                  = 0,
  SECMON_UNREADABLE_BYTES    = 10, /* no text, or a file that cannot be read */
  SECMON_MALFORMED           = 11,
  SECMON_TOO_LARGE           = 12,
  SECMON_TOO_DEEP            = 13,
  SECMON_TRUNCATED           = 14,
  SECMON_EMPTY               = 15,
  SECMON_UNKNOWN_FORMAT      = 20,
  SECMON_AMBIGUOUS_FORMAT    = 21, /* several formats fit: name one */
  SECMON_UNSUPPORTED_VERSION = 22,
  SECMON_SCANNER_FAILED      = 23, /* the scanner's own error stands where its report should be */
  SECMON_STORAGE             = 30,
  SECMON_STORAGE_VERSION     = 31,
  SECMON_DELIVERY            = 40,
  SECMON_INVALID_ARGUMENT    = 90,
  SECMON_OUT_OF_MEMORY       = 91,
  SECMON_INTERNAL            = 99
};

/* In rising order. */
enum {
  SECMON_SEVERITY_UNKNOWN  = 0,
  SECMON_SEVERITY_INFO     = 1,
  SECMON_SEVERITY_LOW      = 2,
  SECMON_SEVERITY_MEDIUM   = 3,
  SECMON_SEVERITY_HIGH     = 4,
  SECMON_SEVERITY_CRITICAL = 5
};
#define SECMON_SEVERITY_COUNT 6

/* Where the severity came from. */
enum {
  SECMON_SEVERITY_FROM_NONE   = 0,
  SECMON_SEVERITY_FROM_WORD   = 1,
  SECMON_SEVERITY_FROM_LEVEL  = 2,
  SECMON_SEVERITY_FROM_RULE   = 3,
  SECMON_SEVERITY_FROM_SCORE  = 4,
  SECMON_SEVERITY_FROM_POLICY = 5
};

enum {
  SECMON_CONFIDENCE_UNKNOWN = 0,
  SECMON_CONFIDENCE_LOW     = 1,
  SECMON_CONFIDENCE_MEDIUM  = 2,
  SECMON_CONFIDENCE_HIGH    = 3,
  SECMON_CONFIDENCE_CERTAIN = 4
};

enum {
  SECMON_KIND_OTHER     = 0,
  SECMON_KIND_SAST      = 1,
  SECMON_KIND_SCA       = 2,
  SECMON_KIND_SECRET    = 3,
  SECMON_KIND_IAC       = 4,
  SECMON_KIND_CONTAINER = 5,
  SECMON_KIND_DAST      = 6,
  SECMON_KIND_LICENSE   = 7,
  SECMON_KIND_QUALITY   = 8,
  SECMON_KIND_ACCESS    = 9,
  SECMON_KIND_NETWORK   = 10,
  SECMON_KIND_MALWARE   = 11
};

enum {
  SECMON_STATE_OPEN           = 0,
  SECMON_STATE_FIXED          = 1,
  SECMON_STATE_DISMISSED      = 2,
  SECMON_STATE_FALSE_POSITIVE = 3,
  SECMON_STATE_ACCEPTED_RISK  = 4,
  SECMON_STATE_SUPPRESSED     = 5
};

enum { SECMON_REPORT_COMPLETE = 0, SECMON_REPORT_INCOMPLETE = 1 };

enum { SECMON_GRADE_CRITICAL = 0, SECMON_GRADE_FAIR = 1, SECMON_GRADE_GOOD = 2, SECMON_GRADE_EXCELLENT = 3 };

enum {
  SECMON_SLA_NONE     = 0, /* no target, or no date to count from */
  SECMON_SLA_ON_TIME  = 1,
  SECMON_SLA_DUE_SOON = 2,
  SECMON_SLA_BREACHED = 3,
  SECMON_SLA_MET      = 4,
  SECMON_SLA_PAUSED   = 5
};

/* Why a gate failed. */
enum {
  SECMON_GATE_SEVERITY_COUNT    = 0,
  SECMON_GATE_UNKNOWN_SEVERITY  = 1,
  SECMON_GATE_MIN_SCORE         = 2,
  SECMON_GATE_SLA_BREACH        = 3,
  SECMON_GATE_INCOMPLETE_REPORT = 4,
  SECMON_GATE_NO_REPORTS        = 5
};

/* The lists of a diff. Changes begin with new; missing is what is gone although nobody looked to the end. */
enum {
  SECMON_CHANGE_NEW       = 0,
  SECMON_CHANGE_FIXED     = 1,
  SECMON_CHANGE_UNCHANGED = 2,
  SECMON_CHANGE_MOVED     = 3,
  SECMON_CHANGE_CHANGED   = 4,
  SECMON_CHANGE_MISSING   = 5
};

/* Why two findings are taken for one, or why one stands alone. */
enum {
  SECMON_DIFF_NOTHING       = 0, /* the other side has nothing like it */
  SECMON_DIFF_TOOL_ID       = 1,
  SECMON_DIFF_FINGERPRINT   = 2,
  SECMON_DIFF_SNIPPET       = 3,
  SECMON_DIFF_MESSAGE       = 4,
  SECMON_DIFF_RENAMED_FILE  = 5,
  SECMON_DIFF_MOVED_SNIPPET = 6,
  SECMON_DIFF_BASELINE      = 7, /* the report itself says that it is fixed */
  SECMON_DIFF_INCOMPLETE    = 8, /* missing: the tool's report after is incomplete */
  SECMON_DIFF_NO_REPORT     = 9  /* missing: there is no report of the tool after */
};

/* Bits: what differs in two findings that are one. */
enum {
  SECMON_ASPECT_LINE      = 1,
  SECMON_ASPECT_FILE      = 2,
  SECMON_ASPECT_SEVERITY  = 4,
  SECMON_ASPECT_STATE     = 8,
  SECMON_ASPECT_VERSION   = 16,
  SECMON_ASPECT_FIX       = 32,
  SECMON_ASPECT_EXPLOITED = 64
};

/* Why a finding is in its group. */
enum {
  SECMON_SAME_BY_ITSELF      = 0,
  SECMON_SAME_BY_FINGERPRINT = 1,
  SECMON_SAME_BY_ID          = 2,
  SECMON_SAME_BY_ALIAS       = 3,
  SECMON_SAME_BY_PLACE       = 4
};

/* Times are seconds since 1970 in UTC. */
#define SECMON_NO_TIME INT64_MIN

/* In fields of option structs: */
#define SECMON_ZERO (-1)          /* the number 0, or none at all */
#define SECMON_NO_LIMIT INT64_MAX /* as many as there are */

/* ---- values ---------------------------------------------------------------------------------------------------- */

/* Text in UTF-8 that belongs to a handle. data is never NULL in what the library gives. */
typedef struct secmon_str {
  const char* data;
  size_t size;
} secmon_str;
#define SECMON_STR_ARG(str) (int)(str).size, (str).data /* for "%.*s" */

/* Bytes that belong to the caller; data ends with a NUL that size does not count. */
typedef struct secmon_buffer {
  char* data;
  size_t size;
} secmon_buffer;
#define SECMON_BUFFER_INIT \
  { NULL, 0 }

/* Frees the bytes and empties the buffer. */
SECMON_API void secmon_buffer_free(secmon_buffer* buffer);

/* What went wrong, in the caller's memory: nothing to free. */
typedef struct secmon_error {
  int32_t code;      /* the status that the call returned */
  char format[32];   /* id of the format that was being read, "" if none */
  uint64_t offset;   /* byte offset in the decoded document, 0 if it does not apply */
  char message[512]; /* for a person; cut if it is longer */
} secmon_error;

/* The version of the library that is linked: major << 16 | minor << 8 | patch; and as static text "0.1.0". */
SECMON_API uint32_t secmon_version(void);
SECMON_API const char* secmon_version_string(void);

/* The stable names that also stand in JSON: "unknown_format", "critical", "sast" ... as static text. */
SECMON_API secmon_str secmon_status_name(secmon_status status);
SECMON_API secmon_str secmon_severity_name(int32_t severity);
SECMON_API secmon_str secmon_severity_from_name(int32_t severity_from);
SECMON_API secmon_str secmon_confidence_name(int32_t confidence);
SECMON_API secmon_str secmon_kind_name(int32_t kind);
SECMON_API secmon_str secmon_state_name(int32_t state);
SECMON_API secmon_str secmon_report_status_name(int32_t status);
SECMON_API secmon_str secmon_grade_name(int32_t grade);
SECMON_API secmon_str secmon_sla_state_name(int32_t state);
SECMON_API secmon_str secmon_gate_rule_name(int32_t rule);
SECMON_API secmon_str secmon_change_name(int32_t change);
SECMON_API secmon_str secmon_diff_reason_name(int32_t reason);
SECMON_API secmon_str secmon_aspect_name(int32_t aspect);
SECMON_API secmon_str secmon_same_by_name(int32_t by);

/* ---- formats --------------------------------------------------------------------------------------------------- */

typedef struct secmon_format_info {
  uint32_t struct_size;
  secmon_str id; /* what secmon_parse_options.format takes */
  secmon_str name;
  secmon_str url;      /* the tool's home */
  secmon_str command;  /* how to make such a report */
  secmon_str kinds;    /* "sca container secret" */
  secmon_str versions; /* versions and shapes that are read */
  secmon_str severity; /* where the severity comes from */
  secmon_str missing;  /* what the tool does not write into its report */
} secmon_format_info;
#define SECMON_FORMAT_INFO_INIT \
  { .struct_size = sizeof(secmon_format_info) }

/* All formats that are read, by id. The text is static. */
SECMON_API size_t secmon_format_count(void);
SECMON_API secmon_status secmon_format_at(size_t index, secmon_format_info* out, secmon_error* error);

/* Says which format a document is in, from its content alone. SECMON_UNKNOWN_FORMAT or SECMON_AMBIGUOUS_FORMAT if
 * there is no answer; the error then names the candidates. `format` (static text) and `reason` (the marks that were
 * found) may be NULL if they are of no interest. */
SECMON_API secmon_status secmon_detect(const void* data, size_t size, secmon_str* format, secmon_buffer* reason,
                                       secmon_error* error);

/* ---- reports --------------------------------------------------------------------------------------------------- */

typedef struct secmon_report secmon_report;

typedef struct secmon_parse_options {
  uint32_t struct_size;
  int32_t keep_secrets; /* not 0: keep the text of secrets in snippets */
  const char* format;   /* id of the format; NULL or "" to have it detected */
  uint64_t max_bytes;   /* of the input as given */
  uint64_t max_decompressed;
  uint64_t max_findings;
  uint32_t max_depth;
  uint32_t threads; /* that may read one large document; 0: one for each processor */
  int32_t in_place; /* not 0: leave long texts in the input, which must then stay as it is until the report is freed:
                     * the data, or the file, which must not be cut. Less memory for reports in JSON. */
} secmon_parse_options;
#define SECMON_PARSE_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_parse_options) }

/* Reads a report. The data may be freed after (unless in_place is set); `path` is in UTF-8. Success does not mean that
 * the report is complete: see secmon_report_status. */
SECMON_API secmon_status secmon_parse(const void* data, size_t size, const secmon_parse_options* options,
                                      secmon_report** out, secmon_error* error);
SECMON_API secmon_status secmon_parse_file(const char* path, const secmon_parse_options* options, secmon_report** out,
                                           secmon_error* error);
SECMON_API void secmon_report_free(secmon_report* report);

/* Facts of the report; "", SECMON_NO_TIME and 0 for NULL, whose status is SECMON_REPORT_INCOMPLETE. */
SECMON_API secmon_str secmon_report_format(const secmon_report* report);
SECMON_API secmon_str secmon_report_tool(const secmon_report* report);
SECMON_API secmon_str secmon_report_tool_version(const secmon_report* report);
SECMON_API int64_t secmon_report_generated(const secmon_report* report);
SECMON_API int32_t secmon_report_status(const secmon_report* report);
SECMON_API size_t secmon_report_count(const secmon_report* report);
SECMON_API size_t secmon_report_note_count(const secmon_report* report);

/* Something odd about the document. */
typedef struct secmon_note {
  uint32_t struct_size;
  int32_t code;       /* kind of oddity, SECMON_OK for a mere remark */
  int32_t incomplete; /* 1 if it makes the report incomplete */
  secmon_str message;
  uint64_t offset;
} secmon_note;
#define SECMON_NOTE_INIT \
  { .struct_size = sizeof(secmon_note) }

SECMON_API secmon_status secmon_report_note(const secmon_report* report, size_t index, secmon_note* out,
                                            secmon_error* error);

/* ---- findings -------------------------------------------------------------------------------------------------- */

/* Lists of texts and of ratings: ask them by index. Their items belong to the report. */
typedef struct secmon_str_list {
  const void* items;
  size_t count;
} secmon_str_list;
typedef struct secmon_cvss_list {
  const void* items;
  size_t count;
} secmon_cvss_list;
typedef struct secmon_number_list {
  const uint32_t* items;
  size_t count;
} secmon_number_list;

typedef struct secmon_cvss {
  secmon_str version; /* "3.1"; "" if the report does not say */
  secmon_str vector;
  secmon_str source; /* who rated it */
  double score;      /* 0 to 10; below 0 if absent */
} secmon_cvss;

/* The item at `index`; empty (score -1) when there is none. */
SECMON_API secmon_str secmon_str_list_at(secmon_str_list list, size_t index);
SECMON_API secmon_cvss secmon_cvss_list_at(secmon_cvss_list list, size_t index);

/* One finding. Absent: text "", lists empty, lines and columns 0, probabilities below 0, times SECMON_NO_TIME. */
typedef struct secmon_finding {
  uint32_t struct_size;
  int32_t kind;
  int32_t severity;
  int32_t severity_from;
  int32_t confidence;
  int32_t state;
  int32_t kev; /* 1 if it is known to be exploited */
  float epss;
  float epss_percentile;

  uint32_t start_line, end_line; /* from 1 */
  uint32_t start_column, end_column;

  secmon_str tool, tool_version;
  secmon_str format;
  secmon_str rule_id, rule_name;
  secmon_str title;
  secmon_str description;
  secmon_str remediation;
  secmon_str severity_raw; /* the tool's own word */

  secmon_cvss_list cvss;
  secmon_number_list cwe;
  secmon_str_list ids; /* the primary one first */

  secmon_str package_ecosystem, package_name, package_version;
  secmon_str package_purl;
  secmon_str package_manifest;
  secmon_str package_image;
  secmon_str_list package_fixed_in;

  secmon_str path;
  secmon_str snippet;
  secmon_str function;
  secmon_str url, method, parameter;
  secmon_str resource;
  secmon_str_list references;

  secmon_str state_reason;
  int64_t published, introduced, detected, acknowledged, fixed, dismissed;
  secmon_str_list tags;

  secmon_str native_id;
  secmon_str fingerprint;
} secmon_finding;

#define SECMON_FINDING_INIT \
  { .struct_size = sizeof(secmon_finding) }

/* Fills *out with the finding at `index`, in the order of the document. */
SECMON_API secmon_status secmon_report_finding(const secmon_report* report, size_t index, secmon_finding* out,
                                               secmon_error* error);
/* The same as its JSON object (docs/report.schema.json). */
SECMON_API secmon_status secmon_report_finding_json(const secmon_report* report, size_t index, secmon_buffer* out,
                                                    secmon_error* error);

/* ---- columns --------------------------------------------------------------------------------------------------- */

struct ArrowArrayStream; /* secmon/arrow.h declares it, and so does every library that speaks Apache Arrow */

/* Makes *out a stream of the findings as Arrow columns (docs/columns.md), of which `names` chooses `count`; with 0,
 * all. The stream holds the report, and each of its batches what it needs: they may outlive the handle, and are
 * released by their own release. On failure *out is released, as it is when it needs none. */
SECMON_API secmon_status secmon_report_columns(const secmon_report* report, const char* const* names, size_t count,
                                               struct ArrowArrayStream* out, secmon_error* error);

/* ---- score ----------------------------------------------------------------------------------------------------- */

typedef struct secmon_score_options {
  uint32_t struct_size;
  int32_t floor;          /* least severity that counts; default low */
  int32_t ignore_unknown; /* not 0: findings of unknown severity do not count */
  int32_t excellent;      /* least score for each grade; default 90, 70, 50 */
  int32_t good;
  int32_t fair;
  double points_per_finding; /* default 2 */
  int32_t by_finding;        /* not 0: the same vulnerability from several scanners counts once for each of them */
} secmon_score_options;
#define SECMON_SCORE_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_score_options) }

typedef struct secmon_score {
  uint32_t struct_size;
  int32_t value; /* 0 to 100 */
  int32_t grade;
  uint64_t counted;                     /* findings that counted */
  uint64_t open[SECMON_SEVERITY_COUNT]; /* open findings by severity */
} secmon_score;
#define SECMON_SCORE_INIT \
  { .struct_size = sizeof(secmon_score) }

/* Scores the open findings of all reports together. It does not look at their status: the gate does. */
SECMON_API secmon_status secmon_score_reports(const secmon_report* const* reports, size_t count,
                                              const secmon_score_options* options, secmon_score* out,
                                              secmon_error* error);

/* ---- service levels -------------------------------------------------------------------------------------------- */

typedef struct secmon_sla_options {
  uint32_t struct_size;
  int32_t business_time;                  /* not 0: the clock only runs in business hours */
  int64_t respond[SECMON_SEVERITY_COUNT]; /* seconds; SECMON_ZERO: no target */
  int64_t resolve[SECMON_SEVERITY_COUNT];
  double due_soon;                      /* part of the time after which it is due soon; default 0.75 */
  int32_t business_days;                /* bit 0 is Monday; default Monday to Friday */
  int32_t business_start, business_end; /* hours; default 9 and 17 */
  int32_t utc_offset_minutes;           /* of the team's clock */
} secmon_sla_options;
#define SECMON_SLA_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_sla_options) }

typedef struct secmon_sla_clock {
  int32_t state; /* SECMON_SLA_* */
  int64_t due;
  int64_t left; /* seconds; negative when it is over */
} secmon_sla_clock;

typedef struct secmon_sla {
  int64_t start;
  secmon_sla_clock respond, resolve;
} secmon_sla;

/* Holds each finding of a report against its service levels at the time `now`. `out` has room for `count` rows, which
 * must be secmon_report_count(report). */
SECMON_API secmon_status secmon_classify(const secmon_report* report, int64_t now, const secmon_sla_options* options,
                                         secmon_sla* out, size_t count, secmon_error* error);

/* ---- gate ------------------------------------------------------------------------------------------------------ */

typedef struct secmon_verdict secmon_verdict;

typedef struct secmon_gate_options {
  uint32_t struct_size;
  int32_t min_score;
  /* Open findings allowed for each severity; SECMON_ZERO: none, SECMON_NO_LIMIT: any number. Default: critical none,
   * high 5, medium 20, low 100, info any number. For unknown see allow_unknown. */
  int64_t allowed[SECMON_SEVERITY_COUNT];
  int64_t sla_breaches;              /* default: any number, and `now` is not needed */
  int64_t now;                       /* 0 or SECMON_NO_TIME: service levels are left out */
  int32_t allow_incomplete;          /* not 0: an incomplete report may pass */
  int32_t allow_unknown;             /* not 0: findings of unknown severity may pass */
  const secmon_score_options* score; /* NULL: default */
  const secmon_sla_options* sla;     /* NULL: default */
} secmon_gate_options;
#define SECMON_GATE_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_gate_options) }

/* Judges all reports together. It fails closed: on no reports, incomplete reports and unknown severities. */
SECMON_API secmon_status secmon_gate(const secmon_report* const* reports, size_t count,
                                     const secmon_gate_options* options, secmon_verdict** out, secmon_error* error);
SECMON_API void secmon_verdict_free(secmon_verdict* verdict);

/* 1 if it passed; 0 if not, and for NULL. */
SECMON_API int32_t secmon_verdict_passed(const secmon_verdict* verdict);
SECMON_API size_t secmon_verdict_reason_count(const secmon_verdict* verdict);
SECMON_API uint64_t secmon_verdict_sla_breached(const secmon_verdict* verdict);
SECMON_API secmon_status secmon_verdict_score(const secmon_verdict* verdict, secmon_score* out, secmon_error* error);

typedef struct secmon_gate_reason {
  uint32_t struct_size;
  int32_t rule;     /* SECMON_GATE_* */
  int32_t severity; /* for SECMON_GATE_SEVERITY_COUNT and SECMON_GATE_UNKNOWN_SEVERITY */
  uint64_t actual, allowed;
  uint64_t report; /* index of the report, for SECMON_GATE_INCOMPLETE_REPORT */
  secmon_str message;
} secmon_gate_reason;
#define SECMON_GATE_REASON_INIT \
  { .struct_size = sizeof(secmon_gate_reason) }

SECMON_API secmon_status secmon_verdict_reason(const secmon_verdict* verdict, size_t index, secmon_gate_reason* out,
                                               secmon_error* error);

/* ---- configuration and suppressions ---------------------------------------------------------------------------- */

typedef struct secmon_config secmon_config;

/* A variable of the environment; both texts end with a NUL. */
typedef struct secmon_variable {
  const char* name;
  const char* value;
} secmon_variable;

/* Reads .security/config.yml over the defaults and under the variables. `file` is its name in notes (NULL: ""); nothing
 * is read from it. What is wrong with the settings is no error of the call: ask secmon_config_ok, and do not decide by
 * settings that are not. */
SECMON_API secmon_status secmon_config_load(const void* yaml, size_t size, const char* file,
                                            const secmon_variable* variables, size_t count, secmon_config** out,
                                            secmon_error* error);
SECMON_API void secmon_config_free(secmon_config* config);
/* 1 if there is no error in it; 0 if there is, and for NULL. */
SECMON_API int32_t secmon_config_ok(const secmon_config* config);
/* {"file", "ok", "notes": [...], "settings": [...]}; a secret is "set" or "not set". */
SECMON_API secmon_status secmon_config_json(const secmon_config* config, secmon_buffer* out, secmon_error* error);

/* The decisions by these settings. SECMON_INVALID_ARGUMENT if they are not ok. */
SECMON_API secmon_status secmon_config_score(const secmon_config* config, const secmon_report* const* reports,
                                             size_t count, secmon_score* out, secmon_error* error);
SECMON_API secmon_status secmon_config_classify(const secmon_config* config, const secmon_report* report, int64_t now,
                                                secmon_sla* out, size_t count, secmon_error* error);
SECMON_API secmon_status secmon_config_gate(const secmon_config* config, const secmon_report* const* reports,
                                            size_t count, int64_t now, secmon_verdict** out, secmon_error* error);

/* A copy of the report in which the open findings that .security/suppressions.yml names are suppressed. `now` judges
 * dates: with SECMON_NO_TIME entries that have one suppress nothing. `notes` (may be NULL) is a JSON array of what is
 * odd about the file, its entries that are expired, and those that matched nothing; `suppressed` (may be NULL) counts.
 * SECMON_MALFORMED if the file cannot be read. */
SECMON_API secmon_status secmon_suppress(const secmon_report* report, const void* yaml, size_t size, const char* file,
                                         int64_t now, secmon_report** out, uint64_t* suppressed, secmon_buffer* notes,
                                         secmon_error* error);

/* ---- render ---------------------------------------------------------------------------------------------------- */

typedef struct secmon_renderer_info {
  uint32_t struct_size;
  secmon_str id; /* "json" */
  secmon_str name;
  secmon_str media_type;
  secmon_str extension;
} secmon_renderer_info;
#define SECMON_RENDERER_INFO_INIT \
  { .struct_size = sizeof(secmon_renderer_info) }

SECMON_API size_t secmon_renderer_count(void);
SECMON_API secmon_status secmon_renderer_at(size_t index, secmon_renderer_info* out, secmon_error* error);

typedef struct secmon_render_options {
  uint32_t struct_size;
  uint32_t width;                /* of the terminal, for table */
  int64_t now;                   /* 0 or SECMON_NO_TIME: no times of service levels are shown */
  const secmon_verdict* verdict; /* shown where there is room for it */
  const char* title;
  uint64_t max_findings; /* rows in markdown, html and table; 0: the renderer's own limit */
  int32_t color;         /* not 0: ANSI colours, for table */
  int32_t all;           /* not 0: also findings that are not open, in markdown and table */
} secmon_render_options;
#define SECMON_RENDER_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_render_options) }

/* Takes the text piece by piece; answers 0 to go on, anything else to stop. */
typedef int32_t (*secmon_sink)(void* user, const char* data, size_t size);

/* Writes the reports as one document: "json", "jsonl", "sarif", "markdown", "html", "csv" or "table". */
SECMON_API secmon_status secmon_render(const secmon_report* const* reports, size_t count, const char* renderer,
                                       const secmon_render_options* options, secmon_buffer* out, secmon_error* error);
SECMON_API secmon_status secmon_render_to(const secmon_report* const* reports, size_t count, const char* renderer,
                                          const secmon_render_options* options, secmon_sink sink, void* user,
                                          secmon_error* error);

/* ---- diff ------------------------------------------------------------------------------------------------------ */

/* Which finding of several reports: the report's index among them, SECMON_NO_REPORT if there is no finding, and the
 * finding's index in it. */
#define SECMON_NO_REPORT UINT32_MAX
typedef struct secmon_ref {
  uint32_t report;
  uint64_t index;
} secmon_ref;

typedef struct secmon_diff secmon_diff;

typedef struct secmon_diff_options {
  uint32_t struct_size;
  int32_t within_files;  /* not 0: findings are not followed into files that were renamed */
  int32_t trust_absence; /* not 0: what an incomplete or absent report does not have is fixed, and not missing */
} secmon_diff_options;
#define SECMON_DIFF_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_diff_options) }

/* Compares two states of the same code, each given as all its reports. Every finding of either side is in exactly one
 * match of exactly one list. The diff holds the reports; their handles may be freed. */
SECMON_API secmon_status secmon_diff_reports(const secmon_report* const* before, size_t before_count,
                                             const secmon_report* const* after, size_t after_count,
                                             const secmon_diff_options* options, secmon_diff** out,
                                             secmon_error* error);
SECMON_API void secmon_diff_free(secmon_diff* diff);

/* Matches in a list (SECMON_CHANGE_*); 0 for NULL and for what is no list. */
SECMON_API size_t secmon_diff_count(const secmon_diff* diff, int32_t change);

/* One finding, seen from both sides. */
typedef struct secmon_match {
  uint32_t struct_size;
  int32_t reason;   /* SECMON_DIFF_* */
  uint32_t aspects; /* bits of SECMON_ASPECT_* */
  secmon_ref before, after;
} secmon_match;
#define SECMON_MATCH_INIT \
  { .struct_size = sizeof(secmon_match) }

SECMON_API secmon_status secmon_diff_match(const secmon_diff* diff, int32_t change, size_t index, secmon_match* out,
                                           secmon_error* error);
/* Writes the diff as "json", "markdown" or "table". */
SECMON_API secmon_status secmon_diff_render(const secmon_diff* diff, const char* renderer,
                                            const secmon_render_options* options, secmon_buffer* out,
                                            secmon_error* error);

/* ---- correlation ----------------------------------------------------------------------------------------------- */

typedef struct secmon_correlation secmon_correlation;

/* Groups the findings of all reports: the same vulnerability from several scanners is one group. Every finding is in
 * exactly one. The correlation holds the reports; their handles may be freed. */
SECMON_API secmon_status secmon_correlate(const secmon_report* const* reports, size_t count, secmon_correlation** out,
                                          secmon_error* error);
SECMON_API void secmon_correlation_free(secmon_correlation* correlation);
SECMON_API size_t secmon_correlation_count(const secmon_correlation* correlation); /* of groups */

typedef struct secmon_group {
  uint32_t struct_size;
  int32_t severity; /* the highest of its open members; of all, if none is open */
  int32_t open;     /* 1 if any member is */
  uint64_t members;
} secmon_group;
#define SECMON_GROUP_INIT \
  { .struct_size = sizeof(secmon_group) }

typedef struct secmon_member {
  uint32_t struct_size;
  int32_t by; /* SECMON_SAME_BY_* */
  secmon_ref finding;
  secmon_ref with; /* the member that it is the same as */
} secmon_member;
#define SECMON_MEMBER_INIT \
  { .struct_size = sizeof(secmon_member) }

SECMON_API secmon_status secmon_correlation_group(const secmon_correlation* correlation, size_t group,
                                                  secmon_group* out, secmon_error* error);
SECMON_API secmon_status secmon_correlation_member(const secmon_correlation* correlation, size_t group, size_t index,
                                                   secmon_member* out, secmon_error* error);
/* Writes the groups as "json" or "table". */
SECMON_API secmon_status secmon_correlation_render(const secmon_correlation* correlation, const char* renderer,
                                                   const secmon_render_options* options, secmon_buffer* out,
                                                   secmon_error* error);
/* ---- history --------------------------------------------------------------------------------------------------- */

/* What earlier scans found and what people decided, in one SQLite file that many projects share. A handle may be used
 * by many threads, whose calls take turns; a file by many processes. */
typedef struct secmon_history secmon_history;

typedef struct secmon_history_options {
  uint32_t struct_size;
  int32_t read_only; /* not 0: the file must be there, and every call that writes fails */
  int32_t no_create; /* not 0: the file must be there */
  int32_t wait_ms;   /* for another process that writes; default 5000, SECMON_ZERO: not at all */
  uint64_t max_bytes;
} secmon_history_options;
#define SECMON_HISTORY_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_history_options) }

/* `path` is in UTF-8. SECMON_STORAGE where the file is locked, damaged or no history, or the library was built without
 * it; SECMON_STORAGE_VERSION where a newer library wrote it. */
SECMON_API secmon_status secmon_history_open(const char* path, const secmon_history_options* options,
                                             secmon_history** out, secmon_error* error);
SECMON_API void secmon_history_free(secmon_history* history);

/* What is known of a scan. Text may be NULL. */
typedef struct secmon_scan {
  uint32_t struct_size;
  int32_t incomplete; /* not 0: a tool failed, so nothing becomes fixed */
  int64_t time;       /* when it ran; 0: the newest time that its reports give, else `now` */
  int64_t now;        /* 0: not known; else a scan from the future is taken as of now */
  const char* commit;
  const char* branch;
  const char* const* tools; /* that ran; needed for those that leave no report */
  size_t tool_count;
  const char* const* targets; /* that were scanned; none: all */
  size_t target_count;
  int64_t files_scanned, files_of_code;     /* 0: not known; SECMON_ZERO: none */
  int64_t packages_current, packages_known; /* the same */
} secmon_scan;
#define SECMON_SCAN_INIT \
  { .struct_size = sizeof(secmon_scan) }

/* What secmon_history_ingest did; each finding counts once. */
typedef struct secmon_ingest {
  uint32_t struct_size;
  int32_t repeated; /* 1: this very scan was there already, and nothing has changed */
  int32_t late;     /* 1: a newer scan was there already */
  int32_t complete; /* 1: findings could become fixed */
  int64_t scan;     /* its number */
  uint64_t added, reopened, changed, unchanged, fixed;
} secmon_ingest;
#define SECMON_INGEST_INIT \
  { .struct_size = sizeof(secmon_ingest) }

/* Adds a scan: all reports of one run together. The same scan twice changes nothing; a finding becomes fixed only where
 * a complete scan covers its tool and target. */
SECMON_API secmon_status secmon_history_ingest(secmon_history* history, const char* project,
                                               const secmon_report* const* reports, size_t count,
                                               const secmon_scan* scan, secmon_ingest* out, secmon_error* error);

typedef struct secmon_history_filter {
  uint32_t struct_size;
  int32_t all;        /* not 0: also findings that are not open */
  int32_t floor;      /* the least severity */
  const char* branch; /* NULL: the project's main one */
  const char* tool;   /* NULL: all */
  int64_t now;        /* acceptances that have run out by then do not count; 0: the newest scan's time */
} secmon_history_filter;
#define SECMON_HISTORY_FILTER_INIT \
  { .struct_size = sizeof(secmon_history_filter) }

/* The findings as a report, with the states and dates that the history knows; free it. Incomplete if the newest scan of
 * one of the tools was. */
SECMON_API secmon_status secmon_history_findings(const secmon_history* history, const char* project,
                                                 const secmon_history_filter* filter, secmon_report** out,
                                                 secmon_error* error);

typedef struct secmon_triage {
  uint32_t struct_size;
  const char* state; /* "acknowledged", "accepted", "false_positive", "reopened" ... */
  const char* who;
  const char* reason;
  int64_t time;  /* must be given */
  int64_t until; /* of an acceptance; 0: for good */
} secmon_triage;
#define SECMON_TRIAGE_INIT \
  { .struct_size = sizeof(secmon_triage) }

/* Writes down a decision or a step of the workflow. A fingerprint may be cut off, if it is clear. */
SECMON_API secmon_status secmon_history_triage(secmon_history* history, const char* project, const char* fingerprint,
                                               const secmon_triage* triage, secmon_error* error);

/* Removes what was fixed before a time, and the scans before it. What is open stays. */
SECMON_API secmon_status secmon_history_retain(secmon_history* history, const char* project, int64_t before,
                                               secmon_error* error);

typedef struct secmon_metrics_options {
  uint32_t struct_size;
  int32_t step_days;  /* of a trend; default 7 */
  const char* branch; /* NULL: the project's main one */
  int64_t now;        /* the end of the window; 0: the newest scan's time */
  int32_t days;       /* how far it reaches back; default 30 */
} secmon_metrics_options;
#define SECMON_METRICS_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_metrics_options) }

/* Key figures and trend as JSON (docs/metrics.md), and the figures as OpenMetrics text for Prometheus. */
SECMON_API secmon_status secmon_history_kpis(const secmon_history* history, const char* project,
                                             const secmon_metrics_options* options, secmon_buffer* out,
                                             secmon_error* error);
SECMON_API secmon_status secmon_history_trend(const secmon_history* history, const char* project,
                                              const secmon_metrics_options* options, secmon_buffer* out,
                                              secmon_error* error);
SECMON_API secmon_status secmon_history_open_metrics(const secmon_history* history, const char* project,
                                                     const secmon_metrics_options* options, secmon_buffer* out,
                                                     secmon_error* error);

/* What happened to findings, in the order in which it was written down; all text lives as long as the list. */
typedef struct secmon_event_list secmon_event_list;

typedef struct secmon_event {
  uint32_t struct_size;
  int32_t by_person; /* 1: a person said so; 0: a scan shows it */
  int64_t id;
  int64_t scan; /* its number; 0 for what a person said */
  int64_t time;
  int64_t until;   /* of an acceptance; SECMON_NO_TIME: for good */
  secmon_str kind; /* "first_seen", "fixed", "accepted" ... */
  secmon_str fingerprint;
  secmon_str who; /* the person, or the tool */
  secmon_str reason;
} secmon_event;
#define SECMON_EVENT_INIT \
  { .struct_size = sizeof(secmon_event) }

/* Of one finding, or of all if the fingerprint is NULL. `branch` is NULL for the project's main one. */
SECMON_API secmon_status secmon_history_events(const secmon_history* history, const char* project,
                                               const char* fingerprint, const char* branch, secmon_event_list** out,
                                               secmon_error* error);
SECMON_API void secmon_event_list_free(secmon_event_list* list);
SECMON_API size_t secmon_event_list_count(const secmon_event_list* list);
SECMON_API secmon_status secmon_event_list_get(const secmon_event_list* list, size_t index, secmon_event* out,
                                               secmon_error* error);

/* Scans in the order of their times; all text lives as long as the list. */
typedef struct secmon_scan_list secmon_scan_list;

/* A scan as the history keeps it. Numbers are of vulnerabilities (what several scanners say is one counts once), by
 * severity. */
typedef struct secmon_past_scan {
  uint32_t struct_size;
  int32_t complete; /* 1: what it did not find is fixed */
  int32_t late;     /* 1: handed in after a newer one; `open` is then not what was open at its time */
  int64_t id;
  int64_t time;
  uint64_t found; /* findings in its reports */
  uint64_t open[SECMON_SEVERITY_COUNT];
  uint64_t added[SECMON_SEVERITY_COUNT];
  uint64_t fixed[SECMON_SEVERITY_COUNT];
  uint64_t reopened[SECMON_SEVERITY_COUNT];
  int64_t files_scanned, files_of_code;     /* -1: not known */
  int64_t packages_current, packages_known; /* the same */
  secmon_str commit;
  secmon_str branch;
  secmon_str_list tools;
  secmon_str_list targets;
} secmon_past_scan;
#define SECMON_PAST_SCAN_INIT \
  { .struct_size = sizeof(secmon_past_scan) }

/* From `since` to `until`, both included; 0: without a bound. */
SECMON_API secmon_status secmon_history_scans(const secmon_history* history, const char* project, const char* branch,
                                              int64_t since, int64_t until, secmon_scan_list** out,
                                              secmon_error* error);
SECMON_API void secmon_scan_list_free(secmon_scan_list* list);
SECMON_API size_t secmon_scan_list_count(const secmon_scan_list* list);
SECMON_API secmon_status secmon_scan_list_get(const secmon_scan_list* list, size_t index, secmon_past_scan* out,
                                              secmon_error* error);

/* Writes a document of all that the history knows of the project: "dashboard" (HTML), "dashboard_md", "monthly",
 * "checklists", "badge" or "overview" (JSON, docs/overview.md). The period is that of the options, which must give the
 * time `now`; thresholds, service levels and score are those of `gate`, NULL: the defaults. */
SECMON_API secmon_status secmon_history_render(const secmon_history* history, const char* project, const char* renderer,
                                               const secmon_metrics_options* options, const secmon_gate_options* gate,
                                               secmon_buffer* out, secmon_error* error);

#ifdef __cplusplus
}
#endif
/* NOLINTEND(modernize-use-using) */

#endif
