# SPDX-License-Identifier: MIT
"""Overviews, feeds, checklists and templates in Python and on the command line."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import secmon

ROOT = Path(__file__).parents[2]
REPORTS = sorted((ROOT / "examples/reports").glob("*.[js]*"))
NOW = dt.datetime(2026, 12, 4, 9, tzinfo=dt.timezone.utc)
EPSS = (
    b"#model_version:v2025.03.14,score_date:2026-12-03T00:00:00+0000\ncve,epss,percentile\nCVE-2020-14343,0.61,0.98\n"
)
KEV = json.dumps(
    {
        "catalogVersion": "2026.12.01",
        "dateReleased": "2026-12-01T10:00:00Z",
        "count": 1,
        "vulnerabilities": [{"cveID": "CVE-2020-14343", "dateAdded": "2026-11-20", "dueDate": "2026-12-11"}],
    }
).encode()


@pytest.fixture(scope="module")
def reports() -> list[secmon.Report]:
    return [secmon.parse(path) for path in REPORTS]


@pytest.fixture(scope="module")
def history(tmp_path_factory, reports) -> Path:
    """Two scans, a week apart; bandit's findings were half as many before."""
    path = tmp_path_factory.mktemp("history") / "history.db"
    document = json.loads((ROOT / "examples/reports/bandit.json").read_text(encoding="utf-8"))
    half = {**document, "results": document["results"][::2], "generated_at": "2026-11-15T12:00:00Z"}
    with secmon.History(path) as file:
        file.ingest([secmon.parse(json.dumps(half).encode())], project="shop", now=NOW)
        file.ingest(reports, project="shop", now=NOW)
    return path


def command(*arguments: object, data: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "secmon", *map(str, arguments)], input=data, capture_output=True, timeout=60, check=False
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


# ---- the figures --------------------------------------------------------------------------------------------------


def check(figures: dict) -> None:
    schema = json.loads((ROOT / "docs/overview.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(figures)
    told = (ROOT / "docs/overview.md").read_text(encoding="utf-8")
    for name in (*figures, *(figures["actions"] or [{}])[0], *(figures["history"] or {})):
        assert f"`{name}`" in told, f"docs/overview.md does not tell of {name}"


def test_the_figures_are_as_documented(reports, history):
    check(secmon.overview(reports, now=NOW).to_dict())
    check(secmon.overview(now=NOW, project="shop", history=history).to_dict())
    check(secmon.overview([], now=NOW).to_dict())


def test_without_reports_nothing_is_zero():
    figures = secmon.overview([], now=NOW).to_dict()
    assert figures["score"] is None and figures["checked"] is False and "open" not in figures
    with pytest.raises(secmon.ArgumentError, match="history"):
        secmon.overview(now=NOW)


def test_a_history_adds_what_was(reports, history):
    known = secmon.overview(now=NOW, project="shop", history=history)
    figures = known.to_dict()
    assert figures["score"]["value"] == secmon.score(reports).value
    assert len(figures["history"]["scans"]) == 2
    assert {tool["tool"] for tool in figures["history"]["tools"]} >= {"bandit", "trivy"}
    assert 'class="dot"' in known.render("dashboard")
    assert "xychart-beta" in known.render("dashboard_md")
    month = known.render("monthly")
    assert "## Tracking" in month and "| Open, critical |" in month
    with pytest.raises(secmon.StorageError):
        secmon.overview(now=NOW, project="shop", history=Path(__file__))


def test_thresholds_are_those_that_are_given(reports):
    strict = secmon.overview(reports, now=NOW, allowed={"low": 0, "critical": None}).to_dict()
    allowed = {row["severity"]: row["allowed"] for row in strict["thresholds"]}
    assert allowed["low"] == 0 and allowed["critical"] is None and allowed["high"] == 5


# ---- feeds --------------------------------------------------------------------------------------------------------


def test_feeds_reach_findings_clocks_and_actions(reports):
    epss, kev = secmon.parse_epss(gzip.compress(EPSS)), secmon.parse_kev(KEV)
    assert len(epss) == len(kev) == 1 and epss.model == "v2025.03.14" and kev.complete
    assert epss.date == dt.datetime(2026, 12, 3, tzinfo=dt.timezone.utc)
    richer = secmon.enrich(reports, epss=epss, kev=kev)
    hit = [f for report in richer for f in report if "CVE-2020-14343" in f.ids]
    assert hit and all(f.kev and f.epss == pytest.approx(0.61) and "kev:due:2026-12-11" in f.tags for f in hit)
    assert secmon.enrich(reports[0], kev=kev).tool == reports[0].tool
    first = secmon.overview(richer, now=NOW).to_dict()["actions"][0]
    assert first["what"].startswith("Update pyyaml") and first["kev"]
    with pytest.raises(secmon.ParseError):
        secmon.parse_kev(b"{}")


def test_the_commands_take_feeds(tmp_path):
    (tmp_path / "epss.csv.gz").write_bytes(gzip.compress(EPSS))
    (tmp_path / "kev.json").write_bytes(KEV)
    feeds = ("--epss", tmp_path / "epss.csv.gz", "--kev", tmp_path / "kev.json")
    shown = json.loads(command("show", *REPORTS, *feeds, "--json").stdout)["findings"]
    assert any(finding.get("kev") for finding in shown)
    (tmp_path / "kev.json").write_bytes(b"[]")
    failed = command("gate", *REPORTS, *feeds)
    assert failed.returncode == 3 and "kev.json: this is no catalogue" in failed.stderr
    (tmp_path / "kev.json").write_bytes(KEV[:-30])
    cut = command("gate", *REPORTS, *feeds)
    assert cut.returncode == 3 and "not whole" in cut.stderr


# ---- report and audit ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.html", "<!doctype html>"),
        ("a.md", "# Security Dashboard"),
        ("a.svg", "<svg "),
        ("a.json", '{"schema":"secmon-overview/1"'),
    ],
)
def test_the_ending_says_which_kind(tmp_path, name, part):
    done = command("report", *REPORTS, "--now", "2026-12-04", "-o", tmp_path / name)
    assert done.returncode == 0 and (tmp_path / name).read_text(encoding="utf-8").startswith(part)


