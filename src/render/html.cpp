// SPDX-License-Identifier: MIT
// One page that needs nothing else: to be kept as a build's artefact, mailed, read and printed.
#include <algorithm>
#include <string>

#include "core/life.hpp"
#include "core/time.hpp"
#include "render/escape.hpp"
#include "render/html_page.hpp"
#include "render/renderer.hpp"

namespace secmon {

namespace {

constexpr std::size_t kMostRows  = 5'000;
constexpr std::size_t kMostNotes = 20;  // of each report

void put_element(Out& out, std::string_view tag, std::string_view text) {
  out.put({"<", tag, ">"});
  put_html(out, text);
  out.put({"</", tag, ">"});
}

void put_severity(Out& out, Severity severity) {
  out.put({"<span class=\"sev ", name(severity), "\">", name(severity), "</span>"});
}

// ---- the top of the page ------------------------------------------------------------------------------------------

void write_score(Out& out, const Score& score, const Verdict* verdict) {
  constexpr double kAround     = 2 * 3.14159265358979 * 50;
  const std::string_view grade = score.grade == Grade::critical ? "bad" : name(score.grade);
  const std::string value      = std::to_string(score.value);
  const std::string arc        = decimal(kAround * score.value / 100, 1) + " " + decimal(kAround, 1);
  out.put("<div class=\"card\"><h2>Score</h2><div class=\"score\">");
  out.put({"<svg viewBox=\"0 0 120 120\" role=\"img\" aria-label=\"Score ", value, " of 100\">"});
  out.put("<circle class=\"ring track\" cx=\"60\" cy=\"60\" r=\"50\"/>");
  if (score.value > 0) {
    out.put({"<circle class=\"ring arc ", grade, "\" cx=\"60\" cy=\"60\" r=\"50\" stroke-dasharray=\"", arc,
             "\" transform=\"rotate(-90 60 60)\"/>"});
  }
  out.put({"<text x=\"60\" y=\"71\">", value, "</text></svg><div><span class=\"grade\">", name(score.grade),
           "</span><span class=\"soft\">", value, " of 100 points</span>"});
  if (verdict != nullptr) {
    out.put(verdict->passed ? "<p><span class=\"gate passed\">Gate passed</span></p>"
                            : "<p><span class=\"gate failed\">Gate failed</span></p>");
  }
  out.put("</div></div></div>\n");
}

void write_bar(Out& out, const Counts& open) {
  out.put("<svg class=\"bar\" viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"");
  out.put({counts_text(open), "\">"});
  const auto total = static_cast<double>(std::max<std::uint64_t>(open.total(), 1));
  double from      = 0;
  for (const Severity severity : kWorstFirst) {
    if (open[severity] == 0) continue;
    const double width = 1000 * static_cast<double>(open[severity]) / total;
    out.put({"<rect class=\"", name(severity), "\" x=\"", decimal(from, 2), "\" y=\"0\" width=\"", decimal(width, 2),
             "\" height=\"14\"><title>", std::to_string(open[severity]), " ", name(severity), "</title></rect>"});
    from += width;
  }
  out.put("</svg>");
}

void write_counts(Out& out, const Counts& open, const Verdict* verdict) {
  out.put("<div class=\"card\"><h2>Open findings</h2>");
  write_bar(out, open);
  out.put("<ul class=\"counts\">");
  for (const Severity severity : kWorstFirst) {
    out.put({"<li><b>", std::to_string(open[severity]), "</b>"});
    put_severity(out, severity);
    out.put("</li>");
  }
  out.put("</ul>");
  if (verdict != nullptr && !verdict->reasons.empty()) {
    out.put("<ul class=\"reasons\">");
    for (const GateReason& reason : verdict->reasons) put_element(out, "li", reason.message);
    out.put("</ul>");
  }
  out.put("</div>\n");
}

void write_notes(Out& out, const Report& report, bool incomplete, Redaction& safe) {
  std::size_t count = 0;
  for (const Note& note : report.notes()) {
    if (note.incomplete != incomplete || count++ >= kMostNotes) continue;
    out.put("<li>");
    put_element(out, "b", tool_of(report));
    out.put(": ");
    put_html(out, safe(note.message));
    out.put("</li>");
  }
  if (count > kMostNotes) out.put({"<li>and ", std::to_string(count - kMostNotes), " more notes</li>"});
}

void write_warnings(std::span<const Report> reports, Out& out, Redaction& safe) {
  const bool any = std::any_of(reports.begin(), reports.end(),
                               [](const Report& report) { return report.status() != Status::complete; });
  if (!any && !reports.empty()) return;
  out.put("<div class=\"warning\" role=\"alert\">");
  if (reports.empty()) {
    out.put("<b>No report was given, so nothing was checked.</b></div>\n");
    return;
  }
  out.put("<b>Not everything could be read. There may be more findings than are listed.</b><ul>");
  for (const Report& report : reports) {
    if (report.status() == Status::complete) continue;
    out.put("<li>The report of ");
    put_element(out, "b", tool_of(report));
    out.put(" is incomplete</li>");
    write_notes(out, report, true, safe);
  }
  out.put("</ul></div>\n");
}

void write_reports(std::span<const Report> reports, Out& out, Redaction& safe) {
  out.put(
      "<section class=\"card\"><h2>Reports</h2><table class=\"reports\"><thead><tr><th scope=\"col\">Tool</th><th "
      "scope=\"col\">Version"
      "</th><th scope=\"col\">Scanned</th><th scope=\"col\">Report</th><th scope=\"col\" class=\"number\">Findings"
      "</th></tr></thead><tbody>\n");
  for (const Report& report : reports) {
    out.put("<tr>");
    put_element(out, "td", tool_of(report));
    put_element(out, "td", report.tool_version());
    put_element(out, "td", to_string(report.generated()));
    out.put(report.status() == Status::complete ? "<td>complete</td>" : "<td class=\"breached\">incomplete</td>");
    out.put({"<td class=\"number\">", std::to_string(report.size()), "</td></tr>\n"});
  }
  out.put("</tbody></table>");
  const bool remarks = std::any_of(reports.begin(), reports.end(), [](const Report& report) {
    return std::any_of(report.notes().begin(), report.notes().end(), [](const Note& n) { return !n.incomplete; });
  });
  if (remarks) {
    out.put("<ul class=\"soft\">");
    for (const Report& report : reports) write_notes(out, report, false, safe);
    out.put("</ul>");
  }
  out.put("</section>\n");
}

// ---- findings -----------------------------------------------------------------------------------------------------

// One fact of the list below a finding; left out when it is absent.
void fact(Out& out, std::string_view term, std::string_view text) {
  if (text.empty()) return;
  put_element(out, "dt", term);
  put_element(out, "dd", text);
}

void put_link(Out& out, std::string_view url) {
  if (!is_link(url)) return put_html(out, url);
  out.put("<a rel=\"noopener noreferrer nofollow\" href=\"");
  put_html(out, url);
  out.put("\">");
  put_html(out, url);
  out.put("</a>");
}

std::string joined(std::span<const std::string_view> items) {
  std::string all;
  for (const std::string_view item : items) all.append(all.empty() ? "" : ", ").append(item);
  return all;
}

void write_risk(Out& out, const Finding& f) {
  for (const Cvss& rating : f.cvss) {
    std::string text = rating.score >= 0 && rating.score <= 10 ? decimal(rating.score, 1) : std::string();
    if (!rating.vector.empty()) text.append(text.empty() ? "" : "  ").append(rating.vector);
    if (!rating.source.empty()) text.append(" (").append(rating.source).append(")");
    fact(out, std::string("CVSS ").append(rating.version), text);
  }
  if (f.epss >= 0 && f.epss <= 1) fact(out, "EPSS", decimal(100 * double{f.epss}, 1) + " %");
  if (f.kev) fact(out, "Exploited", "yes, in CISA's catalogue");
}

void write_weaknesses(Out& out, const Finding& f) {
  if (f.cwe.empty()) return;
  out.put("<dt>Weakness</dt><dd>");
  for (const std::uint32_t number : f.cwe) {
    const std::string digits = std::to_string(number);
    out.put({"<a rel=\"noopener noreferrer\" href=\"https://cwe.mitre.org/data/definitions/", digits, ".html\">CWE-",
             digits, "</a> "});
  }
  out.put("</dd>");
}

void write_facts(Out& out, const Finding& f) {
  out.put("<dl>");
  fact(out, "Ids", joined(f.ids));
  write_weaknesses(out, f);
  write_risk(out, f);
  fact(out, "Package", package_text(f.package));
  fact(out, "Fixed in", joined(f.package.fixed_in));
  fact(out, "Manifest", f.package.manifest);
  fact(out, "Image", f.package.image);
  fact(out, "Function", f.location.function);
  fact(out, "Resource", f.location.resource);
  fact(out, "State", f.state == State::open ? std::string_view() : f.state_reason);
  fact(out, "Published", to_string(f.dates.published));
  fact(out, "Detected", to_string(f.dates.detected));
  fact(out, "Tool", std::string(f.tool).append(" ").append(f.tool_version));
  fact(out, "Tool's severity", f.severity_raw);
  if (!f.references.empty()) {
    out.put("<dt>References</dt><dd>");
    for (const std::string_view url : f.references) put_link(out, url), out.put("<br>");
    out.put("</dd>");
  }
  fact(out, "Fingerprint", f.fingerprint);
  out.put("</dl>");
}

void write_title(Out& out, const Finding& f) {
  out.put("<details>");
  put_element(out, "summary", f.title.empty() ? std::string_view("(no title)") : f.title);
  if (!f.description.empty() && f.description != f.title) {
    out.put("<div class=\"text\">");
    put_html(out, f.description);
    out.put("</div>");
  }
  if (!f.location.snippet.empty()) {
    out.put("<pre><code>");
    put_html(out, f.location.snippet);
    out.put("</code></pre>");
  }
  if (!f.remediation.empty()) {
    out.put("<b>What to do</b><div class=\"text\">");
    put_html(out, f.remediation);
    out.put("</div>");
  }
  write_facts(out, f);
  out.put("</details>");
  if (f.state != State::open) out.put({"<span class=\"state\">", name(f.state), "</span>"});
}

void write_row(Out& out, const Finding& f, const Sla& sla, bool dated) {
  out.put({"<tr data-severity=\"", name(f.severity), "\"><td>"});
  put_severity(out, f.severity);
  out.put("</td><td>");
  write_title(out, f);
  out.put("</td><td>");
  put_element(out, "code", main_id(f));
  out.put("</td><td>");
  put_element(out, "code", place_text(f));
  if (!f.package.name.empty()) {
    out.put("<div class=\"package\">");
    put_html(out, package_text(f.package));
    out.put("</div>");
  }
  out.put("</td>");
  if (dated) {
    out.put({"<td class=\"", name(sla.resolve.state), "\" title=\"", to_string(sla.resolve.due), "\">",
             sla_text(sla.resolve), "</td>"});
  }
  out.put("</tr>\n");
}

void write_filter(Out& out) {
  out.put(
      "<div class=\"filter\" hidden><input type=\"search\" placeholder=\"Filter by any word\" "
      "aria-label=\"Filter findings by any word\">");
  for (const Severity severity : kWorstFirst) {
    out.put({"<label><input type=\"checkbox\" checked value=\"", name(severity), "\"> "});
    put_severity(out, severity);
    out.put("</label>");
  }
  out.put("<span id=\"shown\" class=\"soft\" role=\"status\"></span></div>\n");
}

void write_findings(std::span<const Report> reports, Out& out, const RenderOptions& options, Redaction& safe) {
  const std::size_t limit   = options.max_findings == 0 ? kMostRows : options.max_findings;
  const Selection selection = worst_first(reports, true, limit);
  out.put("<section class=\"card findings-card\"><h2>Findings, worst first</h2>\n");
  if (selection.total > selection.shown.size()) {
    out.put({"<p class=\"warning\"><b>", std::to_string(selection.total - selection.shown.size()),
             " more findings are not in this page.</b> It shows the ", std::to_string(selection.shown.size()),
             " worst ones.</p>\n"});
  }
  if (selection.shown.empty()) return out.put("<p>No finding was reported.</p></section>\n");
  const bool dated = options.now != kNoTime;
  write_filter(out);
  out.put(
      "<table class=\"findings\"><thead><tr><th scope=\"col\" class=\"c-sev\">Severity</th><th scope=\"col\">Finding"
      "</th><th scope=\"col\" class=\"c-rule\">Rule</th><th scope=\"col\" class=\"c-place\">Place</th>");
  if (dated) out.put("<th scope=\"col\" class=\"c-due\">Resolve</th>");
  out.put("</tr></thead><tbody>\n");
  for (const Place& place : selection.shown) {
    if (out.stopped()) return;
    const Report& report  = reports[place.report];
    const Finding finding = safe(report, report[place.row]);
    write_row(out, finding, classify(finding, options.now, {}, life_in(report, finding)), dated);
  }
  out.put("</tbody></table></section>\n");
}

void write_html(std::span<const Report> reports, Out& out, const RenderOptions& options) {
  Redaction safe;
  const Score total            = options.verdict != nullptr ? options.verdict->score : score(reports);
  const std::string_view title = options.title.empty() ? std::string_view("Security report") : options.title;
  out.put(kHead);
  put_element(out, "title", title);
  out.put(kStyle);
  out.put("</head>\n<body>\n<header>");
  put_element(out, "h1", title);
  out.put({"<span class=\"soft\">", to_string(options.now), "</span>"});
  out.put("</header>\n<main>\n<div class=\"cards\">\n");
  write_score(out, total, options.verdict);
  write_counts(out, total.open, options.verdict);
  out.put("</div>\n");
  write_warnings(reports, out, safe);
  if (!reports.empty()) write_reports(reports, out, safe);
  write_findings(reports, out, options, safe);
  out.put("</main>\n");
  out.put(kScript);
  out.put("</body>\n</html>\n");
}

}  // namespace

extern constinit const Renderer html_renderer{
    {"html", "one HTML page without any other file", "text/html", "html"},
    write_html,
};

}  // namespace secmon
