// SPDX-License-Identifier: MIT
// checkov: misconfiguration of infrastructure as code, secrets and packages. JSON, of one framework or a list of them.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"OFF", Severity::info}};

Kind kind_of(string_view type, string_view id) {
  if (type == "secrets" || id.starts_with("CKV_SECRET_")) return Kind::secret;
  if (id.starts_with("BC_LIC_")) return Kind::license;
  if (type == "sca_image") return Kind::container;
  if (type == "sca_package" || id.starts_with("CKV_CVE_") || id.starts_with("BC_CVE_")) return Kind::sca;
  return type.starts_with("sast") ? Kind::sast : Kind::iac;
}

// [[12, "  name = \"x\"\n"], …]
string_view code(Json block, Writer& out) {
  std::string text;
  for (Json line : block) text += line[1].str();
  return out.keep(trim(text).empty() ? string_view()
                                     : string_view(text).substr(0, text.find_last_not_of(" \r\n\t") + 1));
}

void package(Draft& f, Json v) {
  f.add_id(v.str("id"));
  f.package.ecosystem = ecosystem_of(v.str("package_type"));
  f.package.name      = v.str("package_name");
  f.package.version   = v.str("package_version");
  f.package.manifest  = f.location.path;
  for (Json fix : v["fixed_versions"]) f.add_fixed_in(trim(fix.str()));
  if (const string_view fix = v.str("lowest_fixed_version"); fix != "N/A") f.add_fixed_in(fix);
  f.add_cvss(v.str("vector"), v.number("cvss", -1));
  f.add_reference(v.str("link"));
  f.dates.published = v.time("published_date");
}

void check(Json r, string_view type, State state, Writer& out) {
  const Json result = r["check_result"], details = r["vulnerability_details"], range = r["file_line_range"];
  const string_view id = r.str("check_id");
  Draft& f             = out.add(kind_of(type, id));
  f.rule_id            = id;
  f.rule_name          = r.str("check_class");
  f.title              = r.str("check_name");
  f.description        = r.str("description").empty() ? details.str("description") : r.str("description");
  f.rate(r.str("severity").empty() ? details.str("severity") : r.str("severity"), kSeverities);
  // Severities are only told to those who pay. What remains is a failed check, and a secret is worse than that.
  if (f.severity_from == SeverityFrom::none) {
    f.rate(f.kind == Kind::secret ? Severity::high : Severity::medium, SeverityFrom::policy, "none given");
  }
  const string_view path = r.str("file_path").empty() ? r.str("repo_file_path") : r.str("file_path");
  // It begins with a slash, but at the directory that was scanned.
  f.location.path       = path.starts_with('/') ? path.substr(1) : path;
  f.location.start_line = range[0].line();  // [0, 0] and [-1, -1] where it is not known
  f.location.end_line   = range[1].line();
  f.add_reference(r.str("guideline"));
  if (f.kind == Kind::secret) {
    f.confidence = r.str("validation_status") == "Valid" ? Confidence::certain : Confidence::unknown;
  } else {  // of a secret the resource is the hash of it
    f.location.resource = r.str("resource");
    if (f.location.resource.ends_with('.'))
      f.location.resource.remove_suffix(1);  // "/Dockerfile." where it has no name
    f.location.snippet = code(r["code_block"], out);
  }
  if (details) package(f, details);
  f.state = state;
  if (state != State::open) f.state_reason = result.str("suppress_comment");
  f.add_tag(type);
}

void framework(Json document, Writer& out) {
  const string_view type = document.str("check_type");
  const Json results = document[document.has("checks") ? "checks" : "results"], summary = document["summary"];
  out.tool("checkov", summary.str("checkov_version"));
  if (!results["failed_checks"].is_array()) {
    return out.reject(Errc::malformed, "no list \"failed_checks\": not a whole report of checkov");
  }
  for (Json r : results["failed_checks"]) check(r, type, State::open, out);
  for (Json r : results["skipped_checks"]) check(r, type, State::suppressed, out);
  for (Json file : results["parsing_errors"]) {
    out.incomplete(Errc::scanner_failed, out.join({"checkov could not read ", file.text()}));
  }
  // With --quiet the files that could not be read are only counted.
  if (!results.has("parsing_errors") && summary.integer("parsing_errors") > 0) {
    out.incomplete(Errc::scanner_failed,
                   out.join({"checkov could not read ", summary.text("parsing_errors"), " files"}));
  }
}

void read(Json document, Writer& out) {
  if (document.is_array()) {
    if (document.begin() == document.end())
      return out.reject(Errc::malformed, "an empty list: not a report of checkov");
    for (Json one : document) framework(one, out);
    return;
  }
  // Where there is no file that it knows, the summary is all.
  if (document.has("checkov_version") && document.has("passed")) {
    out.tool("checkov", document.str("checkov_version"));
    if (document.integer("failed") > 0) {
      out.incomplete(Errc::malformed, "a summary of checkov that counts failed checks but does not have them");
    } else {
      out.remark(Errc::ok, "checkov found no file that it knows how to check");
    }
    return;
  }
  framework(document, out);
}

}  // namespace

extern constinit const Format checkov{
    .id       = "checkov",
    .name     = "checkov",
    .url      = "https://github.com/bridgecrewio/checkov",
    .command  = "checkov -d . -o json --output-file-path . # results_json.json",
    .kinds    = "iac secret sca container license sast",
    .versions = "all: JSON of one framework, a list of several, the bare summary; parts between OUTPUT DELIMITER lines",
    .severity = "severity where an API key was given; else medium, of secrets high, by policy",
    .missing  = "severities without an API key, CWE; the code with --compact",
    .known_by =
        "check_type results.failed_checks | check_type checks.failed_checks | [0].check_type [0].results.failed_checks "
        "| "
        "passed failed skipped checkov_version",
    .divisible = "failed_checks skipped_checks passed_checks",
    .read      = read,
};

}  // namespace secmon::format
