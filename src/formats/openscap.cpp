// SPDX-License-Identifier: MIT
// openscap: checks of a system's configuration and patches. Results in XCCDF 1.1 and 1.2.
#include <map>

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
  f.remediation = rule.text("fixtext");
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

void read_xml(Xml root, Writer& out) {
  const bool alone = root.name() == "TestResult";
  if (root.name() != "Benchmark" && !alone) return out.reject(Errc::malformed, "not a result in XCCDF");
  if (!alone && !root.at("TestResult"))
    return out.reject(Errc::malformed, "no element <TestResult>: rules without a result");
  out.tool("openscap");
  Rules rules;
  constexpr int kDepth = 16;
  rules_in(root, kDepth, rules);
  const auto result = [&](Xml test) {
    for (Xml r : test.all("rule-result")) {
      const string_view how = r.text("result"), id = r.attr("idref");
      if (how == "fail") failed(r, rules[id], test.text("target"), out);
      if (how == "error" || how == "unknown") {
        out.incomplete(Errc::scanner_failed, out.join({id, " could not be checked: ", how}));
      }
    }
  };
  if (alone) return result(root);
  for (Xml test : root.all("TestResult")) result(test);
}

}  // namespace

extern constinit const Format openscap{
    .id       = "openscap",
    .name     = "OpenSCAP",
    .url      = "https://github.com/OpenSCAP/openscap",
    .command  = "oscap xccdf eval --results results.xml --profile PROFILE content.xml",
    .kinds    = "iac",
    .versions = "XCCDF 1.1 and 1.2 with results; ARF and OVAL are not read",
    .severity = "the word of the result, else of its rule",
    .missing  = "CVSS, CWE; what passed, was not selected or does not apply is no finding",
    .known_by = "<Benchmark> TestResult | <Benchmark id> TestResult/rule-result | <TestResult> rule-result",
    .read_xml = read_xml,
};

}  // namespace secmon::format
