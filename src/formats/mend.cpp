// SPDX-License-Identifier: MIT
// Mend (once WhiteSource): vulnerabilities of libraries. The classic API and that of the platform.
#include <string>
#include <utility>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::pair<string_view, string_view> kTypes[] = {
    {"MAVEN_ARTIFACT", "maven"}, {"NODE_PACKAGED_MODULE", "npm"},   {"PYTHON_PACKAGE", "pypi"},
    {"RUBY_GEM", "gem"},         {"NUGET_PACKAGE_MODULE", "nuget"}, {"GO_PACKAGE", "golang"},
    {"RUST_CRATE", "cargo"},     {"PHP_PACKAGE", "composer"},       {"DEBIAN_PACKAGE", "deb"},
    {"RPM_PACKAGE", "rpm"},      {"ALPINE_PACKAGE", "apk"},         {"COCOAPODS_POD", "cocoapods"},
};

void library(Draft& f, Json l, string_view type, Writer& out) {
  for (const auto& [name, ecosystem] : kTypes) {
    if (equal_ignoring_case(name, type)) f.package.ecosystem = ecosystem;
  }
  const string_view group = l.str("groupId"), artifact = l.str("artifactId");
  if (f.package.ecosystem == "maven" && !group.empty()) {
    f.package.name = out.join({group, ":", artifact});
  } else {
    f.package.name = l.str("name").empty() ? artifact : l.str("name");
  }
  f.package.version = l.text("version");
}

void fix(Draft& f, Json top) {
  f.remediation = top.str("fixResolution");
  f.add_reference(top.str("url"));
}

// ---- classic --------------------------------------------------------------------------------------------------------

void vulnerability(Json v, Writer& out) {
  const Json l = v["library"];
  Draft& f     = out.add(Kind::sca);
  f.rule_id    = v.str("name");
  library(f, l, l.str("type"), out);
  f.title       = out.join({f.rule_id, " in ", f.package.name});
  f.description = v.str("description");
  // "severity" is that of version 2 of CVSS; the tool shows the newer one where there is one.
  f.rate(v.str("cvss3_severity").empty() ? v.str("severity") : v.str("cvss3_severity"));
  const string_view vector = v.str("scoreMetadataVector");
  f.add_cvss(vector, v.number("cvss3_score", -1), {}, vector.empty() ? string_view("3.0") : string_view());
  f.add_cvss({}, v.number("score", -1), {}, "2.0");
  f.add_id(f.rule_id);
  f.location.path = v["locations"][0].str("path");
  if (f.location.path.empty()) f.location.path = l.str("filename");
  fix(f, v["topFix"]);
  f.add_reference(v.str("url"));
  f.dates.published = v.time("publishDate");
}

// ---- the platform ---------------------------------------------------------------------------------------------------

void finding(Json r, Writer& out) {
  const Json v = r["vulnerability"], c = r["component"], status = r["findingInfo"];
  if (!v || !c) return out.incomplete(Errc::malformed, "a row without vulnerability and component", r.offset());
  Draft& f  = out.add(Kind::sca);
  f.rule_id = v.str("name").empty() ? r.str("name") : v.str("name");
  library(f, c, c.str("componentType").empty() ? c.str("libraryType") : c.str("componentType"), out);
  f.title       = out.join({f.rule_id, " in ", f.package.name});
  f.description = v.str("description");
  f.rate(v.str("severity"));
  const Json scoring = v["vulnerabilityScoring"];
  for (Json s : scoring) {
    f.add_cvss(s["extraData"].str("vector"), s.number("score", -1), {}, s.str("type") == "CVSS_2" ? "2.0" : "");
  }
  if (!scoring[0]) f.add_cvss(r.str("scoreMetadataVector"), v.number("score", -1));
  if (const double epss = r["threatAssessment"].number("epssPercentage", -1); epss >= 0) {
    f.epss = static_cast<float>(epss / 100);
  }
  f.add_id(f.rule_id);
  f.location.path = r["locations"][0].str("path");
  fix(f, r["topFix"]);
  f.add_reference(c["references"].str("url"));
  const string_view word = status.str("status");
  if (word == "IGNORED" || word == "SUPPRESSED")
    f.state = State::suppressed, f.state_reason = status["comment"].str("comment");
  if (word == "LIBRARY_REMOVED" || word == "FIXED" || word == "REMEDIATED") f.state = State::fixed;
  f.dates.published = v.time("publishDate");
  f.dates.detected  = status.time("detectedAt");
  if (r["component"].has("directDependency")) f.add_tag(c.truth("directDependency") ? "direct" : "transitive");
  f.native_id = r.str("uuid");
}

void read(Json document, Writer& out) {
  out.tool("Mend");
  if (const Json list = document["response"]; list.is_array()) {
    std::int64_t rows = 0;
    for (Json r : list) finding(r, out), ++rows;
    if (const Json all = document["additionalData"]["totalItems"]; all.integer() > rows) {
      out.incomplete(Errc::truncated,
                     out.join({std::to_string(rows), " of ", all.text(), " findings are in this file"}));
    }
    return;
  }
  if (!document["vulnerabilities"].is_array()) {
    return out.reject(Errc::malformed, "neither \"vulnerabilities\" nor \"response\": not a whole answer of Mend");
  }
  for (Json v : document["vulnerabilities"]) vulnerability(v, out);
}

}  // namespace

extern constinit const Format mend{
    .id       = "mend",
    .name     = "Mend SCA",
    .url      = "https://www.mend.io/",
    .command  = "the API's getProjectVulnerabilityReport; GET /api/v3.0/projects/ID/dependencies/findings/security",
    .kinds    = "sca",
    .versions = "classic API (WhiteSource) 1.x, the platform's API 3.0",
    .severity = "cvss3_severity, else severity",
    .missing  = "CWE, fixed versions as such: they are in the remediation",
    .known_by =
        "vulnerabilities[0].library.keyUuid vulnerabilities[0].type vulnerabilities[0].project | "
        "response[0].vulnerability response[0].component additionalData | "
        "response=[] additionalData.totalItems supportToken | ? vulnerabilities=[] !vulnerabilities[0]",
    .read = read,
};

}  // namespace secmon::format
