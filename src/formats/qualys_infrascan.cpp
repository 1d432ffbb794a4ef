// SPDX-License-Identifier: MIT
// qualys_infrascan: hosts. The result of one scan, as the user interface and the API download it (scan-1.dtd).
#include "formats/dialect/qualys.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void entry(Xml v, Xml category, Xml host, string_view type, Writer& out) {
  Draft& f      = out.add(Kind::network);
  f.rule_id     = v.attr("number");
  f.title       = v.text("TITLE");
  f.description = qualys_description(v.text("DIAGNOSIS"), v.text("CONSEQUENCE"), out);
  f.remediation = qualys_text(v.text("SOLUTION"), out);
  f.rate(v.attr("severity"), kQualysLevels);
  qualys_cvss(f, v.text("CVSS3_BASE"), "3.1", out);
  qualys_cvss(f, v.text("CVSS_BASE"), "2.0", out);
  f.add_ids_in(v.attr("cveid"));
  for (Xml cve : v.at("CVE_ID_LIST").all("CVE_ID")) f.add_id(cve.text("ID")), f.add_reference(cve.text("URL"));
  for (Xml ref : v.at("VENDOR_REFERENCE_LIST").all("VENDOR_REFERENCE")) f.add_reference(ref.text("URL"));
  f.location.resource = host_and_port(host.attr("value"), category.attr("port"), category.attr("protocol"), out);
  f.location.function = host.attr("name") == "No registered hostname" ? "" : host.attr("name");
  f.location.snippet  = v.text("RESULT");
  qualys_type(f, type);
  f.add_tag(category.attr("value"));
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "SCAN" || !root.at("HEADER").exists()) return out.reject(Errc::malformed, "not a scan of Qualys");
  out.tool("qualys");
  for (Xml key : root.at("HEADER").all("KEY")) {
    if (key.attr("value") == "DATE") out.generated(time_of(key.text()));
    if (key.attr("value") == "STATUS" && key.text() != "FINISHED") {
      out.incomplete(Errc::scanner_failed, out.join({"the scan did not finish: ", key.text()}));
    }
  }
  struct List {
    string_view list, entry, type;
  };
  for (Xml host : root.all("IP")) {
    for (const List& l : {List{"VULNS", "VULN", "Vuln"}, List{"PRACTICES", "PRACTICE", "Practice"},
                          List{"INFOS", "INFO", "Ig"}, List{"SERVICES", "SERVICE", "Ig"}}) {
      for (Xml category : host.at(l.list).all("CAT")) {
        for (Xml v : category.all(l.entry)) entry(v, category, host, l.type, out);
      }
    }
  }
  for (Xml e : root.all("ERROR")) out.incomplete(Errc::scanner_failed, out.join({"Qualys: ", clip(e.text(), 300)}));
}

}  // namespace

extern constinit const Format qualys_infrascan{
    .id       = "qualys_infrascan",
    .name     = "Qualys scan results",
    .url      = "https://www.qualys.com/apps/vulnerability-management/",
    .command  = "Scans > a scan > Download > XML",
    .kinds    = "network",
    .versions = "scan-1.dtd: vulnerabilities, potential ones, services, information gathered",
    .severity = "levels: 5 critical, 4 high, 3 medium, 2 low, 1 info; also of what is only information gathered",
    .missing  = "CWE, version of the tool",
    .known_by = "<SCAN value> HEADER/KEY",
    .read_xml = read_xml,
};

}  // namespace secmon::format
