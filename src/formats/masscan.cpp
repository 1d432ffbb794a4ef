// SPDX-License-Identifier: MIT
// masscan: open ports. JSON.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void host(Json h, Writer& out) {
  if (!h["ports"].is_array()) return;  // {"finished": 1} ends the list of old versions
  for (Json p : h["ports"]) {
    const string_view status = p.str("status"), port = p.text("port"), protocol = p.str("proto");
    if (!status.empty() && status != "open") continue;
    const Json service = p["service"];  // with --banners
    Draft& f           = out.add(Kind::network);
    f.rule_id          = service ? "banner" : "open-port";
    f.title            = out.join({service ? "Banner at port " : "Open port ", port, "/", protocol, " on ", h.str("ip"),
                        service ? ": " : "", service.str("name")});
    f.rate(Severity::info, SeverityFrom::policy, service ? "banner" : "open");
    f.location.resource = host_and_port(h.str("ip"), port, protocol, out);
    f.location.snippet  = service.str("banner");
    f.dates.detected    = time_of_epoch(h.integer("timestamp"));
  }
}

void read(Json document, Writer& out) {
  out.tool("masscan");
  if (!document.is_array() || !document[0].exists())
    return out.reject(Errc::malformed, "no hosts: masscan writes nothing where it finds nothing");
  for (Json h : document) host(h, out);
}

}  // namespace

extern constinit const Format masscan{
    .id       = "masscan",
    .name     = "masscan",
    .url      = "https://github.com/robertdavidgraham/masscan",
    .command  = "masscan 192.0.2.0/24 -p1-1000 -oJ masscan.json",
    .kinds    = "network",
    .versions = "1.x, JSON",
    .severity = "open ports are info (this library's choice)",
    .missing  = "services without --banners, version of the tool",
    .known_by = "[0].ip [0].timestamp [0].ports[0].port [0].ports[0].proto",
    .read     = read,
};

}  // namespace secmon::format
