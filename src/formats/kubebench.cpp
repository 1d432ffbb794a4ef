// SPDX-License-Identifier: MIT
// kube-bench: a Kubernetes node against the CIS benchmark. JSON: with totals, a list of controls, or one of them.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kStatus[] = {{"FAIL", Severity::medium}, {"WARN", Severity::info}};

void check(Json r, Json group, Json controls, std::size_t& manual, Writer& out) {
  const string_view status = r.str("status");
  if (status == "PASS" || status == "INFO") return;
  if (r.str("type") == "manual") return static_cast<void>(++manual);  // always WARN: somebody has to look
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r.str("test_number");
  f.title       = r.str("test_desc");
  f.description = r.str("reason");
  f.remediation = trim(r.str("remediation"));
  f.rate(status, kStatus);
  f.location.resource = controls.str("node_type");
  f.add_tag(group.str("desc"));
  f.add_tag(controls.str("version"));
}

void controls(Json c, std::size_t& manual, Writer& out) {
  if (!c["tests"].is_array()) {
    return out.incomplete(Errc::malformed, "controls without a list \"tests\" were not read", c.offset());
  }
  for (Json group : c["tests"]) {
    for (Json r : group["results"]) check(r, group, c, manual, out);
  }
}

void read(Json document, Writer& out) {
  out.tool("kube-bench");
  std::size_t manual = 0;
  const Json list    = document.is_array() ? document : document["Controls"];
  if (list.is_array() && (!document.is_array() || !(document.begin() == document.end()))) {
    for (Json c : list) controls(c, manual, out);
  } else if (document["tests"].is_array()) {
    controls(document, manual, out);
  } else {
    return out.reject(Errc::malformed, "no list \"Controls\": not a whole report of kube-bench");
  }
  if (manual > 0) {
    out.remark(Errc::ok, out.join({"checks of kube-bench that are to be made by hand: ", std::to_string(manual)}));
  }
}

}  // namespace

extern constinit const Format kubebench{
    .id       = "kubebench",
    .name     = "kube-bench",
    .url      = "https://github.com/aquasecurity/kube-bench",
    .command  = "kube-bench --json --outputfile kube-bench.json",
    .kinds    = "iac",
    .versions = "all JSON: with \"Controls\" and \"Totals\", a list of controls, one of them",
    .severity = "the status: FAIL medium, WARN info; checks that are to be made by hand are a remark",
    .missing  = "severity, the node, dates, the version of kube-bench",
    .known_by =
        "Controls Totals | Controls[0].tests Controls[0].node_type | [0].tests[0].results [0].node_type [0].total_fail "
        "| "
        "[0].tests[0].results [0].node_type | tests[0].results node_type total_fail",
    .read = read,
};

}  // namespace secmon::format
