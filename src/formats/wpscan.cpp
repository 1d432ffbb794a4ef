// SPDX-License-Identifier: MIT
// wpscan: WordPress sites.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void references(Draft& f, Json list, Writer& out) {
  for (Json cve : list["cve"].each()) f.add_id(out.join({"CVE-", cve.text()}));
  for (Json url : list["url"].each()) f.add_reference(url.str());
  for (Json id : list["wpvulndb"].each()) f.add_reference(out.join({"https://wpscan.com/vulnerability/", id.text()}));
}

void vulnerabilities(Json of, string_view name, string_view url, Writer& out) {
  for (Json v : of["vulnerabilities"].each()) {
    Draft& f      = out.add(Kind::sca);
    f.rule_id     = v["references"]["wpvulndb"][0].text();
    f.title       = v.str("title");
    f.description = v.str("description");
    f.add_cvss(v["cvss"].str("vector"), v["cvss"].number("score", -1));
    f.rate(v["cvss"].str("severity"));
    f.rate_by_score(v["cvss"].number("score", -1));
    references(f, v["references"], out);
    f.package.name    = name;
    f.package.version = of["version"].str("number").empty() ? of.str("number") : of["version"].str("number");
    f.add_fixed_in(v.str("fixed_in"));
    f.location.url = url;
    // Without a version any hole that the plugin ever had is listed.
    f.confidence = f.package.version.empty() ? Confidence::low : Confidence::medium;
  }
}

void interesting(Json i, Writer& out) {
  Draft& f  = out.add(Kind::dast);
  f.rule_id = i.str("type");
  f.title   = i.str("to_s");
  f.rate(Severity::info, SeverityFrom::policy, "interesting");
  f.description  = i.str("found_by");
  f.location.url = i.str("url");
  for (Json entry : i["interesting_entries"].each()) {
    if (f.location.snippet.empty()) f.location.snippet = entry.str();
  }
  references(f, i["references"], out);
  if (const std::int64_t sure = i.integer("confidence", -1); sure >= 0) {
    f.confidence = sure >= 100  ? Confidence::certain
                   : sure >= 70 ? Confidence::high
                   : sure >= 40 ? Confidence::medium
                                : Confidence::low;
  }
  vulnerabilities(i, f.rule_id, i.str("url"), out);
}

void read(Json document, Writer& out) {
  out.tool("wpscan", document["banner"].str("version"));
  if (const string_view why = document.str("scan_aborted"); !why.empty()) {
    return out.reject(Errc::scanner_failed, out.join({"wpscan was aborted: ", clip(why, 300)}));
  }
  if (!document.has("target_url") && !document.has("interesting_findings")) {
    return out.reject(Errc::malformed, "no \"target_url\": not a report of wpscan");
  }
  out.generated(time_of_epoch(document.integer("start_time")));
  for (Json i : document["interesting_findings"]) interesting(i, out);
  const string_view site = document.str("target_url");
  vulnerabilities(document["version"], "wordpress", site, out);
  const Json theme = document["main_theme"];
  vulnerabilities(theme, theme.str("slug"), theme.str("location"), out);
  for (const char* list : {"plugins", "themes", "timthumbs"}) {
    for (Json p : document[list]) {
      const string_view key = p.key();
      vulnerabilities(p, key, p.str("location"), out);
    }
  }
  for (const char* list : {"config_backups", "db_exports"}) {
    for (Json file : document[list]) {
      Draft& f  = out.add(Kind::dast);
      f.rule_id = list;
      f.title   = out.join({list[0] == 'c' ? "Backup of the configuration: " : "Export of the database: ", file.key()});
      f.location.url = out.keep(file.key());
    }
  }
  if (const string_view error = document["vuln_api"].str("error"); !error.empty()) {
    out.incomplete(Errc::scanner_failed, out.join({"wpscan had no data of vulnerabilities: ", clip(error, 200)}));
  }
}

}  // namespace

extern constinit const Format wpscan{
    .id       = "wpscan",
    .name     = "WPScan",
    .url      = "https://github.com/wpscanteam/wpscan",
    .command  = "wpscan --url https://host.example --api-token $TOKEN -f json -o wpscan.json",
    .kinds    = "sca dast",
    .versions = "3.x, JSON",
    .severity = "CVSS, which only paid accounts get, else unknown; what is only interesting is info",
    .missing  = "severity and CWE; without a token the report has no vulnerabilities and is incomplete",
    .known_by = "banner target_url interesting_findings | banner scan_aborted | banner target_url plugins",
    .read     = read,
};

}  // namespace secmon::format
