// SPDX-License-Identifier: MIT
// Anchore Engine and Enterprise: what of an image violates a policy. A table inside of objects that are named after
// digests and tags.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kActions[] = {{"stop", Severity::critical}, {"warn", Severity::medium}, {"go", Severity::info}};

// The columns are named in the header.
string_view cell(Json header, Json row, string_view name) {
  std::size_t at = 0;
  for (Json column : header) {
    if (column.str() == name) return row[at].text();
    ++at;
  }
  return {};
}

void violation(Json header, Json row, Writer& out) {
  const string_view text = cell(header, row, "Check_Output");
  Draft& f               = out.add(Kind::iac);
  f.rule_id              = out.join({cell(header, row, "Gate"), ".", cell(header, row, "Trigger")});
  f.title                = first_sentence(text);
  f.description          = text;
  f.rate(cell(header, row, "Gate_Action"), kActions, SeverityFrom::level);
  f.add_ids_in(text);
  f.add_ids_in(cell(header, row, "Trigger_Id"));
  f.package.image = f.location.resource = cell(header, row, "Repo_Tag");
  f.native_id                           = cell(header, row, "Trigger_Id");
  // false, or an object that names the list.
  for (std::size_t at = 0; Json column : header) {
    if (column.str() == "Whitelisted" && (row[at].is_object() || row[at].truth())) {
      f.state        = State::accepted_risk;
      f.state_reason = out.join({"allowed: ", row[at].str("whitelist_name")});
    }
    ++at;
  }
}

void read(Json document, Writer& out) {
  out.tool("anchore");
  bool any = false;
  for (Json entry : document) {
    for (Json digest : entry) {
      for (Json tag : digest) {
        for (Json evaluation : tag) {
          const Json result = evaluation["detail"]["result"]["result"];
          any               = any || result.is_object();
          for (Json image : result) {
            const Json table = image["result"];
            for (Json row : table["rows"]) violation(table["header"], row, out);
          }
        }
      }
    }
  }
  if (!any) out.reject(Errc::malformed, "no evaluation of a policy by Anchore");
}

}  // namespace

extern constinit const Format anchore_enterprise{
    .id       = "anchore_enterprise",
    .name     = "Anchore policies (engine)",
    .url      = "https://docs.anchore.com",
    .command  = "anchore-cli --json evaluate check IMAGE --detail > anchore-policy.json",
    .kinds    = "iac",
    .versions = "anchore-cli evaluate check --json",
    .severity = "what the gate does: stop critical, warn medium, go info",
    .missing  = "packages, CVSS, the tool's version",
    .known_by = "[0].*.*.[0].detail.result [0].*.*.[0].policyId",
    .read     = read,
};

}  // namespace secmon::format
