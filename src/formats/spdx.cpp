// SPDX-License-Identifier: MIT
// SPDX: an inventory. All that it says of security are references to advisories, since 2.3.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view value(string_view text) { return text == "NOASSERTION" || text == "NONE" ? string_view() : text; }

struct Package {
  string_view name, version, purl;
};

void advisory(string_view type, string_view locator, const Package& p, Writer& out) {
  if (type != "advisory" && type != "fix" && type != "url") return;  // cpe, swid: names of the package
  Draft& f = out.add(Kind::sca);
  f.add_ids_in(locator);
  std::size_t at          = 0;
  const string_view named = next_vulnerability_id(locator, at);
  f.rule_id               = named.empty() ? locator : named;
  f.title                 = out.join({type == "fix" ? "Fix for " : "Advisory on ", p.name});
  if (!named.empty()) f.title = out.join({named, " in ", p.name});
  f.package.ecosystem = out.keep(parse_purl(p.purl).type);
  f.package.name      = p.name;
  f.package.version   = p.version;
  f.package.purl      = p.purl;
  f.add_reference(locator);
  f.add_tag(type);
}

constexpr string_view kInventory = "SPDX is an inventory: nothing says that anybody looked for vulnerabilities";

void read(Json document, Writer& out) {
  if (document.has("@graph") || document.str("spdxVersion").substr(0, 6) == "SPDX-3") {
    return out.reject(Errc::unsupported_version, "SPDX 3 is not read; SPDX 2 is");
  }
  if (document.str("spdxVersion").substr(0, 6) != "SPDX-2") return out.reject(Errc::malformed, "no SPDX 2");
  out.tool("spdx");
  out.generated(document["creationInfo"].time("created"));
  bool any = false;
  for (Json p : document["packages"]) {
    Package about{p.str("name"), value(p.str("versionInfo")), {}};
    for (Json r : p["externalRefs"]) {
      if (r.str("referenceType") == "purl") about.purl = r.str("referenceLocator");
    }
    for (Json r : p["externalRefs"]) {
      if (r.str("referenceCategory") != "SECURITY") continue;
      any = any || r.str("referenceType") == "advisory";
      advisory(r.str("referenceType"), r.str("referenceLocator"), about, out);
    }
  }
  if (!any) out.incomplete(Errc::scanner_failed, kInventory);
}

// Tag and value.
void read_lines(const Lines& lines, Writer& out) {
  out.tool("spdx");
  Package p;
  bool version = false, any = false;
  for (const string_view raw : lines) {
    const string_view line  = out.keep(trim(raw));
    const std::size_t colon = line.find(": ");
    const string_view key   = line.substr(0, colon),
                      text  = colon == line.npos ? string_view() : trim(line.substr(colon + 2));
    version                 = version || (key == "SPDXVersion" && text.substr(0, 6) == "SPDX-2");
    if (key == "PackageName") p = {text, {}, {}};
    if (key == "PackageVersion") p.version = value(text);
    if (key != "ExternalRef") continue;
    string_view rest = text, category, type;
    next_part(rest, ' ', category);
    next_part(rest, ' ', type);
    if (type == "purl") p.purl = trim(rest);
    if (category == "SECURITY") {
      any = any || type == "advisory";
      advisory(type, trim(rest), p, out);
    }
  }
  if (!version) return out.reject(Errc::unsupported_version, "no SPDX 2");
  if (!any) out.incomplete(Errc::scanner_failed, kInventory);
}

}  // namespace

extern constinit const Format spdx{
    .id         = "spdx",
    .name       = "SPDX",
    .url        = "https://spdx.dev",
    .command    = "syft IMAGE -o spdx-json > bom.spdx.json (an inventory; scan it with grype or osv-scanner)",
    .kinds      = "sca",
    .versions   = "2.2 and 2.3, JSON and tag-value: references to advisories alone",
    .severity   = "none: it is unknown",
    .missing    = "everything but the reference",
    .known_by   = "SPDXID spdxVersion=SPDX-* | spdxVersion=SPDX-* @graph | /SPDXVersion:_/ /SPDXID:_/",
    .read       = read,
    .read_lines = read_lines,
};

}  // namespace secmon::format
