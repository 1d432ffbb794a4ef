# SPDX-License-Identifier: MIT
"""Bandit: mistakes in Python code."""

from __future__ import annotations

from secmon.scan.scanner import Job, Scanner, Unusable

# In bandit's own spelling, which the configuration may also have, -ll means medium and higher.
LEVELS = {"all": "", "low": "-l", "medium": "-ll", "high": "-lll", "-l": "-l", "-ll": "-ll", "-lll": "-lll"}


def command(job: Job) -> list[str]:
    # Only a pattern: bandit leaves out whatever has the text of a plain path anywhere in its name.
    left_out = [f"*/{folder}/*" for folder in job.exclude_folders]
    left_out += [pattern if "/" in pattern else f"*/{pattern}" for pattern in job.exclude_files]
    level = job.option("level", "all")
    if level not in LEVELS:
        raise Unusable(f"tools.bandit.level is '{level}': it must be one of {', '.join(LEVELS)}")
    made = [job.program, "-q", "-r", "-f", "json"]
    if LEVELS[level]:
        made.append(LEVELS[level])
    if left_out:
        made += ["-x", ",".join(left_out)]
    if skipped := job.words("skip_tests"):
        made += ["-s", ",".join(skipped)]
    return [*made, *job.words("args"), *job.targets]


SCANNER = Scanner(
    id="bandit",
    name="bandit",
    url="https://github.com/PyCQA/bandit",
    mode="quick",
    install="pip install bandit",
    programs=("bandit",),
    command=command,
    format="bandit",
    failures={2: "it was called wrongly, or could not read its configuration"},
)
