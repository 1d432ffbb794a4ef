// SPDX-License-Identifier: MIT
// The C API: its own header over the C++ one, function by function. What takes more than a few lines belongs in src/.
#include "secmon.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guard.hpp"
#include "secmon/secmon.hpp"

struct secmon_report {
  secmon::Report rep;
};
struct secmon_verdict {
  secmon::Verdict rep;
};
struct secmon_config {
  secmon::LoadedConfig rep;
};
struct secmon_diff {
  std::vector<secmon::Report> before, after;
  secmon::Diff rep;
};
struct secmon_correlation {
  std::vector<secmon::Report> reports;
  secmon::Correlation rep;
};
struct secmon_history {
  secmon::History rep;
};
struct secmon_event_list {
  std::vector<secmon::Event> rep;
};
struct secmon_scan_list {
  std::vector<secmon::ScanRecord> rep;
  std::vector<std::vector<std::string_view>> tools, targets;  // of each scan
};

static_assert(SECMON_SEVERITY_COUNT == secmon::kSeverityCount);
static_assert(SECMON_NO_REPORT == secmon::FindingRef::kNone);
static_assert(SECMON_NO_TIME == secmon::kNoTime.time_since_epoch().count());

namespace {

using namespace secmon::capi;
using secmon::Errc;
using secmon::Time;

// ---- from C++ to C -------------------------------------------------------------------------------------------------

template <class Enum>
std::int32_t number(Enum value) noexcept {
  return static_cast<std::int32_t>(value);
}

std::int64_t seconds(Time time) noexcept { return time.time_since_epoch().count(); }

secmon_str_list list(std::span<const std::string_view> items) noexcept { return {items.data(), items.size()}; }

secmon_finding row(const secmon::Finding& f) {
  secmon_finding out{};
  out.kind            = number(f.kind);
  out.severity        = number(f.severity);
  out.severity_from   = number(f.severity_from);
  out.confidence      = number(f.confidence);
  out.state           = number(f.state);
  out.kev             = f.kev ? 1 : 0;
  out.epss            = f.epss;
  out.epss_percentile = f.epss_percentile;
  out.tool            = str(f.tool);
  out.tool_version    = str(f.tool_version);
  out.format          = str(f.format);
  out.rule_id         = str(f.rule_id);
  out.rule_name       = str(f.rule_name);
  out.title           = str(f.title);
  out.description     = str(f.description);
  out.remediation     = str(f.remediation);
  out.severity_raw    = str(f.severity_raw);
  out.cvss            = {f.cvss.data(), f.cvss.size()};
  out.cwe             = {f.cwe.data(), f.cwe.size()};
  out.ids             = list(f.ids);
  out.references      = list(f.references);
  out.state_reason    = str(f.state_reason);
  out.tags            = list(f.tags);
  out.native_id       = str(f.native_id);
  out.fingerprint     = str(f.fingerprint);
  return out;
}

void add_package(const secmon::Package& package, secmon_finding& out) {
  out.package_ecosystem = str(package.ecosystem);
  out.package_name      = str(package.name);
  out.package_version   = str(package.version);
  out.package_purl      = str(package.purl);
  out.package_manifest  = str(package.manifest);
  out.package_image     = str(package.image);
  out.package_fixed_in  = list(package.fixed_in);
}

void add_location(const secmon::Location& location, secmon_finding& out) {
  out.path         = str(location.path);
  out.start_line   = location.start_line;
  out.end_line     = location.end_line;
  out.start_column = location.start_column;
  out.end_column   = location.end_column;
  out.snippet      = str(location.snippet);
  out.function     = str(location.function);
  out.url          = str(location.url);
  out.method       = str(location.method);
  out.parameter    = str(location.parameter);
  out.resource     = str(location.resource);
}

void add_dates(const secmon::Dates& dates, secmon_finding& out) {
  out.published    = seconds(dates.published);
  out.introduced   = seconds(dates.introduced);
  out.detected     = seconds(dates.detected);
  out.acknowledged = seconds(dates.acknowledged);
  out.fixed        = seconds(dates.fixed);
  out.dismissed    = seconds(dates.dismissed);
}

secmon_score score_row(const secmon::Score& score) {
  secmon_score out{};
  out.value   = score.value;
  out.grade   = number(score.grade);
  out.counted = score.counted;
  std::copy(score.open.by_severity.begin(), score.open.by_severity.end(), out.open);
  return out;
}

secmon_sla_clock clock_row(const secmon::SlaClock& clock) {
  return {number(clock.state), seconds(clock.due), clock.left.count()};
}

secmon_ref ref(secmon::FindingRef at) noexcept { return {at.report, at.index}; }

// ---- from C to C++ -------------------------------------------------------------------------------------------------

std::string_view view(const char* text) noexcept { return text == nullptr ? std::string_view() : text; }

std::string_view view(const void* data, std::size_t size) {
  require(data != nullptr || size == 0, "data is NULL");
  return {static_cast<const char*>(data), size};
}

Time time(std::int64_t seconds) noexcept {
  return seconds == 0 ? secmon::kNoTime : Time(std::chrono::seconds(seconds));
}

// The three ways to set a number, see rule (4) of the header.
template <class Given, class Value>
void set(Given given, Value& value) {
  if (given == 0) return;
  require(given > 0 || given == SECMON_ZERO, "a number is negative: use SECMON_ZERO for zero");
  value = given == SECMON_ZERO ? Value{} : static_cast<Value>(given);
}

void set(std::int64_t given, std::chrono::seconds& value) {
  std::int64_t count = value.count();
  set(given, count);
  value = std::chrono::seconds(count);
}

std::uint64_t allowed(std::int64_t given, std::uint64_t by_default) {
  if (given == SECMON_NO_LIMIT) return secmon::kNoLimit;
  set(given, by_default);
  return by_default;
}

secmon::ParseOptions parse_options(const secmon_parse_options* given) {
  const secmon_parse_options o = known(given);
  secmon::ParseOptions options;
  options.format       = view(o.format);
  options.keep_secrets = o.keep_secrets != 0;
  if (o.max_bytes != 0) options.limits.bytes = o.max_bytes;
  if (o.max_decompressed != 0) options.limits.decompressed = o.max_decompressed;
  if (o.max_findings != 0) options.limits.findings = o.max_findings;
  if (o.max_depth != 0) options.limits.depth = o.max_depth;
  options.threads  = o.threads;
  options.in_place = o.in_place != 0;
  return options;
}

secmon::ScorePolicy score_policy(const secmon_score_options* given) {
  const secmon_score_options o = known(given);
  secmon::ScorePolicy policy;
  require(o.floor >= 0 && o.floor < SECMON_SEVERITY_COUNT, "floor is not a severity");
  if (o.floor != 0) policy.floor = static_cast<secmon::Severity>(o.floor);
  policy.count_unknown = o.ignore_unknown == 0;
  policy.by_group      = o.by_finding == 0;
  set(o.points_per_finding, policy.points_per_finding);
  set(o.excellent, policy.excellent);
  set(o.good, policy.good);
  set(o.fair, policy.fair);
  return policy;
}

secmon::SlaPolicy sla_policy(const secmon_sla_options* given) {
  const secmon_sla_options o = known(given);
  secmon::SlaPolicy policy;
  for (std::size_t i = 0; i < secmon::kSeverityCount; ++i) {
    set(o.respond[i], policy.targets[i].respond);
    set(o.resolve[i], policy.targets[i].resolve);
  }
  set(o.due_soon, policy.due_soon);
  secmon::BusinessHours& business = policy.business;
  business.enabled                = o.business_time != 0;
  set(o.business_days, business.days);
  set(o.business_start, business.start);
  set(o.business_end, business.end);
  business.utc_offset = std::chrono::minutes(o.utc_offset_minutes);
  require(!business.enabled || (business.start < business.end && business.end <= 24 && (business.days & 0x7F) != 0),
          "business hours must begin before they end, on at least one day");
  return policy;
}

std::string_view text_of(const void* data, std::size_t size) noexcept {
  return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}
std::string_view file_name(const char* file) noexcept { return file == nullptr ? std::string_view() : file; }

std::string first_error(std::span<const secmon::ConfigNote> notes) {
  for (const secmon::ConfigNote& note : notes) {
    if (note.is_error()) return to_string(note);
  }
  return {};
}

// Settings that may be decided by.
const secmon::Config& sound(const secmon_config* config) {
  require(config != nullptr, "config is NULL");
  if (!config->rep.ok()) throw secmon::Exception({Errc::invalid_argument, first_error(config->rep.notes)});
  return config->rep.config;
}

secmon::GatePolicy gate_policy(const secmon_gate_options& o) {
  secmon::GatePolicy policy;
  for (std::size_t i = 0; i < secmon::kSeverityCount; ++i) policy.allowed[i] = allowed(o.allowed[i], policy.allowed[i]);
  set(o.min_score, policy.min_score);
  policy.sla_breaches     = allowed(o.sla_breaches, policy.sla_breaches);
  policy.allow_incomplete = o.allow_incomplete != 0;
  policy.allow_unknown    = o.allow_unknown != 0;
  policy.score            = score_policy(o.score);
  policy.sla              = sla_policy(o.sla);
  return policy;
}

secmon::RenderOptions render_options(const secmon_render_options* given) {
  const secmon_render_options o = known(given);
  secmon::RenderOptions options;
  options.now          = time(o.now);
  options.verdict      = o.verdict == nullptr ? nullptr : &o.verdict->rep;
  options.title        = view(o.title);
  options.max_findings = static_cast<std::size_t>(o.max_findings);
  options.width        = o.width;
  options.color        = o.color != 0;
  options.all          = o.all != 0;
  return options;
}

std::vector<secmon::Report> shared(const secmon_report* const* reports, std::size_t count) {
  require(reports != nullptr || count == 0, "reports is NULL");
  std::vector<secmon::Report> all;
  all.reserve(count);
  for (const secmon_report* report : std::span(reports, count)) {
    require(report != nullptr, "one of the reports is NULL");
    all.push_back(report->rep.share());
  }
  return all;
}

std::vector<std::string> texts(const char* const* items, std::size_t count, const char* message) {
  require(items != nullptr || count == 0, message);
  std::vector<std::string> made;
  for (const char* item : std::span(items, count)) made.emplace_back(view(item));
  return made;
}

// What is not known is below 0 there, and 0 here.
std::int64_t known_number(std::int64_t given) noexcept { return given == 0 ? -1 : given == SECMON_ZERO ? 0 : given; }

secmon::HistoryOptions history_options(const secmon_history_options* given) {
  const secmon_history_options o = known(given);
  secmon::HistoryOptions options{.read_only = o.read_only != 0, .create = o.no_create == 0, .max_bytes = o.max_bytes};
  std::int64_t wait = options.wait.count();
  set(std::int64_t{o.wait_ms}, wait);
  options.wait = std::chrono::milliseconds(wait);
  return options;
}

secmon::Scan scan_of(const secmon_scan* given) {
  const secmon_scan o = known(given);
  secmon::Scan scan;
  scan.time             = time(o.time);
  scan.now              = time(o.now);
  scan.commit           = view(o.commit);
  scan.branch           = view(o.branch);
  scan.tools            = texts(o.tools, o.tool_count, "tools is NULL");
  scan.targets          = texts(o.targets, o.target_count, "targets is NULL");
  scan.complete         = o.incomplete == 0;
  scan.files_scanned    = known_number(o.files_scanned);
  scan.files_of_code    = known_number(o.files_of_code);
  scan.packages_current = known_number(o.packages_current);
  scan.packages_known   = known_number(o.packages_known);
  return scan;
}

secmon::History& of(secmon_history* history) {
  require(history != nullptr, "history is NULL");
  return history->rep;
}
const secmon::History& of(const secmon_history* history) {
  require(history != nullptr, "history is NULL");
  return history->rep;
}

// The window of the options, and how its scans and episodes become text.
secmon::Kpis figures(const secmon_history* history, const char* project, const secmon_metrics_options* given) {
  const secmon_metrics_options o = known(given);
  const auto scans    = of(history).scans(view(project), secmon::kNoTime, secmon::kNoTime, view(o.branch)).value();
  const auto episodes = of(history).episodes(view(project), view(o.branch)).value();
  int days            = 30;
  set(o.days, days);
  secmon::KpiOptions options{.now = time(o.now)};
  for (const secmon::ScanRecord& scan : scans) {
    if (o.now == 0) options.now = std::max(options.now, scan.time);
  }
  if (options.now != secmon::kNoTime) options.since = options.now - std::chrono::days(days);
  return secmon::kpis(episodes, scans, options);
}

secmon_past_scan past_scan(const secmon_scan_list& list, std::size_t index) {
  const secmon::ScanRecord& scan = list.rep[index];
  secmon_past_scan out{};
  out.complete         = scan.complete ? 1 : 0;
  out.late             = scan.late ? 1 : 0;
  out.id               = scan.id;
  out.time             = seconds(scan.time);
  out.found            = scan.found;
  out.files_scanned    = scan.files_scanned;
  out.files_of_code    = scan.files_of_code;
  out.packages_current = scan.packages_current;
  out.packages_known   = scan.packages_known;
  out.commit           = str(scan.commit);
  out.branch           = str(scan.branch);
  out.tools            = ::list(list.tools[index]);
  out.targets          = ::list(list.targets[index]);
  for (std::size_t i = 0; i < secmon::kSeverityCount; ++i) {
    out.open[i]     = scan.open.by_severity[i];
    out.added[i]    = scan.added.by_severity[i];
    out.fixed[i]    = scan.fixed.by_severity[i];
    out.reopened[i] = scan.reopened.by_severity[i];
  }
  return out;
}

std::string document(const secmon::History& history, std::string_view project, std::string_view renderer,
                     const secmon_metrics_options* given, const secmon_gate_options* gate) {
  const secmon_metrics_options o = known(given);
  int days                       = 30;
  set(o.days, days);
  secmon::OverviewOptions options;
  options.now     = time(o.now);
  options.since   = options.now == secmon::kNoTime ? options.now : options.now - std::chrono::days(days);
  options.project = project;
  options.gate    = gate_policy(known(gate));
  secmon::MemoryOptions wanted;
  wanted.now          = options.now;
  wanted.since        = options.since;
  wanted.branch       = view(o.branch);
  wanted.policy.sla   = options.gate.sla;
  wanted.policy.score = options.gate.score;
  for (std::size_t i = 0; i < secmon::kSeverityCount; ++i) {
    wanted.policy.detect[i] = options.gate.sla.targets[i].respond;
  }
  const secmon::Memory memory     = secmon::remember(history, project, wanted).value();
  options.memory                  = &memory;
  const secmon::Overview overview = secmon::overview({&memory.report, 1}, options);
  secmon::RenderOptions shown;
  shown.now      = options.now;
  shown.verdict  = &overview.verdict;
  shown.overview = &overview;
  return secmon::render({&memory.report, 1}, renderer, shown).value();
}

// Handles are NULL, and buffers empty, until the call has succeeded.
template <class Handle>
void clear(Handle** out) {
  require(out != nullptr, "out is NULL");
  *out = nullptr;
}

}  // namespace

