// SPDX-License-Identifier: MIT
// PTART: hits of a penetration test, JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {
    {"1", Severity::critical}, {"2", Severity::high}, {"3", Severity::medium},
    {"4", Severity::low},      {"5", Severity::info},
};

void fill(Draft& f, Json h) {
  f.rule_id     = h.str("title");
  f.title       = h.str("title");
  f.description = h.str("body");
  f.remediation = h.str("remediation");
  f.rate(h.text("severity"), kSeverities, SeverityFrom::level);
  f.add_cvss(h.str("cvss_vector"), h.number("cvss_score", -1));
  for (Json w : h["cwes"]) f.add_cwe(w.text("cwe_id"));
  (is_url(h.str("asset")) ? f.location.url : f.location.resource) = h.str("asset");
  for (Json r : h["references"]) f.add_reference(r.str("url"));
  f.dates.detected = h.time("added");
  for (Json label : h["labels"]) f.add_tag(label.is_object() ? label.str("title") : label.str());
  f.native_id = h.str("id");
}

// F fixed, NF not, PF partly, NA it no longer applies, NT not tested again.
void retest(Json h, Writer& out) {
  const string_view status = h.str("status");
  Draft& f                 = out.add(Kind::dast);
  fill(f, h["original_hit"]);
  f.description = out.join({h.str("body"), h.str("body").empty() ? "" : "\n", f.description});
  if (status == "F") f.state = State::fixed;
  if (status == "NA") f.state = State::dismissed;
  f.add_tag(out.join({"retest-", out.keep(lower(status))}));
  f.native_id = h.str("id");
}

void read(Json document, Writer& out) {
  const Json assessments = document["assessments"];
  if (!assessments.is_array()) return out.reject(Errc::malformed, "no list \"assessments\": not a report of PTART");
  out.tool("PTART");
  for (Json a : assessments) {
    for (Json h : a["hits"]) fill(out.add(Kind::dast), h);
  }
  for (Json r : document["retests"]) {
    for (Json h : r["hits"]) retest(h, out);
  }
}

}  // namespace

extern constinit const Format ptart{
    .id       = "ptart",
    .name     = "PTART",
    .url      = "https://github.com/certmichelin/PTART",
    .command  = "PTART, Project, Export, JSON",
    .kinds    = "dast",
    .versions = "JSON of a project; screenshots and attachments are not read",
    .severity = "1 critical to 5 info",
    .missing  = "fixed versions, packages",
    .known_by = "assessments pentesters methodologies",
    .read     = read,
};

}  // namespace secmon::format
