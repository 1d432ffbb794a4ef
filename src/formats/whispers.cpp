// SPDX-License-Identifier: MIT
// Whispers: secrets in structured files, such as settings and deployments.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Words as Sonar has them since 2.0; before 2.3 there were also "Critical" and "High" in the usual sense.
constexpr SeverityWord kWords[] = {{"BLOCKER", Severity::critical},
                                   {"CRITICAL", Severity::high},
                                   {"MAJOR", Severity::medium},
                                   {"MINOR", Severity::low}};

void finding(Json r, Writer& out) {
  const string_view rule = r.str("rule_id").empty() ? r.str("rule") : r.str("rule_id"), word = r.str("severity");
  const string_view message = r.str("message");
  Draft& f                  = secret_found(rule.empty() ? message : rule, message.empty() ? rule : message, out);
  if (word == "Critical")
    f.rate(word);
  else
    f.rate(word, kWords);
  f.location.path       = r.str("file");
  f.location.start_line = r.line("line");
  f.location.end_line   = r.line("line");
  f.location.resource   = r.str("key");
}

void read(Json document, Writer& out) {
  out.tool("whispers");
  if (!document.is_array() && !document.is_object()) return out.reject(Errc::malformed, "not a report of whispers");
  for (Json r : document.each()) {
    if (r.has("severity") && r.has("file"))
      finding(r, out);
    else
      out.incomplete(Errc::malformed, "a row that is no finding of whispers", r.offset());
  }
}

}  // namespace

extern constinit const Format whispers{
    .id       = "whispers",
    .name     = "Whispers",
    .url      = "https://github.com/adeptex/whispers",
    .command  = "whispers --output whispers.json .",
    .kinds    = "secret",
    .versions = "2.x: a list, or an object a line",
    .severity = "the tool's word: BLOCKER critical, CRITICAL high, MAJOR medium, MINOR low",
    .missing  = "columns, dates; the secret is in the report but is not read",
    .known_by = "[0].key [0].value [0].file [0].line [0].severity | key value file line message severity",
    .read     = read,
};

}  // namespace secmon::format
