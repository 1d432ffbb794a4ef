# SPDX-License-Identifier: MIT
"""secmon ci: what GitHub and GitLab show, within their limits, and that the examples of continuous integration work."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
import secmon
import secmon.cli
from secmon import ci

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    ROOT / "examples/ci/github-actions.yml",
    ROOT / "examples/ci/gitlab-ci.yml",
    ROOT / ".pre-commit-hooks.yaml",
]


def report(*findings: dict[str, object], status: str = "complete") -> secmon.Report:
    """A report in our own form."""
    rows = []
    for number, finding in enumerate(findings):
        one = {
            "tool": "t",
            "kind": "sast",
            "severity": "high",
            "state": "open",
            "title": f"finding {number}",
            "rule_id": f"R{number}",
        }
        rows.append({**one, **finding})
    document = {
        "schema": "secmon-report-1",
        "format": "sarif",
        "tool": "t",
        "status": status,
        "notes": [],
        "findings": rows,
    }
    return secmon.parse(json.dumps(document).encode())


def at(path: str, line: int = 1, **others: object) -> dict[str, object]:
    return {"location": {"path": path, "start_line": line}, **others}


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI"))}
    return subprocess.run(
        [sys.executable, "-m", "secmon", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env={**clean, **environment},
    )


# ---- annotations --------------------------------------------------------------------------------------------------


def test_an_annotation_names_the_place():
    (line,) = ci.workflow_commands(report(at("./src/a.py", 7, title="Bad thing", rule_id="B1")))
    assert line == "::error file=src/a.py,line=7,title=t B1::high: Bad thing"


def test_text_of_a_scanner_is_no_workflow_command():
    title = "50% off\r\n::set-output name=x::y\x1b[2J ##[add-mask]z"
    (line,) = ci.workflow_commands(report(at("a,b:c%.py", 3, title=title, rule_id="R:1,\n::error::x")))
    assert line.splitlines() == [line]
    assert line.startswith("::error file=a%2Cb%3Ac%25.py,line=3,title=")
    head, _, message = line[2:].partition("::")
    assert "::" not in head and ":" not in head.partition(" ")[2]
    assert message.startswith("high: 50%25 off")
    assert "##[" not in line and "\x1b" not in line


def test_ten_errors_and_ten_warnings_and_how_many_more():
    many = [at("a.py", n + 1, severity=severity) for severity in ("critical", "medium", "low") for n in range(15)]
    lines = ci.workflow_commands(report(*many), failed="the gate failed")
    levels = [line.split(" ")[0] for line in lines]
    assert (levels.count("::error"), levels.count("::warning"), levels.count("::notice")) == (10, 10, 1)
    assert lines[0] == "::error title=secmon::the gate failed"
    assert lines[-1] == "::notice title=secmon::26 more findings are in the summary of this step"


def test_what_is_not_open_and_what_only_informs_is_not_annotated():
    assert ci.workflow_commands(report(at("a.py", severity="info"), at("b.py", state="suppressed"))) == []


def test_paths_become_those_of_the_repository():
    lines = ci.workflow_commands(report(at("/home/runner/work/x/src/a.py")), root="/home/runner/work/x/")
    assert "file=src/a.py," in lines[0]
    assert ci.relative("src\\a.py") == "src/a.py"


# ---- the summary, the comment, GitLab -----------------------------------------------------------------------------


def test_the_summary_has_the_verdict_and_the_findings():
    read = report(at("src/a.py", title="Bad thing"))
    text = ci.summary(read, verdict=secmon.gate(read), extra="## Scanners\n")
    assert "Bad thing" in text and "passed" in text and text.endswith("## Scanners\n")


@pytest.mark.parametrize("limit", [1 << 20, 60_000, 4_000, 300])
def test_the_summary_keeps_its_limit(limit):
    many = report(*(at(f"src/{'ü' * 40}/{n}.py", title=f"number {n} " + "ä" * 150) for n in range(5000)))
    text = ci.summary(many, limit=limit)
    assert len(text.encode()) <= limit
    assert "5000 high" in text
    if limit > 10_000:
        assert len(text.encode()) > limit // 4, "as much as fits is shown"


def test_a_comment_can_be_found_again_and_keeps_its_limit():
    many = report(*(at("a.py", n + 1, title="x" * 200) for n in range(2000)))
    text = ci.comment(many)
    assert text.startswith(f"{ci.MARKER}\n") and len(text) <= 65_536


def test_the_comment_of_a_pipeline_and_that_of_alerts_are_the_same_one():
    channel = "github_comment"
    policy = secmon.AlertPolicy(channels=[{"kind": channel}], routes=[{"channels": [channel]}])
    read = report(at("a.py"))
    (message,) = secmon.alerts(read, policy, now=1_767_323_045, pull_request="7").messages
    assert message.marker == ci.MARKER


def test_the_summary_of_a_step_is_added_to(tmp_path):
    path = tmp_path / "summary.md"
    path.write_bytes(b"x" * ((1 << 20) - 500))
    made = command("ci", ROOT / "examples/reports/bandit.json", GITHUB_STEP_SUMMARY=str(path))
    assert made.returncode == 1, made.stderr
    assert 1 << 19 < path.stat().st_size <= 1 << 20
    assert path.read_text().startswith("xxx") and "Score" in path.read_text()


def test_gitlab_code_quality():
    read = report(at("src/a.py", 7, title="Bad", rule_id="B1"), {"title": "no place"}, at("b.py", severity="low"))
    first, second = json.loads(ci.code_quality(read))
    assert first == {
        "description": "high: Bad",
        "check_name": "B1",
        "fingerprint": read[0].fingerprint,
        "severity": "critical",
        "location": {"path": "src/a.py", "lines": {"begin": 7}},
    }
    assert second["severity"] == "minor"


# ---- the command --------------------------------------------------------------------------------------------------


def test_reports_are_judged_and_shown(tmp_path):
    files = {name: tmp_path / name for name in ("out.sarif", "comment.md", "quality.json", "summary.md")}
    made = command(
        "ci",
        ROOT / "examples/reports/bandit.json",
        "-o",
        files["out.sarif"],
        "--comment",
        files["comment.md"],
        "--code-quality",
        files["quality.json"],
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY=str(files["summary.md"]),
    )
    assert made.returncode == 1, made.stderr
    assert "::error title=secmon::the gate failed" in made.stdout
    assert all(path.stat().st_size > 100 for path in files.values())
    assert json.loads(files["out.sarif"].read_text())["version"] == "2.1.0"


def test_exit_status_and_options(tmp_path):
    bandit = ROOT / "examples/reports/bandit.json"
    assert command("ci", bandit, "--max", "high=any", "--max", "medium=any").returncode == 0
    assert command("ci", bandit, "--no-gate").returncode == 0
    assert command("ci", bandit, "--max", "high=any", "--min-score", "99").returncode == 1
    assert command("ci", bandit, "--mode", "quick").returncode == 2
    broken = tmp_path / "broken.json"
    broken.write_bytes(bandit.read_bytes()[:3000])
    made = command("ci", broken, "--no-gate", "--json", GITHUB_ACTIONS="true")
    assert made.returncode == 3
    assert json.loads(made.stdout)["passed"] is False and "::error" in made.stderr
    assert "::" not in command("ci", bandit, "--no-annotations", GITHUB_ACTIONS="true").stdout


def test_a_scan_in_ci(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    made = command("ci", "--mode", "quick", "--reports", "reports", "--comment", "c.md", PATH=str(tmp_path))
    assert made.returncode == 3 and "incomplete" in made.stdout
    assert "pip install bandit" in (tmp_path / "c.md").read_text()
    assert len(list((tmp_path / "reports").iterdir())) == 3


# ---- the examples -------------------------------------------------------------------------------------------------


def texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) else []


def commands_in(path: Path) -> list[list[str]]:
    """The calls of secmon in a YAML file."""
    yaml = pytest.importorskip("yaml")
    lines = [line.strip() for text in texts_in(yaml.safe_load(path.read_text())) for line in text.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("secmon ")]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_commands_of_the_examples_exist(path):
    found = commands_in(path)
    assert found
    for words in found:
        name, arguments = words[1], words[2:]
        known = secmon.cli.app.get_command(click.Context(secmon.cli.app), name)
        assert known is not None, name
        arguments = [re.sub(r"^\$\{?MODE\}?$", "standard", word) for word in arguments]
        if name == "gate" and not arguments:
            arguments = ["reports/"]
        context = known.make_context(name, arguments, resilient_parsing=False)
        assert isinstance(context, click.Context)


def test_the_workflow_runs_when_the_guide_says():
    yaml = pytest.importorskip("yaml")
    workflow = yaml.safe_load(EXAMPLES[0].read_text())
    events = workflow[True]  # YAML 1.1 reads the key `on` so
    assert set(events) >= {"push", "pull_request", "schedule", "repository_dispatch"}
    assert events["repository_dispatch"]["types"] == ["repository_vulnerability_alert"]
    weekly = [entry["cron"] for entry in events["schedule"]][1]
    assert f"github.event.schedule == '{weekly}'" in workflow["jobs"]["scan"]["env"]["MODE"]


def test_hooks_name_what_they_run():
    yaml = pytest.importorskip("yaml")
    hooks = yaml.safe_load(EXAMPLES[2].read_text())
    assert [hook["id"] for hook in hooks] == ["secmon-scan", "secmon-gate"]
    assert all({"id", "name", "entry", "language"} <= set(hook) for hook in hooks)
