// SPDX-License-Identifier: MIT
// cwe_checker: patterns of bugs in binaries. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json document, Writer& out) {
  out.tool("cwe_checker");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of cwe_checker");
  for (Json r : document) {
    Draft& f      = out.add(Kind::sast);
    f.rule_id     = r.str("name");
    f.title       = first_sentence(r.str("description"));
    f.description = r.str("description");
    // "CWE676"
    if (f.rule_id.starts_with("CWE")) f.add_cwe(f.rule_id.substr(3));
    f.location.function = r["symbols"][0].str();
    for (Json address : r["addresses"]) {
      if (f.location.resource.empty()) f.location.resource = out.join({"address ", address.text()});
    }
  }
}

}  // namespace

extern constinit const Format cwe_checker{
    .id       = "cwe_checker",
    .name     = "cwe_checker",
    .url      = "https://github.com/fkie-cad/cwe_checker",
    .command  = "cwe_checker --json --quiet --out cwe_checker.json BINARY",
    .kinds    = "sast",
    .versions = "0.4 and later, JSON",
    .severity = "none: it is unknown",
    .missing  = "severity, the binary, the version of cwe_checker; `[]` names no tool",
    .known_by = "[0].name=CWE* [0].addresses [0].tids [0].symbols",
    .read     = read,
};

}  // namespace secmon::format
