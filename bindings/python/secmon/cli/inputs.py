# SPDX-License-Identifier: MIT
"""From the paths of the command line to reports, and to what could not be read."""

from __future__ import annotations

import functools
import glob
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import click

import secmon
from secmon.cli.output import console_for, plain

NOT_UNDERSTOOD = 3

# Files in a folder that are taken for reports: one of them that is not understood is a problem, while any other file
# that is no report is only named. A file that is given by its own name must always be understood.
REPORT_ENDINGS = (".json", ".jsonl", ".ndjson", ".sarif", ".xml", ".csv", ".gz")
SHOWN_NOTES = 5


class Problem(click.ClickException):
    """Something about the inputs that leaves nothing to do."""

    exit_code = NOT_UNDERSTOOD


@dataclass(frozen=True)
class Source:
    """Where a report is read from."""

    name: str
    path: Path | None = None  # None for standard input
    listed: bool = False  # found in a folder rather than named

    @property
    def must_be_report(self) -> bool:
        return not self.listed or self.name.lower().endswith(REPORT_ENDINGS)


@dataclass(frozen=True)
class Options:
    """How sources are found and read."""

    format: str | None = None
    recursive: bool = False
    skip_unknown: bool = False
    limits: dict[str, Any] = field(default_factory=dict)
    vex: Sequence[str] = ()  # files whose statements are applied to all reports
    epss: Any = None  # what feeds say, for all reports
    kev: Any = None


@dataclass
class Input:
    """A source, and its report or the error that stood in its way."""

    source: Source
    report: secmon.Report | None = None
    error: secmon.Error | None = None
    skipped: bool = False

    @property
    def status(self) -> str:
        if self.report is not None:
            return self.report.status
        return "skipped" if self.skipped else "not_understood"

    def to_dict(self) -> dict[str, Any]:
        made: dict[str, Any] = {"path": self.source.name, "status": self.status}
        if self.report is not None:
            made.update(format=self.report.format, tool=self.report.tool, findings=len(self.report))
            made["notes"] = [{"code": note.code, "message": note.message} for note in self.report.notes]
        if self.error is not None:
            made["error"] = {"code": self.error.code, "message": message_of(self.error)}
        return made


@dataclass
class Inputs:
    """All inputs of a command, in the order of the command line."""

    items: list[Input]
    config: secmon.Config | None = None  # for the commands that decide by settings
    suppressed: int = 0

    @property
    def reports(self) -> list[secmon.Report]:
        return [item.report for item in self.items if item.report is not None]

    @property
    def not_understood(self) -> list[Input]:
        return [item for item in self.items if item.status == "not_understood"]

    def exit_code(self, allow_incomplete: bool = False) -> int:
        """0, or 3 when an input was not understood or is incomplete."""
        incomplete = any(item.status == "incomplete" for item in self.items) and not allow_incomplete
        return NOT_UNDERSTOOD if incomplete or self.not_understood else 0

    def to_list(self) -> list[dict[str, Any]]:
        return [item.to_dict() for item in self.items]

    def name_problems(self) -> None:
        """Says on standard error which inputs were left out or are incomplete, and why."""
        for item in self.items:
            for line in problems(item):
                click.echo(f"secmon: {plain(line)}", err=True)


def message_of(error: secmon.Error) -> str:
    strerror = getattr(error, "strerror", None)
    return str(strerror) if strerror else str(error)


def advice(error: secmon.Error) -> str:
    """Which option helps, if one does."""
    if error.code in ("unknown_format", "ambiguous_format"):
        return " (name the format with --format ID; `secmon formats` lists them)"
    if error.code == "too_large":
        return " (--max-bytes and --max-findings raise the limits)"
    return ""


def problems(item: Input) -> Iterator[str]:
    name = item.source.name
    if item.skipped:
        yield f"{name}: skipped, it is no report"
    elif item.error is not None:
        help_text = "" if "--format" in str(item.error) else advice(item.error)
        yield f"{name}: not understood: {message_of(item.error)}{help_text}"
    if item.report is not None and not item.report.complete:
        reasons = [note.message for note in item.report.notes if note.incomplete]
        for reason in reasons[:SHOWN_NOTES]:
            yield f"{name}: incomplete: {reason}"
        if len(reasons) > SHOWN_NOTES:
            yield f"{name}: incomplete: and {len(reasons) - SHOWN_NOTES} more reasons"


# ---- finding the sources ------------------------------------------------------------------------------------------


def files_in(folder: Path, recursive: bool) -> Iterator[Source]:
    """The files in a folder by name; hidden ones are left out."""
    found = folder.rglob("*") if recursive else folder.iterdir()
    for path in sorted(found):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield Source(str(path), path, listed=True)


