// SPDX-License-Identifier: MIT
// nessus: hosts, services and (WAS) applications. XML of Nessus; tables of Nessus, tenable.io and tenable.sc.
#include <array>
#include <initializer_list>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::array<SeverityWord, 5> kNumbers{{{"0", Severity::info},
                                                {"1", Severity::low},
                                                {"2", Severity::medium},
                                                {"3", Severity::high},
                                                {"4", Severity::critical}}};

// "CVSS2#AV:N/…" or bare; bare ones of version 3 have no version.
void cvss(Draft& f, string_view vector, double score, string_view version, Writer& out) {
  if (const std::size_t hash = vector.find('#'); hash != vector.npos) vector = vector.substr(hash + 1);
  if (version[0] == '3' && !vector.empty() && !vector.starts_with("CVSS:")) vector = out.join({"CVSS:3.0/", vector});
  if (const string_view said = cvss_version(vector); !said.empty()) version = said;
  f.add_cvss(vector, score, {}, version);
}

void cross_references(Draft& f, string_view text) {
  for (std::size_t at = text.find("CWE"); at != text.npos; at = text.find("CWE", at + 3)) {
    string_view rest = text.substr(at);
    // "CWE:79", and in tables of tenable.sc "CWE #79".
    rest = rest.substr(0, rest.find_first_of(",; \n", 5));
    f.add_cwe(cwe_number(rest.starts_with("CWE #") ? rest.substr(5) : rest));
  }
}

string_view text_of(string_view text) { return equal_ignoring_case(text, "n/a") ? string_view() : text; }

// ---- XML ------------------------------------------------------------------------------------------------------------

// Checks of a policy, whose severity says only how they ended.
bool compliance(Xml item, Draft& f) {
  const string_view result = item.text("compliance-result");
  if (result.empty()) return true;
  f.kind        = Kind::iac;
  f.title       = item.text("compliance-check-name");
  f.remediation = item.text("compliance-solution");
  f.description = item.text("compliance-info");
  f.add_tag("compliance");
  f.add_tag(result);
  return result != "PASSED";
}

string_view property(Xml host, string_view name) {
  for (Xml tag : host.at("HostProperties").all("tag")) {
    if (tag.attr("name") == name) return tag.text();
  }
  return {};
}

void item(Xml i, string_view host, string_view name, Time when, Writer& out) {
  const bool web             = is_url(host);
  Draft& f                   = out.add(web ? Kind::dast : Kind::network);
  f.rule_id                  = i.attr("pluginID");
  f.rule_name                = i.attr("pluginName");
  f.title                    = f.rule_name;
  const string_view synopsis = i.text("synopsis"), description = i.text("description");
  f.description = description.empty() ? synopsis : description;
  f.remediation = text_of(i.text("solution"));
  // The attribute may have been changed by a person, and counts.
  f.rate(i.text("risk_factor"));
  if (i.has_attr("severity")) f.rate(i.attr("severity"), kNumbers);
  cvss(f, i.text("cvss4_vector"), i.number("cvss4_base_score", -1), "4.0", out);
  cvss(f, i.text("cvss3_vector"), i.number("cvss3_base_score", i.number("cvssv3", -1)), "3.0", out);
  cvss(f, i.text("cvss_vector"), i.number("cvss_base_score", i.number("cvss", -1)), "2.0", out);
  f.epss = static_cast<float>(i.number("epss_score", -1));
  f.kev  = !i.text("cisa-known-exploited").empty();
  for (Xml cwe : i.all("cwe")) f.add_cwe(cwe.text());
  for (Xml x : i.all("xref")) cross_references(f, x.text());
  for (Xml cve : i.all("cve")) f.add_id(cve.text());
  if (web) f.location.url = host;
  if (!web) f.location.resource = host_and_port(host, i.attr("port"), i.attr("protocol"), out);
  if (host != name) f.location.function = name;
  f.location.snippet = i.text("plugin_output");
  for (Xml link : i.all("see_also")) add_links(f, link.text(), out);
  f.dates.published = time_of(i.text("vuln_publication_date"));
  if (when != kNoTime) f.dates.detected = when;
  f.add_tag(i.attr("pluginFamily"));
  if (i.text("exploit_available") == "true") f.add_tag("exploit-available");
  if (!compliance(i, f)) out.discard();
}

void read_xml(Xml root, Writer& out) {
  if (!root.name().starts_with("NessusClientData")) return out.reject(Errc::malformed, "not a report of Nessus");
  out.tool("nessus");
  if (!root.at("Report").exists()) out.incomplete(Errc::malformed, "no element <Report>: a policy without a scan");
  for (Xml report : root.all("Report")) {
    for (Xml h : report.all("ReportHost")) {
      const Time end         = time_of(property(h, "HOST_END"));
      const string_view ip   = property(h, "host-ip");
      const string_view name = h.attr("name");
      for (Xml i : h.all("ReportItem")) item(i, ip.empty() || is_url(name) ? name : ip, name, end, out);
    }
  }
}

// ---- tables ---------------------------------------------------------------------------------------------------------

// The first of the columns that is there and not empty: each product has its own names.
string_view of(const Row& r, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const string_view text = r[name]; !text.empty()) return text;
  }
  return {};
}

