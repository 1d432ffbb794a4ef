// SPDX-License-Identifier: MIT
// kube-hunter: weaknesses of a Kubernetes cluster as seen from the network. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json document, Writer& out) {
  out.tool("kube-hunter");
  if (!document["vulnerabilities"].is_array()) {
    return out.reject(Errc::malformed, "no list \"vulnerabilities\": not a whole report of kube-hunter");
  }
  if (!document["nodes"][0] && !document["services"][0] && !document["vulnerabilities"][0]) {
    out.incomplete(Errc::scanner_failed, "kube-hunter found no node, so it looked at nothing");
  }
  for (Json r : document["vulnerabilities"]) {
    Draft& f      = out.add(Kind::network);
    f.rule_id     = r.str("vid");
    f.title       = r.str("vulnerability");
    f.description = r.str("description");  // the evidence may hold tokens
    f.rate(r.str("severity"));
    f.location.resource = r.str("location");
    f.add_ids_in(f.description);
    f.add_ids_in(f.title);
    f.add_reference(r.str("avd_reference"));
    f.add_tag(r.str("category"));
    f.add_tag(r.str("hunter"));
  }
}

}  // namespace

extern constinit const Format kubehunter{
    .id       = "kubehunter",
    .name     = "kube-hunter",
    .url      = "https://github.com/aquasecurity/kube-hunter",
    .command  = "kube-hunter --report json > kube-hunter.json",
    .kinds    = "network",
    .versions = "all JSON",
    .severity = "the tool's word",
    .missing  = "CWE, dates, remediation; the evidence is not kept, it may hold tokens",
    .known_by = "nodes services vulnerabilities",
    .read     = read,
};

}  // namespace secmon::format
