// SPDX-License-Identifier: MIT
// A diff as JSON, as a comment in Markdown, and as a table for a terminal.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "render/escape.hpp"
#include "render/renderer.hpp"
#include "render/terminal.hpp"

namespace secmon {
namespace {

using std::string_view;

constexpr std::size_t kMostRows = 100;

// In the order in which people should read them.
constexpr std::array kShown   = {Change::added, Change::missing, Change::changed, Change::fixed, Change::moved};
constexpr std::array kChanges = {Change::added, Change::fixed,   Change::unchanged,
                                 Change::moved, Change::changed, Change::missing};

// The findings behind the matches. Each of the two lives until the next one of its side is asked for.
class Sides {
 public:
  Sides(std::span<const Report> before, std::span<const Report> after) : before_(before), after_(after) {}

  const Finding& before(const Match& match) { return old_ = safe_old_(at(before_, match.before)); }
  const Finding& after(const Match& match) { return now_ = safe_now_(at(after_, match.after)); }
  /// As it is after, or was before where there is no after.
  const Finding& finding(const Match& match) { return match.after ? after(match) : before(match); }
  [[nodiscard]] Severity severity(const Match& match) const {
    return (match.after ? at(after_, match.after) : at(before_, match.before)).severity;
  }

 private:
  static Finding at(std::span<const Report> reports, FindingRef ref) { return reports[ref.report][ref.index]; }

