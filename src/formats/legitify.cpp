// SPDX-License-Identifier: MIT
// legitify: how organizations and repositories of GitHub and GitLab are set up.
#include "formats/dialect/joined.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void violation(Json v, Json policy, Writer& out) {
  const string_view status = v.str("status"), entity = v["aux"].str("entityName");
  if (status == "PASSED") return;
  if (status == "SKIPPED") {
    return out.remark(Errc::ok, out.join({"not checked: ", policy.str("title"), ": ", v.str("canonicalLink")}));
  }
  if (status != "FAILED") {
    return out.incomplete(Errc::scanner_failed, out.join({policy.str("title"), ": ", v.str("canonicalLink"),
                                                          ": the status is \"", status, "\""}));
  }
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = policy.str("policyName");
  f.title       = policy.str("title");
  f.description = joined(policy["threat"], "\n", out);
  if (f.description.empty()) f.description = policy.str("description");
  f.remediation = joined(policy["remediationSteps"], "\n", out);
  f.rate(policy.str("severity"));
  f.location.resource = out.join({v.str("violationEntityType"), entity.empty() ? "" : "/", entity});
  f.location.url      = v.str("canonicalLink");
  f.add_tag(policy.str("namespace"));
}

// Whether it is one; "violations" is null where there is none.
bool policy(Json p, Writer& out) {
  if (!p["policyInfo"].is_object()) return false;
  const Json info = p["policyInfo"];
  for (Json v : p["violations"]) violation(v, info, out);
  return true;
}

void read(Json document, Writer& out) {
  out.tool("legitify");
  if (!document["content"].is_object()) return out.reject(Errc::malformed, "no object \"content\": not of legitify");
  for (Json entry : document["content"]) {
    if (policy(entry, out)) continue;
    bool any = false;
    for (Json inner : entry) any = policy(inner, out) || any;  // grouped by severity, namespace or resource
    if (!any) out.incomplete(Errc::malformed, out.join({"no policy in \"", entry.key(), "\""}), entry.offset());
  }
}

}  // namespace

extern constinit const Format legitify{
    .id       = "legitify",
    .name     = "legitify",
    .url      = "https://github.com/Legit-Labs/legitify",
    .command  = "legitify analyze --output-format json --output-file legitify.json",
    .kinds    = "iac",
    .versions = "JSON, flattened and grouped by severity or namespace",
    .severity = "the tool's word",
    .missing  = "CWE, dates, the version of legitify",
    .known_by = "type=flattened content | type=group-by-* content",
    .read     = read,
};

}  // namespace secmon::format
