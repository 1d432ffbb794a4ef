# SPDX-License-Identifier: MIT
"""Writes one page about all scanners: python weekly_report.py report.html bandit.json trivy.json ..."""

import datetime as dt
import sys
from pathlib import Path

import secmon

output, *paths = sys.argv[1:]
now = dt.datetime.now(dt.timezone.utc)

reports = []
for path, result in zip(paths, secmon.parse_many(paths)):
    if isinstance(result, secmon.Error):
        sys.exit(f"{path}: {result}")
    reports.append(result)

verdict = secmon.gate(reports, sla_breaches=0, now=now)
page = secmon.render(reports, "html", title=f"Security, week {now:%V}", verdict=verdict, now=now)
Path(output).write_text(page, encoding="utf-8")

for report in reports:
    print(f"{report.tool:12} {report.status:10} {report.summary()}")
print("score", verdict.score.value, "passed" if verdict else "failed")
for reason in verdict.reasons:
    print("-", reason.message)
