# SPDX-License-Identifier: MIT
"""The package as such: version, how fast it is imported, its types."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import statistics
import subprocess
import sys
import time
import types
from pathlib import Path

import pytest
import samples
import secmon
from secmon import _secmon

PACKAGE = Path(secmon.__file__).parent


def test_one_version():
    assert re.fullmatch(r"\d+\.\d+\.\d+", secmon.__version__)
    assert importlib.metadata.version("secmon") == secmon.__version__


@pytest.mark.source
def test_the_version_is_that_of_the_header():
    header = (samples.ROOT / "include/secmon/version.h").read_text(encoding="utf-8")
    assert f'#define SECMON_VERSION "{secmon.__version__}"' in header
    parts = re.findall(r"#define SECMON_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header)
    assert ".".join(parts) == secmon.__version__


def seconds(code: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begun


def test_import_takes_less_than_50_ms():
    both = [(seconds("import secmon"), seconds("pass")) for _ in range(9)]
    importing = statistics.median(a for a, _ in both) - statistics.median(b for _, b in both)
    assert importing < 0.050, f"{importing * 1000:.1f} ms"


def test_import_brings_nothing_that_only_the_command_needs():
    code = "import sys, secmon; print(sorted({'click', 'rich', 'asyncio', 'secmon.cli'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_everything_public_is_listed():
    # Parts of the package that a test has imported (secmon.cli, secmon.scan …) are not names of it.
    own = {name: value for name, value in vars(secmon).items() if not isinstance(value, types.ModuleType)}
    public = {name for name in own if not name.startswith("_")}
    assert public | {"__version__"} == set(secmon.__all__)
    for name in secmon.__all__:
        assert getattr(secmon, name) is not None


def test_everything_has_a_docstring_that_needs_one():
    for name in secmon.__all__:
        thing = getattr(secmon, name)
        if callable(thing):
            assert (thing.__doc__ or "").strip(), name


def stub_names() -> dict[str, set[str]]:
    """Classes of the stub with their members; functions with none."""
    tree = ast.parse((PACKAGE / "_secmon.pyi").read_text(encoding="utf-8"))
    made: dict[str, set[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            members = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            members |= {item.target.id for item in node.body if isinstance(item, ast.AnnAssign)}
            made[node.name] = members
        elif isinstance(node, ast.FunctionDef):
            made[node.name] = set()
    return {name: members for name, members in made.items() if not name.startswith("_")}


def test_the_stub_names_what_is_there():
    stub = stub_names()
    assert set(stub) == {name for name in vars(_secmon) if not name.startswith("_")}
    for name, members in stub.items():
        thing = getattr(_secmon, name)
        if not isinstance(thing, type):
            continue
        for member in members:
            assert hasattr(thing, member), f"{name}.{member} is only in the stub"
        if not issubclass(thing, BaseException):
            real = {member for member in vars(thing) if not member.startswith("_")}
            assert real == {member for member in members if not member.startswith("_")}, name


def test_types_are_published():
    assert (PACKAGE / "py.typed").exists() and (PACKAGE / "_secmon.pyi").exists()


@pytest.mark.source
def test_mypy_understands_the_package(tmp_path):
    api = pytest.importorskip("mypy.api")
    use = tmp_path / "use.py"
    use.write_text(
        "import secmon\n"
        "report = secmon.parse(b'')\n"
        "reveal_type(report[0])\n"
        "reveal_type(report[1:])\n"
        "reveal_type(report[0].location.start_line)\n"
        "for finding in report: reveal_type(finding.severity == 'high')\n"
        "for result in secmon.parse_many(['a']): reveal_type(result)\n"
        "secmon.gate(report, allowed={'hihg': 3})\n"
        "secmon.parse(42)\n",
        encoding="utf-8",
    )
    # A configuration of its own, so that the one of this repository does not lead mypy to the sources.
    out, _, _ = api.run(["--strict", "--config-file=", f"--cache-dir={tmp_path}", str(use)])
    lines = out.splitlines()
    for expected in (
        'use.py:3: note: Revealed type is "secmon._secmon.Finding"',
        'use.py:4: note: Revealed type is "secmon._secmon.Findings"',
        "use.py:5: note: Revealed type is",
        "use.py:7: note: Revealed type is",
        "use.py:8: error: Dict entry",
        "use.py:9: error: Argument 1",
    ):
        assert any(expected in line for line in lines), out
    assert "Found 2 errors" in lines[-1], out
