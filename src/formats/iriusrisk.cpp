// SPDX-License-Identifier: MIT
// IriusRisk: threats of a model, CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

constexpr SeverityWord kRisks[] = {{"Very high", Severity::critical}, {"Very low", Severity::info}};

void threat(Row r, Writer& out) {
  Draft& f      = out.add(Kind::other);
  f.rule_id     = r["Threat"];
  f.title       = r["Threat"];
  f.description = r["Use case"];
  f.remediation = r["Risk Response"];
  f.rate(r["Current Risk"], kRisks);
  f.location.resource = r["Component"];
  f.add_tag(r["MITRE reference"]);
  f.add_tag(r["STRIDE-LM"]);
  f.add_tag(r["Countermeasure progress"].empty() ? "" : out.join({"countermeasures ", r["Countermeasure progress"]}));
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("IriusRisk");
  for (Row r : rows) threat(r, out);
  check_header(rows, {"STRIDE-LM"}, out);
}

}  // namespace

extern constinit const Format iriusrisk{
    .id        = "iriusrisk",
    .name      = "IriusRisk",
    .url       = "https://www.iriusrisk.com/",
    .command   = "IriusRisk, Threats, Export as CSV",
    .kinds     = "other",
    .versions  = "CSV of threats",
    .severity  = "the current risk, after what was done so far",
    .missing   = "ids, dates, CWE",
    .known_by  = "\"Component,Use case,Threat,Inherent Risk,Current Risk,Projected Risk\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
