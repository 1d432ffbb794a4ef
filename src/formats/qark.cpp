// SPDX-License-Identifier: MIT
// QARK: weaknesses of Android applications. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {
    {"VULNERABILITY", Severity::high}, {"ERROR", Severity::high}, {"WARNING", Severity::medium}};

void read(Json document, Writer& out) {
  out.tool("qark");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of QARK");
  for (Json r : document) {
    Draft& f      = out.add(Kind::sast);
    f.rule_id     = r.str("name");
    f.title       = r.str("name");
    f.description = r.str("description");
    f.rate(r.str("severity"), kSeverities);
    const Json line       = r["line_number"];  // a number, or a list of the line and the column
    f.location.path       = r.str("file_object");
    f.location.start_line = f.location.end_line = line.is_array() ? line[0].line() : line.line();
    f.location.start_column                     = line[1].line();
    f.location.function                         = r["apk_exploit_dict"].str("tag_name");
    f.add_tag(r.str("category"));
    // Links stand at the end of the text: "Reference: https://…".
    string_view words = f.description, word;
    while (next_part(words, ' ', word)) f.add_reference(word);
  }
}

}  // namespace

extern constinit const Format qark{
    .id       = "qark",
    .name     = "QARK",
    .url      = "https://github.com/linkedin/qark",
    .command  = "qark --apk app.apk --report-type json",
    .kinds    = "sast",
    .versions = "4.x, JSON",
    .severity = "VULNERABILITY and ERROR high, WARNING medium, INFO info",
    .missing  = "CWE, dates, the version of QARK; the same place once for each decompiler; `[]` names no tool",
    .known_by = "[0].category [0].severity [0].file_object [0].apk_exploit_dict",
    .read     = read,
};

}  // namespace secmon::format
