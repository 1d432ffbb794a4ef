// SPDX-License-Identifier: MIT
// APKLeaks: secrets, addresses and links in Android packages. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Much of what it collects is no secret.
bool is_secret(string_view name) {
  return name != "LinkFinder" && name != "IP_Address" && name != "Firebase" && name != "Mailto";
}

void read(Json document, Writer& out) {
  out.tool("apkleaks");
  if (!document["results"].is_array()) {
    return out.reject(Errc::malformed, "no list \"results\": not a whole report of APKLeaks");
  }
  const string_view package = document.str("package");
  for (Json r : document["results"]) {
    const string_view name = r.str("name");
    if (!r["matches"].is_array()) {
      out.incomplete(Errc::malformed, "an entry without \"matches\" was not read", r.offset());
      continue;
    }
    const bool secret = is_secret(name);
    for (Json match : r["matches"]) {
      Draft& f            = out.add(secret ? Kind::secret : Kind::sast);
      f.rule_id           = name;
      f.title             = out.join({name, " in ", package});
      f.package.name      = package;
      f.location.resource = package;
      if (!secret) f.description = match.str();
    }
  }
}

}  // namespace

extern constinit const Format apkleaks{
    .id       = "apkleaks",
    .name     = "APKLeaks",
    .url      = "https://github.com/dwisiswant0/apkleaks",
    .command  = "apkleaks -f app.apk --json -o apkleaks.json",
    .kinds    = "secret sast",
    .versions = "2.x, JSON",
    .severity = "none: it is unknown",
    .missing  = "severity, the place in the package; the secrets are in the report but are not read",
    .known_by = "package results[0].name results[0].matches | package=* results=[]",
    .read     = read,
};

}  // namespace secmon::format
