// SPDX-License-Identifier: MIT
// Packages of Amazon Inspector.
#include "formats/dialect/inspector.hpp"

#include <utility>

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::pair<string_view, string_view> kPlatforms[] = {
    {"DEBIAN", "deb"}, {"UBUNTU", "deb"}, {"ALPINE", "apk"}, {"AMAZON", "rpm"}, {"CENTOS", "rpm"}, {"RHEL", "rpm"},
    {"RED", "rpm"},    {"ORACLE", "rpm"}, {"ROCKY", "rpm"},  {"ALMA", "rpm"},   {"SUSE", "rpm"},   {"FEDORA", "rpm"},
};

// Those that no other tool spells so.
constexpr std::pair<string_view, string_view> kManagers[] = {
    {"PYTHONPKG", "pypi"}, {"NODEPKG", "npm"}, {"DOTNET_CORE", "nuget"}, {"DOTNET_DEPS", "nuget"}, {"OS", ""},
};

// "0" is the epoch of nearly everything.
string_view version_of(const InspectorPackage& p, Writer& out) {
  if (p.version.empty()) return {};
  const bool epoch = !p.epoch.empty() && p.epoch != "0";
  return out.join({epoch ? p.epoch : "", epoch ? ":" : "", p.version, p.release.empty() ? "" : "-", p.release});
}

string_view fix_of(const InspectorPackage& p) {
  if (equal_ignoring_case(p.fixed, "NotAvailable")) return {};
  return p.fixed.substr(p.fixed.starts_with("0:") ? 2 : 0);
}

}  // namespace

string_view inspector_ecosystem(string_view manager, string_view platform) {
  if (equal_ignoring_case(manager, "OS")) {
    for (const auto& [start, ecosystem] : kPlatforms) {
      if (platform.starts_with(start)) return ecosystem;
    }
  }
  for (const auto& [name, ecosystem] : kManagers) {
    if (equal_ignoring_case(name, manager)) return ecosystem;
  }
  return ecosystem_of(manager);
}

void inspector_package(Draft& f, const InspectorPackage& p, std::string& also, Writer& out) {
  const string_view version = version_of(p, out), fixed = fix_of(p);
  if (f.package.name.empty()) {
    f.package.ecosystem = inspector_ecosystem(p.manager, p.platform);
    f.package.name      = p.name;
    f.package.version   = version;
    f.location.path     = p.path;
    f.add_fixed_in(fixed);
    if (!p.remediation.empty()) f.remediation = p.remediation;
    return;
  }
  also.append("\nAlso: ").append(p.name).append(" ").append(version);
  if (!p.path.empty()) also.append(" in ").append(p.path);
  if (!fixed.empty()) also.append(", fixed in ").append(fixed);
}

}  // namespace secmon::format
