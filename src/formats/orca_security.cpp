// SPDX-License-Identifier: MIT
// Orca Security: alerts of clouds, JSON and CSV.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Alert {
  string_view title, category, source, account, status, created, seen, id;
  double score = -1;
};

void alert(const Alert& a, Writer& out) {
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = a.title;
  f.title       = a.title;
  f.description = out.join({a.category, a.account.empty() ? "" : ", account ", a.account});
  f.rate_by_score(a.score);  // its own scale, with the same bounds as CVSS
  f.location.resource = a.source;
  if (equal_ignoring_case(a.status, "closed")) f.state = State::fixed, f.dates.fixed = parse_time(a.seen);
  if (equal_ignoring_case(a.status, "dismissed")) f.state = State::dismissed;
  if (equal_ignoring_case(a.status, "snoozed")) f.state = State::suppressed;
  if (f.state == State::open && !equal_ignoring_case(a.status, "open")) f.add_tag(a.status);
  if (f.state != State::open) f.state_reason = a.status;
  f.dates.detected = parse_time(a.created);
  f.add_tag(a.category);
  f.native_id = a.id;
}

void read(Json document, Writer& out) {
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of Orca");
  out.tool("Orca Security");
  for (Json r : document) {
    if (!r.has("OrcaScore")) {
      out.incomplete(Errc::malformed, "a row without \"OrcaScore\" is no alert of Orca", r.offset());
      continue;
    }
    const string_view name = r["Inventory"].str("Name");
    alert({.title    = r.str("Title"),
           .category = r.str("Category"),
           .source   = name.empty() ? r.str("Source") : name,
           .account  = r["CloudAccount"].str("Name"),
           .status   = r.str("Status"),
           .created  = r.str("CreatedAt"),
           .seen     = r.str("LastSeen"),
           .id       = r.text("AlertId"),
           .score    = r.number("OrcaScore", -1)},
          out);
  }
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Orca Security");
  for (Row r : rows) {
    const string_view name = r["Inventory.Name"];
    alert({.title    = r["Title"],
           .category = r["Category"],
           .source   = name.empty() ? r["Source"] : name,
           .account  = r["CloudAccount.Name"],
           .status   = r["Status"],
           .created  = r["CreatedAt"],
           .seen     = r["LastSeen"],
           .id       = r["AlertId"],
           .score    = r.number("OrcaScore", -1)},
          out);
  }
  check_header(rows, {"Labels"}, out);
}

}  // namespace

extern constinit const Format orca_security{
    .id        = "orca_security",
    .name      = "Orca Security",
    .url       = "https://orca.security/",
    .command   = "Orca, Alerts, Export, JSON or CSV",
    .kinds     = "iac",
    .versions  = "JSON and CSV of alerts",
    .severity  = "from OrcaScore, 0 to 10",
    .missing   = "descriptions, remediation",
    .known_by  = "[0].OrcaScore [0].CloudAccount [0].Title | \"OrcaScore,Title,Inventory.Name,CloudAccount.Name\"",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
