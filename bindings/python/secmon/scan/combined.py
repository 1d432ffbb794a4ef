# SPDX-License-Identifier: MIT
"""The combined report of a scan: JSON in the form of the old security_monitor.py, with our own findings beside it.

    {"timestamp": …, "scan_duration": …, "results": {"bandit": {"tool", "timestamp", "status", "required", "summary",
     "details", "vulnerabilities", "warnings", "errors", "duration", "version", "exit_code", "command"}, …},
     "secmon": {a report as docs/report.schema.json says}}

`details` is what the scanner itself reported, `vulnerabilities` has a row for each open finding. No secret is in it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import io
import itertools
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import secmon

if TYPE_CHECKING:
    from secmon.scan.running import ToolRun

MASK = "***"


# ---- what a scanner wrote, without secrets ------------------------------------------------------------------------


def _redacted(text: str) -> str:
    return _redacted_once(text) if len(text) <= 128 else _redacted_anew(text)


def _redacted_anew(text: str) -> str:
    try:
        return secmon.redact(text)
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON may name and UTF-8 may not
        return secmon.redact(text.encode("utf-8", "replace").decode())


# Keys, words and file names: most texts of a report come again and again.
_redacted_once = functools.lru_cache(maxsize=8192)(_redacted_anew)


def _masked(value: Any, masks: frozenset[str]) -> Any:
    if isinstance(value, str):
        return _redacted(value)
    if isinstance(value, list):
        return [_masked(item, masks) for item in value]
    if isinstance(value, dict):
        return {
            _redacted(key): (MASK if item else item) if key in masks else _masked(item, masks)
            for key, item in value.items()
        }
    return value


def _loaded(data: bytes) -> Any:
    """The JSON in what a scanner wrote, which may stand between other lines. ValueError where there is none."""
    text = data.decode("utf-8-sig", "replace").lstrip()
    decoder = json.JSONDecoder(parse_constant=lambda _: None)
    # Not at every line that begins so: a text of nothing else would be read as often as it has lines.
    for start in itertools.islice(re.finditer(r"^[{\[]|\Anull", text, re.MULTILINE), 20):
        with contextlib.suppress(ValueError):
            return decoder.raw_decode(text, start.start())[0]
    raise ValueError("no JSON")


def details(data: bytes, masks: frozenset[str]) -> dict[str, Any]:
    """A scanner's own report for the combined one: an object as it is, all else as text under `raw_output`."""
    try:
        made = _masked(_loaded(data), masks)
    except (ValueError, RecursionError):
        return {"raw_output": "\n".join(map(_redacted, data.decode("utf-8", "replace").splitlines()))}
    return made if isinstance(made, dict) else {"raw_output": json.dumps(made)}


# ---- one entry a scanner ------------------------------------------------------------------------------------------


def row(finding: secmon.Finding) -> dict[str, Any]:
    """A finding under the names that bandit gives, which readers of the old reports know, and under our own."""
    return {
        "test_id": finding.rule_id,
        "test_name": finding.rule_name,
        "issue_text": finding.title,
        "issue_severity": finding.severity.upper(),
        "issue_confidence": finding.confidence.upper(),
        "filename": finding.location.path,
        "line_number": finding.location.start_line,
        "severity": finding.severity,
        "kind": finding.kind,
        "ids": list(finding.ids),
        "package": finding.package.name,
        "version": finding.package.version,
        "fixed_in": list(finding.package.fixed_in),
        "fingerprint": finding.fingerprint,
    }


def _entry(run: ToolRun, with_details: bool) -> dict[str, Any]:
    rows = [row(finding) for finding in run.report or () if finding.state == "open"]
    severities = {name: sum(one["severity"] == name for one in rows) for name in secmon.SEVERITIES}
    notes = [note.message for note in run.report.notes if note.incomplete] if run.report is not None else []
    failed = run.status in ("timeout", "error") or (run.status == "skipped" and run.required)
    return {
        "tool": run.scanner.name,
        "timestamp": _time(run.started),
        "status": run.status,
        "required": run.required,
        # The old script named the same number after the scanner.
        "summary": {
            "total_issues": len(rows),
            "total_vulnerabilities": len(rows),
            "total_findings": len(rows),
            "by_severity": severities,
        },
        "details": details(run.data, run.scanner.masks) if run.data and with_details else {},
        "vulnerabilities": rows,
        "warnings": [run.reason] if run.status == "skipped" and not failed else [],
        "errors": ([run.reason] if failed else []) + notes + list(run.errors),
        "duration": round(run.duration, 3),
        "version": run.version,
        "exit_code": run.exit_code,
        "command": [_redacted(word) for word in run.command],
    }


def _time(at: dt.datetime | None) -> str:
    return (at or dt.datetime.fromtimestamp(0, dt.timezone.utc)).isoformat()


def _head(runs: Sequence[ToolRun], ended: dt.datetime, duration: float, with_details: bool) -> str:
    """The combined report without its last bracket. A line for each scanner: indents would take Python far longer."""
    entries = [
        f"    {json.dumps(run.scanner.id)}: {json.dumps(_entry(run, with_details), allow_nan=False)}" for run in runs
    ]
    results = "{\n" + ",\n".join(entries) + "\n  }" if entries else "{}"
    first = f'{{\n  "timestamp": {json.dumps(_time(ended))},\n  "scan_duration": {round(duration, 3)},\n'
    return f'{first}  "results": {results}'


def combine(
    runs: Sequence[ToolRun], started: dt.datetime, duration: float, rules: secmon.Suppressions | None = None
) -> tuple[bytes, secmon.Report, secmon.Suppressed | None]:
    """The combined report, what secmon reads in it, and what the suppressions did."""
    ended = started + dt.timedelta(seconds=duration)
    try:
        head = _head(runs, ended, duration, with_details=True)
        report = secmon.parse(f"{head}\n}}".encode(), "security_report")
    except (secmon.Error, RecursionError):
        # One report alone was just within a limit. Without them the rows are read, and the result is incomplete.
        head = _head(runs, ended, duration, with_details=False)
        report = secmon.parse(f"{head}\n}}".encode(), "security_report")
    suppressed = None if rules is None else secmon.suppress(report, rules, started)
    if suppressed is not None:
        report = suppressed.report
    made = io.BytesIO()
    made.write(head.encode())
    made.write(b',\n  "secmon": ')
    secmon.render_to(made, report, "json")
    made.write(b"\n}\n")
    return made.getvalue(), report, suppressed
