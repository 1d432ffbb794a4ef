// SPDX-License-Identifier: MIT
// NeuVector: vulnerabilities of an image or node, and its checks of compliance.
#include "formats/dialect/joined.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void vulnerability(Json v, Writer& out) {
  Draft& f      = out.add(Kind::container);
  f.rule_id     = v.str("name");
  f.title       = out.join({f.rule_id, " in ", v.str("package_name")});
  f.description = v.str("description");
  f.rate(v.str("severity"));
  if (v.number("score_v3") > 0)
    f.add_cvss(v.str("vectors_v3"), v.number("score_v3"), {}, v.str("vectors_v3").empty() ? "3" : "");
  if (v.number("score") > 0) f.add_cvss(v.str("vectors"), v.number("score"), {}, "2.0");
  f.add_id(f.rule_id);
  for (Json id : v["cves"]) f.add_id(id.str());
  f.package.name    = v.str("package_name");
  f.package.version = v.str("package_version");
  f.add_fixed_in(v.str("fixed_version"));
  f.location.path = v.str("file_name");
  f.add_reference(v.str("link"));
  f.dates.published = v.time("published_timestamp");
  if (v.truth("in_base_image")) f.add_tag("base image");
  for (Json tag : v["tags"]) f.add_tag(tag.str());
  if (v.str("policy") == "accepted") f.state = State::accepted_risk, f.state_reason = "accepted in NeuVector";
}

constexpr SeverityWord kLevels[] = {{"HIGH", Severity::high},
                                    {"ERROR", Severity::high},
                                    {"WARN", Severity::medium},
                                    {"INFO", Severity::info},
                                    {"NOTE", Severity::info}};

void check(Json c, Writer& out) {
  if (c.str("level") == "PASS") return;
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = c.str("test_number");
  f.title       = c.str("description");
  f.description = joined(c["message"], "\n", out);
  f.remediation = c.str("remediation");
  f.rate(c.str("level"), kLevels, SeverityFrom::level);
  f.location.resource = c.str("group").empty() ? c.str("type") : c.str("group");
  f.add_tag(c.str("category"));
  f.add_tag(c.str("profile"));
  for (Json tag : c["tags"]) f.add_tag(tag.str());
}

void read(Json document, Writer& out) {
  const Json report = document["report"], items = document["items"];
  if (!report["vulnerabilities"].is_array() && !items.is_array()) {
    return out.reject(Errc::malformed, "neither \"report\" nor \"items\": not a report of NeuVector");
  }
  if (const string_view error = document.str("error_message"); !error.empty() && error != "succeeded") {
    out.incomplete(Errc::scanner_failed, out.join({"NeuVector: ", clip(error, 300)}));
  }
  out.tool("neuvector");
  out.generated(document.time("run_timestamp"));
  for (Json v : report["vulnerabilities"]) vulnerability(v, out);
  for (Json c : items) check(c, out);
}

}  // namespace

extern constinit const Format neuvector{
    .id       = "neuvector",
    .name     = "NeuVector",
    .url      = "https://github.com/neuvector/neuvector",
    .command  = "curl https://CONTROLLER:10443/v1/scan/registry/NAME/image/ID > neuvector.json",
    .kinds    = "container iac",
    .versions = "reports of scans, and of its compliance checks (docker and Kubernetes benchmarks)",
    .severity = "the word; of checks WARN is medium, HIGH and ERROR high, INFO and NOTE info",
    .missing  = "ecosystems, CWE; the image",
    .known_by =
        "report.vulnerabilities[0].package_name report.vulnerabilities[0].feed_rating | "
        "report.vulnerabilities=[] report.modules report.checks | "
        "items[0].test_number items[0].level run_timestamp | items=[] run_timestamp docker_cis_version",
    .read = read,
};

}  // namespace secmon::format