// ---- vocabulary ----------------------------------------------------------------------------------------------------

void secmon_buffer_free(secmon_buffer* buffer) {
  if (buffer == nullptr) return;
  std::free(buffer->data);
  *buffer = SECMON_BUFFER_INIT;
}

uint32_t secmon_version(void) { return SECMON_VERSION_MAJOR << 16 | SECMON_VERSION_MINOR << 8 | SECMON_VERSION_PATCH; }
const char* secmon_version_string(void) { return SECMON_VERSION; }

// Numbers that are no enumerator would be undefined in a C++ enumeration only beyond its underlying type.
#define SECMON_NAME(function, Enum)               \
  secmon_str function(int32_t value) {            \
    if (value < 0 || value > 255) return str({}); \
    return str(name(static_cast<Enum>(value)));   \
  }
SECMON_NAME(secmon_status_name, secmon::Errc)
SECMON_NAME(secmon_severity_name, secmon::Severity)
SECMON_NAME(secmon_severity_from_name, secmon::SeverityFrom)
SECMON_NAME(secmon_confidence_name, secmon::Confidence)
SECMON_NAME(secmon_kind_name, secmon::Kind)
SECMON_NAME(secmon_state_name, secmon::State)
SECMON_NAME(secmon_report_status_name, secmon::Status)
SECMON_NAME(secmon_grade_name, secmon::Grade)
SECMON_NAME(secmon_sla_state_name, secmon::SlaState)
SECMON_NAME(secmon_gate_rule_name, secmon::GateRule)
SECMON_NAME(secmon_change_name, secmon::Change)
SECMON_NAME(secmon_diff_reason_name, secmon::DiffReason)
SECMON_NAME(secmon_aspect_name, secmon::Aspect)
SECMON_NAME(secmon_same_by_name, secmon::SameBy)
#undef SECMON_NAME

