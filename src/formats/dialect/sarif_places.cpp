// SPDX-License-Identifier: MIT
// Where the results of one SARIF run are.
#include "formats/dialect/sarif_places.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "formats/dialect/sarif_text.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What is cut out of a file's contents is made by us, so it is bounded.
constexpr std::size_t kQuoteLimit = 4096;

bool is_absolute(string_view uri) {
  const std::size_t colon = uri.find(':');
  return uri.substr(0, 1) == "/" || (colon != string_view::npos && colon < uri.find('/'));
}

string_view logical_name(Json logical) {
  const string_view full = logical.str("fullyQualifiedName");
  return full.empty() ? logical.str("name") : full;
}

string_view without_end(string_view lines) {
  while (!lines.empty() && (lines.back() == '\n' || lines.back() == '\r')) lines.remove_suffix(1);
  return lines;
}

// `count` lines of the text, from line `skip` on, without the last end of line.
string_view lines_of(string_view text, std::uint32_t skip, std::uint32_t count) {
  for (; skip > 0; --skip) {
    const std::size_t end = text.find('\n');
    if (end == string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  std::size_t end = 0;
  for (; count > 0 && end < text.size(); --count) end = std::min(text.find('\n', end), text.size() - 1) + 1;
  return without_end(text.substr(0, end));
}

}  // namespace

void SarifPlaces::read(const SarifParts& parts, Writer& out) {
  read_bases(parts.run()["originalUriBaseIds"], out);
  parts.each("artifacts", [&](Json list) { read_artifacts(list); });
  parts.each("logicalLocations", [&](Json list) {
    for (Json logical : list) logical_.push_back(logical_name(logical));
  });
}

void SarifPlaces::read_artifacts(Json list) {
  for (Json artifact : list) {
    const Json location    = artifact["location"];
    const string_view text = artifact["contents"].str("text");
    artifacts_.push_back({location.str("uri"), location.str("uriBaseId"), text, {}});
    if (!text.empty()) with_contents_.emplace(artifacts_.back().uri, artifacts_.size() - 1);
  }
}

// A base is where the source lay on the machine that scanned it. That part is left out, so that a finding has the same
// place on every machine; what a base has below another base ("SRC" is "src/" under "ROOT") is kept.
void SarifPlaces::read_bases(Json list, Writer& out) {
  struct Base {
    string_view uri, under;
  };
  std::unordered_map<string_view, Base> bases;
  for (Json base : list) bases.emplace(base.key(), Base{trim(base.str("uri")), base.str("uriBaseId")});
  for (const auto& [id, base] : bases) {
    constexpr int kDeepest         = 16;  // a chain may be a loop
    constexpr std::size_t kLongest = 4096;
    std::string path;
    int depth  = 0;
    auto found = bases.find(id);
    for (; depth < kDeepest && found != bases.end() && path.size() < kLongest; ++depth) {
      const string_view uri = found->second.uri;
      if (is_absolute(uri)) break;
      if (!uri.empty()) path.insert(0, std::string(uri) + (uri.back() == '/' ? "" : "/"));
      found = bases.find(found->second.under);
    }
    if (depth == kDeepest) path.clear();
    bases_.emplace(id, out.keep(path));
  }
}

SarifPlaces::Artifact* SarifPlaces::artifact(Json location) {
  const std::int64_t index = location.integer("index", -1);
  if (index >= 0 && index < static_cast<std::int64_t>(artifacts_.size())) {
    return &artifacts_[static_cast<std::size_t>(index)];
  }
  if (with_contents_.empty()) return nullptr;
  const auto found = with_contents_.find(location.str("uri"));
  return found == with_contents_.end() ? nullptr : &artifacts_[found->second];
}

void SarifPlaces::name(Location& at, Json location, Writer& out) {
  string_view uri  = trim(location.str("uri"));
  string_view base = location.str("uriBaseId");
  if (uri.empty()) {
    const Artifact* known = artifact(location);
    if (known == nullptr) return;
    uri  = trim(known->uri);
    base = known->base;
  }
  if (is_url(uri)) {
    at.url = uri;
    return;
  }
  at.path = sarif_path(uri, out);
  if (base.empty() || is_absolute(uri)) return;
  // An unknown base ("%SRCROOT%" of most tools) is the root of the source.
  const auto found = bases_.find(base);
  if (found != bases_.end() && !found->second.empty()) at.path = out.join({sarif_path(found->second, out), at.path});
}

void SarifPlaces::fill(Location& at, Json location, Writer& out) {
  const Json physical = location["physicalLocation"];
  name(at, physical["artifactLocation"], out);
  fill_region(at, physical);
  if (at.start_line != 0) at.snippet = quote(at, physical, out);
  const Json logical       = location["logicalLocations"][0];
  at.function              = logical_name(logical);
  const std::int64_t index = logical.integer("index", -1);
  if (at.function.empty() && index >= 0 && index < static_cast<std::int64_t>(logical_.size())) {
    at.function = logical_[static_cast<std::size_t>(index)];
  }
}

// Lines of 0 and -1 are bugs of tools that have no place to give; line() leaves them out.
void SarifPlaces::fill_region(Location& at, Json physical) const {
  const Json region = physical["region"];
  at.start_line     = region.line("startLine");
  if (at.start_line == 0) return;
  at.end_line     = std::max(at.start_line, region.line("endLine"));
  at.start_column = region.line("startColumn");
  at.end_column   = region.line("endColumn");
}

string_view SarifPlaces::quote(const Location& at, Json physical, Writer& out) {
  const Json context        = physical["contextRegion"];
  const std::uint32_t above = context.line("startLine");
  const std::uint32_t below = context.line("endLine");
  // bandit quotes what follows a statement of several lines; then the context does not hold the first of them.
  if (above != 0 && (at.start_line < above || (below != 0 && at.start_line > below))) return {};
  const string_view own = physical["region"]["snippet"].peek("text");
  if (!own.empty()) return out.keep(without_end(own));
  const std::uint32_t count = at.end_line - at.start_line + 1;
  if (above != 0) {
    const string_view lines = lines_of(context["snippet"].peek("text"), at.start_line - above, count);
    if (!lines.empty()) return out.keep(clip(lines, kQuoteLimit));
  }
  Artifact* source = artifact(physical["artifactLocation"]);
  if (source == nullptr || source->contents.empty()) return {};
  if (source->lines.empty()) {
    source->lines.push_back(0);
    for (std::size_t end = 0; (end = source->contents.find('\n', end)) < UINT32_MAX;) {
      source->lines.push_back(static_cast<std::uint32_t>(++end));
    }
  }
  if (at.start_line > source->lines.size()) return {};
  const string_view rest = source->contents.substr(source->lines[at.start_line - 1], kQuoteLimit);
  return clip(lines_of(rest, 0, count), kQuoteLimit);
}

}  // namespace secmon::format
