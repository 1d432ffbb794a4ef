// SPDX-License-Identifier: MIT
// Secretlint: secrets in files.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kWords[] = {{"error", Severity::high}, {"warning", Severity::medium}, {"info", Severity::low}};

string_view behind_last_slash(string_view text) { return text.substr(text.rfind('/') + 1); }

// The message and the source hold the secret unless it was masked.
void finding(Json m, string_view file, Writer& out) {
  const Json start = m["loc"]["start"], end = m["loc"]["end"];
  const string_view id = m.str("messageId"), rule = m.str("ruleId");
  Draft& f    = secret_found(rule, id.empty() ? behind_last_slash(rule) : id, out);
  f.rule_name = id;
  f.rate(m.str("severity"), kWords);
  f.location.path         = file;
  f.location.start_line   = start.line("line");
  f.location.end_line     = end.line("line");
  f.location.start_column = start["column"].is_number() ? static_cast<std::uint32_t>(start.integer("column")) + 1 : 0;
  f.location.end_column   = end["column"].is_number() ? static_cast<std::uint32_t>(end.integer("column")) + 1 : 0;
  f.add_reference(m.str("docsUrl"));
}

void read(Json document, Writer& out) {
  out.tool("secretlint");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list of files: not a report of secretlint");
  if (document.begin() == document.end()) out.incomplete(Errc::malformed, "secretlint read no file");
  for (Json file : document) {
    if (!file["messages"].is_array()) out.incomplete(Errc::malformed, "a row without messages", file.offset());
    for (Json m : file["messages"]) finding(m, file.str("filePath"), out);
  }
}

}  // namespace

extern constinit const Format secretlint{
    .id       = "secretlint",
    .name     = "Secretlint",
    .url      = "https://github.com/secretlint/secretlint",
    .command  = "secretlint --format json --output secretlint.json .",
    .kinds    = "secret",
    .versions = "JSON of all versions",
    .severity = "error high, warning medium, info low",
    .missing  = "whether the secret works; the secret may be in the report but is not read",
    .known_by = "[0].filePath [0].messages [0].sourceContentType",
    .read     = read,
};

}  // namespace secmon::format
