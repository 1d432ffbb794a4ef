// SPDX-License-Identifier: MIT
// The Symfony security checker: PHP packages. The same is written by local-php-security-checker.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json document, Writer& out) {
  // PHP writes an empty list where there is nothing.
  if (document.is_array() && document.begin() == document.end()) return;
  if (!document.is_object()) return out.reject(Errc::malformed, "no object of packages: not the security checker's");
  out.tool("symfony-security-check");
  bool any = false;
  for (Json package : document) {
    const string_view name = package.key();
    if (!package["advisories"].is_array() && !package["advisories"].is_object()) {
      out.incomplete(Errc::malformed, out.join({"package \"", clip(name, 80), "\" has no \"advisories\""}));
      continue;
    }
    any = true;
    for (Json a : package["advisories"]) {  // by file name in old versions
      Draft& f  = out.add(Kind::sca);
      f.rule_id = a.str("cve").empty() ? a.str("title") : a.str("cve");
      f.title   = out.join({a.str("title"), " in ", name});
      f.add_id(a.str("cve"));
      f.package.ecosystem = "composer";
      f.package.name      = name;
      f.package.version   = package.str("version");
      f.package.manifest = f.location.path = "composer.lock";
      f.add_reference(a.str("link"));
    }
  }
  if (!any) out.incomplete(Errc::malformed, "no package with \"advisories\"");
}

}  // namespace

extern constinit const Format php_symfony_security_check{
    .id       = "php_symfony_security_check",
    .name     = "Symfony security checker",
    .url      = "https://github.com/fabpot/local-php-security-checker",
    .command  = "local-php-security-checker --format=json > php-security.json",
    .kinds    = "sca",
    .versions = "security:check and local-php-security-checker",
    .severity = "none: it is unknown",
    .missing  = "severity, CVSS, CWE, the fixing version, dates",
    .known_by =
        "*.version *.advisories.[0].title *.advisories.[0].link | *.version *.advisories.*.title *.advisories.*.link",
    .read = read,
};

}  // namespace secmon::format