def expand(argument: str, recursive: bool) -> Iterator[Source]:
    """The sources that one argument stands for."""
    path = Path(argument)
    if argument == "-":
        yield Source("standard input")
    elif path.is_dir():
        yield from files_in(path, recursive)
    elif not path.exists() and glob.has_magic(argument):
        matches = [match for match in sorted(glob.glob(argument, recursive=True)) if not os.path.isdir(match)]
        if not matches:
            raise Problem(f"{argument}: no file matches this pattern")
        yield from (Source(match, Path(match)) for match in matches)
    else:
        yield Source(argument, path)


def find(arguments: Sequence[str], recursive: bool) -> list[Source]:
    """All sources, each file once."""
    seen: dict[str, Source] = {}
    for argument in arguments:
        try:
            sources = list(expand(argument, recursive))
        except OSError as error:
            raise Problem(f"{error.filename or argument}: {error.strerror}") from error
        if not sources:
            raise Problem(f"{argument}: there is no file in this folder (--recursive also looks into folders in it)")
        for source in sources:
            seen.setdefault(os.path.realpath(source.name) if source.path else "-", source)
    return list(seen.values())


# ---- reading them -------------------------------------------------------------------------------------------------


class Progress:
    """A bar on a terminal, for work that takes longer than a second."""

    def __init__(self, patience: float = 1.0) -> None:
        self.begin = time.monotonic() + patience
        self.wanted = sys.stderr.isatty()
        self.bar: Any = None

    def __call__(self, done: int, total: int) -> bool:
        if self.wanted and self.bar is None and time.monotonic() > self.begin and done < total:
            from rich.progress import Progress as Bar

            self.bar = Bar(console=console_for(sys.stderr), transient=True)
            self.bar.start()
            self.task = self.bar.add_task("reading", total=total)
        if self.bar is not None:
            self.bar.update(self.task, completed=done)
        return True

    def close(self) -> None:
        if self.bar is not None:
            self.bar.stop()


def standard_input(options: Options) -> secmon.Report | secmon.Error:
    if sys.stdin.isatty():
        click.echo("secmon: reading the report from the terminal; Ctrl-D ends it", err=True)
    try:
        return secmon.parse(sys.stdin.buffer.read(), options.format, **options.limits)
    except secmon.Error as error:
        return error


def read_all(sources: Sequence[Source], options: Options) -> list[secmon.Report | secmon.Error]:
    paths = [source.path for source in sources if source.path is not None]
    progress = Progress()
    try:
        results = iter(secmon.parse_many(paths, 0, progress, options.format, **options.limits))
    finally:
        progress.close()
    return [standard_input(options) if source.path is None else next(results) for source in sources]


def may_skip(source: Source, error: secmon.Error, skip_unknown: bool) -> bool:
    if not source.must_be_report:
        return not isinstance(error, secmon.FileError)
    return source.listed and skip_unknown and error.code == "unknown_format"


def statements_of(path: str) -> secmon.Report:
    """The statements of a VEX document. One that cannot be read in full leaves nothing to do: it would be unclear what
    was stated."""
    try:
        statements = secmon.parse_file(path)
    except secmon.Error as error:
        raise Problem(f"{path}: not understood: {message_of(error)}") from error
    if not statements.complete:
        reasons = "; ".join(note.message for note in statements.notes if note.incomplete)
        raise Problem(f"{path}: incomplete: {reasons}")
    return statements


def apply_statements(items: Sequence[Input], paths: Sequence[str]) -> None:
    for path in paths:
        statements = statements_of(path)
        for item in items:
            if item.report is not None:
                try:
                    item.report = secmon.apply(item.report, statements)
                except secmon.Error as error:
                    raise Problem(f"{path}: {message_of(error)}") from error


def read(arguments: Sequence[str], options: Options) -> Inputs:
    """Reads whatever the arguments name."""
    items: list[Input] = []
    sources = find(arguments, options.recursive)
    for source, result in zip(sources, read_all(sources, options)):
        if isinstance(result, secmon.Error):
            if isinstance(result, secmon.ArgumentError):
                raise click.UsageError(str(result))
            items.append(Input(source, error=result, skipped=may_skip(source, result, options.skip_unknown)))
        else:
            items.append(Input(source, report=result))
    apply_statements(items, options.vex)
    return Inputs(items)


# ---- what the commands share --------------------------------------------------------------------------------------


def paths_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("paths", nargs=-1, required=True, metavar="PATH...")(command)


