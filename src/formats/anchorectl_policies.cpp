// SPDX-License-Identifier: MIT
// Anchore: what of an image violates a policy, by anchorectl.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What the gate does: stop or go with a warning. Some policies put a severity before the text.
constexpr SeverityWord kActions[] = {{"stop", Severity::critical}, {"warn", Severity::medium}, {"go", Severity::info}};

void violation(Json v, string_view image, Writer& out) {
  const string_view text = v.str("description");
  Draft& f               = out.add(Kind::iac);
  f.rule_id              = v.str("policyId").empty() ? v.str("triggerName") : v.str("policyId");
  f.rule_name            = out.join({v.str("gate"), ".", v.str("triggerName")});
  f.title                = first_sentence(text);
  f.description          = text;
  const string_view word = text.substr(0, text.find(' '));
  if (severity_of(word) != Severity::unknown) {
    f.rate(word);
  } else {
    f.rate(v.str("status"), kActions, SeverityFrom::level);
  }
  f.add_ids_in(text);
  f.package.image     = image;
  f.location.resource = image;
  f.native_id         = v.str("triggerId");
}

void read(Json document, Writer& out) {
  out.tool("anchore");
  // Since 1.1 an object with evaluations; before, a list of what is one of them now.
  if (!document.is_array() && !document["evaluations"].is_array()) {
    return out.reject(Errc::malformed, "no list \"evaluations\": not a policy report of anchorectl");
  }
  for (Json e : document.is_array() ? document : document["evaluations"]) {
    const Json details = e["details"].is_array() ? e["details"] : e["detail"];
    if (!details.is_array()) {
      if (e.str("status") == "pass" || e.str("finalAction") == "go") continue;
      out.incomplete(Errc::malformed, "an evaluation that did not pass has no details", e.offset());
      continue;
    }
    const string_view tag = e.str("tag").empty() ? document.str("evaluatedTag") : e.str("tag");
    for (Json v : details) violation(v, v.str("tag").empty() ? tag : v.str("tag"), out);
  }
}

}  // namespace

extern constinit const Format anchorectl_policies{
    .id       = "anchorectl_policies",
    .name     = "Anchore policies",
    .url      = "https://docs.anchore.com/current/docs/using/anchorectl/",
    .command  = "anchorectl image check --detail IMAGE -o json > anchore-policy.json",
    .kinds    = "iac",
    .versions = "anchorectl: the list of old versions, and the object with evaluations",
    .severity = "the word before the text, else what the gate does: stop critical, warn medium, go info",
    .missing  = "packages, CVSS",
    .known_by =
        "evaluations[0].finalAction policyId | [0].finalAction [0].policyId [0].digest | "
        "evaluatedTag evaluations=[]",
    .read = read,
};

}  // namespace secmon::format
