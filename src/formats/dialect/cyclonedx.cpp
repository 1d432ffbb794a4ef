// SPDX-License-Identifier: MIT
// CycloneDX: findings from what JSON or XML said.
#include "formats/dialect/cyclonedx.hpp"

#include <string>

namespace secmon::format {
namespace {

using std::string_view;

string_view cvss_of(string_view method) {
  if (method == "CVSSv2") return "2.0";
  if (method == "CVSSv3") return "3.0";
  if (method == "CVSSv31") return "3.1";
  if (method == "CVSSv4") return "4.0";
  return {};
}

// There may be one for each vendor, in no order. The one of the vulnerability's own source comes first, then the NVD's.
const BomRating* chosen(const BomVulnerability& v) {
  for (const BomRating& r : v.ratings) {
    if (!v.source.empty() && equal_ignoring_case(r.source, v.source) && !r.severity.empty()) return &r;
  }
  for (const BomRating& r : v.ratings) {
    if (contains_ignoring_case(r.source, "nvd") && !r.severity.empty()) return &r;
  }
  // Else nothing says which counts: the highest, so that nothing is played down.
  const BomRating* highest = v.ratings.empty() ? nullptr : &v.ratings.front();
  for (const BomRating& r : v.ratings) {
    if (severity_of(r.severity) > severity_of(highest->severity)) highest = &r;
  }
  return highest;
}

void rate(Draft& f, const BomVulnerability& v, Writer& out) {
  const BomRating* first = chosen(v);
  const auto add         = [&](const BomRating& r) {
    const string_view version = cvss_of(r.method);
    // The vector may come without its first part, which the method tells.
    const bool bare = !version.empty() && version != "2.0" && !r.vector.empty() && r.vector.substr(0, 5) != "CVSS:";
    if (!version.empty() || r.vector.substr(0, 5) == "CVSS:") {
      f.add_cvss(bare ? out.join({"CVSS:", version, "/", r.vector}) : r.vector, r.score, r.source,
                 r.vector.empty() ? version : string_view());
    }
  };
  if (first == nullptr) return;
  f.rate(first->severity);
  add(*first);
  for (const BomRating& r : v.ratings) {
    if (&r != first) add(r);
  }
  if (first->severity.empty() && !cvss_of(first->method).empty()) f.rate_by_score(first->score, cvss_of(first->method));
}

void analysis(Draft& f, const BomVulnerability& v, Writer& out) {
  if (v.rejected != kNoTime) f.state = State::dismissed, f.state_reason = "the vulnerability's record was rejected";
  if (v.state.empty()) return;
  if (v.state == "resolved" || v.state == "resolved_with_pedigree") {
    f.state       = State::fixed;
    f.dates.fixed = v.resolved;
    f.add_tag("fixed");
  } else if (v.state == "not_affected") {
    f.state = State::dismissed;
    f.add_tag("not_affected");
  } else if (v.state == "false_positive") {
    f.state = State::false_positive;
    f.add_tag("not_affected");
  } else if (v.state == "in_triage") {
    f.add_tag("under_investigation");
  } else if (v.state == "exploitable") {
    f.add_tag("affected");
  } else {
    out.incomplete(Errc::malformed, out.join({"analysis state \"", clip(v.state, 60), "\" is not understood"}));
  }
  string_view reason = v.state;
  if (!v.justification.empty()) reason = out.join({reason, ": ", v.justification});
  if (!v.analysis_detail.empty()) reason = out.join({reason, ": ", v.analysis_detail});
  f.state_reason = f.state == State::open ? string_view() : reason;
  for (const string_view response : v.responses) f.add_tag(response);
}

bool of_system(string_view ecosystem) { return ecosystem == "deb" || ecosystem == "rpm" || ecosystem == "apk"; }

}  // namespace

void bom_finding(const BomVulnerability& v, const BomComponent& c, string_view image, Writer& out) {
  const bool is_purl = c.purl.substr(0, 4) == "pkg:";
  const string_view ecosystem =
      is_purl ? c.purl.substr(4, std::min(c.purl.find('/'), c.purl.size()) - 4) : string_view();
  Draft& f               = out.add(of_system(ecosystem) ? Kind::container : Kind::sca);
  f.rule_id              = v.id;
  const string_view what = v.id.empty() ? string_view("Vulnerability") : v.id;
  f.title                = c.name.empty() ? what : out.join({what, " in ", c.name});
  f.description          = v.description.empty() ? v.detail : v.description;
  f.remediation          = v.recommendation.empty() ? v.workaround : v.recommendation;
  rate(f, v, out);
  for (const std::uint32_t number : v.cwe) f.add_cwe(number);
  f.add_id(v.id);
  for (const string_view alias : v.aliases) f.add_id(alias);
  f.package.ecosystem = ecosystem;
  f.package.name      = c.name;
  f.package.version   = c.version;
  f.package.purl      = is_purl ? c.purl : string_view();
  f.package.manifest  = c.manifest;
  f.package.image     = image;
  for (const string_view version : v.fixed_in) f.add_fixed_in(version);
  f.location.path = c.manifest;
  f.add_reference(v.source_url);
  for (const string_view url : v.urls) f.add_reference(url);
  analysis(f, v, out);
  f.dates.published = v.published;
  f.dates.detected  = v.detected;
}

void bom_vulnerability(const BomVulnerability& v, const BomComponents& components, string_view image, Writer& out) {
  if (v.affects.empty()) {
    if (!v.unaffected) bom_finding(v, {}, image, out);
    return;
  }
  for (const auto& [ref, version] : v.affects) {
    BomComponent component;
    if (const auto found = components.find(ref); found != components.end()) {
      component = found->second;
    } else {
      // A link into another BOM, "urn:cdx:serial/1#ref". Many writers use package URLs as references.
      const std::size_t hash = ref.substr(0, 8) == "urn:cdx:" ? ref.find('#') : ref.npos;
      const string_view part = hash == ref.npos ? ref : out.keep(percent_decode(ref.substr(hash + 1)));
      const auto inner       = components.find(part);
      if (inner != components.end()) {
        component = inner->second;
      } else if (const Purl purl = parse_purl(part); !purl.type.empty()) {
        component = {out.keep(purl.name), out.keep(purl.version), part, {}};
      } else {
        component.name = part;
      }
    }
    if (component.version.empty()) component.version = version;
    bom_finding(v, component, image, out);
  }
}

// Only of these is it known that they always look. Retire.js, for one, never writes what it found into its BOM, and
// many write an inventory unless told otherwise.
void bom_without_list(string_view tool, Writer& out) {
  for (const string_view scanner : {"grype", "osv-scanner", "pip-audit"}) {
    if (contains_ignoring_case(tool, scanner)) return;
  }
  out.incomplete(Errc::scanner_failed,
                 "the BOM lists components but no vulnerabilities: nothing says that anybody looked for them");
}

}  // namespace secmon::format
