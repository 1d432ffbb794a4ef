// SPDX-License-Identifier: MIT
// SARIF 2.1.0: the document, its runs, and how a result becomes a finding.
#include "formats/dialect/sarif.hpp"

#include <optional>

#include "core/text.hpp"
#include "formats/dialect/sarif_parts.hpp"
#include "formats/dialect/sarif_places.hpp"
#include "formats/dialect/sarif_rules.hpp"
#include "formats/dialect/sarif_text.hpp"
#include "formats/dialect/sarif_tools.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What all results of a run share.
struct Run {
  const SarifTool& tool;
  string_view image;  // trivy
  SarifRules rules;
  SarifPlaces places;
};

// What all findings of a result share.
struct Result {
  Json json;
  const SarifRule* rule;
  string_view kind, message;
};

// ---- severity ---------------------------------------------------------------------------------------------------

constexpr SeverityWord kLevels[] = {
    {"error", Severity::high}, {"warning", Severity::medium}, {"note", Severity::low}, {"none", Severity::info}};

// A number by GitHub's table; semgrep writes its own words there. A number that is 0 or out of range says nothing.
bool rate_by_security_severity(Draft& f, string_view text) {
  if (text.empty()) return false;
  const std::optional<double> score = to_number(text);
  if (!score) {
    if (severity_of(text) != Severity::unknown) f.rate(text);
    return f.severity != Severity::unknown;
  }
  if (!(*score > 0 && *score <= 10)) return false;
  f.rate(severity_of_score(*score), SeverityFrom::score, text);
  return true;
}

void rate_by_level(Draft& f, string_view level, SeverityFrom from) {
  // Some write a severity for a level; of other words the standard's default is meant.
  const Severity severity = severity_of(level, kLevels);
  f.rate(severity == Severity::unknown ? Severity::medium : severity, from, level);
}

// The level in the order of section 3.27.10. The schema's default "warning" must come last: most tools give their
// level with the rule.
void rate(Draft& f, const Result& r, const Run& run) {
  if (f.severity_from != SeverityFrom::none) return;
  if (rate_by_security_severity(f, r.json["properties"].text("security-severity"))) return;
  if (r.rule != nullptr && rate_by_security_severity(f, r.rule->security_severity)) return;
  if (const string_view level = r.json.str("level"); !level.empty())
    return rate_by_level(f, level, SeverityFrom::level);
  if (const string_view level = run.rules.overridden_level(r.json, r.rule); !level.empty()) {
    return rate_by_level(f, level, SeverityFrom::level);
  }
  if (r.rule != nullptr && !r.rule->level.empty()) return rate_by_level(f, r.rule->level, SeverityFrom::rule);
  // gitleaks and its like give no level at all; a leaked secret is worse than a warning.
  if (f.kind == Kind::secret) return f.rate(Severity::high, SeverityFrom::policy, {});
  rate_by_level(f, "warning", SeverityFrom::level);
  f.severity_raw = {};
}

// Every kind but "fail" has the level "none" (section 3.27.9): the rule's level is not meant. Where the result has
// another one nevertheless, it counts: Nuclei calls all that it finds "open".
void rate_by_kind(Draft& f, const Result& r) {
  if (r.kind == "fail") return;
  f.add_tag(r.kind);
  const string_view level = r.json.str("level");
  if (f.severity_from == SeverityFrom::none && (level.empty() || level == "none")) {
    f.rate(Severity::info, SeverityFrom::level, r.kind);
  }
}

// ---- texts ------------------------------------------------------------------------------------------------------

string_view message_of(Json result, const SarifRule* rule, const SarifRules& rules, Writer& out) {
  const Json message = result["message"];
  string_view text   = sarif_text(message);
  // SpotBugs has both, and counts the arguments from 1 in the text: the rule's message is the right one.
  const string_view told = message.str("id").empty() ? string_view() : rules.message(rule, message.str("id"));
  if (text.empty() || (!told.empty() && message["arguments"][0])) text = told;
  if (const Json arguments = message["arguments"]) text = sarif_expand(text, arguments, out);
  return sarif_plain(text, out);
}

string_view title_of(const Result& r) {
  // What has a place for something of the result is a message.
  const bool open = r.rule != nullptr && r.rule->title.find('{') != string_view::npos && !r.message.empty();
  if (r.rule != nullptr && !r.rule->title.empty() && !open) return r.rule->title;
  // Names are identifiers ("SqlInjection") or sentences.
  if (r.rule != nullptr && r.rule->name.find(' ') != string_view::npos) return r.rule->name;
  return first_sentence(r.message);
}

string_view description_of(const Result& r, Writer& out) {
  // GitHub's limit for it. A longer one is not repeated with each message, nor is one that the rule's help goes beyond.
  constexpr std::size_t kShort = 1024;
  const string_view full       = r.rule == nullptr ? string_view() : r.rule->description;
  if (r.message.empty()) return full;
  if (full.empty() || full.size() > kShort || !r.rule->help.empty()) return r.message;
  if (trim(full) == trim(r.message) || full == r.rule->title) return r.message;
  return out.join({r.message, "\n\n", full});
}

