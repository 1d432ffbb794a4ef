// SPDX-License-Identifier: MIT
// Scantist: vulnerabilities of libraries, JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void row(Json r, Writer& out) {
  if (!r.has("Public ID")) return out.incomplete(Errc::malformed, "a row without \"Public ID\"", r.offset());
  Draft& f          = out.add(Kind::sca);
  f.rule_id         = r.str("Public ID");
  f.package.name    = r.str("Library");
  f.package.version = r.text("Library Version");
  f.title           = out.join({f.rule_id, " in ", f.package.name});
  f.description     = r.str("Description");
  f.rate(r.str("Score"));  // a word
  f.add_id(f.rule_id);
  f.add_fixed_in(r.text("Patched Version"));
  f.location.path = f.package.manifest = r.str("File Path");
  f.add_tag(r.str("Issue Type"));
}

void read(Json document, Writer& out) {
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of Scantist");
  out.tool("Scantist");
  for (Json r : document) row(r, out);
}

}  // namespace

extern constinit const Format scantist{
    .id       = "scantist",
    .name     = "Scantist",
    .url      = "https://scantist.com/",
    .command  = "Scantist, Vulnerabilities, Export, JSON",
    .kinds    = "sca",
    .versions = "JSON of vulnerabilities",
    .severity = "\"Score\", a word",
    .missing  = "CVSS, CWE, references, ecosystems",
    .known_by = "[0].Score [0].Library [0].Description",
    .read     = read,
};

}  // namespace secmon::format
