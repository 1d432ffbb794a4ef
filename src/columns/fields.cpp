// SPDX-License-Identifier: MIT
// The list of columns, in the order of finding.hpp, with the names that the C API has for them.
#include "columns/fields.hpp"

#include <array>

#include "core/store.hpp"

namespace secmon {

namespace {

struct Entry {
  std::string_view name;
  Shape shape;
  const void* (*in)(const Finding&);  // the address of the field, by which it is found in the store's own order
};

#define FIELD(name, shape, member)                                                \
  Entry {                                                                         \
    name, Shape::shape, [](const Finding& f) -> const void* { return &f.member; } \
  }

constexpr std::array kEntries = {
    FIELD("tool", word, tool),
    FIELD("tool_version", word, tool_version),
    FIELD("format", word, format),
    FIELD("kind", code, kind),
    FIELD("rule_id", word, rule_id),
    FIELD("rule_name", word, rule_name),
    FIELD("title", text, title),
    // Most tools say the same of all findings of a rule. Written out, it would be many times the report.
    FIELD("description", word, description),
    FIELD("remediation", word, remediation),
    FIELD("severity", code, severity),
    FIELD("severity_from", code, severity_from),
    FIELD("severity_raw", word, severity_raw),
    FIELD("confidence", code, confidence),
    FIELD("cvss", ratings, cvss),
    FIELD("epss", probability, epss),
    FIELD("epss_percentile", probability, epss_percentile),
    FIELD("kev", truth, kev),
    FIELD("cwe", numbers, cwe),
    FIELD("ids", texts, ids),
    FIELD("package_ecosystem", word, package.ecosystem),
    FIELD("package_name", word, package.name),
    FIELD("package_version", word, package.version),
    FIELD("package_purl", word, package.purl),
    FIELD("package_manifest", word, package.manifest),
    FIELD("package_image", word, package.image),
    FIELD("package_fixed_in", texts, package.fixed_in),
    FIELD("path", word, location.path),
    FIELD("start_line", line, location.start_line),
    FIELD("end_line", line, location.end_line),
    FIELD("start_column", line, location.start_column),
    FIELD("end_column", line, location.end_column),
    FIELD("snippet", text, location.snippet),
    FIELD("function", text, location.function),
    FIELD("url", text, location.url),
    FIELD("method", word, location.method),
    FIELD("parameter", text, location.parameter),
    FIELD("resource", text, location.resource),
    FIELD("references", texts, references),
    FIELD("state", code, state),
    FIELD("state_reason", text, state_reason),
    FIELD("published", time, dates.published),
    FIELD("introduced", time, dates.introduced),
    FIELD("detected", time, dates.detected),
    FIELD("acknowledged", time, dates.acknowledged),
    FIELD("fixed", time, dates.fixed),
    FIELD("dismissed", time, dates.dismissed),
    FIELD("tags", texts, tags),
    FIELD("native_id", text, native_id),
    FIELD("fingerprint", text, fingerprint),
};
#undef FIELD

std::size_t number_of(const Entry& entry) {
  const Finding row;
  const void* wanted = entry.in(row);
  std::size_t at = 0, found = 0;
  const auto visit = [&](const auto& field) {
    if (static_cast<const void*>(&field) == wanted) found = at;
    ++at;
  };
  switch (entry.shape) {
    case Shape::text:
    case Shape::word: each_text(row, visit); break;
    case Shape::texts:
    case Shape::numbers:
    case Shape::ratings: each_list(row, visit); break;
    case Shape::code:
    case Shape::truth: each_code(row, visit); break;
    case Shape::line: each_line(row, visit); break;
    case Shape::time: each_time(row, visit); break;
    case Shape::probability: visit(row.epss), visit(row.epss_percentile); break;
  }
  return found;
}

template <class Enum>
void add_names(Field& field, std::uint8_t first, bool ordered) {
  field.first   = first;
  field.ordered = ordered;
  for (auto code = static_cast<Enum>(first); !name(code).empty();) {
    field.names.push_back(name(code));
    code = static_cast<Enum>(static_cast<std::uint8_t>(code) + 1);
  }
}

// As in our JSON: an unknown severity is said, an unknown confidence is absent.
void add_names(Field& field) {
  if (field.name == "kind") add_names<Kind>(field, 0, false);
  if (field.name == "severity") add_names<Severity>(field, 0, true);
  if (field.name == "severity_from") add_names<SeverityFrom>(field, 1, false);
  if (field.name == "confidence") add_names<Confidence>(field, 1, true);
  if (field.name == "state") add_names<State>(field, 0, false);
}

std::vector<Field> all_fields() {
  std::vector<Field> all;
  all.reserve(kEntries.size());
  for (const Entry& entry : kEntries) {
    all.push_back({entry.name, entry.shape, false, 0, number_of(entry), {}});
    if (entry.shape == Shape::code) add_names(all.back());
  }
  return all;
}

}  // namespace

std::span<const Field> fields() {
  static const std::vector<Field> all = all_fields();
  return all;
}

}  // namespace secmon
