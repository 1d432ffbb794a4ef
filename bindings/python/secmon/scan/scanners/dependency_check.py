# SPDX-License-Identifier: MIT
"""OWASP Dependency-Check: known vulnerabilities of the packages of many ecosystems."""

from __future__ import annotations

from secmon.scan.scanner import CLEAN, Job, Scanner


def command(job: Job) -> list[str]:
    made = [job.program, "--project", job.option("project", job.root.name or "project"), "--scan", job.folder]
    made += ["--format", "JSON", "--out", str(job.report)]
    for folder in job.exclude_folders:
        made += ["--exclude", f"**/{folder}/**"]
    if data := job.option("data_directory"):
        made += ["--data", data]
    return [*made, *job.words("arguments")]


SCANNER = Scanner(
    id="dependency_check",
    name="dependency-check",
    url="https://github.com/dependency-check/DependencyCheck",
    mode="comprehensive",
    install="see https://dependency-check.github.io/DependencyCheck/ (brew install dependency-check)",
    programs=("dependency-check", "dependency-check.sh"),
    command=command,
    format="dependency_check",
    file="dependency-check.json",
    exits={0: CLEAN},
    failures={
        13: "its vulnerability database could not be updated",
        14: "a dependency could not be analysed",
        15: "its vulnerability database could not be read",
    },
    timeout=900,
    enabled=False,
)
