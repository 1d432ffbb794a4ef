// SPDX-License-Identifier: MIT
// What is the same in every dashboard: how it looks, and the script that filters, sorts, groups and opens. No data
// stands in either; both are named in the page's content security policy by their hashes, so that nothing else runs.
#pragma once

#include <string_view>

namespace secmon {

inline constexpr std::string_view kDashboardLight = R"page(
  color-scheme: light;
  --bg: #f6f6f3; --surface: #fff; --sunken: #f0f0ec; --ink: #1b1d22; --ink-2: #5a606b; --line: #e2e2dc; --accent: #1d4ed8;
  --critical: #b3152f; --high: #d9591a; --medium: #d9a514; --unknown: #7c5cc4; --low: #3b82b5; --info: #9aa1ac;
  --critical-ink: #a3122a; --high-ink: #b3440a; --medium-ink: #836100; --unknown-ink: #6544b0; --low-ink: #23669a; --info-ink: #5f6673;
  --good: #2e7d4f; --good-ink: #23693f; --warn-bg: #fdf3dc; --warn-line: #e3c170; --bad-bg: #fbeaec; --bad-line: #e3a6b0;
  --shadow: 0 1px 2px rgba(20, 22, 26, .05);
)page";

inline constexpr std::string_view kDashboardDark = R"page(
  color-scheme: dark;
  --bg: #0f1114; --surface: #171a1f; --sunken: #1f232a; --ink: #e9ebef; --ink-2: #a3aab6; --line: #2a2f37; --accent: #8fb4ff;
  --critical: #f0536d; --high: #f08a4b; --medium: #e0b83f; --unknown: #a78bea; --low: #58a6d8; --info: #7d8694;
  --critical-ink: #ff8799; --high-ink: #ffa873; --medium-ink: #ecc85c; --unknown-ink: #c3adff; --low-ink: #82c4f0; --info-ink: #a3abb8;
  --good: #4fb477; --good-ink: #74cf98; --warn-bg: #2b2413; --warn-line: #6f5a21; --bad-bg: #2f171c; --bad-line: #7a3341;
  --shadow: none;
)page";

inline constexpr std::string_view kDashboardStyle = R"page(
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 16px; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
a { color: var(--accent); text-underline-offset: 2px; }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.wrap { max-width: 1240px; margin: 0 auto; padding: 0 32px; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 16px; top: -60px; background: var(--surface); padding: 8px 14px; border-radius: 6px; z-index: 2; }
.skip:focus { top: 12px; }
.soft { color: var(--ink-2); }
.small { font-size: 12.5px; } .after { margin-top: 10px; }

.top { display: flex; flex-wrap: wrap; align-items: flex-end; justify-content: space-between; gap: 8px 24px; padding-top: 40px; padding-bottom: 24px; }
.eyebrow { font-size: 12.5px; color: var(--ink-2); letter-spacing: .02em; }
h1 { font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; overflow-wrap: anywhere; }
h2 { font-size: 18px; line-height: 1.3; font-weight: 620; letter-spacing: -.01em; }
h3 { font-size: 14px; font-weight: 600; }
.meta { display: flex; align-items: center; gap: 16px; color: var(--ink-2); font-size: 13px; }
.ghost { background: transparent; border: 1px solid var(--line); border-radius: 7px; padding: 5px 12px; cursor: pointer; }
.ghost:hover { background: var(--sunken); }
.toc { border-block: 1px solid var(--line); margin-bottom: 24px; }
.toc ul { display: flex; flex-wrap: wrap; gap: 0 24px; }
.toc a { display: block; padding: 10px 0; color: var(--ink-2); text-decoration: none; font-size: 13px; }
.toc a:hover { color: var(--ink); }

.grid { display: grid; gap: 16px; }
.hero { grid-template-columns: minmax(280px, 4fr) minmax(340px, 7fr); }
.two { grid-template-columns: repeat(2, minmax(0, 1fr)); }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 24px; box-shadow: var(--shadow); min-width: 0; }
.card > h2, .card > .head { margin-bottom: 16px; }
.head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 4px 16px; }
main > section { margin-bottom: 16px; }
.notice { border: 1px solid var(--warn-line); background: var(--warn-bg); border-radius: 12px; padding: 14px 20px; margin-bottom: 16px; }
.notice.bad { border-color: var(--bad-line); background: var(--bad-bg); }
.notice ul { margin-top: 4px; padding-left: 18px; list-style: disc; }

