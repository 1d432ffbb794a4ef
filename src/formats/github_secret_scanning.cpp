// SPDX-License-Identifier: MIT
// Secret scanning alerts as GitHub's REST API gives them. The secrets stand in them, and stay there.
#include "formats/dialect/github.hpp"

namespace secmon::format {
namespace {

void read(Json document, Writer& out) { github_rows(document, "secret_type", out, github_secret_scanning_alert); }

}  // namespace

extern constinit const Format github_secret_scanning{
    .id       = "github_secret_scanning",
    .name     = "GitHub secret scanning alerts",
    .url      = "https://docs.github.com/en/rest/secret-scanning/secret-scanning",
    .command  = "gh api --paginate repos/OWNER/REPO/secret-scanning/alerts > secret-scanning.json",
    .kinds    = "secret",
    .versions = "REST of repositories, organizations and enterprises, one alert or pages of them",
    .severity =
        "none in the report; critical where the secret works or is public, medium where it no longer works, else high",
    .missing = "all but the first place; the text of the secret is in the report but is not read",
    .known_by =
        "[0].number [0].secret_type [0].state | number secret_type state !action | "
        "[0][0].number [0][0].secret_type [0][0].state",
    .read = read,
};

}  // namespace secmon::format
