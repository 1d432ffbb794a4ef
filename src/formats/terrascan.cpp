// SPDX-License-Identifier: MIT
// Terrascan: misconfiguration of infrastructure as code. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void violation(Json r, State state, Writer& out) {
  const string_view type = r.str("resource_type"), name = r.str("resource_name");
  Draft& f    = out.add(Kind::iac);
  f.rule_id   = r.str("rule_id");
  f.rule_name = r.str("rule_name");
  f.title     = r.str("description");
  f.rate(r.str("severity"));
  f.location.path       = r.str("file");
  f.location.start_line = f.location.end_line = r.line("line");
  f.location.resource                         = out.join({type, type.empty() || name.empty() ? "" : ".", name});
  f.state                                     = state;
  if (state != State::open) f.state_reason = r.str("skip_comment");
  f.add_tag(r.str("category"));
}

// Of the images that the files name, with --find-vuln.
void vulnerability(Json r, Writer& out) {
  const Json cvss       = r["cvss_score"];
  const string_view id  = r.str("vulnerability_id");
  Draft& f              = out.add(Kind::container);
  f.rule_id             = id;
  f.title               = out.join({id, " in ", r.str("package")});
  f.description         = r.str("description");
  f.package.name        = r.str("package");
  f.package.version     = r.str("installed_version");
  f.package.image       = r.str("image");
  f.location.path       = r.str("file");
  f.location.start_line = f.location.end_line = r.line("line");
  f.rate(r.str("severity"));
  f.add_id(id);
  f.add_fixed_in(r.str("fixed_version"));
  f.add_cvss(cvss.str("v3_vector"), cvss.number("v3_score", -1));
  f.add_cvss(cvss.str("v2_vector"), cvss.number("v2_score", -1));
  f.add_reference(r.str("primary_url"));
  f.dates.published = r.time("published_date");
}

void scan_error(Json e, Writer& out) {
  const string_view text    = e.str("errMsg");
  const string_view message = out.join({"Terrascan, ", e.str("iac_type"), ": ", clip(text, 300)});
  // It looks for all kinds of files and says of each kind that is not there that it failed.
  const bool absent = text.find(" found") != text.npos || text.find("has no ") != text.npos;
  absent ? out.remark(Errc::ok, message) : out.incomplete(Errc::scanner_failed, message);
}

void read(Json document, Writer& out) {
  const Json results = document["results"], summary = results["scan_summary"];
  out.tool("terrascan");
  out.generated(parse_time(summary.str("scanned_at").substr(0, 19)));  // "2021-05-19 13:13:06.083208 +0000 UTC"
  if (!results.has("violations")) {
    return out.reject(Errc::malformed, "no list \"violations\": not a whole report of Terrascan");
  }
  for (Json r : results["violations"]) violation(r, State::open, out);
  for (Json r : results["skipped_violations"]) violation(r, State::suppressed, out);
  for (Json r : results["vulnerabilities"]) vulnerability(r, out);
  for (Json e : results["scan_errors"]) scan_error(e, out);
}

}  // namespace

extern constinit const Format terrascan{
    .id       = "terrascan",
    .name     = "Terrascan",
    .url      = "https://github.com/tenable/terrascan",
    .command  = "terrascan scan -o json > terrascan.json",
    .kinds    = "iac container",
    .versions = "1.x, JSON",
    .severity = "the policy's word",
    .missing  = "end lines, columns, references, remediation, the version of Terrascan",
    .known_by = "results.violations results.scan_summary | results.violations results.skipped_violations",
    .read     = read,
};

}  // namespace secmon::format