.score { display: flex; align-items: center; gap: 24px; margin-bottom: 20px; }
.score svg { width: 132px; height: 132px; flex: none; }
.score .value { font-size: 38px; font-weight: 650; letter-spacing: -.03em; fill: var(--ink); text-anchor: middle; }
.score .of { font-size: 11px; fill: var(--ink-2); text-anchor: middle; }
.ring { fill: none; stroke-width: 9; stroke: var(--sunken); }
.arc { stroke-linecap: round; }
.arc.excellent, .arc.good { stroke: var(--good); } .arc.fair { stroke: var(--medium); } .arc.critical { stroke: var(--critical); }
.grade { font-size: 22px; font-weight: 620; letter-spacing: -.01em; text-transform: capitalize; line-height: 1.2; }
.pill { display: inline-block; border-radius: 999px; padding: 1px 10px; font-size: 12.5px; font-weight: 600; border: 1px solid currentColor; white-space: nowrap; }
.pill.ok { color: var(--good-ink); } .pill.no { color: var(--critical-ink); } .pill.warn { color: var(--medium-ink); } .pill.none { color: var(--ink-2); }
.reasons li { position: relative; padding: 5px 0 5px 16px; border-top: 1px solid var(--line); font-size: 13px; }
.reasons li::before { content: ""; position: absolute; left: 2px; top: 12px; width: 6px; height: 6px; border-radius: 50%; background: var(--critical); }