// The rule's help is advice only where it says more than the rule's other texts.
string_view remediation_of(const Result& r) {
  const string_view fix = sarif_text(r.json["fixes"][0]["description"]);
  if (!fix.empty() || r.rule == nullptr) return fix;
  const string_view help = trim(r.rule->help);
  return help == r.rule->title || help == trim(r.rule->description) || help == trim(r.message) ? string_view()
                                                                                               : r.rule->help;
}

// ---- state and identity -----------------------------------------------------------------------------------------

// Suppressed unless a person has yet to agree or did not (section 3.27.23).
void suppress(Draft& f, Json suppressions) {
  string_view reason;
  bool any = false;
  for (Json s : suppressions) {
    const string_view status = s.str("status");
    if (status == "underReview" || status == "rejected") return;
    any = true;
    if (reason.empty()) reason = s.str("justification");
    if (reason.empty()) reason = s.str("kind");
  }
  if (!any) return;
  f.state        = State::suppressed;
  f.state_reason = reason;
}

// Values should be strings; Black Duck wraps them into objects.
string_view first_fingerprint(Json fingerprints) {
  for (Json value : fingerprints) {
    const string_view text = value.is_object() ? value.str("value") : value.str();
    if (!text.empty() && text != "requires login") return text;  // semgrep's for those without an account
  }
  return {};
}

// `partialFingerprints` are an identity together with the rule, as all rules that flag a line have the same there. Of
// them only hashes count, "primaryLocationLineHash" as GitHub uses it: others are dates, authors, columns.
string_view partial_fingerprint(Json fingerprints) {
  for (Json value : fingerprints) {
    if (contains_ignoring_case(value.key(), "hash") && !value.str().empty()) return value.str();
  }
  return {};
}

// A GUID comes last: it may be that of this one result, and another one in the next run.
string_view identity_of(Json result) {
  if (const string_view id = first_fingerprint(result["fingerprints"]); !id.empty()) return id;
  if (const string_view id = result.str("correlationGuid"); !id.empty()) return id;
  if (const string_view id = partial_fingerprint(result["partialFingerprints"]); !id.empty()) return id;
  return result.str("guid");
}

// What the tool says about the result against a baseline of its own: diff() heeds it.
void compare(Draft& f, string_view state) {
  if (state == "absent") f.state = State::fixed;
  if (state == "new") f.add_tag("baseline:new");
  if (state == "unchanged") f.add_tag("baseline:unchanged");
  if (state == "updated") f.add_tag("baseline:updated");
}

void add_weaknesses(Draft& f, const Result& r, const Run& run) {
  bool any       = false;
  const auto add = [&](std::uint32_t number) {
    any = any || number != 0;
    f.add_cwe(number);
  };
  for (Json taxon : r.json["taxa"]) add(run.rules.cwe(taxon));
  if (r.rule != nullptr) {
    for (const std::uint32_t number : r.rule->cwe) add(number);
  }
  for (Json cwe : r.json["properties"]["cwe"].each()) add(cwe_number(cwe.text()));
  for (const string_view text : {f.rule_id, r.message}) {
    if (!any && text.find("CWE-") != string_view::npos) add(cwe_number(text));
  }
}

void add_ids(Draft& f, const Result& r) {
  f.add_ids_in(f.rule_id);
  if (r.rule != nullptr) {
    for (const string_view id : r.rule->other_ids) f.add_id(id);
  }
  if (f.kind != Kind::sca && f.kind != Kind::container) return;
  if (r.rule != nullptr) f.add_ids_in(r.rule->title);
}

// ---- results ----------------------------------------------------------------------------------------------------

void add_facts_of_rule(Draft& f, const SarifRule& rule) {
  f.rule_name  = rule.name;
  f.confidence = confidence_of(rule.precision);
  f.add_reference(rule.help_uri);
  for (const Cvss& c : rule.cvss) f.add_cvss(c.vector, c.score, c.source, c.version);
  for (const string_view tag : rule.tags) f.add_tag(tag);
}

void finding(const Result& r, Json location, Run& run, Writer& out) {
  Draft& f  = out.add(sarif_kind(run.tool, r.rule));
  f.rule_id = r.json.str("ruleId");
  if (f.rule_id.empty() && r.rule != nullptr) f.rule_id = r.rule->id;
  f.title       = title_of(r);
  f.description = description_of(r, out);
  f.remediation = remediation_of(r);
  if (r.rule != nullptr) add_facts_of_rule(f, *r.rule);
  add_weaknesses(f, r, run);
  add_ids(f, r);
  f.package.image = run.image;
  run.places.fill(f.location, location, out);
  if (!location) run.places.name(f.location, r.json["analysisTarget"], out);
  f.add_reference(r.json.str("hostedViewerUri"));
  suppress(f, r.json["suppressions"]);
  compare(f, r.json.str("baselineState"));
  if (const Time first = r.json["provenance"].time("firstDetectionTimeUtc"); first != kNoTime) f.dates.detected = first;
  for (Json tag : r.json["properties"]["tags"]) f.add_tag(tag.str());
  f.native_id = identity_of(r.json);
  sarif_habits(run.tool, f, r.json, r.rule, r.message, out);
  rate_by_kind(f, r);
  rate(f, r, run);
}