double number(const Row& r, std::initializer_list<const char*> names) { return to_number(of(r, names)).value_or(-1); }

void state(Draft& f, const Row& r) {
  const string_view word = of(r, {"Vulnerability State", "state"});
  if (equal_ignoring_case(word, "fixed")) f.state = State::fixed;
  if (equal_ignoring_case(of(r, {"Modification", "risk_modified"}), "accepted")) f.state = State::accepted_risk;
  if (!of(r, {"Accept Risk Comment"}).empty())
    f.state = State::accepted_risk, f.state_reason = r["Accept Risk Comment"];
  if (f.state != State::open && f.state_reason.empty()) f.state_reason = word;
}

void row(const Row& r, string_view host, Draft& f, Writer& out) {
  f.rule_id     = of(r, {"Plugin ID", "Plugin", "definition.id"});
  f.rule_name   = of(r, {"Name", "Plugin Name", "definition.name"});
  f.title       = f.rule_name;
  f.description = of(r, {"Description", "definition.description", "Synopsis", "definition.synopsis"});
  f.remediation = text_of(of(r, {"Solution", "Steps to Remediate", "definition.solution"}));
  f.rate(of(r, {"Risk", "severity", "definition.severity", "Risk Factor"}), kNumbers);
  cvss(f, {}, number(r, {"CVSS v4.0 Base Score"}), "4.0", out);
  cvss(f, of(r, {"CVSS3 Vector", "CVSS V3 Vector", "definition.cvss3.base_vector"}),
       number(r, {"CVSS v3.0 Base Score", "CVSS V3 Base Score", "CVSS3 Base Score", "CVSSv3",
                  "definition.cvss3.base_score"}),
       "3.0", out);
  cvss(f, of(r, {"CVSS Vector", "CVSS V2 Vector", "definition.cvss2.base_vector"}),
       number(r,
              {"CVSS v2.0 Base Score", "CVSS V2 Base Score", "CVSS Base Score", "CVSS", "definition.cvss2.base_score"}),
       "2.0", out);
  f.epss = static_cast<float>(number(r, {"EPSS Score"}));
  for (const char* name : {"XREF", "Cross References"}) cross_references(f, r[name]);
  f.add_cwe(of(r, {"definition.cwe"}));
  f.add_ids_in(of(r, {"CVE", "definition.cve"}));
  f.location.resource = host_and_port(host, of(r, {"Port", "port"}), of(r, {"Protocol", "protocol"}), out);
  f.location.function = of(r, {"DNS Name", "FQDN", "asset.display_fqdn", "NetBIOS Name"});
  f.location.snippet  = of(r, {"Plugin Output", "output"});
  add_links(f, of(r, {"See Also", "definition.see_also"}), out);
  f.dates.published  = time_of(of(r, {"Vuln Publication Date", "definition.vulnerability_published"}));
  f.dates.introduced = time_of(of(r, {"First Discovered", "First Found", "first_observed"}));
  f.dates.detected   = time_of(of(r, {"Last Observed", "Last Found", "last_seen"}));
  f.add_tag(of(r, {"Family", "Plugin Family", "definition.family"}));
  state(f, r);
}

// Nessus writes a row for each CVE of a finding: they are one finding again.
void read_rows(const Rows& rows, Writer& out) {
  out.tool("nessus");
  std::string last;
  Draft* open = nullptr;
  for (const Row& r : rows) {
    const string_view host = of(r, {"IP Address", "Host", "asset.display_ipv4_address", "asset.name"});
    const string_view cve  = of(r, {"CVE", "definition.cve"});
    std::string key;
    for (const string_view part : {of(r, {"Plugin ID", "Plugin", "definition.id"}), host, of(r, {"Port", "port"}),
                                   of(r, {"Protocol", "protocol"}), of(r, {"Plugin Output", "output"})}) {
      key.append(part).append("\n");
    }
    if (open != nullptr && !cve.empty() && key == last) {
      open->add_ids_in(cve);
      continue;
    }
    open = &out.add(is_url(host) || equal_ignoring_case(r["Protocol"], "http") ? Kind::dast : Kind::network);
    row(r, host, *open, out);
    last = cve.empty() ? std::string() : key;
  }
}

}  // namespace

extern constinit const Format nessus{
    .id      = "nessus",
    .name    = "Nessus / Tenable",
    .url     = "https://www.tenable.com/products/nessus",
    .command = "Scans > a scan > Export > Nessus (.nessus) or CSV",
    .kinds   = "network dast iac",
    .versions =
        ".nessus XML (version 2), also of Web App Scanning; CSV of Nessus, tenable.io (old and new) and tenable.sc",
    .severity = "the number or word of the finding, which may have been recast; else the risk factor",
    .missing  = "version of the tool; checks of a policy that passed are not findings",
    .known_by =
        "<NessusClientData_v2> | <NessusClientData> | \"Plugin ID,Risk,Host,Protocol,Port,Name,Synopsis,Plugin "
        "Output\" | "
        "\"Plugin,Plugin Name,Severity,IP Address,Protocol,Port,CVE,Cross References,Vuln Publication Date\" | "
        "\"definition.id,definition.name,severity,state\"",
    .read_xml  = read_xml,
    .read_rows = read_rows,
};

}  // namespace secmon::format
