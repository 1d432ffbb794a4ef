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
void package(Draft& f, Row r, Writer& out) {
  const string_view origin = either(r, "Component origin name", "Channel version origin");
  const string_view id     = either(r, "Component origin id", "Channel version origin id");
  f.package.name           = either(r, "Component name", "Project name");
  f.package.version        = either(r, "Component version name", "Version");
  f.package.ecosystem      = origin == "npmjs" ? "npm" : origin == "unknown" ? "" : ecosystem_of(origin);
  const std::size_t end    = id.find_last_of(origin == "maven" ? ":" : "/");
  if (!f.package.ecosystem.empty() && end != id.npos && end != 0) f.package.name = out.keep(id.substr(0, end));
}

void state(Draft& f, Row r) {
  const string_view status = r["Remediation status"];
  for (const string_view word : {"REMEDIATION_COMPLETE", "PATCHED", "MITIGATED"}) {
    if (status == word) f.state = State::fixed;
  }
  if (status == "DUPLICATE" || status == "NOT_AFFECTED") f.state = State::dismissed;
  if (status == "IGNORED") f.state = State::suppressed;
  if (f.state == State::open) return f.add_tag(status == "NEW" ? "" : status);
  f.state_reason = r["Remediation comment"].empty() ? status : r["Remediation comment"];
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
  package(f, r, out);
  f.title = out.join({f.rule_id, " in ", either(r, "Component name", "Project name")});
  f.add_reference(r["URL"]);
  state(f, r);
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Black Duck");
  for (Row r : rows) vulnerability(r, out);
  // Newer reports have more columns.
  check_header(rows, {rows.has("Component name") ? string_view("Project path") : string_view("Security Risk")}, out);
}

}  // namespace

extern constinit const Format blackduck{
    .id        = "blackduck",
    .name      = "Black Duck",
    .url       = "https://www.blackduck.com/",
    .command   = "Black Duck, project version, Reports, \"Vulnerabilities\" as CSV",
    .kinds     = "sca",
    .versions  = "security_….csv, alone or in the zip of a report, whose other tables are not read",
    .severity  = "\"Security Risk\"",
    .missing   = "CVSS vectors, CWE, dates, whose order of day and month depends on the user",
    .known_by  = "\"Vulnerability id,Vulnerability source,Remediation status,Security Risk,Base score\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
