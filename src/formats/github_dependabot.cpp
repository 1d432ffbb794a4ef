// SPDX-License-Identifier: MIT
// Dependabot: dependencies with known vulnerabilities. Answers of GitHub's REST API and of GraphQL.
#include <string>

#include "formats/dialect/github.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// ---- GraphQL: what is there depends on the query --------------------------------------------------------------------

// "= 1.2.3" is what is installed; ">= 1, < 2" is not.
string_view installed(string_view requirement) {
  requirement = trim(requirement);
  if (!requirement.starts_with("= ") || requirement.find(',') != requirement.npos) return {};
  return trim(requirement.substr(2));
}

void state(Draft& f, Json a, Writer& out) {
  const string_view word = a.str("state");
  const Time gone        = a.time("dismissedAt");
  f.dates.detected       = a.time("createdAt");
  f.dates.fixed          = a.time("fixedAt");
  if (word == "FIXED" || (word.empty() && f.dates.fixed != kNoTime)) {
    f.state        = State::fixed;
    f.state_reason = a.str("fixReason");
  } else if (word == "AUTO_DISMISSED" || (word.empty() && a.time("autoDismissedAt") != kNoTime)) {
    github_dismissed(f, "auto_dismissed", {}, a.time("autoDismissedAt"), out);
  } else if (word == "DISMISSED" || (word.empty() && gone != kNoTime)) {
    github_dismissed(f, a.str("dismissReason"), a.str("dismissComment"), gone, out);
  }
}

void alert(Json a, string_view repository, Writer& out) {
  const Json vulnerability = a["securityVulnerability"], own = a["securityAdvisory"];
  const Json advisory = own ? own : vulnerability["advisory"], update = a["dependabotUpdate"];
  Draft& f = out.add(advisory.str("classification") == "MALWARE" ? Kind::malware : Kind::sca);
  github_advisory(f, advisory);
  f.rate(advisory.str("severity"));
  f.rate(vulnerability.str("severity"));
  github_package(f, vulnerability["package"].str("ecosystem"), vulnerability["package"].str("name"), out);
  f.package.version = installed(a.str("vulnerableRequirements"));
  github_fix(f, vulnerability["firstPatchedVersion"], out);
  const string_view path = a.str("vulnerableManifestPath");
  f.package.manifest     = path.empty() ? a.str("vulnerableManifestFilename") : path;
  f.location.path        = f.package.manifest;
  f.location.resource    = repository;
  f.add_reference(update["pullRequest"].str("permalink"));
  state(f, a, out);
  f.add_tag(out.keep(lower(a.str("dependencyScope"))));
  f.native_id = a.str("id");
}

class Walk {
 public:
  explicit Walk(Writer& out) : out_(out) {}
  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] std::size_t open() const { return open_; }

  // Alerts stand at any depth: of a repository, of those of an owner, of those that a search found.
  void value(Json v, string_view repository, bool listed, unsigned depth) {
    constexpr unsigned kDeepest = 12;
    if (depth > kDeepest || !(v.is_object() || v.is_array())) return;
    if (v.has("vulnerabilityAlerts")) repository = name(v, repository);
    if (v["pageInfo"].truth("hasNextPage")) more(listed);
    for (Json member : v) {
      if (member.key() == "vulnerabilityAlerts" && v.is_object()) {
        connection(member, repository, listed);
      } else {
        value(member, repository, listed || v.is_array(), depth + 1);
      }
    }
  }

 private:
  static string_view name(Json repository, string_view otherwise) {
    const string_view full = repository.str("nameWithOwner"), url = repository.str("url");
    const std::size_t host = url.find("://");
    const std::size_t path = host == url.npos ? host : url.find('/', host + 3);
    if (!full.empty()) return full;
    if (path != url.npos) return url.substr(path + 1);
    return repository.str("name").empty() ? otherwise : repository.str("name");
  }

  void connection(Json c, string_view repository, bool listed) {
    found_ = true;
    if (c["pageInfo"].truth("hasNextPage")) more(listed);
    std::size_t rows = 0;
    for (Json node : c["nodes"]) row(node, repository), ++rows;
    for (Json edge : c["edges"]) row(edge["node"], repository), ++rows;
    if (c["nodes"].is_array() || c["edges"].is_array()) return;
    out_.incomplete(Errc::malformed, out_.join({"no list of alerts, only their number or nothing: ", repository}),
                    c.offset());
  }

  void row(Json node, string_view repository) {
    if (node.is_object() && node.begin() != node.end()) return alert(node, repository, out_);
    out_.incomplete(Errc::malformed, "an alert is missing, as GitHub leaves out what may not be seen", node.offset());
  }

  // The next page may follow in the next document; of a list in a list it never does.
  void more(bool listed) {
    if (!listed) ++open_;
    if (listed) out_.incomplete(Errc::truncated, "hasNextPage: of one repository there are more alerts");
  }

  Writer& out_;
  bool found_       = false;
  std::size_t open_ = 0;
};

