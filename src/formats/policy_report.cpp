// SPDX-License-Identifier: MIT
// PolicyReport of Kubernetes (Kyverno, Trivy and Falco adapters, OpenReports): results of policies, one object or
// lists.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view resource_of(Json r, Writer& out) {
  const string_view space = r.str("namespace");
  if (r.str("kind").empty() && r.str("name").empty()) return {};
  return out.join({space, space.empty() ? "" : "/", r.str("kind"), "/", r.str("name")});
}

// "pass" and "skip" are no findings; "error" means that nobody knows.
void result(Json r, string_view scope, Writer& out) {
  const string_view how = r.str("result").empty() ? r.str("status") : r.str("result");
  if (how == "pass" || how == "skip") return;
  if (how != "fail" && how != "warn") {
    return out.incomplete(Errc::scanner_failed,
                          out.join({r.str("policy"), ": ", how, ": ", clip(first_line(r.str("message")), 200)}));
  }
  const Json more           = r["properties"];
  const string_view package = more.str("pkgName"), id = r.str("policy");
  const Kind vulnerable = package.empty() ? Kind::container : Kind::sca;
  Draft& f              = out.add(is_vulnerability_id(id) ? vulnerable : Kind::iac);
  f.rule_id             = id;
  f.rule_name           = r.str("rule");
  f.title               = first_sentence(r.str("message"));
  if (f.title.empty()) f.title = out.join({id, r.str("rule").empty() ? "" : ": ", r.str("rule")});
  if (f.title != r.str("message")) f.description = r.str("message");
  f.rate(r.str("severity"));
  f.add_id(is_vulnerability_id(id) ? id : "");
  f.package.name    = package;
  f.package.version = more.str("installedVersion");
  string_view fixed = more.str("fixedVersion");
  for (string_view version; next_part(fixed, ',', version);) f.add_fixed_in(trim(version));
  f.add_reference(more.str("primaryURL"));
  const string_view own = resource_of(r["resources"][0], out);
  f.location.resource   = own.empty() ? scope : own;
  f.add_tag(r.str("category"));
  f.add_tag(r.str("source"));
  if (how == "warn") f.add_tag("warn");
  f.dates.detected = r["timestamp"].is_object() ? r["timestamp"].time("seconds") : r.time("timestamp");
}

void report(Json r, Writer& out) {
  const Json about = r["metadata"], summary = r["summary"];
  const Json scope        = r["scope"].exists() ? r["scope"] : r["subject"];
  const string_view space = about.str("namespace"), own = resource_of(scope, out);
  const bool bare         = scope.str("namespace").empty() && !own.empty() && !space.empty();
  const string_view place = own.empty() ? space : bare ? out.join({space, "/", own}) : own;
  std::int64_t bad        = 0;
  for (Json one : r["results"]) {
    const string_view how = one.str("result");
    bad += how != "pass" && how != "skip";
    result(one, place, out);
  }
  if (summary.integer("fail") + summary.integer("warn") > bad) {
    out.incomplete(Errc::truncated, out.join({about.str("name"), ": the summary counts more results than there are"}));
  }
}

void read(Json document, Writer& out) {
  out.tool("PolicyReport");
  if (!document["items"].is_array()) {
    if (!document["summary"] && !document["results"]) {
      return out.reject(Errc::malformed, "neither \"results\" nor \"summary\": not a report of policies");
    }
    return report(document, out);
  }
  for (Json item : document["items"]) {
    const bool is_report = item.str("kind").ends_with("Report");
    if (is_report) report(item, out);
    if (!is_report) out.incomplete(Errc::malformed, "an item that is no report of policies", item.offset());
  }
  if (!document["metadata"].str("continue").empty()) out.incomplete(Errc::truncated, "there are further pages");
}

}  // namespace

extern constinit const Format policy_report{
    .id       = "policy_report",
    .name     = "PolicyReport (Kyverno, OpenReports)",
    .url      = "https://github.com/kubernetes-sigs/wg-policy-prototypes",
    .command  = "kubectl get policyreports,clusterpolicyreports -A -o json > policies.json",
    .kinds    = "iac sca container",
    .versions = "wgpolicyk8s.io v1alpha2 and v1beta1, openreports.io v1alpha1; an object or a list",
    .severity = "the word of the result",
    .missing  = "remediation; CVSS",
    .known_by =
        "apiVersion=wgpolicyk8s.io/* kind | apiVersion=openreports.io/* kind | "
        "items[0].apiVersion=wgpolicyk8s.io/* kind=* | items[0].apiVersion=openreports.io/* kind=*",
    .read = read,
};

}  // namespace secmon::format
