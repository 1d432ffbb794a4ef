// SPDX-License-Identifier: MIT
// kubeaudit: insecure settings of Kubernetes resources. JSON in lines.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLevels[] = {{"error", Severity::high}, {"warning", Severity::medium}, {"info", Severity::info}};

void read(Json r, Writer& out) {
  out.tool("kubeaudit");
  const string_view rule = r.str("AuditResultName"), message = r.str("msg"), level = r.str("level");
  if (rule.empty()) return out.reject(Errc::malformed, "no \"AuditResultName\": not a result of kubeaudit");
  const string_view space = r.str("ResourceNamespace"), container = r.str("Container");
  Draft& f  = out.add(Kind::iac);
  f.rule_id = rule;
  f.title   = first_sentence(message);
  if (f.title.size() != message.size()) f.description = message;
  f.rate(level, kLevels);
  f.location.resource = out.join({space, space.empty() ? "" : "/", r.str("ResourceKind"), "/", r.str("ResourceName"),
                                  container.empty() ? "" : "/", container});
  f.location.path     = r.str("FilePath");
  f.dates.detected    = r.time("time");
}

}  // namespace

extern constinit const Format kubeaudit{
    .id       = "kubeaudit",
    .name     = "kubeaudit",
    .url      = "https://github.com/Shopify/kubeaudit",
    .command  = "kubeaudit all -p json > kubeaudit.json",
    .kinds    = "iac",
    .versions = "0.11 and later, JSON in lines; SARIF is the format sarif",
    .severity = "level: error high, warning medium, info info",
    .missing  = "references, remediation, lines, the version of kubeaudit",
    .known_by = "AuditResultName level msg",
    .read     = read,
};

}  // namespace secmon::format
