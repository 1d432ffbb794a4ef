// SPDX-License-Identifier: MIT
// naabu: open ports. JSON Lines.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json r, Writer& out) {
  out.tool("naabu");
  // A number since 2.1; {"Port": 80, "Protocol": 0, "TLS": false} before.
  const string_view port = r["port"].is_object() ? r["port"].text("Port") : r.text("port");
  if (r.str("ip").empty() || port.empty()) return out.reject(Errc::malformed, "not a row of naabu");
  Draft& f            = out.add(Kind::network);
  const string_view p = r.str("protocol").empty() ? "tcp" : r.str("protocol");
  f.rule_id           = "open-port";
  f.title = out.join({"Open port ", port, "/", p, " on ", r.str("host").empty() ? r.str("ip") : r.str("host")});
  f.rate(Severity::info, SeverityFrom::policy, "open");
  f.location.resource = host_and_port(r.str("ip"), port, p, out);
  f.location.function = r.str("host");
  f.dates.detected    = r.time("timestamp");
}

}  // namespace

extern constinit const Format naabu{
    .id       = "naabu",
    .name     = "Naabu",
    .url      = "https://github.com/projectdiscovery/naabu",
    .command  = "naabu -host host.example -json -o naabu.json",
    .kinds    = "network",
    .versions = "2.x, JSON Lines",
    .severity = "open ports are info (this library's choice)",
    .missing  = "services, version of the tool",
    .known_by = "ip port timestamp !info !url !ports !target !rec_type | ip port timestamp protocol tls !info !url",
    .read     = read,
};

}  // namespace secmon::format
