// SPDX-License-Identifier: MIT
// TruffleHog: secrets in repositories, buckets, images, chats. JSON Lines of version 3 and of version 2.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "2022-06-16 10:17:40 -0700 -0700": Go names the zone twice.
Time time_of(string_view text) {
  const Time time = parse_time(text);
  return time != kNoTime ? time : parse_time(text.substr(0, text.rfind(' ')));
}

string_view first_of(Json source, std::initializer_list<string_view> keys) {
  for (const string_view key : keys) {
    if (!source.str(key).empty()) return source.str(key);
  }
  return {};
}

void place(Draft& f, Json source, Writer& out) {
  f.location.path       = first_of(source, {"file", "filename", "path"});
  f.location.start_line = source.line("line");
  f.location.end_line   = source.line("line");
  f.location.resource   = first_of(
        source, {"repository", "bucket", "channel_name", "space_name", "workspace_name", "issue", "project", "title"});
  f.package.image = source.str("image");
  f.add_reference(source.str("link"));
  f.dates.introduced = time_of(source.str("timestamp"));
  if (!source.str("commit").empty()) f.add_tag(out.join({"commit ", source.str("commit")}));
}

void finding(Json r, Writer& out) {
  const string_view name = r.str("DetectorName");
  Draft& f               = secret_found(name, name, out);
  f.description          = r.str("DetectorDescription");
  if (r.truth("Verified")) secret_works(f);
  if (!r.str("VerificationError").empty()) f.add_tag("verification-failed");
  for (Json source : r["SourceMetadata"]["Data"]) {
    place(f, source, out);
    f.add_tag(source.key());
  }
  f.add_reference(r["ExtraData"].str("rotation_guide"));
}

void finding_of_2(Json r, Writer& out) {
  Draft& f              = secret_found(r.str("reason"), r.str("reason"), out);
  f.location.path       = r.str("path");
  f.dates.introduced    = r.time("date");
  const string_view sha = r.str("commitHash"), branch = r.str("branch");
  if (!sha.empty()) f.add_tag(out.join({"commit ", sha}));
  if (!branch.empty()) f.add_tag(out.join({"branch ", branch}));
}

// What it logs, where standard error was written into the same file.
void log(Json line, Writer& out) {
  const string_view level = line.str("level"), error = line.str("error");
  if (level.starts_with("info") || level.starts_with("debug")) return;
  out.incomplete(Errc::scanner_failed,
                 out.join({"trufflehog: ", clip(line.str("msg"), 200), error.empty() ? "" : ": ", clip(error, 200)}),
                 line.offset());
}

void row(Json r, Writer& out) {
  if (r.has("DetectorName")) return finding(r, out);
  if (r.has("stringsFound")) return finding_of_2(r, out);
  if (r.has("level") && r.has("msg")) return log(r, out);
  out.incomplete(Errc::malformed, "a row that is no finding of trufflehog", r.offset());
}

void read(Json document, Writer& out) {
  out.tool("trufflehog");
  if (!document.is_array() && !document.is_object()) return out.reject(Errc::malformed, "not a report of trufflehog");
  if (document.is_object()) return row(document, out);
  for (Json r : document) row(r, out);
}

}  // namespace

extern constinit const Format trufflehog{
    .id       = "trufflehog",
    .name     = "TruffleHog",
    .url      = "https://github.com/trufflesecurity/trufflehog",
    .command  = "trufflehog git file://. --json > trufflehog.jsonl",
    .kinds    = "secret",
    .versions = "3 (all sources), 2 and --json-legacy; lines or one list; with its log between them",
    .severity = "none in the report: critical where the secret was tried and works, else high",
    .missing  = "lines in version 2; the secret is in the report but is not read",
    .known_by =
        "SourceMetadata DetectorName Verified | [0].SourceMetadata [0].DetectorName [0].Verified | branch commitHash "
        "stringsFound reason | level ts msg logger=trufflehog",
    .read = read,
};

}  // namespace secmon::format
