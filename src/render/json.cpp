// SPDX-License-Identifier: MIT
// Our own JSON (docs/report.schema.json), as one document or as lines; and the writer that all JSON of ours comes from.
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "core/time.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon {

// ---- the writer -------------------------------------------------------------------------------------------------

void JsonWriter::text(std::string_view value) {
  separate();
  out_.put('"');
  put_json(out_, value);
  out_.put('"');
  comma_ = true;
}

template <class T>
void JsonWriter::digits(T value) {
  constexpr std::size_t kLongest = 40;
  separate();
  char* digits = out_.room(kLongest);
  out_.advance(std::to_chars(digits, digits + kLongest, value).ptr);
  comma_ = true;
}

void JsonWriter::number(std::uint64_t value) { digits(value); }
void JsonWriter::number(double value) { std::isfinite(value) ? digits(value) : null(); }
void JsonWriter::number(float value) { std::isfinite(value) ? digits(value) : null(); }

void JsonWriter::truth(bool value) {
  separate();
  out_.put(value ? "true" : "false");
  comma_ = true;
}

void JsonWriter::null() {
  separate();
  out_.put("null");
  comma_ = true;
}

void JsonWriter::members(std::string_view name, std::span<const std::string_view> values) {
  key(name);
  begin_array();
  for (const std::string_view value : values) text(value);
  end_array();
}

void JsonWriter::time_if(std::string_view name, Time time) {
  if (time != kNoTime) member(name, to_string(time));
}

void JsonWriter::line(std::string_view name, std::uint32_t value) {
  key(name);
  value == 0 ? null() : number(std::uint64_t{value});
}

// ---- a finding, in the order of finding.hpp -----------------------------------------------------------------------

void write_cvss(JsonWriter& json, std::span<const Cvss> ratings) {
  json.key("cvss");
  json.begin_array();
  for (const Cvss& rating : ratings) {
    json.begin_object();
    json.member("version", rating.version);
    json.member("vector", rating.vector);
    json.key("score");
    rating.score >= 0 && rating.score <= 10 ? json.number(rating.score) : json.null();
    json.member("source", rating.source);
    json.end_object();
  }
  json.end_array();
}

void write_package(JsonWriter& json, const Package& package) {
  json.key("package");
  json.begin_object();
  json.member("ecosystem", package.ecosystem);
  json.member("name", package.name);
  json.member("version", package.version);
  json.member("purl", package.purl);
  json.member_if("manifest", package.manifest);
  json.member_if("image", package.image);
  json.members("fixed_in", package.fixed_in);
  json.end_object();
}

namespace {

void write_location(JsonWriter& json, const Location& at) {
  json.key("location");
  json.begin_object();
  json.member("path", at.path);
  json.line("start_line", at.start_line);
  json.line("end_line", at.end_line);
  json.line("start_column", at.start_column);
  json.line("end_column", at.end_column);
  json.member_if("snippet", at.snippet);
  json.member_if("function", at.function);
  json.member("url", at.url);
  json.member_if("method", at.method);
  json.member_if("parameter", at.parameter);
  json.member_if("resource", at.resource);
  json.end_object();
}

void write_dates(JsonWriter& json, const Dates& dates) {
  const std::array times                                      = {dates.published,    dates.introduced, dates.detected,
                                                                 dates.acknowledged, dates.fixed,      dates.dismissed};
  constexpr std::array<std::string_view, times.size()> kNames = {"published",    "introduced", "detected",
                                                                 "acknowledged", "fixed",      "dismissed"};
  bool any                                                    = false;
  for (const Time time : times) any = any || time != kNoTime;
  if (!any) return;
  json.key("dates");
  json.begin_object();
  for (std::size_t i = 0; i < times.size(); ++i) json.time_if(kNames[i], times[i]);
  json.end_object();
}

void write_exploitation(JsonWriter& json, const Finding& f) {
  const auto is_part = [](float part) { return part >= 0 && part <= 1; };
  if (is_part(f.epss)) json.key("epss"), json.number(f.epss);
  if (is_part(f.epss_percentile)) json.key("epss_percentile"), json.number(f.epss_percentile);
  if (f.kev) json.key("kev"), json.truth(true);
}

void write_severity(JsonWriter& json, const Finding& f) {
  json.member("severity", name(f.severity));
  if (f.severity_from != SeverityFrom::none) json.member("severity_from", name(f.severity_from));
  json.member("severity_raw", f.severity_raw);
  if (f.confidence != Confidence::unknown) json.member("confidence", name(f.confidence));
}

}  // namespace

