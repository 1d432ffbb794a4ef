// SPDX-License-Identifier: MIT
// GitHub's alerts: Dependabot, code scanning, secret scanning, and advisories.
#include <string>

#include "formats/dialect/github.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view identity_of(Json alert) {
  const string_view page = alert.str("html_url");
  return page.empty() ? alert.str("url") : page;
}

void open_or_not(Draft& f, Json a, Writer& out) {
  const string_view state = a.str("state");
  f.dates.detected        = a.time("created_at");
  f.dates.fixed           = a.time("fixed_at");
  if (state == "fixed" || (state.empty() && f.dates.fixed != kNoTime)) {
    f.state = State::fixed;
  } else if (state == "auto_dismissed") {
    github_dismissed(f, "auto_dismissed", {}, a.time("auto_dismissed_at"), out);
  } else if (state == "dismissed" || (state.empty() && a.time("dismissed_at") != kNoTime)) {
    github_dismissed(f, a.str("dismissed_reason"), a.str("dismissed_comment"), a.time("dismissed_at"), out);
  }
}

// The level counts only of rules without a security-severity: those about quality, and many of other tools.
constexpr SeverityWord kLevels[] = {
    {"error", Severity::high}, {"warning", Severity::medium}, {"note", Severity::low}, {"none", Severity::info}};

void advisory_dates(Draft& f, Json a) {
  if (a["withdrawn_at"]) f.state = State::dismissed, f.state_reason = "withdrawn";
  if (a["withdrawn_at"]) f.dates.dismissed = a.time("withdrawn_at");
  f.dates.detected = a.time("created_at");
}

Draft& advisory_row(Json a, Json package, Writer& out) {
  const string_view type = a.str("type"), state = a.str("state");
  Draft& f = out.add(type == "malware" || a.str("classification") == "malware" ? Kind::malware : Kind::sca);
  github_advisory(f, a);
  f.rate(a.str("severity"));
  f.rate(package.str("severity"));
  github_package(f, package["package"].str("ecosystem"), package["package"].str("name"), out);
  github_fix(f, package["first_patched_version"], out);
  string_view versions = package.str("patched_versions"), version;  // "1.2.3, 2.0.1", of repositories
  while (next_part(versions, ',', version)) f.add_fixed_in(trim(version));
  if (!package.str("vulnerable_version_range").empty()) {
    f.add_tag(out.join({"affected ", package.str("vulnerable_version_range")}));
  }
  f.location.resource = github_repository(a);
  f.add_tag(type);
  f.add_tag(state);  // "draft" and "triage" are not public
  advisory_dates(f, a);
  if (state == "closed") f.state = State::dismissed, f.state_reason = state, f.dates.dismissed = a.time("closed_at");
  f.native_id = f.rule_id;
  return f;
}

}  // namespace

Draft& github_dependabot_alert(Json a, Writer& out) {
  const Json advisory = a["security_advisory"], vulnerability = a["security_vulnerability"], on = a["dependency"];
  out.tool("dependabot");
  Draft& f = out.add(advisory.str("classification") == "malware" ? Kind::malware : Kind::sca);
  github_advisory(f, advisory);
  f.rate(advisory.str("severity"));
  f.rate(vulnerability.str("severity"));  // of this package, which may be another one
  const Json package = on["package"] ? on["package"] : vulnerability["package"];
  github_package(f, package.str("ecosystem"), package.str("name"), out);
  github_fix(f, vulnerability["first_patched_version"], out);
  f.package.manifest  = on.str("manifest_path");
  f.location.path     = on.str("manifest_path");
  f.location.resource = github_repository(a);
  f.add_reference(a.str("html_url"));
  open_or_not(f, a, out);
  f.add_tag(on.str("scope"));
  f.add_tag(on.str("relationship"));
  f.native_id = identity_of(a);
  return f;
}

