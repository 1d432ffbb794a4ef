// SPDX-License-Identifier: MIT
// crashtest_security: running applications. JSON of the Crashtest Security Suite, from a file or its API.
#include <cmath>
#include <map>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What is said once for all findings of a kind. Its vector is not read: the numbers that it is written in do not mean
// the same in all of them.
struct About {
  string_view title, description, remediation, owasp, resolution;
  double score = -1;
};
using Glossary = std::map<string_view, About>;

Glossary glossary_of(Json descriptions, Writer& out) {
  Glossary glossary;
  for (Json d : descriptions) {
    glossary[d.str("slug")] = {
        d.str("title"),           plain(d.str("description"), out), plain(d.str("how_to_fix"), out),
        d.str("reference_owasp"), d.str("reference_resolution"),    d.number("baseScore", -1)};
  }
  return glossary;
}

// What was found, without the request that it was found by, which may hold passwords.
string_view without_payload(string_view text) {
  for (const string_view mark : {" with payload ", " for payload ", " payload \""})
    text = text.substr(0, text.find(mark));
  return trim(text.ends_with(',') ? text.substr(0, text.size() - 1) : text);
}

// The word behind a mark, perhaps in quotes.
string_view word_after(string_view text, string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == string_view::npos) return {};
  text = text.substr(at + mark.size());
  if (text.empty()) return {};
  const char quote = text.front();
  if (quote != '"' && quote != '\'') return text.substr(0, text.find_first_of(" ,"));
  text = text.substr(1);
  return text.substr(0, text.find(quote));
}

string_view url_in(string_view text) {
  std::size_t at = text.find("https://");
  at             = std::min(at, text.find("http://"));
  if (at == string_view::npos) return {};
  const bool quoted = at > 0 && text[at - 1] == '"';
  text              = text.substr(at);
  string_view url   = text.substr(0, text.find_first_of("\" '"));
  while (!quoted && (url.ends_with('.') || url.ends_with(','))) url.remove_suffix(1);
  return url;
}

void place(Draft& f, string_view text) {
  f.location.url       = url_in(text);
  f.location.parameter = word_after(text, "parameter ");
  f.location.method    = word_after(text, "method ");
  if (f.location.parameter.empty()) f.location.parameter = word_after(text, "cookie with the name ");
  if (text.find("(GET)") != string_view::npos || text.find("a GET request") != string_view::npos)
    f.location.method = "GET";
  if (text.find("(POST)") != string_view::npos) f.location.method = "POST";
  f.location.resource = word_after(text, "open port ");
  if (f.location.url.empty()) f.location.url = word_after(text, "on site ");  // without "https:"
  if (f.location.url.ends_with('.') && text.find("on site ") != string_view::npos) f.location.url.remove_suffix(1);
}

// Version 2, in words; only where it gives the score that stands beside it.
string_view vector_of(Json r, double score, Writer& out) {
  std::string vector;
  for (const auto& [key, mark] : {std::pair("vector", "AV:"),
                                  {"complexity", "/AC:"},
                                  {"authentication", "/Au:"},
                                  {"confidentiality", "/C:"},
                                  {"integrity", "/I:"},
                                  {"availability", "/A:"}}) {
    vector.append(mark).append(r.str(key).substr(0, 1));
  }
  return std::abs(cvss_base_score(vector) - score) < 0.05 ? out.keep(vector) : string_view();
}

// A known vulnerability of a product that was recognised.
void known(Json r, Json finding, string_view type, Writer& out) {
  if (!r.has("cve_id")) return out.incomplete(Errc::malformed, "a row without \"cve_id\"", r.offset());
  const double score = r.number("cvss", -1);
  Draft& f           = out.add(Kind::dast);
  f.rule_id          = r.str("cve_id");
  f.title            = out.join({r.str("cve_id"), " in ", r.str("product"), " ", r.text("version")});
  f.description      = r.str("information");
  f.rate_by_score(score, "2.0");
  f.add_cvss(vector_of(r, score, out), score, {}, "2.0");
  f.add_id(r.str("cve_id"));
  f.package.name    = r.str("product");
  f.package.version = r.text("version");
  f.dates.detected  = finding.time("created_at");
  f.add_tag(type);
}

void finding(Json r, string_view type, const Glossary& glossary, Writer& out) {
  if (r.has("cve_id")) return known(r, r, type, out);
  const string_view slug = r.str("finding_description_slug"), told = without_payload(r.str("information"));
  if (slug.empty()) return out.incomplete(Errc::malformed, "a row without \"finding_description_slug\"", r.offset());
  const auto found   = glossary.find(slug);
  const About& about = found == glossary.end() ? About() : found->second;
  const bool network = type == "portscan" || (type == "ssl" && url_in(told).empty());
  Draft& f           = out.add(network ? Kind::network : Kind::dast);
  f.rule_id          = slug;
  f.title            = about.title.empty() ? told : about.title;
  f.description      = about.description.empty() ? told : about.description;
  f.remediation      = about.remediation;
  f.rate_by_score(about.score);
  f.add_cvss({}, about.score);
  f.add_ids_in(told);
  f.package.name    = r.str("product");
  f.package.version = r.text("version");
  place(f, told);
  if (!about.description.empty()) f.location.snippet = told;  // it tells findings of a kind apart
  f.add_reference(about.owasp);
  f.add_reference(about.resolution);
  f.dates.detected = r.time("created_at");
  f.add_tag(type);
  for (Json cve : r["cve_findings"]) known(cve, r, type, out);
}

void read(Json document, Writer& out) {
  const Json report = document.has("data") ? document["data"] : document;
  const Json types  = report["findings"];
  if (!types.is_object())
    return out.reject(Errc::malformed, "no \"findings\" by type: not a report of Crashtest Security");
  out.tool("crashtest_security");
  const Glossary glossary = glossary_of(report["descriptions"], out);
  bool some               = false;
  for (Json list : types) {
    some = true;
    if (!list.is_array()) {
      out.incomplete(Errc::malformed, out.join({"\"", list.key(), "\" is no list of findings"}));
      continue;
    }
    const string_view type = list.key();
    for (Json r : list) finding(r, type, glossary, out);
  }
  if (!some) out.incomplete(Errc::malformed, "no type of findings: nothing was checked");
}

}  // namespace

extern constinit const Format crashtest_security{
    .id       = "crashtest_security",
    .name     = "Crashtest Security Suite",
    .url      = "https://crashtest-security.com/",
    .command  = "a project > a scan > Download Report > JSON",
    .kinds    = "dast network",
    .versions = "JSON of the report, and of the API",
    .severity = "the score: of the description, as CVSS 3, or of the CVE, as CVSS 2",
    .missing  = "CWE, version of the tool; payloads and requests are not read",
    .known_by =
        "message=scan_findings_retrieved data.findings={} data.descriptions=[] | "
        "findings={} descriptions[0].slug descriptions[0].baseScore | "
        "findings={} descriptions=[] findings.fingerprinting=[] findings.portscan=[] findings.sqlinjection=[] | "
        "findings={} descriptions=[] findings.ssl=[] findings.fuzzer=[]",
    .read = read,
};

}  // namespace secmon::format