// ---- formats -------------------------------------------------------------------------------------------------------

size_t secmon_format_count(void) { return secmon::formats().size(); }

secmon_status secmon_format_at(size_t index, secmon_format_info* out, secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon::formats().size());
    const secmon::FormatInfo& f = secmon::formats()[index];
    hand_over({0, str(f.id), str(f.name), str(f.url), str(f.command), str(f.kinds), str(f.versions), str(f.severity),
               str(f.missing)},
              out);
  });
}

secmon_status secmon_detect(const void* data, size_t size, secmon_str* format, secmon_buffer* reason,
                            secmon_error* error) {
  return guard(error, [&] {
    if (format != nullptr) *format = str({});
    if (reason != nullptr) *reason = SECMON_BUFFER_INIT;
    const secmon::Detection found = secmon::detect(view(data, size)).value();
    const bool ambiguous          = !found.candidates.empty();
    if (found.format == nullptr)
      throw secmon::Exception({ambiguous ? Errc::ambiguous_format : Errc::unknown_format, found.reason});
    if (reason != nullptr) fill(reason, found.reason);
    if (format != nullptr) *format = str(found.format->id);
  });
}

// ---- reports -------------------------------------------------------------------------------------------------------

secmon_status secmon_parse(const void* data, size_t size, const secmon_parse_options* options, secmon_report** out,
                           secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    *out = new secmon_report{secmon::parse(view(data, size), parse_options(options)).value()};
  });
}

