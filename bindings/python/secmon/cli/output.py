# SPDX-License-Identifier: MIT
"""What the command writes: tables and colours for people, JSON and files for machines."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Literal, TextIO

import click

import secmon

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

STYLES = {
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
    "low": "cyan",
    "info": "dim",
    "unknown": "magenta",
    "breached": "bold red",
    "due_soon": "yellow",
    "on_time": "green",
    "met": "green",
    "paused": "dim",
    "none": "dim",
    "excellent": "bold green",
    "good": "green",
    "fair": "yellow",
}
# An unknown severity may be anything, so it stands above what is known to be harmless.
ORDER = {"critical": 0, "high": 1, "medium": 2, "low": 3, "unknown": 4, "info": 5}

# Controls of the terminal (C0, C1), of the direction of writing, and halves of surrogate pairs: text of a scanner must
# not be able to move the cursor or to show something other than it is.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")

json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


def plain(text: str) -> str:
    """One line that holds nothing but text."""
    return CONTROLS.sub(" ", text)


def console_for(stream: IO[str] | None = None) -> Console:
    """Colours only on a terminal, and not where NO_COLOR is set; a file or pipe gets lines of 160 columns."""
    from rich.console import Console

    stream = stream or sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else 160
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(file=stream, color_system=colours, highlight=False, markup=False, emoji=False, width=width)


def echo(*things: RenderableType) -> None:
    """Writes tables and coloured text. Not by rich itself, which ends with status 1 when nobody reads on."""
    console = console_for()
    with console.capture() as captured:
        for thing in things:
            console.print(thing)
    click.echo(captured.get(), nl=False)


def table(*headings: str) -> Table:
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold", no_wrap=heading == "SEVERITY")
    return made


def styled(word: str, text: str | None = None) -> Text:
    """A word in the colour that it has everywhere."""
    from rich.text import Text

    return Text(plain(text or word), style=STYLES.get(word, ""))


def print_json(value: object) -> None:
    click.echo(json.dumps(value, indent=2))  # ASCII: nothing in it can reach a terminal as a command


def place(finding: secmon.Finding) -> str:
    """Where a finding is, in a few words."""
    at, package = finding.location, finding.package
    if at.path and not (package and finding.kind in ("sca", "container")):
        return plain(at.path if at.start_line is None else f"{at.path}:{at.start_line}")
    if package.name:
        return plain(f"{package.name}@{package.version}" if package.version else package.name)
    return plain(at.url or at.resource or package.image)


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def open_counts(counts: dict[str, int]) -> str:
    """ "2 critical, 5 high"; "none" when all are zero."""
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"


def duration(left: dt.timedelta) -> str:
    """The two largest units: "3 d 4 h"."""
    seconds = abs(int(left.total_seconds()))
    units = ((seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"))
    shown = [f"{count} {unit}" for count, unit in units if count][:2]
    return " ".join(shown) or "0 min"


def worst_first(findings: Iterable[secmon.Finding]) -> list[secmon.Finding]:
    return sorted(findings, key=lambda finding: ORDER[finding.severity])


# ---- files --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its place only when all of it is written; links are followed."""
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():  # a device or a pipe
        with open(path, "wb") as file:
            yield file
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "xb") as file:
            yield file
        if path.exists():
            os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def binary(stream: TextIO) -> BinaryIO:
    stream.flush()
    return stream.buffer


def write_report(path: Path | None, reports: list[secmon.Report], to: str, **options: Any) -> None:
    """Writes reports to a file, or to standard output."""
    if path is None:
        secmon.render_to(binary(sys.stdout), reports, to, **options)
        return
    try:
        with replacing(path) as file:
            secmon.render_to(file, reports, to, **options)
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror or error}") from error


def write_text(path: Path | None, text: str) -> None:
    """Writes a document to a file, or to standard output."""
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        with replacing(path) as file:
            file.write(text.encode())
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror or error}") from error


def terminal_options(to: str, path: Path | None) -> dict[str, Any]:
    """How wide and colourful a table on standard output may be."""
    if to != "table" or path is not None:
        return {}
    console = console_for()
    return {"width": console.width, "color": console.color_system is not None}


def renderer_for(path: Path) -> str | None:
    """The renderer whose files end as this one does."""
    endings = {renderer.extension: renderer.id for renderer in reversed(secmon.renderers())}
    return endings.get(path.suffix.lstrip(".").lower())
