# SPDX-License-Identifier: MIT
"""score, classify, gate and render from Python."""

from __future__ import annotations

import datetime as dt
import io
import json
import time

import pytest
import samples
import secmon
from hypothesis import given
from hypothesis import strategies as st

DETECTED = dt.datetime(2024, 5, 1, 12, tzinfo=dt.timezone.utc)
DAY = dt.timedelta(days=1)


@pytest.fixture
def report(two):
    return secmon.parse(two)


# ---- score --------------------------------------------------------------------------------------------------------


def test_score(report):
    score = secmon.score(report)
    assert (score.value, score.grade, score.counted) == (96, "excellent", 2)
    assert int(score) == 96 and score.open["high"] == 1 and repr(score) == "<secmon.Score 96 excellent>"
    assert score.to_dict() == {"value": 96, "grade": "excellent", "counted": 2, "open": score.open}
    json.dumps(score.to_dict())


def test_score_of_several(report, pip_audit):
    assert secmon.score([report, report]).value == 96, "the same findings count once"
    assert secmon.score(iter([report, secmon.parse(pip_audit)])).counted == 3
    assert secmon.score([]).value == 100
    for wrong in ([report, None], 5, None):
        with pytest.raises(TypeError):
            secmon.score(wrong)


def test_score_policy(report):
    assert secmon.score(report, points_per_finding=20, floor="medium").value == 80
    policy = secmon.ScorePolicy(points_per_finding=20, good=60)
    assert (policy.points_per_finding, policy.floor, policy.good, policy.count_unknown) == (20, "low", 60, True)
    assert secmon.score(report, policy).grade == secmon.score(report, policy=policy).grade == "good"
    with pytest.raises(secmon.ArgumentError, match="severe"):
        secmon.score(report, floor="severe")
    with pytest.raises(ValueError):
        secmon.score(report, policy, floor="low")
    with pytest.raises(TypeError):
        secmon.score(report, points=2)


@given(st.lists(st.sampled_from(["HIGH", "MEDIUM", "LOW", "GRAVE"]), max_size=60))
def test_score_is_what_the_guide_says(severities):
    results = (samples.bandit_result(severity=word, path=f"{n}.py") for n, word in enumerate(severities))
    score = secmon.score(secmon.parse(samples.bandit(*results)))
    assert score.counted == len(severities) and score.value == max(0, 100 - 2 * len(severities))
    grade = "excellent" if score.value >= 90 else "good" if score.value >= 70 else "fair" if score.value >= 50 else None
    assert score.grade == (grade or "critical")


# ---- service levels -----------------------------------------------------------------------------------------------


def test_classify(report):
    high, low = secmon.classify(report, DETECTED + 8 * DAY)
    assert high.start == DETECTED
    assert high.resolve.state == "breached" and high.resolve.due == DETECTED + 7 * DAY and high.resolve.left == -DAY
    assert high.respond.state == "breached" and low.resolve.state == "on_time"
    assert repr(high) == "<secmon.Sla respond breached, resolve breached>"
    assert high.to_dict()["resolve"] == {"state": "breached", "due": "2024-05-08T12:00:00Z", "left": -86400}
    json.dumps(high.to_dict())


def test_classify_takes_times_with_a_zone(report):
    east = dt.timezone(dt.timedelta(hours=5))
    assert secmon.classify(report, (DETECTED + 8 * DAY).astimezone(east))[0].resolve.left == -DAY
    assert secmon.classify(report, (DETECTED + 8 * DAY).timestamp())[0].resolve.left == -DAY
    with pytest.raises(secmon.ArgumentError, match="time zone"):
        secmon.classify(report, dt.datetime(2024, 5, 2))
    for wrong in (None, "2024-05-02", dt.date(2024, 5, 2)):
        with pytest.raises(secmon.ArgumentError):
            secmon.classify(report, wrong)


