# SPDX-License-Identifier: MIT
"""The commands about settings: config check, config show, config init, suppress; and how settings reach the others."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import secmon
from secmon.cli.inputs import Inputs, Problem
from secmon.cli.moments import clock, moment
from secmon.cli.output import (
    counted,
    echo,
    json_option,
    plain,
    print_json,
    replacing,
    styled,
    table,
)

CONFIG = Path(".security/config.yml")
SHOWN_NOTES = 5

file_argument = click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))


BAD_SETTINGS = 2


class SettingsProblem(Problem):
    """Settings that cannot be read, or have errors: nothing is done by them."""

    exit_code = BAD_SETTINGS


# ---- for the commands that read reports ---------------------------------------------------------------------------


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsProblem(f"{path}: {error.strerror}") from error


def load(path: Path | None, use: bool = True) -> secmon.Config:
    """The settings of `path`; else of .security/config.yml, if it is there; else the defaults."""
    chosen = path or (CONFIG if use and CONFIG.is_file() else None)
    if chosen is None:
        return secmon.load_config(None, env=os.environ)
    return secmon.load_config(read_bytes(chosen), env=os.environ, file=str(chosen), errors="keep")


def complain(notes: Sequence[secmon.ConfigNote]) -> None:
    for note in notes[:SHOWN_NOTES]:
        click.echo(f"secmon: {plain(str(note))}", err=True)
    if len(notes) > SHOWN_NOTES:
        click.echo(f"secmon: and {len(notes) - SHOWN_NOTES} more", err=True)


def settings_for(path: Path | None, use: bool) -> secmon.Config:
    """The settings of a command that decides by them: with errors in them it does not."""
    config = load(path, use)
    if not config.ok:
        complain([note for note in config.notes if note.is_error])
        raise SettingsProblem(f"{config.file}: nothing is decided by settings with errors")
    if config.notes:
        text = counted(len(config.notes), "warning")
        click.echo(f"secmon: {plain(config.file)}: {text} (`secmon config check` shows them)", err=True)
    return config


def suppress_in(inputs: Inputs, path: Path | None, use: bool, config: secmon.Config, now: dt.datetime) -> None:
    """Lays the suppressions over all reports; says what was suppressed, and what should have been and was not."""
    default = Path(config["suppressions.file"])
    chosen = path or (default if use and default.is_file() else None)
    if chosen is None:
        return
    rules = secmon.load_suppressions(read_bytes(chosen), file=str(chosen))
    notes = list(rules.notes)
    matched = [0] * len(rules)
    about: dict[str, secmon.ConfigNote] = {}
    for item in inputs.items:
        if item.report is None:
            continue
        done = secmon.suppress(item.report, rules, now)
        item.report = done.report
        inputs.suppressed += done.findings
        matched = [a + b for a, b in zip(matched, done.matched)]
        about.update({str(note): note for note in done.notes if note.code != "unused"})
    unused = sum(1 for count in matched if count == 0)
    complain(notes + list(about.values()))
    text = f"{counted(inputs.suppressed, 'finding')} suppressed by {chosen}"
    if unused:
        text += f"; {unused} of {len(rules)} entries matched nothing"
    click.echo(f"secmon: {plain(text)}", err=True)


# ---- config -------------------------------------------------------------------------------------------------------


@click.group()
def config() -> None:
    """Check, show and begin the settings in .security/config.yml."""


@config.command(epilog="\b\nExamples:\n  secmon config check\n  secmon config check ci.yml --strict --json")
@file_argument
@click.option("--strict", is_flag=True, help="Exit status 1 where there is a warning.")
@json_option
@click.pass_context
def check(ctx: click.Context, file: Path | None, strict: bool, as_json: bool) -> None:
    """Say what is wrong or odd about a file of settings: place, what was expected, and what was probably meant.

    FILE is .security/config.yml by default. Exit status: 0 no errors, 1 warnings with --strict, 2 errors.
    """
    found = load(file or CONFIG)
    if as_json:
        print_json({"file": found.file, "ok": found.ok, "notes": [note.to_dict() for note in found.notes]})
    else:
        for note in found.notes:
            echo(styled("high" if note.is_error else "medium", plain(str(note))))
        kinds = Counter("error" if note.is_error else "warning" for note in found.notes)
        click.echo(", ".join(counted(kinds[kind], kind) for kind in ("error", "warning")))
    ctx.exit(BAD_SETTINGS if not found.ok else 1 if strict and found.notes else 0)


def origin(setting: secmon.Setting, file: str) -> str:
    if setting.origin == "file":
        return f"{file}:{setting.line}"
    return setting.variable if setting.origin == "environment" else "default"


def shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value) or "-"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {shown(one)}" for key, one in value.items() if one not in ("", [])) or "-"
    return str(value) if value != "" else "-"


@config.command(
    epilog="\b\nExamples:\n  secmon config show\n  secmon config show --changed\n  secmon config show --json"
)
@file_argument
@click.option("--changed", is_flag=True, help="Only what is not as by default.")
@json_option
@click.pass_context
def show(ctx: click.Context, file: Path | None, changed: bool, as_json: bool) -> None:
    """Show every effective value and where it comes from: default, line of the file, or environment variable.

    A secret is "set" or "not set". Exit status 2 where the file has errors.
    """
    found = load(file)
    settings = [one for one in found.settings if one.origin != "default" or not changed]
    complain([note for note in found.notes if note.is_error])
    if as_json:
        print_json({"file": found.file, "ok": found.ok, "settings": [one.to_dict() for one in settings]})
    else:
        rows = table("KEY", "VALUE", "FROM")
        for one in settings:
            rows.add_row(one.key, styled("", plain(shown(one.value))), styled("", plain(origin(one, found.file))))
        echo(rows)
    ctx.exit(0 if found.ok else BAD_SETTINGS)


@config.command(epilog="\b\nExamples:\n  secmon config init\n  secmon config init - | less")
@file_argument
def init(file: Path | None) -> None:
    """Write a file with every key, its default and what it means. It never overwrites one.

    FILE is .security/config.yml by default; - writes to standard output.
    """
    path = file or CONFIG
    if str(path) == "-":
        click.echo(secmon.default_config_file(), nl=False)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as out:
            out.write(secmon.default_config_file())
    except FileExistsError as error:
        raise Problem(f"{path} is there already") from error
    except OSError as error:
        raise Problem(f"{path}: {error.strerror}") from error
    click.echo(f"wrote {path}")


# ---- suppress -----------------------------------------------------------------------------------------------------


def replace_file(path: Path, data: bytes) -> None:
    """All of the new file, or the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as out:
        out.write(data)


