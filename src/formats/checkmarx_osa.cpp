// SPDX-License-Identifier: MIT
// Checkmarx OSA: open source libraries. Its vulnerabilities and its libraries, as two lists in a list.
#include <map>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Library {
  string_view name, version;
};

void vulnerability(Json v, const std::map<string_view, Library>& libraries, Writer& out) {
  Draft& f      = out.add(Kind::sca);
  f.rule_id     = v.str("cveName");
  f.description = v.str("description");
  f.remediation = v.str("recommendations");
  f.rate(v["severity"].str("name"));
  f.add_cvss({}, v.number("score", -1));
  f.add_id(f.rule_id);
  const auto found = libraries.find(v.str("libraryId"));
  if (found == libraries.end()) {
    out.incomplete(Errc::malformed, out.join({"the library of ", f.rule_id, " is not in the report"}), v.offset());
  } else {
    f.package.name    = found->second.name;
    f.package.version = found->second.version;
    f.title           = out.join({f.rule_id, " in ", f.package.name});
  }
  f.location.path = v.str("sourceFileName");
  f.add_reference(v.str("url"));
  const string_view state = v["state"].str("name");
  if (state == "NOT_EXPLOITABLE") f.state = State::false_positive;
  if (state == "CONFIRMED" || state == "URGENT") f.confidence = Confidence::certain;
  f.dates.published = v.time("publishDate");
  f.native_id       = v.str("id");
}

void read(Json document, Writer& out) {
  if (!document[0].is_array()) return out.reject(Errc::malformed, "no list in the list: not a report of OSA");
  out.tool("Checkmarx OSA");
  std::map<string_view, Library> libraries;
  for (Json list : document) {
    for (Json l : list) {
      if (l.has("version")) libraries[l.str("id")] = {l.str("name"), l.text("version")};
    }
  }
  for (Json list : document) {
    for (Json v : list) {
      if (v.has("cveName")) vulnerability(v, libraries, out);
    }
  }
}

}  // namespace

extern constinit const Format checkmarx_osa{
    .id       = "checkmarx_osa",
    .name     = "Checkmarx OSA",
    .url      = "https://checkmarx.com/",
    .command  = "GET /cxrestapi/osa/vulnerabilities and /osa/libraries, as two lists in one",
    .kinds    = "sca",
    .versions = "the two answers of the API in one list",
    .severity = "the tool's word",
    .missing  = "CWE, ecosystems",
    .known_by =
        "[0][0].cveName [0][0].severity.name [0][0].id | [1][0].newestVersion [1][0].confidenceLevel | ? [0]=[]",
    .read = read,
};

}  // namespace secmon::format
