// SPDX-License-Identifier: MIT
// burp_graphql: issues, as the GraphQL API of Burp Suite Enterprise (DAST) answers them.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void issue(Json i, Writer& out) {
  const Json type       = i["issue_type"];
  Draft& f              = out.add(Kind::dast);
  f.rule_id             = type.text("type_index");
  f.rule_name           = type.str("name");
  f.title               = f.rule_name;
  const string_view why = plain(i.str("description_html"), out), background = plain(type.str("description_html"), out);
  f.description             = out.join({why, why.empty() || background.empty() ? "" : "\n\n", background});
  const string_view how     = plain(i.str("remediation_html"), out);
  f.remediation             = how.empty() ? plain(type.str("remediation_html"), out) : how;
  const bool false_positive = i.str("severity") == "false_positive";
  if (false_positive) f.state = State::false_positive;
  f.rate(false_positive ? string_view() : i.str("severity"));
  f.confidence = confidence_of(i.str("confidence"));
  add_cwes_in(f, type.str("vulnerability_classifications_html"));
  f.location.url = url_at(i.str("origin"), i.str("path"), out);
  add_links(f, type.str("references_html"), out);
  add_links(f, type.str("vulnerability_classifications_html"), out);
  f.native_id = i.text("serial_number");
}

void read(Json document, Writer& out) {
  out.tool("burp");
  Json list = document["Issues"];
  if (!list) list = document["data"]["scan"]["issues"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"Issues\": not an answer of Burp Suite");
  for (Json i : list) issue(i, out);
  if (document["errors"][0]) {
    out.incomplete(Errc::scanner_failed, out.join({"Burp Suite answered: ", document["errors"][0].str("message")}));
  }
}

}  // namespace

extern constinit const Format burp_graphql{
    .id       = "burp_graphql",
    .name     = "Burp Suite GraphQL API",
    .url      = "https://portswigger.net/burp/documentation/dast/user-guide/api-documentation/graphql-api",
    .command  = "the query scan { issues { issue_type { name … } severity confidence path origin … } }",
    .kinds    = "dast",
    .versions = "an answer (data.scan.issues), or its issues as {\"Issues\": […]}",
    .severity = "the tool's word",
    .missing  = "what the query did not ask for",
    .known_by = "Issues[0].issue_type Issues[0].severity | data.scan.issues | data.scan.issues[0].issue_type",
    .read     = read,
};

}  // namespace secmon::format
