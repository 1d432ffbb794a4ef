# SPDX-License-Identifier: MIT
"""The commands that decide: score, sla, gate."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import secmon
from secmon.cli.inputs import Inputs, decides_on_reports
from secmon.cli.moments import clock, now_option
from secmon.cli.output import (
    ORDER,
    counted,
    duration,
    echo,
    json_option,
    open_counts,
    place,
    plain,
    print_json,
    renderer_for,
    styled,
    table,
    write_report,
)

by_finding_option = click.option(
    "--by-finding", is_flag=True, help="Count the same vulnerability once for each scanner that reports it."
)


# ---- score --------------------------------------------------------------------------------------------------------


def print_score(score: secmon.Score) -> None:
    echo(styled(score.grade, f"score {score.value} of 100: {score.grade}"))
    echo(f"{counted(score.counted, 'finding')} counted; open: {open_counts(score.open)}")


def scoring(policy: secmon.ScorePolicy, by_finding: bool, **changes: Any) -> secmon.ScorePolicy:
    """The policy of the settings, with what options change in it."""
    names = ("points_per_finding", "floor", "count_unknown", "excellent", "good", "fair")
    given: dict[str, Any] = {name: getattr(policy, name) for name in names}
    given.update((name, value) for name, value in changes.items() if value is not None)
    return secmon.ScorePolicy(**given, by_group=policy.by_group and not by_finding)


@click.command(epilog="\b\nExamples:\n  secmon score reports/\n  secmon score reports/ --floor medium --json")
@decides_on_reports
@click.option("--points", type=click.FloatRange(0), help="Points off for each finding; 2 unless set.")
@click.option("--floor", type=click.Choice(secmon.SEVERITIES[:-1]), help="Least that counts; low unless set.")
@by_finding_option
@json_option
def score(inputs: Inputs, points: float | None, floor: Any, by_finding: bool, as_json: bool) -> int:
    """Score what is open: 100 less two points for each distinct finding.

    excellent from 90, good from 70, fair from 50, critical below. What several scanners report as the same
    vulnerability counts once, see secmon correlate. Findings of unknown severity count. The score says
    nothing about inputs that were not understood: exit status 3 does.
    """
    assert inputs.config is not None
    policy = scoring(inputs.config.score_policy, by_finding, points_per_finding=points, floor=floor)
    result = secmon.score(inputs.reports, policy)
    if as_json:
        print_json({**result.to_dict(), "suppressed": inputs.suppressed, "inputs": inputs.to_list()})
    elif inputs.reports:
        print_score(result)
    return inputs.exit_code()


# ---- sla ----------------------------------------------------------------------------------------------------------

Classified = tuple[secmon.Finding, secmon.Sla]


def classified(inputs: Inputs, now: dt.datetime) -> list[Classified]:
    policy = inputs.config.sla_policy if inputs.config else None
    return [pair for report in inputs.reports for pair in zip(report, secmon.classify(report, now, policy))]


def sla_row(pair: Classified) -> dict[str, Any]:
    finding, sla = pair
    names = ("fingerprint", "severity", "rule_id", "title", "state")
    return {**{name: getattr(finding, name) for name in names}, "place": place(finding), **sla.to_dict()}


def clock_text(clock_: secmon.SlaClock) -> Any:
    text = clock_.state.replace("_", " ")
    if clock_.left is not None and clock_.state in ("on_time", "due_soon", "breached"):
        text += f", {duration(clock_.left)} " + ("over" if clock_.left < dt.timedelta(0) else "left")
    return styled(clock_.state, text)


def urgency(pair: Classified) -> tuple[float, int]:
    """Sorts what is over for longest first, and what has no due time last."""
    finding, sla = pair
    running = sla.resolve.left is not None and sla.resolve.state in ("on_time", "due_soon", "breached")
    left = sla.resolve.left.total_seconds() if running and sla.resolve.left is not None else float("inf")
    return left, ORDER[finding.severity]


def print_slas(pairs: Sequence[Classified], limit: int) -> None:
    ordered = sorted((pair for pair in pairs if pair[0].state == "open"), key=urgency)
    shown = ordered[:limit] if limit else ordered
    rows = table("SEVERITY", "RULE", "PLACE", "RESPOND", "RESOLVE")
    for finding, sla in shown:
        place_and_rule = styled("", plain(finding.rule_id)), styled("", place(finding))
        rows.add_row(styled(finding.severity), *place_and_rule, clock_text(sla.respond), clock_text(sla.resolve))
    if shown:
        echo(rows)
        click.echo()
    if len(shown) < len(ordered):
        click.echo(f"{len(shown)} of {counted(len(ordered), 'finding')} shown (--limit 0 shows all)")
    for name in ("respond", "resolve"):
        states = Counter(getattr(sla, name).state.replace("_", " ") for _, sla in pairs)
        click.echo(f"{name}: " + (", ".join(f"{n} {state}" for state, n in states.most_common()) or "no findings"))


@click.command(epilog="\b\nExamples:\n  secmon sla reports/\n  secmon sla reports/ --now 2024-06-01T09:00:00Z --json")
@decides_on_reports
@now_option("The time to judge by; the clock's by default.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Most rows; 0 for all.")
@json_option
def sla(inputs: Inputs, now: dt.datetime | None, limit: int, as_json: bool) -> int:
    """Hold each finding against its service levels.

    Respond and resolve within: critical 1 h and 24 h, high 4 h and 7 days, medium 24 h and 30 days, low 7 and 90 days.
    A finding without any date of its own or of its report has no clock ("none").
    """
    at = now or clock()
    pairs = classified(inputs, at)
    if as_json:
        rows = [sla_row(pair) for pair in pairs]
        print_json({"now": at.isoformat(), "findings": rows, "inputs": inputs.to_list()})
    elif inputs.reports:
        print_slas(pairs, limit)
    return inputs.exit_code()


# ---- gate ---------------------------------------------------------------------------------------------------------


def limits(_: click.Context, __: click.Parameter, values: Sequence[str]) -> dict[str, int | None]:
    """SEVERITY=N, or SEVERITY=any for no limit."""
    made: dict[str, int | None] = {}
    for value in values:
        severity, _sign, count = value.partition("=")
        if severity not in secmon.SEVERITIES[:-1]:
            raise click.BadParameter(f"'{severity}' is none of {', '.join(secmon.SEVERITIES[:-1])}")
        if count != "any" and not (count.isascii() and count.isdigit() and len(count) < 19):
            raise click.BadParameter(f"'{value}' is not like high=5 or high=any")
        made[severity] = None if count == "any" else int(count)
    return made


def print_verdict(verdict: secmon.Verdict, inputs: Inputs) -> None:
    names = [item.source.name for item in inputs.items if item.report is not None]
    for reason in verdict.reasons:
        name = "" if reason.report is None else f"{names[reason.report]}: "
        echo(styled("high", f"- {name}{reason.message}"))
    for item in inputs.not_understood:
        echo(styled("high", f"- {item.source.name} was not understood"))
    score_ = verdict.score
    echo(f"score {score_.value} of 100: {score_.grade}; open: {open_counts(score_.open)}")
    passed = verdict.passed and not inputs.not_understood
    echo(styled("excellent", "gate passed") if passed else styled("critical", "gate failed"))


def write_reports(paths: Sequence[Path], inputs: Inputs, verdict: secmon.Verdict, now: dt.datetime) -> None:
    for path in paths:
        write_report(path, inputs.reports, renderer_for(path) or "", verdict=verdict, now=now)


def check_endings(_: click.Context, __: click.Parameter, paths: Sequence[Path]) -> Sequence[Path]:
    for path in paths:
        if renderer_for(path) is None:
            raise click.BadParameter(f"'{path}' has no ending of a known form: .md, .html, .json, .sarif, .csv")
    return paths


@click.command(
    epilog="""