def test_sla_policy(report):
    policy = secmon.SlaPolicy(targets={"high": (None, 9 * DAY), "low": (60, 120)})
    assert policy.targets["high"] == (dt.timedelta(0), 9 * DAY) and policy.targets["medium"] == (DAY, 30 * DAY)
    high, low = secmon.classify(report, DETECTED + 8 * DAY, policy)
    assert high.resolve.state == "due_soon" and high.respond.state == "none" and high.respond.left is None
    assert low.resolve.due == DETECTED + dt.timedelta(minutes=2)


def test_business_time(report):
    # The first of May 2024 was a Wednesday; four hours from 12:00 end at 16:00, or the next day at 9:00 + 2 h.
    policy = secmon.SlaPolicy(business_hours=(8, 14))
    assert secmon.classify(report, DETECTED, policy)[0].respond.due == DETECTED.replace(day=2, hour=10)
    for wrong in ({"business_hours": (17, 9)}, {"business_hours": (9, 25)}):
        with pytest.raises(secmon.ArgumentError):
            secmon.SlaPolicy(**wrong)
    for days in ([], [7], [-1]):
        with pytest.raises(secmon.ArgumentError):
            secmon.SlaPolicy(business_hours=(9, 17), business_days=days)


# ---- gate ---------------------------------------------------------------------------------------------------------


def test_gate_passes(report):
    verdict = secmon.gate(report)
    assert verdict and verdict.passed and verdict.reasons == [] and verdict.score.value == 96
    assert repr(verdict) == "<secmon.Verdict passed>"


def test_gate_fails_with_reasons(report):
    verdict = secmon.gate([report], allowed={"high": 0}, min_score=99, sla_breaches=0, now=DETECTED + 100 * DAY)
    assert not verdict and verdict.sla_breached == 2
    rules = {reason.rule: reason for reason in verdict.reasons}
    assert set(rules) == {"severity_count", "min_score", "sla_breach"}
    count = rules["severity_count"]
    assert (count.severity, count.actual, count.allowed, count.report) == ("high", 1, 0, None) and count.message
    assert rules["min_score"].severity is None and rules["min_score"].actual == 96
    assert count.message in repr(verdict) and count.message in repr(count)
    assert verdict.to_dict()["reasons"][0] == verdict.reasons[0].to_dict()
    json.dumps(verdict.to_dict())


def test_gate_fails_closed(report, two, pip_audit):
    assert [reason.rule for reason in secmon.gate([]).reasons] == ["no_reports"]
    cut = secmon.parse(two[:-40])
    assert [(r.rule, r.report) for r in secmon.gate([report, cut]).reasons] == [("incomplete_report", 1)]
    assert secmon.gate([report, cut], allow_incomplete=True)
    unknown = secmon.parse(pip_audit)
    assert [reason.rule for reason in secmon.gate(unknown).reasons] == ["unknown_severity"]
    assert secmon.gate(unknown, allow_unknown=True)
    assert not secmon.gate(report, sla_breaches=5), "without a time nothing is known of breaches"


def test_gate_policy(report):
    assert secmon.gate(report, allowed={"high": None}, score_policy=secmon.ScorePolicy(points_per_finding=50))
    assert not secmon.gate(report, min_score=1, score_policy=secmon.ScorePolicy(points_per_finding=50))
    none = secmon.SlaPolicy(targets=dict.fromkeys(secmon.SEVERITIES, (None, None)))
    assert secmon.gate(report, sla_breaches=0, sla_policy=none, now=DETECTED + 900 * DAY)
    with pytest.raises(secmon.ArgumentError):
        secmon.gate(report, allowed={"severe": 1})
    with pytest.raises(TypeError):
        secmon.gate(report, {"high": 1})


# ---- render -------------------------------------------------------------------------------------------------------


