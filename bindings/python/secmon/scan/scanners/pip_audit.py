# SPDX-License-Identifier: MIT
"""pip-audit: known vulnerabilities of Python packages."""

from __future__ import annotations

from secmon.scan.scanner import Job, Scanner


def command(job: Job) -> list[str]:
    made = [job.program, "--format", "json", "--progress-spinner", "off"]
    for file in job.requirements():
        made += ["-r", file]
    if job.options.get("strict"):
        made.append("--strict")
    return [*made, *job.words("arguments")]


SCANNER = Scanner(
    id="pip_audit",
    name="pip-audit",
    url="https://github.com/pypa/pip-audit",
    mode="standard",
    install="pip install pip-audit",
    programs=("pip-audit",),
    command=command,
    format="pip_audit",
)
