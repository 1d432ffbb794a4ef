// SPDX-License-Identifier: MIT
// Microsoft Defender for Cloud (once Azure Security Center): exported recommendations.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void recommendation(Row r, Writer& out) {
  const string_view state = r["state"];
  if (equal_ignoring_case(state, "Healthy")) return;
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r["recommendationName"];
  f.title       = r["recommendationDisplayName"];
  f.description = r["description"];
  f.remediation = r["remediationSteps"];
  f.rate(r["severity"]);
  f.location.resource = r["resourceId"];
  f.add_reference(r["azurePortalRecommendationLink"]);
  if (equal_ignoring_case(state, "NotApplicable") || equal_ignoring_case(state, "Not applicable")) {
    f.state = State::dismissed, f.state_reason = r["notApplicableReason"];
  } else if (!equal_ignoring_case(state, "Unhealthy")) {
    out.incomplete(Errc::malformed, out.join({"state \"", clip(state, 40), "\" is not understood"}), r.offset());
  }
  f.dates.detected = parse_time(r["firstEvaluationDate"]);
  if (f.state == State::dismissed) f.dates.dismissed = parse_time(r["statusChangeDate"]);
  f.add_tag(r["resourceType"]);
  f.native_id = r["recommendationId"];
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Azure Security Center");
  for (Row r : rows) recommendation(r, out);
  check_header(rows, {"nativeCloudAccountId"}, out);
}

}  // namespace

extern constinit const Format azure_security_center_recommendations{
    .id        = "azure_security_center_recommendations",
    .name      = "Microsoft Defender for Cloud recommendations",
    .url       = "https://learn.microsoft.com/azure/defender-for-cloud/review-security-recommendations",
    .command   = "Defender for Cloud, Recommendations, \"Download CSV report\"",
    .kinds     = "iac",
    .versions  = "CSV of recommendations, as exported from the portal",
    .severity  = "the tool's word",
    .missing   = "CWE; healthy resources are in the report but are no findings",
    .known_by  = "\"recommendationId,recommendationDisplayName,remediationSteps,severity,state\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
