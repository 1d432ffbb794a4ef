#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What is claimed of the speed, measured: a line for each claim, what was measured, and whether it holds.

    benchmarks/claims.py                    at 100 MB and at 1 GB; some twenty minutes
    benchmarks/claims.py --sizes 100        without those about 1 GB

Everything is a ratio of programs that took turns (side_by_side.py). Exits 1 where a claim does not hold. What cannot be
measured here (sarif-tools is not installed, there is no second processor) is said, and holds nothing up.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import side_by_side as side
from side_by_side import Measured

PROGRAMS = ["dom", "ondemand", "ours", "ours_in_place", "ours_1", "ours_2", "ours_column", "json"]
CONVERTERS = ["sarif_tools", "to_sarif", "to_jsonl", "to_csv"]

# at most, for each format
OF_DOM, GOAL = 0.6, 0.3
OF_FILE = {"bandit": 0.6, "sarif": 0.35, "trivy": 0.35, "semgrep": 0.35}
SLOWER_AT_1_GB = 1.2
SMALL_MICROSECONDS = 300
# at least
FASTER_THAN_JSON, COLUMN_FASTER_THAN_JSON, FASTER_ON_TWO, FASTER_THAN_SARIF_TOOLS = 20, 12, 1.6, 15
RENDERED_MB = 300


class Claims:
    def __init__(self) -> None:
        self.holds = True

    def say(self, claim: str, bound: str, value: float | None, good: bool) -> None:
        if value is None:
            print(f"  {claim:58} {bound:>12} {'':>10} not measured")
            return
        self.holds = self.holds and good
        print(f"  {claim:58} {bound:>12} {value:>10.3g} {'holds' if good else 'DOES NOT HOLD'}")

    def at_most(self, claim: str, bound: float, value: float | None) -> None:
        self.say(claim, f"<= {bound:g}", value, value is not None and value <= bound)

    def at_least(self, claim: str, bound: float, value: float | None) -> None:
        self.say(claim, f">= {bound:g}", value, value is not None and value >= bound)


def ratio(results: dict[str, Measured], one: str, other: str) -> float | None:
    if one not in results or other not in results:
        return None
    return side.ratio(results[one], results[other])


def of_a_report(claims: Claims, shape: str, path: Path, results: dict[str, Measured]) -> float:
    megabytes = path.stat().st_size / 1e6
    print(f"{shape}, {megabytes:.0f} MB", flush=True)
    claims.at_most(f"time of simdjson's DOM and mapping (the goal is {GOAL:g})", OF_DOM, ratio(results, "ours", "dom"))
    claims.at_least(
        "times faster than json and dataclasses, from C++", FASTER_THAN_JSON, ratio(results, "json", "ours")
    )
    claims.at_least(
        "times faster than it from Python, with one column",
        COLUMN_FASTER_THAN_JSON,
        ratio(results, "json", "ours_column"),
    )
    claims.at_most("memory of the file, without file pages", OF_FILE[shape], results["ours"].anonymous_mb / megabytes)
    claims.at_most(
        "the same with texts left in place", OF_FILE[shape], results["ours_in_place"].anonymous_mb / megabytes
    )
    claims.at_least("times faster on two threads than on one", FASTER_ON_TWO, ratio(results, "ours_1", "ours_2"))
    return statistics.median(results["ours"].seconds) / megabytes


def inside(claims: Claims) -> None:
    """By processor time: these run in one process, and a ratio of two such programs would say nothing."""
    program = side.BUILT / "small"
    print("in one process: a report of 100 KB is read, findings are written", flush=True)
    if not program.exists():
        return claims.at_most("microseconds", SMALL_MICROSECONDS, None)
    options = ["--benchmark_filter=parse/|render/(json|sarif|csv|html)$", "--benchmark_format=json"]
    done = subprocess.run([str(program), *options], check=True, stdout=subprocess.PIPE, text=True)
    for benchmark in json.loads(done.stdout)["benchmarks"]:
        name = benchmark["name"]
        if name.startswith("parse/"):
            claims.at_most(f"microseconds, {name}", SMALL_MICROSECONDS, benchmark["cpu_time"])
        else:
            claims.at_least(f"MB of output a second, {name}", RENDERED_MB, benchmark["bytes_per_second"] / 1e6)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="100,1000", help="in MB (%(default)s)")
    parser.add_argument("--formats", default=",".join(side.JSON_FORMATS))
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    sizes = [float(size) for size in args.sizes.split(",")]
    claims = Claims()
    inside(claims)
    for shape in args.formats.split(","):
        pace = {}
        for size in sizes:
            path = side.grown(shape, size, False)
            pace[size] = of_a_report(claims, shape, path, side.measure(shape, path, PROGRAMS, args.rounds))
        if len(pace) > 1:
            claims.at_most(
                f"time of a byte at {max(sizes):g} MB to {min(sizes):g} MB",
                SLOWER_AT_1_GB,
                pace[max(sizes)] / pace[min(sizes)],
            )
    path = side.grown("sarif", min(sizes), False)
    results = side.measure("sarif", path, CONVERTERS, 3)
    print(f"sarif, {path.stat().st_size / 1e6:.0f} MB")
    for to in CONVERTERS[1:]:
        claims.at_least(
            f"times faster than sarif-tools' csv, {to}", FASTER_THAN_SARIF_TOOLS, ratio(results, "sarif_tools", to)
        )
    return 0 if claims.holds else 1


if __name__ == "__main__":
    sys.exit(main())
