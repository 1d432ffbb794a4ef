# SPDX-License-Identifier: MIT
"""parse, parse_file, parse_many, detect: what they take, their limits and their errors."""

from __future__ import annotations

import array
import gzip
import json
import mmap
import os
import pickle
import sys
import threading
from pathlib import Path

import pytest
import secmon
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


@pytest.fixture
def file(tmp_path: Path, two: bytes) -> Path:
    path = tmp_path / "bändit report.json"
    path.write_bytes(two)
    return path


def test_bytes_of_all_kinds(two, file):
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        for data in (two, bytearray(two), memoryview(two), array.array("B", two), mapped):
            assert len(secmon.parse(data)) == 2
    with pytest.raises(BufferError):
        secmon.parse(memoryview(two)[::2])


def test_texts_can_be_left_in_a_bytes_object(two):
    data = bytes(bytearray(two))  # of our own
    alone = sys.getrefcount(data)
    report = secmon.parse(data, in_place=True)
    assert sys.getrefcount(data) == alone + 1
    share = list(report.findings)
    assert report.render("json") == secmon.parse(two).render("json")
    del report, share
    assert sys.getrefcount(data) == alone


def test_what_may_change_is_copied_all_the_same(two):
    data = bytearray(two)
    report = secmon.parse(data, in_place=True)
    data.clear()  # raises BufferError where somebody holds it
    assert report.render("json") == secmon.parse(two).render("json")


def test_texts_can_be_left_in_a_file(tmp_path, two):
    row = json.loads(two)["results"][0]
    rows = [{**row, "line_number": i, "issue_text": f"{i} is not kept twice: {'x' * 200}"} for i in range(1, 2000)]
    file = tmp_path / "large.json"
    file.write_text(json.dumps({**json.loads(two), "results": rows}))
    copied = secmon.parse_file(file)
    left = secmon.parse_file(file, in_place=True)
    many = secmon.parse_many([file], in_place=True)[0]
    file.unlink()
    assert left.render("json") == many.render("json") == copied.render("json")
    assert left.memory < copied.memory * 0.7


def test_paths_of_all_kinds(file):
    for path in (file, str(file)):
        assert len(secmon.parse(path)) == len(secmon.parse_file(path)) == 2
    with pytest.raises(TypeError):
        secmon.parse(42)
    with pytest.raises(TypeError):
        secmon.parse_file(None)


def test_other_encodings(two):
    text = two.decode()
    for data in (gzip.compress(two), text.encode("utf-8-sig"), text.encode("utf-16"), b"Run started\n" + two):
        assert len(secmon.parse(data)) == 2, data[:20]


def test_the_format_can_be_named(two):
    assert len(secmon.parse(two, "bandit")) == len(secmon.parse(two, format="bandit")) == 2
    with pytest.raises(secmon.Error) as raised:
        secmon.parse(two, "no_such_format")
    assert "no_such_format" in str(raised.value)


def test_limits(two):
    with pytest.raises(secmon.ParseError) as raised:
        secmon.parse(two, max_bytes=10)
    assert raised.value.code == "too_large"
    with pytest.raises(secmon.ParseError) as raised:
        secmon.parse(gzip.compress(two), max_decompressed=10)
    assert raised.value.code == "too_large"
    limited = secmon.parse(two, max_findings=1)
    assert len(limited) == 1 and not limited.complete
    with pytest.raises(secmon.ParseError) as raised:
        secmon.parse(b"[" * 5000 + b"]" * 5000, format="bandit", max_depth=50)
    assert raised.value.code == "too_deep"
    with pytest.raises(TypeError):
        secmon.parse(two, max_bytes=-1)


def test_errors_by_code(two):
    cases = [
        (b"", "empty", secmon.ParseError, ValueError),
        (b" \n\t ", "empty", secmon.ParseError, ValueError),
        (b'{"who": "knows", "what": [1]}', "unknown_format", secmon.FormatError, LookupError),
    ]
    for data, code, ours, builtin in cases:
        with pytest.raises(ours) as raised:
            secmon.parse(data)
        error = raised.value
        assert isinstance(error, builtin) and isinstance(error, secmon.Error)
        assert (error.code, error.path) == (code, None)
        assert isinstance(error.format, str) and isinstance(error.offset, int) and str(error)


def test_a_missing_file_is_a_file_not_found_error(tmp_path):
    missing = tmp_path / "nothing.json"
    for call in (secmon.parse, secmon.parse_file, secmon.detect):
        with pytest.raises(FileNotFoundError) as raised:
            call(missing)
        error = raised.value
        assert isinstance(error, secmon.MissingFileError) and isinstance(error, secmon.FileError)
        assert error.filename == error.path == str(missing) and error.code == "unreadable_bytes"
        assert str(missing) in str(error)


def test_a_folder_is_no_report(tmp_path):
    for call in (secmon.parse, secmon.detect):
        with pytest.raises(secmon.FileError) as raised:
            call(tmp_path)
        assert isinstance(raised.value, OSError) and not isinstance(raised.value, FileNotFoundError)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file(file):
    file.chmod(0)
    with pytest.raises(secmon.FileError):
        secmon.parse(file)


def test_an_error_of_a_file_knows_its_path(tmp_path):
    path = tmp_path / "empty.json"
    path.write_bytes(b"")
    with pytest.raises(secmon.ParseError) as raised:
        secmon.parse(path)
    assert raised.value.path == str(path) and raised.value.code == "empty"


