// SPDX-License-Identifier: MIT
// Wiz CLI: images, directories and infrastructure as code, JSON.
#include "formats/dialect/secrets.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void metrics(Draft& f, Json v) {
  f.add_cvss({}, v.number("score", -1));
  if (const double p = v.number("epssProbability", -1); p >= 0) f.epss = static_cast<float>(p);
  f.kev             = v.truth("hasCisaKevExploit");
  f.dates.published = v.time("publishDate");
  if (v.truth("hasExploit")) f.add_tag("exploit-available");
}

void vulnerability(Json v, Json package, Kind kind, string_view image, Writer& out) {
  Draft& f      = out.add(kind);
  f.rule_id     = v.str("name");
  f.title       = out.join({f.rule_id, " in ", package.str("name")});
  f.description = v.str("description");
  f.rate(v.str("severity"));
  f.add_id(f.rule_id);
  f.add_ids_in(v.str("source"));  // the page of the advisory
  f.package.name     = package.str("name");
  f.package.version  = package.text("version");
  f.package.image    = image;
  f.location.path    = package.str("path");
  f.package.manifest = f.location.path;
  f.add_fixed_in(v.text("fixedVersion"));
  f.add_reference(v.str("source"));
  metrics(f, v);
  if (v["finding"]["ignoreRules"][0] || v["ignoredPolicyMatches"][0]) f.state = State::suppressed;
}

// Wiz mostly shows them without a severity, and has blanked what it quotes; it is not copied even so.
void secret(Json s, string_view image, Writer& out) {
  const string_view text = s.str("description"), name = text.substr(0, text.find(" ("));
  Draft& f = secret_found(s.str("type"), name, out);
  f.rate(s.str("severity"));
  f.package.image       = image;
  f.location.path       = s.str("path");
  f.location.start_line = s.line("lineNumber");
  f.native_id           = s.str("externalId");
}

void match(Json m, Json rule_match, Writer& out) {
  const Json rule = rule_match["rule"];
  Draft& f        = out.add(Kind::iac);
  f.rule_id       = rule.str("shortId").empty() ? rule.str("id") : rule.str("shortId");
  f.title         = rule.str("name");
  f.description   = out.join({rule.str("description"), rule.str("description").empty() ? "" : "\n", m.str("found")});
  f.remediation   = m.str("expected");
  f.rate(rule_match.str("severity"));
  f.location.path       = m.str("fileName");
  f.location.start_line = m.line("lineNumber");
  f.location.resource   = m.str("resourceName");
  f.location.snippet    = m.str("matchContent");
  f.add_tag(m.str("fileType"));
}

void data(Json d, string_view image, Writer& out) {
  const Json classifier = d["dataClassifier"];
  Draft& f              = out.add(Kind::other);
  f.rule_id             = classifier.str("id");
  f.title               = out.join({"sensitive data: ", classifier.str("name")});
  f.rate(d.str("severity").empty() ? classifier.str("severity") : d.str("severity"));
  f.package.image = image;
  f.location.path = d.str("path");
}

void read(Json document, Writer& out) {
  const Json result = document["result"], origin = document["scanOriginResource"];
  if (!result.is_object()) return out.reject(Errc::malformed, "no object \"result\": not a whole report of wizcli");
  out.tool("wizcli");
  out.generated(document.time("createdAt"));
  if (const string_view state = document["status"].str("state"); state != "SUCCESS") {
    out.incomplete(Errc::scanner_failed, out.join({"the state of the scan is \"", clip(state, 60), "\""}));
  }
  const bool is_image     = origin.str("__typename").find("Image") != string_view::npos;
  const string_view image = is_image ? origin.str("name") : string_view();
  for (const char* list : {"osPackages", "libraries", "applications", "cpes"}) {
    const Kind kind = is_image && list == string_view("osPackages") ? Kind::container : Kind::sca;
    for (Json package : result[list]) {
      for (Json v : package["vulnerabilities"]) vulnerability(v, package, kind, image, out);
    }
  }
  for (Json s : result["secrets"]) secret(s, image, out);
  for (Json d : result["dataFindings"]) data(d, image, out);
  for (Json r : result["ruleMatches"]) {
    for (Json m : r["matches"]) match(m, r, out);
  }
  if (result["hostConfiguration"]) {
    out.incomplete(Errc::unsupported_version, "the findings in \"hostConfiguration\" are not read");
  }
  if (const auto failed = result["scanStatistics"].integer("queriesExecutionFailed"); failed > 0) {
    out.incomplete(Errc::scanner_failed,
                   out.join({result["scanStatistics"].text("queriesExecutionFailed"), " checks could not be run"}));
  }
}

}  // namespace

extern constinit const Format wizcli{
    .id       = "wizcli",
    .name     = "Wiz CLI",
    .url      = "https://www.wiz.io/",
    .command  = "wizcli docker scan --image IMAGE --format json",
    .kinds    = "container sca secret iac other",
    .versions = "0.x: docker scan, dir scan, iac scan",
    .severity = "the tool's word; secrets mostly have none: high",
    .missing  = "CWE, CVSS vectors, ecosystems",
    .known_by =
        "result.__typename=CICD* scanOriginResource status.verdict | result.__typename=CICD* status.state policies",
    .read = read,
};

}  // namespace secmon::format
