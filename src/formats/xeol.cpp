// SPDX-License-Identifier: MIT
// xeol: packages whose line of releases has come to its end.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void match(Json m, string_view image, Writer& out) {
  const Json cycle = m["Cycle"], a = m["artifact"];
  if (!cycle.is_object()) return out.incomplete(Errc::malformed, "a match without \"Cycle\"", m.offset());
  Draft& f                  = out.add(Kind::sca);
  f.rule_id                 = "end-of-life";
  const string_view product = cycle.str("ProductName").empty() ? a.str("name") : cycle.str("ProductName");
  f.title        = out.join({product, " ", cycle.str("ReleaseCycle"), " is out of support since ", cycle.str("Eol")});
  f.description  = cycle.str("LatestRelease").empty()
                       ? string_view()
                       : out.join({"The last release of this line is ", cycle.str("LatestRelease"), "."});
  f.package.name = a.str("name");
  f.package.version      = a.str("version");
  f.package.purl         = a.str("purl");
  f.package.image        = image;
  f.location.path        = a["locations"][0].str("path");
  f.package.manifest     = f.location.path;
  const string_view page = cycle.str("ProductPermalink");
  f.add_reference(is_url(page) || page.empty() ? page : out.join({"https://", page}));
}

void read(Json document, Writer& out) {
  const Json descriptor = document["descriptor"];
  out.tool("xeol", descriptor.str("version"));
  if (!document["matches"].is_array()) return out.reject(Errc::malformed, "no list \"matches\": not of xeol");
  out.generated(descriptor.time("timestamp"));
  const Json target       = document["source"]["target"];
  const string_view image = target.is_object() ? target.str("userInput") : target.str();
  for (Json m : document["matches"]) match(m, image, out);
  if (!descriptor) out.incomplete(Errc::truncated, "no \"descriptor\": nothing says that xeol finished");
}

}  // namespace

extern constinit const Format xeol{
    .id       = "xeol",
    .name     = "xeol",
    .url      = "https://github.com/xeol-io/xeol",
    .command  = "xeol image:tag -o json > xeol.json",
    .kinds    = "sca",
    .versions = "0.3 and later, JSON",
    .severity = "none: it is unknown",
    .missing  = "severity, what to change to",
    .known_by = "matches descriptor.name=xeol | matches[0].Cycle.Eol matches[0].artifact",
    .read     = read,
};

}  // namespace secmon::format
