// SPDX-License-Identifier: MIT
// sslscan: TLS of a server. The XML lists what is offered; findings are what it marks as weak or vulnerable.
#include <utility>

#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

Draft& add(string_view rule, string_view title, Xml test, Writer& out) {
  Draft& f            = out.add(Kind::network);
  f.rule_id           = rule;
  f.title             = title;
  f.location.resource = host_and_port(test.attr("host"), test.attr("port"), "tcp", out);
  return f;
}

void test(Xml t, Writer& out) {
  bool bleeds = false;
  for (Xml h : t.all("heartbleed")) {
    if (h.attr("vulnerable") != "1") continue;
    if (!bleeds) add("heartbleed", "Vulnerable to Heartbleed", t, out).add_id("CVE-2014-0160");
    bleeds = true;
  }
  if (t.at("compression").attr("supported") == "1")
    add("compression", "TLS compression is offered (CRIME)", t, out).add_id("CVE-2012-4929");
  if (t.at("renegotiation").attr("supported") == "1" && t.at("renegotiation").attr("secure") == "0") {
    add("renegotiation", "Insecure renegotiation is offered", t, out).add_id("CVE-2009-3555");
  }
  for (Xml p : t.all("protocol")) {
    const string_view name = out.join({p.attr("type") == "tls" ? "TLSv" : "SSLv", p.attr("version")});
    const bool old         = p.attr("type") == "ssl" || p.attr("version") == "1.0" || p.attr("version") == "1.1";
    if (old && p.attr("enabled") == "1") add("protocol", out.join({name, " is offered"}), t, out);
  }
  for (Xml c : t.all("cipher")) {
    const string_view strength = c.attr("strength");
    if (strength.empty() || strength == "strong" || strength == "acceptable") continue;
    Draft& f = add(
        "cipher", out.join({c.attr("cipher"), " is offered with ", c.attr("sslversion"), " (", strength, ")"}), t, out);
    f.description = out.join({c.attr("bits"), " bits"});
  }
  // Version 2 has a list, in which one certificate stands twice with --show-certificate.
  bool expired = false, self_signed = false;
  for (const Xml& parent : {t, t.at("certificates")}) {
    for (Xml c : parent.all("certificate")) {
      if (c.text("expired") == "true" && !std::exchange(expired, true))
        add("certificate-expired", out.join({"The certificate expired on ", c.text("not-valid-after")}), t, out);
      if (c.text("self-signed") == "true" && !std::exchange(self_signed, true))
        add("certificate-self-signed", "The certificate is signed by itself", t, out);
    }
  }
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "document" || !root.attr("title").starts_with("SSLScan")) {
    return out.reject(Errc::malformed, "not a report of sslscan");
  }
  out.tool("sslscan", root.attr("version"));
  for (Xml t : root.all("ssltest")) test(t, out);
  for (Xml e : root.all("error")) out.incomplete(Errc::scanner_failed, out.join({"sslscan: ", clip(e.text(), 300)}));
  if (!root.at("ssltest") && !root.at("error")) out.incomplete(Errc::scanner_failed, "sslscan reached no server");
}

}  // namespace

extern constinit const Format sslscan{
    .id       = "sslscan",
    .name     = "sslscan",
    .url      = "https://github.com/rbsec/sslscan",
    .command  = "sslscan --xml=sslscan.xml host.example",
    .kinds    = "network",
    .versions = "1.8 and later, XML",
    .severity = "none: it is unknown",
    .missing  = "severity, CWE, dates; ciphers that are called strong or acceptable are not findings",
    .known_by = "<document title=SSLScan*>",
    .read_xml = read_xml,
};

}  // namespace secmon::format
