// SPDX-License-Identifier: MIT
// Which ids name the same vulnerability.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/fingerprint.hpp"

namespace secmon {

/// A forest of ids: each is an alias of at most one id of a higher scheme (CVE, then GHSA, then all others by name), so
/// that no two ids of the highest scheme ever come together.
class Aliases {
 public:
  /// Takes what a finding says: the ids beside its highest one are aliases of it, if it has only one.
  void add(std::span<const std::string_view> ids);
  /// To be called between the last add() and the first vulnerability().
  void settle();

  /// The vulnerability that these ids name, or the set of them; none if they name nothing that other tools know.
  [[nodiscard]] std::optional<Identity> vulnerability(std::span<const std::string_view> ids) const;

 private:
  struct Id {
    std::uint64_t scheme;  // the lower, the higher
    Identity name;
    friend bool operator==(const Id&, const Id&) = default;
    friend bool operator<(const Id& a, const Id& b) { return std::tie(a.scheme, a.name) < std::tie(b.scheme, b.name); }
  };
  struct Statement {
    Identity alias;
    std::uint64_t alias_scheme;
    Id of;
    friend bool operator==(const Statement&, const Statement&) = default;
    friend bool operator<(const Statement& a, const Statement& b) {
      return std::tie(a.alias, a.of) < std::tie(b.alias, b.of);
    }
  };
  struct Node {
    Identity alias;
    std::uint64_t scheme;
    Identity root;
  };

  static std::optional<Id> id_of(std::string_view text);
  /// The ids of the highest scheme, each once; `all` gets the others too.
  static std::vector<Id> highest(std::span<const std::string_view> ids, std::vector<Id>& all);
  [[nodiscard]] Identity root(const Identity& name) const;

  std::vector<Statement> statements_;
  std::vector<Node> nodes_;  // by alias
};

}  // namespace secmon
