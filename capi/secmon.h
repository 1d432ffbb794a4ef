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
} secmon_parse_options;
#define SECMON_PARSE_OPTIONS_INIT \
  { .struct_size = sizeof(secmon_parse_options) }

/* Reads a report. The data may be freed after; `path` is in UTF-8. Success does not mean that the report is complete:
 * see secmon_report_status. */
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

#ifdef __cplusplus
}
#endif
/* NOLINTEND(modernize-use-using) */

#endif
