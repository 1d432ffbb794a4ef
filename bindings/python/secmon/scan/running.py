# SPDX-License-Identifier: MIT
"""Runs the scanners of a mode, all at the same time, and judges how each of them ended."""

from __future__ import annotations

import concurrent.futures
import contextlib
import datetime as dt
import importlib
import os
import pkgutil
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import secmon
from secmon.scan import process
from secmon.scan import scanners as _files
from secmon.scan.combined import combine
from secmon.scan.scanner import CLEAN, FOUND, MODES, Job, Mode, Scanner, Unusable
from secmon.scan.settings import Settings

Status = Literal["completed", "issues_found", "timeout", "error", "skipped"]

MAX_REPORT = 256 << 20
"""The largest report that is taken from a scanner, in bytes."""
MAX_ERRORS = 4 << 20
"""What is kept at most of a scanner's standard error, in bytes."""
VERSION_TIMEOUT = 10.0
"""Seconds that a scanner has to say its version."""
SHOWN = 20
"""Lines of standard error that go into the combined report where a scanner failed."""

# What we are given to send alerts and to ask servers: no scanner needs to see it.
_OURS = re.compile(r"^(ALERT_|SMTP_|SLACK_|DISCORD_|TEAMS_|SONARQUBE_TOKEN$|SECMON_)")


@dataclass(frozen=True)
class ToolRun:
    """What became of one scanner in a scan."""

    scanner: Scanner
    status: Status
    """completed or issues_found where there is a report; else timeout, error, or skipped where it was not run."""
    required: bool
    """Whether the scan is incomplete where this scanner is missing."""
    reason: str = ""
    """Why there is no report, with what to do; "" where there is one."""
    report: secmon.Report | None = None
    """What it found, also where it failed after writing it."""
    data: bytes = b""
    """Its report as it wrote it. It may hold secrets."""
    command: tuple[str, ...] = ()
    exit_code: int | None = None
    started: dt.datetime | None = None
    duration: float = 0.0
    """Seconds."""
    version: str = ""
    """What it answers when it is asked for its version; "" where it does not say."""
    errors: tuple[str, ...] = ()
    """The last lines that it wrote to standard error, where it failed. Secrets are masked."""

    @property
    def complete(self) -> bool:
        """Whether what it found is all that there is to find: it ran to its end, and its report says nothing else."""
        return self.status in (CLEAN, FOUND) and self.report is not None and self.report.complete

    @property
    def closes_the_gate(self) -> bool:
        """Whether what is missing here keeps the scan from passing."""
        return self.required if self.status == "skipped" else not self.complete

    @property
    def problem(self) -> str:
        """What is missing, in one line; "" where nothing is."""
        if self.reason or self.report is None:
            return self.reason
        notes = [note.message for note in self.report.notes if note.incomplete]
        more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
        return f"{notes[0]}{more}" if notes else ""


@dataclass(frozen=True)
class Event:
    """Something that happened in a scan. Comes from the thread that runs the scanner: a callback must be quick."""

    kind: Literal["started", "ended", "skipped"]
    tool: str
    run: ToolRun | None = None
    """What became of it; None where it has started."""


@dataclass(frozen=True)
class ScanResult:
    """A scan: what became of each scanner, and all that they found as one report."""

    mode: str
    """The mode, or "tools" where the scanners were named."""
    started: dt.datetime
    duration: float
    """Seconds."""
    targets: tuple[str, ...]
    runs: tuple[ToolRun, ...]
    document: bytes
    """The combined report, JSON in the form of the old security_monitor.py. Secrets are masked."""
    report: secmon.Report
    """The combined report as secmon reads it: it is incomplete where a scanner failed or one that is required is
    missing, and then no gate passes."""
    passed_over: tuple[str, ...] = ()
    """Targets of the configuration that do not exist."""
    suppressed: secmon.Suppressed | None = None
    """What the suppressions did; None where there were none."""
    disabled: tuple[str, ...] = ()
    """Scanners of the mode that the configuration turns off."""

    @property
    def complete(self) -> bool:
        return self.report.complete


# ---- which scanners there are -------------------------------------------------------------------------------------


