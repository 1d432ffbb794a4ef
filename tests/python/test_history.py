# SPDX-License-Identifier: MIT
"""The history in Python and on the command line: processes that are killed, that meet, and files that are full."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import secmon
from secmon.cli import run

UTC = dt.timezone.utc
START = dt.datetime(2024, 5, 1, 12, tzinfo=UTC)
DAY = dt.timedelta(days=1)


def report(*names: str, severity: str = "HIGH", tool: str = "bandit") -> secmon.Report:
    """A finding in each of these files."""
    rows = [
        {
            "code": "1 run(x)\n",
            "filename": name,
            "issue_confidence": "HIGH",
            "issue_severity": severity,
            "issue_text": "a shell",
            "line_number": 1,
            "line_range": [1],
            "test_id": "B602",
            "test_name": "shell",
        }
        for name in names
    ]
    document = {"errors": [], "generated_at": "2024-05-01T12:00:00Z", "metrics": {}, "results": rows}
    return secmon.parse(json.dumps(document).encode())


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def test_a_history_is_a_context(db: Path) -> None:
    with secmon.History(db) as history:
        done = history.ingest(report("a.py", "b.py"), project="shop", now=START + DAY, commit="abc")
        assert (done.added, done.complete, done.repeated, done.notes) == (2, True, False, [])
        assert "2 added" in repr(done)
        assert history.ingest(report("a.py", "b.py"), project="shop", now=START + DAY, commit="abc").repeated
        found = history.findings("shop")
        assert len(found) == 2 and found.complete and found.tool == "bandit"
        assert {f.dates.detected for f in found} == {START}
        assert history.scans("shop")[0]["commit"] == "abc"
        assert history.projects()[0]["name"] == "shop"
    assert history.closed
    with pytest.raises(secmon.StorageError, match="closed"):
        history.scans("shop")
    # The report outlives its history.
    assert found[0].title == "a shell"


def test_errors_have_their_classes(db: Path, tmp_path: Path) -> None:
    with pytest.raises(secmon.StorageError) as caught:
        secmon.History(db, create=False)
    assert caught.value.code == "storage"
    db.write_bytes(b"no database" * 1000)
    with pytest.raises(OSError, match="no database"):
        secmon.History(db)
    with secmon.History(tmp_path / "new.db") as history:
        with pytest.raises(secmon.ArgumentError, match="no project"):
            history.events(project="none")
        with pytest.raises(secmon.ArgumentError, match="nothing that can happen"):
            history.triage("1:000000", "solved", time=START)  # type: ignore[arg-type]
        with pytest.raises(secmon.ArgumentError, match="time is needed"):
            history.triage("1:000000", "fixed", time=None)  # type: ignore[arg-type]
        with pytest.raises(secmon.ArgumentError, match="when was this scan"):
            history.ingest([], tools=["bandit"])
        with pytest.raises(TypeError):
            history.ingest("bandit.json")  # type: ignore[arg-type]
        assert not history.findings("none").complete


def test_decisions_and_service_levels(db: Path) -> None:
    with secmon.History(db) as history:
        history.ingest(report("a.py"), time=START)
        fingerprint = history.findings()[0].fingerprint
        history.triage(fingerprint[:10], "triaged", time=START + dt.timedelta(hours=2), who="ada", reason="real")
        assert history.triage(fingerprint, "accepted", time=START + DAY, until=START + 9 * DAY) == 1
        assert len(history.findings(now=START + 5 * DAY)) == 0
        assert len(history.findings(now=START + 9 * DAY)) == 1
        past = history.past(fingerprint)
        assert past["acknowledged"] == "2024-05-01T14:00:00Z"
        assert past["pauses"] == [{"from": "2024-05-02T12:00:00Z", "until": "2024-05-10T12:00:00Z"}]
        assert [event["kind"] for event in history.events(fingerprint)] == ["first_seen", "triaged", "accepted"]

        found = history.findings(now=START + 14 * DAY)
        (sla,) = history.classify(found, START + 14 * DAY)
        assert sla.respond.state == "met"
        assert sla.resolve.due == START + 15 * DAY  # eight days stood still
        assert history.retain(START + 100 * DAY) == {"findings": 0, "events": 0, "scans": 0}


def test_figures_are_settable(db: Path) -> None:
    with secmon.History(db) as history:
        history.ingest(report("a.py", "b.py"), time=START, files_scanned=9, files_of_code=10)
        history.ingest(report("b.py"), time=START + 2 * DAY)
        figures = history.kpis(now=START + 3 * DAY)
        assert figures["remediate"]["high"] == {"value": 172800, "target": 604800, "aim": "met", "count": 1}
        assert figures["coverage"] == {"value": 0.9, "target": 1, "aim": "missed", "count": 10}
        assert figures["freshness"]["aim"] == "no_data"
        outdated = secmon.parse_inventory(
            b'[{"name": "a", "version": "1", "latest_version": "2"},'
            b' {"name": "b", "version": "1", "latest_version": "1"}]'
        )
        strict = history.kpis(
            now=START + 3 * DAY,
            inventory=outdated,
            backlog=1,
            coverage=0.9,
            freshness=0.4,
            remediation=0.9,
            sla=secmon.SlaPolicy(targets={"high": (60, 3600)}),
            score=secmon.ScorePolicy(points_per_finding=10),
        )
        aims = {key: strict[key]["aim"] for key in ("backlog", "coverage", "freshness", "remediation")}
        assert aims == {"backlog": "missed", "coverage": "met", "freshness": "met", "remediation": "missed"}
        assert strict["remediate"]["high"]["aim"] == "missed"
        assert strict["score"] == 90
        assert 'secmon_score{project="default"} 98\n' in history.open_metrics(now=START + 3 * DAY)
        with pytest.raises(secmon.ArgumentError):
            history.trend(days=0)


def test_the_inventory_of_a_scan_is_kept(db: Path) -> None:
    with secmon.History(db) as history:
        outdated = secmon.parse_inventory(b'[{"name": "a", "version": "1", "latest_version": "2"}]')
        history.ingest(report("a.py"), time=START, inventory=outdated)
        assert history.kpis()["freshness"] == {"value": 0, "target": 0.8, "aim": "missed", "count": 1}


# ---- processes ----------------------------------------------------------------------------------------------------

WRITER = """
import json, sys
import secmon
path, project, first, step = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
def report(count):
    rows = [{"code": "1 x\\n", "filename": f"f{i}.py", "issue_severity": "HIGH", "issue_confidence": "HIGH",
             "issue_text": "t", "line_number": 1, "line_range": [1], "test_id": "B602", "test_name": "n"}
            for i in range(count)]
    return secmon.parse(json.dumps({"errors": [], "generated_at": "", "metrics": {}, "results": rows}).encode())
