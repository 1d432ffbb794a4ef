// SPDX-License-Identifier: MIT
// WhatWeb: web servers that answer, and what they are made of. JSON.
#include <string>

#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// Plugins whose texts are passwords that they found; those of others are in "account".
bool secret(Json p) { return p.has("account") || p.key() == "mysql_connect" || p.key() == "The-Amazing-Little-Poll"; }

// "PHP: 8.2.1", "HTTPServer: Debian Linux, Apache": what a plugin read.
void plugin(Json p, Joined& lines, Draft& f, Writer& out) {
  const string_view name    = clip(p.key(), 100);
  const string_view doubted = p.text("certainty");  // only if it is not 100
  Joined values(", ");
  for (const char* key : {"version", "model", "firmware", "os", "module", "filepath", "string"}) {
    if (key == string_view("string") && secret(p)) continue;
    for (Json v : p[key].each()) {
      if (!v.text().empty()) values.add(clip(v.text(), 200));
    }
  }
  if (secret(p)) values.add("names or passwords, which are not shown here");
  if (!doubted.empty()) values.add({"certainty ", doubted, "%"});
  if (!values.empty()) lines.add({name, ": ", values.kept(out)});
  if (!doubted.empty()) return;
  if (!p["version"][0].exists()) f.add_tag(name);
  for (Json v : p["version"].each()) f.add_tag(out.join({name, " ", v.text()}));
}

void target(Json r, Writer& out) {
  const string_view url = r.str("target");
  if (url.empty() || !r["plugins"].is_object())
    return out.incomplete(Errc::malformed, "a row without \"target\" and \"plugins\" was not read", r.offset());
  Draft& f             = out.add(Kind::dast);
  const string_view on = r["plugins"]["HTTPServer"]["string"][0].str();
  f.rule_id            = "web-server";
  f.title = out.join({"Web server at ", url, " answers ", r.text("http_status"), on.empty() ? "" : ": ", on});
  Joined lines("\n");
  for (Json p : r["plugins"]) plugin(p, lines, f, out);
  f.description = lines.kept(out);
  f.rate(Severity::info, SeverityFrom::policy, "answers");
  f.location.url = url;
}

void read(Json document, Writer& out) {
  out.tool("whatweb");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of WhatWeb");
  // Whatever answers is a row, also an error page.
  if (!document[0].exists()) return out.reject(Errc::scanner_failed, "no target answered: nothing was looked at");
  for (Json r : document) target(r, out);
}

}  // namespace

extern constinit const Format whatweb{
    .id       = "whatweb",
    .name     = "WhatWeb",
    .url      = "https://github.com/urbanadventurer/WhatWeb",
    .command  = "whatweb --log-json=whatweb.json https://host.example",
    .kinds    = "dast",
    .versions = "0.5, JSON (--log-json)",
    .severity = "a server that answers is info (this library's choice)",
    .missing =
        "severity, dates, version of the tool, targets that did not answer; accounts and what was sent are not read",
    .known_by  = "[0].target [0].http_status [0].plugins",
    .divisible = "[]",
    .read      = read,
};

}  // namespace secmon::format
