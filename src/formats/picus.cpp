// SPDX-License-Identifier: MIT
// Picus: simulated attacks and whether they were stopped, CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void action(Row r, Writer& out) {
  const string_view own = r["actionPreventionResult"], result = own.empty() ? r["threatPreventionResult"] : own;
  if (equal_ignoring_case(result, "Blocked")) return;  // the control held
  Draft& f      = out.add(Kind::other);
  f.rule_id     = r["threatName"];
  f.title       = out.join({r["threatName"], ": ", r["actionName"]});
  f.description = r["actionDescription"];
  f.rate(r["threatSeverity"]);
  f.add_cwe(r["cwe"]);
  f.add_ids_in(r["cve"]);
  f.location.resource = r["affectedPlatforms"];
  if (!equal_ignoring_case(result, "Not Blocked")) f.add_tag(result);
  f.add_tag(r["threatDetectionLogResult"]);
  f.add_tag(r["threatDetectionAlertResult"]);
  for (const char* part : {"actionMitreTactic", "actionMitreTechnique", "actionMitreSubtechnique"}) f.add_tag(r[part]);
  f.native_id = out.join({r["simulationRunId"], "/", r["threatId"], "/", r["actionId"]});
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Picus");
  for (Row r : rows) action(r, out);
  check_header(rows, {"manualRewindSteps"}, out);
}

}  // namespace

extern constinit const Format picus{
    .id        = "picus",
    .name      = "Picus Security Validation",
    .url       = "https://www.picussecurity.com/",
    .command   = "Picus, Simulations, Export, CSV",
    .kinds     = "other",
    .versions  = "CSV of a simulation's actions",
    .severity  = "threatSeverity",
    .missing   = "dates, whose order of day and month is not told; attacks that were blocked are no findings",
    .known_by  = "\"simulationRunId,threatId,threatSeverity,threatPreventionResult,actionName\"",
    .read_rows = read_rows,
};

}  // namespace secmon::format
