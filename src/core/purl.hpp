// SPDX-License-Identifier: MIT
// Package URLs (github.com/package-url/purl-spec): building and taking apart.
#pragma once

#include <string>
#include <string_view>

namespace secmon {

/// "pkg:pypi/requests@2.19.0". The name may have a namespace: "group:artifact" for maven, "@scope/name" for npm,
/// "host/path/name" for golang. Names of pypi are lower-cased with '-' for '_' and '.'. "" if type or name is empty, or
/// the type has characters that no type has.
std::string make_purl(std::string_view type, std::string_view name, std::string_view version);

/// The parts of a package URL, percent-decoded; all empty when it is not one. The namespace is joined to the name as
/// the ecosystem writes it: "group:artifact" for maven, not at all for packages of a system (deb, rpm, apk, alpm),
/// where it is the distribution, and else with '/'.
struct Purl {
  std::string type, name, version;
};
Purl parse_purl(std::string_view purl);

}  // namespace secmon
