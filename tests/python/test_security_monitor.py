# SPDX-License-Identifier: MIT
"""security-monitor takes the command lines of security_monitor.py, and is right where the script was not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import secmon

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "examples/reports"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scanners of the test are scripts of a POSIX system")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in which every scanner of the script answers with a report that was recorded from the real one."""
    root, programs = tmp_path / "project", tmp_path / "bin"
    for path in (root / "src", root / ".security", programs):
        path.mkdir(parents=True)
    (root / "src/a.py").write_text("x = 1\n")
    (root / "requirements.txt").write_text("django==2.2.0\n")
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", str(programs))
    recorded = {"bandit": 1, "safety": 64, "pip-audit": 1, "semgrep": 0, "trivy": 0}
    for name, code in recorded.items():
        answer(programs / name, REPORTS / f"{name}.json", code)
    return root


def answer(program: Path, report: Path | None, code: int) -> None:
    """A scanner that writes a report and ends with a code, and keeps its arguments beside itself."""
    text = "" if report is None else report.read_text()
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"if '--version' in sys.argv: print('1.0'); sys.exit()\n"
        f"open(sys.argv[0] + '.arguments', 'w').write(' '.join(sys.argv[1:]))\n"
        f"out = open(sys.argv[sys.argv.index('--output') + 1], 'w') if '--output' in sys.argv else sys.stdout\n"
        f"out.write({text!r}); out.close()\n"
        f"sys.exit({code})\n"
    )
    program.chmod(0o755)


def monitor(*arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "secmon.compat.security_monitor", *arguments]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def written(folder: Path) -> dict[str, object]:
    (path,) = folder.glob("security_report_*.json")
    return json.loads(path.read_text())


def test_modes_are_those_of_the_script(project):
    for mode, tools in (("quick", {"bandit"}), ("standard", {"bandit", "safety", "pip_audit"})):
        made = monitor("--mode", mode, "--output", mode)
        assert made.returncode == 0, made.stderr
        assert set(json.loads(made.stdout)["tools_status"]) == tools
    (project / ".security/config.yml").write_text("tools:\n  trivy:\n    enabled: true\n")
    made = monitor("--mode=comprehensive", "--out", "all")
    expected = {"bandit", "safety", "pip_audit", "semgrep", "trivy"}
    assert set(json.loads(made.stdout)["tools_status"]) == expected
    assert monitor("--mode", "continuous").returncode == 2


def test_summary_and_reports_have_the_right_counts(project):
    made = monitor()
    summary = json.loads(made.stdout)
    old = {"timestamp", "total_vulnerabilities", "tools_run", "duration_seconds", "tools_status"}
    assert old <= set(summary) and summary["tools_run"] == 3
    results = written(project / "security_reports")["results"]
    counts = {name: len(entry["vulnerabilities"]) for name, entry in results.items()}
    assert counts == {"bandit": 35, "safety": 10, "pip_audit": 21}  # the script: 35, 0, 0
    assert {entry["status"] for entry in results.values()} == {"issues_found"}
    assert summary["total_vulnerabilities"] == sum(counts.values())
    assert results["bandit"]["errors"] == []
    assert results["safety"]["details"]["vulnerabilities"]
    dashboard = (project / "SECURITY-DASHBOARD.md").read_text()
    assert "| High | 13 | 5 | ❌ FAILED |" in dashboard


def test_trivy_counts_findings_and_not_targets(project):
    (project / ".security/config.yml").write_text(
        "tools:\n  trivy:\n    enabled: true\n  semgrep:\n    enabled: false\n"
    )
    monitor("--mode", "comprehensive")
    results = written(project / "security_reports")["results"]
    assert len(results["trivy"]["vulnerabilities"]) == 29
    assert "semgrep" not in results


def test_output_is_honoured(project):
    made = monitor("--mode", "quick", "--output", "elsewhere/reports")
    assert made.returncode == 0, made.stderr
    assert {path.suffix for path in (project / "elsewhere/reports").iterdir()} == {".json", ".md", ".html"}
    assert not (project / "security_reports").exists()


def test_two_runs_of_one_second_are_two_reports(project):
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "secmon.compat.security_monitor", "--mode", "quick"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(3)
    ]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert len(list((project / "security_reports").glob("*.json"))) == 3


def test_a_crash_is_not_clean(project):
    for name in ("safety", "pip-audit"):
        answer(project.parent / "bin" / name, None, 0)
    made = monitor()
    assert made.returncode == 3
    summary = json.loads(made.stdout)
    assert summary["complete"] is False and "wrote no report" in summary["problems"]["safety"]
    assert {summary["tools_status"][name] for name in ("safety", "pip_audit")} == {"error"}
    (path,) = (project / "security_reports").glob("*.json")
    assert not secmon.parse(path).complete
    assert "✅ OK" not in (project / "SECURITY-DASHBOARD.md").read_text()


def test_what_is_not_installed_is_skipped(project):
    (project.parent / "bin/safety").unlink()
    made = monitor()
    assert made.returncode == 0
    assert "pip install safety" in json.loads(made.stdout)["problems"]["safety"]
    assert written(project / "security_reports")["results"]["safety"]["status"] == "skipped"


def test_thresholds_decide_only_where_it_is_asked(project):
    assert monitor("--mode", "quick").returncode == 0
    assert monitor("--mode", "quick", "--gate").returncode == 1


def test_the_configuration_reaches_the_scanners(project):
    (project / "other.yml").write_text(
        "scan_targets:\n  source: src/\nexclusions:\n  paths: ['venv/']\ntools:\n  bandit:\n    level: '-ll'\n"
        "    skip_tests: [B101, B601]\nreporting:\n  update_dashboard: false\n"
    )
    made = monitor("--mode", "quick", "--config", "other.yml")
    assert made.returncode == 0, made.stderr
    arguments = (project.parent / "bin/bandit.arguments").read_text()
    assert "-ll" in arguments and "-s B101,B601" in arguments and "*/venv/*" in arguments and arguments.endswith("src/")
    assert not (project / "SECURITY-DASHBOARD.md").exists()


def test_a_configuration_that_cannot_be_used(project):
    assert monitor("--config", "nowhere.yml").returncode == 2
    (project / ".security/config.yml").write_text("tools:\n  bandit:\n    timeout: soon\n")
    made = monitor()
    assert made.returncode == 2 and "timeout" in made.stderr
