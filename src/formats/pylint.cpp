// SPDX-License-Identifier: MIT
// Pylint: a linter for Python. JSON of both forms.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kTypes[] = {{"fatal", Severity::medium},
                                   {"error", Severity::medium},
                                   {"warning", Severity::low},
                                   {"refactor", Severity::info},
                                   {"convention", Severity::info}};

// The few checks that are about security, and what bandit's checks of the same say.
struct Risk {
  string_view id;
  std::uint32_t cwe;
};
constexpr Risk kRisks[] = {{"W0122", 95}, {"W0123", 95}, {"W3101", 400}};  // exec-used, eval-used, missing-timeout

std::uint32_t column(Json value) {  // counts from 0, in bytes
  return value.is_number() && value.integer() >= 0 ? static_cast<std::uint32_t>(value.integer() + 1) : 0;
}

void message(Json r, Writer& out) {
  const string_view id   = r.str("message-id").empty() ? r.str("messageId") : r.str("message-id");
  const string_view path = r.str("path");
  // The file cannot be parsed, or Pylint crashed over it.
  if (id == "E0001" || id.starts_with("F0")) {
    return out.incomplete(Errc::scanner_failed,
                          out.join({"pylint could not check ", path, ": ", clip(first_line(r.str("message")), 300)}));
  }
  const Risk* risk = nullptr;
  for (const Risk& one : kRisks) {
    if (one.id == id) risk = &one;
  }
  Draft& f    = out.add(risk == nullptr ? Kind::quality : Kind::sast);
  f.rule_id   = id;
  f.rule_name = r.str("symbol");
  f.title     = first_line(r.str("message"));
  if (risk != nullptr) {
    f.rate(Severity::medium, SeverityFrom::rule, r.str("type"));
    f.add_cwe(risk->cwe);
  } else {
    f.rate(r.str("type"), kTypes);
  }
  f.confidence            = confidence_of(r.str("confidence"));
  f.location.path         = path;
  f.location.start_line   = r.line("line");
  f.location.start_column = column(r["column"]);
  f.location.end_line     = r.line("endLine");
  f.location.end_column   = column(r["endColumn"]);
  const string_view obj   = r.str("obj");
  f.location.function     = obj.empty() ? r.str("module") : out.join({r.str("module"), ".", obj});
}

void read(Json document, Writer& out) {
  out.tool("pylint");
  const Json list = document.is_array() ? document : document["messages"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"messages\": not a report of Pylint");
  for (Json r : list) message(r, out);
}

}  // namespace

extern constinit const Format pylint{
    .id       = "pylint",
    .name     = "Pylint",
    .url      = "https://github.com/pylint-dev/pylint",
    .command  = "pylint -f json2 shop > pylint.json",
    .kinds    = "quality sast",
    .versions = "all: json and json2",
    .severity = "type: fatal and error medium, warning low, others info; checks about security medium",
    .missing  = "ends of places before 2.12, the flagged code, the version of Pylint; `[]` names no tool",
    .known_by = "[0].symbol [0].message-id [0].type | messages statistics.modulesLinted statistics.messageTypeCount",
    .read     = read,
};

}  // namespace secmon::format
