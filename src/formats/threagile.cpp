// SPDX-License-Identifier: MIT
// Threagile: risks of a threat model. JSON.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"elevated", Severity::high}};  // between medium and high

State state_of(string_view status) {
  if (status == "accepted") return State::accepted_risk;
  if (status == "mitigated") return State::fixed;
  return status == "false-positive" ? State::false_positive : State::open;  // unchecked, in-discussion, in-progress
}

// "<b>Missing Vault</b> in <b>Shop</b>".
string_view plain(string_view html, Writer& out) {
  std::string text;
  bool tag = false;
  for (const char c : html) {
    if (c == '<') tag = true;
    if (!tag) text += c;
    if (c == '>') tag = false;
  }
  return out.keep(text);
}

void read(Json document, Writer& out) {
  out.tool("threagile");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not the risks of Threagile");
  for (Json r : document) {
    const string_view category = r.str("category_id").empty() ? r.str("category") : r.str("category_id");
    Draft& f                   = out.add(Kind::other);
    f.rule_id                  = category;
    f.title                    = plain(r.str("title"), out);
    f.rate(r.str("severity"), kSeverities);
    f.location.resource = r.str("most_relevant_technical_asset");
    f.state             = state_of(r.str("risk_status"));
    f.native_id         = r.str("synthetic_id");
  }
}

}  // namespace

extern constinit const Format threagile{
    .id       = "threagile",
    .name     = "Threagile",
    .url      = "https://github.com/Threagile/threagile",
    .command  = "threagile -model threagile.yaml -output . # risks.json",
    .kinds    = "other",
    .versions = "0.9 and 1.0: risks.json",
    .severity = "the tool's word; elevated is high",
    .missing  = "CWE, remediation, dates; `[]` names no tool",
    .known_by = "[0].synthetic_id [0].severity [0].exploitation_likelihood",
    .read     = read,
};

}  // namespace secmon::format
