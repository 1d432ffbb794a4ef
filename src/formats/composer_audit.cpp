// SPDX-License-Identifier: MIT
// composer audit: PHP packages.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void advisory(Json a, string_view package, bool ignored, Writer& out) {
  Draft& f            = out.add(Kind::sca);
  f.package.ecosystem = "composer";
  f.package.name      = a.str("packageName").empty() ? package : a.str("packageName");
  f.rule_id           = a.str("advisoryId");
  f.title             = out.join({a.str("title"), " in ", f.package.name});
  f.rate(a.str("severity"));  // since 2.7
  f.add_id(a.str("cve"));
  for (Json source : a["sources"]) {
    if (source.str("name") == "GitHub") f.add_id(source.str("remoteId"));
  }
  f.add_id(f.rule_id);
  if (!a.str("affectedVersions").empty()) f.description = out.join({"Affected versions: ", a.str("affectedVersions")});
  f.package.manifest = f.location.path = "composer.lock";
  f.add_reference(a.str("link"));
  f.dates.published = a.time("reportedAt");
  if (ignored)
    f.state        = State::suppressed,
    f.state_reason = a.str("ignoreReason").empty() ? "ignored in composer.json" : a.str("ignoreReason");
}

// By package; an empty list where there is none. The inner list is an object of numbers when some were taken out.
void advisories(Json packages, bool ignored, Writer& out) {
  for (Json list : packages) {
    const string_view package = list.key();
    for (Json a : list) advisory(a, package, ignored, out);
  }
}

void read(Json document, Writer& out) {
  const Json found = document["advisories"];
  if (!found.is_object() && !found.is_array()) return out.reject(Errc::malformed, "no \"advisories\": not composer's");
  if (found.is_object() && document["metadata"]) return out.reject(Errc::malformed, "a report of npm's shape");
  out.tool("composer audit");
  advisories(found, false, out);
  advisories(document["ignored-advisories"], true, out);
  const Json abandoned = document["abandoned"];
  for (Json instead : abandoned.is_object() ? abandoned : Json()) {
    Draft& f      = out.add(Kind::quality);
    f.rule_id     = "abandoned";
    f.title       = out.join({instead.key(), " is abandoned"});
    f.remediation = instead.str().empty() ? string_view() : out.join({"Use ", instead.str()});
    f.rate(Severity::info, SeverityFrom::policy, "abandoned");
    f.package.ecosystem = "composer";
    f.package.name      = instead.key();
    f.package.manifest = f.location.path = "composer.lock";
  }
}

}  // namespace

extern constinit const Format composer_audit{
    .id       = "composer_audit",
    .name     = "composer audit",
    .url      = "https://getcomposer.org/doc/03-cli.md",
    .command  = "composer audit --format=json > composer-audit.json",
    .kinds    = "sca quality",
    .versions = "2.4 and later",
    .severity = "the advisory's word, since 2.7; unknown before. Abandoned packages are info",
    .missing  = "the installed and the fixing version, CVSS, CWE",
    .known_by =
        "advisories abandoned | advisories.*.[0].advisoryId advisories.*.[0].packageName | "
        "advisories.*.0.advisoryId advisories.*.0.packageName | advisories=[] ignored-advisories",
    .read = read,
};

}  // namespace secmon::format
