// SPDX-License-Identifier: MIT
// appspider: running applications. VulnerabilitiesSummary.xml of Rapid7 AppSpider.
#include <array>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::array<SeverityWord, 5> kScores{{{"0-Safe", Severity::info},
                                               {"1-Informational", Severity::info},
                                               {"2-Low", Severity::low},
                                               {"3-Medium", Severity::medium},
                                               {"4-High", Severity::high}}};

string_view said(string_view text) { return equal_ignoring_case(text, "N/A") ? string_view() : text; }

void vulnerability(Xml v, Writer& out) {
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = v.text("AttackType");
  f.rule_name   = v.text("VulnType");
  f.title       = f.rule_name;
  f.description = plain(v.text("Description"), out);
  f.remediation = plain(v.text("Recommendation"), out);
  f.rate(v.text("AttackScore"), kScores);
  f.add_cvss({}, v.number("CVSSScore", -1));
  f.add_cwe(v.text("CweId"));
  f.location.url       = v.text("VulnUrl").empty() ? v.text("Url") : v.text("VulnUrl");
  f.location.method    = said(v.text("Method"));
  f.location.parameter = said(v.text("ParameterName"));
  f.location.snippet   = v.text("MatchedString");
  f.location.resource  = v.text("WebSiteIP");
  f.native_id          = v.text("DbId");
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "VulnSummary") return out.reject(Errc::malformed, "not a report of AppSpider");
  out.tool("appspider");
  if (!root.at("VulnList")) out.incomplete(Errc::malformed, "no element <VulnList>");
  for (Xml v : root.at("VulnList").all("Vuln")) vulnerability(v, out);
}

}  // namespace

extern constinit const Format appspider{
    .id       = "appspider",
    .name     = "AppSpider",
    .url      = "https://www.rapid7.com/products/appspider/",
    .command  = "a scan > Report, then VulnerabilitiesSummary.xml in its folder",
    .kinds    = "dast",
    .versions = "VulnerabilitiesSummary.xml",
    .severity = "the score of the attack: 4 high, 3 medium, 2 low, 1 and 0 info",
    .missing  = "CVE, dates, version of the tool; traffic is not read",
    .known_by = "<VulnSummary> VulnList",
    .read_xml = read_xml,
};

}  // namespace secmon::format
