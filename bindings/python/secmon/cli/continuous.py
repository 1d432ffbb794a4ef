# SPDX-License-Identifier: MIT
"""The command for continuous integration: ci."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

import secmon
from secmon.cli.decide import check_endings, limits, print_verdict
from secmon.cli.inputs import Inputs, Options, read
from secmon.cli.output import print_json, renderer_for, write_report, write_text
from secmon.cli.scanning import (
    exit_code,
    goes_by_settings,
    judged,
    keep,
    mode_option,
    prepare,
    print_result,
    result_dict,
    scanned,
    tools_option,
)
from secmon.cli.settings import suppress_in


def append_summary(path: Path, reports: list[secmon.Report], **options: Any) -> None:
    """Adds to the summary of the step, which other programs of the step may have begun."""
    from secmon import ci

    try:
        room = ci.room_in(path)
        with open(path, "ab") as file:
            file.write(ci.summary(reports, limit=max(0, room - 1), **options).encode() + b"\n")
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror or error}") from error


@click.command(
    epilog="""
\b
Examples:
  secmon ci --mode standard -o secmon.sarif           scan, judge, annotate
  secmon ci reports/ --comment comment.md             judge reports that other steps wrote
  secmon ci --code-quality gl-code-quality.json       GitLab

\b
Exit status: 0 the gate passed; 1 it failed; 2 wrong usage or configuration; 3 the result is incomplete.
"""
)
@click.argument("paths", nargs=-1, metavar="[REPORT]...")
@mode_option
@tools_option
@goes_by_settings
@click.option("--target", "targets", metavar="PATH", multiple=True, help="What is scanned; can be repeated.")
@click.option("--reports", "folder", metavar="DIR", help="Also keep the scan in this folder, as `secmon scan` does.")
@click.option(
    "--max",
    "allowed",
    metavar="SEVERITY=N",
    multiple=True,
    callback=limits,
    help="Findings allowed (high=5, high=any).",
)
@click.option("--min-score", type=click.IntRange(0, 100), help="Fail below this score.")
@click.option(
    "-o",
    "--output",
    "also",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    callback=check_endings,
    help="Write the findings, in the form of the ending (.sarif for upload to GitHub); can be repeated.",
)
@click.option("--comment", type=click.Path(dir_okay=False, path_type=Path), help="Write the comment of a pull request.")
@click.option(
    "--code-quality", type=click.Path(dir_okay=False, path_type=Path), help="Write GitLab's code quality report."
)
@click.option(
    "--summary",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="GITHUB_STEP_SUMMARY",
    help="Add a summary to this file; that of $GITHUB_STEP_SUMMARY by default.",
)
@click.option(
    "--annotations/--no-annotations", default=None, help="Workflow commands; by default in GitHub Actions only."
)
@click.option("--no-gate", is_flag=True, help="Exit status 0 also where the gate fails; what is incomplete is still 3.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON; workflow commands then go to standard error.")
def ci(
    paths: Sequence[str],
    mode: str,
    tools: str | None,
    config_file: Path | None,
    no_config: bool,
    rules_file: Path | None,
    no_suppressions: bool,
    targets: Sequence[str],
    folder: str | None,
    allowed: dict[str, int | None],
    min_score: int | None,
    also: Sequence[Path],
    comment: Path | None,
    code_quality: Path | None,
    summary: Path | None,
    annotations: bool | None,
    no_gate: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Scan, or read reports, and show the result where continuous integration shows it.

    Without REPORT the scanners of --mode or --tools run, as with `secmon scan`. The thresholds are those of the
    configuration; --max and --min-score go before it. On GitHub the ten worst errors and warnings become annotations,
    and a summary is added to the step.
    """
    from secmon import ci as texts
    from secmon.scan.files import scanners_table

    given = click.get_current_context().get_parameter_source
    if paths and (tools or targets or folder or given("mode") == click.core.ParameterSource.COMMANDLINE):
        raise click.UsageError("--mode, --tools, --target and --reports are for a scan, not for reports")
    prepared = prepare(config_file, no_config, rules_file, no_suppressions)
    settings = prepared.settings
    gate = {**settings.gate, "allowed": {**settings.thresholds, **allowed}}
    if min_score is not None:
        gate["min_score"] = min_score
    settings = replace(settings, gate=gate)
    now, extra = dt.datetime.now(dt.timezone.utc), ""
    files: list[Path] = []
    inputs = Inputs([])
    if paths:
        inputs = read(paths, Options())
        inputs.name_problems()
        suppress_in(inputs, rules_file, not no_suppressions, prepared.config, now)
        reports = inputs.reports
        verdict = judged(reports, settings)
        passed = verdict.passed and not inputs.not_understood
        code = inputs.exit_code() or (0 if verdict.passed else 1)
        answer: dict[str, Any] = {"verdict": verdict.to_dict(), "inputs": inputs.to_list()}
        if inputs.not_understood:
            extra = f"**{len(inputs.not_understood)} inputs were not understood: the gate failed.**\n"
    else:
        result = scanned(prepared, mode, tools, targets, None, quiet)
        reports = [result.report]
        verdict = judged(reports, settings)
        passed, code = verdict.passed, exit_code(result, verdict)
        if folder:
            files += keep(result, settings, verdict, folder, with_dashboard=False)
        answer = result_dict(result, verdict, files)
        extra = "## Scanners\n\n" + scanners_table(result.runs)
    for path in also:
        write_report(path, reports, renderer_for(path) or "", verdict=verdict, now=now)
    options: dict[str, Any] = {"verdict": verdict, "now": now, "extra": extra}
    if comment:
        write_text(comment, texts.comment(reports, **options))
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or os.getcwd()
    if code_quality:
        write_text(code_quality, texts.code_quality(reports, root=root))
    if summary:
        append_summary(summary, reports, **options)
    if as_json:
        print_json({**answer, "passed": passed})
    elif paths:
        print_verdict(verdict, inputs)
    else:
        print_result(result, verdict, [*files, *also])
    if texts.on_github() if annotations is None else annotations:
        failed = "" if passed else "the gate failed" if code == 1 else "the gate failed: the result is incomplete"
        for line in texts.workflow_commands(reports, failed=failed, root=root):
            click.echo(line, err=as_json)
    click.get_current_context().exit(0 if no_gate and code == 1 else code)
