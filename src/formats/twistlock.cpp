// SPDX-License-Identifier: MIT
// Prisma Cloud Compute (Twistlock): vulnerabilities and compliance of images. JSON of twistcli, CSV of the console.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "fixed in 1.2.3, 1.1.9", "affected", "will not fix", "deferred".
void fix_status(Draft& f, string_view status) {
  constexpr string_view kFixed = "fixed in ";
  if (status.substr(0, kFixed.size()) != kFixed) return f.add_tag(status);
  string_view versions = status.substr(kFixed.size());
  for (string_view part; !versions.empty() && next_part(versions, ',', part);) {
    part = trim(part);
    f.add_fixed_in(part.substr(part.substr(0, 2) == ">=" ? 2 : 0));
  }
}

void vulnerability(Json v, string_view image, Writer& out) {
  Draft& f      = out.add(Kind::container);
  f.rule_id     = v.str("id");
  f.title       = out.join({f.rule_id, " in ", v.str("packageName")});
  f.description = v.str("description");
  f.rate(v.str("severity"));
  f.add_cvss(v.str("vector"), v.number("cvss", -1));
  f.add_id(f.rule_id);
  f.package.name    = v.str("packageName");
  f.package.version = v.str("packageVersion");
  f.package.image   = image;
  fix_status(f, v.str("status"));
  f.location.path = v.str("packagePath");
  f.add_reference(v.str("link"));
  for (Json risk : v["riskFactors"]) f.add_tag(risk.is_string() ? risk.str() : risk.key());
  f.dates.published = v.time("publishedDate");
  f.dates.detected  = v.time("discoveredDate");
}

void compliance(Json c, string_view image, Writer& out) {
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = c.text("id");
  f.title       = c.str("title");
  f.description = c.str("description").empty() ? c.str("cause") : c.str("description");
  f.rate(c.str("severity"));
  f.package.image     = image;
  f.location.resource = image;
  f.add_tag(c.str("category"));
}

void read(Json document, Writer& out) {
  const Json results = document["results"];
  if (!results.is_array()) return out.reject(Errc::malformed, "no list \"results\": not a report of twistcli");
  out.tool("twistlock");
  for (Json r : results) {
    const string_view image = r.str("name").empty() ? r.str("id") : r.str("name");
    if (const string_view error = r.str("err"); !error.empty()) {
      out.incomplete(Errc::scanner_failed, out.join({"twistcli: ", clip(error, 300)}));
    }
    if (!r.has("vulnerabilityDistribution") && !r.has("vulnerabilities")) {
      out.incomplete(Errc::malformed, "a result without vulnerabilities and their number", r.offset());
    }
    for (Json v : r["vulnerabilities"]) vulnerability(v, image, out);  // absent where there is none
    for (Json c : r["compliances"]) compliance(c, image, out);
  }
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("twistlock");
  bool any = false;
  for (Row r : rows) {
    any = true;
    // A row of compliance has no CVE.
    const bool check = r["CVE ID"].empty();
    Draft& f         = out.add(check ? Kind::iac : Kind::container);
    f.rule_id        = check ? r["Compliance ID"] : r["CVE ID"];
    f.title          = check ? first_sentence(r["Description"]) : out.join({f.rule_id, " in ", r["Packages"]});
    f.description    = r["Description"];
    f.rate(r["Severity"]);
    f.add_cvss({}, r.number("CVSS", -1));
    if (!check) f.add_id(f.rule_id);
    f.package.name             = r["Packages"];
    f.package.version          = r["Package Version"];
    const string_view registry = r["Registry"], tag = r["Tag"];
    f.package.image = out.join({registry, registry.empty() ? "" : "/", r["Repository"], tag.empty() ? "" : ":", tag});
    fix_status(f, r["Fix Status"]);
    f.dates.published = parse_time(r["Published"]);
    f.dates.detected  = parse_time(r["Discovered"]);
  }
  if (!any) out.incomplete(Errc::malformed, "a table without rows cannot be told from one that was cut off");
}

}  // namespace

extern constinit const Format twistlock{
    .id       = "twistlock",
    .name     = "Prisma Cloud Compute",
    .url      = "https://docs.prismacloud.io/en/compute-edition",
    .command  = "twistcli images scan --output-file twistlock.json IMAGE",
    .kinds    = "container iac",
    .versions = "JSON of twistcli, CSV of the console and of twistcli",
    .severity = "Prisma's word",
    .missing  = "ecosystems, CWE, lines",
    .known_by =
        "results[0].vulnerabilityDistribution results[0].complianceDistribution results[0].id | "
        "results[0].vulnerabilities.[0].packageName results[0].vulnerabilities.[0].riskFactors | "
        "\"Registry,Repository,Tag,CVE ID,Compliance ID,Severity,Packages,Fix Status\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
