// SPDX-License-Identifier: MIT
// Code Climate's issues, which GitLab calls code quality: one list, or objects of an engine with NULs between them.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kWords[] = {{"blocker", Severity::critical},
                                   {"critical", Severity::high},
                                   {"major", Severity::medium},
                                   {"normal", Severity::medium},
                                   {"minor", Severity::low}};

Kind kind_of(Json r) {
  for (Json category : r["categories"].each()) {
    if (category.str() == "Security") return Kind::sast;
  }
  return Kind::quality;
}

void issue(Json r, Writer& out) {
  if (!r["location"].has("path")) {
    // Engines also write measurements, which are no issues.
    if (r.has("type") && r.str("type") != "issue") return;
    return out.incomplete(Errc::malformed, "an issue without a place", r.offset());
  }
  const Json at = r["location"], lines = at["lines"], positions = at["positions"];
  Draft& f      = out.add(kind_of(r));
  f.rule_id     = r.str("check_name");
  f.title       = first_line(r.str("description"));
  f.description = r["content"].str("body").empty() ? r.str("description") : r["content"].str("body");
  f.rate(r.str("severity"), kWords);
  f.location.path         = at.str("path");
  f.location.start_line   = lines ? lines.line("begin") : positions["begin"].line("line");
  f.location.end_line     = lines ? lines.line("end") : positions["end"].line("line");
  f.location.start_column = positions["begin"].line("column");
  f.location.end_column   = positions["end"].line("column");
  for (Json category : r["categories"].each()) f.add_tag(category.str());
  f.native_id = r.str("fingerprint");
}

void read(Json document, Writer& out) {
  out.tool(document.str("engine_name").empty() ? "code-climate" : document.str("engine_name"));
  if (document.is_object()) return issue(document, out);
  if (!document.is_array()) return out.reject(Errc::malformed, "no list of issues: not a report of code quality");
  for (Json r : document) issue(r, out);
}

}  // namespace

extern constinit const Format code_climate{
    .id       = "code_climate",
    .name     = "Code Climate, GitLab code quality",
    .url      = "https://docs.gitlab.com/ci/testing/code_quality/",
    .command  = "the artifact gl-code-quality-report.json, or codeclimate analyze -f json > code-climate.json",
    .kinds    = "quality sast",
    .versions = "a list, as GitLab takes it, and the objects of an engine",
    .severity = "blocker critical, critical high, major and normal medium, minor low, info info",
    .missing  = "the tool; further places of an issue",
    .known_by =
        "[0].check_name [0].location.path [0].description | [0].fingerprint [0].location.path [0].description "
        "[0].check_name | type=issue check_name location.path description",
    .read = read,
};

}  // namespace secmon::format
