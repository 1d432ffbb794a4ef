// SPDX-License-Identifier: MIT
// The dashboard: one page, for people, that needs nothing else. Figures and charts are plain HTML and SVG; the findings
// stand in a data block, from which the page's script builds a table that filters, sorts, groups and opens.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "render/charts.hpp"
#include "render/dashboard_page.hpp"
#include "render/digest.hpp"
#include "render/escape.hpp"
#include "render/island.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

constexpr std::size_t kMostRows     = 200'000;
constexpr std::size_t kMostActions  = 200;  // of each urgency
constexpr std::size_t kFirstActions = 6;    // of each urgency, before "more"

void put_element(Out& out, std::string_view open, std::string_view text, std::string_view close) {
  out.put(open);
  put_html(out, text);
  out.put(close);
}

void put_severity(Out& out, Severity severity) {
  out.put({"<span class=\"sev ", name(severity), "\">", name(severity), "</span>"});
}

// ---- head -----------------------------------------------------------------------------------------------------------

std::string style() {
  std::string text = ":root {";
  text.append(kDashboardLight).append("}\n@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {");
  text.append(kDashboardDark).append("} }\n:root[data-theme=dark] {").append(kDashboardDark).append("}");
  return text.append(kDashboardStyle);
}

void write_head(Out& out, std::string_view title, const std::string& style_text) {
  out.put("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  out.put({"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '",
           csp_hash(style_text), "'; script-src '", csp_hash(kDashboardScript),
           "'; base-uri 'none'; form-action 'none'\">\n"});
  out.put(
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
  put_element(out, "<title>", title, "</title>\n");
  out.put({"<style>", style_text, "</style>\n</head>\n"});
}

void write_top(Out& out, const Overview& o, std::string_view title) {
  out.put("<body>\n<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n<header class=\"wrap top\"><div>");
  out.put("<p class=\"eyebrow\">Security dashboard</p>");
  put_element(out, "<h1>", title, "</h1></div>\n<div class=\"meta\">");
  if (o.now != kNoTime) {
    const std::string at = to_string(o.now);
    out.put({"<time datetime=\"", at, "\">", at.substr(0, 10), " ", at.substr(11, 5), " UTC</time>"});
  }
  out.put(
      "<button type=\"button\" class=\"ghost\" id=\"theme\" hidden>Dark</button></div></header>\n"
      "<nav class=\"wrap\" aria-label=\"Parts of this page\"><div class=\"toc\"><ul><li><a href=\"#state\">State</a>"
      "</li><li><a href=\"#actions\">Action items</a></li><li><a href=\"#trends\">Trends</a></li><li><a "
      "href=\"#findings\">Findings</a></li><li><a href=\"#scans\">Scans</a></li></ul></div></nav>\n"
      "<main class=\"wrap\">\n");
}

void write_warnings(Out& out, const Overview& o) {
  if (!o.checked) {
    out.put(
        "<div class=\"notice bad\" role=\"alert\"><b>No report was given, so nothing was checked.</b> No figure on "
        "this "
        "page means anything.</div>\n");
    return;
  }
  if (o.complete) return;
  out.put(
      "<div class=\"notice bad\" role=\"alert\"><b>Not everything could be read. There may be more findings than are "
      "listed.</b><ul>");
  for (const ScanRow& row : o.reports) {
    if (row.complete) continue;
    put_element(out, "<li><b>", row.tool, "</b>");
    for (const std::string& problem : row.problems) put_element(out, "; ", problem, "");
    out.put("</li>");
  }
  out.put("</ul></div>\n");
}

// ---- the state ------------------------------------------------------------------------------------------------------

