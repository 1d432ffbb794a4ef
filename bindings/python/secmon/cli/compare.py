# SPDX-License-Identifier: MIT
"""The commands that compare: diff two states of the same code, correlate the reports of several scanners."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

import secmon
from secmon.cli.inputs import NOT_UNDERSTOOD, Inputs, Problem, compares_reports, reads_reports
from secmon.cli.output import json_option, renderer_for, terminal_options, write_text

FORMS = ["json", "markdown", "table"]
ALIASES = {"md": "markdown"}

output_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; else standard output."
)


def form_of(to: str | None, as_json: bool, output: Path | None) -> Any:
    """The form that is asked for: by --json, by --to, by the ending of the file, or a table."""
    if as_json and to not in (None, "json"):
        raise click.UsageError("--json and --to ask for different forms")
    if as_json or to:
        return "json" if as_json else ALIASES.get(to or "", to)
    by_ending = renderer_for(output) if output else None
    if output and output.suffix not in ("", ".txt") and by_ending not in FORMS:
        raise click.UsageError(f"'{output}' has no ending of a form of a diff: .json, .md or .txt")
    return by_ending or "table"


def exit_code(before: Inputs, after: Inputs, diff: secmon.Diff) -> int:
    """Something that is not known goes before something that is new; what is new but not open is no alarm."""
    unknown = before.exit_code() or after.exit_code() or (NOT_UNDERSTOOD if len(diff.missing) else 0)
    return unknown or int(any(match.finding.state == "open" for match in diff.new))


@click.command(
    epilog="""
\b
Examples:
  secmon diff main.json branch.json
  secmon diff old/ new/ --json
  secmon diff old/ new/ --to markdown -o comment.md     for a comment on a pull request
"""
)
@compares_reports
@click.option("--to", type=click.Choice([*FORMS, *ALIASES]), help="The form; by default a table.")
@output_option
@click.option("--title", default="", help="Title, where the form has one.")
@click.option("--limit", type=click.IntRange(0), default=0, help="Most rows in markdown and table; 0 for 100.")
@click.option("--within-files", is_flag=True, help="Do not follow findings into files that were renamed.")
@click.option(
    "--trust-absence", is_flag=True, help="What an absent or incomplete report does not have is fixed, not missing."
)
@json_option
def diff(
    before: Inputs,
    after: Inputs,
    to: str | None,
    output: Path | None,
    title: str,
    limit: int,
    within_files: bool,
    trust_absence: bool,
    as_json: bool,
) -> int:
    """Show what is new, fixed, moved and changed from OLD to NEW, each a file or a folder of reports.

    Findings are the same by the tool's own identity, the fingerprint, or the rule with the code or message; lines and
    renamed files are followed. What is gone is only fixed if NEW has a complete report of the same tool; else it is
    missing.

    Exit status: 0 nothing is new; 1 something that is open is new; 3 an input was not understood or is incomplete, or
    something is missing, whatever else is new.
    """
    form = form_of(to, as_json, output)
    if not before.reports or not after.reports:
        raise Problem(f"no report was read from {'NEW' if before.reports else 'OLD'}, so nothing is compared")
    result = secmon.diff(before.reports, after.reports, across_files=not within_files, trust_absence=trust_absence)
    options = terminal_options(form, output)
    write_text(output, result.render(form, title=title, max_findings=limit, **options))
    return exit_code(before, after, result)


@click.command(
    epilog="""
\b
Examples:
  secmon correlate reports/
  secmon correlate pip-audit.json safety.json trivy.json --json
"""
)
@reads_reports
@click.option("--all", "all_states", is_flag=True, help="Also groups of which nothing is open.")
@click.option("--limit", type=click.IntRange(0), default=0, help="Most rows of the table; 0 for 100.")
@output_option
@click.option("--json", "as_json", is_flag=True, help="Write JSON: all groups with all their findings.")
def correlate(inputs: Inputs, all_states: bool, limit: int, output: Path | None, as_json: bool) -> int:
    """Show what several scanners report as groups: one for each vulnerability, the worst first.

    Findings are one by aliases of their ids (CVE, GHSA, PYSEC ...) in the same package, version and manifest, by the
    same weakness (CWE) in the same line, or as secrets in the same line. No record is lost: --json has all of them, and
    why they are one.
    """
    if not inputs.reports:
        raise Problem("no report was read, so nothing is compared")
    form: Literal["json", "table"] = "json" if as_json or (output and output.suffix == ".json") else "table"
    groups = secmon.correlate(inputs.reports)
    options = terminal_options(form, output)
    write_text(output, groups.render(form, max_findings=limit, all=all_states, **options))
    return inputs.exit_code()
