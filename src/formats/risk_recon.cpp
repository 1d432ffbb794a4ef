// SPDX-License-Identifier: MIT
// RiskRecon: findings about the systems of a company, JSON of the API.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void finding(Json r, Writer& out) {
  if (!r.has("finding_id")) return out.incomplete(Errc::malformed, "a row without \"finding_id\"", r.offset());
  Draft& f      = out.add(Kind::network);
  f.rule_id     = r.str("security_criteria");
  f.title       = r.str("finding");
  f.description = r.str("finding_context");
  f.remediation = r.str("finding_recommendation");
  f.rate(r.str("severity"));
  const string_view host = r.str("host_name");
  f.location.resource    = host.empty() ? r.str("ip_address") : host;
  if (r.truth("false_positive")) f.state = State::false_positive;
  f.dates.detected = r.time("first_seen");
  f.add_tag(r.str("security_domain"));
  f.native_id = r.str("finding_id");
}

void read(Json document, Writer& out) {
  const Json list = document.is_array() ? document : document["findings"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"findings\": not an answer of RiskRecon");
  out.tool("RiskRecon");
  if (document.is_array() && !document[0])
    out.incomplete(Errc::malformed, "an empty list says nothing of what was checked");
  for (Json r : list) finding(r, out);
}

}  // namespace

extern constinit const Format risk_recon{
    .id       = "risk_recon",
    .name     = "RiskRecon",
    .url      = "https://www.riskrecon.com/",
    .command  = "GET https://api.riskrecon.com/v1/findings/ID",
    .kinds    = "network",
    .versions = "answers of the API v1",
    .severity = "the tool's word",
    .missing  = "CWE, CVSS",
    .known_by =
        "findings[0].finding_id findings[0].security_criteria findings[0].security_domain | "
        "[0].finding_id [0].security_criteria [0].security_domain | ? findings=[] !findings[0]",
    .read = read,
};

}  // namespace secmon::format
