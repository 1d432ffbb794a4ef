# SPDX-License-Identifier: MIT
"""secmon.scan: scanners that behave, and scanners that do everything else. The scanners are small scripts."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
import secmon
import secmon.scan
import secmon.scan.scanners
from secmon.scan import running, scanner

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are those of a POSIX system")

BANDIT = {
    "errors": [],
    "generated_at": "2026-11-27T19:30:02Z",
    "metrics": {"_totals": {"CONFIDENCE.HIGH": 1, "SEVERITY.HIGH": 1, "loc": 10, "nosec": 0}},
    "results": [
        {
            "code": "1 password = 'correct horse'\n",
            "col_offset": 0,
            "end_col_offset": 9,
            "filename": "src/a.py",
            "issue_confidence": "HIGH",
            "issue_cwe": {"id": 78, "link": "https://cwe.mitre.org/data/definitions/78.html"},
            "issue_severity": "HIGH",
            "issue_text": "subprocess call with shell=True, password='S3cretPassw0rd77'",
            "line_number": 1,
            "line_range": [1],
            "more_info": "https://bandit.readthedocs.io/",
            "test_id": "B602",
            "test_name": "subprocess_popen_with_shell_equals_true",
        }
    ],
}
CLEAN = {**BANDIT, "results": []}
PIP_AUDIT = {
    "dependencies": [
        {
            "name": "flask",
            "version": "0.12",
            "vulns": [{"id": "PYSEC-2018-66", "fix_versions": ["0.12.3"], "aliases": []}],
        }
    ],
    "fixes": [],
}


class Project:
    """A project in a folder, and a PATH that holds nothing but the scanners of the test."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.bin = folder / "project", folder / "bin"
        for path in (self.root / "src", self.bin):
            path.mkdir(parents=True)
        (self.root / "src/a.py").write_text("x = 1\n")
        monkeypatch.setenv("PATH", str(self.bin))
        monkeypatch.chdir(self.root)

    def scanner(self, name: str, code: str) -> None:
        """A scanner that runs `code`, after having answered --version. `write(value)` writes JSON."""
        path = self.bin / name
        path.write_text(
            f"#!{sys.executable}\n"
            "import json, os, signal, subprocess, sys, time\n"
            "def write(value): print(json.dumps(value)); sys.stdout.flush()\n"
            f"if '--version' in sys.argv: print('{name} 1.2.3'); sys.exit()\n" + textwrap.dedent(code)
        )
        path.chmod(0o755)

    def run(self, config: object = None, **options: object) -> secmon.scan.ScanResult:
        options.setdefault("mode", "quick")
        return secmon.scan.run(config, root=self.root, grace=0.5, **options)

    def bandit(self, code: str, config: object = None, **options: object) -> secmon.scan.ToolRun:
        self.scanner("bandit", code)
        (run,) = self.run(config, **options).runs
        return run


@pytest.fixture
def project(tmp_path, monkeypatch):
    return Project(tmp_path, monkeypatch)


