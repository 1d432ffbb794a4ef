// SPDX-License-Identifier: MIT
// OWASP Nettacker: what its modules saw at hosts and in applications. JSON. Passwords that were guessed are not read.
#include <algorithm>
#include <string>

#include "core/ascii.hpp"
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr string_view kResult = " conditions: ";

// A fact of the request. "json_event" is an object, or its text; then the fact is taken from "event", which has the
// same in words: "host: 192.0.2.1 method: get url: https://192.0.2.1/ conditions: …".
string_view fact(Json r, string_view key, Writer& out) {
  if (const Json e = r["json_event"]; e.is_object()) return e.str(key);
  const string_view event   = r.str("event").substr(0, r.str("event").find(kResult));
  const string_view before  = out.join({" ", key, ": "});
  const std::size_t found   = event.rfind(before);
  const string_view value   = found == event.npos ? "" : event.substr(found + before.size());
  const string_view trimmed = value.substr(0, value.find(' '));
  return trimmed.size() > 1 && trimmed.front() == '\'' && trimmed.back() == '\'' ? trimmed.substr(1, trimmed.size() - 2)
                                                                                 : trimmed;
}

// What the module made of the answer; those that guess passwords or show a vulnerability may have secrets there.
string_view seen(Json r, string_view module) {
  if (module.ends_with("_brute") || module.find("_cve_") != module.npos) return {};
  if (const string_view log = trim(r["json_event"]["response"]["conditions_results"].str("log")); !log.empty())
    return clip(log, 300);
  const string_view event = r.str("event");
  const std::size_t found = module.ends_with("_scan") ? event.find(kResult) : event.npos;
  return found == event.npos ? "" : clip(trim(event.substr(found + kResult.size())), 300);
}

void event(Json r, Writer& out) {
  const string_view module = r.str("module_name"), host = r.str("target");
  if (module.empty() || host.empty())
    return out.incomplete(Errc::malformed, "an event without \"module_name\" and \"target\" was not read", r.offset());
  const bool guessed    = module.ends_with("_brute");
  const string_view url = fact(r, "url", out), place = host_and_port(host, r.text("port"), {}, out);
  Draft& f  = out.add(guessed ? Kind::access : is_url(url) ? Kind::dast : Kind::network);
  f.rule_id = module;
  f.title   = out.join({module, ": ", is_url(url) ? url : place});
  if (guessed) {
    const string_view user = fact(r, "username", out);
    f.title                = out.join({user.empty() ? "A login" : "Login of ", user, " could be guessed at ", place});
    f.add_cwe(521);
  }
  f.description = seen(r, module);
  if (module.ends_with("_scan")) f.rate(Severity::info, SeverityFrom::policy, "seen");
  std::string name(module);  // apache_cve_2021_41773_vuln
  std::replace(name.begin(), name.end(), '_', '-');
  f.add_ids_in(out.keep(name));
  if (is_url(url)) {
    std::string method(fact(r, "method", out));  // get
    for (char& c : method) {
      if (is_lower(c)) c = static_cast<char>(c & ~0x20);
    }
    f.location.url    = url;
    f.location.method = out.keep(method);
  }
  f.location.resource = place;
  f.dates.detected    = r.time("date");
}

void read(Json document, Writer& out) {
  out.tool("nettacker");
  if (!document.is_array()) return out.reject(Errc::malformed, "no list: not a report of Nettacker");
  // It writes nothing at all, an empty file, where there is no event.
  if (!document[0].exists()) return out.reject(Errc::malformed, "no event is in the list: not a report of Nettacker");
  for (Json r : document) event(r, out);
}

}  // namespace

extern constinit const Format nettacker{
    .id        = "nettacker",
    .name      = "OWASP Nettacker",
    .url       = "https://github.com/OWASP/Nettacker",
    .command   = "nettacker -i host.example -m all -o nettacker.json",
    .kinds     = "access dast network",
    .versions  = "0.4, JSON (-o file.json)",
    .severity  = "what a scan sees is info (this library's choice), the rest is unknown: it stands in the modules only",
    .missing   = "severity, version of the tool; passwords and what vulnerable servers gave away are not read",
    .known_by  = "[0].scan_id [0].target [0].module_name [0].json_event",
    .divisible = "[]",
    .read      = read,
};

}  // namespace secmon::format
