// SPDX-License-Identifier: MIT
// What semgrep's command line and its platform's API say in the same way.
#include "formats/dialect/semgrep.hpp"

namespace secmon::format {

using std::string_view;

string_view semgrep_rule_name(string_view dotted) { return dotted.substr(dotted.rfind('.') + 1); }

bool semgrep_any_is(Json list, string_view wanted) {
  for (Json item : list.each()) {
    if (equal_ignoring_case(item.str(), wanted)) return true;
  }
  return false;
}

void semgrep_weaknesses(Draft& f, Json cwe, Json owasp) {
  for (Json c : cwe.each()) f.add_cwe(c.str());
  for (Json o : owasp.each()) f.add_tag(o.str());
}

void semgrep_package(Draft& f, string_view ecosystem, string_view name, string_view version) {
  f.package.ecosystem = ecosystem_of(ecosystem);
  f.package.name      = name;
  f.package.version   = version;
}

void semgrep_upgrade_to(Draft& f, string_view version, Writer& out) {
  f.add_fixed_in(version);
  if (!version.empty() && f.remediation.empty()) {
    f.remediation = out.join({"Upgrade ", f.package.name, " to ", version});
  }
}

void semgrep_exposure(Draft& f, string_view word) {
  if (contains_ignoring_case(word, "unreachable")) {
    f.add_tag("unreachable");
  } else if (contains_ignoring_case(word, "reachable")) {
    f.add_tag("reachable");
  }
}

void semgrep_transitivity(Draft& f, string_view word) {
  if (equal_ignoring_case(word, "direct")) f.add_tag("direct");
  if (equal_ignoring_case(word, "transitive")) f.add_tag("transitive");
}

}  // namespace secmon::format