void write_score(Out& out, const Overview& o) {
  const Score& score = o.verdict.score;
  out.put("<div class=\"card\"><h2>Score</h2><div class=\"score\">");
  put_ring(out, score, o.checked);
  out.put("<div>");
  if (!o.checked) {
    out.put("<p class=\"grade\">No data</p>");
  } else {
    out.put({"<p class=\"grade\">", name(score.grade), "</p>"});
  }
  if (o.checked) {
    out.put(o.verdict.passed ? "<p><span class=\"pill ok\">Gate passed</span></p>"
                             : "<p><span class=\"pill no\">Gate failed</span></p>");
  }
  if (o.remembered && o.trend.score_change != 0) {
    const int change = o.trend.score_change;
    out.put({"<p class=\"soft small\">", change > 0 ? "up " : "down ", std::to_string(std::abs(change)),
             " points in the period</p>"});
  }
  out.put("</div></div>");
  if (!o.verdict.reasons.empty()) {
    out.put("<ul class=\"reasons\">");
    constexpr std::size_t kMostReasons = 8;
    for (std::size_t i = 0; i < std::min(kMostReasons, o.verdict.reasons.size()); ++i)
      put_element(out, "<li>", o.verdict.reasons[i].message, "</li>");
    if (o.verdict.reasons.size() > kMostReasons) {
      out.put({"<li>and ", std::to_string(o.verdict.reasons.size() - kMostReasons), " more reasons</li>"});
    }
    out.put("</ul>");
  }
  out.put("</div>\n");
}

std::string allowed_text(const Threshold& t) { return t.allowed == kNoLimit ? "no limit" : grouped(t.allowed); }

void write_thresholds(Out& out, const Overview& o) {
  out.put(
      "<div class=\"card\"><div class=\"head\"><h2>Open vulnerabilities against thresholds</h2><span class=\"soft "
      "small\">");
  out.put({o.checked ? counted(o.verdict.score.open.total(), "vulnerability") + " open" : std::string("no data"),
           "</span></div>"});
  out.put(
      "<table><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\"><span class=\"hidden\">Bar</span></th><th "
      "scope=\"col\" class=\"num\">Open</th><th scope=\"col\" class=\"num\">Allowed</th><th scope=\"col\" "
      "class=\"num\">State</th></tr></thead><tbody>\n");
  for (const Threshold& t : o.thresholds) {
    out.put("<tr><td>");
    put_severity(out, t.severity);
    out.put("</td><td class=\"bar\">");
    put_bullet(out, t, o.checked);
    out.put({"</td><td class=\"num\">", o.checked ? grouped(t.open) : std::string("–"), "</td><td class=\"num soft\">",
             allowed_text(t), "</td><td class=\"num ", t.exceeded() ? "over" : "fine", "\">"});
    if (!o.checked) {
      out.put("no data");
    } else if (t.exceeded()) {
      out.put({grouped(t.open - t.allowed), " over"});
    } else {
      out.put(t.allowed == kNoLimit ? "–" : "within");
    }
    out.put("</td></tr>\n");
  }
  out.put("</tbody></table></div>\n");
}

std::uint64_t with(const SlaCounts& counts, SlaState state) { return counts[static_cast<std::size_t>(state)]; }

std::uint64_t sum(const SlaCounts& counts) {
  std::uint64_t total = 0;
  for (const std::uint64_t n : counts) total += n;
  return total;
}

void put_number_cell(Out& out, std::uint64_t number, std::string_view emphasis, bool wide = false) {
  out.put({"<td class=\"num ", number > 0 ? emphasis : std::string_view(), wide ? " wide\">" : "\">",
           number > 0 ? grouped(number) : std::string("–"), "</td>"});
}

void write_sla(Out& out, const Overview& o) {
  out.put(
      "<div class=\"card\"><div class=\"head\"><h2>Service levels</h2><span class=\"soft small\">open vulnerabilities, "
      "by their ");
  out.put("time to resolve</span></div>");
  if (o.now == kNoTime || !o.checked) {
    out.put("<p class=\"soft\">No data: a time to judge by was not given.</p></div>\n");
    return;
  }
  out.put(
      "<table><thead><tr><th scope=\"col\">Severity</th><th scope=\"col\" class=\"wide\">Resolve within</th><th "
      "scope=\"col\" class=\"wide\"><span class=\"hidden\">Bar</span></th><th scope=\"col\" "
      "class=\"num\">Overdue</th><th "
      "scope=\"col\" class=\"num\">Due soon</th><th scope=\"col\" class=\"num wide\">On time</th><th scope=\"col\" "
      "class=\"num wide\">No clock</th><th scope=\"col\" class=\"num\">Not answered in "
      "time</th></tr></thead><tbody>\n");
  for (const SlaRow& row : o.sla) {
    if (sum(row.resolve) == 0 && row.target.resolve.count() == 0) continue;
    out.put("<tr><td>");
    put_severity(out, row.severity);
    out.put({"</td><td class=\"soft wide\">",
             row.target.resolve.count() == 0 ? std::string("no target") : target_text(row.target.resolve),
             "</td><td class=\"bar wide\">"});
    put_sla_bar(out, row.resolve);
    out.put("</td>");
    put_number_cell(out, with(row.resolve, SlaState::breached), "over");
    put_number_cell(out, with(row.resolve, SlaState::due_soon), "near");
    put_number_cell(out, with(row.resolve, SlaState::on_time), "", true);
    put_number_cell(out, with(row.resolve, SlaState::none) + with(row.resolve, SlaState::paused), "", true);
    put_number_cell(out, with(row.respond, SlaState::breached), "over");
    out.put("</tr>\n");
  }
  out.put("</tbody></table></div>\n");
}

