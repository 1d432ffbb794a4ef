# SPDX-License-Identifier: MIT
"""The commands that remember: history, triage, metrics."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Callable

import click

import secmon
from secmon.cli.inputs import Inputs, Problem, config_option, no_config_option, reads_reports
from secmon.cli.moments import clock, moment, now_option
from secmon.cli.output import (
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
    worst_first,
    write_report,
)

DATABASE = Path(".security/history.db")

Command = Callable[..., Any]


def uses_history(command: Command) -> Command:
    """The options that say which file, and which project in it."""
    for option in (
        click.option("--branch", default="", help="The branch; the project's main one by default."),
        click.option("--project", default="default", show_default=True, help="The project in the file."),
        click.option(
            "--db",
            type=click.Path(dir_okay=False, path_type=Path),
            default=DATABASE,
            show_default=True,
            envvar="SECMON_DB",
            show_envvar=True,
            help="The file that holds the history.",
        ),
    ):
        command = option(command)
    return command


@contextlib.contextmanager
def history_in(db: Path, *, create: bool = False) -> Iterator[secmon.History]:
    """The history in a file. What is wrong with the file ends the command with 3, a wrong argument with 2."""
    if not create and not db.exists():
        raise Problem(f"{db}: there is no history yet; `secmon history add` makes one")
    read_only = not create and not os.access(db, os.W_OK)
    try:
        with secmon.History(db, create=create, read_only=read_only) as history:
            yield history
    except secmon.ArgumentError as error:
        raise click.UsageError(str(error)) from error
    except secmon.StorageError as error:
        raise Problem(str(error)) from error


def inventory_of(paths: Sequence[Path]) -> secmon.Inventory | None:
    """Lists of packages, laid over each other: the full one first, then the outdated one."""
    made: secmon.Inventory | None = None
    for path in paths:
        try:
            read = secmon.parse_inventory(path.read_bytes())
        except (OSError, secmon.Error) as error:
            raise Problem(f"{path}: no list of packages: {getattr(error, 'strerror', None) or error}") from error
        made = read if made is None else made.merge(read)
    return made


inventory_option = click.option(
    "--inventory",
    "inventories",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A list of packages (pip list --format json, npm ls --json); then the outdated one.",
)


@click.group(
    "history",
    epilog="""
\b
Examples:
  secmon history add reports/ --commit "$(git rev-parse HEAD)"
  secmon history show
  secmon history events 1:4f2c1e
""",
)
def group() -> None:
    """Keep what scans found, and ask for it.

    The history is one file that may hold many projects. A finding is known by its fingerprint, so that code that moves
    keeps its past.
    """


# ---- add ----------------------------------------------------------------------------------------------------------


def time_of_files(inputs: Inputs) -> dt.datetime | None:
    """When the newest of the files was written, for reports that do not say when they were made."""
    if any(report.generated is not None for report in inputs.reports):
        return None
    paths = [item.source.path for item in inputs.items if item.report is not None and item.source.path is not None]
    times = [path.stat().st_mtime for path in paths if path.is_file()]
    return dt.datetime.fromtimestamp(int(max(times)), dt.timezone.utc) if times else None


def print_added(done: secmon.Ingest) -> None:
    if done.repeated:
        click.echo(f"scan {done.scan} was there already; nothing has changed")
        return
    counts = (
        f"{done.added} new, {done.fixed} fixed, {done.reopened} reopened, {done.changed} changed, "
        f"{done.unchanged} unchanged"
    )
    click.echo(f"scan {done.scan}: {counts}")
    if done.late:
        click.echo("it is older than another scan that is there: it fixed and reopened nothing of that one's tools")
    if not done.complete:
        click.echo("it is incomplete: what its incomplete tools did not find is not taken as fixed")


@group.command(
    epilog="""
\b
Examples:
  secmon history add reports/
  secmon history add bandit.json trivy.json --project shop --branch main
  secmon history add image.json --target registry/shop:1.4
  secmon history add reports/ --tool gitleaks     it ran, but leaves no report when it finds nothing
