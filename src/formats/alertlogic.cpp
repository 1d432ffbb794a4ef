// SPDX-License-Identifier: MIT
// Fortra Alert Logic: vulnerabilities of machines, CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

void row(Row r, Writer& out) {
  Draft& f      = out.add(Kind::network);
  f.rule_id     = r["Vulnerability ID"];
  f.title       = r["Vulnerability"];
  f.description = r["Description"];
  f.remediation = r["Resolution"];
  f.rate(r["Severity"]);
  f.add_cvss({}, r.number("CVSS Score", -1));
  f.kev =
      equal_ignoring_case(r["CISA Known Exploited"], "yes") || equal_ignoring_case(r["CISA Known Exploited"], "true");
  f.add_ids_in(r["CVE"]);
  f.location.resource  = r["Asset Name"].empty() ? r["IP Address"] : r["Asset Name"];
  f.location.parameter = r["Protocol/Port"];
  f.add_tag(r["Service"]);
  f.add_tag(r["Category"]);
  f.native_id = r["Vulnerability Key"].empty() ? r["Asset Key"] : r["Vulnerability Key"];
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Alert Logic");
  for (Row r : rows) row(r, out);
  check_header(rows, {"Published Date"}, out);
}

}  // namespace

extern constinit const Format alertlogic{
    .id        = "alertlogic",
    .name      = "Fortra Alert Logic",
    .url       = "https://www.alertlogic.com/",
    .command   = "Alert Logic, Exposures, Export, CSV",
    .kinds     = "network",
    .versions  = "CSV of vulnerabilities",
    .severity  = "the tool's word",
    .missing   = "CWE, vectors; dates, whose order of day and month is not told",
    .known_by  = "\"Vulnerability,CVSS Score,Severity,Asset Name,Vulnerability Key,Resolution\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
