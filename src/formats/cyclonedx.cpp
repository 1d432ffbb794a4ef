// SPDX-License-Identifier: MIT
// CycloneDX: bills of materials with vulnerabilities, and VEX. JSON and XML.
#include "formats/dialect/cyclonedx.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr int kDeepest = 32;  // components in components

string_view full_name(string_view group, string_view name, string_view purl, Writer& out) {
  if (group.empty()) return name;
  return out.join({group, purl.substr(0, 9) == "pkg:maven" ? ":" : "/", name});
}

std::uint32_t small(std::int64_t number) {
  return number > 0 && number < 100000 ? static_cast<std::uint32_t>(number) : 0;
}

// ---- JSON -------------------------------------------------------------------------------------------------------

void component(Json c, BomComponents& to, int depth, Writer& out) {
  BomComponent facts;
  facts.purl    = c.str("purl");
  facts.name    = full_name(c.str("group"), c.str("name"), facts.purl, out);
  facts.version = c.text("version");
  if (!c.str("bom-ref").empty()) to.emplace(c.str("bom-ref"), facts);
  if (depth >= kDeepest) return;
  for (Json inner : c["components"]) component(inner, to, depth + 1, out);
}

void affected(Json list, BomVulnerability& v) {
  for (Json a : list) {
    const Json versions = a["versions"];
    string_view version;
    bool any = !versions[0].exists();
    for (Json row : versions) {
      if (row.str("status") == "unaffected") continue;
      any = true;
      if (version.empty()) version = row.text("version");
    }
    if (any) v.affects.emplace_back(a.str("ref"), version);
    v.unaffected = v.unaffected || !any;
  }
}

void analysis(Json a, BomVulnerability& v) {
  v.state           = a.str("state");
  v.justification   = a.str("justification");
  v.analysis_detail = a.str("detail");
  v.resolved        = v.state.substr(0, 8) == "resolved" ? a.time("lastUpdated") : kNoTime;
  for (Json response : a["response"].each()) v.responses.push_back(response.str());
}

BomVulnerability vulnerability(Json r) {
  BomVulnerability v;
  v.id             = r.str("id");
  v.source         = r["source"].str("name");
  v.source_url     = r["source"].str("url");
  v.description    = r.str("description");
  v.detail         = r.str("detail");
  v.recommendation = r.str("recommendation");
  v.workaround     = r.str("workaround");
  v.published      = r.time("published");
  v.rejected       = r.time("rejected");
  for (Json alias : r["references"]) v.aliases.push_back(alias.str("id"));
  for (Json rating : r["ratings"]) {
    v.ratings.push_back({rating["source"].str("name"), rating.str("severity"), rating.str("method"),
                         rating.str("vector"), rating.number("score", -1)});
  }
  for (Json number : r["cwes"]) v.cwe.push_back(small(number.integer()));
  for (Json advisory : r["advisories"]) v.urls.push_back(advisory.str("url"));
  for (Json p : r["properties"]) {
    string_view versions = p.str("name").find("fixed_version") == string_view::npos ? string_view() : p.str("value");
    for (string_view part; !versions.empty() && next_part(versions, ',', part);) v.fixed_in.push_back(trim(part));
  }
  analysis(r["analysis"], v);
  affected(r["affects"], v);
  return v;
}

// What wrote the document: the first that is named, but for a library of CycloneDX's before the tool that used it.
struct Tools {
  string_view name, version;
  Joined names{" "};

  void add(string_view next, string_view its_version) {
    if (names.empty() || name.starts_with("cyclonedx-")) name = next, version = its_version;
    names.add(next);
  }
  void tell(Writer& out) const { names.empty() ? out.tool("cyclonedx") : out.tool(name, version); }
};

void read(Json document, Writer& out) {
  if (document.str("bomFormat") != "CycloneDX") {
    return out.reject(Errc::malformed, "bomFormat is not CycloneDX");
  }
  const Json metadata = document["metadata"], subject = metadata["component"], listed = metadata["tools"];
  Tools tools;  // an array until 1.4, an object of components and services since 1.5
  for (Json tool : listed.is_array() ? listed : listed["components"]) {
    tools.add(tool.str("name"), tool.text("version"));
  }
  tools.tell(out);
  out.generated(metadata.time("timestamp"));
  const string_view image = subject.str("type") == "container" ? subject.str("name") : string_view();
  BomComponents components;
  component(subject, components, 0, out);
  for (Json c : document["components"]) component(c, components, 0, out);
  for (Json s : document["services"]) component(s, components, 0, out);
  if (!document["vulnerabilities"].is_array()) return bom_without_list(tools.names.kept(out), out);
  if (!document["vulnerabilities"][0] && contains_ignoring_case(tools.names.kept(out), "trivy")) {
    out.incomplete(Errc::scanner_failed,
                   "Trivy lists no vulnerabilities in a BOM that it made without --scanners vuln: use -f json");
  }
  for (Json v : document["vulnerabilities"]) {
    if (!v.is_object()) {
      out.incomplete(Errc::malformed, "an entry of \"vulnerabilities\" is no object", v.offset());
      continue;
    }
    bom_vulnerability(vulnerability(v), components, image, out);
  }
}

