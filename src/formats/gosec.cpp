// SPDX-License-Identifier: MIT
// gosec: security problems in Go source.
#include <string>

#include "formats/format.hpp"
#include "input/numbers.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// The code comes with a line before and after it, each with its number ("12: \tkey := …"); until 2.3.0 alone.
string_view flagged(string_view code, const Location& at, Writer& out) {
  string_view lines = code, line;
  std::string text;
  bool numbered = false;
  while (next_part(lines, '\n', line)) {
    const std::size_t colon = line.find(": ");
    const auto number       = to_integer(line.substr(0, colon == line.npos ? 0 : colon));
    if (!number) continue;
    numbered = true;
    if (*number < at.start_line || *number > at.end_line) continue;
    text.append(text.empty() ? "" : "\n").append(line.substr(colon + 2));
  }
  return numbered ? out.keep(text) : code;
}

void issue(Json r, Writer& out) {
  // G101 is a password in the source, which its code quotes.
  Draft& f  = out.add(r.str("rule_id") == "G101" ? Kind::secret : Kind::sast);
  f.rule_id = r.str("rule_id");
  f.title   = r.str("details");
  f.rate(r.str("severity"));
  f.confidence = confidence_of(r.str("confidence"));
  f.add_cwe(r["cwe"].text("id"));
  f.add_reference(r["cwe"].str("url"));
  f.remediation     = r.str("autofix");             // what a language model proposes, since 2.21
  string_view lines = r.text("line"), first, last;  // "12", or "12-14" where the code has several lines
  next_part(lines, '-', first);
  next_part(lines, '-', last);
  f.location.path         = r.str("file");
  f.location.start_line   = line_in(first);
  f.location.end_line     = line_in(last.empty() ? first : last);
  f.location.start_column = r.line("column");
  if (f.kind != Kind::secret) f.location.snippet = flagged(r.str("code"), f.location, out);
  const Json suppressed = r["suppressions"][0];  // only with -track-suppressions
  if (r.truth("nosec") || suppressed) f.state = State::suppressed, f.state_reason = suppressed.str("justification");
}

void read(Json document, Writer& out) {
  out.tool("gosec", document.str("GosecVersion"));
  if (!document["Issues"][0] && !document["Stats"].has("found")) {
    return out.reject(Errc::malformed, "neither \"Issues\" nor \"Stats\": not a whole report of gosec");
  }
  for (Json r : document["Issues"]) issue(r, out);
  // Packages that did not compile were not looked at.
  for (Json package : document["Golang errors"]) {
    const string_view name = package.key().empty() ? "a package" : package.key();
    out.incomplete(Errc::scanner_failed,
                   out.join({"gosec did not check ", name, ": ", clip(package[0].str("error"), 200)}));
  }
}

}  // namespace

extern constinit const Format gosec{
    .id       = "gosec",
    .name     = "gosec",
    .url      = "https://github.com/securego/gosec",
    .command  = "gosec -fmt json -out gosec.json ./...",
    .kinds    = "sast secret",
    .versions = "1.x and 2.x, JSON",
    .severity = "the tool's word",
    .missing  = "column ends, dates; CWE before 2.0, columns before 1.3, the version before 2.8",
    .known_by =
        "Issues Stats GosecVersion | Issues Stats.found | Issues[0].rule_id Issues[0].details Issues[0].confidence",
    .divisible = "Issues",
    .read      = read,
};

}  // namespace secmon::format
