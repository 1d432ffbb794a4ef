#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes every bad input that is a test here, from one small bandit report written by hand.

    tests/formats/_input/make.py        then: golden --update _input, and read the golden files

Some of them are binary, and in most of them one byte matters: here it can be seen which.
"""

import gzip
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent


def result(line: int, name: str, text: str, severity: str = "HIGH", code: str = "") -> dict:
    return {
        "code": code or f"{line} subprocess.call(command, shell=True)\n",
        "col_offset": 4,
        "end_col_offset": 40,
        "filename": "./shop/café.py",
        "issue_confidence": "HIGH",
        "issue_cwe": {"id": 78, "link": "https://cwe.mitre.org/data/definitions/78.html"},
        "issue_severity": severity,
        "issue_text": text,
        "line_number": line,
        "line_range": [line],
        "more_info": "https://bandit.readthedocs.io/en/latest/plugins/b602.html",
        "test_id": name,
        "test_name": "subprocess_popen_with_shell_equals_true",
    }


def report(*results: dict, errors: tuple = ()) -> dict:
    return {
        "errors": list(errors),
        "generated_at": "2024-05-01T12:00:00Z",
        "metrics": {"_totals": {"loc": 40, "nosec": 0}},
        "results": list(results),
    }


def text(document: object, **options: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1, **options) + "\n"


ONE = result(12, "B602", "subprocess call with shell=True identified, naïve \u2013 fix it")
TWO = result(31, "B105", "Possible hardcoded password: 'hunter2'", "LOW", '31 password = "hunter2"\n')
PLAIN = text(report(ONE, TWO))
COMPACT = json.dumps(report(ONE, TWO), ensure_ascii=False)
OTHER = text(report(result(77, "B307", "Use of possibly insecure function", "MEDIUM")))
CUT = PLAIN[: PLAIN.index('"line_number": 31')]
HELP = """usage: bandit [-h] [-r] [-a {file,vuln}] [-n CONTEXT_LINES] [-c CONFIG_FILE]
              [-p PROFILE] [-t TESTS] [-f {csv,custom,html,json,screen,txt,xml,yaml}]
              [targets ...]

Bandit - a Python source code security analyzer

positional arguments:
  targets               source file(s) or directory(s) to be tested
"""
TRACEBACK = """Traceback (most recent call last):
  File "/usr/lib/python3/bandit/core/manager.py", line 300, in run_tests
    results = {"a": [1, 2], **extra}