constexpr const char* kMore = "hasNextPage: the last page is not there, so there are more alerts";

std::size_t answer(Json document, Writer& out) {
  for (Json e : document["errors"]) {
    out.incomplete(Errc::scanner_failed, out.join({"GitHub answered with an error: ", clip(e.str("message"), 300)}));
  }
  Walk walk(out);
  walk.value(document["data"], {}, false, 0);
  if (!walk.found()) out.incomplete(Errc::malformed, "an answer of GraphQL without vulnerabilityAlerts");
  return walk.open();
}

void read(Json document, Writer& out) {
  out.tool("dependabot");
  if (document.has("data")) return out.expect(answer(document, out));
  if (!document[0].has("data")) return github_rows(document, "security_advisory", out, github_dependabot_alert);
  std::size_t pages = 0, open = 0;
  for (Json page : document) ++pages, open += answer(page, out);
  if (open >= pages) out.incomplete(Errc::truncated, kMore);
}

// Of pages one behind the other, all but the last say that there are more.
void read_end(std::size_t documents, Writer& out) {
  if (out.expected() != 0 && out.expected() >= documents) out.incomplete(Errc::truncated, kMore);
}

}  // namespace

extern constinit const Format github_dependabot{
    .id      = "github_dependabot",
    .name    = "GitHub Dependabot alerts",
    .url     = "https://docs.github.com/en/rest/dependabot/alerts",
    .command = "gh api --paginate repos/OWNER/REPO/dependabot/alerts > dependabot.json",
    .kinds   = "sca malware",
    .versions =
        "REST of repositories, organizations and enterprises, one alert or pages of them; GraphQL vulnerabilityAlerts "
        "of any number of repositories",
    .severity = "GitHub's word for the package, else that of the advisory, else the CVSS score",
    .missing  = "the installed version (GraphQL has it where it is pinned), lines; GraphQL has what was asked for",
    .known_by =
        "[0].number [0].security_advisory [0].security_vulnerability [0].dependency | "
        "number security_advisory security_vulnerability dependency | "
        "[0][0].number [0][0].security_advisory [0][0].security_vulnerability [0][0].dependency | "
        "data.repository.vulnerabilityAlerts | [0].data.repository.vulnerabilityAlerts | data.*.vulnerabilityAlerts | "
        "data.*.nodes[0].vulnerabilityAlerts | data.*.edges[0].node.vulnerabilityAlerts | "
        "data.search.nodes[0].vulnerabilityAlerts | data.search.nodes[1].vulnerabilityAlerts | "
        "data.search.edges[0].node.vulnerabilityAlerts | data.*.repositories.nodes[0].vulnerabilityAlerts | "
        "data.*.repositories.edges[0].node.vulnerabilityAlerts | [0].data.*.vulnerabilityAlerts | "
        "[0].data.*.nodes[0].vulnerabilityAlerts | [0].data.*.repositories.nodes[0].vulnerabilityAlerts | "
        "data.repository.search.nodes[0].vulnerabilityAlerts | "
        "data.organization.repositories.nodes[0].vulnerabilityAlerts | "
        "data.viewer.repositories.nodes[0].vulnerabilityAlerts",
    .read     = read,
    .read_end = read_end,
};

}  // namespace secmon::format
