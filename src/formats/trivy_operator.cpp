// SPDX-License-Identifier: MIT
// trivy-operator: the reports that it keeps in a cluster. One, a list, what kubectl lists, or all by their kind.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Subject {
  string_view resource, image;
  Time time = kNoTime;
};

Subject subject(Json r, Writer& out) {
  const Json metadata = r["metadata"], labels = metadata["labels"], artifact = r["report"]["artifact"];
  string_view kind = labels.str("trivy-operator.resource.kind"), name = labels.str("trivy-operator.resource.name");
  string_view space = labels.str("trivy-operator.resource.namespace");
  if (name.empty()) kind = r.str("kind"), name = metadata.str("name");
  if (space.empty()) space = metadata.str("namespace");
  Subject s;
  s.resource = out.join({space, space.empty() ? "" : "/", kind, "/", name});
  if (const string_view box = labels.str("trivy-operator.container.name"); !box.empty()) {
    s.resource = out.join({s.resource, "/", box});
  }
  if (!artifact.str("repository").empty()) {
    const string_view server = r["report"]["registry"].str("server"), tag = artifact.str("tag");
    s.image = out.join({server, server.empty() ? "" : "/", artifact.str("repository"), tag.empty() ? "" : ":", tag});
  }
  s.time = r["report"].time("updateTimestamp");
  return s;
}

void vulnerability(Json v, const Subject& s, Writer& out) {
  const string_view type = v.str("packageType"), purl = v.str("packagePURL");
  const bool system = v.str("class") == "os-pkgs" || (v.str("class").empty() && type.empty());
  Draft& f          = out.add(system ? Kind::container : Kind::sca);
  f.rule_id         = v.str("vulnerabilityID");
  f.title           = v.str("title").empty() ? out.join({f.rule_id, " in ", v.str("resource")}) : v.str("title");
  f.description     = v.str("description");
  f.rate(v.str("severity"));
  for (Json ratings : v["cvss"]) {
    f.add_cvss(ratings.str("V40Vector"), ratings.number("V40Score", -1), ratings.key(), "4.0");
    f.add_cvss(ratings.str("V3Vector"), ratings.number("V3Score", -1), ratings.key());
    f.add_cvss(ratings.str("V2Vector"), ratings.number("V2Score", -1), ratings.key(), "2.0");
  }
  // "score" is one of them by chance, and of which version is not said.
  if (!v["cvss"]) f.add_cvss({}, v.number("score", -1));
  f.add_id(f.rule_id);
  f.package.ecosystem = purl.substr(0, 4) == "pkg:" ? purl.substr(4, purl.find('/') - 4) : ecosystem_of(type);
  f.package.name      = v.str("resource");
  f.package.version   = v.str("installedVersion");
  f.package.purl      = purl;
  f.package.image     = s.image;
  string_view fixes   = v.str("fixedVersion");
  for (string_view part; !fixes.empty() && next_part(fixes, ',', part);) f.add_fixed_in(part);
  f.location.path     = v.str("packagePath").empty() && !system ? v.str("target") : v.str("packagePath");
  f.location.resource = s.resource;
  f.add_reference(v.str("primaryLink"));
  for (Json url : v["links"]) f.add_reference(url.str());
  f.dates.published = v.time("publishedDate");
  f.dates.detected  = s.time;
}

void check(Json c, string_view control, string_view control_severity, const Subject& s, Writer& out) {
  if (c.truth("success")) return;
  Draft& f  = out.add(Kind::iac);
  f.rule_id = c.str("checkID").empty() ? control : c.str("checkID");
  f.title   = c.str("title");
  Joined description("\n");
  description.add(c.str("description"));
  for (Json message : c["messages"]) description.add(message.str());
  f.description = description.kept(out);
  f.remediation = c.str("remediation");
  f.rate(c.str("severity").empty() ? control_severity : c.str("severity"));
  f.location.resource = c.str("target").empty() ? s.resource : c.str("target");
  f.add_tag(c.str("category"));
  f.add_tag(control);
  f.dates.detected = s.time;
}

