// SPDX-License-Identifier: MIT
// Conftest: policies in Rego over configuration. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kResults[] = {{"failure", Severity::high}, {"warning", Severity::medium}};

void result(Json r, Json file, string_view word, Writer& out) {
  const Json about        = r["metadata"];
  const string_view query = about.str("query"), severity = about.str("severity");
  Draft& f  = out.add(Kind::iac);
  f.rule_id = about.str("id").empty() ? query : about.str("id");
  f.title   = first_sentence(r.str("msg"));
  if (f.title.size() != r.str("msg").size()) f.description = r.str("msg");
  // A policy may give one of its own.
  if (severity_of(severity) != Severity::unknown) {
    f.rate(severity);
  } else {
    f.rate(word, kResults);
  }
  f.location.path = file.str("filename");
  f.add_tag(file.str("namespace"));
}

void read(Json document, Writer& out) {
  out.tool("conftest");
  // Of each file something is said, also of one where all is well.
  if (!document[0].is_object()) return out.reject(Errc::malformed, "no list of files: not a report of Conftest");
  for (Json file : document) {
    if (!file.has("filename")) out.incomplete(Errc::malformed, "an entry without \"filename\"", file.offset());
    for (Json r : file["failures"]) result(r, file, "failure", out);
    for (Json r : file["warnings"]) result(r, file, "warning", out);
    // A rule that was not asked, so nobody knows what it had said.
    for (Json r : file["exceptions"]) {
      out.remark(Errc::ok, out.join({file.str("filename"), ": an exception holds: ", clip(r.str("msg"), 200)}));
    }
  }
}

}  // namespace

extern constinit const Format conftest{
    .id       = "conftest",
    .name     = "Conftest",
    .url      = "https://github.com/open-policy-agent/conftest",
    .command  = "conftest test -o json . > conftest.json",
    .kinds    = "iac",
    .versions = "0.20 and later, JSON",
    .severity = "that of the policy's metadata where there is one; else failure high, warning medium",
    .missing  = "lines, references, what policies there were; rules that passed are only counted",
    .known_by =
        "[0].filename [0].successes [0].namespace | [0].filename [0].successes [0].failures | [0].filename "
        "[0].failures [0].warnings",
    .read = read,
};

}  // namespace secmon::format
