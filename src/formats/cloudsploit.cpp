// SPDX-License-Identifier: MIT
// CloudSploit: the configuration of cloud accounts. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kStatus[] = {{"FAIL", Severity::high}, {"WARN", Severity::medium}};

void read(Json document, Writer& out) {
  out.tool("cloudsploit");
  if (!document[0].is_object()) return out.reject(Errc::malformed, "no list of results: not a report of CloudSploit");
  for (Json r : document) {
    const string_view status = r.str("status"), plugin = r.str("plugin");
    if (status == "OK") continue;
    if (status == "UNKNOWN") {  // it could not ask
      out.incomplete(Errc::scanner_failed, out.join({"CloudSploit, ", plugin, ": ", clip(r.str("message"), 300)}));
      continue;
    }
    Draft& f      = out.add(Kind::iac);
    f.rule_id     = plugin;
    f.title       = r.str("title");
    f.description = out.join({r.str("message"), "\n", r.str("description")});
    f.rate(status, kStatus);
    f.location.resource = r.str("resource");
    f.add_tag(r.str("category"));
    f.add_tag(r.str("region"));
  }
}

}  // namespace

extern constinit const Format cloudsploit{
    .id       = "cloudsploit",
    .name     = "CloudSploit",
    .url      = "https://github.com/aquasecurity/cloudsploit",
    .command  = "./index.js --config config.js --json cloudsploit.json",
    .kinds    = "iac",
    .versions = "all JSON",
    .severity = "the status: FAIL high, WARN medium",
    .missing  = "severity, references, remediation, dates, versions",
    .known_by = "[0].plugin [0].category [0].region [0].status [0].resource",
    .read     = read,
};

}  // namespace secmon::format