"""
)
@reads_reports
@uses_history
@click.option("--commit", default="", help="The commit that was scanned.")
@click.option("--tool", "tools", multiple=True, help="A tool that ran; needed where it left no report.")
@click.option("--target", "targets", multiple=True, help="A folder, image or URL that was scanned; all by default.")
@click.option("--incomplete", is_flag=True, help="A tool failed: take nothing as fixed.")
@click.option(
    "--time",
    metavar="TIME",
    callback=moment,
    help="When the scan ran; else as the reports, then the files say.",
)
@click.option("--files-scanned", type=click.IntRange(0), metavar="N", help="For the scan coverage.")
@click.option("--files-of-code", type=click.IntRange(0), metavar="N", help="For the scan coverage.")
@inventory_option
@json_option
def add(
    inputs: Inputs,
    db: Path,
    project: str,
    branch: str,
    commit: str,
    tools: Sequence[str],
    targets: Sequence[str],
    incomplete: bool,
    time: dt.datetime | None,
    files_scanned: int | None,
    files_of_code: int | None,
    inventories: Sequence[Path],
    as_json: bool,
) -> int:
    """Add the reports of one scan.

    The same scan twice changes nothing. A finding becomes fixed when a complete scan that covers its tool and target no
    longer finds it; inputs that were not understood make the scan incomplete.
    """
    if not inputs.reports and not tools:
        raise Problem("no report was read, so nothing is added")
    inventory = inventory_of(inventories)
    with history_in(db, create=True) as history:
        done = history.ingest(
            inputs.reports,
            project=project,
            branch=branch,
            commit=commit,
            tools=tools,
            targets=targets,
            complete=not incomplete and not inputs.not_understood,
            time=time or time_of_files(inputs),
            now=clock(),
            files_scanned=files_scanned,
            files_of_code=files_of_code,
            inventory=inventory,
        )
    if as_json:
        print_json({**done.to_dict(), "inputs": inputs.to_list()})
    else:
        print_added(done)
    for note in done.notes:
        click.echo(f"secmon: {plain(note)}", err=True)
    return inputs.exit_code()


# ---- show ---------------------------------------------------------------------------------------------------------


def step_of(finding: secmon.Finding) -> str:
    """Where it stands: its state if it is closed, else the step of the workflow."""
    if finding.state != "open":
        return finding.state.replace("_", " ")
    return next((tag.removeprefix("step:") for tag in finding.tags if tag.startswith("step:")), "open")


def show_table(findings: Sequence[secmon.Finding], now: dt.datetime) -> None:
    rows = table("FINGERPRINT", "SEVERITY", "STATE", "AGE", "RULE", "PLACE", "FINDING")
    for finding in findings:
        since = finding.dates.detected
        rows.add_row(
            finding.fingerprint[:14],
            styled(finding.severity),
            step_of(finding),
            "" if since is None else duration(now - since),
            styled("", plain(finding.rule_id)),
            styled("", place(finding)),
            styled("", plain(finding.title)),
        )
    echo(rows)


def ending_known(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and renderer_for(path) is None:
        raise click.BadParameter(f"'{path}' has no ending of a known form: .md, .html, .json, .sarif, .csv")
    return path


@group.command(
    epilog="""
\b
Examples:
  secmon history show --severity high
  secmon history show --all --json
  secmon history show -o open.json && secmon gate open.json
