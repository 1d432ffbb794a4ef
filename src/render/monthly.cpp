// SPDX-License-Identifier: MIT
// The monthly security report, after the template of the security audit guide, filled in from data.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "render/escape.hpp"
#include "render/overview_text.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

constexpr std::size_t kMostActions = 20, kMostResolved = 100, kMostUpcoming = 15, kMostDecisions = 50, kMostScans = 30;

// Whether a month can be named: the period is one, or nearly.
std::string period_name(const Overview& o) {
  if (o.since == kNoTime || o.until == kNoTime) return {};
  constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
  const std::string first = to_string(o.since + std::chrono::seconds(1)), last = to_string(o.until);
  if (first.substr(0, 7) != last.substr(0, 7) || first.substr(8, 2) != "01") {
    return date_text(o.since + std::chrono::seconds(1)) + " to " + date_text(o.until);
  }
  const std::size_t month = static_cast<std::size_t>((last[5] - '0') * 10 + (last[6] - '0') - 1);
  return std::string(kMonths[month % 12]) + " " + last.substr(0, 4);
}

std::string change_text(std::uint64_t now, std::uint64_t before) {
  if (now == before) return "±0";
  return now > before ? "+" + grouped(now - before) : "−" + grouped(before - now);
}

// ---- summary --------------------------------------------------------------------------------------------------------

void write_summary(Out& out, const Overview& o) {
  out.put("## Executive summary\n\n");
  if (!o.checked) return out.put("No report was given, so nothing can be said.\n\n");
  const Score& score = o.verdict.score;
  out.put({"The security score is **", std::to_string(score.value), " of 100** (", name(score.grade), "); ",
           counts_text(score.open, true), ", and the gate ", o.verdict.passed ? "passes" : "fails", ". "});
  if (o.remembered) {
    const Kpis& now = o.months.current;
    out.put({"In the period ", counted(now.added.total(), "vulnerability"), now.added.total() == 1 ? " was" : " were",
             " new, ", grouped(now.fixed.total()), " fixed and ", grouped(now.reopened.total()), " came back. "});
  }
  std::uint64_t overdue = 0;
  for (const SlaRow& row : o.sla) overdue += row.resolve[static_cast<std::size_t>(SlaState::breached)];
  if (overdue > 0)
    out.put({counted(overdue, "vulnerability"), overdue == 1 ? " is" : " are", " past the time to resolve. "});
  if (o.exploited > 0) out.put({"Attackers are known to exploit ", grouped(o.exploited), " of what is open. "});
  if (!o.complete) out.put("Not all reports could be read whole, so there may be more. ");
  out.put("\n\n");
}

// ---- metrics --------------------------------------------------------------------------------------------------------

void put_metric(Out& out, std::string_view metric, std::string_view value, std::string_view change) {
  out.put("| ");
  put_markdown(out, metric);
  out.put({" | ", value, " | ", change, " |\n"});
}

// Packages that an update took findings from.
std::size_t patched(const Overview& o) {
  std::set<std::string_view> packages;
  for (const Resolved& r : o.resolved) {
    if (!r.package.empty()) packages.insert(r.package);
  }
  return packages.size();
}

std::string mean_change(const Figure& now, const Figure& before) {
  if (now.aim == Aim::no_data || before.aim == Aim::no_data) return "no data";
  const double difference = now.value - before.value;
  if (std::abs(difference) < 60) return "±0";
  return (difference > 0 ? "+" : "−") + duration_text(std::chrono::seconds(static_cast<std::int64_t>(difference)));
}

std::string share_change(const Figure& now, const Figure& before) {
  if (now.aim == Aim::no_data || before.aim == Aim::no_data) return "no data";
  const auto shown        = [](double share) { return std::floor(1000 * share) / 10; };  // as share_text() does
  const double difference = shown(now.value) - shown(before.value);
  if (std::abs(difference) < 0.05) return "±0";
  return (difference > 0 ? "+" : "−") + decimal(std::abs(difference), 1) + " points";
}

std::string against_target(const Figure& figure, const std::string& value) {
  if (figure.aim == Aim::no_data) return "no data";
  std::string text = value + " (" + counted(figure.count, "vulnerability") + ")";
  if (figure.aim == Aim::met) text += ", target met";
  if (figure.aim == Aim::missed) text += ", **target missed**";
  return text;
}

