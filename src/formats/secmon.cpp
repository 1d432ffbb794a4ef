// SPDX-License-Identifier: MIT
// Our own JSON and JSON Lines (docs/report.schema.json), read back: what was rendered is the same report again.
#include <algorithm>
#include <limits>

#include "formats/format.hpp"
#include "secmon/format.hpp"
#include "secmon/report.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Errc code_named(string_view text) {
  constexpr Errc kCodes[] = {Errc::unreadable_bytes, Errc::malformed,        Errc::too_large,
                             Errc::too_deep,         Errc::truncated,        Errc::empty,
                             Errc::unknown_format,   Errc::ambiguous_format, Errc::unsupported_version,
                             Errc::scanner_failed,   Errc::storage,          Errc::storage_version,
                             Errc::delivery,         Errc::invalid_argument, Errc::out_of_memory,
                             Errc::internal};
  for (const Errc code : kCodes) {
    if (name(code) == text) return code;
  }
  return Errc::ok;
}

// Ids of formats are shown in places that other text must not reach.
bool is_format_id(string_view id) {
  return !id.empty() && id.size() <= 40 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// "1:" and 32 hexadecimal digits; anything else is made anew.
bool is_fingerprint(string_view text) {
  return text.size() == 34 && text.starts_with("1:") &&
         text.find_first_not_of("0123456789abcdef", 2) == string_view::npos;
}

std::uint32_t small_number(Json value) {
  const std::int64_t number = value.integer();
  return number > 0 && number <= std::numeric_limits<std::uint32_t>::max() ? static_cast<std::uint32_t>(number) : 0;
}

void ratings(Json r, Draft& f) {
  for (Json rating : r["cvss"]) {
    f.add_cvss({rating.str("version"), rating.str("vector"), rating.number("score", -1), rating.str("source")});
  }
  f.epss            = static_cast<float>(r.number("epss", -1));
  f.epss_percentile = static_cast<float>(r.number("epss_percentile", -1));
  f.kev             = r.truth("kev");
  for (Json number : r["cwe"]) f.add_cwe(small_number(number));
  for (Json id : r["ids"]) f.add_id(id.str());
}

void package(Json r, Draft& f) {
  f.package.ecosystem = r.str("ecosystem");
  f.package.name      = r.str("name");
  f.package.version   = r.str("version");
  f.package.purl      = r.str("purl");
  f.package.manifest  = r.str("manifest");
  f.package.image     = r.str("image");
  for (Json version : r["fixed_in"]) f.add_fixed_in(version.str());
}

void location(Json r, Location& at) {
  at.path         = r.str("path");
  at.start_line   = r.line("start_line");
  at.end_line     = r.line("end_line");
  at.start_column = r.line("start_column");
  at.end_column   = r.line("end_column");
  at.snippet      = r.str("snippet");
  at.function     = r.str("function");
  at.url          = r.str("url");
  at.method       = r.str("method");
  at.parameter    = r.str("parameter");
  at.resource     = r.str("resource");
}

void dates(Json r, Dates& when) {
  when.published    = r.time("published");
  when.introduced   = r.time("introduced");
  when.detected     = r.time("detected");
  when.acknowledged = r.time("acknowledged");
  when.fixed        = r.time("fixed");
  when.dismissed    = r.time("dismissed");
}

void finding(Json r, Writer& out) {
  Draft& f        = out.add(kind_named(r.str("kind")));
  f.tool          = r.str("tool");
  f.tool_version  = r.str("tool_version");
  f.format        = is_format_id(r.str("format")) ? r.str("format") : out.format();
  f.rule_id       = r.str("rule_id");
  f.rule_name     = r.str("rule_name");
  f.title         = r.str("title");
  f.description   = r.str("description");
  f.remediation   = r.str("remediation");
  f.severity      = severity_named(r.str("severity"));
  f.severity_from = severity_from_named(r.str("severity_from"));
  f.severity_raw  = r.str("severity_raw");
  f.confidence    = confidence_named(r.str("confidence"));
  // Where a severity came from is only ever left out where there is none.
  if (f.severity != Severity::unknown && f.severity_from == SeverityFrom::none) f.severity_from = SeverityFrom::word;
  if (f.severity == Severity::unknown && f.severity_raw.empty()) f.severity_from = SeverityFrom::none;
  ratings(r, f);
  package(r["package"], f);
  location(r["location"], f.location);
  for (Json url : r["references"]) f.add_reference(url.str());
  f.state        = state_named(r.str("state"));
  f.state_reason = r.str("state_reason");
  dates(r["dates"], f.dates);
  for (Json tag : r["tags"]) f.add_tag(tag.str());
  f.native_id = r.str("native_id");
  if (is_fingerprint(r.str("fingerprint"))) f.fingerprint = r.str("fingerprint");
}

// Severities and states decide; a word that is none of ours must not read as something harmless.
void words_of(Json r, Writer& out) {
  const string_view severity = r.str("severity"), state = r.str("state");
  if (name(severity_named(severity)) != severity) {
    out.incomplete(Errc::malformed, "a finding has no severity of secmon", r.offset());
  }
  if (name(state_named(state)) != state) {
    out.incomplete(Errc::malformed, "a finding has no state of secmon and is taken as open", r.offset());
  }
}

void findings(Json list, Writer& out) {
  for (Json r : list) {
    if (out.full()) return;
    if (!r.is_object()) {
      out.incomplete(Errc::malformed, "an entry of findings is no object", r.offset());
      continue;
    }
    words_of(r, out);
    finding(r, out);
  }
}

void note(Json r, Writer& out) {
  const Errc code       = code_named(r.str("code"));
  const std::int64_t at = r.integer("offset");
  const auto offset     = at > 0 ? static_cast<std::size_t>(at) : std::size_t{0};
  const string_view why = r.str("message").empty() ? name(code) : r.str("message");
  r.truth("incomplete") ? out.incomplete(code, why, offset) : out.remark(code, why, offset);
}

// A document that nobody understood has neither a format nor findings.
bool is_of_nothing(Json document) {
  const bool findings = document["count"].integer() > 0 || document["findings"].size() > 0;
  return document.str("format").empty() && document.str("status") == name(Status::incomplete) && !findings;
}

// All of a report but its findings; in JSON Lines this is a line of its own. Of several reports that are read as one,
// none gives its format to the whole.
void head(Json document, bool alone, Writer& out) {
  const string_view format = document.str("format");
  out.was_read_as(alone && (find_format(format) != nullptr || is_of_nothing(document)) ? format : out.format());
  out.tool(document.str("tool"), document.str("tool_version"));
  out.generated(document.time("generated"));
  bool explained = false;
  for (Json n : document["notes"]) {
    explained = explained || n.truth("incomplete");
    note(n, out);
  }
  const string_view status = document.str("status");
  if (status == name(Status::incomplete) && !explained) {
    out.incomplete(Errc::truncated, "the report that was read back is incomplete");
  } else if (status != name(Status::incomplete) && status != name(Status::complete)) {
    out.incomplete(Errc::malformed, "the report has no status");
  }
  if (document.has("count")) out.expect(small_number(document["count"]));
}

void report(Json document, bool alone, Writer& out) {
  head(document, alone, out);
  if (document["findings"].is_array()) {
    findings(document["findings"], out);
  } else if (!document.has("count")) {
    out.incomplete(Errc::malformed, "the report has no list of findings", document.offset());
  }
}

// A line of JSON Lines.
void line(Json r, Writer& out) {
  out.finish();
  if (out.size() >= out.expected()) {
    out.incomplete(Errc::malformed, "a finding stands behind no line that announces it", r.offset());
  }
  words_of(r, out);
  finding(r, out);
}

void read(Json document, Writer& out) {
  const string_view schema = document.str("schema");
  if (schema == "secmon-report-1") {
    report(document, out.size() == 0 && out.expected() == 0, out);
  } else if (schema == "secmon-reports-1") {
    if (!document["reports"].is_array()) return out.reject(Errc::malformed, "the document has no list of reports");
    const bool alone = document["reports"].size() == 1;
    for (Json one : document["reports"]) report(one, alone, out);
  } else if (!schema.empty()) {
    out.reject(Errc::unsupported_version, "another version of secmon wrote this; secmon-report-1 is read");
  } else if (document.has("fingerprint") && document.has("severity") && document.has("state")) {
    line(document, out);
  } else {
    out.reject(Errc::malformed, "neither a report nor a finding of secmon", document.offset());
  }
}

// A file of JSON Lines that was cut between two lines looks whole; its first line knows better.
void read_end(std::size_t, Writer& out) {
  out.finish();
  if (out.size() < out.expected()) {
    out.incomplete(Errc::truncated, out.join({std::to_string(out.expected()), " findings are announced and ",
                                              std::to_string(out.size()), " were read"}));
  }
}

}  // namespace

extern constinit const Format secmon{
    .id        = "secmon",
    .name      = "secmon",
    .url       = "https://github.com/libsecmon/libsecmon",
    .command   = "secmon convert --to json -o secmon.json report.json",
    .kinds     = "sast sca secret iac container dast license quality access network malware other",
    .versions  = "secmon-report-1 and secmon-reports-1 as JSON; secmon-report-1 as JSON Lines",
    .severity  = "as written",
    .missing   = "nothing",
    .known_by  = "schema=secmon-report* | fingerprint severity severity_raw state rule_id package.purl location.path",
    .divisible = "findings",
    .read      = read,
    .read_end  = read_end,
};

}  // namespace secmon::format
