# SPDX-License-Identifier: MIT
"""Report and Finding: what they hold, how they behave in Python, and how long they live."""

from __future__ import annotations

import collections
import copy
import datetime as dt
import gc
import pickle
import weakref

import pytest
import samples
import secmon


def test_report_facts(two):
    report = secmon.parse(two)
    assert (report.format, report.status, report.complete, report.notes) == ("bandit", "complete", True, [])
    assert report.tool.lower() == "bandit"
    assert report.generated == dt.datetime(2024, 5, 1, 12, tzinfo=dt.timezone.utc)
    assert report.memory > 0
    assert report.summary() == {"critical": 0, "high": 1, "medium": 0, "low": 1, "info": 0, "unknown": 0}
    assert list(report.summary()) == list(secmon.SEVERITIES)
    assert repr(report) == "<secmon.Report bandit: 2 findings (open: 1 high, 1 low), complete>"


def test_report_is_a_sequence(two):
    report = secmon.parse(two)
    assert len(report) == len(report.findings) == 2
    assert [f.rule_id for f in report] == ["B602", "B101"]
    assert report[0].rule_id == report[-2].rule_id == report.findings[0].rule_id == "B602"
    assert report[1].rule_id == report[-1].rule_id == "B101"
    for index in (2, -3, 2**40):
        with pytest.raises(IndexError):
            report[index]
    assert [f.rule_id for f in report[::-1]] == ["B101", "B602"]
    assert [f.rule_id for f in report[::-1][::-1]] == ["B602", "B101"]
    assert [f.rule_id for f in report[1:][0:5]] == ["B101"]
    assert len(report[5:]) == 0
    assert [f.rule_id for f in reversed(report.findings)] == ["B101", "B602"]
    assert report[1] in report and report[1] in report.findings and "B101" not in report
    assert report.findings.index(report[1]) == 1 and report.findings.count(report[1]) == 1
    with pytest.raises(ValueError):
        report[:1].index(report[1])
    iterator = iter(report)
    assert iterator.__length_hint__() == 2 and next(iterator) == report[0] and iter(iterator) is iterator
    with pytest.raises(TypeError):
        report["B602"]


def test_an_empty_report_is_true(clean):
    report = secmon.parse(clean)
    assert len(report) == 0 and bool(report) and list(report) == [] and report.complete


def test_finding_of_code(two):
    finding = secmon.parse(two)[0]
    assert (finding.kind, finding.severity, finding.state) == ("sast", "high", "open")
    assert (finding.severity_raw, finding.severity_from, finding.confidence) == ("HIGH", "word", "high")
    assert finding.rule_name == "name_of_b602" and finding.title == "text of B602"
    assert finding.cwe == (78,)
    assert finding.references and finding.references[0].startswith("https://")
    assert (finding.location.path, finding.location.start_line) == ("shop/a.py", 7)
    assert finding.location.url == "" and finding.location.resource == ""
    assert not finding.package and finding.package.fixed_in == ()
    assert finding.cvss == () and finding.epss is None and finding.epss_percentile is None and finding.kev is False
    assert finding.dates.published is None and finding.dates.fixed is None
    assert finding.fingerprint.startswith("1:") and len(finding.fingerprint) == 34
    assert repr(finding) == "<secmon.Finding high sast B602 at shop/a.py:7 'text of B602'>"
    assert repr(finding.location) == "<secmon.Location shop/a.py:7>"


def test_finding_of_a_package(pip_audit):
    finding = secmon.parse(pip_audit)[0]
    assert finding.kind == "sca" and finding.package
    assert (finding.package.ecosystem, finding.package.name, finding.package.version) == ("pypi", "requests", "2.19.0")
    assert finding.package.fixed_in == ("2.20.0",)
    assert finding.package.purl == "pkg:pypi/requests@2.19.0"
    assert set(finding.ids) >= {"CVE-2018-18074", "PYSEC-2018-28"}
    assert finding.location.start_line is None and finding.location.end_column is None
    assert "requests@2.19.0" in repr(finding)
    assert repr(finding.package) == "<secmon.Package pkg:pypi/requests@2.19.0>"


def test_nothing_can_be_set(two):
    report = secmon.parse(two)
    for target, name in ((report, "status"), (report[0], "severity"), (report[0].location, "path")):
        with pytest.raises(AttributeError):
            setattr(target, name, "low")


def test_findings_are_equal_by_fingerprint(two):
    moved = samples.bandit(samples.bandit_result(line=99))
    before, after = secmon.parse(two), secmon.parse(moved)
    assert before[0] == after[0] and hash(before[0]) == hash(after[0])
    assert before[0] != before[1] and before[0] != before[0].fingerprint
    assert set(before) - set(after) == {before[1]}
    assert len({before[0], after[0], before[1]}) == 2


def test_a_finding_outlives_its_report(two):
    report = secmon.parse(two)
    finding, location, package = report[0], report[1].location, report[1].package
    findings, notes = report.findings, report.notes
    gone = weakref.ref(report) if hasattr(type(report), "__weakref__") else None
    del report
    gc.collect()
    if gone is not None:
        assert gone() is None
    for _ in range(50):
        secmon.parse(two)  # uses the memory that would have been freed
    assert finding.title == "text of B602" and finding.location.path == "shop/a.py"
    assert location.path == "shop/b.py" and package.name == "" and notes == []
    assert [f.rule_id for f in findings] == ["B602", "B101"]


def test_memory_is_given_back():
    resource = pytest.importorskip("resource")
    data = samples.bandit(*(samples.bandit_result(line=n + 1, path=f"src/{n}.py") for n in range(2000)))

    def work(times):
        for _ in range(times):
            report = secmon.parse(data)
            collections.deque((f.location for f in report), maxlen=0)
            report.to_json()

    work(10)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work(60)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 10_000, f"{grown} KiB more after 60 times the same work"


def test_json_and_dict_are_the_same(two):
    report = secmon.parse(two)
    document = report.to_dict()
    assert document["findings"] == [f.to_dict() for f in report]
    assert (document["format"], document["status"], document["notes"]) == ("bandit", "complete", [])
    first = document["findings"][0]
    for key in ("severity", "severity_raw", "kind", "rule_id", "title", "ids", "cwe", "cvss", "state", "fingerprint"):
        value = getattr(report[0], key)
        assert first[key] == (list(value) if isinstance(value, tuple) else value)
    for key in ("path", "start_line", "end_line", "start_column", "end_column", "url"):
        assert first["location"][key] == getattr(report[0].location, key)
    for key in ("ecosystem", "name", "version", "purl"):
        assert first["package"][key] == getattr(report[0].package, key)


def test_a_report_can_be_pickled(two):
    report = secmon.parse(two)
    again = pickle.loads(pickle.dumps(report))
    assert again.to_dict() == report.to_dict()
    assert copy.deepcopy(report).to_dict() == report.to_dict()


def test_classes_are_made_by_the_library_only():
    for made in (secmon.Report, secmon.Finding, secmon.Verdict, secmon.Score, secmon.Format):
        with pytest.raises(TypeError):
            made()


def test_notes_say_what_is_missing(two):
    report = secmon.parse(two[:-40])
    assert report.status == "incomplete" and not report.complete
    note = next(note for note in report.notes if note.incomplete)
    assert note.code == "truncated" and note.message and note.offset >= 0
    assert repr(note).startswith("<secmon.Note truncated: ")


def test_redact_masks_what_no_output_may_hold():
    assert secmon.redact('password = "hunter2secret"') == 'password = "***"'
    assert secmon.redact("nothing of that kind: ä €") == "nothing of that kind: ä €"