secmon_status secmon_parse_file(const char* path, const secmon_parse_options* options, secmon_report** out,
                                secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    require(path != nullptr, "path is NULL");
    const std::filesystem::path file(std::u8string(path, path + std::strlen(path)));
    *out = new secmon_report{secmon::parse_file(file, parse_options(options)).value()};
  });
}

void secmon_report_free(secmon_report* report) { delete report; }

secmon_str secmon_report_format(const secmon_report* report) {
  return str(report == nullptr ? std::string_view() : report->rep.format());
}
secmon_str secmon_report_tool(const secmon_report* report) {
  return str(report == nullptr ? std::string_view() : report->rep.tool());
}
secmon_str secmon_report_tool_version(const secmon_report* report) {
  return str(report == nullptr ? std::string_view() : report->rep.tool_version());
}
int64_t secmon_report_generated(const secmon_report* report) {
  return report == nullptr ? SECMON_NO_TIME : seconds(report->rep.generated());
}
int32_t secmon_report_status(const secmon_report* report) {
  return report == nullptr ? SECMON_REPORT_INCOMPLETE : number(report->rep.status());
}
size_t secmon_report_count(const secmon_report* report) { return report == nullptr ? 0 : report->rep.size(); }
size_t secmon_report_note_count(const secmon_report* report) {
  return report == nullptr ? 0 : report->rep.notes().size();
}