// ---- XML --------------------------------------------------------------------------------------------------------

BomVulnerability vulnerability(Xml r, bool extension) {
  BomVulnerability v;
  v.id             = r.text("id");
  v.source         = extension ? r.at("source").attr("name") : r.text("source/name");
  v.source_url     = r.text("source/url");
  v.description    = r.text("description");
  v.detail         = r.text("detail");
  v.recommendation = extension ? r.text("recommendations/recommendation") : r.text("recommendation");
  v.workaround     = r.text("workaround");
  v.published      = parse_time(r.text("published"));
  v.rejected       = parse_time(r.text("rejected"));
  for (Xml alias : r.at("references").all("reference")) v.aliases.push_back(alias.text("id"));
  for (Xml rating : r.at("ratings").all("rating")) {
    v.ratings.push_back({rating.text("source/name"), rating.text("severity"), rating.text("method"),
                         rating.text("vector"), rating.number(extension ? "score/base" : "score", -1)});
  }
  for (Xml number : r.at("cwes").all("cwe")) v.cwe.push_back(small(to_integer(number.text()).value_or(0)));
  // In the extension an advisory is its URL.
  for (Xml a : r.at("advisories").all("advisory")) v.urls.push_back(a.at("url") ? a.text("url") : a.text());
  const Xml analysis = r.at("analysis");
  v.state            = analysis.text("state");
  v.justification    = analysis.text("justification");
  v.analysis_detail  = analysis.text("detail");
  for (Xml response : analysis.at("responses").all("response")) v.responses.push_back(response.text());
  for (Xml target : r.at("affects").all("target")) {
    string_view version;
    bool any = !target.at("versions/version");
    for (Xml row : target.at("versions").all("version")) {
      if (row.text("status") == "unaffected") continue;
      any = true;
      if (version.empty()) version = row.text("version");
    }
    if (any) v.affects.emplace_back(target.text("ref"), version);
    v.unaffected = v.unaffected || !any;
  }
  return v;
}

// Before 1.4 vulnerabilities were an extension, inside the component.
bool component(Xml c, BomComponents& to, int depth, Writer& out) {
  BomComponent facts;
  facts.purl    = c.text("purl");
  facts.name    = full_name(c.text("group"), c.text("name"), facts.purl, out);
  facts.version = c.text("version");
  if (!c.attr("bom-ref").empty()) to.emplace(c.attr("bom-ref"), facts);
  bool any = c.at("vulnerabilities").exists();
  for (Xml v : c.at("vulnerabilities").all("vulnerability")) bom_finding(vulnerability(v, true), facts, {}, out);
  if (depth >= kDeepest) return any;
  for (Xml inner : c.at("components").all("component")) any = component(inner, to, depth + 1, out) || any;
  return any;
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "bom" || !(root.at("components") || root.at("vulnerabilities") || root.at("metadata"))) {
    return out.reject(Errc::malformed, "no <bom> of CycloneDX");
  }
  const Xml metadata = root.at("metadata"), subject = metadata.at("component");
  out.generated(parse_time(metadata.text("timestamp")));
  Tools tools;
  const Xml listed = metadata.at("tools");
  for (Xml tool : listed.at("components") ? listed.at("components").all("component") : listed.all("tool")) {
    tools.add(tool.text("name"), tool.text("version"));
  }
  tools.tell(out);
  const string_view image = subject.attr("type") == "container" ? subject.text("name") : string_view();
  BomComponents components;
  bool any = component(subject, components, 0, out);
  for (Xml c : root.at("components").all("component")) any = component(c, components, 0, out) || any;
  for (Xml s : root.at("services").all("service")) any = component(s, components, 0, out) || any;
  const Xml list = root.at("vulnerabilities");
  for (Xml v : list.all("vulnerability")) bom_vulnerability(vulnerability(v, false), components, image, out);
  if (!any && !list) bom_without_list(tools.names.kept(out), out);
}

}  // namespace

extern constinit const Format cyclonedx{
    .id       = "cyclonedx",
    .name     = "CycloneDX",
    .url      = "https://cyclonedx.org",
    .command  = "grype IMAGE -o cyclonedx-json --file bom.json",
    .kinds    = "sca container",
    .versions = "JSON 1.2 to 1.7, XML 1.0 to 1.7 with the vulnerability extension; VEX",
    .severity = "the rating of the vulnerability's own source, else NVD's, else the highest; else of its CVSS score",
    .missing  = "lines, files; whether anybody looked for vulnerabilities, so that a mere inventory is no clean run",
    .known_by = "bomFormat=CycloneDX | <bom> components | <bom> vulnerabilities | <bom> metadata",
    .read     = read,
    .read_xml = read_xml,
};

}  // namespace secmon::format
