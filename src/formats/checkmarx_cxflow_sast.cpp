// SPDX-License-Identifier: MIT
// CxFlow, which brings results of Checkmarx CxSAST elsewhere: its JSON.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void result(Json issue, Json r, Writer& out) {
  const Json source = r["source"], sink = r["sink"], more = issue["additionalDetails"];
  const Json about = issue["details"][source.text("line")];
  Draft& f         = out.add(Kind::sast);
  f.rule_id        = issue.str("vulnerability");
  f.title          = f.rule_id;
  f.description    = issue.str("description");
  if (!sink.str("file").empty()) {
    f.description = out.join({f.description, f.description.empty() ? "" : "\n", "from ", source.str("file"), ":",
                              source.text("line"), " to ", sink.str("file"), ":", sink.text("line")});
  }
  f.rate(issue.str("severity"));
  f.add_cwe(issue.text("cwe"));
  f.location.path         = source.str("file").empty() ? issue.str("filename") : source.str("file");
  f.location.start_line   = source.line("line");
  f.location.start_column = source.line("column");
  f.location.snippet      = source.str("snippet");
  f.add_reference(issue.str("link"));
  f.add_reference(more.str("recommendedFix"));
  // 1: not exploitable.
  if (about.truth("falsePositive") || issue.truth("allFalsePositive") || r.text("state") == "1") {
    f.state = State::false_positive, f.state_reason = about.str("comment");
  }
  if (r.text("state") == "2" || r.text("state") == "3") f.confidence = Confidence::certain;
  f.native_id = issue.text("similarityId");
}

void issue(Json r, Writer& out) {
  const Json results = r["additionalDetails"]["results"];
  if (!results[0]) {
    Draft& f      = out.add(Kind::sast);
    f.rule_id     = r.str("vulnerability");
    f.title       = f.rule_id;
    f.description = r.str("description");
    f.rate(r.str("severity"));
    f.add_cwe(r.text("cwe"));
    f.location.path = r.str("filename");
    f.native_id     = r.text("similarityId");
    for (Json line : r["details"]) {  // by line
      if (f.location.start_line == 0)
        f.location.start_line = static_cast<std::uint32_t>(to_integer(line.key()).value_or(0) & 0x7FFFFFFF);
    }
    return;
  }
  for (Json result_ : results) result(r, result_, out);
}

void read(Json document, Writer& out) {
  if (!document["xissues"].is_array()) {
    return out.reject(Errc::malformed, "no list \"xissues\": not a whole report of CxFlow");
  }
  out.tool("Checkmarx", document.text("version"));
  for (Json r : document["xissues"]) issue(r, out);
  if (document["unFilteredIssues"].size() > document["xissues"].size()) {
    out.remark(Errc::ok, "CxFlow left issues out, as its filters say: they are in \"unFilteredIssues\"");
  }
}

}  // namespace

extern constinit const Format checkmarx_cxflow_sast{
    .id       = "checkmarx_cxflow_sast",
    .name     = "Checkmarx CxFlow",
    .url      = "https://github.com/checkmarx-ltd/cx-flow",
    .command  = "java -jar cx-flow.jar --parse --bug-tracker=Json …",
    .kinds    = "sast",
    .versions = "JSON of its bug tracker \"Json\"",
    .severity = "the tool's word",
    .missing  = "the query's own description",
    .known_by = "xissues additionalDetails.flow-summary | xissues unFilteredIssues projectId",
    .read     = read,
};

}  // namespace secmon::format
