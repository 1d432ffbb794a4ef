# SPDX-License-Identifier: MIT
"""Semgrep: mistakes in code of many languages, by rules."""

from __future__ import annotations

from secmon.scan.scanner import CLEAN, FOUND, Job, Scanner


def command(job: Job) -> list[str]:
    rules = job.words("config") or ["auto"]
    made = [job.program, "scan", "--json", "--quiet", "--disable-version-check"]
    # The rules "auto" are chosen by Semgrep's server, which it refuses to ask without metrics.
    made += ["--metrics", "auto" if "auto" in rules else "off"]
    for rule in rules:
        made += ["--config", rule]
    for pattern in (*job.exclude_folders, *job.exclude_files):
        made += ["--exclude", pattern]
    return [*made, *job.words("arguments"), *job.targets]


SCANNER = Scanner(
    id="semgrep",
    name="semgrep",
    url="https://github.com/semgrep/semgrep",
    mode="comprehensive",
    install="pip install semgrep",
    programs=("semgrep",),
    command=command,
    format="semgrep",
    exits={0: CLEAN, 1: FOUND},
    failures={
        2: "it failed",
        3: "code could not be parsed",
        4: "a rule has a pattern that is not valid",
        5: "the rules are no valid YAML",
        7: "its rules could not be read or fetched",
        8: "it does not know the language",
        13: "the API key is not valid",
    },
    timeout=600,
    environment={"SEMGREP_ENABLE_VERSION_CHECK": "0"},
)
