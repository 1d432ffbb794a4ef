// SPDX-License-Identifier: MIT
// SECURITY-DASHBOARD.md: the dashboard where Markdown is read, with charts that GitHub draws (Mermaid).
#include <algorithm>
#include <string>
#include <vector>

#include "core/version.hpp"
#include "render/escape.hpp"
#include "render/overview_text.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

constexpr std::size_t kMostActions = 15;  // of each urgency
constexpr std::size_t kMostRows    = 50;
constexpr std::size_t kMostScans   = 15;

void write_status(Out& out, const Overview& o) {
  out.put("## Current status\n\n");
  if (!o.checked) return out.put("**Security score: no data**\n\n");
  const Score& score = o.verdict.score;
  out.put({"**Security score: ", std::to_string(score.value), "/100** (", name(score.grade),
           ") · **Gate: ", o.verdict.passed ? "passed" : "failed", "** · ", counts_text(score.open, true)});
  if (o.exploited > 0) out.put({" · **", counted(o.exploited, "vulnerability"), " known to be exploited**"});
  if (o.likely > 0) out.put({" · ", counted(o.likely, "vulnerability"), " with an EPSS of 10 % or more"});
  out.put("\n\n");
  for (const GateReason& reason : o.verdict.reasons) {
    out.put("- the gate failed: ");
    put_markdown(out, reason.message);
    out.put('\n');
  }
  if (!o.verdict.reasons.empty()) out.put('\n');
}

// Text in a Mermaid chart: what could end a label or begin a directive is left out.
std::string mermaid(std::string_view text) {
  std::string safe;
  for (const char c : text.substr(0, 40)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' ||
                       c == '-' || c == '.' || c == '_';
    if (plain) safe += c;
  }
  return safe.empty() ? std::string("other") : safe;
}

template <class Value>
void put_series(Out& out, std::string_view kind, const std::vector<const TrendPoint*>& points, Value&& value) {
  out.put({"    ", kind, " ["});
  for (std::size_t i = 0; i < points.size(); ++i) out.put({i == 0 ? "" : ", ", std::to_string(value(*points[i]))});
  out.put("]\n");
}

void begin_chart(Out& out, std::string_view title, std::string_view axis, std::uint64_t top,
                 const std::vector<const TrendPoint*>& points) {
  out.put({"```mermaid\nxychart-beta\n    title \"", title, "\"\n    x-axis ["});
  for (std::size_t i = 0; i < points.size(); ++i) out.put({i == 0 ? "\"" : ", \"", date_text(points[i]->until), "\""});
  out.put({"]\n    y-axis \"", axis, "\" 0 --> ", std::to_string(top), "\n"});
}

void write_trend(Out& out, const Overview& o) {
  out.put("## Trend\n\n");
  std::vector<const TrendPoint*> points;
  for (const TrendPoint& point : o.trend.points) {
    if (point.known) points.push_back(&point);
  }
  if (points.empty()) {
    out.put(o.remembered ? "No data: the history has no scan in this period.\n\n"
                         : "No data: no history was given.\n\n");
  } else {
    std::uint64_t most = 1;
    for (const TrendPoint* point : points) most = std::max(most, point->open.total());
    begin_chart(out, "Security score", "of 100", 100, points);
    put_series(out, "line", points, [](const TrendPoint& p) { return p.score.value; });
    out.put("```\n\n");
    begin_chart(out, "Open vulnerabilities", "vulnerabilities", most, points);
    put_series(out, "bar", points, [](const TrendPoint& p) { return p.open.total(); });
    out.put("```\n\n| Week until | Score | Critical | High | Medium | Low | New | Fixed |\n");
    out.put("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (const TrendPoint* p : points) {
      out.put({"| ", date_text(p->until), " | ", std::to_string(p->score.value)});
      for (const Severity severity : {Severity::critical, Severity::high, Severity::medium, Severity::low})
        out.put({" | ", grouped(p->open[severity])});
      out.put({" | ", grouped(p->added.total() + p->reopened.total()), " | ", grouped(p->fixed.total()), " |\n"});
    }
    out.put('\n');
  }
}

