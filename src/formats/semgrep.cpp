// SPDX-License-Identifier: MIT
// semgrep: source code, dependencies, secrets. JSON of the command line, and two answers of the platform's API.
#include <algorithm>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {
    {"ERROR", Severity::high},      {"WARNING", Severity::medium}, {"INFO", Severity::low},
    {"EXPERIMENT", Severity::info}, {"INVENTORY", Severity::info},
};

// Logged out, the command line writes these words where lines and fingerprints stood (since 1.98).
string_view unless_gated(string_view text) { return text == "requires login" ? string_view() : text; }

string_view last_part(string_view dotted) { return dotted.substr(dotted.rfind('.') + 1); }

bool starts_with(string_view text, string_view start) { return text.substr(0, start.size()) == start; }

// Some kinds of value are a name alone, or an array of the name and its details.
string_view variant(Json value) { return value.is_array() ? value[0].str() : value.str(); }

bool any_is(Json list, string_view wanted) {
  for (Json item : list.each()) {
    if (equal_ignoring_case(item.str(), wanted)) return true;
  }
  return false;
}

// ---- what the command line and the API have in common
// ----------------------------------------------------------------

void weaknesses(Draft& f, Json cwe, Json owasp) {
  for (Json c : cwe.each()) f.add_cwe(c.str());
  for (Json o : owasp.each()) f.add_tag(o.str());
}

void package(Draft& f, string_view ecosystem, string_view name, string_view version) {
  f.package.ecosystem = ecosystem_of(ecosystem);
  f.package.name      = name;
  f.package.version   = version;
}

void upgrade_to(Draft& f, string_view version, Writer& out) {
  f.add_fixed_in(version);
  if (!version.empty() && f.remediation.empty()) {
    f.remediation = out.join({"Upgrade ", f.package.name, " to ", version});
  }
}

// "DirectReachable", "TransitiveUnreachable", "REACHABLE", "UNREACHABLE" …
void exposure(Draft& f, string_view word) {
  if (contains_ignoring_case(word, "unreachable")) {
    f.add_tag("unreachable");
  } else if (contains_ignoring_case(word, "reachable")) {
    f.add_tag("reachable");
  }
}

void transitivity(Draft& f, string_view word) {
  if (equal_ignoring_case(word, "direct")) f.add_tag("direct");
  if (equal_ignoring_case(word, "transitive")) f.add_tag("transitive");
}

State closed(string_view reason) {
  if (equal_ignoring_case(reason, "false_positive")) return State::false_positive;
  if (equal_ignoring_case(reason, "acceptable_risk")) return State::accepted_risk;
  return State::dismissed;
}

// ---- the command line
// -------------------------------------------------------------------------------------------------

bool is_secret(Json r, Json extra, Json metadata) {
  // NO_VALIDATOR stands on findings of every kind.
  const string_view validation = extra.str("validation_state");
  return starts_with(validation, "CONFIRMED_") || validation == "VALIDATION_ERROR" || metadata.has("secret_type") ||
         any_is(metadata["technology"], "secrets") || any_is(metadata["vulnerability_class"], "Hard-coded Secrets") ||
         r.str("check_id").find(".secrets.") != string_view::npos;
}

Kind kind_of(Json r, Json extra, Json metadata) {
  if (extra["sca_info"]) return Kind::sca;
  if (is_secret(r, extra, metadata)) return Kind::secret;
  // Rules of the registry are named after what they read.
  for (const string_view start :
       {"terraform.", "dockerfile.", "yaml.kubernetes.", "yaml.docker-compose.", "json.aws.", "bicep."}) {
    if (starts_with(r.str("check_id"), start)) return Kind::iac;
  }
  for (const string_view other :
       {"best-practice", "correctness", "maintainability", "performance", "portability", "compatibility"}) {
    if (metadata.str("category") == other) return Kind::quality;
  }
  return Kind::sast;
}

void secret(Draft& f, Json extra) {
  const string_view validation = extra.str("validation_state");
  if (validation == "CONFIRMED_VALID") f.add_tag("valid"), f.confidence = Confidence::certain;
  if (validation == "CONFIRMED_INVALID") f.add_tag("invalid");
  if (validation == "VALIDATION_ERROR") f.add_tag("validation-failed");
  if (const Json past = extra["historical_info"]) {
    f.dates.introduced = past.time("git_commit_timestamp");
    f.add_tag("historical");  // no longer in the newest commit
  }
}

