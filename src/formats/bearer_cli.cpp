// SPDX-License-Identifier: MIT
// Bearer: security and privacy problems in source code. JSON by severity, and a list.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

constexpr SeverityWord kSeverities[] = {{"warning", Severity::info}};  // below low

void finding(Json r, string_view severity, Writer& out) {
  const Json sink = r["sink"], column = sink["column"];
  const string_view id = r.str("id");
  const bool secret    = id == "gitleaks" || id.find("hardcoded_secret") != id.npos;
  Draft& f             = out.add(secret ? Kind::secret : Kind::sast);
  f.rule_id            = id;
  f.title              = r.str("title");
  f.description        = r.str("description");
  f.rate(severity, kSeverities);
  for (Json cwe : r["cwe_ids"].each()) f.add_cwe(cwe.text());
  f.location.path       = r.str("filename").empty() ? r.str("full_filename") : r.str("filename");
  f.location.start_line = r.line("line_number");
  f.location.end_line   = f.location.start_line;
  if (sink.line("start") != 0) {
    f.location.start_line   = sink.line("start");
    f.location.end_line     = sink.line("end");
    f.location.start_column = column.line("start");
    f.location.end_column   = column.line("end");
  }
  if (!secret) f.location.snippet = sink.str("content").empty() ? r.str("snippet") : sink.str("content");
  f.add_reference(r.str("documentation_url"));
  for (Json group : r["category_groups"].each()) f.add_tag(group.str());
  f.native_id = r.str("fingerprint");
}

void read(Json document, Writer& out) {
  out.tool("bearer", document.str("version"));
  bool any = false;
  for (const char* severity : {"critical", "high", "medium", "low", "warning"}) {
    if (!document[severity].is_array()) continue;
    any = true;
    for (Json r : document[severity]) finding(r, severity, out);
  }
  if (document.has("findings")) {
    any = true;
    for (Json r : document["findings"]) finding(r, r.str("severity"), out);
  }
  if (!any) out.reject(Errc::malformed, "neither a severity nor \"findings\": not a report of Bearer");
}

}  // namespace

extern constinit const Format bearer_cli{
    .id       = "bearer_cli",
    .name     = "Bearer",
    .url      = "https://github.com/Bearer/bearer",
    .command  = "bearer scan . --format json --output bearer.json",
    .kinds    = "sast secret",
    .versions = "1.x: JSON by severity, jsonv2; SARIF is the format sarif",
    .severity = "the tool's word; warning, which is below low, is info",
    .missing  = "dates, the version of Bearer",
    .known_by =
        "critical[0].documentation_url critical[0].cwe_ids | high[0].documentation_url high[0].cwe_ids | "
        "medium[0].documentation_url medium[0].cwe_ids | low[0].documentation_url low[0].cwe_ids | "
        "warning[0].documentation_url warning[0].cwe_ids | "
        "findings[0].documentation_url findings[0].cwe_ids findings[0].full_filename | source=Bearer findings",
    .read = read,
};

}  // namespace secmon::format
