// SPDX-License-Identifier: MIT
// ESLint: a linter for JavaScript, with plugins about security. JSON, with and without metadata.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "security/detect-eval-with-expression": of a plugin about security.
bool about_security(string_view rule) {
  for (const char* plugin : {"security/", "security-node/", "no-unsanitized/", "xss/", "no-secrets/", "scanjs-rules/",
                             "@microsoft/sdl/", "sonarjs/security-", "pii/", "anti-trojan-source/"}) {
    if (rule.starts_with(plugin)) return true;
  }
  for (const char* rule_of_core : {"no-eval", "no-implied-eval", "no-new-func", "no-script-url"}) {
    if (rule == rule_of_core) return true;
  }
  return false;
}

void message(Json r, string_view path, Json rules, State state, Writer& out) {
  const string_view rule = r.str("ruleId");
  if (r.truth("fatal")) {  // a file that cannot be parsed
    return out.incomplete(Errc::scanner_failed,
                          out.join({"ESLint could not read ", path, ": ", clip(first_line(r.str("message")), 300)}));
  }
  const bool security = about_security(rule), error = r.integer("severity") == 2;
  Draft& f  = out.add(rule.starts_with("no-secrets/") ? Kind::secret : security ? Kind::sast : Kind::quality);
  f.rule_id = rule;
  f.title   = f.kind == Kind::secret ? "A secret in the source" : clip(first_line(r.str("message")), 200);
  if (f.kind != Kind::secret) f.description = r.str("message");
  if (r["severity"]) {
    const Severity high = security ? Severity::high : Severity::medium,
                   low  = security ? Severity::medium : Severity::low;
    f.rate(error ? high : low, SeverityFrom::level, r.text("severity"));
  }
  f.location.path         = path;
  f.location.start_line   = r.line("line");
  f.location.start_column = r.line("column");
  f.location.end_line     = r.line("endLine");
  f.location.end_column   = r.line("endColumn");
  f.add_reference(rules[rule]["docs"].str("url"));
  f.state = state;
  if (state != State::open) f.state_reason = r["suppressions"][0].str("justification");
}

void read(Json document, Writer& out) {
  const Json list = document.is_array() ? document : document["results"];
  out.tool("eslint");
  if (!list.is_array()) return out.reject(Errc::malformed, "no list of files: not a report of ESLint");
  const Json rules = document["metadata"]["rulesMeta"];
  for (Json file : list) {
    const string_view path = file.str("filePath");
    if (!file["messages"].is_array()) {
      out.incomplete(Errc::malformed, out.join({"\"", path, "\" has no list \"messages\""}), file.offset());
    }
    for (Json r : file["messages"]) message(r, path, rules, State::open, out);
    for (Json r : file["suppressedMessages"]) message(r, path, rules, State::suppressed, out);
  }
}

}  // namespace

extern constinit const Format eslint{
    .id       = "eslint",
    .name     = "ESLint",
    .url      = "https://github.com/eslint/eslint",
    .command  = "eslint -f json -o eslint.json .",
    .kinds    = "sast quality secret",
    .versions = "all JSON, json-with-metadata",
    .severity = "2 and 1: high and medium for plugins about security, else medium and low",
    .missing  = "CWE, the version of ESLint; `[]` names no tool",
    .known_by =
        "[0].filePath [0].messages [0].errorCount | results[0].filePath results[0].errorCount metadata.rulesMeta",
    .divisible = "[] results",
    .read      = read,
};

}  // namespace secmon::format
