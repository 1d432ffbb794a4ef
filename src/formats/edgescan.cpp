// SPDX-License-Identifier: MIT
// Edgescan: vulnerabilities of assets, JSON of the API.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {
    {"5", Severity::critical}, {"4", Severity::high}, {"3", Severity::medium},
    {"2", Severity::low},      {"1", Severity::info},
};

void vulnerability(Json r, Writer& out) {
  if (!r.has("asset_id")) return out.incomplete(Errc::malformed, "a row without \"asset_id\"", r.offset());
  Draft& f      = out.add(r.str("layer") == "application" ? Kind::dast : Kind::network);
  f.rule_id     = r.str("name");
  f.title       = r.str("name");
  f.description = r.str("description");
  f.remediation = r.str("remediation");
  f.rate(r.text("severity"), kSeverities, SeverityFrom::level);
  f.add_cvss(r.str("cvss_vector"), r.number("cvss_score", -1));
  for (Json cwe : r["cwes"]) f.add_cwe(cwe.str());
  for (Json cve : r["cves"]) f.add_id(cve.str());
  (is_url(r.str("location")) ? f.location.url : f.location.resource) = r.str("location");
  if (r.str("status") == "closed") f.state = State::fixed, f.dates.fixed = r.time("date_closed");
  if (r.str("risk_accepted_state") == "accepted") f.state = State::accepted_risk;
  f.dates.detected = r.time("date_opened");
  string_view tags = r.str("asset_tags");
  for (string_view tag; next_part(tags, ',', tag);) f.add_tag(tag);
  f.native_id = r.text("id");
}

void read(Json document, Writer& out) {
  const Json list = document.is_array() ? document : document["vulnerabilities"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"vulnerabilities\": not an answer of Edgescan");
  out.tool("Edgescan");
  for (Json r : list) vulnerability(r, out);
}

}  // namespace

extern constinit const Format edgescan{
    .id       = "edgescan",
    .name     = "Edgescan",
    .url      = "https://www.edgescan.com/",
    .command  = "GET https://live.edgescan.com/api/v1/vulnerabilities/export.json",
    .kinds    = "dast network",
    .versions = "answers of the API v1",
    .severity = "5 critical to 1 info",
    .missing  = "references",
    .known_by =
        "[0].asset_id [0].pci_compliance_status [0].layer | vulnerabilities[0].asset_id "
        "vulnerabilities[0].pci_compliance_status vulnerabilities[0].layer",
    .read = read,
};

}  // namespace secmon::format
