// SPDX-License-Identifier: MIT
// auditjs: npm packages against OSS Index.
#include "formats/dialect/ossindex.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

void read(Json document, Writer& out) {
  if (!document.is_array()) return out.reject(Errc::malformed, "no list of packages: not a report of auditjs");
  out.tool("auditjs");
  bool any = false;
  for (Json package : document) {
    if (!package["vulnerabilities"].is_array() || package.str("coordinates").empty()) {
      out.incomplete(Errc::malformed, "a package without \"coordinates\" and \"vulnerabilities\"", package.offset());
      continue;
    }
    for (Json v : package["vulnerabilities"]) {
      Draft& f = ossindex_vulnerability(v, out);
      ossindex_package(f, package.str("coordinates"), out);
    }
    any = true;
  }
  if (!any) out.incomplete(Errc::malformed, "no package at all: auditjs lists those without vulnerabilities too");
}

}  // namespace

extern constinit const Format auditjs{
    .id       = "auditjs",
    .name     = "AuditJS",
    .url      = "https://github.com/sonatype-nexus-community/auditjs",
    .command  = "auditjs ossi --json > auditjs.json",
    .kinds    = "sca",
    .versions = "4 (ossi --json)",
    .severity = "of the CVSS score; the tool has no words",
    .missing  = "the fixing version, dates, the way to the package",
    .known_by = "[0].coordinates=pkg:* [0].vulnerabilities=[]",
    .read     = read,
};

}  // namespace secmon::format
