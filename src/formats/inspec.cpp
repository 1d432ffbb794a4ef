// SPDX-License-Identifier: MIT
// Chef InSpec (and cinc-auditor): controls of a profile, each with its results. JSON, and controls in lines.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Where its documentation puts the bounds of "impact".
void rate(Draft& f, Json impact) {
  const double value = impact.number(-1);
  const Severity s   = value < 0      ? Severity::unknown
                       : value < 0.01 ? Severity::info
                       : value < 0.4  ? Severity::low
                       : value < 0.7  ? Severity::medium
                       : value < 0.9  ? Severity::high
                                      : Severity::critical;
  if (value >= 0 && value <= 1) f.rate(s, SeverityFrom::score, impact.text());
}

// What did not pass. "skipped" and "error" in a result mean that nobody knows.
void control(Json c, string_view target, Writer& out) {
  Joined failed("\n");
  string_view title = c.str("title");
  if (title.empty()) title = c.str("id");
  bool any = false;
  for (Json r : c["results"]) {
    const string_view status = r.str("status");
    if (status == "error" || (r.has("exception") && status != "skipped")) {
      out.incomplete(Errc::scanner_failed, out.join({c.str("id"), ": ", clip(first_line(r.str("message")), 200)}));
    }
    if (status == "skipped") out.remark(Errc::ok, out.join({"not checked: ", title, ": ", r.str("skip_message")}));
    if (status != "failed") continue;
    const string_view says = r.str("message").empty() ? r.str("code_desc") : r.str("message");
    failed.add(says);
    any = true;
  }
  if (!any) return;
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = c.str("id");
  f.title       = title;
  f.description = c.str("desc").empty() ? c.str("description") : c.str("desc");
  f.description = f.description.empty() ? failed.kept(out) : out.join({f.description, "\n\n", failed.kept(out)});
  for (Json d : c["descriptions"]) {
    if (d.str("label") == "fix") f.remediation = d.str("data");
  }
  rate(f, c["impact"]);
  f.location.resource   = target;
  f.location.path       = c["source_location"].str("ref");
  f.location.start_line = c["source_location"].line("line");
  for (Json ref : c["refs"]) f.add_reference(ref.str("url"));
  if (c["waiver_data"].truth("run"))
    f.state = State::accepted_risk, f.state_reason = c["waiver_data"].str("justification");
  f.dates.detected = c["results"][0].time("start_time");
}

void read(Json document, Writer& out) {
  out.tool("InSpec", document.str("version"));
  if (document["results"].is_array()) return control(document, document["platform"].str("target_id"), out);
  if (!document["profiles"].is_array()) return out.reject(Errc::malformed, "no list \"profiles\": not of InSpec");
  const string_view target = document["platform"].str("target_id");
  for (Json profile : document["profiles"]) {
    const string_view status = profile.str("status");
    if (!status.empty() && status != "loaded") {
      out.incomplete(Errc::scanner_failed, out.join({"the profile ", profile.str("name"), " is \"", status,
                                                     "\": ", profile.str("status_message")}));
    }
    for (Json c : profile["controls"]) control(c, target, out);
  }
  if (!document["statistics"]) out.incomplete(Errc::truncated, "no \"statistics\": InSpec did not finish");
}

}  // namespace

extern constinit const Format inspec{
    .id       = "inspec",
    .name     = "Chef InSpec",
    .url      = "https://docs.chef.io/inspec/",
    .command  = "inspec exec profile --reporter json:inspec.json",
    .kinds    = "iac",
    .versions = "the reporter json of 3 and later; controls in lines, as they are sent to a log",
    .severity = "impact, by InSpec's own bounds: from 0.9 critical, 0.7 high, 0.4 medium, 0.01 low, below it none",
    .missing  = "CWE; the source of a control",
    .known_by = "platform profiles statistics | platform profiles[0].controls | profile results[0].code_desc impact id",
    .read     = read,
};

}  // namespace secmon::format
