#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Times whole processes in turn, and prints what each took in ratio to simdjson's DOM and a mapping (1.0).

    benchmarks/side_by_side.py                                        bandit, SARIF, trivy, semgrep of 100 MB
    benchmarks/side_by_side.py --formats sarif --sizes 100,1000 --programs dom,ours
    benchmarks/side_by_side.py --file report.sarif --formats sarif    a report of your own
    benchmarks/side_by_side.py --list                                 the programs

The reports are grown by benchmarks/grow.cpp into build/corpus and kept. After one run of each program that does not
count, the programs take turns (A B C A B C …); medians count. A last run, which is not timed, watches the memory that
is not pages of files: those the kernel drops when somebody needs them. Programs that do not agree about the number of
findings make this one fail. `./dev bench` builds everything that is needed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "benchmarks"
BUILT = ROOT / "build/release/benchmarks"
CORPUS = ROOT / "build/corpus"
JSON_FORMATS = ("bandit", "sarif", "trivy", "semgrep")
FORMATS = (*JSON_FORMATS, "nessus", "csv")

# What the same mapping is in jq: one object for each finding, then their number.
JQ = {
    "bandit": "[.results[] | {test_id, test_name, issue_text, issue_severity, issue_confidence, filename, code, "
    "line_number, line_range, col_offset, end_col_offset, cwe: .issue_cwe.id, more_info}] | length",
    "sarif": "[.runs[] | (.tool.driver.rules | INDEX(.id)) as $rules | .results[] | {ruleId, text: .message.text, "
    "place: .locations[0].physicalLocation, rule: $rules[.ruleId].shortDescription.text, partialFingerprints}] "
    "| length",
    "trivy": "[.ArtifactName as $image | .Results[] | .Target as $target | .Vulnerabilities[]? | {$image, $target, "
    "VulnerabilityID, Title, Description, Severity, Status, PkgName, PkgPath, InstalledVersion, FixedVersion, "
    "purl: .PkgIdentifier.PURL, CweIDs, CVSS, References, PublishedDate}] | length",
    "semgrep": '[.results[] | {check_id, path, start, until: .["end"], message: .extra.message, '
    "severity: .extra.severity, lines: .extra.lines, fingerprint: .extra.fingerprint, cwe: .extra.metadata.cwe, "
    "owasp: .extra.metadata.owasp, confidence: .extra.metadata.confidence, "
    "references: .extra.metadata.references}] | length",
}


@dataclass
class Program:
    """One way to read a report; `command` answers None where it cannot be run, and `why` says why."""

    about: str
    command: Callable[[str, Path], list[str] | None]
    formats: tuple[str, ...] = FORMATS
    why: str = ""
    counts: bool = True  # whether it prints how many findings it saw; else what it prints goes nowhere
    writes: Path | None = None  # which is not there when it begins


def built(name: str, *options: str, with_format: bool = False) -> Callable[[str, Path], list[str] | None]:
    def command(shape: str, path: Path) -> list[str] | None:
        program = BUILT / name
        if not program.exists():
            return None
        return [str(program), *options, *([shape] if with_format else []), str(path)]

    return command


def python(script: str, *modules: str) -> Callable[[str, Path], list[str] | None]:
    """The script with this interpreter, if it has the modules."""

    def command(shape: str, path: Path) -> list[str] | None:
        probe = "import importlib.util as u,sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))"
        if subprocess.run([sys.executable, "-c", probe, *modules], check=False).returncode != 0:
            return None
        name, *arguments = script.split()
        return [sys.executable, str(HERE / name), *arguments, shape, str(path)]

    return command


def found(name: str, *arguments: str) -> Callable[[str, Path], list[str] | None]:
    """A command of the PATH, or beside this interpreter; {file} and {jq} are filled in."""

    def command(shape: str, path: Path) -> list[str] | None:
        program = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
        if program is None:
            return None
        return [program, *(a.format(file=path, jq=JQ.get(shape, ".")) for a in arguments)]

    return command


def out(to: str) -> Path:
    return CORPUS / f"out.{to}"


def converted(to: str) -> Callable[[str, Path], list[str] | None]:
    """The command `secmon convert`, as installed or from PYTHONPATH."""

    def command(_: str, path: Path) -> list[str] | None:
        probe = subprocess.run([sys.executable, "-c", "import secmon.cli"], check=False, capture_output=True)
        if probe.returncode != 0:
            return None
        return [sys.executable, "-m", "secmon", "convert", "--to", to, "-o", str(out(to)), str(path)]

    return command


