// SPDX-License-Identifier: MIT
// Sysdig Secure: exported vulnerability reports of clusters and registries, of 2022 and of 2025; JSON and CSV.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// One row, whichever keys it came with.
struct Found {
  string_view id, severity, package, version, type, path, image, system;
  string_view cvss_version, vector, link, published, fixed, cluster, space, kind, workload, box;
  double score  = -1;
  bool accepted = false, exploit = false, kev = false, in_use = false;
};

void finding(const Found& r, Writer& out) {
  const bool system = equal_ignoring_case(r.type, "os");
  Draft& f          = out.add(system ? Kind::container : Kind::sca);
  f.rule_id         = r.id;
  f.title           = out.join({r.id, " in ", r.package});
  f.rate(r.severity);
  f.add_cvss(r.vector, r.score, {}, r.cvss_version == "2" ? "2.0" : r.cvss_version);
  f.kev = r.kev;
  f.add_id(r.id);
  f.package.ecosystem = ecosystem_of(r.type);
  if (system) {
    f.package.ecosystem = r.system.find("debian") != r.system.npos || r.system.find("ubuntu") != r.system.npos ? "deb"
                          : r.system.find("alpine") != r.system.npos                                           ? "apk"
                                                                                                               : "";
  }
  f.package.name    = r.package;
  f.package.version = r.version;
  f.package.image   = r.image;
  f.add_fixed_in(r.fixed);
  f.location.path = r.path;
  for (const string_view part : {r.cluster, r.space, r.kind, r.workload, r.box}) {
    if (part.empty()) continue;
    f.location.resource = f.location.resource.empty() ? part : out.join({f.location.resource, "/", part});
  }
  f.add_reference(r.link);
  f.dates.published = parse_time(r.published);
  if (r.exploit) f.add_tag("exploit");
  if (r.in_use) f.add_tag("in use");
  if (r.accepted) f.state = State::accepted_risk, f.state_reason = "accepted in Sysdig";
}

void of_2022(Json d, Writer& out) {
  Found r;
  r.id = d.str("vulnName"), r.severity = d.str("vulnSeverity"), r.package = d.str("packageName");
  r.version = d.str("packageVersion"), r.type = d.str("packageType"), r.path = d.str("packagePath");
  r.image = d.str("imagePullString"), r.system = d.str("osName"), r.cvss_version = d.text("vulnCvssVersion");
  r.vector = d.str("vulnCvssVector"), r.score = d.number("vulnCvssScore", -1), r.link = d.str("vulnLink");
  r.published = d.str("vulnDisclosureDate"), r.fixed = d.str("vulnFixVersion"), r.cluster = d.str("k8sClusterName");
  r.space = d.str("k8sNamespaceName"), r.kind = d.str("k8sWorkloadType"), r.workload = d.str("k8sWorkloadName");
  r.box = d.str("k8sPodContainerName"), r.exploit = d.truth("vulnExploitable");
  finding(r, out);
}

void of_2025(Json d, Writer& out) {
  Found r;
  r.id = d.str("vuln_id"), r.severity = d.str("vuln_severity"), r.package = d.str("scan_package_name");
  r.version = d.str("scan_package_version"), r.type = d.str("scan_package_type"), r.path = d.str("scan_package_path");
  r.image = d.str("container_image"), r.system = d.str("container_image_distro");
  r.cvss_version = d.text("vuln_cvss_version"), r.vector = d.str("vuln_cvss_vector");
  r.score = d.number("vuln_cvss_score", -1), r.published = d.str("vuln_disclosure_date");
  r.fixed = d.str("vuln_fixed_in_version"), r.cluster = d.str("kubernetes_cluster_name");
  r.space = d.str("kubernetes_namespace_name"), r.kind = d.str("kubernetes_workload_type");
  r.workload = d.str("kubernetes_workload_name"), r.box = d.str("kubernetes_pod_container_name");
  r.accepted = d.truth("vuln_risk_accepted"), r.exploit = d.truth("vuln_has_exploit");
  r.kev = !d.str("vuln_cisa_kev_publish_date").empty(), r.in_use = d.truth("scan_package_in_use");
  finding(r, out);
}

void read(Json document, Writer& out) {
  out.tool("sysdig");
  if (document["data"].is_array()) {
    for (Json d : document["data"]) of_2022(d, out);
  } else if (document["panels"].is_array()) {
    for (Json panel : document["panels"]) {
      for (Json d : panel["data"]) of_2025(d, out);
    }
  } else {
    out.reject(Errc::malformed, "neither \"data\" nor \"panels\": not a report of Sysdig");
  }
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("sysdig");
  const bool now = rows.has("Vulnerability Name");  // of 2025
  bool any       = false;
  for (Row d : rows) {
    Found r;
    r.id           = d[now ? "Vulnerability Name" : "Vulnerability ID"];
    r.severity     = d[now ? "Vulnerability Severity" : "Severity"];
    r.package      = d["Package Name"];
    r.version      = d["Package Version"];
    r.type         = d["Package Type"];
    r.path         = d["Package Path"];
    r.image        = d[now ? "Image Name" : "Image"];
    r.system       = d["OS Name"];
    r.cvss_version = d["CVSS Version"];
    r.vector       = d["CVSS Vector"];
    r.score        = d.number("CVSS Score", -1);
    r.link         = d["Vuln link"];
    r.published    = d[now ? "Disclosure Date" : "Vuln Publish date"];
    r.fixed        = d["Fix Version"];
    r.cluster      = d[now ? "Kubernetes Cluster Name" : "K8S cluster name"];
    r.space        = d[now ? "Kubernetes Namespace Name" : "K8S namespace name"];
    r.kind         = d[now ? "Kubernetes Workload Type" : "K8S workload type"];
    r.workload     = d[now ? "Kubernetes Workload Name" : "K8S workload name"];
    r.box          = d[now ? "Kubernetes Container Name" : "K8S container name"];
    r.exploit      = d["Public Exploit"] == "true";
    r.accepted     = d["Risk Accepted"] == "true";
    r.in_use       = d[now ? "Package In Use" : "In use"] == "true";
    r.kev          = !d["CISA KEV Publish Date"].empty();
    // A row that is shifted has something else where its severity should be.
    if (severity_of(r.severity) == Severity::unknown && !says_unknown(r.severity) && !r.severity.empty() &&
        !is_vulnerability_id(r.id)) {
      out.incomplete(Errc::malformed, "a row that does not fit its header was not read", d.offset());
      continue;
    }
    finding(r, out);
    any = true;
  }
  if (!any) out.incomplete(Errc::malformed, "a table without rows cannot be told from one that was cut off");
}

}  // namespace

extern constinit const Format sysdig_reports{
    .id       = "sysdig_reports",
    .name     = "Sysdig Secure reports",
    .url      = "https://docs.sysdig.com/en/docs/sysdig-secure/vulnerabilities/reporting/",
    .command  = "download a report of Vulnerabilities > Reporting, as JSON or CSV",
    .kinds    = "container sca",
    .versions = "reports of 2022 and 2025, JSON and CSV",
    .severity = "Sysdig's word",
    .missing  = "CWE, titles",
    .known_by =
        "data[0].vulnName data[0].imagePullString | data[0].vulnName data[0].packageName | "
        "panels[0].data.[0].vuln_id panels[0].data.[0].vuln_severity | "
        "\"Vulnerability ID,Severity,Package name,Package version,Image,OS Name,CVSS version\" | "
        "\"Vulnerability Name,Vulnerability Severity,Package Name,Image Name,CVSS Version\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
