# SPDX-License-Identifier: MIT
"""Each report on which we and a second opinion disagree is explained in tests/formats/disagreements.md.

The corpus of real reports lies beside the repository where it is had (../shared/corpus); without it only the
explanations themselves are checked. `python tests/python/test_corpus.py --update` brings what both say up to date,
leaves out reports on which we now agree, and puts new ones under "Not explained".
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import secmon

ROOT = Path(__file__).parents[2]
FORMATS = ROOT / "tests/formats"
PAGE = FORMATS / "disagreements.md"
SHARED = ROOT.parent / "shared"
SEVERITIES = ("critical", "high", "medium", "low", "info", "unknown")
NEW = "Not explained"
SUMMARY = "| class | reports |\n| --- | --- |\n"
HEAD = "| report | ours | theirs | right | why | case |\n| --- | --- | --- | --- | --- | --- |\n"
RIGHT = ("ours", "theirs", "either", "neither")


@dataclasses.dataclass
class Row:
    """One report of the corpus on which the opinions differ."""

    report: str
    ours: str
    theirs: str
    right: str = ""
    why: str = ""
    case: str = ""

    def __str__(self) -> str:
        return f"| {self.report} | {self.ours} | {self.theirs} | {self.right} | {self.why} | {self.case} |\n"


@dataclasses.dataclass
class Section:
    """A class of disagreements: its title, what is said of the whole class, and its reports."""

    title: str
    text: str
    rows: list[Row]


def load(page: str) -> tuple[str, list[Section]]:
    """What stands before the summary, and the sections."""
    before, _, rest = page.partition(SUMMARY)
    sections = []
    for part in re.split(r"^## ", rest, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        text, _, table = body.partition(HEAD)
        cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.strip().splitlines()]
        assert all(len(row) == 6 for row in cells), f"a row without its six cells under {title!r}"
        sections.append(Section(title.strip(), text.strip(), [Row(*row) for row in cells]))
    return before, sections


def dump(before: str, sections: list[Section]) -> str:
    sections = [s for s in sections if s.rows]
    total = sum(len(s.rows) for s in sections)
    counts = "".join(f"| {s.title} | {len(s.rows)} |\n" for s in sections)
    page = before + SUMMARY + counts + f"| **all** | **{total}** |\n"
    for s in sections:
        page += f"\n## {s.title}\n\n{s.text}\n\n" + HEAD + "".join(map(str, sorted(s.rows, key=lambda row: row.report)))
    return page


def histogram(counts: Counter[str]) -> str:
    said = ", ".join(f"{counts[word]} {word}" for word in SEVERITIES if counts[word])
    return f"{sum(counts.values())}: {said}" if said else "none"


def second_opinion() -> ModuleType:
    spec = importlib.util.spec_from_file_location("conform", SHARED / "tools/conform.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def our_side(report: dict[str, Any] | None, wrong: str) -> str:
    if report is None:
        return "no report"
    said = histogram(Counter(finding["severity"] for finding in report["findings"]))
    if report["status"] != "complete":
        said += ", incomplete"
    return said + (f"; {wrong[wrong.index('ids missing') :]}" if "ids missing" in wrong else "")


def their_side(expected: dict[str, Any]) -> str:
    if expected.get("status") == "error":
        return "no report"
    said = histogram(Counter({word.lower(): n for word, n in expected["sev"].items()}))
    whole = max(expected.get("created") or 0, expected.get("occurrences") or 0)
    return said + (f"; {whole} unfolded" if whole > expected["n"] else "")


def compare() -> tuple[int, dict[str, Row]]:
    """The number of reports, and those on which the opinions differ."""
    opinion, total, rows = second_opinion(), 0, {}
    for path in sorted((SHARED / "corpus/expected").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            expected = json.loads(line)
            report = error = None
            try:
                report = secmon.parse_file(str(SHARED / "corpus/reports" / expected["file"])).to_dict()
            except secmon.Error as e:
                error = str(e)
            total += 1
            wrong = "; ".join(opinion.judge(expected, report, error))
            if wrong:
                name = expected["file"]
                rows[name] = Row(name, our_side(report, wrong), their_side(expected))
    return total, rows


def test_every_disagreement_is_explained_by_a_case() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, sections = load(text)
    assert dump(before, sections) == text, "not in order: python tests/python/test_corpus.py --update"
    for section in sections:
        for row in section.rows:
            assert row.right in RIGHT, f"{row.report}: nobody said who is right"
            assert row.why or section.text, f"{row.report}: nobody said why"
            if row.case:
                assert (FORMATS / f"{row.case}.expected.json").is_file(), f"{row.report}: no case {row.case}"
            else:
                assert row.right == "theirs", f"{row.report}: no case shows that we are right"
    names = [row.report for section in sections for row in section.rows]
    assert len(names) == len(set(names))


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the corpus is not here")
def test_the_disagreements_are_those_that_are_explained() -> None:
    _, now = compare()
    explained = {row.report: row for section in load(PAGE.read_text(encoding="utf-8"))[1] for row in section.rows}
    assert sorted(now.keys() - explained.keys()) == [], "reports that disagree, and nobody says why"
    assert sorted(explained.keys() - now.keys()) == [], "reports that no longer disagree"
    said = {name: (row.ours, row.theirs) for name, row in explained.items()}
    assert said == {name: (row.ours, row.theirs) for name, row in now.items()}


def update() -> None:
    before, sections = load(PAGE.read_text(encoding="utf-8"))
    total, now = compare()
    for section in sections:
        section.rows = [row for row in section.rows if row.report in now]
        for row in section.rows:
            new = now.pop(row.report)
            row.ours, row.theirs = new.ours, new.theirs
    if now:
        fresh = next((s for s in sections if s.title == NEW), None) or Section(NEW, "To be looked at.", [])
        sections = [s for s in sections if s is not fresh] + [fresh]
        fresh.rows += now.values()
    disagree = sum(len(s.rows) for s in sections)
    before = re.sub(r"\d+ of \d+ reports", f"{total - disagree} of {total} reports", before)
    PAGE.write_text(dump(before, sections), encoding="utf-8")
    print(f"{total - disagree} of {total} reports agree")


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    update()