void result(Json json, Run& run, Writer& out) {
  Result r{json, nullptr, json.str("kind"), {}};
  if (r.kind.empty()) r.kind = "fail";
  if (run.tool.habit == SarifHabit::conftest && json.str("level") == "none") return;
  if (r.kind == "pass" || r.kind == "notApplicable") return;
  r.rule               = run.rules.find(json);
  r.message            = message_of(json, r.rule, run.rules, out);
  const Json locations = json["locations"];
  if (run.tool.habit != SarifHabit::places_in_one || !locations[0]) return finding(r, locations[0], run, out);
  for (Json location : locations) finding(r, location, run, out);
}

// ---- runs -------------------------------------------------------------------------------------------------------

// bandit says with "error" which files it did not check, semgrep with "warning", which is also the default.
bool leaves_out(string_view level, SarifHabit habit) {
  return level == "error" || (habit == SarifHabit::semgrep && level != "note" && level != "none");
}

void notifications(Json list, string_view name, const SarifTool& tool, Writer& out) {
  for (Json n : list) {
    if (!leaves_out(n.str("level"), tool.habit)) continue;
    string_view path = n["locations"][0]["physicalLocation"]["artifactLocation"].str("uri");
    out.incomplete(Errc::scanner_failed,
                   out.join({name, ": ", first_line(sarif_text(n["message"])), path.empty() ? "" : ", ", path}),
                   n.offset());
  }
}

void invocation(Json i, string_view name, const SarifTool& tool, Writer& out) {
  out.generated(i.time(i.has("endTimeUtc") ? "endTimeUtc" : "startTimeUtc"));
  notifications(i["toolExecutionNotifications"], name, tool, out);
  notifications(i["toolConfigurationNotifications"], name, tool, out);
  // Nuclei leaves the word as it is before a run.
  if (i.truth("executionSuccessful", true) || tool.habit == SarifHabit::nuclei) return;
  string_view why = i.str("exitCodeDescription");
  if (why.empty()) why = i.str("processStartFailureMessage");
  out.incomplete(Errc::scanner_failed,
                 out.join({name, " says that it did not run to its end", why.empty() ? "" : ": ", first_line(why)}),
                 i.offset());
}

string_view version_of(Json driver) {
  for (const char* key : {"semanticVersion", "version", "dottedQuadFileVersion"}) {
    if (const string_view version = driver.str(key); !version.empty()) return version;
  }
  return {};
}

void read_run(Json json, std::size_t number, SarifExternals& externals, Writer& out) {
  const SarifParts parts(json, number, externals);
  Json driver = json["tool"]["driver"];
  parts.each("driver", [&](Json external) {
    if (external) driver = external;
  });
  const string_view name = driver.str("name");
  out.tool(name, version_of(driver));
  const SarifTool& tool = sarif_tool(name);
  parts.each("invocations", [&](Json list) {
    for (Json i : list) invocation(i, name, tool, out);
  });
  Run run{tool, json["properties"].str("imageName"), {}, {}};
  run.rules.read(parts, driver);
  run.places.read(parts, out);
  bool any       = false;
  const bool all = parts.each("results", [&](Json results) {
    any = any || results.is_array();
    for (Json r : results) result(r, run, out);
  });
  if (!all) {
    out.incomplete(Errc::malformed, out.join({"results of ", name, " are in other files, which are not read"}));
  } else if (!any) {
    out.incomplete(Errc::scanner_failed, out.join({"a run of ", name, " has no results: it did not check anything"}));
  }
}

// Versions before 2.1 have other names for nearly everything, and their "message" and "rules" have other types.
bool is_read(Json document, Writer& out) {
  const string_view version = document.str("version");
  const Json tool           = document["runs"][0]["tool"];
  const bool old =
      version.substr(0, 1) == "1" || version.substr(0, 3) == "2.0" || (tool.has("name") && !tool["driver"]);
  if (old) {
    out.reject(Errc::unsupported_version,
               out.join({"SARIF ", version.empty() ? "before 2.1" : version, " is not read; write SARIF 2.1.0"}));
  } else if (!document.has("runs")) {
    out.reject(Errc::malformed, "no \"runs\": not a SARIF document");
  }
  return !old && document.has("runs");
}

}  // namespace

void read_sarif(Json document, Writer& out) {
  if (!is_read(document, out)) return;
  if (!document["runs"].is_array()) return out.incomplete(Errc::malformed, "\"runs\" is no list: the tool did not run");
  SarifExternals externals(document);
  std::size_t number = 0;
  for (Json run : document["runs"]) {
    if (run["tool"]) {
      read_run(run, number++, externals, out);
    } else {
      out.incomplete(Errc::malformed, "a run names no tool and was not read", run.offset());
    }
  }
  if (externals.left_results()) out.incomplete(Errc::malformed, "there are results that belong to no run");
}

}  // namespace secmon::format
