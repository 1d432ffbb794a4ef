// SPDX-License-Identifier: MIT
// masscan: open ports. JSON, JSON Lines and XML.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What each of the forms says of a port; a service is one that --banners heard there.
struct Port {
  string_view ip, number, protocol, status, service, banner;
  bool heard = false;
  Time time  = kNoTime;
};

void port(const Port& p, Writer& out) {
  if (!p.heard && !p.status.empty() && p.status != "open") return;
  Draft& f  = out.add(Kind::network);
  f.rule_id = p.heard ? "banner" : "open-port";
  f.title   = out.join({p.heard ? "Banner at port " : "Open port ", p.number, "/", p.protocol, " on ", p.ip,
                      p.heard ? ": " : "", p.service});
  f.rate(Severity::info, SeverityFrom::policy, p.heard ? "banner" : "open");
  f.location.resource = host_and_port(p.ip, p.number, p.protocol, out);
  f.location.snippet  = p.banner;
  f.dates.detected    = p.time;
}

void host(Json h, Writer& out) {
  const Time time = time_of_epoch(h.integer("timestamp"));
  for (Json p : h["ports"]) {  // {"finished": 1} ends the list of old versions
    const Json service = p["service"];
    port({h.str("ip"), p.text("port"), p.str("proto"), p.str("status"), service.str("name"), service.str("banner"),
          service.exists(), time},
         out);
  }
}

void line(Json r, Writer& out) {
  const Json data = r["data"];
  port({r.str("ip"), r.text("port"), r.str("proto"), data.str("status"), data.str("service_name"), data.str("banner"),
        r.str("rec_type") == "banner", time_of_epoch(r.integer("timestamp"))},
       out);
}

void read(Json document, Writer& out) {
  out.tool("masscan");
  if (document.is_object() && document.has("rec_type")) return line(document, out);
  if (!document.is_array() || !document[0].exists())
    return out.reject(Errc::malformed, "no hosts: masscan writes nothing where it finds nothing");
  for (Json h : document) host(h, out);
}

void read_xml(Xml root, Writer& out) {
  if (root.name() != "nmaprun") return out.reject(Errc::malformed, "not a report of masscan");
  out.tool("masscan");
  for (Xml h : root.all("host")) {
    const Time time = time_of_epoch(to_integer(h.attr("endtime")).value_or(0));
    for (Xml p : h.at("ports").all("port")) {
      const Xml service = p.at("service");
      port({h.at("address").attr("addr"), p.attr("portid"), p.attr("protocol"), p.at("state").attr("state"),
            service.attr("name"), service.attr("banner"), static_cast<bool>(service), time},
           out);
    }
  }
  if (!root.at("runstats/finished")) out.incomplete(Errc::truncated, "masscan did not finish");
}

}  // namespace

extern constinit const Format masscan{
    .id       = "masscan",
    .name     = "masscan",
    .url      = "https://github.com/robertdavidgraham/masscan",
    .command  = "masscan 192.0.2.0/24 -p1-1000 -oJ masscan.json",
    .kinds    = "network",
    .versions = "1.x: JSON (-oJ), JSON Lines (-oD) and XML (-oX)",
    .severity = "open ports are info (this library's choice)",
    .missing  = "services without --banners, version of the tool",
    .known_by =
        "[0].ip [0].timestamp [0].ports[0].port [0].ports[0].proto | ip port proto rec_type data | "
        "<nmaprun scanner=masscan>",
    .read     = read,
    .read_xml = read_xml,
};

}  // namespace secmon::format
