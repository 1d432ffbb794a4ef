// SPDX-License-Identifier: MIT
// RuboCop: a linter for Ruby, with a few cops about security. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"fatal", Severity::high},     {"error", Severity::high},
                                        {"warning", Severity::medium}, {"convention", Severity::low},
                                        {"refactor", Severity::info},  {"info", Severity::info}};

void offense(Json r, string_view path, Writer& out) {
  const Json place       = r["location"];
  const string_view name = r.str("cop_name"), severity = r.str("severity");
  if (severity == "fatal" || name == "Lint/Syntax") {  // the file cannot be parsed
    return out.incomplete(Errc::scanner_failed,
                          out.join({"RuboCop could not check ", path, ": ", clip(first_line(r.str("message")), 300)}));
  }
  const bool security = name.starts_with("Security/") || name.starts_with("GitlabSecurity/");
  Draft& f            = out.add(security ? Kind::sast : Kind::quality);
  f.rule_id           = name;
  f.title             = clip(first_line(r.str("message")), 200);
  // "convention" is what every cop has that nobody has rated: of security that says nothing.
  if (security && severity == "convention") {
    f.rate(Severity::medium, SeverityFrom::policy, severity);
  } else {
    f.rate(severity, kSeverities);
  }
  f.location.path         = path;
  f.location.start_line   = place.line(place.has("start_line") ? "start_line" : "line");
  f.location.start_column = place.line(place.has("start_column") ? "start_column" : "column");
  f.location.end_line     = place.line("last_line");
  if (place.line("last_column") != 0)
    f.location.end_column = place.line("last_column") + 1;  // the last one, of its own
  if (r.truth("corrected")) f.state = State::fixed, f.state_reason = "RuboCop corrected it";
}

void read(Json document, Writer& out) {
  out.tool("rubocop", document["metadata"].str("rubocop_version"));
  if (!document["files"].is_array())
    return out.reject(Errc::malformed, "no list \"files\": not a whole report of RuboCop");
  for (Json file : document["files"]) {
    const string_view path = file.str("path");
    if (!file["offenses"].is_array()) {
      out.incomplete(Errc::malformed, out.join({"\"", path, "\" has no list \"offenses\""}), file.offset());
    }
    for (Json r : file["offenses"]) offense(r, path, out);
  }
  const Json summary = document["summary"];
  if (summary.integer("inspected_file_count") < summary.integer("target_file_count")) {
    out.incomplete(Errc::scanner_failed, out.join({"RuboCop checked ", summary.text("inspected_file_count"), " of ",
                                                   summary.text("target_file_count"), " files"}));
  }
}

}  // namespace

extern constinit const Format rubocop{
    .id       = "rubocop",
    .name     = "RuboCop",
    .url      = "https://github.com/rubocop/rubocop",
    .command  = "rubocop --format json --out rubocop.json",
    .kinds    = "quality sast",
    .versions = "0.x and 1.x, JSON",
    .severity =
        "error high, warning medium, convention low, refactor and info info; convention of Security cops medium",
    .missing  = "CWE, the flagged code; line ends before 0.50",
    .known_by = "metadata.rubocop_version files summary.offense_count",
    .read     = read,
};

}  // namespace secmon::format
