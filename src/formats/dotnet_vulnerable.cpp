// SPDX-License-Identifier: MIT
// dotnet list package --vulnerable: NuGet packages.
#include "formats/dialect/npm.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void package(Json p, string_view project, string_view framework, bool direct, Writer& out) {
  for (Json v : p["vulnerabilities"]) {
    Draft& f              = out.add(Kind::sca);
    const string_view url = v.str("advisoryurl"), tail = url.substr(url.rfind('/') + 1);
    f.rule_id = is_vulnerability_id(tail) ? tail : url;
    f.title   = out.join({is_vulnerability_id(tail) ? tail : string_view("Vulnerability"), " in ", p.str("id")});
    f.rate(v.str("severity"));
    npm_id_in(f, url);
    f.package.ecosystem = "nuget";
    f.package.name      = p.str("id");
    f.package.version   = p.str("resolvedVersion");
    f.package.manifest = f.location.path = project;
    f.location.resource                  = framework;
    f.add_reference(url);
    f.add_tag(direct ? "direct" : "transitive");
  }
}

void read(Json document, Writer& out) {
  if (!document["projects"].is_array()) return out.reject(Errc::malformed, "no list \"projects\": not of dotnet");
  // The same command lists all packages, or the outdated ones, in the same shape.
  if (document.str("parameters").find("--vulnerable") == string_view::npos) {
    return out.reject(Errc::unsupported_version, "not asked for vulnerabilities; use dotnet list package --vulnerable");
  }
  out.tool("dotnet");
  for (Json p : document["problems"]) {
    out.incomplete(Errc::scanner_failed, out.join({"dotnet: ", p.str("project"), " ", clip(p.str("text"), 300)}));
  }
  for (Json project : document["projects"]) {
    const string_view path = project.str("path");
    for (Json f : project["frameworks"]) {  // absent where there is nothing
      for (Json p : f["topLevelPackages"]) package(p, path, f.str("framework"), true, out);
      for (Json p : f["transitivePackages"]) package(p, path, f.str("framework"), false, out);
    }
  }
}

}  // namespace

extern constinit const Format dotnet_vulnerable{
    .id       = "dotnet_vulnerable",
    .name     = "dotnet list package",
    .url      = "https://learn.microsoft.com/dotnet/core/tools/dotnet-list-package",
    .command  = "dotnet list package --vulnerable --include-transitive --format json > nuget.json",
    .kinds    = "sca",
    .versions = "JSON version 1 (SDK 7.0.200 and later)",
    .severity = "the advisory's word",
    .missing  = "titles, CVE, CVSS, CWE, the fixing version, lines",
    .known_by = "version parameters=--* projects[0].path | version parameters projects=[] sources",
    .read     = read,
};

}  // namespace secmon::format
