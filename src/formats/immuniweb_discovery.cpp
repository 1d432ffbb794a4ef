// SPDX-License-Identifier: MIT
// ImmuniWeb Discovery: what an organisation shows to the internet, and what leaked from it. JSON.
#include "formats/dialect/joined.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Kind kind_of(string_view section) {
  if (section == "domains" || section == "network" || section == "cloud") return Kind::network;
  return section == "webapps" || section == "mobileapps" ? Kind::dast : Kind::other;
}

// Logins and passwords, the "examples" of an incident, are not read.
void finding(Json r, string_view section, string_view advice, Writer& out) {
  const string_view name = r.str("name"), leak = r.str("leak_name"), link = r.str("link");
  Draft& f      = out.add(kind_of(section));
  f.remediation = plain(advice, out);
  f.title       = section == "incidents" ? name : first_sentence(f.remediation);
  if (section == "incidents" && !leak.empty()) f.title = out.join({name, ": ", leak});
  if (f.title.empty()) f.title = name;
  f.location.url      = is_url(link) ? link : is_url(name) ? name : "";
  f.location.resource = section == "incidents" ? r["data"].str("domain") : name;
  f.location.function = r.str("ip") == name ? "" : r.str("ip");
  add_links(f, advice, out);
  f.dates.detected = r.time("discovered");
  f.add_tag(section);
  f.add_tag(r.str("type"));
  f.add_tag(r.str("group"));
  f.add_tag(r.str("tag"));
  f.native_id = r.text("id");
}

// Anything but null, false, "", [] and {}.
bool says_something(Json value) {
  if (value.is_array() || value.is_object()) return value.begin() != value.end();
  return value.is_string() ? !value.str().empty() : value.truth();
}

void asset(Json r, string_view section, Writer& out) {
  if (!r["remediations"].is_array()) {
    return out.incomplete(Errc::malformed, out.join({"a row of \"", clip(section, 80), "\" without remediations"}),
                          r.offset());
  }
  if (section == "incidents") {  // one each, whatever is advised
    finding(r, section, joined(r["remediations"], "\n", out), out);
  } else {
    for (Json advice : r["remediations"]) finding(r, section, advice.str(), out);
  }
  const Json data = r["data"];
  for (Json more : {r["vulns"], data["vulns_summary"], data["sca"], data["black_list"]}) {
    if (!says_something(more)) continue;
    out.incomplete(Errc::unsupported_version, out.join({"\"", more.key(), "\" of an asset is not read"}), r.offset());
  }
}

void read(Json document, Writer& out) {
  bool any = false;
  out.tool("ImmuniWeb Discovery");
  for (Json section : document) {
    if (section.is_object()) {
      out.incomplete(Errc::malformed, out.join({"\"", clip(section.key(), 80), "\" is no list of assets"}));
    }
    if (!section.is_array()) continue;
    any = true;
    for (Json r : section) asset(r, section.key(), out);
  }
  if (!any) out.reject(Errc::malformed, "no list of assets: not a report of ImmuniWeb Discovery");
}

}  // namespace

extern constinit const Format immuniweb_discovery{
    .id       = "immuniweb_discovery",
    .name     = "ImmuniWeb Discovery",
    .url      = "https://www.immuniweb.com/discovery/",
    .command  = "a project of Discovery > Export > JSON",
    .kinds    = "network dast other",
    .versions = "JSON: a finding for each remediation of an asset, and for each incident",
    .severity = "none: unknown",
    .missing =
        "CWE, CVSS; ports, certificates, DNS records; vulnerabilities of software make the report incomplete; logins "
        "and passwords are not read",
    .known_by =
        "domains=[] webapps=[] mobileapps=[] cloud=[] network=[] repositories=[] incidents=[] | "
        "domains[0].section=domains domains[0].tab domains[0].remediations | "
        "webapps[0].section=webapps webapps[0].tab webapps[0].remediations | "
        "mobileapps[0].section=mobileapps mobileapps[0].tab mobileapps[0].remediations | "
        "cloud[0].section=cloud cloud[0].tab cloud[0].remediations | "
        "network[0].section=network network[0].tab network[0].remediations | "
        "repositories[0].section=repositories repositories[0].tab repositories[0].remediations | "
        "incidents[0].section=incidents incidents[0].tab incidents[0].remediations",
    .read = read,
};

}  // namespace secmon::format
