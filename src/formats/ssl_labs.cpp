// SPDX-License-Identifier: MIT
// ssl_labs: TLS of servers, as graded by Qualys SSL Labs. JSON of ssllabs-scan and of the API.
#include <array>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// T: the certificate is not trusted; M: it is of another host.
constexpr std::array<SeverityWord, 7> kGrades{{{"A-", Severity::low},
                                               {"B", Severity::medium},
                                               {"C", Severity::high},
                                               {"D", Severity::critical},
                                               {"E", Severity::critical},
                                               {"F", Severity::critical},
                                               {"T", Severity::critical}}};

struct Known {
  const char* key;
  string_view name, id;
  std::int64_t from;  // numbers from here on mean vulnerable; 0: true does
};
constexpr std::array<Known, 10> kKnown{{{"heartbleed", "Heartbleed", "CVE-2014-0160", 0},
                                        {"poodle", "POODLE", "CVE-2014-3566", 0},
                                        {"freak", "FREAK", "CVE-2015-0204", 0},
                                        {"logjam", "Logjam", "CVE-2015-4000", 0},
                                        {"drownVulnerable", "DROWN", "CVE-2016-0800", 0},
                                        {"openSslCcs", "CCS injection", "CVE-2014-0224", 2},
                                        {"openSSLLuckyMinus20", "Lucky Minus 20", "CVE-2016-2107", 2},
                                        {"ticketbleed", "Ticketbleed", "CVE-2016-9244", 2},
                                        {"poodleTls", "POODLE (TLS)", {}, 2},
                                        {"bleichenbacher", "ROBOT", {}, 2}}};

// Unknown (-1) and inconsistent answers are not counted.
bool is_vulnerable(Json details, const Known& known) {
  constexpr std::int64_t kWorst = 3;
  if (known.from == 0) return details.truth(known.key);
  const std::int64_t value = details.integer(known.key);
  return value >= known.from && value <= kWorst;
}

void endpoint(Json e, Json host, Writer& out) {
  const string_view name = host.str("host"), grade = e.str("grade");
  if (grade.empty()) {
    return out.incomplete(Errc::scanner_failed, out.join({"SSL Labs gave ", name, " at ", e.str("ipAddress"),
                                                          " no grade: ", e.str("statusMessage")}));
  }
  if (grade == "A" || grade == "A+") return;
  Draft& f  = out.add(Kind::network);
  f.rule_id = "grade";
  f.title   = out.join({name, " has the grade ", grade});
  std::string weak;
  for (const Known& known : kKnown) {
    if (!is_vulnerable(e["details"], known)) continue;
    weak.append(weak.empty() ? "Vulnerable to " : ", ").append(known.name);
    f.add_id(known.id);
  }
  if (const string_view trusted = e.str("gradeTrustIgnored"); !trusted.empty() && trusted != grade) {
    weak.append(weak.empty() ? "" : "\n")
        .append("With a certificate that is trusted it would be ")
        .append(trusted)
        .append(".");
  }
  f.description = out.keep(weak);
  f.rate(grade == "M" ? "T" : grade, kGrades);
  if (grade == "M") f.severity_raw = grade;
  f.location.resource = host_and_port(name, host.text("port"), "tcp", out);
  f.location.function = e.str("ipAddress");
  f.dates.detected    = time_of_epoch(host.integer("testTime"));
  f.add_reference(out.join({"https://www.ssllabs.com/ssltest/analyze.html?d=", name}));
}

void host(Json h, Writer& out) {
  if (!h["endpoints"].is_array()) {
    return out.incomplete(Errc::scanner_failed, out.join({"SSL Labs could not test ", h.str("host"), ": ",
                                                          h.str("status"), " ", h.str("statusMessage")}));
  }
  for (Json e : h["endpoints"]) endpoint(e, h, out);
}

void read(Json document, Writer& out) {
  if (!document[0].has("host") && !document.has("host"))
    return out.reject(Errc::malformed, "no hosts: not a report of SSL Labs");
  out.tool("ssl_labs", document.has("host") ? document.str("engineVersion") : document[0].str("engineVersion"));
  for (Json h : document.each()) host(h, out);
}

}  // namespace

extern constinit const Format ssl_labs{
    .id       = "ssl_labs",
    .name     = "SSL Labs",
    .url      = "https://github.com/ssllabs/ssllabs-scan",
    .command  = "ssllabs-scan host.example > ssllabs.json",
    .kinds    = "network",
    .versions = "API version 3, a host or a list of hosts",
    .severity = "the grade: A- low, B medium, C high, D to F, T and M critical; A and A+ are no findings",
    .missing  = "CWE; what lowered the grade is named only where it is a known vulnerability",
    .known_by =
        "[0].host [0].endpoints [0].criteriaVersion | host endpoints criteriaVersion | [0].host [0].status "
        "[0].criteriaVersion",
    .read = read,
};

}  // namespace secmon::format
