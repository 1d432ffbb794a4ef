#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures docs/performance.md anew: runs each command that stands in the page and writes what it says below it.

    benchmarks/fill.py                      all of them, some forty minutes on a machine that does nothing else
    benchmarks/fill.py threads small        those sections, by the names in the page

A section begins with `<!-- measured: NAME -->`, has its command as a line of code, and ends with `<!-- end -->`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/performance.md"
SECTION = re.compile(
    r"(?P<head><!-- measured: (?P<name>[\w-]+) -->\n+ {4}(?P<command>[^\n]+)\n)(?P<body>.*?)(?P<end><!-- end -->)", re.S
)


def measured(command: str) -> str:
    words = command.split()
    if words[0].endswith(".py"):
        words.insert(0, sys.executable)
    done = subprocess.run(words, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    text = done.stdout.strip()
    if done.returncode not in (0, 1) or not text:  # 1: a claim does not hold, which the text says
        sys.exit(f"{command} ended with {done.returncode}")
    return text if text.startswith(("**", "- ", "|")) else f"```text\n{text}\n```"


def main() -> None:
    wanted = set(sys.argv[1:])
    page = PAGE.read_text(encoding="utf-8")
    for section in SECTION.finditer(page):
        if wanted and section["name"] not in wanted:
            continue
        print(f"{section['name']}: {section['command']}", flush=True)
        filled = f"{section['head']}\n{measured(section['command'])}\n\n{section['end']}"
        page = page.replace(section[0], filled)
        PAGE.write_text(page, encoding="utf-8")  # at once: the next may take long


if __name__ == "__main__":
    main()
