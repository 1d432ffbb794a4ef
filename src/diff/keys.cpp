// SPDX-License-Identifier: MIT
// The keys by which findings are compared.
#include "diff/keys.hpp"

#include <algorithm>
#include <iterator>
#include <string>

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

// Where something is, apart from the file.
void add_place(Parts& parts, const Finding& f) {
  parts.add(image_name(f.package.image));
  parts.add(f.location.resource);
  parts.add_url(f.location.url);
  parts.add(f.location.method);
  parts.add(f.location.parameter);
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
  if (id.empty() || id == finding.rule_id || id == finding.rule_name) return {};
  if (within == Within::any_file && (id.size() < kTelling || file_of(finding).empty())) return {};
  Parts parts;
  begin(parts, finding, within);
  if (within == Within::file) {
    add_place(parts, finding);
    parts.add(finding.package.name);
  }
  parts.add(id);
  return parts.identity();
}

Key snippet_key(const Finding& finding, Within within) {
  const string_view code = finding.location.snippet;
  if (finding.kind == Kind::secret || is_about_package(finding)) return {};
  if (std::none_of(code.begin(), code.end(), tells)) return {};
  Parts parts;
  begin(parts, finding, within);
  add_place(parts, finding);
  parts.add_if(code, tells);
  return parts.identity();
}

Key message_key(const Finding& finding, Within within) {
  Parts parts;
  begin(parts, finding, within);
  add_place(parts, finding);
  if (is_about_package(finding)) {
    parts.add(finding.ids.empty() ? string_view() : finding.ids.front());
    parts.add(finding.package.ecosystem);
    parts.add(finding.package.name);
    return parts.identity();
  }
  parts.add(finding.location.function);
  parts.add_if(finding.title, tells);
  parts.add_if(finding.description, tells);
  return parts.identity();
}

bool quotes_part(const Finding& a, const Finding& b) {
  const auto ends   = [](const Location& at) { return std::max(at.start_line, at.end_line); };
  const Location &x = a.location, &y = b.location;
  if (x.start_line == 0 || y.start_line == 0 || x.start_line > ends(y) || y.start_line > ends(x)) return false;
  const auto telling = [](string_view code) {
    std::string kept;
    std::copy_if(code.begin(), code.end(), std::back_inserter(kept), tells);
    return kept;
  };
  // A search takes the product of both in the worst case, and code that is longer is not quoted in part.
  constexpr std::size_t kLongest = 4096;
  if (std::max(x.snippet.size(), y.snippet.size()) > kLongest) return false;
  const std::string mine = telling(x.snippet), other = telling(y.snippet);
  if (mine.empty() || other.empty()) return false;
  return mine.find(other) != std::string::npos || other.find(mine) != std::string::npos;
}

Key telling_snippet_key(const Finding& finding) {
  constexpr std::ptrdiff_t kTelling = 12;
  const string_view code            = finding.location.snippet;
  if (std::count_if(code.begin(), code.end(), tells) < kTelling) return {};
  return snippet_key(finding, Within::any_file);
}

}  // namespace secmon
