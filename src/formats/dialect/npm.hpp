// SPDX-License-Identifier: MIT
// Advisories of npm's registry as its first audit answer had them; yarn and pnpm write the same.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// A finding for each version of the package that is installed. With `path`, only the one of that dependency path.
void npm_advisory(Json advisory, std::string_view path, Writer& out);
/// "CWE-1, CWE-2", a list, or a list that was written as a text.
void npm_weaknesses(Draft& f, Json cwe);
/// The GHSA id at the end of an advisory's address.
void npm_id_in(Draft& f, std::string_view url);
/// Says why there is no report, if the document is an error of npm or its registry. Whether it is one.
bool npm_failed(Json document, std::string_view tool, Writer& out);

}  // namespace secmon::format
