// SPDX-License-Identifier: MIT
// zap: a running application. The "traditional" reports in XML and JSON, also with requests and responses.
#include <array>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Codes, as the words beside them are in the language of the user.
constexpr std::array<SeverityWord, 4> kRisks{
    {{"0", Severity::info}, {"1", Severity::low}, {"2", Severity::medium}, {"3", Severity::high}}};

void confidence(Draft& f, string_view code) {
  if (code == "0") f.state = State::false_positive, f.state_reason = "marked as a false positive in ZAP";
  if (code == "1") f.confidence = Confidence::low;
  if (code == "2") f.confidence = Confidence::medium;
  if (code == "3") f.confidence = Confidence::high;
  if (code == "4") f.confidence = Confidence::certain;
}

struct Place {
  string_view url, method, parameter, evidence;
};

// An alert is one finding, however many places it has: the first is the finding's place, the others are listed.
struct Places {
  static constexpr std::size_t kListed = 100;
  std::size_t count                    = 0;
  std::string others;

  void add(const Place& place, Draft& f) {
    if (++count == 1) {
      f.location.url       = place.url;
      f.location.method    = place.method;
      f.location.parameter = place.parameter;
      f.location.snippet   = place.evidence;
    } else if (count <= kListed) {
      others.append("\n").append(place.method).append(place.method.empty() ? "" : " ").append(place.url);
      if (!place.parameter.empty()) others.append(" (").append(place.parameter).append(")");
    }
  }

  void describe(Draft& f, string_view text, string_view more, Writer& out) const {
    std::string whole(text);
    if (!more.empty()) whole.append(whole.empty() ? "" : "\n").append(more);
    if (!others.empty()) whole.append(whole.empty() ? "" : "\n").append("Also at:").append(others);
    if (count > kListed) whole.append("\nand at ").append(std::to_string(count - kListed)).append(" more places");
    f.description = out.keep(whole);
  }
};

// Both shapes have the same members: Source is a cursor into either.
template <class Source>
void facts(const Source& alert, Draft& f, Writer& out) {
  f.rule_id   = alert.text("pluginid");
  f.rule_name = alert.text("name");
  if (f.rule_id == "-1") f.rule_id = f.rule_name;  // raised by a person: all of them have this number
  const string_view a = alert.text("alert");
  f.title             = a.empty() ? f.rule_name : a;
  f.remediation       = plain(alert.text("solution"), out);
  f.rate(alert.text("riskcode"), kRisks);
  confidence(f, trim(alert.text("confidence")));
  if (const auto weakness = to_integer(alert.text("cweid")); weakness && *weakness > 0) f.add_cwe(alert.text("cweid"));
  add_links(f, alert.text("reference"), out);
  if (const auto wasc = to_integer(alert.text("wascid")); wasc && *wasc > 0) {
    f.add_tag(out.join({"WASC-", trim(alert.text("wascid"))}));
  }
}

void alert(Json a, Json site, Writer& out) {
  Draft& f = out.add(Kind::dast);
  facts(a, f, out);
  Places places;
  for (Json i : a["instances"].each()) {
    places.add({i.str("uri"), i.str("method"), i.str("param"), i.str("evidence")}, f);
  }
  if (places.count == 0) f.location.url = site.str("@name");
  places.describe(f, plain(a.str("desc"), out), plain(a.str("otherinfo"), out), out);
  for (Json tag : a["tags"]) f.add_tag(tag.str("tag"));
}

void read(Json document, Writer& out) {
  if (!document.has("site")) return out.reject(Errc::malformed, "no list \"site\": not a report of ZAP");
  out.tool("zap", document.text("@version"));
  Time when = document.time("created");
  if (when == kNoTime) when = time_of(document.str("@generated"));
  out.generated(when);
  // An object if there is one site, until 2.7.
  for (Json site : document["site"].each()) {
    for (Json a : site["alerts"].each()) alert(a, site, out);
  }
}

void alert(Xml a, string_view site, Writer& out) {
  Draft& f = out.add(Kind::dast);
  facts(a, f, out);
  Places places;
  for (Xml i : a.at("instances").all("instance")) {
    places.add({i.text("uri"), i.text("method"), i.text("param"), i.text("evidence")}, f);
  }
  if (!a.text("uri").empty()) {  // before 2.5 each alert had one place, and no list
    places.add({a.text("uri"), a.text("method"), a.text("param"), a.text("evidence")}, f);
  }
  if (places.count == 0) f.location.url = site;
  places.describe(f, plain(a.text("desc"), out), plain(a.text("otherinfo"), out), out);
  for (Xml tag : a.at("tags").all("tag")) {
    f.add_tag(tag.at("tag").exists() ? tag.text("tag") : tag.text());
  }
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "OWASPZAPReport") return out.reject(Errc::malformed, "not a report of ZAP");
  out.tool("zap", root.attr("version"));
  Time when = time_of(root.attr("created"));
  if (when == kNoTime) when = time_of(root.attr("generated"));
  out.generated(when);
  for (Xml site : root.all("site")) {
    for (Xml a : site.at("alerts").all("alertitem")) alert(a, site.attr("name"), out);
  }
}

}  // namespace

extern constinit const Format zap{
    .id       = "zap",
    .name     = "ZAP",
    .url      = "https://github.com/zaproxy/zaproxy",
    .command  = "zap.sh -cmd -autorun plan.yaml, with the report template traditional-json or traditional-xml",
    .kinds    = "dast",
    .versions = "2.4 and later: XML and JSON, with or without requests and responses (\"plus\")",
    .severity = "riskcode: 3 high, 2 medium, 1 low, 0 info",
    .missing  = "CVE; an alert is one finding, its further places are in the description",
    .known_by =
        "@version site !vulnerabilities | @version @generated site !vulnerabilities | "
        "<OWASPZAPReport> | <OWASPZAPReport version>",
    .read     = read,
    .read_xml = read_xml,
};

}  // namespace secmon::format
