// SPDX-License-Identifier: MIT
// detect-secrets: secrets in files. Baselines, which scan writes, and audit --report.
#include "formats/dialect/secrets.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void secret(Json s, string_view file, Writer& out) {
  const string_view type = s.str("type");
  Draft& f               = secret_found(type, type, out);
  if (s.truth("is_verified")) secret_works(f);
  f.location.path       = s.str("filename").empty() ? file : s.str("filename");
  f.location.start_line = s.line("line_number");
  f.location.end_line   = s.line("line_number");
  // After detect-secrets audit: a person has said what it is.
  if (s["is_secret"].is_bool()) {
    if (s.truth("is_secret")) f.confidence = Confidence::certain;
    if (!s.truth("is_secret")) f.state = State::false_positive, f.state_reason = "audited: not a secret";
  }
}

// Where audit --report has the secret and its lines in clear: only the numbers of the lines are taken.
void audited(Json entry, Writer& out) {
  const string_view category = entry.str("category"), type = entry["types"][0].str();
  const auto place = [&](string_view line) {
    Draft& f = secret_found(type, type, out);
    if (category == "VERIFIED_TRUE") f.confidence = Confidence::certain;
    f.location.path       = entry.str("filename");
    f.location.start_line = static_cast<std::uint32_t>(to_integer(line).value_or(0));
    f.location.end_line   = f.location.start_line;
    if (category == "VERIFIED_FALSE") f.state = State::false_positive, f.state_reason = "audited: not a secret";
    for (Json other : entry["types"]) {
      if (other.str() != type) f.add_tag(other.str());
    }
  };
  bool any = false;
  for (Json line : entry["lines"]) place(line.key()), any = true;
  if (!any) place({});
}

void read(Json document, Writer& out) {
  const Json results = document["results"];
  out.tool("detect-secrets", document.str("version"));
  out.generated(document.time("generated_at"));
  if (results.is_array()) {
    for (Json entry : results) audited(entry, out);
    return;
  }
  if (!results.is_object()) return out.reject(Errc::malformed, "no \"results\": not a report of detect-secrets");
  for (Json file : results) {
    if (!file.is_array()) out.incomplete(Errc::malformed, "the secrets of a file are no list", file.offset());
    for (Json s : file) secret(s, file.key(), out);
  }
}

}  // namespace

extern constinit const Format detect_secrets{
    .id       = "detect_secrets",
    .name     = "detect-secrets",
    .url      = "https://github.com/Yelp/detect-secrets",
    .command  = "detect-secrets scan > .secrets.baseline",
    .kinds    = "secret",
    .versions = "baselines of all versions, with --slim; audit --report",
    .severity = "none in the report: high, critical where the secret was tried and works",
    .missing =
        "who brought it in; the hash of the secret is in the report but is not read, as short secrets can be guessed "
        "from it",
    .known_by =
        "plugins_used results={} | plugins_used version results={} | results[0].category results[0].filename "
        "results[0].types",
    .read = read,
};

}  // namespace secmon::format