// ---- key figures ----------------------------------------------------------------------------------------------------

// One figure with its target and what it was in the period before.
void put_kpi(Out& out, std::string_view term, std::string_view value, bool data, std::string_view aim,
             std::string_view target, std::string_view before) {
  out.put({"<div><dt>", term, "</dt><dd", data ? "" : " class=\"nothing\"", ">", value, "</dd><p>"});
  if (!aim.empty()) out.put({"<span class=\"", aim == "missed" ? "over" : "fine", "\">", aim, "</span> "});
  out.put({target, before.empty() ? "" : (target.empty() && aim.empty() ? "before: " : ", before: "), before,
           "</p></div>"});
}

std::string_view aim_text(const Figure& figure) {
  return figure.aim == Aim::met ? "met" : figure.aim == Aim::missed ? "missed" : std::string_view();
}

void write_kpis(Out& out, const Overview& o) {
  if (!o.remembered) return;
  const Kpis &now = o.months.current, &before = o.months.previous;
  const auto mean = [&](std::string_view term, const MeanTime& a, const MeanTime& b) {
    constexpr auto kCritical = static_cast<std::size_t>(Severity::critical);
    const Figure& critical   = a.by_severity[kCritical];
    const std::string target = critical.aim == Aim::no_data
                                   ? std::string("over ") + counted(a.all.count, "vulnerability")
                                   : "for critical: " + mean_text(critical);
    put_kpi(out, term, mean_text(a.all), a.all.aim != Aim::no_data, aim_text(critical), target,
            b.all.aim == Aim::no_data ? std::string() : mean_text(b.all));
  };
  const auto share = [&](std::string_view term, const Figure& a, const Figure& b, std::string_view target) {
    put_kpi(out, term, share_text(a), a.aim != Aim::no_data, aim_text(a), target,
            b.aim == Aim::no_data ? std::string() : share_text(b));
  };
  out.put("<section aria-label=\"Key figures\"><dl class=\"card grid kpis\">\n");
  mean("Time to detect", now.detect, before.detect);
  mean("Time to respond", now.respond, before.respond);
  mean("Time to remediate", now.remediate, before.remediate);
  const Figure& backlog = now.backlog;
  put_kpi(
      out, "Urgent backlog",
      backlog.aim == Aim::no_data ? std::string("no data") : grouped(static_cast<std::uint64_t>(backlog.value)),
      backlog.aim != Aim::no_data, aim_text(backlog),
      "target below " + grouped(static_cast<std::uint64_t>(backlog.target)),
      before.backlog.aim == Aim::no_data ? std::string() : grouped(static_cast<std::uint64_t>(before.backlog.value)));
  share("Remediation rate", now.remediation, before.remediation,
        counted(now.fixed.total(), "vulnerability") + " fixed");
  share("Fresh dependencies", now.freshness, before.freshness, "target over 80 %");
  share("Scan coverage", now.coverage, before.coverage, "target 100 %");
  out.put("</dl></section>\n");
}

// ---- action items ---------------------------------------------------------------------------------------------------

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

