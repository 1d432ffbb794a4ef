// SPDX-License-Identifier: MIT
// Where the results of one SARIF run are: bases of relative URIs, artifacts and their contents, logical places.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/writer.hpp"
#include "formats/dialect/sarif_parts.hpp"
#include "input/json.hpp"

namespace secmon::format {

class SarifPlaces {
 public:
  void read(const SarifParts& parts, Writer& out);

  /// Fills the place of a finding from one `location` object.
  void fill(Location& at, Json location, Writer& out);
  /// The path or URL of an `artifactLocation` object.
  void name(Location& at, Json artifact_location, Writer& out);

 private:
  struct Artifact {
    std::string_view uri, base, contents;
    std::vector<std::uint32_t> lines;  // where each begins in the contents; made when first asked for
  };
  void read_bases(Json bases, Writer& out);
  void read_artifacts(Json artifacts);
  void fill_region(Location& at, Json physical) const;
  [[nodiscard]] std::string_view quote(const Location& at, Json physical, Writer& out);
  [[nodiscard]] Artifact* artifact(Json artifact_location);

  std::vector<Artifact> artifacts_;
  std::vector<std::string_view> logical_;
  std::unordered_map<std::string_view, std::string_view> bases_;     // id to the relative part of its path
  std::unordered_map<std::string_view, std::size_t> with_contents_;  // artifacts by URI
};

}  // namespace secmon::format