\b
Examples:
  secmon gate reports/
  secmon gate reports/ --max high=0 --max medium=any --min-score 80
  secmon gate reports/ --sla-breaches 0 -o summary.md -o report.html
"""
)
@decides_on_reports
@click.option(
    "--max",
    "allowed",
    metavar="SEVERITY=N",
    multiple=True,
    callback=limits,
    help="Findings allowed (high=5, high=any).",
)
@click.option("--min-score", type=click.IntRange(0, 100), help="Fail below this score.")
@click.option("--sla-breaches", type=click.IntRange(0), metavar="N", help="Allowed findings past a service level.")
@now_option("The time to judge service levels by; the clock's by default.")
@click.option("--allow-incomplete", is_flag=True, help="Incomplete reports may pass.")
@click.option("--allow-unknown", is_flag=True, help="Findings of unknown severity may pass.")
@by_finding_option
@click.option(
    "-o",
    "--output",
    "outputs",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    callback=check_endings,
    help="Also write a report with the verdict, in the form of its ending; can be repeated.",
)
@json_option
def gate(
    inputs: Inputs,
    allowed: Any,
    min_score: int | None,
    sla_breaches: int | None,
    now: dt.datetime | None,
    allow_incomplete: bool,
    allow_unknown: bool,
    by_finding: bool,
    outputs: Sequence[Path],
    as_json: bool,
) -> int:
    """Decide whether what was found may pass.

    By default there may be no critical, 5 high, 20 medium and 100 low findings that are open. The gate also fails on
    incomplete reports, on findings of unknown severity, and when there is no report at all. Settings in
    .security/config.yml change these limits, and options go before settings.

    Exit status: 0 it passed; 1 it failed; 3 an input was not understood or is incomplete, whatever else is wrong.
    --allow-incomplete lets incomplete reports pass, but never inputs that were not understood.
    """
    assert inputs.config is not None
    at = now or clock()
    options = inputs.config.gate_options()
    options["allowed"].update(allowed)
    if min_score is not None:
        options["min_score"] = min_score
    if sla_breaches is not None:
        options["sla_breaches"] = sla_breaches
    options["allow_incomplete"] = allow_incomplete = allow_incomplete or options["allow_incomplete"]
    options["allow_unknown"] = allow_unknown or options["allow_unknown"]
    options["score_policy"] = scoring(options["score_policy"], by_finding)
    verdict = secmon.gate(inputs.reports, now=at, **options)
    if as_json:
        passed = verdict.passed and not inputs.not_understood
        print_json({**verdict.to_dict(), "passed": passed, "suppressed": inputs.suppressed, "inputs": inputs.to_list()})
    else:
        print_verdict(verdict, inputs)
    write_reports(outputs, inputs, verdict, at)
    return inputs.exit_code(allow_incomplete) or (0 if verdict.passed else 1)
