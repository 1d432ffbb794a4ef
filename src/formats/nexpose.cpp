// SPDX-License-Identifier: MIT
// Nexpose (InsightVM): vulnerabilities of hosts. Tests name a definition that stands behind them.
#include <map>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Definition {
  string_view title, description, solution, severity, vector;
  double score   = -1;
  Time published = kNoTime;
  std::vector<string_view> ids, urls, tags;
  std::uint32_t cwe = 0;
};
using Definitions = std::map<string_view, Definition>;

// The names that Nexpose has for 1-3, 4-7 and 8-10.
constexpr SeverityWord kSeverities[] = {{"0", Severity::info},     {"1", Severity::medium},   {"2", Severity::medium},
                                        {"3", Severity::medium},   {"4", Severity::high},     {"5", Severity::high},
                                        {"6", Severity::high},     {"7", Severity::high},     {"8", Severity::critical},
                                        {"9", Severity::critical}, {"10", Severity::critical}};

// "19970801T000000000"
Time time_in(string_view text) {
  if (text.size() < 15 || text[8] != 'T') return parse_time(text);
  std::string iso;
  for (std::size_t i = 0; i < 15; ++i) {
    iso += text[i];
    if (i == 3 || i == 5) iso += '-';
    if (i == 10 || i == 12) iso += ':';
  }
  return parse_time(iso);
}

Definition definition(Xml v, Writer& out) {
  Definition d;
  d.title       = v.attr("title");
  d.description = plain(v.text("description"), out);
  d.solution    = plain(v.text("solution"), out);
  d.severity    = v.attr("severity");
  d.vector      = v.attr("cvssVector");
  if (d.vector.starts_with('(') && d.vector.ends_with(')')) d.vector = d.vector.substr(1, d.vector.size() - 2);
  d.score     = to_number(v.attr("cvssScore")).value_or(-1);
  d.published = time_in(v.attr("published"));
  for (Xml reference : v.at("references").all("reference")) {
    const string_view text = reference.text();
    if (is_vulnerability_id(text)) d.ids.push_back(text);
    if (is_url(text)) d.urls.push_back(text);
    if (equal_ignoring_case(reference.attr("source"), "CWE")) d.cwe = cwe_number(text);
  }
  for (Xml tag : v.at("tags").all("tag")) d.tags.push_back(tag.text());
  return d;
}

void finding(Xml test, const Definitions& definitions, string_view where, string_view name, Writer& out) {
  if (!test.attr("status").starts_with("vulnerable")) return;
  Draft& f               = out.add(Kind::network);
  f.rule_id              = test.attr("id");
  const auto found       = definitions.find(lower(f.rule_id));
  const string_view says = plain(test.text(), out);
  if (found == definitions.end()) {
    f.description = says;
    out.remark(Errc::malformed, out.join({"no definition of ", f.rule_id}));
  } else {
    const Definition& d = found->second;
    f.title             = d.title;
    f.description       = says.empty() ? d.description : out.join({d.description, "\n\n", says});
    f.remediation       = d.solution;
    f.rate(d.severity, kSeverities, SeverityFrom::level);
    f.add_cvss(d.vector, d.score, {}, "2.0");
    f.add_cwe(d.cwe);
    for (const string_view id : d.ids) f.add_id(id);
    for (const string_view url : d.urls) f.add_reference(url);
    for (const string_view tag : d.tags) f.add_tag(tag);
    f.dates.published = d.published;
  }
  f.add_ids_in(f.rule_id);
  if (test.attr("status") == "vulnerable-potential") f.confidence = Confidence::low;
  f.location.resource  = where;
  f.location.function  = name;
  f.location.parameter = test.attr("key");
  f.dates.detected     = time_in(test.attr("vulnerable-since"));
}

void node(Xml n, const Definitions& definitions, Writer& out) {
  const string_view address = n.attr("address"), name = n.at("names").text("name");
  for (Xml test : n.at("tests").all("test")) finding(test, definitions, address, name, out);
  for (Xml e : n.at("endpoints").all("endpoint")) {
    const string_view where = host_and_port(address, e.attr("port"), e.attr("protocol"), out);
    for (Xml test : e.at("tests").all("test")) finding(test, definitions, where, name, out);
    for (Xml service : e.at("services").all("service")) {
      for (Xml test : service.at("tests").all("test")) finding(test, definitions, where, name, out);
    }
  }
}

void read_xml(Xml root, Writer& out) {
  out.tool("Nexpose");
  if (!root.at("nodes")) return out.reject(Errc::malformed, "no <nodes>: not a whole report of Nexpose");
  Definitions definitions;
  for (Xml v : root.at("VulnerabilityDefinitions").all("vulnerability")) {
    definitions.emplace(out.keep(lower(v.attr("id"))), definition(v, out));
  }
  for (Xml scan : root.at("scans").all("scan")) {
    out.generated(time_in(scan.attr("endTime")));
    const string_view status = scan.attr("status");
    if (status != "finished") {
      out.incomplete(Errc::scanner_failed, out.join({"the scan ", scan.attr("name"), " is \"", status, "\""}));
    }
  }
  for (Xml n : root.at("nodes").all("node")) node(n, definitions, out);
}

}  // namespace

extern constinit const Format nexpose{
    .id       = "nexpose",
    .name     = "Nexpose, InsightVM",
    .url      = "https://docs.rapid7.com/insightvm/understanding-the-reporting-data-model-overview-and-query-design/",
    .command  = "export a report of the kind \"XML Export 2.0\"",
    .kinds    = "network",
    .versions = "XML Export, XML Export 2.0",
    .severity = "Nexpose's names for its levels: 1 to 3 moderate (medium), 4 to 7 severe (high), 8 to 10 critical",
    .missing  = "fixed versions, packages",
    .known_by = "<NexposeReport>",
    .read_xml = read_xml,
};

}  // namespace secmon::format
