// SPDX-License-Identifier: MIT
// Xanitizer: data flows and other weaknesses of Java and JavaScript.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// The end of a flow, or the only place.
Xml place_of(Xml f) {
  for (const char* name : {"endNode", "node"}) {
    if (f.at(name)) return f.at(name);
  }
  return {};
}

void finding(Xml x, Writer& out) {
  const Xml place            = place_of(x);
  const string_view producer = x.text("producer");
  Draft& f                   = out.add(producer.find("DependencyCheck") != producer.npos ? Kind::sca : Kind::sast);
  f.rule_id                  = x.text("problemTypeId");
  f.title                    = x.text("problemType");
  f.description              = x.text("description");
  f.rate_by_score(to_number(x.text("rating")).value_or(-1));
  f.add_ids_in(f.description);
  string_view cwe = x.text("cweNumber");  // "CWE-1,035"
  std::string digits;
  for (const char c : cwe) {
    if (c != ',') digits += c;
  }
  f.add_cwe(digits);
  const string_view package = x.text("package"), path = place.attr("relativePath");
  f.location.path       = path.empty() ? x.text("file") : path;
  f.location.start_line = x.line("line");
  f.location.function =
      package.empty() || x.text("class").empty() ? x.text("class") : out.join({package, ".", x.text("class")});
  for (Xml line : place.all("code")) {
    if (line.attr("finding") == "true") f.location.snippet = line.text();
  }
  const string_view how = x.text("classification");
  if (how == "False Positive") f.state = State::false_positive, f.state_reason = how;
  if (how == "Intended" || how == "Ok") f.state = State::accepted_risk, f.state_reason = how;
  if (f.state == State::open) f.add_tag(how);
  f.dates.detected = parse_time(x.text("date").substr(0, 19));
}

void read_xml(Xml root, Writer& out) {
  out.tool("Xanitizer", root.attr("xanitizerVersionShort"));
  if (root.name() != "XanitizerFindingsList") return out.reject(Errc::malformed, "not a report of Xanitizer");
  out.generated(parse_time(root.attr("timeStamp")));
  std::int64_t findings = 0;
  for (Xml x : root.all("finding")) finding(x, out), ++findings;
  if (findings < to_integer(root.attr("findingsNotRemovedByFilter")).value_or(0)) {
    out.incomplete(Errc::truncated, "not all of the findings that it counts are there");
  }
}

}  // namespace

extern constinit const Format xanitizer{
    .id       = "xanitizer",
    .name     = "Xanitizer",
    .url      = "https://www.rigs-it.com/xanitizer/",
    .command  = "XanitizerHeadless findingsListReportOutputFile=xanitizer.xml",
    .kinds    = "sast sca",
    .versions = "XML, the list of findings",
    .severity = "the rating, by the bounds of CVSS 3",
    .missing  = "remediation, references; the steps of a flow",
    .known_by = "<XanitizerFindingsList>",
    .read_xml = read_xml,
};

}  // namespace secmon::format
