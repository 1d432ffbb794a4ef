// SPDX-License-Identifier: MIT
// OpenVEX: statements whether products are affected by vulnerabilities.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

string_view reason_of(Json s, Writer& out) {
  string_view reason = s.str("status");
  for (const char* key : {"justification", "impact_statement", "status_notes"}) {
    if (!s.str(key).empty()) reason = out.join({reason, ": ", s.str(key)});
  }
  return reason;
}

bool state_of(Draft& f, Json s, Writer& out) {
  const string_view status = s.str("status");
  f.add_tag(status);
  if (status == "not_affected") {
    f.state = State::dismissed;
  } else if (status == "fixed") {
    f.state = State::fixed;
  } else if (status != "affected" && status != "under_investigation") {
    return false;
  }
  if (f.state != State::open) f.state_reason = reason_of(s, out);
  return true;
}

// In 0.0 a product is a text, since 0.2 an object.
string_view purl_of(Json product) {
  if (product.is_string()) return product.str();
  const string_view purl = product["identifiers"].str("purl");
  return purl.empty() ? product.str("@id") : purl;
}

struct Document {
  Time time = kNoTime;
};

void statement(Json s, string_view product, string_view subcomponent, const Document& document, Writer& out) {
  const Json v = s["vulnerability"];
  Draft& f     = out.add(Kind::sca);
  f.rule_id    = v.is_string() ? v.str() : v.str("name");
  if (f.rule_id.empty()) f.rule_id = v.str("@id");
  f.description = v.str("description");
  f.remediation = s.str("action_statement");
  f.add_id(f.rule_id);
  for (Json alias : v["aliases"]) f.add_id(alias.str());
  // Of an image the package is in the subcomponent.
  const string_view purl = subcomponent.empty() ? product : subcomponent;
  const Purl parts       = parse_purl(purl);
  f.package.ecosystem    = out.keep(parts.type);
  f.package.name         = parts.name.empty() ? purl : out.keep(parts.name);
  f.package.version      = out.keep(parts.version);
  f.package.purl         = parts.type.empty() ? string_view() : purl;
  f.package.image        = subcomponent.empty() ? string_view() : product;
  f.title                = f.package.name.empty() ? f.rule_id : out.join({f.rule_id, " in ", f.package.name});
  f.add_reference(v.str("@id"));
  const bool known = state_of(f, s, out);
  f.dates.detected = s.has("last_updated") ? s.time("last_updated") : s.time("timestamp");
  if (f.dates.detected == kNoTime) f.dates.detected = document.time;
  if (f.state == State::fixed) f.dates.fixed = f.dates.detected;
  if (f.state == State::dismissed) f.dates.dismissed = f.dates.detected;
  f.native_id = s.str("@id");
  if (!known)
    out.incomplete(Errc::malformed, out.join({"status \"", clip(s.str("status"), 60), "\" is not understood"}));
}

void read(Json document, Writer& out) {
  // Signed, it is the predicate of an attestation.
  const Json vex            = document["predicate"]["statements"] ? document["predicate"] : document;
  const string_view tooling = vex.str("tooling"), name = tooling.substr(tooling.rfind('/') + 1);
  const bool empty = name == "govulncheck" && !vex.has("statements");  // how it says that there is nothing
  if (!vex["statements"].is_array() && !empty) {
    return out.reject(Errc::malformed, "no list \"statements\": not OpenVEX");
  }
  out.tool(tooling.empty() ? string_view("openvex") : tooling.starts_with("http") ? name : tooling);
  const Document about{vex.time("timestamp")};
  for (Json s : vex["statements"]) {
    if (!s["vulnerability"]) {
      out.incomplete(Errc::malformed, "a statement without \"vulnerability\"", s.offset());
      continue;
    }
    bool any = false;
    for (Json product : s["products"]) {
      const string_view id = purl_of(product);
      bool inner           = false;
      for (Json sub : product["subcomponents"]) statement(s, id, purl_of(sub), about, out), inner = true;
      if (!inner) statement(s, id, {}, about, out);
      any = true;
    }
    if (!any) statement(s, {}, {}, about, out);
  }
}

}  // namespace

extern constinit const Format openvex{
    .id       = "openvex",
    .name     = "OpenVEX",
    .url      = "https://github.com/openvex/spec",
    .command  = "vexctl create --product=PURL --vuln=CVE --status=not_affected --file vex.json",
    .kinds    = "sca",
    .versions = "0.0.x and 0.2.x, also as the predicate of an attestation",
    .severity = "none: it is unknown",
    .missing  = "severity, CVSS, CWE",
    .known_by =
        "@context=https://openvex.dev/ns* statements | predicate.@context=https://openvex.dev/ns* "
        "predicate.statements | @context=https://openvex.dev/ns* tooling=*govulncheck !statements",
    .read = read,
};

}  // namespace secmon::format
