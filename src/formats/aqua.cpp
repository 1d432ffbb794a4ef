// SPDX-License-Identifier: MIT
// Aqua: vulnerabilities of images. The scanner's report, its CI plugin's, and the answers of the console's API.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "pkg:/debian:10:apt:1.8.2.2" is no package URL; its first part names the system.
string_view ecosystem_for(Json resource) {
  const string_view format = resource.str("format");
  return ecosystem_of(format.empty() ? resource.str("type") : format);
}

void ratings(Draft& f, Json v) {
  f.add_cvss(v.str("aqua_vectors"), v.number("aqua_score", -1), "aqua");
  for (const char* key : {"nvd_score_v3", "nvd_cvss3_score"}) {
    if (v[key]) f.add_cvss(v.str(key[4] == 's' ? "nvd_vectors_v3" : "nvd_cvss3_vectors"), v.number(key, -1), "nvd");
  }
  for (const char* key : {"nvd_score", "nvd_cvss2_score"}) {
    if (v[key]) f.add_cvss(v.str(key[4] == 's' ? "nvd_vectors" : "nvd_cvss2_vectors"), v.number(key, -1), "nvd", "2.0");
  }
  if (v["vendor_score_v3"]) f.add_cvss(v.str("vendor_vectors_v3"), v.number("vendor_score_v3", -1), "vendor");
}

void vulnerability(Json v, Json resource, string_view image, Writer& out) {
  const string_view ecosystem = ecosystem_for(resource);
  const bool system           = ecosystem == "deb" || ecosystem == "rpm" || ecosystem == "apk";
  Draft& f                    = out.add(system ? Kind::container : Kind::sca);
  f.rule_id                   = v.str("name");
  f.title                     = out.join({f.rule_id, " in ", resource.str("name")});
  f.description               = v.str("description");
  f.remediation               = v.str("solution");
  // Aqua's own, since 5.x; before, the newest of the others.
  for (const char* key : {"aqua_severity", "vendor_severity_v3", "nvd_severity_v3", "nvd_cvss3_severity",
                          "vendor_severity", "nvd_severity"}) {
    if (f.severity_raw.empty()) f.rate(v.str(key));
  }
  ratings(f, v);
  f.rate_by_score(v.number("aqua_score", -1));
  for (Json cwe : v["cwe_info"]) f.add_cwe(cwe.str("Id"));
  f.add_id(f.rule_id);
  f.package.ecosystem = ecosystem;
  f.package.name      = resource.str("name").empty() ? resource.str("path") : resource.str("name");
  f.package.version   = resource.str("version");
  f.package.image     = image;
  f.add_fixed_in(v.str("fix_version"));
  f.location.path = resource.str("path");
  for (const char* key : {"nvd_url", "vendor_url"}) f.add_reference(v.str(key));
  f.dates.published = v.time("publish_date");
  f.dates.detected  = v.time("first_found_date");
  if (v.truth("acknowledged")) f.state = State::accepted_risk, f.state_reason = "acknowledged in Aqua";
  if (v.str("v_patch_status") == "patched") f.add_tag("virtual patch");
}

// The CI plugin's.
void cve(Json v, string_view image, Writer& out) {
  Draft& f      = out.add(Kind::container);
  f.rule_id     = v.str("name");
  f.title       = out.join({f.rule_id, " in ", v.str("file").empty() ? image : v.str("file")});
  f.description = v.str("description");
  f.remediation = v.str("solution");
  f.rate(v.str("severity"));
  f.add_cvss({}, v.number("score", -1), {}, v.str("score_version") == "CVSS v2" ? "2.0" : "");
  f.add_id(f.rule_id);
  f.package.image = image;
  f.add_fixed_in(v.str("fix_version"));
  f.location.path = v.str("file");
  f.add_reference(v.str("url"));
  f.dates.published = v.time("publishdate");
  if (v.truth("acknowledged")) f.state = State::accepted_risk, f.state_reason = "acknowledged in Aqua";
}

void read(Json document, Writer& out) {
  out.tool("aqua");
  if (document["resources"].is_array()) {
    for (Json r : document["resources"]) {
      const Json resource = r["resource"];
      if (r.has("scanned") && !r.truth("scanned")) {
        out.incomplete(Errc::scanner_failed, out.join({"aqua did not scan ", resource.str("name")}));
      }
      for (Json v : r["vulnerabilities"]) vulnerability(v, resource, document.str("image"), out);
    }
  } else if (document["cves"].is_array()) {
    const string_view error = document.str("errorMsg");
    if (!error.empty()) out.incomplete(Errc::scanner_failed, out.join({"aqua: ", clip(error, 300)}));
    for (Json v : document["cves"]) cve(v, document.str("image_name"), out);
  } else if (document["result"].is_array()) {
    std::int64_t rows = 0;
    for (Json v : document["result"]) {
      const string_view registry = v.str("registry");
      vulnerability(v, v["resource"], out.join({registry, registry.empty() ? "" : "/", v.str("image_name")}), out);
      ++rows;
    }
    const std::int64_t page = std::max<std::int64_t>(document.integer("page", 1), 1);
    if (rows < document.integer("count") && page * document.integer("pagesize") < document.integer("count")) {
      out.incomplete(Errc::malformed, out.join({"there are more pages: ", document.text("count"), " vulnerabilities"}));
    }
  } else {
    out.reject(Errc::malformed, "neither \"resources\" nor \"cves\" nor \"result\": not a report of Aqua");
  }
}

}  // namespace

extern constinit const Format aqua{
    .id       = "aqua",
    .name     = "Aqua",
    .url      = "https://www.aquasec.com",
    .command  = "scannercli scan --registry REGISTRY IMAGE --jsonfile aqua.json",
    .kinds    = "container sca",
    .versions = "scannercli, the CI plugin, the console's API v2",
    .severity = "aqua_severity, else the vendor's, else the NVD's word",
    .missing  = "CWE (but of the API), lines",
    .known_by =
        "resources[0].resource.format image vulnerability_summary | resources=[] image image_assurance_results | "
        "cves=[] cves_counts image_name | result[0].resource result[0].aqua_severity count | "
        "result=[] count pagesize query.page_size",
    .read = read,
};

}  // namespace secmon::format
