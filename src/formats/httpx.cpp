// SPDX-License-Identifier: MIT
// httpx: web servers that answer. JSON Lines of ProjectDiscovery's httpx.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json r, Writer& out) {
  out.tool("httpx");
  const string_view url = r.str("url");
  if (!is_url(url)) return out.reject(Errc::malformed, "not a row of httpx");
  if (r.truth("failed")) {
    return out.remark(Errc::ok, out.join({url, " did not answer: ", clip(r.str("error"), 200)}));
  }
  Draft& f             = out.add(Kind::dast);
  const string_view on = r.str("webserver");
  f.rule_id            = "web-server";
  f.title       = out.join({"Web server at ", url, " answers ", r.text("status_code"), on.empty() ? "" : ": ", on});
  f.description = r.str("title");
  f.rate(Severity::info, SeverityFrom::policy, "answers");
  f.location.url      = url;
  f.location.method   = r.str("method");
  f.location.resource = host_and_port(r.str("host"), r.text("port"), "tcp", out);
  f.dates.detected    = r.time("timestamp");
  for (Json technology : r["tech"].each()) f.add_tag(technology.str());
}

}  // namespace

extern constinit const Format httpx{
    .id       = "httpx",
    .name     = "httpx",
    .url      = "https://github.com/projectdiscovery/httpx",
    .command  = "httpx -l hosts.txt -json -td -o httpx.json",
    .kinds    = "dast",
    .versions = "1.x, JSON Lines",
    .severity = "a server that answers is info (this library's choice)",
    .missing  = "version of the tool",
    .known_by = "url input scheme status_code failed | url input scheme host port path failed",
    .read     = read,
};

}  // namespace secmon::format