void secret(Json r, const Subject& s, Writer& out) {
  Draft& f  = out.add(Kind::secret);  // "match" is masked, but not always
  f.rule_id = r.str("ruleID");
  f.title   = r.str("title");
  f.rate(r.str("severity"));
  f.location.path     = r.str("target");
  f.location.resource = s.resource;
  f.package.image     = s.image;
  f.add_tag(r.str("category"));
  f.dates.detected = s.time;
}

void compliance(Json r, const Subject& s, Writer& out) {
  const Json status = r["status"], detail = status["detailReport"];
  for (Json control : detail["results"]) {
    for (Json c : control["checks"]) check(c, control.str("id"), control.str("severity"), s, out);
  }
  if (detail) return;
  for (Json control : status["summaryReport"]["controlCheck"]) {  // numbers alone
    if (control.integer("totalFail") <= 0) continue;
    Draft& f      = out.add(Kind::iac);
    f.rule_id     = control.str("id");
    f.title       = control.str("name");
    f.description = out.join({control.text("totalFail"), " checks of this control failed"});
    f.rate(control.str("severity"));
    f.location.resource = s.resource;
  }
}

void report(Json r, Writer& out) {
  const string_view kind = r.str("kind");
  const Json body        = r["report"];
  const Subject s        = subject(r, out);
  if (body["scanner"]) out.tool("trivy-operator", body["scanner"].str("version"));
  if (kind == "ClusterComplianceReport") return compliance(r, s, out);
  if (kind == "SbomReport" || kind == "ClusterSbomReport") {
    return out.remark(Errc::ok, out.join({"an inventory was passed over: ", s.resource}));
  }
  if (!body["vulnerabilities"].is_array() && !body["checks"].is_array() && !body["secrets"].is_array()) {
    return out.incomplete(Errc::malformed, out.join({"a ", kind, " without a list that is known: ", s.resource}));
  }
  for (Json v : body["vulnerabilities"]) vulnerability(v, s, out);
  for (Json c : body["checks"]) check(c, {}, {}, s, out);
  for (Json x : body["secrets"]) secret(x, s, out);
}

void read(Json document, Writer& out) {
  out.tool("trivy-operator");
  if (document.is_array() && document.begin() == document.end()) {
    out.incomplete(Errc::malformed, "an empty list: kubectl would write a List");
  } else if (document.is_array()) {
    for (Json r : document) report(r, out);
  } else if (document["items"].is_array()) {
    for (Json r : document["items"]) report(r, out);
  } else if (document.has("apiVersion")) {
    report(document, out);
  } else {
    bool any = false;
    for (Json list : document) {
      if (list.key().find(".aquasecurity.github.io") == string_view::npos) continue;
      any = true;
      for (Json r : list) report(r, out);
    }
    if (!any) out.reject(Errc::malformed, "no report of trivy-operator");
  }
}

}  // namespace

extern constinit const Format trivy_operator{
    .id       = "trivy_operator",
    .name     = "Trivy Operator",
    .url      = "https://github.com/aquasecurity/trivy-operator",
    .command  = "kubectl get vulnerabilityreports -A -o json > trivy-operator.json",
    .kinds    = "container sca iac secret",
    .versions = "v1alpha1: vulnerability, config audit, RBAC, infra, exposed secret and compliance reports",
    .severity = "the report's word",
    .missing  = "lines; CWE; the text of secrets is not read",
    .known_by =
        "apiVersion=aquasecurity.github.io/* kind metadata | [0].apiVersion=aquasecurity.github.io/* [0].kind | "
        "kind=List items[0].apiVersion=aquasecurity.github.io/* items[0].metadata | "
        "clustercompliancereports*=[] | configauditreports*=[] | exposedsecretreports*=[] | vulnerabilityreports*=[]",
    .read = read,
};

}  // namespace secmon::format