void write_metrics(Out& out, const Overview& o) {
  out.put("## Metrics\n\n| Metric | Count | Change from last month |\n| --- | ---: | ---: |\n");
  if (!o.remembered) {
    put_metric(out, "Open vulnerabilities", open_text(o, o.verdict.score.open.total()), "no data");
    for (const Threshold& t : o.thresholds) {
      put_metric(out, "Open, " + std::string(name(t.severity)), open_text(o, t.open), "no data");
    }
    for (const ScanRow& row : o.reports) put_metric(out, "Open, by " + row.tool, grouped(row.open.total()), "no data");
    out.put("\nNo history was given: what changed, and how long it took, is not known.\n\n");
    return;
  }
  const Kpis &now = o.months.current, &before = o.months.previous;
  const bool known = now.backlog.aim != Aim::no_data, past = before.backlog.aim != Aim::no_data;
  const auto counts = [&](std::string_view metric, std::uint64_t a, std::uint64_t b) {
    put_metric(out, metric, known ? grouped(a) : std::string("no data"),
               known && past ? change_text(a, b) : std::string("no data"));
  };
  counts("Security score", static_cast<std::uint64_t>(now.score.value), static_cast<std::uint64_t>(before.score.value));
  counts("Open vulnerabilities", now.open.total(), before.open.total());
  for (const Severity severity : kWorstFirst) {
    counts("Open, " + std::string(name(severity)), now.open[severity], before.open[severity]);
  }
  for (const ToolChange& tool : o.tools) {
    put_metric(out, "Open, by " + tool.tool, grouped(tool.open),
               tool.before_known ? change_text(tool.open, tool.before) : std::string("no data"));
  }
  counts("New vulnerabilities", now.added.total(), before.added.total());
  counts("Vulnerabilities fixed", now.fixed.total(), before.fixed.total());
  counts("Vulnerabilities that came back", now.reopened.total(), before.reopened.total());
  put_metric(out, "Packages whose findings were patched", grouped(patched(o)), "no data");
  const auto share = [&](std::string_view metric, const Figure& a, const Figure& b) {
    put_metric(out, metric, share_text(a), share_change(a, b));
  };
  share("Remediation rate", now.remediation, before.remediation);
  share("Dependencies up to date", now.freshness, before.freshness);
  share("Scan coverage", now.coverage, before.coverage);
  const auto mean = [&](std::string_view metric, const MeanTime& a, const MeanTime& b) {
    put_metric(out, metric, mean_text(a.all), mean_change(a.all, b.all));
    for (const Severity severity : {Severity::critical, Severity::high}) {
      const Figure& figure = a.by_severity[static_cast<std::size_t>(severity)];
      if (figure.aim == Aim::no_data) continue;
      put_metric(out, std::string(metric).append(", ").append(name(severity)),
                 against_target(figure, mean_text(figure)),
                 mean_change(figure, b.by_severity[static_cast<std::size_t>(severity)]));
    }
  };
  mean("Mean time to detect", now.detect, before.detect);
  mean("Mean time to respond", now.respond, before.respond);
  mean("Mean time to remediate", now.remediate, before.remediate);
  const Figure& backlog = now.backlog;
  put_metric(out, "Backlog of critical and high vulnerabilities",
             backlog.aim == Aim::no_data ? std::string("no data")
                                         : grouped(static_cast<std::uint64_t>(backlog.value)) +
                                               (backlog.aim == Aim::met ? ", target met" : ", **target missed**"),
             known && past ? change_text(static_cast<std::uint64_t>(backlog.value),
                                         static_cast<std::uint64_t>(before.backlog.value))
                           : std::string("no data"));
  out.put('\n');
}

// ---- lists ----------------------------------------------------------------------------------------------------------

std::string status_text(const ActionItem& item) {
  std::string text = item.step.empty() ? "open" : "in progress, " + spaced(item.step);
  if (item.urgency == Urgency::overdue) text += ", overdue";
  return text;
}