Draft& github_code_scanning_alert(Json a, Writer& out) {
  const Json rule = a["rule"], at = a["most_recent_instance"] ? a["most_recent_instance"] : a["instances"][0];
  const Json place = at["location"];
  out.tool(a["tool"].str("name"), a["tool"].str("version"));
  Draft& f                  = out.add(Kind::sast);
  f.rule_id                 = rule.str("id");
  f.rule_name               = rule.str("name");
  f.title                   = rule.str("description");
  const string_view message = at["message"].str("text");
  if (f.title.empty()) f.title = first_sentence(message);
  const string_view whole = rule.str("full_description");
  f.description           = message.empty() ? whole : whole.empty() ? message : out.join({message, "\n\n", whole});
  f.remediation           = rule.str("help");
  f.rate(rule.str("severity"), kLevels, SeverityFrom::level);
  if (const string_view security = rule.str("security_severity_level"); lower(security) != "none") f.rate(security);
  for (Json tag : rule["tags"]) {
    if (tag.str().find("/cwe/") != string_view::npos) {
      f.add_cwe(tag.str());
    } else {
      f.add_tag(tag.str());
    }
  }
  f.location.path         = place.str("path");
  f.location.start_line   = place.line("start_line");
  f.location.end_line     = place.line("end_line");
  f.location.start_column = place.line("start_column");
  f.location.end_column   = place.line("end_column");
  f.location.resource     = github_repository(a);
  f.add_reference(a.str("html_url"));
  f.add_reference(rule.str("help_uri"));
  open_or_not(f, a, out);
  for (Json kind : at["classifications"]) f.add_tag(kind.str());
  f.native_id = identity_of(a);
  return f;
}

// The secret itself stands in `secret`: it is never read.
Draft& github_secret_scanning_alert(Json a, Writer& out) {
  const Json at = a["first_location_detected"];
  const string_view name =
      a.str("secret_type_display_name").empty() ? a.str("secret_type_display") : a.str("secret_type_display_name");
  const string_view validity = a.str("validity"), resolution = a.str("resolution");
  out.tool("github-secret-scanning");
  Draft& f  = out.add(Kind::secret);
  f.rule_id = a.str("secret_type");
  f.title   = name.empty() ? f.rule_id : name;
  // There is no word for it; what works or is known to all is worse than what is unknown, what is revoked is less.
  const bool works = validity == "active" || a.truth("publicly_leaked");
  f.rate(works                    ? Severity::critical
         : validity == "inactive" ? Severity::medium
                                  : Severity::high,
         SeverityFrom::policy, validity);
  if (validity == "active") f.confidence = Confidence::certain;
  f.add_cwe(798);
  f.location.path         = at.str("path");
  f.location.start_line   = at.line("start_line");
  f.location.end_line     = at.line("end_line");
  f.location.start_column = at.line("start_column");
  f.location.end_column   = at.line("end_column");
  f.location.resource     = github_repository(a);
  f.add_reference(a.str("html_url"));
  f.add_reference(at.str("html_url"));
  if (f.location.path.empty()) {  // in an issue, a pull request, a discussion
    for (Json member : at) {
      if (member.key().ends_with("_url")) f.add_reference(member.str());
    }
  }
  const Time resolved = a.time("resolved_at");
  f.dates.detected    = a.time("created_at");
  if (resolution == "revoked") {
    f.state = State::fixed, f.state_reason = a.str("resolution_comment"), f.dates.fixed = resolved;
  } else if (a.str("state") == "resolved" || !resolution.empty()) {
    github_dismissed(f, resolution, a.str("resolution_comment"), resolved, out);
  }
  if (validity != "unknown") f.add_tag(validity);
  if (a.truth("publicly_leaked")) f.add_tag("publicly-leaked");
  if (a.truth("multi_repo")) f.add_tag("multi-repo");
  if (a.truth("push_protection_bypassed")) f.add_tag("push-protection-bypassed");
  f.native_id = identity_of(a);
  return f;
}

Draft& github_advisory_alert(Json a, Writer& out) {
  out.tool("github-advisories");
  Draft* last = nullptr;
  for (Json package : a["vulnerabilities"]) last = &advisory_row(a, package, out);
  return last != nullptr ? *last : advisory_row(a, {}, out);
}

}  // namespace secmon::format