  std::span<const Report> before_, after_;
  Redaction safe_old_, safe_now_;
  Finding old_, now_;
};

bool is_pair(const Match& match) { return match.before && match.after; }

// "2 new, 1 fixed, 0 moved …"
std::string counts_text(const Diff& diff) {
  std::string text;
  for (const Change change : kChanges) {
    if (diff[change].empty() && change == Change::missing) continue;
    text.append(text.empty() ? "" : ", ").append(std::to_string(diff[change].size())).append(" ").append(name(change));
  }
  return text;
}

// The worst first, and then as they are; at most `limit`.
std::vector<const Match*> worst_first(std::span<const Match> matches, const Sides& sides, std::size_t limit) {
  std::vector<std::pair<unsigned, const Match*>> ranked;
  ranked.reserve(matches.size());
  for (const Match& match : matches) ranked.emplace_back(badness(sides.severity(match)), &match);
  const std::size_t shown = std::min(limit, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(shown), ranked.end());
  std::vector<const Match*> out;
  out.reserve(shown);
  for (std::size_t i = 0; i < shown; ++i) out.push_back(ranked[i].second);
  return out;
}

// "severity low → high, version 2.19 → 2.20": what differs but for the place, which is shown as such.
std::string differences_text(const Match& match, const Finding& before, const Finding& after) {
  std::string text;
  const auto add = [&](Aspect aspect, string_view old, string_view now) {
    if (!match.differs_in(aspect)) return;
    text.append(text.empty() ? "" : ", ").append(name(aspect)).append(" ").append(old).append(" → ").append(now);
  };
  const auto first_fix = [](const Finding& f) {
    return f.package.fixed_in.empty() ? string_view("none") : f.package.fixed_in.front();
  };
  add(Aspect::severity, name(before.severity), name(after.severity));
  add(Aspect::state, name(before.state), name(after.state));
  add(Aspect::version, before.package.version, after.package.version);
  add(Aspect::fix, first_fix(before), first_fix(after));
  add(Aspect::exploited, before.kev ? "yes" : "no", after.kev ? "yes" : "no");
  return text;
}

string_view reason_text(DiffReason reason) {
  switch (reason) {
    case DiffReason::nothing: return {};
    case DiffReason::tool_id: return "the tool's own id is the same";
    case DiffReason::fingerprint: return "the fingerprint is the same";
    case DiffReason::snippet: return "the code is the same";
    case DiffReason::message: return "the message is the same";
    case DiffReason::renamed_file: return "the file was renamed";
    case DiffReason::moved_snippet: return "the code moved to another file";
    case DiffReason::baseline: return "the report says that it is fixed";
    case DiffReason::incomplete: return "the report of the tool is incomplete";
    case DiffReason::no_report: return "there is no report of the tool";
  }
  return {};
}

// What is said about a match beside its finding.
std::string detail_text(const Match& match, Change change, Sides& sides) {
  if (change == Change::changed) return differences_text(match, sides.before(match), sides.after(match));
  if (change == Change::moved) return "from " + place_text(sides.before(match));
  if (change == Change::added && is_pair(match)) return "it was " + std::string(name(sides.before(match).state));
  return std::string(reason_text(match.reason));
}

// ---- JSON ----------------------------------------------------------------------------------------------------------

void write_match(JsonWriter& json, const Match& match, Sides& sides) {
  json.begin_object();
  write_members(json, sides.finding(match));
  json.key("match");
  json.begin_object();
  json.member("reason", name(match.reason));
  json.key("changes");
  json.begin_array();
  for (const Aspect aspect : kAspects) {
    if (match.differs_in(aspect)) json.text(name(aspect));
  }
  json.end_array();
  if (is_pair(match)) {
    json.key("before");
    write_object(json, sides.before(match));
  }
  json.end_object();
  json.end_object();
}

void write_json(const Diff& diff, Sides& sides, Out& out, const RenderOptions&) {
  JsonWriter json(out);
  json.begin_object();
  for (const Change change : kChanges) {
    json.new_line();
    json.key(name(change));
    json.begin_array();
    for (const Match& match : diff[change]) {
      if (out.stopped()) return;
      json.new_line();
      write_match(json, match, sides);
    }
    json.end_array();
  }
  json.end_object();
  json.end_line();
}

// ---- Markdown ------------------------------------------------------------------------------------------------------

// A comment of GitHub has at most 65,536 characters.
constexpr std::size_t kLongText = 160;

void write_heading(Out& out, Change change, std::size_t count) {
  const auto text = [&]() -> string_view {
    switch (change) {
      case Change::added: return "New";
      case Change::missing: return "Not looked at any more, and so not known to be fixed";
      case Change::changed: return "Changed";
      case Change::fixed: return "Fixed";
      case Change::moved: return "Moved";
      case Change::unchanged: break;
    }
    return {};
  };
  out.put({"## ", text(), " (", std::to_string(count), ")\n\n"});
}

void write_row(Out& out, const Match& match, Change change, Sides& sides) {
  const Finding& f = sides.finding(match);
  out.put({"| ", name(f.severity), " | "});
  put_markdown_code(out, clip(main_id(f), kLongText));
  out.put(" | ");
  if (f.state != State::open) out.put({"(", name(f.state), ") "});
  put_markdown(out, clip(f.title, kLongText));
  out.put(" | ");
  put_markdown_code(out, clip(place_text(f), kLongText));
  out.put(" | ");
  put_markdown_code(out, clip(package_text(f.package), kLongText));
  out.put(" | ");
  put_markdown(out, clip(detail_text(match, change, sides), kLongText));
  out.put(" |\n");
}

void write_markdown(const Diff& diff, Sides& sides, Out& out, const RenderOptions& options) {
  out.put("# ");
  put_markdown(out, options.title.empty() ? string_view("Security: what changed") : options.title);
  out.put({"\n\n**", counts_text(diff), "**\n\n"});
  if (!diff[Change::missing].empty()) {
    out.put("> **Warning: not every tool looked to the end. What is missing is not known to be fixed.**\n\n");
  }
  std::size_t left = options.max_findings == 0 ? kMostRows : options.max_findings;
  for (const Change change : kShown) {
    if (diff[change].empty()) continue;
    write_heading(out, change, diff[change].size());
    const std::vector<const Match*> shown = worst_first(diff[change], sides, left);
    left -= shown.size();
    if (!shown.empty()) {
      out.put("| Severity | Rule | Finding | Place | Package | Why |\n| --- | --- | --- | --- | --- | --- |\n");
    }
    for (const Match* match : shown) {
      if (out.stopped()) return;
      write_row(out, *match, change, sides);
    }
    const std::size_t more = diff[change].size() - shown.size();
    if (!shown.empty()) out.put('\n');
    if (more > 0) out.put({"_", std::to_string(more), shown.empty() ? "" : " more", " not listed here._\n\n"});
  }
}

// ---- table ---------------------------------------------------------------------------------------------------------

enum Column : std::size_t { kChange, kSeverity, kRule, kPlace, kTitle, kDetail, kColumns };
using Cells  = std::array<std::string, kColumns>;
using Widths = std::array<std::size_t, kColumns>;

Cells cells_of(const Match& match, Change change, Sides& sides) {
  const Finding& f = sides.finding(match);
  Cells cells;
  cells[kChange]   = one_line(name(change));
  cells[kSeverity] = one_line(name(f.severity));
  cells[kRule]     = one_line(main_id(f));
  cells[kPlace]    = one_line(place_text(f));
  cells[kTitle]    = one_line(f.title);
  cells[kDetail]   = one_line(detail_text(match, change, sides));
  return cells;
}

// As wide as the content asks for, within shares of the whole; the title takes the rest.
Widths widths_of(const std::vector<Cells>& rows, std::size_t width) {
  Widths widths{};
  for (const Cells& cells : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], columns(cells[i]));
  }
  widths[kRule]    = std::min(widths[kRule], std::max<std::size_t>(width / 7, 8));
  widths[kPlace]   = std::min(widths[kPlace], width / 4);
  widths[kDetail]  = std::min(widths[kDetail], width / 4);
  const auto taken = [&] {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (i != kTitle && widths[i] != 0) sum += widths[i] + Terminal::kGap;
    }
    return sum;
  };
  // In a narrow terminal the detail goes first, and then the place.
  for (const std::size_t i : {kDetail, kPlace}) {
    if (taken() + 12 > width) widths[i] = 0;
  }
  widths[kTitle] = std::min(widths[kTitle], width - std::min(width, taken()));
  return widths;
}

