// SPDX-License-Identifier: MIT
// The combined report of security_monitor.py, and of `secmon scan` which takes its place: one entry a tool, with the
// tool's own report as its "details".
//
// Of what the script adds, only the state of the run is believed. It counts wrongly, takes an empty output for a clean
// run, and looks for vulnerabilities where pip-audit, trivy and newer versions of safety do not have them.
#include <algorithm>
#include <array>
#include <string>

#include "formats/formats.hpp"

namespace secmon::format {
namespace {

using std::string_view;

// What is known of one entry of "results".
struct Entry {
  Json json;
  string_view tool;
  const Format* format;  // in which the tool's own report should be, or nullptr
};

bool is_empty(Json value) { return value.begin() == value.end(); }

// The keys are ids of formats; "tool" has pip-audit with a dash.
const Format* format_of(string_view key, string_view tool) {
  if (const Format* format = find(lower(key))) return format;
  std::string id = lower(tool);
  std::replace(id.begin(), id.end(), '-', '_');
  return find(id);
}

// ---- the tool's own report --------------------------------------------------------------------------------------

bool read_as(const Format* format, Json document, Writer& out) {
  if (format == nullptr || format->read == nullptr || format->id == "security_report") return false;
  const Writer::Scope scope(out, format->id);
  // A format may count what it read against what the document says that there is: what other tools found is neither.
  out.expect(out.size() - std::min(out.size(), out.expected()));
  format->read(document, out);
  out.finish();
  if (format->read_end != nullptr) format->read_end(1, out);
  return true;
}

// The reader of the tool that is named also says what is wrong where none recognises the document.
bool read_details(const Entry& entry, Json details, Writer& out) {
  const bool fits      = entry.format != nullptr && marks(*entry.format, details) != 0;
  const Format* format = fits ? entry.format : recognise(details);
  return read_as(format != nullptr ? format : entry.format, details, out);
}

// Of safety the script keeps all that it printed: a banner, JSON, and a banner again.
bool read_output(const Entry& entry, string_view text, Writer& out) {
  if (trim(text) == "[]") {  // of 1.x: nothing found
    out.tool(entry.tool);
    return true;
  }
  // A tool may have several formats: what safety scan prints is not what safety check prints.
  return (entry.format != nullptr && read_embedded(text, entry.format->id, out)) || read_embedded(text, {}, out);
}

// ---- "vulnerabilities": rows of the tool's report, where that is missing -------------------------------------------

constexpr SeverityWord kRowWords[] = {
    {"ERROR", Severity::high}, {"WARNING", Severity::medium}, {"INFO", Severity::low}, {"UNDEFINED", Severity::info}};

string_view either(string_view a, string_view b) { return a.empty() ? b : a; }

// A result of bandit or of semgrep.
void row(Json r, Writer& out) {
  const Json extra = r["extra"];
  Draft& f         = out.add(Kind::sast);
  f.rule_id        = either(r.str("test_id"), r.str("check_id"));
  f.rule_name      = r.str("test_name");
  f.description    = either(r.str("issue_text"), extra.str("message"));
  f.title          = first_sentence(f.description);
  f.rate(either(r.str("issue_severity"), extra.str("severity")), kRowWords);
  f.confidence            = confidence_of(r.str("issue_confidence"));
  f.location.path         = either(r.str("filename"), r.str("path"));
  f.location.start_line   = std::max(r.line("line_number"), r["start"].line("line"));
  f.location.end_line     = r["end"].line("line");
  f.location.start_column = r["start"].line("col");
}

// Those of trivy and of safety 1.x are lists that their readers know.
void read_rows(const Entry& entry, Json rows, Writer& out) {
  const bool known = entry.format != nullptr && marks(*entry.format, rows) != 0;
  if (known && read_as(entry.format, rows, out)) return;
  for (Json r : rows) {
    if (r["issue_text"] || r["check_id"]) {
      row(r, out);
    } else {
      out.incomplete(Errc::malformed, out.join({"a row of ", entry.tool, " is not known"}), r.offset());
    }
  }
}

// ---- entries ----------------------------------------------------------------------------------------------------

// Says what is missing, and gives whether the tool ran.
bool ran(const Entry& entry, Writer& out) {
  const string_view status = entry.json.str("status");
  if (status == "completed" || status == "issues_found") return true;
  const string_view why = first_line(entry.json["errors"][0].str());
  out.incomplete(Errc::scanner_failed,
                 out.join({entry.tool, " did not run to its end, its status is \"", clip(status, 40), "\"",
                           why.empty() ? "" : ": ", clip(why, 200)}),
                 entry.json.offset());
  return false;
}

// What `secmon scan` adds to an entry: whether the tool may be missing. The script did not say, so there it may not.
bool may_be_missing(const Entry& entry) {
  const Json required = entry.json["required"];
  return entry.json.str("status") == "skipped" && required.is_bool() && !entry.json.truth("required");
}

void read_entry(const Entry& entry, Writer& out) {
  const Writer::Scope scope(out, out.format());
  out.generated(entry.json.time("timestamp"));
  const bool whole       = ran(entry, out);
  const Json details     = entry.json["details"];
  const Json output      = details["raw_output"];
  const string_view text = output.str();
  const bool has_report  = output.is_string() ? !trim(text).empty() : !is_empty(details);
  const bool read_report =
      has_report && (output.is_string() ? read_output(entry, text, out) : read_details(entry, details, out));
  if (read_report) return;
  out.tool(entry.tool);
  if (has_report) {
    out.incomplete(Errc::unknown_format, out.join({"what ", entry.tool, " wrote is not a report of it"}),
                   details.offset());
  } else if (whole) {
    // bug 7 of the script: a tool that crashed has printed nothing, and is "completed"
    out.incomplete(Errc::scanner_failed, out.join({entry.tool, " wrote no report"}), entry.json.offset());
  }
  read_rows(entry, entry.json["vulnerabilities"], out);
}

void read(Json document, Writer& out) {
  const Json results = document["results"];
  if (!results.is_object()) {
    return out.reject(Errc::malformed, "no object \"results\": not a report of security_monitor.py");
  }
  const string_view time = document.str("timestamp");
  out.generated(parse_time(time));
  if (time.find_first_of("Z+") == string_view::npos) {
    out.remark(Errc::ok, "the script writes its local time without a zone; it is read as UTC");
  }
  bool any = false;
  for (Json json : results) {
    const string_view key = json.key(), tool = json.str("tool");
    const Entry entry{json, tool.empty() ? key : tool, format_of(key, tool)};
    if (!json.is_object()) {
      out.incomplete(Errc::malformed, out.join({"the entry of ", clip(key, 80), " is no object"}));
    } else if (may_be_missing(entry) && is_empty(json["vulnerabilities"])) {
      const string_view why = first_line(json["warnings"][0].str());
      out.remark(Errc::ok, out.join({entry.tool, " did not run: ", why.empty() ? "skipped" : clip(why, 200)}));
      continue;
    } else {
      read_entry(entry, out);
    }
    any = true;
  }
  if (!any) out.incomplete(Errc::scanner_failed, "no tool ran");
}

}  // namespace

extern constinit const Format security_report{
    .id       = "security_report",
    .name     = "security_monitor.py",
    .url      = "https://github.com/xai-blockchain/xai",
    .command  = "secmon scan",
    .kinds    = "sast sca container iac secret license",
    .versions = "security_report_*.json of the script and of `secmon scan`, with each tool's own report in it",
    .severity = "as each tool's own format",
    .missing  = "the zone of its times; the text of safety's output where that was no JSON",
    .known_by = "scan_duration timestamp results={} | scan_duration results.*.tool results.*.status",
    .read     = read,
};

}  // namespace secmon::format
