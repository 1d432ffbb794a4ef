// SPDX-License-Identifier: MIT
// qualys_hacker_guardian: hosts. CSV of HackerGuardian, a scanner for PCI that runs Qualys.
#include <array>

#include "formats/dialect/qualys.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

// Severities of PCI. The level of Qualys stands beside it (Q_SEVERITY).
constexpr std::array<SeverityWord, 3> kPci{{{"L", Severity::low}, {"M", Severity::medium}, {"H", Severity::high}}};

void read_rows(const Rows& rows, Writer& out) {
  out.tool("hackerguardian");
  for (const Row& r : rows) {
    Draft& f      = out.add(Kind::network);
    f.rule_id     = r["QID"];
    f.title       = r["VULN TITLE"];
    f.description = qualys_description(r["THREAT"], r["IMPACT"], out);
    f.remediation = qualys_text(r["SOLUTION"], out);
    f.rate(r["Q_SEVERITY"], kQualysLevels);
    f.rate(r["SEVERITY"], kPci);
    qualys_cvss(f, r["CVSS_BASE"], "2.0", out);
    f.add_ids_in(r["CVEID"]);
    f.location.resource = host_and_port(r["IP"], r["PORT"], r["PROTOCOL"], out);
    f.location.function = r["HOSTNAME"];
    f.location.snippet  = r["RESULT"];
    if (equal_ignoring_case(r["FALSE POSITIVE STATUS"], "APPROVED")) f.state = State::false_positive;
    f.dates.detected = time_of(r["LAST SCAN"]);
    qualys_type(f, r["TYPE"]);
    f.add_tag(r["CATEGORY"]);
  }
}

}  // namespace

extern constinit const Format qualys_hacker_guardian{
    .id        = "qualys_hacker_guardian",
    .name      = "HackerGuardian",
    .url       = "https://www.hackerguardian.com",
    .command   = "Reports > a scan > Download CSV",
    .kinds     = "network",
    .versions  = "CSV",
    .severity  = "SEVERITY: H, M, L as PCI has it; else the level of Qualys",
    .missing   = "CWE, version of the tool",
    .known_by  = "\"IP,HOSTNAME,QID,VULN TITLE,SEVERITY,Q_SEVERITY,CVEID\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
