# SPDX-License-Identifier: MIT
"""Settings and suppressions from Python and on the command line."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
import secmon
from secmon import cli

ROOT = Path(__file__).parents[2]
MONITOR = ROOT / "tests/config/data/monitor.yml"
NOW = dt.datetime(2031, 5, 10, 12, tzinfo=dt.timezone.utc)
SECRET = "a-secret-of-the-environment"


def bandit(rule: str = "B602", severity: str = "HIGH", path: str = "src/app.py") -> dict[str, object]:
    return {
        "code": "1 x\n",
        "filename": path,
        "issue_confidence": "HIGH",
        "issue_severity": severity,
        "issue_text": f"text of {rule}",
        "line_number": 1,
        "line_range": [1],
        "test_id": rule,
        "test_name": rule.lower(),
    }


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a report of a high and a low finding."""
    rows = [bandit(), bandit("B101", "LOW", "tests/test_app.py")]
    report = {"errors": [], "generated_at": "2031-05-01T00:00:00Z", "metrics": {}, "results": rows}
    (tmp_path / "bandit.json").write_text(json.dumps(report))
    (tmp_path / ".security").mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL", "SLACK_WEBHOOK_URL", "SMTP_SERVER"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def settings(project: Path, text: str) -> None:
    (project / ".security/config.yml").write_text(text)


def suppressions(project: Path, text: str) -> None:
    (project / ".security/suppressions.yml").write_text("suppressions:\n" + text)


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.run(args)
    out, err = capsys.readouterr()
    return code, out, err


# ---- the library --------------------------------------------------------------------------------------------------


def test_values_origins_and_policies() -> None:
    env = {"SMTP_SERVER": "mail.example.org", "GITHUB_TOKEN": SECRET}
    config = secmon.load_config(b"severity_thresholds: {high: any}\nscore: {floor: high}\n", env=env, file="c.yml")
    assert config.ok and config.file == "c.yml" and not config.notes
    assert config["severity_thresholds.high"] == "any"
    assert config["tools"]["semgrep"]["timeout"] == 600
    assert "tools.semgrep" in config and "tools.none" not in config and 3 not in config
    with pytest.raises(KeyError):
        config["tools.none"]
    by_key = {setting.key: setting for setting in config.settings}
    assert by_key["severity_thresholds.high"].origin == "file" and by_key["severity_thresholds.high"].line == 1
    assert by_key["alerts.email.smtp_server"].variable == "SMTP_SERVER"
    assert by_key["alerts.email.smtp_port"].origin == "default"
    assert config.score_policy.floor == "high"
    assert config.gate_options()["allowed"]["high"] is None
    verdict = secmon.gate([], **config.gate_options())
    assert [reason.rule for reason in verdict.reasons] == ["no_reports"]


def test_no_secret_is_shown() -> None:
    config = secmon.load_config(b"alerts: {slack: {webhook_url: pasted-secret}}", env={"GITHUB_TOKEN": SECRET})
    assert config.secret("integrations.github.token") == SECRET
    assert config.secret("alerts.slack.webhook_url") == ""
    with pytest.raises(KeyError):
        config.secret("tools.bandit.timeout")
    shown = repr(config) + repr(config.settings) + repr(config.notes) + json.dumps(config.to_dict())
    assert SECRET not in shown and "pasted-secret" not in shown
    assert [note.code for note in config.notes] == ["secret_in_file"]


def test_every_secret_can_be_asked_for() -> None:
    config = secmon.load_config()
    for setting in config.settings:
        if setting.secret:
            assert config.secret(setting.key) == ""


def test_errors_are_raised_with_all_notes() -> None:
    with pytest.raises(
        secmon.ConfigError, match=r"c.yml:1:8: error: there is no key gate.mim_score.*min_score"
    ) as caught:
        secmon.load_config(b"gate: {mim_score: 3}\nnothing: 1\n", file="c.yml")
    assert [note.near_miss for note in caught.value.notes] == ["min_score", ""]
    assert isinstance(caught.value, ValueError)
    kept = secmon.load_config(b"gate: {mim_score: 3}", errors="keep")
    assert not kept.ok and kept.notes[0].to_dict()["key"] == "gate.mim_score"
    with pytest.raises(secmon.MissingFileError):
        secmon.load_config("no/such/file.yml")


def test_the_old_file_loads_as_it_is() -> None:
    config = secmon.load_config(MONITOR)
    assert config["exceptions.bandit_exceptions"] == ["test_*.py", "*/conftest.py"]
    assert config["custom_checks"]["sql_injection"]["patterns"][0] == r"execute\("


def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    return jsonschema.Draft202012Validator(json.loads(secmon.config_schema()))


def test_the_schema_is_that_of_the_library_and_fits_the_defaults() -> None:
    schema = json.loads(secmon.config_schema())
    assert json.loads((ROOT / "docs/config.schema.json").read_text(encoding="utf-8")) == schema
    check = validator()
    check.check_schema(schema)
    assert list(check.iter_errors(secmon.load_config().to_dict())) == []
    assert list(check.iter_errors({"gate": {"mim_score": 3}})) != []


