// SPDX-License-Identifier: MIT
// Threat Composer of AWS: threats of a threat model. JSON.
#include <map>
#include <set>
#include <vector>

#include "formats/dialect/joined.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Model {
  string_view application;
  std::map<string_view, string_view> mitigations;       // id -> text
  std::map<string_view, std::vector<string_view>> of;   // id of a threat -> ids of mitigations
  std::set<std::pair<string_view, string_view>> links;  // each only once
  static constexpr std::size_t kTextLimit = 1000;  // of the tool itself; a mitigation is quoted by each of its threats
};

// "Put it behind a proxy (mitigationInProgress)"
string_view mitigation(Json m, Writer& out) {
  const string_view content = clip(m.str("content"), Model::kTextLimit), status = clip(m.str("status"), 80);
  return status.empty() ? content : out.join({content, " (", status, ")"});
}

string_view stride(string_view letter) {
  if (letter == "S") return "Spoofing";
  if (letter == "T") return "Tampering";
  if (letter == "R") return "Repudiation";
  if (letter == "I") return "Information disclosure";
  if (letter == "D") return "Denial of service";
  return letter == "E" ? "Elevation of privilege" : letter;
}

// Resolved is what was answered as agreed, be it that the risk was accepted.
void state(Draft& f, string_view status, Writer& out) {
  if (status == "threatResolved") f.state = State::fixed;
  if (status == "threatResolvedNotUseful") f.state = State::false_positive;
  if (f.state != State::open) {
    f.state_reason = status;
  } else if (!status.empty() && status != "threatIdentified") {
    out.remark(Errc::ok, out.join({"a threat of the status \"", clip(status, 80), "\" is taken as open"}));
  }
}

void threat(Json t, const Model& model, Writer& out) {
  Draft& f = out.add(Kind::other);
  f.title  = t.str("threatAction");
  if (f.title.empty()) f.title = first_sentence(t.str("statement"));
  if (f.title.empty()) f.title = out.join({"Threat ", t.text("numericId")});
  Joined description("\n\n"), remediation("\n");
  if (!t.str("statement").empty()) description.add(t.str("statement"));
  for (Json m : t["metadata"]) {
    const string_view key = m.str("key");
    if (key == "Priority") f.rate(m.str("value"));
    if (key == "Comments" && !m.str("value").empty()) description.add(m.str("value"));
    if (key != "STRIDE") continue;
    for (Json letter : m["value"]) f.add_tag(stride(letter.str()));
  }
  f.description = description.kept(out);
  if (const auto linked = model.of.find(t.str("id")); linked != model.of.end()) {
    for (const string_view id : linked->second) {
      const auto found = model.mitigations.find(id);
      if (found != model.mitigations.end()) remediation.add(found->second);
      if (found == model.mitigations.end()) out.remark(Errc::ok, "a threat has a mitigation that is not in the model");
    }
  }
  f.remediation = remediation.kept(out);
  for (Json tag : t["tags"]) {
    const string_view word = tag.str();
    if (is_vulnerability_id(word)) {
      f.add_id(word);
    } else if (equal_ignoring_case(word.substr(0, 3), "cwe") && cwe_number(word) != 0) {
      f.add_cwe(word);
    } else {
      f.add_tag(word);
    }
  }
  f.location.resource = joined(t["impactedAssets"], ", ", out);
  if (f.location.resource.empty()) f.location.resource = model.application;
  state(f, t.str("status"), out);
  f.native_id = t.str("id");
}

void read(Json document, Writer& out) {
  out.tool("Threat Composer");
  if (!document["threats"].is_array()) {
    return out.reject(Errc::malformed, "no list \"threats\": not a whole model of Threat Composer");
  }
  Model model;
  model.application = document["applicationInfo"].str("name");
  for (Json m : document["mitigations"]) model.mitigations[m.str("id")] = mitigation(m, out);
  for (Json link : document["mitigationLinks"]) {
    const string_view threat = link.str("linkedId"), id = link.str("mitigationId");
    if (model.links.emplace(threat, id).second) model.of[threat].push_back(id);
  }
  for (Json t : document["threats"]) {
    if (!t.is_object()) {
      out.incomplete(Errc::malformed, "a threat that is none", t.offset());
    } else {
      threat(t, model, out);
    }
  }
}

}  // namespace

extern constinit const Format threat_composer{
    .id       = "threat_composer",
    .name     = "AWS Threat Composer",
    .url      = "https://github.com/awslabs/threat-composer",
    .command  = "a workspace > Export data to JSON file",
    .kinds    = "other",
    .versions = "schema 1",
    .severity = "the priority of the threat; unknown where it has none",
    .missing  = "dates, version of the tool; assumptions and pictures are not read",
    .known_by =
        "schema applicationInfo threats=[] | schema threats[0].id threats[0].numericId threats[0].threatAction | "
        "schema threats[0].id threats[0].numericId threats[0].statement | "
        "schema threats=[] mitigations=[] mitigationLinks=[] assumptionLinks=[] | "
        "schema mitigations=[] mitigationLinks=[] assumptionLinks=[]",
    .read = read,
};

}  // namespace secmon::format
