// SPDX-License-Identifier: MIT
// Nosey Parker: secrets in files and git histories. JSON Lines or one list.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Time time_of(string_view git) {  // "1685495256 +0000"
  const auto seconds = to_integer(git.substr(0, git.find(' ')));
  return seconds ? time_of_epoch(*seconds) : kNoTime;
}

void provenance(Draft& f, Json p, Writer& out) {
  const string_view kind = p.str("kind");
  if (kind != "git_repo") {
    if (f.location.path.empty()) f.location.path = p.str("path");
    return;
  }
  const Json commit = p["first_commit"] ? p["first_commit"] : p["commit_provenance"], data = commit["commit_metadata"];
  f.location.path = commit.str("blob_path");
  if (f.location.path.empty()) f.location.path = p.str("repo_path");
  f.dates.introduced = time_of(data.str("committer_timestamp"));
  if (!data.str("commit_id").empty()) f.add_tag(out.join({"commit ", data.str("commit_id")}));
}

// The groups, the snippet and the content of a match are the secret.
void match(Json m, Json finding, Writer& out) {
  const string_view name = finding.str("rule_name"), id = finding.str("rule_text_id");
  const Json span = m["location"]["source_span"], start = span["start"], end = span["end"];
  Draft& f    = secret_found(id.empty() ? name : id, name, out);
  f.rule_name = name;
  for (Json p : m["provenance"].each()) provenance(f, p, out);
  f.location.start_line   = start.line("line");
  f.location.end_line     = end.line("line");
  f.location.start_column = start.line("column");
  f.location.end_column   = f.location.end_line == 0 ? 0 : end.line("column") + 1;
  // What somebody decided about it in Nosey Parker's explorer.
  const string_view status = m.str("status").empty() ? finding["statuses"][0].str() : m.str("status");
  const string_view said   = m.str("comment").empty() ? finding.str("comment") : m.str("comment");
  if (equal_ignoring_case(status, "reject")) f.state = State::false_positive, f.state_reason = said;
  if (equal_ignoring_case(status, "accept")) f.confidence = Confidence::certain;
  f.native_id = m.str("structural_id");
}

void finding(Json r, Writer& out) {
  if (!r["matches"].is_array()) return out.incomplete(Errc::malformed, "a finding without matches", r.offset());
  std::int64_t shown = 0;
  for (Json m : r["matches"]) match(m, r, out), ++shown;
  if (shown < r.integer("num_matches")) {
    out.remark(Errc::ok, out.join({r.text("num_matches"),
                                   " places of a secret, of which fewer are in the report (--max-matches)"}));
  }
}

void read(Json document, Writer& out) {
  out.tool("noseyparker");
  if (document.is_object()) return finding(document, out);
  if (!document.is_array()) return out.reject(Errc::malformed, "not a report of Nosey Parker");
  for (Json r : document) finding(r, out);
}

}  // namespace

extern constinit const Format noseyparker{
    .id       = "noseyparker",
    .name     = "Nosey Parker",
    .url      = "https://github.com/praetorian-inc/noseyparker",
    .command  = "noseyparker report --format jsonl --output noseyparker.jsonl",
    .kinds    = "secret",
    .versions = "0.16 to 0.24: JSON Lines and JSON; SARIF is the format sarif",
    .severity = "none in the report: high",
    .missing  = "whether the secret works; the secret is in the report but is not read",
    .known_by = "rule_name num_matches matches[0].provenance | [0].rule_name [0].num_matches [0].matches[0].provenance",
    .read     = read,
};

}  // namespace secmon::format
