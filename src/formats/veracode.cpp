// SPDX-License-Identifier: MIT
// Veracode: detailed reports (XML), findings of the API, and pipeline scans.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLevels[] = {
    {"5", Severity::critical}, {"4", Severity::high}, {"3", Severity::medium},
    {"2", Severity::low},      {"1", Severity::low},  {"0", Severity::info},  // 1 is "very low", 0 "informational"
};

// ---- XML ------------------------------------------------------------------------------------------------------------

void state(Draft& f, Xml flaw) {
  const string_view remediation = flaw.attr("remediation_status"), mitigation = flaw.attr("mitigation_status");
  if (mitigation == "accepted") {
    f.state = State::accepted_risk;
    for (Xml m : flaw.at("mitigations").all("mitigation")) {
      if (m.attr("action").find("False Positive") != string_view::npos) f.state = State::false_positive;
      if (f.state_reason.empty()) f.state_reason = m.attr("description");
    }
  }
  if (remediation == "Fixed") f.state = State::fixed;
  f.add_tag(mitigation == "proposed" ? "mitigation-proposed" : "");
}

void flaw(Xml r, Xml cwe, Xml category, string_view kind, Writer& out) {
  const bool web = kind == "dynamicflaws";
  Draft& f       = out.add(web ? Kind::dast : Kind::sast);
  f.rule_id      = out.join({"CWE-", r.attr("cweid").empty() ? cwe.attr("cweid") : r.attr("cweid")});
  f.rule_name    = r.attr("categoryname");
  f.title        = f.rule_name.empty() ? cwe.attr("cwename") : f.rule_name;
  f.description  = r.attr("description");
  f.remediation  = category.at("recommendations/para").attr("text");
  f.rate(r.attr("severity"), kLevels, SeverityFrom::level);
  f.add_cwe(r.attr("cweid"));
  f.add_cwe(cwe.attr("cweid"));
  const string_view folder = r.attr("sourcefilepath"), file = r.attr("sourcefile");
  f.location.path       = out.join({folder, folder.empty() || folder.ends_with('/') ? "" : "/", file});
  f.location.start_line = r.attr_line("line");
  f.location.function   = r.attr("functionprototype");
  f.location.url        = r.attr("url");
  f.location.parameter  = r.attr("vuln_parameter");
  state(f, r);
  f.dates.detected = parse_time(r.attr("date_first_occurrence"));
  f.add_tag(kind == "manualflaws" ? "manual" : "");
  f.native_id = r.attr("issueid");
}

void component(Xml c, Writer& out) {
  for (Xml v : c.at("vulnerabilities").all("vulnerability")) {
    const bool jar            = c.attr("file_name").ends_with(".jar");
    const string_view library = c.attr("library").empty() ? c.attr("file_name") : c.attr("library");
    Draft& f                  = out.add(Kind::sca);
    f.rule_id                 = v.attr("cve_id");
    f.title                   = out.join({f.rule_id, " in ", library});
    f.description             = v.attr("cve_summary");
    f.rate(v.attr("severity"), kLevels, SeverityFrom::level);
    f.add_cvss({}, to_number(v.attr("cvss_score")).value_or(-1));
    f.add_cwe(v.attr("cwe_id"));
    f.add_id(f.rule_id);
    f.package.ecosystem = jar && !c.attr("vendor").empty() ? "maven" : "";
    f.package.name      = f.package.ecosystem.empty() ? library : out.join({c.attr("vendor"), ":", library});
    f.package.version   = c.attr("version");
    f.location.path     = c.at("file_paths/file_path").attr("value");
    if (f.location.path.empty()) f.location.path = c.attr("file_name");
    if (v.attr("mitigation") == "true") f.state = State::accepted_risk;
    f.dates.detected = parse_time(c.attr("added_date"));
  }
}

void read_xml(Xml root, Writer& out) {
  if (root.name() == "summaryreport") {
    return out.reject(Errc::unsupported_version, "a summary of Veracode has no flaws; export the detailed report");
  }
  if (root.name() != "detailedreport") return out.reject(Errc::malformed, "not a report of Veracode");
  out.tool("Veracode");
  out.generated(parse_time(root.attr("last_update_time")));
  for (Xml severity : root.all("severity")) {
    for (Xml category : severity.all("category")) {
      for (Xml cwe : category.all("cwe")) {
        for (const char* kind : {"staticflaws", "dynamicflaws", "manualflaws"}) {
          for (Xml r : cwe.at(kind).all("flaw")) flaw(r, cwe, category, kind, out);
        }
      }
    }
  }
  for (Xml c : root.at("software_composition_analysis/vulnerable_components").all("component")) component(c, out);
}

// ---- the API --------------------------------------------------------------------------------------------------------

