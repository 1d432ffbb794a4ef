// SPDX-License-Identifier: MIT
// Tables of an overview in Markdown.
#include "render/overview_text.hpp"

#include <algorithm>

#include "core/time.hpp"
#include "render/escape.hpp"

namespace secmon {

namespace {

std::uint64_t with(const SlaCounts& counts, SlaState state) { return counts[static_cast<std::size_t>(state)]; }

std::string or_dash(std::uint64_t count) { return count == 0 ? std::string("–") : grouped(count); }

}  // namespace

std::string open_text(const Overview& o, std::uint64_t count) {
  return o.checked ? grouped(count) : std::string("no data");
}

void write_title(Out& out, std::string_view title, const Overview& o) {
  out.put({"# ", title});
  if (!o.project.empty()) {
    out.put(": ");
    put_markdown(out, o.project);
  }
  out.put("\n\n");
  if (o.now != kNoTime)
    out.put({"Last updated: ", to_string(o.now).substr(0, 10), " ", to_string(o.now).substr(11, 5), " UTC\n\n"});
}

void write_incomplete(Out& out, const Overview& o) {
  if (!o.checked) {
    out.put("> **No report was given, so nothing was checked. No figure here means anything.**\n\n");
    return;
  }
  if (o.complete) return;
  out.put("> **Warning: not everything could be read. There may be more findings than are counted here.**\n>\n");
  for (const ScanRow& row : o.reports) {
    if (row.complete) continue;
    out.put("> - **");
    put_markdown(out, row.tool);
    out.put("** is incomplete");
    for (const std::string& problem : row.problems) {
      out.put("; ");
      put_markdown(out, problem);
    }
    out.put('\n');
  }
  out.put('\n');
}

void write_threshold_table(Out& out, const Overview& o) {
  out.put("| Severity | Open | Threshold | Status |\n| --- | ---: | ---: | --- |\n");
  for (const Threshold& t : o.thresholds) {
    out.put({"| ", name(t.severity), " | ", open_text(o, t.open), " | ",
             t.allowed == kNoLimit ? std::string("none") : grouped(t.allowed), " | "});
    if (!o.checked) {
      out.put("no data |\n");
    } else if (t.exceeded()) {
      out.put({"❌ ", grouped(t.open - t.allowed), " over |\n"});
    } else {
      out.put(t.allowed == kNoLimit ? "– |\n" : "✅ within |\n");
    }
  }
  out.put('\n');
}

void write_sla_table(Out& out, const Overview& o) {
  if (o.now == kNoTime || !o.checked) return out.put("No data: a time to judge by was not given.\n\n");
  out.put(
      "| Severity | Respond within | Resolve within | Overdue | Due soon | On time | No clock | Not answered in time "
      "|\n"
      "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
  for (const SlaRow& row : o.sla) {
    const auto target = [](std::chrono::seconds time) {
      return time.count() == 0 ? std::string("–") : target_text(time);
    };
    const std::uint64_t overdue = with(row.resolve, SlaState::breached);
    out.put({"| ", name(row.severity), " | ", target(row.target.respond), " | ", target(row.target.resolve), " | ",
             overdue == 0 ? std::string("–") : "**" + grouped(overdue) + "**", " | ",
             or_dash(with(row.resolve, SlaState::due_soon)), " | ", or_dash(with(row.resolve, SlaState::on_time)),
             " | ", or_dash(with(row.resolve, SlaState::none) + with(row.resolve, SlaState::paused)), " | ",
             or_dash(with(row.respond, SlaState::breached)), " |\n"});
  }
  out.put('\n');
}

void write_report_table(Out& out, const Overview& o) {
  if (o.reports.empty()) return out.put("No report was given.\n\n");
  out.put("| Tool | Version | Last run | Report | Findings | Open |\n| --- | --- | --- | --- | ---: | ---: |\n");
  for (const ScanRow& row : o.reports) {
    out.put("| ");
    put_markdown(out, row.tool);
    out.put(" | ");
    put_markdown(out, row.version);
    out.put({" | ", row.generated == kNoTime ? std::string("no date") : date_text(row.generated), " | ",
             row.complete ? "complete" : "**incomplete**", " | ", grouped(row.findings), " | ",
             grouped(row.open.total()), " |\n"});
  }
  out.put('\n');
}

void write_scan_table(Out& out, const Overview& o, std::size_t limit) {
  if (!o.remembered) return out.put("No data: no history was given.\n\n");
  if (o.scans.empty()) return out.put("No data: the history has no scan yet.\n\n");
  out.put(
      "| Date | Tools | Commit | Critical | High | Medium | Low | New | Fixed | Status |\n"
      "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
  for (std::size_t i = 0; i < std::min(limit, o.scans.size()); ++i) {
    const ScanRecord& scan = o.scans[i];
    std::string tools;
    for (const std::string& tool : scan.tools) tools.append(tools.empty() ? "" : ", ").append(tool);
    out.put({"| ", to_string(scan.time).substr(0, 10), " ", to_string(scan.time).substr(11, 5), " | "});
    put_markdown(out, tools);
    out.put(" | ");
    constexpr std::size_t kShortCommit = 10;
    put_markdown(out, std::string_view(scan.commit).substr(0, kShortCommit));
    for (const Severity severity : {Severity::critical, Severity::high, Severity::medium, Severity::low}) {
      out.put({" | ", scan.late ? std::string("–") : grouped(scan.open[severity])});
    }
    out.put({" | ", grouped(scan.added.total() + scan.reopened.total()), " | ", grouped(scan.fixed.total()), " | ",
             scan.complete ? "complete" : "**incomplete**", scan.late ? ", late" : "", " |\n"});
  }
  if (o.scans.size() > limit) out.put({"\n_", grouped(o.scans.size() - limit), " older scans are not listed._\n"});
  out.put('\n');
}

void write_tracking_table(Out& out, const Overview& o) {
  if (o.tracking.empty()) return out.put("No data: no history was given, or it has no scan yet.\n\n");
  out.put(
      "| Date | Critical | High | Medium | Low | MTTD | MTTR to respond | MTTR to remediate | Notes |\n"
      "| --- | ---: | ---: | ---: | ---: | --- | --- | --- | --- |\n");
  for (const Kpis& month : o.tracking) {
    out.put({"| ", date_text(month.now)});
    for (const Severity severity : {Severity::critical, Severity::high, Severity::medium, Severity::low}) {
      out.put({" | ", grouped(month.open[severity])});
    }
    out.put({" | ", mean_text(month.detect.all), " | ", mean_text(month.respond.all), " | ",
             mean_text(month.remediate.all), " | score ", std::to_string(month.score.value), ", ",
             counted(month.scans, "scan"), ", ", grouped(month.added.total()), " new, ", grouped(month.fixed.total()),
             " fixed |\n"});
  }
  out.put('\n');
}

void put_action(Out& out, const ActionItem& item, Time now) {
  out.put({"**", name(item.severity), "** "});
  put_markdown(out, item.what);
  std::string ids;
  constexpr std::size_t kShown = 4;
  for (std::size_t i = 0; i < std::min(kShown, item.ids.size()); ++i)
    ids.append(i == 0 ? "" : ", ").append(item.ids[i]);
  if (item.ids.size() > kShown) ids.append(" and more");
  if (ids.empty()) ids = item.rule;
  if (!ids.empty()) {
    out.put(" — ");
    put_markdown(out, ids);
  }
  if (!item.place.empty()) {
    out.put(", ");
    put_markdown_code(out, item.place);
  }
  if (item.findings > 1) out.put({" (", counted(item.findings, "finding"), ")"});
  if (item.kev) out.put(" **exploited**");
  if (item.epss >= 0) out.put({" EPSS ", decimal(100 * double{item.epss}, 1), " %"});
  if (item.due != kNoTime) {
    out.put({" · due ", date_text(item.due)});
    if (now != kNoTime && item.due < now) out.put({", ", duration_text(now - item.due), " over"});
  }
  if (!item.step.empty()) out.put({" · ", spaced(item.step)});
}

}  // namespace secmon
