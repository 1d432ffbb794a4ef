// SPDX-License-Identifier: MIT
// The rules of one SARIF run.
#include "formats/dialect/sarif_rules.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "formats/dialect/sarif_text.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Lists of a rule are copied into each of its results; GitHub takes 20 tags.
constexpr std::size_t kListed = 64;

template <class T>
void add(std::vector<T>& list, const T& item) {
  if (item != T() && list.size() < kListed && std::find(list.begin(), list.end(), item) == list.end()) {
    list.push_back(item);
  }
}

void add_cvss(SarifRule& rule, string_view version, string_view vector, double score) {
  if (!vector.empty() || score > 0) rule.cvss.push_back({version, vector, score, {}});
}

void read_properties(Json properties, SarifRule& rule) {
  rule.security_severity = properties.text("security-severity");
  rule.precision         = properties.str("precision");
  rule.purl              = properties["purls"][0].str();
  if (rule.purl.empty()) rule.purl = properties.str("purl");  // Docker Scout before 1.0
  for (Json tag : properties["tags"]) add(rule.tags, tag.str());
  for (const string_view tag : rule.tags) {
    // "CWE-79: …", "external/cwe/cwe-079"; bare numbers are years and the like.
    if (contains_ignoring_case(tag, "cwe")) add(rule.cwe, cwe_number(tag));
    if (is_vulnerability_id(tag)) add(rule.other_ids, tag);  // govulncheck
  }
  for (Json cwe : properties["cwe"].each()) add(rule.cwe, cwe_number(cwe.text()));
  // trivy and dependency-check
  add_cvss(rule, "4.0", properties.str("cvssv40_vector"), properties.number("cvssv40_score", -1));
  add_cvss(rule, "", properties.str("cvssv3_vector"), properties.number("cvssv3_baseScore", -1));
  add_cvss(rule, "2.0", properties.str("cvssv2_vector"), properties.number("cvssv2_score", -1));
}

}  // namespace

void SarifRules::read(const SarifParts& parts, Json driver) {
  read_taxonomies(parts);
  read_component(driver);
  for (Json extension : parts.run()["tool"]["extensions"]) read_component(extension);
  parts.each("extensions", [&](Json external) {
    for (Json extension : external) read_component(extension);
  });
  read_overrides(parts);
}

void SarifRules::read_taxonomies(const SarifParts& parts) {
  parts.each("taxonomies", [&](Json list) {
    for (Json taxonomy : list) {
      Taxonomy& t = taxonomies_.emplace_back();
      t.name      = taxonomy.str("name");
      t.guid      = taxonomy.str("guid");
      if (!equal_ignoring_case(t.name, "CWE")) continue;
      for (Json taxon : taxonomy["taxa"]) t.numbers.push_back(cwe_number(taxon.str("id")));
    }
  });
}

void SarifRules::read_component(Json component) {
  const auto number = static_cast<std::uint32_t>(components_.size());
  components_.push_back({rules_.size(), 0});
  for (const string_view id : {component.str("guid"), component.str("name")}) {
    if (!id.empty()) components_named_.emplace(Key{kAnywhere, id}, number);
  }
  read_messages(component["globalMessageStrings"], kAnywhere);
  for (Json rule : component["rules"]) read_rule(rule, number);
  components_[number].count = rules_.size() - components_[number].first;
}

void SarifRules::read_rule(Json r, std::uint32_t component) {
  const auto number     = static_cast<std::uint32_t>(rules_.size());
  SarifRule& rule       = rules_.emplace_back();
  rule.id               = r.str("id");
  rule.name             = r.str("name");
  rule.title            = first_line(sarif_text(r["shortDescription"]));
  rule.description      = sarif_text(r["fullDescription"]);
  rule.help             = sarif_text(r["help"]);
  rule.help_uri         = r.str("helpUri");
  rule.level            = r["defaultConfiguration"].str("level");
  std::size_t from      = 0;
  rule.of_vulnerability = !next_vulnerability_id(rule.id, from).empty();
  if (is_url(rule.help) && rule.help.find_first_of(" \n") == string_view::npos) {  // dockle
    if (rule.help_uri.empty()) rule.help_uri = rule.help;
    rule.help = {};
  }
  for (Json relationship : r["relationships"]) add(rule.cwe, cwe(relationship["target"]));
  read_properties(r["properties"], rule);
  for (Json id : r["deprecatedIds"]) {  // where osv-scanner writes the other ids of a vulnerability
    if (is_vulnerability_id(id.str())) add(rule.other_ids, id.str());
  }
  read_messages(r["messageStrings"], number);
  // The first rule of an id counts: semgrep writes some twice.
  for (const string_view id : {rule.id, r.str("guid")}) {
    if (id.empty()) continue;
    by_id_.emplace(Key{component, id}, number);
    by_id_.emplace(Key{kAnywhere, id}, number);
  }
}

void SarifRules::read_messages(Json strings, std::uint32_t scope) {
  for (Json text : strings) messages_.emplace(Key{scope, text.key()}, sarif_text(text));
}

