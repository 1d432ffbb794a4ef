// SPDX-License-Identifier: MIT
// Security advisories of GitHub: what its database or a repository has published, one finding a package.
#include "formats/dialect/github.hpp"

namespace secmon::format {
namespace {

void read(Json document, Writer& out) { github_rows(document, "ghsa_id", out, github_advisory_alert); }

}  // namespace

extern constinit const Format github_advisories{
    .id       = "github_advisories",
    .name     = "GitHub security advisories",
    .url      = "https://docs.github.com/en/rest/security-advisories",
    .command  = "gh api --paginate repos/OWNER/REPO/security-advisories > advisories.json",
    .kinds    = "sca malware",
    .versions = "global advisories, those of repositories and organizations; one or pages of them",
    .severity = "GitHub's word, else the CVSS score",
    .missing  = "what is installed, places in files",
    .known_by =
        "[0].ghsa_id [0].summary [0].vulnerabilities [0].severity | ghsa_id summary vulnerabilities severity | "
        "[0][0].ghsa_id [0][0].summary [0][0].vulnerabilities [0][0].severity",
    .read = read,
};

}  // namespace secmon::format