with secmon.History(path, wait=30) as history:
    print("open", flush=True)
    for number in range(first, 1000000, step):
        done = history.ingest(report(200 + number % 50), project=project, time=1_700_000_000 + number)
        print(done.scan, flush=True)
        if step > 1 and number > 40:
            break
"""


def writer(db: Path, project: str, first: int, step: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(db), project, str(first), str(step)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_process_that_is_killed_loses_nothing_that_it_said_was_done(db: Path) -> None:
    done: list[int] = []
    for _ in range(5):
        with writer(db, "shop", max(done, default=0), 1) as process:
            assert process.stdout is not None
            lines = iter(process.stdout)
            assert next(lines) == "open\n"
            for _ in range(3):
                done.append(int(next(lines)))
            time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            done += [int(line) for line in lines if line.endswith("\n")]
        with secmon.History(db) as history:
            records = history.scans("shop")
            assert {record["id"] for record in records} >= set(done)
            # What is there is whole: the newest scan and the findings say the same.
            assert sum(records[-1]["open"].values()) == len(history.findings("shop"))


def test_several_processes_make_and_fill_one_file(db: Path) -> None:
    processes = [writer(db, f"p{number % 2}", number, 4) for number in range(4)]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert all(output.startswith("open\n") for output in outputs)
    with secmon.History(db) as history:
        scans = history.scans("p0") + history.scans("p1")
        assert len({scan["id"] for scan in scans}) == len(scans)
        assert len(scans) == sum(len(range(number, 45, 4)) for number in range(4))


def test_threads_do_not_wait_for_the_interpreter(db: Path) -> None:
    with secmon.History(db) as history:
        errors: list[Exception] = []

        def work(number: int) -> None:
            try:
                for index in range(10):
                    history.ingest(report(f"{number}.py"), project=str(number), time=START + index * DAY)
                    history.kpis(str(number))
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not errors
        assert [project["scans"] for project in history.projects()] == [10] * 4


def test_a_history_is_not_closed_under_a_call(db: Path) -> None:
    history = secmon.History(db)
    many = report(*(f"{number}.py" for number in range(3000)))

    def work() -> None:
        with contextlib.suppress(secmon.StorageError):  # it was closed before the call
            history.ingest(many, time=START)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.005)
    history.close()
    thread.join()
    with secmon.History(db) as again:
        assert len(again.findings()) in (0, 3000)


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of files")
def test_a_disk_that_is_full(db: Path) -> None:
    """The limit on the size of a file fails as a full disk does."""
    with secmon.History(db) as history:
        history.ingest(report("a.py"), time=START)
    code = f"""
import resource, signal, secmon
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
rows = ",".join('{{"code": "1 x", "filename": "f%d.py", "issue_severity": "LOW", "issue_confidence": "LOW", '
                '"issue_text": "t", "line_number": 1, "line_range": [1], "test_id": "B1", "test_name": "n"}}' % i
                for i in range(5000))
