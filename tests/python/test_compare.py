# SPDX-License-Identifier: MIT
"""diff and correlate in Python and on the command line: the promise that nothing is lost, and what a user sees."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import secmon
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "examples/reports"
LISTS = ("new", "fixed", "unchanged", "moved", "changed", "missing")


def finding(**facts: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "tool": "scanner", "format": "bandit", "kind": "sast", "rule_id": "R1", "title": "a shell is started",
        "severity": "high", "severity_raw": "HIGH", "state": "open",
    }  # fmt: skip
    place = {"path": "app.py", "start_line": 10, "snippet": "run(cmd)"}
    for key, value in facts.items():
        if key in ("path", "start_line", "snippet"):
            place[key] = value
        else:
            made[key] = value
    return {**made, "location": place}


def document(*findings: dict[str, Any], status: str = "complete", tool: str = "scanner") -> bytes:
    notes = [] if status == "complete" else [{"code": "truncated", "message": "cut off", "incomplete": True}]
    head = {"schema": "secmon-report-1", "format": "bandit", "tool": tool, "status": status, "notes": notes}
    return json.dumps({**head, "findings": list(findings)}).encode()


def report(*findings: dict[str, Any], **facts: str) -> secmon.Report:
    return secmon.parse(document(*findings, **facts))


def counts(diff: secmon.Diff) -> dict[str, int]:
    return {name: len(getattr(diff, name)) for name in LISTS if len(getattr(diff, name))}


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "secmon", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


# ---- diff ---------------------------------------------------------------------------------------------------------


@pytest.mark.source
def test_two_outputs_of_one_scan_are_the_same():
    """bandit 1.9.4: of a statement of several lines its JSON quotes all that it has, its SARIF one line."""
    one, other = (secmon.parse_file(ROOT / "tests/diff" / name) for name in ("bandit.json", "bandit.sarif"))
    assert len(one) == len(other) == 5
    for before, after in ((one, other), (other, one)):
        diff = secmon.diff(before, after)
        assert len(diff.new) == len(diff.fixed) == len(diff.missing) == 0
        assert {match.reason for match in (*diff.unchanged, *diff.moved, *diff.changed)} == {"fingerprint", "message"}


def test_a_diff_says_what_is_what_and_why():
    old = report(finding(), finding(rule_id="R2"), finding(rule_id="R3", path="c.py"))
    new = report(finding(start_line=13), finding(rule_id="R2", severity="low"), finding(rule_id="R4"))
    diff = secmon.diff(old, new)
    assert counts(diff) == {"new": 1, "fixed": 1, "moved": 1, "changed": 1}
    moved, changed = diff.moved[0], diff.changed[-1]
    assert (moved.reason, moved.changes) == ("fingerprint", ("line",))
    assert (moved.before.location.start_line, moved.after.location.start_line) == (10, 13)
    assert moved.finding == moved.after and (moved.before_at, moved.after_at) == ((0, 0), (0, 0))
    assert changed.changes == ("severity",)
    assert diff.new[0].before is None and diff.new[0].finding.rule_id == "R4" and diff.new[0].reason == "nothing"
    assert diff.fixed[0].after is None and diff.fixed[0].finding.rule_id == "R3"
    assert repr(diff) == "<secmon.Diff 1 new, 1 fixed, 0 unchanged, 1 moved, 1 changed, 0 missing>"


def test_lists_are_sequences():
    diff = secmon.diff(report(), report(*(finding(rule_id=f"R{i}") for i in range(5))))
    assert [match.finding.rule_id for match in diff.new] == ["R0", "R1", "R2", "R3", "R4"]
    assert [match.finding.rule_id for match in diff.new[1:4:2]] == ["R1", "R3"]
    assert diff.new[-1].finding.rule_id == "R4"
    with pytest.raises(IndexError):
        diff.new[5]
    with pytest.raises(TypeError):
        secmon.diff(report(), "report.json")


def test_findings_outlive_the_reports_and_the_diff():
    diff = secmon.diff([report(finding())], [report(finding(start_line=12))])
    match = diff.moved[0]
    del diff
    gc.collect()
    assert match.before.title == "a shell is started" and match.after.location.start_line == 12


def test_what_nobody_looked_at_is_missing():
    old = report(finding())
    for after, reason in (
        (report(status="incomplete"), "incomplete"),
        (report(tool="other"), "no_report"),
        ([], "no_report"),
    ):
        diff = secmon.diff(old, after)
        assert counts(diff) == {"missing": 1} and diff.missing[0].reason == reason
        assert counts(secmon.diff(old, after, trust_absence=True)) == {"fixed": 1}
    assert counts(secmon.diff(old, report())) == {"fixed": 1}


@pytest.mark.parametrize(
    "path", [path for path in REPORTS.rglob("*") if path.suffix in (".json", ".sarif") and "make" not in path.parts]
)
def test_every_example_is_unchanged_against_itself(path):
    one = secmon.parse(path)
    assert counts(secmon.diff(one, one)) == {"unchanged": len(one)}


facts = st.fixed_dictionaries(
    {
        "tool": st.sampled_from(["one", "two"]),
        "rule_id": st.sampled_from(["R1", "R2"]),
        "path": st.sampled_from(["a.py", "b/a.py", "c.py", ""]),
        "snippet": st.sampled_from(["", "run(cmd)", "run( cmd )", "call(user_argument, 12)", "call(user_argument, 3)"]),
        "title": st.sampled_from(["line 3 is long", "line 4 is long", "eval"]),
        "start_line": st.integers(0, 4),
        "severity": st.sampled_from(["low", "high"]),
        "state": st.sampled_from(["open", "open", "suppressed", "dismissed"]),
        "native_id": st.sampled_from(["", "", "1", "0123456789abcdef", "fedcba9876543210"]),
        "kind": st.sampled_from(["sast", "secret", "dast"]),
    }
)
documents = st.builds(
    lambda found, status: document(*(finding(**one) for one in found), status=status),
    st.lists(facts, max_size=12),
    st.sampled_from(["complete", "complete", "incomplete"]),
)
states = st.lists(documents, max_size=3)


@settings(max_examples=150, deadline=None)
@given(states, states, st.booleans(), st.booleans())
def test_no_finding_is_lost_or_there_twice(old, new, across_files, trust_absence):
    before, after = [secmon.parse(one) for one in old], [secmon.parse(one) for one in new]
    diff = secmon.diff(before, after, across_files=across_files, trust_absence=trust_absence)
    for reports, side in ((before, "before_at"), (after, "after_at")):
        seen = Counter(at for name in LISTS for match in getattr(diff, name) if (at := getattr(match, side)))
        assert seen == Counter((i, j) for i, one in enumerate(reports) for j in range(len(one)))
    found = counts(diff)
    pairs = sum(found.get(name, 0) for name in ("unchanged", "moved", "changed"))
    assert sum(map(len, before)) == found.get("fixed", 0) + pairs + found.get("missing", 0)
    assert sum(map(len, after)) == found.get("new", 0) + pairs
    if trust_absence:
        assert "missing" not in found
    elif any(not one.complete for one in after):
        incomplete = {f.tool for one in after if not one.complete for f in one}
        assert not incomplete & {match.finding.tool for match in diff.fixed}
    assert {name: len(told) for name, told in diff.to_dict().items() if told} == found


@settings(max_examples=60, deadline=None)
@given(st.lists(facts, max_size=20), st.randoms())
def test_the_order_of_a_report_does_not_matter_and_nothing_is_new_in_it(found, random):
    rows = [finding(**one) for one in found]
    shuffled = list(rows)
    random.shuffle(shuffled)
    diff = secmon.diff(report(*rows), report(*shuffled))
    assert not diff.new and not diff.fixed and not diff.missing


@settings(max_examples=60, deadline=None)
@given(st.lists(facts, max_size=20))
def test_lines_that_moved_are_followed(found):
    rows = [finding(**{**one, "start_line": one["start_line"] + 1}) for one in found]
    moved = [finding(**{**one, "start_line": one["start_line"] + 4}) for one in found]
    diff = secmon.diff(report(*rows), report(*moved))
    assert not diff.new and not diff.fixed and not diff.missing


# ---- correlate ----------------------------------------------------------------------------------------------------


def dependency(tool: str, *ids: str, **package: str) -> dict[str, Any]:
    facts = {"ecosystem": "pypi", "name": "requests", "version": "2.19.0", **package}
    return {**finding(tool=tool, kind="sca", rule_id=ids[0], ids=list(ids)), "location": {}, "package": facts}


def test_the_same_vulnerability_of_several_scanners_is_one_group():
    reports = [
        report(dependency("pip-audit", "PYSEC-2018-28", "CVE-2018-18074", "GHSA-x84v-xcm2-53pg")),
        report(dependency("safety", "CVE-2018-18074"), dependency("safety", "CVE-2023-32681")),
        report(dependency("osv-scanner", "GHSA-x84v-xcm2-53pg", manifest="requirements.txt")),
    ]
    groups = secmon.correlate(reports)
    assert [len(group) for group in groups] == [3, 1]
    group = groups[0]
    assert group.open and group.severity == "high"
    assert group.ids == ("PYSEC-2018-28", "CVE-2018-18074", "GHSA-x84v-xcm2-53pg")
    assert [member.finding.tool for member in group.members] == ["pip-audit", "safety", "osv-scanner"]
    assert [member.at for member in group.members] == [(0, 0), (1, 0), (2, 0)]
    assert {member.by for member in group.members} == {"itself", "id", "alias"}
    assert all((member.with_at is None) == (member.by == "itself") for member in group.members)
    assert groups.summary()["high"] == 2
    assert secmon.score(reports).open["high"] == 2 and secmon.score(reports, by_group=False).open["high"] == 4
    assert repr(groups) == "<secmon.Groups: 4 findings in 2 groups>"
    told = groups.to_dict()["groups"]
    assert [len(group["members"]) for group in told] == [3, 1]
    assert told[0]["members"][0]["finding"] == reports[0][0].to_dict()


def test_the_examples_of_several_scanners_are_fewer_vulnerabilities_than_findings():
    reports = [secmon.parse(path) for path in sorted(REPORTS.iterdir()) if path.suffix in (".json", ".sarif")]
    groups = secmon.correlate(reports)
    assert sum(len(group) for group in groups) == sum(map(len, reports))
    assert len(groups) < sum(map(len, reports))
    for group in groups:
        cves = {one for member in group.members for one in member.finding.ids if one.startswith("CVE-")}
        assert len({member.finding.package.name.lower() for member in group.members}) == 1
        assert len(cves) <= 1 or any(len(member.finding.ids) > 1 for member in group.members)


# ---- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def states_on_disk(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, found in (
        (old, [finding(), finding(rule_id="R2")]),
        (new, [finding(start_line=12), finding(rule_id="R3")]),
    ):
        folder.mkdir()
        (folder / "report.json").write_bytes(document(*found))
    return old, new


def test_diff_gives_the_lists_and_1_when_something_is_new(states_on_disk):
    old, new = states_on_disk
    done = command("diff", old, new, "--json")
    assert (done.returncode, done.stderr) == (1, "")
    told = json.loads(done.stdout)
    assert set(told) == set(LISTS)
    assert {name: len(found) for name, found in told.items() if found} == {"new": 1, "fixed": 1, "moved": 1}
    assert told == secmon.diff(secmon.parse(old / "report.json"), secmon.parse(new / "report.json")).to_dict()
    assert told["moved"][0]["match"]["before"]["location"]["start_line"] == 10

    assert command("diff", old, old).returncode == 0
    table = command("diff", old / "report.json", new)
    assert table.returncode == 1 and "1 new, 1 fixed, 0 unchanged, 1 moved, 0 changed" in table.stdout


def test_diff_writes_a_comment(states_on_disk, tmp_path):
    old, new = states_on_disk
    comment = tmp_path / "comment.md"
    assert command("diff", old, new, "-o", comment, "--title", "Security").returncode == 1
    assert comment.read_text(encoding="utf-8").startswith("# Security\n\n**1 new, 1 fixed")
    assert command("diff", old, new, "--to", "md").stdout.startswith("# Security: what changed")


def test_diff_does_not_pass_where_something_is_not_known(states_on_disk, tmp_path):
    old, new = states_on_disk
    (new / "report.json").write_bytes(document(finding(), status="incomplete"))
    done = command("diff", old, new)
    assert done.returncode == 3 and "NOT VERIFIED" in done.stdout and "incomplete: cut off" in done.stderr
    (new / "report.json").write_bytes(document(tool="other"))
    assert command("diff", old, new).returncode == 3
    assert command("diff", old, new, "--trust-absence").returncode == 0
    (new / "report.json").write_bytes(b"{]")
    assert command("diff", old, new).returncode == 3
    assert command("diff", old, tmp_path / "nowhere.json").returncode == 3
    assert command("diff", old).returncode == 2
    assert command("diff", old, new, "--to", "sarif").returncode == 2
    assert command("diff", "-", "-").returncode == 2
    assert command("diff", old, old, "-o", tmp_path / "diff.csv").returncode == 2


def test_what_is_new_but_not_open_is_no_alarm(states_on_disk):
    old, new = states_on_disk
    (new / "report.json").write_bytes(
        document(finding(), finding(rule_id="R2"), finding(rule_id="R9", state="suppressed"))
    )
    done = command("diff", old, new)
    assert done.returncode == 0 and "1 new" in done.stdout


def test_correlate_shows_groups(tmp_path):
    for name in ("pip-audit", "safety"):
        (tmp_path / f"{name}.json").write_bytes(document(dependency(name, "CVE-2018-18074"), tool=name))
    done = command("correlate", tmp_path)
    assert done.returncode == 0 and "pip-audit, safety" in done.stdout and "2 findings are 1;" in done.stdout
    told = json.loads(command("correlate", tmp_path, "--json").stdout)
    assert [member["by"] for member in told["groups"][0]["members"]] == ["itself", "id"]
    assert json.loads(command("score", tmp_path, "--json").stdout)["open"]["high"] == 1
    assert json.loads(command("score", tmp_path, "--by-finding", "--json").stdout)["open"]["high"] == 2
    assert command("gate", tmp_path, "--max", "high=1").returncode == 0
    assert command("gate", tmp_path, "--max", "high=1", "--by-finding").returncode == 1


def test_help_has_examples():
    for verb in ("diff", "correlate"):
        told = command(verb, "--help")
        assert told.returncode == 0 and "Examples:" in told.stdout and f"secmon {verb} " in told.stdout
