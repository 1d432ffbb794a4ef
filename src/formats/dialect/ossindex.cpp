// SPDX-License-Identifier: MIT
// OSS Index: it has scores, no words.
#include "formats/dialect/ossindex.hpp"

namespace secmon::format {
namespace {

Json either(Json v, const char* small, const char* capital) { return v.has(small) ? v[small] : v[capital]; }

}  // namespace

Draft& ossindex_vulnerability(Json v, Writer& out) {
  Draft& f                      = out.add(Kind::sca);
  f.title                       = either(v, "title", "Title").str();
  f.description                 = either(v, "description", "Description").str();
  const double score            = either(v, "cvssScore", "CvssScore").number(-1);
  const std::string_view vector = either(v, "cvssVector", "CvssVector").str();
  f.rate_by_score(score, cvss_version(vector));
  f.add_cvss(vector, score, "ossindex");
  f.add_cwe(either(v, "cwe", "Cwe").str());
  f.add_cwe(f.title);  // "CWE-79: Improper …", where there is no field
  f.add_id(either(v, "cve", "Cve").str());
  f.add_ids_in(f.title);
  const std::string_view id = either(v, "id", "Id").str();
  f.rule_id                 = either(v, "cve", "Cve").str().empty() ? id : either(v, "cve", "Cve").str();
  if (is_vulnerability_id(id)) f.add_id(id);
  f.add_reference(either(v, "reference", "Reference").str());
  for (Json url : v["externalReferences"]) f.add_reference(url.str());
  return f;
}

void ossindex_package(Draft& f, std::string_view coordinates, Writer& out) {
  const Purl purl     = parse_purl(coordinates);
  f.package.ecosystem = out.keep(purl.type);
  f.package.name      = purl.name.empty() ? coordinates : out.keep(purl.name);
  f.package.version   = out.keep(purl.version);
  f.package.purl      = purl.type.empty() ? std::string_view() : coordinates;
}

}  // namespace secmon::format
