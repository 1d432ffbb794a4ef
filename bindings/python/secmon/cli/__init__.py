# SPDX-License-Identifier: MIT
"""The command `secmon`: the group of commands, and what happens when something goes wrong."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, TextIO

import click

import secmon
from secmon.cli.inputs import Problem

INTERNAL = 70
INTERRUPTED = 130
BROKEN_PIPE = 141  # as a shell shows a program that was ended by SIGPIPE


# Each command, in the order of the work, and where it stands. It is imported when it is asked for: the modules of all
# of them take longer to load than a report of some megabytes takes to read.
COMMANDS = {
    "formats": "look.formats",
    "detect": "look.detect",
    "show": "look.show",
    "convert": "write.convert",
    "correlate": "compare.correlate",
    "diff": "compare.diff",
    "score": "decide.score",
    "sla": "decide.sla",
    "gate": "decide.gate",
    "scan": "scanning.scan",
    "ci": "continuous.ci",
    "alert": "alert.alert",
    "config": "settings.config",
    "suppress": "settings.suppress",
    "history": "remember.group",
    "triage": "remember.triage",
    "metrics": "remember.metrics",
    "report": "report.report",
    "audit": "report.audit",
}


class Group(click.Group):
    """Lists the commands in the order of the work, and ends quietly when nobody reads on."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module, _, name = COMMANDS.get(cmd_name, "").partition(".")
        if not module:
            return None
        command = getattr(importlib.import_module(f"secmon.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except OSError as error:
            # click itself would end with 1 here, which means "the gate failed".
            if not isinstance(error, BrokenPipeError) and error.errno != errno.EPIPE:
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(BROKEN_PIPE)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""
\b
Examples:
  secmon show reports/                      the findings of every report in a folder
  trivy image -f json app | secmon show -   a report from a pipe
  secmon gate reports/ --max high=0         exit status 1 when the gate fails
  secmon diff old/ new/                     exit status 1 when something is new
  secmon convert reports/*.json --to sarif -o all.sarif

\b
Exit status: 0 done, or the gate passed; 1 the gate failed, or something is new; 2 wrong usage or
configuration; 3 an input was not understood or is incomplete (the rest is done nevertheless, and 3 goes
before 1).
""",
)
@click.version_option(secmon.__version__, "-V", "--version", message="secmon %(version)s")
def app() -> None:
    """Read the reports of security scanners, whatever their format, and decide on what they found.

    PATH is a file, a folder, a quoted pattern ("reports/**/*.json") or - for standard input. The format is detected
    from the content; --format names it where that is not possible.
    """


def complain(message: str) -> None:
    click.echo(f"secmon: {message}", err=True)


def run(args: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status. Never shows a traceback, unless SECMON_TRACEBACK is set."""
    try:
        result = app.main(args=args, prog_name="secmon", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.Abort:
        complain("interrupted")
        return INTERRUPTED
    except Problem as problem:
        complain(problem.format_message())
        return problem.exit_code
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        complain(error.format_message())
        return 2
    except Exception as error:
        if os.environ.get("SECMON_TRACEBACK"):
            raise
        complain(
            f"internal error: {type(error).__name__}: {error}. This is a mistake in secmon: please report it; "
            "SECMON_TRACEBACK=1 in the environment shows where it is."
        )
        return INTERNAL


def robust(stream: TextIO) -> TextIO:
    """Writes UTF-8 where the system's encoding is another, and all of it where Python runs unbuffered.

    With PYTHONUNBUFFERED, text goes straight to the system, and what a full or broken pipe does not take is lost
    without an error.
    """
    if isinstance(stream, io.TextIOWrapper):
        if isinstance(stream.buffer, io.RawIOBase):
            return io.TextIOWrapper(io.BufferedWriter(stream.detach()), "utf-8", "replace", line_buffering=True)
        stream.reconfigure(encoding="utf-8", errors="replace")
    return stream


def main() -> NoReturn:
    """The entry point. All that was written is flushed, so nothing is left for the interpreter to clean up, which would
    take longer than a report of some megabytes takes to read.
    """
    sys.stdout, sys.stderr = robust(sys.stdout), robust(sys.stderr)
    status = run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(status or INTERNAL)
    os._exit(status)
