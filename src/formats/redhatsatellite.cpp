// SPDX-License-Identifier: MIT
// Red Hat Satellite: errata that a host has not installed.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void erratum(Json e, Writer& out) {
  // Bug fixes and enhancements are listed too.
  const string_view type = e.str("type");
  Draft& f               = out.add(type == "security" || type.empty() ? Kind::network : Kind::quality);
  f.rule_id              = e.str("errata_id");
  f.title                = e.str("title");
  f.description          = e.str("description");
  f.remediation          = e.str("solution");
  f.rate(e.str("severity"));
  for (Json cve : e["cves"]) {
    f.add_id(cve.str("cve_id"));
    f.add_reference(cve.str("href"));
  }
  f.add_id(f.rule_id);
  for (Json p : e["packages"]) f.add_fixed_in(p.str());  // "firefox-11.0-1.el8": what to install
  f.package.ecosystem = "rpm";
  f.dates.published   = e.time("issued");
  f.add_tag(type);
  if (e.truth("reboot_suggested")) f.add_tag("reboot");
  for (Json bug : e["bugs"]) f.add_reference(bug.str("href"));
}

void read(Json document, Writer& out) {
  if (!document["results"].is_array()) return out.reject(Errc::malformed, "no list \"results\": not of Satellite");
  if (const string_view error = document.str("error"); !error.empty()) {
    return out.reject(Errc::scanner_failed, out.join({"Satellite: ", clip(error, 300)}));
  }
  out.tool("satellite");
  std::int64_t rows = 0;
  for (Json e : document["results"]) erratum(e, out), ++rows;
  if (document.integer("subtotal") > rows * std::max<std::int64_t>(document.integer("page", 1), 1)) {
    out.incomplete(Errc::malformed, out.join({"only a page of ", document.text("subtotal"), " errata"}));
  }
}

}  // namespace

extern constinit const Format redhatsatellite{
    .id       = "redhatsatellite",
    .name     = "Red Hat Satellite",
    .url      = "https://www.redhat.com/en/technologies/management/satellite",
    .command  = "curl -u USER \"https://SATELLITE/api/v2/hosts/HOST/errata?per_page=10000\" > satellite.json",
    .kinds    = "network quality",
    .versions = "the API's list of errata; pages back to back",
    .severity = "Red Hat's word; None is info",
    .missing  = "the host, installed versions, CVSS",
    .known_by =
        "total subtotal selectable results[0].errata_id | total subtotal selectable results=[] per_page sort.by",
    .read = read,
};

}  // namespace secmon::format