void state(Draft& f, Json status) {
  const string_view resolution = status.str("resolution");
  const bool approved          = status.str("resolution_status") == "APPROVED";
  if (status.str("status") == "CLOSED") f.state = State::fixed;
  if (approved && resolution == "MITIGATED") f.state = State::accepted_risk;
  if (approved && resolution == "POTENTIAL_FALSE_POSITIVE") f.state = State::false_positive;
  if (f.state != State::open && resolution != "UNRESOLVED") f.state_reason = resolution;
  f.dates.detected = status.time("first_found_date");
}

void finding(Json r, Writer& out) {
  const Json d = r["finding_details"], cve = d["cve"];
  const string_view type = r.str("scan_type");
  if (!d.is_object()) return out.incomplete(Errc::malformed, "a row without \"finding_details\"", r.offset());
  Draft& f    = out.add(type == "SCA" ? Kind::sca : type == "DYNAMIC" ? Kind::dast : Kind::sast);
  f.rule_id   = cve ? cve.str("name") : out.join({"CWE-", d["cwe"].text("id")});
  f.rule_name = d["finding_category"].str("name");
  f.title     = f.rule_name.empty() ? d["cwe"].str("name") : f.rule_name;
  if (cve) f.title = out.join({f.rule_id, " in ", d.str("component_filename")});
  f.description = r.str("description");
  f.rate(d.text("severity"), kLevels, SeverityFrom::level);
  f.add_cvss(cve["cvss3"].str("vector"), cve["cvss3"].number("score", -1), {}, cve["cvss3"] ? "3.0" : "");
  f.add_cvss(cve.str("vector"), cve.number("cvss", -1), {}, "2.0");
  f.add_cwe(d["cwe"].text("id"));
  f.add_id(cve.str("name"));
  if (f.kind == Kind::sca) {
    f.package.name    = d.str("component_filename");
    f.package.version = d.text("version");
    f.location.path   = d["component_path"][0].str("path");
  } else if (f.kind == Kind::dast) {
    f.location.url       = d.str("url");
    f.location.parameter = d.str("vulnerable_parameter");
  } else {
    f.location.path       = d.str("file_path").empty() ? d.str("file_name") : d.str("file_path");
    f.location.start_line = d.line("file_line_number");
    f.location.function   = d.str("procedure");
  }
  f.add_reference(cve.str("href"));
  state(f, r["finding_status"]);
  f.add_tag(r.truth("violates_policy") ? "violates-policy" : "");
  f.native_id = r.text("issue_id");
}

// ---- pipeline scans -------------------------------------------------------------------------------------------------

void pipeline(Json r, Writer& out) {
  const Json file = r["files"]["source_file"];
  Draft& f        = out.add(Kind::sast);
  f.rule_id       = out.join({"CWE-", r.text("cwe_id")});
  f.rule_name     = r.str("issue_type");
  f.title         = f.rule_name;
  f.description   = r.str("display_text");
  f.rate(r.text("severity"), kLevels, SeverityFrom::level);
  f.add_cwe(r.text("cwe_id"));
  f.location.path       = file.str("file");
  f.location.start_line = file.line("line");
  f.location.function   = file.str("qualified_function_name");
  f.native_id           = r.text("issue_id");
}

void read(Json document, Writer& out) {
  const Json embedded = document["_embedded"]["findings"], list = embedded ? embedded : document["findings"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"findings\": not a whole report of Veracode");
  out.tool("Veracode");
  if (document.has("scan_status") && document.str("scan_status") != "SUCCESS") {
    out.incomplete(Errc::scanner_failed, out.join({"the scan is ", document.str("scan_status")}));
  }
  for (Json r : list) r.has("scan_type") ? finding(r, out) : pipeline(r, out);
  // Pages back to back: each says how many there are.
  const auto all = document["page"].integer("total_pages", 1), page = document["page"].integer("number");
  if (page + 1 < all && document["page"]) out.expect(1);
}

void read_end(std::size_t documents, Writer& out) {
  if (documents != 0 && out.expected() >= documents) {
    out.incomplete(Errc::truncated, "there are further pages, which are not in this file");
  }
}

}  // namespace

extern constinit const Format veracode{
    .id       = "veracode",
    .name     = "Veracode",
    .url      = "https://www.veracode.com/",
    .command  = "GET /api/5.0/detailedreport.do?build_id=ID; GET /appsec/v2/applications/ID/findings",
    .kinds    = "sast dast sca",
    .versions = "detailed report 1.5 (XML), Findings API v2, results of pipeline scans",
    .severity = "5 critical, 4 high, 3 medium, 2 and 1 low, 0 info",
    .missing  = "columns, the flagged code",
    .known_by =
        "<detailedreport report_format_version> | <detailedreport app_name> | <summaryreport> | "
        "_embedded.findings[0].finding_details _embedded.findings[0].scan_type | "
        "findings[0].finding_details findings[0].scan_type findings[0].finding_status | "
        "findings scan_id scan_status modules | findings[0].flaw_match findings[0].issue_type_id | "
        "_embedded.findings=[] page.total_elements",
    .read     = read,
    .read_xml = read_xml,
    .read_end = read_end,
};

}  // namespace secmon::format
