// SPDX-License-Identifier: MIT
// Checkmarx CxSAST: XML, and the JSON of its reporting service.
#include <algorithm>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "SQL_Injection"
string_view title_of(string_view query, Writer& out) {
  std::string text(query);
  std::replace(text.begin(), text.end(), '_', ' ');
  return out.keep(text);
}

// ---- XML ------------------------------------------------------------------------------------------------------------

void state(Draft& f, Xml r) {
  const string_view word = r.attr("state");  // 0 to verify, 1 not exploitable, 2 confirmed, 3 urgent, 4 proposed
  if (r.attr("Status") == "Fixed") f.state = State::fixed;
  if (equal_ignoring_case(r.attr("FalsePositive"), "true") || word == "1") f.state = State::false_positive;
  if (f.state != State::open) f.state_reason = first_line(r.attr("Remark"));
  if (word == "2" || word == "3") f.confidence = Confidence::certain;
  f.add_tag(word == "3" ? "urgent" : word == "4" ? "proposed-not-exploitable" : "");
}

void result(Xml r, Xml query, Writer& out) {
  Xml sink;
  for (Xml node : r.at("Path").all("PathNode")) sink = node;
  Draft& f      = out.add(Kind::sast);
  f.rule_id     = query.attr("name");
  f.title       = title_of(f.rule_id, out);
  f.description = out.join({query.attr("Language"), ", ", query.attr("group")});
  f.rate(r.attr("Severity").empty() ? query.attr("Severity") : r.attr("Severity"));
  f.add_cwe(query.attr("cweId"));
  f.location.path         = r.attr("FileName");
  f.location.start_line   = r.attr_line("Line");
  f.location.start_column = r.attr_line("Column");
  // The data flow ends elsewhere.
  const string_view file = sink.text("FileName"), line = sink.text("Line");
  if (!f.location.path.empty() && sink && (file != f.location.path || line != r.attr("Line"))) {
    f.description = out.join({f.description, "\nfrom ", f.location.path, ":", r.attr("Line"), " to ", file, ":", line});
  }
  // Of the node where the result is shown.
  f.location.snippet = r.at("Path/PathNode/Snippet/Line/Code").text();
  f.add_reference(r.attr("DeepLink"));
  state(f, r);
  f.dates.detected = parse_time(r.attr("DetectionDate"));
  f.native_id      = r.at("Path").attr("SimilarityId");
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "CxXMLResults") return out.reject(Errc::malformed, "not a report of Checkmarx");
  out.tool("Checkmarx", root.attr("CheckmarxVersion"));
  for (Xml query : root.all("Query")) {
    for (Xml r : query.all("Result")) result(r, query, out);
  }
}

// ---- JSON -----------------------------------------------------------------------------------------------------------

void json_state(Draft& f, Json v) {
  const string_view word = v.str("state");
  if (equal_ignoring_case(word, "Not exploitable")) f.state = State::false_positive;
  if (equal_ignoring_case(v.str("status"), "FIXED")) f.state = State::fixed;
  if (equal_ignoring_case(word, "Confirmed") || equal_ignoring_case(word, "Urgent")) f.confidence = Confidence::certain;
  f.add_tag(word);
}

void vulnerability(Json v, Json query, string_view language, Writer& out) {
  const Json node = v["nodes"][0];
  Draft& f        = out.add(Kind::sast);
  f.rule_id       = query.str("queryName");
  f.title         = title_of(f.rule_id, out);
  f.description   = query.str("description");
  if (f.description.empty()) f.description = out.join({language, ", ", v.str("groupName")});
  f.rate(v.str("severity"));
  f.add_cwe(v.text("cweId"));
  f.location.path         = node.str("fileName");
  f.location.start_line   = node.line("line");
  f.location.start_column = node.line("column");
  f.location.function     = node.str("method");
  json_state(f, v);
  f.dates.detected = v.time("firstFoundDate");
  if (f.dates.detected == kNoTime) f.dates.detected = v.time("foundDate");
  f.native_id = v.text("similarityId");
}

void dependency(Json p, Writer& out) {
  for (Json v : p["vulnerabilities"]) {
    Draft& f      = out.add(Kind::sca);
    f.rule_id     = v.str("cveName").empty() ? v.str("id") : v.str("cveName");
    f.title       = out.join({f.rule_id, " in ", p.str("name")});
    f.description = v.str("description");
    f.rate(v.str("severity"));
    f.add_id(f.rule_id);
    f.add_cwe(v.text("cwe"));
    f.package.name    = p.str("name");
    f.package.version = p.text("version");
  }
}

void misconfiguration(Json r, Writer& out) {
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r.str("queryName");
  f.title       = r.str("queryName");
  f.description = r.str("description");
  f.rate(r.str("severity"));
  f.location.path       = r.str("fileName");
  f.location.start_line = r.line("line");
  json_state(f, r);
  f.native_id = r.text("similarityId");
}

void read(Json document, Writer& out) {
  const Json results = document["scanResults"];
  if (!results.is_object()) return out.reject(Errc::malformed, "no object \"scanResults\": not a report of Checkmarx");
  out.tool("Checkmarx");
  for (Json language : results["sast"]["languages"]) {
    const string_view name = language.str("languageName");
    for (Json query : language["queries"]) {
      for (Json v : query["vulnerabilities"]) vulnerability(v, query, name, out);
    }
  }
  for (Json p : results["sca"]["packages"]) dependency(p, out);
  for (Json r : results["kics"]["results"]) misconfiguration(r, out);
}

}  // namespace

extern constinit const Format checkmarx{
    .id       = "checkmarx",
    .name     = "Checkmarx CxSAST",
    .url      = "https://checkmarx.com/",
    .command  = "runCxConsole Scan … -ReportXML report.xml",
    .kinds    = "sast sca iac",
    .versions = "8 and 9, XML; JSON of the reporting service. Checkmarx One, CxFlow and OSA are formats of their own",
    .severity = "the tool's word",
    .missing  = "descriptions in XML",
    .known_by = "<CxXMLResults> | reportHeader scanResults scanSummary | reportHeader scanResults.sast",
    .read     = read,
    .read_xml = read_xml,
};

}  // namespace secmon::format