void write_pies(Out& out, const Overview& o) {
  if (!o.checked || o.verdict.score.open.total() == 0) return;
  out.put("```mermaid\npie showData title Open vulnerabilities by severity\n");
  for (const Severity severity : kWorstFirst) {
    if (const std::uint64_t n = o.verdict.score.open[severity]; n > 0)
      out.put({"    \"", name(severity), "\" : ", std::to_string(n), "\n"});
  }
  out.put("```\n\n");
  const bool some =
      std::any_of(o.reports.begin(), o.reports.end(), [](const ScanRow& r) { return r.open.total() > 0; });
  if (!some || o.reports.size() < 2) return;
  out.put("```mermaid\npie showData title Open findings by tool\n");
  constexpr std::size_t kSlices = 12;
  std::size_t n                 = 0;
  for (const ScanRow& row : o.reports) {
    if (row.open.total() == 0 || n++ >= kSlices) continue;
    out.put({"    \"", mermaid(row.tool), "\" : ", std::to_string(row.open.total()), "\n"});
  }
  out.put("```\n\n");
}

std::string_view heading(Urgency urgency) {
  switch (urgency) {
    case Urgency::overdue: return "Overdue";
    case Urgency::soon: return "Soon: within 24 hours, or most of the time is over";
    case Urgency::this_week: return "This week";
    case Urgency::later: return "Later";
    case Urgency::undated: break;
  }
  return "Without a date";
}

void write_actions(Out& out, const Overview& o) {
  out.put("## Action items\n\n");
  if (o.actions.empty()) out.put(o.checked ? "Nothing is open.\n\n" : "No data.\n\n");
  for (auto from = o.actions.begin(); from != o.actions.end();) {
    const auto until =
        std::find_if(from, o.actions.end(), [&](const ActionItem& i) { return i.urgency != from->urgency; });
    out.put({"### ", heading(from->urgency), " (", grouped(static_cast<std::uint64_t>(until - from)), ")\n\n"});
    std::size_t n = 0;
    for (auto item = from; item != until && n < kMostActions; ++item, ++n) {
      out.put("- [ ] ");
      put_action(out, *item, o.now);
      out.put('\n');
    }
    const auto all = static_cast<std::size_t>(until - from);
    if (all > n) out.put({"\n_", grouped(all - n), " more are not listed here._\n"});
    out.put('\n');
    from = until;
  }
}

void write_active(std::span<const Report> reports, Out& out, const RenderOptions& options, Redaction& safe) {
  const Selection rows = worst_first(reports, false, options.max_findings == 0 ? kMostRows : options.max_findings);
  out.put("## Active findings\n\n");
  if (rows.shown.empty()) return out.put(reports.empty() ? "No data.\n\n" : "None is open.\n\n");
  out.put("| Severity | Rule | Finding | Place | Package and fix |\n| --- | --- | --- | --- | --- |\n");
  for (const Place& place : rows.shown) {
    if (out.stopped()) return;
    const Finding f = safe(reports[place.report][place.row]);
    out.put({"| ", name(f.severity), " | "});
    put_markdown_code(out, main_id(f));
    out.put(" | ");
    put_markdown(out, f.title);
    if (f.kev) out.put(" **exploited**");
    out.put(" | ");
    put_markdown_code(out, place_text(f));
    out.put(" | ");
    put_markdown_code(out, package_text(f.package));
    if (const std::string_view fix = version_to_take(f.package); !fix.empty()) {
      out.put(" → ");
      put_markdown_code(out, fix);
    }
    out.put(" |\n");
  }
  out.put('\n');
  if (rows.total > rows.shown.size())
    out.put({"_", grouped(rows.total - rows.shown.size()), " more are not listed here._\n\n"});
}

void write_dashboard_md(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  const Figures o(reports, options);
  Redaction safe;
  write_title(out, "Security Dashboard", *o);
  write_incomplete(out, *o);
  write_status(out, *o);
  out.put("## Findings by severity\n\n");
  write_threshold_table(out, *o);
  write_pies(out, *o);
  write_actions(out, *o);
  out.put("## Service levels\n\n");
  write_sla_table(out, *o);
  write_trend(out, *o);
  if (!o->tracking.empty()) {
    out.put("## Key figures by month\n\n");
    write_tracking_table(out, *o);
  }
  write_active(reports, out, options, safe);
  out.put("## Scan results\n\n");
  write_report_table(out, *o);
  out.put("## Scan history\n\n");
  write_scan_table(out, *o, kMostScans);
  out.put("_Written by secmon._\n");
}

}  // namespace

extern constinit const Renderer dashboard_md_renderer{
    {"dashboard_md", "the dashboard in Markdown, SECURITY-DASHBOARD.md", "text/markdown", "md"},
    write_dashboard_md,
};

}  // namespace secmon
