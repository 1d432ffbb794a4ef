// SPDX-License-Identifier: MIT
// DefectDojo's generic findings import: JSON and CSV that scripts write for it.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void state(Draft& f, Json r) {
  f.state_reason = r["mitigated"].str();
  if (r.has("active") && !r.truth("active", true)) f.state = State::dismissed;
  if (r.truth("duplicate") || r.truth("out_of_scope")) f.state = State::dismissed;
  if (r.truth("risk_accepted")) f.state = State::accepted_risk;
  if (r.truth("is_mitigated")) f.state = State::fixed, f.dates.fixed = r.time("mitigated");
  if (r.truth("false_p")) f.state = State::false_positive;
  if (f.state == State::open) f.state_reason = {};
  if (r.truth("verified")) f.confidence = Confidence::certain;
}

Kind kind_of(Json r) {
  if (!r.str("component_name").empty()) return Kind::sca;
  if (!r.str("file_path").empty()) return Kind::sast;
  return r["endpoints"][0] ? Kind::dast : Kind::other;
}

void package(Draft& f, Json r) {
  f.package.name    = r.str("component_name");
  f.package.version = r.text("component_version");
  string_view fixes = r.text("fix_version");
  for (string_view version; next_part(fixes, ',', version);) f.add_fixed_in(version);
}

void finding(Json r, Writer& out) {
  if (!r.has("title") || !r.has("severity")) {
    return out.incomplete(Errc::malformed, "a row without \"title\" and \"severity\"", r.offset());
  }
  Draft& f      = out.add(kind_of(r));
  f.rule_id     = r.str("vuln_id_from_tool");
  f.title       = r.str("title");
  f.description = r.str("description");
  f.remediation = r.str("mitigation");
  f.rate(r.str("severity"));
  f.add_cvss(r.str("cvssv4"), r.number("cvssv4_score", -1), {}, "4.0");
  f.add_cvss(r.str("cvssv3"), r.number("cvssv3_score", -1));
  if (const double epss = r.number("epss_score", -1); epss >= 0) f.epss = static_cast<float>(epss);
  if (const double p = r.number("epss_percentile", -1); p >= 0) f.epss_percentile = static_cast<float>(p);
  f.kev = r.truth("known_exploited");
  f.add_cwe(r.text("cwe"));
  f.add_id(r.str("cve"));
  for (Json id : r["vulnerability_ids"]) f.add_id(id.str());
  package(f, r);
  f.location.path       = r.str("file_path");
  f.location.start_line = r.line("line");
  f.location.parameter  = r.str("param");
  const Json place      = r["endpoints"][0];
  if (place.is_string()) f.location.url = place.str();
  if (place.is_object()) {
    f.location.url = out.join({place.str("protocol").empty() ? "https" : place.str("protocol"), "://",
                               place.str("host"), place.str("path").empty() ? "" : "/", place.str("path")});
  }
  string_view links = r.str("references");
  for (string_view url; next_part(links, '\n', url);) f.add_reference(url);
  state(f, r);
  f.dates.published = r.time("publish_date");
  f.dates.detected  = r.time("date");
  for (Json tag : r["tags"].each()) f.add_tag(tag.str());
  f.native_id = r.str("unique_id_from_tool");
}

void read(Json document, Writer& out) {
  if (!document["findings"].is_array()) {
    return out.reject(Errc::malformed, "no list \"findings\": not a whole document of generic findings");
  }
  out.tool(document.str("type").empty() ? document.str("name") : document.str("type"), document.str("version"));
  for (Json r : document["findings"]) finding(r, out);
}

bool yes(string_view text) { return equal_ignoring_case(text, "true"); }

void row(Row r, Writer& out) {
  const string_view url = r["Url"];
  Draft& f              = out.add(url.empty() ? Kind::other : Kind::dast);
  f.title               = r["Title"];
  f.description         = r["Description"];
  f.remediation         = r["Mitigation"];
  f.rate(r["Severity"]);
  f.add_cvss(r["CVSSV3"], r.number("CVSSV3_score", -1));
  if (const double epss = r.number("epss_score", -1); epss >= 0) f.epss = static_cast<float>(epss);
  if (const double p = r.number("epss_percentile", -1); p >= 0) f.epss_percentile = static_cast<float>(p);
  f.add_cwe(r["CweId"]);
  f.add_ids_in(r["Vulnerability Id"]);
  f.add_ids_in(r["CVE"]);
  f.location.url = url;
  f.add_fixed_in(r["fix_version"]);
  string_view links = r["References"];
  for (string_view link; next_part(links, '\n', link);) f.add_reference(link);
  if (equal_ignoring_case(r["Active"], "false") || yes(r["Duplicate"])) f.state = State::dismissed;
  if (yes(r["IsMitigated"])) f.state = State::fixed;
  if (yes(r["FalsePositive"])) f.state = State::false_positive;
  if (yes(r["Verified"])) f.confidence = Confidence::certain;
  f.dates.detected = parse_time(r["Date"]);
}

void read_rows(const Rows& rows, Writer& out) {
  for (Row r : rows) row(r, out);
  check_header(rows, {"Duplicate", "fix_version", "Vulnerability Id"}, out);
}

}  // namespace

extern constinit const Format generic{
    .id       = "generic",
    .name     = "Generic findings (DefectDojo)",
    .url      = "https://docs.defectdojo.com/supported_tools/parsers/generic_findings_import/",
    .command  = "a script of one's own",
    .kinds    = "sca sast dast other",
    .versions = "JSON and CSV of the generic findings import",
    .severity = "the word in it",
    .missing  = "depends on who wrote it; impact and steps are not read",
    .known_by =
        "findings[0].title findings[0].severity findings[0].active | findings[0].title findings[0].severity "
        "findings[0].cvssv3 | findings[0].title findings[0].severity findings[0].vulnerability_ids | "
        "findings[0].title findings[0].severity findings[0].unique_id_from_tool | "
        "findings[0].title findings[0].severity findings[0].files[0].data | "
        "findings[0].title findings[0].severity findings[0].component_name findings[0].description | "
        "findings[0].title findings[0].severity findings[0].file_path findings[0].description | "
        "\"Title,Severity,Description,Mitigation,Impact,References,Active,Verified\" | "
        "\"Title,Description,Severity,Date,Url,Vulnerability Id\" | ? findings[0].title findings[0].severity | "
        "? findings=[] !findings[0]",
    .divisible = "findings",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
