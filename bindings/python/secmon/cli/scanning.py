# SPDX-License-Identifier: MIT
"""The command that runs scanners: scan. What ci shares with it is here too."""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import secmon
from secmon.cli.decide import check_endings
from secmon.cli.inputs import NOT_UNDERSTOOD, SETTINGS
from secmon.cli.moments import clock
from secmon.cli.output import (
    console_for,
    counted,
    echo,
    json_option,
    open_counts,
    plain,
    print_json,
    renderer_for,
    styled,
    table,
)
from secmon.cli.output import write_report as write_one

if TYPE_CHECKING:
    from secmon.scan import Event, ScanResult, Settings, ToolRun

MODES = ("quick", "standard", "comprehensive")

mode_option = click.option(
    "--mode", type=click.Choice(MODES), default="standard", show_default=True, help="Which scanners are run."
)
tools_option = click.option(
    "--tools", metavar="A,B", help="These scanners in place of a mode's; none of them may be missing."
)


def goes_by_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command --config and --suppressions, as the commands that read reports have them."""
    for option in reversed(SETTINGS):
        command = option(command)
    return command


# ---- while it runs ------------------------------------------------------------------------------------------------


def sentence(run: ToolRun) -> str:
    """What became of a scanner, in one line."""
    if run.status == "skipped":
        return f"skipped: {run.problem}"
    count = 0 if run.report is None else sum(finding.state == "open" for finding in run.report)
    found = counted(count, "open finding") if run.report is not None else ""
    failed = {"timeout": "timed out", "error": "failed"}.get(run.status, "" if run.complete else "incomplete")
    words = ", ".join(word for word in (failed, found) if word)
    return f"{words} ({run.duration:.1f} s){f': {run.problem}' if run.problem else ''}"


class Lines:
    """Progress as lines on standard error."""

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __call__(self, event: Event) -> None:
        text = "started" if event.run is None else sentence(event.run)
        click.echo(plain(f"{event.tool}: {text}"), err=True)


class Screen:
    """Progress on a terminal: a line for each scanner that runs, with its time, and what became of the others."""

    def __init__(self) -> None:
        from rich.live import Live

        self.lock = threading.Lock()
        self.running: dict[str, float] = {}
        self.live = Live(console=console_for(sys.stderr), get_renderable=self.picture, transient=True)

    def picture(self) -> Any:
        from rich.text import Text

        with self.lock:
            now = time.monotonic()
            lines = [f"{tool}: running, {now - begin:.0f} s" for tool, begin in self.running.items()]
        return Text("\n".join(lines), style="dim")

    def __enter__(self) -> Screen:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def __call__(self, event: Event) -> None:
        with self.lock:
            if event.run is None:
                self.running[event.tool] = time.monotonic()
                return
            self.running.pop(event.tool, None)
        colour = "excellent" if event.run.complete else "critical" if event.run.closes_the_gate else "fair"
        self.live.console.print(styled(colour, f"{event.tool}: {sentence(event.run)}"))


class Silence(Lines):
    """No progress."""

    def __call__(self, event: Event) -> None:
        pass


def progress(quiet: bool) -> Lines | Screen:
    return Silence() if quiet else Screen() if sys.stderr.isatty() else Lines()


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP unwind the stack as Ctrl-C does, so that the scanners are ended too."""

    def leave(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        names = []
    before = {getattr(signal, name): signal.signal(getattr(signal, name), leave) for name in names}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# ---- what is scanned ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Prepared:
    """What a scan goes by."""

    settings: Settings
    config: secmon.Config
    rules: secmon.Suppressions | None = None


def prepare(
    config_file: Path | None = None,
    no_config: bool = False,
    rules_file: Path | None = None,
    no_suppressions: bool = False,
) -> Prepared:
    """Reads the settings and the suppressions: those that are named, else the usual ones, else the defaults."""
    from secmon.cli import settings as files
    from secmon.scan import Settings

    config = files.settings_for(config_file, not no_config)
    default = Path(config["suppressions.file"])
    path = rules_file or (default if not no_suppressions and default.is_file() else None)
    rules = None if path is None else secmon.load_suppressions(files.read_bytes(path), file=str(path))
    if rules is not None:
        files.complain(rules.notes)
    return Prepared(Settings.of(config), config, rules)


def names_of(tools: str | None) -> list[str] | None:
    """ "bandit, safety" as a list."""
    if tools is None:
        return None
    names = [name.strip() for name in tools.split(",") if name.strip()]
    if not names:
        raise click.BadParameter("no scanner is named", param_hint="--tools")
    return names


def scanned(
    prepared: Prepared, mode: Any, tools: str | None, targets: Sequence[str], work: Path | None, quiet: bool
) -> ScanResult:
    """Runs the scanners, with progress; what is wrong with the command line becomes a UsageError."""
    from secmon import scan
    from secmon.cli import settings as files

    try:
        with ended_by_signals(), progress(quiet) as shown:
            result = scan.run(
                prepared.settings,
                mode=mode,
                tools=names_of(tools),
                targets=targets or None,
                on_event=shown,
                work=work,
                suppressions=prepared.rules,
            )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except FileNotFoundError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from error
    if result.suppressed is not None:
        files.complain([note for note in result.suppressed.notes if note.code != "unused"])
        click.echo(f"secmon: {counted(result.suppressed.findings, 'finding')} suppressed", err=True)
    return result


def judged(reports: list[secmon.Report], settings: Settings) -> secmon.Verdict:
    return secmon.gate(reports, **settings.gate, now=clock())


def exit_code(result: ScanResult, verdict: secmon.Verdict) -> int:
    return 0 if verdict.passed else 1 if result.complete else NOT_UNDERSTOOD


# ---- what is said about it ----------------------------------------------------------------------------------------


def tool_dict(run: ToolRun) -> dict[str, Any]:
    return {
        "id": run.scanner.id,
        "name": run.scanner.name,
        "version": run.version,
        "status": run.status,
        "complete": run.complete,
        "required": run.required,
        "problem": run.problem,
        "findings": None if run.report is None else len(run.report),
        "exit_code": run.exit_code,
        "duration": round(run.duration, 3),
    }


def result_dict(result: ScanResult, verdict: secmon.Verdict, files: Sequence[Path]) -> dict[str, Any]:
    return {
        "mode": result.mode,
        "targets": list(result.targets),
        "passed_over": list(result.passed_over),
        "started": result.started.isoformat(),
        "duration": round(result.duration, 3),
        "complete": result.complete,
        "tools": [tool_dict(run) for run in result.runs],
        "disabled": list(result.disabled),
        "suppressed": 0 if result.suppressed is None else result.suppressed.findings,
        "verdict": verdict.to_dict(),
        "files": [str(path) for path in files],
    }


def print_result(result: ScanResult, verdict: secmon.Verdict, files: Sequence[Path]) -> None:
    rows = table("SCANNER", "VERSION", "STATUS", "OPEN", "TIME")
    for run in result.runs:
        colour = "excellent" if run.complete else "critical" if run.closes_the_gate else "fair"
        status = run.status.replace("_", " ") + ("" if run.complete or run.reason else ", incomplete")
        count = "" if run.report is None else str(sum(finding.state == "open" for finding in run.report))
        version = styled("", plain(run.version))
        rows.add_row(run.scanner.name, version, styled(colour, status), count, f"{run.duration:.1f} s")
    echo(rows)
    for run in result.runs:
        if run.problem:
            echo(styled("critical" if run.closes_the_gate else "fair", f"- {run.scanner.name}: {run.problem}"))
    for target in result.passed_over:
        echo(styled("fair", f"- {target} is in scan_targets but does not exist"))
    if result.disabled:
        click.echo(plain(f"turned off or not set up: {', '.join(result.disabled)}"))
    for reason in verdict.reasons:
        if reason.rule != "incomplete_report":  # said above, by scanner
            echo(styled("high", f"- {reason.message}"))
    echo(styled(verdict.score.grade, f"score {verdict.score.value} of 100; open: {open_counts(verdict.score.open)}"))
    word = "gate passed" if verdict.passed else "gate failed" if result.complete else "gate failed: incomplete"
    echo(styled("excellent" if verdict.passed else "critical", word))
    for path in files:
        click.echo(plain(f"written: {path}"))


def print_scanners(settings: Settings, as_json: bool) -> None:
    from secmon import scan

    found = {one.id: scan.program(one, settings.tools.get(one.id)) for one in scan.available().values()}
    if as_json:
        names = ("id", "name", "url", "mode", "install", "timeout")
        answers = [
            {**{name: getattr(one, name) for name in names}, "program": found[one.id] or None}
            for one in scan.available().values()
        ]
        print_json(answers)
        return
    rows = table("ID", "FROM MODE", "PROGRAM", "TO INSTALL IT")
    for one in scan.available().values():
        rows.add_row(one.id, one.mode, found[one.id] or ("missing" if one.programs else "a server"), one.install)
    echo(rows)


# ---- files --------------------------------------------------------------------------------------------------------


def keep(
    result: ScanResult, settings: Settings, verdict: secmon.Verdict, folder: str, with_dashboard: bool
) -> list[Path]:
    """Writes the reports and the dashboard, and removes reports that are too old."""
    from secmon import scan
    from secmon.scan import files

    try:
        formats = [name for name in settings.formats if name in files.ENDINGS]
        made = scan.write(result, folder, formats=formats, verdict=verdict)
        if with_dashboard and settings.dashboard_file:
            path = Path(settings.dashboard_file)
            files.replace_file(path, scan.dashboard(result, settings.thresholds, verdict))
            made.append(path)
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or folder}: cannot be written: {error.strerror or error}"
        ) from error
    try:
        now = dt.datetime.now(dt.timezone.utc)
        scan.clean_up(folder, days=settings.retention_days, most=settings.max_reports, now=now, keep=made)
    except OSError as error:
        click.echo(f"secmon: {plain(str(error.filename))}: cannot be removed: {error.strerror}", err=True)
    return made


