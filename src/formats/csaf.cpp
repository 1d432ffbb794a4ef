// SPDX-License-Identifier: MIT
// CSAF: advisories of vendors, and VEX.
#include <string>
#include <unordered_map>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr int kDeepest = 32;  // branches in branches

struct Product {
  string_view name, version, purl;
};
using Products = std::unordered_map<string_view, Product>;

// ---- products ---------------------------------------------------------------------------------------------------

void product(Json p, string_view version, Products& to) {
  const Json helper = p["product_identification_helper"];
  // 2.0 has one package URL, 2.1 a list.
  const string_view purl = helper.str("purl").empty() ? helper["purls"][0].str() : helper.str("purl");
  to.emplace(p.str("product_id"), Product{p.str("name"), version, purl});
}

void branch(Json b, string_view version, int depth, Products& to) {
  if (b.str("category") == "product_version") version = b.str("name");
  if (b["product"]) product(b["product"], version, to);
  if (depth >= kDeepest) return;
  for (Json inner : b["branches"]) branch(inner, version, depth + 1, to);
}

Products products(Json tree) {
  Products all;
  for (Json p : tree["full_product_names"]) product(p, {}, all);
  for (Json b : tree["branches"]) branch(b, {}, 0, all);
  for (Json r : tree["relationships"]) {
    // "openssl as a component of Linux 9": the package is the first of the two.
    product(r["full_product_name"], {}, all);
    const auto made = all.find(r["full_product_name"].str("product_id"));
    const auto part = all.find(r.str("product_reference"));
    if (made == all.end() || part == all.end()) continue;
    made->second.version = part->second.version;
    if (made->second.purl.empty()) made->second.purl = part->second.purl;
  }
  return all;
}

// ---- vulnerabilities --------------------------------------------------------------------------------------------

struct Scored {
  string_view word, source;
  struct Rating {
    string_view vector, version;
    double score = -1;
  };
  std::vector<Rating> ratings;
};

// What a vulnerability says of single products; "" is what it says of all.
struct About {
  string_view description;
  std::unordered_map<string_view, Scored> scores;
  std::unordered_map<string_view, string_view> remedy, impact, flag;
};

using Groups = std::unordered_map<string_view, std::vector<string_view>>;

template <class Each>
void each_product(Json row, const Groups& groups, Each each) {
  const Json ids = row["product_ids"] ? row["product_ids"] : row["products"];
  for (Json id : ids) each(id.str());
  for (Json group : row["group_ids"]) {
    if (const auto found = groups.find(group.str()); found != groups.end()) {
      for (const string_view id : found->second) each(id);
    }
  }
  if (!ids && !row["group_ids"]) each(string_view());
}

Scored scored(Json content, string_view source) {
  Scored s;
  s.source = source;
  for (const char* key : {"cvss_v4", "cvss_v3", "cvss_v2"}) {
    const Json c = content[key];
    if (!c) continue;
    if (s.word.empty()) s.word = c.str("baseSeverity");
    s.ratings.push_back({c.str("vectorString"), c.text("version"), c.number("baseScore", -1)});
  }
  if (s.word.empty()) s.word = content.str("qualitative_severity_rating");
  return s;
}

About about(Json v, const Groups& groups) {
  About a;
  for (Json note : v["notes"]) {
    if (a.description.empty() || note.str("category") == "description") a.description = note.str("text");
  }
  for (Json s : v["scores"]) {
    each_product(s, groups, [&, facts = scored(s, {})](string_view id) { a.scores.emplace(id, facts); });
  }
  for (Json m : v["metrics"]) {  // since 2.1
    each_product(m, groups,
                 [&, facts = scored(m["content"], m.str("source"))](string_view id) { a.scores.emplace(id, facts); });
  }
  for (Json r : v["remediations"]) {
    const bool fix = r.str("category") == "vendor_fix";
    each_product(r, groups, [&](string_view id) {
      if (fix)
        a.remedy[id] = r.str("details");
      else
        a.remedy.emplace(id, r.str("details"));
    });
  }
  for (Json t : v["threats"]) {
    if (t.str("category") != "impact") continue;
    each_product(t, groups, [&](string_view id) { a.impact.emplace(id, t.str("details")); });
  }
  for (Json f : v["flags"]) each_product(f, groups, [&](string_view id) { a.flag.emplace(id, f.str("label")); });
  return a;
}

template <class Map>
typename Map::mapped_type of(const Map& map, string_view id) {
  auto found = map.find(id);
  if (found == map.end()) found = map.find(string_view());
  return found == map.end() ? typename Map::mapped_type() : found->second;
}