"""
)
@uses_history
@click.option("--severity", type=click.Choice(secmon.SEVERITIES[:-1]), help="Only this severity and worse.")
@click.option("--tool", default="", help="Only of this tool.")
@click.option("--all", "all_states", is_flag=True, help="Also findings that are fixed, dismissed or accepted.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Most rows; 0 for all.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=ending_known,
    help="Write a report instead, in the form of its ending.",
)
@now_option("The time to judge by; the clock's by default.")
@json_option
@click.pass_context
def show(
    ctx: click.Context,
    db: Path,
    project: str,
    branch: str,
    severity: Any,
    tool: str,
    all_states: bool,
    limit: int,
    output: Path | None,
    now: dt.datetime | None,
    as_json: bool,
) -> None:
    """Show the findings, the worst first, with their states and ages.

    Exit status 3 when the newest scan of one of the tools was incomplete, or the project is not there.
    """
    at = now or clock()
    with history_in(db) as history:
        report = history.findings(
            project, now=at, all=all_states, severity=severity or "unknown", tool=tool, branch=branch
        )
    for note in report.notes:
        click.echo(f"secmon: {plain(note.message)}", err=True)
    if output is not None:
        write_report(output, [report], renderer_for(output) or "", now=at)
    elif as_json:
        print_json(report.to_dict())
    else:
        findings = worst_first(report)
        shown = findings[:limit] if limit else findings
        if shown:
            show_table(shown, at)
            click.echo()
        more = f", {len(shown)} shown (--limit 0 shows all)" if len(shown) < len(findings) else ""
        click.echo(f"{counted(len(findings), 'finding')}{more}; open: {open_counts(report.summary())}")
    ctx.exit(0 if report.complete else 3)


# ---- events, scans, projects, prune -------------------------------------------------------------------------------


@group.command(epilog="\b\nExamples:\n  secmon history events\n  secmon history events 1:4f2c1e --json")
@click.argument("fingerprint", default="")
@uses_history
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Only the newest; 0 for all.")
@json_option
def events(fingerprint: str, db: Path, project: str, branch: str, limit: int, as_json: bool) -> None:
    """Show what happened to all findings, or to one: the beginning of its fingerprint is enough."""
    with history_in(db) as history:
        rows = history.events(fingerprint, project, branch=branch)
        past = history.past(fingerprint, project, branch=branch, now=clock()) if fingerprint else None
    if as_json:
        print_json({"past": past, "events": rows} if past else {"events": rows})
        return
    shown = rows[-limit:] if limit else rows
    made = table("TIME", "FINGERPRINT", "EVENT", "WHO", "REASON")
    for row in shown:
        until = f" (until {row['until']})" if row["until"] else ""
        who = row["who"] or (f"scan {row['scan']}" if row["scan"] else "")
        words = styled("", plain(who)), styled("", plain(row["reason"]) + until)
        made.add_row(row["time"], row["fingerprint"][:14], row["kind"].replace("_", " "), *words)
    if shown:
        echo(made)
    if len(shown) < len(rows):
        click.echo(f"{len(shown)} of {counted(len(rows), 'event')} shown (--limit 0 shows all)")


@group.command(epilog="\b\nExamples:\n  secmon history scans\n  secmon history scans --json")
@uses_history
@click.option("--limit", type=click.IntRange(0), default=30, show_default=True, help="Only the newest; 0 for all.")
@json_option
def scans(db: Path, project: str, branch: str, limit: int, as_json: bool) -> None:
    """Show the scans, and what was open after each of them: vulnerabilities, whoever found them."""
    with history_in(db) as history:
        rows = history.scans(project, branch=branch)
    if as_json:
        print_json(rows)
        return
    shown = rows[-limit:] if limit else rows
    made = table("SCAN", "TIME", "COMMIT", "TOOLS", "NEW", "FIXED", "OPEN", "")
    for row in shown:
        odd = ", ".join(word for word, is_so in (("incomplete", not row["complete"]), ("late", row["late"])) if is_so)
        words = styled("", plain(row["commit"][:12])), styled("", plain(", ".join(row["tools"])))
        new, fixed = sum(row["added"].values()), sum(row["fixed"].values())
        made.add_row(str(row["id"]), row["time"], *words, str(new), str(fixed), open_counts(row["open"]), odd)
    if shown:
        echo(made)
    if len(shown) < len(rows):
        click.echo(f"{len(shown)} of {counted(len(rows), 'scan')} shown (--limit 0 shows all)")


@group.command(epilog="\b\nExamples:\n  secmon history projects")
@uses_history
@json_option
def projects(db: Path, project: str, branch: str, as_json: bool) -> None:
    """List the projects and branches of the file."""
    with history_in(db) as history:
        rows = history.projects()
    if as_json:
        print_json(rows)
        return
    made = table("PROJECT", "BRANCH", "SCANS", "FINDINGS", "LAST SCAN")
    for row in rows:
        name, of_branch = styled("", plain(row["name"])), styled("", plain(row["branch"]))
        made.add_row(name, of_branch, str(row["scans"]), str(row["findings"]), row["last_scan"] or "")
    echo(made)


@group.command(epilog="\b\nExamples:\n  secmon history prune --days 730")
@uses_history
@click.option("--days", type=click.IntRange(1), required=True, help="How long findings stay after they were fixed.")
@now_option("The time to count back from; the clock's by default.")
@json_option
def prune(db: Path, project: str, branch: str, days: int, now: dt.datetime | None, as_json: bool) -> None:
    """Remove what was fixed long ago, and old scans. What is open always stays."""
    with history_in(db) as history:
        removed = history.retain((now or clock()) - dt.timedelta(days=days), project)
    if as_json:
        print_json(removed)
    else:
        click.echo("removed " + ", ".join(counted(count, noun[:-1]) for noun, count in removed.items()))


# ---- triage -------------------------------------------------------------------------------------------------------


def somebody() -> str:
    """Who works at this machine."""
    import getpass

    with contextlib.suppress(Exception):
        return getpass.getuser()
    return ""


@click.command(
    epilog="""
