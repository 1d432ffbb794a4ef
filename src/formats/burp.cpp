// SPDX-License-Identifier: MIT
// burp: a running application. The XML that Burp Suite exports.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void issue(Xml i, Writer& out) {
  Draft& f              = out.add(Kind::dast);
  f.rule_id             = i.text("type");
  f.rule_name           = i.text("name");
  f.title               = f.rule_name;
  const string_view why = plain(i.text("issueDetail"), out), background = plain(i.text("issueBackground"), out);
  f.description          = out.join({why, why.empty() || background.empty() ? "" : "\n\n", background});
  const string_view how  = plain(i.text("remediationDetail"), out);
  f.remediation          = how.empty() ? plain(i.text("remediationBackground"), out) : how;
  const string_view word = i.text("severity");
  if (equal_ignoring_case(word, "False positive")) {
    f.rate(Severity::unknown, SeverityFrom::none, word);  // the mark takes the severity's place
    f.state = State::false_positive;
  } else {
    f.rate(word);
  }
  f.confidence = confidence_of(i.text("confidence"));
  add_cwes_in(f, i.text("vulnerabilityClassifications"));
  f.location.url    = url_at(i.text("host"), i.text("path"), out);
  f.location.method = i.at("requestresponse/request").attr("method");
  // "/search.jsp [q parameter]"
  const string_view location = i.text("location");
  const std::size_t open     = location.rfind(" [");
  if (open != location.npos && location.back() == ']') {
    string_view name = location.substr(open + 2, location.size() - open - 3);
    if (name.ends_with(" parameter") && name.find(' ') == name.size() - 10) name.remove_suffix(10);
    f.location.parameter = name;
  }
  f.location.resource = i.at("host").attr("ip");
  for (const char* list : {"references", "vulnerabilityClassifications"}) add_links(f, i.text(list), out);
  f.native_id = i.text("serialNumber");
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "issues" || !root.has_attr("burpVersion")) {
    return out.reject(Errc::malformed, "not a report of Burp Suite");
  }
  out.tool("burp", root.attr("burpVersion"));
  out.generated(time_of(root.attr("exportTime")));
  for (Xml i : root.all("issue")) issue(i, out);
}

}  // namespace

extern constinit const Format burp{
    .id       = "burp",
    .name     = "Burp Suite",
    .url      = "https://portswigger.net/burp",
    .command  = "Target > Site map > Issues > Report issues for this host > XML",
    .kinds    = "dast",
    .versions = "XML of all versions; other shapes are the formats burp_api, burp_dastardly and burp_graphql",
    .severity = "the tool's word",
    .missing  = "CVE; requests and responses are not read; zones of the time other than UTC and GMT are not known",
    .known_by = "<issues burpVersion>",
    .read_xml = read_xml,
};

}  // namespace secmon::format
