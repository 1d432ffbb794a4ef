# SPDX-License-Identifier: MIT
"""The real scanners over examples/app, from the command to the combined report.

`./dev scanners` installs them. They need no network here: rules and databases are local, and the service that pip-audit
asks is played by examples/reports/make/databases.py, as for the reports in examples/reports.
"""

from __future__ import annotations

import http.server
import importlib.util
import json
import os
import shutil
import threading
from pathlib import Path

import pytest
import secmon
import secmon.scan

ROOT = Path(__file__).parents[2]
BIN = ROOT / "build/scanners/bin"

pytestmark = pytest.mark.skipif(not (BIN / "bandit").exists(), reason="the scanners are not installed: ./dev scanners")


@pytest.fixture(scope="module")
def databases():
    spec = importlib.util.spec_from_file_location("databases", ROOT / "examples/reports/make/databases.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def osv(databases):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), databases.Osv) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def result(databases, osv, tmp_path_factory):
    folder = tmp_path_factory.mktemp("scanners")
    shutil.copytree(ROOT / "examples/app", folder / "app")
    databases.safety(folder / "db")
    config = {
        "tools": {
            "bandit": {"required": True},
            "safety": {"arguments": ["--db", str(folder / "db/v1")]},
            "pip_audit": {"arguments": ["--no-deps", "--disable-pip", "-s", "osv", "--osv-url", osv]},
            "semgrep": {"config": "semgrep-rules.yml"},
            "gitleaks": False,
            "detect_secrets": True,
        }
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{BIN}{os.pathsep}/usr/bin{os.pathsep}/bin")
        patch.setenv("HOME", str(folder))
        for proxy in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            patch.delenv(proxy, raising=False)
        return secmon.scan.run(config, mode="comprehensive", root=folder / "app")


def test_every_scanner_runs_to_its_end(result):
    problems = {run.scanner.id: (run.status, run.problem, run.errors) for run in result.runs if not run.complete}
    assert problems == {}
    found = {"bandit", "safety", "pip_audit", "semgrep", "detect_secrets"}
    assert {run.scanner.id for run in result.runs if run.status == "issues_found"} == found
    assert all(run.version for run in result.runs)
    assert result.complete


def test_they_find_what_the_example_reports_say(result):
    # Severities and texts may change with a version; what is vulnerable in the application does not.
    by_tool: dict[str, set[object]] = {}
    for finding in result.report:
        by_tool.setdefault(finding.tool, set()).add(finding.rule_id)
    for name, file in (("safety", "safety.json"), ("pip-audit", "pip-audit.json"), ("semgrep", "semgrep.json")):
        assert by_tool[name] == {finding.rule_id for finding in secmon.parse(ROOT / "examples/reports" / file)}
    assert {"B105", "B201", "B324", "B501", "B506", "B602", "B608", "B701"} <= by_tool["bandit"]
    assert "AWS Access Key" in by_tool["detect-secrets"]


def test_the_combined_report_reads_back(result):
    again = secmon.parse(result.document)
    assert again.complete and again.to_dict() == result.report.to_dict()
    entries = json.loads(result.document)["results"]
    for run in result.runs:
        rows = entries[run.scanner.id]["vulnerabilities"]
        assert len(rows) == len(run.report) == entries[run.scanner.id]["summary"]["total_vulnerabilities"] > 0


def test_each_report_alone_has_the_fingerprints_of_the_combined_one(result):
    alone = {finding.fingerprint for run in result.runs for finding in run.report}
    assert alone == {finding.fingerprint for finding in result.report}
    assert len(alone) == len(result.report)


def test_the_secrets_of_the_application_are_not_in_it(result):
    secrets = [line for line in (ROOT / "examples/app/shop/settings.py").read_text().splitlines() if "AWS" in line]
    values = [line.split('"')[1] for line in secrets if line.count('"') == 2]
    assert values
    for value in values:
        assert value.encode() not in result.document


def test_the_gate_fails(result):
    verdict = secmon.gate(result.report)
    assert not verdict.passed
    assert {reason.rule for reason in verdict.reasons} >= {"severity_count", "unknown_severity"}
