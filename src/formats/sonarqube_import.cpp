// SPDX-License-Identifier: MIT
// sonarqube_import: the generic issues of any tool that SonarQube imports.
#include <map>

#include "formats/dialect/sonarqube.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Rule {
  string_view name, description, severity, type, engine;
};

void read(Json document, Writer& out) {
  out.tool("sonarqube");
  if (!document["issues"].is_array()) return out.reject(Errc::malformed, "no list \"issues\": no issues for import");
  std::map<string_view, Rule> rules;
  for (Json r : document["rules"]) {
    const string_view by_impact = sonar_impact(r["impacts"]);
    const bool security         = sonar_is_about_security(r["impacts"]);
    rules[r.str("id")] = {r.str("name"), r.str("description"), by_impact.empty() ? r.str("severity") : by_impact,
                          security ? "VULNERABILITY" : r.str("type"), r.str("engineId")};
  }
  for (Json r : document["issues"]) {
    const auto known       = rules.find(r.str("ruleId"));
    const Rule rule        = known == rules.end() ? Rule{} : known->second;
    const string_view type = r.str("type").empty() ? rule.type : r.str("type");
    Draft& f               = out.add(type == "BUG" || type == "CODE_SMELL" ? Kind::quality : Kind::sast);
    f.tool                 = r.str("engineId").empty() ? rule.engine : r.str("engineId");
    f.rule_id              = r.str("ruleId");
    f.rule_name            = rule.name;
    f.description          = rule.description;
    const Json at          = r["primaryLocation"];
    f.title                = at.str("message");
    f.rate(r.str("severity"), kSonarSeverities);
    f.rate(r.str("severity").empty() ? rule.severity : "", kSonarSeverities, SeverityFrom::rule);
    add_cwes_in(f, f.description);
    f.location.path = at.str("filePath");
    sonar_range(f, at["textRange"], "startColumn", "endColumn");
    if (at["textRange"] && f.location.end_line == 0) f.location.end_line = f.location.start_line;
  }
}

}  // namespace

extern constinit const Format sonarqube_import{
    .id   = "sonarqube_import",
    .name = "SonarQube generic issues",
    .url =
        "https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/"
        "generic-issue-import-format",
    .command  = "written by other tools for sonar.externalIssuesReportPaths",
    .kinds    = "sast quality",
    .versions = "both forms: severities with the issues, or (10.3 and later) with the rules",
    .severity =
        "the impact on security, else the worst, else the word: BLOCKER critical, CRITICAL and HIGH high, MAJOR medium",
    .missing = "CWE, unless the description names it; dates; states; secondary locations",
    .known_by =
        "issues[0].engineId issues[0].primaryLocation issues[0].ruleId | "
        "rules[0].engineId issues[0].primaryLocation issues[0].ruleId | rules[0].engineId rules[0].id issues=[]",
    .read = read,
};

}  // namespace secmon::format
