# SPDX-License-Identifier: MIT
"""Bandit: mistakes in Python code."""

from __future__ import annotations

from secmon.scan.scanner import Job, Scanner, Unusable

LEVELS = {"all": 0, "info": 0, "unknown": 0, "low": 1, "medium": 2, "high": 3, "critical": 3}
"""The least that is reported, as bandit counts it."""


def flag(job: Job, option: str, letter: str) -> list[str]:
    """The flag for the least severity ("l") or confidence ("i"). Bandit's own spelling is known too: -ll is medium."""
    level = job.option(option, "all").lower()
    own = level in ["-" + letter * count for count in (1, 2, 3)]
    count = len(level) - 1 if own else LEVELS.get(level)
    if count is None:
        raise Unusable(f"tools.bandit.{option} is '{level}': it must be all, low, medium or high")
    return ["-" + letter * count] if count else []


def command(job: Job) -> list[str]:
    # Only patterns: bandit leaves out whatever has the text of a plain path anywhere in its name.
    left_out = [f"*/{folder}/*" for folder in job.exclude_folders]
    left_out += [pattern if "/" in pattern else f"*/{pattern}" for pattern in job.exclude_files]
    made = [job.program, "-q", "-r", "-f", "json", *flag(job, "level", "l"), *flag(job, "confidence", "i")]
    if left_out:
        made += ["-x", ",".join(left_out)]
    if skipped := job.words("skip_tests"):
        made += ["-s", ",".join(skipped)]
    return [*made, *job.words("arguments"), *job.targets]


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
