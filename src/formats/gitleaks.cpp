// SPDX-License-Identifier: MIT
// gitleaks: secrets in git repositories and files.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void commit(Draft& f, string_view hash, Time date, Writer& out) {
  if (hash.empty()) return;
  f.dates.introduced = date;
  f.add_tag(out.join({"commit ", hash}));
}

void finding(Json r, Writer& out) {
  const string_view rule = r.str("RuleID"), text = r.str("Description");
  Draft& f              = secret_found(rule, text.empty() ? rule : text, out);
  f.location.path       = r.str("File");
  f.location.start_line = r.line("StartLine");
  f.location.end_line   = r.line("EndLine");
  // Both columns are one too large but for the first line of what was read at once (seen in 8.24), which cannot be
  // told.
  f.location.start_column = r.line("StartColumn");
  f.location.end_column   = r.line("EndColumn") == 0 ? 0 : r.line("EndColumn") + 1;
  f.add_reference(r.str("Link"));
  for (Json tag : r["Tags"].each()) f.add_tag(tag.str());
  commit(f, r.str("Commit"), r.time("Date"), out);
  f.native_id = r.str("Fingerprint");  // commit, file, rule and line; nothing of the secret
}

// Until version 7. Tags are one text.
void leak(Json r, Writer& out) {
  Draft& f              = secret_found(r.str("rule"), r.str("rule"), out);
  f.location.path       = r.str("file");
  f.location.start_line = r.line("lineNumber");
  f.location.end_line   = r.line("lineNumber");
  f.location.resource   = r.str("repoURL").empty() ? r.str("repo") : r.str("repoURL");
  if (f.location.resource == ".") f.location.resource = {};
  f.add_reference(r.str("leakURL"));
  string_view tags = r.str("tags"), tag;
  while (next_part(tags, ',', tag)) f.add_tag(trim(tag));
  commit(f, r.str("commit"), r.time("date"), out);
}

void read(Json document, Writer& out) {
  out.tool("gitleaks");
  if (document.is_null()) return;  // what 8 writes where there is nothing
  if (!document.is_array()) return out.reject(Errc::malformed, "no list of findings: not a report of gitleaks");
  for (Json r : document) {
    if (r.has("RuleID") || r.has("StartLine")) {
      finding(r, out);
    } else if (r.has("rule") || r.has("offender")) {
      leak(r, out);
    } else {
      out.incomplete(Errc::malformed, "a row that is no finding of gitleaks", r.offset());
    }
  }
}

}  // namespace

extern constinit const Format gitleaks{
    .id       = "gitleaks",
    .name     = "Gitleaks",
    .url      = "https://github.com/gitleaks/gitleaks",
    .command  = "gitleaks git --report-format json --report-path gitleaks.json",
    .kinds    = "secret",
    .versions = "8 (with and without Match, Fingerprint, Link), 4 to 7; SARIF is the format sarif",
    .severity = "none in the report: high",
    .missing  = "whether the secret works; the secret and its line are in the report but are not read",
    .known_by =
        "[0].RuleID [0].StartLine [0].File | [0].RuleID [0].Secret [0].File | [0].rule [0].offender [0].commit "
        "[0].file",
    .divisible = "[]",
    .read      = read,
};

}  // namespace secmon::format
