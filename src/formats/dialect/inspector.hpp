// SPDX-License-Identifier: MIT
// What Amazon Inspector says of packages, in its own report and in those of Security Hub.
#pragma once

#include <string>

#include "formats/format.hpp"

namespace secmon::format {

/// One vulnerable package, as its report spells it.
struct InspectorPackage {
  std::string_view name, version, epoch, release;
  std::string_view manager;   ///< "OS", "PYTHONPKG", "NPM" …
  std::string_view platform;  ///< "DEBIAN_12", "AMAZON_LINUX_2", of what holds it
  std::string_view path, fixed, remediation;
};

/// The first package becomes the finding's own; further ones of the same vulnerability are told in `also`, which goes
/// behind the description.
void inspector_package(Draft& f, const InspectorPackage& p, std::string& also, Writer& out);

/// The ecosystem for a manager and a platform; "" if neither says.
std::string_view inspector_ecosystem(std::string_view manager, std::string_view platform);

}  // namespace secmon::format
