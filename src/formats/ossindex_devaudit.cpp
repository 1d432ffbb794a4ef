// SPDX-License-Identifier: MIT
// DevAudit: packages of several managers against OSS Index.
#include "formats/dialect/ossindex.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view unless_none(string_view text) { return text == "None" ? string_view() : text; }  // Python's

void read(Json document, Writer& out) {
  if (!document["Packages"].is_array()) return out.reject(Errc::malformed, "no list \"Packages\": not DevAudit's");
  out.tool("devaudit");
  for (Json row : document["Packages"]) {
    const Json package = row["Package"];
    const string_view vendor =
        unless_none(package.str("vendor").empty() ? package.str("group") : package.str("vendor"));
    if (!row["Vulnerabilities"].is_array()) {
      out.incomplete(Errc::malformed, "a package without \"Vulnerabilities\"", row.offset());
      continue;
    }
    for (Json v : row["Vulnerabilities"]) {
      Draft& f            = ossindex_vulnerability(v, out);
      f.package.ecosystem = ecosystem_of(package.str("pm"));
      f.package.name      = vendor.empty() ? package.str("name") : out.join({vendor, "/", package.str("name")});
      f.package.version   = package.str("version");
    }
  }
}

}  // namespace

extern constinit const Format ossindex_devaudit{
    .id       = "ossindex_devaudit",
    .name     = "DevAudit",
    .url      = "https://github.com/sonatype-nexus-community/DevAudit",
    .command  = "devaudit PACKAGE-MANAGER -n -o json > devaudit.json",
    .kinds    = "sca",
    .versions = "JSON of OSS Index's tool set",
    .severity = "of the CVSS score; the tool has no words",
    .missing  = "the fixing version, dates",
    .known_by = "Packages=[] *=0 | Packages=[] Packages[0].Package Packages[0].Vulnerabilities",
    .read     = read,
};

}  // namespace secmon::format
