# SPDX-License-Identifier: MIT
"""The commands that look: formats, detect, show."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

import secmon
from secmon.cli.inputs import (
    NOT_UNDERSTOOD,
    Inputs,
    Source,
    decides_on_reports,
    find,
    message_of,
    paths_argument,
    recursive_option,
)
from secmon.cli.output import (
    ORDER,
    counted,
    echo,
    json_option,
    open_counts,
    place,
    plain,
    print_json,
    styled,
    table,
    worst_first,
)

KINDS = [
    "sast",
    "sca",
    "secret",
    "iac",
    "container",
    "dast",
    "license",
    "quality",
    "access",
    "network",
    "malware",
    "other",
]


@click.command(epilog="\b\nExamples:\n  secmon formats\n  secmon formats --json")
@json_option
def formats(as_json: bool) -> None:
    """List the formats that are read, and how to make such a report."""
    if as_json:
        fields = ("id", "name", "url", "command", "kinds", "versions", "severity", "missing")
        print_json([{field: getattr(info, field) for field in fields} for info in secmon.formats()])
        return
    rows = table("ID", "NAME", "KINDS", "HOW TO MAKE A REPORT")
    for info in secmon.formats():
        rows.add_row(info.id, info.name, ", ".join(info.kinds), info.command)
    echo(rows)


def detected(source: Source) -> dict[str, Any]:
    """What is known of one source, as it stands in the JSON."""
    made: dict[str, Any] = {"path": source.name, "format": None, "candidates": []}
    try:
        found = secmon.detect(source.path if source.path is not None else sys.stdin.buffer.read())
    except secmon.Error as error:
        return {**made, "reason": message_of(error)}
    return {**made, "format": found.format, "candidates": list(found.candidates), "reason": found.reason}


@click.command(epilog="\b\nExamples:\n  secmon detect report.json\n  secmon detect --json reports/")
@paths_argument
@recursive_option
@json_option
@click.pass_context
def detect(ctx: click.Context, paths: Sequence[str], recursive: bool, as_json: bool) -> None:
    """Say which format each file is in, and by what it is known.

    Exit status 3 when a file is in no format that is known, or fits several.
    """
    answers = [detected(source) for source in find(paths, recursive)]
    if as_json:
        print_json(answers)
    for answer in [] if as_json else answers:
        if len(answer["candidates"]) > 1:
            word = "ambiguous: " + ", ".join(answer["candidates"])
        else:
            word = answer["format"] or "not recognised"
        click.echo(plain(f"{answer['path']}: {word} ({answer['reason']})"))
    ctx.exit(0 if all(answer["format"] for answer in answers) else NOT_UNDERSTOOD)


def selected(inputs: Inputs, severity: str | None, kinds: Sequence[str], all_states: bool) -> list[secmon.Finding]:
    """The findings that are asked for, the worst first."""
    worst = ORDER[severity] if severity else len(ORDER)
    chosen = (
        finding
        for report in inputs.reports
        for finding in report
        if (all_states or finding.state == "open")
        and ORDER[finding.severity] <= worst
        and (not kinds or finding.kind in kinds)
    )
    return worst_first(chosen)


def show_table(findings: Sequence[secmon.Finding]) -> None:
    rows = table("SEVERITY", "KIND", "RULE", "PLACE", "FINDING", "TOOL")
    for finding in findings:
        state = "" if finding.state == "open" else f" [{finding.state.replace('_', ' ')}]"
        rows.add_row(
            styled(finding.severity),
            finding.kind,
            styled("", plain(finding.rule_id)),
            styled("", place(finding)),
            styled("", plain(finding.title) + state),
            styled("", plain(finding.tool)),
        )
    echo(rows)


@click.command(
    epilog="""
\b
Examples:
  secmon show bandit.json trivy.json
  secmon show reports/ --severity high --limit 0
  secmon show 'reports/**/*.sarif' --kind sast --json
"""
)
@decides_on_reports
@click.option("--severity", type=click.Choice(secmon.SEVERITIES[:-1]), help="Only this severity and worse.")
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only this kind; can be repeated.")
@click.option("--all", "all_states", is_flag=True, help="Also findings that are fixed, dismissed or suppressed.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Most rows; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON: all findings that are asked for, without a limit.")
def show(
    inputs: Inputs, severity: str | None, kinds: Sequence[str], all_states: bool, limit: int, as_json: bool
) -> int:
    """Show the findings, the worst first.

    Findings of unknown severity stand above those that are mere information, so --severity info shows them too. The
    last line counts all that are open.
    """
    findings = selected(inputs, severity, kinds, all_states)
    if as_json:
        print_json({"inputs": inputs.to_list(), "findings": [finding.to_dict() for finding in findings]})
        return inputs.exit_code()
    shown = findings[:limit] if limit else findings
    if shown:
        show_table(shown)
        click.echo()
    summary = f"{counted(len(findings), 'finding')} in {counted(len(inputs.reports), 'report')}"
    if len(shown) < len(findings):
        summary += f", {len(shown)} shown (--limit 0 shows all)"
    if inputs.reports:
        summary += f"; open: {open_counts(secmon.score(inputs.reports, by_group=False).open)}"
    click.echo(summary)
    return inputs.exit_code()