void write_action(Out& out, const ActionItem& item, Time now) {
  out.put("<li>");
  put_severity(out, item.severity);
  put_element(out, "<div><span class=\"what\">", item.what, "</span>");
  if (item.kev) out.put("<span class=\"tag hot\">exploited</span>");
  if (item.epss >= 0) out.put({"<span class=\"tag\">EPSS ", decimal(100 * double{item.epss}, 1), " %</span>"});
  out.put("<p class=\"about\">");
  if (item.findings > 1) out.put({counted(item.findings, "finding"), " · "});
  std::string ids;
  constexpr std::size_t kShown = 4;
  for (std::size_t i = 0; i < std::min(kShown, item.ids.size()); ++i)
    ids.append(i == 0 ? "" : ", ").append(item.ids[i]);
  if (item.ids.size() > kShown) ids.append(" and more");
  put_html(out, ids.empty() ? item.rule : ids);
  if (!item.place.empty()) put_element(out, " · ", item.place, "");
  put_element(out, " · ", item.tool, "</p></div><span class=\"due");
  if (item.due == kNoTime || now == kNoTime) {
    out.put("\"></span></li>\n");
    return;
  }
  const bool late = item.due < now;
  out.put({late ? " over" : "", "\" title=\"", to_string(item.due), "\">", late ? "" : "in ",
           target_text(item.due - now), late ? " over" : "", "</span></li>\n"});
}

void write_actions(Out& out, const Overview& o) {
  out.put(
      "<section class=\"card\" id=\"actions\"><div class=\"head\"><h2>Action items</h2><span class=\"soft small\">");
  out.put({counted(o.actions.size(), "item"), ", what one change settles is one</span></div>"});
  if (o.actions.empty()) out.put(o.checked ? "<p>Nothing is open.</p>" : "<p>No data.</p>");
  for (auto from = o.actions.begin(); from != o.actions.end();) {
    const auto until =
        std::find_if(from, o.actions.end(), [&](const ActionItem& i) { return i.urgency != from->urgency; });
    const auto all = static_cast<std::size_t>(until - from);
    out.put({"<div class=\"urgency\"><h3", from->urgency == Urgency::overdue ? " class=\"over\"" : "", ">",
             heading(from->urgency), " <span class=\"n\">", grouped(all), "</span></h3><ul class=\"actions\">\n"});
    std::size_t n = 0;
    for (auto item = from; item != until && n < kMostActions; ++item, ++n) {
      if (n == kFirstActions) {
        out.put(
            {"</ul><details class=\"more\"><summary>", grouped(all - n), " more</summary><ul class=\"actions\">\n"});
      }
      write_action(out, *item, o.now);
    }
    if (all > n)
      out.put({"<li><span></span><div class=\"about\">", grouped(all - n), " more are not in this list.</div></li>"});
    out.put(n > kFirstActions ? "</ul></details></div>\n" : "</ul></div>\n");
    from = until;
  }
  out.put("</section>\n");
}

// ---- trends and where the findings are ------------------------------------------------------------------------------

void write_tools(Out& out, const Overview& o) {
  std::uint64_t most = 1;
  for (const ScanRow& row : o.reports) most = std::max(most, row.open.total());
  out.put(
      "<div class=\"card\"><h2>Open by tool</h2><table><thead "
      "class=\"hidden\"><tr><th>Tool</th><th>Bar</th><th>Open</th></tr></thead><tbody>\n");
  for (const ScanRow& row : o.reports) {
    put_element(out, "<tr><td>", row.tool, "</td><td class=\"bar\">");
    put_stack(out, row.open, most);
    out.put({"</td><td class=\"num\">", grouped(row.open.total()), "</td></tr>\n"});
  }
  out.put("</tbody></table></div>\n");
}

void write_tool_trends(Out& out, const Overview& o) {
  out.put(
      "<div class=\"card\"><h2>Open by tool</h2><table><thead><tr><th scope=\"col\">Tool</th><th scope=\"col\">In the "
      "period</th><th "
      "scope=\"col\" class=\"num\">Added</th><th scope=\"col\" class=\"num\">Fixed</th><th scope=\"col\" "
      "class=\"num\">Open</th></tr></thead><tbody>\n");
  for (const ToolTrend& tool : o.trend.tools) {
    if (tool.points.empty()) continue;
    std::uint64_t added = 0, fixed = 0;
    for (const TrendPoint& p : tool.points) added += p.added.total(), fixed += p.fixed.total();
    put_element(out, "<tr><td>", tool.tool, "</td><td>");
    put_spark(out, tool);
    out.put({"</td><td class=\"num\">", grouped(added), "</td><td class=\"num\">", grouped(fixed),
             "</td><td class=\"num\">",
             tool.points.back().known ? grouped(tool.points.back().open.total()) : std::string("–"), "</td></tr>\n"});
  }
  out.put("</tbody></table></div>\n");
}