def test_report_of_a_history_and_a_month(history):
    done = command("report", "--history", history, "--project", "shop", "--kind", "monthly", "--month", "2026-11")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# Security report — November 2026\n")
    assert "**Report period:** 2026-11-01 to 2026-11-30" in done.stdout
    assert command("report", "--history", history, "--month", "2026-13").returncode == 2
    assert command("report").returncode == 2
    assert command("report", "--history", __file__).returncode == 3


def test_what_was_not_understood_shows_in_the_exit_status(tmp_path):
    (tmp_path / "odd.json").write_bytes(b'{"who": "knows"}')
    done = command("report", REPORTS[0], tmp_path / "odd.json", "--kind", "badge")
    assert done.returncode == 3 and done.stdout.startswith("<svg")
    assert command("report", tmp_path / "odd.json").returncode == 3


def test_audit(tmp_path):
    done = command("audit", "pre-deployment", *REPORTS, "--json")
    answers = {item["text"]: item["answer"] for item in json.loads(done.stdout)["items"]}
    assert done.returncode == 1 and answers["All security scans pass"] == "no"
    clean = b'{"errors": [], "generated_at": "2026-11-30T08:00:00Z", "metrics": {"_totals": {}}, "results": []}'
    done = command("audit", "pre-deployment", "-", data=clean)
    assert done.returncode == 0 and "- [x] All security scans pass" in done.stdout
    people = b'[{"login": "ann", "role_name": "admin", "permissions": {"pull": true, "push": true, "admin": true}}]'
    done = command("audit", "access", "-", "-o", tmp_path / "access.md", data=people)
    assert "| ann | admin |" in (tmp_path / "access.md").read_text(encoding="utf-8")
    assert command("audit", "yearly", REPORTS[0]).returncode == 2


# ---- templates ----------------------------------------------------------------------------------------------------


def template(tmp_path: Path, name: str, text: str, *options: str) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("jinja2")
    (tmp_path / name).write_text(text, encoding="utf-8")
    return command("report", *REPORTS, "--template", tmp_path / name, *options)


def test_templates_have_the_documented_names(tmp_path):
    text = (
        "{{ title | md }} {{ score.value }} {{ findings | length }} {{ history is none }}"
        " {{ None | date }} {{ 90000 | duration }} {% include 'part.md' %}"
    )
    (tmp_path / "part.md").write_text("{{ actions[0].urgency }}", encoding="utf-8")
    done = template(tmp_path, "a.md.j2", text, "--title", "*x*", "--now", "2026-12-04")
    assert done.returncode == 0, done.stderr
    assert done.stdout == r"\*x\* 0 136 True no data 1 d 1 h overdue"


def test_templates_escape_by_their_ending(tmp_path):
    for name, expected in (("a.html.j2", "&lt;b&gt;"), ("a.html", "&lt;b&gt;"), ("a.txt", "<b>")):
        assert template(tmp_path, name, "{{ title }}", "--title", "<b>").stdout == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nothing_like_it }}", "nothing_like_it"),
        ("{% for %}", "a.md:1"),
        ("{{ title.__class__.__mro__ }}", "not allowed"),
        ("{% include '../../etc/passwd' %}", "no template"),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
    ],
)
def test_a_template_with_a_mistake_says_where(tmp_path, text, said):
    done = template(tmp_path, "a.md", text)
    assert done.returncode == 2 and said in done.stderr and not done.stdout


# ---- examples -----------------------------------------------------------------------------------------------------


def test_the_example_documents_are_up_to_date(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples/output/make.py"), str(tmp_path)], check=False, timeout=60
    )
    assert done.returncode == 0
    for made in tmp_path.iterdir():
        kept = ROOT / "examples/output" / made.name
        assert kept.read_bytes() == made.read_bytes(), f"{kept.name} is old: run examples/output/make.py"
