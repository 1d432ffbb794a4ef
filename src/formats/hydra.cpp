// SPDX-License-Identifier: MIT
// hydra: logins that could be guessed. The passwords in the report are not read.
#include "formats/dialect/web.hpp"
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

void read(Json document, Writer& out) {
  const Json generator = document["generator"];
  if (!document["results"].is_array() || generator.str("software") != "Hydra") {
    return out.reject(Errc::malformed, "not a report of hydra");
  }
  out.tool("hydra", generator.str("version"));
  out.generated(generator.time("built"));
  for (Json r : document["results"]) {
    Draft& f            = out.add(Kind::access);
    f.rule_id           = "guessed-login";
    f.location.resource = host_and_port(r.str("host"), r.text("port"), r.str("service"), out);
    f.title             = out.join({"Login of ", r.str("login"), " could be guessed at ", f.location.resource});
    f.add_cwe(521);
    f.add_tag(r.str("service"));
  }
  for (Json e : document["errormessages"]) out.remark(Errc::scanner_failed, out.join({"hydra: ", clip(e.str(), 200)}));
  if (!document.truth("success", true))
    out.incomplete(Errc::scanner_failed, "hydra ended without success: not all was tried");
}

}  // namespace

extern constinit const Format hydra{
    .id       = "hydra",
    .name     = "Hydra",
    .url      = "https://github.com/vanhauser-thc/thc-hydra",
    .command  = "hydra -L users.txt -P passwords.txt -b json -o hydra.json ssh://host.example",
    .kinds    = "access",
    .versions = "8 and 9, JSON (-b json, -b jsonv1)",
    .severity = "none: it is unknown",
    .missing  = "severity; passwords are not read",
    .known_by = "generator.software=Hydra results quantityfound",
    .read     = read,
};

}  // namespace secmon::format