template <class Fits>
void write_issues(Out& out, const Overview& o, std::string_view heading, Fits&& fits) {
  out.put({"### ", heading, "\n\n"});
  std::size_t n = 0;
  for (const ActionItem& item : o.actions) {
    if (!fits(item) || ++n > kMostActions) continue;
    out.put({std::to_string(n), ". "});
    put_action(out, item, o.now);
    out.put({" — status: ", status_text(item), "\n"});
  }
  if (n == 0) out.put(o.checked ? "None.\n" : "No data.\n");
  if (n > kMostActions) out.put({"\n_", grouped(n - kMostActions), " more are not listed here._\n"});
  out.put('\n');
}

// The finding that a decision is about.
void put_finding(Out& out, const Decision& decision) {
  constexpr std::size_t kShort = 10;  // enough for `secmon triage`
  if (!decision.title.empty()) {
    put_markdown(out, decision.title);
    out.put(" (");
    put_markdown(out, decision.id);
    out.put(", ");
  }
  put_markdown_code(out, std::string_view(decision.event.fingerprint).substr(0, kShort));
  if (!decision.title.empty()) out.put(')');
}

void write_decisions(Out& out, const Overview& o) {
  out.put("## Actions taken\n\n");
  if (!o.remembered) return out.put("No data: no history was given.\n\n");
  std::size_t n = 0;
  for (const Decision& decision : o.decisions) {
    const Event& event = decision.event;
    if (++n > kMostDecisions) continue;
    out.put({std::to_string(n), ". "});
    put_finding(out, decision);
    out.put({": ", spaced(name(event.kind)), " — ", date_text(event.time)});
    if (!event.who.empty()) {
      out.put(" — by ");
      put_markdown(out, event.who);
    }
    if (!event.reason.empty()) {
      out.put(": ");
      put_markdown(out, event.reason);
    }
    if (event.until != kNoTime) out.put({", until ", date_text(event.until)});
    out.put('\n');
  }
  if (n > kMostDecisions) out.put({"\n_", grouped(n - kMostDecisions), " more are not listed here._\n"});
  if (n == 0) out.put("No decision was written down in this period (`secmon triage` does).\n");
  out.put('\n');
}

void write_resolved(Out& out, const Overview& o) {
  out.put("## Vulnerabilities resolved\n\n");
  if (!o.remembered) return out.put("No data: no history was given.\n\n");
  for (std::size_t i = 0; i < std::min(kMostResolved, o.resolved.size()); ++i) {
    const Resolved& r = o.resolved[i];
    out.put({std::to_string(i + 1), ". "});
    put_markdown_code(out, r.id.empty() ? std::string_view(r.title) : std::string_view(r.id));
    if (!r.package.empty()) {
      out.put(" — ");
      put_markdown_code(out, r.package);
    } else {
      out.put(" — ");
      put_markdown(out, r.title);
    }
    out.put({" — severity: ", name(r.severity), " — fixed: ", date_text(r.fixed), "\n"});
  }
  if (o.resolved.empty()) out.put("None in this period.\n");
  if (o.resolved.size() > kMostResolved)
    out.put({"\n_", grouped(o.resolved.size() - kMostResolved), " more are not listed here._\n"});
  out.put('\n');
}

void write_upcoming(Out& out, const Overview& o) {
  out.put("## Upcoming work\n\n");
  std::size_t n = 0;
  for (const ActionItem& item : o.actions) {
    const bool next =
        item.urgency == Urgency::soon || item.urgency == Urgency::this_week ||
        (item.urgency == Urgency::later && item.due != kNoTime && item.due - o.now <= std::chrono::days(30));
    if (!next || ++n > kMostUpcoming) continue;
    out.put({std::to_string(n), ". "});
    put_action(out, item, o.now);
    out.put('\n');
  }
  for (const Decision& decision : o.decisions) {
    const Event& event = decision.event;
    if (event.kind != EventKind::accepted || event.until == kNoTime || event.until < o.now) continue;
    if (event.until - o.now > std::chrono::days(30) || ++n > kMostUpcoming * 2) continue;
    out.put({std::to_string(n), ". Review the risk accepted until ", date_text(event.until), ": "});
    put_finding(out, decision);
    out.put('\n');
  }
  if (n == 0) out.put(o.now == kNoTime || !o.checked ? "No data.\n" : "Nothing falls due within 30 days.\n");
  out.put('\n');
}

