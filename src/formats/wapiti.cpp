// SPDX-License-Identifier: MIT
// wapiti: running applications. JSON and XML.
#include <array>
#include <map>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr std::array<SeverityWord, 5> kLevels{{{"0", Severity::info},
                                               {"1", Severity::low},
                                               {"2", Severity::medium},
                                               {"3", Severity::high},
                                               {"4", Severity::critical}}};

template <class Source>
Draft& entry(const Source& e, string_view name, string_view target, Writer& out) {
  Draft& f             = out.add(Kind::dast);
  f.rule_id            = name;
  const string_view so = first_line(e.text("info"));
  f.title              = out.join({name, so.empty() ? "" : ": ", so});
  f.rate(e.text("level"), kLevels);
  f.location.url       = url_at(target, e.text("path"), out);
  f.location.method    = e.text("method");
  f.location.parameter = e.text("parameter");
  f.add_tag(e.text("module"));
  return f;
}

void describe(Draft& f, string_view what, string_view how) {
  f.description = what;
  f.remediation = how;
}

void reference(Draft& f, string_view title, string_view url) {
  f.add_reference(url);
  if (title.starts_with("CWE-")) f.add_cwe(title);
}

// The path of an entry has the path of the target, so that it stands behind the host.
string_view origin_of(string_view target) {
  const std::size_t host = target.find("://");
  return host == target.npos ? target : target.substr(0, target.find('/', host + 3));
}

void read(Json document, Writer& out) {
  const Json infos = document["infos"];
  if (!document["vulnerabilities"].is_object() || !infos) return out.reject(Errc::malformed, "not a report of wapiti");
  const string_view version = infos.str("version");
  out.tool("wapiti", version.starts_with("Wapiti ") ? version.substr(7) : version);
  out.generated(time_of(infos.str("date")));
  const string_view origin = origin_of(infos.str("target"));
  for (const char* list : {"vulnerabilities", "anomalies", "additionals"}) {
    for (Json entries : document[list]) {
      for (Json e : entries) {
        const Json about = document["classifications"][entries.key()];
        Draft& f         = entry(e, entries.key(), origin, out);
        describe(f, about.str("desc"), about.str("sol"));
        for (Json r : about["ref"]) reference(f, r.key(), r.str());
        for (Json wstg : e["wstg"].each()) f.add_tag(wstg.str());
      }
    }
  }
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "report" || root.attr("type") != "security")
    return out.reject(Errc::malformed, "not a report of wapiti");
  string_view version, target;
  for (Xml info : root.at("report_infos").all("info")) {
    if (info.attr("name") == "generatorVersion") version = info.text();
    if (info.attr("name") == "target") target = info.text();
    if (info.attr("name") == "dateOfScan") out.generated(time_of(info.text()));
  }
  out.tool("wapiti", version.starts_with("Wapiti ") ? version.substr(7) : version);
  struct List {
    string_view list, item;
  };
  for (const List& l :
       {List{"vulnerabilities", "vulnerability"}, List{"anomalies", "anomaly"}, List{"additionals", "additional"}}) {
    for (Xml v : root.at(l.list).all(l.item)) {
      for (Xml e : v.at("entries").all("entry")) {
        Draft& f = entry(e, v.attr("name"), origin_of(target), out);
        describe(f, v.text("description"), v.text("solution"));
        for (Xml r : v.at("references").all("reference")) reference(f, r.text("title"), r.text("url"));
        for (Xml code : e.at("wstg").all("code")) f.add_tag(code.text());
      }
    }
  }
}

}  // namespace

extern constinit const Format wapiti{
    .id       = "wapiti",
    .name     = "Wapiti",
    .url      = "https://github.com/wapiti-scanner/wapiti",
    .command  = "wapiti -u https://host.example/ -f json -o wapiti.json",
    .kinds    = "dast",
    .versions = "2 and 3: JSON, XML",
    .severity = "levels: 4 critical, 3 high, 2 medium, 1 low, 0 info",
    .missing  = "CVE, confidence; requests are not read",
    .known_by =
        "classifications vulnerabilities anomalies infos | classifications vulnerabilities anomalies additionals infos "
        "| "
        "<report type=security> report_infos vulnerabilities | <report type=security> vulnerabilities",
    .read     = read,
    .read_xml = read_xml,
};

}  // namespace secmon::format
