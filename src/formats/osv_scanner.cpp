// SPDX-License-Identifier: MIT
// osv-scanner: dependencies against the OSV database. A problem is a group of records that are aliases of each other.
#include <map>
#include <string>
#include <vector>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What a group needs of one of its records.
struct Record {
  string_view summary, details, severity_word;
  struct Vector {
    string_view type, score;
  };
  std::vector<Vector> vectors;
  std::vector<string_view> aliases, cwe, fixed_in, references;
  Time published = kNoTime, withdrawn = kNoTime;
};

void severities(Record& record, Json list) {
  for (Json s : list) {
    if (s.str("type") == "Ubuntu") {
      if (record.severity_word.empty()) record.severity_word = s.str("score");
    } else {
      record.vectors.push_back({s.str("type"), s.text("score")});
    }
  }
}

// The versions of this package only; a record may be about many.
void affected(Record& record, Json a, string_view name) {
  for (Json c : a["database_specific"]["cwes"]) record.cwe.push_back(c.str("cweId"));
  if (a["package"].str("name") != name && a["package"]) return;
  severities(record, a["severity"]);
  for (Json range : a["ranges"]) {
    if (range.str("type") == "GIT") continue;  // commits
    for (Json event : range["events"]) {
      if (!event.str("fixed").empty()) record.fixed_in.push_back(event.str("fixed"));
    }
  }
}

Record record_of(Json v, string_view name) {
  Record record;
  record.summary       = v.str("summary");
  record.details       = v.str("details");
  record.published     = v.time("published");
  record.withdrawn     = v.time("withdrawn");
  record.severity_word = v["database_specific"].str("severity");
  for (Json alias : v["aliases"]) record.aliases.push_back(alias.str());
  severities(record, v["severity"]);
  for (Json c : v["database_specific"]["cwe_ids"].each()) record.cwe.push_back(c.str());
  for (Json a : v["affected"]) affected(record, a, name);
  for (Json r : v["references"]) record.references.push_back(r.str("url"));
  return record;
}

struct Place {
  string_view path, type, image, ecosystem, name, version;
};

// CVE before GHSA before the rest: what other tools call it.
string_view best_id(const std::vector<string_view>& ids) {
  for (const string_view start : {"MAL-", "CVE-", "GHSA-"}) {
    for (const string_view id : ids) {
      if (id.substr(0, start.size()) == start) return id;
    }
  }
  return ids.empty() ? string_view() : ids.front();
}

void fill_record(Draft& f, const Record& r) {
  if (f.title.empty()) f.title = r.summary;
  if (f.description.empty()) f.description = r.details;
  if (f.dates.published == kNoTime) f.dates.published = r.published;
  for (const string_view alias : r.aliases) f.add_id(alias);
  for (const string_view c : r.cwe) f.add_cwe(c);
  for (const string_view v : r.fixed_in) f.add_fixed_in(v);
  for (const string_view url : r.references) f.add_reference(url);
  // No score is in these records, only the vector.
  for (const Record::Vector& v : r.vectors) {
    f.add_cvss(v.score, -1, "osv", v.type == "CVSS_V2" ? "2.0" : v.type == "CVSS_V4" ? "4.0" : "");
  }
}

