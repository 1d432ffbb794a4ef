// SPDX-License-Identifier: MIT
// Black Duck Binary Analysis (once Protecode SC): vulnerabilities of libraries in binaries, CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void vulnerability(Row r, Writer& out) {
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = r["CVE"];
  f.title       = out.join({f.rule_id, " in ", r["Component"], " ", r["Version"]});
  f.description = r["Summary"];
  // No word. A score of 0.0 means that there is none.
  const double v3 = r.number("CVSS3", 0), v2 = r.number("CVSS", 0);
  if (v3 > 0) f.rate_by_score(v3, "3.0");
  if (v3 <= 0 && v2 > 0) f.rate_by_score(v2, "2.0");
  f.add_cvss(r["CVSS vector (v3)"], v3 > 0 ? v3 : -1);
  f.add_cvss(r["CVSS vector (v2)"], v2 > 0 ? v2 : -1, {}, "2.0");
  f.add_id(f.rule_id);
  f.add_id(r["BDSA"]);
  f.package.name    = r["Component"];
  f.package.version = r["Version"];
  f.location.path   = r["Object full path"];
  f.add_reference(r["Vulnerability URL"]);
  f.dates.published = parse_time(r["CVE publication date"]);
  // What a person decided about it.
  if (!r["Triage vectors"].empty()) {
    f.state = State::dismissed, f.state_reason = r["Note reason"].empty() ? r["Note type"] : r["Note reason"];
  }
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Black Duck Binary Analysis");
  for (Row r : rows) vulnerability(r, out);
  check_header(rows, {"Version override type", "BDSA", "Vulnerability URL", "Missing exploit mitigations"}, out);
}

}  // namespace

extern constinit const Format blackduck_binary_analysis{
    .id        = "blackduck_binary_analysis",
    .name      = "Black Duck Binary Analysis",
    .url       = "https://www.blackduck.com/",
    .command   = "Binary Analysis, Export, \"Vulnerabilities as CSV\"",
    .kinds     = "sca",
    .versions  = "CSV of vulnerabilities",
    .severity  = "from CVSS 3, else CVSS 2",
    .missing   = "CWE, fixed versions, ecosystems",
    .known_by  = "\"Component,CVE,Matching type,Object full path,CVSS3,Triage vectors\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