def gone(pid: int) -> bool:
    """Whether a process is there no more, or only its remains; waits a little for it."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
            os.kill(pid, 0)
        except (OSError, IndexError):
            return True
        time.sleep(0.02)
    return False


# ---- what works ---------------------------------------------------------------------------------------------------


def test_findings_of_all_scanners_are_one_report(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(1)")
    project.scanner("pip-audit", f"write({PIP_AUDIT!r}); sys.exit(1)")
    events = []
    result = project.run(mode="standard", on_event=events.append)
    assert [(run.scanner.id, run.status) for run in result.runs] == [
        ("bandit", "issues_found"),
        ("pip_audit", "issues_found"),
        ("safety", "skipped"),
    ]
    assert result.complete, [note.message for note in result.report.notes]
    assert [(finding.tool, finding.rule_id) for finding in result.report] == [
        ("bandit", "B602"),
        ("pip-audit", "PYSEC-2018-66"),
    ]
    assert result.runs[0].version == "1.2.3"
    assert {(event.kind, event.tool) for event in events} == {
        ("started", "bandit"),
        ("ended", "bandit"),
        ("started", "pip_audit"),
        ("ended", "pip_audit"),
        ("skipped", "safety"),
    }


def test_scanners_run_at_the_same_time(project):
    wait = f"""
        open(sys.argv[0] + ".here", "w").close()
        other = sys.argv[0].replace("bandit", "X").replace("pip-audit", "bandit").replace("X", "pip-audit") + ".here"
        until = time.monotonic() + 20
        while not os.path.exists(other) and time.monotonic() < until: time.sleep(0.01)
        if not os.path.exists(other): sys.exit(9)
        write({CLEAN!r} if "bandit" in sys.argv[0] else {{"dependencies": [], "fixes": []}})
    """
    project.scanner("bandit", wait)
    project.scanner("pip-audit", wait)
    assert [run.status for run in project.run(tools=["bandit", "pip-audit"]).runs] == ["completed", "completed"]


def test_the_combined_report_reads_back_and_has_the_old_shape(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(1)")
    project.scanner("pip-audit", f"write({PIP_AUDIT!r}); sys.exit(1)")
    result = project.run(mode="standard")
    again = secmon.parse(result.document)
    assert again.format == "security_report"
    assert again.to_dict() == result.report.to_dict()
    document = json.loads(result.document)
    assert list(document)[:3] == ["timestamp", "scan_duration", "results"]
    for entry in document["results"].values():
        old = {"tool", "timestamp", "status", "summary", "details", "vulnerabilities", "warnings", "errors", "duration"}
        assert old <= set(entry)
    assert document["results"]["pip_audit"]["tool"] == "pip-audit"
    assert document["results"]["bandit"]["summary"]["total_issues"] == 1
    assert document["results"]["pip_audit"]["summary"]["total_vulnerabilities"] == 1
    assert [len(entry["vulnerabilities"]) for entry in document["results"].values()] == [1, 1, 0]
    assert document["results"]["bandit"]["details"]["results"][0]["test_id"] == "B602"
    assert document["secmon"]["schema"] == "secmon-report-1"
    assert len(document["secmon"]["findings"]) == 2


def test_each_scanner_alone_gives_the_fingerprints_of_the_combined_report(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(1)")
    result = project.run()
    assert [f.fingerprint for f in secmon.parse(json.dumps(BANDIT).encode())] == [f.fingerprint for f in result.report]


def test_no_secret_is_in_the_combined_report(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(1)")
    leak = {
        "RuleID": "key",
        "StartLine": 1,
        "File": "a",
        "Secret": "tr0ub4dor",
        "Match": "k = tr0ub4dor",
        "Line": "tr0ub4dor",
    }
    code = f"open(sys.argv[sys.argv.index('--report-path') + 1], 'w').write(json.dumps([{leak!r}])); sys.exit(64)"
    project.scanner("gitleaks", code)
    baseline = {
        "version": "1.5.0",
        "plugins_used": [],
        "results": {"a": [{"type": "Key", "filename": "a", "hashed_secret": "5ebe2294ecd0e0f0", "line_number": 1}]},
    }
    project.scanner("detect-secrets", f"write({baseline!r})")
    result = project.run(tools=["bandit", "gitleaks", "detect-secrets"])
    assert [run.status for run in result.runs] == ["issues_found"] * 3, [run.problem for run in result.runs]
    assert len(result.report) == 3 and result.complete
    for secret in (b"S3cretPassw0rd77", b"tr0ub4dor", b"5ebe2294ecd0e0f0"):
        assert secret not in result.document


def test_secrets_of_ours_are_not_given_to_scanners(project, monkeypatch):
    monkeypatch.setenv("SONARQUBE_TOKEN", "squ_1")
    monkeypatch.setenv("ALERT_EMAIL_PASSWORD", "pw")
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "https://hooks")
    monkeypatch.setenv("OTHER", "1")
    run = project.bandit(
        f"""
        seen = [name for name in ("SONARQUBE_TOKEN", "ALERT_EMAIL_PASSWORD", "SLACK_WEBHOOK_URL") if name in os.environ]
        if seen or "OTHER" not in os.environ: sys.exit(9)
        write({CLEAN!r})
        """
    )
    assert run.status == "completed", run.problem


def test_configuration_reaches_the_command_line(project):
    code = f"""
        open("arguments", "w").write(json.dumps(sys.argv[1:]))
        write({CLEAN!r})
    """
    config = {
        "scan_targets": {"source": "src/", "gone": "gone/"},
        "exclusions": {"paths": ["./venv/", "a/b"], "files": ["*.pyc"]},
        "exceptions": {"bandit_exceptions": ["test_*.py", "*/conftest.py"], "global_excludes": ["archived_*"]},
        "tools": {"bandit": {"level": "-ll", "skip_tests": ["B101", "B601"], "arguments": ["--ini", "x"]}},
    }
    project.scanner("bandit", code)
    result = project.run(config)
    assert result.passed_over == ("gone/",)
    arguments = json.loads((project.root / "arguments").read_text())
    excluded = arguments[arguments.index("-x") + 1].split(",")
    assert excluded == [
        "*/venv/*",
        "*/a/b/*",
        "*/archived_*/*",
        "*/*.pyc",
        "*/archived_*",
        "*/test_*.py",
        "*/conftest.py",
    ]
    assert "-ll" in arguments and arguments[arguments.index("-s") + 1] == "B101,B601"
    assert arguments[-3:] == ["--ini", "x", "src/"]


def test_a_target_is_never_an_option(project):
    (project.root / "-r").mkdir()
    project.scanner("bandit", f"open('arguments', 'w').write(json.dumps(sys.argv[1:])); write({CLEAN!r})")
    project.run(targets=["-r"])
    assert json.loads((project.root / "arguments").read_text())[-1] == "./-r"
    with pytest.raises(FileNotFoundError):
        project.run(targets=["nowhere"])


def test_without_targets_everything_is_scanned(project):
    project.scanner("bandit", f"open('arguments', 'w').write(json.dumps(sys.argv[1:])); write({CLEAN!r})")
    project.run()
    assert json.loads((project.root / "arguments").read_text())[-1] == "."
    project.run({"scan_targets": ["gone/"]})
    assert json.loads((project.root / "arguments").read_text())[-1] == "."


def test_labels_of_an_audit_are_kept_and_the_baseline_is_not_touched(project):
    secret = {"type": "Key", "filename": "a", "hashed_secret": "x", "line_number": 1, "is_secret": False}
    baseline = json.dumps({"version": "1.5.0", "plugins_used": [], "results": {"a": [secret]}})
    (project.root / "base.json").write_text(baseline)
    project.scanner(
        "detect-secrets",
        """
        path = sys.argv[sys.argv.index("--baseline") + 1]
        known = json.load(open(path))
        known["results"]["b"] = [{**known["results"]["a"][0], "filename": "b", "is_secret": True}]
        json.dump(known, open(path, "w"))
        """,
    )
    result = project.run({"tools": {"detect_secrets": {"baseline": "base.json"}}}, tools=["detect-secrets"])
    assert [finding.state for finding in result.report] == ["false_positive", "open"]
    assert (project.root / "base.json").read_text() == baseline


def test_a_report_of_an_earlier_scan_is_not_read(project, tmp_path):
    leak = {"RuleID": "key", "StartLine": 1, "File": "a", "Secret": "x", "Match": "x"}
    project.scanner(
        "gitleaks",
        f"open(sys.argv[sys.argv.index('--report-path') + 1], 'w').write(json.dumps([{leak!r}])); sys.exit(64)",
    )
    assert project.run(tools=["gitleaks"], work=tmp_path / "work").runs[0].status == "issues_found"
    project.scanner("gitleaks", "sys.exit(64)")
    assert project.run(tools=["gitleaks"], work=tmp_path / "work").runs[0].status == "error"


def test_settings_of_a_file_count_and_defaults_do_not_hide_code(project):
    project.scanner("bandit", f"open('arguments', 'w').write(json.dumps(sys.argv[1:])); write({CLEAN!r})")
    (project.root / "tests").mkdir()

    def scanned(yaml: bytes) -> tuple[list[str], tuple[str, ...]]:
        result = project.run(secmon.load_config(yaml, env={}))
        words = json.loads((project.root / "arguments").read_text())
        return words, result.passed_over

    # src/ and tests/ are there and are the default; the code of the project may be elsewhere.
    words, passed_over = scanned(b"performance: {max_workers: 2}")
    assert words[-1] == "." and passed_over == ()
    words, passed_over = scanned(
        b"scan_targets: {source: [src/, lib/]}\ntools: {bandit: {level: low, confidence: high}}"
    )
    assert words[-2:] == ["src/", "tests/"] and passed_over == ("lib/",)
    assert "-l" in words and "-iii" in words


def test_what_is_suppressed_is_kept_and_not_counted(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(1)")
    rules = secmon.load_suppressions(b"- {rule: B602, reason: known, owner: us}", file="s.yml")
    result = project.run(suppressions=rules)
    assert [finding.state for finding in result.report] == ["suppressed"]
    assert result.suppressed.findings == 1 and result.runs[0].status == "completed"
    document = json.loads(result.document)
    assert document["results"]["bandit"]["vulnerabilities"] == []
    assert document["secmon"]["findings"][0]["state"] == "suppressed"
    assert secmon.parse(result.document)[0].state == "open", "a suppression is laid over the facts, and not one of them"


# ---- what is missing ----------------------------------------------------------------------------------------------


def test_a_missing_scanner_is_skipped_and_one_that_is_required_closes_the_gate(project):
    project.scanner("bandit", f"write({CLEAN!r})")
    result = project.run(mode="standard")
    assert [run.status for run in result.runs] == ["completed", "skipped", "skipped"]
    assert "pip install safety" in result.runs[2].problem
    assert secmon.gate(result.report).passed

    result = project.run(secmon.load_config(b"tools: {safety: {required: true}}", env={}), mode="standard")
    assert not result.complete and not secmon.gate(result.report).passed
    result = project.run(tools=["bandit", "safety"])
    assert not result.complete and not secmon.gate(result.report).passed


def test_nothing_at_all_is_not_clean(project):
    result = project.run(mode="comprehensive")
    assert {run.status for run in result.runs} == {"skipped"}
    assert not secmon.gate(result.report).passed
    off = project.run({"tools": {"bandit": {"enabled": False}}})
    assert off.runs == () and off.disabled == ("bandit",)
    assert not secmon.gate(off.report).passed


def test_what_is_turned_off_runs_only_when_it_is_named(project):
    project.scanner("bandit", f"write({CLEAN!r})")
    config = {"tools": {"bandit": {"enabled": False}}}
    assert project.run(config).disabled == ("bandit",)
    assert project.run(config, tools=["bandit"]).runs[0].status == "completed"


def test_modes_and_names_that_do_not_exist(project):
    with pytest.raises(ValueError, match="modes quick, standard, comprehensive"):
        project.run(mode="continuous")
    with pytest.raises(ValueError, match="none of the scanners"):
        project.run(tools=["bandid"])


# ---- what goes wrong ----------------------------------------------------------------------------------------------

WRONG = {
    "nothing": ("", "error", "wrote no report"),
    "blank": ("print()", "error", "wrote no report"),
    "crash": ("raise RuntimeError('boom')", "error", "wrote no report: RuntimeError: boom"),
    "exit-2": ("print('usage', file=sys.stderr); sys.exit(2)", "error", "exit status 2, it was called wrongly"),
    "signal": ("os.kill(os.getpid(), signal.SIGSEGV)", "error", "ended by SIGSEGV"),
    "garbage": ("print('<html>no</html>')", "error", "not understood"),
    "cut": (f"print({json.dumps(BANDIT)[:200]!r}); sys.exit(1)", "error", ""),
    "found-nothing": (f"write({CLEAN!r}); sys.exit(1)", "error", "says that it found something"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_scanner_that_fails_closes_the_gate(project, name):
    code, status, problem = WRONG[name]
    project.scanner("bandit", code)
    result = project.run()
    (run,) = result.runs
    assert not run.complete and run.closes_the_gate
    assert problem in run.problem
    if name != "cut":
        assert run.status == status and run.reason
    assert not result.complete and not secmon.gate(result.report).passed
    assert secmon.parse(result.document).status == "incomplete"


def test_why_it_failed_may_stand_in_the_report_alone(project):
    error = {"code": 7, "level": "error", "type": "SemgrepError", "message": "invalid configuration file found"}
    document = {"version": "1.185.0", "results": [], "errors": [error], "paths": {"scanned": []}}
    project.scanner("semgrep", f"write({document!r}); sys.exit(7)")
    (run,) = project.run(tools=["semgrep"]).runs
    assert run.status == "error" and "invalid configuration file found" in run.problem


def test_findings_of_a_scanner_with_a_wrong_exit_status_are_kept(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(7)")
    result = project.run()
    assert result.runs[0].status == "error" and "exit status 7" in result.runs[0].problem
    assert len(result.report) == 1 and not result.complete


def test_a_banner_around_the_report_does_no_harm(project):
    project.scanner("bandit", f"print('Working... 100%'); write({BANDIT!r}); sys.exit(1)")
    result = project.run()
    assert result.complete and len(result.report) == 1
    assert json.loads(result.document)["results"]["bandit"]["details"]["results"]


@pytest.mark.parametrize("depth", [50, 200, 253, 254, 255, 400, 900, 5000])
def test_a_report_of_any_depth_ends_the_scan_in_order(project, depth):
    deep = json.dumps(BANDIT)[:-1] + ', "deep": ' + "[" * depth + "]" * depth + "}"
    (project.root / "deep.json").write_text(deep)
    project.scanner("bandit", "sys.stdout.write(open('deep.json').read()); sys.exit(1)")
    result = project.run()
    again = secmon.parse(result.document)
    assert len(again) == len(result.report) and again.complete == result.complete
    assert (len(result.report) == 1) or not result.complete


def test_a_report_that_is_itself_incomplete(project):
    broken = {**CLEAN, "errors": [{"filename": "src/a.py", "reason": "syntax error while parsing AST from file"}]}
    project.scanner("bandit", f"write({broken!r})")
    result = project.run()
    (run,) = result.runs
    assert run.status == "completed" and not run.complete and "syntax error" in run.problem
    assert not result.complete and secmon.parse(result.document).status == "incomplete"


def test_megabytes_on_standard_error_are_bounded(project, monkeypatch, tmp_path):
    monkeypatch.setattr(running, "MAX_ERRORS", 1 << 16)
    code = f"""
        for _ in range(300): sys.stderr.write("x" * 100_000 + chr(10))
        sys.stderr.write("token = ghp_0123456789abcdefghijABCDEFGHIJ012345" + chr(10))
        write({BANDIT!r}); sys.exit(3)
    """
    run = project.bandit(code, work=tmp_path / "work")
    assert (tmp_path / "work/bandit.stderr").stat().st_size == 1 << 16
    assert "***" in run.errors[-1] and "ghp_" not in str(run.errors) + run.problem
    assert max(map(len, run.errors)) <= 500
    assert len(run.report) == 1


def test_a_report_without_end_is_cut_off(project, monkeypatch):
    monkeypatch.setattr(running, "MAX_REPORT", 1 << 20)
    begin = time.monotonic()
    run = project.bandit("while True: print('x' * 1000)", {"tools": {"bandit": {"timeout": 60}}})
    assert run.status == "error" and "more than 1 MiB" in run.problem
    assert time.monotonic() - begin < 30


CHILDREN = {
    "plain": "subprocess.Popen([sys.executable, '-c', SLEEP])",
    "own-group": "subprocess.Popen([sys.executable, '-c', SLEEP], preexec_fn=os.setpgrp)",
    "own-session": "subprocess.Popen([sys.executable, '-c', SLEEP], start_new_session=True)",
}


@pytest.mark.parametrize("kind", CHILDREN)
def test_a_scanner_that_hangs_is_ended_with_its_children(project, kind):
    code = f"""
        SLEEP = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        SLEEP += "open('pids', 'a').write(str(os.getpid()) + chr(10)); time.sleep(300)"
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        {CHILDREN[kind]}
        while not os.path.exists("pids"): time.sleep(0.01)
        open("pids", "a").write(str(os.getpid()) + chr(10))
        time.sleep(300)
    """
    begin = time.monotonic()
    run = project.bandit(code, {"tools": {"bandit": {"timeout": 1.5}}})
    assert run.status == "timeout" and "1.5 s" in run.problem and "tools.bandit.timeout" in run.problem
    assert time.monotonic() - begin < 20
    pids = [int(line) for line in (project.root / "pids").read_text().split()]
    assert len(pids) == 2
    if sys.platform == "linux" or kind == "plain":
        assert all(map(gone, pids))


def test_a_child_that_is_left_behind_is_ended_and_the_report_counts(project):
    code = f"""
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
        open("pids", "w").write(str(child.pid))
        write({CLEAN!r})
    """
    begin = time.monotonic()
    run = project.bandit(code)
    assert run.status == "completed" and time.monotonic() - begin < 20
    assert gone(int((project.root / "pids").read_text()))


def test_one_that_fails_does_not_end_the_others(project, monkeypatch):
    project.scanner("bandit", "sys.exit(9)")
    project.scanner("pip-audit", f"time.sleep(0.3); write({PIP_AUDIT!r}); sys.exit(1)")
    result = project.run(mode="standard")
    assert [run.status for run in result.runs] == ["error", "issues_found", "skipped"]


def test_a_program_that_cannot_be_started(project):
    path = project.bin / "bandit"
    path.write_text("#!/nowhere/python\n")
    path.chmod(0o755)
    (run,) = project.run().runs
    assert run.status == "error" and run.problem


def test_an_option_that_is_wrong(project):
    run = project.bandit(f"write({CLEAN!r})", {"tools": {"bandit": {"level": "loud"}}})
    assert run.status == "error" and "tools.bandit.level" in run.problem


@pytest.fixture
def scanning(project):
    """Starts the command, and waits until its scanner runs."""
    started = []

    def start():
        # A shell has what it runs in the background ignore interrupts, and the command would inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            arguments = [sys.executable, "-m", "secmon", "scan", "--mode", "quick"]
            started.append(subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        finally:
            signal.signal(signal.SIGINT, before)
        until = time.monotonic() + 20
        while not (project.root / "pids").exists() and time.monotonic() < until:
            time.sleep(0.02)
        return started[0]

    yield start
    for command in started:
        command.kill()
        command.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_ends_its_scanners(project, scanning, number):
    project.scanner("bandit", "open('pid', 'w').write(str(os.getpid())); os.rename('pid', 'pids'); time.sleep(300)")
    command = scanning()
    command.send_signal(number)
    command.communicate(timeout=20)
    assert command.returncode == (130 if number == signal.SIGINT else 143)
    assert gone(int((project.root / "pids").read_text()))
    assert not (project.root / "security_reports").exists()


def test_a_second_interrupt_gives_no_time(project, scanning):
    project.scanner(
        "bandit",
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        open('pid', 'w').write(str(os.getpid())); os.rename('pid', 'pids'); time.sleep(300)
        """,
    )
    command = scanning()
    begin = time.monotonic()
    command.send_signal(signal.SIGINT)
    time.sleep(0.3)
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=20)
    assert time.monotonic() - begin < 4, "the first alone takes five seconds"
    assert command.returncode == 130 and gone(int((project.root / "pids").read_text()))


