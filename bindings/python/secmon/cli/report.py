# SPDX-License-Identifier: MIT
"""The commands that sum up: report and audit."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable, Optional

import click

import secmon
from secmon.cli.decide import limits
from secmon.cli.inputs import Inputs, Problem, decides_on_reports, optional_paths
from secmon.cli.moments import clock, now_option
from secmon.cli.output import (
    binary,
    json_option,
    print_json,
    replacing,
)
from secmon.cli.remember import inventory_of, inventory_option

# The kinds of report, and the renderers that write them.
KINDS = {
    "dashboard-html": "dashboard",
    "dashboard-md": "dashboard_md",
    "monthly": "monthly",
    "checklists": "checklists",
    "badge": "badge",
    "data": "overview",
}
ENDINGS = {".html": "dashboard-html", ".htm": "dashboard-html", ".md": "dashboard-md", ".svg": "badge", ".json": "data"}
AUDITS = ("daily", "weekly", "monthly", "quarterly", "pre-deployment", "access")

Period = Optional[tuple[dt.datetime, dt.datetime]]


def month(_: click.Context, __: click.Parameter, value: str | None) -> Period:
    """YYYY-MM: the last second before it, and its last one."""
    if value is None:
        return None
    try:
        first = dt.datetime.strptime(value, "%Y-%m").replace(tzinfo=dt.timezone.utc)
    except ValueError as error:
        raise click.BadParameter(f"'{value}' is no month: write 2026-11") from error
    following = (first + dt.timedelta(days=31)).replace(day=1)
    second = dt.timedelta(seconds=1)
    return first - second, following - second


SHARED = (
    click.option(
        "--history",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="What earlier scans found; without PATH also what is open now, with what was decided.",
    ),
    click.option("--project", default="", metavar="NAME", help="The project; that of the history is 'default' else."),
    click.option("--branch", default="", metavar="NAME", help="Its branch; the main one by default."),
    inventory_option,
    click.option("--month", metavar="YYYY-MM", callback=month, help="The period; else the 30 days before now."),
    click.option(
        "--max", "allowed", metavar="SEVERITY=N", multiple=True, callback=limits, help="Threshold (high=5, high=any)."
    ),
    now_option("The time to judge by; the clock's by default."),
)


def sums_up(command: Callable[..., int]) -> Callable[..., Any]:
    """Gives a command the options of an overview, and PATH... that may be left out where there is a history."""
    made: Callable[..., Any] = decides_on_reports(command, optional_paths)
    for option in reversed(SHARED):
        made = option(made)
    return made


def overview_of(
    inputs: Inputs,
    history: Path | None,
    project: str,
    branch: str,
    month: Period,
    inventories: Sequence[Path],
    allowed: Any,
    now: dt.datetime | None,
) -> secmon.Overview:
    if not inputs.items and history is None:
        raise click.UsageError("which reports? Give PATH..., or --history FILE")
    if inputs.items and not inputs.reports:
        raise Problem("no report was read, so nothing is written")
    assert inputs.config is not None
    options = inputs.config.gate_options()
    options["allowed"].update(allowed)
    since, until = month or (None, None)
    try:
        return secmon.overview(
            inputs.reports if inputs.items else None,
            now=now or clock(),
            project=project,
            history=history,
            branch=branch,
            since=since,
            until=until,
            inventory=inventory_of(inventories),
            **options,
        )
    except secmon.ArgumentError as error:
        raise click.UsageError(str(error)) from error
    except secmon.Error as error:
        raise Problem(f"{history}: {error}") from error


def write(path: Path | None, text: str) -> None:
    if path is None:
        stream = binary(sys.stdout)
        stream.write(text.encode("utf-8"))
        return
    try:
        with replacing(path) as file:
            file.write(text.encode("utf-8"))
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror or error}") from error


output_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; else standard output."
)


@click.command(
    epilog="""
\b
Kinds:
  dashboard-html  one page: score, thresholds, action items, charts, a table that filters
  dashboard-md    the same in Markdown, with charts that GitHub draws: SECURITY-DASHBOARD.md
  monthly         the monthly security report
  checklists      all checklists, answered as far as data go
  badge           the score as an SVG
  data            all figures as JSON (docs/overview.md)

\b
Examples:
  secmon report reports/ -o dashboard.html
  secmon report reports/ --kev kev.json --epss epss.csv.gz -o SECURITY-DASHBOARD.md
  secmon report --history history.db --project shop --kind monthly --month 2026-11 -o report.md
  secmon report reports/ --template mine.html.j2 -o mine.html
"""
)
@sums_up
@click.option("--kind", type=click.Choice(list(KINDS)), help="By default that of --output's ending, else dashboard-md.")
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A template of your own (Jinja2, docs/overview.md).",
)
@click.option("--title", default="", help="Title, where the kind has one.")
@output_option
def report(
    inputs: Inputs, kind: str | None, template: Path | None, title: str, output: Path | None, **figures: Any
) -> int:
    """Write a dashboard, the monthly report, the checklists or a badge.

    From the reports at PATH; with --history also how it was before. What is not known is said to be "no data".
    Thresholds, service levels and score are those of .security/config.yml, and options go before settings.
    """
    if kind and template:
        raise click.UsageError("--kind or --template, not both")
    made = overview_of(inputs, **figures)
    if template:
        from secmon.templates import TemplateProblem, render_template

        try:
            text = render_template(template, made, title=title)
        except TemplateProblem as problem:
            raise click.ClickException(str(problem)) from problem
    else:
        by_ending = ENDINGS.get(output.suffix.lower()) if output else None
        text = made.render(KINDS[kind or by_ending or "dashboard-md"], title=title)
    write(output, text)
    return inputs.exit_code()


@click.command(
    epilog="""
\b
Examples:
  secmon audit pre-deployment reports/
  secmon audit weekly reports/ --history history.db --project shop -o weekly.md
  gh api --paginate repos/OWNER/REPO/collaborators | secmon audit access -
"""
)
@click.argument("audit", type=click.Choice(AUDITS), metavar="CHECKLIST")
@sums_up
@output_option
@json_option
def audit(inputs: Inputs, audit: Any, output: Path | None, as_json: bool, **figures: Any) -> int:
    """Answer a checklist from data, and leave to tick what only a person can say.

    CHECKLIST is daily, weekly, monthly, quarterly, pre-deployment or access. Exit status 1 when data answer an item
    with no.
    """
    checklist = overview_of(inputs, **figures).audit(audit.replace("-", "_"))
    items: Sequence[dict[str, Any]] = checklist.to_dict()["items"]
    if as_json and output is None:
        print_json({**checklist.to_dict(), "inputs": inputs.to_list()})
    elif as_json:
        import json

        write(output, json.dumps({**checklist.to_dict(), "inputs": inputs.to_list()}, indent=2) + "\n")
    else:
        write(output, checklist.to_markdown())
    return inputs.exit_code() or (1 if any(item["answer"] == "no" for item in items) else 0)
