// SPDX-License-Identifier: MIT
// cargo audit: Rust crates against the RustSec database.
#include "formats/dialect/requirement.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void entry(Json e, string_view warning, Writer& out) {
  const Json a = e["advisory"], package = e["package"];
  if (!package.is_object()) return out.incomplete(Errc::malformed, "an entry without \"package\"", e.offset());
  const string_view kind = !warning.empty() ? warning : a.str("informational");
  // Not maintained or yanked is no vulnerability; unsound may be one.
  const bool quality = kind == "unmaintained" || kind == "yanked" || kind == "notice";
  Draft& f           = out.add(quality ? Kind::quality : Kind::sca);
  f.rule_id          = a.str("id").empty() ? kind : a.str("id");
  f.title       = a.str("title").empty() ? out.join({package.str("name"), " ", package.str("version"), " is ", kind})
                  : quality              ? a.str("title")
                                         : out.join({a.str("title"), " in ", package.str("name")});
  f.description = a.str("description");
  if (quality) f.rate(Severity::info, SeverityFrom::policy, kind);
  f.add_cvss(a.str("cvss"), -1, "rustsec");
  f.add_id(a.str("id"));
  for (Json alias : a["aliases"]) f.add_id(alias.str());
  f.package.ecosystem = "cargo";
  f.package.name      = package.str("name");
  f.package.version   = package.str("version");
  f.package.manifest  = "Cargo.lock";
  for (Json patched : e["versions"]["patched"]) add_fixes(f, patched.str());
  f.location.path = "Cargo.lock";
  f.add_reference(a.str("url"));
  for (Json url : a["references"]) f.add_reference(url.str());
  f.dates.published = a.time("date");
  f.add_tag(kind);
  for (Json category : a["categories"]) f.add_tag(category.str());
}

void read(Json document, Writer& out) {
  out.tool("cargo-audit");
  const Json found = document["vulnerabilities"];
  if (!found["list"].is_array()) {
    return out.reject(Errc::malformed, "no list \"vulnerabilities.list\": not a whole report of cargo-audit");
  }
  for (Json e : found["list"]) entry(e, {}, out);
  // By kind; one list in old versions.
  for (Json list : document["warnings"]) {
    if (list.is_object()) entry(list, list.str("kind"), out);
    for (Json e : list.is_array() ? list : Json()) entry(e, list.key(), out);
  }
}

}  // namespace

extern constinit const Format cargo_audit{
    .id       = "cargo_audit",
    .name     = "cargo-audit",
    .url      = "https://github.com/rustsec/rustsec",
    .command  = "cargo audit --json > cargo-audit.json",
    .kinds    = "sca quality",
    .versions = "all: JSON; several documents for several binaries (cargo audit bin)",
    .severity = "none: the report has a CVSS vector at most, without its score; warnings are info",
    .missing  = "severity, scores, CWE, ignored advisories",
    .known_by = "vulnerabilities.found vulnerabilities.list lockfile | database.advisory-count vulnerabilities.list",
    .read     = read,
};

}  // namespace secmon::format
