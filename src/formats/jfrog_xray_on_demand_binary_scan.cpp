// SPDX-License-Identifier: MIT
// JFrog Xray on demand: what jf scan and jf audit write as JSON.
#include "formats/dialect/xray.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void component(Json v, Json c, Json scan, Kind other, Writer& out) {
  const string_view id     = c.key();
  const string_view target = scan.str("component_id");
  Draft& f                 = out.add(other != Kind::other ? other : xray_is_system(id) ? Kind::container : Kind::sca);
  f.rule_id                = v.str("issue_id");
  f.title                  = first_sentence(v.str("summary"));
  f.description            = v.str("summary");
  f.rate(v.str("severity"));
  for (Json cve : v["cves"]) xray_cve(f, cve);
  f.add_id(f.rule_id);
  xray_package(f, id, out);
  xray_fixed(f, c["fixed_versions"], out);
  if (target.starts_with("docker://")) f.package.image = target.substr(9);
  f.location.resource = target;
  // Where in the artifact: the last step has the path of the file.
  for (Json path : c["impact_paths"]) {
    for (Json step : path) {
      if (!step.str("full_path").empty()) f.location.path = step.str("full_path");
    }
    break;
  }
  for (Json url : v["references"]) f.add_reference(url.str());
}

void rows(Json scan, const char* list, Kind kind, Writer& out) {
  for (Json v : scan[list]) {
    const Kind of = v.str("type") == "license" ? Kind::license : kind;
    for (Json c : v["components"]) component(v, c, scan, of, out);
    if (v["components"].size() == 0) component(v, {}, scan, of, out);
  }
}

void read(Json document, Writer& out) {
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a scan of Xray");
  out.tool("JFrog Xray");
  if (!document[0]) out.incomplete(Errc::malformed, "an empty list: nothing was scanned");
  for (Json scan : document) {
    if (!scan.has("scan_id")) {
      out.incomplete(Errc::malformed, "an entry without \"scan_id\" is no scan of Xray", scan.offset());
      continue;
    }
    if (const string_view status = scan.str("status"); !status.empty() && status != "completed") {
      out.incomplete(Errc::scanner_failed, out.join({"the scan of ", scan.str("component_id"), " is ", status}));
    }
    rows(scan, "vulnerabilities", Kind::other, out);
    rows(scan, "violations", Kind::other, out);
  }
}

}  // namespace

extern constinit const Format jfrog_xray_on_demand_binary_scan{
    .id       = "jfrog_xray_on_demand_binary_scan",
    .name     = "JFrog Xray on-demand scan",
    .url      = "https://jfrog.com/xray/",
    .command  = "jf scan --format=json PATH > scan.json",
    .kinds    = "sca container license",
    .versions = "jf scan, jf docker scan and jf audit with --format=json",
    .severity = "the tool's word",
    .missing  = "CWE in most reports, dates",
    .known_by =
        "[0].scan_id [0].component_id [0].vulnerabilities | [0].scan_id [0].component_id [0].status | "
        "[0].scan_id [0].component_id [0].violations",
    .read = read,
};

}  // namespace secmon::format
