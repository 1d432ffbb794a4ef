// SPDX-License-Identifier: MIT
// qualys_webapp: running applications. XML reports of Web Application Scanning.
#include <map>

#include "formats/dialect/qualys.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

using Glossary = std::map<string_view, Xml>;

void entry(Xml v, const Glossary& glossary, string_view type, Writer& out) {
  Draft& f         = out.add(Kind::dast);
  f.rule_id        = v.text("QID");
  const auto known = glossary.find(f.rule_id);
  if (known != glossary.end()) {
    const Xml q   = known->second;
    f.title       = q.text("TITLE");
    f.description = qualys_description(q.text("DESCRIPTION"), q.text("IMPACT"), out);
    f.remediation = qualys_text(q.text("SOLUTION"), out);
    f.rate(q.text("SEVERITY"), kQualysLevels);
    const string_view base = q.text("CVSS_V3/BASE");
    qualys_cvss(
        f,
        q.text("CVSS_V3/ATTACK_VECTOR").empty() ? base : out.join({base, " (", q.text("CVSS_V3/ATTACK_VECTOR"), ")"}),
        "3.1", out);
    qualys_cvss(f, q.text("CVSS_BASE"), "2.0", out);
    string_view cwe;
    for (string_view rest = q.text("CWE"); next_part(rest, ',', cwe);) f.add_cwe(cwe);
    f.add_tag(q.text("GROUP"));
    f.add_tag(q.text("OWASP"));
    f.add_tag(q.text("WASC"));
  } else {
    f.title = out.join({"QID ", f.rule_id});
  }
  f.rate(v.text("SEVERITY"), kQualysLevels);
  qualys_type(f, v.text("POTENTIAL") == "true" ? "Potential" : type);
  f.location.url       = v.text("URL");
  f.location.parameter = v.text("PARAM");
  f.location.method    = v.text("PAYLOADS/PAYLOAD/REQUEST/METHOD");
  qualys_status(f, v.text("STATUS"));
  if (v.text("IGNORED") == "true") f.state = State::suppressed, f.state_reason = v.text("IGNORE_REASON");
  f.dates.introduced = qualys_time(v.text("FIRST_TIME_DETECTED"), out);
  for (const char* seen : {"LAST_TIME_DETECTED", "DETECTION_DATE"}) {
    if (const Time when = qualys_time(v.text(seen), out); when != kNoTime) f.dates.detected = when;
  }
  f.native_id = v.text("UNIQUE_ID");
}

void read_xml(Xml root, Writer& out) {
  const Xml results = root.at("RESULTS");
  if (!root.name().starts_with("WAS_") || !results) return out.reject(Errc::malformed, "not a report of Qualys WAS");
  out.tool("qualys");
  out.generated(qualys_time(root.text("HEADER/GENERATION_DATETIME"), out));
  Glossary glossary;
  for (Xml q : root.at("GLOSSARY/QID_LIST").all("QID")) glossary[q.text("QID")] = q;
  struct List {
    string_view list, entry, type;
  };
  const auto lists = [&](Xml parent) {
    for (const List& l : {List{"VULNERABILITY_LIST", "VULNERABILITY", "Vuln"},
                          List{"SENSITIVE_CONTENT_LIST", "SENSITIVE_CONTENT", "Sensitive content"},
                          List{"INFORMATION_GATHERED_LIST", "INFORMATION_GATHERED", "Ig"}}) {
      for (Xml v : parent.at(l.list).all(l.entry)) entry(v, glossary, l.type, out);
    }
  };
  lists(results);
  for (Xml application : results.all("WEB_APPLICATION")) lists(application);  // a report of several applications
}

}  // namespace

extern constinit const Format qualys_webapp{
    .id       = "qualys_webapp",
    .name     = "Qualys Web Application Scanning",
    .url      = "https://www.qualys.com/apps/web-app-scanning/",
    .command  = "Reports > New Report > Scan or Web Application Report > XML",
    .kinds    = "dast",
    .versions = "WAS_SCAN_REPORT, WAS_WEBAPP_REPORT",
    .severity = "levels: 5 critical, 4 high, 3 medium, 2 low, 1 info; also of what is only information gathered",
    .missing  = "CVE, version of the tool; payloads are not read",
    .known_by = "<WAS_SCAN_REPORT> RESULTS | <WAS_WEBAPP_REPORT> RESULTS",
    .read_xml = read_xml,
};

}  // namespace secmon::format