void dependency(Draft& f, Json sca, Json metadata, Writer& out) {
  const Json match = sca["dependency_match"], found = match["found_dependency"];
  package(f, found.str("ecosystem"), found.str("package"), found.str("version"));
  for (const string_view path : {found.str("lockfile_path"), match.str("lockfile"), found.str("manifest_path")}) {
    if (f.package.manifest.empty()) f.package.manifest = path;
  }
  if (f.location.path == f.package.manifest && found.line("line_number") != 0) {
    f.location.start_line = f.location.end_line = found.line("line_number");
    f.location.start_column = f.location.end_column = 0;
  }
  for (Json fixes : metadata["sca-fix-versions"].each()) {  // [{"name": "1.2.3"}, …], of other packages as well
    for (Json version : fixes) {
      if (version.key() == f.package.name) upgrade_to(f, version.str(), out);
    }
  }
  f.add_id(metadata.str("sca-vuln-database-identifier"));
  f.dates.published = metadata.time("publish-date");
  transitivity(f, found.str("transitivity"));
  if (const Json kind = sca["kind"]) {
    exposure(f, variant(kind));
  } else if (sca.truth("reachable") || sca.truth("reachability_rule")) {
    f.add_tag(sca.truth("reachable") ? "reachable" : "unreachable");
  }
}

void result(Json r, Writer& out) {
  const Json extra = r["extra"], metadata = extra["metadata"], start = r["start"], end = r["end"];
  Draft& f      = out.add(kind_of(r, extra, metadata));
  f.rule_id     = r.str("check_id");
  f.rule_name   = last_part(f.rule_id);
  f.title       = first_sentence(extra.str("message"));
  f.description = extra.str("message");
  if (!extra.str("fix").empty()) f.remediation = out.join({"Replace it with: ", extra.str("fix")});
  f.rate(extra.str("severity"), kSeverities);
  f.rate(metadata.str("sca-severity"), kSeverities);  // the one of the advisory, where there is one
  f.confidence = confidence_of(metadata.str("confidence"));
  weaknesses(f, metadata["cwe"], metadata["owasp"]);
  f.location.path         = r.str("path");
  f.location.start_line   = start.line("line");
  f.location.end_line     = end.line("line");
  f.location.start_column = start.line("col");
  f.location.end_column   = end.line("col");
  f.location.snippet      = unless_gated(extra.str("lines"));
  for (Json url : metadata["references"].each()) f.add_reference(url.str());
  f.add_reference(metadata.str("source"));
  if (extra.truth("is_ignored")) f.state = State::suppressed, f.state_reason = "nosemgrep comment";
  for (Json v : metadata["vulnerability_class"].each()) f.add_tag(v.str());
  f.native_id = unless_gated(extra.str("fingerprint"));
  if (f.kind == Kind::sca) dependency(f, extra["sca_info"], metadata, out);
  if (f.kind == Kind::secret) secret(f, extra);
}

void error(Json e, Writer& out) {
  const string_view type = variant(e["type"]);
  std::string text       = "semgrep: ";
  text += type.empty() ? "an error" : type;
  for (const string_view key : {"path", "rule_id"}) {
    if (!e.str(key).empty()) text.append(" (").append(e.str(key)).append(")");
  }
  const string_view message = first_line(e.str("message").empty() ? e.str("long_msg") : e.str("message"));
  if (!message.empty()) text.append(": ").append(clip(message, 300));
  // "info" is advice; all others, and errors of old versions that have no level, leave something out.
  if (e.str("level") == "info") return out.remark(Errc::scanner_failed, text, e.offset());
  out.incomplete(Errc::scanner_failed, text, e.offset());
}

void read_results(Json document, Writer& out) {
  out.tool("semgrep", document.str("version"));
  for (Json r : document["results"]) result(r, out);
  for (Json e : document["errors"]) error(e, out);
  for (Json skipped : document["skipped_rules"]) {
    out.remark(Errc::ok, out.join({"rule skipped: ", skipped.str("rule_id"), " ", skipped.str("details")}));
  }
}

