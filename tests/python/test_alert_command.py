# SPDX-License-Identifier: MIT
"""`secmon alert` and `security-alerts`, from the command line to servers on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import secmon
from secmon import deliver
from secmon.cli import run
from secmon.compat import security_alerts
from servers import FakeGitHub, free_port, github, http_server, ok

pytest.importorskip("httpx")

OLD_CONFIG = """\
# As it was shipped: two keys twice, a text that begins with a star, and channels that are maps.
severity_thresholds:
  critical: 0
  high: 5
  medium: 20
  low: 100
alerts:
  email:
    enabled: false
    smtp_server: 'smtp.example.com'
    smtp_port: 587
    to_addresses: []
    tls: true
  slack:
    enabled: true
    webhook_url: null
    channel: '#security'
    notify_for: ['critical', 'high']
    notify_for: ['critical', 'high', 'medium']
  github:
    enabled: true
    create_issues: true
    labels: ['security', 'automated']
exceptions:
  bandit_exceptions:
    - test_*.py
    - */conftest.py
"""


def bandit(*rows: tuple[str, str]) -> dict[str, Any]:
    results = [
        {
            "filename": "src/app.py",
            "issue_severity": severity,
            "issue_confidence": "HIGH",
            "issue_text": text,
            "test_id": f"B-{text}",
            "test_name": "name",
            "line_number": 3,
            "line_range": [3],
            "code": f"3 {text}\n",
        }
        for severity, text in rows
    ]
    return {"errors": [], "generated_at": "2026-01-02T03:04:05Z", "metrics": {}, "results": results}


def combined(details: dict[str, Any], status: str = "issues_found") -> dict[str, Any]:
    """A report of security_monitor.py."""
    entry = {
        "tool": "bandit",
        "timestamp": "2026-01-02T03:04:05.678901",
        "status": status,
        "summary": {},
        "details": details,
        "vulnerabilities": details.get("results", []),
        "warnings": [],
        "errors": [],
        "duration": 1.2,
    }
    return {"timestamp": "2026-01-02T03:04:05.678901", "scan_duration": 12.5, "results": {"bandit": entry}}


def quick(init: Any) -> Any:
    """A plan that does not wait between two changes on GitHub."""

    def made(self: deliver.Plan, *arguments: Any, **options: Any) -> None:
        init(self, *arguments, **options)
        self.patience.between = 0

    return made


class Project:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        monkeypatch.chdir(folder)
        for name in list(os.environ):
            if name.startswith(("ALERT_", "SLACK_", "GITHUB_", "SMTP_")):
                monkeypatch.delenv(name)
        monkeypatch.setattr(deliver.Plan, "__init__", quick(deliver.Plan.__init__))
        (folder / ".security").mkdir()

    def config(self, text: str) -> None:
        (self.folder / ".security" / "config.yml").write_text(text)

    def report(self, document: Any, name: str = "report.json") -> str:
        (self.folder / name).write_text(document if isinstance(document, str) else json.dumps(document))
        return name

    def env(self, **values: str) -> None:
        for name, value in values.items():
            self.monkeypatch.setenv(name, value)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(tmp_path, monkeypatch)


def test_old_command_line_over_old_report_and_old_config(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    fake = FakeGitHub()
    project.config(OLD_CONFIG)
    name = project.report(combined(bandit(("MEDIUM", "one"), ("HIGH", "two"), ("LOW", "three"))))
    arguments = ["--config", ".security/config.yml", "--report", name]
    with github(fake), http_server(ok) as slack:
        project.env(SLACK_WEBHOOK_URL=slack.url + "/services/x", GITHUB_TOKEN=fake.token)
        project.env(GITHUB_REPOSITORY="acme/app", GITHUB_API_URL=fake.url, ALERT_EMAIL_TO="nobody@example.com")
        assert security_alerts.run(arguments) == 0
        shown = capsys.readouterr()
        assert "sent     slack" in shown.out and "opened #1" in shown.out and "email" not in shown.out
        assert "config.yml:19:5" in shown.err and "config.yml:27:7" in shown.err  # twice there; the star
        # By real severities: the high one is an issue, and nothing is critical.
        assert [issue["title"] for issue in fake.issues] == ["[SECURITY] HIGH: two"]
        assert {label["name"] for label in fake.issues[0]["labels"]} == {"security-high", "security", "automated"}
        (message,) = slack.requests
        text = message.body.decode()
        assert "one" in text and "two" in text and "three" not in text  # the last notify_for counts
        assert security_alerts.run(arguments) == 0
        assert capsys.readouterr().out == "nothing new to tell\n"
        assert len(slack.requests) == 1 and len(fake.issues) == 1

        # The high one is fixed, another is new.
        project.report(combined(bandit(("MEDIUM", "one"), ("HIGH", "four"), ("LOW", "three"))))
        assert security_alerts.run(arguments) == 0
        assert [issue["state"] for issue in fake.issues] == ["closed", "open"]
        assert "four" in slack.requests[1].body.decode() and "one" not in slack.requests[1].body.decode()


def test_a_scanner_that_failed_is_told_and_closes_nothing(project: Project) -> None:
    fake = FakeGitHub()
    project.config("alerts: {github: {enabled: true}}")
    with github(fake):
        project.env(GITHUB_TOKEN=fake.token, GITHUB_REPOSITORY="acme/app", GITHUB_API_URL=fake.url)
        assert run(["alert", project.report(combined(bandit(("HIGH", "two"))))]) == 0
        assert run(["alert", project.report(combined({}, status="timeout"))]) == 3
        assert [issue["state"] for issue in fake.issues] == ["open", "open"]
        assert "did not run to its end" in fake.issues[1]["title"]
        assert run(["alert", project.report("no report")]) == 3
        assert fake.issues[0]["state"] == "open"
        assert run(["alert", project.report(combined(bandit()))]) == 0
        assert fake.issues[0]["state"] == "closed"


def test_without_a_config_the_script_goes_to_github(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    fake = FakeGitHub()
    name = project.report(combined(bandit(("HIGH", "two"))))
    with github(fake), http_server(ok) as slack:
        project.env(SLACK_WEBHOOK_URL=slack.url, GITHUB_TOKEN=fake.token, GITHUB_REPOSITORY="acme/app")
        project.env(GITHUB_API_URL=fake.url)
        assert security_alerts.run(["--report", name]) == 0
        assert "there is no .security/config.yml" in capsys.readouterr().err
        assert len(fake.issues) == 1 and slack.requests == []


def test_what_could_not_be_sent_is_sent_by_a_run_without_reports(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.config("alerts: {slack: {enabled: true}, delivery: {retries: 0}}")
    project.env(SLACK_WEBHOOK_URL=f"http://127.0.0.1:{free_port()}/x")
    name = project.report(bandit(("HIGH", "two")))
    assert run(["alert", name]) == 1
    assert "in .security/queue; the next run sends it" in capsys.readouterr().err
    with http_server(ok) as slack:
        project.env(SLACK_WEBHOOK_URL=slack.url)
        assert run(["alert"]) == 0
        assert run(["alert", name]) == 0
        assert len(slack.requests) == 1


def test_json_and_dry_run(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.config("alerts: {slack: {enabled: true}, stdout: {enabled: true}}")
    name = project.report(bandit(("HIGH", "two")))
    assert run(["alert", name, "--dry-run"]) == 0
    assert "---- slack: send" in capsys.readouterr().out
    assert run(["alert", name, "--dry-run", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [outcome["status"] for outcome in shown["outcomes"]] == ["dry_run", "dry_run"]
    assert "two" in shown["outcomes"][0]["message"]["body"]
    assert not (project.folder / ".security" / "alert-state.json").exists()
    assert run(["alert", name, "--json"]) == 1  # Slack has no address
    captured = capsys.readouterr()
    shown = json.loads(captured.out)
    assert {outcome["channel"]: outcome["status"] for outcome in shown["outcomes"]} == {
        "slack": "queued",
        "stdout": "sent",
    }
    assert shown["delivered"] is False and "two" in captured.err


def test_what_is_wrong_is_said_and_nothing_is_sent(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    name = project.report(bandit(("HIGH", "two")))
    project.config("alerts:\n  slak: true\n")
    assert run(["alert", name]) == 2
    assert "config.yml:2:3" in capsys.readouterr().err
    project.config("alerts: {slack: true")
    assert security_alerts.run(["--report", name]) == 2
    project.config("alerts: {stdout: {enabled: true}}")
    (project.folder / ".security" / "alert-state.json").write_text("{}")
    assert run(["alert", name]) == 1
    captured = capsys.readouterr()
    assert "alert-state.json: the state of the alerts is damaged" in captured.err and "two" not in captured.out
    assert run(["alert", name, "--config", "nowhere.yml"]) == 2
    assert run(["alert", name, "--pull-request", "x"]) == 2
    with pytest.raises(SystemExit) as ended:
        security_alerts.run([])
    assert ended.value.code == 2


def test_what_is_suppressed_is_not_told_and_its_issue_is_closed(project: Project) -> None:
    fake = FakeGitHub()
    project.config("alerts: {github: {enabled: true}}")
    name = project.report(bandit(("HIGH", "two"), ("HIGH", "one")))
    with github(fake):
        project.env(GITHUB_TOKEN=fake.token, GITHUB_REPOSITORY="acme/app", GITHUB_API_URL=fake.url)
        assert run(["alert", name]) == 0
        rules = "suppressions:\n  - {rule: B-two, reason: it is a test, owner: me}\n"
        (project.folder / ".security" / "suppressions.yml").write_text(rules)
        assert run(["alert", name]) == 0
        assert {issue["title"][-3:]: issue["state"] for issue in fake.issues} == {"two": "closed", "one": "open"}


def test_the_policy_of_a_configuration() -> None:
    def channels(alerts: dict[str, Any]) -> list[tuple[str, str]]:
        return deliver.policy_of({"alerts": alerts}).channels

    assert channels({}) == []
    assert channels({"slack": True, "email": {"enabled": False, "smtp_server": "x"}, "teams": {"enabled": 1}}) == [
        ("slack", "slack")
    ]
    assert channels({"github_issue": True}) == [("github", "github_issue")]
    assert channels({"github": {"enabled": True, "create_issues": False}}) == []
    everything = secmon.load_config(
        b"escalation: {enabled: true, L1: {contacts: [a@example.com, The team]}}\n"
        b"alerts:\n  stdout: {enabled: true, min_severity: high}\n  slack: {enabled: true}\n"
        b"  routes: [{severity: [high], paths: ['src/**'], channels: [slack]}]\n"
        b"  owners: [{paths: ['src/'], owner: me}]\n"
    )
    assert deliver.policy_of(everything.to_dict(), everything.sla_policy).channels == [
        ("slack", "slack"),
        ("stdout", "stdout"),
    ]


def test_messages_and_rows_of_a_configuration() -> None:
    report = secmon.parse(json.dumps(bandit(("HIGH", "one"), ("HIGH", "two"), ("LOW", "three"))).encode())

    def told(digest: str) -> list[secmon.AlertMessage]:
        config = secmon.load_config(f"alerts: {{stdout: true, digest: {digest}}}".encode())
        return secmon.alerts(report, deliver.policy_of(config.to_dict()), now=1767323045).messages

    assert len(told("{}")) == len(told("{enabled: true}")) == 1
    assert [len(message.told) for message in told("{enabled: false}")] == [1, 1, 1]
    assert [len(message.told) for message in told("{enabled: false, max_messages: 2}")] == [1, 2]
    assert [len(message.told) for message in told("false")] == [1, 1, 1]
    assert "src/app.py: one, and 2 more" in told("{group_by: file}")[0].body
    assert told("{group_by: rule}")[0].body == told("{group_by: package}")[0].body == told("{}")[0].body
    assert "1 more finding" in told("{max_findings: 2}")[0].body
    with pytest.raises(secmon.Error, match="rule"):
        secmon.load_config(b"alerts: {digest: {group_by: colour}}")
    notes = secmon.load_config(b"alerts: {triggers: {fixed: true}, github: {create_discussions: true}}").notes
    assert [(note.code, note.key) for note in notes] == [
        ("no_effect", "alerts.triggers.fixed"),
        ("no_effect", "alerts.github.create_discussions"),
    ]


@pytest.mark.source
def test_the_example(project: Project) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "security_alerts.py"
    project.config("alerts: {stdout: {enabled: true}}")
    name = project.report(combined(bandit(("HIGH", "two"))))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, example, name], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "two" in done.stdout and "sent stdout" in done.stdout
