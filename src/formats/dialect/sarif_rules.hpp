// SPDX-License-Identifier: MIT
// The rules of one SARIF run: read once into a table of facts, then looked up by every result.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/writer.hpp"
#include "formats/dialect/sarif_parts.hpp"
#include "input/json.hpp"

namespace secmon::format {

/// What a rule (reportingDescriptor) says about all its results.
struct SarifRule {
  std::string_view id, name, title, description, help, help_uri;
  std::string_view level;              ///< of the default configuration
  std::string_view security_severity;  ///< a number, or the word that semgrep writes there
  std::string_view precision;
  std::string_view purl;          ///< grype
  bool of_vulnerability = false;  ///< its id names a vulnerability
  std::vector<Cvss> cvss;
  std::vector<std::uint32_t> cwe;
  std::vector<std::string_view> tags, other_ids;
};

class SarifRules {
 public:
  void read(const SarifParts& parts, Json driver);

  /// The rule of a result, or nullptr. By reference into an extension, by index, by id, or by the front of a
  /// hierarchical id ("CA5350/md5" is of rule "CA5350"), in this order.
  [[nodiscard]] const SarifRule* find(Json result) const;

  /// The level that the invocation of this result sets for the rule, "" if none.
  [[nodiscard]] std::string_view overridden_level(Json result, const SarifRule* rule) const;

  /// A text of the rule or of the driver by its id.
  [[nodiscard]] std::string_view message(const SarifRule* rule, std::string_view id) const;

  /// The weakness that a reference into the taxonomy of CWE means; 0 for other taxonomies.
  [[nodiscard]] std::uint32_t cwe(Json reference) const;

 private:
  static constexpr std::uint32_t kAnywhere = 0xFFFFFFFF;
  struct Key {
    std::uint32_t scope;  // a component, a rule, or kAnywhere
    std::string_view id;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<std::string_view>{}(key.id) * 31 + key.scope;
    }
  };
  struct Component {
    std::size_t first = 0, count = 0;  // of its rules
  };
  struct Taxonomy {
    std::string_view name, guid;
    std::vector<std::uint32_t> numbers;  // of CWE, by index
  };

  void read_taxonomies(const SarifParts& parts);
  void read_component(Json component);
  void read_rule(Json rule, std::uint32_t component);
  void read_messages(Json strings, std::uint32_t scope);
  void read_overrides(const SarifParts& parts);
  [[nodiscard]] std::uint32_t component_of(Json reference) const;
  [[nodiscard]] const SarifRule* find(Json reference, std::string_view id, std::int64_t index) const;
  [[nodiscard]] const SarifRule* at(std::uint32_t component, std::int64_t index) const;
  [[nodiscard]] const SarifRule* named(std::uint32_t component, std::string_view id) const;
  [[nodiscard]] std::uint32_t number_of(const SarifRule* rule) const {
    return rule == nullptr ? kAnywhere : static_cast<std::uint32_t>(rule - rules_.data());
  }

  std::vector<SarifRule> rules_;
  std::vector<Component> components_;  // the driver, then the extensions
  std::vector<Taxonomy> taxonomies_;
  std::unordered_map<Key, std::uint32_t, Hash> by_id_;             // rules by id and guid
  std::unordered_map<Key, std::uint32_t, Hash> components_named_;  // by name and guid
  std::unordered_map<Key, std::string_view, Hash> messages_;
  std::unordered_map<std::uint64_t, std::string_view> levels_;  // by invocation and rule
};

}  // namespace secmon::format
