// SPDX-License-Identifier: MIT
// Docker Bench for Security: how a host runs Docker, by the benchmark of CIS.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kResults[] = {{"WARN", Severity::medium}};

void check(Json r, string_view section, Writer& out) {
  const string_view result = r.str("result");
  if (result == "PASS") return;
  if (result == "NOTE" || result == "INFO") {  // nothing that it could decide
    return out.remark(Errc::ok, out.join({"to be looked at: ", r.str("id"), " ", r.str("desc"),
                                          r.str("details").empty() ? "" : ": ", clip(r.str("details"), 200)}));
  }
  if (result != "WARN") {
    return out.incomplete(Errc::malformed, out.join({r.str("id"), ": the result is \"", result, "\""}), r.offset());
  }
  Draft& f      = out.add(Kind::iac);
  f.rule_id     = r.str("id");
  f.title       = r.str("desc");
  f.description = r.str("details");
  f.remediation = r.str("remediation");
  f.rate(result, kResults);
  f.add_tag(section);
  for (Json item : r["items"]) f.add_tag(item.str());
}

void read(Json document, Writer& out) {
  out.tool("docker-bench-security", document.str("dockerbenchsecurity"));
  if (!document["tests"].is_array()) return out.reject(Errc::malformed, "no list \"tests\": not of docker-bench");
  out.generated(document.time("start"));
  for (Json test : document["tests"]) {
    for (Json r : test["results"]) check(r, test.str("desc"), out);
  }
  if (!document.has("end")) out.incomplete(Errc::truncated, "no \"end\": docker-bench-security did not finish");
}

}  // namespace

extern constinit const Format docker_bench{
    .id       = "docker_bench",
    .name     = "Docker Bench for Security",
    .url      = "https://github.com/docker/docker-bench-security",
    .command  = "sh docker-bench-security.sh -l bench.log, then bench.log.json",
    .kinds    = "iac",
    .versions = "1.3 and later, JSON",
    .severity = "WARN is medium, the only word for what is not as it should be; NOTE and INFO are remarks",
    .missing  = "CWE, the host",
    .known_by = "dockerbenchsecurity tests",
    .read     = read,
};

}  // namespace secmon::format