struct Status {
  const char* key;
  State state;
  string_view word;
};
constexpr Status kStatus[] = {{"known_affected", State::open, "affected"},
                              {"first_affected", State::open, "affected"},
                              {"last_affected", State::open, "affected"},
                              {"under_investigation", State::open, "under_investigation"},
                              {"unknown", State::open, "unknown"},
                              {"known_not_affected", State::dismissed, "not_affected"},
                              {"fixed", State::fixed, "fixed"},
                              {"first_fixed", State::fixed, "fixed"}};

void finding(Json v, string_view id, const Status& status, const About& a, const Products& all, string_view aggregate,
             Writer& out) {
  Product p;
  if (const auto found = all.find(id); found != all.end()) p = found->second;
  const Purl purl          = parse_purl(p.purl);
  Draft& f                 = out.add(purl.type == "rpm" || purl.type == "deb" ? Kind::container : Kind::sca);
  f.rule_id                = v.str("cve").empty() ? v["ids"][0].str("text") : v.str("cve");
  const string_view title  = v.str("title").empty() ? f.rule_id : v.str("title");
  f.package.name           = purl.name.empty() ? (p.name.empty() ? id : p.name) : out.keep(purl.name);
  f.title                  = f.package.name.empty() ? title : out.join({title, " in ", f.package.name});
  f.description            = a.description;
  f.remediation            = of(a.remedy, id);
  const Scored scores      = of(a.scores, id);
  const string_view impact = of(a.impact, id);
  // An impact is a word of Red Hat's, or a sentence of somebody else's.
  if (severity_of(impact) != Severity::unknown)
    f.rate(impact);
  else
    f.rate(scores.word);
  for (const Scored::Rating& r : scores.ratings) f.add_cvss(r.vector, r.score, scores.source, r.version);
  if (f.severity_raw.empty() && !scores.ratings.empty()) {
    f.rate_by_score(scores.ratings.front().score, scores.ratings.front().version);
  }
  if (f.severity_raw.empty() && severity_of(aggregate) != Severity::unknown) f.rate(aggregate);
  f.add_cwe(v["cwe"].str("id"));
  for (Json cwe : v["cwes"]) f.add_cwe(cwe.str("id"));
  f.add_id(v.str("cve"));
  for (Json other : v["ids"]) f.add_id(other.str("text"));
  f.package.ecosystem = out.keep(purl.type);
  f.package.version   = purl.version.empty() ? p.version : out.keep(purl.version);
  f.package.purl      = p.purl;
  for (Json r : v["references"]) f.add_reference(r.str("url"));
  f.state = status.state;
  f.add_tag(status.word);
  if (f.state != State::open) {
    const string_view flag = of(a.flag, id);
    f.state_reason         = flag.empty() ? status.word : out.join({status.word, ": ", flag});
    if (!impact.empty() && f.severity_raw != impact) f.state_reason = out.join({f.state_reason, ": ", impact});
  }
  f.dates.published = v.has("disclosure_date") ? v.time("disclosure_date") : v.time("release_date");
}

void read(Json document, Writer& out) {
  const Json head = document["document"];
  if (const string_view version = head.str("csaf_version"); version.substr(0, 2) != "2.") {
    return out.reject(version.empty() ? Errc::malformed : Errc::unsupported_version,
                      version.empty() ? "no document.csaf_version: not CSAF"
                                      : out.join({"CSAF ", version, " is not read; 2.0 and 2.1 are"}));
  }
  out.tool(head["publisher"].str("name").empty() ? string_view("csaf") : head["publisher"].str("name"));
  out.generated(head["tracking"].time("current_release_date"));
  const Json tree          = document["product_tree"];
  const Products all       = products(tree);
  const string_view severe = head["aggregate_severity"].str("text");
  Groups groups;
  for (Json g : tree["product_groups"]) {
    for (Json id : g["product_ids"]) groups[g.str("group_id")].push_back(id.str());
  }
  for (Json v : document["vulnerabilities"]) {
    const About a     = about(v, groups);
    const Json status = v["product_status"];
    bool any          = false;
    for (const Status& s : kStatus) {
      for (Json id : status[s.key]) finding(v, id.str(), s, a, all, severe, out), any = true;
    }
    // "recommended" alone says what to go to, not what is affected.
    if (!any) finding(v, {}, kStatus[0], a, all, severe, out);
  }
}

}  // namespace

extern constinit const Format csaf{
    .id       = "csaf",
    .name     = "CSAF",
    .url      = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html",
    .command  = "csaf_downloader DOMAIN",
    .kinds    = "sca container",
    .versions = "2.0 and 2.1, advisories and VEX; a finding for each vulnerability and product",
    .severity = "the impact in the vendor's word, else baseSeverity, else the score, else aggregate_severity",
    .missing  = "where the product is in use",
    .known_by = "document.csaf_version document.tracking | document.csaf_version document.category",
    .read     = read,
};

}  // namespace secmon::format