def available() -> dict[str, Scanner]:
    """All scanners by id, those of the quick mode first."""
    found: list[Scanner] = []
    for info in pkgutil.iter_modules(_files.__path__):
        scanner = importlib.import_module(f"{_files.__name__}.{info.name}").SCANNER
        assert isinstance(scanner, Scanner)
        found.append(scanner)
    return {scanner.id: scanner for scanner in sorted(found, key=lambda one: (MODES.index(one.mode), one.id))}


def find(name: str) -> Scanner:
    """The scanner of an id or name ("pip_audit", "pip-audit"). ValueError where there is none."""
    known = available()
    for scanner in known.values():
        if name.lower().replace("-", "_") in (scanner.id, scanner.name.replace("-", "_")):
            return scanner
    raise ValueError(f"'{name}' is none of the scanners {', '.join(known)}")


def program(scanner: Scanner, options: Mapping[str, Any] | None = None) -> str:
    """The program of a scanner, by `command` in its options or in the PATH; "" where it is not installed."""
    named = (options or {}).get("command")
    for name in (str(named),) if named else scanner.programs:
        if found := shutil.which(name):
            return found
    return ""


# ---- what they are asked to do ------------------------------------------------------------------------------------


def _clean(path: str) -> str:
    """A path or pattern of the configuration without what it does not need: "venv" for "./venv/"."""
    path = path.strip().replace("\\", "/")
    while path.startswith("./"):
        path = path[2:]
    return path.strip("/")


def _safe(path: str) -> str:
    """A path that no program takes for an option."""
    return f"./{path}" if path.startswith("-") else path


@dataclass(frozen=True)
class _Place:
    """Where a scan takes place."""

    root: Path
    targets: tuple[str, ...]
    folder: str
    asked: bool
    """Whether the caller named the targets."""
    passed_over: tuple[str, ...] = ()


def _own_targets(options: Mapping[str, Any], place: _Place) -> tuple[str, ...]:
    """What one scanner scans: what the caller asks for, else its own targets that exist, else those of all."""
    named = () if place.asked else Job(place.root, (), "", place.root, options=options).words("targets")
    return tuple(target for target in named if (place.root / target).exists()) or place.targets


def _job(scanner: Scanner, settings: Settings, place: _Place, work: Path) -> Job:
    options, root = settings.tools.get(scanner.id, {}), place.root
    timeout = options.get("timeout")
    files = [*settings.exclude_files, *Job(root, (), "", root, options=options).words("exclude_files")]
    return Job(
        root=root,
        targets=tuple(map(_safe, _own_targets(options, place))),
        folder=_safe(place.folder),
        report=work / (scanner.file or f"{scanner.id}.out"),
        program=program(scanner, options),
        exclude_folders=tuple(dict.fromkeys(filter(None, map(_clean, settings.exclude_folders)))),
        exclude_files=tuple(dict.fromkeys(filter(None, map(_clean, files)))),
        options=options,
        environment=dict(os.environ),
        timeout=float(timeout) if isinstance(timeout, (int, float)) and timeout > 0 else scanner.timeout,
    )


# ---- how one of them ends -----------------------------------------------------------------------------------------


def _first(*texts: str) -> str:
    """The first line that says something, without secrets and not too long."""
    for text in texts:
        for line in text.splitlines():
            if line.strip():
                return secmon.redact(line.strip())[:300]
    return ""


def _last_lines(text: str) -> tuple[str, ...]:
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return tuple(secmon.redact(line)[:500] for line in lines[-SHOWN:])


def _last_said(ended: process.Ended) -> str:
    return _first("\n".join(reversed(ended.tail.splitlines())))


def _said(scanner: Scanner, ended: process.Ended, timeout: float) -> tuple[Status, str]:
    """How a program ended, as a status; "completed" where its exit code is one after which there is a report."""
    said = _last_said(ended)
    because = f": {said}" if said else ""
    if ended.why == "timeout":
        return "timeout", f"it was not done after {timeout:g} s and was ended (tools.{scanner.id}.timeout allows more)"
    if ended.why == "output":
        return "error", f"it wrote more than {MAX_REPORT >> 20} MiB and was ended"
    if ended.why:
        return "error", "the scan was stopped"
    if ended.signal:
        return "error", f"it was ended by {ended.signal}{because}"
    code = ended.exit_code
    if code is None or code not in scanner.exits:
        meaning = scanner.failures.get(code or 0, "")
        return "error", f"it ended with exit status {code}{f', {meaning}' if meaning else ''}{because}"
    return "completed", ""


