// SPDX-License-Identifier: MIT
// What a finding is about, in the words of all tools.
#include "correlate/candidate.hpp"

#include <algorithm>
#include <array>

#include "core/parts.hpp"
#include "core/purl.hpp"
#include "core/words.hpp"

namespace secmon {
namespace {

using std::string_view;

std::uint64_t hash_of(string_view text) {
  if (text.empty()) return 0;
  Parts parts;
  parts.add_lower(text);
  return parts.identity().low | 1U;
}

bool is_of_system(string_view ecosystem) noexcept {
  return ecosystem == "deb" || ecosystem == "rpm" || ecosystem == "apk" || ecosystem == "alpm";
}

string_view base_name(string_view path) noexcept { return path.substr(path.rfind('/') + 1); }

// "app/a.py" for "./app/a.py" and "/app/a.py".
string_view comparable_path(string_view path, std::deque<std::string>& texts) {
  if (!is_normal_path(path)) path = texts.emplace_back(normal_path(path));
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  return path;
}

// "group/artifact" for "group:artifact", "my-package" for "My_Package" of Python.
std::string comparable_name(string_view name, string_view ecosystem) {
  std::string made = lower(name);
  std::replace(made.begin(), made.end(), ':', '/');
  if (ecosystem == "pypi") {
    std::replace_if(
        made.begin(), made.end(), [](char c) { return c == '_' || c == '.'; }, '-');
  }
  return made;
}

void about_package(Candidate& c, const Finding& f, const Identity& vulnerability, std::deque<std::string>& texts) {
  const Package& p            = f.package;
  const std::string ecosystem = lower(ecosystem_of(p.ecosystem));
  string_view version         = p.version;
  if (version.size() > 1 && version[0] == 'v' && is_digit(version[1])) version.remove_prefix(1);
  c.package   = true;
  c.ecosystem = hash_of(ecosystem);
  c.version   = hash_of(version);
  c.image     = hash_of(image_name(p.image));
  // Packages of a system are in no file that all scanners would name alike.
  if (!is_of_system(ecosystem)) c.path = comparable_path(f.location.path.empty() ? p.manifest : f.location.path, texts);
  Parts parts;
  parts.add("package");
  parts.add(std::array{vulnerability.high, vulnerability.low});
  parts.add(comparable_name(p.name, ecosystem));
  c.subject = parts.identity();
}

// In a line of a file, at a URL, or in a resource.
bool at_place(Candidate& c, const Finding& f, string_view what, const Identity& vulnerability,
              std::deque<std::string>& texts) {
  const Location& at = f.location;
  Parts parts;
  parts.add(what);
  parts.add(std::array{vulnerability.high, vulnerability.low});
  if (!at.path.empty()) {
    if (at.start_line == 0) return false;
    c.path = comparable_path(at.path, texts);
    parts.add(base_name(c.path));
    parts.add(std::to_string(at.start_line));
  } else if (!at.url.empty()) {
    parts.add_url(at.url);
    parts.add_lower(at.method);
    parts.add(at.parameter);
  } else if (!at.resource.empty()) {
    parts.add(at.resource);
  } else {
    return false;
  }
  c.subject = parts.identity();
  c.image   = hash_of(image_name(f.package.image));
  return true;
}

bool is_weakness(const Finding& f) noexcept {
  return !f.cwe.empty() && (f.kind == Kind::sast || f.kind == Kind::dast || f.kind == Kind::other);
}

}  // namespace

std::optional<Candidate> candidate_of(const Finding& f, const Aliases& aliases, std::deque<std::string>& texts) {
  constexpr std::size_t kWeaknesses = 16;  // more are no statement
  Candidate c;
  c.tool                   = hash_of(f.tool);
  const auto vulnerability = aliases.vulnerability(f.ids);
  if (f.kind == Kind::secret) {
    if (!at_place(c, f, "secret", {}, texts)) return {};
  } else if (vulnerability && is_about_package(f)) {
    about_package(c, f, *vulnerability, texts);
  } else if (vulnerability) {
    if (!at_place(c, f, "vulnerability", *vulnerability, texts)) return {};
  } else if (is_weakness(f)) {
    if (!at_place(c, f, "weakness", {}, texts)) return {};
    c.weakness = true;
    c.cwe      = f.cwe.first(std::min(f.cwe.size(), kWeaknesses));
  } else {
    return {};
  }
  Parts parts;
  parts.add(std::array{c.ecosystem, c.version, c.image});
  parts.add(c.path);
  c.exact = parts.identity();
  return c;
}

}  // namespace secmon
