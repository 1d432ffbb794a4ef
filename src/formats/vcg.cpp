// SPDX-License-Identifier: MIT
// VisualCodeGrepper: dangerous code in C, C#, Java, PHP, VB and others. XML.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// "Standard" stands between medium and low; a comment or what is potentially unsafe stands below.
constexpr SeverityWord kSeverities[] = {{"Standard", Severity::low},
                                        {"Suspicious Comment", Severity::info},
                                        {"Potential Issue", Severity::info},
                                        {"Potentially Unsafe", Severity::info}};

void read(Xml root, Writer& out) {
  out.tool("vcg");
  for (Xml issue : root.all("CodeIssue")) {
    Draft& f      = out.add(Kind::sast);
    f.title       = issue.text("Title");
    f.rule_id     = f.title;
    f.description = issue.text("Description");
    f.rate(issue.text("Severity"), kSeverities);
    f.location.path       = issue.text("FileName");
    f.location.start_line = f.location.end_line = issue.line("Line");
    f.location.snippet                          = issue.text("CodeLine");
  }
}

}  // namespace

extern constinit const Format vcg{
    .id       = "vcg",
    .name     = "VisualCodeGrepper",
    .url      = "https://github.com/nccgroup/VCG",
    .command  = "VisualCodeGrepper -c -l CS -t src -x vcg.xml",
    .kinds    = "sast",
    .versions = "2.x, XML",
    .severity = "the tool's word; Standard low, suspicious comments info",
    .missing  = "CWE, columns, rule ids, the version of VCG",
    .known_by = "<CodeIssueCollection>",
    .read_xml = read,
};

}  // namespace secmon::format
