// SPDX-License-Identifier: MIT
// Horusec: one run of many scanners over source code. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view unless_dash(string_view text) { return text == "-" ? string_view() : text; }

State state_of(string_view type) {
  if (type == "False Positive") return State::false_positive;
  if (type == "Risk Accepted") return State::accepted_risk;
  return type == "Corrected" ? State::fixed : State::open;
}

Kind kind_of(string_view language, string_view tool) {
  if (language == "Leaks" || tool == "GitLeaks") return Kind::secret;
  for (const char* one : {"NpmAudit", "YarnAudit", "Safety", "BundlerAudit", "OwaspDependencyCheck", "Nancy", "Trivy",
                          "DotnetCli", "MixAudit"}) {
    if (tool == one) return Kind::sca;
  }
  return language == "HCL" || language == "YAML" || language == "Dockerfile" ? Kind::iac : Kind::sast;
}

void vulnerability(Json v, Writer& out) {
  const string_view details = v.str("details"), tool = v.str("securityTool");
  Draft& f  = out.add(kind_of(v.str("language"), tool));
  f.rule_id = v.str("rule_id").empty() ? v.str("ruleID") : v.str("rule_id");
  // The first line names it; the rest explains.
  const std::size_t end = details.find('\n');
  f.title               = clip(first_line(details), 200);
  if (f.title.starts_with("(1/1) * Possible vulnerability detected: ")) f.title.remove_prefix(41);
  f.description = end == details.npos ? details : trim(details.substr(end));
  f.rate(v.str("severity"));
  f.confidence = confidence_of(v.str("confidence"));
  f.add_ids_in(details);
  std::size_t at = details.find("CWE-");
  if (at != details.npos) f.add_cwe(details.substr(at, 12));
  f.location.path       = v.str("file");
  f.location.start_line = f.location.end_line = v.line("line");
  f.location.start_column                     = v.line("column");
  if (f.kind != Kind::secret) f.location.snippet = v.str("code");
  f.state            = state_of(v.str("type"));
  f.dates.introduced = parse_time(unless_dash(v.str("commitDate")));
  f.native_id        = v.str("vulnHash");
  f.add_tag(tool);
  f.add_tag(v.str("language"));
}

void read(Json document, Writer& out) {
  out.tool("horusec", document.str("version"));
  out.generated(document.time("finishedAt"));
  const Json list = document["analysisVulnerabilities"];
  if (!document.has("analysisVulnerabilities") || (list && !list.is_array())) {
    return out.reject(Errc::malformed, "no list \"analysisVulnerabilities\": not a whole report of Horusec");
  }
  for (Json r : list) {
    if (r["vulnerabilities"].is_object()) {
      vulnerability(r["vulnerabilities"], out);
    } else {
      out.incomplete(Errc::malformed, "an entry without \"vulnerabilities\" was not read", r.offset());
    }
  }
  // One text for all scanners that failed, separated by "; ".
  if (const string_view errors = document.str("errors"); !errors.empty()) {
    out.incomplete(Errc::scanner_failed, out.join({"Horusec: ", clip(first_line(errors), 500)}));
  } else if (!document.str("status").empty() && document.str("status") != "success") {
    out.incomplete(Errc::scanner_failed, out.join({"Horusec's run ended with the status ", document.str("status")}));
  }
}

}  // namespace

extern constinit const Format horusec{
    .id       = "horusec",
    .name     = "Horusec",
    .url      = "https://github.com/ZupIT/horusec",
    .command  = "horusec start -p . -o json -O horusec.json",
    .kinds    = "sast secret sca iac",
    .versions = "1.x and 2.x, JSON",
    .severity = "the tool's word",
    .missing  = "packages of dependencies but for the text, end of places",
    .known_by =
        "analysisVulnerabilities version status | analysisVulnerabilities repositoryID | analysisVulnerabilities "
        "createdAt",
    .read = read,
};

}  // namespace secmon::format
