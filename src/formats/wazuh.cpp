// SPDX-License-Identifier: MIT
// Wazuh: vulnerable packages of machines. Its API (4.3 to 4.7), and documents of its indexer (4.8 and later).
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void rate(Draft& f, string_view word) {
  if (word == "-") return f.rate(Severity::unknown, SeverityFrom::none, word);  // not rated
  if (word == "Untriaged") return f.rate(Severity::unknown, SeverityFrom::none, word);
  f.rate(word);
}

// ---- 4.3 to 4.7 -----------------------------------------------------------------------------------------------------

void item(Json r, Writer& out) {
  Draft& f  = out.add(Kind::sca);
  f.rule_id = r.str("cve");
  f.title   = r.str("title");
  if (f.title.empty()) f.title = out.join({f.rule_id, " in ", r.str("name")});
  f.description = r.str("condition");
  rate(f, r.str("severity"));
  f.add_cvss({}, r.number("cvss3_score", -1), {}, "3.0");
  f.add_cvss({}, r.number("cvss2_score", -1), {}, "2.0");
  f.add_id(f.rule_id);
  f.package.name    = r.str("name");
  f.package.version = r.text("version");
  f.package.image = f.location.resource = r.str("agent_name").empty() ? r.str("agent_ip") : r.str("agent_name");
  for (Json url : r["external_references"].each()) f.add_reference(url.str());
  if (r.str("status") == "SOLVED" || r.str("status") == "OBSOLETE") f.state = State::fixed;
  f.dates.published = r.time("published");
  f.dates.detected  = r.time("detection_time");
}

// ---- 4.8 and later --------------------------------------------------------------------------------------------------

void hit(Json h, Writer& out) {
  const Json s = h["_source"], v = s["vulnerability"], p = s["package"];
  if (!v || !p) return out.incomplete(Errc::malformed, "a document without vulnerability and package", h.offset());
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = v.str("id");
  f.title       = out.join({f.rule_id, " in ", p.str("name")});
  f.description = v.str("description");
  rate(f, v.str("severity"));
  f.add_cvss({}, v["score"].number("base", -1), {}, v["score"].text("version"));
  f.add_id(f.rule_id);
  f.package.ecosystem = ecosystem_of(p.str("type"));
  f.package.name      = p.str("name");
  f.package.version   = p.text("version");
  f.package.image = f.location.resource = s["agent"].str("name");
  f.location.path                       = p.str("path");
  string_view links                     = v.str("reference");
  for (string_view url; next_part(links, ',', url);) f.add_reference(url);
  f.add_reference(v["scanner"].str("reference"));
  f.dates.published = v.time("published_at");
  f.dates.detected  = v.time("detected_at");
  f.native_id       = h.str("_id");
}

void read(Json document, Writer& out) {
  const Json items = document["data"]["affected_items"], hits = document["hits"]["hits"];
  std::int64_t rows = 0, all = 0;
  out.tool("Wazuh");
  if (items.is_array()) {
    for (Json r : items) item(r, out), ++rows;
    all = document["data"].integer("total_affected_items");
    if (document["data"].integer("total_failed_items") > 0) {
      out.incomplete(Errc::scanner_failed, out.join({document["data"].text("total_failed_items"), " items failed"}));
    }
  } else if (hits.is_array()) {
    for (Json h : hits) hit(h, out), ++rows;
    const Json total = document["hits"]["total"];
    all              = total.is_object() ? total.integer("value") : total.integer();
    if (document.truth("timed_out") || document["_shards"].integer("failed") > 0) {
      out.incomplete(Errc::scanner_failed, "the search did not end");
    }
  } else {
    return out.reject(Errc::malformed, "neither \"affected_items\" nor \"hits\": not a report of Wazuh");
  }
  if (all > rows) {
    out.incomplete(Errc::truncated, out.join({std::to_string(rows), " of ", std::to_string(all), " are in this file"}));
  }
}

}  // namespace

extern constinit const Format wazuh{
    .id       = "wazuh",
    .name     = "Wazuh",
    .url      = "https://github.com/wazuh/wazuh",
    .command  = "GET /vulnerability/ID (4.7); GET wazuh-states-vulnerabilities-*/_search (4.8)",
    .kinds    = "sca",
    .versions = "4.3 to 4.7 (API), 4.8 and later (documents of the indexer)",
    .severity = "the tool's word; \"-\" and Untriaged are unknown",
    .missing  = "CWE, CVSS vectors, fixed versions",
    .known_by =
        "data.affected_items[0].cve data.total_affected_items | data.affected_items=[] data.total_affected_items "
        "data.failed_items | hits.hits[0]._source.vulnerability hits.hits[0]._source.package",
    .read = read,
};

}  // namespace secmon::format
