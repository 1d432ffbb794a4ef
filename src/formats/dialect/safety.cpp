// SPDX-License-Identifier: MIT
// What the reports of safety's commands `check` and `scan` have in common.
#include "formats/dialect/safety.hpp"

namespace secmon::format {

using std::string_view;

Draft& safety_finding(const SafetyKnown& known, Writer& out) {
  Draft& f            = out.add(Kind::sca);
  f.rule_id           = known.id;
  f.title             = first_sentence(known.advisory);
  f.description       = known.advisory;
  f.package.ecosystem = "pypi";
  f.package.name      = known.package;
  f.package.version   = known.version;
  if (f.title.empty()) f.title = out.join({known.id, " in ", known.package});
  return f;
}

void add_safety_id(Draft& f, Writer& out) {
  if (!f.rule_id.empty()) f.add_id(out.join({"pyup.io-", f.rule_id}));
}

void safety_fixed_by(Draft& f, string_view specifiers) {
  for (string_view one; next_part(specifiers, ',', one);) {
    one = trim(one);
    if (one.size() > 1 && one[0] == '<' && one[1] != '=') f.add_fixed_in(one.substr(1));
  }
}

void safety_suppress(Draft& f, string_view reason, string_view expires, Writer& out) {
  f.state        = State::suppressed;
  f.state_reason = expires.empty() ? reason : out.join({reason, reason.empty() ? "" : " ", "(until ", expires, ")"});
}

}  // namespace secmon::format
