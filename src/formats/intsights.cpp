// SPDX-License-Identifier: MIT
// Rapid7 Threat Command (once IntSights): alerts, JSON and CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void alert(Json r, Writer& out) {
  const Json d = r["Details"];
  if (!d.is_object()) return out.incomplete(Errc::malformed, "an alert without \"Details\"", r.offset());
  Draft& f      = out.add(Kind::other);
  f.rule_id     = d.str("SubType").empty() ? d.str("Type") : d.str("SubType");
  f.title       = d.str("Title");
  f.description = d.str("Description");
  f.rate(d.str("Severity"));
  f.location.url      = d["Source"].str("URL");
  f.location.resource = r["Assets"][0].str("Value");
  f.add_ids_in(f.title);
  if (r["Closed"].truth("IsClosed")) f.state = State::dismissed;
  f.dates.detected = r.time("FoundDate");
  f.add_tag(d.str("Type"));
  for (Json tag : d["Tags"]) f.add_tag(tag.is_object() ? tag.str("Name") : tag.str());
  f.native_id = r.str("_id");
}

void read(Json document, Writer& out) {
  if (!document["Alerts"].is_array()) return out.reject(Errc::malformed, "no list \"Alerts\": not a whole report");
  out.tool("Threat Command");
  for (Json r : document["Alerts"]) alert(r, out);
}

void row(Row r, Writer& out) {
  Draft& f      = out.add(Kind::other);
  f.rule_id     = r["Type"];
  f.title       = r["Title"];
  f.description = r["Description"];
  f.rate(r["Severity"]);
  f.location.url      = r["Source URL"];
  f.location.resource = r["Assets"];
  f.add_ids_in(f.title);
  f.add_reference(r["Alert Link"]);
  if (equal_ignoring_case(r["Status"], "closed")) f.state = State::dismissed, f.state_reason = r["Closed Reason"];
  string_view tags = r["Tags"];
  for (string_view tag; next_part(tags, ',', tag);) f.add_tag(tag);
  f.native_id = r["Alert ID"];
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Threat Command");
  for (Row r : rows) row(r, out);
  check_header(rows, {"Alert Link"}, out);
}

}  // namespace

extern constinit const Format intsights{
    .id       = "intsights",
    .name     = "Rapid7 Threat Command (IntSights)",
    .url      = "https://docs.rapid7.com/threat-command/",
    .command  = "Threat Command, Alerts, Export, CSV; GET /public/v1/data/alerts/get-complete-alert/ID",
    .kinds    = "other",
    .versions = "JSON with \"Alerts\", CSV",
    .severity = "the tool's word",
    .missing  = "remediation; dates in CSV, whose order of day and month is not told",
    .known_by =
        "Alerts[0].Details.Severity Alerts[0].FoundDate Alerts[0].Assets | ? Alerts=[] !Alerts[0] | "
        "\"Alert ID,Title,Severity,Type,Source URL,Alert Link\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
