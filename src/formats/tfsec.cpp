// SPDX-License-Identifier: MIT
// tfsec: misconfiguration in Terraform files. JSON of both generations.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLegacy[] = {
    {"ERROR", Severity::high}, {"WARNING", Severity::medium}, {"INFO", Severity::info}};  // before 0.50

void result(Json r, Writer& out) {
  const string_view status = r.text("status");  // a number in some versions: 0 is failed, 1 passed, 2 ignored
  if (r.truth("passed") || status == "passed" || status == "1") return;
  const Json place = r["location"];
  Draft& f         = out.add(Kind::iac);
  f.rule_id        = r.str("long_id").empty() ? r.str("rule_id") : r.str("long_id");
  f.rule_name =
      r.str("legacy_rule_id").empty() && f.rule_id != r.str("rule_id") ? r.str("rule_id") : r.str("legacy_rule_id");
  f.title       = r.str("description");
  f.description = out.join({r.str("rule_description"), r.str("impact").empty() ? "" : "\n", r.str("impact")});
  f.remediation = r.str("resolution");
  f.rate(r.str("severity"), kLegacy);
  f.location.path       = place.str("filename");
  f.location.start_line = place.line("start_line");
  f.location.end_line   = place.line("end_line");
  f.location.resource   = r.str("resource");
  for (Json link : r["links"]) f.add_reference(link.str());
  string_view words = r.str("link"), word;  // "See https://… for more information."
  while (next_part(words, ' ', word)) f.add_reference(word);
  f.add_tag(r.str("rule_provider"));
  f.add_tag(r.str("rule_service"));
  if (status == "ignored" || status == "2") f.state = State::suppressed;
}

void read(Json document, Writer& out) {
  out.tool("tfsec");
  if (!document.has("results") || (document["results"] && !document["results"].is_array())) {
    return out.reject(Errc::malformed, "no list \"results\": not a whole report of tfsec");
  }
  if (!document["results"] && document.size() > 1) {
    return out.reject(Errc::malformed, "no list \"results\", and more than that: not a report of tfsec");
  }
  for (Json r : document["results"]) result(r, out);
}

}  // namespace

extern constinit const Format tfsec{
    .id       = "tfsec",
    .name     = "tfsec",
    .url      = "https://github.com/aquasecurity/tfsec",
    .command  = "tfsec --format json --out tfsec.json",
    .kinds    = "iac",
    .versions = "all: rules by provider (0.50 and later, 1.x) and by number (before)",
    .severity = "the tool's word; before 0.50 ERROR high, WARNING medium, INFO info",
    .missing  = "columns, dates, the version of tfsec; the resource in old versions",
    .known_by =
        "results[0].rule_id results[0].rule_provider results[0].location.filename | results=null !version !summary",
    .read = read,
};

}  // namespace secmon::format