void write_kinds(Out& out, const Overview& o) {
  constexpr std::array<std::string_view, 12> kNames = {"Other",
                                                       "Source code",
                                                       "Dependencies",
                                                       "Secrets",
                                                       "Infrastructure as code",
                                                       "Container packages",
                                                       "Running application",
                                                       "Licences",
                                                       "Quality",
                                                       "Access",
                                                       "Network",
                                                       "Malware"};
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < o.kinds.size(); ++i) {
    if (o.kinds[i].total() > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return o.kinds[a].total() > o.kinds[b].total(); });
  out.put("<div class=\"card\"><h2>Open by kind</h2>");
  if (order.empty()) out.put("<p class=\"soft\">Nothing is open.</p>");
  out.put("<table><thead class=\"hidden\"><tr><th>Kind</th><th>Bar</th><th>Open</th></tr></thead><tbody>\n");
  for (const std::size_t kind : order) {
    out.put({"<tr><td>", kNames[kind], "</td><td class=\"bar\">"});
    put_stack(out, o.kinds[kind], o.kinds[order.front()].total());
    out.put({"</td><td class=\"num\">", grouped(o.kinds[kind].total()), "</td></tr>\n"});
  }
  out.put("</tbody></table></div>\n");
}

void write_trends(Out& out, const Overview& o) {
  out.put("<section id=\"trends\"><div class=\"grid two\">\n");
  if (o.remembered) {
    out.put({"<div class=\"card\"><div class=\"head\"><h2>Score</h2><span class=\"soft small\">", date_text(o.since),
             " to ", date_text(o.until), "</span></div>"});
    put_score_chart(out, o.trend);
    out.put("</div>\n<div class=\"card\"><div class=\"head\"><h2>Open vulnerabilities by week</h2></div>");
    put_week_chart(out, o.trend);
    out.put("</div>\n");
    write_tool_trends(out, o);
  } else if (!o.reports.empty()) {
    write_tools(out, o);
  }
  write_kinds(out, o);
  out.put("</div>");
  if (!o.remembered) {
    out.put(
        "<p class=\"soft small after\">Score and vulnerabilities over time need a history: "
        "<code>secmon report --history FILE --project NAME</code>.</p>");
  }
  out.put("</section>\n");
}

// ---- scans ----------------------------------------------------------------------------------------------------------

void write_scans(Out& out, const Overview& o, Redaction& safe) {
  out.put(
      "<section class=\"card\" id=\"scans\"><h2>Scans</h2><table><thead><tr><th scope=\"col\">Tool</th><th "
      "scope=\"col\">Version"
      "</th><th scope=\"col\" class=\"wide\">Scanned</th><th scope=\"col\">Report</th><th scope=\"col\" "
      "class=\"num\">Findings</th><th scope=\"col\" "
      "class=\"num\">Open</th></tr></thead><tbody>\n");
  for (const ScanRow& row : o.reports) {
    put_element(out, "<tr><td>", row.tool, "</td>");
    put_element(out, "<td class=\"soft\">", row.version, "</td>");
    out.put({"<td class=\"soft wide\">",
             row.generated == kNoTime ? std::string("no date") : to_string(row.generated).substr(0, 10), "</td><td>",
             row.complete ? "complete" : "<span class=\"over\">incomplete</span>", "</td><td class=\"num\">",
             grouped(row.findings), "</td><td class=\"num\">", grouped(row.open.total()), "</td></tr>\n"});
  }
  out.put("</tbody></table>");
  std::size_t remarks = 0;
  for (const ScanRow& row : o.reports) remarks += row.remarks.size();
  if (remarks > 0) {
    out.put({"<details class=\"more\"><summary>", counted(remarks, "remark"), "</summary><ul class=\"soft small\">"});
    for (const ScanRow& row : o.reports) {
      for (const std::string& remark : row.remarks) {
        put_element(out, "<li><b>", row.tool, "</b>: ");
        put_element(out, "", safe(remark), "</li>");
      }
    }
    out.put("</ul></details>");
  }
  out.put("</section>\n");
}

// ---- findings -------------------------------------------------------------------------------------------------------

void put_select(Out& out, std::string_view id, std::string_view label) {
  out.put({"<label><span>", label, "</span><select id=\"pick-", id,
           "\"><option value=\"\">All</option></select></label>\n"});
}