void SarifRules::read_overrides(const SarifParts& parts) {
  std::uint64_t invocation = 0;
  parts.each("invocations", [&](Json list) {
    for (Json each : list) {
      for (Json change : each["ruleConfigurationOverrides"]) {
        const Json descriptor   = change["descriptor"];
        const SarifRule* rule   = find(descriptor, descriptor.str("id"), -1);
        const string_view level = change["configuration"].str("level");
        if (rule != nullptr && !level.empty()) levels_.emplace(invocation << 32 | number_of(rule), level);
      }
      ++invocation;
    }
  });
}

// ---- looking up -------------------------------------------------------------------------------------------------

const SarifRule* SarifRules::find(Json result) const {
  const Json reference = result["rule"];
  string_view id       = result.str("ruleId");
  if (id.empty()) id = reference.str("id");
  return find(reference, id, result.integer("ruleIndex", -1));
}

const SarifRule* SarifRules::find(Json reference, string_view id, std::int64_t index) const {
  std::uint32_t component = 0;
  if (reference) {
    component = component_of(reference["toolComponent"]);
    index     = reference.integer("index", index);
  }
  // An index is believed only if the id agrees with it: CodeQL's are sometimes of another component.
  const SarifRule* there = at(component, index);
  if (there != nullptr) {
    const string_view front = id.substr(0, there->id.size());
    if (id.empty() || (front == there->id && (id.size() == front.size() || id[front.size()] == '/'))) return there;
  }
  const SarifRule* rule = named(component, id);
  if (rule == nullptr && reference) rule = named(component, reference.str("guid"));
  return rule != nullptr ? rule : there;
}

std::uint32_t SarifRules::component_of(Json reference) const {
  if (!reference) return 0;
  if (const std::int64_t index = reference.integer("index", -1); index >= 0) {
    return index + 1 < static_cast<std::int64_t>(components_.size()) ? static_cast<std::uint32_t>(index + 1)
                                                                     : kAnywhere;
  }
  for (const string_view id : {reference.str("guid"), reference.str("name")}) {
    const auto found = components_named_.find({kAnywhere, id});
    if (found != components_named_.end()) return found->second;
  }
  return 0;
}

const SarifRule* SarifRules::at(std::uint32_t component, std::int64_t index) const {
  if (component >= components_.size() || index < 0) return nullptr;
  const Component& c = components_[component];
  return index < static_cast<std::int64_t>(c.count) ? &rules_[c.first + static_cast<std::size_t>(index)] : nullptr;
}

const SarifRule* SarifRules::named(std::uint32_t component, string_view id) const {
  constexpr int kLevels          = 8;
  constexpr std::size_t kLongest = 1024;
  if (id.size() > kLongest) return nullptr;
  for (int level = 0; level < kLevels && !id.empty(); ++level) {
    for (const std::uint32_t scope : {component, kAnywhere}) {
      const auto found = by_id_.find({scope, id});
      if (found != by_id_.end()) return &rules_[found->second];
    }
    const std::size_t slash = id.rfind('/');
    id                      = slash == string_view::npos ? string_view() : id.substr(0, slash);
  }
  return nullptr;
}

string_view SarifRules::overridden_level(Json result, const SarifRule* rule) const {
  if (levels_.empty() || rule == nullptr) return {};
  const std::int64_t invocation = result["provenance"].integer("invocationIndex", -1);
  if (invocation < 0 || invocation > UINT32_MAX) return {};
  const auto found = levels_.find(static_cast<std::uint64_t>(invocation) << 32 | number_of(rule));
  return found == levels_.end() ? string_view() : found->second;
}

string_view SarifRules::message(const SarifRule* rule, string_view id) const {
  auto found = messages_.find({number_of(rule), id});
  if (found == messages_.end()) found = messages_.find({kAnywhere, id});
  return found == messages_.end() ? string_view() : found->second;
}

std::uint32_t SarifRules::cwe(Json reference) const {
  const Json component       = reference["toolComponent"];
  const string_view name     = component.str("name");
  const string_view id       = reference.str("id");
  const Taxonomy* taxonomy   = nullptr;
  const std::int64_t nowhere = -1;
  if (const std::int64_t index = component.integer("index", nowhere); index >= 0) {
    if (index < static_cast<std::int64_t>(taxonomies_.size())) taxonomy = &taxonomies_[static_cast<std::size_t>(index)];
  } else if (const string_view guid = component.str("guid"); !guid.empty()) {
    constexpr std::ptrdiff_t kLooked = 16;  // a run has one or two
    const auto end                   = taxonomies_.begin() + std::min<std::ptrdiff_t>(kLooked, std::ssize(taxonomies_));
    const auto it = std::find_if(taxonomies_.begin(), end, [&](const Taxonomy& t) { return t.guid == guid; });
    if (it != end) taxonomy = &*it;
  }
  const bool named = equal_ignoring_case(name, "CWE");
  if (!named && (taxonomy == nullptr || !equal_ignoring_case(taxonomy->name, "CWE"))) {
    return component || id.substr(0, 4) != "CWE-" ? 0 : cwe_number(id);
  }
  if (!id.empty()) return cwe_number(id);
  const std::int64_t index = reference.integer("index", nowhere);
  const bool within = taxonomy != nullptr && index >= 0 && index < static_cast<std::int64_t>(taxonomy->numbers.size());
  return within ? taxonomy->numbers[static_cast<std::size_t>(index)] : 0;
}

}  // namespace secmon::format