secmon_status secmon_report_note(const secmon_report* report, size_t index, secmon_note* out, secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon_report_note_count(report));
    const secmon::Note& note = report->rep.notes()[index];
    hand_over({0, number(note.code), note.incomplete ? 1 : 0, str(note.message), note.offset}, out);
  });
}

// ---- findings ------------------------------------------------------------------------------------------------------

secmon_str secmon_str_list_at(secmon_str_list list, size_t index) {
  return str(index < list.count ? static_cast<const std::string_view*>(list.items)[index] : std::string_view());
}

secmon_cvss secmon_cvss_list_at(secmon_cvss_list list, size_t index) {
  const secmon::Cvss item = index < list.count ? static_cast<const secmon::Cvss*>(list.items)[index] : secmon::Cvss();
  return {str(item.version), str(item.vector), str(item.source), item.score};
}

secmon_status secmon_report_finding(const secmon_report* report, size_t index, secmon_finding* out,
                                    secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon_report_count(report));
    const secmon::Finding finding = report->rep[index];
    secmon_finding filled         = row(finding);
    add_package(finding.package, filled);
    add_location(finding.location, filled);
    add_dates(finding.dates, filled);
    hand_over(filled, out);
  });
}

secmon_status secmon_report_finding_json(const secmon_report* report, size_t index, secmon_buffer* out,
                                         secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon_report_count(report));
    fill(out, secmon::to_json(report->rep[index]));
  });
}

// ---- columns -------------------------------------------------------------------------------------------------------

secmon_status secmon_report_columns(const secmon_report* report, const char* const* names, size_t count,
                                    ArrowArrayStream* out, secmon_error* error) {
  return guard(error, [&] {
    require(out != nullptr, "out is NULL");
    *out = {};
    require(report != nullptr, "report is NULL");
    require(names != nullptr || count == 0, "names is NULL");
    std::vector<std::string_view> chosen;
    for (const char* name : std::span(names, count)) chosen.push_back(view(name));
    (void)secmon::columns(report->rep, out, chosen).value();
  });
}

// ---- decisions -----------------------------------------------------------------------------------------------------

secmon_status secmon_score_reports(const secmon_report* const* reports, size_t count,
                                   const secmon_score_options* options, secmon_score* out, secmon_error* error) {
  return guard(error, [&] { hand_over(score_row(secmon::score(shared(reports, count), score_policy(options))), out); });
}

secmon_status secmon_classify(const secmon_report* report, int64_t now, const secmon_sla_options* options,
                              secmon_sla* out, size_t count, secmon_error* error) {
  return guard(error, [&] {
    require(report != nullptr, "report is NULL");
    require(count == report->rep.size() && (out != nullptr || count == 0), "out must have room for each finding");
    for (const secmon::Sla& sla : secmon::classify(report->rep, Time(std::chrono::seconds(now)), sla_policy(options)))
      *out++ = {seconds(sla.start), clock_row(sla.respond), clock_row(sla.resolve)};
  });
}

secmon_status secmon_gate(const secmon_report* const* reports, size_t count, const secmon_gate_options* options,
                          secmon_verdict** out, secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    const secmon_gate_options o = known(options);
    *out                        = new secmon_verdict{secmon::gate(shared(reports, count), gate_policy(o), time(o.now))};
  });
}

void secmon_verdict_free(secmon_verdict* verdict) { delete verdict; }

int32_t secmon_verdict_passed(const secmon_verdict* verdict) {
  return verdict != nullptr && verdict->rep.passed ? 1 : 0;
}
size_t secmon_verdict_reason_count(const secmon_verdict* verdict) {
  return verdict == nullptr ? 0 : verdict->rep.reasons.size();
}
uint64_t secmon_verdict_sla_breached(const secmon_verdict* verdict) {
  return verdict == nullptr ? 0 : verdict->rep.sla_breached;
}

secmon_status secmon_verdict_score(const secmon_verdict* verdict, secmon_score* out, secmon_error* error) {
  return guard(error, [&] {
    require(verdict != nullptr, "verdict is NULL");
    hand_over(score_row(verdict->rep.score), out);
  });
}