table { border-collapse: collapse; width: 100%; }
th { font-weight: 500; font-size: 12.5px; color: var(--ink-2); text-align: left; padding: 0 12px 8px 0; vertical-align: bottom; }
td { padding: 9px 12px 9px 0; border-top: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
.num { text-align: right; white-space: nowrap; } th.num { white-space: normal; }
td.bar { width: 46%; padding-top: 13px; }
.bullet { display: block; width: 100%; height: 14px; overflow: visible; }
.bullet .track { fill: var(--sunken); } .bullet .tick { fill: var(--ink); }
.stack { display: block; width: 100%; height: 12px; border-radius: 3px; }
.sev { font-weight: 600; white-space: nowrap; }
.sev::before { content: ""; display: inline-block; width: 8px; height: 8px; border-radius: 2px; margin-right: 8px; background: var(--dot); }
.critical { --dot: var(--critical); } .high { --dot: var(--high); } .medium { --dot: var(--medium); }
.unknown { --dot: var(--unknown); } .low { --dot: var(--low); } .info { --dot: var(--info); }
.sev.critical { color: var(--critical-ink); } .sev.high { color: var(--high-ink); } .sev.medium { color: var(--medium-ink); }
.sev.unknown { color: var(--unknown-ink); } .sev.low { color: var(--low-ink); } .sev.info { color: var(--info-ink); }
rect.critical { fill: var(--critical); } rect.high { fill: var(--high); } rect.medium { fill: var(--medium); }
rect.unknown { fill: var(--unknown); } rect.low { fill: var(--low); } rect.info { fill: var(--info); }
rect.breached { fill: var(--critical); } rect.due_soon { fill: var(--medium); } rect.on_time { fill: var(--good); }
rect.met { fill: var(--low); } rect.paused { fill: var(--unknown); } rect.none { fill: var(--info); }
.over { color: var(--critical-ink); font-weight: 600; } .near { color: var(--medium-ink); font-weight: 600; } .fine { color: var(--good-ink); }

.kpis { grid-template-columns: repeat(auto-fit, minmax(158px, 1fr)); gap: 0; padding: 0; overflow: hidden; }
.kpis > div { padding: 18px 16px 18px 20px; box-shadow: 1px 0 0 var(--line), 0 1px 0 var(--line); }
.kpis dt { font-size: 12.5px; color: var(--ink-2); }
.kpis dd { font-size: 24px; font-weight: 620; letter-spacing: -.02em; line-height: 1.3; }
.kpis dd.nothing { font-size: 15px; font-weight: 400; letter-spacing: 0; color: var(--ink-2); padding: 6px 0 1px; }
.kpis p { font-size: 12.5px; color: var(--ink-2); }

.chart { display: block; width: 100%; height: auto; overflow: visible; }
.chart text { font-size: 11px; fill: var(--ink-2); }
.chart .label { font-size: 12px; font-weight: 600; fill: var(--ink); }
.chart .gridline { stroke: var(--line); stroke-width: 1; }
.chart .line { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
.chart .area { fill: var(--accent); opacity: .08; }
.chart .dot { fill: var(--surface); stroke: var(--accent); stroke-width: 2; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-top: 12px; font-size: 12.5px; }
.legend .sev { font-weight: 400; color: var(--ink-2); }
.spark { display: block; width: 90px; height: 20px; overflow: visible; } .spark polyline { fill: none; stroke: var(--accent); stroke-width: 1.5; }

.urgency { margin-top: 20px; } .urgency:first-of-type { margin-top: 0; }
.urgency > h3 { display: flex; gap: 8px; align-items: baseline; padding-bottom: 8px; }
.urgency > h3 .n { color: var(--ink-2); font-weight: 400; }
.actions > li { display: grid; grid-template-columns: 92px minmax(0, 1fr) auto; gap: 4px 16px; padding: 10px 0; border-top: 1px solid var(--line); }
.actions .what { font-weight: 500; overflow-wrap: anywhere; unicode-bidi: isolate; }
.actions .about { font-size: 12.5px; color: var(--ink-2); overflow-wrap: anywhere; unicode-bidi: isolate; }
.actions .due { text-align: right; white-space: nowrap; font-size: 13px; }
.tag { display: inline-block; font-size: 11.5px; line-height: 17px; padding: 0 6px; border-radius: 4px; background: var(--sunken); color: var(--ink-2); white-space: nowrap; margin-left: 6px; font-weight: 500; }
.tag.hot { background: var(--bad-bg); color: var(--critical-ink); }
details.more > summary { cursor: pointer; color: var(--accent); padding: 10px 0; border-top: 1px solid var(--line); font-size: 13px; }
)page"
                                                    R"page(
.tools { display: grid; grid-template-columns: minmax(220px, 2fr) repeat(5, minmax(108px, 1fr)); gap: 12px; margin-bottom: 12px; }
.tools label span { display: block; font-size: 12px; color: var(--ink-2); margin-bottom: 3px; }
.tools input, .tools select, .pager select { width: 100%; height: 34px; padding: 0 10px; background: var(--surface); border: 1px solid var(--line); border-radius: 7px; }
.tools input::placeholder { color: var(--ink-2); opacity: .8; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 16px; align-items: center; }
.chip { border: 1px solid var(--line); background: var(--surface); border-radius: 999px; padding: 3px 12px; cursor: pointer; font-size: 13px; }
.chip .count { color: var(--ink-2); margin-left: 6px; }
.chip[aria-pressed=false] { opacity: .55; background: transparent; } .chip[aria-pressed=false] .sev::before { background: transparent; box-shadow: inset 0 0 0 1.5px var(--dot); }
.chip:hover { border-color: var(--ink-2); }
.bar-row { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px 16px; margin-bottom: 8px; color: var(--ink-2); font-size: 13px; }
.findings { table-layout: fixed; }
.findings th { padding-bottom: 6px; }
.findings th button { background: none; border: 0; padding: 2px 0; cursor: pointer; color: var(--ink-2); font-size: 12.5px; }
.findings th button:hover { color: var(--ink); }
.findings th button::after { content: "↕"; opacity: .35; margin-left: 4px; }
.findings th[aria-sort=ascending] button::after { content: "↑"; opacity: 1; } .findings th[aria-sort=descending] button::after { content: "↓"; opacity: 1; }
.findings th[aria-sort=ascending] button, .findings th[aria-sort=descending] button { color: var(--ink); font-weight: 600; }
.c-sev { width: 104px; } .c-place { width: 25%; } .c-tool { width: 11%; } .c-risk { width: 116px; } .c-due { width: 118px; }
.findings td { overflow-wrap: anywhere; }
.findings tbody tr.row:hover td { background: var(--sunken); }
.findings tbody tr.row:hover td:first-child { box-shadow: -8px 0 0 var(--sunken); } .findings tbody tr.row:hover td:last-child { box-shadow: 8px 0 0 var(--sunken); }
.open { display: block; width: 100%; background: none; border: 0; padding: 0 0 0 14px; text-indent: -14px; text-align: left; cursor: pointer; font-weight: 500; overflow-wrap: anywhere; unicode-bidi: isolate; }
.open .tag { text-indent: 0; }
.open::before { content: "›"; display: inline-block; width: 14px; text-indent: 0; color: var(--ink-2); transition: transform .12s; transform-origin: 30% 55%; }
.open[aria-expanded=true]::before { transform: rotate(90deg); }
.sub { padding-left: 14px; font-size: 12.5px; color: var(--ink-2); unicode-bidi: isolate; }
.place { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; unicode-bidi: isolate; }
tr.detail > td { border-top: 0; padding: 0 0 20px 14px; }
.facts { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 12px 40px; padding: 16px 20px; background: var(--sunken); border-radius: 8px; }
.facts .text { white-space: pre-wrap; max-height: 26em; overflow: auto; unicode-bidi: isolate; }
.facts h4 { font-size: 12.5px; font-weight: 600; margin: 12px 0 2px; } .facts h4:first-child { margin-top: 0; }
.facts pre { margin: 4px 0 0; padding: 10px 12px; background: var(--surface); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 20em; overflow: auto; }
.facts dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 14px; align-content: start; font-size: 13px; }
.facts dt { color: var(--ink-2); } .facts dd { overflow-wrap: anywhere; unicode-bidi: isolate; }
tr.group > td { padding: 12px 0; }
tr.group .open { font-weight: 600; }
.pager { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px 16px; margin-top: 16px; padding-top: 16px; border-top: 1px solid var(--line); }
.pager div { display: flex; gap: 8px; align-items: center; } .pager select { width: auto; }
.ghost:disabled { opacity: .4; cursor: default; background: transparent; }
.none-found { padding: 40px 0; text-align: center; color: var(--ink-2); }
footer { padding-top: 16px; padding-bottom: 48px; font-size: 12.5px; color: var(--ink-2); }

