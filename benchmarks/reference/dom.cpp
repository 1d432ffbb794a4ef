// SPDX-License-Identifier: MIT
// dom bandit|sarif|trivy|semgrep FILE: the usual way with simdjson, and the measure of all others (1.0): load the file,
// parse it into a document, walk the document, fill a vector of rows of views.
#include <simdjson.h>

#include <unordered_map>

#include "finding.hpp"

namespace {

using namespace reference;
namespace dom = simdjson::dom;

string_view text(dom::element from, const char* key) {
  string_view value;
  return from[key].get(value) == simdjson::SUCCESS ? value : string_view();
}
// An element, or the result of a look-up that may have failed.
template <class From>
string_view text(const From& from) {
  string_view value;
  return from.get(value) == simdjson::SUCCESS ? value : string_view();
}
template <class From>
std::int64_t number(const From& from) {
  std::int64_t value = 0;
  return from.get(value) == simdjson::SUCCESS ? value : 0;
}

// An absent array has no tape to iterate over.
template <class Each>
void each(simdjson::simdjson_result<dom::element> from, Each visit) {
  dom::array list;
  if (from.get(list) != simdjson::SUCCESS) return;
  for (const dom::element item : list) visit(item);
}

void bandit(dom::element document, Report& out) {
  out.generated = text(document, "generated_at");
  each(document["results"], [&](dom::element r) {
    Finding& f   = out.findings.emplace_back();
    f.rule_id    = text(r, "test_id");
    f.rule_name  = text(r, "test_name");
    f.title      = text(r, "issue_text");
    f.severity   = text(r, "issue_severity");
    f.confidence = text(r, "issue_confidence");
    f.path       = text(r, "filename");
    f.snippet    = text(r, "code");
    f.line       = number(r["line_number"]);
    f.column     = number(r["col_offset"]);
    f.end_column = number(r["end_col_offset"]);
    each(r["line_range"], [&](dom::element line) { f.end_line = number(line); });
    out.add(f.cwe, text(r["issue_cwe"]["link"]));
    out.add(f.references, text(r, "more_info"));
  });
}

struct Rule {
  string_view name, title, description, help, level, precision, score;
  List tags;
};

void sarif(dom::element document, Report& out) {
  each(document["runs"], [&](dom::element run) {
    const auto driver = run["tool"]["driver"];
    out.tool_version  = text(driver["semanticVersion"]);
    std::unordered_map<string_view, Rule> rules;
    each(driver["rules"], [&](dom::element r) {
      Rule& rule       = rules[text(r, "id")];
      rule.name        = text(r, "name");
      rule.title       = text(r["shortDescription"]["text"]);
      rule.description = text(r["fullDescription"]["text"]);
      rule.help        = text(r["help"]["text"]);
      rule.level       = text(r["defaultConfiguration"]["level"]);
      rule.precision   = text(r["properties"]["precision"]);
      rule.score       = text(r["properties"]["security-severity"]);
      each(r["properties"]["tags"], [&](dom::element tag) { out.add(rule.tags, text(tag)); });
    });
    each(run["results"], [&](dom::element r) {
      Finding& f       = out.findings.emplace_back();
      f.rule_id        = text(r, "ruleId");
      f.description    = text(r["message"]["text"]);
      f.native_id      = text(r["partialFingerprints"]["primaryLocationLineHash"]);
      f.severity       = text(r, "level");
      const auto place = r["locations"].at(0)["physicalLocation"];
      f.path           = text(place["artifactLocation"]["uri"]);
      f.line           = number(place["region"]["startLine"]);
      f.end_line       = number(place["region"]["endLine"]);
      f.column         = number(place["region"]["startColumn"]);
      f.end_column     = number(place["region"]["endColumn"]);
      f.snippet        = text(place["contextRegion"]["snippet"]["text"]);
      const auto rule  = rules.find(f.rule_id);
      if (rule == rules.end()) return;
      f.rule_name   = rule->second.name;
      f.title       = rule->second.title;
      f.remediation = rule->second.help;
      f.confidence  = rule->second.precision;
      f.tags        = rule->second.tags;
      if (f.severity.empty()) f.severity = rule->second.score.empty() ? rule->second.level : rule->second.score;
    });
  });
}

void trivy(dom::element document, Report& out) {
  out.generated           = text(document, "CreatedAt");
  const string_view image = text(document, "ArtifactName");
  each(document["Results"], [&](dom::element result) {
    const string_view target = text(result, "Target"), type = text(result, "Type");
    each(result["Vulnerabilities"], [&](dom::element v) {
      Finding& f    = out.findings.emplace_back();
      f.rule_id     = text(v, "VulnerabilityID");
      f.title       = text(v, "Title");
      f.description = text(v, "Description");
      f.severity    = text(v, "Severity");
      f.state       = text(v, "Status");
      f.published   = text(v, "PublishedDate");
      f.path        = text(v, "PkgPath");
      if (f.path.empty()) f.path = target;
      f.ecosystem = type;
      f.package   = text(v, "PkgName");
      f.version   = text(v, "InstalledVersion");
      f.fixed_in  = text(v, "FixedVersion");
      f.purl      = text(v["PkgIdentifier"]["PURL"]);
      f.image     = image;
      each(v["CweIDs"], [&](dom::element cwe) { out.add(f.cwe, text(cwe)); });
      dom::object ratings;
      if (v["CVSS"].get(ratings) == simdjson::SUCCESS) {
        for (const auto vendor : ratings) {
          Rating rating{vendor.key, text(vendor.value, "V3Vector")};
          if (vendor.value["V3Score"].get(rating.score) != simdjson::SUCCESS) rating.score = -1;
          out.add(f.ratings, rating);
        }
      }
      out.add(f.references, text(v, "PrimaryURL"));
      each(v["References"], [&](dom::element url) { out.add(f.references, text(url)); });
    });
  });
}

void semgrep(dom::element document, Report& out) {
  out.tool_version = text(document, "version");
  each(document["results"], [&](dom::element r) {
    Finding& f          = out.findings.emplace_back();
    const auto extra    = r["extra"];
    const auto metadata = extra["metadata"];
    f.rule_id           = text(r, "check_id");
    f.path              = text(r, "path");
    f.line              = number(r["start"]["line"]);
    f.column            = number(r["start"]["col"]);
    f.end_line          = number(r["end"]["line"]);
    f.end_column        = number(r["end"]["col"]);
    f.description       = text(extra["message"]);
    f.severity          = text(extra["severity"]);
    f.native_id         = text(extra["fingerprint"]);
    f.snippet           = text(extra["lines"]);
    f.confidence        = text(metadata["confidence"]);
    f.title             = f.description.substr(0, f.description.find('.'));
    each(metadata["cwe"], [&](dom::element cwe) { out.add(f.cwe, text(cwe)); });
    each(metadata["owasp"], [&](dom::element tag) { out.add(f.tags, text(tag)); });
    each(metadata["vulnerability_class"], [&](dom::element tag) { out.add(f.tags, text(tag)); });
    each(metadata["references"], [&](dom::element url) { out.add(f.references, text(url)); });
    out.add(f.references, text(metadata["source"]));
  });
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 3) return 2;
  const string_view shape = argv[1];
  simdjson::padded_string bytes;
  dom::parser parser;
  dom::element document;
  if (simdjson::padded_string::load(argv[2]).get(bytes) != simdjson::SUCCESS) return 1;
  if (parser.parse(bytes).get(document) != simdjson::SUCCESS) return 1;
  Report report;
  if (shape == "bandit") bandit(document, report);
  if (shape == "sarif") sarif(document, report);
  if (shape == "trivy") trivy(document, report);
  if (shape == "semgrep") semgrep(document, report);
  return done(report.findings.size());
}
