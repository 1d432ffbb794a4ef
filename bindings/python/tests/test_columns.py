# SPDX-License-Identifier: MIT
"""Reports as Arrow columns: what pyarrow, pandas, Polars and DuckDB make of them is what the findings say.

All four are optional, but ./dev installs pyarrow, so that most of this runs there.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
from pathlib import Path

import pytest
import samples
import secmon

REPORTS = samples.ROOT / "examples" / "reports"
MANY = 70_000  # more than one batch holds


@pytest.fixture(scope="module")
def many() -> secmon.Report:
    results = [
        samples.bandit_result(f"B{n % 70}", ("LOW", "MEDIUM", "HIGH")[n % 3], n % 500 + 1, f"src/{n // 7}.py")
        for n in range(MANY)
    ]
    return secmon.parse(samples.bandit(*results))


@pytest.fixture(params=["bandit.json", "pip-audit.json", "ruff.sarif", "semgrep.json", "trivy.json"])
def report(request) -> secmon.Report:
    path = Path(REPORTS, request.param)
    if not path.exists():
        pytest.skip("needs the source tree")
    return secmon.parse_file(path)


def plain(value: object) -> object:
    """A value of a finding as Arrow has it: absent is null."""
    if isinstance(value, secmon.Cvss):
        members = {name: getattr(value, name) for name in ("version", "vector", "score", "source")}
        return {name: None if member == "" else member for name, member in members.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value] or None
    return None if value == "" else value


def row(finding: secmon.Finding, names: tuple[str, ...]) -> dict[str, object]:
    made = {}
    absent = {"severity_from": "none", "confidence": "unknown"}
    for name in names:
        member = name.removeprefix("package_")
        holders = (finding.package,) if name != member else (finding, finding.location, finding.dates)
        holder = next(holder for holder in holders if hasattr(holder, member))
        value = plain(getattr(holder, member))
        made[name] = None if value == absent.get(name) else value
    return made


# ---- the protocol, without anybody's library -------------------------------------------------------------------------


def test_columns_are_chosen_by_name(two):
    report = secmon.parse(two)
    chosen = report.columns("severity", "path")
    assert chosen.names == ("severity", "path") and len(chosen) == 2
    assert repr(chosen) == "<secmon.Columns: 2 of 2 findings>"
    assert len(report.columns().names) == 49
    with pytest.raises(secmon.ArgumentError, match='no column "file"; there are tool '):
        report.columns("severity", "file")
    with pytest.raises(secmon.ArgumentError, match="named twice"):
        report.columns("path", "path")
    with pytest.raises(TypeError):
        report.columns(["severity", "path"])


def test_capsules_that_nobody_takes_are_released(two):
    report = secmon.parse(two)
    for source in (report, report.columns("path")):
        assert '"arrow_array_stream"' in repr(source.__arrow_c_stream__())
        assert '"arrow_array_stream"' in repr(source.__arrow_c_stream__(None))
        assert '"arrow_schema"' in repr(source.__arrow_c_schema__())
    gc.collect()


# ---- pyarrow ---------------------------------------------------------------------------------------------------------


def test_pyarrow_reads_what_the_findings_say(report):
    pa = pytest.importorskip("pyarrow")
    table = pa.table(report)
    table.validate(full=True)
    names = report.columns().names
    assert tuple(table.column_names) == names and pa.schema(report) == table.schema
    rows = table.to_pylist()
    assert len(rows) == len(report) > 0
    for made, finding in zip(rows, report):
        expected = row(finding, names)
        for name in ("epss", "epss_percentile"):
            assert made.pop(name) == pytest.approx(expected.pop(name))
        assert made == expected


def test_pyarrow_reads_several_batches(many):
    pa = pytest.importorskip("pyarrow")
    assert len(many) == MANY
    table = pa.table(many.columns("path", "severity", "start_line", "title"))
    table.validate(full=True)
    assert [len(batch) for batch in table.to_batches()] == [65_536, MANY - 65_536]
    assert table["path"].to_pylist() == [f.location.path for f in many]
    assert table["start_line"].to_pylist() == [f.location.start_line for f in many]
    # One dictionary for all batches: nothing has to be unified.
    first, second = (chunk.dictionary for chunk in table["path"].chunks)
    assert first.equals(second) and len(first) == MANY // 7


def test_batches_outlive_the_report(two):
    pa = pytest.importorskip("pyarrow")
    report = secmon.parse(two)
    reader = pa.RecordBatchReader.from_stream(report)
    del report
    gc.collect()
    table = reader.read_all()
    del reader
    for _ in range(50):
        secmon.parse(two)
    assert table["path"].to_pylist() == ["shop/a.py", "shop/b.py"]
    assert table["detected"].type == pa.timestamp("s", "UTC")


def test_an_empty_report_has_its_columns(clean):
    pa = pytest.importorskip("pyarrow")
    table = pa.table(secmon.parse(clean))
    assert table.num_rows == 0 and table.num_columns == 49


def test_the_schema_says_whether_the_report_is_complete(two):
    pa = pytest.importorskip("pyarrow")
    whole = pa.schema(secmon.parse(two)).metadata
    assert whole[b"secmon.status"] == b"complete" and whole[b"secmon.format"] == b"bandit"
    assert whole[b"secmon.generated"] == b"2024-05-01T12:00:00Z" and b"secmon.notes" not in whole
    part = pa.schema(secmon.parse(two[:-40])).metadata
    assert part[b"secmon.status"] == b"incomplete" and b"truncated, incomplete: " in part[b"secmon.notes"]


def test_a_report_is_written_as_parquet(report, tmp_path):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table(report), tmp_path / "report.parquet")
    again = parquet.read_table(tmp_path / "report.parquet")
    assert again.column("rule_id").to_pylist() == [f.rule_id for f in report]
    assert again.schema.metadata[b"secmon.status"] == report.status.encode()


# ---- data frames and databases ---------------------------------------------------------------------------------------


def test_pandas(many, clean):
    pa = pytest.importorskip("pyarrow")
    pytest.importorskip("pandas")
    frame = pa.table(many.columns("severity", "path", "start_line", "detected")).to_pandas()
    assert frame.severity.cat.ordered and not frame.path.cat.ordered
    assert int((frame.severity >= "medium").sum()) == sum(f.severity in ("medium", "high") for f in many)
    assert frame.path.tolist() == [f.location.path for f in many]
    whole = pa.table(many).to_pandas()
    assert whole.shape == (MANY, 49) and whole.url.isna().all() and whole.package_name.isna().all()
    assert pa.table(secmon.parse(clean)).to_pandas().shape == (0, 49)


def test_polars(many, clean):
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(many)
    assert frame.shape == (MANY, 49)
    assert frame["path"].to_list() == [f.location.path for f in many]
    counts = frame.group_by("severity").len()
    assert dict(zip(counts["severity"].to_list(), counts["len"].to_list())) == {
        name: count for name, count in many.summary().items() if count
    }
    assert pl.DataFrame(secmon.parse(clean)).shape == (0, 49)


def test_polars_reads_lists_and_times(report):
    pl = pytest.importorskip("polars")
    small = pl.DataFrame(report)
    assert small["ids"].to_list() == [list(f.ids) or None for f in report]
    assert small["cvss"].to_list() == [plain(f.cvss) for f in report]
    assert small["published"].to_list() == [f.dates.published for f in report]


def test_duckdb(many, clean):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as db:
        db.register("many", many.columns("severity", "path", "rule_name", "title"))
        assert db.sql("SELECT path, title FROM many").fetchall() == [(f.location.path, f.title) for f in many]
        found = db.sql("SELECT severity, count(*) FROM many GROUP BY 1").fetchall()
        assert dict(found) == {name: count for name, count in many.summary().items() if count}
        db.register("clean", secmon.parse(clean))
        assert db.sql("SELECT * FROM clean").fetchall() == []


def test_duckdb_reads_lists_and_times(report):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as db:
        db.register("small", report)
        rows = db.sql("SELECT rule_id, cwe, ids, cvss, epoch(published) FROM small").fetchall()
        assert len(rows) == len(report)
        for (rule, cwe, ids, cvss, published), f in zip(rows, report):
            assert (rule, cwe, ids, cvss) == (f.rule_id, list(f.cwe) or None, list(f.ids) or None, plain(f.cvss))
            assert published == (f.dates.published and f.dates.published.timestamp())
        found = db.sql("SELECT count(*) FROM small WHERE url IS NOT NULL").fetchall()
        assert found == [(sum(f.location.url != "" for f in report),)]


def test_times_are_in_utc():
    pa = pytest.importorskip("pyarrow")
    report = secmon.parse(
        json.dumps(
            {
                "schema": "secmon-report-1",
                "format": "",
                "tool": "t",
                "status": "complete",
                "notes": [],
                "findings": [
                    {
                        "tool": "t",
                        "format": "",
                        "title": "x",
                        "severity": "low",
                        "dates": {"fixed": "1969-12-31T23:59:59Z"},
                    }
                ],
            }
        ).encode()
    )
    assert pa.table(report.columns("fixed"))["fixed"].to_pylist() == [
        dt.datetime(1969, 12, 31, 23, 59, 59, tzinfo=dt.timezone.utc)
    ]
