// SPDX-License-Identifier: MIT
// Groups of findings as JSON, and as a table for a terminal.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "render/escape.hpp"
#include "render/renderer.hpp"
#include "render/terminal.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr std::size_t kMostRows = 100;

Finding at(std::span<const Report> reports, FindingRef ref) { return reports[ref.report][ref.index]; }

// ---- JSON ----------------------------------------------------------------------------------------------------------

void write_ref(JsonWriter& json, FindingRef ref) {
  json.key("report"), json.number(std::uint64_t{ref.report});
  json.key("index"), json.number(std::uint64_t{ref.index});
}

void write_group(JsonWriter& json, std::span<const Report> reports, const Correlation& correlation, const Group& group,
                 Redaction& safe) {
  json.begin_object();
  json.member("severity", name(group.severity));
  json.key("open"), json.truth(group.open);
  json.members("ids", ids_of(reports, correlation, group));
  json.key("members");
  json.begin_array();
  for (const Member& member : correlation.members_of(group)) {
    json.begin_object();
    write_ref(json, member.finding);
    json.member("by", name(member.by));
    if (member.with) {
      json.key("with");
      json.begin_object();
      write_ref(json, member.with);
      json.end_object();
    }
    json.key("finding");
    write_object(json, safe(at(reports, member.finding)));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_json(std::span<const Report> reports, const Correlation& correlation, Out& out) {
  JsonWriter json(out);
  Redaction safe;
  json.begin_object();
  json.key("groups");
  json.begin_array();
  for (const Group& group : correlation.groups) {
    if (out.stopped()) return;
    json.new_line();
    write_group(json, reports, correlation, group, safe);
  }
  json.end_array();
  json.end_object();
  json.end_line();
}

// ---- table ---------------------------------------------------------------------------------------------------------

enum Column : std::size_t { kSeverity, kRule, kPlace, kTitle, kTools, kColumns };
using Cells  = std::array<std::string, kColumns>;
using Widths = std::array<std::size_t, kColumns>;

// "bandit, semgrep", and how many records there are if a tool has several.
std::string tools_text(std::span<const Report> reports, std::span<const Member> members) {
  constexpr std::size_t kNamed = 4;
  std::vector<string_view> tools;
  for (const Member& member : members) {
    const string_view tool = at(reports, member.finding).tool;
    if (tools.size() <= kNamed && std::find(tools.begin(), tools.end(), tool) == tools.end()) tools.push_back(tool);
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(tools.size(), kNamed); ++i) text.append(i == 0 ? "" : ", ").append(tools[i]);
  if (tools.size() > kNamed) text.append(", …");
  if (members.size() > tools.size()) text.append(" (").append(std::to_string(members.size())).append(" records)");
  return text;
}

Cells cells_of(std::span<const Report> reports, const Correlation& correlation, const Group& group, Redaction& safe) {
  const auto members = correlation.members_of(group);
  const Finding f    = safe(at(reports, members.front().finding));
  Cells cells;
  cells[kSeverity] = one_line(name(group.severity));
  cells[kRule]     = one_line(main_id(f));
  cells[kPlace]    = one_line(f.package.name.empty() ? place_text(f) : package_text(f.package));
  cells[kTitle]    = one_line((group.open ? "" : "[closed] ") + std::string(f.title));
  cells[kTools]    = one_line(tools_text(reports, members));
  return cells;
}

Widths widths_of(const std::vector<Cells>& rows, std::size_t width) {
  Widths widths{};
  for (const Cells& cells : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], columns(cells[i]));
  }
  widths[kRule]     = std::min(widths[kRule], std::max<std::size_t>(width / 6, 8));
  widths[kPlace]    = std::min(widths[kPlace], width / 4);
  widths[kTools]    = std::min(widths[kTools], width / 4);
  std::size_t taken = 0;
  for (const std::size_t i : {kSeverity, kRule, kPlace, kTools}) taken += widths[i] + Terminal::kGap;
  if (taken + 12 > width) taken -= widths[kPlace] + Terminal::kGap, widths[kPlace] = 0;
  widths[kTitle] = std::min(widths[kTitle], width - std::min(width, taken));
  return widths;
}

void write_table(std::span<const Report> reports, const Correlation& correlation, Out& out,
                 const RenderOptions& options) {
  std::vector<std::pair<unsigned, std::size_t>> ranked;
  for (std::size_t i = 0; i < correlation.groups.size(); ++i) {
    const Group& group = correlation.groups[i];
    if (group.open || options.all) ranked.emplace_back(badness(group.severity) + (group.open ? 0 : 100), i);
  }
  std::sort(ranked.begin(), ranked.end());
  Terminal terminal(out, options);
  if (!options.title.empty()) terminal.paragraph(options.title);
  const std::size_t limit = std::min(options.max_findings == 0 ? kMostRows : options.max_findings, ranked.size());
  std::vector<Cells> rows = {{"SEVERITY", "ID", "PLACE", "FINDING", "TOOLS"}};
  std::vector<Severity> severities = {Severity::info};
  Redaction safe;
  for (std::size_t i = 0; i < limit; ++i) {
    const Group& group = correlation.groups[ranked[i].second];
    rows.push_back(cells_of(reports, correlation, group, safe));
    severities.push_back(group.severity);
  }
  const Widths widths = widths_of(rows, terminal.width());
  for (std::size_t i = 0; limit > 0 && i < rows.size(); ++i) {
    terminal.row(rows[i], widths, kSeverity, color_of(severities[i]));
  }
  if (limit < ranked.size()) terminal.paragraph("… and " + std::to_string(ranked.size() - limit) + " more");
  if (limit > 0) terminal.empty_line();
  terminal.paragraph(std::to_string(correlation.members.size()) + " findings are " +
                     std::to_string(correlation.groups.size()) + "; " + counts_text(count_open(correlation)));
}

}  // namespace

Result<std::size_t> render_groups(std::span<const Report> reports, const Correlation& correlation, string_view renderer,
                                  const Sink& sink, const RenderOptions& options) {
  if (renderer == "json") return write_to(sink, [&](Out& out) { write_json(reports, correlation, out); });
  if (renderer == "table") return write_to(sink, [&](Out& out) { write_table(reports, correlation, out, options); });
  return Error{Errc::invalid_argument,
               "groups are not rendered as \"" + one_line(renderer.substr(0, 40)) + "\"; there are json table"};
}

Result<std::string> render_groups(std::span<const Report> reports, const Correlation& correlation, string_view renderer,
                                  const RenderOptions& options) {
  return write_to_string(
      [&](const Sink& sink) { return render_groups(reports, correlation, renderer, sink, options); });
}

}  // namespace secmon
