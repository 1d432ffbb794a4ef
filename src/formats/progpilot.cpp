// SPDX-License-Identifier: MIT
// progpilot: taint analysis of PHP. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void place(Draft& f, string_view path, std::uint32_t line) {
  f.location.path       = path;
  f.location.start_line = f.location.end_line = line;
}

void read(Json document, Writer& out) {
  out.tool("progpilot");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of progpilot");
  for (Json r : document) {
    Draft& f  = out.add(Kind::sast);
    f.rule_id = r.str("vuln_rule").empty() ? r.str("vuln_name") : r.str("vuln_rule");
    if (r.str("vuln_type") == "custom") {
      f.rule_name = r.str("vuln_name");
      f.title     = r.str("vuln_description").empty() ? r.str("vuln_name") : first_sentence(r.str("vuln_description"));
      f.description = r.str("vuln_description");
      place(f, r.str("vuln_file"), r.line("vuln_line"));
    } else {
      // Columns are places in the whole file.
      const Json source = r["source_name"], line = r["source_line"];
      f.title       = out.join({r.str("vuln_name"), " in ", r.str("sink_name")});
      f.description = out.join({"from ", source[0].str(), " in line ", line[0].text()});
      place(f, r.str("sink_file"), r.line("sink_line"));
      f.location.function = r.str("sink_name");
    }
    const string_view cwe = r.str("vuln_cwe");  // "CWE_89"
    if (cwe.starts_with("CWE_")) f.add_cwe(cwe.substr(4));
    f.native_id = r.str("vuln_id");
  }
}

}  // namespace

extern constinit const Format progpilot{
    .id       = "progpilot",
    .name     = "progpilot",
    .url      = "https://github.com/designsecurity/progpilot",
    .command  = "progpilot --configuration conf.yml src > progpilot.json",
    .kinds    = "sast",
    .versions = "0.x and 1.x, JSON",
    .severity = "none: it is unknown",
    .missing  = "severity, columns, the version of progpilot; `[]` names no tool",
    .known_by = "[0].vuln_name [0].vuln_cwe [0].vuln_type",
    .read     = read,
};

}  // namespace secmon::format
