#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the sources against the rooms of docs/design.md: who may include whom, and what may stand where.

tests/layering.py [ROOT]        exits 1 and names each line that is in the wrong room
"""

import re
import sys
from pathlib import Path

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
LANGUAGES = {".cpp", ".hpp", ".c", ".h", ".def"}
SCRIPTS = {".py", ".cmake", ".sh"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
COMMENT = re.compile(r"//.*|/\*.*?\*/")
STRING = re.compile(r'"(?:\\.|[^"\\])*"')

# A room of src/ and the rooms that it may see. include/secmon is open to all.
MAY_SEE = {
    "core": {"core"},
    "input": {"core", "input"},
    "formats": {"core", "input", "formats"},
    "divide.hpp": {"core", "input", "formats"},
    "divide.cpp": {"core", "input", "formats", "divide.hpp"},
    "parse.cpp": {"core", "input", "formats", "divide.hpp"},
    "inventory": {"core", "input", "inventory"},
    "diff": {"core", "diff"},
    "correlate": {"core", "correlate"},
    "score": {"core", "score"},
    "sla": {"core", "sla"},
    "gate": {"core", "score", "sla", "gate"},
    "history": {"core", "history"},
    "metrics": {"core", "metrics"},
    "vex": {"core", "vex"},
    "enrich": {"core", "input", "enrich"},
    "overview": {"core", "overview"},
    "audit": {"core", "audit"},
    "render": {"core", "render"},
    "columns": {"core", "columns"},
    "alert": {"core", "input", "render", "alert"},
    "config": {"core", "config"},
    "suppress": {"core", "config", "suppress"},
}
# A third party and the one file that may name it.
ONLY_IN = {
    "simdjson": {"src/input/json.cpp"},
    "pugixml": {"src/input/xml.cpp"},
    "yaml-cpp": {"src/config/yaml.cpp"},
    "sqlite3": {"src/history/db.cpp"},
    "zlib.h": {"src/input/bytes.cpp", "src/input/zip.cpp"},
}
# What the library must not do, and what no line of it may therefore name.
FORBIDDEN = [
    (r"\bstd::(cout|cerr|clog)\b|\b(?:f?printf|puts|fputs|perror)\s*\(", "the library prints nothing"),
    (r"\b(?:getenv|setenv)\s*\(", "the library reads no environment"),
    (
        r"(?<![\w.>:])(?:std::)?time\s*\(\s*(?:nullptr|NULL|0|&)|\b(?:gmtime|localtime|clock_gettime|gettimeofday)\b"
        r"|_clock::now",
        "the library reads no clock",
    ),
    (r"\b(?:socket|connect|system|popen|fork|execvp?)\s*\(", "the library opens no socket and starts no process"),
    (
        r"\bthrow\b(?! std::bad_alloc\(\)| Multiplied\(\))|\bstd::rethrow",
        "only std::bad_alloc (which Writer::Multiplied is) flies inside src/",
    ),
    (r"\bstd::regex\b", "std::regex can be made to run for ever by its input"),
]
FORMAT_TARGET, FORMAT_LIMIT = 120, 250

problems: list[str] = []
notices: list[str] = []


def problem(path: Path, line: int, text: str) -> None:
    problems.append(f"{path.relative_to(ROOT)}:{line}: {text}")


def files(folder: str, suffixes: set[str]) -> list[Path]:
    base = ROOT / folder
    return sorted(p for p in base.rglob("*") if p.suffix in suffixes and "build" not in p.relative_to(base).parts[:1])


def room(path: str) -> str:
    """ "core" for "core/text.hpp", "parse.cpp" for itself."""
    return path.split("/")[0]


def check_include(path: Path, number: int, included: str) -> None:
    here = path.relative_to(ROOT).as_posix()
    for library, homes in ONLY_IN.items():
        free = here in homes or here.startswith(("tests/", "benchmarks/reference/"))
        if included.startswith(library) and not free:
            problem(path, number, f"only {', '.join(homes)} may include {library}")
    local = (ROOT / "src" / included).exists()
    if here.startswith("src/") and local:
        own, other = room(here.removeprefix("src/")), room(included)
        if other not in MAY_SEE.get(own, set()):
            problem(path, number, f"src/{own} may not see src/{other}")
        if (
            here.startswith("src/formats/")
            and included.startswith("formats/")
            and included not in {"formats/format.hpp", "formats/formats.hpp", "formats/formats.def"}
            and not included.startswith("formats/dialect/")
        ):
            problem(path, number, "a format sees no other format, but format.hpp and dialects")
    if here.startswith(("capi/", "bindings/", "include/", "examples/")) and local:
        problem(path, number, f"{room(here)} sees include/secmon only, not src/")
    of_c = path.suffix == ".h" and included in {"stddef.h", "stdint.h"}
    if here.startswith("include/") and "." in included and not included.startswith("secmon/") and not of_c:
        problem(path, number, "public headers name the standard library only")


def check_source(path: Path) -> None:
    inside = path.relative_to(ROOT).parts[0] == "src"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := INCLUDE.match(line):
            check_include(path, number, match.group(1))
        if not inside or path.suffix == ".def":
            continue
        code = COMMENT.sub("", STRING.sub('""', line))
        for pattern, why in FORBIDDEN:
            if re.search(pattern, code):
                problem(path, number, f"{why}: {line.strip()}")


def check_names(path: Path) -> None:
    """A third party's namespace is as telling as its header."""
    here = path.relative_to(ROOT).as_posix()
    for library, homes in (
        ("simdjson", ONLY_IN["simdjson"]),
        ("pugi", ONLY_IN["pugixml"]),
        ("YAML", ONLY_IN["yaml-cpp"]),
    ):
        if here in homes:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if f"{library}::" in COMMENT.sub("", STRING.sub('""', line)):
                problem(path, number, f"only {', '.join(homes)} may name {library}")


