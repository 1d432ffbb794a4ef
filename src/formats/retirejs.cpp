// SPDX-License-Identifier: MIT
// retire.js: JavaScript libraries, also those that were copied into a project.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void vulnerability(Json v, Json library, string_view file, Writer& out) {
  const Json ids          = v["identifiers"];
  const string_view title = ids.str("summary");
  Draft& f                = out.add(Kind::sca);
  for (Json id : ids["CVE"].each()) f.add_id(id.str());
  f.add_id(ids.str("githubID"));
  for (const char* key : {"issue", "bug", "retid", "PR", "osvdb", "tenable"}) {
    if (f.rule_id.empty()) f.rule_id = ids[key].is_array() ? ids[key][0].text() : ids.text(key);
  }
  if (!ids.str("githubID").empty()) f.rule_id = ids.str("githubID");
  if (!ids["CVE"][0].str().empty()) f.rule_id = ids["CVE"][0].str();
  f.title = out.join({title.empty() ? string_view("Vulnerability") : title, " in ", library.str("component")});
  f.rate(v.str("severity"));
  for (Json c : v["cwe"]) f.add_cwe(c.str());
  f.package.ecosystem = "npm";
  f.package.name      = library.str("npmname").empty() ? library.str("component") : library.str("npmname");
  f.package.version   = library.str("version");
  f.add_fixed_in(v.str("below"));
  f.location.path = file;
  for (Json url : v["info"]) f.add_reference(url.str());
  if (library.str("detection") == "filename") f.confidence = Confidence::medium;
}

void read(Json document, Writer& out) {
  // Version 1 wrote the list alone.
  const Json data = document.is_array() ? document : document["data"];
  if (document.is_array() && document.begin() == document.end()) {
    return out.incomplete(Errc::malformed, "an empty list: retire.js writes an object since version 2");
  }
  if (!data.is_array()) return out.reject(Errc::malformed, "no list \"data\": not a report of retire.js");
  out.tool("retire.js", document.str("version"));
  out.generated(document.time("start"));
  for (Json entry : data) {
    if (!entry["results"].is_array()) {
      out.incomplete(Errc::malformed, "an entry without \"results\"", entry.offset());
      continue;
    }
    for (Json library : entry["results"]) {
      for (Json v : library["vulnerabilities"]) vulnerability(v, library, entry.str("file"), out);
    }
  }
  for (Json error : document["errors"]) {
    out.incomplete(Errc::scanner_failed,
                   out.join({"retire.js: ", clip(error.is_string() ? error.str() : error.str("message"), 300)}));
  }
}

}  // namespace

extern constinit const Format retirejs{
    .id       = "retirejs",
    .name     = "Retire.js",
    .url      = "https://github.com/RetireJS/retire.js",
    .command  = "retire --outputformat json --outputpath retire.json",
    .kinds    = "sca",
    .versions = "1 to 5, JSON",
    .severity = "the database's word",
    .missing  = "CVSS; CWE before 4",
    .known_by =
        "data[0].results.[0].component data[0].file | data=[] errors=[] messages | "
        "[0].results.[0].component [0].results.[0].vulnerabilities | data[0].results.[0].detection",
    .read = read,
};

}  // namespace secmon::format
