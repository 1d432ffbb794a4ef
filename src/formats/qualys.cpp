// SPDX-License-Identifier: MIT
// qualys: hosts. Reports of assets (templates) of Vulnerability Management, in XML and CSV.
#include <map>

#include "formats/dialect/qualys.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

using Glossary = std::map<string_view, Xml>;  // QID -> VULN_DETAILS

void details(Xml d, Draft& f, Writer& out) {
  f.title       = d.text("TITLE");
  f.description = qualys_description(d.text("THREAT"), d.text("IMPACT"), out);
  f.remediation = qualys_text(d.text("SOLUTION"), out);
  f.rate(d.text("SEVERITY"), kQualysLevels);
  qualys_cvss(f, d.text("CVSS3_SCORE/CVSS3_BASE"), "3.1", out);
  qualys_cvss(f, d.text("CVSS_SCORE/CVSS_BASE"), "2.0", out);
  for (Xml cve : d.at("CVE_ID_LIST").all("CVE_ID")) {
    f.add_id(cve.text("ID"));
    f.add_reference(cve.text("URL"));
  }
  for (Xml vendor : d.at("VENDOR_REFERENCE_LIST").all("VENDOR_REFERENCE")) f.add_reference(vendor.text("URL"));
  f.add_tag(d.text("CATEGORY"));
}

void vulnerability(Xml v, Xml host, const Glossary& glossary, Writer& out) {
  Draft& f         = out.add(Kind::network);
  f.rule_id        = v.text("QID");
  const auto known = glossary.find(f.rule_id);
  if (known != glossary.end()) details(known->second, f, out);
  if (known == glossary.end()) f.title = out.join({"QID ", f.rule_id});
  f.rate(v.text("SEVERITY"), kQualysLevels);
  qualys_cvss(f, v.text("CVSS3_FINAL"), "3.1", out);
  qualys_cvss(f, v.text("CVSS_FINAL"), "2.0", out);
  f.location.resource = host_and_port(host.text("IP"), v.text("PORT"), v.text("PROTOCOL"), out);
  f.location.function = v.text("FQDN").empty() ? host.text("DNS") : v.text("FQDN");
  f.location.snippet  = v.text("RESULT");
  qualys_status(f, v.text("VULN_STATUS"));
  f.dates.introduced = time_of(v.text("FIRST_FOUND"));
  f.dates.detected   = time_of(v.text("LAST_FOUND"));
  qualys_type(f, v.text("TYPE"));
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "ASSET_DATA_REPORT") return out.reject(Errc::malformed, "not a report of Qualys");
  out.tool("qualys");
  out.generated(time_of(root.text("HEADER/GENERATION_DATETIME")));
  Glossary glossary;
  for (Xml d : root.at("GLOSSARY/VULN_DETAILS_LIST").all("VULN_DETAILS")) glossary[d.text("QID")] = d;
  for (Xml h : root.at("HOST_LIST").all("HOST")) {
    for (Xml v : h.at("VULN_INFO_LIST").all("VULN_INFO")) vulnerability(v, h, glossary, out);
  }
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("qualys");
  for (const Row& r : rows) {
    // Hosts on which there is nothing have a row as well.
    if (r["QID"].empty() && r["Title"].empty()) continue;
    Draft& f      = out.add(Kind::network);
    f.rule_id     = r["QID"];
    f.title       = r["Title"];
    f.description = qualys_description(r["Threat"], r["Impact"], out);
    f.remediation = qualys_text(r["Solution"], out);
    f.rate(r["Severity"], kQualysLevels);
    qualys_cvss(f, r["CVSS3.1 Base"].empty() ? r["CVSS3 Base"] : r["CVSS3.1 Base"], "3.1", out);
    qualys_cvss(f, r["CVSS Base"], "2.0", out);
    f.add_ids_in(r["CVE ID"]);
    f.location.resource = host_and_port(r["IP"], r["Port"], r["Protocol"], out);
    f.location.function = r["FQDN"].empty() ? r["DNS"] : r["FQDN"];
    f.location.snippet  = r["Results"];
    qualys_status(f, r["Vuln Status"]);
    f.dates.introduced = qualys_time(r["First Detected"], out);
    f.dates.detected   = qualys_time(r["Last Detected"], out);
    f.dates.fixed      = qualys_time(r["Date Last Fixed"], out);
    qualys_type(f, r["Type"]);
    f.add_tag(r["Category"]);
  }
}

}  // namespace

extern constinit const Format qualys{
    .id      = "qualys",
    .name    = "Qualys Vulnerability Management",
    .url     = "https://www.qualys.com/apps/vulnerability-management/",
    .command = "Reports > New > Template Based > XML or CSV",
    .kinds   = "network",
    .versions =
        "asset data reports (XML, CSV); other reports are the formats qualys_infrascan, qualys_vmdr, "
        "qualys_webapp and qualys_hacker_guardian",
    .severity  = "levels: 5 critical, 4 high, 3 medium, 2 low, 1 info; also of what is only information gathered",
    .missing   = "CWE, version of the tool",
    .known_by  = "<ASSET_DATA_REPORT> | \"IP,DNS,QID,Title,Type,Severity,Port,Vuln Status,Category\"",
    .read_xml  = read_xml,
    .read_rows = read_rows,
};

}  // namespace secmon::format
