// SPDX-License-Identifier: MIT
// Who may do what in a repository, as GitHub's API lists it: who administers it, who is from outside, who is idle.
#include <algorithm>
#include <array>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// The role of its own that an organization may have given counts as the base role that it is built on.
string_view role_of(Json c) {
  constexpr std::array<string_view, 5> kRoles = {"admin", "maintain", "push", "triage", "pull"};
  for (const string_view role : kRoles) {
    if (c["permissions"].truth(role)) return role == "push" ? "write" : role == "pull" ? "read" : role;
  }
  return c.str("role_name").empty() ? c.str("permission") : c.str("role_name");
}

bool may_write(string_view role) { return role == "admin" || role == "maintain" || role == "write"; }

// GitHub's own answer has neither; scripts that add them use these names.
bool from_outside(Json c) {
  return c.truth("outside_collaborator") || c.str("affiliation") == "outside" ||
         c.str("role") == "outside_collaborator";
}

Time last_seen(Json c) {
  for (const string_view key : {"last_active", "last_activity_at", "last_activity"}) {
    if (const Time time = c.time(key); time != kNoTime) return time;
  }
  return kNoTime;
}

Draft& finding(Json c, string_view rule, Severity severity, string_view title, Writer& out) {
  const Json user         = c["user"].is_object() ? c["user"] : c;
  const string_view login = user.str("login"), role = role_of(c);
  Draft& f  = out.add(Kind::access);
  f.rule_id = rule;
  f.title   = out.join({login, title});
  f.rate(severity, SeverityFrom::policy, role);
  f.location.resource = login;
  f.add_reference(user.str("html_url"));
  f.add_tag(role);
  if (c.str("role_name") != role) f.add_tag(c.str("role_name"));
  f.native_id = user.text("id");
  return f;
}

void collaborator(Json c, Time now, Writer& out) {
  const Json user = c["user"].is_object() ? c["user"] : c;
  if (user.str("login").empty() || role_of(c).empty()) {
    const string_view said = c.str("message");
    out.incomplete(said.empty() ? Errc::malformed : Errc::scanner_failed,
                   said.empty() ? "a collaborator without login or permissions"
                                : out.join({"GitHub answered with an error: ", clip(said, 300)}),
                   c.offset());
    return;
  }
  const string_view role = role_of(c);
  const bool outside     = from_outside(c);
  if (role == "admin") {
    finding(c, "admin", outside ? Severity::high : Severity::medium,
            outside ? ", from outside, administers the repository" : " administers the repository", out);
  } else if (outside) {
    finding(c, "outside-collaborator", may_write(role) ? Severity::medium : Severity::low,
            may_write(role) ? ", from outside, may write to the repository" : ", from outside, may read the repository",
            out);
  } else if (may_write(role) && user.str("type") == "Bot") {
    finding(c, "bot", Severity::low, ", a bot, may write to the repository", out);
  }
  constexpr std::chrono::days kIdle{90};
  const Time seen = last_seen(c);
  if (seen == kNoTime || now == kNoTime || now - seen <= kIdle) return;
  finding(c, "inactive", Severity::medium, " has access and was not active for more than 90 days", out);
}

// The newest date in the document: it was made then or later, so who was idle until then was idle for at least as long.
Time newest(Json list, Time made) {
  for (Json c : list) {
    made = std::max(made, last_seen(c));
    for (Json inner : c.is_array() ? c : Json()) made = std::max(made, last_seen(inner));
  }
  return made;
}

void read(Json document, Writer& out) {
  const Json list = document["collaborators"].is_array() ? document["collaborators"] : document;
  out.tool("github-collaborators");
  out.generated(document.time("generated_at"));
  if (list.is_object()) return collaborator(list, document.time("generated_at"), out);
  if (!list.is_array()) return out.reject(Errc::malformed, "no list of collaborators");
  const Time now = newest(list, document.time("generated_at"));
  for (Json c : list) {
    if (!c.is_array()) collaborator(c, now, out);
    for (Json inner : c.is_array() ? c : Json()) collaborator(inner, now, out);
  }
}

}  // namespace

extern constinit const Format github_collaborators{
    .id      = "github_collaborators",
    .name    = "GitHub repository collaborators",
    .url     = "https://docs.github.com/en/rest/collaborators/collaborators",
    .command = "gh api --paginate repos/OWNER/REPO/collaborators > collaborators.json",
    .kinds   = "access",
    .versions =
        "lists of collaborators, pages of them, the permission of one; {\"generated_at\", \"collaborators\"}; "
        "members that a script adds: affiliation or outside_collaborator, last_active",
    .severity =
        "none in the report; administrators medium, from outside high; from outside with the right to write "
        "medium, else low; bots that write low; inactive for more than 90 days medium",
    .missing = "the repository, who is from outside, when somebody was active; what a role of one's own adds",
    .known_by =
        "[0].login [0].permissions.pull | [0].login [0].role_name [0].permissions | "
        "[0][0].login [0][0].permissions.pull | collaborators[0].login collaborators[0].permissions | "
        "permission role_name user.login",
    .read = read,
};

}  // namespace secmon::format