NO_SECMON = "the Python package is not installed: ./dev python_package"
PROGRAMS: dict[str, Program] = {
    "cat": Program("cat to nowhere", found("cat", "{file}"), counts=False),
    "dom": Program("simdjson: load, DOM, mapping", built("reference_dom", with_format=True), JSON_FORMATS),
    "ondemand": Program(
        "simdjson: load, On-Demand, mapping", built("reference_ondemand", with_format=True), JSON_FORMATS
    ),
    "ours": Program("secmon from C++", built("ours")),
    "ours_1": Program("secmon from C++ on one thread", built("ours", "--threads", "1")),
    "ours_2": Program("secmon from C++ on two threads", built("ours", "--threads", "2")),
    "ours_in_place": Program("secmon from C++, texts left in place", built("ours", "--in-place")),
    "ours_c": Program("secmon from C", built("ours_c")),
    "ours_python": Program("secmon from Python, len()", python("ours.py count", "secmon"), why=NO_SECMON),
    "ours_column": Program(
        "secmon from Python, len() and a column, arro3",
        python("ours.py arro3", "secmon", "arro3"),
        why="secmon or arro3-core is not installed",
    ),
    "ours_pyarrow": Program(
        "secmon from Python, len() and a column, pyarrow",
        python("ours.py pyarrow", "secmon", "pyarrow"),
        why="secmon or pyarrow is not installed",
    ),
    **{
        f"to_{to}": Program(f"secmon convert --to {to}", converted(to), why=NO_SECMON, counts=False, writes=out(to))
        for to in ("sarif", "jsonl", "csv")
    },
    "json": Program("Python json, dataclasses", python("reference/json_dataclasses.py json"), JSON_FORMATS),
    "orjson": Program(
        "orjson, dataclasses",
        python("reference/json_dataclasses.py orjson", "orjson"),
        JSON_FORMATS,
        "orjson is not installed",
    ),
    "jq": Program("jq, one object a finding", found("jq", "{jq}", "{file}"), JSON_FORMATS, "jq is not installed"),
    "sarif_tools": Program(
        "sarif-tools, csv",
        found("sarif", "csv", "-o", str(out("sarif-tools.csv")), "{file}"),
        ("sarif",),
        "sarif-tools is not installed",
        counts=False,
        writes=out("sarif-tools.csv"),
    ),
}
DEFAULT_PROGRAMS = "cat,dom,ondemand,ours,ours_c,ours_python,ours_column,ours_pyarrow,json,orjson,jq"


@dataclass
class Measured:
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    anonymous_mb: float = 0.0
    findings: int | None = None


class FailedError(Exception):
    pass


def run(program: Program, command: list[str], watch: bool, into: Measured) -> None:
    timed = [str(BUILT / "timed"), *(["--watch"] if watch else []), *command]
    if program.writes is not None:
        program.writes.unlink(missing_ok=True)
    answers = subprocess.PIPE if program.counts else subprocess.DEVNULL
    done = subprocess.run(timed, check=False, stdout=answers, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise FailedError(f"it ended with {done.returncode}: {done.stderr[:300].decode(errors='replace').strip()}")
    usage = json.loads(done.stderr.splitlines()[-1])
    if watch:
        into.anonymous_mb = usage["anonymous_kb"] * 1024 / 1e6
    else:
        into.seconds.append(usage["seconds"])
        into.cpu_seconds.append(usage["user"] + usage["system"])
        into.peak_mb.append(usage["peak_kb"] * 1024 / 1e6)
        into.faults.append(usage["faults"])
    text = done.stdout or b""
    said = text.strip().splitlines() if len(text) < 1000 else []  # jq gives the findings themselves
    answer = json.loads(said[-1]) if said and said[-1][:1] in b"{0123456789" else None
    if isinstance(answer, dict):
        into.findings = answer["findings"]
        if watch:  # what a run sees of itself at its end is exact, but no peak
            into.anonymous_mb = max(into.anonymous_mb, answer.get("anonymous_kb", 0) * 1024 / 1e6)
    elif isinstance(answer, int):
        into.findings = answer


def grown(shape: str, megabytes: float, compact: bool) -> Path:
    suffix = {"sarif": "sarif", "nessus": "nessus", "csv": "csv"}.get(shape, "json")
    path = CORPUS / f"{shape}-{megabytes:g}{'-compact' if compact else ''}.{suffix}"
    if not path.exists() or path.stat().st_mtime < (BUILT / "grow").stat().st_mtime:
        CORPUS.mkdir(parents=True, exist_ok=True)
        options = ["--compact"] if compact else []
        subprocess.run([BUILT / "grow", shape, f"{megabytes:g}", *options, "-o", path], check=True)
    return path


def measure(shape: str, path: Path, names: list[str], rounds: int) -> dict[str, Measured]:
    commands: dict[str, list[str]] = {}
    for name in names:
        program = PROGRAMS[name]
        if shape not in program.formats:
            continue
        command = program.command(shape, path)
        if command is None:
            print(f"({name} is left out: {program.why or 'it is not built: ./dev bench'})", file=sys.stderr)
        else:
            commands[name] = command
    for name in list(commands):
        try:
            run(PROGRAMS[name], commands[name], False, Measured())
        except FailedError as error:
            print(f"({name} is left out: {error})", file=sys.stderr)
            del commands[name]
    results = {name: Measured() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            run(PROGRAMS[name], command, False, results[name])
    for name, command in commands.items():
        run(PROGRAMS[name], command, True, results[name])
    return results


def ratio(one: Measured, other: Measured) -> float:
    """Of the times; of each round for itself, so that a busy minute of the machine is on both sides."""
    return statistics.median(a / b for a, b in zip(one.seconds, other.seconds))


def rows(path: Path, results: dict[str, Measured], measure_of_all: str) -> list[dict[str, object]]:
    size = path.stat().st_size
    reference = results.get(measure_of_all) or next(iter(results.values()), Measured())
    table: list[dict[str, object]] = []
    for name, m in results.items():
        seconds = statistics.median(m.seconds)
        table.append(
            {
                "program": name,
                "seconds": round(seconds, 4),
                "fastest": round(min(m.seconds), 4),
                "ratio": round(ratio(m, reference), 3),
                "cpu seconds": round(statistics.median(m.cpu_seconds), 4),
                "MB/s": round(size / 1e6 / seconds),
                "peak MB": round(statistics.median(m.peak_mb), 1),
                "without file pages MB": round(m.anonymous_mb, 1),
                "of the file": round(m.anonymous_mb * 1e6 / size, 2),
                "faults": round(statistics.median(m.faults)),
                "findings": m.findings,
            }
        )
    return table


def show(title: str, table: list[dict[str, object]], markdown: bool) -> None:
    if not table:
        return
    heads = list(table[0])
    cells = [heads] + [
        ["" if row[h] is None else f"{row[h]:,}" if isinstance(row[h], int) else str(row[h]) for h in heads]
        for row in table
    ]
    widths = [max(len(line[i]) for line in cells) for i in range(len(heads))]
    print(f"\n**{title}**\n" if markdown else f"\n{title}")
    for number, line in enumerate(cells):
        padded = [c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))]
        print(f"| {' | '.join(padded)} |" if markdown else "  ".join(padded))
        if markdown and number == 0:
            print("|" + "|".join("-" * (w + 1) + ("-" if i == 0 else ":") for i, w in enumerate(widths)) + "|")


