// SPDX-License-Identifier: MIT
// Clair: packages in images. Four faces: clair-scanner, klar, the API of version 2, and the reports of version 4.
#include <set>
#include <unordered_map>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kOwn[] = {{"Defcon1", Severity::critical}};

struct Row {
  string_view id, package, version, space, description, link, severity, fixed, image;
};

void finding(const Row& r, Writer& out, Draft** made = nullptr) {
  Draft& f      = out.add(Kind::container);
  f.rule_id     = r.id;
  f.title       = out.join({r.id, " in ", r.package});
  f.description = r.description;
  f.rate(r.severity, kOwn);
  f.add_ids_in(r.id);  // an advisory of the vendor where it has no CVE
  f.add_id(r.id);
  f.package.ecosystem = ecosystem_of(r.space);
  f.package.name      = r.package;
  f.package.version   = r.version;
  f.package.image     = r.image;
  f.add_fixed_in(r.fixed);
  string_view links = r.link;
  for (string_view link; !links.empty() && next_part(links, ' ', link);) f.add_reference(link);
  if (made != nullptr) *made = &f;
}

void clair_scanner(Json document, Writer& out) {
  std::set<string_view> unapproved;
  for (Json id : document["unapproved"]) unapproved.insert(id.str());
  for (Json v : document["vulnerabilities"]) {
    Draft* f = nullptr;
    finding({v.str("vulnerability"), v.str("featurename"), v.str("featureversion"), v.str("namespace"),
             v.str("description"), v.str("link"), v.str("severity"), v.str("fixedby"), document.str("image")},
            out, &f);
    // What stands on the list of exceptions is listed, but not as "unapproved".
    if (document["unapproved"].is_array() && unapproved.count(f->rule_id) == 0) {
      f->state        = State::accepted_risk;
      f->state_reason = "approved in clair-scanner's list";
    }
  }
}

void klar(Json document, Writer& out) {
  for (Json list : document["Vulnerabilities"]) {
    const string_view severity = list.key();
    for (Json v : list) {
      finding({v.str("Name"),
               v.str("FeatureName"),
               v.str("FeatureVersion"),
               v.str("NamespaceName"),
               v.str("Description"),
               v.str("Link"),
               v.str("Severity").empty() ? severity : v.str("Severity"),
               v.str("FixedBy"),
               {}},
              out);
    }
  }
}

void version_2(Json layer, Writer& out) {
  for (Json feature : layer["Features"]) {
    for (Json v : feature["Vulnerabilities"]) {
      finding({v.str("Name"),
               feature.str("Name"),
               feature.str("Version"),
               v.str("NamespaceName"),
               v.str("Description"),
               v.str("Link"),
               v.str("Severity"),
               v.str("FixedBy"),
               {}},
              out);
    }
  }
}

void version_4(Json document, Writer& out) {
  struct Package {
    string_view name, version;
  };
  std::unordered_map<string_view, Package> packages;
  std::unordered_map<string_view, Row> rows;
  for (Json p : document["packages"]) packages[p.key()] = {p.str("name"), p.str("version")};
  for (Json v : document["vulnerabilities"]) {
    const Json from = v["distribution"];
    Row r{v.str("name"),
          {},
          {},
          from.str("did"),
          v.str("description"),
          v.str("links"),
          v.str("normalized_severity"),
          v.str("fixed_in_version"),
          document.str("manifest_hash")};
    if (r.severity.empty()) r.severity = v.str("severity");
    rows.emplace(v.key(), r);
  }
  for (Json list : document["package_vulnerabilities"]) {
    const Package p = packages[list.key()];
    for (Json id : list) {
      const auto found = rows.find(id.text());
      if (found == rows.end()) {
        out.incomplete(Errc::malformed, "a package has a vulnerability that the report does not describe");
        continue;
      }
      Row r     = found->second;
      r.package = p.name;
      r.version = p.version;
      finding(r, out);
    }
  }
}

void read(Json document, Writer& out) {
  out.tool("clair");
  if (document["vulnerabilities"].is_array()) return clair_scanner(document, out);
  if (document["Vulnerabilities"].is_object()) return klar(document, out);
  if (document["Layer"].is_object()) return version_2(document["Layer"], out);
  if (document["package_vulnerabilities"].is_object()) return version_4(document, out);
  out.reject(Errc::malformed, "no list of vulnerabilities: not a report of Clair");
}

}  // namespace

extern constinit const Format clair{
    .id       = "clair",
    .name     = "Clair",
    .url      = "https://github.com/quay/clair",
    .command  = "clairctl report --out json IMAGE > clair.json",
    .kinds    = "container",
    .versions = "clair-scanner, klar, the API of version 2, reports of version 4",
    .severity = "the word (normalized_severity of version 4)",
    .missing  = "CVSS, CWE, files",
    .known_by =
        "image unapproved=[] vulnerabilities=[] | LayerCount Vulnerabilities={} | Layer.Features=[] Layer.Name | "
        "manifest_hash packages package_vulnerabilities",
    .read = read,
};

}  // namespace secmon::format
