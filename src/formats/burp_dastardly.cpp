// SPDX-License-Identifier: MIT
// burp_dastardly: a running application. The JUnit XML of Burp's free scanner for pipelines.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// The text of "Name: value", or what stands below a heading up to the next blank line but one.
string_view after(string_view text, string_view name) {
  const std::size_t at = text.find(name);
  if (at == text.npos) return {};
  return first_line(text.substr(at + name.size()));
}

string_view below(string_view text, string_view heading) {
  const std::size_t at = text.find(heading);
  if (at == text.npos) return {};
  const string_view rest = text.substr(at + heading.size());
  std::size_t end        = rest.size();
  for (const string_view other : {"\nIssue Detail", "\nIssue Background", "\nIssue Remediation", "\nRemediation Detail",
                                  "\nRemediation Background", "\nReferences", "\nVulnerability Classifications",
                                  "\nEvidence", "\nRequest", "\nResponse"}) {
    end = std::min(end, rest.find(other));
  }
  return trim(rest.substr(0, end));
}

void failure(Xml c, Xml fail, Writer& out) {
  const string_view text = fail.text();
  Draft& f               = out.add(Kind::dast);
  f.rule_id              = c.attr("name");
  f.title                = c.attr("name");
  f.description          = below(text, "Issue Detail");
  if (f.description.empty()) f.description = below(text, "Issue Background");
  f.remediation = below(text, "Issue Remediation");
  f.rate(fail.attr("type"));
  f.confidence = confidence_of(after(text, "Confidence: "));
  add_cwes_in(f, text);
  f.location.url = url_at(after(text, "Host: "), after(text, "Path: "), out);
  add_links(f, below(text, "References"), out);
  add_links(f, below(text, "Vulnerability Classifications"), out);
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "testsuites" || !root.attr("name").starts_with("Dastardly")) {
    return out.reject(Errc::malformed, "not a report of Dastardly");
  }
  out.tool("dastardly");
  for (Xml suite : root.all("testsuite")) {
    for (Xml c : suite.all("testcase")) {
      for (Xml fail : c.all("failure")) failure(c, fail, out);
      for (Xml error : c.all("error")) {
        out.incomplete(Errc::scanner_failed,
                       out.join({"Dastardly failed at ", suite.attr("name"), ": ", first_line(error.text())}));
      }
    }
  }
}

}  // namespace

extern constinit const Format burp_dastardly{
    .id   = "burp_dastardly",
    .name = "Dastardly",
    .url  = "https://portswigger.net/burp/dastardly",
    .command =
        "docker run -e BURP_START_URL=… -e BURP_REPORT_FILE_PATH=dastardly.xml public.ecr.aws/portswigger/dastardly",
    .kinds    = "dast",
    .versions = "JUnit XML of all versions",
    .severity = "the tool's word",
    .missing  = "CVE, dates, version of the tool",
    .known_by = "<testsuites name=Dastardly*>",
    .read_xml = read_xml,
};

}  // namespace secmon::format
