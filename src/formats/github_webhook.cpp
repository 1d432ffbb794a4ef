// SPDX-License-Identifier: MIT
// What GitHub sends to webhooks about security. The name of the event is only in the header of the request.
#include "formats/dialect/github.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// repository_vulnerability_alert, deprecated in favour of dependabot_alert.
Draft& vulnerability_alert(Json a, string_view action, Writer& out) {
  out.tool("dependabot");
  Draft& f  = out.add(Kind::sca);
  f.rule_id = a.str("ghsa_id").empty() ? a.str("external_identifier") : a.str("ghsa_id");
  f.title   = out.join({f.rule_id, " in ", a.str("affected_package_name")});
  f.rate(a.str("severity"));
  f.add_id(a.str("ghsa_id"));
  f.add_id(a.str("external_identifier"));
  f.package.name = a.str("affected_package_name");
  github_fix(f, a["fixed_in"], out);
  f.add_reference(a.str("external_reference"));
  f.dates.detected    = a.time("created_at");
  f.dates.fixed       = a.time("fixed_at");
  const string_view s = a.str("state");
  if (s == "fixed" || action == "resolve") {
    f.state = State::fixed, f.state_reason = a.str("fix_reason");
  } else if (s == "dismissed" || s == "auto_dismissed" || action == "dismiss") {
    github_dismissed(f, a.str("dismiss_reason"), a.str("dismiss_comment"), a.time("dismissed_at"), out);
  }
  if (!a.str("affected_range").empty()) f.add_tag(out.join({"affected ", a.str("affected_range")}));
  f.native_id = a.text("id");
  return f;
}

// secret_scanning_alert_location: where the secret was found, now or once more.
void place(Draft& f, Json location) {
  const Json at           = location["details"];
  f.location.path         = at.str("path");
  f.location.start_line   = at.line("start_line");
  f.location.end_line     = at.line("end_line");
  f.location.start_column = at.line("start_column");
  f.location.end_column   = at.line("end_column");
  for (Json member : at) {
    if (member.key().ends_with("_url") && f.location.path.empty()) f.add_reference(member.str());
  }
}

void read(Json document, Writer& out) {
  const Json alert = document["alert"];
  Draft* f         = nullptr;
  if (alert.has("security_vulnerability")) {
    f = &github_dependabot_alert(alert, out);
  } else if (alert.has("rule") && alert.has("tool")) {
    f = &github_code_scanning_alert(alert, out);
  } else if (alert.has("secret_type")) {
    f = &github_secret_scanning_alert(alert, out);
    if (document["location"]) place(*f, document["location"]);
  } else if (alert.has("affected_package_name")) {
    f = &vulnerability_alert(alert, document.str("action"), out);
  } else if (document["security_advisory"].has("ghsa_id")) {
    github_advisory_alert(document["security_advisory"], out);
  } else if (document["repository_advisory"].has("ghsa_id")) {
    f = &github_advisory_alert(document["repository_advisory"], out);
  } else {
    return out.reject(Errc::malformed, "no alert or advisory of a kind that is known: not a security event of GitHub");
  }
  if (f != nullptr && f->location.resource.empty()) f->location.resource = document["repository"].str("full_name");
}

}  // namespace

extern constinit const Format github_webhook{
    .id      = "github_webhook",
    .name    = "GitHub webhooks",
    .url     = "https://docs.github.com/en/webhooks/webhook-events-and-payloads",
    .command = "the body of a request that GitHub sends; one or several behind each other",
    .kinds   = "sca sast secret malware",
    .versions =
        "dependabot_alert, code_scanning_alert, secret_scanning_alert and its location, security_advisory, "
        "repository_advisory, repository_vulnerability_alert (deprecated)",
    .severity = "as in the answers of the API",
    .missing  = "as in the answers of the API",
    .known_by =
        "action alert.security_advisory alert.security_vulnerability | action alert.rule.id alert.tool.name | "
        "action alert.number alert.secret_type | action alert.affected_package_name alert.affected_range | "
        "action security_advisory.ghsa_id security_advisory.summary | "
        "action repository_advisory.ghsa_id repository_advisory.summary",
    .read = read,
};

}  // namespace secmon::format
