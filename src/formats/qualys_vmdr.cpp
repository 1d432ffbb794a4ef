// SPDX-License-Identifier: MIT
// qualys_vmdr: hosts. CSV of the lists of vulnerabilities in VMDR, a row for each QID or each CVE.
#include "formats/dialect/qualys.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Excel is kept from reading a "-" as a formula.
string_view cell(string_view text) { return text == "'-" || text == "-" ? string_view() : text; }

void read_rows(const Rows& rows, Writer& out) {
  out.tool("qualys");
  for (const Row& r : rows) {
    Draft& f      = out.add(Kind::network);
    f.rule_id     = r["QID"];
    f.title       = r["Title"];
    f.description = r["Threat"].empty() ? r["CVE-Description"] : qualys_text(r["Threat"], out);
    f.remediation = qualys_text(r["Solution"], out);
    f.rate(r["KB Severity"], kQualysLevels);
    f.rate(r["Severity"], kQualysLevels);  // as it was changed here
    qualys_cvss(f, r["CVSSv3.1 Base (nvd)"], "3.1", out);
    qualys_cvss(f, r["CVSSv2 Base (nvd)"], "2.0", out);
    f.add_ids_in(r["CVE"]);
    f.location.resource = host_and_port(r["Asset IPV4"].empty() ? r["Asset IPV6"] : r["Asset IPV4"], cell(r["Port"]),
                                        cell(r["Protocol"]), out);
    f.location.function = r["Asset Name"];
    f.location.snippet  = r["Results"];
    qualys_status(f, r["Status"]);
    if (equal_ignoring_case(r["Ignored"], "Yes")) f.state = State::suppressed, f.state_reason = "ignored in Qualys";
    if (equal_ignoring_case(r["Disabled"], "Yes")) f.state = State::suppressed, f.state_reason = "disabled in Qualys";
    f.dates.published  = qualys_time(r["Published Date"], out);
    f.dates.introduced = qualys_time(r["First Detected"], out);
    f.dates.detected   = qualys_time(r["Last Detected"], out);
    f.dates.fixed      = qualys_time(r["Last Fixed"], out);
    qualys_type(f, r["Type Detected"]);
    f.add_tag(r["Category"]);
    string_view tag;
    for (string_view rest = r["RTI"]; next_part(rest, ',', tag);) f.add_tag(tag);
  }
}

}  // namespace

extern constinit const Format qualys_vmdr{
    .id       = "qualys_vmdr",
    .name     = "Qualys VMDR",
    .url      = "https://www.qualys.com/apps/vulnerability-management-detection-response/",
    .command  = "VMDR > Vulnerabilities > Download > CSV",
    .kinds    = "network",
    .versions = "by QID and by CVE, with and without the lines before the header",
    .severity =
        "levels: 5 critical, 4 high, 3 medium, 2 low, 1 info; that of the asset before that of the knowledge base",
    .missing   = "CWE, version of the tool",
    .known_by  = "\"QID,Title,Severity,KB Severity,Type Detected,Asset Id,Asset Name,Results\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
