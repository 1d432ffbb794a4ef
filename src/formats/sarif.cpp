// SPDX-License-Identifier: MIT
// SARIF: the common format of static analysis, written by CodeQL, semgrep, trivy, gitleaks and many others.
#include "formats/dialect/sarif.hpp"
#include "formats/format.hpp"

namespace secmon::format {

extern constinit const Format sarif{
    .id       = "sarif",
    .name     = "SARIF",
    .url      = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html",
    .command  = "codeql database analyze db --format=sarif-latest --output=codeql.sarif",
    .kinds    = "sast sca secret iac container license quality",
    .versions = "2.1.0 with its errata; 1.0 and 2.0 are refused",
    .severity =
        "the tool's own word where it has one (bandit, trivy, grype, dependency-check, Docker Scout), "
        "security-severity, then "
        "level: error high, warning medium, note low, none info; of ruff the one of bandit's test for Sxxx, info for "
        "other codes, medium for the names that --preview writes",
    .missing =
        "packages, but for trivy, grype and Docker Scout; what a tool calls critical, unless it writes "
        "security-severity",
    .known_by =
        "runs version=2.* | runs[0].tool.driver | runs=[] version | runs=[] $schema | runs=null version | runs "
        "version=1.* | "
        "runs[0].tool.name",
    .divisible = "results",
    .read      = read_sarif,
};

}  // namespace secmon::format
