// SPDX-License-Identifier: MIT
// Wiz: issues and vulnerability findings of clouds, CSV. What the command line writes is the format wizcli.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void issue(Row r, Writer& out) {
  const string_view status = r["Status"], id = r["Resource external ID"];
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r["Control ID"];
  f.title       = r["Title"];
  f.description = r["Description"];
  f.remediation = r["Remediation Recommendation"];
  f.rate(r["Severity"]);
  f.location.resource = id.empty() ? r["Resource Name"] : id;
  f.add_reference(r["Wiz URL"]);
  f.add_reference(r["Cloud Provider URL"]);
  if (status == "RESOLVED") f.state = State::fixed, f.dates.fixed = parse_time(r["Resolved Time"]);
  if (status == "REJECTED") f.state = State::dismissed, f.dates.dismissed = parse_time(r["Resolved Time"]);
  if (f.state != State::open) f.state_reason = r["Resolution"].empty() ? r["Note"] : r["Resolution"];
  f.dates.detected = parse_time(r["Created At"]);
  if (status == "IN_PROGRESS") f.add_tag("in-progress");
  f.add_tag(r["Resource Type"]);
  f.add_tag(r["Resource Platform"]);
  f.native_id = r["Issue ID"];
}

void vulnerability(Row r, Writer& out) {
  const string_view status = r["FindingStatus"], asset = r["AssetName"];
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = r["Name"];
  f.title       = out.join({f.rule_id, " in ", r["DetailedName"]});
  f.description = r["Description"];
  f.remediation = r["Remediation"];
  f.rate(r["VendorSeverity"].empty() ? r["CVSSSeverity"] : r["VendorSeverity"]);
  f.kev = equal_ignoring_case(r["HasCisaKevExploit"], "true");
  f.add_id(f.rule_id);
  f.package.name    = r["DetailedName"];
  f.package.version = r["Version"];
  f.add_fixed_in(r["FixedVersion"]);
  f.package.image = f.location.resource = asset.empty() ? r["AssetID"] : asset;
  f.location.path                       = r["LocationPath"];
  f.add_reference(r["WizURL"]);
  f.add_reference(r["Link"]);
  if (equal_ignoring_case(status, "resolved")) f.state = State::fixed, f.dates.fixed = parse_time(r["ResolvedAt"]);
  if (equal_ignoring_case(status, "ignored") || equal_ignoring_case(status, "rejected")) f.state = State::suppressed;
  if (f.state != State::open) f.state_reason = r["ResolutionReason"];
  f.dates.detected = parse_time(r["FirstDetected"]);
  if (equal_ignoring_case(r["HasExploit"], "true")) f.add_tag("exploit-available");
  f.native_id = r["ID"];
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Wiz");
  const bool issues = rows.has("Control ID");
  for (Row r : rows) issues ? issue(r, out) : vulnerability(r, out);
  check_header(rows, {"Container Service", "IpAddresses", "AssetTags"}, out);
}

}  // namespace

extern constinit const Format wiz{
    .id       = "wiz",
    .name     = "Wiz",
    .url      = "https://www.wiz.io/",
    .command  = "Wiz, Issues (or Vulnerability Findings), Export, CSV",
    .kinds    = "iac sca",
    .versions = "CSV of issues and of vulnerability findings",
    .severity = "the tool's word; of vulnerabilities the vendor's before that of CVSS",
    .missing  = "CVSS vectors, CWE",
    .known_by =
        "\"Control ID,Resource external ID,Wiz URL,Issue ID,Remediation Recommendation\" | "
        "\"WizURL,DetailedName,FindingStatus,VendorSeverity,LocationPath\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