def check_formats() -> None:
    listed = re.findall(r"^FORMAT\((\w+)\)", (ROOT / "src/formats/formats.def").read_text(), re.M)
    if listed != sorted(listed):
        problem(ROOT / "src/formats/formats.def", 1, "the formats are not sorted")
    present = {p.stem for p in (ROOT / "src/formats").glob("*.cpp")} - {"formats", "detect"}
    for name in sorted(present ^ set(listed)):
        problem(ROOT / "src/formats/formats.def", 1, f"{name}: a file without a line, or a line without a file")
    for path in sorted(ROOT / "src/formats" / f"{name}.cpp" for name in present):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > FORMAT_LIMIT:
            problem(path, lines, f"a format of more than {FORMAT_LIMIT} lines")
        elif lines > FORMAT_TARGET:
            notices.append(f"{path.relative_to(ROOT)}: {lines} lines, the target is {FORMAT_TARGET}")


def check_types(headers: list[Path]) -> None:
    """Two types of one name in one namespace are one type to the linker, whatever is in them."""
    known: dict[tuple[str, str], Path] = {}
    for path in headers:
        namespace = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := re.match(r"namespace ([\w:]+) {", line):
                namespace = match.group(1)
            match = re.match(r"(?:struct|class|enum class)(?: SECMON_API)? (\w+)(?: final)? (?:: |{)", line)
            if match is None:
                continue
            other = known.setdefault((namespace, match.group(1)), path)
            if other != path:
                problem(path, number, f"{match.group(1)} is also a type of {other.relative_to(ROOT)}")


def check_licence(path: Path) -> None:
    head = path.read_text(encoding="utf-8").splitlines()[:3]
    if not any("SPDX-License-Identifier: MIT" in line for line in head):
        problem(path, 1, "no SPDX-License-Identifier in the first three lines")


def main() -> int:
    sources = [
        p
        for folder in ("include", "src", "capi", "bindings", "tests", "benchmarks", "examples")
        for p in files(folder, LANGUAGES)
    ]
    for path in sources:
        check_source(path)
    for path in files("src", LANGUAGES) + files("include", LANGUAGES):
        check_names(path)
    check_types([path for path in sources if path.suffix == ".hpp" and path.parts[-2:] != ("tests", "fuzz")])
    check_formats()
    scripts = [p for folder in ("bindings", "tests", "benchmarks", "cmake", "docs") for p in files(folder, SCRIPTS)]
    listings = [
        p
        for p in ROOT.rglob("CMakeLists.txt")
        if not {"build", ".venv", "node_modules"} & set(p.relative_to(ROOT).parts[:-1])
        or p.relative_to(ROOT).parts[:2] == ("tests", "build")
    ]
    for path in sources + scripts + listings:
        if "formats" in path.parts and ".in" in path.name:
            continue  # a fixture is a scanner's
        if path.relative_to(ROOT).parts[:2] == ("examples", "app"):
            continue  # the vulnerable sample application
        check_licence(path)
    for notice in notices:
        print(f"note: {notice}")
    for text in problems:
        print(text)
    print(f"layering: {len(sources)} sources, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