report = secmon.parse(('{{"errors": [], "generated_at": "", "metrics": {{}}, "results": [' + rows + ']}}').encode())
with secmon.History({str(db)!r}) as history:
    try:
        history.ingest(report, time=1_800_000_000)
    except secmon.StorageError as error:
        print(error)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    assert "full" in result.stdout
    with secmon.History(db) as history:
        assert len(history.findings()) == 1
        assert len(history.scans()) == 1


# ---- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SECMON_DB", raising=False)
    for name, *paths in (("both.json", "a.py", "b.py"), ("one.json", "a.py")):
        rendered = report(*paths).to_dict()
        (tmp_path / name).write_text(json.dumps(rendered))
    return tmp_path


def output(capsys: pytest.CaptureFixture[str], *args: str, status: int = 0) -> str:
    assert run(args) == status
    return capsys.readouterr().out


def answer(capsys: pytest.CaptureFixture[str], *args: str, status: int = 0) -> Any:
    return json.loads(output(capsys, *args, "--json", status=status))


def test_the_command_adds_shows_and_decides(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added = output(capsys, "history", "add", "both.json", "--time", "2024-05-01", "--commit", "abcdef")
    assert "2 new" in added
    assert (files / ".security" / "history.db").exists()
    assert answer(capsys, "history", "add", "both.json", "--time", "2024-05-01", "--commit", "abcdef")["repeated"]
    assert "1 fixed" in output(capsys, "history", "add", "one.json", "--time", "2024-05-03")
    shown = answer(capsys, "history", "show")
    (finding,) = shown["findings"]
    assert finding["location"]["path"] == "a.py"
    assert len(answer(capsys, "history", "show", "--all")["findings"]) == 2
    begin = finding["fingerprint"][:12]
    assert begin in output(capsys, "history", "show")

    decided = answer(
        capsys, "triage", begin, "--state", "accepted", "--until", "2099-01-01", "--reason", "a\x1b[31mvpn"
    )
    assert decided["past"]["state"] == "accepted_risk"
    assert answer(capsys, "history", "show")["findings"] == []
    events = output(capsys, "history", "events", begin)
    assert "accepted" in events and "\x1b" not in events
    assert answer(capsys, "history", "events")["events"][0]["kind"] == "first_seen"
    assert "abcdef" in output(capsys, "history", "scans")
    assert answer(capsys, "history", "scans")[0]["open"]["high"] == 2
    assert answer(capsys, "history", "projects")[0]["scans"] == 2
    assert answer(capsys, "history", "prune", "--days", "1", "--now", "2024-06-01") == {
        "findings": 1,
        "events": 2,
        "scans": 1,
    }


def test_the_command_shows_figures(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["history", "add", "both.json", "--time", "2024-05-01", "--files-scanned", "1", "--files-of-code", "2"])
    run(["history", "add", "one.json", "--time", "2024-05-03"])
    capsys.readouterr()
    made = answer(capsys, "metrics", "--now", "2024-05-04")
    assert made["kpis"]["remediate"]["high"]["count"] == 1
    assert made["trend"]["points"][-1]["open"]["high"] == 1
    assert made["previous"]["score"] is None
    table = output(capsys, "metrics", "--now", "2024-05-04")
    assert "time to remediate, high" in table and "50.0%" in table and "no data" in table
    assert output(capsys, "metrics", "--now", "2024-05-04", "--to", "openmetrics").endswith("# EOF\n")


def test_the_command_fails_clearly(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["history", "show"]) == 3
    assert "no history yet" in capsys.readouterr().err
    (files / "broken.json").write_text("{")
    assert run(["history", "add", "both.json", "--time", "2024-05-01"]) == 0
    # What is not understood may have been anything: nothing is taken as fixed.
    assert run(["history", "add", "one.json", "broken.json", "--time", "2024-05-02"]) == 3
    assert "0 fixed" in capsys.readouterr().out
    assert run(["history", "show"]) == 3
    assert "incomplete" in capsys.readouterr().err
    assert run(["triage", "1:abcdef012345", "--state", "fixed"]) == 2
    assert run(["history", "show", "--db", "both.json"]) == 3
    assert "no database" in capsys.readouterr().err
    assert run(["metrics", "--project", "nobody"]) == 2


def test_reports_without_a_date_take_that_of_the_file(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = report("a.py").to_dict()
    document.pop("generated")
    (files / "undated.json").write_text(json.dumps(document))
    os.utime(files / "undated.json", (1_700_000_000, 1_700_000_000))
    run(["history", "add", "undated.json"])
    assert answer_after(capsys, "history", "scans")[0]["time"] == "2023-11-14T22:13:20Z"


def answer_after(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    capsys.readouterr()
    return answer(capsys, *args)


def test_a_file_of_another_scanner_writes_no_control(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = report("a\x1b[2J.py").to_dict()
    (files / "odd.json").write_text(json.dumps(document))
    run(["history", "add", "odd.json", "--time", "2024-05-01"])
    run(["history", "show"])
    assert "\x1b" not in capsys.readouterr().out
