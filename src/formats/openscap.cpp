// SPDX-License-Identifier: MIT
// openscap: checks of a system's configuration and patches. Results in XCCDF 1.1 and 1.2, alone or in an ARF.
#include <map>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

using Rules = std::map<string_view, Xml>;

// Rules stand in groups in groups.
void rules_in(Xml element, int depth, Rules& rules) {
  for (Xml child : element.all("Rule")) rules[child.attr("id")] = child;
  for (Xml child : element.all("Group")) {
    if (depth > 0) rules_in(child, depth - 1, rules);
  }
}

void failed(Xml r, Xml rule, string_view target, Writer& out) {
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r.attr("idref");
  f.title       = rule.text("title");
  f.description = rule.text("description");
  f.remediation = rule.text("fixtext").empty() ? rule.text("fix") : rule.text("fixtext");
  if (r.text("result") == "fixed") f.state = State::fixed, f.dates.fixed = time_of(r.attr("time"));  // --remediate
  f.rate(r.attr("severity").empty() ? rule.attr("severity") : r.attr("severity"));
  f.add_ids_in(f.title);
  for (Xml ident : r.all("ident")) {
    if (is_vulnerability_id(ident.text())) f.add_id(ident.text());
    if (!is_vulnerability_id(ident.text())) f.add_tag(ident.text());
  }
  f.location.resource = target;
  for (Xml reference : rule.all("reference")) f.add_reference(reference.attr("href"));
  if (const Time when = time_of(r.attr("time")); when != kNoTime) f.dates.detected = when;
}

void result(Xml test, Rules& rules, Writer& out) {
  const string_view system = test.attr("test-system"), name = ":openscap:";  // cpe:/a:redhat:openscap:1.3.7
  const std::size_t at = system.find(name);
  out.tool("openscap", at == system.npos ? string_view() : system.substr(at + name.size()));
  out.generated(time_of(test.attr("end-time")));
  std::size_t unchecked = 0;
  for (Xml r : test.all("rule-result")) {
    const string_view how = r.text("result"), id = r.attr("idref");
    if (how == "fail" || how == "fixed") failed(r, rules[id], test.text("target"), out);
    if (how == "notchecked") ++unchecked;
    if (how == "error" || how == "unknown") {
      out.incomplete(Errc::scanner_failed, out.join({id, " could not be checked: ", how}));
    }
  }
  if (unchecked > 0) {
    out.remark(Errc::ok, out.join({std::to_string(unchecked), " rules were not checked: they have no check to run"}));
  }
}

void read_xml(Xml root, Writer& out) {
  constexpr int kDepth = 16;
  Rules rules;
  std::size_t results  = 0;
  const auto benchmark = [&](Xml b) { rules_in(b, kDepth, rules); };
  const auto tests     = [&](Xml parent) {
    for (Xml test : parent.all("TestResult")) result(test, rules, out), ++results;
  };
  if (root.name() == "TestResult") return result(root, rules, out);
  if (root.name() == "Benchmark") {
    benchmark(root);
    tests(root);
  } else if (root.name() == "asset-report-collection") {
    for (Xml request : root.at("report-requests").all("report-request")) {
      const Xml content = request.at("content");
      for (Xml b : content.all("Benchmark")) benchmark(b);
      for (Xml component : content.at("data-stream-collection").all("component")) {
        for (Xml b : component.all("Benchmark")) benchmark(b);
      }
    }
    for (Xml report : root.at("reports").all("report")) tests(report.at("content"));
  } else {
    return out.reject(Errc::malformed, "not a result in XCCDF");
  }
  if (results == 0) return out.reject(Errc::malformed, "no element <TestResult>: rules without a result");
}

}  // namespace

extern constinit const Format openscap{
    .id       = "openscap",
    .name     = "OpenSCAP",
    .url      = "https://github.com/OpenSCAP/openscap",
    .command  = "oscap xccdf eval --results results.xml --profile PROFILE content.xml",
    .kinds    = "iac",
    .versions = "XCCDF 1.1 and 1.2 with results; ARF (--results-arf); OVAL is not read",
    .severity = "the word of the result, else of its rule",
    .missing  = "CVSS, CWE; what passed, was not selected or does not apply is no finding",
    .known_by =
        "<Benchmark> TestResult | <Benchmark id> TestResult/rule-result | <TestResult> rule-result | "
        "<asset-report-collection> reports/report/content/TestResult",
    .read_xml = read_xml,
};

}  // namespace secmon::format
