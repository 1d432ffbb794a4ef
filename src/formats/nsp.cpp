// SPDX-License-Identifier: MIT
// nsp: the Node Security Platform, before npm had its audit.
#include "formats/dialect/joined.hpp"
#include "formats/dialect/requirement.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json document, Writer& out) {
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of nsp");
  out.tool("nsp");
  for (Json r : document) {
    if (!r.has("module")) {
      out.incomplete(Errc::malformed, "an entry without \"module\"", r.offset());
      continue;
    }
    Draft& f      = out.add(Kind::sca);
    f.rule_id     = r.text("id");
    f.title       = out.join({r.str("title"), " in ", r.str("module")});
    f.description = r.str("overview");
    f.remediation = r.str("recommendation");
    f.rate_by_score(r.number("cvss_score", -1), cvss_version(r.str("cvss_vector")));
    f.add_cvss(r.str("cvss_vector"), r.number("cvss_score", -1), "nsp");
    f.add_ids_in(f.description);
    f.package.ecosystem = "npm";
    f.package.name      = r.str("module");
    f.package.version   = r.str("version");
    add_fixes(f, r.str("patched_versions"));
    f.location.resource = joined(r["path"], " > ", out);
    f.add_reference(r.str("advisory"));
    f.dates.published = r.time("publish_date");
  }
}

}  // namespace

extern constinit const Format nsp{
    .id       = "nsp",
    .name     = "Node Security Platform",
    .url      = "https://github.com/nodesecurity/nsp",
    .command  = "nsp check --reporter json > nsp.json",
    .kinds    = "sca",
    .versions = "2 and 3",
    .severity = "of the CVSS score; the tool has no words",
    .missing  = "CWE; CVE ids but in the text",
    .known_by = "[0].module [0].vulnerable_versions [0].advisory",
    .read     = read,
};

}  // namespace secmon::format
