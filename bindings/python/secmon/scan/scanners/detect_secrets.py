# SPDX-License-Identifier: MIT
"""detect-secrets: secrets in files."""

from __future__ import annotations

import re
import shutil

from secmon.scan.scanner import CLEAN, Job, Scanner


def as_regex(pattern: str) -> str:
    """A pattern of file names as a regular expression for whole paths."""
    made = "".join({"*": "[^/]*", "?": "[^/]"}.get(char, re.escape(char)) for char in pattern)
    return f"(^|/){made}$"


def command(job: Job) -> list[str]:
    # Without --all-files only what git knows is read: outside of a repository that is nothing, and looks clean.
    made = [job.program, "scan", "--all-files"]
    for folder in job.exclude_folders:
        made += ["--exclude-files", f"(^|/){re.escape(folder)}/"]
    for pattern in job.exclude_files:
        made += ["--exclude-files", as_regex(pattern)]
    if baseline := job.option("baseline"):
        # What was audited keeps its label. The scan writes its baseline anew, so it is given a copy.
        shutil.copyfile(job.root / baseline, job.report)
        made += ["--baseline", str(job.report)]
    return [*made, *job.words("arguments"), *job.targets]


SCANNER = Scanner(
    id="detect_secrets",
    name="detect-secrets",
    url="https://github.com/Yelp/detect-secrets",
    mode="comprehensive",
    install="pip install detect-secrets",
    programs=("detect-secrets",),
    command=command,
    format="detect_secrets",
    file="detect-secrets.json",
    exits={0: CLEAN},
    enabled=False,
    masks=frozenset({"hashed_secret", "secret"}),  # the hash of a short secret can be guessed
)