def appended(old: bytes, entry: str, path: Path) -> bytes:
    """The file with one entry more, which must be read back as that."""
    before = secmon.load_suppressions(old, file=str(path))
    if not before.ok:
        complain(before.notes)
        raise Problem(f"{path}: cannot be read, so that nothing is appended")
    head = b"" if old.strip() else b"suppressions:\n"
    new = old + (b"\n" if old and not old.endswith(b"\n") else b"") + head + entry.encode()
    after = secmon.load_suppressions(new, file=str(path))
    if not after.ok or len(after) != len(before) + 1:
        raise Problem(f"{path}: the list is not written in lines of its own at the end; append this by hand:\n{entry}")
    return new


def last_moment(at: dt.datetime | None, given: str | None) -> dt.datetime | None:
    """A mere date lasts to its end."""
    return at + dt.timedelta(days=1) if at is not None and given is not None and len(given) == 10 else at


@click.command(
    epilog="""
\b
Examples:
  secmon suppress 1:0f3c… --reason "tests only" --owner qa --expires 2027-01-31
  secmon suppress --rule B101 --path 'tests/**' --reason asserts --owner qa
"""
)
@click.argument("fingerprint", required=False, default="")
@click.option("--rule", default="", help="Id or name of the rule.")
@click.option("--path", "place", default="", metavar="GLOB", help="Where it was found: tests/**, *.py.")
@click.option("--id", "id_", default="", help="CVE, GHSA …")
@click.option("--package", default="", help="Name, or package URL.")
@click.option("--tool", default="", help="The scanner.")
@click.option("--reason", required=True, help="Why it does not count.")
@click.option("--owner", required=True, help="Who says so.")
@click.option("--expires", metavar="DATE", help="Until when: the end of that day, or a time.")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file that it is appended to; .security/suppressions.yml by default.",
)
@json_option
def suppress(
    fingerprint: str,
    rule: str,
    place: str,
    id_: str,
    package: str,
    tool: str,
    reason: str,
    owner: str,
    expires: str | None,
    file: Path | None,
    as_json: bool,
) -> None:
    """Append an entry to the suppressions. All that is given must match."""
    until = last_moment(moment(click.get_current_context(), click.Option(["--expires"]), expires), expires)
    if until is not None and until <= clock():
        raise click.UsageError("--expires is in the past: the entry would suppress nothing")
    entry = secmon.Suppression(
        fingerprint=fingerprint,
        rule=rule,
        path=place,
        id=id_,
        package=package,
        tool=tool,
        reason=reason,
        owner=owner,
        expires=until,
    )
    try:
        text = entry.to_yaml()
    except secmon.ArgumentError as error:
        raise click.UsageError(str(error)) from error
    path = file or Path(settings_for(None, True)["suppressions.file"])
    old = read_bytes(path) if path.exists() else b""
    try:
        replace_file(path, appended(old, text, path))
    except OSError as error:
        raise Problem(f"{path}: {error.strerror}") from error
    if as_json:
        print_json({"file": str(path), "entry": entry.to_dict()})
        return
    click.echo(f"appended to {plain(str(path))}:\n{plain_lines(text)}", nl=False)


def plain_lines(text: str) -> str:
    return "".join(plain(line) + "\n" for line in text.splitlines())
