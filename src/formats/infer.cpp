// SPDX-License-Identifier: MIT
// Infer: bugs in Java, C, C++ and Objective-C. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {
    {"ERROR", Severity::high}, {"WARNING", Severity::medium}, {"ADVICE", Severity::low}, {"LIKE", Severity::info}};

void read(Json document, Writer& out) {
  out.tool("infer");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of Infer");
  for (Json r : document) {
    Draft& f      = out.add(Kind::sast);
    f.rule_id     = r.str("bug_type");
    f.rule_name   = r.str("bug_type_hum");
    f.title       = first_sentence(r.str("qualifier"));
    f.description = r.str("qualifier");
    f.rate(r.str("severity").empty() ? r.str("kind") : r.str("severity"), kSeverities);
    f.location.path       = r.str("file");
    f.location.start_line = f.location.end_line = r.line("line");
    f.location.start_column                     = r.line("column");  // -1 where it is not known
    f.location.function                         = r.str("procedure");
    f.native_id                                 = r.text("hash");
    f.add_tag(r.str("category"));
    if (!r.str("censored_reason").empty()) f.state = State::suppressed, f.state_reason = r.str("censored_reason");
  }
}

}  // namespace

extern constinit const Format infer{
    .id       = "infer",
    .name     = "Infer",
    .url      = "https://github.com/facebook/infer",
    .command  = "infer run -- make && cp infer-out/report.json infer.json",
    .kinds    = "sast",
    .versions = "0.15 to 1.x: report.json",
    .severity = "ERROR high, WARNING medium, ADVICE low, LIKE info",
    .missing  = "CWE, dates, the version of Infer; `[]` names no tool",
    .known_by = "[0].bug_type [0].qualifier [0].bug_trace [0].file",
    .read     = read,
};

}  // namespace secmon::format
