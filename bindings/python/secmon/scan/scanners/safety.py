# SPDX-License-Identifier: MIT
"""Safety: known vulnerabilities of Python packages."""

from __future__ import annotations

from secmon.scan.scanner import CLEAN, FOUND, Job, Scanner, Unusable


def command(job: Job) -> list[str]:
    # `safety scan`, which replaces `check`, needs an account. --json is known to all versions.
    made = [job.program, "check", "--json"]
    files = job.requirements()
    if not files and job.options.get("check_installed") is False:
        raise Unusable("there is no requirements*.txt, and tools.safety.check_installed is false")
    for file in files:
        made += ["-r", file]
    return [*made, *job.words("arguments")]


SCANNER = Scanner(
    id="safety",
    name="safety",
    url="https://github.com/pyupio/safety",
    mode="standard",
    install="pip install safety",
    programs=("safety",),
    command=command,
    exits={0: CLEAN, 64: FOUND, 255: FOUND},  # 255 until version 1.10
    failures={
        65: "it does not know the vulnerability that is to be left out",
        66: "a requirement file or policy could not be read",
        67: "the API key is not valid",
        68: "too many requests were made of its server",
        69: "its server could not be reached",
        70: "its vulnerability database could not be read",
    },
)
