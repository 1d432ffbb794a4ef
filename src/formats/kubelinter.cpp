// SPDX-License-Identifier: MIT
// KubeLinter: Kubernetes manifests and Helm charts. JSON.
#include <map>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json document, Writer& out) {
  const Json summary = document["Summary"];
  out.tool("kube-linter", summary.str("KubeLinterVersion"));
  out.generated(summary.time("CheckEndTime"));
  if (!document["Reports"].is_array() && !(document.has("Reports") && summary.has("ChecksStatus"))) {
    return out.reject(Errc::malformed, "no list \"Reports\": not a whole report of KubeLinter");
  }
  std::map<string_view, string_view> checks;
  for (Json check : document["Checks"]) checks[check.str("name")] = check.str("description");
  std::size_t found = 0;
  for (Json r : document["Reports"]) {
    const Json about = r["Object"], object = about["K8sObject"];
    const string_view space = object.str("Namespace"), kind = object["GroupVersionKind"].str("Kind");
    Draft& f      = out.add(Kind::iac);
    f.rule_id     = r.str("Check");
    f.title       = r["Diagnostic"].str("Message");
    f.remediation = r.str("Remediation");
    if (const auto check = checks.find(f.rule_id); check != checks.end()) f.description = check->second;
    f.location.path = about["Metadata"].str("FilePath");
    f.location.resource =
        out.join({space, space.empty() ? "" : "/", kind, kind.empty() ? "" : "/", object.str("Name")});
    ++found;
  }
  if (found == 0 && summary.str("ChecksStatus") == "Failed") {
    out.incomplete(Errc::malformed, "KubeLinter's checks failed, but it does not say which");
  }
}

}  // namespace

extern constinit const Format kubelinter{
    .id       = "kubelinter",
    .name     = "KubeLinter",
    .url      = "https://github.com/stackrox/kube-linter",
    .command  = "kube-linter lint . --format json > kube-linter.json",
    .kinds    = "iac",
    .versions = "0.2 and later, JSON",
    .severity = "none: it is unknown",
    .missing  = "severity, lines, references",
    .known_by = "Reports Checks Summary.ChecksStatus | Reports Summary.KubeLinterVersion",
    .read     = read,
};

}  // namespace secmon::format
