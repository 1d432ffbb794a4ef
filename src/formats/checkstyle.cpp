// SPDX-License-Identifier: MIT
// Checkstyle's XML, which many linters write: ESLint, PHP_CodeSniffer, hadolint, ShellCheck, detekt, ktlint and others.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"error", Severity::medium},
                                        {"warning", Severity::low},
                                        {"info", Severity::info},
                                        {"style", Severity::info},
                                        {"note", Severity::info}};

// "eslint.rules.no-eval", "com.puppycrawl.tools.checkstyle.checks.…Check", "ShellCheck.SC2086", "detekt.MagicNumber".
string_view tool_of(string_view source) {
  if (source.starts_with("com.puppycrawl.")) return "checkstyle";
  if (source.starts_with("eslint.rules.")) return "eslint";
  if (source.starts_with("ShellCheck.")) return "shellcheck";
  if (source.starts_with("detekt.")) return "detekt";
  return {};
}

bool about_security(string_view source) {
  return contains_ignoring_case(source, "security") || source.ends_with("no-eval") ||
         source.ends_with("no-implied-eval");
}

void error(Xml e, string_view path, Writer& out) {
  if (e.attr("severity") == "ignore") return;
  const string_view source = e.attr("source");
  string_view rule         = source;
  if (source.starts_with("com.puppycrawl.")) rule = source.substr(source.rfind('.') + 1);
  if (rule.starts_with("eslint.rules.")) rule.remove_prefix(13);
  if (rule.starts_with("ShellCheck.")) rule.remove_prefix(11);
  if (rule.starts_with("detekt.")) rule.remove_prefix(7);
  out.tool(tool_of(source).empty() ? "checkstyle" : tool_of(source));
  Draft& f    = out.add(about_security(source) ? Kind::sast : Kind::quality);
  f.rule_id   = rule;
  f.rule_name = rule == source ? string_view() : source;
  f.title     = clip(first_line(e.attr("message")), 200);
  if (f.title.size() != e.attr("message").size()) f.description = e.attr("message");
  f.rate(e.attr("severity"), kSeverities);
  f.location.path       = path;
  f.location.start_line = f.location.end_line = e.attr_line("line");
  f.location.start_column                     = e.attr_line("column");
}

void read(Xml root, Writer& out) {
  for (Xml file : root.all("file")) {
    const string_view path = file.attr("name");
    for (Xml e : file.all("error")) error(e, path, out);
    for (Xml e : file.all("exception")) {  // the tool broke down over this file
      out.incomplete(Errc::scanner_failed, out.join({path, " was not checked: ", clip(first_line(e.text()), 300)}),
                     e.offset());
    }
  }
  for (Xml e : root.all("exception")) {
    out.incomplete(Errc::scanner_failed, out.join({"the linter failed: ", clip(first_line(e.text()), 300)}),
                   e.offset());
  }
}

}  // namespace

extern constinit const Format checkstyle{
    .id       = "checkstyle",
    .name     = "Checkstyle XML",
    .url      = "https://github.com/checkstyle/checkstyle",
    .command  = "checkstyle -c sun_checks.xml -f xml -o checkstyle.xml src",
    .kinds    = "quality sast",
    .versions = "all; also as other linters write it",
    .severity = "error medium, warning low, info info; what is to be ignored is no finding",
    .missing  = "CWE, line ends, the version of the linter; which linter it was, but for some",
    .known_by = "<checkstyle>",
    .read_xml = read,
};

}  // namespace secmon::format
