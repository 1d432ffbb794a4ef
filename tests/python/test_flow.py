# SPDX-License-Identifier: MIT
"""The main job from end to end, over the real reports in examples/reports: bytes, findings, decision, documents."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import secmon

ROOT = Path(__file__).parents[2]
REPORTS = sorted(path for path in (ROOT / "examples/reports").iterdir() if path.suffix in (".json", ".sarif"))
ALL = sorted(path for path in (ROOT / "examples/reports").rglob("*") if path.suffix in (".json", ".sarif"))
ALL = [path for path in ALL if "make" not in path.parts]
SCHEMA = json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "examples/reports"))


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "secmon", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_there_are_reports():
    assert {secmon.parse(path).format for path in ALL} >= {"bandit", "pip_audit", "safety", "sarif", "semgrep", "trivy"}


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_report_is_read_whole(path):
    report = secmon.parse(path)
    assert report.complete, [note.message for note in report.notes]
    assert len(report) > 0
    assert secmon.detect(path).format == report.format
    for finding in report:
        assert finding.title and finding.tool and finding.fingerprint
        assert finding.severity in secmon.SEVERITIES
        assert finding.location.path or finding.package or finding.location.url or finding.location.resource
    assert len({finding.fingerprint for finding in report}) == len(report)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_to_dict_is_what_the_schema_says(path, validator):
    validator.validate(secmon.parse(path).to_dict())


@pytest.mark.parametrize("path", ALL, ids=name)
def test_convert_gives_to_dict(path, validator):
    done = command("convert", path, "--to", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == secmon.parse(path).to_dict()


def test_the_schema_refuses_what_is_wrong(validator):
    good = secmon.parse(REPORTS[0]).to_dict()
    for key in ("findings", "format", "status", "notes", "tool"):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({k: v for k, v in good.items() if k != key})
    for key, value in (("severity", "HIGH"), ("kind", "bug"), ("state", "closed"), ("cwe", ["79"]), ("ids", "CVE")):
        first = {**good["findings"][0], key: value}
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({**good, "findings": [first]})


def test_several_reports_are_one_document(validator):
    reports = [secmon.parse(path) for path in REPORTS]
    document = json.loads(secmon.render(reports, "json"))
    assert [inner["format"] for inner in document["reports"]] == [report.format for report in reports]
    for inner in document["reports"]:
        validator.validate(inner)


@pytest.mark.parametrize("path", ALL, ids=name)
def test_our_json_is_read_back_as_the_same_report(path):
    report = secmon.parse(path)
    assert secmon.parse(report.to_json().encode()).to_dict() == report.to_dict()


def test_command_and_library_decide_alike():
    reports = [secmon.parse(path) for path in REPORTS]
    done = command("gate", "--json", "--max", "high=3", "--now", "2030-01-01", *REPORTS)
    verdict = secmon.gate(reports, allowed={"high": 3}, now=1893456000)
    said = json.loads(done.stdout)
    assert done.returncode == (0 if verdict else 1)
    assert {key: said[key] for key in ("passed", "reasons", "score", "sla_breached")} == verdict.to_dict()
    assert not verdict and any(reason.severity == "high" for reason in verdict.reasons)

    said = json.loads(command("score", "--json", *REPORTS).stdout)
    assert {key: said[key] for key in ("value", "grade", "counted", "open")} == secmon.score(reports).to_dict()

    said = json.loads(command("show", "--json", "--all", *REPORTS).stdout)
    assert len(said["findings"]) == sum(map(len, reports))


def test_the_documents_for_people(tmp_path):
    done = command("gate", ROOT / "examples/reports", "-o", tmp_path / "a.md", "-o", tmp_path / "a.html")
    assert done.returncode == 1 and "gate failed" in done.stdout
    for file in ("a.md", "a.html"):
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert "critical" in text and "shop/" in text
    page = (tmp_path / "a.html").read_text(encoding="utf-8").lower()
    assert 'src="' not in page and "<link" not in page and "@import" not in page, "nothing is loaded from elsewhere"


def test_no_secret_of_the_sample_is_shown(tmp_path):
    """What the secret scanners found stands in examples/app/shop/settings.py, and in no output of ours."""
    settings = (ROOT / "examples/app/shop/settings.py").read_text(encoding="utf-8")
    secrets = [
        word for word in settings.replace('"', " ").replace("'", " ").split() if len(word) >= 20 and word.isalnum()
    ]
    assert secrets, "the sample has a secret"
    reports = [secmon.parse(path) for path in ALL]
    for renderer in secmon.renderers():
        text = secmon.render(reports, renderer.id)
        assert not [secret for secret in secrets if secret in text], renderer.id


def example(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "examples/python" / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_example_new_findings(tmp_path):
    path = ROOT / "examples/reports/bandit.json"
    same = example("new_findings.py", path, path)
    assert same.returncode == 0 and "0 new, 0 gone" in same.stdout
    document = json.loads(path.read_text(encoding="utf-8"))
    gone = len(document["results"])
    (tmp_path / "before.json").write_text(json.dumps({**document, "results": []}), encoding="utf-8")
    more = example("new_findings.py", tmp_path / "before.json", path)
    assert more.returncode == 1 and f"{gone} new, 0 gone" in more.stdout


def test_example_weekly_report(tmp_path):
    done = example("weekly_report.py", tmp_path / "week.html", *REPORTS)
    assert done.returncode == 0, done.stderr
    assert "score 0 failed" in done.stdout and "bandit" in done.stdout
    assert "<html" in (tmp_path / "week.html").read_text(encoding="utf-8")
    assert "nothing.json" in example("weekly_report.py", tmp_path / "week.html", "nothing.json").stderr


def bom(**analysis: str) -> dict[str, object]:
    rated = {"id": "CVE-2031-1", "affects": [{"ref": "pkg:npm/lid@1"}], **({"analysis": analysis} if analysis else {})}
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": [rated]}


def test_statements_are_applied():
    report, statements = (secmon.parse(json.dumps(text).encode()) for text in (bom(), bom(state="not_affected")))
    applied = secmon.apply(report, statements)
    assert [f.state for f in report] == ["open"]
    assert [f.state for f in applied] == ["dismissed"]
    assert "not_affected" in applied[0].state_reason
    with pytest.raises(secmon.Error, match="openvex, csaf or cyclonedx"):
        secmon.apply(report, secmon.parse_file(ROOT / "examples/reports/bandit.json"))


def test_the_command_applies_statements(tmp_path):
    report, statements, broken = tmp_path / "report.json", tmp_path / "vex.json", tmp_path / "broken.json"
    report.write_text(json.dumps(bom()), encoding="utf-8")
    statements.write_text(json.dumps(bom(state="not_affected")), encoding="utf-8")
    broken.write_text(statements.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    shown = json.loads(command("convert", report, "--to", "json", "--vex", statements).stdout)
    assert [f["state"] for f in shown["findings"]] == ["dismissed"]
    refused = command("convert", report, "--to", "json", "--vex", broken)
    assert refused.returncode == 3 and "broken.json" in refused.stderr
