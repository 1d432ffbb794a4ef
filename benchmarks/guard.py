#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the instructions of small fixed work, which do not depend on the machine's mood, and fails where they grew.

    benchmarks/guard.py             compares with benchmarks/instructions.json; exits 1 for more than 5 % more
    benchmarks/guard.py --update    writes that file: after a change that is meant

Compilers and libraries differ in what they make of the same source, so the file says what it was counted with, and
elsewhere nothing is judged. The processor does not matter as long as it has AVX2: valgrind shows every program the
same one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "build/release/benchmarks/guard"
COMMITTED = ROOT / "benchmarks/instructions.json"
BOUND = 0.05
LIBRARIES = ("simdjson", "libxxhash", "pugixml", "fmt", "zlib")


def said(*command: str) -> str:
    try:
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""


def counted_with() -> dict[str, str]:
    cache = (PROGRAM.parents[1] / "CMakeCache.txt").read_text(encoding="utf-8")
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", cache, re.M)
    name = compiler[1] if compiler else "c++"
    kind = "clang" if "clang" in said(name, "--version") else "gcc"
    cpu = Path("/proc/cpuinfo")
    avx2 = cpu.exists() and " avx2 " in cpu.read_text(encoding="utf-8")
    return {
        "compiler": f"{kind} {said(name, '-dumpfullversion', '-dumpversion')}",
        "libc": " ".join(platform.libc_ver()),
        **{library: said("pkg-config", "--modversion", library) for library in LIBRARIES},
        "machine": f"{platform.machine()}{' with AVX2' if avx2 else ''}",
        "valgrind": said("valgrind", "--version"),
    }


def count(task: str) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=measured"]
    # What glibc would else choose by the size of the processor's caches.
    tunables = "glibc.cpu.x86_non_temporal_threshold=0xc0000:glibc.cpu.x86_rep_movsb_threshold=0x800"
    done = subprocess.run(
        [*command, PROGRAM, task],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "GLIBC_TUNABLES": tunables},
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"{task} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    if found[1] == "0":
        sys.exit(f"{task}: measured() was not seen")
    return int(found[1])


def judge(before: dict[str, int], now: dict[str, int]) -> bool:
    good = True
    for task in sorted(before.keys() | now.keys()):
        if task not in before:
            print(f"{task:18} {'':14} {now[task]:14,} is new: update the file, so that it is watched")
            continue
        if task not in now:
            print(f"{task:18} is gone")
            good = False
            continue
        change = now[task] / before[task] - 1
        word = ""
        if change > BOUND:
            word, good = "MORE than the bound", False
        elif change < -BOUND:
            word = "much less: update the file, so that it is not lost again"
        print(f"{task:18} {before[task]:14,} {now[task]:14,} {change:+8.1%} {word}".rstrip())
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write benchmarks/instructions.json")
    args = parser.parse_args()
    if not PROGRAM.exists() or shutil.which("valgrind") is None:
        sys.exit("needs valgrind and the built benchmarks: ./dev guard sees to both")
    here = counted_with()
    committed = json.loads(COMMITTED.read_text(encoding="utf-8")) if COMMITTED.exists() else {}
    there = committed.get("counted_with", {})
    if there != here and not args.update:
        differ = [
            f"{what}: {there.get(what)} there, {value} here" for what, value in here.items() if there.get(what) != value
        ]
        print("not judged, because it was counted with something else:", *differ, sep="\n  ")
        return 0
    tasks = said(str(PROGRAM)).split()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        now = dict(zip(tasks, pool.map(count, tasks)))
    if args.update:
        COMMITTED.write_text(json.dumps({"counted_with": here, "instructions": now}, indent=2) + "\n", encoding="utf-8")
        print(f"wrote {COMMITTED.relative_to(ROOT)}")
        return 0
    if judge(committed["instructions"], now):
        return 0
    print("if this is meant: ./dev guard --update, and say why in the commit")
    return 1


if __name__ == "__main__":
    sys.exit(main())
