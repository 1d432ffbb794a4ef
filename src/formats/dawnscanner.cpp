// SPDX-License-Identifier: MIT
// dawnscanner: known vulnerabilities and bad practice in Ruby applications. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void vulnerability(Json r, State state, Writer& out) {
  const string_view name = r.str("name");
  const bool advisory    = is_vulnerability_id(name);
  Draft& f               = out.add(advisory ? Kind::sca : Kind::sast);
  f.rule_id              = name;
  f.title                = advisory ? first_sentence(r.str("message")) : name;
  f.description          = r.str("message");
  f.remediation          = r.str("remediation");
  f.rate(r.str("severity"));
  if (advisory) f.add_id(name);
  // Without a vector; a text of spaces where there is none.
  if (r.number("cvss_score", -1) > 0) f.add_cvss({}, r.number("cvss_score"));
  if (advisory) f.add_reference(r.str("cve_link"));
  f.state = state;
}

void read(Json document, Writer& out) {
  out.tool("dawnscanner", document.str("dawn_version"));
  out.generated(document.time("scan_started"));
  if (!document["vulnerabilities"].is_array()) {
    return out.reject(Errc::malformed, "no list \"vulnerabilities\": not a whole report of dawnscanner");
  }
  for (Json r : document["vulnerabilities"]) vulnerability(r, State::open, out);
  if (!document.str("status").empty() && document.str("status") != "OK") {
    out.incomplete(Errc::scanner_failed,
                   out.join({"dawnscanner: ", document.str("status"), " ", document.str("message")}));
  }
}

}  // namespace

extern constinit const Format dawnscanner{
    .id       = "dawnscanner",
    .name     = "dawnscanner",
    .url      = "https://github.com/thesp0nge/dawnscanner",
    .command  = "dawn --json --file dawn.json .",
    .kinds    = "sca sast",
    .versions = "1.x, JSON",
    .severity = "the tool's word",
    .missing  = "the gem and its version, lines, CWE",
    .known_by = "dawn_version vulnerabilities",
    .read     = read,
};

}  // namespace secmon::format
