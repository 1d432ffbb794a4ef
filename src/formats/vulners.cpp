// SPDX-License-Identifier: MIT
// Vulners: vulnerabilities of the packages of machines, JSON of the API.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void row(Json r, Json bulletins, Writer& out) {
  const string_view id = r.str("vulnID");
  const Json bulletin = bulletins[id], cvss = bulletin["cvss3"]["cvssV3"];
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = id;
  f.title       = r.str("title");
  f.description = bulletin.str("description");
  f.remediation = r.str("cumulativeFix");
  f.rate(r.str("severityText"));
  f.add_cvss(cvss.str("vectorString"), cvss.number("baseScore", -1), {}, cvss.text("version"));
  f.add_id(id);
  for (Json cve : bulletin["cvelist"]) f.add_id(cve.str());
  f.package.image = f.location.resource = r.str("agentfqdn").empty() ? r.str("agentip") : r.str("agentfqdn");
  for (Json url : bulletin["references"]) f.add_reference(url.str());
  f.add_tag(r.str("family"));
}

void read(Json document, Writer& out) {
  const Json data = document["data"];
  if (!data["report"].is_array()) return out.reject(Errc::malformed, "no list \"report\": not an answer of Vulners");
  out.tool("Vulners");
  if (document.str("result") != "OK")
    out.incomplete(Errc::scanner_failed, out.join({"the result is ", document.str("result")}));
  const Json bulletins = data["vulns"];
  std::int64_t rows    = 0;
  for (Json r : data["report"]) row(r, bulletins, out), ++rows;
  if (data.integer("totalCount") > rows) {
    out.incomplete(Errc::truncated, out.join({"only a part of ", data.text("totalCount"), " rows is in this file"}));
  }
}

}  // namespace

extern constinit const Format vulners{
    .id       = "vulners",
    .name     = "Vulners",
    .url      = "https://vulners.com/",
    .command  = "POST https://vulners.com/api/v3/reports/vulnsreport/",
    .kinds    = "sca",
    .versions = "answers of the API v3, report of vulnerabilities",
    .severity = "severityText",
    .missing  = "packages and their versions, dates",
    .known_by = "data.report[0].vulnID data.report[0].agentip data.vulns | data.report=[] data.vulns result",
    .read     = read,
};

}  // namespace secmon::format