\b
Examples:
  secmon triage 1:4f2c1e --state investigating
  secmon triage 1:4f2c1e --state accepted --until 2025-01-31 --reason "behind a VPN until the rewrite"
  secmon triage 1:4f2c1e --state false_positive --reason "constant input"
  secmon triage 1:4f2c1e --state reopened
"""
)
@click.argument("fingerprint")
@uses_history
@click.option("--state", type=click.Choice(secmon.TRIAGE_STATES), required=True, help="The step, or the decision.")
@click.option("--reason", default="", help="Why.")
@click.option("--until", metavar="TIME", callback=moment, help="When an acceptance ends.")
@click.option("--who", help="Who decided; the user of this machine by default.")
@now_option("When it was decided; the clock's time by default.")
@json_option
def triage(
    fingerprint: str,
    db: Path,
    project: str,
    branch: str,
    state: Any,
    reason: str,
    until: dt.datetime | None,
    who: str | None,
    now: dt.datetime | None,
    as_json: bool,
) -> None:
    """Write down a decision about a finding, or a step of the response workflow.

    Steps: acknowledged, triaged, investigating, remediated, verified, communicated, prevented. Decisions: accepted
    (perhaps --until a time), false_positive, dismissed, suppressed, fixed; reopened takes a decision back. They hold
    on every branch. The beginning of a fingerprint is enough, as `secmon history show` writes it.
    """
    at = now or clock()
    with history_in(db) as history:
        number = history.triage(
            fingerprint,
            state,
            time=at,
            project=project,
            who=somebody() if who is None else who,
            reason=reason,
            until=until,
        )
        past = history.past(fingerprint, project, now=at, branch=branch)
    if as_json:
        print_json({"branches": number, "past": past})
    else:
        click.echo(f"{state.replace('_', ' ')} on {counted(number, 'branch').replace('branchs', 'branches')}")


# ---- metrics ------------------------------------------------------------------------------------------------------

MEANS = {"detect": "time to detect", "respond": "time to respond", "remediate": "time to remediate"}
AIM_STYLES = {"met": "good", "missed": "critical", "no_target": "", "no_data": "info"}


def days_of(seconds: float) -> str:
    return duration(dt.timedelta(seconds=seconds))


def share_of(part: float) -> str:
    return f"{part:.0%}" if part in (0, 1) else f"{part:.1%}"


def figure_rows(kpis: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Callable[[float], str]]]:
    for key, title in MEANS.items():
        for severity in secmon.SEVERITIES:
            figure = kpis[key][severity]
            if figure["count"]:
                yield f"{title}, {severity}", figure, days_of
        if not kpis[key]["all"]["count"]:
            yield title, kpis[key]["all"], days_of
    yield "open high and critical", kpis["backlog"], lambda value: f"{value:.0f}"
    yield "fixed of what was open", kpis["remediation"], share_of
    yield "packages up to date", kpis["freshness"], share_of
    yield "code scanned", kpis["coverage"], share_of


def previous_figure(previous: dict[str, Any], name: str) -> dict[str, Any]:
    return next((figure for row, figure, _ in figure_rows(previous) if row == name), {"value": None})


def print_metrics(months: dict[str, Any], trend: dict[str, Any]) -> None:
    kpis, previous = months["current"], months["previous"]
    made = table("FIGURE", "VALUE", "BEFORE", "TARGET", "", "RESTS ON")
    for name, figure, shown in figure_rows(kpis):
        before = previous_figure(previous, name)["value"]
        value = "no data" if figure["value"] is None else shown(figure["value"])
        made.add_row(
            name,
            value,
            "" if before is None else shown(before),
            "" if figure["target"] is None else shown(figure["target"]),
            styled(AIM_STYLES[figure["aim"]], figure["aim"].replace("_", " ")),
            str(figure["count"]),
        )
    score = "not known" if kpis["score"] is None else f"{kpis['score']} of 100: {kpis['grade']}"
    opened = "not known" if kpis["open"] is None else open_counts(kpis["open"])
    echo(styled(kpis["grade"] or "", f"score {score}; open: {opened}"))
    echo(made)
    click.echo()
    weeks = table("UNTIL", "SCORE", "NEW", "FIXED", "REOPENED", "OPEN")
    for point in trend["points"]:
        numbers = (str(sum(point[key].values())) for key in ("added", "fixed", "reopened"))
        known = point["open"] is not None
        weeks.add_row(
            point["until"][:10],
            str(point["score"]) if known else "",
            *numbers,
            open_counts(point["open"]) if known else "not known",
        )
    echo(weeks)


@click.command(
    epilog="""
