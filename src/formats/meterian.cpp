// SPDX-License-Identifier: MIT
// meterian: dependencies of several languages.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void advice(Json a, Json report, string_view language, Writer& out) {
  const Json d  = report["dependency"];
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = a.str("cve").empty() ? a.str("id") : a.str("cve");
  f.title       = out.join({f.rule_id, " in ", d.str("name")});
  f.description = a.str("description");
  f.rate(a.str("severity"));
  f.add_cvss({}, a.number("cvss", -1), "meterian");
  f.add_id(a.str("cve"));
  f.add_cwe(a.str("cwe"));
  f.package.ecosystem = ecosystem_of(language);
  f.package.name      = d.str("name");
  f.package.version   = d.str("version");
  for (Json version : report["safeVersions"]) f.add_fixed_in(version.str());
  const Json location = report["locations"][0].exists() ? report["locations"][0] : d["locations"][0];
  f.package.manifest = f.location.path = location.str();
  for (Json link : a["links"]) f.add_reference(link.str("url"));
  if (!a.str("cwe").empty() || report.has("transitive"))
    f.add_tag(report.truth("transitive") ? "transitive" : "direct");
}

void read(Json document, Writer& out) {
  const Json security = document["reports"]["security"];
  if (!security["reports"].is_array()) {
    return out.reject(Errc::malformed, "no list \"reports.security.reports\": not a whole report of meterian");
  }
  out.tool("meterian");
  out.generated(document.time("timestamp"));
  for (Json of_language : security["reports"]) {
    const string_view language = of_language.str("language");
    for (Json report : of_language["reports"]) {
      for (Json a : report["advices"]) advice(a, report, language, out);
    }
  }
  for (Json of_language : document["reports"]["licensing"]["reports"]) {
    const string_view language = of_language.str("language");
    for (Json row : of_language["results"]) {
      for (Json v : row["violations"]) {
        Draft& f            = out.add(Kind::license);
        f.rule_id           = row["licenses"][0].str("id");
        f.title             = out.join({"Licence ", f.rule_id, " of ", row.str("name"), " is not allowed"});
        f.description       = v.is_string() ? v.str() : v.str("reason");
        f.package.ecosystem = ecosystem_of(language);
        f.package.name      = row.str("name");
        f.package.version   = row.str("version");
      }
    }
  }
}

}  // namespace

extern constinit const Format meterian{
    .id       = "meterian",
    .name     = "Meterian",
    .url      = "https://www.meterian.io",
    .command  = "meterian --report-json=meterian.json",
    .kinds    = "sca license",
    .versions = "the JSON report of its client",
    .severity = "the advice's word",
    .missing  = "vectors; lines",
    .known_by = "reports.security reports.licensing scores | reports.security.reports reports.stability",
    .read     = read,
};

}  // namespace secmon::format
