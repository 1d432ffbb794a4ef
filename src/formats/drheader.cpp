// SPDX-License-Identifier: MIT
// drHEADer: the HTTP headers of a site against a policy.
#include "formats/dialect/joined.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void finding(Json r, string_view url, Writer& out) {
  if (!r.has("rule")) return out.incomplete(Errc::malformed, "an item that is no finding of drHEADer", r.offset());
  Draft& f                   = out.add(Kind::dast);
  const string_view expected = joined(r["expected"].exists() ? r["expected"] : r["avoid"], ", ", out);
  const char* const before   = r["expected"].exists() ? "Expected: " : "To be avoided: ";
  f.rule_id                  = r.str("rule");
  f.title                    = out.join({r.str("rule"), ": ", r.str("message")});
  // A cookie's value may be a session.
  const bool cookie = r.str("rule").starts_with("Set-Cookie");
  if (!r.text("value").empty() && !cookie) f.description = out.join({"It is: ", r.text("value")});
  if (cookie && r["anomalies"].exists())
    f.description = out.join({"Missing or wrong: ", joined(r["anomalies"], ", ", out)});
  if (!expected.empty()) f.remediation = out.join({before, expected});
  f.rate(r.str("severity"));
  f.location.url       = url;
  f.location.parameter = r.str("rule").substr(0, r.str("rule").find(" - "));
}

void read(Json document, Writer& out) {
  out.tool("drHEADer");
  if (document.is_object() && document["report"].is_array()) {  // of one of many sites
    for (Json r : document["report"]) finding(r, document.str("url"), out);
    return;
  }
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of drHEADer");
  for (Json r : document) {
    if (!r["report"].is_array()) {
      finding(r, {}, out);
      continue;
    }
    const string_view url = r.str("url");
    for (Json inner : r["report"]) finding(inner, url, out);
  }
}

}  // namespace

extern constinit const Format drheader{
    .id       = "drheader",
    .name     = "drHEADer",
    .url      = "https://github.com/Santandersecurityresearch/DrHeader",
    .command  = "drheader scan single https://www.example.com --output json > drheader.json",
    .kinds    = "dast",
    .versions = "1 and 2: the findings of one site; of several sites, each with its address",
    .severity = "the tool's word",
    .missing  = "CWE, dates; the site, where there is only one",
    .known_by =
        "[0].rule [0].severity [0].message ![0].ruleId ![0].line ![0].file | [0].url [0].report[0].rule "
        "[0].report[0].severity | url report[0].rule report[0].severity",
    .read = read,
};

}  // namespace secmon::format
