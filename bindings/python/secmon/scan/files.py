# SPDX-License-Identifier: MIT
"""Keeps scans as files: `security_report_YYYYmmdd_HHMMSS.json`, `.md` and `.html`, and the dashboard.

The time in the names is UTC. Two scans never share a file: the second of one second has `_2` after the time. A file is
there as a whole or not at all.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import functools
import itertools
import os
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Callable

import secmon

if TYPE_CHECKING:
    from secmon.scan.running import ScanResult, ToolRun

ENDINGS = {"json": "json", "markdown": "md", "md": "md", "html": "html", "sarif": "sarif", "csv": "csv"}
_OURS = re.compile(r"security_report_(\d{8}_\d{6})(?:_(\d{1,6}))?\.(?:json|md|html|sarif|csv)", re.ASCII)
_STAMP = "%Y%m%d_%H%M%S"

Writer = Callable[[BinaryIO], object]


# ---- text in Markdown ---------------------------------------------------------------------------------------------


def cell(text: str) -> str:
    """Text of a scanner for a table in Markdown: it stays text, in one line, and mentions nobody."""
    line = " ".join(text.split())
    return re.sub(r"[^A-Za-z0-9 .,:;/()=+'-]", lambda match: f"&#{ord(match.group())};", line)


def scanners_table(runs: Iterable[ToolRun]) -> str:
    """What became of each scanner, as a table in Markdown."""
    lines = ["| Scanner | Version | Status | Open | Seconds | |", "| --- | --- | --- | ---: | ---: | --- |"]
    for run in runs:
        status = run.status.replace("_", " ") + (", incomplete" if run.status != "skipped" and not run.complete else "")
        count = "" if run.report is None else str(sum(finding.state == "open" for finding in run.report))
        columns = (cell(run.scanner.name), cell(run.version), status, count, f"{run.duration:.1f}", cell(run.problem))
        lines.append(f"| {' | '.join(columns)} |")
    return "\n".join(lines) + "\n"


def markdown(result: ScanResult, verdict: secmon.Verdict | None = None) -> str:
    """A scan for people: score, counts, verdict and findings, the worst first, and what became of each scanner."""
    at = result.started + dt.timedelta(seconds=result.duration)
    findings = secmon.render(result.report, "markdown", title="Security scan report", verdict=verdict, now=at)
    lines = [
        findings.rstrip("\n"),
        "",
        "## Scanners",
        "",
        scanners_table(result.runs),
        f"Mode {result.mode}; scanned: {cell(', '.join(result.targets))}; "
        f"{at:%Y-%m-%d %H:%M:%S} UTC, {result.duration:.1f} seconds.",
    ]
    return "\n".join(lines) + "\n"


def dashboard(
    result: ScanResult, thresholds: Mapping[str, int | None] | None = None, verdict: secmon.Verdict | None = None
) -> str:
    """SECURITY-DASHBOARD.md in the form of the old script, with the counts that it did not have.

    thresholds: open findings that are allowed of each severity, by default those of gate().
    """
    allowed = {"critical": 0, "high": 5, "medium": 20, "low": 100} if thresholds is None else thresholds
    at, score = result.started + dt.timedelta(seconds=result.duration), secmon.score(result.report)
    lines = ["# Security Dashboard", "", f"Last Updated: {at:%Y-%m-%d %H:%M:%S} UTC", "", "## Current Status", ""]
    lines += [f"**Security Score: {score.value}/100** ({score.grade})", ""]
    if verdict is not None:
        lines += [f"Gate: {'✅ passed' if verdict.passed else '❌ failed'}", ""]
        lines += [f"- {cell(reason.message)}" for reason in verdict.reasons] + ([""] if verdict.reasons else [])
    if not result.complete:
        lines += ["⚠️ The scan is incomplete: the counts below are at least what they should be.", ""]
    lines += ["## Active Scans", ""]
    for run in result.runs:
        mark = "✅" if run.status == "completed" and run.complete else "⚠️"
        problem = f": {cell(run.problem)}" if run.problem else ""
        lines.append(f"- {mark} **{cell(run.scanner.name.upper())}**: {run.status} ({run.duration:.2f}s){problem}")
    lines += ["", "## Vulnerabilities by Severity", "", "| Severity | Count | Threshold | Status |"]
    lines.append("|----------|-------|-----------|--------|")
    for severity in ("critical", "high", "medium", "low", "unknown"):
        count, most = score.open.get(severity, 0), allowed.get(severity)
        if severity == "unknown" and not count:
            continue
        if most is None:
            status = "⚠️ UNKNOWN" if severity == "unknown" else "✅ OK"
        else:
            status = "❌ FAILED" if count > most else "✅ OK" if result.complete else "⚠️ INCOMPLETE"
        lines.append(f"| {severity.capitalize()} | {count} | {'' if most is None else most} | {status} |")
    return "\n".join(lines) + "\n"


# ---- files --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _prepared(folder: Path, name: str, write: Writer) -> Iterator[Path]:
    """A file with all of its content, under a name that nobody looks for."""
    temporary = folder / f".{name}.{uuid.uuid4().hex}.tmp"
    try:
        with open(temporary, "xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def _claim(prepared: Path, path: Path) -> bool:
    """Gives a file its name, unless something has that name; says whether."""
    try:
        os.link(prepared, path)
    except FileExistsError:
        return False
    except (OSError, AttributeError) as error:
        if isinstance(error, OSError) and error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
            raise
        try:  # a file system without links
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError:
            return False
        os.replace(prepared, path)
    return True


def _taken(folder: Path, stem: str) -> bool:
    return any(os.path.lexists(folder / f"{stem}.{ending}") for ending in set(ENDINGS.values()))


def replace_file(path: Path, text: str) -> None:
    """Writes a text file as a whole, in the place of what was there. A link stays a link."""
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    with _prepared(path.parent, path.name, lambda file: file.write(text.encode())) as prepared:
        os.replace(prepared, path)


def write(
    result: ScanResult,
    folder: str | os.PathLike[str] = "security_reports",
    *,
    formats: Iterable[str] = ("json", "markdown", "html"),
    verdict: secmon.Verdict | None = None,
) -> list[Path]:
    """Writes a scan into a folder, which is made if it is not there. Gives the files, the combined JSON first.

    formats: "json" (always written), "markdown", "html", "sarif", "csv". OSError where a file cannot be written,
    ValueError for another format.
    """
    endings = []
    for name in formats:
        if name not in ENDINGS:
            raise ValueError(f"'{name}' is none of the formats {', '.join(ENDINGS)}")
        endings.append(ENDINGS[name])
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    at = result.started + dt.timedelta(seconds=result.duration)
    base = f"security_report_{at:{_STAMP}}"
    with _prepared(target, f"{base}.json", lambda file: file.write(result.document)) as prepared:
        for number in itertools.count(1):
            stem = base if number == 1 else f"{base}_{number}"
            if not _taken(target, stem) and _claim(prepared, target / f"{stem}.json"):
                break
    made = [target / f"{stem}.json"]
    for ending in dict.fromkeys(endings):
        if ending == "json":
            continue
        path = target / f"{stem}.{ending}"
        with _prepared(target, path.name, functools.partial(_render, result, verdict, ending)) as other:
            os.replace(other, path)  # the stem is ours
        made.append(path)
    return made


def _render(result: ScanResult, verdict: secmon.Verdict | None, ending: str, file: BinaryIO) -> None:
    at = result.started + dt.timedelta(seconds=result.duration)
    if ending == "md":
        file.write(markdown(result, verdict).encode())
    else:
        secmon.render_to(file, result.report, ending, now=at, verdict=verdict, title="Security scan report")


def clean_up(
    folder: str | os.PathLike[str],
    *,
    days: int | None = 90,
    most: int | None = 100,
    now: dt.datetime,
    keep: Iterable[Path] = (),
) -> list[Path]:
    """Removes the scans in a folder that are older than `days`, and the oldest of those that are more than `most`.

    Only files are removed that are named as write() names them, with the time in the name as their age; no links, and
    none of the scans in `keep`. Gives what was removed; OSError, when all has been tried, where a file could not be.
    """
    scans: dict[tuple[str, int], list[Path]] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            match = _OURS.fullmatch(entry.name)
            if match and entry.is_file(follow_symlinks=False):
                scans.setdefault((match.group(1), int(match.group(2) or 1)), []).append(Path(entry.path))
    kept = {path.stem for path in keep}
    oldest = f"{now.astimezone(dt.timezone.utc) - dt.timedelta(days=days):{_STAMP}}" if days is not None else ""
    removed: list[Path] = []
    failure: OSError | None = None
    for place, (stamp, number) in enumerate(sorted(scans, reverse=True)):
        too_many = most is not None and place >= most
        if not (too_many or stamp < oldest) or any(path.stem in kept for path in scans[stamp, number]):
            continue
        for path in scans[stamp, number]:
            try:
                path.unlink()
                removed.append(path)
            except FileNotFoundError:
                pass
            except OSError as error:
                failure = error
    if failure is not None:
        raise failure
    return removed
