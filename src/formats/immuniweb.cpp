// SPDX-License-Identifier: MIT
// immuniweb: running applications. XML of ImmuniWeb.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void vulnerability(Xml v, Writer& out) {
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = v.text("Type");
  f.title       = v.text("Name");
  f.description = v.text("Description");
  f.remediation = v.text("Remediation");
  f.rate(v.text("Risk"));
  // "9.8 [CVSS:3.0/AV:N/…]"
  const string_view cvss = v.text("CVSSv3");
  const std::size_t open = std::min(cvss.find('['), cvss.size());
  string_view vector     = cvss.substr(std::min(open + 1, cvss.size()));
  f.add_cvss(vector.substr(0, vector.find(']')), to_number(trim(cvss.substr(0, open))).value_or(-1));
  f.add_cwe(v.text("CWE-ID"));
  f.add_ids_in(v.text("CVE-ID"));
  f.location.url   = v.text("URL");
  f.dates.detected = time_of(v.text("Date"));
  if (equal_ignoring_case(v.text("Status"), "fixed")) f.state = State::fixed, f.state_reason = v.text("Status");
  f.native_id = v.text("ID");
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "Vulnerabilities") return out.reject(Errc::malformed, "not a report of ImmuniWeb");
  out.tool("immuniweb");
  for (Xml v : root.all("Vulnerability")) vulnerability(v, out);
}

}  // namespace

extern constinit const Format immuniweb{
    .id       = "immuniweb",
    .name     = "ImmuniWeb",
    .url      = "https://www.immuniweb.com",
    .command  = "a project > Export > XML",
    .kinds    = "dast",
    .versions = "XML; the JSON of ImmuniWeb Discovery is a format of its own",
    .severity = "the tool's word (Risk)",
    .missing  = "confidence, version of the tool; requests are not read",
    .known_by = "<Vulnerabilities> Vulnerability/Risk Vulnerability/CVSSv3 Vulnerability/URL",
    .read_xml = read_xml,
};

}  // namespace secmon::format
