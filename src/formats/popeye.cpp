// SPDX-License-Identifier: MIT
// Popeye: the state of a Kubernetes cluster. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kLevels[] = {{"1", Severity::info}, {"2", Severity::low}, {"3", Severity::high}};

// "[POP-106] No resources requests/limits defined".
void issue(Json r, string_view kind, string_view resource, Writer& out) {
  if (r.integer("level") == 0) return;  // "OK"
  const string_view message = r.str("message"), group = r.str("group");
  const std::size_t end = message.find("] ");
  const bool coded      = message.starts_with("[POP-") && end != message.npos;
  Draft& f              = out.add(Kind::iac);
  f.rule_id             = coded ? message.substr(1, end - 1) : string_view();
  f.title               = coded ? message.substr(end + 2) : message;
  f.rate(r.text("level"), kLevels, SeverityFrom::level);
  const bool container = !group.empty() && group != "__root__";
  f.location.resource  = out.join({kind, "/", resource, container ? "/" : "", container ? group : ""});
  f.add_tag(kind);
}

void read(Json document, Writer& out) {
  const Json report = document["popeye"];
  out.tool("popeye");
  out.generated(report.time("report_time"));
  const Json list = report[report.has("sections") ? "sections" : "sanitizers"];
  if (!list.is_array()) return out.reject(Errc::malformed, "no list \"sections\": not a whole report of Popeye");
  for (Json section : list) {
    const string_view kind = section.str(section.has("linter") ? "linter" : "sanitizer");
    for (Json resource : section["issues"]) {
      const string_view name = resource.key();
      for (Json r : resource) issue(r, kind, name, out);
    }
  }
  for (Json e : report["errors"].each()) {
    if (!e.text().empty()) out.incomplete(Errc::scanner_failed, out.join({"Popeye: ", clip(e.text(), 300)}));
  }
}

}  // namespace

extern constinit const Format popeye{
    .id       = "popeye",
    .name     = "Popeye",
    .url      = "https://github.com/derailed/popeye",
    .command  = "popeye -A -o json > popeye.json",
    .kinds    = "iac",
    .versions = "0.9 and later: sanitizers, and sections since 0.20",
    .severity = "level: 3 (error) high, 2 (warning) low, 1 info; 0 is no finding",
    .missing  = "files, references, remediation, the version of Popeye",
    .known_by = "popeye.sections popeye.score | popeye.sanitizers popeye.score | popeye.grade popeye.sanitizers",
    .read     = read,
};

}  // namespace secmon::format
