// SPDX-License-Identifier: MIT
// The rows of trivy's reports: each kind of finding, wherever in a report it stands.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// What stands around the rows of one entry of "Results".
struct TrivyPlace {
  std::string_view target;    ///< "package-lock.json", "alpine:3.9 (alpine 3.9.4)", "Deployment/web"
  std::string_view type;      ///< "npm", "debian", "terraform" …
  std::string_view image;     ///< what was scanned, if it was an image
  std::string_view resource;  ///< of a cluster: "default/Deployment/web"
  bool system = false;        ///< packages of an operating system
};

/// Read one row. They give the finding, or nullptr where the row is none: a check that passed.
Draft* trivy_vulnerability(Json row, const TrivyPlace& place, Writer& out);
Draft* trivy_misconfiguration(Json row, const TrivyPlace& place, Writer& out);
Draft* trivy_secret(Json row, const TrivyPlace& place, Writer& out);
Draft* trivy_license(Json row, const TrivyPlace& place, Writer& out);
/// A row of "ExperimentalModifiedFindings".
void trivy_modified(Json row, const TrivyPlace& place, Writer& out);

}  // namespace secmon::format
