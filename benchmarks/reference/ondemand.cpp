// SPDX-License-Identifier: MIT
// ondemand bandit|sarif|trivy|semgrep FILE: the usual way with simdjson's On-Demand: load the file, iterate, ask each
// row for its fields in the order in which the tool writes them, keep views.
#include <simdjson.h>

#include <unordered_map>

#include "finding.hpp"

namespace {

using namespace reference;
namespace od = simdjson::ondemand;
using Value  = simdjson::simdjson_result<od::value>;

string_view text(Value from) {
  string_view value;
  return from.get_string().get(value) == simdjson::SUCCESS ? value : string_view();
}
std::int64_t number(Value from) {
  std::int64_t value = 0;
  return from.get_int64().get(value) == simdjson::SUCCESS ? value : 0;
}

template <class From, class Each>
void each(From from, Each visit) {
  od::array list;
  if (from.get_array().get(list) != simdjson::SUCCESS) return;
  for (auto item : list) visit(item);
}
template <class Each>
void member(Value from, Each visit) {
  od::object object;
  if (from.get_object().get(object) == simdjson::SUCCESS) visit(object);
}

void bandit(od::document& document, Report& out) {
  out.generated = text(document["generated_at"]);
  each(document["results"], [&](Value r) {
    Finding& f   = out.findings.emplace_back();
    f.snippet    = text(r["code"]);
    f.column     = number(r["col_offset"]);
    f.end_column = number(r["end_col_offset"]);
    f.path       = text(r["filename"]);
    f.confidence = text(r["issue_confidence"]);
    member(r["issue_cwe"], [&](od::object cwe) { out.add(f.cwe, text(cwe["link"])); });
    f.severity = text(r["issue_severity"]);
    f.title    = text(r["issue_text"]);
    f.line     = number(r["line_number"]);
    each(r["line_range"], [&](Value line) { f.end_line = number(line); });
    out.add(f.references, text(r["more_info"]));
    f.rule_id   = text(r["test_id"]);
    f.rule_name = text(r["test_name"]);
  });
}

struct Rule {
  string_view name, title, description, help, level, precision, score;
  List tags;
};

void sarif(od::document& document, Report& out) {
  each(document["runs"], [&](Value run) {
    std::unordered_map<string_view, Rule> rules;
    member(run["tool"]["driver"], [&](od::object driver) {
      out.tool_version = text(driver["semanticVersion"]);
      each(driver["rules"], [&](Value r) {
        Rule& rule       = rules[text(r["id"])];
        rule.name        = text(r["name"]);
        rule.title       = text(r["shortDescription"]["text"]);
        rule.description = text(r["fullDescription"]["text"]);
        rule.level       = text(r["defaultConfiguration"]["level"]);
        rule.help        = text(r["help"]["text"]);
        member(r["properties"], [&](od::object properties) {
          each(properties["tags"], [&](Value tag) { out.add(rule.tags, text(tag)); });
          rule.precision = text(properties["precision"]);
          rule.score     = text(properties["security-severity"]);
        });
      });
    });
    each(run["results"], [&](Value r) {
      Finding& f    = out.findings.emplace_back();
      f.rule_id     = text(r["ruleId"]);
      f.description = text(r["message"]["text"]);
      each(r["locations"], [&](Value location) {
        member(location["physicalLocation"], [&](od::object place) {
          f.path = text(place["artifactLocation"]["uri"]);
          member(place["region"], [&](od::object region) {
            f.line       = number(region["startLine"]);
            f.column     = number(region["startColumn"]);
            f.end_column = number(region["endColumn"]);
          });
          f.snippet = text(place["contextRegion"]["snippet"]["text"]);
        });
      });
      f.native_id     = text(r["partialFingerprints"]["primaryLocationLineHash"]);
      const auto rule = rules.find(f.rule_id);
      if (rule == rules.end()) return;
      f.rule_name   = rule->second.name;
      f.title       = rule->second.title;
      f.remediation = rule->second.help;
      f.confidence  = rule->second.precision;
      f.tags        = rule->second.tags;
      f.severity    = rule->second.score.empty() ? rule->second.level : rule->second.score;
    });
  });
}

void trivy(od::document& document, Report& out) {
  out.generated           = text(document["CreatedAt"]);
  const string_view image = text(document["ArtifactName"]);
  each(document["Results"], [&](Value result) {
    const string_view target = text(result["Target"]), type = text(result["Type"]);
    each(result["Vulnerabilities"], [&](Value v) {
      Finding& f  = out.findings.emplace_back();
      f.rule_id   = text(v["VulnerabilityID"]);
      f.package   = text(v["PkgName"]);
      f.path      = target;
      f.ecosystem = type;
      f.image     = image;
      f.purl      = text(v["PkgIdentifier"]["PURL"]);
      f.version   = text(v["InstalledVersion"]);
      f.fixed_in  = text(v["FixedVersion"]);
      f.state     = text(v["Status"]);
      out.add(f.references, text(v["PrimaryURL"]));
      f.title       = text(v["Title"]);
      f.description = text(v["Description"]);
      f.severity    = text(v["Severity"]);
      each(v["CweIDs"], [&](Value cwe) { out.add(f.cwe, text(cwe)); });
      member(v["CVSS"], [&](od::object ratings) {
        for (auto vendor : ratings) {
          Rating rating;
          if (vendor.unescaped_key().get(rating.source) != simdjson::SUCCESS) continue;
          Value ratings_of = vendor.value();
          rating.vector    = text(ratings_of["V3Vector"]);
          if (ratings_of["V3Score"].get_double().get(rating.score) != simdjson::SUCCESS) rating.score = -1;
          out.add(f.ratings, rating);
        }
      });
      each(v["References"], [&](Value url) { out.add(f.references, text(url)); });
      f.published = text(v["PublishedDate"]);
    });
  });
}

void semgrep(od::document& document, Report& out) {
  out.tool_version = text(document["version"]);
  each(document["results"], [&](Value r) {
    Finding& f   = out.findings.emplace_back();
    f.rule_id    = text(r["check_id"]);
    f.path       = text(r["path"]);
    f.line       = number(r["start"]["line"]);
    f.column     = number(r["start"]["col"]);
    f.end_line   = number(r["end"]["line"]);
    f.end_column = number(r["end"]["col"]);
    member(r["extra"], [&](od::object extra) {
      f.description = text(extra["message"]);
      f.title       = f.description.substr(0, f.description.find('.'));
      member(extra["metadata"], [&](od::object metadata) {
        each(metadata["cwe"], [&](Value cwe) { out.add(f.cwe, text(cwe)); });
        each(metadata["owasp"], [&](Value tag) { out.add(f.tags, text(tag)); });
        each(metadata["references"], [&](Value url) { out.add(f.references, text(url)); });
        f.confidence = text(metadata["confidence"]);
        each(metadata["vulnerability_class"], [&](Value tag) { out.add(f.tags, text(tag)); });
        out.add(f.references, text(metadata["source"]));
      });
      f.severity  = text(extra["severity"]);
      f.native_id = text(extra["fingerprint"]);
      f.snippet   = text(extra["lines"]);
    });
  });
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 3) return 2;
  const string_view shape = argv[1];
  simdjson::padded_string bytes;
  od::parser parser;
  od::document document;
  if (simdjson::padded_string::load(argv[2]).get(bytes) != simdjson::SUCCESS) return 1;
  if (parser.iterate(bytes).get(document) != simdjson::SUCCESS) return 1;
  Report report;
  if (shape == "bandit") bandit(document, report);
  if (shape == "sarif") sarif(document, report);
  if (shape == "trivy") trivy(document, report);
  if (shape == "semgrep") semgrep(document, report);
  return done(report.findings.size());
}
