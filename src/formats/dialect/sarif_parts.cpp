// SPDX-License-Identifier: MIT
// Finding the parts of a SARIF run that stand beside it.
#include "formats/dialect/sarif_parts.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace secmon::format {
namespace {

// Real documents have one. Each lookup walks over those before it.
constexpr std::size_t kExternals = 256;

}  // namespace

SarifExternals::SarifExternals(Json document) : document_(document) {
  for (Json part : document["inlineExternalProperties"]) {
    if (parts_.size() == kExternals) break;
    const Json results = part["results"];
    parts_.push_back({part.str("guid"), results[0].exists(), 0});
  }
}

int SarifExternals::claim(Json reference, std::size_t run) {
  if (parts_.empty()) return -1;
  constexpr std::string_view kHere = "sarif:/inlineExternalProperties/";
  const std::string_view uri       = reference["location"].str("uri");
  const std::string_view guid      = reference.str("guid");
  std::size_t number               = parts_.size();
  if (uri.substr(0, kHere.size()) == kHere) {
    const std::int64_t index = to_integer(uri.substr(kHere.size())).value_or(-1);
    if (index >= 0 && index < static_cast<std::int64_t>(parts_.size())) number = static_cast<std::size_t>(index);
  } else if (!guid.empty()) {
    const auto same = [&](const Part& part) { return equal_ignoring_case(part.guid, guid); };
    number          = static_cast<std::size_t>(std::find_if(parts_.begin(), parts_.end(), same) - parts_.begin());
  }
  if (number == parts_.size()) return -1;
  std::size_t& owner = parts_[number].owner;
  if (owner == 0) owner = run + 1;
  return owner == run + 1 ? static_cast<int>(number) : -1;
}

bool SarifExternals::left_results() const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [](const Part& part) { return part.has_results && part.owner == 0; });
}

std::vector<int> SarifParts::elsewhere(std::string_view name, bool& all) const {
  std::vector<int> parts;
  for (Json reference : run_["externalPropertyFileReferences"][name].each()) {
    const int part = externals_->claim(reference, number_);
    if (part < 0) all = false;
    if (part >= 0 && std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
  }
  return parts;
}

}  // namespace secmon::format
