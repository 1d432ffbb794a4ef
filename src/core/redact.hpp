// SPDX-License-Identifier: MIT
// No secret is copied into an output.
#pragma once

#include <string>
#include <string_view>

#include "secmon/redact.hpp"

namespace secmon {

/// Whether a text may hold a credential: a known form of token ("AKIA…", "ghp_…", "xoxb-…", a JSON web token, a
/// private key block, a password in a URL), or a value given to a name such as password, secret, token or api_key.
/// Cheap: most texts are told apart at the speed of a search for a few bytes. Linear in time.
bool may_hold_secret(std::string_view text) noexcept;

/// What is shown instead of the code that a secret scanner flagged: every run of letters and digits longer than 3
/// that is not a plain word becomes "***".
std::string redact_all(std::string_view text);

}  // namespace secmon
