// SPDX-License-Identifier: MIT
// A table for a terminal: worst first, no wider than it should be, and below it what there is and what is missing.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/life.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"
#include "render/terminal.hpp"

namespace secmon {

namespace {

constexpr std::size_t kMostRows = 100;

enum Column : std::size_t { kSeverity, kRule, kPlace, kTitle, kDue, kColumns };
using Cells  = std::array<std::string, kColumns>;
using Widths = std::array<std::size_t, kColumns>;

std::string title_text(const Finding& f) {
  std::string text;
  if (f.state != State::open) text.append("[").append(name(f.state)).append("] ");
  if (!f.package.name.empty()) text.append(package_text(f.package)).append(": ");
  return text.append(f.title);
}

Cells cells_of(const Finding& f, const Sla& sla) {
  Cells cells;
  cells[kSeverity] = one_line(name(f.severity));
  cells[kRule]     = one_line(main_id(f));
  cells[kPlace]    = one_line(place_text(f));
  cells[kTitle]    = one_line(title_text(f));
  cells[kDue]      = sla_text(sla.resolve);
  return cells;
}

// As wide as the content asks for, within shares of the whole; the title takes the rest.
Widths widths_of(const std::vector<Cells>& rows, std::size_t width) {
  Widths widths{};
  for (const Cells& cells : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], columns(cells[i]));
  }
  widths[kRule]     = std::min(widths[kRule], std::max<std::size_t>(width / 6, 8));
  widths[kPlace]    = std::min(widths[kPlace], width / 4);
  widths[kDue]      = std::min<std::size_t>(widths[kDue], 16);
  std::size_t taken = 0;
  for (const std::size_t i : {kSeverity, kRule, kPlace, kDue}) taken += widths[i] == 0 ? 0 : widths[i] + Terminal::kGap;
  // In a narrow terminal the date goes first, and then the place.
  for (const std::size_t i : {kDue, kPlace}) {
    if (taken + 12 <= width || widths[i] == 0) continue;
    taken -= widths[i] + Terminal::kGap;
    widths[i] = 0;
  }
  widths[kTitle] = std::min(widths[kTitle], width - taken);
  return widths;
}

void write_rows(Terminal& terminal, std::span<const Report> reports, const Selection& selection,
                const RenderOptions& options) {
  std::vector<Cells> rows = {{"SEVERITY", "RULE", "PLACE", "FINDING", options.now == kNoTime ? "" : "RESOLVE"}};
  std::vector<Severity> severities = {Severity::info};
  Redaction safe;
  for (const Place& place : selection.shown) {
    const Report& report  = reports[place.report];
    const Finding finding = safe(report, report[place.row]);
    rows.push_back(cells_of(finding, classify(finding, options.now, {}, life_in(report, finding))));
    severities.push_back(finding.severity);
  }
  const Widths widths = widths_of(rows, terminal.width());
  for (std::size_t i = 0; i < rows.size(); ++i) terminal.row(rows[i], widths, kSeverity, color_of(severities[i]));
}

void write_counts(Terminal& terminal, const Score& score, const Selection& selection) {
  if (selection.total > selection.shown.size()) {
    terminal.paragraph("… and " + std::to_string(selection.total - selection.shown.size()) + " more");
  }
  terminal.empty_line();
  std::string text = counts_text(score.open);
  text.append("; score ").append(std::to_string(score.value)).append(" of 100, ").append(name(score.grade));
  terminal.paragraph(text);
}

void write_status(Terminal& terminal, std::span<const Report> reports) {
  Redaction safe;
  for (const Report& report : reports) {
    const bool incomplete = report.status() != Status::complete;
    const std::string who(tool_of(report));
    if (incomplete) terminal.paragraph("INCOMPLETE: " + who + " reported more than could be read", "\x1b[1;31m");
    for (const Note& note : report.notes()) {
      const std::string kind = note.incomplete ? "incomplete: " : "note: ";
      terminal.paragraph(kind + who + ": " + std::string(safe(note.message)));
    }
  }
}

void write_verdict(Terminal& terminal, const Verdict& verdict) {
  terminal.paragraph(verdict.passed ? "gate: passed" : "gate: FAILED", verdict.passed ? "\x1b[32m" : "\x1b[1;31m");
  for (const GateReason& reason : verdict.reasons) terminal.paragraph("  - " + reason.message);
}

void write_table(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  Terminal terminal(out, options);
  const std::size_t limit   = options.max_findings == 0 ? kMostRows : options.max_findings;
  const Selection selection = worst_first(reports, options.all, limit);
  if (!options.title.empty()) terminal.paragraph(options.title);
  if (!selection.shown.empty()) write_rows(terminal, reports, selection, options);
  write_counts(terminal, options.verdict != nullptr ? options.verdict->score : score(reports), selection);
  write_status(terminal, reports);
  if (options.verdict != nullptr) write_verdict(terminal, *options.verdict);
}

}  // namespace

extern constinit const Renderer table_renderer{
    {"table", "a table for the terminal", "text/plain", "txt"},
    write_table,
};

}  // namespace secmon
