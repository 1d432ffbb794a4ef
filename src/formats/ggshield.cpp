// SPDX-License-Identifier: MIT
// ggshield (GitGuardian): secrets in commits, files and images; misconfigurations.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void secret(Json incident, Json at, string_view path, Writer& out) {
  const string_view type = incident.str("type"), validity = incident.str("validity");
  Draft& f = secret_found(type, type, out);
  if (validity == "valid") secret_works(f);
  if (!incident.str("severity").empty()) f.rate(incident.str("severity"));
  f.location.path       = path;
  f.location.start_line = at.line("line_start");
  f.location.end_line   = at.line("line_end");
  f.add_reference(incident.str("incident_url"));
  if (incident.truth("ignored") || !incident.str("ignore_reason").empty()) {
    f.state = State::suppressed, f.state_reason = incident.str("ignore_reason");
  }
  if (validity != "valid") f.add_tag(validity);
  if (incident.truth("known_secret")) f.add_tag("known");
}

void misconfiguration(Json r, string_view path, Writer& out) {
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r.str("policy_id");
  f.title       = r.str("policy");
  f.description = r.str("description");
  f.rate(r.str("severity"));
  f.location.path       = path;
  f.location.start_line = r.line("line_start");
  f.location.end_line   = r.line("line_end");
  f.location.resource   = r.str("component");
  f.add_reference(r.str("documentation_url"));
}

void entity(Json e, Writer& out) {
  for (Json incident : e["incidents"]) {
    if (incident.has("policy_id")) {
      misconfiguration(incident, e.str("filename"), out);
      continue;
    }
    bool any = false;  // the text of an occurrence is masked, but not wholly
    for (Json at : incident["occurrences"]) secret(incident, at, e.str("filename"), out), any = true;
    if (!any) secret(incident, {}, e.str("filename"), out);
  }
}

// A scan has scans in it: a range of commits, an archive of files.
void scan(Json s, unsigned depth, Writer& out) {
  constexpr unsigned kDeepest = 8;
  if (depth > kDeepest) return out.incomplete(Errc::too_deep, "scans are too deep in one another", s.offset());
  for (Json e : s["entities_with_incidents"]) entity(e, out);
  for (Json e : s["errors"]) {
    out.incomplete(Errc::scanner_failed, out.join({"ggshield: ", clip(e.str("description"), 200)}), e.offset());
  }
  for (Json inner : s["scans"]) scan(inner, depth + 1, out);
}

void read(Json document, Writer& out) {
  out.tool("ggshield");
  if (!document.has("scans") && !document.has("entities_with_incidents") && !document.has("total_incidents")) {
    return out.reject(Errc::malformed, "neither \"scans\" nor \"entities_with_incidents\": not a report of ggshield");
  }
  scan(document, 0, out);
}

}  // namespace

extern constinit const Format ggshield{
    .id       = "ggshield",
    .name     = "ggshield",
    .url      = "https://github.com/GitGuardian/ggshield",
    .command  = "ggshield secret scan repo . --json --output ggshield.json",
    .kinds    = "secret iac",
    .versions = "1.x: secret scan of commits, repositories, paths, images; iac scan",
    .severity =
        "of secrets none in the report: critical where GitGuardian found that it works, else high; of "
        "misconfigurations its word",
    .missing = "lines of deleted code; the masked secret is in the report but is not read",
    .known_by =
        "type scans total_incidents total_occurrences | id type scans total_incidents | entities_with_incidents "
        "total_incidents | type total_incidents total_occurrences | entities_with_incidents[0].incidents[0].policy_id "
        "iac_engine_version",
    .read = read,
};

}  // namespace secmon::format