def test_every_renderer(report):
    renderers = secmon.renderers()
    of_findings = {"json", "jsonl", "sarif", "markdown", "html", "csv", "table"}
    of_overviews = {"dashboard", "dashboard_md", "monthly", "checklists", "badge", "overview"}
    assert {r.id for r in renderers} == of_findings | of_overviews
    for renderer in renderers:
        assert renderer.name and renderer.media_type and renderer.extension
        text = secmon.render(report, renderer.id, title="A <title>", verdict=secmon.gate(report), now=DETECTED)
        if renderer.id not in {"checklists", "badge"}:
            assert "B602" in text and ("B101" in text or renderer.id == "monthly"), renderer.id
        file = io.BytesIO()
        size = secmon.render_to(
            file, [report], renderer.id, title="A <title>", verdict=secmon.gate(report), now=DETECTED
        )
        assert file.getvalue().decode() == text and size == len(file.getvalue())
        assert report.render(renderer.id) == secmon.render([report], renderer.id)


def test_render_refuses(report):
    with pytest.raises(secmon.ArgumentError, match="nothing_like_that"):
        secmon.render(report, "nothing_like_that")
    with pytest.raises(AttributeError):
        secmon.render_to(None, report, "json")


def test_render_stops_when_the_file_fails():
    class Full:
        writes = 0

        def write(self, data):
            self.writes += 1
            raise OSError(28, "No space left on device")

    many = (samples.bandit_result(path=f"src/{n}.py") for n in range(5000))
    report, file = secmon.parse(samples.bandit(*many)), Full()
    with pytest.raises(OSError, match="No space left"):
        secmon.render_to(file, report, "json")
    assert file.writes == 1


def test_render_to_a_file_that_keeps_what_it_is_given_or_takes_less(report, tmp_path):
    class Keeps:
        def __init__(self):
            self.pieces = []

        def write(self, data):
            self.pieces.append(data)

    class Counts(Keeps):  # what it has compressed
        def write(self, data):
            super().write(data)
            return 1

    class Takes(Keeps, io.RawIOBase):
        def write(self, data):
            self.pieces.append(data[:1000])
            return min(len(data), 1000)

    class Nothing(io.RawIOBase):
        def write(self, data):
            return 0

    text = report.render("sarif")
    for file in (Keeps(), Counts(), Takes()):
        assert secmon.render_to(file, report, "sarif") == len(text.encode())
        assert b"".join(file.pieces).decode() == text
    for buffering in (-1, 0):
        path = tmp_path / f"{buffering}.sarif"
        with path.open("wb", buffering=buffering) as file:
            secmon.render_to(file, report, "sarif")
        assert path.read_text(encoding="utf-8") == text
    with pytest.raises(OSError, match="takes no more"):
        secmon.render_to(Nothing(), report, "sarif")


def test_pieces_come_in_order_however_slow_the_file_is():
    class Slow(io.BytesIO):
        largest = 0

        def write(self, data):
            self.largest = max(self.largest, len(data))
            time.sleep(0.002)
            return super().write(data)

    report = secmon.parse(samples.bandit(*(samples.bandit_result(path=f"src/{n}.py") for n in range(5000))))
    for to in ("jsonl", "csv"):
        file = Slow()
        assert secmon.render_to(file, report, to) == len(file.getvalue()) > 1_000_000
        assert file.getvalue().decode() == secmon.render(report, to)
        assert file.largest < 400_000


def test_what_is_written_is_read_back(report, pip_audit):
    both = [report, secmon.parse(pip_audit)]
    again = secmon.parse(secmon.render(both[0], "json").encode())
    assert again.to_dict() == both[0].to_dict()
    for to in ("json", "jsonl"):
        assert set(secmon.parse(secmon.render(both, to).encode())) == {f for r in both for f in r}
    assert len(secmon.parse(secmon.render(both, "sarif").encode())) == 3


def test_no_text_of_a_scanner_rules_the_terminal():
    evil = samples.bandit_result(path="\x1b]0;x\x07\x1b[2Ja.py")
    evil["issue_text"] = "\x1b[31mred\x9b31m\u202egnp.exe\r\nB999 second line"
    table = secmon.parse(samples.bandit(evil)).render("table")
    assert not set(table) & set("\x1b\x07\x9b\u202e\r")
