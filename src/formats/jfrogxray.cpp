// SPDX-License-Identifier: MIT
// JFrog Xray: security export of a component, JSON.
#include "formats/dialect/xray.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void row(Json r, Writer& out) {
  const Json versions = r["component_versions"], more = versions["more_details"];
  const string_view component = r.str("source_comp_id").empty() ? r.str("source_id") : r.str("source_comp_id");
  Draft& f                    = out.add(r.str("issue_type") == "license" ? Kind::license
                                        : xray_is_system(component)      ? Kind::container
                                                                         : Kind::sca);
  f.rule_id                   = r.str("id").empty() ? more["cves"][0].str("cve") : r.str("id");
  f.title                     = first_sentence(r.str("summary"));
  f.description               = more.str("description").empty() ? r.str("summary") : more.str("description");
  f.rate(r.str("severity"));
  for (Json c : more["cves"]) xray_cve(f, c);
  xray_package(f, component, out);
  xray_fixed(f, versions["fixed_versions"], out);
}

void read(Json document, Writer& out) {
  if (!document["data"].is_array()) return out.reject(Errc::malformed, "no list \"data\": not a whole export of Xray");
  out.tool("JFrog Xray");
  std::int64_t rows = 0;
  for (Json r : document["data"]) row(r, out), ++rows;
  if (document.integer("total_count") > rows) {
    out.incomplete(Errc::truncated, out.join({"only a part of its ", document.text("total_count"), " rows is there"}));
  }
}

}  // namespace

extern constinit const Format jfrogxray{
    .id       = "jfrogxray",
    .name     = "JFrog Xray security export",
    .url      = "https://jfrog.com/xray/",
    .command  = "Xray, Scans List, Export, \"Security\" as JSON",
    .kinds    = "sca container license",
    .versions = "security export, JSON with \"data\"",
    .severity = "the tool's word",
    .missing  = "dates of publication, references",
    .known_by = "data[0].source_comp_id data[0].component_versions data[0].issue_type | ? total_count data=[]",
    .read     = read,
};

}  // namespace secmon::format
