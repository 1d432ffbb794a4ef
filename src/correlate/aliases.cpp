// SPDX-License-Identifier: MIT
// Ids of vulnerabilities and their aliases.
#include "correlate/aliases.hpp"

#include <algorithm>
#include <array>

#include "core/parts.hpp"

namespace secmon {

using std::string_view;

// "PYSEC" of "PYSEC-2021-1" as a number that sorts as CVE, GHSA, and then the others by their names.
std::optional<Aliases::Id> Aliases::id_of(string_view text) {
  constexpr std::size_t kCompared = 7;
  const std::size_t dash          = text.find('-');
  if (dash == string_view::npos || dash == 0 || dash + 1 == text.size()) return {};
  const string_view scheme = text.substr(0, dash);
  if (!is_letter(scheme.front())) return {};  // a number of the tool's own
  std::uint64_t order = equal_ignoring_case(scheme, "CVE") ? 0 : equal_ignoring_case(scheme, "GHSA") ? 1 : 2;
  for (std::size_t i = 0; i < kCompared; ++i) {
    order = order << 8U | (i < scheme.size() ? static_cast<unsigned char>(to_lower(scheme[i])) : 0U);
  }
  Parts parts;
  parts.add_lower(text);
  return Id{order, parts.identity()};
}

std::vector<Aliases::Id> Aliases::highest(std::span<const string_view> ids, std::vector<Id>& all) {
  all.clear();
  for (const string_view text : ids) {
    if (const std::optional<Id> id = id_of(text)) all.push_back(*id);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  const auto end = std::find_if(all.begin(), all.end(), [&](const Id& id) { return id.scheme != all.front().scheme; });
  return {all.begin(), end};
}

void Aliases::add(std::span<const string_view> ids) {
  if (ids.size() < 2) return;
  std::vector<Id> all;
  if (highest(ids, all).size() != 1) return;
  for (const Id& id : std::span(all).subspan(1)) statements_.push_back({id.name, id.scheme, all.front()});
}

void Aliases::settle() {
  std::sort(statements_.begin(), statements_.end());
  statements_.erase(std::unique(statements_.begin(), statements_.end()), statements_.end());
  for (std::size_t i = 0; i < statements_.size();) {
    // Of what an id is said to be an alias of, the highest scheme counts; two ids of it contradict each other.
    const Statement& first = statements_[i];
    const bool sure        = i + 1 == statements_.size() || statements_[i + 1].alias != first.alias ||
                      statements_[i + 1].of.scheme != first.of.scheme;
    nodes_.push_back({first.alias, first.alias_scheme, sure ? first.of.name : first.alias});
    while (i < statements_.size() && statements_[i].alias == nodes_.back().alias) ++i;
  }
  statements_ = {};
  // From the highest scheme down, so that the root of what an id is an alias of is already known.
  std::vector<std::uint32_t> order(nodes_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return nodes_[a].scheme < nodes_[b].scheme; });
  for (const std::uint32_t i : order) nodes_[i].root = root(nodes_[i].root);
}

Identity Aliases::root(const Identity& name) const {
  const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), name,
                                   [](const Node& node, const Identity& wanted) { return node.alias < wanted; });
  return at != nodes_.end() && at->alias == name ? at->root : name;
}

std::optional<Identity> Aliases::vulnerability(std::span<const string_view> ids) const {
  std::vector<Id> all;
  std::vector<Identity> roots;
  for (const Id& id : highest(ids, all)) roots.push_back(root(id.name));
  if (roots.empty()) return {};
  std::sort(roots.begin(), roots.end());
  roots.erase(std::unique(roots.begin(), roots.end()), roots.end());
  if (roots.size() == 1) return roots.front();
  Parts parts;
  for (const Identity& root : roots) parts.add(std::array{root.high, root.low});
  return parts.identity();
}

}  // namespace secmon