// What follows from the figures. Each is one sentence that names its reason.
std::vector<std::string> recommendations(const Overview& o) {
  std::vector<std::string> all;
  if (!o.checked) return {"Run the scanners: nothing was checked."};
  std::uint64_t overdue = 0, unanswered = 0;
  for (const SlaRow& row : o.sla) {
    overdue += row.resolve[static_cast<std::size_t>(SlaState::breached)];
    unanswered += row.respond[static_cast<std::size_t>(SlaState::breached)];
  }
  if (!o.complete)
    all.push_back("Mend the scans whose reports are incomplete: nobody knows what they would have found.");
  if (o.exploited > 0)
    all.push_back("Settle first what is known to be exploited: " + counted(o.exploited, "vulnerability") + ".");
  const std::uint64_t secrets = o.kinds[static_cast<std::size_t>(Kind::secret)].total();
  if (secrets > 0)
    all.push_back("Revoke and replace the " + counted(secrets, "secret") +
                  " found, then remove them from the history of the code.");
  if (overdue > 0)
    all.push_back("Resolve the " + counted(overdue, "vulnerability") +
                  " that are past their time, or accept their risk with a reason and a date.");
  if (unanswered > 0)
    all.push_back("Answer in time: " + counted(unanswered, "open vulnerability") +
                  " had no answer within the time to respond.");
  for (const Threshold& t : o.thresholds) {
    if (t.exceeded()) {
      all.push_back("Bring " + std::string(name(t.severity)) + " vulnerabilities from " + grouped(t.open) + " to " +
                    grouped(t.allowed) + " or fewer.");
    }
  }
  if (o.remembered) {
    const Kpis& now = o.months.current;
    if (now.remediate.by_severity[static_cast<std::size_t>(Severity::critical)].aim == Aim::missed)
      all.push_back(
          "Critical vulnerabilities take longer to fix than their service level allows: look for what holds them up.");
    if (now.freshness.aim == Aim::missed) all.push_back("Update dependencies: fewer than 80 % are the newest.");
    if (now.coverage.aim == Aim::missed) all.push_back("Extend the scans: some files of code are not scanned.");
    if (now.respond.all.aim == Aim::no_data && now.open.total() > 0)
      all.push_back("Write down who answers findings (secmon triage): the time to respond is not known.");
  }
  if (all.empty()) all.push_back("Keep going: nothing in the figures asks for more.");
  return all;
}

void write_monthly(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  const Figures o(reports, options);
  const std::string period = period_name(*o);
  out.put({"# Security report", period.empty() ? "" : " — ", period, "\n\n"});
  if (!o->project.empty()) {
    out.put("**Project:** ");
    put_markdown(out, o->project);
    out.put("  \n");
  }
  out.put({"**Report period:** ",
           o->since == kNoTime ? std::string("no data") : date_text(o->since + std::chrono::seconds(1)), " to ",
           o->until == kNoTime ? std::string("no data") : date_text(o->until),
           "  \n**Prepared by:** secmon; reviewed by: ________  \n**Date:** ",
           o->now == kNoTime ? std::string("no data") : date_text(o->now), "\n\n"});
  write_incomplete(out, *o);
  write_summary(out, *o);
  write_metrics(out, *o);
  out.put("## Critical issues\n\n");
  write_issues(out, *o, "High priority", [](const ActionItem& i) {
    return i.severity == Severity::critical || i.severity == Severity::high || i.kev;
  });
  write_issues(out, *o, "Medium priority", [](const ActionItem& i) {
    return !i.kev && (i.severity == Severity::medium || i.severity == Severity::unknown);
  });
  write_decisions(out, *o);
  write_resolved(out, *o);
  write_upcoming(out, *o);
  out.put("## Recommendations\n\n");
  std::size_t n = 0;
  for (const std::string& text : recommendations(*o)) out.put({std::to_string(++n), ". ", text, "\n"});
  out.put("\n## Tracking\n\n");
  write_tracking_table(out, *o);
  out.put("## Appendix\n\n### Reports\n\n");
  write_report_table(out, *o);
  out.put("### Scans\n\n");
  write_scan_table(out, *o, kMostScans);
}

}  // namespace

extern constinit const Renderer monthly_renderer{
    {"monthly", "the monthly security report in Markdown", "text/markdown", "md"},
    write_monthly,
};

}  // namespace secmon
