// SPDX-License-Identifier: MIT
// Charts as SVG: numbers of ours only, no text of a report.
#include "render/charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace secmon {

namespace {

void put_rect(Out& out, std::string_view classes, double x, double y, double width, double height) {
  out.put({"<rect class=\"", classes, "\" x=\"", decimal(x, 2), "\" y=\"", decimal(y, 2), "\" width=\"",
           decimal(width, 2), "\" height=\"", decimal(height, 2), "\""});
}

double part(std::uint64_t of, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(of) / static_cast<double>(whole);
}

// ---- over time ------------------------------------------------------------------------------------------------------

constexpr double kWidth = 560, kHeight = 210, kLeft = 34, kRight = 12, kTop = 14, kBottom = 28;
constexpr double kInner = kWidth - kLeft - kRight, kDeep = kHeight - kTop - kBottom;

struct Axis {
  double top = 1;
  [[nodiscard]] double y(double value) const { return kTop + kDeep * (1 - value / top); }
};

// 1, 2 or 5 times a power of ten, so that four lines are above the one at 0.
Axis axis_for(double most) {
  double step = 1;
  while (step * 4 < most) {
    if (step * 8 >= most) return {step * 8};
    if (step * 20 >= most) return {step * 20};
    step *= 10;
  }
  return {step * 4};
}

void put_grid(Out& out, const Axis& axis) {
  for (int line = 0; line <= 4; ++line) {
    const double value = axis.top * line / 4, y = axis.y(value);
    out.put({"<line class=\"gridline\" x1=\"", decimal(kLeft, 0), "\" x2=\"", decimal(kWidth - kRight, 0), "\" y1=\"",
             decimal(y, 1), "\" y2=\"", decimal(y, 1), "\"/><text x=\"", decimal(kLeft - 8, 0), "\" y=\"",
             decimal(y + 4, 1), "\" text-anchor=\"end\">", grouped(static_cast<std::uint64_t>(value)), "</text>"});
  }
}

// "11-27", at most eight of them.
void put_dates(Out& out, const std::vector<const TrendPoint*>& points, const std::vector<double>& xs) {
  const std::size_t every = std::max<std::size_t>(1, (points.size() + 7) / 8);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if ((points.size() - 1 - i) % every != 0) continue;
    out.put({"<text x=\"", decimal(xs[i], 1), "\" y=\"", decimal(kHeight - 8, 0), "\" text-anchor=\"middle\">",
             date_text(points[i]->until).substr(5), "</text>"});
  }
}

std::vector<const TrendPoint*> known(const Trend& trend) {
  std::vector<const TrendPoint*> points;
  for (const TrendPoint& point : trend.points) {
    if (point.known) points.push_back(&point);
  }
  return points;
}

void put_nothing(Out& out) { out.put("<p class=\"soft\">No data: the history has no scan in this period.</p>"); }

void begin_chart(Out& out, std::string_view label) {
  out.put({"<svg class=\"chart\" viewBox=\"0 0 ", decimal(kWidth, 0), " ", decimal(kHeight, 0),
           "\" role=\"img\" aria-label=\"", label, "\">"});
}

}  // namespace

void put_ring(Out& out, const Score& score, bool known) {
  constexpr double kAround = 2 * 3.14159265358979 * 52;
  const std::string value  = known ? std::to_string(score.value) : std::string("–");
  out.put("<svg viewBox=\"0 0 120 120\" role=\"img\" aria-label=\"");
  out.put({known ? "Score " + value + " of 100" : std::string("No score: no data"), "\">"});
  out.put("<circle class=\"ring\" cx=\"60\" cy=\"60\" r=\"52\"/>");
  if (known && score.value > 0) {
    out.put({"<circle class=\"ring arc ", name(score.grade), "\" cx=\"60\" cy=\"60\" r=\"52\" stroke-dasharray=\"",
             decimal(kAround * score.value / 100, 1), " ", decimal(kAround, 1),
             "\" transform=\"rotate(-90 60 60)\"/>"});
  }
  out.put({"<text class=\"value\" x=\"60\" y=\"68\">", value,
           "</text><text class=\"of\" x=\"60\" y=\"86\">of 100</text></svg>"});
}

