// SPDX-License-Identifier: MIT
// OWASP Dependency-Track: findings of a project, exported (File Format "FPF") or from the API.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void state(Draft& f, Json analysis) {
  const string_view word = analysis.str("state");
  if (analysis.truth("isSuppressed")) f.state = State::suppressed;
  if (word == "FALSE_POSITIVE") f.state = State::false_positive;
  if (word == "NOT_AFFECTED") f.state = State::dismissed;
  if (word == "RESOLVED") f.state = State::fixed;
  if (word == "EXPLOITABLE") f.confidence = Confidence::certain;
  if (word == "IN_TRIAGE") f.add_tag("in-triage");
  if (f.state == State::open) return;
  f.state_reason = analysis.str("detail").empty() ? analysis.str("justification") : analysis.str("detail");
  if (f.state_reason.empty()) f.state_reason = word;
}

void ratings(Draft& f, Json v) {
  const auto score = [&](const char* name, const char* other) {
    return v[name] ? v.number(name, -1) : v.number(other, -1);
  };
  f.add_cvss(v.str("cvssV4Vector"), score("cvssV4Score", "cvssV4BaseScore"), {}, "4.0");
  const string_view vector = v.str("cvssV3Vector");
  f.add_cvss(vector, v.number("cvssV3BaseScore", -1), {}, vector.starts_with("CVSS:") ? "" : "3.0");
  f.add_cvss(v.str("cvssV2Vector"), v.number("cvssV2BaseScore", -1), {}, "2.0");
  if (const double epss = v.number("epssScore", -1); epss >= 0) f.epss = static_cast<float>(epss);
  if (const double p = v.number("epssPercentile", -1); p >= 0) f.epss_percentile = static_cast<float>(p);
}

void finding(Json r, Writer& out) {
  const Json c = r["component"], v = r["vulnerability"];
  if (!c || !v) return out.incomplete(Errc::malformed, "a row without component and vulnerability", r.offset());
  Draft& f  = out.add(Kind::sca);
  f.rule_id = v.str("vulnId");
  f.title   = v.str("title");
  if (f.title.empty()) f.title = out.join({f.rule_id, " in ", c.str("name")});
  f.description = v.str("description");
  f.remediation = v.str("recommendation");
  f.rate(v.str("severity"));
  ratings(f, v);
  for (Json cwe : v["cwes"]) f.add_cwe(cwe.text("cweId"));
  f.add_cwe(v.text("cweId"));
  f.add_id(f.rule_id);
  for (Json alias : v["aliases"]) {
    for (Json id : alias) f.add_id(id.str());
  }
  f.package.purl          = c.str("purl");
  f.package.version       = c.text("version");
  const bool maven        = f.package.purl.starts_with("pkg:maven/");
  const string_view group = c.str("group"), name = c.str("name");
  f.package.name = group.empty() ? name : out.join({group, maven ? ":" : "/", name});
  if (f.package.purl.starts_with("pkg:")) f.package.ecosystem = f.package.purl.substr(4, f.package.purl.find('/') - 4);
  // A Markdown list of links.
  string_view links = v.str("references");
  for (string_view line; next_part(links, '\n', line);) {
    const std::size_t begin = line.find("](") == line.npos ? line.find("http") : line.find("](") + 2;
    if (begin != line.npos) f.add_reference(line.substr(begin, line.find(')', begin) - begin));
  }
  state(f, r["analysis"]);
  f.dates.published = v.time("published");
  f.dates.detected  = r["attribution"].time("attributedOn");
  f.native_id       = r.str("matrix");
}

void read(Json document, Writer& out) {
  const Json meta = document["meta"], list = document.is_array() ? document : document["findings"];
  out.tool("Dependency-Track", meta.str("version"));
  if (!list.is_array()) {
    if (!meta) return out.reject(Errc::malformed, "no list \"findings\": not a whole report of Dependency-Track");
    return out.incomplete(Errc::malformed, "no list \"findings\": it is not known whether there are any");
  }
  for (Json r : list) finding(r, out);
}

}  // namespace

extern constinit const Format dependency_track{
    .id       = "dependency_track",
    .name     = "OWASP Dependency-Track",
    .url      = "https://dependencytrack.org/",
    .command  = "GET /api/v1/finding/project/UUID/export",
    .kinds    = "sca",
    .versions = "3.4 to 4.14: FPF 1.0 to 1.3, and /api/v1/finding/project/UUID",
    .severity = "the tool's word",
    .missing  = "fixed versions",
    .known_by =
        "meta.application=Dependency-Track version project | "
        "[0].component.uuid [0].vulnerability.vulnId [0].attribution [0].matrix",
    .read = read,
};

}  // namespace secmon::format
