// SPDX-License-Identifier: MIT
// PWN (pwn_sast): patterns in source code.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Whoever wrote the line stands there too, and is not copied.
void match(Json r, Writer& out) {
  const Json about = r["security_references"], file = r["filename"];
  if (!r["line_no_and_contents"].is_array()) {
    return out.incomplete(Errc::malformed, "an entry without \"line_no_and_contents\"", r.offset());
  }
  for (Json line : r["line_no_and_contents"]) {
    Draft& f  = out.add(Kind::sast);
    f.rule_id = about.str("sast_module");
    f.title   = out.join({about.str("sast_module"), ": ", about.str("section")});
    f.add_cwe(about.text("cwe_id"));
    f.location.path       = file.is_string() ? file.str() : file.str("entry");
    f.location.start_line = line.line("line_no");
    f.location.snippet    = line.str("contents");
    f.add_reference(about.str("nist_800_53_uri"));
    f.add_reference(about.str("cwe_uri"));
    f.dates.detected = r.time("timestamp");
  }
}

void read(Json document, Writer& out) {
  out.tool("pwn_sast");
  if (!document["data"].is_array()) return out.reject(Errc::malformed, "no list \"data\": not a report of pwn_sast");
  for (Json r : document["data"]) match(r, out);
}

}  // namespace

extern constinit const Format pwn_sast{
    .id       = "pwn_sast",
    .name     = "PWN SAST",
    .url      = "https://github.com/0dayinc/pwn",
    .command  = "pwn_sast --dir-path . --uri-source-root https://git.example/repo --report-name pwn",
    .kinds    = "sast",
    .versions = "JSON",
    .severity = "none: it is unknown",
    .missing  = "severity, remediation, version of the tool",
    .known_by = "report_name data[0].security_references.sast_module | report_name data=[]",
    .read     = read,
};

}  // namespace secmon::format
