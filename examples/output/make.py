# SPDX-License-Identifier: MIT
"""Writes the documents in this folder: examples/output/make.py [FOLDER]

They are those of the sample application after five weekly scans. The last scan is the one in examples/reports; the four
before it are made up from it: some findings had not come yet, and some that were there have been fixed since.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import secmon

EXAMPLES = Path(__file__).resolve().parents[1]
PROJECT = "parcel-shop"
NOW = dt.datetime(2026, 12, 4, 9, tzinfo=dt.timezone.utc)
DAYS_AGO = (40, 33, 26, 19)  # of the scans that are made up

DOCUMENTS = {
    "dashboard.html": "dashboard",
    "SECURITY-DASHBOARD.md": "dashboard_md",
    "monthly-report.md": "monthly",
    "checklists.md": "checklists",
    "badge.svg": "badge",
}

OLD_CODE = ("B602", "B608", "B105", "B324")  # in shop/legacy.py, which was deleted
OLD_PACKAGE = {
    "VulnerabilityID": "CVE-2022-23491",
    "PkgName": "certifi",
    "InstalledVersion": "2019.9.11",
    "FixedVersion": "2022.12.7",
    "Severity": "HIGH",
    "Title": "certifi: a root certificate that is no longer trusted",
    "PublishedDate": "2022-12-07T22:15:00Z",
}


def load(name: str) -> Any:
    return json.loads((EXAMPLES / "reports" / name).read_text(encoding="utf-8"))


def bandit(week: int, time: dt.datetime) -> Any:
    document = load("bandit.json")
    document["generated_at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = document["results"]
    kept = rows[: 18 + 5 * week]
    if week < 3:
        for row in rows:
            if row["test_id"] in OLD_CODE:
                kept.append({**row, "filename": "./shop/legacy.py", "code": row["code"].replace("return", "yield")})
    document["results"] = kept
    return document


def trivy(week: int, time: dt.datetime) -> Any:
    document = copy.deepcopy(load("trivy.json"))
    document["CreatedAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ")
    for result in document["Results"]:
        if result.get("Class") == "lang-pkgs" and week < 3:
            result["Vulnerabilities"].append(OLD_PACKAGE)
        if result.get("Class") == "config":
            result["Misconfigurations"] = result["Misconfigurations"][: 1 + week]
    return document


def parsed(document: Any) -> secmon.Report:
    return secmon.parse(json.dumps(document).encode())


def remember(path: Path) -> None:
    feeds: dict[str, Any] = {
        "epss": secmon.parse_epss((EXAMPLES / "feeds/epss.csv").read_bytes()),
        "kev": secmon.parse_kev((EXAMPLES / "feeds/kev.json").read_bytes()),
    }
    with secmon.History(path) as history:
        for week, days in enumerate(DAYS_AGO):
            time = NOW - dt.timedelta(days=days)
            made = [parsed(bandit(week, time)), parsed(trivy(week, time))]
            history.ingest(secmon.enrich(made, **feeds), project=PROJECT, time=time, commit=str(week + 1) * 40)
        names = ("bandit.json", "pip-audit.json", "ruff.sarif", "safety.json", "semgrep.json", "trivy.json")
        reports = [secmon.parse(EXAMPLES / "reports" / name) for name in names]
        time = dt.datetime(2026, 11, 22, 14, 52, tzinfo=dt.timezone.utc)
        history.ingest(
            secmon.enrich(reports, **feeds),
            project=PROJECT,
            time=time,
            commit="5" * 40,
            files_scanned=14,
            files_of_code=15,
        )
        decide(history)


def decide(history: secmon.History) -> None:
    """Somebody looked at three of them."""
    known = history.findings(PROJECT, now=NOW)

    def first(rule: str) -> str:
        return next(finding.fingerprint for finding in known if finding.rule_id == rule)

    day = dt.timedelta(days=1)
    history.triage(first("B104"), "accepted", time=NOW - 9 * day, project=PROJECT, who="ann", until=NOW + 20 * day,
                   reason="the container has no other network")  # fmt: skip
    history.triage(first("B608"), "investigating", time=NOW - 8 * day, project=PROJECT, who="bob",
                   reason="which of these queries get text of a request")  # fmt: skip
    history.triage(first("aws-access-key-id"), "acknowledged", time=NOW - 12 * day, project=PROJECT, who="ann",
                   reason="the key is revoked; it stands in the history of the repository")  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as temporary:
        remember(Path(temporary) / "history.db")
        overview = secmon.overview(now=NOW, project=PROJECT, history=Path(temporary) / "history.db")
        for name, renderer in DOCUMENTS.items():
            (folder / name).write_bytes(overview.render(renderer).encode())


if __name__ == "__main__":
    main()
