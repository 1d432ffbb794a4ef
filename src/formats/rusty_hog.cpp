// SPDX-License-Identifier: MIT
// Rusty Hog: secrets in git, files, Confluence, Jira, S3, Google Drive: each Hog has members of its own.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void finding(Json r, Writer& out) {
  const string_view reason = r.str("reason");
  Draft& f                 = secret_found(reason, reason, out);
  f.location.path          = r.str("path");
  f.location.start_line    = r.line("linenum") != 0 ? r.line("linenum") : r.line("new_line_num");
  if (f.location.start_line == 0) f.location.start_line = r.line("old_line_num");
  f.location.end_line = f.location.start_line;
  for (const string_view key : {"page_id", "issue_id", "g_drive_id", "bucket", "location"}) {
    if (f.location.resource.empty()) f.location.resource = r.str(key);
  }
  if (!r.str("key").empty() && f.location.path.empty()) f.location.path = r.str("key");
  f.location.url = r.str("url");
  f.add_reference(r.str("url"));
  f.add_reference(r.str("web_link"));
  f.dates.introduced = r.time("date");
  if (!r.str("commitHash").empty()) f.add_tag(out.join({"commit ", r.str("commitHash")}));
  if (!r.str("issue_id").empty()) f.add_tag(r.str("location"));
}

void read(Json document, Writer& out) {
  out.tool("rusty-hog");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list of findings: not a report of Rusty Hog");
  for (Json r : document) {
    if (r.has("reason"))
      finding(r, out);
    else
      out.incomplete(Errc::malformed, "a row that is no finding of Rusty Hog", r.offset());
  }
}

}  // namespace

extern constinit const Format rusty_hog{
    .id       = "rusty_hog",
    .name     = "Rusty Hog",
    .url      = "https://github.com/newrelic/rusty-hog",
    .command  = "choctaw_hog --outputfile choctaw_hog.json REPOSITORY",
    .kinds    = "secret",
    .versions = "1.x: Choctaw, Duroc, Essex, Gottingen, Ankamali, Berkshire",
    .severity = "none in the report: high",
    .missing  = "whether the secret works; the secret is in the report but is not read",
    .known_by =
        "[0].stringsFound [0].reason [0].commitHash [0].parent_commit_hash [0].path | [0].stringsFound [0].reason "
        "[0].linenum [0].path | [0].stringsFound [0].reason [0].page_id | [0].stringsFound [0].reason [0].issue_id | "
        "[0].stringsFound [0].reason [0].bucket | [0].stringsFound [0].reason [0].g_drive_id",
    .read = read,
};

}  // namespace secmon::format
