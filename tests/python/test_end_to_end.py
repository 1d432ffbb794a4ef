# SPDX-License-Identifier: MIT
"""From real scanners to real servers: the sample application is scanned, told of, mended and made worse again.

`./dev scanners` installs the scanners; servers are on loopback.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import secmon
import secmon.scan
from secmon import deliver
from secmon.deliver.base import Patience
from servers import FakeGitHub, free_port, github, http_server, ok

ROOT = Path(__file__).parents[2]
BIN = ROOT / "build/scanners/bin"
QUICK = Patience(connect=0.3, read=0.3, whole=0.6, attempts=3, first_pause=0.01, longest_pause=0.05, between=0, run=30)

pytestmark = pytest.mark.skipif(not (BIN / "bandit").exists(), reason="the scanners are not installed: ./dev scanners")
pytest.importorskip("httpx")


class Team:
    """Scans its application and tells of it, again and again."""

    def __init__(self, folder: Path, fake: FakeGitHub) -> None:
        self.app, self.state = folder / "app", folder / ".security" / "alert-state.json"
        self.environment = {"GITHUB_TOKEN": fake.token, "GITHUB_REPOSITORY": "acme/app", "GITHUB_API_URL": fake.url}
        self.now = dt.datetime.now(dt.timezone.utc)  # the scanners write the time into their reports
        self.policy = secmon.AlertPolicy(
            channels=[{"kind": "slack"}, {"kind": "github_issue"}],
            routes=[
                {"severities": ["critical", "high"], "channels": ["slack", "github_issue"]},
                {"channels": ["slack"]},
            ],
            thresholds={"critical": None, "high": None, "medium": None, "low": None},
            levels=[],
            max_issues=1000,
        )
        self.config: dict[str, Any] = {
            "tools": {"bandit": {"required": True}, "detect_secrets": True, "semgrep": {"config": "semgrep-rules.yml"}}
        }

    def scan(self) -> secmon.scan.ScanResult:
        tools = ["bandit", "semgrep", "detect_secrets"]
        result = secmon.scan.run(self.config, mode="comprehensive", tools=tools, root=self.app)
        assert result.complete, [(run.scanner.id, run.problem) for run in result.runs if not run.complete]
        return result

    def tell(self, result: secmon.scan.ScanResult) -> list[deliver.Outcome]:
        self.now += dt.timedelta(hours=1)
        settings = deliver.Settings(self.environment, {})
        done = deliver.run(
            [result.report], self.policy, state=self.state, settings=settings, patience=QUICK, now=self.now
        )
        return done.outcomes


def severe(report: secmon.Report) -> set[str]:
    return {f.fingerprint for f in report if f.state == "open" and f.severity in ("critical", "high")}


def test_new_silent_fixed_new_alone_and_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("HOME", str(tmp_path))
    for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    shutil.copytree(ROOT / "examples/app", tmp_path / "app")
    payment = tmp_path / "app/shop/payment.py"
    whole = payment.read_text(encoding="utf-8")
    fake = FakeGitHub()
    with http_server(ok) as slack, github(fake):
        team = Team(tmp_path, fake)
        team.environment["SLACK_WEBHOOK_URL"] = slack.url

        first = team.scan()
        outcomes = team.tell(first)
        assert {outcome.status for outcome in outcomes} == {"sent"}
        assert len(slack.requests) == 1, "one digest a run and channel"
        assert len(fake.issues) == len(severe(first.report)) > 3

        assert team.tell(team.scan()) == [], "the second run has nothing to say"
        assert len(slack.requests) == 1

        payment.write_text("", encoding="utf-8")
        mended = team.scan()
        gone = severe(first.report) - severe(mended.report)
        assert gone and severe(mended.report) < severe(first.report)
        team.tell(mended)
        closed = [issue for issue in fake.issues if issue["state"] == "closed"]
        assert len(closed) == len(gone), "what is fixed closes its issue"
        assert len(slack.requests) == 1

        payment.write_text("import subprocess\n\nsubprocess.call('ls *', shell=True)\n", encoding="utf-8")
        worse = team.scan()
        new = severe(worse.report) - severe(mended.report)
        assert new
        before = len(fake.issues)
        team.environment["SLACK_WEBHOOK_URL"] = f"http://127.0.0.1:{free_port()}/down"
        statuses = {outcome.status for outcome in team.tell(worse)}
        assert statuses == {"sent", "queued"}
        assert len(fake.issues) == before + len(new), "a new one alone"

        team.environment["SLACK_WEBHOOK_URL"] = slack.url
        assert [outcome.status for outcome in team.tell(worse)] == ["sent"], "the server that was down"
        assert len(slack.requests) == 2
        told = slack.requests[1].body.decode()
        assert "payment.py" in told and "session.py" not in told

        payment.write_text(whole, encoding="utf-8")
        team.tell(team.scan())
        assert [issue["state"] for issue in closed] == ["open"] * len(closed), "what comes back opens its issue again"
