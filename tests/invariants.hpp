// SPDX-License-Identifier: MIT
// What is true of every report, whatever was parsed: held by the golden driver and by the fuzzers.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "secmon/secmon.hpp"

namespace secmon::test {

/// Whether the text is UTF-8 by the letter (no overlong forms, no surrogates). Not the library's own function, which
/// is under test here.
inline bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte      = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const unsigned first = byte(i);
    unsigned code        = first;
    std::size_t size     = 1;
    if (first >= 0x80) {
      if (first < 0xC2 || first > 0xF4) return false;
      size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
      code = first & (0x7FU >> size);
      for (std::size_t k = 1; k < size; ++k) {
        if ((byte(i + k) & 0xC0U) != 0x80U) return false;
        code = code << 6U | (byte(i + k) & 0x3FU);
      }
      if (size == 3 && (code < 0x800 || (code >= 0xD800 && code <= 0xDFFF))) return false;
      if (size == 4 && (code < 0x10000 || code > 0x10FFFF)) return false;
    }
    i += size;
  }
  return true;
}

/// Calls `visit` with each text of a finding.
template <class Visit>
void each_text(const Finding& f, Visit visit) {
  for (std::string_view text : {f.tool,
                                f.tool_version,
                                f.format,
                                f.rule_id,
                                f.rule_name,
                                f.title,
                                f.description,
                                f.remediation,
                                f.severity_raw,
                                f.package.ecosystem,
                                f.package.name,
                                f.package.version,
                                f.package.purl,
                                f.package.manifest,
                                f.package.image,
                                f.location.path,
                                f.location.snippet,
                                f.location.function,
                                f.location.url,
                                f.location.method,
                                f.location.parameter,
                                f.location.resource,
                                f.state_reason,
                                f.native_id,
                                f.fingerprint})
    visit(text);
  for (const Cvss& rating : f.cvss)
    for (std::string_view text : {rating.version, rating.vector, rating.source}) visit(text);
  for (auto list : {f.ids, f.package.fixed_in, f.references, f.tags})
    for (std::string_view text : list) visit(text);
}

/// What is wrong with one finding; "" if nothing is.
inline std::string broken(const Finding& f) {
  std::string problem;
  each_text(f, [&](std::string_view text) {
    if (!is_utf8(text)) problem = "a text is not UTF-8: " + std::string(text.substr(0, 80));
  });
  if (!problem.empty()) return problem;
  if (f.title.empty()) return "no title";
  if (f.title.find('\n') != std::string_view::npos) return "a title of several lines: " + std::string(f.title);
  if (f.format.empty()) return "no format";
  if (f.severity > Severity::critical) return "an invalid severity";
  if (f.severity_from > SeverityFrom::policy) return "an invalid source of the severity";
  if (f.severity != Severity::unknown && f.severity_from == SeverityFrom::none) return "a severity from nowhere";
  if (f.confidence > Confidence::certain) return "an invalid confidence";
  if (f.kind > Kind::malware) return "an invalid kind";
  if (f.state > State::suppressed) return "an invalid state";
  if (f.fingerprint.size() != 34 || !f.fingerprint.starts_with("1:")) return "no fingerprint";
  for (const Cvss& rating : f.cvss)
    if (!(rating.score <= 10.0)) return "a CVSS score above 10";
  const Location& at = f.location;
  if (at.end_line != 0 && at.end_line < at.start_line) return "the last line stands before the first";
  if (at.path.starts_with("./") || at.path.find('\\') != std::string_view::npos)
    return "a path in another form: " + std::string(at.path);
  return {};
}

/// What is wrong with a report; "" if nothing is.
inline std::string broken(const Report& report) {
  // A document such as [] could be of any format: then nothing is known, and that is said.
  const bool unknown = report.format().empty() && report.empty() && report.status() == Status::incomplete;
  if (!unknown && find_format(report.format()) == nullptr) return "the report's format is not registered";
  bool incomplete = false;
  for (const Note& note : report.notes()) {
    if (note.message.empty() || !is_utf8(note.message)) return "a note without a readable message";
    incomplete = incomplete || note.incomplete;
  }
  if (incomplete != (report.status() == Status::incomplete)) return "the status and the notes disagree";
  std::size_t index = 0;
  for (const Finding& finding : report) {
    if (std::string problem = broken(finding); !problem.empty())
      return "finding " + std::to_string(index) + ": " + problem;
    if (finding.severity == Severity::unknown && finding.severity_from != SeverityFrom::none &&
        finding.severity_raw.empty())
      return "finding " + std::to_string(index) + ": an unknown severity that comes from somewhere";
    ++index;
  }
  if (index != report.size()) return "the iteration and size() disagree";
  return {};
}

}  // namespace secmon::test
