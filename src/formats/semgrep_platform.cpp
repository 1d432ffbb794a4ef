// SPDX-License-Identifier: MIT
// Two answers of the API of semgrep's platform: findings in source code, and vulnerable dependencies ("vulns").
#include <algorithm>

#include "formats/dialect/semgrep.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

State closed(string_view reason) {
  if (equal_ignoring_case(reason, "false_positive")) return State::false_positive;
  if (equal_ignoring_case(reason, "acceptable_risk")) return State::accepted_risk;
  return State::dismissed;
}

// ---- findings -----------------------------------------------------------------------------------------------------

void triage(Draft& f, Json r) {
  const Time when = r.time("triaged_at");
  if (r.str("status") == "fixed" || r.str("status") == "removed") {
    f.state       = State::fixed;
    f.dates.fixed = r.time("state_updated_at");
  } else if (r.str("status") == "ignored" || r.str("triage_state") == "ignored" || r.str("state") == "muted") {
    f.state           = closed(r.str("triage_reason"));
    f.state_reason    = r.str("triage_comment").empty() ? r.str("triage_reason") : r.str("triage_comment");
    f.dates.dismissed = when;
  } else {
    f.dates.acknowledged = when;
  }
}

void finding(Json r, Writer& out) {
  const Json rule = r["rule"], at = r["location"], advice = r["assistant"];
  const string_view message = r.str("rule_message").empty() ? rule.str("message") : r.str("rule_message");
  Draft& f  = out.add(semgrep_any_is(rule["vulnerability_classes"], "Hard-coded Secrets") ? Kind::secret : Kind::sast);
  f.rule_id = r.str("rule_name").empty() ? rule.str("name") : r.str("rule_name");
  f.rule_name   = semgrep_rule_name(f.rule_id);
  f.title       = first_sentence(message);
  f.description = message;
  f.remediation = advice["guidance"].str("instructions");
  if (f.remediation.empty()) f.remediation = advice["guidance"].str("summary");
  f.rate(r.str("severity"), kSemgrepSeverities);
  f.confidence = confidence_of(r.str("confidence"));
  semgrep_weaknesses(f, rule["cwe_names"], rule["owasp_names"]);
  f.location.path         = at.str("file_path");
  f.location.start_line   = at.line("line");
  f.location.end_line     = at.line("end_line");
  f.location.start_column = at.line("column");
  f.location.end_column   = at.line("end_column");
  f.location.resource     = r["repository"].str("name");
  f.add_reference(r.str("line_of_code_url"));
  triage(f, r);
  f.dates.detected = r.time("created_at");
  for (Json v : rule["vulnerability_classes"]) f.add_tag(v.str());
  f.native_id = r.str("match_based_id");  // what the command line calls fingerprint
}

// ---- vulns --------------------------------------------------------------------------------------------------------

// An advisory for several ecosystems names one of them, which need not be the one of this dependency. The rule, given
// as text, has each package with its own: "namespace": "pypi", "package": "grpcio".
string_view ecosystem(Json advisory, string_view name) {
  for (Json d : advisory["vulnerableDependencies"]) {
    if (d.str("name") == name) return advisory.str("ecosystem");
  }
  constexpr string_view kNamespace = "\"namespace\": \"", kPackage = "\"package\": \"";
  string_view last, rest                                           = advisory.str("ruleText");
  while (!rest.empty()) {
    const std::size_t at = rest.find('"');
    rest                 = rest.substr(std::min(at, rest.size()));
    const bool space = rest.starts_with(kNamespace), package_name = rest.starts_with(kPackage);
    if (space || package_name) {
      rest                    = rest.substr(space ? kNamespace.size() : kPackage.size());
      const string_view value = rest.substr(0, rest.find('"'));
      if (space) last = value;
      if (package_name && value == name) return last;
    } else if (!rest.empty()) {
      rest.remove_prefix(1);
    }
  }
  return {};
}

Time unless_never(Time time) { return time.time_since_epoch().count() == 0 ? kNoTime : time; }

void vuln(Json v, Writer& out) {
  const Json advisory = v["advisory"], matched = v["matchedDependency"], at = v["dependencyFileLocation"];
  const Json references = advisory["references"], closest = v["closestSafeDependency"], triage = v["triage"];
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = advisory.str("ruleId");
  f.title       = v.str("title").empty() ? advisory.str("title") : v.str("title");
  f.description = advisory.str("description");
  f.rate(advisory.str("severity"), kSemgrepSeverities);
  semgrep_weaknesses(f, references["cweIds"], references["owaspIds"]);
  for (Json id : references["cveIds"]) f.add_id(id.str());
  const string_view name = matched.str("name");
  semgrep_package(f, ecosystem(advisory, name), name, matched.str("versionSpecifier"));
  f.package.manifest = at.str("path");
  if (closest.str("name") == name) semgrep_upgrade_to(f, closest.str("versionSpecifier"), out);
  for (Json safe : advisory["safeDependencies"]) {
    if (safe.str("name") == name) semgrep_upgrade_to(f, safe.str("versionSpecifier"), out);
  }
  f.location.path       = at.str("path");
  f.location.start_line = f.location.end_line = at.line("startLine");
  f.location.resource                         = v.str("repositoryName");
  for (Json url : references["urls"]) f.add_reference(url.str());
  if (triage.str("status") == "FIXED") f.state = State::fixed;
  if (triage.str("status") == "CLOSED" || triage.str("status") == "IGNORED") {
    f.state        = closed(triage.str("dismissReason"));
    f.state_reason = triage.str("dismissReason") == "UNKNOWN_REASON" ? "" : triage.str("dismissReason");
  }
  f.dates.published    = advisory.time("announcedAt");
  f.dates.detected     = v.time("openedAt");
  f.dates.acknowledged = unless_never(v.time("firstTriagedAt"));
  semgrep_exposure(f, v.str("exposureType"));
  semgrep_transitivity(f, v.str("transitivity"));
}

void read(Json document, Writer& out) {
  out.tool("semgrep");
  if (!document["vulns"].is_array() && !document["findings"].is_array()) {
    return out.reject(Errc::malformed, "neither \"findings\" nor \"vulns\": not an answer of semgrep's API");
  }
  for (Json v : document["vulns"]) vuln(v, out);
  for (Json f : document["findings"]) finding(f, out);
  if (document.truth("hasMore")) out.incomplete(Errc::truncated, "a page of several: there are more findings");
}

}  // namespace

extern constinit const Format semgrep_platform{
    .id   = "semgrep_platform",
    .name = "Semgrep AppSec Platform API",
    .url  = "https://semgrep.dev/api/v1/docs/",
    .command =
        "curl -H \"Authorization: Bearer $SEMGREP_APP_TOKEN\" https://semgrep.dev/api/v1/deployments/$SLUG/findings",
    .kinds    = "sast sca secret",
    .versions = "v1: the list of findings, and the one of vulns (supply chain)",
    .severity = "severity; for vulns the one of the advisory",
    .missing  = "version of the tool, the flagged lines",
    .known_by = "vulns hasMore | vulns[0].advisory.ruleId | findings[0].syntactic_id findings[0].match_based_id",
    .read     = read,
};

}  // namespace secmon::format
