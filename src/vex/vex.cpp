// SPDX-License-Identifier: MIT
// Which statement is about which finding, and what it does to it.
#include "secmon/vex.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/copy.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace secmon {
namespace {

using std::string_view;

// A package URL in its parts; unlike core/purl.hpp with the namespace of system packages, and with qualifiers.
struct Package {
  std::string type, path, version;
  std::map<std::string, std::string> qualifiers;
};

Package split(string_view purl) {
  Package p;
  purl = trim(purl);
  if (!equal_ignoring_case(purl.substr(0, 4), "pkg:")) return p;
  purl                       = purl.substr(4);
  purl                       = purl.substr(0, purl.find('#'));
  const std::size_t question = purl.find('?');
  string_view rest           = question == purl.npos ? string_view() : purl.substr(question + 1);
  purl                       = purl.substr(0, question);
  for (string_view pair; !rest.empty() && next_part(rest, '&', pair);) {
    const std::size_t equals = pair.find('=');
    if (equals != pair.npos) p.qualifiers[lower(pair.substr(0, equals))] = percent_decode(pair.substr(equals + 1));
  }
  const std::size_t slash = purl.find('/');
  if (slash == purl.npos) return p;
  p.type               = lower(purl.substr(0, slash));
  string_view path     = purl.substr(slash + 1);
  const std::size_t at = path.rfind('@');
  if (at != path.npos && at > 0 && path[at - 1] != '/') {
    p.version = percent_decode(path.substr(at + 1));
    path      = path.substr(0, at);
  }
  p.path = percent_decode(path);
  if (p.type == "pypi") {
    p.path = lower(p.path);
    std::replace(p.path.begin(), p.path.end(), '_', '-');
  }
  return p;
}

bool of_image(const Package& p) { return p.type == "oci" || p.type == "docker"; }

// "registry.example/tea:7@sha256:00" against "pkg:oci/tea@sha256:00?repository_url=registry.example/tea&tag=7". What
// the statement gives and the image does not say does not fit: it may be another build.
bool fits_image(string_view product, string_view image) {
  if (image.empty()) return false;
  const Package p = split(product);
  if (!of_image(p)) return product == image;
  const std::size_t at     = image.find('@');
  const string_view digest = at == image.npos ? string_view() : image.substr(at + 1);
  string_view name         = image.substr(0, at);
  const std::size_t colon = name.rfind(':'), slash = name.rfind('/');
  string_view tag;
  if (colon != name.npos && (slash == name.npos || colon > slash))
    tag = name.substr(colon + 1), name = name.substr(0, colon);
  const string_view last = slash == name.npos ? name : name.substr(slash + 1);
  if (p.path != name && p.path != last) return false;
  const auto where = p.qualifiers.find("repository_url"), tagged = p.qualifiers.find("tag");
  if (where != p.qualifiers.end() && where->second != name) return false;
  if (tagged != p.qualifiers.end() && tagged->second != tag) return false;
  return p.version.empty() || p.version == digest || (p.type == "docker" && p.version == tag);
}

bool fits_package(const Package& stated, const Finding& finding) {
  const Package found = split(finding.package.purl);
  if (stated.type.empty() || stated.type != found.type || stated.path != found.path) return false;
  if (!stated.version.empty() && stated.version != found.version && stated.version != finding.package.version)
    return false;
  return std::all_of(stated.qualifiers.begin(), stated.qualifiers.end(), [&](const auto& wanted) {
    const auto given = found.qualifiers.find(wanted.first);
    return given != found.qualifiers.end() && given->second == wanted.second;
  });
}

struct Statement {
  Finding row;
  string_view status;
  Package package;
  bool used = false;
};

bool fits(const Statement& s, const Finding& finding) {
  if (of_image(s.package)) return fits_image(s.row.package.purl, finding.package.image);
  if (!s.row.package.image.empty() && !fits_image(s.row.package.image, finding.package.image)) return false;
  return fits_package(s.package, finding);
}

string_view status_of(const Finding& row) {
  for (const string_view status : {"not_affected", "fixed", "affected", "under_investigation"}) {
    if (std::find(row.tags.begin(), row.tags.end(), status) != row.tags.end()) return status;
  }
  return {};
}

std::string name_of(const Statement& s) {
  std::string text = "VEX of " + std::string(s.row.tool);
  if (!s.row.native_id.empty()) text += " (" + std::string(s.row.native_id) + ")";
  if (s.row.dates.detected != kNoTime) text += ", " + to_string(s.row.dates.detected);
  return text;
}

void apply_to(Finding& row, const Statement& s, std::string& reason, std::vector<string_view>& tags, std::string& tag) {
  reason           = name_of(s) + ": " + std::string(s.row.state_reason.empty() ? s.status : s.row.state_reason);
  row.state_reason = reason;
  if (s.row.state != State::open) {
    row.state                                                           = s.row.state;
    (row.state == State::fixed ? row.dates.fixed : row.dates.dismissed) = s.row.dates.detected;
    return;
  }
  tag = "vex:" + std::string(s.status);
  tags.assign(row.tags.begin(), row.tags.end());
  tags.push_back(tag);
  row.tags = tags;
}

}  // namespace

Result<Report> apply(const Report& report, const Report& statements) {
  const string_view format = statements.format();
  if (format != "openvex" && format != "csaf" && format != "cyclonedx") {
    return Error{Errc::invalid_argument,
                 "statements are read as openvex, csaf or cyclonedx, not as \"" + std::string(format) + "\"",
                 {},
                 0};
  }
  std::vector<Statement> all;
  std::map<std::string, std::vector<std::size_t>> by_id;
  for (const Finding& row : statements) {
    const string_view status = status_of(row);
    if (status.empty()) continue;  // a vulnerability in a BOM that nobody has analysed
    for (const string_view id : row.ids) by_id[lower(id)].push_back(all.size());
    all.push_back({row, status, split(row.package.purl)});
  }

  Report out = without_findings(report);
  for (Finding row : report) {
    Statement* newest = nullptr;
    for (const string_view id : row.ids) {
      const auto known = by_id.find(lower(id));
      if (known == by_id.end()) continue;
      for (const std::size_t index : known->second) {
        Statement& s = all[index];
        if (!fits(s, row)) continue;
        s.used = true;
        if (newest == nullptr || s.row.dates.detected >= newest->row.dates.detected) newest = &s;
      }
    }
    std::string reason, tag;
    std::vector<string_view> tags;
    if (newest != nullptr && row.state == State::open) apply_to(row, *newest, reason, tags, tag);
    out.adopt(row);
  }
  for (const Statement& s : all) {
    if (s.used) continue;
    const string_view id = s.row.ids.empty() ? s.row.rule_id : s.row.ids.front();
    const string_view of = s.row.package.purl.empty() ? s.row.package.name : s.row.package.purl;
    out.add_note(
        Errc::ok, false,
        name_of(s) + " fits no finding: " + std::string(id) + " in " + std::string(of.empty() ? "no product" : of));
  }
  if (statements.status() != Status::complete) {
    out.add_note(Errc::malformed, false, "not all statements could be read; there may be more than were applied");
  }
  return out;
}

}  // namespace secmon
