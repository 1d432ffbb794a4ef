// SPDX-License-Identifier: MIT
// PingCastle: health of Active Directory domains, XML.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void rule(Xml r, string_view domain, Writer& out) {
  const string_view category = r.text("Category");
  Draft& f                   = out.add(category == "PrivilegedAccounts" ? Kind::access : Kind::iac);
  f.rule_id                  = r.text("RiskId");
  f.title                    = r.text("Rationale");
  // It gives points, which add up to a score from 0 to 100, and no severity.
  f.rate(Severity::unknown, SeverityFrom::none, out.join({r.text("Points"), " points"}));
  f.add_ids_in(f.title);
  f.location.resource = domain;
  for (Xml detail : r.at("Details").all()) {
    if (f.description.empty()) f.description = detail.text();
  }
  f.add_tag(category);
  f.add_tag(r.text("Model"));
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "HealthcheckData" || !root.at("RiskRules")) {
    return out.reject(Errc::malformed, "no element <RiskRules>: not a whole report of PingCastle");
  }
  out.tool("PingCastle", root.text("EngineVersion"));
  out.generated(parse_time(root.text("GenerationDate")));
  const string_view domain = root.text("DomainFQDN");
  for (Xml r : root.at("RiskRules").all("HealthcheckRiskRule")) rule(r, domain, out);
}

}  // namespace

extern constinit const Format pingcastle{
    .id       = "pingcastle",
    .name     = "PingCastle",
    .url      = "https://github.com/netwrix/pingcastle",
    .command  = "PingCastle --healthcheck --server DOMAIN",
    .kinds    = "iac access",
    .versions = "2 and 3, XML of a health check",
    .severity = "none: it is unknown; the points are kept as the raw severity",
    .missing  = "severity, remediation, references",
    .known_by = "<HealthcheckData> EngineVersion DomainFQDN RiskRules",
    .read_xml = read_xml,
};

}  // namespace secmon::format
