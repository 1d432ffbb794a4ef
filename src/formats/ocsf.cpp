// SPDX-License-Identifier: MIT
// Findings of any product in the Open Cybersecurity Schema Framework. Prowler's are read by its own format.
#include "formats/dialect/ocsf.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

void event(Json r, Writer& out) {
  if (!r.has("class_uid")) {
    return out.incomplete(Errc::malformed, "an item without \"class_uid\" is no event of OCSF", r.offset());
  }
  // Security lakes mix all classes.
  if (!ocsf_event(r, Kind::other, out)) {
    out.remark(Errc::ok, out.join({"an event that is no finding: class ", r.text("class_uid")}), r.offset());
  }
}

void read(Json document, Writer& out) {
  const Json list = document["Findings"].is_array() ? document["Findings"] : document;
  if (list.is_array()) {
    for (Json r : list) event(r, out);
    if (list.begin() == list.end()) out.incomplete(Errc::malformed, "an empty list says nothing of what was checked");
    if (document["NextToken"]) out.incomplete(Errc::truncated, "\"NextToken\": there are further pages");
    return;
  }
  event(document, out);
}

}  // namespace

extern constinit const Format ocsf{
    .id       = "ocsf",
    .name     = "OCSF findings",
    .url      = "https://schema.ocsf.io/",
    .command  = "aws securityhub get-findings-v2 > findings.json",
    .kinds    = "sca container sast iac access malware other",
    .versions = "1.0 to 1.6, category Findings: an event, a list, JSON Lines, answers of Security Hub's API",
    .severity = "severity, else severity_id",
    .missing  = "depends on the product; passed checks of compliance findings are no findings",
    .known_by =
        "class_uid category_uid metadata.product severity_id | [0].class_uid [0].category_uid [0].metadata.product | "
        "Findings[0].class_uid Findings[0].metadata.product",
    .read = read,
};

}  // namespace secmon::format
