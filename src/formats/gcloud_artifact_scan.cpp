// SPDX-License-Identifier: MIT
// Google Artifact Registry: vulnerabilities of an image.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kOwn[] = {{"MINIMAL", Severity::info}, {"SEVERITY_UNSPECIFIED", Severity::unknown}};

string_view ecosystem_for(string_view type) {
  if (type == "GO" || type == "GO_STDLIB") return "golang";
  return type == "OS" ? string_view() : ecosystem_of(type);
}

void occurrence(Json o, string_view severity, string_view image, Writer& out) {
  const Json v           = o["vulnerability"];
  const string_view id   = v.str("shortDescription");
  const auto one_package = [&](Json p) {
    const string_view type = p.str("packageType"), system = p.str("affectedCpeUri");
    Draft& f      = out.add(type == "OS" ? Kind::container : Kind::sca);
    f.rule_id     = id;
    f.title       = out.join({id, " in ", p.str("affectedPackage")});
    f.description = v.str("longDescription");
    // Of the package in this distribution, else the author's.
    const string_view word = !p.str("effectiveSeverity").empty()   ? p.str("effectiveSeverity")
                             : !v.str("effectiveSeverity").empty() ? v.str("effectiveSeverity")
                             : !v.str("severity").empty()          ? v.str("severity")
                                                                   : severity;
    f.rate(word, kOwn);
    if (v["cvssv3"]) f.add_cvss({}, v["cvssv3"].number("baseScore", -1), {}, "3.1");
    if (v["cvssV2"]) f.add_cvss({}, v["cvssV2"].number("baseScore", -1), {}, "2.0");
    f.add_ids_in(id);
    f.add_ids_in(o.str("noteName"));
    f.package.ecosystem = type == "OS" && system.find("alpine") != system.npos   ? string_view("apk")
                          : type == "OS" && system.find("debian") != system.npos ? string_view("deb")
                          : type == "OS" && system.find("ubuntu") != system.npos ? string_view("deb")
                                                                                 : ecosystem_for(type);
    f.package.name      = p.str("affectedPackage");
    f.package.version   = p["affectedVersion"].str("fullName");
    f.package.image     = image;
    if (p["fixedVersion"].str("kind") != "MAXIMUM") f.add_fixed_in(p["fixedVersion"].str("fullName"));
    f.location.path = p["fileLocation"][0].str("filePath");
    for (Json url : v["relatedUrls"]) f.add_reference(url.str("url"));
    f.dates.detected = o.time("createTime");
    f.native_id      = o.str("name");
  };
  bool any = false;
  for (Json p : v["packageIssue"]) one_package(p), any = true;
  if (!any) one_package(Json());
}

void read(Json document, Writer& out) {
  out.tool("artifact-registry");
  const Json summary = document["package_vulnerability_summary"];
  if (!summary.is_object() && !document["image_summary"].is_object()) {
    return out.reject(Errc::malformed, "no \"package_vulnerability_summary\": not of gcloud artifacts docker images");
  }
  const string_view image = document["image_summary"].str("fully_qualified_digest");
  for (Json discovery : document["discovery_summary"]["discovery"]) {
    const string_view status = discovery["discovery"].str("analysisStatus");
    if (status != "FINISHED_SUCCESS" && !status.empty()) {
      out.incomplete(Errc::scanner_failed, out.join({"the analysis is not finished: ", status}));
    }
  }
  if (!summary) out.incomplete(Errc::malformed, "no vulnerabilities were asked for: --show-package-vulnerability");
  for (Json list : summary["vulnerabilities"]) {
    const string_view severity = list.key();
    for (Json o : list) occurrence(o, severity, image, out);
  }
}

}  // namespace

extern constinit const Format gcloud_artifact_scan{
    .id       = "gcloud_artifact_scan",
    .name     = "Google Artifact Analysis",
    .url      = "https://cloud.google.com/artifact-analysis/docs",
    .command  = "gcloud artifacts docker images describe IMAGE --show-package-vulnerability --format=json",
    .kinds    = "container sca",
    .versions = "gcloud artifacts docker images describe",
    .severity = "effectiveSeverity of the package, else of the vulnerability; MINIMAL is info",
    .missing  = "vectors, CWE",
    .known_by = "image_summary package_vulnerability_summary | image_summary.fully_qualified_digest discovery_summary",
    .read     = read,
};

}  // namespace secmon::format
