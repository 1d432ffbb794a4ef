// SPDX-License-Identifier: MIT
// cfn-lint: CloudFormation templates against their schema and good practice. JSON.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLevels[] = {{"Error", Severity::high}, {"Warning", Severity::medium}};

string_view resource_of(Json path, Writer& out) {
  std::string text;
  for (Json part : path) text.append(text.empty() ? "" : "/").append(part.text());
  return out.keep(text);
}

void match(Json r, Writer& out) {
  const Json rule = r["Rule"], start = r["Location"]["Start"], end = r["Location"]["End"];
  const string_view id = rule.str("Id");
  if (id == "E0000" || id == "E0002") {  // the template cannot be read, or a rule crashed
    return out.incomplete(Errc::scanner_failed,
                          out.join({"cfn-lint: ", r.str("Filename"), ": ", clip(r.str("Message"), 300)}));
  }
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = id;
  f.rule_name   = rule.str("ShortDescription");
  f.title       = clip(first_line(r.str("Message")), 200);
  f.description = rule.str("Description");
  f.rate(r.str("Level"), kLevels);
  f.location.path         = r.str("Filename");
  f.location.start_line   = start.line("LineNumber");
  f.location.start_column = start.line("ColumnNumber");
  f.location.end_line     = end.line("LineNumber");
  f.location.end_column   = end.line("ColumnNumber");
  f.location.resource     = resource_of(r["Location"]["Path"], out);
  f.add_reference(rule.str("Source"));
  f.native_id = r.str("Id");
}

void read(Json document, Writer& out) {
  out.tool("cfn-lint");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of cfn-lint");
  for (Json r : document) match(r, out);
}

}  // namespace

extern constinit const Format cfn_lint{
    .id       = "cfn_lint",
    .name     = "cfn-lint",
    .url      = "https://github.com/aws-cloudformation/cfn-lint",
    .command  = "cfn-lint --format json template.yaml > cfn-lint.json",
    .kinds    = "iac",
    .versions = "0.x and 1.x, JSON",
    .severity = "level: Error high, Warning medium, Informational info",
    .missing  = "the version of cfn-lint; `[]` names no tool",
    .known_by = "[0].Filename [0].Level [0].Rule.Id [0].Location.Start",
    .read     = read,
};

}  // namespace secmon::format
