// SPDX-License-Identifier: MIT
// PMD: a linter for Java and others, with a few rules about security. CSV, JSON, XML.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// High, medium high, medium, medium low, low.
constexpr SeverityWord kPriorities[] = {
    {"1", Severity::high}, {"2", Severity::high}, {"3", Severity::medium}, {"4", Severity::low}, {"5", Severity::info}};

Draft& finding(string_view rule, string_view set, string_view priority, string_view text, Writer& out) {
  Draft& f  = out.add(contains_ignoring_case(set, "security") ? Kind::sast : Kind::quality);
  f.rule_id = rule;
  f.title   = clip(first_line(text), 200);
  if (f.title.size() != text.size()) f.description = text;
  f.rate(priority, kPriorities, SeverityFrom::level);
  f.add_tag(set);
  return f;
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("pmd");
  for (Row r : rows) {
    Draft& f              = finding(r["Rule"], r["Rule set"], r["Priority"], r["Description"], out);
    f.location.path       = r["File"];
    f.location.start_line = f.location.end_line = r.line("Line");
    f.location.function                         = r["Package"];
  }
}

void failed(string_view file, string_view text, Writer& out) {
  out.incomplete(Errc::scanner_failed, out.join({"PMD could not check ", file, ": ", clip(first_line(text), 300)}));
}

void read(Json document, Writer& out) {
  out.tool("pmd", document.str("pmdVersion"));
  out.generated(document.time("timestamp"));
  if (!document["files"].is_array()) return out.reject(Errc::malformed, "no list \"files\": not a whole report of PMD");
  const auto all = [&](Json files, State state) {
    for (Json file : files) {
      for (Json v : file["violations"].each()) {
        Draft& f              = finding(v.str("rule"), v.str("ruleset"), v.text("priority"), v.str("description"), out);
        f.location.path       = file.str("filename");
        f.location.start_line = v.line("beginline");
        f.location.end_line   = v.line("endline");
        f.location.start_column = v.line("begincolumn");
        f.location.end_column   = v.line("endcolumn") == 0 ? 0 : v.line("endcolumn") + 1;  // the last one, of its own
        f.add_reference(v.str("externalInfoUrl"));
        f.state = state;
        if (state != State::suppressed) continue;
        const string_view said = trim(v.str("usermsg"));
        f.state_reason         = said.empty() ? v.str("suppressiontype") : said;
      }
    }
  };
  all(document["files"], State::open);
  all(document["suppressedViolations"], State::suppressed);
  for (Json e : document["processingErrors"]) failed(e.str("filename"), e.str("message"), out);
  for (Json e : document["configurationErrors"]) failed(e.str("rule"), e.str("message"), out);
}

void read_xml(Xml root, Writer& out) {
  out.tool("pmd", root.attr("version"));
  out.generated(parse_time(root.attr("timestamp")));
  for (Xml file : root.all("file")) {
    for (Xml v : file.all("violation")) {
      Draft& f                = finding(v.attr("rule"), v.attr("ruleset"), v.attr("priority"), v.text(), out);
      f.location.path         = file.attr("name");
      f.location.start_line   = v.attr_line("beginline");
      f.location.end_line     = v.attr_line("endline");
      f.location.start_column = v.attr_line("begincolumn");
      f.location.end_column   = v.attr_line("endcolumn") == 0 ? 0 : v.attr_line("endcolumn") + 1;
      const string_view type = v.attr("class"), method = v.attr("method"), package = v.attr("package");
      f.location.function =
          out.join({package, package.empty() || type.empty() ? "" : ".", type, method.empty() ? "" : ".", method});
      f.add_reference(v.attr("externalInfoUrl"));
    }
  }
  // In XML those have neither a rule nor a line.
  for (Xml s : root.all("suppressedviolation")) {
    out.remark(Errc::ok, out.join({"suppressed in ", s.attr("filename"), ": ", clip(s.attr("msg"), 200)}));
  }
  for (Xml e : root.all("error")) failed(e.attr("filename"), e.attr("msg"), out);
  for (Xml e : root.all("configerror")) failed(e.attr("rule"), e.attr("msg"), out);
}

}  // namespace

extern constinit const Format pmd{
    .id       = "pmd",
    .name     = "PMD",
    .url      = "https://github.com/pmd/pmd",
    .command  = "pmd check -d src -R rulesets/java/quickstart.xml -f json -r pmd.json",
    .kinds    = "quality sast",
    .versions = "5 to 7: CSV, JSON, XML; SARIF is the format sarif",
    .severity = "priority: 1 and 2 high, 3 medium, 4 low, 5 info",
    .missing  = "CWE; in CSV columns, the version and errors",
    .known_by =
        "\"Problem,Package,File,Priority,Line,Description,Rule set,Rule\" | formatVersion pmdVersion files | <pmd "
        "version>",
    .read      = read,
    .read_xml  = read_xml,
    .read_rows = read_rows,
};

}  // namespace secmon::format
