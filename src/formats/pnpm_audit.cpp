// SPDX-License-Identifier: MIT
// pnpm audit: npm's first shape, without its actions.
#include "formats/dialect/npm.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

void read(Json document, Writer& out) {
  out.tool("pnpm audit");
  if (!document["advisories"].is_object()) {
    if (npm_failed(document, "pnpm audit", out)) return;
    return out.reject(Errc::malformed, "no object \"advisories\": not a report of pnpm audit");
  }
  if (!document["metadata"]) out.incomplete(Errc::malformed, "no \"metadata\": not a whole report of pnpm audit");
  for (Json a : document["advisories"]) npm_advisory(a, {}, out);
}

}  // namespace

extern constinit const Format pnpm_audit{
    .id       = "pnpm_audit",
    .name     = "pnpm audit",
    .url      = "https://pnpm.io/cli/audit",
    .command  = "pnpm audit --json > pnpm-audit.json",
    .kinds    = "sca",
    .versions = "6 and later; versions that write \"actions\" are read as npm_audit",
    .severity = "the advisory's word",
    .missing  = "CVSS, and CVE ids in new versions",
    .known_by =
        "advisories={} metadata.vulnerabilities metadata.totalDependencies !actions | "
        "error.code=ERR_PNPM_* error.message",
    .read = read,
};

}  // namespace secmon::format
