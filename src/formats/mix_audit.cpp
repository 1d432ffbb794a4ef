// SPDX-License-Identifier: MIT
// mix_audit: Elixir packages.
#include "formats/dialect/npm.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

void read(Json document, Writer& out) {
  if (!document["vulnerabilities"].is_array()) {
    return out.reject(Errc::malformed, "no list \"vulnerabilities\": not a report of mix_audit");
  }
  out.tool("mix_audit");
  bool any = false;
  for (Json v : document["vulnerabilities"]) {
    const Json a = v["advisory"], d = v["dependency"];
    Draft& f      = out.add(Kind::sca);
    f.rule_id     = a.str("id");
    f.title       = out.join({a.str("title"), " in ", d.str("package")});
    f.description = a.str("description");
    f.rate(a.str("severity"));
    // The number alone.
    const std::string_view cve = a.str("cve");
    f.add_id(cve.empty() || cve.substr(0, 4) == "CVE-" ? cve : out.join({"CVE-", cve}));
    f.add_id(a.str("id"));
    npm_id_in(f, a.str("url"));
    f.package.ecosystem = "hex";
    f.package.name      = d.str("package");
    f.package.version   = d.str("version");
    f.package.manifest = f.location.path = d.str("lockfile");
    for (Json fix : a["first_patched_versions"]) f.add_fixed_in(fix.str());
    for (Json fix : a["patched_versions"]) f.add_fixed_in(fix.str());
    f.add_reference(a.str("url"));
    f.dates.published = a.time("disclosure_date");
    any               = true;
  }
  if (!any && !document.truth("pass")) out.incomplete(Errc::malformed, "it did not pass, but lists nothing");
}

}  // namespace

extern constinit const Format mix_audit{
    .id       = "mix_audit",
    .name     = "mix_audit",
    .url      = "https://github.com/mirego/mix_audit",
    .command  = "mix deps.audit --format json > mix-audit.json",
    .kinds    = "sca",
    .versions = "2.x, JSON",
    .severity = "the advisory's word; unknown where it has none",
    .missing  = "CVSS, CWE",
    .known_by = "pass vulnerabilities=[]",
    .read     = read,
};

}  // namespace secmon::format
