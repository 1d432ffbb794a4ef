#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The claim of the foundation, measured: findings in less than a fifth of the time of json.load, in under four times
the memory of the file.

    benchmarks/against_json_load.py                       100,000 SARIF results, made on the spot
    benchmarks/against_json_load.py --runs 9 report.json  a report of your own

Each run is a process of its own; the two sides take turns, and the medians count. `call` is the time of the call
alone, `process` that of the whole process with the start of Python. Exits 1 where the claim does not hold.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIDES = {
    # The collector is left as it is for json.load, as for everybody.
    "json.load": """
import json, sys, time
start = time.perf_counter()
with open(sys.argv[1], "rb") as file:
    document = json.load(file)
print(time.perf_counter() - start, sum(len(run["results"]) for run in document.get("runs", [])))
""",
    "secmon.parse_file": """
import secmon, sys, time
start = time.perf_counter()
report = secmon.parse_file(sys.argv[1])
print(time.perf_counter() - start, len(report))
""",
    # Not part of the claim: the same, and then five facts of every finding as Python objects.
    "secmon, all read": """
import secmon, sys, time
start = time.perf_counter()
report = secmon.parse_file(sys.argv[1])
for f in report:
    f.severity, f.rule_id, f.title, f.location.path, f.location.start_line
print(time.perf_counter() - start, len(report))
""",
    "(no call)": "print(0, 0)",
}


TEXT = "user input reaches a call without validation which may lead to injection of commands into a shell or a query"
WORDS = TEXT.split()


def make_report(findings: int, path: Path) -> None:
    """CodeQL's SARIF without code flows: some 590 bytes a result, always the same ones (grow.cpp has those with)."""
    draw = random.Random(1)

    def text(words: int) -> dict[str, str]:
        return {"text": " ".join(draw.choices(WORDS, k=words))}

    rules = [
        {
            "id": f"py/rule-{i}",
            "name": f"py/rule-{i}",
            "shortDescription": text(6),
            "fullDescription": text(18),
            "defaultConfiguration": {"level": draw.choice(["error", "warning", "note"])},
            "help": text(60),
            "properties": {"tags": ["security", f"external/cwe/cwe-{20 + i:03}"], "security-severity": "6.1"},
        }
        for i in range(300)
    ]
    files = [f"src/{draw.choice(WORDS)}/{draw.choice(WORDS)}_{i}.py" for i in range(2000)]

    def result() -> dict[str, object]:
        rule, line = draw.randrange(300), draw.randint(1, 900)
        region = {"startLine": line, "startColumn": 5, "endColumn": 17}
        artifact = {"uri": draw.choice(files), "uriBaseId": "%SRCROOT%", "index": line}
        return {
            "ruleId": f"py/rule-{rule}",
            "ruleIndex": rule,
            "rule": {"id": f"py/rule-{rule}", "index": rule},
            "level": "warning",
            "message": text(25),
            "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
            "partialFingerprints": {"primaryLocationLineHash": f"{draw.getrandbits(64):016x}:1"},
        }

    driver = {"name": "CodeQL", "semanticVersion": "2.17.1", "rules": rules}
    run = {"tool": {"driver": driver}, "results": [result() for _ in range(findings)]}
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    path.write_text(json.dumps(document), encoding="utf-8")


class Run:
    def __init__(self, program: str, path: str) -> None:
        start = time.perf_counter()
        with subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True) as child:
            out = child.stdout.read()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        self.process = time.perf_counter() - start
        if child.returncode != 0:
            raise SystemExit(f"a run ended with {child.returncode}")
        call, count = out.split()
        self.call, self.count = float(call), int(count)
        self.peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure(path: str, runs: int) -> dict[str, list[Run]]:
    results: dict[str, list[Run]] = {side: [] for side in SIDES}
    for program in SIDES.values():
        Run(program, path)  # once for the file cache and for compiled modules
    for _ in range(runs):
        for side, program in SIDES.items():
            results[side].append(Run(program, path))
    return results


def report(path: str, results: dict[str, list[Run]]) -> bool:
    size = Path(path).stat().st_size
    print(f"{size / 1e6:.1f} MB, {len(results['json.load'])} runs of each, medians")
    print(f"{'':20} {'call':>9} {'process':>9} {'peak':>9} {'peak/file':>9} {'findings':>9}")
    median: dict[str, dict[str, float]] = {}
    for side, runs in results.items():
        m = {name: statistics.median(getattr(run, name) for run in runs) for name in ("call", "process", "peak")}
        median[side] = m
        print(
            f"{side:20} {m['call']:8.3f}s {m['process']:8.3f}s {m['peak'] / 1e6:7.1f}MB {m['peak'] / size:8.2f}x"
            f" {runs[0].count:9,}"
        )
    theirs, ours = median["json.load"], median["secmon.parse_file"]
    calls, processes = ours["call"] / theirs["call"], ours["process"] / theirs["process"]
    memory = ours["peak"] / size
    counts = {results[side][0].count for side in ("json.load", "secmon.parse_file")}
    print()
    print(f"time of json.load:   {calls:.3f} of it (call), {processes:.3f} (process); claimed: below 0.200")
    print(f"memory of the file:  {memory:.2f} times; claimed: below 4")
    if counts - {0} and len(counts) != 1 and 0 not in counts:
        print(f"but the two sides disagree about the findings: {counts}")
        return False
    holds = calls < 0.2 and processes < 0.2 and memory < 4
    print("the claim holds" if holds else "THE CLAIM DOES NOT HOLD")
    return holds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", help="a report; without it one is made")
    parser.add_argument("--findings", type=int, default=100_000, help="of the report that is made")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.make:
        make_report(args.findings, args.make)
        return 0
    if args.file:
        return 0 if report(args.file, measure(args.file, args.runs)) else 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sarif.json"
        # In a process of its own: what this one holds would be counted as memory of the children.
        subprocess.run([sys.executable, __file__, "--make", str(path), "--findings", str(args.findings)], check=True)
        return 0 if report(str(path), measure(str(path), args.runs)) else 1


if __name__ == "__main__":
    sys.exit(main())
