# SPDX-License-Identifier: MIT
"""The command that tells people: alert."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import secmon
from secmon.cli import settings
from secmon.cli.inputs import Inputs, Options, Problem, read, recursive_option
from secmon.cli.moments import clock, now_option
from secmon.cli.output import counted, echo, plain, print_json, styled

if TYPE_CHECKING:
    from secmon.deliver import Outcome, Plan, Result

UNDELIVERED = 1
STYLES = {"sent": "good", "queued": "high", "given_up": "critical", "dry_run": "low"}


class Unusable(Problem):
    """State or queue cannot be used, so nothing was sent."""

    exit_code = UNDELIVERED


# ---- from the configuration to what was sent: also for security-alerts ----------------------------------------------


def load_config(path: Path | None) -> secmon.Config:
    """The configuration that is named, or the usual one if it is there, or the defaults; what is odd about it goes to
    standard error."""
    if path is not None and not path.is_file():
        raise click.UsageError(f"{path}: there is no such file")
    config = settings.load(path)
    errors = [note for note in config.notes if note.is_error]
    settings.complain(errors or config.notes)
    if errors:
        raise settings.SettingsProblem(f"{config.file}: nobody is told by settings with errors")
    return config


def plain_lines(text: str) -> str:
    return "\n".join(plain(line) for line in text.splitlines())


def plan_for(config: secmon.Config) -> Plan:
    from secmon.deliver import plan_of

    return plan_of(config.to_dict(), config.sla_policy)


def failures_of(inputs: Inputs) -> list[tuple[str, str]]:
    """What was not understood may be the report of any tool: then nothing is taken for fixed."""
    return [("", f"{item.source.name} was not understood") for item in inputs.not_understood]


def project_of(config: secmon.Config) -> str:
    return str(config["reporting.project"] or os.environ.get("GITHUB_REPOSITORY") or Path.cwd().name)


def tell(inputs: Inputs, config: secmon.Config, plan: Plan, now: dt.datetime, **options: Any) -> Result:
    """Sends what is to be told, and gives what became of it."""
    from secmon import deliver

    settings.suppress_in(inputs, None, True, config, now)
    verdict = secmon.gate(inputs.reports, now=now, **config.gate_options()) if inputs.reports else None
    try:
        return deliver.run(
            inputs.reports,
            plan.policy,
            now=now,
            state=plan.state,
            queue=plan.queue,
            settings=plan.settings,
            patience=plan.patience,
            keep_days=plan.keep_days,
            verdict=verdict,
            title=project_of(config),
            **{**options, "failures": [*failures_of(inputs), *options.get("failures", ())]},
        )
    except deliver.StorageProblem as problem:
        raise Unusable(str(problem)) from problem
    except secmon.ArgumentError as error:
        raise click.UsageError(f"the alerts of the configuration: {error}") from error


def print_outcomes(result: Result, quiet: bool = False) -> None:
    for outcome in result.outcomes:
        if outcome.status == "dry_run":
            print_message(outcome)
        elif not quiet:
            detail = f" ({plain(outcome.detail)})" if outcome.detail not in ("", "sent") else ""
            word = outcome.status.replace("_", " ")
            echo(styled(STYLES[outcome.status], f"{word:8} {outcome.channel}: {outcome.message.subject}{detail}"))
    for problem in result.problems:
        click.echo(f"secmon: {plain(problem)}", err=True)
    if not result.outcomes and not quiet:
        click.echo("nothing new to tell")


def print_message(outcome: Outcome) -> None:
    """A message as it would be sent."""
    message = outcome.message
    about = f" {message.unit}" if message.unit else ""
    echo(styled("low", f"---- {message.channel}: {message.action}{about}: {message.subject}"))
    for name, values in (("to", message.to), ("labels", message.labels)):
        if values:
            click.echo(f"{name}: {plain(', '.join(values))}")
    body = message.body or message.comment
    with contextlib.suppress(ValueError):
        body = json.dumps(json.loads(body), indent=2)
    click.echo(plain_lines(body))
    click.echo()


def exit_code(inputs: Inputs, result: Result) -> int:
    """3 an input was not understood or is incomplete; 1 something waits or was given up; else 0."""
    return inputs.exit_code() or (0 if result.delivered else UNDELIVERED)


# ---- the command ----------------------------------------------------------------------------------------------------


def failed_tools(_: click.Context, __: click.Parameter, values: Sequence[str]) -> list[tuple[str, str]]:
    """TOOL, or TOOL=REASON."""
    pairs = [value.partition("=") for value in values]
    if any(not tool.strip() for tool, _sign, _reason in pairs):
        raise click.BadParameter("name the tool: --failed bandit='it was killed'")
    return [(tool.strip(), reason) for tool, _sign, reason in pairs]


@click.command(
    epilog="""
