// SPDX-License-Identifier: MIT
// nancy: Go modules against OSS Index.
#include "formats/dialect/ossindex.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void module(Json m, bool excluded, Writer& out) {
  for (Json v : m["Vulnerabilities"]) {
    if (v.truth("Excluded") != excluded) continue;
    Draft& f = ossindex_vulnerability(v, out);
    ossindex_package(f, m.str("Coordinates"), out);
    f.package.manifest = "go.sum";
    if (excluded) f.state = State::suppressed, f.state_reason = "excluded in .nancy-ignore";
  }
}

void read(Json document, Writer& out) {
  if (!document["audited"].is_array() && !document["vulnerable"].is_array()) {
    return out.reject(Errc::malformed, "neither \"audited\" nor \"vulnerable\": not a report of nancy");
  }
  out.tool("nancy", document.str("version"));
  // "vulnerable" is the answer, and all that --quiet leaves; "audited" repeats it, beside what was excluded.
  for (Json m : document["vulnerable"]) module(m, false, out);
  for (Json m : document["audited"]) module(m, true, out);
  for (Json m : document["invalid"]) {
    out.incomplete(Errc::scanner_failed,
                   out.join({"nancy did not audit ", m.str("Coordinates"), ": its version is not understood"}));
  }
}

}  // namespace

extern constinit const Format nancy{
    .id       = "nancy",
    .name     = "Nancy",
    .url      = "https://github.com/sonatype-nexus-community/nancy",
    .command  = "go list -json -deps ./... | nancy sleuth --output json > nancy.json",
    .kinds    = "sca",
    .versions = "1.x, JSON",
    .severity = "of the CVSS score; the tool has no words",
    .missing  = "the fixing version, dates",
    .known_by = "audited num_audited num_vulnerable | vulnerable num_audited num_vulnerable",
    .read     = read,
};

}  // namespace secmon::format