secmon_status secmon_verdict_reason(const secmon_verdict* verdict, size_t index, secmon_gate_reason* out,
                                    secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon_verdict_reason_count(verdict));
    const secmon::GateReason& r = verdict->rep.reasons[index];
    hand_over({0, number(r.rule), number(r.severity), r.actual, r.allowed, r.report, str(r.message)}, out);
  });
}

// ---- configuration and suppressions --------------------------------------------------------------------------------

secmon_status secmon_config_load(const void* yaml, size_t size, const char* file, const secmon_variable* variables,
                                 size_t count, secmon_config** out, secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    require(yaml != nullptr || size == 0, "yaml is NULL");
    require(variables != nullptr || count == 0, "variables is NULL");
    std::vector<std::pair<std::string, std::string>> environment;
    for (const secmon_variable& one : std::span(variables, count)) {
      require(one.name != nullptr && one.value != nullptr, "a variable without name or value");
      environment.emplace_back(one.name, one.value);
    }
    *out = new secmon_config{secmon::load_config(text_of(yaml, size), {file_name(file), environment})};
  });
}

void secmon_config_free(secmon_config* config) { delete config; }

int32_t secmon_config_ok(const secmon_config* config) { return config != nullptr && config->rep.ok() ? 1 : 0; }

secmon_status secmon_config_json(const secmon_config* config, secmon_buffer* out, secmon_error* error) {
  return guard(error, [&] {
    require(config != nullptr, "config is NULL");
    fill(out, secmon::to_json(config->rep));
  });
}

secmon_status secmon_config_score(const secmon_config* config, const secmon_report* const* reports, size_t count,
                                  secmon_score* out, secmon_error* error) {
  return guard(error, [&] { hand_over(score_row(secmon::score(shared(reports, count), sound(config).score)), out); });
}

secmon_status secmon_config_classify(const secmon_config* config, const secmon_report* report, int64_t now,
                                     secmon_sla* out, size_t count, secmon_error* error) {
  return guard(error, [&] {
    require(report != nullptr, "report is NULL");
    require(count == report->rep.size() && (out != nullptr || count == 0), "out must have room for each finding");
    for (const secmon::Sla& sla : secmon::classify(report->rep, Time(std::chrono::seconds(now)), sound(config).sla))
      *out++ = {seconds(sla.start), clock_row(sla.respond), clock_row(sla.resolve)};
  });
}

secmon_status secmon_config_gate(const secmon_config* config, const secmon_report* const* reports, size_t count,
                                 int64_t now, secmon_verdict** out, secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    *out = new secmon_verdict{secmon::gate(shared(reports, count), sound(config).gate_policy(), time(now))};
  });
}

secmon_status secmon_suppress(const secmon_report* report, const void* yaml, size_t size, const char* file, int64_t now,
                              secmon_report** out, uint64_t* suppressed, secmon_buffer* notes, secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    require(report != nullptr, "report is NULL");
    require(yaml != nullptr || size == 0, "yaml is NULL");
    const secmon::Suppressions rules = secmon::load_suppressions(text_of(yaml, size), file_name(file));
    if (!rules.ok()) throw secmon::Exception({Errc::malformed, first_error(rules.notes)});
    secmon::Suppressed done = secmon::suppress(report->rep, rules, time(now));
    done.notes.insert(done.notes.begin(), rules.notes.begin(), rules.notes.end());
    auto made = std::make_unique<secmon_report>(secmon_report{std::move(done.report)});
    if (notes != nullptr) fill(notes, secmon::to_json(done.notes));
    if (suppressed != nullptr) *suppressed = done.findings;
    *out = made.release();
  });
}

// ---- render --------------------------------------------------------------------------------------------------------

size_t secmon_renderer_count(void) { return secmon::renderers().size(); }

secmon_status secmon_renderer_at(size_t index, secmon_renderer_info* out, secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon::renderers().size());
    const secmon::RendererInfo& r = secmon::renderers()[index];
    hand_over({0, str(r.id), str(r.name), str(r.media_type), str(r.extension)}, out);
  });
}

secmon_status secmon_render(const secmon_report* const* reports, size_t count, const char* renderer,
                            const secmon_render_options* options, secmon_buffer* out, secmon_error* error) {
  return guard(error, [&] {
    require(out != nullptr, "out is NULL");
    *out = SECMON_BUFFER_INIT;
    fill(out, secmon::render(shared(reports, count), view(renderer), render_options(options)).value());
  });
}

secmon_status secmon_render_to(const secmon_report* const* reports, size_t count, const char* renderer,
                               const secmon_render_options* options, secmon_sink sink, void* user,
                               secmon_error* error) {
  return guard(error, [&] {
    require(sink != nullptr, "sink is NULL");
    const secmon::Sink pieces = [&](std::string_view text) { return sink(user, text.data(), text.size()) == 0; };
    (void)secmon::render(shared(reports, count), view(renderer), pieces, render_options(options)).value();
  });
}

