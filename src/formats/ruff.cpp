// SPDX-License-Identifier: MIT
// ruff: a linter for Python, with the security checks of flake8-bandit. JSON as a list or in lines.
#include "formats/dialect/bandit.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// A security check is S and a number; there are other letters before and after it ("SIM108", "SLF001").
string_view bandit_number(string_view code) {
  const bool is = code.size() == 4 && code[0] == 'S' && to_integer(code.substr(1));
  return is ? code.substr(1) : string_view();
}

void place(Draft& f, Json r) {
  const Json start = r["location"], end = r["end_location"];
  f.location.path         = r.str("filename");
  f.location.start_line   = start.line("row");
  f.location.start_column = start.line("column");
  f.location.end_line     = end.line("row");
  f.location.end_column   = end.line("column");
}

void diagnostic(Json r, Writer& out) {
  const string_view code = r.str("code"), number = bandit_number(code);
  if (code.empty() || code == "invalid-syntax" || code == "E999") {  // nothing else of that file was checked
    return out.incomplete(Errc::scanner_failed,
                          out.join({"ruff could not read ", r.str("filename"), ": ", r.str("message")}));
  }
  const bool secret = !number.empty() && bandit_quotes_password(number);
  Draft& f          = out.add(number.empty() ? Kind::quality : secret ? Kind::secret : Kind::sast);
  f.rule_id         = code;
  f.rule_name       = r.str("name");
  f.title           = first_line(r.str("message"));
  f.remediation     = r["fix"].str("message");
  // All are called "error". What bandit says of the same check is better than that.
  const BanditTest test = number.empty() ? BanditTest{Severity::low, 0} : bandit_test(number);
  f.rate(test.severity == Severity::unknown ? Severity::medium : test.severity, SeverityFrom::rule, code);
  f.add_cwe(test.cwe);
  place(f, r);
  if (r["cell"]) f.add_tag("notebook");  // its lines count in the cell
  f.add_reference(r.str("url"));
}

void read(Json document, Writer& out) {
  out.tool("ruff");
  if (!document.is_array() && !document.has("filename")) {
    return out.reject(Errc::malformed, "no list: not a report of ruff");
  }
  for (Json r : document.each()) diagnostic(r, out);
}

}  // namespace

extern constinit const Format ruff{
    .id        = "ruff",
    .name      = "Ruff",
    .url       = "https://github.com/astral-sh/ruff",
    .command   = "ruff check --output-format json --output-file ruff.json",
    .kinds     = "sast secret quality",
    .versions  = "0.0.200 and later: json and json-lines; SARIF is the format sarif",
    .severity  = "none of its own; S rules as in bandit, others low",
    .missing   = "severity, confidence, the flagged code, the version of ruff; `[]` names no tool",
    .known_by  = "[0].code [0].filename [0].location.row [0].noqa_row | code filename location.row noqa_row",
    .divisible = "[]",
    .read      = read,
};

}  // namespace secmon::format
