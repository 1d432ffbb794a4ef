// SPDX-License-Identifier: MIT
// Anchore Engine and Enterprise: vulnerabilities of an image. anchorectl writes the same rows with other keys.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view unless_none(string_view text) { return text == "None" ? string_view() : text; }  // Python's

// "package_name" of the engine is "packageName" of anchorectl.
string_view field(Json v, const char* engine, const char* ctl) {
  return unless_none(v.has(engine) ? v.str(engine) : v.str(ctl));
}

void ratings(Draft& f, Json data) {
  for (Json row : data) {
    for (const char* version : {"3.0", "2.0"}) {
      const double score = row[version[0] == '3' ? "cvss_v3" : "cvss_v2"].number("base_score", -1);
      if (score >= 0) f.add_cvss({}, score, {}, version);
    }
  }
}

void vulnerability(Json v, string_view image, Writer& out) {
  const string_view type      = field(v, "package_type", "packageType");
  const string_view ecosystem = ecosystem_of(type == "APKG" ? string_view("apk") : type);
  const bool system           = ecosystem == "deb" || ecosystem == "rpm" || ecosystem == "apk";
  Draft& f                    = out.add(system ? Kind::container : Kind::sca);
  f.rule_id                   = v.str("vuln");
  f.package.name              = field(v, "package_name", "packageName");
  f.title                     = out.join({f.rule_id, " in ", f.package.name});
  f.description               = v.str("description");
  f.rate(v.str("severity"));
  ratings(f, v["nvd_data"]);
  ratings(f, v["vendor_data"]);
  f.add_id(f.rule_id);
  for (Json n : v["nvd_data"]) f.add_id(n.str("id"));
  f.package.ecosystem = ecosystem;
  f.package.version   = field(v, "package_version", "packageVersion");
  f.package.image     = image;
  f.add_fixed_in(unless_none(v.str("fix")));
  f.location.path = field(v, "package_path", "packagePath");
  f.add_reference(v.str("url"));
  if (v.truth("inherited_from_base")) f.add_tag("base image");
  if (v.truth("will_not_fix")) f.add_tag("will not fix");
}

void read(Json document, Writer& out) {
  const Json list = document.is_array() ? document : document["vulnerabilities"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"vulnerabilities\": not a report of Anchore");
  out.tool("anchore");
  for (Json v : list) {
    if (v.str("vuln").empty()) {
      out.incomplete(Errc::malformed, "an entry without \"vuln\"", v.offset());
      continue;
    }
    vulnerability(v, document.str("imageFullTag").empty() ? document.str("imageDigest") : document.str("imageFullTag"),
                  out);
  }
}

}  // namespace

extern constinit const Format anchore_engine{
    .id       = "anchore_engine",
    .name     = "Anchore",
    .url      = "https://github.com/anchore/anchore-engine",
    .command  = "anchorectl image vulnerabilities IMAGE -o json > anchore.json",
    .kinds    = "container sca",
    .versions = "anchore-cli image vuln --json, anchorectl; policies are anchore_enterprise and anchorectl_policies",
    .severity = "the feed's word",
    .missing  = "CWE, vectors, dates; of anchorectl the image",
    .known_by =
        "imageDigest vulnerabilities=[] vulnerability_type | image_digest vulnerabilities=[] vulnerability_type | "
        "[0].vuln [0].feed [0].packageName | "
        "[0].vuln [0].feed [0].package_name",
    .read = read,
};

}  // namespace secmon::format
