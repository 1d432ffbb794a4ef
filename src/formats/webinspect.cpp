// SPDX-License-Identifier: MIT
// Fortify WebInspect: running web applications.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {
    {"4", Severity::critical}, {"3", Severity::high}, {"2", Severity::medium},
    {"1", Severity::low},      {"0", Severity::info},
};

void issue(Xml r, Writer& out) {
  Draft& f  = out.add(r.text("CheckTypeID") == "Best Practices" ? Kind::quality : Kind::dast);
  f.rule_id = r.text("VulnerabilityID");
  f.title   = r.text("Name");
  for (Xml section : r.all("ReportSection")) {
    const string_view name = section.text("Name");
    if (name == "Summary") f.description = section.text("SectionText");
    if (name == "Fix") f.remediation = section.text("SectionText");
  }
  f.rate(r.text("Severity"), kSeverities, SeverityFrom::level);
  f.location.url            = r.text("URL");
  const string_view request = r.text("VulnerableSession");
  f.location.method         = request.substr(0, std::min<std::size_t>(request.find(' '), 10));
  for (Xml c : r.at("Classifications").all("Classification")) f.add_cwe(cwe_number(c.text()));
  f.add_tag(r.text("CheckTypeID"));
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "Scan" || !root.at("Issues")) {
    return out.reject(Errc::malformed, "no element <Issues>: not a report of WebInspect");
  }
  out.tool("WebInspect");
  for (Xml r : root.at("Issues").all("Issue")) issue(r, out);
}

}  // namespace

extern constinit const Format webinspect{
    .id       = "webinspect",
    .name     = "Fortify WebInspect",
    .url      = "https://www.opentext.com/products/fortify-webinspect",
    .command  = "wi.exe -s SETTINGS -ea report.xml",
    .kinds    = "dast quality",
    .versions = "XML of a scan's vulnerabilities",
    .severity = "4 critical, 3 high, 2 medium, 1 low, 0 info",
    .missing  = "version of the tool; requests and responses are in the report but are not read",
    .known_by = "<Scan> Issues PolicyName Name",
    .read_xml = read_xml,
};

}  // namespace secmon::format
