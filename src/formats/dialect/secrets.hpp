// SPDX-License-Identifier: MIT
// What all scanners for secrets leave to their reader: a weakness, and a severity, which nearly none of them gives.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

/// A secret in a file: high, as there is no word; CWE-798. What it is called must not hold the secret.
inline Draft& secret_found(std::string_view rule, std::string_view title, Writer& out) {
  Draft& f  = out.add(Kind::secret);
  f.rule_id = rule;
  f.title   = title;
  f.rate(Severity::high, SeverityFrom::policy, {});
  f.add_cwe(798);
  return f;
}

/// The same where the scanner tried whether the secret works.
inline void secret_works(Draft& f) {
  f.rate(Severity::critical, SeverityFrom::policy, "verified");
  f.confidence = Confidence::certain;
  f.add_tag("verified");
}

}  // namespace secmon::format
