// SPDX-License-Identifier: MIT
// Black Duck: the table of vulnerabilities of a project version's report, alone or in its zip.
#include <algorithm>

#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"OK", Severity::info}};  // a score of 0

string_view either(Row r, string_view a, string_view b) { return r[a].empty() ? r[b] : r[a]; }

// "org.acme:wave:1.4" of maven, "wave/1.4" of npmjs; names of components are for people.
void place(Draft& f, string_view origin, string_view id, string_view name, string_view version, Writer& out) {
  f.package.name        = name;
  f.package.version     = version;
  f.package.ecosystem   = origin == "npmjs" ? "npm" : origin == "unknown" ? "" : ecosystem_of(origin);
  const std::size_t end = id.find_last_of(origin == "maven" ? ":" : "/");
  if (!f.package.ecosystem.empty() && end != id.npos && end != 0) f.package.name = out.keep(id.substr(0, end));
}

void decided(Draft& f, string_view status, string_view comment) {
  for (const string_view word : {"REMEDIATION_COMPLETE", "PATCHED", "MITIGATED"}) {
    if (status == word) f.state = State::fixed;
  }
  if (status == "DUPLICATE" || status == "NOT_AFFECTED") f.state = State::dismissed;
  if (status == "IGNORED") f.state = State::suppressed;
  if (f.state == State::open) return f.add_tag(status == "NEW" ? "" : status);
  f.state_reason = comment.empty() ? status : comment;
}

void vulnerability(Row r, Writer& out) {
  const string_view id = r["Vulnerability id"], source = r["Vulnerability source"];
  Draft& f = out.add(Kind::sca);
  // Numbers of a database of its own; or "CVE-2031-1 (BDSA-2031-2)".
  const std::size_t bracket = std::min(id.find(" ("), id.size());
  f.rule_id                 = to_integer(id) ? out.join({source, "-", id}) : id.substr(0, bracket);
  f.description             = r["Description"];
  f.rate(r["Security Risk"], kSeverities);
  f.add_cvss({}, r.number("Base score", -1));
  f.add_id(f.rule_id);
  if (bracket < id.size() && id.ends_with(')')) f.add_id(id.substr(bracket + 2, id.size() - bracket - 3));
  place(f, either(r, "Component origin name", "Channel version origin"),
        either(r, "Component origin id", "Channel version origin id"), either(r, "Component name", "Project name"),
        either(r, "Component version name", "Version"), out);
  f.title = out.join({f.rule_id, " in ", either(r, "Component name", "Project name")});
  f.add_reference(r["URL"]);
  decided(f, r["Remediation status"], r["Remediation comment"]);
}

// The API's vulnerable components.
void component(Json r, Writer& out) {
  const Json v = r["vulnerabilityWithRemediation"];
  if (!v) return out.incomplete(Errc::malformed, "a component without \"vulnerabilityWithRemediation\"", r.offset());
  const string_view origin = r.str("componentVersionOriginName"), id = r.str("componentVersionOriginId");
  const string_view related = v.str("relatedVulnerability"), status = v.str("remediationStatus");
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = v.str("vulnerabilityName");
  f.title       = out.join({f.rule_id, " in ", r.str("componentName")});
  f.description = v.str("description");
  f.rate(v.str("severity"), kSeverities);
  f.add_cvss({}, v.number("overallScore", -1));
  f.add_cwe(v.str("cweId"));
  f.add_id(f.rule_id);
  f.add_id(related.substr(std::min(related.rfind('/') + 1, related.size())));
  place(f, origin, id, r.str("componentName"), r.str("componentVersionName"), out);
  decided(f, status, v.str("remediationComment"));
  if (r.truth("ignored") && f.state == State::open) f.state = State::suppressed;
  f.dates.published = v.time("vulnerabilityPublishedDate");
  f.dates.detected  = v.time("remediationCreatedAt");
}

void read(Json document, Writer& out) {
  const Json list = document.is_array() ? document : document["items"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"items\": not an answer of Black Duck");
  out.tool("Black Duck");
  if (document.is_array() && !document[0])
    out.incomplete(Errc::malformed, "an empty list says nothing of what was checked");
  std::int64_t rows = 0;
  for (Json r : list) component(r, out), ++rows;
  if (document.integer("totalCount") > rows) {
    out.incomplete(Errc::truncated, out.join({"only a part of ", document.text("totalCount"), " components is there"}));
  }
}

// The table of components says which of them violate a policy, but not by what.
void violation(Row r, Writer& out) {
  const string_view status = r["Component policy status"], risk = r["Operational Risk"];
  if (!contains_ignoring_case(status, "violation") || contains_ignoring_case(status, "not")) return;
  Draft& f  = out.add(Kind::other);
  f.rule_id = "policy";
  f.title   = out.join({r["Component name"], " ", r["Component version name"], " violates a policy"});
  place(f, r["Origin name"], r["Origin id"], r["Component name"], r["Component version name"], out);
  if (!risk.empty()) f.add_tag(out.join({"operational risk: ", risk}));
  f.add_tag(r["License names"]);
  if (contains_ignoring_case(status, "overrid")) f.state = State::accepted_risk, f.state_reason = status;
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Black Duck");
  if (!rows.has("Vulnerability id")) {
    for (Row r : rows) violation(r, out);
    return check_header(rows, {"Snippet Review status", "Project path", "Source/Type"}, out);
  }
  for (Row r : rows) vulnerability(r, out);
  // Newer reports have more columns.
  check_header(rows, {rows.has("Component name") ? string_view("Project path") : string_view("Security Risk")}, out);
}

}  // namespace

extern constinit const Format blackduck{
    .id      = "blackduck",
    .name    = "Black Duck",
    .url     = "https://www.blackduck.com/",
    .command = "Black Duck, project version, Reports, \"Vulnerabilities\" as CSV",
    .kinds   = "sca",
    .versions =
        "security_….csv, alone or in the zip of a report, whose other tables are not read; components_….csv alone; "
        "the API's vulnerable-bom-components",
    .severity = "\"Security Risk\"; of the API the word of the vulnerability; what violates a policy has none",
    .missing  = "CVSS vectors, CWE, dates, whose order of day and month depends on the user",
    .known_by =
        "[0].vulnerabilityWithRemediation [0].componentName | items[0].vulnerabilityWithRemediation "
        "items[0].componentName | ? items=[] totalCount | \"Vulnerability id,Vulnerability source,Remediation "
        "status,Security Risk,Base score\" | \"Component id,Component name,Component version name,Component policy "
        "status,Operational Risk\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
