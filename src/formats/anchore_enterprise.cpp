// SPDX-License-Identifier: MIT
// Anchore Engine and Enterprise: what of an image violates a policy. A table inside of objects that are named after
// digests and tags.
#include <array>
#include <iterator>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kActions[] = {{"stop", Severity::critical}, {"warn", Severity::medium}, {"go", Severity::info}};

// The columns are named in the header, which is looked at once for all rows.
enum Column : std::size_t { output, gate, trigger, action, id, image, allowed };
constexpr string_view kColumns[] = {"Check_Output", "Gate",     "Trigger",    "Gate_Action",
                                    "Trigger_Id",   "Repo_Tag", "Whitelisted"};
using Places                     = std::array<std::size_t, std::size(kColumns)>;

Places places(Json header) {
  Places found;
  found.fill(string_view::npos);
  for (std::size_t at = 0; Json column : header) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i] == string_view::npos && column.str() == kColumns[i]) found[i] = at;
    }
    ++at;
  }
  return found;
}

void violation(const Places& at, Json row, Writer& out) {
  const auto cell        = [&](Column column) { return row[at[column]].text(); };
  const string_view text = cell(output);
  Draft& f               = out.add(Kind::iac);
  f.rule_id              = out.join({cell(gate), ".", cell(trigger)});
  f.title                = first_sentence(text);
  f.description          = text;
  f.rate(cell(action), kActions, SeverityFrom::level);
  f.add_ids_in(text);
  f.add_ids_in(cell(id));
  f.package.image = f.location.resource = cell(image);
  f.native_id                           = cell(id);
  // false, or an object that names the list.
  if (const Json list = row[at[allowed]]; list.is_object() || list.truth()) {
    f.state        = State::accepted_risk;
    f.state_reason = out.join({"allowed: ", list.str("whitelist_name")});
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
            const Places at  = places(table["header"]);
            for (Json row : table["rows"]) violation(at, row, out);
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