void group(const std::vector<string_view>& ids, Json g, const std::map<string_view, Record>& records,
           const Place& place, Writer& out) {
  const string_view ecosystem    = ecosystem_of(place.ecosystem);
  const bool of_system           = ecosystem == "deb" || ecosystem == "rpm" || ecosystem == "apk";
  std::vector<string_view> names = ids;
  for (Json alias : g["aliases"]) names.push_back(alias.str());
  const bool malware = best_id(ids).substr(0, 4) == "MAL-";

  Draft& f  = out.add(malware ? Kind::malware : of_system ? Kind::container : Kind::sca);
  f.rule_id = best_id(ids);
  f.add_id(best_id(names));
  for (const string_view id : names) f.add_id(id);
  bool withdrawn = !ids.empty();
  string_view word;
  for (const string_view id : ids) {
    const auto found = records.find(id);
    if (found == records.end()) continue;
    fill_record(f, found->second);
    if (word.empty()) word = found->second.severity_word;
    withdrawn = withdrawn && found->second.withdrawn != kNoTime;
  }
  if (f.title.empty()) f.title = out.join({f.rule_id, " in ", place.name});
  // The highest score of the group, as text with one decimal; since 1.7, and "" where there is none.
  const string_view score = g.text("max_severity");
  f.rate(word);
  // Malicious packages have no severity in the database; to have one installed is as bad as it gets.
  if (malware && word.empty()) f.rate(Severity::critical, SeverityFrom::policy, "malicious package");
  if (word.empty()) f.rate_by_score(to_number(score).value_or(-1));
  for (Json analysis : g["experimentalAnalysis"] ? g["experimentalAnalysis"] : g["experimental_analysis"]) {
    if (analysis.has("called") && !analysis.truth("called")) f.confidence = Confidence::low, f.add_tag("not called");
    if (analysis.truth("unimportant")) f.add_tag("unimportant");
  }
  if (withdrawn && !records.empty() && records.count(ids.front()) != 0) f.add_tag("withdrawn");
  f.package.ecosystem = ecosystem;
  f.package.name      = place.name;
  f.package.version   = place.version;
  f.package.manifest  = place.image.empty() ? place.path : string_view();
  f.package.image     = place.image;
  f.location.path     = place.path;
}

void licenses(Json p, const Place& place, Writer& out) {
  for (Json violation : p["license_violations"]) {
    Draft& f            = out.add(Kind::license);
    f.rule_id           = violation.str();
    f.title             = out.join({"Licence ", f.rule_id, " of ", place.name, " is not allowed"});
    f.package.ecosystem = ecosystem_of(place.ecosystem);
    f.package.name      = place.name;
    f.package.version   = place.version;
    f.package.manifest = f.location.path = place.path;
  }
}

void package(Json p, Place place, Writer& out) {
  const Json inner = p["package"];
  place.ecosystem  = inner.str("ecosystem");
  place.name       = inner.str("name");
  place.version    = inner.str("version").empty() ? inner.str("commit") : inner.str("version");
  std::map<string_view, Record> records;
  std::vector<string_view> order;
  for (Json v : p["vulnerabilities"]) {
    order.push_back(v.str("id"));
    records.emplace(v.str("id"), record_of(v, place.name));
  }
  std::map<string_view, bool> told;
  for (Json g : p["groups"]) {
    std::vector<string_view> ids;
    for (Json id : g["ids"]) ids.push_back(id.str()), told[id.str()] = true;
    if (!ids.empty()) group(ids, g, records, place, out);
  }
  // The first versions had no groups.
  for (const string_view id : order) {
    if (!told.count(id)) group({id}, Json(), records, place, out);
  }
  licenses(p, place, out);
}

void read(Json document, Writer& out) {
  if (!document["results"].is_array()) {
    return out.reject(Errc::malformed, "no list \"results\": not a report of osv-scanner");
  }
  out.tool("osv-scanner");
  const bool image = document["image_metadata"].is_object();
  for (Json result : document["results"]) {
    const Json source = result["source"];
    if (!source.is_object() || !result["packages"].is_array()) {
      out.incomplete(Errc::malformed, "a result without \"source\" and \"packages\"", result.offset());
      continue;
    }
    Place place;
    place.path  = source.str("path");
    place.type  = source.str("type");
    place.image = image && place.type == "docker" ? place.path : string_view();
    for (Json p : result["packages"]) package(p, place, out);
  }
}

}  // namespace

extern constinit const Format osv_scanner{
    .id       = "osv_scanner",
    .name     = "OSV-Scanner",
    .url      = "https://github.com/google/osv-scanner",
    .command  = "osv-scanner scan source -r . --format json --output osv.json",
    .kinds    = "sca container malware license",
    .versions = "all: JSON with and without groups; one finding for each group of aliases",
    .severity =
        "the database's word (GHSA, Ubuntu), else the group's max_severity (since 1.7); malicious packages critical",
    .missing = "scores beside the vectors, lines, version of the tool",
    .known_by =
        "results[0].source results[0].packages.[0].package | results=[] experimental_config | "
        "results[0].source.path results[0].packages=[]",
    .divisible = "packages",
    .read      = read,
};

}  // namespace secmon::format
