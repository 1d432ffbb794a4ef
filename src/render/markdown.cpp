// SPDX-License-Identifier: MIT
// A summary in Markdown, for a pull request, a job's page or a mail: what matters first, worst findings first.
#include <string>

#include "core/life.hpp"
#include "core/time.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

constexpr std::size_t kMostRows  = 100;
constexpr std::size_t kMostNotes = 20;  // of each report

void write_verdict(Out& out, const Verdict* verdict, const Score& score) {
  if (verdict != nullptr) out.put({"**Gate: ", verdict->passed ? "passed" : "failed", "** · "});
  out.put({"Score **", std::to_string(score.value), "** of 100 (", name(score.grade), ") · ", counts_text(score.open),
           "\n\n"});
  if (verdict == nullptr || verdict->reasons.empty()) return;
  for (const GateReason& reason : verdict->reasons) {
    out.put("- the gate failed: ");  // a word of ours first, so that no text can begin a line
    put_markdown(out, reason.message);
    out.put('\n');
  }
  out.put('\n');
}

void write_notes(Out& out, const Report& report, bool incomplete, Redaction& safe) {
  std::size_t count = 0;
  for (const Note& note : report.notes()) {
    if (note.incomplete != incomplete || count++ >= kMostNotes) continue;
    out.put(incomplete ? "> - " : "- ");
    out.put("from **");
    put_markdown(out, tool_of(report));
    out.put("**: ");
    put_markdown(out, safe(note.message));
    out.put('\n');
  }
  if (count <= kMostNotes) return;
  out.put(incomplete ? "> - " : "- ");
  out.put({"and ", std::to_string(count - kMostNotes), " more notes\n"});
}

void write_warnings(std::span<const Report> reports, Out& out, Redaction& safe) {
  bool any = false;
  for (const Report& report : reports) {
    if (report.status() == Status::complete) continue;
    if (!any) out.put("> **Warning: not everything could be read. There may be more findings than are listed.**\n>\n");
    any = true;
    out.put("> - the report of **");
    put_markdown(out, tool_of(report));
    out.put("** is incomplete\n");
    write_notes(out, report, true, safe);
  }
  if (any) out.put('\n');
}

void write_counts(Out& out, const Counts& open) {
  out.put("| Severity | Open |\n| --- | ---: |\n");
  for (const Severity severity : kWorstFirst) {
    out.put({"| ", name(severity), " | ", std::to_string(open[severity]), " |\n"});
  }
  out.put('\n');
}

void write_reports(std::span<const Report> reports, Out& out) {
  if (reports.empty()) return out.put("No report was given.\n\n");
  out.put("| Tool | Version | Report | Findings |\n| --- | --- | --- | ---: |\n");
  for (const Report& report : reports) {
    out.put("| ");
    put_markdown(out, tool_of(report));
    out.put(" | ");
    put_markdown(out, report.tool_version());
    out.put(report.status() == Status::complete ? " | complete | " : " | **incomplete** | ");
    out.put({std::to_string(report.size()), " |\n"});
  }
  out.put('\n');
}

void write_finding(Out& out, const Finding& f, const Sla& sla, const RenderOptions& options) {
  out.put({"| ", name(f.severity), " | "});
  put_markdown_code(out, main_id(f));
  out.put(" | ");
  if (f.state != State::open) out.put({"(", name(f.state), ") "});
  put_markdown(out, f.title);
  out.put(" | ");
  put_markdown_code(out, place_text(f));
  out.put(" | ");
  put_markdown_code(out, package_text(f.package));
  if (!f.package.fixed_in.empty()) {
    out.put(" → ");
    put_markdown_code(out, f.package.fixed_in.front());
  }
  if (options.now != kNoTime) out.put({" | ", to_string(sla.resolve.due).substr(0, 10), " ", sla_text(sla.resolve)});
  out.put(" |\n");
}

void write_findings(std::span<const Report> reports, Out& out, const RenderOptions& options, Redaction& safe) {
  const std::size_t limit   = options.max_findings == 0 ? kMostRows : options.max_findings;
  const Selection selection = worst_first(reports, options.all, limit);
  if (selection.shown.empty()) return;
  const bool dated = options.now != kNoTime;
  out.put("## Findings, worst first\n\n| Severity | Rule | Finding | Place | Package and fix |");
  out.put(dated ? " Resolve by |\n" : "\n");
  out.put(dated ? "| --- | --- | --- | --- | --- | --- |\n" : "| --- | --- | --- | --- | --- |\n");
  for (const Place& place : selection.shown) {
    if (out.stopped()) return;
    const Report& report  = reports[place.report];
    const Finding finding = safe(report, report[place.row]);
    write_finding(out, finding, classify(finding, options.now, {}, life_in(report, finding)), options);
  }
  out.put('\n');
  if (selection.total > selection.shown.size()) {
    out.put(
        {"_", std::to_string(selection.total - selection.shown.size()), " more findings are not listed here._\n\n"});
  }
}

void write_markdown(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  Redaction safe;
  const Score total = options.verdict != nullptr ? options.verdict->score : score(reports);
  out.put("# ");
  put_markdown(out, options.title.empty() ? std::string_view("Security report") : options.title);
  out.put("\n\n");
  write_verdict(out, options.verdict, total);
  write_warnings(reports, out, safe);
  write_counts(out, total.open);
  write_reports(reports, out);
  write_findings(reports, out, options, safe);
  for (const Report& report : reports) write_notes(out, report, false, safe);
  if (options.now != kNoTime) out.put({"\nWritten ", to_string(options.now), "\n"});
}

}  // namespace

extern constinit const Renderer markdown_renderer{
    {"markdown", "a summary in Markdown", "text/markdown", "md"},
    write_markdown,
};

}  // namespace secmon
