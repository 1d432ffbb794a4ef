// SPDX-License-Identifier: MIT
// testssl: TLS of a server. CSV, flat and pretty JSON of testssl.sh.
#include <array>
#include <string>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What it says about itself, its client and the marks that it gives; each is said by another row as well.
bool is_about_the_run(string_view id) {
  for (const string_view other : {"scanTime", "engine_problem", "final_score", "overall_grade", "rating_spec",
                                  "rating_doc", "protocol_support_score", "key_exchange_score", "cipher_strength_score",
                                  "grade_cap_reason_", "HTTP_clock_skew"}) {
    if (id.starts_with(other)) return true;
  }
  return false;
}

struct Test {
  string_view id, host, port, severity, finding, cve, cwe;
};

void test(const Test& t, Writer& out) {
  // What could not be tested; that its OpenSSL knows no GOST is nothing of that kind.
  if (t.id == "engine_problem") return out.remark(Errc::ok, out.join({"testssl: ", clip(t.finding, 300)}));
  if (t.severity == "FATAL" || t.severity == "WARN") {
    return out.incomplete(Errc::scanner_failed, out.join({"testssl: ", t.id, ": ", clip(t.finding, 300)}));
  }
  if (t.severity == "OK" || t.severity == "DEBUG" || is_about_the_run(t.id)) return;
  Draft& f      = out.add(Kind::network);
  f.rule_id     = t.id;
  f.title       = out.join({t.id, ": ", clip(first_line(t.finding), 200)});
  f.description = t.finding;
  f.rate(t.severity);
  f.add_cwe(t.cwe);
  f.add_ids_in(t.cve);
  // "host/address"
  const std::size_t slash = t.host.rfind('/');
  f.location.resource     = host_and_port(slash == t.host.npos ? t.host : t.host.substr(0, slash), t.port, "tcp", out);
  f.location.function     = slash == t.host.npos ? "" : t.host.substr(slash + 1);
}

void read_rows(const Rows& rows, Writer& out) {
  out.tool("testssl");
  for (const Row& r : rows) {
    test({r["id"], r["fqdn/ip"], r["port"], r["severity"], r["finding"], r["cve"], r["cwe"]}, out);
  }
}

Test of(Json r, string_view host, string_view port) {
  return {r.str("id"),
          r.str("ip").empty() ? host : r.str("ip"),
          r.text("port").empty() ? port : r.text("port"),
          r.str("severity"),
          r.str("finding"),
          r.str("cve"),
          r.str("cwe")};
}

void read(Json document, Writer& out) {
  if (document.is_array() && document[0].exists()) {
    out.tool("testssl");
    for (Json r : document) test(of(r, {}, {}), out);
    return;
  }
  if (!document["scanResult"].is_array())
    return out.reject(Errc::malformed, "no list \"scanResult\": not a report of testssl");
  const string_view version = document.str("version");  // "3.0.8  from "
  out.tool("testssl", version.substr(0, version.find(' ')));
  out.generated(time_of_epoch(document.integer("startTime")));
  for (Json scan : document["scanResult"]) {
    if (scan.has("id")) test(of(scan, {}, {}), out);  // a problem that ended it
    const string_view host = out.join({scan.str("targetHost"), "/", scan.str("ip")}), port = scan.text("port");
    for (Json section : scan) {
      if (!section.is_array()) continue;
      for (Json r : section) test(of(r, host, port), out);
    }
  }
}

}  // namespace

extern constinit const Format testssl{
    .id       = "testssl",
    .name     = "testssl.sh",
    .url      = "https://github.com/testssl/testssl.sh",
    .command  = "testssl.sh --csvfile testssl.csv host.example (or --jsonfile, --jsonfile-pretty)",
    .kinds    = "network",
    .versions = "2.9 and later: CSV, JSON flat and pretty",
    .severity = "the tool's word; OK is no finding, WARN and FATAL make the report incomplete",
    .missing  = "CVSS, remediation; a row with several CVEs is one finding",
    .known_by =
        "\"id,fqdn/ip,port,severity,finding,cve,cwe\" | [0].id [0].ip [0].port [0].severity [0].finding | "
        "Invocation scanResult",
    .read      = read,
    .read_rows = read_rows,
};

}  // namespace secmon::format
