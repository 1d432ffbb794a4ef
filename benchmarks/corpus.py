#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes reports as large as a benchmark needs them, and always the same ones.

    benchmarks/corpus.py sarif --findings 100000 -o build/corpus/sarif.json
    benchmarks/corpus.py trivy --findings 5000 --pretty -o -

The shapes, and the sizes of their fields, are those of real reports; the contents are drawn with a seed.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO


def words(text: str) -> list[str]:
    return text.split()


WORDS = words("""
    user input reaches a call without validation which may lead to injection of commands into the shell
    the connection does not verify certificates and can be read by others a weak hash is used for passwords
    path built from request data the response contains markup that was not escaped secret stored in source
""")
FOLDERS = words("src lib app core api web service store model view auth common internal handlers jobs")
NAMES = words("user order session payment import export report cart mail queue cache client server token")
PACKAGES = words("openssl zlib libxml2 curl expat glibc sqlite3 python3.11 perl tar gzip krb5 systemd ncurses")


class Draw:
    """The random choices that all shapes share."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.files = [self._file() for _ in range(2000)]

    def _file(self) -> str:
        folders = "/".join(self.random.choices(FOLDERS, k=self.random.randint(1, 4)))
        name = "_".join(self.random.choices(NAMES, k=2))
        return f"{folders}/{name}{self.random.randint(1, 99)}.{self.random.choice(['py', 'js', 'go', 'java'])}"

    def file(self) -> str:
        return self.random.choice(self.files)

    def text(self, least: int, most: int) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(least, most)))

    def code(self) -> str:
        name = self.random.choice(NAMES)
        return f'    {name} = run("{self.random.choice(WORDS)} %s" % request.args["{name}"], shell=True)'

    def hex(self, digits: int) -> str:
        return f"{self.random.getrandbits(digits * 4):0{digits}x}"

    def cve(self) -> str:
        return f"CVE-{self.random.randint(2015, 2025)}-{self.random.randint(1000, 49999)}"

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)


def sarif(draw: Draw, findings: int) -> Iterator[tuple[str, object]]:
    rules = [
        {
            "id": f"py/rule-{i}",
            "name": f"py/rule-{i}",
            "shortDescription": {"text": draw.text(4, 8)},
            "fullDescription": {"text": draw.text(12, 24)},
            "defaultConfiguration": {"enabled": True, "level": draw.pick("error", "warning", "note")},
            "help": {"text": draw.text(40, 80), "markdown": draw.text(40, 80)},
            "properties": {
                "tags": ["security", f"external/cwe/cwe-{draw.random.randint(20, 999):03}"],
                "precision": draw.pick("high", "medium", "very-high"),
                "security-severity": f"{draw.random.randint(10, 98) / 10}",
            },
        }
        for i in range(300)
    ]
    driver = {"name": "CodeQL", "organization": "GitHub", "semanticVersion": "2.17.1", "rules": rules}

    def result() -> dict:
        index, line = draw.random.randrange(len(rules)), draw.random.randint(1, 900)
        column = draw.random.randint(1, 40)
        return {
            "ruleId": rules[index]["id"],
            "ruleIndex": index,
            "rule": {"id": rules[index]["id"], "index": index},
            "level": draw.pick("error", "warning", "note"),
            "message": {"text": draw.text(18, 32)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": draw.file(), "uriBaseId": "%SRCROOT%", "index": line},
                        "region": {"startLine": line, "startColumn": column, "endColumn": column + 12},
                    }
                }
            ],
            "partialFingerprints": {
                "primaryLocationLineHash": f"{draw.hex(16)}:1",
                "primaryLocationStartColumnFingerprint": str(column),
            },
        }

    yield "head", {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}
    yield "open", ("runs", {"tool": {"driver": driver}}, "results")
    for _ in range(findings):
        yield "row", result()
    yield "close", ({"columnKind": "utf16CodeUnits"}, True)


def bandit(draw: Draw, findings: int) -> Iterator[tuple[str, object]]:
    yield "head", {"errors": [], "generated_at": "2024-05-01T12:00:00Z", "metrics": {"_totals": {"loc": 1000}}}
    yield "open", (None, None, "results")
    for _ in range(findings):
        line, number = draw.random.randint(2, 900), draw.random.randint(101, 703)
        yield (
            "row",
            {
                "code": "".join(f"{line + i} {draw.code()}\n" for i in range(-1, 2)),
                "col_offset": draw.random.randint(0, 20),
                "end_col_offset": draw.random.randint(30, 90),
                "filename": "./" + draw.file(),
                "issue_confidence": draw.pick("HIGH", "MEDIUM", "LOW"),
                "issue_cwe": {"id": 78, "link": "https://cwe.mitre.org/data/definitions/78.html"},
                "issue_severity": draw.pick("HIGH", "MEDIUM", "LOW"),
                "issue_text": draw.text(8, 20),
                "line_number": line,
                "line_range": [line, line + 1],
                "more_info": f"https://bandit.readthedocs.io/en/1.7.8/plugins/b{number}.html",
                "test_id": f"B{number}",
                "test_name": draw.text(3, 3).replace(" ", "_"),
            },
        )
    yield "close", ({}, False)


def trivy(draw: Draw, findings: int) -> Iterator[tuple[str, object]]:
    yield (
        "head",
        {
            "SchemaVersion": 2,
            "CreatedAt": "2024-05-01T12:00:00.123456789Z",
            "ArtifactName": "registry.example/shop:1.4.2",
            "ArtifactType": "container_image",
            "Metadata": {"OS": {"Family": "debian", "Name": "12.5"}},
        },
    )
    target = {"Target": "registry.example/shop:1.4.2 (debian 12.5)", "Class": "os-pkgs", "Type": "debian"}
    yield "open", ("Results", target, "Vulnerabilities")
    for _ in range(findings):
        name, version, cve = (
            draw.pick(*PACKAGES),
            f"{draw.random.randint(1, 9)}.{draw.random.randint(0, 40)}",
            draw.cve(),
        )
        score = draw.random.randint(20, 98) / 10
        vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
        yield (
            "row",
            {
                "VulnerabilityID": cve,
                "PkgID": f"{name}@{version}-1",
                "PkgName": name,
                "PkgIdentifier": {"PURL": f"pkg:deb/debian/{name}@{version}-1?arch=amd64&distro=debian-12.5"},
                "InstalledVersion": f"{version}-1",
                "FixedVersion": f"{version}-1+deb12u{draw.random.randint(1, 5)}",
                "Status": "fixed",
                "Layer": {"Digest": f"sha256:{draw.hex(64)}", "DiffID": f"sha256:{draw.hex(64)}"},
                "SeveritySource": "nvd",
                "PrimaryURL": f"https://avd.aquasec.com/nvd/{cve.lower()}",
                "DataSource": {"ID": "debian", "Name": "Debian Security Tracker", "URL": "https://example.org/tracker"},
                "Title": draw.text(6, 12),
                "Description": draw.text(40, 120),
                "Severity": draw.pick("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"),
                "CweIDs": [f"CWE-{draw.random.randint(20, 999)}"],
                "CVSS": {
                    "nvd": {"V3Vector": vector, "V3Score": score},
                    "redhat": {"V3Vector": vector, "V3Score": score},
                },
                "References": [f"https://example.org/{draw.hex(8)}" for _ in range(draw.random.randint(3, 12))],
                "PublishedDate": "2024-03-01T10:15:07.123Z",
                "LastModifiedDate": "2024-04-01T10:15:07.123Z",
            },
        )
    yield "close", ({}, True)


def semgrep(draw: Draw, findings: int) -> Iterator[tuple[str, object]]:
    yield "head", {"version": "1.70.0", "errors": [], "paths": {"scanned": draw.files[:50]}}
    yield "open", (None, None, "results")
    for _ in range(findings):
        line, rule = draw.random.randint(1, 900), f"python.lang.security.{draw.pick(*NAMES)}.{draw.pick(*NAMES)}"
        yield (
            "row",
            {
                "check_id": rule,
                "path": draw.file(),
                "start": {"line": line, "col": 5, "offset": line * 31},
                "end": {"line": line, "col": 60, "offset": line * 31 + 55},
                "extra": {
                    "metavars": {"$X": {"start": {"line": line, "col": 9}, "abstract_content": draw.pick(*NAMES)}},
                    "message": draw.text(15, 40),
                    "metadata": {
                        "cwe": [f"CWE-{draw.random.randint(20, 999)}: {draw.text(3, 6)}"],
                        "owasp": ["A03:2021 - Injection"],
                        "category": "security",
                        "confidence": draw.pick("HIGH", "MEDIUM", "LOW"),
                        "references": ["https://owasp.org/Top10/A03_2021-Injection"],
                    },
                    "severity": draw.pick("ERROR", "WARNING", "INFO"),
                    "fingerprint": draw.hex(128),
                    "lines": draw.code(),
                    "validation_state": "NO_VALIDATOR",
                },
            },
        )
    yield "close", ({}, False)


SHAPES: dict[str, Callable[[Draw, int], Iterator[tuple[str, object]]]] = {
    "sarif": sarif,
    "bandit": bandit,
    "trivy": trivy,
    "semgrep": semgrep,
}


def write(parts: Iterator[tuple[str, object]], out: TextIO, pretty: bool) -> None:
    """Row by row, so that any size can be written in little memory."""
    indent, separators = (2, None) if pretty else (None, (",", ":"))

    def dump(value: object) -> str:
        return json.dumps(value, indent=indent, separators=separators, ensure_ascii=False)

    def members(value: dict) -> str:
        return dump(value)[1:-1].strip()

    rows = 0
    for kind, part in parts:
        if kind == "head":
            out.write("{" + members(part))
        elif kind == "open":
            outer, context, rows_key = part
            if outer:
                out.write(f",{json.dumps(outer)}:[{{{members(context)}")
            out.write(f",{json.dumps(rows_key)}:[")
        elif kind == "row":
            out.write(("," if rows else "") + ("\n" if pretty else "") + dump(part))
            rows += 1
        else:
            rest, nested = part
            out.write("]" + ("," + members(rest) if rest else "") + ("}]" if nested else "") + "}\n")


def make(shape: str, findings: int, path: Path, seed: int = 1, pretty: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        write(SHAPES[shape](Draw(seed), findings), out, pretty)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pretty", action="store_true", help="indented, as most tools write")
    parser.add_argument("-o", "--output", default="-", help="a file; '-' for standard output")
    args = parser.parse_args()
    if args.output == "-":
        write(SHAPES[args.shape](Draw(args.seed), args.findings), sys.stdout, args.pretty)
    else:
        make(args.shape, args.findings, Path(args.output), args.seed, args.pretty)


if __name__ == "__main__":
    main()
