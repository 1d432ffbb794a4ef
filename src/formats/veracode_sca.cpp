// SPDX-License-Identifier: MIT
// Veracode SCA (once SourceClear): issues of libraries. JSON of the API, and the CSV of its pages.
#include "formats/dialect/table.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Kind kind_of(string_view type) {
  if (equal_ignoring_case(type, "license")) return Kind::license;
  return equal_ignoring_case(type, "library") ? Kind::quality : Kind::sca;  // of libraries: it is outdated
}

// "2031-1040"
string_view cve(string_view number, Writer& out) {
  return number.empty() || number.starts_with("CVE") ? number : out.join({"CVE-", number});
}

string_view without_brackets(string_view vector) {
  return vector.starts_with('(') && vector.ends_with(')') ? vector.substr(1, vector.size() - 2) : vector;
}

void state(Draft& f, string_view status, bool ignored) {
  if (equal_ignoring_case(status, "resolved") || equal_ignoring_case(status, "fixed")) f.state = State::fixed;
  if (ignored) f.state = State::suppressed;
}

void issue(Json r, Writer& out) {
  const Json library = r["library"], v = r["vulnerability"];
  Draft& f  = out.add(kind_of(r.str("issue_type")));
  f.rule_id = cve(v.str("cve"), out);
  if (f.rule_id.empty() && v) f.rule_id = out.join({"SRCCLR-SID-", v.text("id")});
  f.title = v ? out.join({v.str("title"), " in ", library.str("name")})
              : out.join({r.str("issue_type"), ": ", library.str("name")});
  // A number: the score. Of issues without one it is what the user has set for them.
  const string_view vector = v.str("cvss3_vector");
  f.rate_by_score(r.number("severity", -1), v["cvss3_score"] || !v ? "3.0" : "2.0");
  f.add_cvss(vector, v.number("cvss3_score", -1), {}, "3.0");
  f.add_cvss(without_brackets(v.str("cvss2_vector")), v.number("cvss2_score", -1), {}, "2.0");
  f.add_cwe(v.str("cwe_id"));
  f.add_id(f.rule_id);
  // "maven:org.acme:wave:1.4:", "npm:left-wave::1.0.0:"
  string_view id = library.str("id"), manager, group, name;
  next_part(id, ':', manager), next_part(id, ':', group), next_part(id, ':', name);
  f.package.ecosystem = ecosystem_of(manager);
  f.package.name      = f.package.ecosystem == "maven" ? out.join({group, ":", name}) : group;
  if (f.package.name.empty()) f.package.name = library.str("name");
  f.package.version   = library.text("version");
  f.location.resource = r.str("project_name");
  f.add_reference(r["_links"]["html"].str("href"));
  state(f, r.str("issue_status"), r.truth("ignored"));
  f.dates.detected = r.time("created_date");
  if (f.state == State::fixed) f.dates.fixed = r.time("fixed_date");
  f.add_tag(library.truth("direct") ? "direct" : library.truth("transitive") ? "transitive" : "");
  f.add_tag(r.truth("vulnerable_method") ? "reachable" : "");
  f.native_id = r.str("id");
}

void read(Json document, Writer& out) {
  const Json list = document["_embedded"]["issues"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"issues\": not a whole answer of Veracode SCA");
  out.tool("Veracode SCA");
  for (Json r : list) issue(r, out);
  const Json page = document["page"];  // of pages back to back, all but the last have a next one
  if (page.integer("number") + 1 < page.integer("total_pages", 1)) out.expect(1);
}

void read_end(std::size_t documents, Writer& out) {
  if (documents != 0 && out.expected() >= documents) {
    out.incomplete(Errc::truncated, "there are further pages, which are not in this file");
  }
}

void row(Row r, Writer& out) {
  const string_view first = r["Coordinate 1"], second = r["Coordinate 2"];
  Draft& f  = out.add(kind_of(r["Issue type"]));
  f.rule_id = cve(r["CVE"], out);
  if (f.rule_id.empty() && !r["Vulnerability ID"].empty()) f.rule_id = out.join({"SRCCLR-SID-", r["Vulnerability ID"]});
  f.title = r["Title"].empty() ? out.join({r["Issue type"], ": ", r["Library"], " ", r["License"]})
                               : out.join({r["Title"], " in ", r["Library"]});
  f.rate(r["Severity"]);
  f.add_cvss({}, r.number("CVSS score", -1));
  f.add_id(f.rule_id);
  f.package.ecosystem = ecosystem_of(r["Package manager"]);
  f.package.name      = second.empty() || f.package.ecosystem != "maven" ? first : out.join({first, ":", second});
  f.package.version   = r["Version in use"];
  f.add_fixed_in(r["Updated Version"]);
  f.location.resource = r["Project"];
  state(f, r["Status"], equal_ignoring_case(r["Ignored"], "true"));
  f.add_tag(out.keep(lower(r["Dependency (Transitive or Direct)"])));
  f.add_tag(equal_ignoring_case(r["Has vulnerable methods"], "true") ? "reachable" : "");
  f.native_id = r["Issue ID"];
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("Veracode SCA");
  for (Row r : rows) row(r, out);
  check_header(rows, {"License Risk"}, out);
}

}  // namespace

extern constinit const Format veracode_sca{
    .id       = "veracode_sca",
    .name     = "Veracode SCA",
    .url      = "https://www.veracode.com/",
    .command  = "GET /srcclr/v3/workspaces/ID/issues; or Issues, Export, CSV",
    .kinds    = "sca license quality",
    .versions = "API v3, one page or several; CSV of issues",
    .severity = "from the score in JSON, the tool's word in CSV",
    .missing  = "descriptions; in CSV the dates, CWE and vectors",
    .known_by =
        "_embedded.issues[0].library _embedded.issues[0].issue_type | _embedded.issues=[] page.total_elements | "
        "\"Issue ID,Issue type,Version in use,Coordinate 1,Vulnerability ID\"",
    .read      = read,
    .read_rows = read_rows,
    .read_end  = read_end,
};

}  // namespace secmon::format
