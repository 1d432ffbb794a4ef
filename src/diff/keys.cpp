// SPDX-License-Identifier: MIT
// The keys by which findings are compared.
#include "diff/keys.hpp"

#include <algorithm>

#include "core/parts.hpp"

namespace secmon {
namespace {

using std::string_view;

void begin(Parts& parts, const Finding& f, Within within) {
  parts.add_lower(f.tool);
  parts.add(f.rule_id);
  parts.add(within == Within::file ? "file" : "");
  if (within == Within::file) parts.add_path(file_of(f));
}

constexpr bool tells(char c) noexcept { return !is_space(c) && !is_digit(c); }

}  // namespace

string_view file_of(const Finding& finding) noexcept {
  return finding.location.path.empty() ? finding.package.manifest : finding.location.path;
}

Key tool_id_key(const Finding& finding, Within within) {
  // A number may be no more than the place in the report; a hash, a UUID or a path is an identity.
  constexpr std::size_t kTelling = 16;
  const string_view id           = finding.native_id;
  if (id.empty() || (within == Within::any_file && id.size() < kTelling)) return {};
  Parts parts;
  begin(parts, finding, within);
  parts.add(id);
  return parts.identity();
}

Key snippet_key(const Finding& finding, Within within) {
  const string_view code = finding.location.snippet;
  if (finding.kind == Kind::secret || std::none_of(code.begin(), code.end(), tells)) return {};
  Parts parts;
  begin(parts, finding, within);
  parts.add(image_name(finding.package.image));
  parts.add(finding.location.resource);
  parts.add_if(code, tells);
  return parts.identity();
}

Key message_key(const Finding& finding, Within within) {
  const Location& at = finding.location;
  Parts parts;
  begin(parts, finding, within);
  parts.add(image_name(finding.package.image));
  if (is_about_package(finding)) {
    parts.add(finding.ids.empty() ? string_view() : finding.ids.front());
    parts.add(finding.package.ecosystem);
    parts.add(finding.package.name);
    return parts.identity();
  }
  parts.add(at.function);
  parts.add(at.resource);
  parts.add_url(at.url);
  parts.add(at.method);
  parts.add(at.parameter);
  parts.add_if(finding.title, tells);
  parts.add_if(finding.description, tells);
  return parts.identity();
}

Key telling_snippet_key(const Finding& finding) {
  constexpr std::ptrdiff_t kTelling = 12;
  const string_view code            = finding.location.snippet;
  if (std::count_if(code.begin(), code.end(), tells) < kTelling) return {};
  return snippet_key(finding, Within::any_file);
}

}  // namespace secmon