// ---- diff ----------------------------------------------------------------------------------------------------------

secmon_status secmon_diff_reports(const secmon_report* const* before, size_t before_count,
                                  const secmon_report* const* after, size_t after_count,
                                  const secmon_diff_options* options, secmon_diff** out, secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    const secmon_diff_options o = known(options);
    auto old = shared(before, before_count), now = shared(after, after_count);
    secmon::Diff made = secmon::diff(old, now, {o.within_files == 0, o.trust_absence != 0});
    *out              = new secmon_diff{std::move(old), std::move(now), std::move(made)};
  });
}

void secmon_diff_free(secmon_diff* diff) { delete diff; }

size_t secmon_diff_count(const secmon_diff* diff, int32_t change) {
  if (diff == nullptr || change < 0 || change > SECMON_CHANGE_MISSING) return 0;
  return diff->rep[static_cast<secmon::Change>(change)].size();
}

secmon_status secmon_diff_match(const secmon_diff* diff, int32_t change, size_t index, secmon_match* out,
                                secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon_diff_count(diff, change));
    const secmon::Match& match = diff->rep[static_cast<secmon::Change>(change)][index];
    hand_over({0, number(match.reason), match.aspects, ref(match.before), ref(match.after)}, out);
  });
}

secmon_status secmon_diff_render(const secmon_diff* diff, const char* renderer, const secmon_render_options* options,
                                 secmon_buffer* out, secmon_error* error) {
  return guard(error, [&] {
    require(out != nullptr, "out is NULL");
    *out = SECMON_BUFFER_INIT;
    require(diff != nullptr, "diff is NULL");
    fill(out,
         secmon::render_diff(diff->before, diff->after, diff->rep, view(renderer), render_options(options)).value());
  });
}

// ---- correlation ---------------------------------------------------------------------------------------------------

secmon_status secmon_correlate(const secmon_report* const* reports, size_t count, secmon_correlation** out,
                               secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    auto all                 = shared(reports, count);
    secmon::Correlation made = secmon::correlate(all);
    *out                     = new secmon_correlation{std::move(all), std::move(made)};
  });
}

void secmon_correlation_free(secmon_correlation* correlation) { delete correlation; }

size_t secmon_correlation_count(const secmon_correlation* correlation) {
  return correlation == nullptr ? 0 : correlation->rep.groups.size();
}

secmon_status secmon_correlation_group(const secmon_correlation* correlation, size_t group, secmon_group* out,
                                       secmon_error* error) {
  return guard(error, [&] {
    require_index(group, secmon_correlation_count(correlation));
    const secmon::Group& g = correlation->rep.groups[group];
    hand_over({0, number(g.severity), g.open ? 1 : 0, g.count}, out);
  });
}

secmon_status secmon_correlation_member(const secmon_correlation* correlation, size_t group, size_t index,
                                        secmon_member* out, secmon_error* error) {
  return guard(error, [&] {
    require_index(group, secmon_correlation_count(correlation));
    const auto members = correlation->rep.members_of(correlation->rep.groups[group]);
    require_index(index, members.size());
    hand_over({0, number(members[index].by), ref(members[index].finding), ref(members[index].with)}, out);
  });
}

secmon_status secmon_correlation_render(const secmon_correlation* correlation, const char* renderer,
                                        const secmon_render_options* options, secmon_buffer* out, secmon_error* error) {
  return guard(error, [&] {
    require(out != nullptr, "out is NULL");
    *out = SECMON_BUFFER_INIT;
    require(correlation != nullptr, "correlation is NULL");
    fill(
        out,
        secmon::render_groups(correlation->reports, correlation->rep, view(renderer), render_options(options)).value());
  });
}

// ---- history ----

secmon_status secmon_history_open(const char* path, const secmon_history_options* options, secmon_history** out,
                                  secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    require(path != nullptr, "path is NULL");
    const std::filesystem::path file(std::u8string(path, path + std::strlen(path)));
    *out = new secmon_history{secmon::History::open(file, history_options(options)).value()};
  });
}

void secmon_history_free(secmon_history* history) { delete history; }

secmon_status secmon_history_ingest(secmon_history* history, const char* project, const secmon_report* const* reports,
                                    size_t count, const secmon_scan* scan, secmon_ingest* out, secmon_error* error) {
  return guard(error, [&] {
    const secmon::Ingest d = of(history).ingest(view(project), shared(reports, count), scan_of(scan)).value();
    if (out == nullptr) return;
    hand_over({0, d.repeated ? 1 : 0, d.late ? 1 : 0, d.complete ? 1 : 0, d.scan, d.added, d.reopened, d.changed,
               d.unchanged, d.fixed},
              out);
  });
}

