# SPDX-License-Identifier: MIT
"""What continuous integration shows: annotations, the summary of a step, the comment of a pull request.

These functions make texts, within the limits of the services that show them; they write and send nothing. Texts of
scanners stay texts: they can be no workflow command, no markup, and mention nobody.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

import secmon

SUMMARY_BYTES = 1 << 20
"""What GitHub takes of one step in $GITHUB_STEP_SUMMARY."""
COMMENT_CHARACTERS = 65_536
"""What GitHub takes in one comment."""
ANNOTATIONS = 10
"""Errors, and warnings, that GitHub shows of one step."""
MARKER = "<!-- secmon:fingerprint=pull_request -->"
"""The first line of a comment, by which the next run finds it."""

_ORDER = {"critical": 0, "high": 1, "unknown": 2, "medium": 3, "low": 4}
_QUALITY = {"critical": "blocker", "high": "critical", "unknown": "major", "medium": "major", "low": "minor"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def _reports(reports: secmon.Report | Iterable[secmon.Report]) -> list[secmon.Report]:
    return [reports] if isinstance(reports, secmon.Report) else list(reports)


def _open(reports: secmon.Report | Iterable[secmon.Report]) -> list[secmon.Finding]:
    """Open findings that are more than information, the worst first."""
    found = (f for report in _reports(reports) for f in report if f.state == "open" and f.severity in _ORDER)
    return sorted(found, key=lambda finding: _ORDER[finding.severity])


def _message(finding: secmon.Finding) -> str:
    at, package = finding.location, finding.package
    where = f"{package.name} {package.version}".strip() or at.url or at.resource
    fixed = f", fixed in {', '.join(package.fixed_in)}" if package.fixed_in else ""
    name = f"{finding.severity}: {finding.title}"
    return f"{name} ({where}{fixed})" if where or fixed else name


def relative(path: str, root: str = "") -> str:
    """A path of a report as the repository knows it: relative to its root, with /."""
    path = path.replace("\\", "/")
    root = root.replace("\\", "/").rstrip("/")
    if root and path.startswith(f"{root}/"):
        path = path[len(root) + 1 :]
    while path.startswith("./"):
        path = path[2:]
    return path


# ---- GitHub's workflow commands -----------------------------------------------------------------------------------


def _data(text: str) -> str:
    """The message of a workflow command. "##[" would begin one of the old form, anywhere in a line."""
    text = _CONTROLS.sub(" ", text).replace("##[", "## [")
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def annotation(finding: secmon.Finding, root: str = "") -> str:
    """A finding as a workflow command: an error where it is critical or high, else a warning."""
    at = finding.location
    path = relative(at.path or finding.package.manifest, root)
    properties = {"file": path} if path else {}
    if path and at.path and at.start_line:
        properties["line"] = str(at.start_line)
        if at.end_line and at.end_line > at.start_line:
            properties["endLine"] = str(at.end_line)
    properties["title"] = f"{finding.tool} {finding.rule_id}".strip()[:200] or "secmon"
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    level = "error" if finding.severity in ("critical", "high") else "warning"
    return f"::{level} {shown}::{_data(_message(finding)[:1000])}"


def workflow_commands(
    reports: secmon.Report | Iterable[secmon.Report], *, failed: str = "", most: int = ANNOTATIONS, root: str = ""
) -> list[str]:
    """Workflow commands for GitHub Actions: the worst findings, and a last line that says how many more there are.

    `most` errors and `most` warnings; failed: an error that goes before them, and is one of them. root: the folder of
    the repository, taken off absolute paths.
    """
    errors = [f"::error title=secmon::{_data(failed)}"] if failed else []
    warnings: list[str] = []
    left = 0
    for finding in _open(reports):
        level = errors if finding.severity in ("critical", "high") else warnings
        if len(level) < most:
            level.append(annotation(finding, root))
        else:
            left += 1
    more = [f"::notice title=secmon::{left} more findings are in the summary of this step"] if left else []
    return errors + warnings + more


# ---- Markdown within a limit --------------------------------------------------------------------------------------


def summary(
    reports: secmon.Report | Iterable[secmon.Report],
    *,
    verdict: secmon.Verdict | None = None,
    now: Any = None,
    title: str = "Security scan",
    extra: str = "",
    limit: int = SUMMARY_BYTES,
) -> str:
    """The reports in Markdown with as many findings as fit into `limit` bytes, the worst first.

    extra: Markdown that stands at the end, whole.
    """
    read = _reports(reports)
    most = max(1, sum(len(report) for report in read))
    while True:
        text = (
            secmon.render(read, "markdown", verdict=verdict, now=now, title=title, max_findings=most).rstrip("\n")
            + "\n"
            + (f"\n{extra}" if extra else "")
        )
        if len(text.encode()) <= limit:
            return text
        if most == 1:
            break
        most = max(1, most // 2)
    # Even one finding, or the notes alone, are too long.
    score = secmon.score(read)
    word = "" if verdict is None else " The gate passed." if verdict.passed else " **The gate failed.**"
    counts = ", ".join(f"{count} {name}" for name, count in score.open.items() if count) or "nothing"
    return f"# {title}\n\nScore **{score.value}** of 100; open: {counts}.{word}\n"[:limit]


def comment(
    reports: secmon.Report | Iterable[secmon.Report],
    *,
    verdict: secmon.Verdict | None = None,
    now: Any = None,
    title: str = "Security scan",
    extra: str = "",
    limit: int = COMMENT_CHARACTERS,
) -> str:
    """The same for a comment. Its first line is MARKER, so that a run can replace the comment of the run before it."""
    # In bytes a text is never shorter than in characters.
    return f"{MARKER}\n" + summary(
        reports, verdict=verdict, now=now, title=title, extra=extra, limit=limit - len(MARKER) - 1
    )


# ---- GitLab -------------------------------------------------------------------------------------------------------


def code_quality(reports: secmon.Report | Iterable[secmon.Report], *, root: str = "") -> str:
    """The findings that have a place in a file as GitLab's code quality report (JSON).

    GitLab shows these in merge requests. A finding without a line stands in line 1 of its file.
    """
    made: list[dict[str, Any]] = []
    for finding in _open(reports):
        path = relative(finding.location.path or finding.package.manifest, root)
        if not path or path.startswith("/"):
            continue
        made.append(
            {
                "description": _message(finding),
                "check_name": finding.rule_id or finding.tool,
                "fingerprint": finding.fingerprint,
                "severity": _QUALITY[finding.severity],
                "location": {"path": path, "lines": {"begin": finding.location.start_line or 1}},
            }
        )
    return json.dumps(made, indent=2) + "\n"


# ---- the environment ----------------------------------------------------------------------------------------------


def on_github(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this runs in a step of GitHub Actions."""
    return bool(environment.get("GITHUB_ACTIONS") == "true")


def room_in(path: str | os.PathLike[str], limit: int = SUMMARY_BYTES) -> int:
    """The bytes that a step may still write to its summary."""
    try:
        return max(0, limit - os.path.getsize(path))
    except FileNotFoundError:
        return limit
