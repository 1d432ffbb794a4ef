// SPDX-License-Identifier: MIT
// semgrep: source code, dependencies, secrets. JSON of the command line.
#include <string>

#include "formats/dialect/semgrep.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Logged out, the command line writes these words where lines and fingerprints stood (since 1.98).
string_view unless_gated(string_view text) { return text == "requires login" ? string_view() : text; }

// Some kinds of value are a name alone, or an array of the name and its details.
string_view variant(Json value) { return value.is_array() ? value[0].str() : value.str(); }

bool is_secret(Json r, Json extra, Json metadata) {
  // NO_VALIDATOR stands on findings of every kind.
  const string_view validation = extra.str("validation_state");
  return validation.starts_with("CONFIRMED_") || validation == "VALIDATION_ERROR" || metadata.has("secret_type") ||
         semgrep_any_is(metadata["technology"], "secrets") ||
         semgrep_any_is(metadata["vulnerability_class"], "Hard-coded Secrets") ||
         r.str("check_id").find(".secrets.") != string_view::npos;
}

Kind kind_of(Json r, Json extra, Json metadata) {
  if (extra["sca_info"]) return Kind::sca;
  if (is_secret(r, extra, metadata)) return Kind::secret;
  // Rules of the registry are named after what they read.
  for (const string_view start :
       {"terraform.", "dockerfile.", "yaml.kubernetes.", "yaml.docker-compose.", "json.aws.", "bicep."}) {
    if (r.str("check_id").starts_with(start)) return Kind::iac;
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
  semgrep_package(f, found.str("ecosystem"), found.str("package"), found.str("version"));
  for (const string_view path : {found.str("lockfile_path"), match.str("lockfile"), found.str("manifest_path")}) {
    if (f.package.manifest.empty()) f.package.manifest = path;
  }
  if (f.location.path == f.package.manifest && found.line("line_number") != 0) {
    f.location.start_line = f.location.end_line = found.line("line_number");
    f.location.start_column = f.location.end_column = 0;
  }
  for (Json fixes : metadata["sca-fix-versions"].each()) {  // [{"name": "1.2.3"}, …], of other packages as well
    for (Json version : fixes) {
      if (version.key() == f.package.name) semgrep_upgrade_to(f, version.str(), out);
    }
  }
  f.add_id(metadata.str("sca-vuln-database-identifier"));
  f.dates.published = metadata.time("publish-date");
  semgrep_transitivity(f, found.str("transitivity"));
  if (const Json kind = sca["kind"]) {
    semgrep_exposure(f, variant(kind));
  } else if (sca.truth("reachable") || sca.truth("reachability_rule")) {
    f.add_tag(sca.truth("reachable") ? "reachable" : "unreachable");
  }
}

void result(Json r, Writer& out) {
  const Json extra = r["extra"], metadata = extra["metadata"], start = r["start"], end = r["end"];
  Draft& f      = out.add(kind_of(r, extra, metadata));
  f.rule_id     = r.str("check_id");
  f.rule_name   = semgrep_rule_name(f.rule_id);
  f.title       = first_sentence(extra.str("message"));
  f.description = extra.str("message");
  if (!extra.str("fix").empty()) f.remediation = out.join({"Replace it with: ", extra.str("fix")});
  f.rate(extra.str("severity"), kSemgrepSeverities);
  f.rate(metadata.str("sca-severity"), kSemgrepSeverities);  // the one of the advisory, where there is one
  f.confidence = confidence_of(metadata.str("confidence"));
  semgrep_weaknesses(f, metadata["cwe"], metadata["owasp"]);
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

void read(Json document, Writer& out) {
  out.tool("semgrep", document.str("version"));
  if (!document["results"].is_array()) {
    const bool answer = document["vulns"].is_array() || document["findings"].is_array();
    return out.reject(answer ? Errc::unsupported_version : Errc::malformed,
                      answer ? "an answer of the platform's API: its format is semgrep_platform"
                             : "no list \"results\": not a whole report of semgrep");
  }
  for (Json r : document["results"]) result(r, out);
  for (Json e : document["errors"]) error(e, out);
  for (Json skipped : document["skipped_rules"]) {
    out.remark(Errc::ok, out.join({"rule skipped: ", skipped.str("rule_id"), " ", skipped.str("details")}));
  }
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
    .versions = "all: scan and ci --json; SARIF is the format sarif, the platform's API semgrep_platform",
    .severity = "extra.severity: ERROR high, WARNING medium, INFO low; sca-severity where the rule has one",
    .missing  = "the flagged lines and semgrep's fingerprint without login since 1.98, time of the scan",
    .known_by =
        "results errors results[0].check_id results[0].extra | results=[] errors paths.scanned | "
        "results=[] errors version !metrics | /SEMGREP_SCAN(1)/",
    .divisible  = "results",
    .read       = read,
    .read_lines = read_lines,
};

}  // namespace secmon::format
