// SPDX-License-Identifier: MIT
// What the tools that write SARIF do in their own way: data, and one function for the facts that only they have.
#pragma once

#include <string_view>

#include "core/writer.hpp"
#include "formats/dialect/sarif_rules.hpp"
#include "input/json.hpp"

namespace secmon::format {

/// Whose habits a tool has.
enum class SarifHabit : std::uint8_t {
  none,
  bandit,            ///< severity and confidence in the properties of results
  ruff,              ///< level always "error", placeholders in the texts of rules, bandit's tests among others
  semgrep,           ///< a title that says nothing, a precision always the same, warnings of what was not checked
  trivy,             ///< facts of packages in lines of the message
  grype,             ///< facts of packages in lines of the rule's help
  osv_scanner,       ///< the package in the message; malicious ones have no severity, so the default level
  docker_scout,      ///< facts of packages in lines of the message, the help of a rule is its description
  govulncheck,       ///< the help of a rule is no help, but the details of the vulnerability
  gitleaks,          ///< no level anywhere; people's names and addresses as "fingerprints"
  n0s1,              ///< messages quote what stands around a secret; a location is the finding's id
  dependency_check,  ///< level always "error", the severity in the properties of results
  conftest,          ///< a result of the level "none" for each file in which all is well
  gosec,             ///< a level higher than its word, which the rule's help has
  nuclei,            ///< never says that it ran to its end; the address as the location's message
  places_in_one,     ///< all matches of a rule as locations of one result
};

struct SarifTool {
  std::string_view name;  ///< how driver.name begins, lower case
  Kind kind        = Kind::sast;
  SarifHabit habit = SarifHabit::none;
};

/// What is known of the tool with this driver.name.
const SarifTool& sarif_tool(std::string_view driver);

/// The kind of a result: of most tools it is the same for all.
Kind sarif_kind(const SarifTool& tool, const SarifRule* rule);

/// Facts that only this tool has. Comes after what all tools have; a severity that it sets goes before.
void sarif_habits(const SarifTool& tool, Draft& f, Json result, const SarifRule* rule, std::string_view message,
                  Writer& out);

}  // namespace secmon::format
