// SPDX-License-Identifier: MIT
// Components, ratings and versions of JFrog Xray.
#include "formats/dialect/xray.hpp"

#include <utility>

namespace secmon::format {
namespace {

using std::string_view;

struct Scheme {
  string_view name, ecosystem;
  int before = 0;  // parts before the name: the distribution and its version
};

constexpr Scheme kSchemes[] = {{"gav", "maven"},           {"deb", "deb", 2},  {"alpine", "apk", 1},
                               {"rpm", "rpm", 1},          {"pypi", "pypi"},   {"npm", "npm"},
                               {"nuget", "nuget"},         {"go", "golang"},   {"composer", "composer"},
                               {"rubygems", "gem"},        {"gem", "gem"},     {"cargo", "cargo"},
                               {"conan", "conan"},         {"cran", "cran"},   {"docker", "docker"},
                               {"cocoapods", "cocoapods"}, {"swift", "swift"}, {"generic", "generic"}};

const Scheme* scheme_of(string_view component) {
  for (const Scheme& s : kSchemes) {
    if (component.starts_with(s.name) && component.substr(s.name.size()).starts_with("://")) return &s;
  }
  return nullptr;
}

// "7.5/CVSS:3.1/AV:N/…"
void rating(Draft& f, string_view text, string_view version) {
  const std::size_t end = std::min(text.find('/'), text.size());
  f.add_cvss(text.substr(std::min(end + 1, text.size())), to_number(text.substr(0, end)).value_or(-1), {}, version);
}

}  // namespace

void xray_package(Draft& f, string_view component, Writer& out) {
  const Scheme* scheme = scheme_of(component);
  if (scheme == nullptr) {
    f.package.name = component;
    return;
  }
  string_view rest = component.substr(scheme->name.size() + 3), part;
  for (int i = 0; i < scheme->before && rest.find(':') != rest.npos; ++i) next_part(rest, ':', part);
  // Versions of systems have an epoch before a ':'; names of Maven have a group.
  const std::size_t colon = scheme->before > 0 ? rest.find(':') : rest.rfind(':');
  f.package.ecosystem     = scheme->ecosystem;
  f.package.name          = out.keep(rest.substr(0, colon));
  if (colon != rest.npos) f.package.version = out.keep(rest.substr(colon + 1));
}

bool xray_is_system(string_view component) {
  const Scheme* scheme = scheme_of(component);
  return scheme != nullptr && scheme->before > 0;
}

void xray_cve(Draft& f, Json c) {
  f.add_id(c.str("cve"));
  for (Json cwe : c["cwe"].each()) f.add_cwe(cwe.str());
  if (c.has("cvss_v3_score")) f.add_cvss(c.str("cvss_v3_vector"), c.number("cvss_v3_score", -1));
  if (c.has("cvss_v2_score")) f.add_cvss(c.str("cvss_v2_vector"), c.number("cvss_v2_score", -1), {}, "2.0");
  rating(f, c.str("cvss_v3"), {});
  rating(f, c.str("cvss_v2"), "2.0");
}

void xray_fixed(Draft& f, Json versions, Writer& out) {
  for (Json v : versions.each()) {
    string_view text = trim(v.str());
    for (const string_view start : {"\xE2\x89\xA5", ">=", "["}) {
      if (text.starts_with(start)) text = trim(text.substr(start.size()));
    }
    if (text.ends_with(']') && text.find(',') == text.npos) text.remove_suffix(1);
    f.add_fixed_in(out.keep(text));
  }
}

}  // namespace secmon::format
