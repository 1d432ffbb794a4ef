// SPDX-License-Identifier: MIT
// PHP_CodeSniffer, with the rules of phpcs-security-audit among others. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kTypes[] = {{"ERROR", Severity::medium}, {"WARNING", Severity::low}};

void message(Json r, string_view path, Writer& out) {
  const string_view source = r.str("source");
  // The file could not be read, or not to its end.
  if (source.starts_with("Internal.") && source.ends_with("Exception")) {
    return out.incomplete(Errc::scanner_failed, out.join({"phpcs, ", path, ": ", clip(r.str("message"), 300)}));
  }
  const bool security = source.starts_with("PHPCS_SecurityAudit.") || source.find(".Security.") != source.npos;
  Draft& f            = out.add(security ? Kind::sast : Kind::quality);
  f.rule_id           = source;
  f.title             = first_sentence(r.str("message"));
  if (f.title.size() != r.str("message").size()) f.description = r.str("message");
  f.rate(r.str("type"), kTypes);  // "severity" is a number that nearly all rules leave at 5
  f.location.path       = path;
  f.location.start_line = f.location.end_line = r.line("line");
  f.location.start_column                     = r.line("column");
}

void read(Json document, Writer& out) {
  out.tool("phpcs");
  if (!document["files"].is_object() && !(document["files"].is_array() && document["totals"].has("errors"))) {
    return out.reject(Errc::malformed, "no \"files\": not a whole report of PHP_CodeSniffer");
  }
  for (Json file : document["files"]) {
    const string_view path = file.key();
    for (Json r : file["messages"]) message(r, path, out);
  }
}

}  // namespace

extern constinit const Format php_security_audit_v2{
    .id       = "php_security_audit_v2",
    .name     = "PHP_CodeSniffer",
    .url      = "https://github.com/FloeDesignTechnologies/phpcs-security-audit",
    .command  = "phpcs --standard=Security --report=json --report-file=phpcs.json src",
    .kinds    = "sast quality",
    .versions = "2 and 3 of PHP_CodeSniffer, JSON",
    .severity = "type: ERROR medium, WARNING low",
    .missing  = "CWE, ends of places, versions",
    .known_by = "totals.errors totals.warnings files",
    .read     = read,
};

}  // namespace secmon::format
