// SPDX-License-Identifier: MIT
// dependency_check: known vulnerabilities of dependencies (OWASP). JSON and XML; both have the same members.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Json at(const Json& value, const char* json, const char* /*xml*/) { return value[json]; }
Xml at(const Xml& value, const char* /*json*/, const char* xml) { return value.at(xml); }

// Templates of some versions print the name of a value that is absent: "$enc.json($vuln.cvssV2.accessVector)".
string_view said(string_view text) {
  return text.find("enc.json(") != text.npos || text.find("enc.xml(") != text.npos ? string_view() : trim(text);
}

// ---- ratings: the report has the words of a vector, but no vector ---------------------------------------------------

using Metric = std::pair<string_view, string_view>;  // "AV", "NETWORK"

string_view vector_of(string_view start, std::initializer_list<Metric> metrics, Writer& out) {
  std::string vector(start);
  for (const auto& [name, word] : metrics) {
    // Values of metrics are words in capitals; anything else is none, and its first byte perhaps no letter.
    const string_view value = said(word).substr(0, 1);
    if (value.empty() || value[0] < 'A' || value[0] > 'Z') return {};
    vector.append(vector.empty() ? "" : "/").append(name).append(":").append(value);
  }
  return out.keep(vector);
}

template <class Source>
double score_of(const Source& rating, const char* name) {
  return to_number(said(rating.text(name))).value_or(-1);
}

template <class Source>
void cvss2(const Source& r, Draft& f, Writer& out) {
  const string_view c = r.text("confidentialImpact"), c9 = r.text("confidentialityImpact");  // before 9, since
  f.add_cvss(vector_of({},
                       {{"AV", r.text("accessVector")},
                        {"AC", r.text("accessComplexity")},
                        {"Au", r.text("authenticationr")},
                        {"C", c.empty() ? c9 : c},
                        {"I", r.text("integrityImpact")},
                        {"A", r.text("availabilityImpact")}},
                       out),
             score_of(r, "score"), {}, "2.0");
}

template <class Source>
void cvss3(const Source& r, Draft& f, Writer& out) {
  const string_view version = said(r.text("version")) == "3.0" ? "3.0" : "3.1";
  f.add_cvss(vector_of(version == "3.0" ? "CVSS:3.0" : "CVSS:3.1",
                       {{"AV", r.text("attackVector")},
                        {"AC", r.text("attackComplexity")},
                        {"PR", r.text("privilegesRequired")},
                        {"UI", r.text("userInteraction")},
                        {"S", r.text("scope")},
                        {"C", r.text("confidentialityImpact")},
                        {"I", r.text("integrityImpact")},
                        {"A", r.text("availabilityImpact")}},
                       out),
             score_of(r, "baseScore"), {}, version);
}

// The tool chose the word: 4 before 3 before 2, or the one of the source. Suppressed ones have none.
template <class Source>
void rate(const Source& v, const Source& v4, const Source& v3, const Source& v2, Draft& f) {
  const string_view word = said(v.text("severity"));
  if (to_number(word).value_or(0) > 0) {
    f.rate_by_score(*to_number(word));  // OSS Index, where there is no vector
  } else {
    f.rate(word);
  }
  for (const string_view other :
       {said(v4.text("baseSeverity")), said(v3.text("baseSeverity")), said(v2.text("severity"))}) {
    if (f.severity == Severity::unknown) f.rate(other, {}, SeverityFrom::score);
  }
  for (const Cvss& rating :
       {Cvss{"4.0", {}, score_of(v4, "baseScore"), {}}, Cvss{"3.1", {}, score_of(v3, "baseScore"), {}},
        Cvss{"2.0", {}, score_of(v2, "score"), {}}}) {
    f.rate_by_score(rating.score, rating.version);
  }
}

// ---- dependencies ---------------------------------------------------------------------------------------------------

struct Dependency {
  // The purl of the first package, else name and version of the old identifiers.
  string_view file = {}, path = {}, purl = {}, name = {}, version = {};
  Confidence confidence = Confidence::unknown;

  void sure(string_view word) { confidence = std::max(confidence, confidence_of(word)); }
};

// "(org.example:thing:1.2)" or "org.example:thing:1.2" of the type maven, before 5.
void old_identifier(string_view type, string_view name, Dependency& d) {
  if (!name.empty() && name.front() == '(') name = name.substr(1, name.size() - 2);
  const std::size_t colon = name.rfind(':');
  if (type != "maven" || !d.name.empty() || colon == name.npos || name.find(':') == colon) return;
  d.name    = name.substr(0, colon);
  d.version = name.substr(colon + 1);
}

