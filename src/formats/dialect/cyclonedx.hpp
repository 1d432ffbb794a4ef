// SPDX-License-Identifier: MIT
// CycloneDX: what its JSON and its XML say of a vulnerability, and the findings that come of it.
#pragma once

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "formats/format.hpp"

namespace secmon::format {

struct BomComponent {
  std::string_view name, version, purl, manifest;
};

/// By bom-ref.
using BomComponents = std::unordered_map<std::string_view, BomComponent>;

struct BomRating {
  std::string_view source, severity, method, vector;
  double score = -1;
};

struct BomVulnerability {
  std::string_view id, source, source_url, description, detail, recommendation, workaround;
  std::string_view state, justification, analysis_detail;
  std::vector<std::string_view> aliases, urls, responses, fixed_in;
  std::vector<std::uint32_t> cwe;
  std::vector<BomRating> ratings;
  Time published = kNoTime, detected = kNoTime, rejected = kNoTime, resolved = kNoTime;
  /// References to components, with the version that is affected where it says so.
  std::vector<std::pair<std::string_view, std::string_view>> affects;
  bool unaffected = false;  ///< there were references, but none that is affected
};

/// One finding for each component that is affected.
void bom_vulnerability(const BomVulnerability& v, const BomComponents& components, std::string_view image, Writer& out);
void bom_finding(const BomVulnerability& v, const BomComponent& component, std::string_view image, Writer& out);
/// Says that nobody looked for vulnerabilities, unless the BOM was written by a scanner that leaves out an empty list.
void bom_without_list(std::string_view tool, Writer& out);

}  // namespace secmon::format
