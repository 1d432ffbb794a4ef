// SPDX-License-Identifier: MIT
// Cyberwatch: vulnerabilities and security issues of machines, JSON as galeax's tool collects it.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view level(string_view text) { return text.substr(text.starts_with("level_") ? 6 : 0); }

void state(Draft& f, Json s) {
  const Json active = s["active"];  // of issues a word
  if (active.is_bool() && !active.truth()) f.state = State::fixed, f.dates.fixed = s.time("fixed_at");
  if (active.is_string() && active.str() != "active") f.state = State::fixed, f.dates.fixed = s.time("fixed_at");
  if (s.truth("ignored")) f.state = State::suppressed, f.state_reason = s.str("comment");
  f.dates.detected    = s.time("detected_at");
  f.location.resource = s.str("computer_name");
}

void vulnerability(Json c, Json server, Writer& out) {
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = c.str("cve_code");
  f.title       = f.rule_id;
  f.description = c.str("content");
  f.rate(level(c.str("cve_level")));
  f.add_cvss(c.str("cvss_v3"), c.number("cve_score", -1));
  if (const double epss = c.number("cve_epss", -1); epss >= 0) f.epss = static_cast<float>(epss);
  for (Json w : c["cwes"]["cwe_id"]) f.add_cwe(w.text());
  f.add_id(f.rule_id);
  state(f, server);
  f.package.image   = f.location.resource;
  const Json update = server["updates"][0];
  f.package.name =
      update["current"].str("product").empty() ? update["target"].str("product") : update["current"].str("product");
  f.package.version = update["current"].text("version");
  f.add_fixed_in(update["target"].text("version"));
  f.dates.published = c.time("cve_published_at");
  f.add_tag(c.str("exploit_code_maturity"));
}

void issue(Json i, Json server, Writer& out) {
  Draft& f      = out.add(Kind::network);
  f.rule_id     = i.str("security_issue_id");
  f.title       = i.str("security_issue_title");
  f.description = i.str("security_issue_description");
  f.rate(level(i.str("level")));
  for (Json c : i["cve_announcements"]) f.add_id(c.is_object() ? c.str("cve_code") : c.str());
  state(f, server);
  f.native_id = i.text("id");
}

void read(Json document, Writer& out) {
  if (!document["cves"].is_array() && !document["security_issues"].is_array()) {
    return out.reject(Errc::malformed, "neither \"cves\" nor \"security_issues\": not a report of Cyberwatch");
  }
  out.tool("Cyberwatch");
  for (Json c : document["cves"]) {
    for (Json server : c["servers"]) vulnerability(c, server, out);
    if (!c["servers"][0]) vulnerability(c, {}, out);
  }
  for (Json i : document["security_issues"]) {
    for (Json server : i["servers"]) issue(i, server, out);
    if (!i["servers"][0]) issue(i, {}, out);
  }
}

}  // namespace

extern constinit const Format cyberwatch_galeax{
    .id       = "cyberwatch_galeax",
    .name     = "Cyberwatch",
    .url      = "https://cyberwatch.com/",
    .command  = "the API's cve_announcements and security_issues, collected in one object",
    .kinds    = "sca network",
    .versions = "JSON with \"cves\" and \"security_issues\"",
    .severity = "cve_level and level",
    .missing  = "references, ecosystems",
    .known_by = "cves security_issues",
    .read     = read,
};

}  // namespace secmon::format
