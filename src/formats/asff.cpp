// SPDX-License-Identifier: MIT
// AWS Security Hub: findings of many products in the AWS Security Finding Format.
#include <string>

#include "formats/dialect/inspector.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Not a CVSS score times ten: a label is 0, 1, 40, 70 or 90.
Severity of_normalized(double n) {
  if (!(n >= 0 && n <= 100)) return Severity::unknown;
  return n < 1    ? Severity::info
         : n < 40 ? Severity::low
         : n < 70 ? Severity::medium
         : n < 90 ? Severity::high
                  : Severity::critical;
}

void rate(Draft& f, Json severity) {
  if (!f.severity_raw.empty() || !severity) return;
  f.rate(severity.str("Label"));
  if (f.severity_raw.empty() && severity["Normalized"]) {
    f.rate(of_normalized(severity.number("Normalized", -1)), SeverityFrom::score, severity.text("Normalized"));
  }
  if (f.severity_raw.empty()) f.rate(severity.text("Original"));
}

string_view tool_of(Json r, Json fields) {
  if (!r.str("ProductName").empty()) return r.str("ProductName");
  if (!fields.str("aws/securityhub/ProductName").empty()) return fields.str("aws/securityhub/ProductName");
  // "…:product/aws/guardduty"; an account's own findings are of ".../default", whatever made them.
  const string_view arn = r.str("ProductArn"), product = arn.substr(arn.rfind('/') + 1);
  return arn.find('/') == arn.npos || product == "default" ? "AWS Security Hub" : product;
}

bool in_types(Json r, string_view start) {
  for (Json type : r["Types"]) {
    if (type.str().find(start) != string_view::npos) return true;
  }
  return false;
}

Kind kind_of(Json r) {
  const Json v     = r["Vulnerabilities"][0];
  const bool image = r["Resources"][0].str("Type").find("Image") != string_view::npos;
  if (v["CodeVulnerabilities"][0]) return Kind::sast;
  const bool system = equal_ignoring_case(v["VulnerablePackages"][0].str("PackageManager"), "OS");
  if (v || in_types(r, "Vulnerabilities/CVE")) return image && system ? Kind::container : Kind::sca;
  // Prowler's checks name their type too, so what was checked against a rule comes first.
  if (r["Compliance"] || in_types(r, "Industry and Regulatory Standards")) return Kind::iac;
  return in_types(r, "Network Reachability") ? Kind::network : Kind::other;
}

void vulnerability(Draft& f, Json v, string_view platform, std::string& also, Writer& out) {
  f.add_id(v.str("Id"));
  for (Json id : v["RelatedVulnerabilities"]) f.add_id(id.str());
  for (Json c : v["Cvss"]) {
    f.add_cvss(c.str("BaseVector"), c.number("BaseScore", -1), out.keep(lower(c.str("Source"))), c.text("Version"));
  }
  if (const double epss = v.number("EpssScore", -1); epss >= 0) f.epss = static_cast<float>(epss);
  for (Json p : v["VulnerablePackages"]) {
    inspector_package(f,
                      {.name        = p.str("Name"),
                       .version     = p.text("Version"),
                       .epoch       = p.text("Epoch"),
                       .release     = p.text("Release"),
                       .manager     = p.str("PackageManager"),
                       .platform    = platform,
                       .path        = p.str("FilePath"),
                       .fixed       = p.str("FixedInVersion"),
                       .remediation = p.str("Remediation")},
                      also, out);
  }
  for (Json c : v["CodeVulnerabilities"]) {
    for (Json cwe : c["Cwes"]) f.add_cwe(cwe.str());
    if (f.location.start_line != 0) continue;
    f.location.path       = c["FilePath"].str("FilePath");
    f.location.start_line = c["FilePath"].line("StartLine");
    f.location.end_line   = c["FilePath"].line("EndLine");
  }
  f.add_reference(v["Vendor"].str("Url"));
  for (Json url : v["ReferenceUrls"]) f.add_reference(url.str());
  if (v.str("ExploitAvailable") == "YES") f.add_tag("exploit-available");
}

string_view platform_of(Json fields) {
  for (Json field : fields) {
    if (field.key().ends_with("/platform")) return field.str();
  }
  return {};
}

void resources(Draft& f, Json list, std::string& also, Writer& out) {
  for (Json r : list) {
    const string_view id = r.str("Id");
    if (f.location.resource.empty()) {
      f.location.resource = id;
      const Json image    = r["Details"]["AwsEcrContainerImage"];
      const auto tag      = image["ImageTags"][0].str();
      if (f.kind != Kind::sca && f.kind != Kind::container) continue;
      f.package.image = image ? out.join({image.str("RepositoryName"), tag.empty() ? "" : ":", tag}) : id;
    } else {
      also.append("\nAlso: ").append(id);
    }
  }
}

