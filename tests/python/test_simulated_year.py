# SPDX-License-Identifier: MIT
"""A year of five scanners: the history's figures against those of a plain calculation that shares no code with it.

Findings appear, move, change their line, are fixed and come back; up to three scanners report the same vulnerability of
a package, each from its own day on and until its own; people acknowledge, accept, dismiss and take back; scans are of
one tool or of all, and some are incomplete. The plain calculation keeps lists of times and counts.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest
import secmon

UTC = dt.timezone.utc
START = dt.datetime(2024, 1, 1, 8, tzinfo=UTC)
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
SEVERITIES = secmon.SEVERITIES
RANKS = ("unknown", "info", "low", "medium", "high", "critical")
TOOLS = ("bandit", "grype", "pip-audit", "semgrep", "trivy")
OF_PACKAGES = ("grype", "pip-audit", "trivy")
RESPOND = {"critical": 3600, "high": 4 * 3600, "medium": 86400, "low": 7 * 86400, "unknown": 86400, "info": None}
RESOLVE = {"critical": 1, "high": 7, "medium": 30, "low": 90, "unknown": 30, "info": None}


# ---- what scanners write ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weakness:
    tool: str
    number: int
    severity: str
    published: dt.datetime | None
    shared: bool = False

    def line(self, moved: int) -> int:
        return 10 + self.number * 3 + moved


def bandit(weaknesses: list[Weakness], moved: int) -> bytes:
    rows = [
        {
            "code": f"{w.line(moved)} run_{w.number}(x)\n",
            "filename": f"app/m{w.number % 7}.py",
            "issue_confidence": "HIGH",
            "issue_severity": w.severity.upper(),
            "issue_text": "a shell",
            "line_number": w.line(moved),
            "line_range": [w.line(moved)],
            "test_id": "B602",
            "test_name": "shell",
        }
        for w in weaknesses
    ]
    return json.dumps({"errors": [], "generated_at": "2020-01-01T00:00:00Z", "metrics": {}, "results": rows}).encode()


def semgrep(weaknesses: list[Weakness], moved: int) -> bytes:
    words = {"high": "ERROR", "medium": "WARNING", "low": "INFO"}
    rows = [
        {
            "check_id": f"rules.r{w.number % 5}",
            "path": f"app/s{w.number % 7}.py",
            "start": {"line": w.line(moved), "col": 1, "offset": 0},
            "end": {"line": w.line(moved), "col": 9, "offset": 8},
            "extra": {"message": "not good", "severity": words[w.severity], "lines": f"call_{w.number}(y)"},
        }
        for w in weaknesses
    ]
    return json.dumps({"version": "1.50.0", "results": rows, "errors": [], "paths": {"scanned": []}}).encode()


def trivy(weaknesses: list[Weakness], moved: int) -> bytes:
    rows = [
        {
            "VulnerabilityID": f"CVE-2023-{1000 + w.number}",
            "PkgName": f"package{w.number}",
            "InstalledVersion": f"1.{0 if w.shared else moved}",
            "Severity": w.severity.upper(),
            "Title": "something",
            **({"PublishedDate": w.published.isoformat().replace("+00:00", "Z")} if w.published else {}),
        }
        for w in weaknesses
    ]
    result = {"Target": "requirements.txt", "Class": "lang-pkgs", "Type": "pip", "Vulnerabilities": rows}
    document = {"SchemaVersion": 2, "ArtifactName": ".", "ArtifactType": "filesystem", "Results": [result]}
    return json.dumps(document).encode()


def grype(weaknesses: list[Weakness], moved: int) -> bytes:
    rows = [
        {
            "vulnerability": {"id": f"CVE-2023-{1000 + w.number}", "severity": w.severity.capitalize(), "fix": {}},
            "relatedVulnerabilities": [],
            "matchDetails": [],
            "artifact": {
                "name": f"package{w.number}",
                "version": f"1.{0 if w.shared else moved}",
                "type": "python",
                "locations": [{"path": "/app/requirements.txt"}],
            },
        }
        for w in weaknesses
    ]
    return json.dumps({"matches": rows, "source": {}, "distro": {}, "descriptor": {"name": "grype"}}).encode()


def pip_audit(weaknesses: list[Weakness], moved: int) -> bytes:
    rows = [
        {
            "name": f"Package{w.number}",
            "version": f"1.{0 if w.shared else moved}",
            "vulns": [
                {
                    "id": f"PYSEC-2023-{w.number}",
                    "fix_versions": [],
                    "aliases": [f"CVE-2023-{1000 + w.number}"],
                    "description": "something",
                }
            ],
        }
        for w in weaknesses
    ]
    return json.dumps({"dependencies": rows, "fixes": []}).encode()


WRITERS = {"bandit": bandit, "grype": grype, "pip-audit": pip_audit, "semgrep": semgrep, "trivy": trivy}
SCALES = {
    "bandit": ("high", "medium", "low"),
    "grype": ("critical", "high", "medium", "low", "unknown"),
    "pip-audit": ("unknown",),
    "semgrep": ("high", "medium", "low"),
    "trivy": ("critical", "high", "medium", "low", "unknown"),
}


# ---- the plain calculation ----------------------------------------------------------------------------------------


@dataclass
class Story:
    """All that ever happened to one weakness."""

    opened: list[dt.datetime] = field(default_factory=list)
    fixed: list[dt.datetime] = field(default_factory=list)
    answers: list[dt.datetime] = field(default_factory=list)
    decisions: list[tuple[dt.datetime, str, dt.datetime | None]] = field(default_factory=list)

    def is_there(self, at: dt.datetime) -> bool:
        return sum(t <= at for t in self.opened) > sum(t <= at for t in self.fixed)

    def is_closed(self, at: dt.datetime) -> bool:
        made = [decision for decision in self.decisions if decision[0] <= at]
        if not made or made[-1][1] == "reopened":
            return False
        until = made[-1][2]
        return until is None or until > at

    def is_open(self, at: dt.datetime) -> bool:
        return self.is_there(at) and not self.is_closed(at)

    @property
    def is_false(self) -> bool:
        return bool(self.decisions) and self.decisions[-1][1] == "false_positive"

    def episodes(self) -> list[Episode]:
        made = []
        for index, opened in enumerate(self.opened):
            fixed = self.fixed[index] if index < len(self.fixed) else None
            answers = [t for t in self.answers if t >= opened and (fixed is None or t < fixed)]
            made.append(Episode(opened, fixed, min(answers, default=None)))
        return made


class Episode(NamedTuple):
    opened: dt.datetime
    fixed: dt.datetime | None
    answered: dt.datetime | None
    published: dt.datetime | None = None


def together(episodes: list[Episode]) -> list[Episode]:
    """Those that follow each other without a gap as one."""
    made: list[Episode] = []
    for e in sorted(episodes, key=lambda e: e.opened):
        last = made[-1] if made else None
        if last is None or (last.fixed is not None and e.opened > last.fixed):
            made.append(e)
            continue
        made[-1] = Episode(
            last.opened,
            None if last.fixed is None or e.fixed is None else max(last.fixed, e.fixed),
            min((t for t in (last.answered, e.answered) if t), default=None),
            min((t for t in (last.published, e.published) if t), default=None),
        )
    return made


Groups = list[dict[Weakness, Story]]


class Plain:
    def __init__(self) -> None:
        self.stories: dict[Weakness, Story] = {}
        self.scans: list[tuple[dt.datetime, tuple[str, ...]]] = []
        self.done: list[dict[str, int]] = []
        self.open_after: list[dict[str, int]] = []

    def scan(self, at: dt.datetime, tools: tuple[str, ...], seen: set[Weakness], complete: bool) -> None:
        done = dict.fromkeys(("added", "reopened", "fixed"), 0)
        for weakness in seen:
            story = self.stories.setdefault(weakness, Story())
            if not story.opened:
                done["added"] += 1
            elif not story.is_there(at):
                done["reopened"] += 1
            else:
                continue
            story.opened.append(at)
        for weakness, story in self.stories.items():
            if complete and weakness.tool in tools and weakness not in seen and story.is_there(at):
                story.fixed.append(at)
                done["fixed"] += 1
        self.scans.append((at, tools))
        self.done.append(done)
        self.open_after.append(self.open_at(at, self.groups()))

    def groups(self, tool: str = "", *, apart: bool = False, without_false: bool = False) -> Groups:
        """The weaknesses that are one vulnerability together; of one tool, or on demand, each of them alone."""
        made: dict[object, dict[Weakness, Story]] = {}
        for w, story in self.stories.items():
            if tool in ("", w.tool) and not (without_false and story.is_false):
                made.setdefault(w if apart or tool else w.number, {})[w] = story
        return list(made.values())

    def severity(self, group: dict[Weakness, Story], at: dt.datetime) -> str:
        known = [w for w, story in group.items() if story.opened[0] <= at]
        opened = [w for w in known if group[w].is_open(at)]
        return max((w.severity for w in opened or known), key=RANKS.index)

    def count(self, severities: list[str]) -> dict[str, int]:
        return {severity: severities.count(severity) for severity in SEVERITIES}

    def open_at(self, at: dt.datetime, groups: Groups) -> dict[str, int]:
        return self.count(
            [self.severity(g, at) for g in groups if any(story.is_open(at) for story in g.values())],
        )

    def happened(self, since: dt.datetime, until: dt.datetime, groups: Groups) -> dict[str, dict[str, int]]:
        done: dict[str, list[str]] = {"added": [], "fixed": [], "reopened": []}
        for group in groups:
            for index, e in enumerate(together([e for story in group.values() for e in story.episodes()])):
                if since < e.opened <= until:
                    done["reopened" if index else "added"].append(self.severity(group, e.opened))
                if e.fixed and since < e.fixed <= until:
                    done["fixed"].append(self.severity(group, e.fixed))
        return {key: self.count(severities) for key, severities in done.items()}

    def periods(self, now: dt.datetime, days: int, step: int) -> list[tuple[dt.datetime, dt.datetime]]:
        made = []
        until = now
        while until > now - days * DAY:
            made.insert(0, (max(until - step * DAY, now - days * DAY), until))
            until -= step * DAY
        return made

    def trend(
        self, now: dt.datetime, days: int, step: int, tool: str = "", *, apart: bool = False
    ) -> list[dict[str, object]]:
        points = []
        groups = self.groups(tool, apart=apart)
        for since, until in self.periods(now, days, step):
            before = [t for t, tools in self.scans if t <= until]
            heard = [t for t, tools in self.scans if t <= until and tool in ("", *tools)]
            opened = self.open_at(before[-1], groups) if heard else None
            points.append(
                {
                    "from": iso(since),
                    "until": iso(until),
                    "scans": sum(since < t <= until and tool in ("", *tools) for t, tools in self.scans),
                    "score": None if opened is None else score(opened),
                    "open": opened,
                    **self.happened(since, until, groups),
                }
            )
        return points

    def kpis(self, now: dt.datetime, since: dt.datetime, *, apart: bool = False) -> dict[str, object]:
        times: dict[str, dict[str, list[int]]] = {
            key: {severity: [] for severity in SEVERITIES} for key in ("detect", "respond", "remediate")
        }
        counts: dict[str, list[str]] = {"added": [], "fixed": [], "reopened": []}
        there = 0
        groups = self.groups(apart=apart, without_false=True)
        for group in groups:
            episodes = [
                e._replace(published=w.published)
                for w, story in group.items()
                for e in story.episodes()
                if e.opened <= now
            ]
            for index, e in enumerate(together(episodes)):
                severity = self.severity(group, now)
                there += e.fixed is None or e.fixed > since
                if since < e.opened:
                    counts["reopened" if index else "added"].append(severity)
                    if index == 0 and e.published:
                        times["detect"][severity].append(max(0, seconds(e.opened - e.published)))
                answered = min((t for t in (e.answered, e.fixed) if t), default=None)
                if answered and since < answered <= now:
                    times["respond"][severity].append(seconds(answered - e.opened))
                if e.fixed and since < e.fixed <= now:
                    counts["fixed"].append(severity)
                    times["remediate"][severity].append(seconds(e.fixed - e.opened))
        opened_now = self.open_at(now, groups)
        backlog = opened_now["high"] + opened_now["critical"]
        return {
            "scans": sum(since < t <= now for t, _ in self.scans),
            "score": score(opened_now),
            "open": opened_now,
            **{key: self.count(chosen) for key, chosen in counts.items()},
            **{key: means(values, key) for key, values in times.items()},
            "backlog": (backlog, 5, "met" if backlog < 5 else "missed", sum(opened_now.values())),
            "remediation": (
                len(counts["fixed"]) / there if there else None,
                None,
                "no_target" if there else "no_data",
                there,
            ),
        }


def means(values: dict[str, list[int]], key: str) -> dict[str, tuple[float | None, float | None, str, int]]:
    made: dict[str, tuple[float | None, float | None, str, int]] = {}
    for severity, durations in values.items():
        days = RESOLVE[severity]
        target = (days and days * 86400) if key == "remediate" else RESPOND[severity]
        mean = sum(durations) / len(durations) if durations else None
        aim = "no_data" if mean is None else "no_target" if target is None else "met" if mean <= target else "missed"
        made[severity] = (mean, target, aim, len(durations))
    together = [duration for durations in values.values() for duration in durations]
    mean = sum(together) / len(together) if together else None
    made["all"] = (mean, None, "no_data" if mean is None else "no_target", len(together))
    return made


def score(opened: dict[str, int]) -> int:
    return max(0, 100 - 2 * sum(count for severity, count in opened.items() if severity != "info"))


def seconds(duration: dt.timedelta) -> int:
    return int(duration.total_seconds())


def iso(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


# ---- the year -----------------------------------------------------------------------------------------------------


def by_number(weakness: Weakness) -> tuple[int, str]:
    return weakness.number, weakness.tool


def live(seed: int, history: secmon.History) -> tuple[Plain, dict[Weakness, str]]:
    """Lets a year happen to both; gives the plain one, and the fingerprint of each weakness."""
    dice = random.Random(seed)
    plain = Plain()
    prints: dict[Weakness, str] = {}
    present: set[Weakness] = set()
    gone: list[Weakness] = []
    at, number, moved = START, 0, 0
    for index in range(300):
        at += dt.timedelta(seconds=dice.randrange(12 * 3600, 46 * 3600))
        for _ in range(dice.choice((0, 0, 1, 2))):
            tool = dice.choice(TOOLS)
            number += 1
            tools = [tool]
            if tool in OF_PACKAGES and dice.random() < 0.7:
                tools = dice.sample(OF_PACKAGES, dice.choice((2, 3)))
            for tool in tools:
                published = at - dt.timedelta(seconds=dice.randrange(-5 * 86400, 60 * 86400))
                dated = tool == "trivy" and dice.random() < 0.8
                severity = dice.choice(SCALES[tool])
                weakness = Weakness(tool, number, severity, published if dated else None, len(tools) > 1)
                (present.add if dice.random() < 0.7 or len(tools) == 1 else gone.append)(weakness)
        for weakness in sorted(present, key=by_number):
            if dice.random() < 0.05:
                present.discard(weakness)
                gone.append(weakness)
        if gone and dice.random() < 0.2:
            present.add(gone.pop(dice.randrange(len(gone))))
        moved += dice.choice((0, 0, 1, 4))

        tools = TOOLS if dice.random() < 0.6 else (dice.choice(TOOLS),)
        complete = dice.random() < 0.9
        in_order = sorted(present, key=by_number)
        seen = {w for w in in_order if w.tool in tools and (complete or dice.random() < 0.7)}
        reports = []
        for tool in tools:
            chosen = sorted((w for w in seen if w.tool == tool), key=by_number)
            report = secmon.parse(WRITERS[tool](chosen, moved))
            assert report.complete and len(report) == len(chosen)
            prints.update((w, finding.fingerprint) for w, finding in zip(chosen, report))
            reports.append(report)
        done = history.ingest(reports, time=at, complete=complete, tools=tools, commit=f"{index:07x}")
        plain.scan(at, tools, seen, complete)
        assert {key: getattr(done, key) for key in plain.done[-1]} == plain.done[-1], (index, done.to_dict())

        for weakness in sorted(plain.stories, key=by_number):
            story = plain.stories[weakness]
            if dice.random() > 0.03 or not story.is_there(at):
                continue
            when = at + dt.timedelta(seconds=dice.randrange(1, 3600))
            state = dice.choice(("acknowledged", "investigating", "accepted", "accepted", "false_positive", "reopened"))
            if state == "reopened" and not story.is_closed(when):
                continue
            until = when + dice.randrange(1, 40) * DAY if state == "accepted" and dice.random() < 0.8 else None
            history.triage(prints[weakness], state, time=when, who="ada", until=until)
            if state in ("accepted", "false_positive", "reopened"):
                story.decisions.append((when, state, until))
            if state != "reopened":
                story.answers.append(when)
    return plain, prints


APART = secmon.ScorePolicy(by_group=False)


def flat(figure: dict[str, object]) -> tuple[object, ...]:
    return figure["value"], figure["target"], figure["aim"], figure["count"]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_gives_the_figures_of_a_plain_calculation(seed: int) -> None:
    with secmon.History(":memory:") as history:
        plain, prints = live(seed, history)
        assert sum(len(group) > 1 for group in plain.groups()) > 20
        assert any(len({max(story.fixed, default=None) for story in g.values()}) == 3 for g in plain.groups())
        end = plain.scans[-1][0]
        last = end + DAY  # people decided after the last scan

        assert len(set(prints.values())) == len(prints)  # a weakness that moves is one finding
        records = history.scans()
        assert [record["open"] for record in records] == plain.open_after
        for record, (at, _), done in zip(records, plain.scans, plain.done):
            of_tools = {key: sum(sum(tally[key].values()) for tally in record["tallies"]) for key in done}
            assert of_tools == done
            assert {key: record[key] for key in done} == plain.happened(at - SECOND, at, plain.groups())
        for tool in TOOLS:
            tally = next((t["open"] for t in records[-1]["tallies"] if t["tool"] == tool), None)
            assert (tally or dict.fromkeys(SEVERITIES, 0)) == plain.open_at(end, plain.groups(tool))

        open_now = {w for w, story in plain.stories.items() if story.is_open(last)}
        assert {f.fingerprint for f in history.findings(now=last)} == {prints[w] for w in open_now}

        for days, step, back in ((30, 7, 0), (30, 7, 100), (365, 30, 0), (9, 2, 33), (30, 7, 365)):
            now = end - back * DAY
            trend = history.trend(now=now, days=days, step=step)
            points = [{key: value for key, value in p.items() if key != "grade"} for p in trend["points"]]
            assert points == plain.trend(now, days, step)
            trend_apart = history.trend(now=now, days=days, step=step, score=APART)
            points = [{key: value for key, value in p.items() if key != "grade"} for p in trend_apart["points"]]
            assert points == plain.trend(now, days, step, apart=True)
            assert [tool["tool"] for tool in trend["tools"]] == list(TOOLS) or back == 365
            for of_tool in trend["tools"]:
                points = [{k: v for k, v in p.items() if k != "grade"} for p in of_tool["points"]]
                assert points == plain.trend(now, days, step, of_tool["tool"])
            known = [p["score"] for p in trend["points"] if p["score"] is not None]
            assert trend["score_change"] == (known[-1] - known[0] if known else 0)

        for month in range(12):
            now = end - month * 30 * DAY
            since = now - 30 * DAY
            for apart in (True, False):
                figures = history.kpis(now=now, score=APART if apart else None)
                expected = plain.kpis(now, since, apart=apart)
                assert figures["since"] == iso(since)
                for key in ("detect", "respond", "remediate"):
                    assert {severity: flat(f) for severity, f in figures[key].items()} == expected[key], (key, month)
                for key in ("backlog", "remediation"):
                    assert flat(figures[key]) == expected[key]
                for key in ("scans", "score", "open", "added", "fixed", "reopened"):
                    assert figures[key] == expected[key], key
            months = history.month_over_month(now=now)
            assert months["current"] == figures
            assert months["previous"]["fixed"] == plain.kpis(since, since - 30 * DAY)["fixed"]

        # The state of each finding is what its events come to.
        for weakness, fingerprint in prints.items():
            past, story = history.past(fingerprint, now=last), plain.stories[weakness]
            assert past["first_seen"] == iso(story.opened[0])
            assert past["opened"] == iso(story.opened[-1])
            assert past["reopened"] == len(story.opened) - 1
            assert (past["state"] == "open") == story.is_open(last)


def test_the_year_can_be_handed_in_again(tmp_path: object) -> None:
    """The same scans a second time change nothing, whatever people decided meanwhile."""
    with secmon.History(":memory:") as history:
        live(3, history)
        events, scans = history.events(), history.scans()
        dice = random.Random(3)
        again = secmon.parse(bandit([Weakness("bandit", 1, "high", None)], dice.randrange(9)))
        first = history.ingest(again, time=START, tools=TOOLS)
        assert first.late
        assert history.ingest(again, time=START, tools=TOOLS).repeated
        assert len(history.scans()) == len(scans) + 1
        assert history.events()[: len(events)] == events
