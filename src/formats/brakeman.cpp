// SPDX-License-Identifier: MIT
// Brakeman: security problems of Ruby on Rails applications. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Brakeman rates only how sure it is. Its own reports are ordered by that, and so it stands for the severity.
constexpr SeverityWord kBySureness[] = {
    {"High", Severity::high}, {"Medium", Severity::medium}, {"Weak", Severity::low}};

Draft& warning(Json r, Writer& out) {
  Draft& f            = out.add(Kind::sast);
  const Json place    = r["location"];
  f.rule_id           = r.str("check_name");
  f.rule_name         = r.str("warning_type");
  f.title             = first_sentence(r.str("message"));
  f.description       = r.str("message");
  const string_view c = r.str("confidence");
  f.confidence        = confidence_of(c);
  if (const Severity s = severity_of(c, kBySureness); s != Severity::unknown) {
    f.rate(s, SeverityFrom::policy, c);
  } else {
    f.rate(c, kBySureness);
  }
  f.add_ids_in(f.description);  // of gems: "Rails 5.0.0 has a vulnerability (CVE-2016-6316)"
  for (Json cwe : r["cwe_id"].each()) f.add_cwe(cwe.text());
  f.add_reference(r.str("link"));
  f.location.path       = r.str("file");
  f.location.start_line = f.location.end_line = r.line("line");
  f.location.snippet                          = r.str("code");
  const string_view method = place.str("method"), type = place.str("class");
  f.location.function = method.empty() ? (type.empty() ? place.str("template") : type) : out.join({type, "#", method});
  f.native_id         = r.str("fingerprint");
  return f;
}

void read(Json document, Writer& out) {
  const Json info = document["scan_info"];
  out.tool("brakeman", info.str("brakeman_version"));
  out.generated(info.time("end_time"));
  if (!document["warnings"].is_array()) {
    return out.reject(Errc::malformed, "no list \"warnings\": not a whole report of Brakeman");
  }
  for (Json r : document["warnings"]) warning(r, out);
  for (Json r : document["ignored_warnings"]) {
    Draft& f       = warning(r, out);
    f.state        = State::suppressed;
    f.state_reason = r.str("note");
  }
  for (Json e : document["errors"]) {
    out.incomplete(Errc::scanner_failed, out.join({"Brakeman: ", clip(first_line(e.str("error")), 300)}));
  }
}

}  // namespace

extern constinit const Format brakeman{
    .id       = "brakeman",
    .name     = "Brakeman",
    .url      = "https://github.com/presidentbeef/brakeman",
    .command  = "brakeman -f json -o brakeman.json",
    .kinds    = "sast",
    .versions = "all JSON since 3.0, with ignored warnings",
    .severity = "none in the report; by the confidence: High high, Medium medium, Weak low",
    .missing  = "severity, columns; CWE before 5.3",
    .known_by = "scan_info warnings ignored_warnings | scan_info warnings errors | scan_info.brakeman_version warnings",
    .divisible = "warnings ignored_warnings",
    .read      = read,
};

}  // namespace secmon::format
