// SPDX-License-Identifier: MIT
// trivy: the documents. Scans of images and file systems, of clusters, and compliance reports.
#include "formats/dialect/trivy.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// ---- results ----------------------------------------------------------------------------------------------------

bool is_system(string_view kind, string_view type, string_view target) {
  if (!kind.empty()) return kind == "os-pkgs";
  // Version 1 had no class, and at first no type.
  const string_view ecosystem = ecosystem_of(type);
  if (type.empty()) return !target.empty() && target.back() == ')';
  return ecosystem == "deb" || ecosystem == "rpm" || ecosystem == "apk";
}

void result(Json r, TrivyPlace& place, Writer& out) {
  if (!r.has("Target")) return out.incomplete(Errc::malformed, "an entry without \"Target\" was not read", r.offset());
  place.target = r.str("Target");
  place.type   = r.str("Type");
  place.system = is_system(r.str("Class"), place.type, place.target);
  // "alpine:3.9 (alpine 3.9.4)". What was found before the next system is of the same image.
  if (place.system) place.image = place.target.substr(0, place.target.rfind(" ("));
  for (Json v : r["Vulnerabilities"]) trivy_vulnerability(v, place, out);
  for (Json m : r["Misconfigurations"]) trivy_misconfiguration(m, place, out);
  for (Json s : r["Secrets"]) trivy_secret(s, place, out);
  for (Json l : r["Licenses"]) trivy_license(l, place, out);
  for (Json m : r["ExperimentalModifiedFindings"]) trivy_modified(m, place, out);
}

// ---- clusters ---------------------------------------------------------------------------------------------------

void resource(Json r, Writer& out) {
  const string_view space = r.str("Namespace");
  TrivyPlace place;
  place.resource = out.join({space, space.empty() ? "" : "/", r.str("Kind"), "/", r.str("Name")});
  // An object until 0.56; since 0.57 one for each container.
  for (Json image : r["Metadata"].each()) {
    place.image = image["RepoTags"][0].str();
    if (place.image.empty()) place.image = image["RepoDigests"][0].str();
    break;
  }
  if (const string_view error = r.str("Error"); !error.empty()) {
    out.incomplete(Errc::scanner_failed, out.join({"trivy could not scan ", place.resource, ": ", first_line(error)}));
  }
  for (Json entry : r["Results"]) result(entry, place, out);
}

// ---- compliance -------------------------------------------------------------------------------------------------

// The summary has only numbers. A control without one is to be checked by hand.
void control(Json c, Writer& out) {
  if (c.integer("TotalFail") <= 0) return;
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = c.str("ID");
  f.title       = c.str("Name");
  f.description = out.join({c.text("TotalFail"), " checks of this control failed"});
  f.rate(c.str("Severity"));
}

// "Results" of a compliance report are controls, which have the results of their checks.
void results(Json list, TrivyPlace& place, Writer& out) {
  for (Json r : list) {
    if (!r.has("Target") && r["Results"].is_array()) {
      for (Json inner : r["Results"]) result(inner, place, out);
    } else if (r.has("Target") || !r.has("Results")) {
      result(r, place, out);
    }
  }
}

// ---- documents --------------------------------------------------------------------------------------------------

void scan(Json document, Writer& out) {
  TrivyPlace place;
  if (document.str("ArtifactType") == "container_image") place.image = document.str("ArtifactName");
  if (document["Metadata"]["OS"].truth("EOSL")) {
    out.remark(Errc::ok, "the operating system is no longer supported: new vulnerabilities of it are not reported");
  }
  const Json list = document["Results"];
  if (list && !list.is_array()) out.incomplete(Errc::malformed, "\"Results\" is no list");
  if (!list) out.remark(Errc::ok, "trivy found nothing that it knows how to check");
  results(list, place, out);
}

void read(Json document, Writer& out) {
  out.tool("trivy", document["Trivy"].str("Version"));
  out.generated(document.time("CreatedAt"));
  if (document.is_array()) {  // version 1
    TrivyPlace place;
    for (Json r : document) result(r, place, out);
    if (document.begin() == document.end()) out.incomplete(Errc::malformed, "an empty list: trivy would write null");
    return;
  }
  if (document.is_null()) return;  // version 1 without anything to check
  if (const std::int64_t version = document.integer("SchemaVersion", 2); version != 2) {
    return out.reject(Errc::unsupported_version,
                      out.join({"trivy's schema ", document.text("SchemaVersion"), " is not read"}));
  }
  bool any = false;
  if (document.has("ClusterName")) {
    for (const char* list : {"Resources", "Findings", "Vulnerabilities", "Misconfigurations"}) {
      for (Json r : document[list]) resource(r, out);
    }
    any = true;
  }
  for (Json c : document["SummaryControls"]) control(c, out);
  any = any || document.has("SummaryControls");
  if (document.has("SchemaVersion") || document.has("Results")) scan(document, out), any = true;
  if (!any) out.reject(Errc::malformed, "neither \"Results\" nor \"ClusterName\": not a report of trivy");
}

}  // namespace

extern constinit const Format trivy{
    .id       = "trivy",
    .name     = "Trivy",
    .url      = "https://github.com/aquasecurity/trivy",
    .command  = "trivy image --format json --output trivy.json IMAGE",
    .kinds    = "container sca iac secret license",
    .versions = "schema 2 (since 0.20), version 1 (a list of targets), clusters (trivy k8s), compliance reports",
    .severity = "the vendor's word that trivy chose; no CVSS score changes it",
    .missing  = "lines of packages; the text of secrets is in the report but is not read",
    .known_by =
        "SchemaVersion ArtifactName | SchemaVersion Results | [0].Target [0].Vulnerabilities | [0].Target [0].Type | "
        "ClusterName Resources | ClusterName Findings | ClusterName Vulnerabilities | ClusterName Misconfigurations | "
        "ID Title SummaryControls | ID Title Results.[0].Results",
    .divisible = "Vulnerabilities Misconfigurations Secrets Licenses",
    .read      = read,
};

}  // namespace secmon::format
