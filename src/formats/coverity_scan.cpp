// SPDX-License-Identifier: MIT
// Coverity: bugs and weaknesses of source code. JSON that cov-format-errors and the command line write.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

bool has_kind(Json kinds, string_view wanted) {
  for (Json kind : kinds) {
    if (kind.str() == wanted) return true;
  }
  return false;
}

// What the main event says is what is wrong; the others lead to it.
void events(Draft& f, Json list) {
  for (Json e : list) {
    if (!e.truth("main")) continue;
    f.description           = e.str("eventDescription");
    f.remediation           = e.str("remediation");
    f.location.start_column = e.line("columnNumber");
  }
}

void issue(Json r, Writer& out) {
  const Json about   = r["checkerProperties"];
  const Json kinds   = about["issueKinds"];
  const bool quality = kinds && !has_kind(kinds, "SECURITY");
  Draft& f           = out.add(quality ? Kind::quality : Kind::sast);
  f.rule_id          = r.str("checkerName");
  f.title = about.str("subcategoryShortDescription").empty() ? f.rule_id : about.str("subcategoryShortDescription");
  events(f, r["events"]);
  if (f.description.empty()) f.description = about.str("subcategoryLongDescription");
  f.rate(about.str("impact"), {}, SeverityFrom::rule);
  f.add_cwe(about.text("cweCategory"));
  const string_view path = r.str("strippedMainEventFilePathname");
  f.location.path        = path.empty() ? r.str("mainEventFilePathname") : path;
  f.location.start_line = f.location.end_line = r.line("mainEventLineNumber");
  f.location.function                         = r.str("functionDisplayName");
  f.native_id                                 = r.str("mergeKey");
  f.add_tag(about.str("category"));
}

void read(Json document, Writer& out) {
  out.tool("coverity");
  if (!document["issues"].is_array()) {
    return out.reject(Errc::malformed, "no list \"issues\": not a whole report of Coverity");
  }
  for (Json r : document["issues"]) issue(r, out);
  if (const Json e = document["error"]) {
    const string_view text = e.is_object() ? e.str("message") : e.text();
    out.incomplete(Errc::scanner_failed, out.join({"Coverity: ", clip(first_line(text), 300)}));
  }
}

}  // namespace

extern constinit const Format coverity_scan{
    .id       = "coverity_scan",
    .name     = "Coverity",
    .url      = "https://documentation.blackduck.com/",
    .command  = "cov-format-errors --dir idir --json-output-v10 coverity.json",
    .kinds    = "sast quality",
    .versions = "formatVersion 7 to 10, JSON",
    .severity = "the checker's impact",
    .missing  = "dates, references, the version of Coverity, what the server knows of an issue",
    .known_by = "type=Coverity* formatVersion issues | issues[0].mergeKey issues[0].checkerName formatVersion",
    .read     = read,
};

}  // namespace secmon::format
