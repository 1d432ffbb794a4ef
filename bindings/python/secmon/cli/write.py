# SPDX-License-Identifier: MIT
"""The command that writes: convert."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import secmon
from secmon.cli.inputs import Inputs, Problem, reads_reports
from secmon.cli.moments import now_option
from secmon.cli.output import renderer_for, terminal_options, write_report

ALIASES = {"md": "markdown"}
RENDERERS = [renderer.id for renderer in secmon.renderers()]


@click.command(
    epilog="""
\b
Examples:
  secmon convert trivy.json --to sarif -o trivy.sarif
  secmon convert reports/ -o summary.md         the ending says which form
  bandit -r . -f json | secmon convert - --to csv
"""
)
@reads_reports
@click.option("--to", type=click.Choice([*RENDERERS, *ALIASES]), help="The form; by default that of --output's ending.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; else standard output.")
@click.option("--title", default="", help="Title, where the form has one.")
@now_option("Also show when findings are due, as seen at this time; 'now' for the clock's.")
@click.option("--all", "all_states", is_flag=True, help="In markdown and table, also findings that are not open.")
def convert(inputs: Inputs, to: str | None, output: Path | None, title: str, now: Any, all_states: bool) -> int:
    """Write the reports in another form, several as one document."""
    renderer = ALIASES.get(to, to) if to else renderer_for(output) if output else None
    if renderer is None:
        raise click.UsageError("which form? Give --to, or --output with an ending such as .json, .sarif, .md or .html")
    if not inputs.reports:
        raise Problem("no report was read, so nothing is written")
    options = terminal_options(renderer, output)
    write_report(output, inputs.reports, renderer, title=title, now=now, all=all_states, **options)
    return inputs.exit_code()
