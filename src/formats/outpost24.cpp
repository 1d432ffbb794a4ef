// SPDX-License-Identifier: MIT
// outpost24: hosts and services. XML reports of Outpost24's OUTSCAN and HIAB.
#include <algorithm>
#include <array>
#include <chrono>
#include <span>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// The summary of each host counts by the words high, medium, low and info. What is above medium is "high" in it,
// unless it counts critical ones too: then it is not known which number is which.
constexpr std::array<SeverityWord, 5> kRisks{{{"0", Severity::info},
                                              {"1", Severity::low},
                                              {"2", Severity::medium},
                                              {"3", Severity::high},
                                              {"4", Severity::high}}};

struct Summary {
  std::span<const SeverityWord> risks = kRisks;
  std::chrono::minutes zone{0};  // of all dates
  std::int64_t counted = 0, found = 0;
};

// "GMT+2:00"
std::chrono::minutes zone_of(string_view text) {
  const std::size_t sign = text.find_first_of("+-");
  if (sign == string_view::npos) return {};
  string_view rest = text.substr(sign + 1), hours, minutes;
  next_part(rest, ':', hours);
  next_part(rest, ':', minutes);
  const auto offset = static_cast<int>(to_number(hours).value_or(0) * 60 + to_number(minutes).value_or(0));
  if (offset < 0 || offset > 15 * 60) return {};
  return std::chrono::minutes(text[sign] == '-' ? -offset : offset);
}

Time time_in(string_view text, const Summary& summary) {
  const Time when = time_of(text);
  return when == kNoTime ? when : when - summary.zone;
}

// "(AV:N/AC:L/Au:N/C:P/I:P/A:P) (cdp:ND/td:ND/cr:ND/ir:ND/ar:ND)"
string_view base_vector(string_view text) {
  if (!text.starts_with('(')) return text;
  return text.substr(1, text.find(')') - 1);
}

// What it is, and how it was seen there.
string_view described(string_view what, string_view seen, Writer& out) {
  return what.empty() || seen.empty() ? out.join({what, seen}) : out.join({what, "\n\n", seen});
}

void hosts(Xml root, Summary& summary, Writer& out) {
  for (Xml host : root.at("hostlist").all("host")) {
    for (const char* level : {"critical", "high", "medium", "low"}) {
      summary.counted += std::max<std::int64_t>(0, std::min<std::int64_t>(host.integer(level), 1'000'000));
    }
    if (host.at("critical")) summary.risks = std::span(kRisks).first(3);
    if (equal_ignoring_case(host.text("completescan"), "false"))
      out.incomplete(Errc::scanner_failed, out.join({"the scan of ", host.text("ip"), " was not completed"}));
  }
}

void detail(Xml r, const Summary& summary, Writer& out) {
  Draft& f      = out.add(Kind::network);
  f.rule_id     = r.text("id");
  f.title       = r.text("name");
  f.description = described(r.text("description"), r.text("information"), out);
  f.remediation = r.text("solution").empty() ? r.text("solutiontitle") : r.text("solution");
  f.rate(r.text("risk"), summary.risks, SeverityFrom::level);
  f.add_cvss(r.text("cvss_v3_vector"), r.number("cvss_v3_score", -1));
  f.add_cvss(base_vector(r.text("cvss_vector")), r.number("cvss_score", -1), {}, "2.0");
  if (f.severity_raw.empty() && !f.cvss.empty()) f.rate_by_score(f.cvss[0].score, f.cvss[0].version);
  for (Xml list : r.all("cve")) {
    for (Xml cve : list.all("id")) f.add_id(cve.text());
  }
  for (Xml reference : r.at("referencelist").all("reference")) f.add_reference(reference.text("url"));
  f.package.name       = r.text("product");
  const string_view ip = r.text("ip"), name = r.text("hostname"), site = r.text("virtualhost");
  f.location.resource = host_and_port(ip, r.text("portinfo/portnumber"), r.text("portinfo/protocol"), out);
  f.location.function = !name.empty() || site == ip ? name : site;
  f.location.snippet  = r.text("information");
  if (r.text("falsepositive") == "1") f.state = State::false_positive;
  const string_view last = r.text("history/lastseen");
  f.dates.introduced     = time_in(r.text("history/firstseen"), summary);
  f.dates.detected       = time_in(last.empty() ? r.text("date") : last, summary);
  f.add_tag(r.text("family"));
  f.add_tag(r.text("category"));
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "main" || !root.at("reportinfo"))
    return out.reject(Errc::malformed, "no element <reportinfo>: not a report of Outpost24");
  out.tool("outpost24");
  Summary summary;
  summary.zone = zone_of(root.text("reportinfo/timezone"));
  out.generated(time_in(root.text("reportinfo/reportdate"), summary));
  hosts(root, summary, out);
  if (!root.at("detaillist")) out.incomplete(Errc::malformed, "no element <detaillist>: the findings are left out");
  for (Xml r : root.at("detaillist").all("detail")) {
    detail(r, summary, out);
    ++summary.found;
  }
  if (summary.found < summary.counted)
    out.incomplete(Errc::malformed, "there are fewer findings than the report counts of its hosts");
}

}  // namespace

extern constinit const Format outpost24{
    .id       = "outpost24",
    .name     = "Outpost24 OUTSCAN / HIAB",
    .url      = "https://outpost24.com/",
    .command  = "Netsec > Reporting Tools > Export report > XML",
    .kinds    = "network",
    .versions = "XML reports of OUTSCAN and HIAB",
    .severity = "the risk: 0 info, 1 low, 2 medium, above it high; without it by the score",
    .missing  = "CWE, version of the tool; open ports without a finding are not read",
    .known_by = "<main> reportinfo detaillist hostlist | <main> reportinfo detaillist portlist",
    .read_xml = read_xml,
};

}  // namespace secmon::format
