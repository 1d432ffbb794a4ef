// SPDX-License-Identifier: MIT
// No secret is copied into an output: reports and renderers do this by themselves; this is for other texts.
#pragma once

#include <string>
#include <string_view>

#include "secmon/export.hpp"

namespace secmon {

/// The text with each credential in it replaced by "***": known forms of tokens ("AKIA…", "ghp_…", a JSON web token, a
/// private key block, a password in a URL), and values given to a name such as password, secret, token or api_key.
/// Names, quotes and all else is left so that a person can still see what it is about. Idempotent; linear in time.
SECMON_API std::string redact(std::string_view text);

}  // namespace secmon