void state(Draft& f, Json r) {
  const string_view workflow =
      r["Workflow"].str("Status").empty() ? r.str("WorkflowState") : r["Workflow"].str("Status");
  if (workflow == "SUPPRESSED") {
    f.state = State::suppressed, f.state_reason = r["Note"].str("Text");
  } else if (workflow == "RESOLVED" || r.str("RecordState") == "ARCHIVED") {
    f.state       = State::fixed;
    f.dates.fixed = r.time("UpdatedAt");
  }
  f.add_tag(r.truth("Sample") ? "sample" : "");
}

void finding(Json r, Writer& out) {
  if (r.str("ProductArn").empty() && r.str("GeneratorId").empty()) {
    return out.incomplete(Errc::malformed, "an item without \"ProductArn\" is no finding of Security Hub", r.offset());
  }
  const Json compliance = r["Compliance"], fields = r["ProductFields"], provider = r["FindingProviderFields"];
  if (compliance.str("Status") == "PASSED") return;
  out.tool(tool_of(r, fields), {});
  Draft& f  = out.add(kind_of(r));
  f.rule_id = compliance.str("SecurityControlId");
  if (f.rule_id.empty()) f.rule_id = r["Vulnerabilities"][0].str("Id");
  // GuardDuty's generator is the detector of the account; the type says what it found.
  const string_view generator = r.str("GeneratorId");
  if (f.rule_id.empty()) f.rule_id = generator.find(":guardduty:") == generator.npos ? generator : r["Types"][0].str();
  f.title       = r.str("Title");
  f.description = r.str("Description");
  f.remediation = r["Remediation"]["Recommendation"].str("Text");
  rate(f, r["Severity"]);
  rate(f, provider["Severity"]);
  const string_view platform = platform_of(fields);
  std::string also;
  resources(f, r["Resources"], also, out);
  for (Json v : r["Vulnerabilities"]) vulnerability(f, v, platform, also, out);
  if (!also.empty()) f.description = out.join({f.description, also});
  f.add_ids_in(f.title);
  f.add_reference(r["Remediation"]["Recommendation"].str("Url"));
  f.add_reference(r.str("SourceUrl"));
  state(f, r);
  f.dates.detected = r.time("FirstObservedAt");
  if (f.dates.detected == kNoTime) f.dates.detected = r.time("CreatedAt");
  // WARNING and NOT_AVAILABLE: the check could not decide.
  if (const string_view status = compliance.str("Status"); status != "FAILED") f.add_tag(out.keep(lower(status)));
  for (Json type : r["Types"]) f.add_tag(type.str());
  for (Json standard : compliance["AssociatedStandards"]) f.add_tag(standard.str("StandardsId"));
  f.native_id = r.str("Id");
}

void read(Json document, Writer& out) {
  if (document.str("SchemaVersion") == "2018-10-08") return finding(document, out);  // JSON Lines
  Json list = document;
  for (const char* key : {"Findings", "findings"}) {
    if (document.has(key)) list = document[key];
  }
  if (document["detail"].has("findings")) list = document["detail"]["findings"];  // EventBridge
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"Findings\": not a whole report of Security Hub");
  for (Json r : list) finding(r, out);
  if (document.is_array() && !document[0]) {
    out.incomplete(Errc::malformed, "an empty list says nothing of what was checked");
  }
  // Of pages back to back, all but the last have one.
  if (document.has("NextToken") && document["NextToken"]) out.expect(1);
}

void read_end(std::size_t documents, Writer& out) {
  if (documents != 0 && out.expected() >= documents) {
    out.incomplete(Errc::truncated, "\"NextToken\": there are further pages, which are not in this file");
  }
}

}  // namespace

extern constinit const Format asff{
    .id       = "asff",
    .name     = "AWS Security Hub (ASFF)",
    .url      = "https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html",
    .command  = "aws securityhub get-findings > findings.json",
    .kinds    = "iac sca container sast network",
    .versions = "schema 2018-10-08: answers of the API, lists (also prowler's json-asff), EventBridge, JSON Lines",
    .severity = "Severity.Label; else Normalized, else Original; then FindingProviderFields",
    .missing  = "versions of the products; passed checks are in the report but are no findings",
    .known_by =
        "Findings[0].ProductArn Findings[0].SchemaVersion=2018-10-08 | findings[0].ProductArn "
        "findings[0].SchemaVersion=2018-10-08 | [0].ProductArn [0].SchemaVersion=2018-10-08 | "
        "detail.findings[0].ProductArn detail.findings[0].SchemaVersion=2018-10-08 | "
        "ProductArn SchemaVersion=2018-10-08 | ? Findings=[] !Findings[0]",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