def optional_paths(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("paths", nargs=-1, metavar="[PATH...]")(command)


def feed(path: Path | None, parse: Callable[[bytes], Any]) -> Any:
    """What a file of EPSS scores or of CISA says; None without a path."""
    if path is None:
        return None
    try:
        return parse(path.read_bytes())
    except (OSError, secmon.Error) as error:
        raise Problem(f"{path}: {getattr(error, 'strerror', None) or error}") from error


recursive_option = click.option("-r", "--recursive", is_flag=True, help="Also look into folders inside a folder.")

FEED = click.Path(dir_okay=False, path_type=Path)

READING = (
    click.option("--format", "format_", metavar="ID", help="The format of all inputs, where it cannot be detected."),
    recursive_option,
    click.option("--skip-unknown", is_flag=True, help="Skip files in a folder that are in no format that is known."),
    click.option("--max-bytes", type=click.IntRange(1), metavar="N", help="Largest input that is read."),
    click.option("--max-findings", type=click.IntRange(1), metavar="N", help="Most findings taken from an input."),
    click.option(
        "--vex", multiple=True, metavar="FILE", help="Apply the statements of an OpenVEX, CSAF or CycloneDX file."
    ),
    click.option("--epss", type=FEED, metavar="FILE", help="EPSS scores of FIRST (CSV, gzipped or not), to order by."),
    click.option("--kev", type=FEED, metavar="FILE", help="CISA's catalogue of exploited vulnerabilities (JSON)."),
)

a_file = click.Path(exists=True, dir_okay=False, path_type=Path)
config_option = click.option(
    "--config", "config_file", type=a_file, help="Settings; .security/config.yml if it is there."
)
no_config_option = click.option("--no-config", is_flag=True, help="Use no file of settings that is not named.")
SETTINGS = (
    config_option,
    no_config_option,
    click.option(
        "--suppressions", "rules_file", type=a_file, help="Suppressions; .security/suppressions.yml if it is there."
    ),
    click.option("--no-suppressions", is_flag=True, help="Use no suppressions that are not named."),
)


def reading(command: Callable[..., int], others: Sequence[Callable[..., Any]] = ()) -> Callable[..., Any]:
    """Gives a command the options of reading as one, and `others` behind them; ends with its exit status."""

    def with_options(
        format_: str | None,
        recursive: bool,
        skip_unknown: bool,
        max_findings: int | None,
        max_bytes: int | None,
        vex: Sequence[str],
        epss: Path | None,
        kev: Path | None,
        **others: Any,
    ) -> None:
        limits: dict[str, Any] = {"max_findings": max_findings} if max_findings else {}
        if max_bytes:
            limits.update(max_bytes=max_bytes, max_decompressed=max_bytes)
        options = Options(
            format_, recursive, skip_unknown, limits, vex, feed(epss, secmon.parse_epss), feed(kev, secmon.parse_kev)
        )
        click.get_current_context().exit(command(options=options, **others))

    made: Callable[..., Any] = functools.update_wrapper(with_options, command)
    for option in reversed((*READING, *others)):
        made = option(made)
    return made


def read_and_tell(paths: Sequence[str], options: Options) -> Inputs:
    """Reads whatever the paths name, and says on standard error what could not be read."""
    inputs = read(paths, options)
    if options.epss is not None or options.kev is not None:
        for item in inputs.items:
            if item.report is not None:
                item.report = secmon.enrich(item.report, epss=options.epss, kev=options.kev)
    inputs.name_problems()
    return inputs


def reads_reports(
    command: Callable[..., int],
    others: Sequence[Callable[..., Any]] = (),
    argument: Callable[..., Any] = paths_argument,
) -> Callable[..., Any]:
    """Gives a command PATH... and the options of reading; hands it the Inputs and ends with its exit status."""

    def with_inputs(paths: Sequence[str], options: Options, **others: Any) -> int:
        return command(inputs=read_and_tell(paths, options), **others)

    made: Callable[..., Any] = argument(reading(functools.update_wrapper(with_inputs, command), others))
    return made


def decides_on_reports(
    command: Callable[..., int], argument: Callable[..., Any] = paths_argument
) -> Callable[..., Any]:
    """The same for a command that goes by settings: its Inputs have a config, and what is suppressed is marked. With
    `optional_paths` PATH... may be left out: the Inputs then have no items."""

    def with_settings(
        inputs: Inputs,
        config_file: Path | None,
        no_config: bool,
        rules_file: Path | None,
        no_suppressions: bool,
        **others: Any,
    ) -> int:
        from secmon.cli import settings
        from secmon.cli.moments import clock

        inputs.config = settings.settings_for(config_file, not no_config)
        if inputs.items:
            at = others.get("now") or clock()
            settings.suppress_in(inputs, rules_file, not no_suppressions, inputs.config, at)
        return command(inputs=inputs, **others)

    return reads_reports(functools.update_wrapper(with_settings, command), SETTINGS, argument)


def compares_reports(command: Callable[..., int]) -> Callable[..., Any]:
    """The same for two states: gives a command OLD and NEW, and hands it the Inputs of both."""

    def with_inputs(old: str, new: str, options: Options, **others: Any) -> int:
        if old == new == "-":
            raise click.UsageError("only one of OLD and NEW can be standard input")
        return command(before=read_and_tell([old], options), after=read_and_tell([new], options), **others)

    made = reading(functools.update_wrapper(with_inputs, command))
    return click.argument("old")(click.argument("new")(made))
