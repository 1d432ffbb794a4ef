# SPDX-License-Identifier: MIT
"""Trivy: vulnerable packages, secrets, misconfigurations and licences in a folder."""

from __future__ import annotations

from secmon.scan.scanner import CLEAN, Job, Scanner


def command(job: Job) -> list[str]:
    made = [job.program, "fs", "--quiet", "--format", "json", "--output", str(job.report)]
    made += ["--scanners", ",".join(job.words("scanners") or ["vuln", "secret"])]
    if severities := job.words("severity"):
        made += ["--severity", ",".join(severity.upper() for severity in severities)]
    for folder in job.exclude_folders:
        made += ["--skip-dirs", f"**/{folder}"]
    for pattern in job.exclude_files:
        made += ["--skip-files", f"**/{pattern}"]
    return [*made, *job.words("arguments"), job.folder]


SCANNER = Scanner(
    id="trivy",
    name="trivy",
    url="https://github.com/aquasecurity/trivy",
    mode="comprehensive",
    install="see https://trivy.dev/latest/getting-started/installation/ (brew install trivy)",
    programs=("trivy",),
    command=command,
    format="trivy",
    file="trivy.json",
    exits={0: CLEAN},
    timeout=600,
    enabled=False,
)
