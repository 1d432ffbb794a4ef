// SPDX-License-Identifier: MIT
// JFrog Xray: vulnerabilities reports of the platform, JSON.
#include <algorithm>
#include <string>

#include "formats/dialect/xray.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void row(Json r, Writer& out) {
  const string_view component = r.str("vulnerable_component"), artifact = r.str("impacted_artifact");
  Draft& f      = out.add(xray_is_system(component) ? Kind::container : Kind::sca);
  f.rule_id     = r.str("issue_id");
  f.title       = first_sentence(r.str("summary"));
  f.description = r.str("description").empty() ? r.str("summary") : r.str("description");
  f.rate(r.str("severity"));
  for (Json c : r["cves"]) xray_cve(f, c);
  f.add_id(f.rule_id);
  xray_package(f, component, out);
  xray_fixed(f, r["fixed_versions"], out);
  if (artifact.starts_with("docker://")) f.package.image = artifact.substr(9);
  f.location.path     = r.str("path");
  f.location.resource = artifact;
  for (Json url : r["references"]) f.add_reference(url.str());
  f.dates.published = r.time("published");
  f.dates.detected  = r.time("artifact_scan_time");
  if (const string_view word = r.str("applicability_result"); word != "not_scanned") f.add_tag(word);
}

void read(Json document, Writer& out) {
  if (!document["rows"].is_array()) return out.reject(Errc::malformed, "no list \"rows\": not a whole report of Xray");
  out.tool("JFrog Xray");
  for (Json r : document["rows"]) row(r, out);
  out.expect(static_cast<std::size_t>(std::max<std::int64_t>(document.integer("total_rows"), 0)));
}

// Pages back to back each say the number of all rows.
void read_end(std::size_t documents, Writer& out) {
  const std::size_t all = documents == 0 ? 0 : out.expected() / documents;
  if (out.size() < all && !out.full()) {
    out.incomplete(Errc::truncated, out.join({std::to_string(out.size()), " of ", std::to_string(all),
                                              " rows are in this file; the others are on further pages"}));
  }
}

}  // namespace

extern constinit const Format jfrog_xray_unified{
    .id       = "jfrog_xray_unified",
    .name     = "JFrog Xray vulnerabilities report",
    .url      = "https://jfrog.com/xray/",
    .command  = "POST /xray/api/v1/reports/vulnerabilities/ID, or the report's export as JSON",
    .kinds    = "sca container",
    .versions = "vulnerabilities report: export, and pages of the API",
    .severity = "the tool's word",
    .missing  = "CWE in most reports",
    .known_by = "rows[0].vulnerable_component rows[0].impacted_artifact rows[0].issue_id | rows=[] total_rows !offset",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
