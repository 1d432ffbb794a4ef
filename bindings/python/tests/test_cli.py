# SPDX-License-Identifier: MIT
"""The command, as a process: its exit status, what it writes and where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import samples
import secmon

UNKNOWN = b'{"who": "knows", "what": [1]}'


@pytest.fixture
def folder(tmp_path: Path, two: bytes, pip_audit: bytes) -> Path:
    """Two reports and a file that is none."""
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "bandit.json").write_bytes(two)
    (reports / "pip-audit.json").write_bytes(pip_audit)
    (reports / "notes.txt").write_text("not a report\n", encoding="utf-8")
    (reports / ".hidden.json").write_bytes(UNKNOWN)
    return reports


class Done:
    def __init__(self, process: subprocess.CompletedProcess[bytes]) -> None:
        self.status = process.returncode
        self.bytes = process.stdout
        self.out = process.stdout.decode("utf-8")
        self.err = process.stderr.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.out)


def secmon_(*arguments: object, data: bytes = b"", cwd: Path | None = None, **environment: str) -> Done:
    done = Done(
        subprocess.run(
            [sys.executable, "-m", "secmon", *map(str, arguments)],
            input=data,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, **environment},
            timeout=60,
        )
    )
    assert "Traceback" not in done.err, done.err
    return done


# ---- looking ------------------------------------------------------------------------------------------------------


def test_formats():
    table, listed = secmon_("formats"), secmon_("formats", "--json")
    assert table.status == listed.status == 0
    assert [info["id"] for info in listed.json] == [info.id for info in secmon.formats()]
    assert all(info["id"] in table.out for info in listed.json)


def test_version():
    assert secmon_("--version").out.strip() == f"secmon {secmon.__version__}"


def test_help_has_examples():
    main = secmon_("--help")
    assert main.status == 0 and "Examples:" in main.out and "Exit status" in main.out
    for command in ("formats", "detect", "show", "convert", "score", "sla", "gate"):
        assert command in main.out
        done = secmon_(command, "--help")
        assert done.status == 0 and "Examples:" in done.out, command
    assert "3" in secmon_("gate", "--help").out


def test_detect(folder):
    done = secmon_("detect", folder / "bandit.json", folder / "pip-audit.json")
    assert done.status == 0 and "bandit.json: bandit (" in done.out and "pip-audit.json: pip_audit (" in done.out
    done = secmon_("detect", "--json", folder)
    assert done.status == 3
    assert {Path(row["path"]).name: row["format"] for row in done.json} == {
        "bandit.json": "bandit",
        "pip-audit.json": "pip_audit",
        "notes.txt": None,
    }
    assert secmon_("detect", "-", data=UNKNOWN).status == 3
    assert "No such file" in secmon_("detect", folder / "nothing").out


def test_show(folder):
    done = secmon_("show", folder)
    assert done.status == 0
    assert done.out.index("B602") < done.out.index("B101"), "the worst first"
    assert "shop/a.py:7" in done.out and "requests@2.19.0" in done.out
    assert "3 findings in 2 reports" in done.out
    assert "notes.txt: skipped" in done.err and ".hidden" not in done.err


def test_show_selects(folder):
    assert "B101" not in secmon_("show", folder, "--severity", "high").out
    assert "B602" not in secmon_("show", folder, "--kind", "sca").out
    limited = secmon_("show", folder, "--limit", 1)
    assert "B602" in limited.out and "B101" not in limited.out and "1 shown (--limit 0 shows all)" in limited.out
    everything = secmon_("show", folder, "--json", "--limit", 1).json
    assert len(everything["findings"]) == 3 and everything["findings"][0]["rule_id"] == "B602"
    assert [row["status"] for row in everything["inputs"]] == ["complete", "skipped", "complete"]


def test_show_leaves_out_what_is_closed(two):
    sarif = json.loads(secmon.parse(two).render("sarif"))
    sarif["runs"][0]["results"][0]["suppressions"] = [{"kind": "inSource", "status": "accepted"}]
    data = json.dumps(sarif).encode()
    assert "B602" not in secmon_("show", "-", data=data).out
    assert "B602" in secmon_("show", "-", "--all", data=data).out


def test_show_is_not_ruled_by_the_report():
    evil = samples.bandit_result("[bold]B1[/bold]", path="\x1b[2Jx.py")
    evil["issue_text"] = ":smile: [red]x[/red] \x1b]0;y\x07 \x9b31m \u202eabc"
    done = secmon_("show", "-", data=samples.bandit(evil))
    assert not set(done.out) & set("\x1b\x07\x9b\u202e")
    assert "[bold]B1[/bold]" in done.out and ":smile: [red]x[/red]" in done.out


def test_no_colours_in_a_pipe(folder):
    for command in (("show", folder), ("score", folder), ("gate", folder), ("convert", "--to", "table", folder)):
        assert "\x1b" not in secmon_(*command).out


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo terminal")
def test_colours_on_a_terminal(folder):
    assert b"\x1b[" in on_terminal("show", folder)
    assert b"\x1b[" in on_terminal("convert", folder, "--to", "table")
    assert b"\x1b[" not in on_terminal("show", folder, NO_COLOR="1")
    assert b"\x1b[" not in on_terminal("convert", folder, "--to", "table", NO_COLOR="1")


def on_terminal(*arguments: object, **environment: str) -> bytes:
    import pty

    master, slave = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    command = [sys.executable, "-m", "secmon", *map(str, arguments)]
    with subprocess.Popen(command, stdout=slave, env={**plain, "TERM": "xterm", **environment}) as process:
        os.close(slave)
        written = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:
                break
            if not piece:
                break
            written += piece
        process.wait(60)
    os.close(master)
    return written


# ---- inputs -------------------------------------------------------------------------------------------------------


def test_standard_input(two):
    assert secmon_("show", "-", "--json", data=two).json["inputs"][0]["path"] == "standard input"
    empty = secmon_("show", "-")
    assert empty.status == 3 and "standard input: not understood: " in empty.err


def test_patterns(folder):
    done = secmon_("show", folder / "*.json", "--json")
    assert done.status == 0 and len(done.json["inputs"]) == 2
    nothing = secmon_("show", folder / "*.sarif")
    assert nothing.status == 3 and "no file matches" in nothing.err


def test_folders_in_folders(tmp_path, two):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "bandit.json").write_bytes(two)
    flat = secmon_("show", tmp_path / "a")
    assert flat.status == 3 and "--recursive" in flat.err
    assert len(secmon_("show", "-r", tmp_path / "a", "--json").json["findings"]) == 2
    assert len(secmon_("show", tmp_path / "**" / "*.json", "--json").json["findings"]) == 2


def test_a_file_is_read_once(folder):
    done = secmon_("show", folder / "bandit.json", folder, "reports/bandit.json", "--json", cwd=folder.parent)
    assert len(done.json["findings"]) == 3


def test_what_is_not_understood_is_said(folder, tmp_path):
    unknown = tmp_path / "unknown.json"
    unknown.write_bytes(UNKNOWN)
    done = secmon_("show", folder / "bandit.json", unknown, tmp_path / "nothing.json")
    assert done.status == 3 and "B602" in done.out, "the rest is done"
    assert f"{unknown}: not understood" in done.err and "--format" in done.err
    assert "nothing.json: not understood: No such file" in done.err


def test_a_report_in_a_folder_that_is_not_understood_is_not_passed_over(folder):
    (folder / "trivy.json").write_bytes(b"")
    assert secmon_("show", folder).status == 3
    (folder / "trivy.json").write_bytes(UNKNOWN)
    assert secmon_("gate", folder, "--allow-unknown").status == 3
    skipped = secmon_("gate", folder, "--allow-unknown", "--skip-unknown")
    assert skipped.status == 0 and "trivy.json: skipped" in skipped.err
    (folder / "trivy.json").write_bytes(b"")
    assert secmon_("gate", folder, "--skip-unknown").status == 3, "an empty report is a crashed scanner"


def test_incomplete_reports(two):
    done = secmon_("show", "-", data=two[:-40])
    assert done.status == 3 and "B602" in done.out and "standard input: incomplete: " in done.err
    assert secmon_("show", "-", "--json", data=two[:-40]).json["inputs"][0]["status"] == "incomplete"


def test_format_option(two):
    assert secmon_("show", "-", "--format", "bandit", data=two).status == 0
    wrong = secmon_("show", "-", "--format", "bandito", data=two)
    assert wrong.status == 2 and "bandito" in wrong.err


def test_limits(two):
    done = secmon_("show", "-", "--max-bytes", 10, data=two)
    assert done.status == 3 and "--max-bytes" in done.err
    assert secmon_("show", "-", "--max-findings", 1, data=two).status == 3


def test_usage():
    for wrong in (
        ["show"],
        ["nothing"],
        ["show", "--what"],
        ["convert", "x", "--to", "pdf"],
        ["gate", "--max", "3", "x"],
    ):
        done = secmon_(*wrong)
        assert done.status == 2 and done.out == "" and done.err, wrong


# ---- convert ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["json", "jsonl", "sarif", "markdown", "md", "html", "csv", "table"])
def test_convert(two, to):
    done = secmon_("convert", "-", "--to", to, data=two)
    assert done.status == 0 and "B602" in done.out and not done.bytes.startswith(b"\xef\xbb\xbf")


def test_convert_gives_the_json_of_to_dict(folder):
    done = secmon_("convert", folder / "bandit.json", "--to", "json")
    assert done.json == secmon.parse(folder / "bandit.json").to_dict()


def test_convert_several_to_one_document(folder, tmp_path):
    done = secmon_("convert", folder, "-o", tmp_path / "all.sarif")
    assert done.status == 0 and done.out == ""
    assert len(secmon.parse(tmp_path / "all.sarif")) == 3
    assert len(json.loads((tmp_path / "all.sarif").read_bytes())["runs"]) == 2


def test_convert_writes_utf8_whatever_the_system_says():
    result = samples.bandit_result(path="src/größe.py")
    data = samples.bandit(result)
    for command in (("convert", "-", "--to", "csv"), ("show", "-"), ("convert", "-", "--to", "table")):
        done = secmon_(*command, data=data, PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
        assert done.status == 0 and "größe.py" in done.out, command


def test_convert_replaces_a_file_at_once(two, tmp_path):
    target, link = tmp_path / "out.json", tmp_path / "link.json"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    assert secmon_("convert", "-", "-o", link, data=two).status == 0
    assert link.is_symlink() and len(secmon.parse(target)) == 2
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "out.json"]


def test_convert_leaves_the_old_file_when_nothing_was_read(tmp_path):
    target = tmp_path / "out.json"
    target.write_text("old", encoding="utf-8")
    done = secmon_("convert", "-", "-o", target, data=UNKNOWN)
    assert done.status == 3 and target.read_text(encoding="utf-8") == "old" and "nothing is written" in done.err


def test_convert_says_why_it_cannot_write(two, tmp_path):
    done = secmon_("convert", "-", "-o", tmp_path / "no" / "folder.json", data=two)
    assert done.status == 2 and "cannot be written" in done.err
    done = secmon_("convert", "-", "-o", tmp_path / "report.what", data=two)
    assert done.status == 2 and "--to" in done.err
    assert secmon_("convert", "-", "--to", "json", "-o", tmp_path / "report.what", data=two).status == 0


@pytest.mark.skipif(os.name != "posix", reason="SIGPIPE")
def test_a_reader_that_goes_away(tmp_path):
    many = (samples.bandit_result(path=f"src/{n}.py") for n in range(4000))
    (tmp_path / "many.json").write_bytes(samples.bandit(*many))
    for arguments in (["convert", "--to", "jsonl"], ["show", "--limit", "0"], ["show", "--json"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "secmon", *arguments, str(tmp_path / "many.json")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(60) == 141, arguments


# ---- decisions ----------------------------------------------------------------------------------------------------


def test_score(folder):
    done = secmon_("score", folder)
    assert done.status == 0 and "score 94 of 100: excellent" in done.out and "3 findings counted" in done.out
    data = secmon_("score", folder, "--json", "--points", 20, "--floor", "medium").json
    expected = secmon.score([secmon.parse(p) for p in folder.glob("*.json") if p.name[0] != "."], floor="medium")
    assert data["counted"] == expected.counted and data["open"] == expected.open
    assert len(data["inputs"]) == 3


def test_sla(two):
    done = secmon_("sla", "-", "--now", "2024-05-09T12:00:00Z", data=two)
    assert done.status == 0 and "breached, 1 d over" in done.out and "resolve: " in done.out
    rows = secmon_("sla", "-", "--now", "2024-05-09T14:00:00+02:00", "--json", data=two).json["findings"]
    assert rows[0]["resolve"] == {"state": "breached", "due": "2024-05-08T12:00:00Z", "left": -86400}
    assert rows[1]["resolve"]["state"] == "on_time" and rows[1]["rule_id"] == "B101"
    assert secmon_("sla", "-", "--now", "yesterday", data=two).status == 2


def test_gate_passes(folder):
    done = secmon_("gate", folder, "--allow-unknown")
    assert done.status == 0 and "gate passed" in done.out


def test_gate_fails(two):
    done = secmon_("gate", "-", "--max", "high=0", data=two)
    assert done.status == 1 and "gate failed" in done.out and "1 high" in done.out
    verdict = secmon_("gate", "-", "--max", "high=0", "--min-score", 99, "--json", data=two)
    assert verdict.status == 1 and verdict.json["passed"] is False
    assert [reason["rule"] for reason in verdict.json["reasons"]] == ["severity_count", "min_score"]
    assert secmon_("gate", "-", "--max", "high=0", "--max", "high=any", data=two).status == 0
    assert secmon_("gate", "-", "--sla-breaches", 0, "--now", "2034-01-01", data=two).status == 1


def test_gate_fails_closed(two, clean, pip_audit):
    for data in (b"", UNKNOWN, b"Traceback (most recent call last):\n", b"null"):
        done = secmon_("gate", "-", "--json", data=data)
        assert done.status == 3 and done.json["passed"] is False, data
    assert secmon_("gate", "-", data=clean).status == 0
    cut = two[:-40]
    assert secmon_("gate", "-", data=cut).status == 3
    assert secmon_("gate", "-", "--allow-incomplete", data=cut).status == 0
    assert secmon_("gate", "-", "--max", "high=0", data=cut).status == 3, "3 goes before 1"
    assert secmon_("gate", "-", data=pip_audit).status == 1, "pip-audit gives no severities"
    assert secmon_("gate", "-", "--allow-unknown", data=pip_audit).status == 0


def test_gate_with_one_input_that_is_not_understood(folder):
    done = secmon_("gate", folder / "bandit.json", "no-such-file.json", "--json", "--allow-incomplete")
    assert done.status == 3 and done.json["passed"] is False
    assert [row["status"] for row in done.json["inputs"]] == ["complete", "not_understood"]
    assert "no-such-file.json was not understood" in secmon_("gate", folder / "bandit.json", "no-such-file.json").out


def test_gate_writes_reports(two, tmp_path):
    done = secmon_("gate", "-", "--max", "high=0", "-o", tmp_path / "a.md", "-o", tmp_path / "b.html", data=two)
    assert done.status == 1
    for name in ("a.md", "b.html"):
        assert "B602" in (tmp_path / name).read_text(encoding="utf-8"), name
    assert secmon_("gate", "-", "-o", tmp_path / "a.exe", data=two).status == 2


def test_a_mistake_of_ours_is_no_traceback(monkeypatch, capsys, tmp_path, two):
    import secmon.cli.decide

    (tmp_path / "report.json").write_bytes(two)

    def broken(*_, **__):
        raise ZeroDivisionError("of ours")

    monkeypatch.setattr(secmon.cli.decide.secmon, "score", broken)
    monkeypatch.delenv("SECMON_TRACEBACK", raising=False)
    assert secmon.cli.run(["score", str(tmp_path / "report.json")]) == 70
    assert "ZeroDivisionError: of ours" in capsys.readouterr().err
    monkeypatch.setenv("SECMON_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        secmon.cli.run(["score", str(tmp_path / "report.json")])


def test_progress_is_shown_after_a_second_and_only_on_a_terminal(monkeypatch):
    from secmon.cli import inputs

    progress = inputs.Progress(patience=0)
    assert progress(1, 2) is True and progress.bar is None, "standard error is no terminal here"
    progress.wanted = True
    assert progress(1, 2) is True and progress.bar is not None
    progress.close()
    patient = inputs.Progress(patience=60)
    patient.wanted = True
    assert patient(1, 2) is True and patient.bar is None
    patient.close()