@media (max-width: 1020px) {
  .hero, .two { grid-template-columns: minmax(0, 1fr); }
  .tools { grid-template-columns: repeat(3, minmax(0, 1fr)); } .tools .search { grid-column: 1 / -1; }
}
@media (max-width: 720px) {
  .wrap { padding: 0 16px; } .card { padding: 18px 16px; border-radius: 10px; } .top { padding-top: 24px; padding-bottom: 16px; }
  h1 { font-size: 24px; } .tools { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .score svg { width: 104px; height: 104px; } .score { gap: 16px; } td.bar { width: 30%; }
  .kpis { grid-template-columns: repeat(2, minmax(0, 1fr)); padding: 0; } .kpis > div { padding: 14px 16px; }
  .actions > li { grid-template-columns: minmax(0, 1fr) auto; } .actions > li > div { grid-column: 1 / -1; grid-row: 2; }
  .findings thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .findings, .findings tbody, .findings tr, .findings td { display: block; } .findings td { border: 0; padding: 1px 0; }
  .findings tr.row, .findings tr.group { border-top: 1px solid var(--line); padding: 10px 0; } .findings td:empty { display: none; }
  .findings tr.row td:nth-child(n+4) { display: inline-block; margin-right: 14px; vertical-align: top; } .findings tr.row td:nth-child(n+4) div { display: inline; margin-right: 8px; }
  tr.detail > td { padding: 0 0 12px; } .facts { grid-template-columns: minmax(0, 1fr); padding: 14px; }
  .findings td:nth-child(n+3) { padding-left: 14px; } .wide { display: none !important; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; scroll-behavior: auto !important; } }
@media print {
  :root, :root[data-theme] { --bg: #fff; --surface: #fff; --shadow: none; }
  body { zoom: .78; } .wrap { max-width: none; padding: 0; } .top { padding: 0 0 16px; }
  .toc, .tools, .chips, .pager, #theme, #reset, .skip, .more > summary, .findings th button::after { display: none; }
  .card { padding: 16px 18px; break-inside: avoid; } .kpis { padding: 0; } #findings, #actions { break-inside: auto; } tr, li { break-inside: avoid; }
  h2 { break-after: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .facts .text, .facts pre { max-height: none; }
}
)page";

/// It builds the table with text nodes only: nothing of a report is ever parsed as HTML.
inline constexpr std::string_view kDashboardScript =
    R"page(
(function () {
  "use strict";
  var SEV = 0, KIND = 1, STATE = 2, SLA = 3, DUE = 4, EPSS = 5, KEV = 6, CVSS = 7, TOOL = 8, ID = 9, TITLE = 10, PLACE = 11,
      PACKAGE = 12, FIX = 13, DETAIL = 14;
  var PRINTED = 1000, MORE = 50;
  var ROLES = { tr: "row", td: "cell" };  // a table that is laid out as blocks, on a narrow screen, is still one
  function id(name) { return document.getElementById(name); }
  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (ROLES[tag]) element.setAttribute("role", ROLES[tag]);
    if (className) element.className = className;
    if (text !== undefined && text !== null) element.textContent = text;
    return element;
  }

  // ---- light and dark -----------------------------------------------------------------------------------------------
  var root = document.documentElement, theme = id("theme");
  function isDark() {
    var chosen = root.getAttribute("data-theme");
    return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function nameTheme() { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-label", isDark() ? "Switch to light colours" : "Switch to dark colours"); }
  try { var kept = window.localStorage.getItem("secmon-theme"); if (kept === "dark" || kept === "light") root.setAttribute("data-theme", kept); } catch (e) { /* not allowed: nothing is kept */ }
  theme.hidden = false;
  nameTheme();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", nameTheme);
  theme.addEventListener("click", function () {
    var next = isDark() ? "light" : "dark";
    root.setAttribute("data-theme", next);
    try { window.localStorage.setItem("secmon-theme", next); } catch (e) { /* as above */ }
    nameTheme();
  });

  // ---- the data: a text that stood before is a number there -----------------------------------------------------------
  var island = id("data");
  if (!island) return;
  var data = JSON.parse(island.textContent), rows = data.rows, texts = [];
  island.remove();
  function text(value) {
    if (typeof value === "number") return texts[value];
    if (value !== "") texts.push(value);
    return value;
  }
  rows.forEach(function (row) {
    for (var i = TOOL; i <= TITLE; i += 1) row[i] = text(row[i]);
    row[PACKAGE] = text(row[PACKAGE]);
    row[FIX] = text(row[FIX]);
    var detail = row[DETAIL];
    data.shared.forEach(function (at) { detail[at] = Array.isArray(detail[at]) ? detail[at].map(text) : text(detail[at]); });
  });

  // ---- what is chosen -------------------------------------------------------------------------------------------------
  var view = { words: [], severities: data.severities.map(function () { return true; }), tool: "", kind: "", state: "open", sla: "", group: "", key: "", down: false, page: 0, size: 50 };
  var opened = new Set(), openGroups = new Map(), haystack = null, shown = [], groups = [], printing = false;
  var number = new Intl.NumberFormat("en");

  function hay(i) {
    if (!haystack) haystack = new Array(rows.length);
    if (haystack[i] === undefined) {
      var row = rows[i];
      haystack[i] = [row[TITLE], row[ID], row[PLACE], row[PACKAGE], row[TOOL], row[DETAIL][data.ids].join(" "), row[DETAIL][data.fingerprint]].join(" ").toLowerCase();
    }
    return haystack[i];
  }
  function matches(i) {  // but for the severity
    var row = rows[i];
    if (view.state && data.states[row[STATE]] !== view.state) return false;
    if (view.kind && data.kinds[row[KIND]] !== view.kind) return false;
    if (view.sla && data.slas[row[SLA]] !== view.sla) return false;
    if (view.tool && row[TOOL] !== view.tool) return false;
    for (var w = 0; w < view.words.length; w += 1) if (hay(i).indexOf(view.words[w]) < 0) return false;
    return true;
  }
  var KEYS = {
    severity: function (row) { return row[SEV]; },
    finding: function (row) { return row[TITLE].toLowerCase(); },
    place: function (row) { return (row[PLACE] || row[PACKAGE]).toLowerCase(); },
    tool: function (row) { return row[TOOL].toLowerCase(); },
    risk: function (row) { return -(row[KEV] * 1e7 + Math.max(row[EPSS], 0) * 100 + Math.max(row[CVSS], 0)); },
    due: function (row) { return row[DUE] === 0 ? Infinity : row[DUE]; }
  };
  function sorted(list) {
    if (!view.key) return list;
    var keyOf = KEYS[view.key], keys = new Map();
    list.forEach(function (i) { keys.set(i, keyOf(rows[i])); });
    var sign = view.down ? -1 : 1;
    return list.sort(function (a, b) {
      var x = keys.get(a), y = keys.get(b);
      return x < y ? -sign : x > y ? sign : a - b;
    });
  }
  var GROUPS = {
    severity: function (row) { return data.severities[row[SEV]]; },
    rule: function (row) { return row[ID] || "(no rule)"; },
    package: function (row) { return row[PACKAGE] || "(no package)"; },
    file: function (row) { return row[PLACE].replace(/:\d+$/, "") || "(no place)"; },
    tool: function (row) { return row[TOOL]; },
    kind: function (row) { return data.kinds[row[KIND]]; }
  };
  function grouped(list) {
    var byName = new Map();
    list.forEach(function (i) {
      var name = GROUPS[view.group](rows[i]), group = byName.get(name);
      if (!group) { group = { name: name, rows: [], worst: 9, counts: data.severities.map(function () { return 0; }) }; byName.set(name, group); }
      group.rows.push(i);
      group.counts[rows[i][SEV]] += 1;
      group.worst = Math.min(group.worst, rows[i][SEV]);
    });
    return Array.from(byName.values()).sort(function (a, b) { return a.worst - b.worst || b.rows.length - a.rows.length || (a.name < b.name ? -1 : 1); });
  }

  )page"
    R"page(// ---- one row --------------------------------------------------------------------------------------------------------
  function severity(index) { return make("span", "sev " + data.severities[index], data.severities[index]); }
  function duration(seconds) {
    var total = Math.abs(seconds), days = Math.floor(total / 86400), hours = Math.floor(total / 3600) % 24;
    if (days >= 10) return days + " d";
    if (days > 0) return days + " d" + (hours ? " " + hours + " h" : "");
    return hours > 0 ? hours + " h" : Math.floor(total / 60) + " min";
  }
  function date(seconds) { return new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 16); }
  function due(row, cell) {
    var state = data.slas[row[SLA]];
    if (state === "none") return;
    if (state === "met" || state === "paused" || row[DUE] === 0) { cell.append(make("span", "soft", state)); return; }
    var left = row[DUE] - data.now, late = state === "breached";
    cell.append(make("span", late ? "over" : state === "due_soon" ? "near" : "", left < 0 ? duration(left) + " over" : "in " + duration(left)));
    cell.append(make("div", "soft small wide", date(row[DUE]).slice(0, 10)));
  }
  function risk(row, cell) {
    if (row[CVSS] >= 0) cell.append(make("div", "small", "CVSS " + (row[CVSS] / 10).toFixed(1)));
    if (row[EPSS] >= 0) cell.append(make("div", "small soft", "EPSS " + (row[EPSS] / 100).toFixed(row[EPSS] < 1000 ? 1 : 0) + " %"));
    if (row[KEV]) { var tag = make("span", "tag hot", "exploited"); tag.title = "In CISA's catalogue of known exploited vulnerabilities"; tag.style.marginLeft = "0"; cell.append(tag); }
  }
  function link(url) {
    if (!/^https?:\/\//i.test(url)) return document.createTextNode(url);
    var a = make("a", "", url);
    a.href = url;
    a.rel = "noopener noreferrer nofollow";
    return a;
  }
  function facts(row) {
    var box = make("div", "facts"), left = make("div"), list = make("dl"), detail = row[DETAIL], any = false;
    function block(name, value, code) {
      if (!value) return;
      any = true;
      left.append(make("h4", "", name));
      if (code) { var pre = make("pre"); pre.append(make("code", "", value)); left.append(pre); } else left.append(make("div", "text", value));
    }
    function fact(name, value) {
      if (value === "" || value === undefined || value === null) return;
      list.append(make("dt", "", name));
      var dd = make("dd");
      if (Array.isArray(value)) value.forEach(function (part, n) { if (n) dd.append(make("br")); dd.append(part); }); else dd.append(value);
      list.append(dd);
    }
    data.blocks.forEach(function (b) { block(b[1], detail[b[0]], b[2]); });
    if (!any) left.append(make("p", "soft", "The report has no description."));
    fact("Ids", detail[data.ids].join(", "));
    if (detail[data.cwe].length) fact("Weakness", detail[data.cwe].map(function (n) { var a = link("https://cwe.mitre.org/data/definitions/" + n + ".html"); a.textContent = "CWE-" + n; return a; }));
    fact("Package", row[PACKAGE]);
    fact("Fixed in", row[FIX]);
    if (row[STATE] !== 0) fact("State", data.states[row[STATE]].replace("_", " "));
    data.facts.forEach(function (f) { fact(f[1], f[2] === "date" ? (detail[f[0]] ? date(detail[f[0]]) + " UTC" : "") : detail[f[0]]); });
    if (row[DUE]) fact("Resolve by", date(row[DUE]) + " UTC (" + data.slas[row[SLA]].replace("_", " ") + ")");
    if (detail[data.references].length) fact("References", detail[data.references].map(link));
    fact("Fingerprint", detail[data.fingerprint]);
    box.append(left, list);
    return box;
  }
  function detailRow(i) {
    var tr = make("tr", "detail"), td = make("td");
    td.colSpan = 6;
    tr.id = "d" + i;
    td.append(facts(rows[i]));
    tr.append(td);
    return tr;
  }
  function rowOf(i) {
    var row = rows[i], tr = make("tr", "row"), cells = [];
    for (var c = 0; c < 6; c += 1) { cells.push(make("td")); tr.append(cells[c]); }
    cells[0].append(severity(row[SEV]));
    var button = make("button", "open", row[TITLE] || "(no title)");
    button.type = "button";
    button.dataset.row = i;
    button.setAttribute("aria-expanded", opened.has(i) ? "true" : "false");
    if (opened.has(i)) button.setAttribute("aria-controls", "d" + i);
    cells[1].append(button);
    var sub = make("div", "sub", row[ID]);
    if (row[STATE] !== 0) sub.append(make("span", "tag", data.states[row[STATE]].replace("_", " ")));
    cells[1].append(sub);
    if (row[PLACE]) cells[2].append(make("div", "place", row[PLACE]));
    if (row[PACKAGE]) cells[2].append(make("div", "small soft", row[PACKAGE] + (row[FIX] ? " → " + row[FIX] : "")));
    cells[3].append(make("span", "small", row[TOOL]));
    risk(row, cells[4]);
    due(row, cells[5]);
    return tr;
  }

  // ---- the table ------------------------------------------------------------------------------------------------------
  var table = id("table"), body = table.tBodies[0], status = id("status");
  function plural(n, noun) { return number.format(n) + " " + noun + (n === 1 ? "" : "s"); }
  function addRow(parent, i) { parent.append(rowOf(i)); if (opened.has(i)) parent.append(detailRow(i)); }
  function addGroup(parent, group) {
    var tr = make("tr", "group"), td = make("td"), button = make("button", "open", group.name), open = openGroups.has(group.name);
    td.colSpan = 6;
    button.type = "button";
    button.dataset.group = group.name;
    button.setAttribute("aria-expanded", open ? "true" : "false");
    button.append(make("span", "tag", plural(group.rows.length, "finding")));
    td.append(button);
    var sub = make("div", "sub");
    group.counts.forEach(function (n, s) { if (n) { var part = severity(s); part.textContent = number.format(n) + " " + data.severities[s]; part.style.marginRight = "14px"; sub.append(part); } });
    td.append(sub);
    tr.append(td);
    parent.append(tr);
    if (!open) return;
    var most = openGroups.get(group.name);
    group.rows.slice(0, most).forEach(function (i) { addRow(parent, i); });
    if (group.rows.length > most) {
      var more = make("tr"), cell = make("td"), next = make("button", "ghost", "Show " + Math.min(MORE, group.rows.length - most) + " more of " + number.format(group.rows.length));
      cell.colSpan = 6;
      next.type = "button";
      next.dataset.more = group.name;
      cell.append(next);
      more.append(cell);
      parent.append(more);
    }
  }
  function draw() {
    var items = view.group ? groups : shown, size = printing ? PRINTED : view.size, pages = Math.max(1, Math.ceil(items.length / size));
    view.page = printing ? 0 : Math.min(view.page, pages - 1);
    var from = view.page * size, slice = items.slice(from, from + size), fragment = document.createDocumentFragment();
    slice.forEach(function (item) { if (view.group) addGroup(fragment, item); else addRow(fragment, item); });
    if (!items.length) {
      var tr = make("tr"), td = make("td", "none-found", rows.length ? "No finding fits what is chosen above." : "No finding was reported.");
      td.colSpan = 6;
      tr.append(td);
      fragment.append(tr);
    }
    body.replaceChildren(fragment);
    var what = view.group ? plural(groups.length, "group") + ", " + plural(shown.length, "finding") : plural(shown.length, "finding");
    var range = items.length > size ? number.format(from + 1) + "–" + number.format(from + slice.length) + " of " : "";
    status.textContent = range + what + (shown.length < rows.length ? " (" + number.format(rows.length) + " in all)" : "");
    id("prev").disabled = view.page === 0;
    id("next").disabled = view.page >= pages - 1;
    id("page").textContent = "Page " + number.format(view.page + 1) + " of " + number.format(pages);
    document.querySelectorAll("#table th[data-key]").forEach(function (th) {
      var active = th.dataset.key === view.key;
      if (active) th.setAttribute("aria-sort", view.down ? "descending" : "ascending"); else th.setAttribute("aria-sort", "none");
    });
  }
  function choose() {
    shown = [];
    var counts = data.severities.map(function () { return 0; });
    for (var i = 0; i < rows.length; i += 1) {
      if (!matches(i)) continue;
      counts[rows[i][SEV]] += 1;
      if (view.severities[rows[i][SEV]]) shown.push(i);
    }
    chips.querySelectorAll(".chip").forEach(function (chip) { chip.lastChild.textContent = number.format(counts[chip.dataset.severity]); });
    sorted(shown);
    groups = view.group ? grouped(shown) : [];
    view.page = 0;
    draw();
  }

  // ---- what a person does ---------------------------------------------------------------------------------------------
  var wait = 0;
  id("search").addEventListener("input", function (event) {
    window.clearTimeout(wait);
    wait = window.setTimeout(function () {
      view.words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      choose();
    }, rows.length > 5000 ? 150 : 30);
  });
  function count(column, names) {
    var counts = new Map();
    rows.forEach(function (row) { var name = names ? names[row[column]] : row[column]; counts.set(name, (counts.get(name) || 0) + 1); });
    return counts;
  }
  function fill(select, counts, field) {
    Array.from(counts.keys()).sort().forEach(function (name) {
      var option = make("option", "", name.replace("_", " ") + " (" + number.format(counts.get(name)) + ")");
      option.value = name;
      select.append(option);
    });
    if (view[field] && !counts.has(view[field])) view[field] = "";
    select.value = view[field];
    select.addEventListener("change", function () { view[field] = select.value; choose(); });
  }
  fill(id("pick-tool"), count(TOOL), "tool");
  fill(id("pick-kind"), count(KIND, data.kinds), "kind");
  fill(id("pick-state"), count(STATE, data.states), "state");
  fill(id("pick-sla"), count(SLA, data.slas), "sla");
  id("pick-group").addEventListener("change", function (event) { view.group = event.target.value; openGroups.clear(); choose(); });
  id("size").addEventListener("change", function (event) { view.size = Number(event.target.value); view.page = 0; draw(); });
  var chips = id("chips"), perSeverity = count(SEV, data.severities);
  data.severities.forEach(function (name, index) {
    if (!perSeverity.has(name)) return;
    var chip = make("button", "chip");
    chip.type = "button";
    chip.dataset.severity = index;
    chip.setAttribute("aria-pressed", "true");
    chip.append(severity(index), make("span", "count"));
    chip.addEventListener("click", function () {
      view.severities[index] = !view.severities[index];
      chip.setAttribute("aria-pressed", String(view.severities[index]));
      choose();
    });
    chips.append(chip);
  });
  table.tHead.addEventListener("click", function (event) {
    var th = event.target.closest("th[data-key]");
    if (!th || !event.target.closest("button")) return;
    if (view.key !== th.dataset.key) { view.key = th.dataset.key; view.down = false; } else if (!view.down) view.down = true; else { view.key = ""; view.down = false; }
    choose();
  });
  function again(selector) { var element = body.querySelector(selector); if (element) element.focus(); }
  body.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.row !== undefined) {
      var i = Number(button.dataset.row), tr = button.closest("tr");
      if (opened.has(i)) { opened.delete(i); var detail = id("d" + i); if (detail) detail.remove(); button.removeAttribute("aria-controls"); } else { opened.add(i); tr.after(detailRow(i)); button.setAttribute("aria-controls", "d" + i); }
      button.setAttribute("aria-expanded", opened.has(i) ? "true" : "false");
    } else if (button.dataset.group !== undefined) {
      var name = button.dataset.group;
      if (openGroups.has(name)) openGroups.delete(name); else openGroups.set(name, MORE);
      draw();
      again("button[data-group=" + CSS.escape(name) + "]");
    } else if (button.dataset.more !== undefined) {
      var of = button.dataset.more;
      openGroups.set(of, openGroups.get(of) + MORE);
      draw();
      again("button[data-more=" + CSS.escape(of) + "]");
    }
  });
  function turn(by) { view.page += by; draw(); table.scrollIntoView({ block: "start" }); }
  id("prev").addEventListener("click", function () { turn(-1); });
  id("next").addEventListener("click", function () { turn(1); });
  id("reset").addEventListener("click", function () {
    view.words = []; view.tool = view.kind = view.sla = view.group = view.key = ""; view.down = false; view.state = id("pick-state").querySelector("option[value=open]") ? "open" : "";
    view.severities = view.severities.map(function () { return true; });
    id("search").value = ""; ["tool", "kind", "state", "sla", "group"].forEach(function (name) { id("pick-" + name).value = view[name]; });
    chips.querySelectorAll(".chip").forEach(function (chip) { chip.setAttribute("aria-pressed", "true"); });
    choose();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); id("search").focus(); }
  });
  window.addEventListener("beforeprint", function () { printing = true; document.querySelectorAll("details.more").forEach(function (d) { d.open = true; }); draw(); });
  window.addEventListener("afterprint", function () { printing = false; draw(); });
  id("controls").hidden = false;
  choose();
}());
)page";

}  // namespace secmon
