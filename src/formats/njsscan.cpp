// SPDX-License-Identifier: MIT
// njsscan: security problems of Node.js applications. JSON.
#include "formats/dialect/libsast.hpp"

namespace secmon::format {
namespace {

void read(Json document, Writer& out) {
  out.tool("njsscan", document.str("njsscan_version"));
  if (!document["nodejs"].is_object() && !document["templates"].is_object()) {
    return out.reject(Errc::malformed, "neither \"nodejs\" nor \"templates\": not a whole report of njsscan");
  }
  libsast_rules(document["nodejs"], out);
  libsast_rules(document["templates"], out);
  libsast_errors(document["errors"], out);
}

}  // namespace

extern constinit const Format njsscan{
    .id       = "njsscan",
    .name     = "njsscan",
    .url      = "https://github.com/ajinabraham/njsscan",
    .command  = "njsscan --json -o njsscan.json .",
    .kinds    = "sast secret",
    .versions = "all JSON; its SARIF is the format sarif",
    .severity = "ERROR high, WARNING medium, INFO low",
    .missing  = "columns, dates",
    .known_by = "njsscan_version nodejs | njsscan_version templates | nodejs templates errors",
    .read     = read,
};

}  // namespace secmon::format
