// SPDX-License-Identifier: MIT
// What is installed, what is the newest, and under which licence: lists of packages as pip, npm, pip-licenses and
// license-checker write them. They hold no findings.
//
//     auto full = parse_inventory(pip_list), old = parse_inventory(pip_list_outdated);
//     double fresh = freshness(merge(*full, *old));  // 0 … 1
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "secmon/error.hpp"
#include "secmon/export.hpp"
#include "secmon/parse.hpp"

namespace secmon {

/// A package that is installed. `latest` and `license` are "" where the list does not say; several licences are
/// separated by "; ", and are in the words of the list.
struct Component {
  std::string ecosystem, name, version, latest;
  std::string license = {};

  friend bool operator==(const Component&, const Component&) = default;
};

struct Inventory {
  std::vector<Component> components;  ///< each name and version once, in the order of the list
  bool complete = true;
  std::string problem;  ///< why it is not complete
};

/// Reads `pip list --format json` and `pip list --outdated --format json`, `npm ls --json` and `npm outdated --json`,
/// `pip-licenses --format=json` (and json-license-finder) and `license-checker --json`. An error that stands where the
/// list should be is an Error; a list that was cut off is incomplete.
SECMON_API Result<Inventory> parse_inventory(std::string_view bytes, const Limits& limits = {});

/// The full list with the newest versions of the outdated one; what is only in that one is added. What the outdated
/// list does not name is up to date, unless that list is incomplete: then its newest version stays unknown. Merged with
/// a list of licences, the full list gets those, and nothing is said about newer versions.
SECMON_API Inventory merge(const Inventory& full, const Inventory& outdated);

/// The share of the packages that are up to date among those whose newest version is known; below 0 if none is.
SECMON_API double freshness(const Inventory& inventory);

}  // namespace secmon
