// SPDX-License-Identifier: MIT
// mobsfscan: security problems in the source of Android and iOS applications. JSON.
#include "formats/dialect/libsast.hpp"

namespace secmon::format {
namespace {

void read(Json document, Writer& out) {
  out.tool("mobsfscan", document.str("mobsfscan_version"));
  if (!document["results"].is_object()) {
    return out.reject(Errc::malformed, "no object \"results\": not a whole report of mobsfscan");
  }
  libsast_rules(document["results"], out);
  libsast_errors(document["errors"], out);
}

}  // namespace

extern constinit const Format mobsfscan{
    .id       = "mobsfscan",
    .name     = "mobsfscan",
    .url      = "https://github.com/MobSF/mobsfscan",
    .command  = "mobsfscan --json -o mobsfscan.json .",
    .kinds    = "sast secret",
    .versions = "all JSON; its SARIF is the format sarif",
    .severity = "ERROR high, WARNING medium, INFO low",
    .missing  = "columns, dates; the place of what is missing in the whole application",
    .known_by = "mobsfscan_version results",
    .read     = read,
};

}  // namespace secmon::format
