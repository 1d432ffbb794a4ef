// SPDX-License-Identifier: MIT
// bundler-audit: Ruby gems. JSON, and the text that older pipelines keep.
#include <string>

#include "formats/dialect/requirement.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// The number alone, or with the first part of the id.
void add_id(Draft& f, string_view start, string_view id, Writer& out) {
  if (id.empty()) return;
  f.add_id(id.substr(0, start.size()) == start ? id : out.join({start, id}));
}

void result(Json r, bool ignored, Writer& out) {
  const Json a = r["advisory"], gem = r["gem"];
  const bool source = r.str("type") == "insecure_source";
  if (!source && !a) return out.incomplete(Errc::malformed, "a result without its advisory", r.offset());
  Draft& f = out.add(source ? Kind::iac : Kind::sca);
  if (source) {
    f.rule_id       = "insecure_source";
    f.title         = out.join({"Insecure source of gems: ", r.str("source")});
    f.location.url  = r.str("source");
    f.location.path = "Gemfile.lock";
    return;
  }
  f.rule_id     = a.str("id");
  f.title       = out.join({a.str("title"), " in ", gem.str("name")});
  f.description = a.str("description");
  f.rate(a.str("criticality"));
  if (a["cvss_v3"]) f.add_cvss({}, a.number("cvss_v3", -1), {}, "3.0");
  if (a["cvss_v2"]) f.add_cvss({}, a.number("cvss_v2", -1), {}, "2.0");
  f.rate_by_score(a.number("cvss_v3", -1), "3.0");
  f.rate_by_score(a.number("cvss_v2", -1), "2.0");
  add_id(f, "CVE-", a.text("cve"), out);
  add_id(f, "GHSA-", a.str("ghsa"), out);
  f.add_id(is_vulnerability_id(f.rule_id) ? f.rule_id : string_view());
  f.package.ecosystem = "gem";
  f.package.name      = gem.str("name");
  f.package.version   = gem.str("version");
  f.package.manifest = f.location.path = "Gemfile.lock";
  for (Json v : a["patched_versions"]) add_fixes(f, v.str());
  f.add_reference(a.str("url"));
  f.dates.published = a.time("date");
  if (ignored) f.state = State::suppressed, f.state_reason = "ignored in bundler-audit's configuration";
}

void read(Json document, Writer& out) {
  if (!document["results"].is_array()) return out.reject(Errc::malformed, "no list \"results\": not bundler-audit's");
  out.tool("bundler-audit", document.str("version"));
  out.generated(document.time("created_at"));
  for (Json r : document["results"]) result(r, false, out);
  for (Json r : document["ignored"]) result(r, true, out);
}

// Blocks of "Key: value"; each begins with the name of the gem.
void read_lines(const Lines& lines, Writer& out) {
  out.tool("bundler-audit");
  Draft* f = nullptr;
  bool any = false, end = false;
  for (const string_view raw : lines) {
    const string_view line  = out.keep(trim(raw));
    const std::size_t colon = line.find(": ");
    const string_view key = line.substr(0, colon), value = colon == line.npos ? string_view() : line.substr(colon + 2);
    if (line == "No vulnerabilities found" || line == "Vulnerabilities found!" || line == "Unpatched versions found!") {
      end = true;
    } else if (key == "Insecure Source URI found") {
      f                = &out.add(Kind::iac);
      f->rule_id       = "insecure_source";
      f->title         = out.join({"Insecure source of gems: ", value});
      f->location.url  = value;
      f->location.path = "Gemfile.lock";
      f                = nullptr;
      any              = true;
    } else if (key == "Name") {
      f                    = &out.add(Kind::sca);
      f->package.ecosystem = "gem";
      f->package.name      = value;
      f->package.manifest = f->location.path = "Gemfile.lock";
      any                                    = true;
    } else if (f == nullptr) {
      continue;
    } else if (key == "Version") {
      f->package.version = value;
    } else if (key == "CVE" || key == "GHSA" || key == "Advisory") {
      f->add_id(value);
      if (f->rule_id.empty()) f->rule_id = value;
    } else if (key == "Criticality") {
      f->rate(value);
    } else if (key == "URL") {
      f->add_reference(value);
    } else if (key == "Title") {
      f->title = out.join({value, " in ", f->package.name});
    } else if (key == "Solution") {
      f->remediation = value;
    }
  }
  if (!end) {
    if (!any) return out.reject(Errc::malformed, "no text of bundler-audit");
    out.incomplete(Errc::malformed, "the text has no last line \"Vulnerabilities found!\"");
  }
}

}  // namespace

extern constinit const Format bundler_audit{
    .id       = "bundler_audit",
    .name     = "bundler-audit",
    .url      = "https://github.com/rubysec/bundler-audit",
    .command  = "bundle-audit check --format json --output bundler-audit.json",
    .kinds    = "sca iac",
    .versions = "JSON since 0.8, and the text of all versions",
    .severity = "criticality, else of the CVSS score; else unknown",
    .missing  = "CWE, vectors; in text also dates and the fixing version as such",
    .known_by =
        "version created_at results[0].type=unpatched_gem | version created_at results[0].type=insecure_source | "
        "version created_at results=[] !errors !paths !metrics | /Name:_/ /Version:_/ /Criticality:_/ | "
        "/Name:_/ /Version:_/ /Advisory:_/ | /Insecure_Source_URI_found:/ | /No_vulnerabilities_found/",
    .read       = read,
    .read_lines = read_lines,
};

}  // namespace secmon::format