def test_the_schema_fits_the_files() -> None:
    yaml = pytest.importorskip("yaml")
    default = yaml.safe_load(secmon.default_config_file())
    monitor = yaml.safe_load(MONITOR.read_text().replace("*/conftest.py", "'*/conftest.py'"))
    assert [list(validator().iter_errors(file)) for file in (default, monitor)] == [[], []]


def test_every_key_is_documented() -> None:
    page = (ROOT / "docs/configuration.md").read_text()
    missing = [group for group in secmon.load_config().to_dict() if f"`{group}`" not in page]
    assert missing == []


def test_suppress_marks_and_counts(project: Path) -> None:
    report = secmon.parse("bandit.json")
    rules = secmon.Suppressions([secmon.Suppression(path="tests/**", reason="asserts", owner="qa")])
    done = secmon.suppress(report, rules, NOW)
    assert [finding.state for finding in done.report] == ["open", "suppressed"]
    assert done.findings == 1 and done.matched == [1] and done.notes == []
    assert done.report[1].state_reason == "asserts (qa)"
    assert secmon.glob_matches("*.py", "a/b.py")
    with pytest.raises(secmon.ArgumentError):
        secmon.Suppression(rule="B101", reason="", owner="qa").to_yaml()


# ---- the commands -------------------------------------------------------------------------------------------------


def test_config_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "config", "check")[0] == 2  # there is none
    settings(project, MONITOR.read_text())
    code, out, _ = run(capsys, "config", "check")
    assert code == 0 and "0 errors, 6 warnings" in out
    assert run(capsys, "config", "check", "--strict")[0] == 1
    settings(project, "gate: {min_score: many}\n")
    code, out, _ = run(capsys, "config", "check", "--json")
    answer = json.loads(out)
    assert code == 2 and not answer["ok"]
    assert answer["notes"][0]["expected"] == "a whole number from 0 to 100"
    settings(project, "\x1b]0;x\x07: 1\n")
    assert "\x1b" not in run(capsys, "config", "check")[1]


