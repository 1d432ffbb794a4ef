// SPDX-License-Identifier: MIT
// npm audit: the two shapes of its report.
#include "formats/dialect/npm.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view remedy(Json fix, Writer& out) {
  if (fix.is_bool()) return fix.truth() ? string_view("npm audit fix") : string_view();
  // Often another package than the vulnerable one: the one that asks for it.
  if (fix.str("name").empty()) return {};
  return out.join(
      {"Install ", fix.str("name"), "@", fix.str("version"), fix.truth("isSemVerMajor") ? " (breaking)" : ""});
}

// Since version 7. An advisory stands under its own package; a text says only through what a package is vulnerable.
void package(Json p, Writer& out) {
  if (!p["via"].is_array()) return out.incomplete(Errc::malformed, "a package without \"via\"", p.offset());
  for (Json via : p["via"]) {
    if (!via.is_object()) continue;
    Draft& f               = out.add(Kind::sca);
    const string_view name = via.str("name").empty() ? p.str("name") : via.str("name");
    f.title                = out.join({via.str("title"), " in ", name});
    f.remediation          = remedy(p["fixAvailable"], out);
    f.rate(via.str("severity"));
    const Json cvss = via["cvss"];
    if (!cvss.str("vectorString").empty() || cvss.number("score") > 0) {
      f.add_cvss(cvss.str("vectorString"), cvss.number("score", -1), "ghsa");
    }
    npm_weaknesses(f, via["cwe"]);
    npm_id_in(f, via.str("url"));
    const string_view url = via.str("url"), tail = url.substr(url.rfind('/') + 1);
    f.rule_id           = is_vulnerability_id(tail) ? tail : via.text("source");
    f.package.ecosystem = "npm";
    f.package.name      = name;
    f.location.path     = p["nodes"][0].str();
    f.add_reference(url);
    f.add_tag(p.truth("isDirect") ? "direct" : "transitive");
    if (!via.str("range").empty()) f.description = out.join({"Affected versions: ", via.str("range")});
  }
}

void read(Json document, Writer& out) {
  out.tool("npm audit");
  // npm audit fix --dry-run --json
  const Json report = document["audit"].is_object() ? document["audit"] : document;
  if (report.has("auditReportVersion")) {
    if (report.integer("auditReportVersion") != 2) {
      return out.reject(Errc::unsupported_version,
                        out.join({"auditReportVersion ", report.text("auditReportVersion"), " is not read"}));
    }
    if (!report["vulnerabilities"].is_object()) return out.reject(Errc::malformed, "no object \"vulnerabilities\"");
    for (Json p : report["vulnerabilities"]) package(p, out);
    return;
  }
  if (report["advisories"].is_object()) {
    for (Json a : report["advisories"]) npm_advisory(a, {}, out);
    return;
  }
  if (npm_failed(document, "npm audit", out)) return;
  out.reject(Errc::malformed, "neither \"vulnerabilities\" nor \"advisories\": not a report of npm audit");
}

}  // namespace

extern constinit const Format npm_audit{
    .id       = "npm_audit",
    .name     = "npm audit",
    .url      = "https://docs.npmjs.com/cli/commands/npm-audit",
    .command  = "npm audit --json > npm-audit.json",
    .kinds    = "sca",
    .versions = "npm 6 (also yarn 2 and 3, which write the same), npm 7 and later, npm audit fix --json",
    .severity = "the advisory's word, not the package's highest",
    .missing  = "since npm 7: CVE ids, installed versions, the fixing version",
    .known_by =
        "auditReportVersion vulnerabilities={} metadata | audit.auditReportVersion audit.vulnerabilities | "
        "actions=[] advisories={} metadata.vulnerabilities | error.code error.summary | "
        "message error.summary error.detail | "
        "message method uri statusCode",
    .read = read,
};

}  // namespace secmon::format
