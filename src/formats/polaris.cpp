// SPDX-License-Identifier: MIT
// Fairwinds Polaris: checks of Kubernetes workloads, JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {
    {"danger", Severity::high}, {"warning", Severity::medium}, {"ignore", Severity::info}};

void checks(Json list, string_view resource, string_view path, Writer& out) {
  for (Json c : list) {
    if (c.truth("Success", true)) {
      if (!c.has("Success")) out.incomplete(Errc::malformed, "a check without \"Success\"", c.offset());
      continue;
    }
    const string_view category = c.str("Category");
    Draft& f                   = out.add(category == "Security" ? Kind::iac : Kind::quality);
    f.rule_id                  = c.str("ID");
    f.title                    = c.str("Message");
    f.rate(c.str("Severity"), kSeverities);
    f.location.path     = path;
    f.location.resource = resource;
    f.add_tag(category);
    for (Json detail : c["Details"]) {
      if (f.description.empty()) f.description = detail.str();
    }
  }
}

void workload(Json r, string_view path, Writer& out) {
  const string_view space    = r.str("Namespace");
  const string_view resource = out.join({space, space.empty() ? "" : "/", r.str("Kind"), "/", r.str("Name")});
  checks(r["Results"], resource, path, out);
  checks(r["PodResult"]["Results"], resource, path, out);
  for (Json c : r["PodResult"]["ContainerResults"]) {
    checks(c["Results"], out.join({resource, "/", c.str("Name")}), path, out);
  }
}

void read(Json document, Writer& out) {
  if (!document["Results"].is_array()) {
    return out.reject(Errc::malformed, "no list \"Results\": not a whole report of Polaris");
  }
  out.tool("polaris");
  out.generated(document.time("AuditTime"));
  const string_view path = document.str("SourceType") == "Path" ? document.str("SourceName") : "";
  for (Json r : document["Results"]) workload(r, path, out);
}

}  // namespace

extern constinit const Format polaris{
    .id       = "polaris",
    .name     = "Fairwinds Polaris",
    .url      = "https://github.com/FairwindsOps/polaris",
    .command  = "polaris audit --audit-path . --format json > polaris.json",
    .kinds    = "iac quality",
    .versions = "output version 1.0",
    .severity = "danger high, warning medium",
    .missing  = "lines, remediation, version of the tool",
    .known_by = "PolarisOutputVersion Results",
    .read     = read,
};

}  // namespace secmon::format
