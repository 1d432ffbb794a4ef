// SPDX-License-Identifier: MIT
// Amazon Inspector: packages, code and network paths of EC2, ECR and Lambda.
#include <string>

#include "formats/dialect/inspector.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void package_vulnerability(Draft& f, Json d, string_view platform, Writer& out) {
  f.add_id(d.str("vulnerabilityId"));
  for (Json id : d["relatedVulnerabilities"]) f.add_id(id.str());
  for (Json c : d["cvss"]) {
    f.add_cvss(c.str("scoringVector"), c.number("baseScore", -1), out.keep(lower(c.str("source"))), c.text("version"));
  }
  std::string also;
  for (Json p : d["vulnerablePackages"]) {
    inspector_package(f,
                      {.name        = p.str("name"),
                       .version     = p.text("version"),
                       .epoch       = p.text("epoch"),
                       .release     = p.text("release"),
                       .manager     = p.str("packageManager"),
                       .platform    = platform,
                       .path        = p.str("filePath"),
                       .fixed       = p.str("fixedInVersion"),
                       .remediation = p.str("remediation")},
                      also, out);
  }
  if (!also.empty()) f.description = out.join({f.description, also});
  f.add_reference(d.str("sourceUrl"));
  for (Json url : d["referenceUrls"]) f.add_reference(url.str());
  f.dates.published = d.time("vendorCreatedAt");
}

void code_vulnerability(Draft& f, Json d) {
  for (Json cwe : d["cwes"]) f.add_cwe(cwe.str());
  f.location.path       = d["filePath"].str("filePath");
  f.location.start_line = d["filePath"].line("startLine");
  f.location.end_line   = d["filePath"].line("endLine");
  for (Json url : d["referenceUrls"]) f.add_reference(url.str());
  for (Json tag : d["detectorTags"]) f.add_tag(tag.str());
}

void network_path(Draft& f, Json d, Writer& out) {
  const Json ports      = d["openPortRange"];
  const string_view end = ports.text("end") == ports.text("begin") ? "" : ports.text("end");
  f.location.parameter  = out.join({d.str("protocol"), " ", ports.text("begin"), end.empty() ? "" : "-", end});
}

void resource(Draft& f, Json r, Writer& out) {
  f.location.resource = r.str("id");
  if (f.kind != Kind::sca && f.kind != Kind::container) return;
  const Json image = r["details"]["awsEcrContainerImage"];
  const auto tag   = image["imageTags"][0].str();
  f.package.image  = image ? out.join({image.str("repositoryName"), tag.empty() ? "" : ":", tag}) : r.str("id");
}

string_view platform_of(Json r) {
  for (Json detail : r["details"]) {
    if (!detail.str("platform").empty()) return detail.str("platform");
  }
  return {};
}

void finding(Json r, Writer& out) {
  const string_view type = r.str("type"), status = r.str("status");
  const Json package = r["packageVulnerabilityDetails"], code = r["codeVulnerabilityDetails"],
             where = r["resources"][0];
  if (r.str("findingArn").empty()) {
    return out.incomplete(Errc::malformed, "an item without \"findingArn\" is no finding of Inspector", r.offset());
  }
  const bool image  = where.str("type") == "AWS_ECR_CONTAINER_IMAGE";
  const bool system = package["vulnerablePackages"][0].str("packageManager") == "OS";
  Draft& f          = out.add(type == "CODE_VULNERABILITY"     ? Kind::sast
                              : type == "NETWORK_REACHABILITY" ? Kind::network
                              : image && system                ? Kind::container
                                                               : Kind::sca);
  f.rule_id         = package ? package.str("vulnerabilityId") : code.str("ruleId");
  if (f.rule_id.empty()) f.rule_id = type;
  f.rule_name   = code.str("detectorName");
  f.title       = r.str("title");
  f.description = r.str("description");
  if (const auto text = r["remediation"]["recommendation"].str("text"); text != "None Provided") f.remediation = text;
  // Not yet rated.
  if (r.str("severity") == "UNTRIAGED") f.rate(Severity::unknown, SeverityFrom::none, "UNTRIAGED");
  if (r.str("severity") != "UNTRIAGED") f.rate(r.str("severity"));
  if (const double epss = r["epss"].number("score", -1); epss >= 0) f.epss = static_cast<float>(epss);
  resource(f, where, out);
  if (package) package_vulnerability(f, package, platform_of(where), out);
  if (code) code_vulnerability(f, code);
  if (r["networkReachabilityDetails"]) network_path(f, r["networkReachabilityDetails"], out);
  f.add_reference(r["remediation"]["recommendation"].str("Url"));  // so, with a capital
  if (status == "SUPPRESSED") f.state = State::suppressed;
  if (status == "CLOSED") f.state = State::fixed, f.dates.fixed = r.time("updatedAt");
  f.dates.detected = r.time("firstObservedAt");
  if (r.str("exploitAvailable") == "YES") f.add_tag("exploit-available");
  f.native_id = r.str("findingArn");
}

void read(Json document, Writer& out) {
  if (!document["findings"].is_array()) {
    return out.reject(Errc::malformed, "no list \"findings\": not a whole report of Inspector");
  }
  out.tool("Amazon Inspector");
  for (Json r : document["findings"]) finding(r, out);
  if (document["nextToken"]) out.expect(1);  // of pages back to back, all but the last have one
}

void read_end(std::size_t documents, Writer& out) {
  if (documents != 0 && out.expected() >= documents) {
    out.incomplete(Errc::truncated, "\"nextToken\": there are further pages, which are not in this file");
  }
}

}  // namespace

extern constinit const Format aws_inspector2{
    .id       = "aws_inspector2",
    .name     = "Amazon Inspector",
    .url      = "https://docs.aws.amazon.com/inspector/v2/APIReference/API_ListFindings.html",
    .command  = "aws inspector2 list-findings > findings.json",
    .kinds    = "sca container sast network",
    .versions = "version 2: answers of ListFindings, also several pages, and exported reports",
    .severity = "the tool's word; UNTRIAGED is unknown",
    .missing  = "CWE of packages' vulnerabilities",
    .known_by = "findings[0].findingArn findings[0].awsAccountId findings[0].resources | ? findings=[] !findings[0]",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
