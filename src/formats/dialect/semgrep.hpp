// SPDX-License-Identifier: MIT
// What semgrep's command line and its platform's API say in the same way.
#pragma once

#include "formats/format.hpp"

namespace secmon::format {

inline constexpr SeverityWord kSemgrepSeverities[] = {
    {"ERROR", Severity::high},      {"WARNING", Severity::medium}, {"INFO", Severity::low},
    {"EXPERIMENT", Severity::info}, {"INVENTORY", Severity::info},
};

/// "lang.security.eval" is the rule "eval".
std::string_view semgrep_rule_name(std::string_view dotted);
bool semgrep_any_is(Json list, std::string_view wanted);

void semgrep_weaknesses(Draft& f, Json cwe, Json owasp);

void semgrep_package(Draft& f, std::string_view ecosystem, std::string_view name, std::string_view version);
void semgrep_upgrade_to(Draft& f, std::string_view version, Writer& out);
/// "DirectReachable", "TransitiveUnreachable", "REACHABLE", "UNREACHABLE" …
void semgrep_exposure(Draft& f, std::string_view word);
void semgrep_transitivity(Draft& f, std::string_view word);

}  // namespace secmon::format
