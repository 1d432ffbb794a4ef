// SPDX-License-Identifier: MIT
// CodeChecker: reports of clang-tidy, the Clang analyzer, cppcheck and others. JSON of `CodeChecker parse`.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"UNSPECIFIED", Severity::unknown}, {"STYLE", Severity::info}};

State state_of(string_view review) {
  if (review == "false_positive") return State::false_positive;
  if (review == "intentional") return State::accepted_risk;
  return review == "suppress" ? State::suppressed : State::open;  // unreviewed, confirmed
}

void report(Json r, Writer& out) {
  const string_view analyzer = r.str("analyzer_name"), checker = r.str("checker_name");
  const bool security = checker.find("security") != checker.npos || checker.starts_with("core.") ||
                        checker.starts_with("cert-") || checker.starts_with("unix.") ||
                        checker.starts_with("alpha.security");
  Draft& f  = out.add(security ? Kind::sast : Kind::quality);
  f.rule_id = checker;
  f.title   = first_sentence(r.str("message"));
  if (f.title.size() != r.str("message").size()) f.description = r.str("message");
  f.rate(r.str("severity"), kSeverities);
  const Json file       = r["file"];
  f.location.path       = file.str("original_path").empty() ? file.str("path") : file.str("original_path");
  f.location.start_line = f.location.end_line = r.line("line");
  f.location.start_column                     = r.line("column");
  f.state                                     = state_of(r.str("review_status"));
  if (f.state != State::open) f.state_reason = r["source_code_comments"][0].str("message");
  f.native_id = r.str("report_hash");
  f.add_tag(analyzer);
  f.add_tag(r.str("category"));
}

void read(Json document, Writer& out) {
  out.tool("codechecker");
  if (!document["reports"].is_array()) {
    return out.reject(Errc::malformed, "no list \"reports\": not a whole report of CodeChecker");
  }
  for (Json r : document["reports"]) report(r, out);
}

}  // namespace

extern constinit const Format codechecker{
    .id       = "codechecker",
    .name     = "CodeChecker",
    .url      = "https://github.com/Ericsson/codechecker",
    .command  = "CodeChecker parse -e json -o codechecker.json reports",
    .kinds    = "sast quality",
    .versions = "6.19 and later: JSON of parse, version 1",
    .severity = "the tool's word; STYLE info",
    .missing  = "CWE, dates, the version of CodeChecker",
    .known_by = "reports[0].checker_name reports[0].report_hash version | reports=[] version=1 !results",
    .read     = read,
};

}  // namespace secmon::format
