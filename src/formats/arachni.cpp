// SPDX-License-Identifier: MIT
// arachni: running applications. JSON that arachni_reporter makes of a report.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

void issue(Json i, Writer& out) {
  Draft& f      = out.add(Kind::dast);
  f.rule_id     = i["check"].str("shortname");
  f.rule_name   = i["check"].str("name");
  f.title       = i.str("name");
  f.description = trim(i.str("description"));
  f.remediation = trim(i.str("remedy_guidance"));
  f.rate(i.str("severity"));
  f.confidence = i.truth("trusted", true) ? Confidence::high : Confidence::low;  // else to be checked by a person
  f.add_cwe(i.text("cwe"));
  const Json vector    = i["vector"];
  f.location.url       = vector.str("action").empty() ? vector.str("url") : vector.str("action");
  f.location.method    = vector.str("method").empty() ? i["request"].str("method") : vector.str("method");
  f.location.parameter = vector.str("affected_input_name");
  f.location.snippet   = i.str("proof");
  for (Json r : i["references"]) f.add_reference(r.str());
  f.add_reference(i.str("cwe_url"));
  for (Json tag : i["tags"]) f.add_tag(tag.str());
  f.native_id = i.text("digest");
}

void read(Json document, Writer& out) {
  if (!document["issues"].is_array() || !document.has("sitemap")) {
    return out.reject(Errc::malformed, "no list \"issues\": not a report of Arachni");
  }
  out.tool("arachni", document.str("version"));
  out.generated(time_of(document.str("finish_datetime")));
  for (Json i : document["issues"]) issue(i, out);
  if (document.has("finish_datetime") && !document["finish_datetime"].exists()) {
    out.incomplete(Errc::truncated, "the scan did not finish");
  }
}

}  // namespace

extern constinit const Format arachni{
    .id       = "arachni",
    .name     = "Arachni",
    .url      = "https://github.com/Arachni/arachni",
    .command  = "arachni_reporter scan.afr --reporter=json:outfile=arachni.json",
    .kinds    = "dast",
    .versions = "1.x, JSON",
    .severity = "the tool's word",
    .missing  = "CVE, CVSS; pages and responses are not read",
    .known_by = "version options sitemap issues | version seed options sitemap issues",
    .read     = read,
};

}  // namespace secmon::format