@click.command(
    epilog="""
\b
Examples:
  secmon scan                                    the scanners of the mode standard, over scan_targets or all
  secmon scan --mode comprehensive --quiet
  secmon scan --tools bandit,semgrep src -o scan.sarif
  secmon scan --list                             which scanners there are, and how to install them

\b
Exit status: 0 the gate passed; 1 it failed; 2 wrong usage or configuration; 3 a scanner failed, or one that was
asked for by name or is required is missing: the result is incomplete.
"""
)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@mode_option
@tools_option
@goes_by_settings
@click.option("--reports", "folder", metavar="DIR", help="Folder of the reports; that of the configuration by default.")
@click.option("--no-report", is_flag=True, help="Write no reports and no dashboard.")
@click.option("--no-dashboard", is_flag=True, help="Leave SECURITY-DASHBOARD.md as it is.")
@click.option("--no-gate", is_flag=True, help="Exit status 0 also where the gate fails; an incomplete scan is still 3.")
@click.option(
    "-o",
    "--output",
    "also",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    callback=check_endings,
    help="Also write the findings, in the form of the ending (.sarif, .json, .csv …); can be repeated.",
)
@click.option(
    "--keep", "work", type=click.Path(file_okay=False, path_type=Path), help="Folder for what the scanners wrote."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@click.option("--list", "list_only", is_flag=True, help="List the scanners and end.")
@json_option
def scan(
    targets: Sequence[str],
    mode: str,
    tools: str | None,
    config_file: Path | None,
    no_config: bool,
    rules_file: Path | None,
    no_suppressions: bool,
    folder: str | None,
    no_report: bool,
    no_dashboard: bool,
    no_gate: bool,
    also: Sequence[Path],
    work: Path | None,
    quiet: bool,
    list_only: bool,
    as_json: bool,
) -> None:
    """Run security scanners side by side, and judge what they found.

    Modes: quick runs bandit; standard also safety and pip-audit; comprehensive all that are not turned off in the
    configuration. A scanner that is not installed is skipped, unless it is asked for by name or `required`. One that
    crashes, runs out of time, writes nothing or nothing that is understood makes the scan incomplete.

    The reports go to security_reports/security_report_<time>.json, .md and .html (times in UTC), and to
    SECURITY-DASHBOARD.md; what is older than the configuration says is removed.
    """
    prepared = prepare(config_file, no_config, rules_file, no_suppressions)
    settings = prepared.settings
    if list_only:
        print_scanners(settings, as_json)
        return
    result = scanned(prepared, mode, tools, targets, work, quiet)
    verdict = judged([result.report], settings)
    files = [] if no_report else keep(result, settings, verdict, folder or settings.output_directory, not no_dashboard)
    for path in also:
        at = dt.datetime.now(dt.timezone.utc)
        write_one(path, [result.report], renderer_for(path) or "", verdict=verdict, now=at)
    if as_json:
        print_json(result_dict(result, verdict, [*files, *also]))
    else:
        print_result(result, verdict, [*files, *also])
    code = exit_code(result, verdict)
    click.get_current_context().exit(0 if no_gate and code == 1 else code)