void write_findings(Out& out, const Selection& rows) {
  out.put("<section class=\"card\" id=\"findings\"><h2>Findings</h2>\n");
  if (rows.total > rows.shown.size()) {
    out.put({"<p class=\"notice\"><b>", grouped(rows.total - rows.shown.size()),
             " more findings are not in this page.</b> It has the ", grouped(rows.shown.size()), " worst ones.</p>\n"});
  }
  out.put(
      "<noscript><p class=\"notice\">The table of findings needs scripts. <code>secmon convert --to html</code> writes "
      "a "
      "page that does not.</p></noscript>\n<div id=\"controls\" hidden>\n<div class=\"tools\">"
      "<label class=\"search\"><span>Search</span><input type=\"search\" id=\"search\" autocomplete=\"off\" "
      "spellcheck=\"false\" placeholder=\"Any words: title, id, path, package\"></label>\n");
  put_select(out, "state", "State");
  put_select(out, "tool", "Tool");
  put_select(out, "kind", "Kind");
  put_select(out, "sla", "Service level");
  out.put(
      "<label><span>Group by</span><select id=\"pick-group\"><option value=\"\">Nothing</option><option "
      "value=\"severity\">Severity</option><option value=\"rule\">Rule or id</option><option "
      "value=\"package\">Package</option><option value=\"file\">Place</option><option "
      "value=\"tool\">Tool</option><option "
      "value=\"kind\">Kind</option></select></label></div>\n<div class=\"chips\" id=\"chips\" role=\"group\" "
      "aria-label=\"Severities shown\"></div>\n<div class=\"bar-row\"><p id=\"status\" role=\"status\" "
      "aria-live=\"polite\"></p><button type=\"button\" class=\"ghost\" id=\"reset\">Reset</button></div>\n"
      "<table class=\"findings\" id=\"table\" role=\"table\"><caption class=\"hidden\">Findings; a button in a row "
      "opens its "
      "details</caption><thead role=\"rowgroup\"><tr role=\"row\">");
  struct Column {
    std::string_view key, classes, text;
  };
  for (const Column& column : {Column{"severity", "c-sev", "Severity"},
                               {"finding", "", "Finding"},
                               {"place", "c-place", "Place"},
                               {"tool", "c-tool", "Tool"},
                               {"risk", "c-risk", "Risk"},
                               {"due", "c-due", "Resolve"}}) {
    out.put({"<th scope=\"col\" role=\"columnheader\" data-key=\"", column.key, "\" aria-sort=\"none\" class=\"",
             column.classes, "\"><button type=\"button\">", column.text, "</button></th>"});
  }
  out.put(
      "</tr></thead><tbody role=\"rowgroup\"></tbody></table>\n<div class=\"pager\"><div><label "
      "for=\"size\">Rows</label><select "
      "id=\"size\"><option>25</option><option "
      "selected>50</option><option>100</option><option>500</option></select></div>"
      "<div><span id=\"page\"></span><button type=\"button\" class=\"ghost\" id=\"prev\">Previous</button><button "
      "type=\"button\" class=\"ghost\" id=\"next\">Next</button></div></div></div></section>\n");
}

void write_dashboard(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  const Figures o(reports, options);
  Redaction safe;
  std::string_view title = !options.title.empty() ? options.title : std::string_view(o->project);
  if (title.empty()) title = "All projects";
  const Selection rows = worst_first(reports, true, options.max_findings == 0 ? kMostRows : options.max_findings);

  write_head(out, std::string("Security dashboard: ").append(title), style());
  write_top(out, *o, title);
  write_warnings(out, *o);
  out.put("<section id=\"state\"><div class=\"grid hero\">\n");
  write_score(out, *o);
  write_thresholds(out, *o);
  out.put("</div></section>\n");
  write_kpis(out, *o);
  out.put("<section>");
  write_sla(out, *o);
  out.put("</section>\n");
  write_actions(out, *o);
  write_trends(out, *o);
  write_findings(out, rows);
  write_scans(out, *o, safe);
  out.put(
      {"</main>\n<footer class=\"wrap\">Written by secmon. Findings with one fingerprint count once; the table has "
       "each report's own.</footer>\n"});
  write_data(reports, out, *o, rows, safe);
  out.put({"<script>", kDashboardScript, "</script>\n</body>\n</html>\n"});
}

}  // namespace

extern constinit const Renderer dashboard_renderer{
    {"dashboard", "a dashboard as one HTML page without any other file", "text/html", "html"},
    write_dashboard,
};

}  // namespace secmon
