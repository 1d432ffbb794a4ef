// SPDX-License-Identifier: MIT
// acunetix: running applications. XML of Acunetix Web Vulnerability Scanner.
#include <array>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "28/04/2020, 05:36:46": the day first.
Time time_at(string_view text, Writer& out) {
  if (text.size() < 20 || text[2] != '/' || text[5] != '/' || text[10] != ',') return time_of(text);
  return time_of(out.join({text.substr(6, 4), "-", text.substr(3, 2), "-", text.substr(0, 2), text.substr(11)}));
}

void item(Xml i, string_view origin, Writer& out) {
  Draft& f               = out.add(Kind::dast);
  f.rule_id              = i.text("ModuleName");
  f.rule_name            = i.text("Name");
  f.title                = f.rule_name;
  const string_view what = plain(i.text("Description"), out), so = plain(i.text("Impact"), out),
                    here = plain(i.text("Details"), out);
  f.description          = out.join({what, "\n", so, "\n", here});
  f.remediation          = plain(i.text("Recommendation"), out);
  f.rate(i.text("Severity"));
  f.add_cvss(i.text("CVSS4/Descriptor"), i.number("CVSS4/Score", -1), {}, "4.0");
  f.add_cvss(i.text("CVSS3/Descriptor"), i.number("CVSS3/Score", -1));
  f.add_cvss(i.text("CVSS/Descriptor"), i.number("CVSS/Score", -1), {}, "2.0");
  for (Xml cwe : i.at("CWEList").all("CWE")) f.add_cwe(cwe.attr("id").empty() ? cwe.text() : cwe.attr("id"));
  f.add_cwe(i.at("CWE").attr("id"));
  for (Xml cve : i.at("CVEList").all("CVE")) f.add_ids_in(cve.text());
  f.location.url        = url_at(origin, i.text("Affects"), out);
  f.location.parameter  = i.text("Parameter");
  f.location.path       = i.text("AOP_SourceFile");
  f.location.start_line = i.line("AOP_SourceLine");
  for (Xml r : i.at("References").all("Reference")) f.add_reference(r.text("URL"));
  const string_view wrong = i.text("IsFalsePositive");
  if (equal_ignoring_case(wrong, "true") || wrong == "1") f.state = State::false_positive;
  f.add_tag(i.text("Type"));
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "ScanGroup" || !root.at("Scan").exists())
    return out.reject(Errc::malformed, "not a report of Acunetix");
  out.tool("acunetix");
  for (Xml s : root.all("Scan")) {
    out.generated(time_at(s.text("FinishTime").empty() ? s.text("StartTime") : s.text("FinishTime"), out));
    const string_view start = s.text("StartURL"), crawled = s.at("Crawler").attr("StartUrl");
    const string_view origin = is_url(start) ? start : is_url(crawled) ? crawled : out.join({"http://", start});
    for (Xml i : s.at("ReportItems").all("ReportItem")) item(i, origin, out);
    if (equal_ignoring_case(s.text("Aborted"), "true")) {
      out.incomplete(Errc::scanner_failed, out.join({"the scan of ", start, " was aborted"}));
    }
  }
}

}  // namespace

extern constinit const Format acunetix{
    .id       = "acunetix",
    .name     = "Acunetix",
    .url      = "https://www.acunetix.com",
    .command  = "Scans > a scan > Export to > XML",
    .kinds    = "dast",
    .versions = "XML of all versions; JSON of Acunetix 360 is the format netsparker",
    .severity = "the tool's word",
    .missing  = "confidence, version of the tool",
    .known_by = "<ScanGroup> Scan/ReportItems | <ScanGroup ExportedOn> Scan",
    .read_xml = read_xml,
};

}  // namespace secmon::format
