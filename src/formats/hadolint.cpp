// SPDX-License-Identifier: MIT
// hadolint: Dockerfiles, with ShellCheck for the commands in them. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLevels[] = {
    {"error", Severity::high}, {"warning", Severity::medium}, {"info", Severity::info}, {"style", Severity::info}};

void read(Json document, Writer& out) {
  out.tool("hadolint");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of hadolint");
  for (Json r : document) {
    const string_view code = r.str("code"), file = r.str("file");
    if (code == "DL1000") {  // nothing of that file was looked at
      out.incomplete(Errc::scanner_failed,
                     out.join({"hadolint could not read ", file, ": ", clip(r.str("message"), 300)}));
      continue;
    }
    Draft& f      = out.add(Kind::iac);
    f.rule_id     = code;
    f.title       = first_sentence(r.str("message"));
    f.description = r.str("message");
    f.rate(r.str("level"), kLevels);
    f.location.path       = file == "-" ? string_view() : file;  // it was read from a pipe
    f.location.start_line = f.location.end_line = r.line("line");
    f.location.start_column                     = r.line("column");
    if (code.starts_with("DL")) f.add_reference(out.join({"https://github.com/hadolint/hadolint/wiki/", code}));
    if (code.starts_with("SC")) f.add_reference(out.join({"https://www.shellcheck.net/wiki/", code}));
  }
}

}  // namespace

extern constinit const Format hadolint{
    .id       = "hadolint",
    .name     = "hadolint",
    .url      = "https://github.com/hadolint/hadolint",
    .command  = "hadolint -f json Dockerfile > hadolint.json",
    .kinds    = "iac",
    .versions = "1.x and 2.x, JSON",
    .severity = "level: error high, warning medium, info and style info",
    .missing  = "column (always 1 but for ShellCheck), the version of hadolint; `[]` names no tool",
    .known_by =
        "[0].code=DL* [0].file [0].level [0].column [0].message | [0].code=SC* [0].file [0].level [0].column "
        "[0].message",
    .read = read,
};

}  // namespace secmon::format
