// SPDX-License-Identifier: MIT
// grype: vulnerable packages of images, directories and SBOMs.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Ratings as of now, and the two objects of versions before 0.13.
void ratings(Draft& f, Json vulnerability, string_view fallback) {
  for (Json c : vulnerability["cvss"]) {
    const string_view source = c.str("source").empty() ? fallback : c.str("source");
    f.add_cvss(c.str("vector"), c["metrics"].number("baseScore", -1), source, c.text("version"));
  }
  f.add_cvss(vulnerability["cvssV3"].str("vector"), vulnerability["cvssV3"].number("baseScore", -1), fallback);
  f.add_cvss(vulnerability["cvssV2"].str("vector"), vulnerability["cvssV2"].number("baseScore", -1), fallback, "2.0");
}

void known_facts(Draft& f, Json vulnerability) {
  for (Json e : vulnerability["epss"].each()) {
    if (f.epss >= 0) break;
    f.epss            = static_cast<float>(e.number("epss", -1));
    f.epss_percentile = static_cast<float>(e.number("percentile", -1));
  }
  if (vulnerability["knownExploited"][0]) f.kev = true;
  for (Json c : vulnerability["cwes"]) f.add_cwe(c.is_object() ? c.str("cwe") : c.text());
}

void fixes(Draft& f, Json vulnerability) {
  // "fixed" says that there is a version to go to: the finding is open.
  const Json fix = vulnerability["fix"];
  for (Json version : fix["versions"]) f.add_fixed_in(version.str());
  f.add_fixed_in(vulnerability.str("fixedInVersion"));
  if (const string_view state = fix.str("state"); state != "unknown" && state != "fixed") f.add_tag(state);
}

void package(Draft& f, Json artifact, string_view image) {
  const string_view type = artifact.str("type"), purl = artifact.str("purl");
  Package& p  = f.package;
  p.ecosystem = purl.substr(0, 4) == "pkg:" ? purl.substr(4, purl.find('/') - 4) : ecosystem_of(type);
  p.name      = artifact.str("name");
  p.version   = artifact.str("version");
  p.purl      = purl;
  p.image     = image;
  // A package of the system lies in many files, of which the first is the package manager's list.
  const Json first = artifact["locations"][0];
  f.location.path  = first.is_string() ? first.str() : first.str("path");
}

void ignored(Draft& f, Json rules, Writer& out) {
  f.state = State::suppressed;
  string_view reason;
  for (Json rule : rules) {
    const string_view status = rule.str("vex-status");
    if (status == "not_affected") f.state = State::dismissed;
    if (status == "fixed") f.state = State::fixed;
    reason = !rule.str("reason").empty()          ? rule.str("reason")
             : !status.empty()                    ? out.join({"VEX: ", status, " ", rule.str("vex-justification")})
             : !rule.str("vulnerability").empty() ? out.join({"ignored: ", rule.str("vulnerability")})
                                                  : string_view("ignored by a rule");
  }
  f.state_reason = trim(reason);
}

void match(Json m, string_view image, bool is_ignored, Writer& out) {
  const Json v = m["vulnerability"], artifact = m["artifact"];
  if (!v || !artifact) return out.incomplete(Errc::malformed, "a match without vulnerability or artifact", m.offset());
  const string_view system = ecosystem_of(artifact.str("type"));
  const bool of_system     = system == "deb" || system == "rpm" || system == "apk" || system == "alpm";
  const Json related       = m["relatedVulnerabilities"];

  Draft& f      = out.add(of_system ? Kind::container : Kind::sca);
  f.rule_id     = v.str("id");
  f.title       = out.join({f.rule_id, " in ", artifact.str("name")});
  f.description = v.str("description");
  f.rate(v.str("severity"));
  ratings(f, v, v.str("namespace"));
  // Not rated yet: the ratings of related records, of which the severity must not be made, follow.
  if (v.str("severity").empty() && !v["cvss"][0] && !v["cvssV3"] && !v["cvssV2"]) {
    f.rate(Severity::unknown, SeverityFrom::none, "none given");
  }
  known_facts(f, v);
  f.add_id(f.rule_id);
  package(f, artifact, image);
  fixes(f, v);
  f.add_reference(v.str("dataSource"));
  for (const char* key : {"urls", "links"}) {
    for (Json url : v[key]) f.add_reference(url.str());
  }
  for (Json advisory : v["advisories"]) {
    f.add_id(advisory.str("id"));
    f.add_reference(advisory.str("link"));
  }
  // Mostly the record of the NVD for the advisory of a distribution. Its severity is of another package.
  for (Json r : related) {
    f.add_id(r.str("id"));
    if (f.description.empty()) f.description = r.str("description");
    ratings(f, r, r.str("namespace"));
    known_facts(f, r);
    f.add_reference(r.str("dataSource"));
  }
  if (is_ignored) ignored(f, m["appliedIgnoreRules"], out);
}

void read(Json document, Writer& out) {
  if (!document["matches"].is_array()) {
    return out.reject(Errc::malformed, "no list \"matches\": not a report of grype");
  }
  out.tool("grype", document["descriptor"].str("version"));
  out.generated(document["descriptor"].time("timestamp"));
  // What was scanned: an object for an image, the path for anything else.
  const Json source = document["source"], target = source["target"];
  const string_view image = source.str("type") == "image" ? target.str("userInput") : string_view();
  for (Json m : document["matches"]) match(m, image, false, out);
  for (Json m : document["ignoredMatches"]) match(m, image, true, out);
}

}  // namespace

extern constinit const Format grype{
    .id       = "grype",
    .name     = "Grype",
    .url      = "https://github.com/anchore/grype",
    .command  = "grype IMAGE -o json --file grype.json",
    .kinds    = "container sca",
    .versions = "all: JSON; CycloneDX and SARIF are formats of their own",
    .severity = "the word of the database that matched, else its own score; never that of related records",
    .missing  = "CWE before 0.100, lines, dates",
    .known_by =
        "matches[0].vulnerability matches[0].artifact !descriptor.name=xeol | "
        "matches=[] source descriptor.name=grype | "
        "matches=[] source distro !descriptor.name=xeol",
    .divisible = "matches ignoredMatches",
    .read      = read,
};

}  // namespace secmon::format
