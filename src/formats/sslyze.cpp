// SPDX-License-Identifier: MIT
// sslyze: TLS of servers. The JSON says what each server does; findings are what is weak or vulnerable in it.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

struct Server {
  string_view resource, name;
};

Draft& add(string_view rule, string_view title, const Server& at, Writer& out) {
  Draft& f            = out.add(Kind::network);
  f.rule_id           = rule;
  f.title             = title;
  f.location.resource = at.resource;
  f.location.function = at.name;
  return f;
}

// Since 5 in "result" of each test.
Json of(Json r, const char* test) { return r[test].has("result") ? r[test]["result"] : r[test]; }

void protocols(Json results, const Server& at, Writer& out) {
  struct Old {
    const char* key;
    string_view name;
  };
  for (const Old& old : {Old{"ssl_2_0_cipher_suites", "SSL 2.0"}, Old{"ssl_3_0_cipher_suites", "SSL 3.0"},
                         Old{"tls_1_0_cipher_suites", "TLS 1.0"}, Old{"tls_1_1_cipher_suites", "TLS 1.1"}}) {
    const Json suites = of(results, old.key)["accepted_cipher_suites"];
    if (!suites[0].exists()) continue;
    Draft& f      = add("protocol", out.join({old.name, " is offered"}), at, out);
    const Json s  = suites[0]["cipher_suite"];
    f.description = out.join({"for example with ", s.str("name").empty() ? s.str("openssl_name") : s.str("name")});
  }
}

void certificate(Json deployment, const Server& at, Writer& out) {
  Joined stores(", ");
  string_view why;
  for (Json path : deployment["path_validation_results"]) {
    if (path.truth("was_validation_successful", true)) continue;
    stores.add(path["trust_store"].str("name"));
    for (const char* key : {"validation_error", "openssl_error_string"}) {
      if (why.empty()) why = path.str(key);
    }
  }
  if (!stores.empty()) {
    Draft& f =
        add("certificate-untrusted", out.join({"The certificate is not trusted by ", stores.kept(out)}), at, out);
    f.description = why;
  }
  if (!deployment.truth("leaf_certificate_subject_matches_hostname", true)) {  // before 6
    add("certificate-hostname", "The certificate is of another host", at, out);
  }
  if (deployment.truth("verified_chain_has_sha1_signature")) {
    add("certificate-sha1", "The chain of certificates has a SHA-1 signature", at, out);
  }
}

void results(Json r, const Server& at, Writer& out) {
  protocols(r, at, out);
  for (Json deployment : of(r, "certificate_info")["certificate_deployments"]) certificate(deployment, at, out);
  if (of(r, "heartbleed").truth("is_vulnerable_to_heartbleed")) {
    add("heartbleed", "Vulnerable to Heartbleed", at, out).add_id("CVE-2014-0160");
  }
  if (of(r, "openssl_ccs_injection").truth("is_vulnerable_to_ccs_injection")) {
    add("openssl_ccs_injection", "Vulnerable to CCS injection", at, out).add_id("CVE-2014-0224");
  }
  const string_view robot = of(r, "robot").str("robot_result");
  if (robot.starts_with("VULNERABLE")) add("robot", "Vulnerable to ROBOT", at, out).description = robot;
  if (of(r, "tls_compression").truth("supports_compression")) {
    add("tls_compression", "TLS compression is offered (CRIME)", at, out).add_id("CVE-2012-4929");
  }
  const Json renegotiation = of(r, "session_renegotiation");
  if (renegotiation && !renegotiation.truth("supports_secure_renegotiation", true)) {
    add("session_renegotiation", "Secure renegotiation is not offered", at, out).add_id("CVE-2009-3555");
  }
  if (renegotiation.truth("is_vulnerable_to_client_renegotiation_dos") ||
      renegotiation.truth("accepts_client_renegotiation")) {
    add("client_renegotiation", "Clients can renegotiate, which costs the server", at, out);
  }
  if (!of(r, "tls_fallback_scsv").truth("supports_fallback_scsv", true)) {
    add("tls_fallback_scsv", "TLS_FALLBACK_SCSV is not honoured", at, out);
  }
}

Server server_of(Json location, Writer& out) {
  return {host_and_port(location.str("hostname"), location.text("port"), "tcp", out), location.str("ip_address")};
}

void failed(const Server& at, string_view what, string_view why, Writer& out) {
  out.incomplete(Errc::scanner_failed,
                 out.join({"sslyze: ", at.resource, ": ", what, " ", clip(first_line(why), 200)}));
}

// Since 5 each result has a status; results before stood alone, with the errors beside them.
void scan(Json s, Writer& out) {
  if (s["scan_commands_results"].is_object()) {
    const Server at = server_of(s["server_info"]["server_location"], out);
    results(s["scan_commands_results"], at, out);
    for (Json e : s["scan_commands_errors"]) failed(at, e.key(), e.str("reason"), out);
    return;
  }
  const Server at = server_of(s["server_location"], out);
  if (!s["scan_result"].is_object()) return failed(at, "not reached:", s.str("connectivity_status"), out);
  for (Json test : s["scan_result"]) {
    const string_view status = test.str("status");
    if (status != "COMPLETED" && status != "NOT_SCHEDULED") failed(at, test.key(), test.str("error_reason"), out);
  }
  results(s["scan_result"], at, out);
}

