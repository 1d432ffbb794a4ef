// SPDX-License-Identifier: MIT
// KICS: misconfiguration of infrastructure as code. JSON.
#include "formats/format.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// A query, and one place that it found.
void place(Json q, Json r, Writer& out) {
  const string_view type = r.str("resource_type"), name = r.str("resource_name");
  const bool secret =
      q.str("category") == "Secret Management" && q.str("query_name").starts_with("Passwords And Secrets");
  Draft& f      = out.add(secret ? Kind::secret : Kind::iac);
  f.rule_id     = q.str("query_id");
  f.rule_name   = q.str("query_name");
  f.title       = q.str("query_name");
  f.description = q.str("description");
  // Of a secret it may quote the line.
  if (!secret) {
    if (!r.str("actual_value").empty())
      f.description = out.join({f.description, f.description.empty() ? "" : "\n", "It is so: ", r.str("actual_value")});
    if (!r.str("expected_value").empty()) f.remediation = out.join({"Expected: ", r.str("expected_value")});
  }
  f.rate(q.str("severity"));
  f.add_cwe(q.text("cwe"));
  f.location.path       = r.str("file_name");
  f.location.start_line = f.location.end_line = r.line("line");
  f.location.resource                         = out.join({type, type.empty() || name.empty() ? "" : ".", name});
  if (f.location.resource.empty() && !secret) f.location.resource = r.str("search_key");
  f.add_reference(q.str("query_url"));
  f.native_id = r.str("similarity_id");
  for (const char* tag : {"platform", "category", "cloud_provider"}) f.add_tag(q.str(tag));
}

void read(Json document, Writer& out) {
  out.tool("kics", document.str("kics_version"));
  out.generated(document.time("end"));
  if (!document["queries"].is_array()) {
    return out.reject(Errc::malformed, "no list \"queries\": not a whole report of KICS");
  }
  for (Json q : document["queries"]) {
    if (!q["files"].is_array()) {
      out.incomplete(Errc::malformed, out.join({"query \"", q.str("query_name"), "\" has no list \"files\""}),
                     q.offset());
    }
    for (Json r : q["files"]) place(q, r, out);
  }
  for (const char* count : {"files_failed_to_scan", "queries_failed_to_execute"}) {
    if (document.integer(count) > 0) {
      out.incomplete(Errc::scanner_failed, out.join({"KICS: ", count, ": ", document.text(count)}));
    }
  }
  // A file that cannot be parsed is not among those that failed.
  if (document.integer("files_parsed") < document.integer("files_scanned")) {
    out.incomplete(Errc::scanner_failed, out.join({"KICS could parse only ", document.text("files_parsed"), " of ",
                                                   document.text("files_scanned"), " files"}));
  }
}

}  // namespace

extern constinit const Format kics{
    .id       = "kics",
    .name     = "KICS",
    .url      = "https://github.com/Checkmarx/kics",
    .command  = "kics scan -p . --report-formats json -o . # results.json",
    .kinds    = "iac secret",
    .versions = "1.x and 2.x, JSON",
    .severity = "the query's word",
    .missing  = "columns, the flagged code",
    .known_by =
        "queries queries_total files_scanned | queries severity_counters total_counter | "
        "queries[0].query_id queries[0].files scanned_files",
    .divisible = "queries",
    .read      = read,
};

}  // namespace secmon::format
