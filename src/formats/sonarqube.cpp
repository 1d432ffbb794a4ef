// SPDX-License-Identifier: MIT
// sonarqube: source code. Pages of api/issues/search and api/hotspots/search, and the JSON of the
// tool sonar-report.
#include <array>
#include <map>
#include <string>
#include <utility>

#include "formats/dialect/sonarqube.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Rule {
  string_view name, description, severity, type;
};
using Rules = std::map<string_view, Rule>;
using Paths = std::map<string_view, string_view>;  // component -> path

void state(Draft& f, string_view status, string_view resolution, string_view newer) {
  if (status == "TO_REVIEW" || status == "OPEN" || status == "CONFIRMED" || status == "REOPENED") return;
  const string_view word = !resolution.empty() ? resolution : !newer.empty() ? newer : status;
  if (word == "FIXED" || word == "REMOVED") f.state = State::fixed;
  if (word == "FALSE-POSITIVE" || word == "FALSE_POSITIVE" || word == "SAFE") f.state = State::false_positive;
  if (word == "WONTFIX" || word == "ACCEPTED" || word == "ACKNOWLEDGED") f.state = State::accepted_risk;
  if (word == "CLOSED" || word == "RESOLVED" || word == "REVIEWED") f.state = State::dismissed;
  if (f.state != State::open) f.state_reason = word;
}

// "Filename: thing.jar | Reference: CVE-2020-1 | CVSS Score: 6.5 | Category: CWE-79 | …" of the plugin of
// Dependency-Check.
void dependency(Draft& f, string_view message) {
  if (f.rule_id.find("UsingComponentWithKnownVulnerability") == f.rule_id.npos) return;
  f.kind = Kind::sca;
  string_view part;
  for (string_view rest = message; next_part(rest, '|', part);) {
    const std::size_t colon = std::min(part.find(':'), part.size());
    const string_view name = trim(part.substr(0, colon)), value = trim(part.substr(std::min(colon + 1, part.size())));
    if (name == "Filename") f.package.name = value;
    if (name == "Reference") f.add_id(value);
    if (name == "CVSS Score") f.add_cvss({}, to_number(value).value_or(-1));
    if (name == "Category") f.add_cwe(value);
  }
}

void tags(Draft& f, Json list) {
  for (Json tag : list) {
    const string_view word = tag.str();
    f.add_tag(word);
    if (word.starts_with("cwe-")) f.add_cwe(word);
  }
}

// ---- the API --------------------------------------------------------------------------------------------------------

Paths paths_of(Json components) {
  Paths paths;
  for (Json c : components) paths[c.str("key")] = c.str("path");
  return paths;
}

void place(Draft& f, Json r, const Paths& paths) {
  const string_view component = r.str("component");
  const auto known            = paths.find(component);
  if (known != paths.end() && !known->second.empty()) {
    f.location.path = known->second;
  } else if (const string_view project = r.str("project"); component != project) {
    const bool prefixed =
        component.size() > project.size() && component.starts_with(project) && component[project.size()] == ':';
    f.location.path = prefixed ? component.substr(project.size() + 1) : component.substr(component.rfind(':') + 1);
  }
  f.location.resource   = r.str("project");
  f.location.start_line = r.line("line");
  sonar_range(f, r["textRange"], "startOffset", "endOffset");
}

void dates(Draft& f, Json r) {
  f.dates.introduced = r.time("creationDate");
  const Time closed  = r.time("closeDate");
  if (f.state == State::fixed) f.dates.fixed = closed;
}

void issue(Json r, const Paths& paths, const Rules& rules, Writer& out) {
  const string_view type = r.str("type");
  const bool security = type == "VULNERABILITY" || type == "SECURITY_HOTSPOT" || sonar_is_about_security(r["impacts"]);
  Draft& f            = out.add(security || (type.empty() && !r.has("impacts")) ? Kind::sast : Kind::quality);
  f.rule_id           = r.str("rule");
  const auto rule     = rules.find(f.rule_id);
  if (rule != rules.end()) f.rule_name = rule->second.name, f.description = rule->second.description;
  f.title                     = r.str("message");
  const string_view by_impact = sonar_impact(r["impacts"]);
  f.rate(by_impact.empty() ? r.str("severity") : by_impact, kSonarSeverities);
  if (r.has("vulnerabilityProbability")) f.rate(r.str("vulnerabilityProbability"), kSonarSeverities);
  place(f, r, paths);
  state(f, r.str("status"), r.str("resolution"), r.str("issueStatus"));
  dates(f, r);
  tags(f, r["tags"]);
  f.add_tag(out.keep(lower(type)));
  add_cwes_in(f, f.description);
  dependency(f, f.title);
  f.native_id = r.str("key");
}

