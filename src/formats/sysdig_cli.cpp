// SPDX-License-Identifier: MIT
// sysdig-cli-scanner: packages of an image.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void vulnerability(Json v, Json p, string_view image, Writer& out) {
  const bool system = p.str("type") == "os";
  Draft& f          = out.add(system ? Kind::container : Kind::sca);
  f.rule_id         = v.str("name");
  f.title           = out.join({f.rule_id, " in ", p.str("name")});
  f.rate(v["severity"].is_object() ? v["severity"].str("value") : v.str("severity"));
  const Json cvss = v["cvssScore"]["value"];
  f.add_cvss(cvss.str("vector"), cvss.number("score", -1), v["cvssScore"].str("sourceName"), cvss.text("version"));
  f.add_id(f.rule_id);
  f.package.ecosystem = system ? string_view() : ecosystem_of(p.str("type"));
  f.package.name      = p.str("name");
  f.package.version   = p.str("version");
  f.package.image     = image;
  f.add_fixed_in(v.str("fixedInVersion"));
  f.location.path   = p.str("path");
  f.dates.published = v.time("disclosureDate");
  if (v.truth("exploitable")) f.add_tag("exploit");
  if (v["acceptedRisks"][0]) f.state = State::accepted_risk, f.state_reason = v["acceptedRisks"][0].str("reason");
}

void read(Json document, Writer& out) {
  const Json result = document["result"];
  if (!result["packages"].is_array()) return out.reject(Errc::malformed, "no list \"result.packages\": not sysdig's");
  out.tool("sysdig-cli-scanner", document["scanner"].str("version"));
  out.generated(document["info"].time("scanTime"));
  const string_view image = result["metadata"].str("pullString");
  for (Json p : result["packages"]) {
    for (Json v : p["vulns"]) vulnerability(v, p, image, out);
  }
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("sysdig-cli-scanner");
  bool any = false;
  for (Row r : rows) {
    const bool system = r["Package Type"] == "os";
    Draft& f          = out.add(system ? Kind::container : Kind::sca);
    f.rule_id         = r["CVE ID"];
    f.title           = out.join({f.rule_id, " in ", r["Package Name"]});
    f.rate(r["CVE Severity"]);
    f.add_cvss({}, r.number("CVSS Score", -1), {}, r["CVSS Score Version"]);
    f.epss = static_cast<float>(r.number("EPSS Score", -1));
    f.add_id(f.rule_id);
    f.package.ecosystem = system ? string_view() : ecosystem_of(r["Package Type"]);
    f.package.name      = r["Package Name"];
    f.package.version   = r["Package Version"];
    f.add_fixed_in(r["Fix Version"]);
    f.location.path = r["Package Path"];
    f.add_reference(r["CVE URL"]);
    f.dates.published = parse_time(r["Vuln Disclosure Date"]);
    if (r["Risk Accepted"] == "true") f.state = State::accepted_risk, f.state_reason = "accepted in Sysdig";
    any = true;
  }
  if (!any) out.incomplete(Errc::malformed, "a table without rows cannot be told from one that was cut off");
}

}  // namespace

extern constinit const Format sysdig_cli{
    .id       = "sysdig_cli",
    .name     = "Sysdig CLI scanner",
    .url      = "https://docs.sysdig.com/en/docs/installation/sysdig-secure/install-vulnerability-cli-scanner/",
    .command  = "sysdig-cli-scanner --output=json-file=sysdig.json --apiurl URL IMAGE",
    .kinds    = "container sca",
    .versions = "JSON of 1.x, and the CSV of a result",
    .severity = "the word of the source that sysdig chose",
    .missing  = "CWE, ecosystems of system packages; policies are not read",
    .known_by =
        "result.packages=[] scanner.name info | result.packages[0].name result.metadata policyEvaluations | "
        "\"CVE ID,CVE Severity,Package Name,Package Version,CVE URL,Risk Accepted\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