def test_errors_can_be_pickled(tmp_path):
    for source in (b"", b'{"who": "knows", "what": [1]}', tmp_path / "nothing.json"):
        with pytest.raises(secmon.Error) as raised:
            secmon.parse(source)
        again = pickle.loads(pickle.dumps(raised.value))
        assert type(again) is type(raised.value) and str(again) == str(raised.value)
        assert (again.code, again.path) == (raised.value.code, raised.value.path)


def test_many_keep_their_order(tmp_path, two, clean):
    paths = []
    for n in range(40):
        path = tmp_path / f"{n}.json"
        if n % 4 != 3:
            path.write_bytes(two if n % 4 == 0 else clean if n % 4 == 1 else b"")
        paths.append(path)
    for threads in (0, 1, 3):
        results = secmon.parse_many(paths, threads=threads)
        assert len(results) == 40
        for n, result in enumerate(results):
            if n % 4 < 2:
                assert isinstance(result, secmon.Report) and len(result) == (2 if n % 4 == 0 else 0)
            else:
                assert isinstance(result, secmon.ParseError if n % 4 == 2 else secmon.MissingFileError)
                assert result.path == str(paths[n])
    assert secmon.parse_many([]) == []


def test_many_tell_their_progress(tmp_path, clean):
    paths = [tmp_path / f"{n}.json" for n in range(20)]
    for path in paths:
        path.write_bytes(clean)
    told = []
    secmon.parse_many(paths, 4, lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(1, 21)) and {total for _, total in told} == {20}

    def stop(done, total):
        return done < 3

    results = secmon.parse_many(paths, 1, stop)
    assert sum(isinstance(result, secmon.Report) for result in results) == 3
    assert all(isinstance(result, secmon.ArgumentError) for result in results[3:])

    def fail(done, total):
        raise KeyError("stop here")

    with pytest.raises(KeyError, match="stop here"):
        secmon.parse_many(paths, 2, fail)


def test_the_interpreter_runs_on_while_a_report_is_read():
    results = b",".join(
        b'{"issue_severity":"LOW","issue_confidence":"LOW","issue_text":"x","filename":"a.py","line_number":%d,'
        b'"test_id":"B101","code":"c","line_range":[%d],"test_name":"t"}' % (n + 1, n + 1)
        for n in range(100_000)
    )
    data = b'{"errors":[],"generated_at":"2024-05-01T12:00:00Z","metrics":{},"results":[' + results + b"]}"
    begun, done = threading.Event(), threading.Event()
    counted = 0

    def read():
        begun.set()
        secmon.parse(data)
        done.set()

    thread = threading.Thread(target=read)
    thread.start()
    begun.wait()
    while not done.is_set():
        counted += 1
    thread.join()
    # Were the interpreter held for the whole of the call, the loop would turn a few times before it and after it.
    assert counted > 1000


def test_threads_read_at_the_same_time(two, pip_audit):
    failures = []

    def work(data, expected):
        try:
            for _ in range(100):
                report = secmon.parse(data)
                assert len(report) == expected and report[0].title and report.to_dict()["findings"]
                assert secmon.score(report).counted == expected
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=args) for args in [(two, 2), (pip_audit, 1)] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_detect(two, file):
    for source in (two, bytearray(two), file, str(file)):
        found = secmon.detect(source)
        assert found and found.format == "bandit" and found.candidates == ("bandit",) and found.reason
        assert repr(found).startswith("<secmon.Detection bandit: ")
    unknown = secmon.detect(b'{"who": "knows", "what": [1]}')
    assert not unknown and unknown.format is None and unknown.candidates == () and unknown.reason
    with pytest.raises(secmon.ParseError):
        secmon.detect(b"")


def test_formats():
    formats = {info.id: info for info in secmon.formats()}
    assert list(formats) == sorted(formats)
    assert {"bandit", "pip_audit", "safety", "sarif", "secmon", "semgrep", "trivy"} <= set(formats)
    trivy = formats["trivy"]
    assert trivy.name == "Trivy" and trivy.url.startswith("https://") and "trivy" in trivy.command
    assert "container" in trivy.kinds and repr(trivy) == "<secmon.Format trivy>"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["results", "errors", "metrics", "runs", "tool", "version", "Results", "findings", "x"]),
            inner,
        )
    ),
    max_leaves=20,
)


def read_or_refused(data: bytes, name: str | None) -> None:
    try:
        report = secmon.parse(data, name)
    except secmon.Error as error:
        assert error.code and str(error)
        return
    assert len(list(report)) == len(report)
    report.to_dict()


NAMES = st.sampled_from([None, *(info.id for info in secmon.formats())])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200), NAMES)
def test_any_bytes_are_read_or_refused(data, name):
    read_or_refused(data, name)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON, NAMES)
def test_any_json_is_read_or_refused(document, name):
    import json

    read_or_refused(json.dumps(document).encode(), name)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 2000), bit=st.integers(0, 7), cut=st.integers(0, 3000), name=NAMES)
def test_any_damage_is_read_or_refused(two, at, bit, cut, name):
    damaged = bytearray(two[: max(1, len(two) - cut)])
    damaged[at % len(damaged)] ^= 1 << bit
    read_or_refused(bytes(damaged), name)