void write_table(const Diff& diff, Sides& sides, Out& out, const RenderOptions& options) {
  Terminal terminal(out, options);
  if (!options.title.empty()) terminal.paragraph(options.title);
  std::vector<Cells> rows          = {{"CHANGE", "SEVERITY", "RULE", "PLACE", "FINDING", "WHY"}};
  std::vector<Severity> severities = {Severity::info};
  std::size_t left = options.max_findings == 0 ? kMostRows : options.max_findings, more = 0;
  for (const Change change : kShown) {
    const std::vector<const Match*> shown = worst_first(diff[change], sides, left);
    for (const Match* match : shown) {
      rows.push_back(cells_of(*match, change, sides));
      severities.push_back(sides.severity(*match));
    }
    left -= shown.size();
    more += diff[change].size() - shown.size();
  }
  const Widths widths = widths_of(rows, terminal.width());
  for (std::size_t i = 0; rows.size() > 1 && i < rows.size(); ++i) {
    terminal.row(rows[i], widths, kSeverity, color_of(severities[i]));
  }
  if (more > 0) terminal.paragraph("… and " + std::to_string(more) + " more");
  if (rows.size() > 1) terminal.empty_line();
  terminal.paragraph(counts_text(diff));
  if (diff[Change::missing].empty()) return;
  terminal.paragraph("NOT VERIFIED: not every tool looked to the end. What is missing is not known to be fixed.",
                     "\x1b[1;31m");
}

using Writer = void (*)(const Diff&, Sides&, Out&, const RenderOptions&);

Writer writer_of(string_view renderer) noexcept {
  if (renderer == "json") return write_json;
  if (renderer == "markdown") return write_markdown;
  return renderer == "table" ? write_table : nullptr;
}

}  // namespace

Result<std::size_t> render_diff(std::span<const Report> before, std::span<const Report> after, const Diff& diff,
                                string_view renderer, const Sink& sink, const RenderOptions& options) {
  const Writer write = writer_of(renderer);
  if (write == nullptr) {
    return Error{Errc::invalid_argument, "a diff is not rendered as \"" + one_line(renderer.substr(0, 40)) +
                                             "\"; there are json markdown table"};
  }
  Sides sides(before, after);
  return write_to(sink, [&](Out& out) { write(diff, sides, out, options); });
}

Result<std::string> render_diff(std::span<const Report> before, std::span<const Report> after, const Diff& diff,
                                string_view renderer, const RenderOptions& options) {
  return write_to_string([&](const Sink& sink) { return render_diff(before, after, diff, renderer, sink, options); });
}

}  // namespace secmon