RecursionError: maximum recursion depth exceeded while calling a Python object
"""
BANNER = """[main]  INFO    profile include tests: {'B101', "B102"}
[main]  INFO    running on Python 3.11.2 {"not": "the report"
Working... [====>     ] 40% {} []
"""


def nested(levels: int) -> str:
    return PLAIN.replace('"loc": 40', '"loc": ' + '{"a": ' * levels + "1" + "}" * levels)


def latin1(document: str) -> bytes:
    return document.replace("\u2013", "-").encode("latin-1")


def edited(old: str, new: str, document: str = PLAIN) -> str:
    assert old in document, old
    return document.replace(old, new, 1)


# name.ext: (content, words of the .args file)
INPUTS: dict[str, tuple[str | bytes, str]] = {
    # bytes that are not plain UTF-8
    "utf8-bom.json": (b"\xef\xbb\xbf" + PLAIN.encode(), "detect=bandit"),
    "utf16-le.json": (b"\xff\xfe" + PLAIN.replace("\n", "\r\n").encode("utf-16-le"), "detect=bandit"),
    "utf16-be.json": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "detect=bandit"),
    "utf16-le-without-mark.json": (PLAIN.encode("utf-16-le"), "detect=bandit"),
    "utf16-be-without-mark.json": (PLAIN.encode("utf-16-be"), "detect=bandit"),
    "utf16-half-a-unit-at-the-end.json": (b"\xff\xfe" + PLAIN.encode("utf-16-le") + b"\n", "detect=bandit"),
    "utf16-cut.json": (b"\xff\xfe" + CUT.encode("utf-16-le"), "detect=bandit"),
    "latin1.json": (latin1(PLAIN), "detect=bandit"),
    "utf16-half-a-pair.json": (
        PLAIN.replace("\n", "\r\n").encode("utf-16-be").replace("\u2013".encode("utf-16-be"), b"\xd8\x3d"),
        "detect=bandit",
    ),
    "utf8-broken-in-one-place.json": (PLAIN.encode().replace("ï".encode(), b"\xc3("), "detect=bandit"),
    "gzip.json.gz": (gzip.compress(PLAIN.encode(), mtime=0), "detect=bandit"),
    "gzip-two-members.json.gz": (
        gzip.compress(PLAIN[:500].encode(), mtime=0) + gzip.compress(PLAIN[500:].encode(), mtime=0),
        "detect=bandit",
    ),
    "gzip-of-utf16.json.gz": (gzip.compress(b"\xff\xfe" + PLAIN.encode("utf-16-le"), mtime=0), "detect=bandit"),
    "gzip-cut.json.gz": (gzip.compress(PLAIN.encode(), mtime=0)[:-40], "format=bandit"),
    "gzip-wrong-checksum.json.gz": (gzip.compress(PLAIN.encode(), mtime=0)[:-8] + b"\0" * 8, "detect=bandit"),
    "gzip-no-stream.json.gz": (b"\x1f\x8b\x08\x00nothing like it", "detect=none"),
    "trailing-nuls.json": (PLAIN.encode() + b"\0" * 512, "detect=bandit"),
    "nul-inside.json": (edited("hunter2", "hun\0ter2"), "detect=bandit"),
    "nothing-but-nuls.json": (b"\0" * 64, "detect=none"),
    "binary.json": (bytes(range(256)) * 4, "detect=none"),
    # text around the JSON
    "banner-before.json": (BANNER + PLAIN, "detect=bandit"),
    "banner-before-on-the-line.json": ("INFO {ok} report: " + COMPACT + "\n", "detect=bandit"),
    "text-after.json": (PLAIN + 'Done. {"exit": 1} [0.2 s]\n', "detect=bandit"),
    "banner-on-both-sides.json": (BANNER + PLAIN + "exit code: {1}\n", "detect=bandit"),
    "banner-before-a-cut.json": (BANNER + CUT, "detect=bandit"),
    # several documents
    "concatenated.json": (PLAIN + OTHER, "detect=bandit"),
    "concatenated-without-a-break.json": (COMPACT + json.dumps(json.loads(OTHER)), "detect=bandit"),
    "concatenated-last-one-cut.json": (OTHER + CUT, "detect=bandit"),
    "concatenated-of-two-formats.json": (PLAIN + '{"version": "2.1.0", "runs": []}\n', ""),
    "json-lines.jsonl": (COMPACT + "\n" + json.dumps(json.loads(OTHER)) + "\n", "detect=bandit"),
    "json-lines-with-a-broken-one.jsonl": (
        COMPACT + "\n" + COMPACT[:200] + "\n" + json.dumps(json.loads(OTHER)) + "\n",
        "detect=bandit",
    ),
    # JSON that is not quite JSON
    "nan.json": (edited('"loc": 40', '"loc": NaN, "a": Infinity, "b": -Infinity'), "detect=bandit"),
    "lone-surrogates.json": (edited("fix it", "\\ud83d fix \\ude00 it \\ud83d\\ude00"), "detect=bandit"),
    "duplicate-keys.json": (
        edited('"issue_severity": "HIGH"', '"issue_severity": "LOW",\n   "issue_severity": "HIGH"'),
        "detect=bandit",
    ),
    "comments.json": (
        edited('"results": [', '"results": [ // {"the": "findings"}\n  /* two\n of them ] */\n'),
        "detect=bandit",
    ),
    "trailing-commas.json": (edited('"LOW",\n', '"LOW",,\n', edited("  }\n ]\n}", "  },\n ],\n}")), "format=bandit"),
    "trailing-comma-once.json": (edited("  }\n ]\n}", "  },\n ],\n}"), "detect=bandit"),
    "single-quotes.json": (str(json.loads(PLAIN)), "format=bandit"),
    "control-characters-in-text.json": (edited("identified,", "\x1b[31midenti\tfied\r\n,"), "detect=bandit"),
    "unknown-escapes.json": (edited("identified,", "\\x41 \\q identified,"), "detect=bandit"),
    "missing-comma.json": (edited('"metrics": {', '"metrics" {'), "format=bandit"),
    "bracket-too-many.json": (PLAIN + "}\n", "detect=bandit"),
    # cut off
    "truncated-in-a-finding.json": (CUT, "detect=bandit"),
    "truncated-in-a-text.json": (PLAIN[: PLAIN.index("hunter2") + 3], "detect=bandit"),
    "truncated-between-findings.json": (PLAIN[: PLAIN.index("},\n  {", PLAIN.index("results")) + 3], "detect=bandit"),
    "truncated-before-the-first.json": (PLAIN[: PLAIN.index('"results"') + 13], "format=bandit"),
    "truncated-at-the-last-brace.json": (PLAIN.rstrip()[:-1], "detect=bandit"),
    # no report at all
    "empty.json": ("", "detect=none"),
    "white-space.json": (" \r\n\t\n", "detect=none"),
    "empty-with-a-mark.json": (b"\xef\xbb\xbf", "detect=none"),
    "help.txt": (HELP, "detect=bandit"),
    "help-named.txt": (HELP, "format=bandit"),
    "traceback.txt": (TRACEBACK, "detect=none"),
    "traceback-named.txt": (TRACEBACK, "format=bandit"),
    "traceback-after-a-cut-report.json": (CUT + "\n" + TRACEBACK, "detect=bandit"),
    "traceback-before-a-report.json": (TRACEBACK + PLAIN, "detect=bandit"),
    "not-found.txt": ("bash: line 1: bandit: command not found\n", "detect=none"),
    "error-object.json": ('{"error": "Internal Server Error", "status": 500}\n', "detect=none"),
    "error-object-named.json": ('{"message": "Bad credentials", "documentation_url": "x"}\n', "format=bandit"),
    "error-page.html": ("<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>\n", "detect=none"),
    "null.json": ("null\n", "detect=none"),
    "empty-object-named.json": ("{}\n", "format=bandit"),
    "unknown.json": ('{"colour": "blue", "items": [1, 2, 3]}\n', "detect=none"),
    "unknown-format-named.json": (PLAIN, "format=no_such_tool"),
    "another-format-named.json": (PLAIN, "format=trivy"),
    # the scanner says itself that it did not see everything
    "errors-of-the-scanner.json": (
        text(report(ONE, errors=({"filename": "./shop/broken.py", "reason": "syntax error while parsing AST"},))),
        "detect=bandit",
    ),
    "row-that-is-no-row.json": (text(report(ONE, "not a finding", None, TWO)), "detect=bandit"),
    # beyond the limits
    "too-deep.json": (nested(60), "format=bandit max_depth=40"),
    "too-deep-by-default.json": (nested(2000), "format=bandit"),
    "too-deep-before-it-is-known.json": ("[" * 20_000, "detect=none"),
    "too-large.json": (PLAIN, "format=bandit max_bytes=1000"),
    "too-large-unzipped.json.gz": (
        gzip.compress(PLAIN.encode() + b" " * 1_000_000, mtime=0),
        "format=bandit max_decompressed=100000",
    ),
    "too-many-findings.json": (text(report(ONE, TWO, ONE, TWO)), "detect=bandit max_findings=3"),
    # XML: entities are not expanded, and nothing is loaded
    "xml-of-no-format.xml": ('<?xml version="1.0"?><a/>\n', "detect=none"),
    "xml-entities.xml": (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;&y;</a>\n',
        "detect=none",
    ),
    "xml-external-entity.xml": (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>\n',
        "detect=none",
    ),
}


def main() -> None:
    for old in [*HERE.glob("*.in.*"), *HERE.glob("*.args")]:
        old.unlink()
    for name, (content, words) in INPUTS.items():
        case, _, ending = name.partition(".")
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        (HERE / f"{case}.in.{ending}").write_bytes(data)
        if words:
            (HERE / f"{case}.args").write_text(words + "\n")
    print(f"{len(INPUTS)} inputs")


if __name__ == "__main__":
    main()