// ---- API: findings
// ------------------------------------------------------------------------------------------------------

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

void platform_finding(Json r, Writer& out) {
  const Json rule = r["rule"], at = r["location"], advice = r["assistant"];
  const string_view message = r.str("rule_message").empty() ? rule.str("message") : r.str("rule_message");
  Draft& f      = out.add(any_is(rule["vulnerability_classes"], "Hard-coded Secrets") ? Kind::secret : Kind::sast);
  f.rule_id     = r.str("rule_name").empty() ? rule.str("name") : r.str("rule_name");
  f.rule_name   = last_part(f.rule_id);
  f.title       = first_sentence(message);
  f.description = message;
  f.remediation = advice["guidance"].str("instructions");
  if (f.remediation.empty()) f.remediation = advice["guidance"].str("summary");
  f.rate(r.str("severity"), kSeverities);
  f.confidence = confidence_of(r.str("confidence"));
  weaknesses(f, rule["cwe_names"], rule["owasp_names"]);
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

// ---- API: vulns
// ---------------------------------------------------------------------------------------------------------

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
    const bool space = starts_with(rest, kNamespace), package_name = starts_with(rest, kPackage);
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
  f.rate(advisory.str("severity"), kSeverities);
  weaknesses(f, references["cweIds"], references["owaspIds"]);
  for (Json id : references["cveIds"]) f.add_id(id.str());
  const string_view name = matched.str("name");
  package(f, ecosystem(advisory, name), name, matched.str("versionSpecifier"));
  f.package.manifest = at.str("path");
  if (closest.str("name") == name) upgrade_to(f, closest.str("versionSpecifier"), out);
  for (Json safe : advisory["safeDependencies"]) {
    if (safe.str("name") == name) upgrade_to(f, safe.str("versionSpecifier"), out);
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
  exposure(f, v.str("exposureType"));
  transitivity(f, v.str("transitivity"));
}

void read(Json document, Writer& out) {
  if (document["results"].is_array()) return read_results(document, out);
  out.tool("semgrep");
  if (!document["vulns"].is_array() && !document["findings"].is_array()) {
    return out.reject(Errc::malformed, "none of \"results\", \"findings\" and \"vulns\": not a report of semgrep");
  }
  for (Json v : document["vulns"]) vuln(v, out);
  for (Json f : document["findings"]) platform_finding(f, out);
  if (document.truth("hasMore")) out.incomplete(Errc::truncated, "a page of several: there are more findings");
}

// Its text report, help, or what it says on standard error.
void read_lines(const Lines& lines, Writer& out) {
  string_view problem;
  for (const string_view line : lines) {
    const bool failure = line.find("rror: ") != line.npos || line.find("ERROR") != line.npos;
    if (!trim(line).empty() && (problem.empty() || failure)) problem = out.keep(clip(trim(line), 200));
  }
  out.reject(Errc::unsupported_version,
             out.join({"only semgrep's JSON is read, run semgrep scan --json; this begins or fails with: ", problem}));
}

}  // namespace

extern constinit const Format semgrep{
    .id       = "semgrep",
    .name     = "Semgrep",
    .url      = "https://github.com/semgrep/semgrep",
    .command  = "semgrep scan --config auto --json --output semgrep.json",
    .kinds    = "sast sca secret iac quality",
    .versions = "all: scan and ci --json, and the platform's API for findings and for vulns; SARIF is the format sarif",
    .severity = "extra.severity: ERROR high, WARNING medium, INFO low; sca-severity where the rule has one",
    .missing  = "the flagged lines and semgrep's fingerprint without login since 1.98, time of the scan",
    .known_by =
        "results errors results[0].check_id results[0].extra | results=[] errors paths.scanned | "
        "results=[] errors version !metrics | vulns hasMore | vulns[0].advisory.ruleId | "
        "findings[0].syntactic_id findings[0].match_based_id | /SEMGREP_SCAN(1)/",
    .read       = read,
    .read_lines = read_lines,
};

}  // namespace secmon::format
