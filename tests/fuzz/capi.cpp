// SPDX-License-Identifier: MIT
// The C API as a careless caller uses it: any bytes, any index, any enumeration, errors wanted or not.
#include <vector>

#include "fuzz/fuzz.hpp"
#include "invariants.hpp"
#include "secmon.h"
#include "secmon/arrow.h"

namespace {

using secmon::fuzz::require;

constexpr std::int64_t kNow = 1'714'564'800;  // 2024-05-01T12:00:00Z

bool is_text(secmon_str text) { return text.size == 0 || secmon::test::is_utf8({text.data, text.size}); }

void read_findings(const secmon_report* report) {
  const std::size_t count = secmon_report_count(report);
  for (std::size_t i = 0; i <= count; ++i) {
    secmon_finding finding = SECMON_FINDING_INIT;
    secmon_error error;
    const secmon_status status = secmon_report_finding(report, i, &finding, &error);
    require((status == SECMON_OK) == (i < count), "an index is good up to the count");
    if (status != SECMON_OK) continue;
    require(finding.title.size > 0 && is_text(finding.title), "a finding has a title");
    require(secmon_severity_name(finding.severity).size > 0, "a severity has a name");
    for (std::size_t k = 0; k <= finding.ids.count; ++k)
      require(is_text(secmon_str_list_at(finding.ids, k)), "an id is a text");
    for (std::size_t k = 0; k <= finding.cvss.count; ++k) (void)secmon_cvss_list_at(finding.cvss, k);
    secmon_buffer json = SECMON_BUFFER_INIT;
    require(secmon_report_finding_json(report, i, &json, nullptr) == SECMON_OK && json.data[json.size] == '\0',
            "a finding is a JSON object");
    secmon_buffer_free(&json);
  }
  for (std::size_t i = 0; i <= secmon_report_note_count(report); ++i) {
    secmon_note note = SECMON_NOTE_INIT;
    (void)secmon_report_note(report, i, &note, nullptr);
  }
}

void read_columns(const secmon_report* report) {
  ArrowArrayStream stream;
  require(secmon_report_columns(report, nullptr, 0, &stream, nullptr) == SECMON_OK, "every report has columns");
  std::size_t rows = 0;
  for (;;) {
    ArrowArray batch{};
    require(stream.get_next(&stream, &batch) == 0, "every batch can be read");
    if (batch.release == nullptr) break;
    rows += static_cast<std::size_t>(batch.length);
    batch.release(&batch);
  }
  stream.release(&stream);
  require(rows == secmon_report_count(report), "the columns have all findings");
}

void decide(const secmon_report* report) {
  secmon_score score = SECMON_SCORE_INIT;
  require(secmon_score_reports(&report, 1, nullptr, &score, nullptr) == SECMON_OK, "every report has a score");
  require(score.value >= 0 && score.value <= 100, "a score is from 0 to 100");
  std::vector<secmon_sla> rows(secmon_report_count(report));
  require(secmon_classify(report, kNow, nullptr, rows.data(), rows.size(), nullptr) == SECMON_OK,
          "every report can be held against service levels");
  secmon_verdict* verdict = nullptr;
  require(secmon_gate(&report, 1, nullptr, &verdict, nullptr) == SECMON_OK, "every report can be judged");
  require((secmon_verdict_passed(verdict) != 0) == (secmon_verdict_reason_count(verdict) == 0),
          "a gate that fails says why");
  for (std::size_t i = 0; i <= secmon_verdict_reason_count(verdict); ++i) {
    secmon_gate_reason reason = SECMON_GATE_REASON_INIT;
    (void)secmon_verdict_reason(verdict, i, &reason, nullptr);
  }
  secmon_verdict_free(verdict);
}

void write(const secmon_report* report, std::uint8_t choice) {
  secmon_renderer_info renderer = SECMON_RENDERER_INFO_INIT;
  if (secmon_renderer_at(choice % (secmon_renderer_count() + 1), &renderer, nullptr) != SECMON_OK) return;
  secmon_buffer text = SECMON_BUFFER_INIT;
  require(secmon_render(&report, 1, std::string(renderer.id.data, renderer.id.size).c_str(), nullptr, &text, nullptr) ==
              SECMON_OK,
          "every renderer takes every report");
  secmon_buffer_free(&text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::uint8_t choice = size == 0 ? 0 : data[size - 1];
  secmon_str format{};
  secmon_buffer reason = SECMON_BUFFER_INIT;
  (void)secmon_detect(data, size, &format, &reason, nullptr);
  secmon_buffer_free(&reason);

  secmon_parse_options options = SECMON_PARSE_OPTIONS_INIT;
  options.keep_secrets         = choice & 1;
  options.max_decompressed     = 1 << 20;
  options.max_findings         = 1'000;
  secmon_report* report        = nullptr;
  secmon_error error;
  const secmon_status status = secmon_parse(data, size, &options, &report, &error);
  require((status == SECMON_OK) == (report != nullptr), "a report or an error");
  if (status != SECMON_OK) {
    require(error.code == status && error.message[0] != '\0', "an error says what it is");
    return 0;
  }
  read_findings(report);
  read_columns(report);
  decide(report);
  write(report, choice);
  secmon_report_free(report);
  return 0;
}
