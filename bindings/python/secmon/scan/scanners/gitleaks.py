# SPDX-License-Identifier: MIT
"""gitleaks: secrets in files."""

from __future__ import annotations

from secmon.scan.scanner import CLEAN, FOUND, Job, Scanner

FOUND_CODE = 64  # by default it is 1, which also says that gitleaks failed


def command(job: Job) -> list[str]:
    # `detect` is hidden since 8.19 but understood by every version 8.
    made = [job.program, "detect", "--no-banner", "--redact", "--exit-code", str(FOUND_CODE)]
    made += ["--report-format", "json", "--report-path", str(job.report), "--source", job.folder, "--no-git"]
    for rules in job.words("config")[:1]:
        made += ["--config", rules]
    if baseline := job.option("baseline"):
        made += ["--baseline-path", baseline]
    return [*made, *job.words("arguments")]


SCANNER = Scanner(
    id="gitleaks",
    name="gitleaks",
    url="https://github.com/gitleaks/gitleaks",
    mode="comprehensive",
    install="go install github.com/zricethezav/gitleaks/v8@latest (brew install gitleaks)",
    programs=("gitleaks",),
    command=command,
    format="gitleaks",
    file="gitleaks.json",
    exits={0: CLEAN, FOUND_CODE: FOUND},
    failures={1: "it failed", 126: "it does not know an option"},
    version=("version",),
    enabled=False,
    masks=frozenset({"Secret", "Match", "secret", "offender", "line", "Line"}),
)