def test_config_show(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_URL", SECRET)
    settings(project, "gate: {min_score: 7}\n")
    code, out, err = run(capsys, "config", "show", "--json")
    rows = {row["key"]: row for row in json.loads(out)["settings"]}
    assert code == 0 and rows["gate.min_score"] == {
        "key": "gate.min_score",
        "value": 7,
        "origin": "file",
        "line": 1,
        "variable": "",
        "secret": False,
    }
    assert rows["alerts.slack.webhook_url"]["value"] == "set"
    code, table, _ = run(capsys, "config", "show", "--changed")
    assert "SLACK_WEBHOOK_URL" in table and "config.yml:1" in table and "smtp" not in table
    assert SECRET not in out + err + table


def test_config_init_never_overwrites(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "config", "init")[0] == 0
    assert run(capsys, "config", "check", "--strict")[0] == 0
    settings(project, "gate: {}\n")
    code, _, err = run(capsys, "config", "init")
    assert code == 3 and "is there already" in err
    assert (project / ".security/config.yml").read_text() == "gate: {}\n"


def test_gate_and_score_go_by_settings(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "gate", "bandit.json")[0] == 0
    settings(project, "severity_thresholds: {high: 0}\nscore: {points_per_finding: 30, floor: high}\n")
    assert run(capsys, "gate", "bandit.json")[0] == 1
    assert run(capsys, "gate", "bandit.json", "--no-config")[0] == 0
    assert run(capsys, "gate", "bandit.json", "--max", "high=1")[0] == 0  # options go before settings
    assert json.loads(run(capsys, "score", "bandit.json", "--json")[1])["value"] == 70
    assert json.loads(run(capsys, "score", "bandit.json", "--points", "1", "--json")[1])["value"] == 99
    settings(project, "sla: {high: {respond: 1s}}\n")
    rows = json.loads(run(capsys, "sla", "bandit.json", "--now", "2031-05-01T00:00:02Z", "--json")[1])["findings"]
    assert rows[0]["respond"]["state"] == "breached"


def test_documents_and_key_figures_go_by_settings(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def data(*args: str) -> dict[str, Any]:
        code, out, _ = run(capsys, "report", "bandit.json", "--kind", "data", *args)
        assert code == 0
        made: dict[str, Any] = json.loads(out)
        return {**made, **{threshold["severity"]: threshold["allowed"] for threshold in made["thresholds"]}}

    assert data()["score"]["value"] == 96 and data()["gate"]["passed"]
    settings(
        project,
        "severity_thresholds: {high: 0}\nscore: {points_per_finding: 30, floor: high}\ngate: {min_score: 99}\n"
        "sla: {high: {respond: 1s}}\n",
    )
    made = data()
    assert made["score"]["value"] == 70 and made["high"] == 0 and made["critical"] == 0
    assert [reason["rule"] for reason in made["gate"]["reasons"]] == ["severity_count", "min_score"]
    assert next(row for row in made["sla"] if row["severity"] == "high")["respond"]["target"] == 1
    assert data("--max", "high=9")["high"] == 9  # options go before settings
    assert data("--no-config")["score"]["value"] == 96
    audited = run(capsys, "audit", "pre-deployment", "bandit.json", "--json")
    assert audited[0] == 1 and audited != run(capsys, "audit", "pre-deployment", "bandit.json", "--json", "--no-config")

    suppressions(project, "  - {rule: B602, reason: not reachable, owner: qa}\n")
    assert data()["score"]["value"] == 100 and data("--no-suppressions")["score"]["value"] == 70

    assert run(capsys, "history", "add", "bandit.json", "--db", "h.db", "--time", "2031-05-01T00:00:00Z")[0] == 0
    figures = ("metrics", "--db", "h.db", "--now", "2031-05-02T00:00:00Z", "--json")
    kpis = json.loads(run(capsys, *figures)[1])["kpis"]
    assert kpis["score"] == 70 and kpis["respond"]["high"]["target"] == 1
    kpis = json.loads(run(capsys, *figures, "--no-config")[1])["kpis"]
    assert kpis["score"] == 96 and kpis["respond"]["high"]["target"] == 4 * 3600

    settings(project, "severity_thresholds: {hihg: 0}\n")
    for command in (("report", "bandit.json"), ("audit", "daily", "bandit.json"), figures):
        assert run(capsys, *command)[0] == 2


def test_no_command_decides_by_settings_with_errors(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(project, "severity_thresholds: {hihg: 0}\n")
    for command in ("gate", "score", "sla", "show", "alert", "scan", "ci"):
        code, out, err = run(capsys, command, "." if command == "scan" else "bandit.json")
        assert code == 2 and "did you mean high?" in err and out == "", command
    assert run(capsys, "config", "show")[0] == 2
    assert run(capsys, "gate", "bandit.json", "--no-config")[0] == 0


def test_suppressions_on_the_command_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suppressions(
        project,
        "  - {rule: B602, reason: r, owner: o}\n  - {rule: B1, reason: r, owner: o}\n  - {rule: B101, owner: o}\n"
        "  - {rule: B101, reason: r, owner: o, expires: 2031-01-01}\n",
    )
    code, out, err = run(capsys, "gate", "bandit.json", "--max", "high=0", "--now", "2031-05-10", "--json")
    assert code == 0 and json.loads(out)["suppressed"] == 1
    assert "suppressions.yml:4:5: warning: this entry suppresses nothing: it has no reason" in err
    assert "expired on 2031-01-01" in err and "1 of 3 entries matched nothing" in err
    assert run(capsys, "gate", "bandit.json", "--max", "high=0", "--no-suppressions")[0] == 1
    shown = json.loads(run(capsys, "show", "bandit.json", "--all", "--json")[1])
    assert "suppressed" in json.dumps(shown)


def test_suppress_appends_what_is_read_back(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / ".security/suppressions.yml"
    add = ("suppress", "--rule", "B101", "--reason", 'a: "b" # c', "--owner", "qa", "--expires", "2099-12-31")
    assert run(capsys, *add)[0] == 0
    code, out, _ = run(capsys, "suppress", "1:abc", "--reason", "r", "--owner", "o", "--json")
    assert code == 0 and json.loads(out)["entry"]["fingerprint"] == "1:abc"
    file.chmod(0o640)
    file.write_text(file.read_text().rstrip("\n"))
    assert run(capsys, "suppress", "--path", "*.md", "--reason", "r", "--owner", "o")[0] == 0
    rules = secmon.load_suppressions(file.read_bytes()).rules
    assert [rule.to_dict()["rule"] for rule in rules] == ["B101", "", ""]
    assert rules[0].reason == 'a: "b" # c' and rules[0].expires == dt.datetime(2100, 1, 1, tzinfo=dt.timezone.utc)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(os.listdir(project / ".security")) == ["suppressions.yml"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--rule", "B1", "--owner", "o"), 2),
        (("--reason", "r", "--owner", "o"), 2),
        (("--rule", "B1", "--reason", " ", "--owner", "o"), 2),
        (("--rule", "B1", "--reason", "r", "--owner", "o", "--expires", "2001-01-01"), 2),
        (("--rule", "B1", "--reason", "r", "--owner", "o", "--expires", "soon"), 2),
    ],
)
def test_suppress_refuses(project: Path, capsys: pytest.CaptureFixture[str], args: tuple[str, ...], code: int) -> None:
    assert run(capsys, "suppress", *args)[0] == code
    assert not (project / ".security/suppressions.yml").exists()


def test_suppress_leaves_a_file_alone_that_it_cannot_append_to(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / ".security/suppressions.yml"
    for text in ("suppressions: [{rule: a, reason: r, owner: o}]\n", "suppressions: {a: b", "text\n"):
        file.write_text(text)
        code, _, err = run(capsys, "suppress", "--rule", "B1", "--reason", "r", "--owner", "o")
        assert code == 3 and err
        assert file.read_text() == text
