# SPDX-License-Identifier: MIT
"""Trivy: vulnerable packages, misconfigurations and secrets in a folder, or in an image where the configuration names
one."""

from __future__ import annotations

from secmon.scan.scanner import CLEAN, Job, Scanner


def command(job: Job) -> list[str]:
    image = job.option("image")
    made = [job.program, "image" if image else "fs", "--quiet", "--format", "json", "--output", str(job.report)]
    made += ["--scanners", "vuln,secret" if image else "vuln,misconfig,secret"]
    if severities := job.words("severity"):
        made += ["--severity", ",".join(severity.upper() for severity in severities)]
    if not image:
        for folder in job.exclude_folders:
            made += ["--skip-dirs", f"**/{folder}"]
        for pattern in job.exclude_files:
            made += ["--skip-files", f"**/{pattern}"]
    return [*made, *job.words("args"), image or job.folder]


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