def agree(title: str, results: dict[str, Measured]) -> bool:
    counts = {name: m.findings for name, m in results.items() if PROGRAMS[name].counts and m.findings is not None}
    silent = [name for name, m in results.items() if PROGRAMS[name].counts and m.findings is None]
    if len(set(counts.values())) <= 1 and not silent:
        return True
    print(f"{title}: the programs do not agree about the findings: {counts}, no answer: {silent}", file=sys.stderr)
    return False


def machine() -> dict[str, str]:
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    compiler = subprocess.run(["c++", "--version"], check=False, capture_output=True, text=True).stdout.splitlines()
    return {
        "processor": f"{models[0] if models else platform.processor()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, {platform.machine()}",
        "compiler": compiler[0] if compiler else "",
        "python": platform.python_version(),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--formats", default=",".join(JSON_FORMATS), help=f"of {','.join(FORMATS)}")
    parser.add_argument("--sizes", default="100", help="in MB, for example 1,100,1000")
    parser.add_argument("--compact", action="store_true", help="reports without line breaks")
    parser.add_argument("--programs", default=DEFAULT_PROGRAMS, help=f"of {','.join(PROGRAMS)}")
    parser.add_argument("--reference", default="dom", help="the program whose time is 1.0, or the first (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--file", type=Path, help="a report of your own instead, of the one format that is named")
    parser.add_argument("--markdown", action="store_true", help="tables for docs/performance.md")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the numbers of every run as well")
    parser.add_argument("--machine", action="store_true", help="only what the machine is, and end")
    parser.add_argument("--list", action="store_true", help="the programs, and end")
    args = parser.parse_args()
    if args.list:
        for name, program in PROGRAMS.items():
            print(f"{name:12} {program.about}")
        return 0
    names = [name for name in args.programs.split(",") if name]
    if unknown := set(names) - set(PROGRAMS):
        parser.error(f"no program {', '.join(sorted(unknown))}; see --list")
    if not (BUILT / "timed").exists():
        parser.error("the programs are not built: ./dev bench builds them")
    here = machine()
    if not args.markdown or args.machine:
        print("\n".join(f"{'- ' if args.markdown else ''}{what}: {value}" for what, value in here.items()))
    if args.machine:
        return 0
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    if busy > 0.3 * cores:
        print(f"the machine is busy (load {busy:.1f}): only ratios tell, and two threads do not", file=sys.stderr)
    measured: dict[str, object] = {"machine": here}
    good = True
    for size in (float(s) for s in args.sizes.split(",")):
        for shape in args.formats.split(","):
            path = args.file or grown(shape, size, args.compact)
            results = measure(shape, path, names, args.rounds)
            title = f"{shape}, {path.stat().st_size / 1e6:.1f} MB{', compact' if args.compact else ''}"
            show(title, rows(path, results, args.reference), args.markdown)
            good = agree(title, results) and good
            measured[path.name] = {name: vars(m) for name, m in results.items()}
    if args.json:
        args.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