def _read(scanner: Scanner, data: bytes) -> tuple[secmon.Report | None, str]:
    """A scanner's report, and why it is none."""
    if not data.strip():
        return None, "it wrote no report"
    try:
        return secmon.parse(data, scanner.format or None), ""
    except secmon.Error as error:
        return None, f"what it wrote is not understood: {_first(str(error))}"


def _judge(run: ToolRun, data: bytes, must_hold: bool, said: str = "") -> ToolRun:
    """Adds the report to a run that ended with a status and a reason so far.

    must_hold: whether the scanner says that it found something; said: its last words.
    """
    report, problem = _read(run.scanner, data)
    made = replace(run, report=report, data=data if report is not None else b"")
    if made.status != "completed":
        # Some say in their report, and nowhere else, why they failed.
        told = "" if report is None else _first(*(note.message for note in report.notes if note.incomplete))
        return replace(made, reason=f"{made.reason}: {told}") if told else made
    if report is None:
        return replace(made, status="error", reason=f"{problem}: {said}" if said else problem)
    if any(finding.state == "open" for finding in report):
        return replace(made, status="issues_found")
    if must_hold and not len(report) and report.complete:
        return replace(made, status="error", reason="its exit status says that it found something, its report does not")
    return made


class _Stop:
    """Ends a scan from outside."""

    def __init__(self) -> None:
        self.now, self.hurry = threading.Event(), threading.Event()


def _start(
    command: Sequence[str],
    job: Job,
    environment: Mapping[str, str],
    timeout: float,
    name: Path,
    stop: _Stop,
    grace: float,
) -> process.Ended:
    """Runs a command of a scanner; what it writes goes to NAME.stdout and NAME.stderr."""
    return process.run(
        command,
        cwd=job.root,
        environment=environment,
        timeout=timeout,
        stdout=name.with_name(f"{name.name}.stdout"),
        stderr=name.with_name(f"{name.name}.stderr"),
        max_stdout=MAX_REPORT,
        max_stderr=MAX_ERRORS,
        stop=stop.now,
        hurry=stop.hurry,
        grace=grace,
    )


def _version(scanner: Scanner, job: Job, environment: Mapping[str, str], work: Path, stop: _Stop, grace: float) -> str:
    if not scanner.version:
        return ""
    name = work / f"{scanner.id}.version"
    ended = _start([job.program, *scanner.version], job, environment, VERSION_TIMEOUT, name, stop, grace)
    with open(name.with_name(f"{name.name}.stdout"), "rb") as file:
        text = file.read(4096).decode("utf-8", "replace")
    found = re.search(r"\d+\.\d+[\w.+-]*", text)
    return found.group() if found and ended.exit_code == 0 else ""


def _run_program(scanner: Scanner, job: Job, run: ToolRun, work: Path, stop: _Stop, grace: float) -> ToolRun:
    assert scanner.command is not None
    job.report.unlink(missing_ok=True)  # of an earlier scan, in a folder that is kept
    command = [str(word) for word in scanner.command(job)]
    environment = {name: value for name, value in job.environment.items() if not _OURS.match(name)}
    environment.update({"NO_COLOR": "1", **scanner.environment})
    run = replace(run, command=tuple(command), version=_version(scanner, job, environment, work, stop, grace))
    if stop.now.is_set():
        return replace(run, status="error", reason="the scan was stopped")
    ended = _start(command, job, environment, job.timeout, work / scanner.id, stop, grace)
    status, reason = _said(scanner, ended, job.timeout)
    source = job.report if scanner.file and job.report.exists() else work / f"{scanner.id}.stdout"
    data = b""
    if source.is_file():
        if source.stat().st_size > MAX_REPORT:
            status, reason = "error", f"its report is larger than {MAX_REPORT >> 20} MiB"
        else:
            data = source.read_bytes()
    run = replace(run, status=status, reason=reason, exit_code=ended.exit_code)
    says_found = ended.exit_code is not None and scanner.exits.get(ended.exit_code) == FOUND
    run = _judge(run, data, says_found, _last_said(ended))
    return run if run.complete else replace(run, errors=_last_lines(ended.tail))


