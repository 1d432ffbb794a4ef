// SPDX-License-Identifier: MIT
// What is the same in every HTML report: the style, and a script that filters. No data stands in either.
#pragma once

#include <string_view>

namespace secmon {

/// Nothing is loaded from anywhere; only what stands in the page itself is applied.
inline constexpr std::string_view kHead = R"page(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
)page";

inline constexpr std::string_view kStyle = R"page(<style>
:root {
  --page: #f6f7f9; --card: #ffffff; --ink: #1b1f27; --soft: #5c6675; --line: #dfe3e9; --code: #f0f2f5; --link: #0b5cad;
  --critical: #a3123a; --high: #c2410c; --medium: #a16207; --unknown: #6d28d9; --low: #0f6f8f; --info: #64707f;
  --excellent: #15803d; --good: #4d7c0f; --fair: #b45309; --bad: #a3123a; --warn: #fff4e5; --warn-line: #f0b35a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12151a; --card: #1a1e25; --ink: #e6e9ee; --soft: #9aa5b4; --line: #2d343e; --code: #242a33; --link: #7ab8ff;
    --critical: #ff6b8b; --high: #ff9a5c; --medium: #f2c14b; --unknown: #b79cff; --low: #5fc6e8; --info: #9aa5b4;
    --excellent: #4ade80; --good: #a3d65c; --fair: #fbbf4a; --bad: #ff6b8b; --warn: #33270f; --warn-line: #b7791f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main, header { max-width: 1200px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; }
h1 { font-size: 26px; font-weight: 650; letter-spacing: -.01em; margin: 0; }
h2 { font-size: 13px; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); margin: 0 0 12px; }
a { color: var(--link); }
.soft { color: var(--soft); }
.cards { display: grid; grid-template-columns: minmax(220px, 1fr) minmax(300px, 2fr); gap: 16px; margin: 20px 0 16px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 20px; }
.score { display: flex; align-items: center; gap: 20px; }
.score svg { width: 116px; height: 116px; flex: none; }
.score text { fill: var(--ink); font-size: 30px; font-weight: 650; text-anchor: middle; }
.ring { fill: none; stroke-width: 10; }
.track { stroke: var(--line); }
.arc { stroke-linecap: round; }
.excellent { stroke: var(--excellent); } .good { stroke: var(--good); } .fair { stroke: var(--fair); } .bad { stroke: var(--bad); }
.grade { font-size: 20px; font-weight: 600; display: block; text-transform: capitalize; }
.gate { display: inline-block; border-radius: 6px; padding: 2px 10px; font-weight: 600; border: 1px solid currentColor; }
.gate.passed { color: var(--excellent); } .gate.failed { color: var(--bad); }
.reasons { margin: 12px 0 0; padding-left: 20px; }
.bar { display: block; width: 100%; height: 14px; border-radius: 7px; overflow: hidden; background: var(--line); }
rect.critical { fill: var(--critical); } rect.high { fill: var(--high); } rect.medium { fill: var(--medium); }
rect.unknown { fill: var(--unknown); } rect.low { fill: var(--low); } rect.info { fill: var(--info); }
.counts { display: grid; grid-template-columns: repeat(6, 1fr); gap: 8px; margin: 16px 0 0; padding: 0; list-style: none; }
.counts b { display: block; font-size: 24px; font-weight: 600; line-height: 1.2; font-variant-numeric: tabular-nums; }
.sev { font-weight: 600; white-space: nowrap; }
.sev::before { content: ""; display: inline-block; width: 9px; height: 9px; border-radius: 50%; background: currentColor; margin-right: 7px; }
.sev.critical { color: var(--critical); } .sev.high { color: var(--high); } .sev.medium { color: var(--medium); }
.sev.unknown { color: var(--unknown); } .sev.low { color: var(--low); } .sev.info { color: var(--info); }
.warning { background: var(--warn); border: 1px solid var(--warn-line); border-radius: 10px; padding: 14px 20px; margin: 0 0 16px; }
.warning ul { margin: 6px 0 0; padding-left: 20px; }
section.card { margin-bottom: 16px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: 12px; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); padding: 6px 12px 6px 0; }
td { border-bottom: 1px solid var(--line); padding: 9px 12px 9px 0; vertical-align: top; overflow-wrap: break-word; }
tr:last-child > td { border-bottom: 0; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.findings { table-layout: fixed; }
.findings td { overflow-wrap: anywhere; }
.findings .c-sev { width: 108px; } .findings .c-rule { width: 17%; } .findings .c-place { width: 25%; } .findings .c-due { width: 122px; }
code, pre { font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { background: var(--code); border-radius: 6px; padding: 10px 12px; margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 500; unicode-bidi: isolate; }
summary:focus-visible, input:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
.text { white-space: pre-wrap; unicode-bidi: isolate; margin: 8px 0; max-height: 28em; overflow: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 14px; margin: 10px 0 4px; font-size: 13px; }
dt { color: var(--soft); } dd { margin: 0; }
.package { color: var(--soft); font-size: 13px; }
.state { color: var(--soft); font-size: 12px; border: 1px solid var(--line); border-radius: 5px; padding: 0 6px; margin-left: 6px; white-space: nowrap; }
.breached { color: var(--bad); font-weight: 600; } .due_soon { color: var(--fair); font-weight: 600; }
.filter { display: flex; flex-wrap: wrap; gap: 8px 18px; align-items: center; margin-bottom: 12px; }
.filter input[type=search] { flex: 1 1 240px; padding: 7px 11px; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: 7px; }
.filter label { white-space: nowrap; }
.filter input[type=checkbox] { accent-color: var(--link); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
footer { max-width: 1200px; margin: 0 auto; padding: 0 24px 40px; font-size: 13px; color: var(--soft); }
@media (max-width: 760px) {
  .cards { grid-template-columns: 1fr; }
  .counts { grid-template-columns: repeat(3, 1fr); }
  .reports :is(th, td):nth-child(3) { display: none; }
  .findings, .findings tbody, .findings tr, .findings td { display: block; }
  .findings thead { display: none; }
  .findings td { border: 0; padding: 2px 0; }
  .findings tr { border-bottom: 1px solid var(--line); padding: 10px 0; }
  .findings tr[hidden] { display: none; }
}
@media print {
  :root { --page: #fff; --card: #fff; }
  body { font-size: 11px; }
  .card, .warning { border-color: #bbb; break-inside: avoid; } .findings-card { break-inside: auto; }
  tr { break-inside: avoid; }
  .filter { display: none; }
  .text { max-height: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
</style>
)page";

/// Without it the page shows all that it has; with it rows can be filtered, and all details are open on paper.
inline constexpr std::string_view kScript = R"page(<script>
(function () {
  "use strict";
  var filter = document.querySelector(".filter");
  if (!filter) return;
  filter.hidden = false;
  var rows = Array.prototype.slice.call(document.querySelectorAll(".findings tbody tr"));
  var count = document.getElementById("shown");
  function apply() {
    var words = filter.querySelector("input[type=search]").value.toLowerCase().split(/\s+/);
    var wanted = {};
    filter.querySelectorAll("input[type=checkbox]").forEach(function (box) { wanted[box.value] = box.checked; });
    var shown = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      var match = wanted[row.getAttribute("data-severity")] !== false &&
                  words.every(function (word) { return text.indexOf(word) >= 0; });
      row.hidden = !match;
      if (match) shown += 1;
    });
    count.textContent = shown + " of " + rows.length + " shown";
  }
  filter.addEventListener("input", apply);
  apply();
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.slice.call(document.querySelectorAll(".findings details:not([open])"));
    opened.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (details) { details.open = false; }); });
}());
</script>
)page";

}  // namespace secmon
