// SPDX-License-Identifier: MIT
// A table for a terminal: worst first, no wider than it should be, and below it what there is and what is missing.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/life.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

constexpr std::size_t kMostRows = 100;
constexpr std::size_t kGap      = 2;
constexpr unsigned kWidth = 120, kLeastWidth = 40;

enum Column : std::size_t { kSeverity, kRule, kPlace, kTitle, kDue, kColumns };
using Cells  = std::array<std::string, kColumns>;
using Widths = std::array<std::size_t, kColumns>;

std::string_view color_of(Severity severity) noexcept {
  switch (severity) {
    case Severity::critical: return "\x1b[1;31m";
    case Severity::high: return "\x1b[31m";
    case Severity::medium: return "\x1b[33m";
    case Severity::unknown: return "\x1b[35m";
    case Severity::low: return "\x1b[36m";
    case Severity::info: break;
  }
  return "\x1b[2m";
}

class Terminal {
 public:
  Terminal(Out& out, const RenderOptions& options)
      : out_(out), color_(options.color), width_(std::max(options.width == 0 ? kWidth : options.width, kLeastWidth)) {}

  [[nodiscard]] std::size_t width() const noexcept { return width_; }

  void row(const Cells& cells, const Widths& widths, std::string_view color) {
    std::size_t owed = 0;  // spaces are written before the next cell, so that no line ends with them
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (widths[i] == 0) continue;
      const std::string text = fit(cells[i], widths[i]);
      if (!text.empty()) {
        out_.put_spaces(owed);
        owed = 0;
        colored(text, i == kSeverity ? color : std::string_view());
      }
      owed += widths[i] - columns(text) + kGap;
    }
    out_.put('\n');
  }

  // A paragraph, broken between words; the lines after the first are set in.
  void paragraph(std::string_view text, std::string_view color = {}) {
    const std::string line = one_line(text);
    std::string_view rest  = line;
    std::size_t indent     = 0;
    while (!rest.empty()) {
      std::string_view part = rest.substr(0, breaking_point(rest, width_ - indent));
      rest.remove_prefix(part.size());
      rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
      out_.put_spaces(indent);
      colored(part, color);
      out_.put('\n');
      indent = 2;
    }
  }
  void empty_line() { out_.put('\n'); }

 private:
  // The end of the last word that fits, or of what fits of a word that is too long.
  static std::size_t breaking_point(std::string_view text, std::size_t width) {
    if (columns(text.substr(0, 4 * width)) <= width && text.size() <= 4 * width) return text.size();
    std::size_t fits        = fit(text.substr(0, 4 * width + 4), width).size();
    fits                    = fits > 3 ? fits - 3 : fits;  // without the ellipsis
    const std::size_t space = text.substr(0, fits + 1).find_last_of(' ');
    return space == std::string_view::npos || space == 0 ? std::max<std::size_t>(fits, 1) : space;
  }

  void colored(std::string_view text, std::string_view color) {
    if (!color_ || color.empty()) return out_.put(text);
    out_.put({color, text, "\x1b[0m"});
  }

  Out& out_;
  bool color_;
  std::size_t width_;
};

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
  for (const std::size_t i : {kSeverity, kRule, kPlace, kDue}) taken += widths[i] == 0 ? 0 : widths[i] + kGap;
  // In a narrow terminal the date goes first, and then the place.
  for (const std::size_t i : {kDue, kPlace}) {
    if (taken + 12 <= width || widths[i] == 0) continue;
    taken -= widths[i] + kGap;
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
    const Finding finding = safe(report[place.row]);
    rows.push_back(cells_of(finding, classify(finding, options.now, {}, life_in(report, finding))));
    severities.push_back(finding.severity);
  }
  const Widths widths = widths_of(rows, terminal.width());
  for (std::size_t i = 0; i < rows.size(); ++i) terminal.row(rows[i], widths, color_of(severities[i]));
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