void put_bullet(Out& out, const Threshold& threshold, bool known) {
  const bool limited       = threshold.allowed != kNoLimit;
  const std::uint64_t most = std::max<std::uint64_t>({1, threshold.open, limited ? threshold.allowed : 0});
  // A mark in the middle leaves room to see by how much it is passed.
  const double scale = limited && threshold.open <= threshold.allowed * 2 && threshold.allowed > 0
                           ? static_cast<double>(threshold.allowed) * 2
                           : static_cast<double>(most) * 1.04;
  const double width = known ? 400 * static_cast<double>(threshold.open) / scale : 0;
  out.put("<svg class=\"bullet\" viewBox=\"0 0 400 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
  put_rect(out, "track", 0, 3, 400, 8);
  out.put("/>");
  if (width > 0) {
    put_rect(out, name(threshold.severity), 0, 3, std::clamp(width, 2.0, 400.0), 8);
    out.put("/>");
  }
  if (limited) {
    put_rect(out, "tick", std::min(398.0, 400 * static_cast<double>(threshold.allowed) / scale), 0, 2, 14);
    out.put("/>");
  }
  out.put("</svg>");
}

void put_stack(Out& out, const Counts& open, std::uint64_t most) {
  out.put("<svg class=\"stack\" viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
  out.put({counts_text(open), "\">"});
  double from = 0;
  for (const Severity severity : kWorstFirst) {
    if (open[severity] == 0) continue;
    const double width = 1000 * part(open[severity], most);
    put_rect(out, name(severity), from, 0, width, 12);
    out.put({"><title>", grouped(open[severity]), " ", name(severity), "</title></rect>"});
    from += width;
  }
  out.put("</svg>");
}

void put_sla_bar(Out& out, const SlaCounts& counts) {
  std::uint64_t total = 0;
  std::string label;
  constexpr std::array kOrder = {SlaState::breached, SlaState::due_soon, SlaState::on_time,
                                 SlaState::met,      SlaState::paused,   SlaState::none};
  for (const SlaState state : kOrder) {
    const std::uint64_t n = counts[static_cast<std::size_t>(state)];
    total += n;
    if (n > 0) label.append(label.empty() ? "" : ", ").append(grouped(n)).append(" ").append(spaced(name(state)));
  }
  out.put({"<svg class=\"stack\" viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
           label.empty() ? std::string_view("none") : std::string_view(label), "\">"});
  double from = 0;
  for (const SlaState state : kOrder) {
    const std::uint64_t n = counts[static_cast<std::size_t>(state)];
    if (n == 0) continue;
    const double width = 1000 * part(n, total);
    put_rect(out, name(state), from, 0, width, 12);
    out.put({"><title>", grouped(n), " ", spaced(name(state)), "</title></rect>"});
    from += width;
  }
  out.put("</svg>");
}

void put_spark(Out& out, const ToolTrend& tool) {
  std::uint64_t most = 1;
  for (const TrendPoint& p : tool.points) most = std::max(most, p.known ? p.open.total() : 0);
  const double step = tool.points.size() < 2 ? 0 : 86.0 / static_cast<double>(tool.points.size() - 1);
  out.put("<svg class=\"spark\" viewBox=\"0 0 90 20\" aria-hidden=\"true\"><polyline points=\"");
  double x = 2;
  for (const TrendPoint& p : tool.points) {
    if (p.known) out.put({decimal(x, 1), ",", decimal(18 - 16 * part(p.open.total(), most), 1), " "});
    x += step;
  }
  out.put("\"/></svg>");
}

void put_score_chart(Out& out, const Trend& trend) {
  const std::vector<const TrendPoint*> points = known(trend);
  if (points.empty()) return put_nothing(out);
  const Axis axis{100};
  std::vector<double> xs;
  std::string line;
  for (std::size_t i = 0; i < points.size(); ++i) {
    xs.push_back(points.size() == 1
                     ? kLeft + kInner / 2
                     : kLeft + 14 + (kInner - 28) * static_cast<double>(i) / static_cast<double>(points.size() - 1));
    line.append(decimal(xs.back(), 1)).append(",").append(decimal(axis.y(points[i]->score.value), 1)).append(" ");
  }
  begin_chart(out, "Score over time");
  put_grid(out, axis);
  const std::string floor = decimal(axis.y(0), 1);
  out.put({"<polygon class=\"area\" points=\"", decimal(xs.front(), 1), ",", floor, " ", line, decimal(xs.back(), 1),
           ",", floor, "\"/><polyline class=\"line\" points=\"", line, "\"/>"});
  const bool few = points.size() <= 14;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double y = axis.y(points[i]->score.value);
    if (few) {
      out.put({"<circle class=\"dot\" cx=\"", decimal(xs[i], 1), "\" cy=\"", decimal(y, 1), "\" r=\"3.5\"><title>",
               date_text(points[i]->until), ": ", std::to_string(points[i]->score.value), "</title></circle>"});
    }
    if (few || i + 1 == points.size()) {
      out.put({"<text class=\"label\" x=\"", decimal(xs[i], 1), "\" y=\"", decimal(y < kTop + 22 ? y + 20 : y - 10, 1),
               "\" text-anchor=\"middle\">", std::to_string(points[i]->score.value), "</text>"});
    }
  }
  put_dates(out, points, xs);
  out.put("</svg><table class=\"hidden\"><caption>Score over time</caption><tr><th>Until</th><th>Score</th></tr>");
  for (const TrendPoint* p : points) {
    out.put({"<tr><td>", date_text(p->until), "</td><td>", std::to_string(p->score.value), "</td></tr>"});
  }
  out.put("</table>");
}

void put_week_chart(Out& out, const Trend& trend) {
  const std::vector<const TrendPoint*> points = known(trend);
  if (points.empty()) return put_nothing(out);
  std::uint64_t most = 1;
  for (const TrendPoint* p : points) most = std::max(most, p->open.total());
  const Axis axis    = axis_for(static_cast<double>(most));
  const double room  = kInner / static_cast<double>(points.size());
  const double width = std::min(46.0, room * 0.62);
  std::vector<double> xs;
  begin_chart(out, "Open vulnerabilities by severity, week by week");
  put_grid(out, axis);
  for (std::size_t i = 0; i < points.size(); ++i) {
    xs.push_back(kLeft + room * (static_cast<double>(i) + 0.5));
    double y = axis.y(0);
    for (std::size_t s = kSeverityCount; s-- > 0;) {  // the worst on top
      const Severity severity   = kWorstFirst[s];
      const std::uint64_t count = points[i]->open[severity];
      if (count == 0) continue;
      const double height = kDeep * static_cast<double>(count) / axis.top;
      y -= height;
      put_rect(out, name(severity), xs.back() - width / 2, y, width, height);
      out.put({"><title>", date_text(points[i]->until), ": ", grouped(count), " ", name(severity), "</title></rect>"});
    }
    out.put({"<text class=\"label\" x=\"", decimal(xs.back(), 1), "\" y=\"", decimal(y - 5, 1),
             "\" text-anchor=\"middle\">", grouped(points[i]->open.total()), "</text>"});
  }
  put_dates(out, points, xs);
  out.put("</svg><div class=\"legend\" aria-hidden=\"true\">");
  for (const Severity severity : kWorstFirst) {
    if (std::any_of(points.begin(), points.end(), [&](const TrendPoint* p) { return p->open[severity] > 0; }))
      out.put({"<span class=\"sev ", name(severity), "\">", name(severity), "</span>"});
  }
  out.put(
      "</div><table class=\"hidden\"><caption>Open vulnerabilities by severity, week by "
      "week</caption><tr><th>Until</th>");
  for (const Severity severity : kWorstFirst) out.put({"<th>", name(severity), "</th>"});
  out.put("</tr>");
  for (const TrendPoint* p : points) {
    out.put({"<tr><td>", date_text(p->until), "</td>"});
    for (const Severity severity : kWorstFirst) out.put({"<td>", grouped(p->open[severity]), "</td>"});
    out.put("</tr>");
  }
  out.put("</table>");
}

}  // namespace secmon