# ---- files --------------------------------------------------------------------------------------------------------


@pytest.fixture
def result(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(1)")
    return project.run()


def test_files_of_a_scan(result, tmp_path):
    verdict = secmon.gate(result.report)
    files = secmon.scan.write(result, tmp_path / "out", verdict=verdict)
    assert [path.suffix for path in files] == [".json", ".md", ".html"]
    assert len({path.stem for path in files}) == 1
    assert re.fullmatch(r"security_report_\d{8}_\d{6}", files[0].stem)
    assert secmon.parse(files[0]).to_dict() == result.report.to_dict()
    assert "| bandit | 1.2.3 | issues found | 1 |" in files[1].read_text()
    assert "B602" in files[2].read_text()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in files}
    with pytest.raises(ValueError, match="none of the formats"):
        secmon.scan.write(result, tmp_path / "out", formats=["pdf"])


def test_scans_of_one_second_never_share_a_file(result, tmp_path):
    made: list[list[Path]] = []
    threads = [threading.Thread(target=lambda: made.append(secmon.scan.write(result, tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({path for files in made for path in files}) == 24
    assert all(secmon.parse(files[0]).complete for files in made)
    assert sorted(path.stem for path in tmp_path.glob("*.json"))[1].endswith("_2")


def test_a_name_that_is_taken_by_a_link_is_not_followed(result, tmp_path):
    (first,) = secmon.scan.write(result, tmp_path / "a", formats=["json"])
    target, folder = tmp_path / "precious", tmp_path / "b"
    folder.mkdir()
    target.write_text("mine")
    (folder / first.name).symlink_to(target)
    (second,) = secmon.scan.write(result, folder, formats=["json"])
    assert second.stem.endswith("_2") and target.read_text() == "mine"


def test_old_scans_are_removed_and_nothing_else(result, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    now = dt.datetime(2026, 11, 27, 12, tzinfo=dt.timezone.utc)

    def scan_of(day: str) -> list[Path]:
        paths = [folder / f"security_report_{day}_120000.{ending}" for ending in ("json", "md", "html")]
        for path in paths:
            path.write_text("{}")
        return paths

    ancient, old, recent = scan_of("20200101"), scan_of("20261101"), scan_of("20261126")
    others = [folder / name for name in ("notes.md", "security_report_x.json", "security_report_20200101_000000.txt")]
    for path in others:
        path.write_text("keep")
    outside = tmp_path / "outside.json"
    outside.write_text("keep")
    link = folder / "security_report_20190101_000000.json"
    link.symlink_to(outside)
    (folder / "security_report_20180101_000000.json").mkdir()

    removed = secmon.scan.clean_up(folder, days=90, most=None, now=now)
    assert sorted(removed) == sorted(ancient)
    assert secmon.scan.clean_up(folder, days=None, most=1, now=now, keep=[old[0]]) == []
    assert sorted(secmon.scan.clean_up(folder, days=None, most=1, now=now)) == sorted(old)
    assert all(path.exists() for path in [*recent, *others, outside]) and link.is_symlink()
    assert (folder / "security_report_20180101_000000.json").is_dir()


def test_the_dashboard_has_the_counts_and_what_is_incomplete(project, result):
    text = secmon.scan.dashboard(result, {"critical": 0, "high": 0, "medium": 20, "low": None})
    assert "**Security Score: 98/100**" in text
    assert "| High | 1 | 0 | ❌ FAILED |" in text
    assert "| Low | 0 |  | ✅ OK |" in text
    project.scanner("bandit", "sys.exit('a|b *c* <script> @all')")
    text = secmon.scan.dashboard(project.run())
    assert "INCOMPLETE" in text and "✅ OK" not in text
    assert "<script>" not in text and "@all" not in text and "*c*" not in text


# ---- the command --------------------------------------------------------------------------------------------------


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "secmon", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def test_the_command_writes_reports_and_judges(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(1)")
    made = command("scan", "--mode", "quick", "-o", "all.sarif")
    assert made.returncode == 0, made.stderr
    assert "gate passed" in made.stdout and "bandit: 1 open finding" in made.stderr
    assert len(list((project.root / "security_reports").iterdir())) == 3
    assert (project.root / "SECURITY-DASHBOARD.md").read_text().startswith("# Security Dashboard")
    assert json.loads((project.root / "all.sarif").read_text())["runs"][0]["tool"]["driver"]["name"] == "bandit"


def test_exit_status_of_the_command(project):
    many = {
        **BANDIT,
        "results": [{**BANDIT["results"][0], "line_number": n, "code": f"{n} f{n}()"} for n in range(1, 8)],
    }
    project.scanner("bandit", f"write({many!r}); sys.exit(1)")
    assert command("scan", "--mode", "quick", "--no-report", "-q").returncode == 1
    assert command("scan", "--mode", "quick", "--no-report", "-q", "--no-gate").returncode == 0
    assert command("scan", "--tools", "bandit,safety", "--no-report", "--no-gate").returncode == 3
    assert command("scan", "--tools", "nothing").returncode == 2
    assert command("scan", "nowhere").returncode == 2
    project.scanner("bandit", "sys.exit(9)")
    made = command("scan", "--mode", "quick", "--json")
    assert made.returncode == 3
    answer = json.loads(made.stdout)
    assert answer["complete"] is False and answer["verdict"]["passed"] is False
    assert answer["tools"][0]["status"] == "error" and len(answer["files"]) == 4


def test_the_command_goes_by_settings_and_suppressions(project):
    project.scanner("bandit", f"write({BANDIT!r}); sys.exit(1)")
    folder = project.root / ".security"
    folder.mkdir()
    (folder / "config.yml").write_text("severity_thresholds: {high: 0}\nreporting: {output_directory: out/}\n")
    assert command("scan", "--mode", "quick").returncode == 1
    assert len(list((project.root / "out").iterdir())) == 3
    (folder / "suppressions.yml").write_text("- {rule: B602, reason: known, owner: us}\n")
    made = command("scan", "--mode", "quick", "--no-report")
    assert made.returncode == 0 and "1 finding suppressed" in made.stderr
    assert command("scan", "--mode", "quick", "--no-report", "--no-suppressions").returncode == 1
    assert command("scan", "--mode", "quick", "--no-report", "--no-config", "--no-suppressions").returncode == 0
    (folder / "config.yml").write_text("tols: {}\n")
    made = command("scan", "--mode", "quick")
    assert made.returncode == 2 and "did you mean" in made.stderr


def test_the_command_lists_the_scanners(project):
    project.scanner("bandit", "")
    made = json.loads(command("scan", "--list", "--json").stdout)
    programs = {one["id"]: one["program"] for one in made}
    assert programs.pop("bandit") == str(project.bin / "bandit")
    assert set(programs.values()) == {None}
    assert {
        "safety",
        "pip_audit",
        "semgrep",
        "trivy",
        "dependency_check",
        "gitleaks",
        "detect_secrets",
        "sonarqube",
    } == set(programs)


def test_every_descriptor_is_whole():
    formats = {info.id for info in secmon.formats()}
    for one in secmon.scan.available().values():
        assert one.mode in scanner.MODES and one.install and one.url.startswith("https://")
        assert (one.command is None) != (one.fetch is None)
        assert one.fetch or one.programs
        assert one.format in formats or one.id == "safety"
        assert one.name.replace("-", "_") in formats, "the combined report is read by it"
        assert set(one.exits.values()) <= {scanner.CLEAN, scanner.FOUND} and not set(one.exits) & set(one.failures)


def test_a_new_scanner_is_one_file(project, monkeypatch, tmp_path):
    """The one in docs/scanning.md."""
    page = (Path(__file__).parents[2] / "docs/scanning.md").read_text(encoding="utf-8")
    code = page[page.index("SCANNER = Scanner(") :].partition("```")[0]
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "gosec.py").write_text(f"from secmon.scan.scanner import CLEAN, FOUND, Scanner\n\n{code}")
    monkeypatch.setattr(secmon.scan.scanners, "__path__", [*secmon.scan.scanners.__path__, str(folder)])
    monkeypatch.delitem(sys.modules, "secmon.scan.scanners.gosec", raising=False)
    issue = {"severity": "HIGH", "rule_id": "G402", "details": "bad TLS", "file": "a.go", "line": "3"}
    project.scanner("gosec", f"write({{'Issues': [{issue!r}], 'Stats': {{}}, 'Golang errors': {{}}}}); sys.exit(1)")
    result = project.run(tools=["gosec"])
    assert [(finding.tool, finding.rule_id) for finding in result.report] == [("gosec", "G402")]
    assert result.complete


# ---- SonarQube ----------------------------------------------------------------------------------------------------


class Sonar(http.server.BaseHTTPRequestHandler):
    """A server with `issues` issues and one hotspot, that gives at most 500 at a time and 10,000 in all."""

    issues, status, seen = 1203, 200, []

    def do_GET(self):
        path, _, query = self.path.partition("?")
        asked = dict(part.split("=") for part in query.split("&"))
        type(self).seen.append((path, asked, self.headers.get("Authorization")))
        size, page = int(asked["ps"]), int(asked["p"])
        body = {"errors": [{"msg": "no"}]}
        if self.status == 200:
            total, key = (self.issues, "issues") if "issues" in path else (1, "hotspots")
            rows = [self.row(n, key) for n in range(total)[(page - 1) * size : page * size]]
            body = {"paging": {"pageIndex": page, "pageSize": size, "total": total}, key: rows, "components": []}
        data = json.dumps(body).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @staticmethod
    def row(number, key):
        place = {
            "key": f"K{number}",
            "component": f"shop:src/{number}.py",
            "project": "shop",
            "line": 1,
            "message": "m",
        }
        if key == "issues":
            return {**place, "rule": "python:S1", "severity": "MAJOR", "type": "VULNERABILITY", "status": "OPEN"}
        return {**place, "ruleKey": "python:S2", "vulnerabilityProbability": "HIGH", "status": "TO_REVIEW"}

    def log_message(self, *_):
        pass


@pytest.fixture
def sonar(monkeypatch):
    pytest.importorskip("httpx")
    handler = type("Handler", (Sonar,), {"seen": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("SONARQUBE_HOST", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("SONARQUBE_TOKEN", "squ_very_secret")
        yield handler
        server.shutdown()
        thread.join()


SONAR = {"integrations": {"sonarqube": {"enabled": True, "project_key": "shop"}}}


def test_all_pages_of_sonarqube(project, sonar):
    result = project.run(SONAR, tools=["sonarqube"])
    (run,) = result.runs
    assert run.status == "issues_found" and result.complete, result.report.notes
    assert len(result.report) == 1204
    assert [asked["p"] for path, asked, _ in sonar.seen if "issues" in path] == ["1", "2", "3"]
    assert {asked.get("componentKeys", asked.get("projectKey")) for _, asked, _ in sonar.seen} == {"shop"}
    assert all(header.startswith("Basic ") for _, _, header in sonar.seen)
    assert b"squ_very_secret" not in result.document


def test_more_than_sonarqube_shows_is_incomplete(project, sonar, monkeypatch):
    monkeypatch.setattr("secmon.scan.scanners.sonarqube.MOST", 1000)
    result = project.run(SONAR, tools=["sonarqube"])
    assert len(result.report) == 1001 and not result.complete


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_sonarqube_that_refuses(project, sonar, status):
    sonar.status = status
    (run,) = project.run(SONAR, tools=["sonarqube"]).runs
    assert run.status == "error" and str(status) in run.problem and "squ_" not in run.problem


def test_a_sonarqube_that_is_not_there_or_not_known(project, monkeypatch):
    pytest.importorskip("httpx")
    monkeypatch.delenv("SONARQUBE_HOST", raising=False)
    assert "SONARQUBE_HOST" in project.run(SONAR, tools=["sonarqube"]).runs[0].problem
    assert "sonarqube" in project.run({}, mode="comprehensive").disabled
    monkeypatch.setenv("SONARQUBE_HOST", "http://127.0.0.1:9")
    assert "cannot be reached" in project.run(SONAR, tools=["sonarqube"]).runs[0].problem