\b
Examples:
  secmon alert security_reports/                   tells what is new, by .security/config.yml
  secmon alert reports/ --dry-run                  shows every message, sends nothing
  secmon alert reports/ --pull-request 12 --json   also keeps the comment on a pull request up to date
  secmon alert                                     only sends what could not be delivered before

\b
Exit status: 0 all was delivered; 1 something waits in the queue, or was given up; 2 wrong usage or
configuration; 3 an input was not understood or is incomplete (what is known is told nevertheless).
"""
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--config",
    "config_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The configuration; by default {settings.CONFIG}, if it is there.",
)
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="The file that remembers what was told.")
@click.option("--dry-run", is_flag=True, help="Show every message, and neither send nor remember anything.")
@click.option("--pull-request", metavar="N", help="Its number; by default that of the job, from GITHUB_REF.")
@click.option("--failed", metavar="TOOL[=REASON]", multiple=True, callback=failed_tools, help="A scanner that failed.")
@click.option("--acknowledge", metavar="FINGERPRINT", multiple=True, help="Somebody has taken it up: no escalation.")
@click.option("--format", "format_", metavar="ID", help="The format of all inputs, where it cannot be detected.")
@recursive_option
@click.option("--skip-unknown", is_flag=True, help="Skip files in a folder that are in no format that is known.")
@now_option("The time to judge by; the clock's by default.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON: what became of each message.")
def alert(
    paths: Sequence[str],
    config_path: Path | None,
    state: Path | None,
    dry_run: bool,
    pull_request: str | None,
    failed: Sequence[tuple[str, str]],
    acknowledge: Sequence[str],
    format_: str | None,
    recursive: bool,
    skip_unknown: bool,
    now: dt.datetime | None,
    as_json: bool,
) -> None:
    """Tell people what is new, regressed, late or broken, each thing once.

    Goes by `alerts` in the configuration; addresses and secrets come from the environment, as docs/alerts.md lists
    them. One digest a run and channel, and an issue for each finding on GitHub. What a server does not take waits in
    the queue beside the state, and is sent by the next run.
    """
    if pull_request is not None and not (pull_request.isascii() and pull_request.isdigit()):
        raise click.BadParameter("is a number", param_hint="--pull-request")
    config = load_config(config_path)
    inputs = read(paths, Options(format_, recursive, skip_unknown)) if paths else Inputs([])
    inputs.name_problems()
    plan = plan_for(config)
    if state is not None:
        plan.state, plan.queue = state, state.parent / "queue"
    if as_json:
        plan.settings.output = sys.stderr  # standard output is for the JSON
    result = tell(
        inputs,
        config,
        plan,
        now or clock(),
        dry_run=dry_run,
        failures=list(failed),
        acknowledged=list(acknowledge),
        pull_request=pull_request or plan.settings.pull_request(),
    )
    if as_json:
        outcomes = [
            {**outcome.to_dict(), **({"message": outcome.message.to_dict()} if dry_run else {})}
            for outcome in result.outcomes
        ]
        report = {"delivered": result.delivered, "outcomes": outcomes, "problems": result.problems}
        print_json({**report, "inputs": inputs.to_list()})
    else:
        print_outcomes(result)
        waiting = sum(outcome.status == "queued" for outcome in result.outcomes)
        if waiting:
            click.echo(f"secmon: {counted(waiting, 'message')} in {plan.queue}; the next run sends it", err=True)
    click.get_current_context().exit(exit_code(inputs, result))