template <class Source>
Draft& vulnerability(const Source& v, const Dependency& d, bool suppressed, Writer& out) {
  Draft& f        = out.add(Kind::sca);
  f.rule_id       = v.text("name");
  f.description   = v.text("description");
  f.title         = out.join({f.rule_id, " in ", d.name.empty() ? d.file : d.name});
  const Source v4 = at(v, "cvssv4", "cvssV4"), v3 = at(v, "cvssv3", "cvssV3"), v2 = at(v, "cvssv2", "cvssV2");
  rate(v, v4, v3, v2, f);
  f.confidence = d.confidence;
  f.add_cvss(said(v4.text("vectorString")), score_of(v4, "baseScore"), said(v4.text("source")), "4.0");
  cvss3(v3, f, out);
  cvss2(v2, f, out);
  if (is_vulnerability_id(f.rule_id)) f.add_id(f.rule_id);
  f.kev = at(v, "knownExploitedVulnerability", "knownExploitedVulnerability").exists();
  if (!d.purl.empty()) {
    f.package.purl = d.purl;
  } else {
    f.package.ecosystem = d.name.empty() ? "" : "maven";
    f.package.name      = d.name.empty() ? d.file : d.name;
    f.package.version   = d.version;
  }
  const std::size_t query = std::min(d.path.find('?'), d.path.size());  // "…/package-lock.json?lodash"
  f.location.path         = d.path.substr(0, query);
  if (query < d.path.size()) f.package.manifest = f.location.path;
  if (suppressed) f.state = State::suppressed, f.state_reason = v.text("notes");
  return f;
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

void dependency(Json r, Writer& out) {
  Dependency d{.file = r.str("fileName"), .path = r.str("filePath")};
  for (Json p : r["packages"]) {
    if (d.purl.empty() && p.str("id").starts_with("pkg:")) d.purl = p.str("id");
    d.sure(p.str("confidence"));
  }
  if (!d.purl.empty()) d.name = out.keep(parse_purl(d.purl).name);
  for (const char* list : {"vulnerabilities", "suppressedVulnerabilities"}) {
    const bool suppressed = list[0] == 's';
    for (Json v : r[list]) {
      Draft& f = vulnerability<Json>(v, d, suppressed, out);
      f.add_tag(v.str("source"));
      for (Json cwe : v["cwes"].each()) f.add_cwe(cwe.text());
      f.add_cwe(v.text("cwe"));
      for (Json reference : v["references"]) f.add_reference(reference.str("url"));
    }
  }
}

void read(Json document, Writer& out) {
  if (!document["dependencies"].is_array()) {
    return out.reject(Errc::malformed, "no list \"dependencies\": not a whole report of Dependency-Check");
  }
  const Json info = document["scanInfo"];
  out.tool("dependency-check", info.str("engineVersion"));
  out.generated(document["projectInfo"].time("reportDate"));
  for (Json d : document["dependencies"]) dependency(d, out);
  for (Json e : info["analysisExceptions"]) {
    const string_view inner = e["exception"].str("message"), message = inner.empty() ? e.str("message") : inner;
    out.incomplete(Errc::scanner_failed, out.join({"dependency-check failed in part: ", clip(message, 300)}));
  }
}

// ---- XML ------------------------------------------------------------------------------------------------------------

void identifiers(Xml list, Dependency& d) {
  for (Xml p : list.all("package")) {
    if (d.purl.empty() && p.text("id").starts_with("pkg:")) d.purl = p.text("id");
    d.sure(p.attr("confidence"));
  }
  for (Xml i : list.all("identifier")) {
    old_identifier(i.attr("type"), i.text("name"), d);
    d.sure(i.attr("confidence"));
  }
  for (Xml inner : list.all("identifiers")) {  // seen inside of each other, once
    for (Xml p : inner.all("package")) {
      if (d.purl.empty() && p.text("id").starts_with("pkg:")) d.purl = p.text("id");
    }
  }
}

void vulnerability(Xml v, const Dependency& d, bool suppressed, Writer& out) {
  Draft& f = vulnerability<Xml>(v, d, suppressed, out);
  f.add_tag(v.attr("source"));
  for (Xml cwe : v.at("cwes").all("cwe")) f.add_cwe(cwe.text());
  f.add_cwe(v.text("cwe"));
  for (Xml reference : v.at("references").all("reference")) f.add_reference(reference.text("url"));
  if (const double score = v.number("cvssScore", -1); score > 0) {  // version 1 has a flat rating, and no word with it
    f.add_cvss({}, score, {}, "2.0");
    f.rate_by_score(score, "2.0");
  }
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "analysis" || !root.at("dependencies").exists()) {
    return out.reject(Errc::malformed, "no element <dependencies>: not a whole report of Dependency-Check");
  }
  out.tool("dependency-check", root.text("scanInfo/engineVersion"));
  out.generated(time_of(root.text("projectInfo/reportDate")));
  for (Xml r : root.at("dependencies").all("dependency")) {
    Dependency d{.file = r.text("fileName"), .path = r.text("filePath")};
    identifiers(r.at("identifiers"), d);
    if (!d.purl.empty()) d.name = out.keep(parse_purl(d.purl).name);
    for (Xml v : r.at("vulnerabilities").all("vulnerability")) vulnerability(v, d, false, out);
    for (Xml v : r.at("vulnerabilities").all("suppressedVulnerability")) vulnerability(v, d, true, out);
  }
  for (Xml e : root.at("scanInfo/analysisExceptions").all("exception")) {
    out.incomplete(Errc::scanner_failed, out.join({"dependency-check failed in part: ", clip(e.text("message"), 300)}));
  }
}

}  // namespace

extern constinit const Format dependency_check{
    .id       = "dependency_check",
    .name     = "OWASP Dependency-Check",
    .url      = "https://github.com/jeremylong/DependencyCheck",
    .command  = "dependency-check.sh --scan . --format JSON --out dependency-check.json",
    .kinds    = "sca",
    .versions = "XML of all versions, JSON since 3; trailing commas and template leftovers are tolerated",
    .severity = "the tool's word; a number in its place, or no word, by CVSS 4, 3, then 2",
    .missing = "fixed versions, dates of the vulnerabilities, CVSS vectors of version 2 and 3 (built from their parts)",
    .known_by =
        "reportSchema scanInfo dependencies | reportSchema scanInfo projectInfo dependencies | "
        "<analysis> scanInfo dependencies | <analysis> projectInfo dependencies | "
        "<analysis> scanInfo projectInfo dependencies",
    .divisible = "dependencies",
    .read      = read,
    .read_xml  = read_xml,
};

}  // namespace secmon::format
