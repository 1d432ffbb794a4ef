// SPDX-License-Identifier: MIT
// Code scanning alerts as GitHub's REST API gives them: source code, by CodeQL and all that uploads SARIF.
#include "formats/dialect/github.hpp"

namespace secmon::format {
namespace {

void read(Json document, Writer& out) { github_rows(document, "rule", out, github_code_scanning_alert); }

}  // namespace

extern constinit const Format github_code_scanning{
    .id      = "github_code_scanning",
    .name    = "GitHub code scanning alerts",
    .url     = "https://docs.github.com/en/rest/code-scanning/code-scanning",
    .command = "gh api --paginate repos/OWNER/REPO/code-scanning/alerts > code-scanning.json",
    .kinds   = "sast",
    .versions =
        "REST of repositories, organizations and enterprises, one alert or pages of them, with instances as before "
        "2021",
    .severity = "security_severity_level, else the level: error high, warning medium, note low, none info",
    .missing  = "all but the most recent place of an alert, code",
    .known_by =
        "[0].number [0].rule [0].tool [0].most_recent_instance | number rule tool most_recent_instance | "
        "[0][0].number [0][0].rule [0][0].tool [0][0].most_recent_instance | "
        "[0].number [0].rule.id [0].tool.name [0].instances | number rule.id tool.name instances",
    .read = read,
};

}  // namespace secmon::format