void hotspot(Json r, const Paths& paths, Writer& out) {
  Draft& f    = out.add(Kind::sast);
  f.rule_id   = r.str("ruleKey").empty() ? r.str("securityCategory") : r.str("ruleKey");
  f.rule_name = r.str("securityCategory");
  f.title     = r.str("message");
  f.rate(r.str("vulnerabilityProbability"), kSonarSeverities);
  place(f, r, paths);
  state(f, r.str("status"), r.str("resolution"), {});
  dates(f, r);
  f.add_tag("security-hotspot");
  f.add_tag(r.str("securityCategory"));
  f.native_id = r.str("key");
}

// A list, or an object in sonar-report.
Rules rules_of(Json list, Writer& out) {
  Rules rules;
  for (Json r : list) {
    rules[r.has("key") ? r.str("key") : r.key()] = {r.str("name"), plain(r.str("htmlDesc"), out), {}, {}};
  }
  return rules;
}

void page(Json document, Writer& out) {
  const Json paging = document["paging"];
  const auto number = paging ? paging.integer("pageIndex") : document.integer("p");
  const auto total  = paging ? paging.integer("total") : document.integer("total");
  const Paths paths = paths_of(document["components"]);
  const Rules rules = rules_of(document["rules"], out);
  for (Json r : document["issues"]) issue(r, paths, rules, out);
  for (Json r : document["hotspots"]) hotspot(r, paths, out);
  // Each page says how many there are on all of them.
  if ((number <= 1 || out.expected() == 0) && total > 0) out.expect(static_cast<std::size_t>(total));
}

// ---- sonar-report ---------------------------------------------------------------------------------------------------

void report(Json document, Writer& out) {
  out.generated(time_of(document.str("date")));
  const Rules rules = rules_of(document["rules"], out);
  for (Json r : document["issues"]) issue(r, {}, rules, out);
}

void read(Json document, Writer& out) {
  out.tool("sonarqube");
  if (const string_view error = document["errors"][0].str("msg"); !error.empty()) {
    return out.reject(Errc::scanner_failed, out.join({"SonarQube answered: ", clip(error, 300)}));
  }
  if (!document["issues"].is_array() && !document["hotspots"].is_array()) {
    return out.reject(Errc::malformed, "neither \"issues\" nor \"hotspots\": not a report of SonarQube");
  }
  if (document.has("hotspotKeys")) return report(document, out);
  if (document.has("paging") || document.has("ps")) return page(document, out);
  out.reject(Errc::malformed,
             "no \"paging\": not a page of SonarQube; issues for import are the format sonarqube_import");
}

void read_end(std::size_t /*documents*/, Writer& out) {
  if (out.size() >= out.expected()) return;
  out.incomplete(Errc::truncated, out.join({"SonarQube has ", std::to_string(out.expected()), " results, here are ",
                                            std::to_string(out.size()),
                                            ": pages are missing (it gives no more than 10000 of one query)"}));
}

}  // namespace

extern constinit const Format sonarqube{
    .id      = "sonarqube",
    .name    = "SonarQube",
    .url     = "https://www.sonarsource.com/products/sonarqube/",
    .command = "curl -u $TOKEN: \"$SONAR/api/issues/search?componentKeys=KEY&ps=500&p=1\"",
    .kinds   = "sast quality sca",
    .versions =
        "api/issues/search and api/hotspots/search (all, also pages back to back), generic issue import (both "
        "forms), sonar-report JSON",
    .severity =
        "the impact on security, else the worst impact, else the severity: BLOCKER critical, CRITICAL and HIGH "
        "high, MAJOR and MEDIUM medium; of hotspots their probability",
    .missing = "CWE and descriptions, unless rules are asked for; fixed versions; the HTML of sonar-report is not read",
    .known_by =
        "paging issues | paging issues components | paging hotspots | paging hotspots components | "
        "ps total issues components | hotspotKeys projectName issues",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
