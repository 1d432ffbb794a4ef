// SPDX-License-Identifier: MIT
// appcheck: running applications and hosts. JSON of AppCheck.
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Texts that may have markup begin with a mark.
string_view text_of(string_view text, Writer& out) {
  constexpr string_view kMarkup = "[[markup]]";
  return text.starts_with(kMarkup) ? plain(text.substr(kMarkup.size()), out) : text;
}

void state(Draft& f, string_view status) {
  if (status == "fixed") f.state = State::fixed;
  if (status == "false_positive") f.state = State::false_positive;
  if (status == "acceptable_risk") f.state = State::accepted_risk;
  if (f.state != State::open) f.state_reason = status;
}

void item(Json i, Writer& out) {
  Draft& f      = out.add(i.str("type") == "INFRA" ? Kind::network : Kind::dast);
  f.title       = i.str("title");
  f.description = text_of(i.str("description").empty() ? i.str("synopsis") : i.str("description"), out);
  f.remediation = text_of(i.str("solution"), out);
  // "3.0-medium"
  const string_view impact = i.str("impact");
  f.rate(impact.substr(impact.find('-') + 1));
  f.rate_by_score(i.number("cvss_base_score", -1), cvss_version(i.str("cvss_vector")));
  const string_view sure = i.str("probability");
  f.confidence           = confidence_of(sure.substr(sure.find('-') + 1));
  f.add_cvss(i.str("cvss_v3_vector"), i.number("cvss_v3_base_score", -1));
  f.add_cvss(i.str("cvss_vector"), i.number("cvss_base_score", -1));
  for (Json cve : i["cves"].each()) f.add_ids_in(cve.str());
  if (is_url(i.str("url"))) f.location.url = i.str("url");
  f.location.resource =
      host_and_port(i.str("host").empty() ? i.str("ipv4_address") : i.str("host"), i.text("port"), {}, out);
  state(f, i.str("status"));
  f.dates.introduced = i.time("first_detected_at");
  f.dates.detected   = i.time("last_detected_at");
  for (Json owasp : i["OWASP"].each()) f.add_tag(owasp.str());
  f.add_tag(i.str("category"));
  f.native_id = i.str("_id");
}

void read(Json document, Writer& out) {
  if (!document["items"].is_array() || !document.has("hosts"))
    return out.reject(Errc::malformed, "no list \"items\": not a report of AppCheck");
  out.tool("appcheck");
  for (Json i : document["items"]) item(i, out);
}

}  // namespace

extern constinit const Format appcheck{
    .id       = "appcheck",
    .name     = "AppCheck",
    .url      = "https://appcheck-ng.com",
    .command  = "Vulnerabilities > Export > JSON",
    .kinds    = "dast network",
    .versions = "JSON",
    .severity = "the impact, else the score",
    .missing  = "CWE, version of the tool",
    .known_by = "items[0].cvss_base_score items[0].impact items[0].probability hosts",
    .read     = read,
};

}  // namespace secmon::format
