// SPDX-License-Identifier: MIT
// Lynis: the audit of a Unix system. Its report is a list of facts, of which a few are what it found.
#include <functional>
#include <map>
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

using Details = std::map<std::string, std::string, std::less<>>;  // by test

constexpr SeverityWord kWords[] = {{"warning", Severity::medium}, {"suggestion", Severity::low}};

string_view known(string_view text, Writer& out) { return text == "-" ? string_view() : out.keep(text); }

// What a suggestion is made of, which stands before it: "KRNL-6000|sysctl|desc:…;field:fs.x;prefval:2;value:0;|".
void detail(string_view value, Details& details) {
  string_view id, what, facts;
  next_part(value, '|', id);
  next_part(value, '|', what);
  next_part(value, '|', facts);
  std::string& text = details[std::string(id)];
  text.append(text.empty() ? "" : "\n").append(what).append(": ").append(facts);
}

// "FILE-6310|To decrease the impact …|/home|text:Place it elsewhere|"
void check(string_view word, string_view value, string_view host, const Details& known_details, Writer& out) {
  string_view id, text, details, solution;
  next_part(value, '|', id);
  next_part(value, '|', text);
  next_part(value, '|', details);
  next_part(value, '|', solution);
  if (solution.starts_with("text:")) solution.remove_prefix(5);
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = out.keep(id);
  f.title       = out.keep(text);
  f.description = known(details, out);
  if (const auto more = known_details.find(id); f.description.empty() && more != known_details.end()) {
    f.description = out.keep(more->second);
  }
  f.remediation = known(solution, out);
  f.rate(word, kWords);
  f.location.resource = host;
  if (!id.empty()) f.add_reference(out.join({"https://cisofy.com/lynis/controls/", id, "/"}));
}

void package(string_view value, string_view host, Writer& out) {
  string_view name;
  next_part(value, '|', name);
  Draft& f            = out.add(Kind::container);
  f.rule_id           = "vulnerable_package";
  f.title             = out.join({"The package ", name, " has a known vulnerability"});
  f.package.name      = out.keep(name);
  f.location.resource = host;
}

void read_lines(const Lines& lines, Writer& out) {
  string_view host, version;
  bool finished = false;
  Details details;
  out.tool("Lynis");
  for (const string_view line : lines) {
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == line.npos) continue;
    const string_view key = line.substr(0, equals), value = line.substr(equals + 1);
    if (key == "hostname") host = out.keep(value);
    if (key == "lynis_version") out.tool("Lynis", version = out.keep(value));
    if (key == "report_datetime_start") out.generated(parse_time(value));
    if (key == "details[]") detail(value, details);
    if (key == "warning[]" || key == "suggestion[]") {
      check(out.keep(key.substr(0, key.size() - 2)), value, host, details, out);
    }
    if (key == "vulnerable_package[]") package(value, host, out);
    if (key == "exception_event[]") out.remark(Errc::scanner_failed, out.join({"Lynis: ", clip(value, 200)}));
    if (key == "finish" && value == "true") finished = true;
  }
  if (!finished) out.incomplete(Errc::truncated, "Lynis did not finish: the line \"finish=true\" is missing");
}

}  // namespace

extern constinit const Format lynis{
    .id         = "lynis",
    .name       = "Lynis",
    .url        = "https://github.com/CISOfy/lynis",
    .command    = "lynis audit system --report-file lynis-report.dat",
    .kinds      = "iac container",
    .versions   = "2 and 3, the report of version 1",
    .severity   = "a warning is medium, a suggestion low; vulnerable packages have none",
    .missing    = "ids of vulnerabilities, versions of packages, CWE",
    .known_by   = "/#_Lynis_Report/ /auditor=/",
    .read_lines = read_lines,
};

}  // namespace secmon::format
