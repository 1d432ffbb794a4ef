// SPDX-License-Identifier: MIT
// Package URLs: pkg:type/namespace/name@version?qualifiers#subpath
#include "core/purl.hpp"

#include <algorithm>

#include "core/ascii.hpp"
#include "core/text.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr auto kNowhere = string_view::npos;

bool is_type(string_view type) noexcept {
  const auto fits = [](char c) { return is_alnum(c) || c == '.' || c == '+' || c == '-'; };
  return !type.empty() && std::all_of(type.begin(), type.end(), fits);
}

// Percent-encodes all but what the specification leaves as it is.
void append_encoded(std::string& to, string_view text) {
  constexpr string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '~' || c == ':') {
      to += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    to += '%';
    to += kHex[byte >> 4U];
    to += kHex[byte & 15U];
  }
}

// Python's registry takes all these spellings for one package.
std::string pypi_name(string_view name) {
  std::string result = lower(name);
  for (char& c : result) {
    if (c == '_' || c == '.') c = '-';
  }
  return result;
}

bool is_of_system(string_view type) noexcept {
  return type == "deb" || type == "rpm" || type == "apk" || type == "alpm";
}

// Cuts what follows the last `mark` off the end of `text`; "" if there is none.
string_view cut_last(string_view& text, char mark) noexcept {
  const std::size_t at = text.rfind(mark);
  if (at == kNowhere) return {};
  const string_view tail = text.substr(at + 1);
  text                   = text.substr(0, at);
  return tail;
}

string_view without_slashes(string_view text) noexcept {
  while (!text.empty() && text.front() == '/') text.remove_prefix(1);
  while (!text.empty() && text.back() == '/') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string make_purl(string_view type, string_view name, string_view version) {
  name = without_slashes(trim(name));
  if (!is_type(type) || name.empty()) return {};
  std::string purl = "pkg:" + lower(type);

  const std::string own_name = purl == "pkg:pypi" ? pypi_name(name) : std::string(name);
  const char separator       = purl == "pkg:maven" && name.find(':') != kNowhere ? ':' : '/';
  string_view rest           = own_name;
  for (string_view part; next_part(rest, separator, part);) {
    if (part.empty()) continue;
    purl += '/';
    append_encoded(purl, part);
  }
  if (!trim(version).empty()) {
    purl += '@';
    append_encoded(purl, trim(version));
  }
  return purl;
}

Purl parse_purl(string_view purl) {
  purl = trim(purl);
  if (!equal_ignoring_case(purl.substr(0, 4), "pkg:")) return {};
  purl = purl.substr(4);
  purl = purl.substr(0, purl.find_first_of("?#"));
  purl = without_slashes(purl);  // "pkg://type/name" is allowed

  const std::size_t slash = purl.find('/');
  Purl result;
  if (slash == kNowhere || !is_type(purl.substr(0, slash))) return {};
  result.type = lower(purl.substr(0, slash));

  string_view path = without_slashes(purl.substr(slash + 1));
  // An unencoded scope, "pkg:npm/@scope/name", has an '@' too, at the front of a segment.
  const std::size_t at = path.rfind('@');
  if (at != kNowhere && at > 0 && path[at - 1] != '/') {
    result.version = percent_decode(path.substr(at + 1));
    path           = without_slashes(path.substr(0, at));
  }
  string_view space         = path;
  const bool has_space      = path.find('/') != kNowhere;
  const string_view name    = has_space ? cut_last(space, '/') : path;
  const string_view keeps   = has_space && !is_of_system(result.type) ? without_slashes(space) : string_view{};
  const string_view between = result.type == "maven" ? ":" : "/";
  if (name.empty()) return {};
  if (!keeps.empty()) result.name = percent_decode(keeps).append(between);
  result.name += percent_decode(name);
  return result;
}

}  // namespace secmon