def _fetch(scanner: Scanner, job: Job, run: ToolRun) -> ToolRun:
    assert scanner.fetch is not None
    try:
        return _judge(run, scanner.fetch(job), must_hold=False)
    except TimeoutError as error:
        return replace(run, status="timeout", reason=_first(str(error)))


def _one(scanner: Scanner, job: Job, required: bool, work: Path, stop: _Stop, grace: float) -> ToolRun:
    """Runs one scanner. Whatever goes wrong becomes a status: no scanner can end the scan of the others."""
    begin, started = time.monotonic(), dt.datetime.now(dt.timezone.utc)
    run = ToolRun(scanner, "completed", required, started=started)
    try:
        if scanner.fetch is not None:
            run = _fetch(scanner, job, run)
        else:
            run = _run_program(scanner, job, run, work, stop, grace)
    except ImportError as error:
        run = replace(
            run, status="error", reason=f"the Python package {error.name} is missing: pip install {error.name}"
        )
    except (Unusable, OSError, MemoryError) as error:
        run = replace(run, status="error", reason=_first(f"{error}") or type(error).__name__)
    except Exception as error:
        run = replace(run, status="error", reason=f"mistake in secmon: {type(error).__name__}: {_first(str(error))}")
    return replace(run, duration=time.monotonic() - begin)


def _suppressed(run: ToolRun, rules: secmon.Suppressions, now: dt.datetime) -> ToolRun:
    """A run in which what is suppressed is not open, so that it is not counted."""
    if run.report is None:
        return run
    report = secmon.suppress(run.report, rules, now).report
    still_open = any(finding.state == "open" for finding in report)
    status: Status = "completed" if run.status == FOUND and not still_open else run.status
    return replace(run, report=report, status=status)


# ---- all of them --------------------------------------------------------------------------------------------------


def _chosen(mode: str, tools: Iterable[str] | None, settings: Settings) -> tuple[list[Scanner], list[str]]:
    """The scanners to run, and those of the mode that are turned off."""
    if tools is not None:
        return list(dict.fromkeys(find(tool) for tool in tools)), []
    if mode not in MODES:
        raise ValueError(f"'{mode}' is none of the modes {', '.join(MODES)}")
    of_mode = [one for one in available().values() if MODES.index(one.mode) <= MODES.index(mode)]
    on = {one.id for one in of_mode if settings.tools.get(one.id, {}).get("enabled", one.enabled)}
    return [one for one in of_mode if one.id in on], [one.id for one in of_mode if one.id not in on]


def _place(settings: Settings, root: Path, asked: Sequence[str] | None) -> _Place:
    if asked:
        for target in asked:
            if not (root / target).exists():
                raise FileNotFoundError(2, "there is no such file or folder to scan", target)
        folder = asked[0] if len(asked) == 1 and (root / asked[0]).is_dir() else "."
        return _Place(root, tuple(asked), folder, asked=True)
    wanted = (*settings.targets, *settings.optional_targets)
    there = tuple(target for target in wanted if (root / target).exists())
    missing = tuple(target for target in settings.targets if target not in there)
    return _Place(root, there or (".",), ".", asked=False, passed_over=missing)


