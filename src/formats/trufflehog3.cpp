// SPDX-License-Identifier: MIT
// trufflehog3: secrets in git repositories and files. It is another tool than TruffleHog 3.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void finding(Json r, Writer& out) {
  const Json rule = r["rule"];
  // Until version 2 the rule was only a text, and the severity missing.
  const string_view id = rule ? rule.str("id") : r.str("reason");
  Draft& f             = secret_found(id, rule.str("message").empty() ? id : rule.str("message"), out);
  f.rate(rule.str("severity"));
  f.location.path       = r.str("path");
  f.location.start_line = r.line("line");
  f.location.end_line   = r.line("line");
  f.dates.introduced    = r.time("date");
  const string_view sha = rule ? r.str("commit") : r.str("commitHash"), branch = r.str("branch");
  if (!sha.empty()) f.add_tag(out.join({"commit ", sha}));
  if (!branch.empty()) f.add_tag(out.join({"branch ", branch}));
}

void read(Json document, Writer& out) {
  out.tool("trufflehog3");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list of findings: not a report of trufflehog3");
  for (Json r : document) {
    if (r.has("rule") || r.has("reason"))
      finding(r, out);
    else
      out.incomplete(Errc::malformed, "a row that is no finding of trufflehog3", r.offset());
  }
}

}  // namespace

extern constinit const Format trufflehog3{
    .id       = "trufflehog3",
    .name     = "trufflehog3",
    .url      = "https://github.com/feeltheajf/trufflehog3",
    .command  = "trufflehog3 --format JSON --output trufflehog3.json .",
    .kinds    = "secret",
    .versions = "3, and the list of versions 1 and 2",
    .severity = "the rule's word; high in versions without one",
    .missing  = "whether the secret works; the secret is in the report but is not read",
    .known_by =
        "[0].rule.id [0].rule.severity [0].path [0].secret | [0].branch [0].commitHash [0].stringsFound [0].reason",
    .read = read,
};

}  // namespace secmon::format