secmon_status secmon_history_findings(const secmon_history* history, const char* project,
                                      const secmon_history_filter* filter, secmon_report** out, secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    const secmon_history_filter o = known(filter);
    require(o.floor >= 0 && o.floor < SECMON_SEVERITY_COUNT, "floor is not a severity");
    const secmon::HistoryFilter f{view(o.branch), time(o.now), o.all != 0, static_cast<secmon::Severity>(o.floor),
                                  view(o.tool)};
    *out = new secmon_report{of(history).findings(view(project), f).value()};
  });
}

secmon_status secmon_history_triage(secmon_history* history, const char* project, const char* fingerprint,
                                    const secmon_triage* triage, secmon_error* error) {
  return guard(error, [&] {
    const secmon_triage o        = known(triage);
    const secmon::EventKind kind = secmon::event_kind_named(view(o.state));
    const secmon::Triage t{view(fingerprint), kind, view(o.who), view(o.reason), time(o.time), time(o.until)};
    (void)of(history).triage(view(project), t).value();
  });
}

secmon_status secmon_history_retain(secmon_history* history, const char* project, int64_t before, secmon_error* error) {
  return guard(error, [&] { (void)of(history).retain(view(project), time(before)).value(); });
}

secmon_status secmon_history_kpis(const secmon_history* history, const char* project,
                                  const secmon_metrics_options* options, secmon_buffer* out, secmon_error* error) {
  return guard(error, [&] { fill(out, secmon::to_json(figures(history, project, options))); });
}

secmon_status secmon_history_trend(const secmon_history* history, const char* project,
                                   const secmon_metrics_options* options, secmon_buffer* out, secmon_error* error) {
  return guard(error, [&] {
    const secmon_metrics_options o = known(options);
    const auto scans = of(history).scans(view(project), secmon::kNoTime, secmon::kNoTime, view(o.branch)).value();
    int days = 30, step = 7;
    set(o.days, days);
    set(o.step_days, step);
    fill(out, secmon::to_json(secmon::trend(
                  scans, {.now = time(o.now), .window = std::chrono::days(days), .step = std::chrono::days(step)})));
  });
}

secmon_status secmon_history_open_metrics(const secmon_history* history, const char* project,
                                          const secmon_metrics_options* options, secmon_buffer* out,
                                          secmon_error* error) {
  return guard(error, [&] { fill(out, secmon::to_open_metrics(figures(history, project, options), view(project))); });
}

secmon_status secmon_history_events(const secmon_history* history, const char* project, const char* fingerprint,
                                    const char* branch, secmon_event_list** out, secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    *out = new secmon_event_list{of(history).events(view(project), view(fingerprint), view(branch)).value()};
  });
}

void secmon_event_list_free(secmon_event_list* list) { delete list; }

size_t secmon_event_list_count(const secmon_event_list* list) { return list == nullptr ? 0 : list->rep.size(); }

secmon_status secmon_event_list_get(const secmon_event_list* list, size_t index, secmon_event* out,
                                    secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon_event_list_count(list));
    const secmon::Event& e = list->rep[index];
    hand_over({0, e.scan == 0 ? 1 : 0, e.id, e.scan, seconds(e.time), seconds(e.until), str(name(e.kind)),
               str(e.fingerprint), str(e.who), str(e.reason)},
              out);
  });
}

secmon_status secmon_history_scans(const secmon_history* history, const char* project, const char* branch,
                                   int64_t since, int64_t until, secmon_scan_list** out, secmon_error* error) {
  return guard(error, [&] {
    clear(out);
    auto made = std::make_unique<secmon_scan_list>();
    made->rep = of(history).scans(view(project), time(since), time(until), view(branch)).value();
    for (const secmon::ScanRecord& scan : made->rep) {
      made->tools.emplace_back(scan.tools.begin(), scan.tools.end());
      made->targets.emplace_back(scan.targets.begin(), scan.targets.end());
    }
    *out = made.release();
  });
}

void secmon_scan_list_free(secmon_scan_list* list) { delete list; }

size_t secmon_scan_list_count(const secmon_scan_list* list) { return list == nullptr ? 0 : list->rep.size(); }

secmon_status secmon_scan_list_get(const secmon_scan_list* list, size_t index, secmon_past_scan* out,
                                   secmon_error* error) {
  return guard(error, [&] {
    require_index(index, secmon_scan_list_count(list));
    hand_over(past_scan(*list, index), out);
  });
}

secmon_status secmon_history_render(const secmon_history* history, const char* project, const char* renderer,
                                    const secmon_metrics_options* options, const secmon_gate_options* gate,
                                    secmon_buffer* out, secmon_error* error) {
  return guard(error, [&] {
    require(out != nullptr, "out is NULL");
    *out = SECMON_BUFFER_INIT;
    fill(out, document(of(history), view(project), view(renderer), options, gate));
  });
}
