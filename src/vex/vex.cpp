// SPDX-License-Identifier: MIT
// Which statement is about which finding, and what it does to it.
#include "secmon/vex.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/copy.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace secmon {
namespace {

using std::string_view;

// A package URL in its parts; unlike core/purl.hpp with the namespace of system packages, and with qualifiers.
struct Purl {
  std::string type, path, version;
  std::map<std::string, std::string> qualifiers;
};

Purl split(string_view purl) {
  Purl p;
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

bool of_image(const Purl& p) { return p.type == "oci" || p.type == "docker"; }

// "registry.example/tea:7@sha256:00" in its parts.
struct Image {
  string_view name, last, tag, digest;  // "registry.example/tea", "tea", "7", "sha256:00"
};

Image split_image(string_view image) {
  Image i;
  const std::size_t at    = image.find('@');
  i.digest                = at == image.npos ? string_view() : image.substr(at + 1);
  i.name                  = image.substr(0, at);
  const std::size_t colon = i.name.rfind(':'), slash = i.name.rfind('/');
  if (colon != i.name.npos && (slash == i.name.npos || colon > slash)) {
    i.tag  = i.name.substr(colon + 1);
    i.name = i.name.substr(0, colon);
  }
  i.last = slash == i.name.npos ? i.name : i.name.substr(slash + 1);
  return i;
}

// "registry.example/tea:7@sha256:00" against "pkg:oci/tea@sha256:00?repository_url=registry.example/tea&tag=7". What
// the statement gives and the image does not say does not fit: it may be another build.
bool fits_image(string_view product, string_view image) {
  if (image.empty()) return false;
  const Purl p = split(product);
  if (!of_image(p)) return product == image;
  const auto [name, last, tag, digest] = split_image(image);
  if (p.path != name && p.path != last) return false;
  const auto where = p.qualifiers.find("repository_url"), tagged = p.qualifiers.find("tag");
  if (where != p.qualifiers.end() && where->second != name) return false;
  if (tagged != p.qualifiers.end() && tagged->second != tag) return false;
  return p.version.empty() || p.version == digest || (p.type == "docker" && p.version == tag);
}

bool fits_package(const Purl& stated, const Purl& found, const Finding& finding) {
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
  Purl package;
  std::size_t first  = 0;  // of those that are about the same: what is known of all is kept there
  std::size_t newest = 0;
  bool used          = false;
};

bool fits(const Statement& s, const Purl& found, const Finding& finding) {
  if (of_image(s.package)) return fits_image(s.row.package.purl, finding.package.image);
  if (!s.row.package.image.empty() && !fits_image(s.row.package.image, finding.package.image)) return false;
  return fits_package(s.package, found, finding);
}

// What a statement and a finding have in common wherever they fit, so that not each is held against each: the id, the
// package, and the version and the image that hold where the statement gives them.
std::string key_with(string_view id, string_view type, string_view path, string_view version, string_view image) {
  std::string text = lower(id);
  for (const string_view part : {type, path, version, image}) text += '\n', text += part;
  return text;
}

// Of those of one date the last counts: they lie in their order.
bool newer(const Statement& s, const Statement& other) {
  const Time its = s.row.dates.detected, others = other.row.dates.detected;
  return its > others || (its == others && &s > &other);
}

// Statements with one subject fit the same findings.
std::string subject_of(const Finding& row) {
  std::string text = key_with({}, row.package.purl, row.package.image, {}, {});
  for (const string_view id : row.ids) text += '\n', text += id;
  return text;
}

std::string key_of(const Statement& s, string_view id) {
  if (of_image(s.package)) return key_with(id, "image", s.package.path, {}, {});
  const Purl within = split(s.row.package.image);
  return key_with(id, s.package.type, s.package.path, s.package.version,
                  of_image(within) ? string_view(within.path) : s.row.package.image);
}

std::set<std::string> keys_of(const Finding& finding, const Purl& found, string_view id) {
  const string_view whole = finding.package.image;
  const Image image       = split_image(whole);
  std::set<std::string> keys;
  for (const string_view name : {image.name, image.last}) keys.insert(key_with(id, "image", name, {}, {}));
  for (const string_view version : {string_view(), string_view(found.version), finding.package.version}) {
    for (const string_view place : {string_view(), whole, image.name, image.last}) {
      keys.insert(key_with(id, found.type, found.path, version, place));
    }
  }
  return keys;
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
  std::unordered_map<std::string, std::size_t> by_subject;
  std::unordered_map<std::string, std::vector<std::size_t>> by_key;
  for (const Finding& row : statements) {
    const string_view status = status_of(row);
    if (status.empty()) continue;  // a vulnerability in a BOM that nobody has analysed
    const std::size_t index = all.size();
    Statement& s            = all.emplace_back(Statement{row, status, split(row.package.purl)});
    s.first                 = by_subject.try_emplace(subject_of(row), index).first->second;
    s.newest                = index;
    if (s.first == index) {
      for (const string_view id : row.ids) by_key[key_of(s, id)].push_back(index);
    } else if (Statement& f = all[s.first]; newer(s, all[f.newest])) {
      f.newest = index;
    }
  }

  Report out = without_findings(report);
  for (Finding row : report) {
    const Statement* newest = nullptr;
    const Purl found        = split(row.package.purl);
    for (const string_view id : row.ids) {
      for (const std::string& common : keys_of(row, found, id)) {
        const auto known = by_key.find(common);
        if (known == by_key.end()) continue;
        for (const std::size_t index : known->second) {
          if (!fits(all[index], found, row)) continue;
          all[index].used    = true;
          const Statement& s = all[all[index].newest];
          if (newest == nullptr || newer(s, *newest)) newest = &s;
        }
      }
    }
    std::string reason, tag;
    std::vector<string_view> tags;
    if (newest != nullptr && row.state == State::open) apply_to(row, *newest, reason, tags, tag);
    out.adopt(row);
  }
  for (const Statement& s : all) {
    if (all[s.first].used) continue;
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