\b
Examples:
  secmon metrics
  secmon metrics --days 90 --json
  secmon metrics --to openmetrics > /var/lib/node_exporter/secmon.prom
"""
)
@uses_history
@click.option("--days", type=click.IntRange(1, 36500), default=30, show_default=True, help="How far to look back.")
@click.option("--step", type=click.IntRange(1, 36500), default=7, show_default=True, help="Days in a period.")
@inventory_option
@config_option
@no_config_option
@now_option("The end of the time; the clock's by default.")
@click.option("--to", type=click.Choice(["table", "json", "openmetrics"]), default="table", help="The form.")
@json_option
def metrics(
    db: Path,
    project: str,
    branch: str,
    days: int,
    step: int,
    inventories: Sequence[Path],
    config_file: Path | None,
    no_config: bool,
    now: dt.datetime | None,
    to: str,
    as_json: bool,
) -> None:
    """Show the key figures and the trend: mean times, backlog, score, each against its target.

    The same vulnerability from several scanners counts once. Every figure says on how many (or on how many files,
    packages) it rests; "no data" is not 0. BEFORE is the same figure of as many days before. Service levels and score
    are those of .security/config.yml.
    """
    from secmon.cli.settings import settings_for

    at, config = now or clock(), settings_for(config_file, not no_config)
    window: dict[str, Any] = {
        "now": at,
        "since": at - dt.timedelta(days=days),
        "branch": branch,
        "inventory": inventory_of(inventories),
        "sla": config.sla_policy,
        "score": config.score_policy,
    }
    with history_in(db) as history:
        if to == "openmetrics" and not as_json:
            click.echo(history.open_metrics(project, **window), nl=False)
            return
        months = history.month_over_month(project, **window)
        trend = history.trend(project, now=at, days=days, step=step, branch=branch, score=config.score_policy)
    if as_json or to == "json":
        print_json({"kpis": months["current"], "previous": months["previous"], "trend": trend})
    else:
        print_metrics(months, trend)
