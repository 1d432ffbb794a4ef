// SPDX-License-Identifier: MIT
// Checkmarx One: results of its engines, and the scan report.
#include <algorithm>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "TO_VERIFY" of results, "To Verify" of reports.
void state(Draft& f, Json r) {
  std::string word;
  for (const char c : lower(r.str("state"))) word += c == ' ' ? '_' : c;
  if (word == "not_exploitable" || word == "not_ignored_false_positive") f.state = State::false_positive;
  if (word == "ignored" || word == "muted" || word == "snooze") f.state = State::suppressed;
  if (equal_ignoring_case(r.str("status"), "FIXED")) f.state = State::fixed;
  if (word == "confirmed" || word == "urgent") f.confidence = Confidence::certain;
  if (f.state != State::open && f.state != State::fixed) f.state_reason = r.str("state");
  f.add_tag(word == "urgent" || word == "proposed_not_exploitable" ? r.str("state") : "");
}

// ---- results --------------------------------------------------------------------------------------------------------

void code(Draft& f, Json data) {
  const Json node         = data["nodes"][0];
  f.location.path         = node.str("fileName");
  f.location.start_line   = node.line("line");
  f.location.start_column = node.line("column");
  f.location.function     = node.str("method");
}

void misconfiguration(Draft& f, Json data, Writer& out) {
  f.location.path            = data.str("filename").empty() ? data.str("fileName") : data.str("filename");
  f.location.start_line      = data.line("line");
  const string_view expected = data.str("expectedValue"), value = data.str("value");
  if (!value.empty()) f.description = out.join({f.description, f.description.empty() ? "" : "\n", value});
  f.remediation = expected;
  f.add_tag(data.str("platform"));
}

// "Maven-com.acme:net-1.4.5"; a version may have a '-' too, so the name is taken from the path that leads to it.
void dependency(Draft& f, Json data, Writer& out) {
  const Json package   = data["scaPackageData"];
  const string_view id = data.str("packageIdentifier").empty() ? package.str("id") : data.str("packageIdentifier");
  string_view rest     = id.substr(std::min(id.find('-'), id.size() - (id.empty() ? 0 : 1)) + (id.empty() ? 0 : 1));
  for (Json path : package["dependencyPaths"]) {
    for (Json step : path) {
      if (step.str("id") == id && rest.starts_with(step.str("name"))) f.package.name = step.str("name");
    }
    if (!f.package.name.empty()) break;
  }
  if (f.package.name.empty()) f.package.name = rest.substr(0, rest.rfind('-'));
  rest.remove_prefix(std::min(f.package.name.size() + 1, rest.size()));
  f.package.version   = rest;
  f.package.ecosystem = ecosystem_of(id.substr(0, std::min(id.find('-'), id.size())));
  f.package.manifest = f.location.path = package["locations"][0].str();
  f.add_fixed_in(data.str("recommendedVersion"));
  f.title = out.join({f.rule_id, " in ", f.package.name});
  f.add_reference(package.str("fixLink"));
  for (Json advisory : data["packageData"]) f.add_reference(advisory.str("url"));
  f.add_tag(package.truth("isDirectDependency") ? "direct" : "transitive");
}

void container(Draft& f, Json data, Writer& out) {
  f.package.name    = data.str("packageName");
  f.package.version = data.text("packageVersion");
  f.package.image   = out.join({data.str("imageName"), data.str("imageTag").empty() ? "" : ":", data.str("imageTag")});
  f.location.path   = data.str("imageFilePath");
  f.title           = out.join({f.rule_id, " in ", f.package.name});
}

Kind kind_of(string_view type) {
  if (type == "sca") return Kind::sca;
  if (type == "kics") return Kind::iac;
  if (type == "containers") return Kind::container;
  if (type == "sscs-secret-detection") return Kind::secret;
  return type == "sscs-scorecard" ? Kind::quality : Kind::sast;
}