void read(Json document, Writer& out) {
  if (!document["server_scan_results"].is_array()) {
    return out.reject(Errc::malformed, "no list \"server_scan_results\": not a report of sslyze");
  }
  out.tool("sslyze", document.str("sslyze_version"));
  out.generated(document.time("date_scans_completed"));
  for (Json s : document["server_scan_results"]) scan(s, out);
  for (Json e : document["server_connectivity_errors"]) {  // before 5
    failed(server_of(e["server_string"].is_object() ? e["server_string"] : e["server_location"], out),
           "not reached:", e.str("error_message"), out);
  }
  for (Json e : document["invalid_server_strings"]) {
    out.incomplete(Errc::scanner_failed, out.join({"sslyze: ", e.str("server_string"), ": ", e.str("error_message")}));
  }
  if (document["server_scan_results"].size() == 0) out.incomplete(Errc::scanner_failed, "sslyze reached no server");
}

// ---- XML, until 1.4 -------------------------------------------------------------------------------------------------

bool says(Xml element, const char* name, string_view value) { return equal_ignoring_case(element.attr(name), value); }

void certificate(Xml validation, const Server& at, Writer& out) {
  Joined stores(", ");
  string_view why;
  for (Xml path : validation.all("pathValidation")) {
    if (path.attr("validationResult") == "ok") continue;
    stores.add(path.attr("usingTrustStore"));
    why = path.attr("validationResult");
  }
  if (!stores.empty()) {
    Draft& f =
        add("certificate-untrusted", out.join({"The certificate is not trusted by ", stores.kept(out)}), at, out);
    f.description = why;
  }
  if (says(validation.at("hostnameValidation"), "certificateMatchesServerHostname", "false")) {
    add("certificate-hostname", "The certificate is of another host", at, out);
  }
  if (says(validation.at("verifiedCertificateChain"), "hasSha1SignedCertificate", "true")) {
    add("certificate-sha1", "The chain of certificates has a SHA-1 signature", at, out);
  }
}

void target(Xml t, Writer& out) {
  const Server at{host_and_port(t.attr("host"), t.attr("port"), "tcp", out), t.attr("ip")};
  for (const auto& [name, title] : {std::pair<const char*, string_view>{"sslv2", "SSL 2.0"},
                                    {"sslv3", "SSL 3.0"},
                                    {"tlsv1", "TLS 1.0"},
                                    {"tlsv1_1", "TLS 1.1"}}) {
    if (!says(t.at(name), "isProtocolSupported", "true")) continue;
    Draft& f             = add("protocol", out.join({title, " is offered"}), at, out);
    const string_view of = t.at(name).at("acceptedCipherSuites/cipherSuite").attr("name");
    if (!of.empty()) f.description = out.join({"for example with ", of});
  }
  certificate(t.at("certinfo/certificateValidation"), at, out);
  if (says(t.at("heartbleed/openSslHeartbleed"), "isVulnerable", "true")) {
    add("heartbleed", "Vulnerable to Heartbleed", at, out).add_id("CVE-2014-0160");
  }
  if (says(t.at("openssl_ccs/openSslCcsInjection"), "isVulnerable", "true")) {
    add("openssl_ccs_injection", "Vulnerable to CCS injection", at, out).add_id("CVE-2014-0224");
  }
  const string_view robot = t.at("robot/robotAttack").attr("resultEnum");
  if (robot.starts_with("VULNERABLE")) add("robot", "Vulnerable to ROBOT", at, out).description = robot;
  if (says(t.at("compression/compressionMethod"), "isSupported", "true")) {
    add("tls_compression", "TLS compression is offered (CRIME)", at, out).add_id("CVE-2012-4929");
  }
  const Xml renegotiation = t.at("reneg/sessionRenegotiation");
  if (says(renegotiation, "isSecure", "false")) {
    add("session_renegotiation", "Secure renegotiation is not offered", at, out).add_id("CVE-2009-3555");
  }
  if (says(renegotiation, "canBeClientInitiated", "true")) {
    add("client_renegotiation", "Clients can renegotiate, which costs the server", at, out);
  }
  if (says(t.at("fallback/tlsFallbackScsv"), "isSupported", "false")) {
    add("tls_fallback_scsv", "TLS_FALLBACK_SCSV is not honoured", at, out);
  }
  for (Xml test : t.all()) {
    if (test.has_attr("exception")) failed(at, test.name(), test.attr("exception"), out);
  }
}

void read_xml(Xml root, Writer& out) {
  out.tool("sslyze", root.attr("SSLyzeVersion"));
  if (!root.at("results")) return out.reject(Errc::malformed, "no <results>: not a report of sslyze");
  for (Xml t : root.at("results").all("target")) target(t, out);
  for (Xml t : root.at("invalidTargets").all("invalidTarget")) {
    out.incomplete(Errc::scanner_failed, out.join({"sslyze: ", t.text(), ": ", t.attr("error")}));
  }
  if (!root.at("results/target")) out.incomplete(Errc::scanner_failed, "sslyze reached no server");
}

}  // namespace

extern constinit const Format sslyze{
    .id       = "sslyze",
    .name     = "SSLyze",
    .url      = "https://github.com/nabla-c0d3/sslyze",
    .command  = "sslyze --json_out=sslyze.json host.example",
    .kinds    = "network",
    .versions = "3 and later, JSON; 1, XML",
    .severity = "none: it is unknown",
    .missing  = "severity, CWE; ciphers of TLS 1.2 and 1.3 are not judged",
    .known_by =
        "server_scan_results sslyze_version | server_scan_results sslyze_version sslyze_url | <document SSLyzeVersion>",
    .read     = read,
    .read_xml = read_xml,
};

}  // namespace secmon::format