def run(
    config: Any = None,
    *,
    mode: Mode = "standard",
    tools: Iterable[str] | None = None,
    targets: Sequence[str] | None = None,
    on_event: Callable[[Event], object] | None = None,
    root: str | os.PathLike[str] = ".",
    work: str | os.PathLike[str] | None = None,
    suppressions: secmon.Suppressions | None = None,
    grace: float = process.GRACE,
) -> ScanResult:
    """Runs scanners over a project, all at the same time, and gives what they found as one report.

    config: a secmon.Config, a mapping in the form of `.security/config.yml`, or None for the defaults.
    mode: "quick" (bandit), "standard" (also safety and pip-audit) or "comprehensive" (everything that is not turned
    off). tools: the scanners themselves, by name, in place of a mode; then each of them is required, as one is with
    `required: true` in the configuration. targets: files and folders in place of the configuration's; those of the
    configuration that do not exist are passed over, and where none does all of `root` is scanned.
    suppressions: what is known and does not count; such findings are kept, with the state "suppressed".
    on_event: called when a scanner starts and ends. work: a folder that keeps what the scanners wrote (it may hold
    secrets); by default a temporary one.

    A scanner that is not installed is skipped. One that crashes, takes too long, writes nothing or nothing that is
    understood, makes the result incomplete, and never ends the others. When the caller is interrupted, all scanners
    are ended, with their children, before the exception goes on; a second interrupt does not give them time.

    ValueError for a mode or scanner that does not exist, FileNotFoundError for a target that does not.
    """
    settings = Settings.of(config)
    place = _place(settings, Path(root).resolve(), targets)
    chosen, disabled = _chosen(mode, tools, settings)
    told = on_event or (lambda event: None)
    begin, started = time.monotonic(), dt.datetime.now(dt.timezone.utc)
    with contextlib.ExitStack() as stack:
        if work is None:
            kept = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="secmon-scan-")))
        else:
            kept = Path(work).resolve()
            kept.mkdir(parents=True, exist_ok=True)
        runs = _all(chosen, settings, tools is not None, place, kept, told, grace)
    duration = time.monotonic() - begin
    if suppressions is not None:
        runs = tuple(_suppressed(run, suppressions, started) for run in runs)
    document, report, suppressed = combine(runs, started, duration, suppressions)
    return ScanResult(
        mode="tools" if tools is not None else mode,
        started=started,
        duration=duration,
        targets=place.targets,
        runs=runs,
        document=document,
        report=report,
        passed_over=place.passed_over,
        suppressed=suppressed,
        disabled=tuple(disabled),
    )


def _all(
    chosen: Sequence[Scanner],
    settings: Settings,
    named: bool,
    place: _Place,
    work: Path,
    told: Callable[[Event], object],
    grace: float,
) -> tuple[ToolRun, ...]:
    """Runs all scanners, and gives what became of them."""
    stop = _Stop()
    runs: dict[str, ToolRun] = {}
    todo: list[tuple[Scanner, Job, bool]] = []
    for scanner in chosen:
        required = named or bool(settings.tools.get(scanner.id, {}).get("required"))
        job = replace(_job(scanner, settings, place, work), stop=stop.now)
        if scanner.command is not None and not job.program:
            wanted = job.option("command") or " or ".join(scanner.programs)
            reason = f"{wanted} is not installed; to install it: {scanner.install}"
            runs[scanner.id] = ToolRun(scanner, "skipped", required, reason, started=dt.datetime.now(dt.timezone.utc))
            told(Event("skipped", scanner.id, runs[scanner.id]))
        else:
            todo.append((scanner, job, required))

    def work_on(scanner: Scanner, job: Job, required: bool) -> ToolRun:
        told(Event("started", scanner.id))
        made = _one(scanner, job, required, work, stop, grace)
        told(Event("ended", scanner.id, made))
        return made

    pool = concurrent.futures.ThreadPoolExecutor(settings.max_workers or max(1, len(todo)))
    futures: dict[str, concurrent.futures.Future[ToolRun]] = {}
    try:
        for one in todo:
            futures[one[0].id] = pool.submit(work_on, *one)
        # With a time-out, as Python leaves a wait without one only when it is over.
        while concurrent.futures.wait(futures.values(), timeout=0.2).not_done:
            pass
        runs.update({name: future.result() for name, future in futures.items()})
    except BaseException:
        stop.now.set()
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(future.done() for future in futures.values()):
            try:
                time.sleep(0.02)  # joining a thread, and being interrupted in it, would count as having joined it
            except BaseException:
                stop.hurry.set()
        raise
    pool.shutdown()
    return tuple(runs[scanner.id] for scanner in chosen)
