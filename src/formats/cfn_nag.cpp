// SPDX-License-Identifier: MIT
// cfn_nag: insecure CloudFormation templates. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kTypes[] = {{"FAIL", Severity::high}, {"WARN", Severity::medium}};

// One for each resource; old versions have no lines, and some rules no resource.
void violation(Json v, string_view file, Writer& out) {
  const Json resources = v["logical_resource_ids"], lines = v["line_numbers"];
  auto line      = lines.begin();
  bool any       = false;
  const auto add = [&](string_view resource) {
    Draft& f    = out.add(Kind::iac);
    f.rule_id   = v.str("id");
    f.rule_name = v.str("name");
    f.title     = v.str("message");
    f.rate(v.str("type"), kTypes);
    f.location.path     = file;
    f.location.resource = resource;
    if (line != lines.end()) {
      f.location.start_line = f.location.end_line = (*line).line();
      ++line;
    }
    any = true;
  };
  for (Json resource : resources.each()) add(resource.str());
  if (!any) add({});
}

void read(Json document, Writer& out) {
  out.tool("cfn_nag");
  bool any = false;
  for (Json file : document.each()) {
    const string_view name = file.str("filename");
    if (!file["file_results"]["violations"].is_array()) {
      out.incomplete(Errc::malformed, out.join({"\"", name, "\" has no list \"violations\""}), file.offset());
    }
    for (Json v : file["file_results"]["violations"]) {
      // A template that it cannot read: nothing else was checked.
      if (v.str("id") == "FATAL") {
        out.incomplete(Errc::scanner_failed,
                       out.join({"cfn_nag could not read ", name, ": ", clip(v.str("message"), 300)}));
      } else {
        violation(v, name, out);
      }
    }
    any = true;
  }
  if (!any) out.reject(Errc::malformed, "no \"file_results\": not a report of cfn_nag");
}

}  // namespace

extern constinit const Format cfn_nag{
    .id       = "cfn_nag",
    .name     = "cfn_nag",
    .url      = "https://github.com/stelligent/cfn_nag",
    .command  = "cfn_nag_scan --input-path . --output-format json > cfn_nag.json",
    .kinds    = "iac",
    .versions = "all JSON of cfn_nag_scan",
    .severity = "type: FAIL high, WARN medium",
    .missing  = "severity, columns, references, the version of cfn_nag; lines before 0.3",
    .known_by = "[0].filename [0].file_results.violations",
    .read     = read,
};

}  // namespace secmon::format
