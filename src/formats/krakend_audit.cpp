// SPDX-License-Identifier: MIT
// KrakenD: the audit of an API gateway's configuration. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json document, Writer& out) {
  out.tool("krakend");
  if (!document["recommendations"].is_array() && !(document.has("recommendations") && document.has("stats"))) {
    return out.reject(Errc::malformed, "no list \"recommendations\": not a whole audit of KrakenD");
  }
  for (Json r : document["recommendations"]) {
    Draft& f  = out.add(Kind::iac);
    f.rule_id = r.str("rule");
    f.title   = r.str("message");
    f.rate(r.str("severity"));
    f.add_reference("https://www.krakend.io/docs/configuration/audit/");
  }
}

}  // namespace

extern constinit const Format krakend_audit{
    .id       = "krakend_audit",
    .name     = "KrakenD audit",
    .url      = "https://github.com/krakend/krakend-ce",
    .command  = "krakend audit -c krakend.json -f '{{ marshal . }}' > audit.json",
    .kinds    = "iac",
    .versions = "2.4 and later, JSON",
    .severity = "the tool's word",
    .missing  = "the place in the configuration, dates, versions",
    .known_by = "recommendations stats",
    .read     = read,
};

}  // namespace secmon::format
