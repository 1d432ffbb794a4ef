// SPDX-License-Identifier: MIT
// The rules of what a scan covers. In doubt it does not: then a finding stays open.
#include "history/scope.hpp"

#include <algorithm>

#include "core/parts.hpp"
#include "core/text.hpp"

namespace secmon {
namespace {

// Whether `whole` is `part`, or lies in it.
bool lies_in(std::string_view whole, std::string_view part) noexcept {
  if (!whole.starts_with(part)) return false;
  return whole.size() == part.size() || part.ends_with('/') || whole[part.size()] == '/' || whole[part.size()] == '?' ||
         whole[part.size()] == '#';
}

}  // namespace

std::string tool_key(std::string_view tool) {
  std::string key = lower(valid(trim(tool)));
  std::replace(key.begin(), key.end(), '_', '-');
  return key;
}

std::string tool_of(const Finding& finding) { return tool_key(finding.tool.empty() ? finding.format : finding.tool); }

std::string place_of(const Finding& finding) {
  const Location& at = finding.location;
  for (const std::string_view place : {at.path, finding.package.manifest, at.url, at.resource}) {
    if (!place.empty()) return clean(place);
  }
  return {};
}

std::int64_t subject_of(const Finding& finding) {
  const bool package          = is_about_package(finding);
  const std::string_view path = finding.location.path;
  std::string name            = lower(package ? finding.package.name : path.substr(path.rfind('/') + 1));
  // As loosely as any ecosystem compares names.
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '_' || c == '.' || c == ':' || c == '/'; }, '-');
  Parts parts;
  parts.add(name);
  const auto number = static_cast<std::int64_t>(parts.identity().low >> 1U | 1U);
  return package ? number : -number;
}

std::string normal_target(std::string_view target) {
  target = trim(target);
  if (is_url(target)) return std::string(target);
  std::string path = normal_path(target);
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path == "." ? std::string() : path;
}

bool Scope::covers(std::string_view image, std::string_view place) const {
  if (targets.empty()) return image.empty() || std::binary_search(images.begin(), images.end(), image);
  return std::any_of(targets.begin(), targets.end(), [&](const std::string& target) {
    if (!image.empty()) return image_name(target) == image;
    return target.empty() || lies_in(place, target);
  });
}

Tools tools_of(std::span<const Report> reports, const Scan& scan) {
  Tools tools;
  bool all_known      = scan.complete;
  const auto saw_tool = [&](std::string key, bool complete) {
    if (key.empty()) return;
    const auto [at, fresh] = tools.emplace(std::move(key), complete);
    if (!fresh) at->second = at->second && complete;
  };
  for (const Report& report : reports) {
    const bool complete = report.status() == Status::complete;
    std::set<std::string> names;
    std::string_view rest = report.tool();
    for (std::string_view part; next_part(rest, ',', part);) names.insert(tool_key(part));
    std::string_view last;
    for (const Finding& finding : report) {
      const std::string_view raw = finding.tool.empty() ? finding.format : finding.tool;
      if (raw.data() == last.data() && raw.size() == last.size() && !last.empty()) continue;
      last = raw;
      names.insert(tool_of(finding));
    }
    names.erase("");
    if (names.empty() && !report.format().empty()) names.insert(tool_key(report.format()));
    // Whatever left this report, it may be any of the tools.
    if (names.empty() && !complete) all_known = false;
    for (const std::string& name : names) saw_tool(name, complete);
  }
  for (const std::string& tool : scan.tools) saw_tool(tool_key(tool), true);
  if (!all_known) {
    for (auto& [name, complete] : tools) complete = false;
  }
  return tools;
}

Scope scope_of(std::span<const Report> reports, const Scan& scan) {
  Scope scope;
  for (const std::string& target : scan.targets) scope.targets.push_back(normal_target(valid(target)));
  std::set<std::string> images;
  std::string_view last;
  for (const Report& report : reports) {
    for (const Finding& finding : report) {
      const std::string_view image = finding.package.image;
      if (image.empty() || (image.data() == last.data() && image.size() == last.size())) continue;
      last = image;
      images.insert(valid(image_name(image)));
    }
  }
  scope.images.assign(images.begin(), images.end());
  return scope;
}

}  // namespace secmon