void write_members(JsonWriter& json, const Finding& f) {
  json.member("tool", f.tool);
  json.member_if("tool_version", f.tool_version);
  json.member("format", f.format);
  json.member("kind", name(f.kind));
  json.member("rule_id", f.rule_id);
  json.member_if("rule_name", f.rule_name);
  json.member("title", f.title);
  json.member_if("description", f.description);
  json.member_if("remediation", f.remediation);
  write_severity(json, f);
  write_cvss(json, f.cvss);
  write_exploitation(json, f);
  json.key("cwe");
  json.begin_array();
  for (const std::uint32_t number : f.cwe) json.number(std::uint64_t{number});
  json.end_array();
  json.members("ids", f.ids);
  write_package(json, f.package);
  write_location(json, f.location);
  json.members_if("references", f.references);
  json.member("state", name(f.state));
  json.member_if("state_reason", f.state_reason);
  write_dates(json, f.dates);
  json.members_if("tags", f.tags);
  json.member_if("native_id", f.native_id);
  json.member("fingerprint", f.fingerprint);
}

void write_object(JsonWriter& json, const Finding& f) {
  json.begin_object();
  write_members(json, f);
  json.end_object();
}

namespace {

// ---- a report -----------------------------------------------------------------------------------------------------

// All of a report but its findings.
void write_head(JsonWriter& json, const Report& report, Redaction& safe) {
  json.member("schema", "secmon-report-1");
  json.member("format", report.format());
  json.member("tool", report.tool());
  json.member_if("tool_version", report.tool_version());
  json.member("status", name(report.status()));
  json.time_if("generated", report.generated());
  json.key("notes");
  json.begin_array();
  for (const Note& note : report.notes()) {
    json.begin_object();
    json.member("code", name(note.code));
    json.member("message", safe(note.message));
    json.key("incomplete");
    json.truth(note.incomplete);
    if (note.offset > 0) json.key("offset"), json.number(std::uint64_t{note.offset});
    json.end_object();
  }
  json.end_array();
}

void write_report(JsonWriter& json, const Report& report, const Out& out) {
  Redaction safe;
  json.begin_object();
  write_head(json, report, safe);
  json.key("findings");
  json.begin_array();
  for (const Finding& finding : report) {
    if (out.stopped()) break;
    json.new_line();
    write_object(json, safe(report, finding));
  }
  json.end_array();
  json.end_object();
}

void write_json(std::span<const Report> reports, Out& out, const RenderOptions&) {
  JsonWriter json(out);
  if (reports.size() == 1) {
    write_report(json, reports.front(), out);
  } else {
    json.begin_object();
    json.member("schema", "secmon-reports-1");
    json.key("reports");
    json.begin_array();
    for (const Report& report : reports) {
      json.new_line();
      write_report(json, report, out);
    }
    json.end_array();
    json.end_object();
  }
  json.end_line();
}

// A line for the report, so that its status and notes are not lost, and one for each finding.
void write_lines(std::span<const Report> reports, Out& out, const RenderOptions&) {
  JsonWriter json(out);
  Redaction safe;
  for (const Report& report : reports) {
    json.begin_object();
    write_head(json, report, safe);
    json.key("count");  // so that a file that was cut between two lines is told from a whole one
    json.number(std::uint64_t{report.size()});
    json.end_object();
    json.end_line();
    for (const Finding& finding : report) {
      if (out.stopped()) return;
      write_object(json, safe(report, finding));
      json.end_line();
    }
  }
}

}  // namespace

std::string to_json(const Finding& finding) {
  std::string text;
  const Sink sink = [&](std::string_view piece) {
    text += piece;
    return true;
  };
  Out out(sink);
  JsonWriter json(out);
  Redaction safe;
  write_object(json, safe(finding));
  out.flush();
  return text;
}

extern constinit const Renderer json_renderer{
    {"json", "JSON (docs/report.schema.json)", "application/json", "json"},
    write_json,
};

extern constinit const Renderer jsonl_renderer{
    {"jsonl", "JSON Lines: the report without its findings, then one finding a line", "application/x-ndjson", "jsonl"},
    write_lines,
};

}  // namespace secmon