void result(Json r, Writer& out) {
  const Json data = r["data"], details = r["vulnerabilityDetails"];
  if (!r.has("type") || !data.is_object()) {
    return out.incomplete(Errc::malformed, "a row without \"type\" and \"data\" is no result of Checkmarx", r.offset());
  }
  Draft& f  = out.add(kind_of(r.str("type")));
  f.rule_id = data.str("queryName");
  for (const string_view other : {data.str("ruleName"), details.str("cveName"), r.str("id")}) {
    if (f.rule_id.empty()) f.rule_id = other;
  }
  f.title       = f.rule_id;
  f.description = r.str("description");
  f.rate(r.str("severity"));
  f.add_cwe(details.text("cweId"));
  f.add_id(details.str("cveName"));
  const string_view version = details["cvss"].text("version");  // a mere "3" says neither 3.0 nor 3.1
  f.add_cvss({}, details.number("cvssScore", -1), {}, version.find('.') == version.npos ? "" : version);
  switch (f.kind) {
    case Kind::iac: misconfiguration(f, data, out); break;
    case Kind::sca: dependency(f, data, out); break;
    case Kind::container: container(f, data, out); break;
    case Kind::sast: code(f, data); break;
    default: f.location.path = data.str("fileName"); f.location.start_line = data.line("line");
  }
  state(f, r);
  f.dates.detected = r.time("firstFoundAt");
  if (f.dates.detected == kNoTime) f.dates.detected = r.time("created");
  f.native_id = r.text("similarityId");
}

// ---- the scan report ------------------------------------------------------------------------------------------------

void reported(Json v, Json query, Writer& out) {
  Draft& f      = out.add(Kind::sast);
  f.rule_id     = query.str("queryName");
  f.title       = f.rule_id;
  f.description = query.str("description");
  f.rate(v.str("severity"));
  f.add_cwe(query.text("cweId"));
  f.location.path       = v.str("destinationFileName");
  f.location.start_line = v.line("destinationLine");
  f.location.function   = v.str("destinationMethod");
  f.location.snippet    = v.str("destinationCode");
  f.add_reference(v.str("resultViewerLink"));
  f.add_reference(query.str("queryDescriptionLink"));
  state(f, v);
  f.dates.detected = v.time("firstFoundDate");
  f.native_id      = v.text("similarityId");
}

void reported_iac(Json r, Json query, string_view technology, Writer& out) {
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = query.str("queryName");
  f.title       = f.rule_id;
  f.description = out.join({query.str("description"), "\n", r.str("actualValue")});
  f.remediation = r.str("expectedValue");
  f.rate(r.str("severity"));
  f.location.path = r.str("fileName");
  f.add_reference(r.str("resultViewerLink"));
  state(f, r);
  f.dates.detected = r.time("firstDetectionDate");
  f.add_tag(technology);
}

void report(Json document, Writer& out) {
  for (Json query : document["scanResults"]["resultsList"]) {
    for (Json v : query["vulnerabilities"]) reported(v, query, out);
  }
  for (Json technology : document["iacScanResults"]["technology"]) {
    const string_view name = technology.str("name");
    for (Json query : technology["queries"]) {
      for (Json r : query["resultsList"]) reported_iac(r, query, name, out);
    }
  }
  for (const char* part : {"scaScanResults", "containerScanResults", "apiSecScanResults"}) {
    const Json results = document[part];
    if (results["packages"][0] || results.integer("totalResults") > 0) {
      out.incomplete(Errc::unsupported_version, out.join({"the results in \"", part, "\" are not read"}));
    }
  }
}

void read(Json document, Writer& out) {
  out.tool("Checkmarx One");
  if (document.has("reportHeader") && document["scanResults"].is_object()) return report(document, out);
  const Json list = document["results"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"results\": not a whole report of Checkmarx One");
  std::int64_t rows = 0;
  for (Json r : list) result(r, out), ++rows;
  if (document.integer("totalCount") > rows) {
    out.incomplete(Errc::truncated, out.join({std::to_string(rows), " of ", document.text("totalCount"),
                                              " results are in this file; the others are on further pages"}));
  }
}

}  // namespace

extern constinit const Format checkmarx_one{
    .id       = "checkmarx_one",
    .name     = "Checkmarx One",
    .url      = "https://checkmarx.com/",
    .command  = "cx results show --report-format json --scan-id ID",
    .kinds    = "sast sca iac container secret quality",
    .versions = "results of all engines, one page or all; the scan report of SAST and IaC",
    .severity = "the tool's word",
    .missing  = "the flagged code in results; secrets are not read",
    .known_by =
        "results[0].similarityId results[0].data results[0].type | results=[] totalCount scanID | results=null "
        "totalCount scanID | reportHeader reportType scanResults.resultsList | "
        "reportHeader reportType vulnerabilityDetails",
    .read = read,
};

}  // namespace secmon::format
