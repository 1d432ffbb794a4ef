// SPDX-License-Identifier: MIT
// 42Crunch: the security audit of an OpenAPI definition. JSON.
#include <string>
#include <vector>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// The criticality of an issue.
constexpr SeverityWord kLevels[] = {{"0", Severity::info},   {"1", Severity::info}, {"2", Severity::low},
                                    {"3", Severity::medium}, {"4", Severity::high}, {"5", Severity::critical}};

// JSON pointers into the definition, which issues name by number.
using Index = std::vector<string_view>;

string_view pointer(Json number, const Index& index) {
  const std::int64_t at = number.integer(-1);
  return at < 0 || static_cast<std::size_t>(at) >= index.size() ? "" : index[static_cast<std::size_t>(at)];
}

// The first few elements that share the problem: there may be thousands, and their names are long.
string_view affected(Json list, const Index& index, Writer& out) {
  constexpr std::size_t kShown = 10;
  Joined names(", ");
  std::size_t n = 0;
  for (Json number : list) {
    if (++n <= kShown) names.add(clip(pointer(number, index), 200));
  }
  if (n > kShown) names.add({"and ", std::to_string(n - kShown), " more"});
  return names.kept(out);
}

void issue(Json i, Json type, string_view section, const Index& index, Writer& out) {
  const bool risk            = section == "security" || section == "data";
  const string_view general  = type.str("description");
  const string_view specific = i.str("specificDescription");
  Draft& f                   = out.add(risk ? Kind::sast : Kind::quality);
  f.rule_id                  = type.key();
  f.title                    = specific.empty() ? general : specific;
  f.description              = specific.empty() || specific == general ? "" : general;
  if (const string_view others = affected(i["pointersAffected"], index, out); !others.empty())
    f.description = out.join({f.description, f.description.empty() ? "" : "\n", "Affects ", others});
  const Json own = i["criticality"], level = own.exists() ? own : type["criticality"];
  if (level.exists()) f.rate(level.text(), kLevels, SeverityFrom::level);
  f.location.resource = pointer(i["pointer"], index);
  if (f.location.resource.empty())
    out.incomplete(Errc::malformed, out.join({"an issue of ", type.key(), " is at no place of the index"}), i.offset());
  f.add_tag(section);
  f.native_id = i.str("fingerprint");
}

// All types of issues in one section of the report.
void issues(Json section, string_view name, const Index& index, Writer& out) {
  std::int64_t whole = 0;
  for (Json type : section["issues"]) {
    std::int64_t n = 0;
    for (Json i : type["issues"]) issue(i, type, name, index, out), ++n;
    // A minimal report has only the first ones of each type.
    const std::int64_t counted = type[type.has("issueCounter") ? "issueCounter" : "totalIssues"].integer(n);
    if (n < counted || type.truth("tooManyError"))
      out.incomplete(Errc::truncated, out.join({std::to_string(n), " of ", std::to_string(counted), " issues of ",
                                                type.key(), " are in this report"}));
    whole += counted;
  }
  if (whole < section.integer("issueCounter"))
    out.incomplete(Errc::truncated, out.join({"the section \"", name, "\" counts more issues than it has"}));
}

void read(Json document, Writer& out) {
  const Json report = document["report"].is_object()  ? document["report"]
                      : document["audit"].is_object() ? document["audit"]
                                                      : document;
  out.tool("42crunch", report.str("assessmentVersion"));
  out.generated(time_of_epoch(document.integer("end")));
  const string_view state = report.str("openapiState");
  if (state == "fileInvalid") {
    Joined why(", ");
    for (Json error : report["errors"]) {
      if (error.truth()) why.add(error.key());
    }
    return out.reject(Errc::scanner_failed, out.join({"42Crunch could not audit the file: ", why.kept(out)}));
  }
  if (state.empty()) return out.reject(Errc::malformed, "no \"openapiState\": not an audit of 42Crunch");
  Index index;
  for (Json at : report["index"]) index.push_back(at.str());
  for (const string_view name : {"security", "data", "semanticErrors", "validationErrors", "warnings"}) {
    issues(report[name], name, index, out);
  }
  if (report["security"]["issues"].is_object() && report["data"]["issues"].is_object()) return;
  out.incomplete(Errc::scanner_failed, state == "structureInvalid"
                                           ? "the structure of the definition is invalid: its security was not audited"
                                           : "the sections \"security\" and \"data\" are not both there");
}

}  // namespace

extern constinit const Format crunch42{
    .id       = "crunch42",
    .name     = "42Crunch",
    .url      = "https://github.com/42Crunch/resources",
    .command  = "the audit report of an API as JSON, from the platform or 42c-ast",
    .kinds    = "sast quality",
    .versions = "assessment 3.x, JSON: normal and minimal reports, with or without their task",
    .severity = "the criticality of the issue, from 0 to 5; warnings and errors of the format have none",
    .missing  = "the file's name and lines, CWE, advice",
    .known_by =
        "report.openapiState report.assessmentVersion | report.openapiState report.assessmentVersion taskId | "
        "audit.openapiState audit.assessmentVersion | openapiState assessmentVersion fileId",
    .read = read,
};

}  // namespace secmon::format
